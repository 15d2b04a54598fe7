"""Samples, losses and gradients."""

from fractions import Fraction
from operator import mul
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import problem as definition
from numerics.problem import Problem
from numerics.rational import InvalidArgument

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

NUMBERS = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**9))
SIZES = st.integers(1, 4)


@st.composite
def problems_and_points(draw: st.DrawFn) -> tuple[Problem, list[Fraction]]:
    d = draw(SIZES)
    vector = st.lists(NUMBERS, min_size=d, max_size=d)
    shares = draw(st.lists(st.integers(1, 9), min_size=d, max_size=d))
    drawn = draw(st.lists(st.integers(0, d - 1), min_size=1, max_size=20))
    population = [Fraction(share, sum(shares)) for share in shares]
    return Problem.from_samples(drawn, draw(vector), population), draw(vector)


@SETTINGS
@given(problems_and_points())
def test_the_train_loss_is_the_mean_of_squares_over_the_samples(case: tuple[Problem, list[Fraction]]) -> None:
    sample, beta = case
    errors = [
        sum(x * b for x, b in zip(row, beta, strict=True)) - y
        for row, y in zip(sample.X, sample.y, strict=True)
    ]
    assert definition.train_loss(sample, beta) == sum(e**2 for e in errors) / Fraction(sample.n)


@SETTINGS
@given(problems_and_points(), st.integers(0, 3), NUMBERS)
def test_the_gradient_is_the_slope_of_the_train_loss(
    case: tuple[Problem, list[Fraction]], i: int, h: Fraction
) -> None:
    sample, beta = case
    i %= sample.d
    h += 10**10  # not zero
    ahead, behind = ([b + sign * h * (k == i) for k, b in enumerate(beta)] for sign in (1, -1))
    # For a quadratic the central difference is the derivative, whatever h is.
    slope = (definition.train_loss(sample, ahead) - definition.train_loss(sample, behind)) / (2 * h)
    assert definition.gradient(sample, beta)[i] == slope


@SETTINGS
@given(problems_and_points())
def test_both_losses_vanish_at_the_teacher(case: tuple[Problem, list[Fraction]]) -> None:
    sample, _ = case
    assert (
        definition.train_loss(sample, sample.beta_star) == 0 == definition.test_loss(sample, sample.beta_star)
    )


@SETTINGS
@given(problems_and_points())
def test_the_test_loss_is_the_mean_loss_of_single_draws(case: tuple[Problem, list[Fraction]]) -> None:
    sample, beta = case
    single = [Problem.from_samples([i], sample.beta_star) for i in range(sample.d)]
    losses = [definition.train_loss(draw, beta) for draw in single]
    assert definition.test_loss(sample, beta) == sum(map(mul, sample.population, losses))


@SETTINGS
@given(st.lists(st.integers(0, 20), min_size=1, max_size=5).map(lambda counts: [*counts, 1]))
def test_counts_are_kept(counts: list[int]) -> None:
    assert Problem.from_counts(counts, range(len(counts))).counts == tuple(counts)


@SETTINGS
@given(st.integers(1, 60), st.integers())
def test_equal_seeds_draw_equal_samples(n: int, seed: int) -> None:
    samples = [Problem.draw(n, [1, 2, 3], ["1/2", "1/3", "1/6"], seed=seed) for _ in range(2)]
    assert samples[0] == samples[1]
    assert samples[0].n == n


def test_what_has_no_probability_is_never_drawn() -> None:
    assert Problem.draw(200, [1, 2, 3, 4], [0, "1/2", 0, "1/2"], seed=1).counts[::2] == (0, 0)


def test_draws_follow_the_population() -> None:
    heavy, light = Problem.draw(9000, [1, 1], ["2/3", "1/3"], seed=0).counts
    assert abs(heavy - 6000) < 4 * 45  # four standard deviations, sqrt(9000 * 2/9) = 44.7
    assert light == 9000 - heavy


COUNTS: list[Any] = [
    [],
    [0, 0],
    [-1, 2],
    [1.0, 1],
    [True, 1],
    ["1", 1],
    "11",
    5,
    None,
    [1],
    [1, 1, 1],
    [10**9, 1],
]


@pytest.mark.parametrize("counts", COUNTS, ids=repr)
def test_impossible_counts_are_refused_in_one_line(counts: Any) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        Problem.from_counts(counts, [1, 1])
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize(
    "population",
    [["1/2", "1/3"], [1, 1], ["3/2", "-1/2"], [1], [0.5, 0.5], "11", ["1/2", "1/2", 0]],
    ids=repr,
)
def test_what_is_no_distribution_is_refused(population: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^population"):
        Problem.from_counts([1, 1], [1, 1], population)


@pytest.mark.parametrize("beta", [[0.5, 1], ["x", 1], [], [1], None, "12", [float("nan"), 0]], ids=repr)
def test_what_is_no_exact_teacher_is_refused(beta: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^beta_star"):
        Problem.from_counts([1, 1], beta)


@pytest.mark.parametrize("indices", [[], [2], [-1], [0.0], "01", [True]], ids=repr)
def test_impossible_draws_are_refused(indices: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^indices"):
        Problem.from_samples(indices, [1, 1])


@pytest.mark.parametrize(
    ("n", "seed"), [(0, 0), (-1, 0), (1.0, 0), (True, 0), (10**9, 0), (1, None), (1, 0.5), (1, "0")]
)
def test_impossible_draw_sizes_and_seeds_are_refused(n: Any, seed: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^(n|seed)"):
        Problem.draw(n, [1, 1], seed=seed)


HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("X", "y", "population"),
    [
        (((1, 1),), (2,), (HALF, HALF)),
        (((0, 0),), (0,), (HALF, HALF)),
        (((1,),), (1,), (HALF, HALF)),
        (((True, 0),), (1,), (HALF, HALF)),
        (((1, 0),), (2,), (HALF, HALF)),
        (((1, 0),), (1, 1), (HALF, HALF)),
        ((), (), (HALF, HALF)),
        (((1, 0),), (1,), (HALF,)),
    ],
)
def test_an_inconsistent_problem_cannot_exist(X: Any, y: Any, population: Any) -> None:
    with pytest.raises(InvalidArgument):
        Problem(X, y, (Fraction(1), Fraction(1)), population)


@pytest.mark.parametrize("beta", [[0.5, 0.5], [1], [1, 2, 3]])
def test_losses_refuse_points_that_are_not_exact_or_not_in_the_space(beta: Any) -> None:
    for function in (definition.train_loss, definition.test_loss, definition.gradient):
        with pytest.raises(InvalidArgument, match=r"^beta"):
            function(Problem.from_counts([1, 1], [1, 1]), beta)
