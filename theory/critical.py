"""The two critical learning rates between which one large step beats the gradient flow. Knows the score.

For two coordinates with counts n_1 > n_2 the score of one step is zero at eta = 0 and at exactly two
positive rates. They are roots of a polynomial; here they are isolated between rationals by certified signs,
and written in radicals where the irreducible factor they are a root of has degree at most four.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

from mpmath import iv
from sympy import Abs, Eq, Expr, Gt, I, Ne, Poly, Rational, S, Symbol, expand_log, log, roots, sqrt

from theory import descent
from theory.annealing import score
from theory.normal_form import equal
from theory.proof import Identity, Implication, Obligation, Proof, Rule, has_sign_of
from theory.symbols import eta, p_1, p_2

LARGEST_DEGREE = 60  # beyond it the polynomial is not factored: radicals are rare and factoring is slow


@dataclass(frozen=True)
class CriticalRate:
    """A critical learning rate: an isolating interval and, where there is one, its closed form.

    Args:
        left: Rational left end of an interval that holds this critical rate and no other.
        right: Rational right end.
        polynomial: Irreducible polynomial in eta of which it is a root; None where it was not factored.
        closed_form: The rate in radicals; None where the degree is above four or no real radicals are known.
    """

    left: Rational
    right: Rational
    polynomial: Poly | None
    closed_form: Expr | None

    def decimal(self, digits: int = 40) -> str:
        """Return the rate rounded to a number of significant digits, decided by the isolating interval.

        Raises:
            ValueError: If the interval is too wide to decide that many digits.

        Example:
            >>> critical_rates(2, 1)[0].decimal(12)
            '0.878679656440'
        """
        ends = {_round(end, digits) for end in (self.left, self.right)}
        if len(ends) != 1:
            raise ValueError(f"digits = {digits}: the interval decides fewer; at most 40 are kept")
        return ends.pop()


def _round(value: Rational, digits: int) -> str:
    """Return a positive rational below ten thousand, rounded half up to significant digits."""
    places = digits - len(str(int(value))) if value >= 1 else digits + _leading_zeros(value)
    scaled = int((value * 10**places + S.Half) // 1)
    text = str(scaled).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}"


def _leading_zeros(value: Rational) -> int:
    zeros = 0
    while value * 10 ** (zeros + 1) < 1:
        zeros += 1
    return zeros


@lru_cache(maxsize=256)
def critical_rates(n_1: int, n_2: int, digits: int = 40) -> tuple[CriticalRate, CriticalRate]:
    """Return (eta_c, eta_max): one large step beats the flow exactly for rates strictly between.

    Source: derived here; that there are exactly two is `prove_critical_rates`.

    Args:
        n_1: Samples on the heavy coordinate.
        n_2: Samples on the light coordinate, 0 < n_2 < n_1.
        digits: The isolating intervals are narrow enough for so many significant digits.

    Raises:
        ValueError: Unless n_1 > n_2 > 0; with equal weights no rate is critical.

    Example:
        >>> [rate.closed_form for rate in critical_rates(2, 1)]
        [3 - 3*sqrt(2)/2, 3*sqrt(2)/2 + 3]
    """
    if not n_1 > n_2 > 0:
        raise ValueError(f"counts {n_1}:{n_2}: critical rates need n_1 > n_2 > 0")
    common = gcd(n_1, n_2)
    k, m = n_1 // common, n_2 // common
    wins = _sign_of_score(k, m, digits)
    scale = Rational(k + m, 2)  # z = 2 eta/(k+m), so that rho = 1 - k z and 1 - m z
    lower = _isolate(wins, Rational(1, k), Rational(2, k + m), digits)
    beyond = Rational(2, m)
    while wins(beyond) > 0:
        beyond *= 2
    upper = _isolate(wins, Rational(1, m), beyond, digits)
    return _rate(k, m, lower, scale), _rate(k, m, upper, scale)


def talk_critical_rates() -> tuple[Expr, Expr]:
    """Return eta_c = 3 - 3/sqrt(2) and eta_max = 3 + 3/sqrt(2), the critical rates for counts 2:1.

    Source: derived here (`prove_talk_critical_rates`): -rho_1 = rho_2^2 at both.

    Example:
        >>> talk_critical_rates()
        (3 - 3*sqrt(2)/2, 3*sqrt(2)/2 + 3)
    """
    return 3 - 3 / sqrt(2), 3 + 3 / sqrt(2)


def _sign_of_score(k: int, m: int, digits: int) -> Callable[[Rational], int]:
    """Return the certified sign of m log|1-kz| - k log|1-mz|, zero where intervals cannot decide it."""

    def sign(z: Rational) -> int:
        iv.dps = digits + 20 + 2 * len(str(k))
        heavy, light = (abs(1 - count * iv.mpf(z.p) / z.q) for count in (k, m))
        if heavy.a <= 0 or light.a <= 0:  # at, or too close to, a pole: only there the sign is known
            return int(light.a <= 0) - int(heavy.a <= 0)
        value = m * iv.log(heavy) - k * iv.log(light)
        return int(value.a > 0) - int(value.b < 0)

    return sign


def _isolate(
    wins: Callable[[Rational], int], left: Rational, right: Rational, digits: int
) -> tuple[Rational, Rational]:
    """Halve an interval at whose ends the score has different signs, until it is narrow enough.

    A midpoint whose sign intervals cannot decide is the root or very near it: another point is tried.
    """
    at_left = wins(left)
    while (right - left) * 10 ** (digits + 4) > left:
        for part in (Rational(1, 2), Rational(2, 5), Rational(3, 5)):
            middle = left + part * (right - left)
            if at_middle := wins(middle):
                break
        else:
            raise ArithmeticError(f"the score's sign is not decided between {left} and {right}")
        left, right = (middle, right) if at_middle == at_left else (left, middle)
    return left, right


def _rate(k: int, m: int, interval: tuple[Rational, Rational], scale: Rational) -> CriticalRate:
    left, right = (scale * end for end in interval)
    polynomial = _irreducible(k, m, left, right) if k <= LARGEST_DEGREE else None
    closed = _radicals(polynomial, left, right) if polynomial is not None else None
    if closed is not None and closed.is_Rational:
        left = right = closed
    return CriticalRate(left, right, polynomial, closed)


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
    for root in roots(polynomial):
        if root.has(I) or root.is_extended_real is False or not (left < root) & (root < right):
            continue
        if equal(polynomial.as_expr().subs(eta, root), S.Zero):
            return root.expand()
    return None


def _below_light_deadbeat() -> tuple[Obligation, ...]:
    """Return the obligations that shape the score below 1/(2p_2): down from 0, then up through a zero."""
    heavy, light = descent.deadbeat_rate(p_1), descent.deadbeat_rate(p_2)
    rho_1, rho_2 = (descent.contraction_factor(eta, p) for p in (p_1, p_2))
    gain, ordered = score(eta, p_1, p_2), p_1 > p_2
    return (
        Identity("the score starts at zero", gain.subs(eta, 0), S.Zero),
        has_sign_of(gain, eta, -1, (ordered, eta < heavy), "below 1/(2p_1)"),
        has_sign_of(gain, eta, 1, (ordered, heavy < eta, eta < light), "between the deadbeats"),
        Implication("only rho_1 is 0 at 1/(2p_1)", (ordered, Eq(eta, heavy)), Eq(rho_1, 0) & Ne(rho_2, 0)),
        Implication("only rho_2 is 0 at 1/(2p_2)", (ordered, Eq(eta, light)), Eq(rho_2, 0) & Ne(rho_1, 0)),
    )


def _at_the_crossing() -> tuple[Obligation, ...]:
    """Return the obligations that the score is positive at 1/(p_1+p_2), which lies between the deadbeats."""
    heavy, light = descent.deadbeat_rate(p_1), descent.deadbeat_rate(p_2)
    crossing, ordered = descent.crossing_rate(p_1, p_2), p_1 > p_2
    kept = [Abs(descent.contraction_factor(eta, p)) for p in (p_1, p_2)]
    same = Symbol("rho", positive=True)
    at = (ordered, Eq(eta, crossing))
    there = score(eta, p_1, p_2).subs(dict.fromkeys(kept, same))
    return (
        Implication("the crossing lies between the deadbeats", at, (heavy < eta) & (eta < light)),
        Implication(
            "both keep the same, less than all", at, Eq(kept[0], kept[1]) & (kept[0] > 0) & (kept[0] < 1)
        ),
        Identity("the score there, log(rho) < 0", there, (p_2 - p_1) * log(same)),
    )


def _far_away() -> tuple[Obligation, ...]:
    """Return the obligations that the score falls beyond 1/(2p_2), and to -oo.

    With u = 1/eta it is (p_1-p_2) log(u) and terms that have a limit as u tends to zero.
    """
    u, ordered = Symbol("u", positive=True), p_1 > p_2
    far = [Symbol(f"A_{i}", positive=True) for i in (1, 2)]  # |u - 2 p_i|, which tends to 2 p_i
    kept = [Abs(descent.contraction_factor(eta, p)) for p in (p_1, p_2)]
    gain = score(eta, p_1, p_2)
    in_u = expand_log(gain.subs({kept[0]: far[0] / u, kept[1]: far[1] / u}))
    limit = p_2 * log(far[0]) - p_1 * log(far[1])
    return (
        has_sign_of(gain, eta, -1, (ordered, descent.deadbeat_rate(p_2) < eta), "beyond 1/(2p_2)"),
        Implication("|rho| = |u-2p|/u", (Eq(eta * u, 1),), Eq(kept[0] * u, Abs(u - 2 * p_1))),
        Identity("the score in u", in_u, limit + (p_1 - p_2) * log(u)),
        Implication("the coefficient of log(u) is positive", (ordered,), Gt(p_1 - p_2, 0, evaluate=False)),
    )


def prove_critical_rates() -> Proof:
    """Prove: for p_1 > p_2 the score is positive exactly between two rates, eta_c and eta_max.

    On (0, 1/(2p_1)) it falls from 0. It is -oo at 1/(2p_1), +oo at 1/(2p_2), and rises between them: one
    zero, eta_c, below 1/(p_1+p_2), where it is positive. Beyond 1/(2p_2) it falls to -oo: one zero, eta_max.

    Example:
        >>> prove_critical_rates().check()
        12
    """
    obligations = (*_below_light_deadbeat(), *_at_the_crossing(), *_far_away())
    return Proof(obligations, (Rule.MONOTONE, Rule.INTERMEDIATE_VALUE))


def prove_half_measures() -> Proof:
    """Prove: below eta_c the score is negative, so that every smaller large rate does worse than the flow.

    Example:
        >>> prove_half_measures().check()
        5
    """
    return Proof(_below_light_deadbeat(), (Rule.MONOTONE, Rule.INTERMEDIATE_VALUE))


def prove_below_crossing() -> Proof:
    """Prove eta_c < 1/(p_1+p_2): the score is already positive there.

    Example:
        >>> prove_below_crossing().check()
        8
    """
    return Proof((*_below_light_deadbeat(), *_at_the_crossing()), (Rule.MONOTONE, Rule.INTERMEDIATE_VALUE))


def prove_talk_critical_rates() -> Proof:
    """Prove eta_c = 3 - 3/sqrt(2) and eta_max = 3 + 3/sqrt(2) for counts 2:1: -rho_1 = rho_2^2 at both.

    Example:
        >>> prove_talk_critical_rates().check()
        4
    """
    rates = talk_critical_rates()
    heavy, light = (
        [descent.contraction_factor(rate, Rational(part, 3)) for rate in rates] for part in (2, 1)
    )
    isolated = critical_rates(2, 1)
    return Proof(
        (
            Identity("the lower is a zero of the score", -heavy[0], light[0] ** 2),
            Identity("the upper is a zero of the score", -heavy[1], light[1] ** 2),
            Identity("the lower is the isolated one", rates[0], isolated[0].closed_form),
            Identity("the upper is the isolated one", rates[1], isolated[1].closed_form),
        ),
        (Rule.DIRECT,),
    )
