"""`etalon explore ID --at ...`: both sides in one case, in or outside of the assumptions, of any claim."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest

from etalon.case import Case
from etalon.claims import load
from etalon.explore.look import Silence, look
from etalon.explore.named import claim_named
from etalon.explore.point import simplest, typed
from etalon.heavy_ball import HeavyBall
from etalon.strategies import BatchCase
from numerics.batches import Batching
from numerics.rational import InvalidArgument

ONE, HALF = Fraction(1), Fraction(1, 2)
BASE = Case((2, 1), (ONE, ONE), ((HALF, 3),), Fraction(1, 100), (HALF, HALF))
OWN = """
from fractions import Fraction
from etalon.case import Case
from etalon.claim import Claim
from etalon.evidence import Verdict
from hypothesis import strategies as st

doubled = Claim(
    id="beta-doubles",
    says="The second coordinate is twice the first.",
    source="a test",
    declared=Verdict.TESTED,
    cases=st.integers(1, 9).map(lambda b: Case((1, 1), (Fraction(b), Fraction(2 * b)))),
    predict=lambda case: 2 * case.beta[0],
    observe=lambda case: case.beta[1],
)
"""


def _explore(*words: str, code: int = 0, cwd=None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "etalon", "explore", *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


@pytest.mark.parametrize("claim", load().values(), ids=lambda claim: claim.id)
def test_every_claim_has_a_simplest_case_and_both_sides_agree_there(claim):
    seen = look(claim, simplest(claim))
    assert seen.inside
    assert seen.agree is (claim.witness is None)


@pytest.mark.parametrize(
    ("text", "base", "case"),
    [
        ("eta=17/8", BASE, Case((2, 1), (ONE, ONE), ((Fraction(17, 8), 3),), Fraction(1, 100), (HALF, HALF))),
        ("steps=2", BASE, Case((2, 1), (ONE, ONE), ((HALF, 2),), Fraction(1, 100), (HALF, HALF))),
        ("counts=1:1:1", BASE, Case((1, 1, 1), (ONE,) * 3, ((HALF, 3),), Fraction(1, 100))),
        (
            "schedule=1/2*2:0.75, eps=1e-3, q=1/4:3/4, beta*=-1:2",
            BASE,
            Case(
                (2, 1),
                (-ONE, 2 * ONE),
                ((HALF, 2), (Fraction(3, 4), 1)),
                Fraction(1, 1000),
                (Fraction(1, 4), Fraction(3, 4)),
            ),
        ),
        (
            "points=1:2;3:4,times=1:2",
            Case((1, 1), (ONE, ONE)),
            Case((1, 1), (ONE, ONE), points=((ONE, 2 * ONE), (3 * ONE, 4 * ONE)), times=(ONE, 2 * ONE)),
        ),
        (
            "batch=2,repeats=no",
            BatchCase((2, 1), (ONE, ONE)),
            BatchCase((2, 1), (ONE, ONE), batching=Batching(2, repeats=False)),
        ),
        (
            "eta=1/2,momentum=1/4,steps=5",
            HeavyBall((1,), (ONE,), ONE, Fraction(0), 1),
            HeavyBall((1,), (ONE,), HALF, Fraction(1, 4), 5),
        ),
    ],
)
def test_a_case_is_typed(text, base, case):
    assert typed(text, base) == case


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("et=3", "--at = 'et=3': must be NAME=VALUE; did you mean eta?"),
        ("eta", "--at = 'eta': must be NAME=VALUE"),
        ("eta=x", "--at = 'x': must be an exact rational"),
        ("eta=0", "--at = 0: must be > 0"),
        ("eps=-1", "--at = -1: must be > 0"),
        ("counts=0:0", "--at counts = '0:0': must hold at least one sample"),
        ("counts=1.5:1", "--at = '1.5': must be an integer"),
        ("beta=1", "--at beta = (1): must have 2 components"),
        ("counts=1:1:1,q=1/2:1/2", "--at population = (1/2, 1/2): must have 3 components"),
        ("batch=2", "--at = 'batch=2': must be NAME=VALUE"),
        ("points=1:1:1", "must have 2 components"),
        ("eta=1,eta=2", "--at = 'eta=2': must not say again what eta said before"),
        ("eps=1/9, eps=1/9", "--at = 'eps=1/9': must not say again what eps said before"),
        ("beta=1:1,beta*=2:2", "--at = 'beta*=2:2': must not say again what beta said before"),
        ("eta=1,schedule=1/2*3", "--at = 'schedule=1/2*3': must not say again what eta said before"),
        ("schedule=1/2*3,steps=2", "--at = 'steps=2': must not say again what schedule said before"),
    ],
)
def test_what_is_no_case_is_refused_in_one_line(text, told):
    with pytest.raises(InvalidArgument) as refused:
        typed(text, BASE)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["eta=1,rate=2", "rate=2,eta=1"])
def test_one_rate_of_momentum_has_two_names_and_is_said_once(text):
    with pytest.raises(InvalidArgument, match="must not say again"):
        typed(text, HeavyBall((1,), (ONE,), ONE, Fraction(0), 1))


def test_a_side_that_has_no_value_is_silent_and_says_why():
    claim = load()["criterion"]
    seen = look(claim, typed("eps=4", simplest(claim)))
    assert isinstance(seen.observed, Silence)
    assert "at most the initial train loss" in seen.observed.reason
    assert seen.agree is None
    assert not seen.inside


def test_a_case_outside_is_shown_with_both_sides_and_what_does_not_hold():
    told = " ".join(_explore("crossing", "--at", "counts=1:1,eta=11/10").stdout.split())
    assert "heavier-first no p_1 > p_2" in told
    assert "theory says true simulation says false They disagree, outside of heavier-first." in told


def test_the_json_holds_both_sides_exactly():
    words = ("talk-rate-keeps-training", "--at", "eta=149/100,steps=8", "--json", "-")
    found = json.loads(_explore(*words).stdout)
    assert found["schema"] == 1
    assert found["case"]["schedule"] == [["149/100", 8]]
    assert found["assumptions"][0] == {
        "name": "at-least-3/2",
        "says": "every rate is >= 3/2",
        "holds": False,
    }
    assert found["agree"] is False
    lowest = min(
        Fraction(2, 3) * (1 - Fraction(149, 75)) ** (2 * t) + (1 - Fraction(149, 150)) ** (2 * t) / 3
        for t in range(9)
    )
    assert Fraction(found["found"]["exact"]) == lowest
    assert Fraction(found["violation"]["exact"]) == Fraction(2, 3) - lowest


def test_a_claim_of_your_own_is_found_in_its_file(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    for name in ("own.py", "own.py:doubled", "own.py:beta-doubles"):
        assert "Both sides agree" in _explore(name, "--at", "beta=3:6", cwd=tmp_path).stdout
    ran = _explore("own.py", "--at", "beta=3:5", cwd=tmp_path, code=1)
    assert "They disagree, by 1, within all assumptions." in ran.stdout


@pytest.mark.parametrize(
    ("text", "source", "told"),
    [
        ("own.py", None, "must be in a file that exists"),
        ("own.py", "1/0", "must be in a file that Python can run (ZeroDivisionError"),
        ("own.py", "x = 1", "must be in a file that defines a claim"),
        ("own.py:doubld", OWN, "did you mean doubled?"),
        (
            "own.py",
            OWN + OWN.replace("doubled", "twice").replace("beta-doubles", "twice"),
            "must name a claim",
        ),
    ],
)
def test_a_file_without_the_claim_is_refused_in_one_line(text, source, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if source is not None:
        (tmp_path / "own.py").write_text(source)
    with pytest.raises(InvalidArgument) as refused:
        claim_named(text)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_unknown_claim_is_refused_with_the_nearest():
    assert "did you mean crossing?" in _explore("crosing", "--at", "eta=1", code=2).stderr
