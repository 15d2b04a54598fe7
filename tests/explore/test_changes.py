"""`etalon explore ID --change CONDITION`: an assumption replaced by a condition, and what then fails."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed, settings

from etalon.case import Case, one_step
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.change import END, Replaced, bearing, ends, holds, replaced
from etalon.explore.condition import Condition
from etalon.explore.counterexample import Budget, document, explore
from etalon.explore.point import simplest
from etalon.explore.probe import seen, why_not
from etalon.explore.region import Along, Reach, march
from etalon.explore.steering import steered
from etalon.explore.thresholds import thresholds
from etalon.explore.witness import read
from etalon.explore.words import known_words, spoken, value_of
from etalon.heavy_ball import HeavyBall
from etalon.strategies import BatchCase
from etalon.verify import draws_from_the_seed_alone
from numerics.batches import Batching
from numerics.rational import InvalidArgument
from theory.critical import talk_critical_rates

CLAIMS = load()
ONE = Fraction(1)
SMALL = Budget(examples=120, seconds=3600, seed=0)  # never the time ends it, however busy a machine is
HALF_MEASURES = CLAIMS["half-measures-hurt"]
_spec = importlib.util.spec_from_file_location(
    "check_witness", Path(__file__).parents[2] / "docs" / "check_witness.py"
)
assert _spec
assert _spec.loader
checker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checker)


def _changed(claim_id: str, text: str, name: str = "") -> Replaced:
    claim, condition = CLAIMS[claim_id], Condition.parse(text)
    named = next((each for each in claim.given if each.name == name), None)
    return replaced(claim, condition, named, simplest(claim))


# What a condition speaks of.

TWO_PHASES = Case(
    (3, 1),
    (ONE, -ONE / 2),
    ((ONE, 2), (ONE / 3, 5)),
    ONE / 9,
    (ONE / 4, ONE * 3 / 4),
    times=(ONE, 2 * ONE),
)
VALUES = {
    "eta": "1",
    "eta_2": "1/3",
    "steps_2": "5",
    "n_1": "3",
    "n": "4",
    "d": "2",
    "p_2": "1/4",
    "q_2": "3/4",
    "kappa_2": "3",
    "beta_2": "-1/2",
    "eps": "1/9",
    "t_2": "2",
    "deadbeat_2": "2",
    "stability": "4/3",
    "crossing": "1",
    "L_train(0)": "13/16",
    "L_train(1)": "13/64",
}


@pytest.mark.parametrize(("word", "value"), VALUES.items())
def test_a_name_stands_for_a_number_of_the_case(word, value):
    assert value_of(TWO_PHASES, word) == (Fraction(value),) * 2


def test_what_is_irrational_is_enclosed_and_phases_have_their_own_rates():
    for word, rate in zip(("eta_c", "eta_max"), talk_critical_rates(), strict=True):
        low, high = value_of(one_step((2, 1), ONE, ONE / 9), word)
        assert low < rate < high < low * (1 + ONE / 10**30)
    assert value_of(TWO_PHASES, "eta", 1) == (ONE / 3, ONE / 3)


@pytest.mark.parametrize("word", ["n_3", "eta_3", "small", "momentum", "b", "nothing", "L_train(9)", "d_1"])
def test_a_name_of_nothing_stands_for_nothing(word):
    with pytest.raises(LookupError):
        value_of(TWO_PHASES, word)
    assert not holds(Condition.parse(f"{word} != 0"), TWO_PHASES)


def test_other_kinds_of_cases_have_other_names():
    ball = HeavyBall((1,), (ONE,), ONE / 2, ONE / 4, 5)
    assert [value_of(ball, word)[0] for word in ("eta", "momentum", "steps", "stability")] == [
        ONE / 2,
        ONE / 4,
        5,
        ONE * 5 / 4,
    ]
    batch = BatchCase((2, 1), (ONE, ONE), ((ONE, 1),), ONE / 9, batching=Batching(2, repeats=True))
    assert value_of(batch, "b") == (2, 2)
    assert value_of(batch, "eta_c") == (
        ONE * 3 / 4,
        ONE * 3 / 4,
    )  # in mean square, for it is a case of batches
    assert "eps" not in known_words(ball)
    too_large = replace(batch, counts=(1,), beta=(ONE,), batching=Batching(2, repeats=False))
    assert "stability" not in known_words(too_large)  # there is no such batch


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("eta <= 1", True),
        ("eta < 1", False),
        ("eta_1 = 1", True),
        ("steps > 2", False),
        ("steps > 1", True),
        ("eta < 1/(2*p_2)", True),
        ("eps < 1 < 1/(kappa_1 - kappa_1)", False),
    ],
)
def test_a_condition_on_rates_or_steps_is_one_on_every_phase(text, held):
    assert holds(Condition.parse(text), TWO_PHASES) is held


def test_without_large_steps_nothing_is_said_of_their_rates():
    assert not holds(Condition.parse("eta != 1"), Case((2, 1), (ONE, ONE)))


# Which assumption it replaces.


@pytest.mark.parametrize(
    ("claim_id", "text", "name"),
    [
        ("half-measures-hurt", "eta < 2", "below-critical"),
        ("half-measures-hurt", "eta < 1/(p_1 + p_2)", "below-critical"),
        ("half-measures-hurt", "2*eta < 3", "below-critical"),
        ("half-measures-hurt", "n_1 >= n_2", "heavier-first"),
        ("half-measures-hurt", "kappa_1 <= kappa_2", "heavy-less-distorted"),
        ("half-measures-hurt", "beta*_2 = 0", "second-nonzero"),
        ("half-measures-hurt", "eps < L_train(0)", "still-training"),
        ("half-measures-hurt", "d = 3", "two-coordinates"),
        ("talk-rate-keeps-training", "eta >= 1", "at-least-3/2"),
        ("talk-rate-keeps-training", "n_1 < 3", "two-to-one"),
        ("single-samples-never-win", "b <= 2", "single-samples"),
        ("momentum-equal-rates", "momentum < 1", "underdamped"),
    ],
)
def test_the_only_assumption_about_the_same_number_is_replaced(claim_id, text, name):
    assert [each.name for each in bearing(CLAIMS[claim_id], Condition.parse(text))] == [name]


def test_the_name_of_another_number_is_not_taken_for_it():
    assert not spoken("eta", "the small rate is below 1/(2 max p)")
    assert not spoken("beta_1", "beta*_2 is nonzero")
    assert not spoken("eta", "eta_c")
    assert spoken("beta_7", "some coordinate that was drawn has beta*_i nonzero")


@pytest.mark.parametrize(
    ("claim_id", "text", "name", "told"),
    [
        ("half-measures-hurt", "et < 2", "", "not of et; did you mean eta?"),
        ("half-measures-hurt", "momentum < 1", "", "must speak of numbers of half-measures-hurt"),
        ("half-measures-hurt", "et < 2", "below-critical", "did you mean eta?"),
        (
            "half-measures-hurt",
            "q_1 < 1/2",
            "",
            "must come with --without NAME, the assumption to replace: two-",
        ),
        (
            "crossing",
            "eta < 1",
            "",
            "must come with --without NAME, the assumption to replace: heavier-first",
        ),
        ("train-loss", "n_1 < 3", "", "must replace an assumption of train-loss; it makes none"),
    ],
)
def test_a_condition_that_replaces_nothing_is_refused_in_one_line(claim_id, text, name, told):
    with pytest.raises(InvalidArgument) as refused:
        _changed(claim_id, text, name)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_readme_says_of_the_population_is_so():
    """With counts 2:1 the claim fails as soon as q_1 > 2/3, up to where the condition ends."""
    without = _changed("half-measures-hurt", "q_1 <= 3/4", "heavy-less-distorted")
    case = replace(one_step((2, 1), ONE / 2, ONE / 20), population=(Fraction(7, 10), Fraction(3, 10)))
    place = ("population", 0)
    probe = Along(case, place, partial(seen, CLAIMS["half-measures-hurt"], without))
    known = [*thresholds(case, place), *ends(without.by, case, place)]
    reach = Reach(place, *(march(probe, lambda *_: known, sign) for sign in (-1, 1)))
    assert (reach.low.lower, reach.low.name) == (Fraction(2, 3), "kappa_1 = kappa_2")
    assert (reach.high.lower, reach.high.name) == (Fraction(3, 4), END)


def test_of_several_assumptions_about_the_same_number_one_has_to_be_named():
    claim = CLAIMS["critical-rates"]
    below = next(each for each in HALF_MEASURES.given if each.name == "below-critical")
    both = replace(claim, given=(*claim.given, below))
    condition = Condition.parse("eta < 2")
    with pytest.raises(InvalidArgument, match=r"to replace: single-rate, below-critical$"):
        replaced(both, condition, None, simplest(claim))
    assert replaced(both, condition, below, simplest(claim)).name == "below-critical"


# Where it ends.


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("eta < 2", ("schedule", 0, 0), ["2"]),
        ("1/2 < 2*eta + 1 < 4", ("schedule", 0, 0), ["-1/4", "3/2"]),
        ("eta**2 <= 9/4", ("schedule", 0, 0), ["3/2"]),
        ("1/eta > 3", ("schedule", 0, 0), ["1/3"]),
        ("eta < stability", ("schedule", 0, 0), ["3/2"]),
        ("eps <= L_train(0)", ("eps",), ["1"]),
        ("eps <= 1", ("schedule", 0, 0), []),
        ("beta_1 + beta_2 > 0", ("beta", 0), ["-1"]),
    ],
)
def test_ends_of_a_condition_are_found_along_a_number(text, place, found):
    case = one_step((2, 1), ONE, ONE / 9)
    assert [str(end.lower) for end in ends(Condition.parse(text), case, place)] == found
    assert all(end.lower == end.upper for end in ends(Condition.parse(text), case, place))


def test_an_irrational_end_is_enclosed():
    case, place = one_step((2, 1), ONE, ONE / 9), ("schedule", 0, 0)
    (end,) = ends(Condition.parse("eta**2 < 2"), case, place)
    assert end.lower**2 < 2 < end.upper**2 < 2 * (1 + ONE / 10**9)
    (end,) = ends(Condition.parse("eta < 2*eta_c"), case, place)
    assert end.lower < 2 * talk_critical_rates()[0] < end.upper


# Cases in which it holds.


def _drawn(claim_id: str, text: str, examples: int = 50) -> list[Case]:
    found, claim, condition = [], CLAIMS[claim_id], Condition.parse(text)

    @seed(0)
    @settings(max_examples=examples, database=None, deadline=None, phases=(Phase.generate,))
    @given(steered(claim.cases, condition))
    def collect(case):
        found.append(case)

    with draws_from_the_seed_alone():
        collect()
    return [case for case in found if holds(condition, case)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("eta < 2", None, 2 * ONE),
        ("19/10 <= eta < 2", ONE * 19 / 10, 2 * ONE),
        ("1 < eta < 1 + 1/10**9", ONE, 1 + ONE / 10**9),
        ("eta = 7/5", ONE * 7 / 5, ONE * 7 / 5),
    ],
)
def test_narrow_conditions_are_reached_and_so_are_their_ends(text, low, high):
    cases = _drawn("half-measures-hurt", text, examples=150)
    assert len(cases) >= 120  # of 150: they are constructed, not hoped for
    rates = {rate for case in cases for rate, _ in case.schedule}
    assert max(rates) > high * (1 - ONE / 10**4)
    assert low is None or min(rates) < low * (1 + ONE / 10**4)
    assert ("<=" not in text and "eta =" not in text) or low in rates


@pytest.mark.parametrize(
    ("claim_id", "text"),
    [
        ("half-measures-hurt", "d = 3"),
        ("half-measures-hurt", "n_1 > 100"),
        ("half-measures-hurt", "n_3 = 2"),
        ("half-measures-hurt", "eta_2 > eta_1"),
        ("half-measures-hurt", "kappa_1 > kappa_2"),
        ("half-measures-hurt", "q_1 = 1/5"),
        ("half-measures-hurt", "eps = L_train(0)"),
        ("half-measures-hurt", "steps = 3"),
        ("single-samples-never-win", "b = 2"),
        ("momentum-equal-rates", "momentum = 1/3"),
        ("flow-distortion-rises", "t_1 = 1/3"),
        ("level-set-identity", "q_1 <= 1"),  # also a single weight, which cannot be moved
        ("contraction", "p_1 = 1/2"),
        ("contraction", "deadbeat_1 < 1"),
    ],
)
def test_every_kind_of_number_is_moved(claim_id, text):
    assert len(_drawn(claim_id, text)) >= 15


# What fails then.


def test_what_is_found_lies_between_the_assumption_and_the_condition():
    changed = _changed("half-measures-hurt", "eta < 2")
    found, trail = explore(HALF_MEASURES, changed, SMALL)
    assert trail.met >= trail.aimed >= trail.outside >= trail.failing > 40
    case = found.witness.finding.case
    assert HALF_MEASURES.violated(case) == ("below-critical",)
    assert case.schedule[0][0] < 2
    (reach,) = [reach for reach in found.reaches if reach.place == ("schedule", 0, 0)]
    assert reach.low.name.startswith("eta_c")
    assert (reach.high.lower, reach.high.upper, reach.high.included) == (2, 2, False)
    assert (reach.high.name, reach.high.beyond) == (END, "eta < 2 does not hold")


def test_a_witness_file_records_the_change_and_is_confirmed_elsewhere():
    changed = _changed("half-measures-hurt", "eta < 2")
    found, _ = explore(HALF_MEASURES, changed, SMALL)
    written = json.loads(json.dumps(document(found, OBSERVED)))
    assert written["schema"] == 1
    assert written["without"] == {"name": changed.name, "says": changed.says}
    assert written["change"] == {"name": changed.name, "says": changed.says, "to": "eta < 2"}
    assert checker.check(json.dumps(written)) == ""
    assert checker.check(json.dumps({**written, **written["worst"]})) == ""
    again = read(written, CLAIMS)
    assert (again.finding.case, again.without.by) == (found.witness.finding.case, changed.by)
    with pytest.raises(ValueError, match="does not satisfy eta < 1/2"):
        read({**written, "change": {**written["change"], "to": "eta < 1/2"}}, CLAIMS)
    with pytest.raises(InvalidArgument, match="change = 'eta'"):
        read({**written, "change": {**written["change"], "to": "eta"}}, CLAIMS)
    with pytest.raises(InvalidArgument, match="change = 'nothing': must be an assumption"):
        read({**written, "change": {**written["change"], "name": "nothing"}}, CLAIMS)


def test_a_condition_of_one_point_beside_a_threshold_is_searched():
    found, trail = explore(
        HALF_MEASURES, _changed("half-measures-hurt", "eta_c < eta < 1.0000001*eta_c"), SMALL
    )
    assert trail.failing > 20
    assert found.witness.finding.case.schedule[0][0] > value_of(found.witness.finding.case, "eta_c")[1]


def test_within_a_stronger_condition_a_true_claim_is_not_refuted():
    found, trail = explore(HALF_MEASURES, _changed("half-measures-hurt", "eta < eta_c/2"), SMALL)
    assert found is None
    assert (trail.outside, trail.failing) == (0, 0)
    assert trail.aimed > 20


def test_why_a_case_is_no_counterexample_is_told():
    changed = _changed("half-measures-hurt", "eta < 2")
    told = {
        "": one_step((2, 1), ONE, ONE / 20),
        "eta < 2 does not hold": one_step((2, 1), 2 * ONE, ONE / 20),
        "the claim holds": one_step((2, 1), ONE / 2, ONE / 20),
        "still-training is violated too": one_step((2, 1), ONE, ONE / 3),
    }
    for reason, case in told.items():
        assert why_not(HALF_MEASURES, changed, case) == reason


# As it is typed.


def _etalon(*words: str, code: int = 0, cwd=None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "etalon", "explore", *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


def test_the_command_tells_the_change_and_keeps_it(tmp_path):
    words = ("half-measures-hurt", "--change", "eta < 2", "--examples", "100", "-o", "found")
    told = " ".join(_etalon(*words, cwd=tmp_path).stdout.split())
    assert "With eta < 2 in place of below-critical (there are large steps" in told
    assert "of 100 cases drawn" in told
    assert "It violates below-critical, and nothing else." in told
    assert "to 2, where the condition ends, excluded eta < 2 does not hold" in told
    kept = json.loads((tmp_path / "found" / "witness.json").read_text())
    assert kept["change"]["to"] == "eta < 2"
    assert read(kept, CLAIMS).without.by.text == "eta < 2"
    assert "half-measures-hurt with eta \\textless{} 2" in (tmp_path / "found" / "remark.tex").read_text()


OWN = """
from dataclasses import dataclass
from fractions import Fraction
from hypothesis import strategies as st
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict

@dataclass(frozen=True)
class Square:
    side: Fraction

area = Claim(
    id="area-below-side", says="The area of a square is below its side.", source="a test",
    declared=Verdict.TESTED,
    given=(
        Assumption("short", "side < 1", lambda case: case.side < 1),
        Assumption("positive", "there is a square", lambda case: case.side > 0),
    ),
    cases=st.integers(1, 9).map(lambda k: Square(Fraction(k, 10))),
    predict=lambda case: True, observe=lambda case: case.side**2 < case.side,
)
nowhere = Claim(
    id="nowhere", says="It holds nowhere.", source="a test", declared=Verdict.TESTED,
    given=(Assumption("short", "side < 1", lambda case: False),),
    cases=st.integers(1, 9).filter(lambda k: k > 9).map(lambda k: Square(Fraction(k))),
    predict=lambda case: True, observe=lambda case: True,
)
"""


def test_an_assumption_of_a_claim_of_your_own_is_replaced(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    words = ("own.py:area", "--examples", "40", "--json", "-", "--change")
    found = json.loads(_etalon(*words, "side <= 1", cwd=tmp_path).stdout)
    assert (found["case"], found["without"]["name"]) == ({"kind": "Square", "side": "1"}, "short")
    none = json.loads(_etalon(*words, "side < 1/2", cwd=tmp_path, code=1).stdout)
    assert (none["case"], none["without"], none["change"]["to"]) == (None, None, "side < 1/2")
    assert none["search"]["aimed"] > 0 == none["search"]["outside"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("own.py:area", "--change", "side < 0"), "it does in none of the 300 drawn"),
        (("own.py:area", "--change", "side < side"), "must hold in some case; it does in none"),
        (("own.py:area", "--change", "sid < 1"), "did you mean side?"),
        (("own.py:area", "--change", "side"), "must be a comparison"),
        (("own.py:area", "--change", "side < 2", "--without", "shrt"), "did you mean short?"),
        (("own.py:area", "--change", "side < 2", "--at", "side=2"), "must come without --change"),
        (("own.py:nowhere",), "must have assumptions that some case satisfies; none can be drawn"),
        (("own.py:nowhere", "--at", "side=1"), "must have assumptions that some case satisfies"),
        (("own.py:nowhere", "--change", "side < 2"), "must have assumptions that some case satisfies"),
        (("half-measures-hurt", "--change", "eta < 0", "--examples", "30"), "none of the 30 drawn"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_one_line(words, told, tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    ran = _etalon(*words, code=2, cwd=tmp_path)
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["own.py"]
