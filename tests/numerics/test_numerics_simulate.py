"""Whole schedules."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.exact import descend
from numerics.flow import Enclosure, flow_until
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule
from numerics.simulate import EXACT_BITS, Outcome, rates_of, simulate

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

TALK = Problem.from_counts([2, 1], [1, 1])
COUNTED = st.builds(Phase, st.builds(Fraction, st.integers(1, 20), st.just(12)), st.integers(1, 4))


@SETTINGS
@given(st.lists(COUNTED, max_size=3))
def test_the_flow_starts_where_the_descent_ends(phases: list[Phase]) -> None:
    outcome = simulate(TALK, Schedule(tuple(phases), flow=True), "1/100", name="x")
    run = descend(TALK, phases, "1/100")
    assert outcome.steps == run.steps
    if run.stopped:
        assert (outcome.time, outcome.beta, outcome.test_loss) == (None, run.beta, run.test_loss)
    else:
        end = flow_until(TALK, "1/100", run.beta)
        assert (outcome.time, outcome.beta, outcome.test_loss) == (end.time, end.beta, end.test_loss)


def test_the_talks_large_step_halves_the_test_loss_of_the_flow() -> None:
    annealed, flow = (simulate(TALK, Schedule.parse(s), "1/100", name=s) for s in ("3/2*1, flow", "flow"))
    assert isinstance(annealed.test_loss, Enclosure)
    assert isinstance(flow.test_loss, Enclosure)
    assert annealed.test_loss.upper < flow.test_loss.lower * Fraction(52, 100)


def test_a_descent_that_reaches_the_stop_is_exact_and_has_no_flow() -> None:
    outcome = simulate(TALK, Schedule.parse("1/2*50, flow"), "1/100", name="x")
    assert outcome.stopped
    assert outcome.time is None
    assert isinstance(outcome.test_loss, Fraction)


def test_a_stop_at_the_initial_loss_takes_no_step() -> None:
    assert simulate(TALK, Schedule.parse("3/2*1, flow"), 1, name="x").steps == 0
    assert simulate(TALK, Schedule.parse("flow"), 1, name="x").time is None


def test_a_schedule_that_ends_early_has_not_stopped() -> None:
    assert not simulate(TALK, Schedule.parse("1/2*1"), "1/100", name="x").stopped


def test_a_flow_without_a_stop_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"^stop = None: must be given"):
        simulate(TALK, Schedule.parse("flow"), None, name="x")


def test_an_impossible_outcome_cannot_exist() -> None:
    one = Fraction(1)
    with pytest.raises(InvalidArgument, match=r"^steps"):
        Outcome("x", -1, False, (one,), (one,), one, one)
    with pytest.raises(InvalidArgument, match=r"^residual"):
        Outcome("x", 0, False, (one,), (), one, one)


def _shape(text):
    return Schedule.parse(text).phases[0]


def test_the_rates_of_a_shape_are_exact_where_they_are_rational():
    assert rates_of(_shape("linear(0, 3/2)*3")) == [Fraction(0), Fraction(1, 2), Fraction(1)]
    assert rates_of(_shape("cosine(3/2, 0)*3")) == [Fraction(3, 2), Fraction(9, 8), Fraction(3, 8)]
    assert rates_of(_shape("cosine(5/4, 5/4)*4")) == [Fraction(5, 4)] * 4


@pytest.mark.parametrize("bits", [10, 64, 300])
def test_a_rate_that_is_irrational_is_enclosed_closely(bits):
    rates = rates_of(_shape("cosine(5/4, 1/10)*200"), bits)
    exact = {t for t, rate in enumerate(rates) if isinstance(rate, Fraction)}
    assert exact == {
        0,
        100,
    }  # of the angles below a half turn 60, 90 and 120 degrees; a third of 200 is no step
    with ctx.workprec(1000):
        for t in set(range(200)) - exact:
            cosine = arb.cos_pi_fmpq(fmpq(t, 200))
            true = arb(fmpq(27, 40)) + arb(fmpq(23, 40)) * cosine
            assert rates[t].ball().contains(true)
            assert rates[t].width * 2**bits <= rates[t].lower


def test_fractions_that_are_too_long_together_are_enclosed():
    short, long = (rates_of(_shape(f"exponential(1, 10/11)*{steps}")) for steps in (100, 400))
    assert short == [Fraction(10, 11) ** t for t in range(100)]
    bits = sum((10**t).bit_length() + (11**t).bit_length() for t in range(400))
    assert bits > EXACT_BITS
    for t, rate in enumerate(long):
        assert Fraction(10, 11) ** t in rate
        assert rate.width <= rate.lower / 2**64
