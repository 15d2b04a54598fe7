"""Closed intervals with rational ends around real numbers not known exactly, and questions they leave open.

It must not know what is enclosed, nor how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul

from flint import arb, fmpq

from numerics.rational import InvalidArgument, over_one_denominator, rational


class Undecided(ArithmeticError):  # noqa: N818 - an answer that was not found, not a mistake of the caller's
    """A comparison that no precision up to the limit could settle, perhaps because of an exact tie.

    Source: derived here.

    >>> print(Undecided("the order of the two test losses", 2048))
    undecided at 2048 bits: the order of the two test losses
    """

    def __init__(self, question: str, bits: int) -> None:
        """Keep the question and the precision reached."""
        super().__init__(question, bits)
        self.question = question
        self.bits = bits

    def __str__(self) -> str:
        """Return the one line."""
        return f"undecided at {self.bits} bits: {self.question}"


@dataclass(frozen=True)
class Enclosure:
    """An interval [lower, upper] that certainly contains a real number.

    Formula: lower <= number <= upper.

    Args:
        lower: The lower end, exact.
        upper: The upper end, exact, >= lower.

    Raises:
        InvalidArgument: if an end is no exact rational or they are the wrong way round.

    Source: derived here.

    >>> Fraction(1, 3) in Enclosure(Fraction(1, 4), Fraction(1, 2))
    True
    """

    lower: Fraction
    upper: Fraction

    def __post_init__(self) -> None:
        """Read the ends exactly and check their order."""
        object.__setattr__(self, "lower", rational(self.lower, "lower"))
        object.__setattr__(self, "upper", rational(self.upper, "upper"))
        if self.lower > self.upper:
            raise InvalidArgument("lower", self.lower, "must be at most upper")

    @classmethod
    def exactly(cls, value: Fraction) -> "Enclosure":
        """Return the interval of a single number: [value, value]."""
        return cls(value, value)

    @classmethod
    def of_ball(cls, *balls: arb) -> "Enclosure":
        """Return an interval with dyadic ends around finite balls, rounded outward at flint's precision.

        >>> Enclosure.of_ball(arb(4), arb(3))
        Enclosure(lower=Fraction(3, 1), upper=Fraction(4, 1))
        """
        if not all(ball.is_finite() for ball in balls):
            raise ArithmeticError("a ball without bounds cannot be enclosed")
        # The ends are exact balls, whose order is certain.
        lower, upper = min(ball.lower() for ball in balls), max(ball.upper() for ball in balls)
        return cls(_dyadic(lower), _dyadic(upper))

    def ball(self) -> arb:
        """Return a ball around the interval, at flint's precision."""
        return arb(fmpq_of(self.lower)).union(arb(fmpq_of(self.upper)))

    def hull(self, other: "Enclosure") -> "Enclosure":
        """Return the least interval around both."""
        return Enclosure(min(self.lower, other.lower), max(self.upper, other.upper))

    @property
    def width(self) -> Fraction:
        """The length upper - lower."""
        return self.upper - self.lower

    @property
    def midpoint(self) -> Fraction:
        """The middle (lower + upper) / 2."""
        return (self.lower + self.upper) / 2

    def __contains__(self, number: Fraction | int) -> bool:
        """Tell whether lower <= number <= upper."""
        return self.lower <= number <= self.upper

    def overlaps(self, other: "Enclosure") -> bool:
        """Tell whether the two intervals have a common point; if not, the enclosed numbers differ."""
        return self.lower <= other.upper and other.lower <= self.upper

    def __sub__(self, other: "Enclosure | Fraction | int") -> "Enclosure":
        """Return the interval of all differences."""
        if isinstance(other, Enclosure):
            return Enclosure(self.lower - other.upper, self.upper - other.lower)
        return Enclosure(self.lower - other, self.upper - other)

    def squared(self) -> "Enclosure":
        """Return the interval of all squares.

        >>> Enclosure(Fraction(-1), Fraction(2)).squared()
        Enclosure(lower=Fraction(0, 1), upper=Fraction(4, 1))
        """
        ends = sorted((self.lower**2, self.upper**2))
        return Enclosure(Fraction(0) if 0 in self else ends[0], ends[1])


def weighted_sum(weights: Sequence[Fraction], values: Sequence[Enclosure]) -> Enclosure:
    """Return the interval of sum_i w_i x_i, for weights that are not negative.

    Raises:
        InvalidArgument: if a weight is negative.
        ValueError: if the lengths differ.

    >>> weighted_sum([Fraction(1, 2)], [Enclosure(Fraction(0), Fraction(1))])
    Enclosure(lower=Fraction(0, 1), upper=Fraction(1, 2))
    """
    if any(weight < 0 for weight in weights):
        raise InvalidArgument("weights", tuple(weights), "must be >= 0")
    ends = [value.lower for value in values], [value.upper for value in values]
    (w, whole), *numbers = (over_one_denominator(numbers) for numbers in (weights, *ends))
    lower, upper = (Fraction(sum(map(mul, w, x)), whole * common) for x, common in numbers)
    return Enclosure(lower, upper)


def ball(value: "Fraction | Enclosure") -> arb:
    """Return a ball around an exact or an enclosed number, at flint's precision.

    >>> ball(Fraction(3, 2))
    1.50000000000000
    """
    return value.ball() if isinstance(value, Enclosure) else arb(fmpq_of(value))


def _dyadic(exact: arb) -> Fraction:
    mantissa, exponent = (int(part) for part in exact.man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def fmpq_of(value: Fraction) -> fmpq:
    """Return the same number as flint's rational.

    >>> fmpq_of(Fraction(1, 3))
    1/3
    """
    return fmpq(value.numerator, value.denominator)
