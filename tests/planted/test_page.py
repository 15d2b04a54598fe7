"""docs/planted.md tells of the corpus as it is: every variant is counted in it, and no other."""

import re
from pathlib import Path

import pytest

from benchmarks.planted.__main__ import MEASURED
from benchmarks.planted.corpus import corpus
from benchmarks.planted.formulas import Change
from benchmarks.planted.operators import Kind
from benchmarks.planted.report import KINDS, WAYS, names
from benchmarks.planted.result import Fate
from benchmarks.planted.ways import Way
from etalon.claims import load

PAGE = (Path(__file__).parents[2] / "docs/planted.md").read_text()
MEASURES = MEASURED.search(PAGE).group()
IDLE = re.search(r"No prediction executes ([^:]*):", MEASURES).group(1).split(", ")
CORPUS = [each for each in corpus(load()) if not (isinstance(each, Change) and each.formula.name in IDLE)]


def _table(heads):
    """Return the rows of the table with these heads: by the first cell, the others by their head."""
    lines = MEASURES.splitlines()
    begin = lines.index(f"| {' | '.join(heads)} |") + 2
    rows = {}
    for line in lines[begin : lines.index("", begin)]:
        name, *cells = [cell.strip() for cell in line.split("|")[1:-1]]
        rows[name] = dict(zip(heads[1:], cells, strict=True))
    return rows


def _listed(what):
    """Return the names of the variants in the list under a sentence that begins with a number of them."""
    number, lines = re.search(rf"(\d+) variants {what}[:.]\n\n((?:- .*\n)*)", MEASURES).groups()
    found = [line[2:].split(": ")[0] for line in lines.splitlines()]
    assert len(found) == int(number)
    return found


def test_every_variant_is_in_the_page_and_no_other():
    written = [line for line in MEASURES.splitlines() if line.startswith("| `")]
    assert written == [f"| {' | '.join(row)} |" for row in names(CORPUS)]


def test_the_numbers_of_variants_are_those_of_the_corpus():
    kinds = [each.kind for each in CORPUS]
    counted = {name: int(row["variants"]) for name, row in _table(KINDS).items()}
    assert counted == {kind.value: kinds.count(kind) for kind in Kind} | {"all": len(kinds)}


@pytest.mark.parametrize("way", Way)
def test_every_variant_has_one_fate_in_every_way(way):
    row, all_of_them = _table(WAYS)[way], _table(KINDS)["all"]
    assert sum(int(row[fate]) for fate in Fate) == int(all_of_them["others"])
    assert int(row[Fate.VERDICT]) + int(row[Fate.ERROR]) == int(row["caught"]) == int(all_of_them[way])


def test_what_was_missed_or_proved_is_in_the_corpus_and_counted():
    open_, proved, all_of_them = (
        _listed("were missed"),
        _listed("are not wrong, by proof"),
        _table(KINDS)["all"],
    )
    assert {*open_, *proved} <= {each.name for each in CORPUS}
    assert not {*open_} & {*proved}
    assert len(proved) == int(all_of_them["not wrong"])
    assert len(open_) == int(all_of_them["others"]) - int(all_of_them[Way.ETALON])


def test_every_kind_and_every_fate_is_explained():
    assert all(f"\n| {kind} | " in PAGE.split("## When")[0] for kind in Kind)
    assert all(f"\n| {fate} | " in PAGE.split("## When")[1].split("## The three")[0] for fate in Fate)
