"""Whole schedules."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.exact import descend
from numerics.flow import Enclosure, flow_until
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule
from numerics.simulate import Outcome, simulate

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
