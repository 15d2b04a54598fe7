"""The two critical learning rates between which one large step beats the gradient flow. Knows the score.

For two coordinates with counts n_1 > n_2 the score of one step is zero at eta = 0 and at exactly two
positive rates (`score_shape` proves it). They are roots of a polynomial; here they are isolated between
rationals by certified signs, and written in radicals where their degree is at most four.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd

from mpmath import findroot, mp
from mpmath.ctx_iv import MPIntervalContext
from sympy import Expr, I, Poly, Rational, S, roots, sqrt

from theory import descent
from theory.normal_form import equal
from theory.symbols import eta

LARGEST_DEGREE = 60  # beyond it the polynomial is not factored: radicals are rare and factoring is slow
MOST_DIGITS = 1000  # of a rate, and of a count: a second of work
Sign = Callable[[Rational], int]
_TOO_LARGE = 10**MOST_DIGITS
_INTERVALS = MPIntervalContext()  # not mpmath's own, whose precision belongs to everybody


@dataclass(frozen=True)
class CriticalRate:
    """A critical learning rate: an isolating interval and, where there is one, its closed form.

    Args:
        left: Rational left end of an interval that holds this critical rate and no other.
        right: Rational right end; the left end again if the rate is known to be rational.
        counts: n_1 and n_2, without their common factor.
    """

    left: Rational
    right: Rational
    counts: tuple[int, int]

    @cached_property
    def polynomial(self) -> Poly | None:
        """Return the irreducible polynomial in eta of which it is a root; None where it is not factored."""
        if self.counts[0] > LARGEST_DEGREE:
            return None
        if self.left == self.right:
            return Poly(self.left.q * eta - self.left.p, eta)
        return _irreducible(*self.counts, self.left, self.right)

    @cached_property
    def closed_form(self) -> Expr | None:
        """Return the rate in radicals; None where the degree is above four or no real radicals are known."""
        if self.left == self.right:
            return self.left
        return None if self.polynomial is None else _radicals(self.polynomial, self.left, self.right)

    def decimal(self, digits: int = 40) -> str:
        """Return the rate rounded to a number of significant digits, decided by the isolating interval.

        Zeros stand for the digits before the decimal point that were not asked for: 12.3 is 10 to one digit.

        Raises:
            ValueError: If `digits` is no integer from 1 to 1000, or the interval is too wide to decide them.

        Example:
            >>> critical_rates(2, 1)[0].decimal(12)
            '0.878679656440'
        """
        _require_digits(digits)
        low, high = (_round(end, digits) for end in (self.left, self.right))
        if low != high:
            raise ValueError(f"digits = {digits}: the isolating interval decides fewer")
        return f"{low:f}"


def _round(value: Rational, digits: int) -> Decimal:
    """Return a positive rational with so many significant digits, rounded half up."""
    context = Context(prec=digits, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
    rounded = context.divide(Decimal(int(value.p)), Decimal(int(value.q)))
    last = Decimal((0, (1,), rounded.adjusted() - digits + 1))
    return rounded.quantize(last, context=context)  # zeros at the end are digits too


def _require_digits(digits: int) -> None:
    _require_integer("digits", digits, 1, MOST_DIGITS + 1, f"1 to {MOST_DIGITS}")


def _require_integer(name: str, value: object, least: int, below: int, allowed: str) -> None:
    """Refuse what is no integer from `least` to under `below`: in one line that says what is allowed."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} = {value!r}: must be an integer, {allowed}")
    if not least <= value < below:
        told = value if abs(value) < 10**20 else "..."  # Python refuses to write the longest integers
        raise ValueError(f"{name} = {told}: must be {allowed}")


@lru_cache(maxsize=256, typed=True)  # typed: True is equal to 1, and refused
def critical_rates(n_1: int, n_2: int, digits: int = 40) -> tuple[CriticalRate, CriticalRate]:
    """Return (eta_c, eta_max): one large step beats the flow exactly for rates strictly between.

    Source: derived here; that there are exactly two is proved in `score_shape`.

    Args:
        n_1: Samples on the heavy coordinate.
        n_2: Samples on the light coordinate, 0 < n_2 < n_1.
        digits: The isolating intervals are narrow enough for so many significant digits, 1 to 1000.

    Raises:
        ValueError: Unless n_1 > n_2 > 0 (with equal weights no rate is critical), both are integers of at
            most 1000 digits, and `digits` is an integer from 1 to 1000.

    Example:
        >>> [rate.closed_form for rate in critical_rates(2, 1)]
        [3 - 3*sqrt(2)/2, 3*sqrt(2)/2 + 3]
    """
    _require_digits(digits)
    for name, count in (("n_1", n_1), ("n_2", n_2)):
        _require_integer(name, count, 1 - _TOO_LARGE, _TOO_LARGE, f"of at most {MOST_DIGITS} digits")
    if not n_1 > n_2 > 0:
        raise ValueError(f"counts {n_1}:{n_2}: critical rates need n_1 > n_2 > 0")
    common = gcd(n_1, n_2)
    k, m = n_1 // common, n_2 // common
    wins = _sign_of_score(k, m, digits)
    beyond = Rational(2, m)
    while wins(beyond) > 0:
        beyond *= 2
    poles = Rational(1, k), Rational(1, m)
    crossing = Rational(2, k + m)
    lower = _isolate(k, m, wins, (_off_pole(wins, poles[0], crossing), crossing), digits)
    upper = _isolate(k, m, wins, (_off_pole(wins, poles[1], beyond), beyond), digits)
    return _rate(k, m, lower), _rate(k, m, upper)


def talk_critical_rates() -> tuple[Expr, Expr]:
    """Return eta_c = 3 - 3/sqrt(2) and eta_max = 3 + 3/sqrt(2), the critical rates for counts 2:1.

    Source: derived here (`score_shape.prove_talk_critical_rates`): -rho_1 = rho_2^2 at both.

    Example:
        >>> talk_critical_rates()
        (3 - 3*sqrt(2)/2, 3*sqrt(2)/2 + 3)
    """
    return 3 - 3 / sqrt(2), 3 + 3 / sqrt(2)


def _sign_of_score(k: int, m: int, digits: int) -> Sign:
    """Return the certified sign of m log|1-kz| - k log|1-mz|, zero where intervals cannot decide it.

    With z = 2 eta/(k+m) these are the contraction factors, and this is the score up to a positive factor.
    """

    def sign(z: Rational) -> int:
        heavy, light = (abs(z.q - count * z.p) for count in (k, m))  # times z.q, and integers
        if not heavy or not light:  # a pole
            return int(not light) - int(not heavy)
        _INTERVALS.dps = digits + 20 + 2 * len(str(k))
        logs = [_INTERVALS.log(_INTERVALS.mpf(kept) / z.q) for kept in (heavy, light)]
        value = m * logs[0] - k * logs[1]
        return int(value.a > 0) - int(value.b < 0)

    return sign


def _off_pole(wins: Sign, pole: Rational, beyond: Rational) -> Rational:
    """Return a point between the pole and the root: the score keeps the pole's sign near it."""
    gap = (beyond - pole) / 2
    while wins(pole + gap) != wins(pole):
        gap /= 2
    return pole + gap


def _isolate(
    k: int, m: int, wins: Sign, bracket: tuple[Rational, Rational], digits: int
) -> tuple[Rational, Rational]:
    """Find the root numerically and enclose it; only the certified signs at the two ends count.

    Raises:
        ArithmeticError: If the signs do not differ, so that nothing is isolated.
    """
    with mp.workdps(digits + 20 + 2 * len(str(k))):
        found = findroot(
            lambda z: m * mp.log(abs(1 - k * z)) - k * mp.log(abs(1 - m * z)),
            [mp.mpf(end.p) / end.q for end in bracket],
            solver="anderson",
            maxsteps=500,
            verify=False,
        )
        grid = 10 ** (digits + 5 + len(str(k + m)))
        nearest = int(mp.floor(found * grid))
    left, right = Rational(nearest - 1, grid), Rational(nearest + 2, grid)
    if not wins(left) * wins(right) < 0:
        raise ArithmeticError(f"no critical rate was isolated for counts {k}:{m}")
    return left, right


def _rate(k: int, m: int, interval: tuple[Rational, Rational]) -> CriticalRate:
    """Return the rate eta = z (k+m)/2; a root with a small denominator is recognised and then exact."""
    left, right = interval
    simple = Fraction(int(left.p), int(left.q)).limit_denominator(1000)
    z = Rational(simple.numerator, simple.denominator)
    if k <= LARGEST_DEGREE and left < z < right and abs(1 - k * z) ** m == abs(1 - m * z) ** k:
        left = right = z
    scale = Rational(k + m, 2)
    return CriticalRate(scale * left, scale * right, (k, m))


def _irreducible(k: int, m: int, left: Rational, right: Rational) -> Poly:
    """Return the irreducible factor of |rho_1|^m = |rho_2|^k that changes its sign in the interval."""
    rho_1, rho_2 = (descent.contraction_factor(eta, Rational(count, k + m)) for count in (k, m))
    light = rho_2 if left < Rational(k + m, 2 * m) else -rho_2  # below its deadbeat rate rho_2 is positive
    _, factors = Poly((-rho_1) ** m - light**k, eta).factor_list()
    crossing = [factor for factor, _ in factors if factor.eval(left) * factor.eval(right) < 0]
    (only,) = crossing  # the root is simple and the only one in the interval
    return only


def _radicals(polynomial: Poly, left: Rational, right: Rational) -> Expr | None:
    """Return the root in real radicals, if they are known; the normal form checks it in the polynomial."""
    if polynomial.degree() > 4:
        return None
    digits = 20 + int((right - left).q).bit_length() * 30103 // 100000  # enough to tell the root's neighbours
    for root in roots(polynomial):
        value = root.n(digits)  # only to choose among the roots: what is chosen is checked exactly
        if root.has(I) or not value.is_real or not left < value < right:
            continue
        if equal(polynomial.as_expr().subs(eta, root), S.Zero):
            return root.expand()
    return None
