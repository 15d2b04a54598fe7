"""Fractions of long integers in lowest terms.

It must not know what the numbers are for. Python's gcd costs the square of the length, flint's little more
than the length: of a million bits the one takes seconds, the other some hundredths of one.
"""

from fractions import Fraction
from numbers import Rational
from typing import NamedTuple, cast

from flint import fmpz


class _LowestTerms(NamedTuple):
    numerator: int
    denominator: int


Rational.register(_LowestTerms)  # a Fraction takes over the terms of a Rational, without a gcd of its own


def fraction(numerator: int | fmpz, denominator: int | fmpz) -> Fraction:
    """Return numerator / denominator in lowest terms.

    Formula: (N/g) / (D/g), g = gcd(N, D).

    Args:
        numerator: N, any integer.
        denominator: D > 0.

    Returns:
        The Fraction.

    Source: derived here.

    >>> fraction(-6, 4), fraction(0, 7), fraction(fmpz(3), fmpz(1))
    (Fraction(-3, 2), Fraction(0, 1), Fraction(3, 1))
    """
    N, D = fmpz(numerator), fmpz(denominator)
    g = N.gcd(D)
    return Fraction(cast("Rational", _LowestTerms(int(N // g), int(D // g))))
