"""A case with momentum: the numbers both sides are asked about. Knows no formula and runs nothing."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sympy import Expr

from etalon.case import Case, Vector, to_sympy
from numerics.problem import Problem


@dataclass(frozen=True)
class HeavyBall:
    """A sample, a ground truth, a learning rate, a momentum, and a number of steps from rest.

    Args:
        counts: How often each e_i was drawn, n_i >= 0.
        beta: Ground truth beta*; training starts at zero, at rest.
        rate: Learning rate > 0.
        momentum: beta_m, 0 <= beta_m < 1.
        steps: How many steps, at least 1.

    Example:
        >>> print(HeavyBall((2, 1), (Fraction(1), Fraction(1)), Fraction(1), Fraction(1, 4), 3))
        counts=2:1 beta*=1,1 rate=1 momentum=1/4 steps=3
    """

    counts: tuple[int, ...]
    beta: Vector
    rate: Fraction
    momentum: Fraction
    steps: int

    def __str__(self) -> str:
        """Return the case as it would be typed."""
        numbers = f"rate={self.rate} momentum={self.momentum} steps={self.steps}"
        return f"{Case(self.counts, self.beta)} {numbers}"

    @cached_property
    def problem(self) -> Problem:
        """Return the drawn samples, for numerics."""
        return Problem.from_counts(self.counts, self.beta)

    @property
    def p(self) -> tuple[Expr, ...]:
        """Return the train weights, for theory."""
        return Case(self.counts, self.beta).p

    @property
    def parameters(self) -> tuple[tuple[Expr, Expr, Expr], ...]:
        """Return (eta, p_i, beta_m) for each coordinate, for theory."""
        return tuple((to_sympy(self.rate), weight, to_sympy(self.momentum)) for weight in self.p)
