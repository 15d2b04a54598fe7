"""Between two steps: the point is on the level and between the ends of the step, exact where it can be."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.exact import descend
from numerics.interpolated import interpolated_until
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Phase

TALK = Problem.from_counts([2, 1], [1, 1])
HALF = Phase(Fraction(1, 2), None)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 7), st.integers(1, 60))
def test_the_point_is_on_the_level_and_between_the_ends(heavy, light, tenths, part):
    problem = Problem.from_counts([heavy, light], [3, -2])
    rate = Fraction(tenths, 20)
    eps = train_loss(problem, (0, 0)) * Fraction(1, part)
    found = interpolated_until(problem, [Phase(rate, None)], eps, bits=100)
    assert eps in found.train_loss
    assert found.test_loss.width * 2**100 <= found.test_loss.upper
    if found.run.steps:
        before = descend(problem, [Phase(rate, found.run.steps - 1)] if found.run.steps > 1 else []).residual
        for first, here, last in zip(before, found.residual, found.run.residual, strict=True):
            assert abs(last) <= abs(here.upper)
            assert abs(here.lower) <= abs(first) or abs(here.upper) <= abs(first)


def test_half_a_step_is_the_geometric_mean():
    # One coordinate, factor 1/4 a step: half a step halves the residual and quarters the loss.
    problem = Problem.from_counts([1], [1])
    found = interpolated_until(problem, [Phase(Fraction(3, 8), None)], Fraction(1, 4))
    assert Fraction(1, 2) in found.part
    assert Fraction(-1, 2) in found.residual[0]
    assert found.train_loss.width == found.test_loss.width == 0


def test_what_one_coordinate_decides_is_exact():
    problem = Problem.from_counts([2, 1, 0], [1, 0, 5])
    found = interpolated_until(problem, [HALF], Fraction(1, 10))
    # p_1 r_1^2 = 1/10, and the third coordinate, never drawn, keeps its test loss of 25/3.
    assert found.test_loss.lower == found.test_loss.upper == Fraction(1, 20) + Fraction(25, 3)


def test_a_step_that_meets_the_stop_exactly_is_taken_whole():
    after = descend(TALK, [Phase(Fraction(1, 2), 2)])
    found = interpolated_until(TALK, [HALF], after.train_loss)
    assert (found.run.steps, found.part.lower, found.part.upper) == (2, 1, 1)
    assert found.test_loss.lower == test_loss(TALK, after.beta)


def test_a_start_that_meets_the_stop_takes_no_step():
    found = interpolated_until(TALK, [HALF], 1)
    assert (found.run.steps, found.part.upper) == (0, 0)


@pytest.mark.parametrize("rate", ["3/4", "1"], ids=["ends a coordinate", "turns one"])
def test_nothing_lies_between_the_ends_of_a_step_that_turns_a_residual(rate):
    with pytest.raises(InvalidArgument, match="keeps every residual's sign"):
        interpolated_until(TALK, [Phase(Fraction(rate), None)], Fraction(1, 3))


def test_phases_that_end_above_the_stop_are_refused():
    with pytest.raises(InvalidArgument, match="must reach the stop"):
        interpolated_until(TALK, [Phase(Fraction(1, 2), 1)], Fraction(1, 1000))
