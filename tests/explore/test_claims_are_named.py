"""A claim is asked for by its id, or by its file and name; and the other way round."""

import subprocess
import sys
from dataclasses import replace
from types import ModuleType

import pytest

from etalon.claims import load
from etalon.explore.named import is_ours, name_of

CLAIM = """
from etalon.claims import load
from dataclasses import replace
from {place} import NAME

mine = replace(load()["crossing"], id=NAME)
"""


@pytest.mark.parametrize("place", ["beside", ".beside", "package.beside"])
def test_a_file_finds_what_lies_beside_it_and_its_package(tmp_path, place):
    folder = tmp_path / "somewhere" / "package"
    folder.mkdir(parents=True)
    (folder / "beside.py").write_text('NAME = "found-beside"\n')
    (folder / "claims.py").write_text(CLAIM.format(place=place))
    if place != "beside":
        (folder / "__init__.py").touch()
    command = [sys.executable, "-m", "etalon", "explore", "somewhere/package/claims.py:mine", "--at", "eta=1"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.startswith("found-beside: "), ran.stderr
    assert ran.returncode == 0


def test_a_claim_is_named_by_where_it_is_defined():
    ours = load()["crossing"]
    mine = replace(ours)
    module = ModuleType("mine")
    module.__file__ = "/home/me/mine.py"
    module.something = mine
    assert name_of(ours, [module]) == "crossing"
    assert name_of(mine, [ModuleType("other"), module]) == "/home/me/mine.py:something"
    with pytest.raises(ValueError, match="claim crossing: must be at the top level of a file"):
        name_of(mine, [ModuleType("other")])


def test_a_claim_of_your_own_that_has_the_id_of_one_of_ours_is_yours(tmp_path):
    assert is_ours(load()["crossing"])
    assert not is_ours(replace(load()["crossing"]))
    (tmp_path / "own.py").write_text(
        "from dataclasses import replace\nfrom etalon.claims import load\n"
        'mine = replace(load()["crossing"], predict=lambda case: False)\n'
    )
    command = [sys.executable, "-m", "etalon", "explore", "own.py", "--examples", "30", "--json", "-"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert '"observe": null' in ran.stdout


def test_a_file_that_ends_the_program_is_refused_in_one_line(tmp_path):
    (tmp_path / "own.py").write_text("raise SystemExit(3)\n")
    command = [sys.executable, "-m", "etalon", "explore", "own.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stderr == "etalon: ID = 'own.py': must be in a file that Python can run (SystemExit: 3)\n"
    assert ran.returncode == 2


@pytest.mark.parametrize("wrong", ["", "Crossing", "two words", "under_score", "../up", "a--b", "-a"])
def test_an_id_is_words_joined_by_hyphens(wrong):
    with pytest.raises(ValueError, match="an id must be lower-case words joined by hyphens"):
        replace(load()["crossing"], id=wrong)
