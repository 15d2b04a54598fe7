"""A critical learning rate: where two powers of what a step keeps are equal. Knows no contraction factor.

It is a root of a polynomial, isolated between rationals by certified signs, and written in radicals where its
degree is at most four.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from mpmath import findroot, mp
from mpmath.ctx_iv import MPIntervalContext
from sympy import Expr, I, Poly, Rational, S, roots

from theory.logic.normal_form import equal
from theory.symbols import eta

LARGEST_DEGREE = 60  # beyond it the polynomial is not factored: radicals are rare and factoring is slow
MOST_DIGITS = 1000  # of a rate: a second of work
_LARGEST_DENOMINATOR = 10**6  # of a rate that is recognised as rational
_SHORT = 2**14  # bits of powers that are compared as they are: sooner done than two logarithms enclosed
_INTERVALS = MPIntervalContext()  # not mpmath's own, whose precision belongs to everybody


@dataclass(frozen=True)
class Balance:
    """What decides at one rate: the sign of n log|kept_1| - m log|kept_2|, positive where kept_1^n is larger.

    Args:
        kept: What a step keeps of each coordinate, two polynomials in eta.
        powers: n and m, without a common factor.
    """

    kept: tuple[Expr, Expr]
    powers: tuple[int, int]

    @cached_property
    def _coefficients(self) -> tuple[list[Fraction], ...]:
        polynomials = (Poly(kept, eta).all_coeffs() for kept in self.kept)
        return tuple([Fraction(int(c.p), int(c.q)) for c in coefficients] for coefficients in polynomials)

    @property
    def precision(self) -> int:
        """Return how many digits the powers cost."""
        return 20 + 2 * len(str(max(self.powers)))

    @property
    def degree(self) -> int:
        """Return the degree of kept_1^n - kept_2^m, at most."""
        degrees = [len(coefficients) - 1 for coefficients in self._coefficients]
        return max(degree * power for degree, power in zip(degrees, self.powers, strict=True))

    def at(self, rate: Rational) -> tuple[Fraction, Fraction]:
        """Return the absolute values of what is kept at a rate, exactly."""
        point = Fraction(int(rate.p), int(rate.q))
        first, second = (abs(_horner(coefficients, point)) for coefficients in self._coefficients)
        return first, second

    def sign(self, rate: Rational, digits: int) -> int:
        """Return the certified sign at a rate; zero where intervals of so many digits cannot decide it."""
        kept = self.at(rate)
        if not all(kept):  # a step ends a coordinate
            return int(not kept[1]) - int(not kept[0])
        if max(self.powers) * max(part.denominator for part in kept).bit_length() < _SHORT:
            first, second = (part**power for part, power in zip(kept, self.powers, strict=True))
            return int(first > second) - int(first < second)
        _INTERVALS.dps = digits + self.precision
        first, second = (
            power * _INTERVALS.log(_INTERVALS.mpf(part.numerator) / part.denominator)
            for part, power in zip(kept, self.powers, strict=True)
        )
        value = first - second
        return int(value.a > 0) - int(value.b < 0)

    def root(self, bracket: tuple[Rational, Rational], digits: int) -> "CriticalRate":
        """Return the root in a bracket, found numerically; only certified signs at both ends of it count.

        Raises:
            ArithmeticError: If the signs do not differ, so that nothing is isolated.
        """
        with mp.workdps(digits + self.precision):
            found = findroot(
                self._value(),
                [mp.mpf(end.p) / end.q for end in bracket],
                solver="anderson",
                maxsteps=500,
                verify=False,
            )
            grid = 10 ** (digits + 5)
            nearest = int(mp.floor(found * grid))
        left, right = Rational(nearest - 1, grid), Rational(nearest + 2, grid)
        if not self.sign(left, digits) * self.sign(right, digits) < 0:
            raise ArithmeticError(f"no critical rate was isolated for the powers {self.powers}")
        exact = self._rational_between(left, right)
        return CriticalRate(left, right, self) if exact is None else CriticalRate(exact, exact, self)

    def _value(self) -> Callable[[Any], Any]:
        """Return what decides as a function of the rate, in floating point of mpmath's present precision."""
        kept = [[mp.mpf(c.numerator) / c.denominator for c in cs] for cs in self._coefficients]

        def value(rate: Any) -> Any:
            first, second = (mp.log(abs(_horner(coefficients, rate))) for coefficients in kept)
            return self.powers[0] * first - self.powers[1] * second

        return value

    def _rational_between(self, left: Rational, right: Rational) -> Rational | None:
        """Return the root if it is rational with a small denominator; it is checked exactly."""
        middle = Fraction(int(left.p), int(left.q)).limit_denominator(_LARGEST_DENOMINATOR)
        rate = Rational(middle.numerator, middle.denominator)
        if self.degree > LARGEST_DEGREE or not left < rate < right:
            return None
        first, second = self.at(rate)
        return rate if first ** self.powers[0] == second ** self.powers[1] else None


@dataclass(frozen=True)
class CriticalRate:
    """A critical learning rate: an isolating interval and, where there is one, its closed form.

    Args:
        left: Rational left end of an interval that holds this critical rate and no other.
        right: Rational right end; the left end again if the rate is known to be rational.
        balance: What is zero at it.
    """

    left: Rational
    right: Rational
    balance: Balance

    @cached_property
    def polynomial(self) -> Poly | None:
        """Return the irreducible polynomial in eta of which it is a root; None where it is not factored."""
        if self.balance.degree > LARGEST_DEGREE:
            return None
        if self.left == self.right:
            return Poly(self.left.q * eta - self.left.p, eta)
        (n, m), (first, second) = self.balance.powers, self.balance.kept
        both = [Poly(first**n - side * second**m, eta) for side in (1, -1)]  # the signs of what is kept
        factors = [factor for polynomial in both for factor, _ in polynomial.factor_list()[1]]
        (only,) = {factor for factor in factors if factor.eval(self.left) * factor.eval(self.right) < 0}
        return only  # the root is simple and the only one in the interval

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
            >>> third = Rational(1, 3)
            >>> CriticalRate(third, third, Balance((eta, eta), (1, 1))).decimal(5)
            '0.33333'
        """
        require_integer("digits", digits, 1, MOST_DIGITS + 1, f"1 to {MOST_DIGITS}")
        low, high = (_round(end, digits) for end in (self.left, self.right))
        if low != high:
            raise ValueError(f"digits = {digits}: the isolating interval decides fewer")
        return f"{low:f}"


def require_integer(name: str, value: object, least: int, below: int, allowed: str) -> None:
    """Refuse what is no integer from `least` to under `below`, in one line that says what is allowed.

    Raises:
        ValueError: That line.

    Example:
        >>> require_integer("digits", 3, 1, 10, "1 to 9")
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} = {value!r}: must be an integer, {allowed}")
    if not least <= value < below:
        told = value if abs(value) < 10**20 else "..."  # Python refuses to write the longest integers
        raise ValueError(f"{name} = {told}: must be {allowed}")


def _horner(coefficients: Sequence[Any], point: Any) -> Any:
    """Return the value of a polynomial, the highest coefficient first."""
    value: Any = 0
    for coefficient in coefficients:
        value = value * point + coefficient
    return value


def _round(value: Rational, digits: int) -> Decimal:
    """Return a positive rational with so many significant digits, rounded half up."""
    context = Context(prec=digits, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
    rounded = context.divide(Decimal(int(value.p)), Decimal(int(value.q)))
    last = Decimal((0, (1,), rounded.adjusted() - digits + 1))
    return rounded.quantize(last, context=context)  # zeros at the end are digits too


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
