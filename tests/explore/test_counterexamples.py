"""`etalon explore ID --without ...`: what is found fails, violates that alone, and is simple."""

import importlib.util
import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etalon.case import Case, one_step
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.counterexample import Budget, document, explained, explore
from etalon.explore.domain import sensible
from etalon.explore.places import numbers
from etalon.explore.probe import fails, why_not
from etalon.explore.search import Trail, search
from etalon.explore.simplest import cost, simplest_between, simplifications
from etalon.explore.thresholds import called
from etalon.explore.witness import read
from theory.critical import talk_critical_rates

CLAIMS = load()
ONE = Fraction(1)
SMALL = Budget(examples=200, seconds=60, seed=0)
_spec = importlib.util.spec_from_file_location(
    "check_witness", Path(__file__).parents[2] / "docs" / "check_witness.py"
)
assert _spec
assert _spec.loader
checker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checker)


def _given(claim_id: str, name: str):
    claim = CLAIMS[claim_id]
    return claim, next(each for each in claim.given if each.name == name)


def _etalon(*words: str, code: int = 0, cwd=None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "etalon", "explore", *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


@given(st.fractions(-50, 50, max_denominator=60), st.fractions(0, 2, max_denominator=90))
def test_no_fraction_between_has_a_smaller_denominator(low, width):
    high = low + width
    found = simplest_between(low, high)
    assert low <= found <= high
    for q in range(1, found.denominator):
        assert Fraction(floor(high * q), q) < low  # the largest such fraction that is not above
    nearer = found - Fraction(1 if found > 0 else -1, found.denominator)
    assert not found or not low <= nearer <= high  # of equal denominators the smallest size


def test_an_empty_interval_has_no_simplest_fraction():
    with pytest.raises(ValueError, match="must not be empty"):
        simplest_between(ONE, -ONE)


def test_a_case_is_made_as_simple_as_it_can_be():
    start = Case((40, 20, 7), (ONE / 3, -ONE, ONE), ((Fraction(73, 91), 4), (ONE, 1)), ONE / 97)

    def fail(case: Case) -> bool:
        rates = [rate for rate, _ in case.schedule]
        return len(case.counts) > 1 and any(Fraction(7, 9) < rate < Fraction(82, 100) for rate in rates)

    found = list(simplifications(start, fail))
    assert all(map(fail, found))
    assert [cost(case) for case in found] == sorted(map(cost, found), reverse=True)
    assert found[-1] == Case((1, 1), (ONE, ONE), ((Fraction(4, 5), 1),))


def test_what_is_a_threshold_moves_with_the_other_numbers():
    """Changing one number alone breaks another: the stop is the loss after a step that ends a coordinate."""

    def fail(case: Case) -> bool:
        if not sensible(case):  # a rate may be tried that is 0
            return False
        if len(case.counts) == 1 or not (case.schedule and case.eps and case.counts[0] > case.counts[1] > 0):
            return False
        known = {word: threshold.lower for word, threshold in called(case).items()}
        return (case.schedule[0][0], case.eps) == (known["deadbeat_2"], known.get("L_train(1)"))

    start = Case((23, 2, 17), (4 * ONE / 9, 4 * ONE / 9, ONE), ((21 * ONE / 2, 1),), ONE)
    start = replace(start, eps=called(start)["L_train(1)"].lower)
    assert fail(start)
    assert list(simplifications(start, fail))[-1] == Case((3, 1), (ONE, ONE), ((2 * ONE, 1),), 3 * ONE)


def test_a_stop_far_below_all_others_is_not_doubled_again_and_again():
    asked = []

    def fail(case: Case) -> bool:
        asked.append(case)
        return case.eps is not None and case.eps < Fraction(1, 300)

    found = list(simplifications(one_step((1,), ONE, Fraction(1, 23774122051526250441294427254)), fail))
    assert found[-1].eps <= Fraction(1, 301)
    assert len(str(found[-1].eps.denominator)) <= 4
    assert len(asked) < 300


REACHED = [
    ("contraction", "one-step"),
    ("crossing-at-one", "heavier-first"),
    ("level-set-band", "every-seen"),
    ("flow-twice-is-a-limit", "first-nonzero"),
    ("flow-distortion-rises", "heavier-first"),
    ("effective-time", "one-step"),
    ("criterion", "still-training"),
    ("talk-rate-keeps-training", "two-to-one"),
    ("critical-rates", "heavier-first"),
    ("half-measures-hurt", "second-nonzero"),
    ("momentum-equal-rates", "underdamped"),
    ("mean-square-crossing", "heavier-first"),
    ("single-samples-never-win", "single-samples"),
    ("equal-split-ties", "faithful"),
]


@pytest.mark.parametrize(("claim_id", "name"), REACHED)
def test_what_is_found_is_confirmed_elsewhere_and_violates_that_alone(claim_id, name):
    claim, assumption = _given(claim_id, name)
    found, trail = explore(claim, assumption, SMALL)
    assert found is not None, trail
    witness = found.witness
    assert claim.violated(witness.finding.case) == (name,)
    assert not claim.examine(witness.finding.case).agree
    assert cost(witness.finding.case) <= cost(trail.simplest.case) or witness.finding.case.eps is not None
    written = json.loads(json.dumps(document(found, OBSERVED)))
    assert not checker.check(json.dumps(written))
    assert not checker.check(json.dumps({**written, **written["worst"]}))
    assert read(written, CLAIMS).finding.case == witness.finding.case


@pytest.mark.parametrize(
    ("claim_id", "name"),
    [
        ("flow-distortion-rises", "heavy-less-distorted"),
        ("light-deadbeat-reaches-the-bottom", "two-coordinates"),
        ("talk-sgd-full-batch", "heavy-less-distorted"),
    ],
)
def test_the_search_aims_at_what_a_change_seldom_violates_alone(claim_id, name):
    claim, assumption = _given(claim_id, name)
    trail = search(claim, assumption, examples=60, seconds=60)
    assert trail.aimed > 5
    assert trail.failing


def test_the_simplest_is_the_worst_if_nothing_that_was_drawn_is_worse():
    still = replace(CLAIMS["train-loss"], predict=lambda case: ONE - ONE, observe=lambda case: case.beta[0])
    drawn = still.examine(Case((1,), (ONE / 7,)))
    trail = Trail()
    trail.add(drawn)
    found = explained(still, None, trail)
    assert (found.witness.finding.case.beta, found.worst.case.beta) == ((ONE,), (ONE,))
    trail.add(still.examine(Case((1,), (9 * ONE,))))
    assert explained(still, None, trail).worst.case.beta == (9 * ONE,)


def test_the_stored_witness_takes_no_part():
    claim, assumption = _given("half-measures-hurt", "below-critical")
    bare = replace(claim, given=tuple(replace(each, beyond=None) for each in claim.given))
    found, _ = explore(claim, assumption, Budget(120, 60, 0))
    again, _ = explore(
        bare, next(each for each in bare.given if each.name == assumption.name), Budget(120, 60, 0)
    )
    assert found.witness.finding.case == again.witness.finding.case
    assert found.worst.case == again.worst.case


def test_beyond_the_critical_rate_the_reach_is_from_one_critical_rate_to_the_other():
    """What a new user tries: two digits over two digits at most, and the exact interval, by its name."""
    claim, assumption = _given("half-measures-hurt", "below-critical")
    found, _ = explore(claim, assumption, SMALL)
    parts = [
        part for x in numbers(found.witness.finding.case).values() for part in (x.numerator, x.denominator)
    ]
    assert max(map(abs, parts)) < 100
    assert found.witness.finding.case.counts == (2, 1)
    (reach,) = [reach for reach in found.reaches if reach.place == ("schedule", 0, 0)]
    for end, rate, name in zip(
        (reach.low, reach.high), talk_critical_rates(), ("eta_c", "eta_max"), strict=True
    ):
        assert end.name.startswith(f"{name} = ")
        assert end.lower < rate < end.upper
        assert end.upper - end.lower < end.upper / 10**11
        assert end.beyond == "the claim holds"


def test_why_a_case_is_no_counterexample_is_told():
    claim, assumption = _given("half-measures-hurt", "below-critical")
    told = {
        "": one_step((2, 1), ONE, ONE / 20),
        "below-critical holds": one_step((2, 1), ONE / 2, ONE / 20),
        "the claim holds": one_step((2, 1), 6 * ONE, ONE / 20),
        "still-training is violated too": one_step((2, 1), ONE, ONE / 3),
        "there is no such case": one_step((2, 1), -ONE, ONE / 20),
        "heavier-first, heavy-less-distorted, still-training are violated too": one_step(
            (1, 1), ONE, ONE / 20
        ),
    }
    for reason, case in told.items():
        assert why_not(claim, assumption, case) == reason
        assert (fails(claim, assumption, case) is None) is bool(reason)


def test_what_is_too_close_for_few_bits_is_no_counterexample():
    claim, assumption = _given("heavy-coordinate-keeps-more", "still-training")
    close = one_step((43, 1), ONE, Fraction(1, 1369924040))
    assert why_not(claim, None, close) == "the claim holds"
    assert why_not(claim, assumption, close) == "still-training holds"


def test_a_violation_beyond_all_floats_is_a_violation():
    huge = Fraction(10) ** 400
    own = replace(
        CLAIMS["contraction"],
        given=(),
        cases=st.just(one_step((1,), ONE, ONE)),
        predict=lambda case: huge,
        observe=lambda case: -huge,
    )
    found, trail = explore(own, None, Budget(20, 60, 0))
    assert trail.worst_size == 2 * huge
    assert found is not None


def test_equal_seeds_find_equal_counterexamples_and_other_seeds_draw_others():
    claim, assumption = _given("contraction", "one-step")
    first, again, other = (
        explore(claim, assumption, Budget(60, 60, seed))[0].worst.case for seed in (1, 1, 2)
    )
    assert first == again != other


def test_the_budget_ends_the_search():
    claim, assumption = _given("crossing", "heavier-first")
    _, trail = explore(claim, assumption, Budget(10**6, 0.1, 0))
    assert trail.drawn < 10**6
    assert not trail.interrupted
    _, trail = explore(claim, assumption, Budget(7, 60, 0))
    assert trail.drawn == 7


def test_an_interrupted_search_keeps_the_best_so_far():
    claim, assumption = _given("crossing", "heavier-first")

    def interrupt(trail) -> None:
        if trail.failing == 3:
            raise KeyboardInterrupt

    found, trail = explore(claim, assumption, SMALL, progress=interrupt)
    assert trail.interrupted
    assert found.interrupted
    assert trail.drawn < 200
    assert found.witness.finding == trail.simplest


@pytest.mark.parametrize("during", ["making it simpler", "looking how far it reaches"])
def test_an_interrupted_simplification_keeps_the_best_so_far(during):
    claim, assumption = _given("crossing", "heavier-first")

    def stage(what: str) -> None:
        if what == during:
            raise KeyboardInterrupt

    found, trail = explore(claim, assumption, SMALL, stage=stage)
    assert found.interrupted
    assert not trail.interrupted
    assert found.reaches == ()
    assert (found.witness.finding == trail.simplest) is (during == "making it simpler")


@pytest.mark.parametrize("claim_id", ["hessian", "largest-gain", "sgd-epoch-ties", "momentum-path", "flow"])
def test_every_kind_of_case_is_varied(claim_id):
    """Whatever is drawn, and wherever the variation leads, the search goes on."""
    _, trail = explore(CLAIMS[claim_id], None, Budget(150, 60, 3))
    assert trail.drawn == 150
    assert trail.aimed > 20


def test_a_true_claim_is_not_refuted_within_its_assumptions():
    found, trail = explore(CLAIMS["crossing"], None, Budget(100, 60, 0))
    assert found is None
    assert trail.aimed > 30


OWN = '''
"""Three claims of a user's own, all of them false."""
from fractions import Fraction
from etalon import assumptions, experiment, strategies
from etalon.agreement import Between, HasSign
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory.symbols import p

not_rested = Assumption("at-least-3/4", "every rate is at least 3/4", lambda case: case.eta >= Fraction(3, 4))
shared = {"source": "a test", "declared": Verdict.TESTED}
larger_wins = Claim(
    id="larger-rates-win", says="A large step that is at least 3/4 beats the flow.", **shared,
    given=(not_rested, assumptions.two_coordinates, assumptions.heavier_first, assumptions.every_seen),
    cases=strategies.annealings(phases=1),
    predict=lambda case: HasSign(1), observe=experiment.advantage,
)
first_smaller = Claim(
    id="first-ends-smaller", says="After a step |r_1| is at most 1.", **shared,
    cases=strategies.single_steps(),
    predict=lambda case: Between(-1 + 0 * case.eta, 1 + 0 * case.eta),
    observe=lambda case: experiment.kept(case)[0],
)
equal_losses = Claim(
    id="equal-losses", says="Train and test loss are equal.", **shared,
    cases=strategies.evaluations(),
    predict=lambda case: 1 + 0 * case.p[0], observe=experiment.distortion_at,
)
'''


@pytest.mark.parametrize(
    ("name", "simple"),
    [
        ("larger_wins", {"counts": [2, 1]}),
        ("first_smaller", {"counts": [1]}),
        ("equal_losses", {"beta": ["1", "1"]}),
    ],
)
def test_a_false_claim_of_your_own_is_refuted(name, simple, tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    ran = _etalon(f"own.py:{name}", "--examples", "150", "-o", "found", "--json", "-", cwd=tmp_path, code=1)
    written = json.loads(ran.stdout)
    assert written["without"] is None
    assert {key: written["case"][key] for key in simple} == simple
    kept = json.loads((tmp_path / "found" / "witness.json").read_text())
    assert kept["case"] == written["case"]


NOTHING = '''
"""Claims of which no case tells anything."""
from dataclasses import dataclass
from hypothesis import strategies as st
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict

@dataclass(frozen=True)
class Throw:
    n: int
    name: str = "a throw"

shared = {"says": "...", "source": "a test", "declared": Verdict.TESTED}
drawn = {"cases": st.integers(1, 6).map(Throw), **shared}
raises = Claim(id="raises", **drawn, predict=lambda case: 0, observe=lambda case: case.m)
inexact = Claim(id="inexact", **drawn, predict=lambda case: 0, observe=lambda case: case.n / 2)
never = Claim(
    id="never", **drawn, predict=lambda case: 0, observe=lambda case: 1,
    given=(Assumption("seven", "a seven is thrown", lambda case: case.n == 7 > len(case.name)),),
)
named = Claim(id="named", **drawn, predict=lambda case: 0, observe=lambda case: case.n)
odd = Claim(
    id="odd", **shared, cases=st.integers(1, 6),
    predict=lambda case: ("one",), observe=lambda case: (case, case),
)
'''


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        (
            "raises",
            (),
            "none of the 20 cases drawn can (AttributeError: 'Throw' object has no attribute 'm')",
        ),
        ("inexact", (), "(TypeError: 0.5 is not an exact observation)"),
        ("never", (), "must have assumptions that some case satisfies; none of the 20 drawn does"),
        ("named", (), "must have exact numbers only: 'a throw' cannot be written exactly"),
        ("named", ("--at", "n=2"), "must have exact numbers only: 'a throw' cannot be written exactly"),
        ("odd", (), "must have exact numbers only: 'one' cannot be written exactly"),
    ],
)
def test_a_claim_of_your_own_that_nothing_can_refute_is_refused_in_one_line(name, words, told, tmp_path):
    (tmp_path / "own.py").write_text(NOTHING)
    ran = _etalon(f"own.py:{name}", *(words or ("--examples", "20", "-o", "found")), cwd=tmp_path, code=2)
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "found").exists()


def test_how_many_cases_could_not_be_decided_is_told(tmp_path):
    (tmp_path / "own.py").write_text(NOTHING.replace("case.m", "1 // (case.n % 2) - 1"))
    told = " ".join(_etalon("own.py:raises", "--examples", "20", cwd=tmp_path).stdout.split())
    aimed, undecided = re.findall(r"(\d+) satisfy .* none of them\. (\d+) more could not be decided\.", told)[
        0
    ]
    assert min(int(aimed), int(undecided)) > 0


def test_the_command_tells_the_witness_both_sides_and_the_interval(tmp_path):
    words = ("half-measures-hurt", "--without", "below-critical", "--budget", "5m", "-o", "found")
    ran = _etalon(*words, cwd=tmp_path)
    told = " ".join(ran.stdout.split())
    assert "at counts=2:1 beta*=1,1 schedule=1*1 eps=1/20" in told
    assert "theory says negative simulation says 0.26583950962620273032" in told
    assert "eta from eta_c = 3 - 3*sqrt(2)/2 ~ 0.878679656440 the claim holds" in told
    assert "to eta_max = 3 + 3*sqrt(2)/2 ~ 5.12132034356 the claim holds" in told
    assert not checker.check((tmp_path / "found" / "witness.json").read_text())
    before = (tmp_path / "found" / "witness.json").read_bytes()
    again = _etalon(*words, cwd=tmp_path, code=2)
    assert again.stderr == "etalon: -o = 'found': must be new: nothing is written over\n"
    assert (tmp_path / "found" / "witness.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["found"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("half-measures-hurt", "--without", "below-critica"), "did you mean below-critical?"),
        (("train-loss", "--without", "x"), "must be an assumption of train-loss; it makes none"),
        (("crossing", "--budget", "0s"), "--budget = '0s': must be a time from 0.1s up"),
        (("crossing", "--budget", "soon"), "--budget = 'soon': must be a time"),
        (("crossing", "--examples", "0"), "--examples = 0: must be an integer from 1"),
        (("crossing", "-o", "."), "-o = '.': must be new"),
        (("crossing", "-o", "no/such/place"), "must be in a directory that exists"),
        (("crossing", "-o", sys.executable), "must be new"),
        (("crossing", "-o", "x" * 256), "must be writable (File name too long)"),
        (
            ("crossing", "-o", "new", "--json", "./new"),
            "--json = './new': must be another file than that of -o",
        ),
        (("crossing", "--at", "eta=1", "--without", "heavier-first"), "must come without --without"),
        (("crossing", "--at", "eta=1", "-o", "new"), "must come without -o"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_one_line(words, told, tmp_path):
    ran = _etalon(*words, code=2, cwd=tmp_path)
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_found_is_told_and_is_no_success(tmp_path):
    ran = _etalon(
        "criterion", "--without", "every-seen", "--examples", "20", "-o", "new", cwd=tmp_path, code=1
    )
    assert "the claim fails in none of them" in " ".join(ran.stdout.split())
    assert list(tmp_path.iterdir()) == []
