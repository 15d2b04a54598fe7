"""The gallery in docs/counterexamples is what `make gallery` writes today, and the checker confirms it."""

import hashlib
import importlib.util
import json
import re
import shlex
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from etalon.claims import load
from etalon.claims.lessons import LESSONS
from etalon.cli import main
from etalon.explore.entry import _command, entries, shown
from etalon.explore.gallery import Gallery, pages
from etalon.lesson import Lesson

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "counterexamples"
_spec = importlib.util.spec_from_file_location("gallery", ROOT / "docs" / "gallery.py")
assert _spec
assert _spec.loader
script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(script)

AGAIN = "make gallery writes them again"
INDEX = json.loads((FOLDER / "pictures" / "index.json").read_text())
DRAWN = [name for name, known in INDEX["entries"].items() if known["picture"]]


@pytest.fixture(scope="module")
def gallery():
    return script.gallery()


@pytest.fixture(scope="module")
def said(gallery):
    """Return what the checker says of every stored file, on a Python without packages."""
    return script.checked(FOLDER, gallery.entries)


def _files(pattern: str) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob(pattern)}


# It is current.


def test_the_pages_are_current(gallery, said):
    assert _files("*.md") == pages(gallery, DRAWN, said), AGAIN


def test_the_witness_files_are_current(gallery):
    now = {f"{entry.name}.json": entry.file for entry in gallery.entries}
    assert _files("witnesses/*") == now, AGAIN


def test_the_pictures_are_drawn_from_today_s_cases_by_today_s_code(gallery):
    now = {entry.name: script.drawn_from(entry) for entry in gallery.entries}
    assert {name: known["drawn_from"] for name, known in INDEX["entries"].items()} == now, AGAIN
    assert INDEX["drawn_by"] == script.drawn_by(), AGAIN


def test_the_pictures_are_those_that_were_drawn():
    there = {file.stem: file.read_bytes() for file in (FOLDER / "pictures").glob("*.png")}
    assert set(there) == set(DRAWN)
    assert set(INDEX["entries"]) - set(DRAWN) == {"patch-percentages--refuted"}
    for name, content in there.items():
        assert hashlib.sha256(content).hexdigest() == INDEX["entries"][name]["picture"], name
        assert len(content) < 50_000
        Image.open(BytesIO(content)).verify()


def test_a_picture_is_drawn_again_the_same(gallery):
    names = "criterion--first-nonzero", "criterion--two-coordinates", "talk-losses--two-to-one"
    for entry in (each for each in gallery.entries if each.name in names):
        assert script.small_picture(entry) == (FOLDER / "pictures" / f"{entry.name}.png").read_bytes()


def test_nothing_else_is_there(gallery):
    assert {file.name for file in FOLDER.iterdir()} - set(_files("*.md")) == {"pictures", "witnesses"}
    others = {file.name for file in (FOLDER / "pictures").iterdir() if file.suffix != ".png"}
    assert others == {"index.json"}


# It would be noticed if it were not.


def test_a_picture_depends_on_its_case_its_heading_and_the_code_that_draws(gallery, monkeypatch):
    entry = next(each for each in gallery.entries if each.name in DRAWN)
    before = script.drawn_from(entry)
    other_case = replace(entry, written={**entry.written, "case": None})
    (other_claim,) = entries(load()["flow-is-exactly-twice"], {})
    assert script.drawn_from(other_case) != before
    assert script.drawn_from(replace(other_claim, written=entry.written)) != before
    code = script.drawn_by()
    monkeypatch.setattr(script, "DRAWING", script.DRAWING[1:])
    assert script.drawn_by() != code


def test_a_page_tells_another_value(gallery):
    entry = next(each for each in gallery.entries if each.written["violation"])
    other = replace(entry, written={**entry.written, "found": entry.written["expected"]})
    assert shown(other, picture=False) != shown(entry, picture=False)
    assert "![" in shown(entry, picture=True)
    assert "![" not in shown(entry, picture=False)


def test_it_is_replaced_as_a_whole_or_not_at_all(gallery, said, tmp_path, monkeypatch):
    folder = tmp_path / "counterexamples"
    some = Gallery(gallery.claims, gallery.lessons, gallery.entries[:2])
    monkeypatch.setattr(script, "FOLDER", folder)
    monkeypatch.setattr(script, "gallery", lambda: some)
    folder.mkdir()
    (folder / "stale.md").write_text("of a witness that was removed")
    monkeypatch.setattr(script, "checked", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        script.main()
    assert [file.name for file in folder.iterdir()] == ["stale.md"]
    assert list(tmp_path.iterdir()) == [folder]
    monkeypatch.setattr(script, "checked", lambda *_: said[:2])
    script.main()
    assert not (folder / "stale.md").exists()
    assert len(list((folder / "witnesses").iterdir())) == 2
    assert list(tmp_path.iterdir()) == [folder]


# It is complete, and true.


def test_the_checker_confirms_every_witness(said):
    assert set(said) == {"confirmed"}


def test_every_witness_is_on_one_page(gallery):
    on_pages = Counter(entry.name for lesson in LESSONS for entry in gallery.taught(lesson))
    assert on_pages == Counter(entry.name for entry in gallery.entries)
    assert set(on_pages.values()) == {1}


def test_every_assumption_is_shown_necessary_or_listed_with_the_reason(gallery):
    index = (FOLDER / "README.md").read_text()
    listed = index.partition("## Not shown to be necessary")[2]
    for claim in load().values():
        for each in claim.given:
            rows = [row for row in listed.splitlines() if row.startswith(f"- `{each.name}` in ")]
            told = any(f"`{claim.id}`" in row.partition(": ")[0] for row in rows)
            assert told is (each.beyond is None), (claim.id, each.name)


@pytest.mark.parametrize("lessons", [LESSONS[:-1], (*LESSONS, Lesson("again", "", "", ("two-coordinates",)))])
def test_an_assumption_of_no_lesson_or_of_two_is_refused(gallery, lessons):
    with pytest.raises(ValueError, match=r"must belong to one lesson, not [02]"):
        Gallery(gallery.claims, lessons, gallery.entries)


def test_links_lead_somewhere():
    for name, text in _files("*.md").items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            path, _, anchor = target.partition("#")
            file = FOLDER / (path or name)
            assert file.is_file(), (name, target)
            known = file.read_text() if anchor else ""
            assert not anchor or f'<a id="{anchor}"></a>' in known or anchor == "witness-files", (
                name,
                target,
            )


# What is typed shows the case.


def test_what_is_typed_is_the_case_or_else_all_of_the_claim_is_run_again(gallery):
    verbs = Counter(entry.command.split()[1] for entry in gallery.entries)
    assert verbs["explore"] > 150
    assert verbs["explore"] + verbs["verify"] == len(gallery.entries)
    witness = next(entry.witness for entry in gallery.entries if entry.name == "crossing--heavier-first")
    base = witness.finding.case
    assert " --at " in _command(witness, base)
    assert _command(witness, replace(base, eps=Fraction(1))) == "etalon verify crossing"


@pytest.mark.parametrize(
    "name",
    [
        "flow-distortion-rises--two-coordinates",
        "largest-gain--every-seen",
        "small-rate-criterion-at-whole-steps--refuted",
        "talk-sgd-full-batch--single-rate",
        "momentum-equal-rates--underdamped",
    ],
)
def test_the_command_of_an_entry_shows_what_its_file_holds(name, gallery, capsys):
    entry = next(each for each in gallery.entries if each.name == name)
    assert main([*shlex.split(entry.command)[1:], "--json", "-"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert seen["agree"] is False
    assert {key: seen[key] for key in ("case", "expected", "found", "violation")} == {
        key: entry.written[key] for key in ("case", "expected", "found", "violation")
    }
    broken = [each["name"] for each in seen["assumptions"] if not each["holds"]]
    assert broken == ([entry.witness.without.name] if entry.witness.without else [])
