"""`-o DIR`: a picture, a test that fails when nothing fails any more, a remark that LaTeX can read."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Integer, nan, zoo

from etalon.agreement import Between
from etalon.case import Case, one_step
from etalon.claim import Finding
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.counterexample import Counterexample
from etalon.explore.entry import Entry
from etalon.explore.files import keep
from etalon.explore.named import claim_named
from etalon.explore.picture import drawn
from etalon.explore.remark import escaped, remark
from etalon.explore.search import Trail
from etalon.explore.telling import told
from etalon.explore.values import as_json
from etalon.explore.witness import Witness, beyond, document
from numerics.rational import InvalidArgument

ONE = Fraction(1)
OWN = """
from fractions import Fraction
from etalon.case import Case
from etalon.claim import Claim
from etalon.evidence import Verdict
from hypothesis import strategies as st

doubled = Claim(
    id="beta-doubles", says="The second coordinate is twice the first.",
    source="a test", declared=Verdict.TESTED,
    cases=st.integers(1, 9).map(lambda b: Case((1, 1), (Fraction(b), Fraction(b)))),
    predict=lambda case: FACTOR * case.beta[0], observe=lambda case: case.beta[1],
)
"""


def _found(witness: Witness) -> Counterexample:
    return Counterexample(witness, witness.finding, (), Trail(), interrupted=False)


def _stored(claim_id: str, name: str) -> Witness:
    claim = load()[claim_id]
    return beyond(claim, next(each for each in claim.given if each.name == name))


def _pytest(folder) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_file_is_written_and_the_test_passes(tmp_path):
    folder = tmp_path / "found"
    files = keep(
        _found(_stored("half-measures-hurt", "below-critical")), OBSERVED, folder, "half-measures-hurt"
    )
    assert [file.name for file in files] == [
        "__init__.py",
        "conftest.py",
        "remark.tex",
        "test_witness.py",
        "witness.json",
        "witness.png",
        "witness.svg",
    ]
    assert (folder / "witness.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (folder / "witness.svg").read_bytes()
    assert _pytest(folder).returncode == 0
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    ("mode", "inside"), [("prepend", ""), ("prepend", "test_witness.py"), ("importlib", "")]
)
def test_several_run_in_one_session_whatever_their_names(mode, inside, two_kept, tmp_path):
    names = "found-one", "found-two"
    for name, kept in zip(names, two_kept, strict=True):
        shutil.copytree(kept, tmp_path / name)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--import-mode={mode}"]
    ran = subprocess.run(
        [*command, *(f"{name}/{inside}" for name in names)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def two_kept(tmp_path_factory):
    """Return the directories of two counterexamples."""
    folders = [tmp_path_factory.mktemp("kept") / claim_id for claim_id in ("crossing", "crossing-at-one")]
    for folder in folders:
        keep(_found(_stored(folder.name, "heavier-first")), OBSERVED, folder, folder.name)
    return folders


def test_the_test_fails_when_the_counterexample_is_none_any_more(tmp_path):
    folder = tmp_path / "found"
    keep(_found(_stored("crossing", "heavier-first")), OBSERVED, folder, "crossing")
    assert _pytest(folder).returncode == 0
    good = (folder / "witness.json").read_text()
    holds = json.loads(good)
    holds["case"]["schedule"] = [["1/2", 1]]  # below the crossing both sides agree
    (folder / "witness.json").write_text(json.dumps(holds))
    ran = _pytest(folder)
    assert ran.returncode == 1
    assert "both sides agree" in ran.stdout
    other = json.loads(good) | {"found": True}
    (folder / "witness.json").write_text(json.dumps(other))
    assert _pytest(folder).returncode == 1


def test_a_claim_of_your_own_is_found_again_from_where_the_test_lies(tmp_path):
    (tmp_path / "own.py").write_text("FACTOR = 2\n" + OWN)
    command = [sys.executable, "-m", "etalon", "explore", "own.py:doubled", "--examples", "20", "-o", "found"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr  # it failed within its assumptions
    assert _pytest(tmp_path / "found").returncode == 0
    assert str(tmp_path) not in (tmp_path / "found" / "test_witness.py").read_text()
    (tmp_path / "own.py").write_text("FACTOR = 1\n" + OWN)  # mended: now the claim is true
    assert "both sides agree" in _pytest(tmp_path / "found").stdout


def test_a_name_may_be_as_long_as_names_may_be(tmp_path):
    folder = tmp_path / ("x" * 255)
    keep(_found(_stored("crossing", "heavier-first")), OBSERVED, folder, "crossing")
    assert list(tmp_path.iterdir()) == [folder]


PLACES = ['it\'s "so"\\ {0}', "found-one.v1", "1\nü"]


@pytest.mark.parametrize("name", PLACES)
def test_the_test_finds_its_case_and_its_claim_whatever_the_directories_are_called(
    name, tmp_path, monkeypatch
):
    place = tmp_path / name
    place.mkdir()
    (place / "own.py").write_text("FACTOR = 2\n" + OWN)
    monkeypatch.chdir(tmp_path)
    claim = claim_named(f"{name}/own.py:doubled")
    found = _found(Witness(claim, None, claim.examine(Case((1, 1), (ONE, ONE)))))
    folder = place / f"in {name}"
    keep(found, {}, folder, f"{name}/own.py:doubled")
    ran = _pytest(folder)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr
    assert str(tmp_path) not in (folder / "test_witness.py").read_text()


@pytest.mark.parametrize("through", ["deep/link"])
def test_the_test_finds_its_claim_from_a_directory_that_is_reached_over_a_link(
    through, tmp_path, monkeypatch
):
    (tmp_path / "deep").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "deep" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "own.py").write_text("FACTOR = 2\n" + OWN)
    monkeypatch.chdir(tmp_path)
    claim = claim_named("own.py")
    folder = Path(through) / "found"
    keep(_found(Witness(claim, None, claim.examine(Case((1, 1), (ONE, ONE))))), {}, folder, "own.py")
    for start in (tmp_path / folder, (tmp_path / folder).resolve()):
        ran = _pytest(start)
        assert "1 passed" in ran.stdout, ran.stdout + ran.stderr


def test_nothing_is_written_over_and_nothing_left_behind(tmp_path):
    found = _found(_stored("crossing", "heavier-first"))
    (tmp_path / "found").mkdir()
    (tmp_path / "found" / "mine").write_text("mine")
    with pytest.raises(InvalidArgument, match="-o = "):
        keep(found, OBSERVED, tmp_path / "found", "crossing")
    assert [path.name for path in tmp_path.rglob("*")] == ["found", "mine"]


def test_equal_cases_have_equal_pictures_and_others_have_others():
    for counts in ((2, 1), (2, 1, 1)):
        cases = (one_step(counts, rate, ONE / 9) for rate in (ONE, ONE, ONE / 2))
        first, again, other = (drawn(case, ("png", "svg")) for case in cases)
        assert first == again
        assert all(first[form] != other[form] for form in ("png", "svg"))


@pytest.mark.parametrize(
    "claim_id", ["crossing", "flow-twice-is-a-limit", "momentum-equal-rates", "criterion"]
)
def test_a_remark_is_balanced_and_holds_no_bare_sign(claim_id, tmp_path):
    for assumption in load()[claim_id].given:
        if assumption.beyond is None:
            continue
        folder = tmp_path / assumption.name
        keep(_found(_stored(claim_id, assumption.name)), OBSERVED, folder, claim_id)
        text = (folder / "remark.tex").read_text()
        comment, text = text.split("\n", 1)
        assert comment.startswith("% ")
        assert comment.endswith(r"\newtheorem{remark}{Remark}")
        assert text.startswith("\\begin{remark}[{")
        assert text.endswith("\\end{remark}\n")
        bare = re.sub(r"\\[&%$#_{}]", "", text)
        assert bare.count("{") == bare.count("}")
        assert not re.search(r"[&%$#_^~<>]", bare)
        assert assumption.name in text
        assert max(map(len, text.splitlines())) <= 160


def test_an_assumption_may_have_any_name():
    claim = load()["crossing"]
    strange = replace(claim.given[0], name="a]b/c |d|")
    witness = beyond(replace(claim, given=(strange,)), strange)
    written = json.loads(json.dumps(document(witness, OBSERVED)))
    assert r"\begin{remark}[{crossing without a]b/c \textbar{}d\textbar{}}]" in remark(witness, written)
    assert Entry(witness, written, "").name == "crossing--a-b-c-d-"


def test_a_prediction_without_a_value_is_told_in_words():
    zoo_and_nan = Between(zoo, nan), zoo, nan, Between(zoo, Integer(1))
    for value in zoo_and_nan:
        assert re.fullmatch(
            r"undefined \((a bound is )?no number, for the formula .* here\)", told(as_json(value))
        )


def test_every_sign_of_latex_is_escaped():
    assert escaped("|a_1|^2 < 50% & {x} ~ #1 \\ $") == (
        r"\textbar{}a\_1\textbar{}\textasciicircum{}2 \textless{} 50\% \& "
        r"\{x\} \textasciitilde{} \#1 \textbackslash{} \$"
    )


def test_a_counterexample_must_be_one():
    claim = load()["crossing"]
    with pytest.raises(ValueError, match="both sides agree"):
        _found(Witness(claim, None, Finding(one_step((2, 1), ONE, ONE), True, True, True)))
