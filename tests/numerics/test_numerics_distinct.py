"""Equal samples taken together: the same sums as sample by sample."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.distinct import distinct
from numerics.problem import Problem, gradient, train_loss
from numerics.rational import InvalidArgument

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

NUMBERS = st.builds(Fraction, st.integers(-50, 50), st.integers(1, 9))
Point = list[Fraction]


@st.composite
def samples(draw: st.DrawFn) -> tuple[Problem, Point]:
    """Draw a sample in any order, some coordinates perhaps never, some targets perhaps equal; and a point."""
    d = draw(st.integers(1, 4))
    counts = draw(st.lists(st.integers(0, 30), min_size=d, max_size=d))
    counts[draw(st.integers(0, d - 1))] += 1
    beta, point = (draw(st.lists(NUMBERS, min_size=d, max_size=d)) for _ in range(2))
    order = draw(st.permutations([i for i, m in enumerate(counts) for _ in range(m)]))
    return draw(
        st.sampled_from([Problem.from_counts(counts, beta), Problem.from_samples(order, beta)])
    ), point


def errors(problem: Problem, point: Point) -> Point:
    """Return X beta - y row by row, in reduced fractions."""
    return [
        sum((x_i * b for x_i, b in zip(row, point, strict=True)), Fraction(0)) - y
        for row, y in zip(problem.X, problem.y, strict=True)
    ]


@SETTINGS
@given(samples())
def test_the_train_loss_is_the_one_summed_row_by_row(case: tuple[Problem, Point]) -> None:
    problem, point = case
    squares = [e**2 for e in errors(problem, point)]
    assert train_loss(problem, point) == sum(squares, Fraction(0)) / problem.n


@SETTINGS
@given(samples())
def test_the_gradient_is_the_one_summed_row_by_row(case: tuple[Problem, Point]) -> None:
    problem, point = case
    slope = [Fraction(0)] * problem.d
    for row, e in zip(problem.X, errors(problem, point), strict=True):
        slope = [s + Fraction(2, problem.n) * x_i * e for s, x_i in zip(slope, row, strict=True)]
    assert gradient(problem, point) == tuple(slope)


@SETTINGS
@given(samples())
def test_each_distinct_sample_is_counted_as_often_as_it_comes(case: tuple[Problem, Point]) -> None:
    problem, _ = case
    told = {(x, y): m for x, y, m in problem.distinct}
    assert len(told) == len(problem.distinct)
    assert told == Counter(zip(problem.X, problem.y, strict=True))
    assert problem.counts == tuple(map(sum, zip(*problem.X, strict=True)))


def test_equal_samples_are_one_whether_or_not_they_are_the_same_object() -> None:
    apart = [[int(k == i % 2) for k in range(2)] for i in range(6)], [Fraction(7) for _ in range(6)]
    half = Fraction(1, 2)
    problem = Problem(*apart, (Fraction(7),) * 2, (half, half))  # type: ignore[arg-type]
    assert problem.distinct == Problem.from_samples([0, 1] * 3, [7, 7]).distinct
    assert [sample.m for sample in problem.distinct] == [3, 3]


def test_equal_rows_with_other_targets_are_told_apart() -> None:
    assert len(distinct([(1,), (1,), (1,)], [Fraction(1), Fraction(2), Fraction(1)])) == 2


def test_a_bool_cannot_hide_behind_an_equal_row() -> None:
    with pytest.raises(InvalidArgument, match=r"^X"):
        Problem(((1,), (True,)), (Fraction(1),) * 2, (Fraction(1),), (Fraction(1),))


def test_the_distinct_samples_are_found_once() -> None:
    problem = Problem.from_counts([400_000, 1], [1, 1])
    assert problem.distinct is problem.distinct
    assert problem.counts == (400_000, 1)
    assert (problem.n, len(problem.distinct)) == (400_001, 2)
