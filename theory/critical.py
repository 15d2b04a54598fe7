"""The two critical learning rates between which one large step beats the gradient flow. Knows the score.

For two coordinates with counts n_1 > n_2 the score of one step is zero at eta = 0 and at exactly two
positive rates (`score_shape` proves it).
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import gcd

from sympy import Expr, Rational, sqrt

from theory import descent
from theory.critical_rate import MOST_DIGITS, Balance, CriticalRate, require_integer
from theory.logic.formulas import shown_by
from theory.losses import train_weights
from theory.symbols import eta

_TOO_LARGE = 10**MOST_DIGITS  # a count


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
    require_integer("digits", digits, 1, MOST_DIGITS + 1, f"1 to {MOST_DIGITS}")
    for name, count in (("n_1", n_1), ("n_2", n_2)):
        require_integer(name, count, 1 - _TOO_LARGE, _TOO_LARGE, f"of at most {MOST_DIGITS} digits")
    if not n_1 > n_2 > 0:
        raise ValueError(f"counts {n_1}:{n_2}: critical rates need n_1 > n_2 > 0")
    common = gcd(n_1, n_2)
    heavy, light = train_weights((n_1, n_2))
    kept = descent.contraction_factor(eta, heavy), descent.contraction_factor(eta, light)
    balance = Balance(kept, (n_2 // common, n_1 // common))
    poles = descent.deadbeat_rate(heavy), descent.deadbeat_rate(light)
    # The score is negative as soon as log(2 eta) > log(1/p_2) + 1: two doublings of 1/p_2 suffice.
    crossing, far = descent.crossing_rate(heavy, light), [poles[1] * 2**k for k in range(1, 4)]
    beyond = _first(far, lambda rate: balance.sign(rate, digits) < 0)
    lower, upper = (
        balance.root((_off_pole(balance, pole, end, digits), end), digits)
        for pole, end in zip(poles, (crossing, beyond), strict=True)
    )
    return lower, upper


def _off_pole(balance: Balance, pole: Rational, beyond: Rational, digits: int) -> Rational:
    """Return a point between the pole and the root: the score keeps the pole's sign near it."""
    sign = balance.sign(pole, digits)
    near = (pole + (beyond - pole) / 2**k for k in range(1, 4 * (balance.degree + digits)))
    return _first(near, lambda rate: balance.sign(rate, digits) == sign)


def _first(rates: Iterable[Rational], wanted: Callable[[Rational], bool]) -> Rational:
    """Return the first rate that is wanted; a wrong formula finds none, and must not search for ever."""
    for rate in rates:
        if wanted(rate):
            return rate
    raise ArithmeticError("the score of two coordinates does not have the signs that were proved")


@shown_by("score_shape.prove_talk_critical_rates")
def talk_critical_rates() -> tuple[Expr, Expr]:
    """Return eta_c = 3 - 3/sqrt(2) and eta_max = 3 + 3/sqrt(2), the critical rates for counts 2:1.

    Source: derived here (`score_shape.prove_talk_critical_rates`): -rho_1 = rho_2^2 at both.

    Example:
        >>> talk_critical_rates()
        (3 - 3*sqrt(2)/2, 3*sqrt(2)/2 + 3)
    """
    return 3 - 3 / sqrt(2), 3 + 3 / sqrt(2)
