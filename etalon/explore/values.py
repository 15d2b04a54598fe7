"""Both sides' values as JSON: exact numbers as "a/b" with a decimal beside them, bounds and signs in words.

Knows what may be predicted and observed, and no claim.
"""

from fractions import Fraction
from math import floor
from typing import Any

from sympy import Expr, Rational, nan, oo, zoo

from etalon.agreement import Between, HasSign, enclose
from etalon.case import to_fraction
from etalon.decimals import certified, decimal, exact, shortened
from numerics.flow import Enclosure

JSON = Any
DIGITS = 40  # of the ends of an enclosure that is written
_SHOWN = 20  # of a decimal
_NO_NUMBER = "no number, for the formula divides by zero or is infinite here"
_SIGNS = {1: "positive", -1: "negative", 0: "zero"}


class Inexact(TypeError):  # noqa: N818 - it is told to users as it is
    """A value or a part of a case that cannot be written exactly, such as a float or a word."""

    def __init__(self, value: Any) -> None:
        """Name the value, shortened if it is long."""
        super().__init__(f"{shortened(repr(value))} cannot be written exactly")


def as_json(value: Any) -> JSON:
    """Return a prediction or an observation as JSON.

    Formula: a number is `{"exact": "a/b", "decimal"}`, or `{"lower", "upper", "decimal"}` with rational ends
        around it, and its `formula` if there is one; then there are `{"sign"}`, `{"from", "to",
        "to_excluded"}` with null for no bound, `{"undefined"}`, true and false, and lists of all these.

    Raises:
        Inexact: If the value is neither predicted nor observed by any claim; a float is not.

    Example:
        >>> as_json((Fraction(1, 3), HasSign(-1), True))
        [{'exact': '1/3', 'decimal': '0.33333333333333333333'}, {'sign': 'negative'}, True]
    """
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, HasSign):
        return {"sign": _SIGNS[value.sign]}
    if isinstance(value, Between):
        return _bounds(value)
    if isinstance(value, Enclosure):
        return _exactly(value.lower) if value.width == 0 else _ends(value)
    if isinstance(value, int | Fraction):
        return _exactly(Fraction(value))
    if isinstance(value, Expr):
        return _formula(value)
    raise Inexact(value)


def _exactly(value: Fraction) -> JSON:
    return {"exact": exact(value), "decimal": decimal(value, _SHOWN)}


def _ends(value: Enclosure) -> JSON:
    """Return the ends, rounded outward to `DIGITS` significant digits or as far as they are apart."""
    size = max(abs(value.lower), abs(value.upper))
    grid = Fraction(10) ** (DIGITS - len(str(floor(size))) if size >= 1 else DIGITS + _zeros(size))
    lower, upper = Fraction(floor(value.lower * grid)) / grid, -Fraction(floor(-value.upper * grid)) / grid
    return {"lower": exact(lower), "upper": exact(upper), "decimal": certified(lower, upper, _SHOWN)[0]}


def _zeros(size: Fraction) -> int:
    """Return at most how many zeros follow the decimal point of a number in (0, 1)."""
    return (size.denominator.bit_length() - size.numerator.bit_length() + 1) * 30103 // 100000 + 1


def _formula(value: Expr) -> JSON:
    if value.has(nan, zoo, oo, -oo):
        return {"undefined": _NO_NUMBER}
    if isinstance(value, Rational):
        return _exactly(to_fraction(value))
    return {"formula": str(value), **_ends(enclose(value))}


def _bounds(bounds: Between) -> JSON:
    """Return the bounds; one that has no value makes the whole prediction undefined."""
    if any(end.has(nan, zoo) for end in (bounds.lower, bounds.upper)):
        return {"undefined": f"a bound is {_NO_NUMBER}"}
    lower, upper = (None if end in (oo, -oo) else as_json(end) for end in (bounds.lower, bounds.upper))
    return {"from": lower, "to": upper, "to_excluded": bounds.below}
