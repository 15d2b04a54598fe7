"""Gradient descent in balls: against the exact engine where there is one, and what is not certain."""

from fractions import Fraction

import pytest
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import simulate as simulating
from numerics.balls import descend_in_balls
from numerics.enclosure import Enclosure, Undecided
from numerics.exact import NeverStops, TooManySteps, descend
from numerics.flow import flow_until, stop_of
from numerics.problem import Problem
from numerics.propagator import Flow
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from numerics.simulate import EXACT_BITS, is_exact, simulate
from numerics.trace import trace

TALK = Problem.from_counts([2, 1], [1, 1])
SETTINGS = settings(max_examples=30, deadline=None)
NUMBERS = st.builds(Fraction, st.integers(1, 30), st.integers(1, 12))
# Where the four steps of a cosine have a product of factors that is rational: L_train is 17/6561 exactly.
RATIONAL_ALL_THE_SAME = "cosine(1, 0)*4"


def _ran(problem: Problem, schedule: str, stop: object = None, bits: int = 128):
    with ctx.workprec(bits):
        return descend_in_balls(problem, Schedule.parse(schedule).phases, stop, 10_000)


@SETTINGS
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=10).filter(any),
    st.lists(NUMBERS, min_size=3, max_size=3),
)
def test_a_rational_run_is_enclosed(counts, numbers):
    problem = Problem.from_counts(counts, [Fraction(i + 1, 3) for i in range(len(counts))])
    init, gamma, rate = numbers
    phases = Schedule.parse(f"exponential({init}, {gamma})*4, {rate}*3").phases
    exact = descend(problem, phases)
    with ctx.workprec(128):
        run = descend_in_balls(problem, phases, None, 7)
    assert run.steps == 7
    assert exact.train_loss in run.train_loss
    for found, known in ((run.residual, exact.residual), (run.beta, exact.beta)):
        assert all(k in e if isinstance(e, Enclosure) else k == e for e, k in zip(found, known, strict=True))


def test_balls_stay_narrow_for_a_thousand_steps():
    run = _ran(TALK, "cosine(1, 1/4)*1000")
    assert all(r.width < abs(r.midpoint) / 2**90 for r in run.residual)


def test_a_rational_step_among_irrational_ones_ends_an_error_exactly():
    assert _ran(TALK, "cosine(3/2, 0)*5").residual[1] == 0
    assert _ran(TALK, "cosine(1/2, 1/4)*5, 3/2*1").residual[1] == 0
    assert _ran(TALK, "cosine(1/2, 1/4)*5, 3/2*1").beta[1] == 1


def test_a_coordinate_never_drawn_stays_exactly():
    run = _ran(Problem.from_counts([2, 0], [1, Fraction(1, 3)]), "cosine(1/2, 1/4)*5")
    assert (run.beta[1], run.residual[1]) == (0, Fraction(-1, 3))


def test_a_run_stops_as_soon_as_it_may_and_at_once_where_it_starts():
    assert _ran(TALK, "cosine(1, 0)*4", "1").steps == 0
    assert _ran(TALK, "cosine(1, 0)*4", "1/9").steps == 1  # exactly there, before any rate is irrational
    assert _ran(TALK, "cosine(1, 0)*4", Fraction(1, 9) - Fraction(1, 10**60), bits=512).steps == 2
    assert _ran(TALK, "cosine(1, 0)*4", "1/1000").stopped is False


def test_an_exact_tie_with_the_stop_is_not_decided_and_just_beside_it_is():
    with pytest.raises(Undecided, match="17/6561 the train loss is at step 4"):
        simulate(TALK, Schedule.parse(RATIONAL_ALL_THE_SAME), Fraction(17, 6561), name="tie")
    for offset, stopped in ((1, True), (-1, False)):
        stop = Fraction(17, 6561) + Fraction(offset, 10**60)
        assert simulate(TALK, Schedule.parse(RATIONAL_ALL_THE_SAME), stop, name="near").stopped is stopped


def test_a_last_phase_that_never_stops_is_noticed_and_a_slow_one_is_given_up():
    with pytest.raises(NeverStops):
        _ran(TALK, "cosine(1/2, 1/4)*4, 3/2", "1/10000")
    with pytest.raises(TooManySteps):
        _ran(TALK, "cosine(1/2, 1/4)*4, 1/1000000", "1/10000")
    assert _ran(TALK, "cosine(1/2, 1/4)*4, 3/4", "1/10000").stopped


def test_more_steps_than_the_limit_are_refused_before_any_is_taken():
    with pytest.raises(TooManySteps):
        simulate(TALK, Schedule.parse("cosine(1, 0)*100000000000000000"), "1/2", name="long")


def test_a_flow_from_a_box_encloses_the_flows_from_its_points():
    small = Fraction(1, 2**90)
    box = (Enclosure(Fraction(1, 2) - small, Fraction(1, 2) + small), Fraction(1, 3))
    stop = Fraction(1, 1000)
    with ctx.workprec(160):
        found = stop_of(TALK, Flow(TALK, box), stop, 40)
        assert stop_of(TALK, Flow(TALK, box), stop, 120) is None
    assert found is not None
    for corner in (box[0].lower, box[0].midpoint, box[0].upper):
        inner = flow_until(TALK, stop, [corner, box[1]], bits=128)
        assert found.test_loss.lower <= inner.test_loss.lower
        assert inner.test_loss.upper <= found.test_loss.upper
        assert found.time.overlaps(inner.time)


@pytest.mark.parametrize(
    "schedule", ["linear(0, 3/2)*4, flow", "exponential(5/4, 1/2)*3, flow", "3/2*1, flow"]
)
def test_in_balls_a_run_comes_to_what_it_comes_to_exactly(schedule, monkeypatch):
    exactly = simulate(TALK, Schedule.parse(schedule), "1/1000", name="exact")
    monkeypatch.setattr(simulating, "is_exact", lambda _: False)
    enclosed = simulate(TALK, Schedule.parse(schedule), "1/1000", name="balls")
    assert (enclosed.steps, enclosed.stopped) == (exactly.steps, exactly.stopped)
    assert _interval(enclosed.test_loss).overlaps(_interval(exactly.test_loss))


def _interval(value: Fraction | Enclosure) -> Enclosure:
    return value if isinstance(value, Enclosure) else Enclosure.exactly(value)


def test_a_run_is_exact_until_its_rates_are_irrational_or_too_long():
    assert is_exact(Schedule.parse("cosine(3/2, 0)*3, 1/2*5, flow"))
    assert not is_exact(Schedule.parse("cosine(3/2, 0)*4, flow"))
    bits = 2  # of one rate, 1
    assert is_exact(Schedule.parse(f"exponential(1, 1)*{EXACT_BITS // bits - 1}"))
    assert not is_exact(Schedule.parse(f"exponential(1, 1)*{EXACT_BITS // bits}"))


def test_an_exact_run_refuses_an_irrational_rate():
    with pytest.raises(InvalidArgument, match="rational rates only"):
        descend(TALK, Schedule.parse("cosine(1, 0)*4").phases)


def test_a_run_in_balls_has_a_path():
    run = trace(TALK, Schedule.parse("cosine(5/4, 1/4)*5, flow"), "1/10000", name="cosine")
    assert len(run.jumps) == run.outcome.steps + 1
    assert run.jumps[0] == (0.0, 0.0)
    assert run.jumps[1] == pytest.approx((5 / 3, 5 / 6), rel=1e-15)
    assert (len(run.curve) > 0) is (run.outcome.time is not None)
