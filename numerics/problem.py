"""The problem: one-hot samples of a linear teacher, and the losses and the gradient computed from them.

Sums over the samples take equal ones together (``numerics.distinct``), so that repetitions cost nothing. It
must not know how a minimum is sought: neither rates, nor schedules, nor solutions of the dynamics.
"""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, chain, repeat
from operator import mul, sub

from numerics.distinct import Row, Sample, distinct, objects
from numerics.rational import InvalidArgument, integers, over_one_denominator, rationals
from numerics.reduction import fraction

MAX_ENTRIES = 1_000_000
"""Most entries n*d of the design matrix; beyond, a typing error would fill the memory."""


@dataclass(frozen=True)
class Problem:
    """A sample from the population over (x, y), x = e_i with probability q_i, y = <beta*, x>.

    Formula: y_j = <beta*, x_j> for j = 1..n.

    Args:
        X: n >= 1 rows, each a unit vector of R^d with integer entries.
        y: The n targets, equal to X beta*.
        beta_star: The d teacher's coefficients, any rationals.
        population: The d probabilities q_i >= 0, summing to 1.

    Raises:
        InvalidArgument: if a shape is wrong, a row is no unit vector, y differs from X beta*, or population
            is no probability distribution.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk; here in d coordinates.

    >>> half = Fraction(1, 2)
    >>> Problem(((1, 0), (0, 1)), (3, 4), (3, 4), (half, half)).counts
    (1, 1)
    """

    X: tuple[tuple[int, ...], ...]
    y: tuple[Fraction, ...]
    beta_star: tuple[Fraction, ...]
    population: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        """Normalise the components to tuples of exact numbers and refuse inconsistent ones."""
        for name in ("beta_star", "population", "y"):
            object.__setattr__(self, name, rationals(getattr(self, name), name))
        object.__setattr__(self, "X", tuple(map(tuple, self.X)))
        if len(self.population) != self.d:
            raise InvalidArgument(
                "population", self.population, f"must have {self.d} components, as beta_star"
            )
        weights, whole = over_one_denominator(self.population)
        if min(weights) < 0 or sum(weights) != whole:
            raise InvalidArgument("population", self.population, "must be non-negative and sum to 1")
        for row in objects(self.X).values():
            if len(row) != self.d or sorted(row) != [0] * (self.d - 1) + [1] or bool in map(type, row):
                raise InvalidArgument("X", row, f"must have unit vectors of {self.d} integers as rows")
        if len(self.y) != self.n or any(y != self.beta_star[x.index(1)] for x, y, _ in self.distinct):
            raise InvalidArgument("y", self.y, "must be X beta_star, one target a row")

    @property
    def n(self) -> int:
        """The number of samples."""
        return len(self.X)

    @property
    def d(self) -> int:
        """The number of coordinates."""
        return len(self.beta_star)

    @cached_property
    def distinct(self) -> tuple[Sample, ...]:
        """The distinct rows of (X, y) with their multiplicities, found once."""
        return distinct(self.X, self.y)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many times each e_i was drawn: n_i, with sum n."""
        columns = zip(*([m * x_i for x_i in x] for x, _, m in self.distinct), strict=True)
        return tuple(map(sum, columns))

    @classmethod
    def from_counts(
        cls, counts: Iterable[int], beta_star: Iterable[object], population: Iterable[object] | None = None
    ) -> "Problem":
        """Build the sample in which e_i was drawn counts[i] times, equal draws next to each other.

        Formula: X has counts[i] rows e_i, i = 1..d.

        Args:
            counts: d integers >= 0, not all 0.
            beta_star: d rationals.
            population: d probabilities; None means uniform.

        Returns:
            The problem with n = sum of the counts.

        Raises:
            InvalidArgument: if a count is no such integer, the lengths differ, or the sample is too large.

        Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

        >>> Problem.from_counts([2, 1], [1, 1]).X
        ((1, 0), (1, 0), (0, 1))
        """
        numbers = integers(counts, "counts")
        if any(number < 0 for number in numbers) or not any(numbers):
            raise InvalidArgument("counts", numbers, "must be integers >= 0, not all of them 0")
        beta = rationals(beta_star, "beta_star", len(numbers))
        _refuse_large(sum(numbers), len(beta))
        drawn = {i: m for i, m in enumerate(numbers) if m}
        rows = (repeat(_unit(i, len(beta)), m) for i, m in drawn.items())
        targets = (repeat(beta[i], m) for i, m in drawn.items())
        X, y = tuple(chain.from_iterable(rows)), tuple(chain.from_iterable(targets))
        return cls(X, y, beta, _weights(population, len(beta)))

    @classmethod
    def from_samples(
        cls, indices: Iterable[int], beta_star: Iterable[object], population: Iterable[object] | None = None
    ) -> "Problem":
        """Build the sample whose j-th draw is e_{indices[j]}, coordinates numbered from 0.

        Formula: x_j = e_{indices[j]}, y_j = <beta*, x_j>.

        Args:
            indices: n >= 1 integers in 0..d-1.
            beta_star: d rationals.
            population: d probabilities; None means uniform.

        Returns:
            The problem with these n draws in this order.

        Raises:
            InvalidArgument: if an index is out of range, there is none, or the sample is too large.

        Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

        >>> Problem.from_samples([1, 0, 1], [5, 7]).y
        (Fraction(7, 1), Fraction(5, 1), Fraction(7, 1))
        """
        beta = rationals(beta_star, "beta_star")
        drawn = integers(indices, "indices")
        if not drawn or not all(0 <= i < len(beta) for i in set(drawn)):
            raise InvalidArgument("indices", drawn, f"must be one or more integers in 0..{len(beta) - 1}")
        _refuse_large(len(drawn), len(beta))
        unit = {i: _unit(i, len(beta)) for i in set(drawn)}
        X, y = tuple(map(unit.__getitem__, drawn)), tuple(map(beta.__getitem__, drawn))
        return cls(X, y, beta, _weights(population, len(beta)))

    @classmethod
    def draw(
        cls, n: int, beta_star: Iterable[object], population: Iterable[object] | None = None, *, seed: int
    ) -> "Problem":
        """Draw n samples from the population, exactly: no probability is rounded.

        Formula: x_j = e_i with probability q_i, by an integer uniform below the common denominator.

        Args:
            n: The number of draws, >= 1.
            beta_star: d rationals.
            population: d probabilities; None means uniform.
            seed: The integer seed of ``random.Random``; equal seeds give equal samples.

        Returns:
            The problem with the n draws in their order.

        Raises:
            InvalidArgument: if n < 1, the seed is no integer, or population is no distribution.

        Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

        >>> sum(Problem.draw(10, [1, 1], seed=0).counts)
        10
        """
        beta = rationals(beta_star, "beta_star")
        if integers([n], "n")[0] < 1:
            raise InvalidArgument("n", n, "must be an integer >= 1")
        integers([seed], "seed")
        _refuse_large(n, len(beta))
        # A problem with a single draw validates the population before it is used.
        weights = cls.from_samples([0], beta, population).population
        shares, denominator = over_one_denominator(weights)
        ends = list(accumulate(shares))
        dice = random.Random(seed)
        return cls.from_samples(
            [bisect_right(ends, dice.randrange(denominator)) for _ in range(n)], beta, weights
        )


def train_loss(problem: Problem, beta: Sequence[Fraction]) -> Fraction:
    """Return the empirical loss, the mean of squares over the samples.

    Formula: L_train(beta) = (1/n) sum_j (<x_j, beta> - y_j)^2.

    Args:
        problem: The sample.
        beta: A point of R^d, exact.

    Returns:
        The loss, >= 0.

    Raises:
        InvalidArgument: if beta is not d exact rationals.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> train_loss(Problem.from_counts([2, 1], [1, 1]), [0, Fraction(1, 2)])
    Fraction(3, 4)
    """
    errors, D = _errors(problem, beta)
    squares = sum(sample.m * e * e for sample, e in zip(problem.distinct, errors, strict=True))
    return Fraction(squares, problem.n * D * D)


def test_loss(problem: Problem, beta: Sequence[Fraction]) -> Fraction:
    """Return the population loss.

    Formula: L_test(beta) = sum_i q_i (<e_i, beta> - <e_i, beta*>)^2.

    Args:
        problem: The problem, for its population and teacher.
        beta: A point of R^d, exact.

    Returns:
        The loss, >= 0.

    Raises:
        InvalidArgument: if beta is not d exact rationals.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> test_loss(Problem.from_counts([2, 1], [1, 1]), [0, Fraction(1, 2)])
    Fraction(5, 8)
    """
    at = rationals(beta, "beta", problem.d)
    (q, whole), (N, D) = (
        over_one_denominator(problem.population),
        over_one_denominator((*at, *problem.beta_star)),
    )
    errors = map(sub, N[: problem.d], N[problem.d :])
    return fraction(sum(weight * e * e for weight, e in zip(q, errors, strict=True)), whole * D * D)


# The name is the field's; without this pytest would take an imported `test_loss` for a test.
test_loss.__test__ = False  # type: ignore[attr-defined]


def gradient(problem: Problem, beta: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the gradient of the empirical loss, summed over all the samples.

    Formula: grad L_train(beta) = (2/n) X^T (X beta - y).

    Args:
        problem: The sample.
        beta: A point of R^d, exact.

    Returns:
        The d components.

    Raises:
        InvalidArgument: if beta is not d exact rationals.

    Source: derived here, from L_train.

    >>> gradient(Problem.from_counts([2, 1], [1, 1]), [0, 0])
    (Fraction(-4, 3), Fraction(-2, 3))
    """
    errors, D = _errors(problem, beta)
    pulls = [sample.m * e for sample, e in zip(problem.distinct, errors, strict=True)]
    columns = zip(*(sample.x for sample in problem.distinct), strict=True)
    sums = (sum(map(mul, column, pulls)) for column in columns)
    return tuple(Fraction(2 * total, problem.n * D) for total in sums)


def _errors(problem: Problem, beta: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return <x, beta> - y of the distinct samples as integers over one denominator."""
    at = rationals(beta, "beta", problem.d)
    N, D = over_one_denominator((*at, *(sample.y for sample in problem.distinct)))
    at_D, y_D = N[: problem.d], N[problem.d :]
    return [sum(map(mul, sample.x, at_D)) - y for sample, y in zip(problem.distinct, y_D, strict=True)], D


def _unit(i: int, d: int) -> Row:
    return (0,) * i + (1,) + (0,) * (d - 1 - i)


def _weights(population: Iterable[object] | None, d: int) -> tuple[Fraction, ...]:
    return (Fraction(1, d),) * d if population is None else rationals(population, "population")


def _refuse_large(n: int, d: int) -> None:
    if n * d > MAX_ENTRIES:
        raise InvalidArgument(
            "n * d", n * d, f"must be at most {MAX_ENTRIES}, for n samples in R^d fill memory"
        )
