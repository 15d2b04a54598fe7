"""docs/planted.md tells of the corpus as it is: every variant is counted in it, and no other."""

import re
from pathlib import Path

from benchmarks.planted.__main__ import MEASURED
from benchmarks.planted.corpus import corpus
from benchmarks.planted.formulas import Change
from benchmarks.planted.operators import Kind
from benchmarks.planted.report import names
from etalon.claims import load

PAGE = (Path(__file__).parents[2] / "docs/planted.md").read_text()
MEASURES = MEASURED.search(PAGE).group()
IDLE = re.search(r"No prediction executes ([^:]*):", MEASURES).group(1).split(", ")
CORPUS = [each for each in corpus(load()) if not (isinstance(each, Change) and each.formula.name in IDLE)]


def _rows(*names):
    """Return the rows of the tables that begin with one of these names."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in MEASURES.splitlines()]
    return {row[0]: row[1:] for row in cells if row and row[0] in names}


def test_every_variant_is_in_the_page_and_no_other():
    assert [line for line in MEASURES.splitlines() if line.startswith("| `")] == names(CORPUS)


def test_the_numbers_of_variants_are_those_of_the_corpus():
    kinds = [each.kind for each in CORPUS]
    counted = {row: int(cells[0]) for row, cells in _rows(*Kind, "all").items()}
    assert counted == {kind.value: kinds.count(kind) for kind in Kind} | {"all": len(kinds)}


def test_what_was_missed_or_proved_is_in_the_corpus():
    told = {line[2:].split(":")[0] for line in MEASURES.splitlines() if line.startswith("- ")}
    assert told <= {each.name for each in CORPUS}


def test_what_was_not_caught_was_missed():
    caught, wrong = map(int, _rows("all")["all"][2].split(" of "))
    missed = re.search(r"(\d+|No) variants? (was|were) missed", MEASURES).group(1)
    assert wrong - caught == int(missed.replace("No", "0"))


def test_every_kind_is_explained():
    assert all(f"\n| {kind} | " in PAGE.split("## When")[0] for kind in Kind)
