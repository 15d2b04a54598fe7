"""`-o DIR`: a picture, a test that fails when nothing fails any more, a remark that LaTeX can read."""

import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction

import pytest

from etalon.case import one_step
from etalon.claim import Finding
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.counterexample import Counterexample
from etalon.explore.files import keep
from etalon.explore.picture import drawn
from etalon.explore.remark import escaped
from etalon.explore.search import Trail
from etalon.explore.witness import Witness, beyond
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
        assert text.startswith("\\begin{remark}[")
        assert text.endswith("\\end{remark}\n")
        bare = re.sub(r"\\[&%$#_{}]", "", text)
        assert bare.count("{") == bare.count("}")
        assert not re.search(r"[&%$#_^~<>]", bare)
        assert assumption.name in text
        assert max(map(len, text.splitlines())) <= 160


def test_every_sign_of_latex_is_escaped():
    assert escaped("a_1^2 < 50% & {x} ~ #1 \\ $") == (
        r"a\_1\textasciicircum{}2 \textless{} 50\% \& \{x\} \textasciitilde{} \#1 \textbackslash{} \$"
    )


def test_a_counterexample_must_be_one():
    claim = load()["crossing"]
    with pytest.raises(ValueError, match="both sides agree"):
        _found(Witness(claim, None, Finding(one_step((2, 1), ONE, ONE), True, True, True)))
