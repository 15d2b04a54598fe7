"""Numbers made of cosines of rational parts of a half turn: enclosed, and compared exactly. Knows no formula.

With z = exp(i pi/L), L a common denominator, cos(pi k/L) = (z^k + z^(2L-k))/2. So a polynomial in such
cosines is one in z, and it is zero exactly if the cyclotomic polynomial, the minimal one of z, divides it.
"""

from collections.abc import Iterable, Sequence
from math import lcm
from typing import Any

from mpmath.ctx_iv import MPIntervalContext
from sympy import Add, Expr, Mul, Poly, Rational, Symbol, cos, cyclotomic_poly, pi

_z = Symbol("z")
Powers = Sequence[tuple[Expr, int]]


def enclosed(number: Expr, intervals: MPIntervalContext) -> Any:
    """Return an interval around a number that is made of rationals and cosines by sums and products.

    Raises:
        TypeError: If it is made of anything else.

    Example:
        >>> context = MPIntervalContext()
        >>> 0.7 < enclosed(cos(pi / 4, evaluate=False), context).mid < 0.8
        True
    """
    if isinstance(number, Rational):
        return intervals.mpf(int(number.p)) / int(number.q)
    if isinstance(number, cos):
        return intervals.cos(intervals.pi * enclosed(_turn(number), intervals))
    if not isinstance(number, Add | Mul):
        raise TypeError(f"{number} is not made of rationals and cosines")
    parts = [enclosed(part, intervals) for part in number.args]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part if isinstance(number, Add) else whole * part
    return whole


def _turn(cosine: Expr) -> Expr:
    """Return q of cos(pi q)."""
    turn = cosine.args[0] / pi
    if not isinstance(turn, Rational):
        raise TypeError(f"{cosine} is not a cosine of a rational part of a half turn")
    return turn


def products_agree(left: Powers, right: Powers) -> bool:
    """Return whether two products of powers are the same number, or each the other's opposite.

    Args:
        left: Pairs (number, exponent >= 0).
        right: The same.

    Example:
        >>> half = Rational(1, 2)
        >>> products_agree([(cos(pi / 4, evaluate=False), 2)], [(half, 1)])
        True
    """
    numbers = [number for number, _ in (*left, *right)]
    half_turn = lcm(1, *(int(_turn(cosine).q) for number in numbers for cosine in number.atoms(cos)))
    modulus = Poly(cyclotomic_poly(2 * half_turn, _z), _z, domain="QQ")
    first, last = (_product(powers, half_turn, modulus) for powers in (left, right))
    return first in (last, -last)


def _product(powers: Iterable[tuple[Expr, int]], half_turn: int, modulus: Poly) -> Poly:
    product = Poly(1, _z, domain="QQ")
    for number, exponent in powers:
        product = (product * _power(_in_z(number, half_turn).rem(modulus), exponent, modulus)).rem(modulus)
    return product


def _power(base: Poly, exponent: int, modulus: Poly) -> Poly:
    """Return a power by squarings, each reduced."""
    power = Poly(1, _z, domain="QQ")
    for bit in bin(exponent)[2:]:
        power = (power * power).rem(modulus)
        if bit == "1":
            power = (power * base).rem(modulus)
    return power


def _in_z(number: Expr, half_turn: int) -> Poly:
    """Return a number as a polynomial in z."""
    places = {cosine: int(abs(_turn(cosine)) * half_turn) for cosine in number.atoms(cos)}
    powers = {cosine: (_z**k + _z ** (2 * half_turn - k)) / 2 for cosine, k in places.items()}
    return Poly(number.xreplace(powers), _z, domain="QQ")
