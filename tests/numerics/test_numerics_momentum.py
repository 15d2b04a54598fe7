"""Heavy-ball steps: against plain gradient descent, against numpy's eigenvalues, and at the edges."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import fmpq_mat

from numerics.enclosure import fmpq_of
from numerics.exact import path
from numerics.momentum import contracts, heavy_ball, keeps
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.schedule import Phase

PROBLEM = Problem.from_counts([2, 1], [1, "-1/2"])
RATES = ["1/2", "149/100", "3/2", "151/100", "7/4", "9/4", "5/2"]
MOMENTA = ["0", "1/10", "1/2", "9/10"]


def _by_rows(eta, beta_m, steps):
    """Return the points with the gradient summed row by row."""
    points, velocity = [[Fraction(0)] * 2], [Fraction(0)] * 2
    for _ in range(steps):
        here = points[-1]
        slope = [Fraction(0)] * 2
        for x, y in zip(PROBLEM.X, PROBLEM.y, strict=True):
            error = sum(a * b for a, b in zip(x, here, strict=True)) - y
            slope = [s + Fraction(2, PROBLEM.n) * a * error for s, a in zip(slope, x, strict=True)]
        velocity = [beta_m * v - eta * s for v, s in zip(velocity, slope, strict=True)]
        points.append([b + v for b, v in zip(here, velocity, strict=True)])
    return [tuple(point) for point in points]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("momentum", MOMENTA)
def test_the_run_is_that_of_a_velocity(rate, momentum):
    by_velocity = _by_rows(Fraction(rate), Fraction(momentum), 6)
    assert heavy_ball(PROBLEM, rate, momentum, 6) == by_velocity


@pytest.mark.parametrize("rate", RATES)
def test_without_momentum_it_is_gradient_descent(rate):
    assert heavy_ball(PROBLEM, rate, 0, 5) == path(PROBLEM, [Phase(Fraction(rate), 5)])


def _spectral_radius(problem, rate, momentum):
    curvature = np.diag([2 * count / problem.n for count in problem.counts])
    one = np.eye(problem.d)
    top = np.hstack([(1 + float(momentum)) * one - float(rate) * curvature, -float(momentum) * one])
    state = np.vstack([top, np.hstack([one, np.zeros_like(one)])])
    return max(abs(np.linalg.eigvals(state)))


@pytest.mark.parametrize("counts", [(1,), (2, 1), (7, 5), (1, 0), (3, 2, 1)])
def test_contraction_is_what_the_eigenvalues_say(counts):
    problem = Problem.from_counts(counts, [1] * len(counts))
    decided = 0
    for rate, momentum in product(map(Fraction, RATES), map(Fraction, MOMENTA)):
        radius = _spectral_radius(problem, rate, momentum)
        if abs(radius - 1) > 1e-6:  # nearer to one a float decides nothing
            assert contracts(problem, rate, momentum) is bool(radius < 1), (rate, momentum)
            decided += 1
    assert decided or 0 in counts


def test_at_the_limit_nothing_contracts_and_just_below_it_does():
    problem = Problem.from_counts([1], [1])
    assert not contracts(problem, "3/2", "1/2")
    assert contracts(problem, Fraction(3, 2) - Fraction(1, 10**9), "1/2")


@pytest.mark.parametrize(
    ("rate", "momentum", "steps", "message"),
    [
        ("0", "1/2", 1, "rate = 0: must be > 0"),
        ("1", "1", 1, "momentum = 1: must be >= 0 and < 1"),
        ("1", "-1/2", 1, "momentum = -1/2: must be >= 0 and < 1"),
        ("1", "1/2", -1, "steps = -1: must be an integer >= 0"),
        (0.5, "1/2", 1, "rate = 0.5: must be an exact rational"),
    ],
)
def test_what_is_refused(rate, momentum, steps, message):
    with pytest.raises(InvalidArgument) as refused:
        heavy_ball(PROBLEM, rate, momentum, steps)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("coordinate", [0, 1])
def test_what_a_coordinate_keeps_is_seen_in_its_run(coordinate):
    A = keeps(PROBLEM, "7/4", "1/2", coordinate)
    run = heavy_ball(PROBLEM, "7/4", "1/2", 5)[-3:]
    before, now, after = (point[coordinate] - PROBLEM.beta_star[coordinate] for point in run)
    moved = A * fmpq_mat([[fmpq_of(now)], [fmpq_of(before)]])
    assert [moved[i, 0] for i in (0, 1)] == [fmpq_of(after), fmpq_of(now)]


def test_a_coordinate_that_is_none_is_refused():
    with pytest.raises(InvalidArgument, match="coordinate = 2: must be from 0 to 1"):
        keeps(PROBLEM, "1", "1/2", 2)
