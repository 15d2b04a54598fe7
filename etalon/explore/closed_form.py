"""The closed form of a number of which only an enclosure is known: a fraction, or a root of a quadratic.

The enclosure is made so narrow that one number with as few digits at most is likely to be in it. Knows no
claim.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from sympy import Rational, sqrt

from etalon.explore.simplest import simplest_between
from etalon.explore.thresholds import Threshold
from theory.latex import text

WIDTH = Fraction(1, 2**64)  # of the enclosure, relative to it
_LARGEST = 10**7  # numerator times denominator of a fraction, and of the square of a root
_CENTRES = sorted(  # that are tried, the plainest first
    {Fraction(k, m) for m in range(1, 13) for k in range(-6 * m, 6 * m + 1)},
    key=lambda r: (r.denominator, abs(r)),
)


def closed_form(low: Fraction, high: Fraction, changed: Callable[[Fraction], bool]) -> Threshold:
    """Return the number between two at which something changes, with its closed form if one is seen.

    Formula: r -+ sqrt(s) or s, fractions with |r| <= 6 and a denominator of at most 12; numerator times
        denominator of s are below 10^7.

    Args:
        low: A number on one side of it.
        high: One on the other side.
        changed: On which side a number is.

    Returns:
        The number, exactly if it is a fraction, or enclosed to 2^-64 of its size; its name is empty unless it
        is a root.

    Example:
        >>> ends = Fraction(1171, 1000), Fraction(1172, 1000)
        >>> closed_form(*ends, lambda x: x > Fraction(41, 35)).lower
        Fraction(41, 35)
        >>> closed_form(*ends, lambda x: (x - 4)**2 < 8).name
        '4 - 2*sqrt(2)'
        >>> closed_form(*ends, lambda x: x**9 > Fraction(413, 99)).name
        ''
    """
    low, high = _narrowed(low, high, changed)
    simple = simplest_between(low, high)
    if abs(simple.numerator) * simple.denominator < _LARGEST:
        return Threshold(simple, simple, "")
    return Threshold(low, high, next(_roots(low, high), ""))


def _narrowed(
    low: Fraction, high: Fraction, changed: Callable[[Fraction], bool]
) -> tuple[Fraction, Fraction]:
    first = changed(low)
    while high - low > WIDTH * (max(abs(low), abs(high)) if low * high > 0 else 1):
        middle = (low + high) / 2
        low, high = (middle, high) if changed(middle) == first else (low, middle)
    return low, high


def _roots(low: Fraction, high: Fraction) -> Iterator[str]:
    """Yield the closed forms of the roots of simple equations that lie in a narrow interval."""
    for centre in _CENTRES:
        if low <= centre <= high:
            continue
        ends = sorted(((low - centre) ** 2, (high - centre) ** 2))
        square = simplest_between(*ends)
        if square.numerator * square.denominator < _LARGEST:
            root = sqrt(Rational(square.numerator, square.denominator))
            yield text(Rational(centre.numerator, centre.denominator) + (root if low > centre else -root))
