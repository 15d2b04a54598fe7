"""The shapes of learning-rate schedules, each rate made from the one before it.

Names and conventions are those of torch.optim.lr_scheduler and optax: a shape of T steps has its rates at
t = 0, ..., T-1 and would be at its end value at t = T, where what comes next begins. It must not know what is
trained, nor the formula of a rate: a shape is walked along, from one rate to the next.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, ClassVar

from flint import arb, fmpq

from numerics.enclosure import fmpq_of
from numerics.rational import InvalidArgument, rational
from numerics.reduction import fraction

MOST_POWER = 100
"""The largest power of a polynomial shape: the digits of its rates grow with it."""

Number = Callable[[Fraction], Any]
_HALF = Fraction(1, 2)
_RATIONAL_COSINES = {
    Fraction(0): Fraction(1),
    Fraction(1, 3): _HALF,
    _HALF: Fraction(0),
    Fraction(2, 3): -_HALF,
}


class Shape(ABC):
    """A stretch of gradient descent whose learning rate changes at every step.

    Formula: that of the subclass; all rates are >= 0. A rate that is 0 is a step that changes nothing, as the
    first one of a warm-up from 0.

    Source: torch.optim.lr_scheduler and optax, whose names it has.
    """

    name: ClassVar[str]
    steps: int

    @abstractmethod
    def walk(self, number: Number) -> Iterator[Any]:
        """Yield the rates one by one, in the numbers that ``number`` makes of fractions.

        Where a rate is no such number, what is yielded is None.
        """

    def rates(self) -> Iterator[Fraction | None]:
        """Yield the rates, exactly; None for one that is irrational.

        >>> list(map(str, Linear(Fraction(1), Fraction(0), 3).rates()))
        ['1', '2/3', '1/3']
        """
        for rate in self.walk(fmpq_of):
            yield None if rate is None else fraction(rate.p, rate.q)

    def balls(self) -> list[arb]:
        """Return all the rates, enclosed at flint's present precision.

        >>> Linear(Fraction(1), Fraction(0), 2).balls()
        [1.00000000000000, 0.500000000000000]
        """
        return list(self.walk(lambda value: arb(fmpq_of(value))))

    def stretches(self) -> Iterator[tuple[Fraction | None, int]]:
        """Yield (rate, number of steps) in turn."""
        return ((rate, 1) for rate in self.rates())

    def _read(self, **allowed: str) -> None:
        """Read the numbers exactly, and refuse those that are not as they must be."""
        for name, sign in allowed.items():
            value = rational(getattr(self, name), name)
            object.__setattr__(self, name, value)
            if value < 0 or (sign == "> 0" and value == 0):
                raise InvalidArgument(name, value, f"must be {sign}")
        if not isinstance(self.steps, int) or isinstance(self.steps, bool) or self.steps < 1:
            raise InvalidArgument("steps", self.steps, "must be an integer >= 1")

    def _moves(self, init: Fraction, end: Fraction) -> None:
        """Refuse a shape in which nothing ever happens."""
        if init == end == 0:
            raise InvalidArgument("init", init, "must be > 0 if end is 0")

    def __str__(self) -> str:
        """Return the item of the grammar."""
        numbers = [str(getattr(self, field.name)) for field in fields(self) if field.name != "steps"]  # type: ignore[arg-type]
        return f"{self.name}({', '.join(numbers)})*{self.steps}"


@dataclass(frozen=True)
class _FromTo(Shape):
    """A shape that begins at one rate and would be at another after its last step."""

    init: Fraction
    end: Fraction
    steps: int

    def __post_init__(self) -> None:
        """Refuse what is no such shape, and one in which nothing ever happens."""
        self._read(init=">= 0", end=">= 0")
        self._moves(self.init, self.end)


@dataclass(frozen=True)
class Linear(_FromTo):
    """A rate that changes by the same amount at every step.

    Formula: rate_0 = init, rate_(t+1) = rate_t + (end - init)/T.

    Args:
        init: The first rate, >= 0.
        end: What the rate would be after the last step, >= 0; not both are 0.
        steps: The number of steps T, >= 1.

    Raises:
        InvalidArgument: if a number is outside its domain.

    Source: LinearLR of torch.optim.lr_scheduler; linear_schedule of optax.

    >>> str(Linear(Fraction(3, 2), Fraction(0), 20))
    'linear(3/2, 0)*20'
    """

    name: ClassVar[str] = "linear"

    def walk(self, number: Number) -> Iterator[Any]:
        """Yield the rates, each the last one and the step."""
        rate, step = number(self.init), number((self.end - self.init) / self.steps)
        for _ in range(self.steps):
            yield rate
            rate += step


@dataclass(frozen=True)
class Polynomial(Shape):
    """A rate whose distance from the end falls as a power of the steps that are left.

    Formula: rate_0 = init, rate_(t+1) - end = (rate_t - end) ((T-t-1)/(T-t))^power.

    Args:
        init: The first rate, >= 0.
        end: What the rate would be after the last step, >= 0; not both are 0.
        power: An integer from 1 to 100.
        steps: The number of steps T, >= 1.

    Raises:
        InvalidArgument: if a number is outside its domain.

    Source: PolynomialLR of torch.optim.lr_scheduler, where end = 0; polynomial_schedule of optax.

    >>> list(map(str, Polynomial(Fraction(1), Fraction(0), 2, 3).rates()))
    ['1', '4/9', '1/9']
    """

    name: ClassVar[str] = "polynomial"
    init: Fraction
    end: Fraction
    power: int
    steps: int

    def __post_init__(self) -> None:
        """Refuse what is no such shape."""
        self._read(init=">= 0", end=">= 0")
        self._moves(self.init, self.end)
        power = rational(self.power, "power")
        if power.denominator != 1 or not 1 <= power <= MOST_POWER:
            raise InvalidArgument("power", power, f"must be an integer from 1 to {MOST_POWER}")
        object.__setattr__(self, "power", int(power))

    def walk(self, number: Number) -> Iterator[Any]:
        """Yield the rates; each factor is multiplied on as often as the power says."""
        end, above = number(self.end), number(self.init - self.end)
        for left in range(self.steps, 0, -1):
            yield end + above
            shrinks = number(Fraction(left - 1, left))
            for _ in range(self.power):
                above *= shrinks


@dataclass(frozen=True)
class Exponential(Shape):
    """A rate that is multiplied by the same factor after every step.

    Formula: rate_0 = init, rate_(t+1) = gamma rate_t.

    Args:
        init: The first rate, > 0.
        gamma: The factor, > 0; above 1 the rate grows.
        steps: The number of steps, >= 1.

    Raises:
        InvalidArgument: if a number is outside its domain.

    Source: ExponentialLR of torch.optim.lr_scheduler; exponential_decay of optax with one transition step.

    >>> list(map(str, Exponential(Fraction(3, 2), Fraction(1, 2), 3).rates()))
    ['3/2', '3/4', '3/8']
    """

    name: ClassVar[str] = "exponential"
    init: Fraction
    gamma: Fraction
    steps: int

    def __post_init__(self) -> None:
        """Refuse what is no such shape."""
        self._read(init="> 0", gamma="> 0")

    def walk(self, number: Number) -> Iterator[Any]:
        """Yield the rates, each the last one times the factor."""
        rate, factor = number(self.init), number(self.gamma)
        for _ in range(self.steps):
            yield rate
            rate *= factor


@dataclass(frozen=True)
class Cosine(_FromTo):
    """A rate that swings through half a period of a cosine.

    Formula: rate_t = (init + end)/2 + (init - end)/2 u_t, where (u, v) starts at (1, 0) and is turned by the
    angle pi/T at every step. The cosine of a rational part of a half turn is rational only if it is 0, 1/2,
    1 or their opposites (Niven 1956); elsewhere a rate is irrational unless init = end.

    Args:
        init: The first rate, >= 0.
        end: What the rate would be after the last step, >= 0; not both are 0.
        steps: The number of steps T, >= 1.

    Raises:
        InvalidArgument: if a number is outside its domain.

    Source: CosineAnnealingLR of torch.optim.lr_scheduler; cosine_decay_schedule of optax; Loshchilov and
        Hutter 2017, SGDR.

    >>> list(map(str, Cosine(Fraction(3, 2), Fraction(0), 3).rates()))
    ['3/2', '9/8', '3/8']
    >>> list(map(str, Cosine(Fraction(3, 2), Fraction(0), 4).rates()))
    ['3/2', 'None', '3/4', 'None']
    """

    name: ClassVar[str] = "cosine"

    def walk(self, number: Number) -> Iterator[Any]:
        """Yield the rates that are rational."""
        middle, swing = (self.init + self.end) / 2, (self.init - self.end) / 2
        for t in range(self.steps):
            cosine = _RATIONAL_COSINES.get(Fraction(t, self.steps))
            known = cosine is not None or not swing
            yield number(middle + swing * (cosine or 0)) if known else None

    def balls(self) -> list[arb]:
        """Return all the rates; those that are irrational by turning a vector again and again.

        Raises:
            ArithmeticError: if a rational rate is not what the turned vector says.
        """
        middle, swing = (arb(fmpq_of(x / 2)) for x in (self.init + self.end, self.init - self.end))
        sine, cosine = (arb.sin_pi_fmpq(fmpq(1, self.steps)), arb.cos_pi_fmpq(fmpq(1, self.steps)))
        u, v, rates = arb(1), arb(0), []
        for known in super().balls():
            turned = middle + swing * u
            if known is not None and not turned.overlaps(known):
                raise ArithmeticError(f"the rate {known} is not {turned}, which the turned vector says")
            rates.append(turned if known is None else known)
            u, v = u * cosine - v * sine, u * sine + v * cosine
        return rates


SHAPES: dict[str, type[Any]] = {shape.name: shape for shape in (Linear, Cosine, Exponential, Polynomial)}
"""The shapes by their names in the grammar."""
