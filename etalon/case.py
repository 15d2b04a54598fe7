"""One case: the numbers both sides are asked about, and the dictionary between their two languages.

A case holds exact fractions. For numerics it becomes a sample and a schedule, for theory sympy rationals.
Knows no formula and runs nothing.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from sympy import Expr, Integer, Rational

from numerics.problem import Problem
from numerics.schedule import Phase, Schedule
from theory.losses import train_weights

Vector = tuple[Fraction, ...]


def to_sympy(value: Fraction | int) -> Expr:
    """Return a fraction as a sympy rational.

    Example:
        >>> to_sympy(Fraction(1, 3))
        1/3
    """
    return Rational(value.numerator, value.denominator)


def to_fraction(value: Expr) -> Fraction:
    """Return a sympy rational as a fraction.

    Raises:
        TypeError: If it is not rational; a float is not.

    Example:
        >>> to_fraction(Rational(1, 3))
        Fraction(1, 3)
    """
    if not isinstance(value, Rational):
        raise TypeError(f"{value} is not an exact rational")
    return Fraction(int(value.p), int(value.q))


@dataclass(frozen=True)
class Case:
    """A sample, a ground truth, and what a claim needs beyond them.

    Args:
        counts: How often each e_i was drawn, n_i >= 0.
        beta: Ground truth beta*; training starts at zero, so r(0) = -beta*.
        schedule: The large steps: (learning rate, number of steps).
        eps: Train loss at which training stops.
        population: Weights q_i; uniform if None.
        points: Points beta at which losses are evaluated.
        times: Times of the gradient flow.
        small: The small learning rate that takes over from the large steps; the gradient flow if None.

    Raises:
        InvalidArgument: If a property is asked for that the numbers do not allow.

    Example:
        >>> Case((2, 1), (Fraction(1), Fraction(1)), ((Fraction(3, 2), 1),), Fraction(1, 100)).p
        (2/3, 1/3)
    """

    counts: tuple[int, ...]
    beta: Vector
    schedule: tuple[tuple[Fraction, int], ...] = ()
    eps: Fraction | None = None
    population: Vector | None = None
    points: tuple[Vector, ...] = ()
    times: Vector = ()
    small: Fraction | None = None

    def __str__(self) -> str:
        """Return the case as it would be typed."""
        parts = {
            "counts": ":".join(map(str, self.counts)),
            "beta*": ",".join(map(str, self.beta)),
            "schedule": ", ".join(f"{rate}*{steps}" for rate, steps in self.schedule),
            "small rate": "" if self.small is None else str(self.small),
            "eps": "" if self.eps is None else str(self.eps),
            "q": "" if self.population is None else ",".join(map(str, self.population)),
            "points": "; ".join(",".join(map(str, point)) for point in self.points),
            "times": ",".join(map(str, self.times)),
        }
        return " ".join(f"{name}={text}" for name, text in parts.items() if text)

    # For numerics.

    @cached_property
    def problem(self) -> Problem:
        """Return the drawn samples."""
        return _problem(self.counts, self.beta, self.population)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Return the large steps."""
        return tuple(Phase(rate, steps) for rate, steps in self.schedule)

    @property
    def annealed(self) -> Schedule:
        """Return the large steps followed by the small rate, or by the gradient flow."""
        return Schedule((*self.phases, *self.small_phases), flow=self.small is None)

    @property
    def small_phases(self) -> tuple[Phase, ...]:
        """Return the phase at the small rate, which runs to the stop; none if the flow takes over."""
        return () if self.small is None else (Phase(self.small, None),)

    @property
    def stop(self) -> Fraction:
        """Return eps, which the case must have."""
        if self.eps is None:
            raise ValueError(f"{self}: this case has no eps")
        return self.eps

    # For theory.

    @cached_property
    def p(self) -> tuple[Expr, ...]:
        """Return the train weights."""
        return train_weights(self.counts)

    @property
    def q(self) -> tuple[Expr, ...]:
        """Return the population weights."""
        if self.population is None:
            return (Rational(1, len(self.counts)),) * len(self.counts)
        return tuple(map(to_sympy, self.population))

    @property
    def truth(self) -> tuple[Expr, ...]:
        """Return beta*."""
        return tuple(map(to_sympy, self.beta))

    @property
    def residual(self) -> tuple[Expr, ...]:
        """Return r(0) = -beta*."""
        return tuple(-value for value in self.truth)

    def residual_at(self, place: int) -> tuple[Expr, ...]:
        """Return beta - beta* at one of the points."""
        return tuple(to_sympy(b - t) for b, t in zip(self.points[place], self.beta, strict=True))

    @property
    def rates(self) -> tuple[tuple[Expr, Expr], ...]:
        """Return the large steps."""
        return tuple((to_sympy(rate), Integer(steps)) for rate, steps in self.schedule)

    @property
    def eta(self) -> Expr:
        """Return the learning rate of the first large step, which the case must have."""
        if not self.rates:
            raise ValueError(f"{self}: this case has no large step")
        return self.rates[0][0]

    @property
    def small_rate(self) -> Expr:
        """Return the small learning rate, which the case must have."""
        if self.small is None:
            raise ValueError(f"{self}: this case has no small rate")
        return to_sympy(self.small)

    @property
    def level(self) -> Expr:
        """Return eps."""
        return to_sympy(self.stop)

    @property
    def squares(self) -> tuple[Expr, ...]:
        """Return beta*_i^2."""
        return tuple(value**2 for value in self.truth)


@lru_cache(maxsize=64)  # a case that is completed step by step has the same samples at every step
def _problem(counts: tuple[int, ...], beta: Vector, population: Vector | None) -> Problem:
    return Problem.from_counts(counts, beta, population)


def one_step(
    counts: tuple[int, ...],
    rate: Fraction,
    eps: Fraction,
    beta: Vector = (),
    population: Vector | None = None,
) -> Case:
    """Return one large step, then the flow to eps; beta* is all ones unless given.

    Example:
        >>> str(one_step((2, 1), Fraction(3, 2), Fraction(1, 100)))
        'counts=2:1 beta*=1,1 schedule=3/2*1 eps=1/100'
    """
    return Case(counts, beta or (Fraction(1),) * len(counts), ((rate, 1),), eps, population)
