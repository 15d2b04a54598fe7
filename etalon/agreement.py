"""Whether what theory predicts and what numerics observes agree: the one comparison of the project.

Exact numbers are compared exactly. An enclosure is compared with an exact number, with an expression that is
itself enclosed in balls, with bounds, or with a sign; an enclosure that is too wide to tell raises.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Abs, Add, Expr, Float, Mul, Pow, Rational, exp, log, nan, oo, zoo

from numerics.flow import Enclosure, Undecided

BITS = 256  # precision of the balls that theory's irrational values are enclosed in
NARROW = Fraction(1, 2**40)  # an enclosure must be this narrow, relative to its size, to count
NEAR_ZERO = Fraction(1, 2**100)  # or, around zero, this narrow


@dataclass(frozen=True)
class Between:
    """A prediction: the observed value lies between two exact bounds, both included unless `below` is set.

    Args:
        lower: Exact lower bound, or -oo.
        upper: Exact upper bound, or oo.
        below: Whether the upper bound itself is excluded.
    """

    lower: Expr
    upper: Expr
    below: bool = False


@dataclass(frozen=True)
class HasSign:
    """A prediction: the observed value is positive (1), negative (-1) or zero (0)."""

    sign: int


def agree(predicted: Any, observed: Any) -> bool:
    """Return whether a prediction and an observation agree.

    Raises:
        TypeError: If a number is a float, or the kinds cannot be compared.
        Undecided: If an enclosure is too wide to tell.

    Example:
        >>> agree(Rational(1, 3), Fraction(1, 3)), agree(HasSign(1), Fraction(-1))
        (True, False)
    """
    if isinstance(observed, tuple):
        same_length = isinstance(predicted, tuple) and len(predicted) == len(observed) > 0
        return same_length and all(map(agree, predicted, observed))
    if isinstance(observed, bool) or isinstance(predicted, bool):
        if not (isinstance(observed, bool) and isinstance(predicted, bool)):
            raise TypeError(f"cannot compare {predicted!r} with {observed!r}")
        return predicted is observed
    if not isinstance(observed, Enclosure | Fraction | int):
        raise TypeError(f"{observed!r} is not an exact observation")
    if isinstance(predicted, HasSign):
        return _sign_agrees(predicted.sign, observed)
    if isinstance(predicted, Between):
        return _within(predicted, observed)
    return _equal(predicted, observed)


def _sign_agrees(sign: int, observed: Enclosure | Fraction | int) -> bool:
    if not isinstance(observed, Enclosure):
        return (observed > 0) - (observed < 0) == sign
    if observed.lower <= 0 <= observed.upper:
        if sign and observed.width:
            raise Undecided(f"whether a value near {float(observed.midpoint):.3g} is zero", BITS)
        _require_narrow(observed)
        return sign == 0  # an enclosure around zero is as much as can be seen of an exact tie
    return sign == (1 if observed.lower > 0 else -1)


def _within(bounds: Between, observed: Enclosure | Fraction | int) -> bool:
    """Return whether an observation is not for certain outside the bounds; it must be narrow to count."""
    if {bounds.lower, bounds.upper} & {nan, zoo}:
        return False  # the formula has no value here
    seen = observed if isinstance(observed, Enclosure) else Enclosure.exactly(Fraction(observed))
    _require_narrow(seen)
    above = bounds.upper is not oo and seen.lower > _ball_end(bounds.upper, 1)
    touches = bounds.below and seen.upper >= _ball_end(bounds.upper, -1)
    under = bounds.lower is not -oo and seen.upper < _ball_end(bounds.lower, -1)
    return not (above or touches or under)


def _require_narrow(observed: Enclosure) -> None:
    """Refuse an enclosure that would agree with nearly anything."""
    size = max(abs(observed.lower), abs(observed.upper))
    if observed.width > max(NARROW * size, NEAR_ZERO):
        raise Undecided(f"the enclosure of a value near {float(observed.midpoint):.3g} is too wide", BITS)


def _ball_end(value: Expr, side: int) -> Fraction:
    """Return an exact number, or the outer (1) or inner (-1) end of a ball around an irrational one."""
    if isinstance(value, Rational):
        return Fraction(int(value.p), int(value.q))
    enclosure = enclose(value)
    return enclosure.upper if side > 0 else enclosure.lower


def _equal(predicted: Any, observed: Enclosure | Fraction | int) -> bool:
    if predicted in (nan, zoo, oo, -oo):
        return False  # the formula has no value here
    if not isinstance(predicted, Expr | int | Fraction) or (
        isinstance(predicted, Expr) and predicted.has(Float)
    ):
        raise TypeError(f"{predicted!r} is not an exact prediction")
    if isinstance(predicted, Rational | int | Fraction):
        exact = Fraction(int(predicted.numerator), int(predicted.denominator))
        if not isinstance(observed, Enclosure):
            return exact == observed
        _require_narrow(observed)
        return exact in observed
    if not isinstance(observed, Enclosure):
        return False  # an irrational value is no fraction
    _require_narrow(observed)
    return enclose(predicted).overlaps(observed)


def enclose(expression: Expr) -> Enclosure:
    """Return an enclosure of an exact real expression, evaluated in balls.

    Raises:
        TypeError: If the expression holds a symbol, a float or a function that is not known here.

    Example:
        >>> enclose(log(Rational(2))).width < Fraction(1, 2**200)
        True
    """
    with ctx.workprec(BITS):
        return Enclosure.of_ball(_ball(expression))


def _ball(expression: Expr) -> arb:
    if isinstance(expression, Rational):
        return arb(fmpq(int(expression.p), int(expression.q)))
    parts = [_ball(part) for part in expression.args]
    if isinstance(expression, Add):
        return sum(parts, arb(0))
    if isinstance(expression, Mul):
        product = arb(1)
        for part in parts:
            product *= part
        return product
    if isinstance(expression, Pow) or expression.func is exp:
        return parts[0] ** parts[1] if isinstance(expression, Pow) else parts[0].exp()
    if isinstance(expression, log | Abs):
        return parts[0].log() if isinstance(expression, log) else abs(parts[0])
    raise TypeError(f"{expression} cannot be enclosed")
