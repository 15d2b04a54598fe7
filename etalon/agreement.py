"""Whether what theory predicts and what numerics observes agree: the one comparison of the project.

Exact numbers are compared exactly. An enclosure is compared with an exact number, with an expression that is
itself enclosed in balls, with bounds, or with a sign. What is certain is said whatever the width; where two
enclosures only overlap they count as equal if both are narrow, and raise if not.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Abs, Add, Expr, Float, Mul, Pow, Rational, S, cos, exp, log, nan, oo, zoo

from etalon.decimals import decimal
from numerics.flow import Enclosure, Undecided
from theory.logic.normal_form import equal

BITS = 256  # precision of the balls that theory's irrational values are enclosed in, to begin with
MOST_BITS = 4096  # and where it ends, if they are not yet FINE
FINE = Fraction(1, 2**200)  # how narrow theory's enclosures are, relative to the value
NARROW = Fraction(1, 2**100)  # an observed enclosure must be this narrow, relative to what it agrees with
NEAR_ZERO = Fraction(1, 2**400)  # or this narrow, where zero is predicted or is the bound


@dataclass(frozen=True)
class Between:
    """A prediction: the observed value lies between two exact bounds, both included unless `below` is set.

    An enclosure inside the bounds is inside for certain, and one outside is outside. One that reaches across
    an included bound may come from a value that is exactly the bound: it counts as meeting it if it is
    narrower than `NARROW` times the bound (`NEAR_ZERO` if the bound is zero: then the value should have no
    unit). One that reaches across an excluded bound shows nothing and raises.

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
    """A prediction: the observed value is positive (1), negative (-1) or zero (0).

    An enclosure around zero is as much as can be seen of an exact tie, and nothing here knows how large the
    two things are that tie. So whoever predicts 0 has to observe a quantity without a unit, of the size of
    one: a difference of test losses per unit of eps, say. It must then be enclosed within `NEAR_ZERO`.

    Raises:
        ValueError: If the sign is none of the three.
    """

    sign: int

    def __post_init__(self) -> None:
        """Refuse what is no sign, a bool above all: False would mean zero."""
        if isinstance(self.sign, bool) or self.sign not in (-1, 0, 1):
            raise ValueError(f"sign = {self.sign}: must be -1, 0 or 1")


@dataclass(frozen=True)
class Always:
    """A claim's prediction that is the same sign in every case, and is known to be without asking for each.

    Args:
        sign: The sign.

    Example:
        >>> Always(HasSign(1))("any case")
        HasSign(sign=1)
    """

    sign: HasSign

    def __call__(self, case: Any) -> HasSign:
        """Return the sign, whatever the case."""
        return self.sign


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
            # The kinds are told, for sympy has a True and a False of its own.
            told = " with ".join(f"{side!r} ({type(side).__name__})" for side in (predicted, observed))
            raise TypeError(f"cannot compare {told}")
        return predicted is observed
    if not isinstance(observed, Enclosure | Fraction | int):
        raise TypeError(f"{observed!r} is not an exact observation")
    if isinstance(predicted, HasSign):
        return _sign_agrees(predicted.sign, observed)
    if isinstance(predicted, Between):
        return _within(predicted, observed)
    return _equal(predicted, observed)


def _sign_agrees(sign: int, observed: Enclosure | Fraction | int) -> bool:
    seen = _seen(observed)
    if seen.lower > 0 or seen.upper < 0 or seen.width == 0:
        return sign == (seen.lower > 0) - (seen.upper < 0)
    if sign:
        raise _undecided("the sign of a value", seen)
    _require_width(seen, NEAR_ZERO)
    return True


def _within(bounds: Between, observed: Enclosure | Fraction | int) -> bool:
    """Return whether an observation lies within the bounds, or meets one that is included."""
    if {bounds.lower, bounds.upper} & {nan, zoo}:
        return False  # the formula has no value here
    seen = _seen(observed)
    mirrored = Enclosure(-seen.upper, -seen.lower)
    under = _is_below(seen, bounds.upper, bounds.below)
    over = _is_below(mirrored, -bounds.lower, excluded=False)
    if under is False or over is False:
        return False
    if under is None:
        _require_meeting(seen, bounds.upper, bounds.below)
    if over is None:
        _require_meeting(seen, bounds.lower, excluded=False)
    return True


def _is_below(seen: Enclosure, bound: Expr, excluded: bool) -> bool | None:
    """Return whether a value is at most a bound (below, if that is excluded); None if it may be either."""
    if bound in (oo, -oo):
        return bool(bound == oo)
    ball = _ball_around(bound)
    if seen.upper < ball.lower or (seen.upper == ball.lower and not excluded):
        return True
    if seen.lower > ball.upper or (seen.lower == ball.upper and excluded):
        return False
    return None


def _require_meeting(seen: Enclosure, bound: Expr, excluded: bool) -> None:
    if excluded:
        raise _undecided("on which side of a bound a value lies, which", seen)
    ball = _ball_around(bound)
    size = _least_size(ball)
    for enclosure in (seen, ball):
        _require_width(enclosure, NARROW * size if size else NEAR_ZERO)


def _require_width(enclosure: Enclosure, most: Fraction) -> None:
    """Refuse an enclosure that would agree with other values too."""
    if enclosure.width > most:
        raise _undecided("too wide is the enclosure of a value that", enclosure)


def _undecided(question: str, seen: Enclosure) -> Undecided:
    ends = decimal(seen.lower, 3), decimal(seen.upper, 3)
    return Undecided(f"{question} lies from {ends[0]} to {ends[1]}", BITS)


def _seen(observed: Enclosure | Fraction | int) -> Enclosure:
    return observed if isinstance(observed, Enclosure) else Enclosure.exactly(Fraction(observed))


def _least_size(enclosure: Enclosure) -> Fraction:
    """Return the least absolute value in an enclosure."""
    return max(enclosure.lower, -enclosure.upper, Fraction(0))


def _ball_around(value: Expr | int | Fraction) -> Enclosure:
    """Return an exact number as it is, or an enclosure of an irrational one."""
    if isinstance(value, Rational | int | Fraction):
        return Enclosure.exactly(Fraction(int(value.numerator), int(value.denominator)))
    return enclose(value)


def _equal(predicted: Any, observed: Enclosure | Fraction | int) -> bool:
    if predicted in (nan, zoo, oo, -oo):
        return False  # the formula has no value here
    if not isinstance(predicted, Expr | int | Fraction) or (
        isinstance(predicted, Expr) and predicted.has(Float)
    ):
        raise TypeError(f"{predicted!r} is not an exact prediction")
    ball, seen = _ball_around(predicted), _seen(observed)
    if not ball.overlaps(seen):
        return False
    if ball.width and not seen.width:  # an expression that is rational all the same, or is near a rational
        return _is_exactly(predicted, seen)
    size = _least_size(ball)
    _require_width(seen, NARROW * size if size else NEAR_ZERO)
    _require_width(ball, FINE * size if size else NEAR_ZERO)
    return True


def _is_exactly(predicted: Expr, seen: Enclosure) -> bool:
    exact = seen.lower
    if equal(predicted, Rational(exact.numerator, exact.denominator)):
        return True
    raise _undecided(f"whether {predicted} is the fraction that", seen)


def enclose(expression: Expr) -> Enclosure:
    """Return an enclosure of an exact real expression, evaluated in balls.

    The precision is raised until the enclosure is `FINE`, which it never is for a sum that is zero.

    Raises:
        TypeError: If the expression holds a symbol, a float or a function that is not known here.
        ArithmeticError: If it has no real value, such as log(0).

    Example:
        >>> enclose(log(Rational(2))).width < Fraction(1, 2**200)
        True
    """
    bits = BITS
    while True:
        with ctx.workprec(bits):
            ball = _ball(expression)
            found = Enclosure.of_ball(ball) if ball.is_finite() or bits >= MOST_BITS else None
        if found and (found.width <= FINE * _least_size(found) or bits >= MOST_BITS):
            return found
        bits *= 2


def _ball(expression: Expr) -> arb:
    if isinstance(expression, Rational):
        return arb(fmpq(int(expression.p), int(expression.q)))
    if expression in (S.Exp1, S.Pi):
        return arb(1).exp() if expression is S.Exp1 else arb.pi()
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
    if isinstance(expression, cos):
        return parts[0].cos()
    raise TypeError(f"{expression} cannot be enclosed")
