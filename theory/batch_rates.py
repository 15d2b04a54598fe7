"""Learning rates of mini-batches in mean square: stability, crossing, critical rates. Knows the mean squares.

E r_i^2 takes the place of r_i^2: the large steps are taken on batches, the flow that follows is deterministic
and stops where E L_train = eps. Its effective time is tau_i = -log(m_i)/(4 p_i), m_i the factor of E r_i^2.
"""

from functools import lru_cache
from math import gcd

from sympy import Equivalent, Expr, Rational, S, Symbol, expand_log, log, sqrt, symbols

from theory import comparison, flow
from theory.critical import critical_rates
from theory.critical_rate import Balance, CriticalRate
from theory.effective_time import order_of_times
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.losses import train_weights
from theory.minibatch import c, prove_noise, prove_square_factor, square_factor
from theory.symbols import argument, eta, n_1, n_2, p, p_1, p_2, r, t, w_2


@shown_by("batch_rates.prove_square_stability")
def square_stability_limit(p_max: Expr, c: Expr) -> Expr:
    """Return 1/(p + c(1-p)) at p = max p: below it, and only there, every E r_i^2 shrinks.

    Source: derived here (`prove_square_stability`).

    Example:
        >>> square_stability_limit(S(2) / 3, S.Half)
        6/5
    """
    return S.One / (p_max + c * (1 - p_max))


@shown_by("batch_rates.prove_square_crossing")
def square_crossing_rate(p_i: Expr, p_j: Expr, c: Expr) -> Expr:
    """Return 1/((1-c)(p_i+p_j) + c): above it the heavier coordinate keeps more in mean square.

    Source: derived here (`prove_square_crossing`).

    Example:
        >>> square_crossing_rate(S(2) / 3, S(1) / 3, c)
        1
    """
    return S.One / ((1 - c) * (p_i + p_j) + c)


@shown_by("batch_rates.prove_square_criterion")
def square_score(eta: Expr, p_1: Expr, p_2: Expr, c: Expr) -> Expr:
    """Return p_2 log(m_1) - p_1 log(m_2) of one step: annealing wins in mean square iff it is positive.

    Source: derived here (`prove_square_criterion`): it is 4 p_1 p_2 (tau_2 - tau_1).

    Example:
        >>> square_score(S.One, p_1, p_2, S.One)
        0
    """
    return p_2 * log(square_factor(eta, p_1, c)) - p_1 * log(square_factor(eta, p_2, c))


@lru_cache(maxsize=256)
def critical_square_rates(
    n_1: int, n_2: int, c: Rational, digits: int = 40
) -> tuple[CriticalRate, CriticalRate]:
    """Return the two rates between which, and only there, one step on a batch wins in mean square.

    They are the two positive roots of m_1^(n_2) = m_2^(n_1), one below 1 and one above.

    Args:
        n_1: Samples on the heavy coordinate.
        n_2: Samples on the light coordinate, 0 < n_2 < n_1.
        c: Noise coefficient, 0 <= c < 1; at 1 there is no such rate.
        digits: The isolating intervals are narrow enough for so many significant digits.

    Raises:
        ValueError: If the counts or c are out of their range.

    Source: derived here (`batch_shape.prove_critical_square_rates`).

    Example:
        >>> [rate.closed_form for rate in critical_square_rates(2, 1, S.Half)]
        [3/4, 9/4]
    """
    if not (n_1 > n_2 > 0 and 0 <= c < 1):
        raise ValueError(f"counts {n_1}:{n_2}, c = {c}: critical rates need n_1 > n_2 > 0 and 0 <= c < 1")
    if c == 0:
        return critical_rates(n_1, n_2, digits)  # the full batch, and m_i = rho_i^2
    common = gcd(n_1, n_2)
    first, second = (square_factor(eta, weight, c) for weight in train_weights((n_1, n_2)))
    balance = Balance((first, second), (n_2 // common, n_1 // common))
    low, high = S.Half, S(2)
    while balance.sign(low, digits) >= 0:
        low /= 2
    while balance.sign(high, digits) >= 0:
        high *= 2
    return balance.root((low, S.One), digits), balance.root((S.One, high), digits)


@shown_by("batch_shape.prove_talk_square_rates")
def talk_square_rates(c: Expr) -> tuple[Expr, Expr]:
    """Return 3 (1 -+ sqrt((1-c)/2))/(1+2c), the critical rates in mean square for counts 2:1.

    Source: derived here (`batch_shape.prove_talk_square_rates`).

    Example:
        >>> talk_square_rates(S.Half), talk_square_rates(S.One / 4)
        ((3/4, 9/4), (2 - sqrt(6)/2, sqrt(6)/2 + 2))
    """
    width = sqrt((1 - argument(c)) / 2)
    lower, upper = (3 * (1 + side * width) / (1 + 2 * c) for side in (-1, 1))
    return lower.expand(), upper.expand()


def prove_square_stability() -> Proof:
    """Prove m_i < 1 for all i iff eta < 1/(p + c(1-p)) at p = max p.

    Example:
        >>> prove_square_stability().check()
        2
    """
    one = Equivalent(square_factor(eta, p, c) < 1, eta < square_stability_limit(p, c))
    limit_1, limit_2 = (square_stability_limit(weight, c) for weight in (p_1, p_2))
    heavier = (c <= 1, p_2 <= p_1, p_1 <= 1)
    return Proof(
        (
            Implication("one coordinate", (c <= 1, p <= 1), one),
            Implication("the heavier of two has the lower limit", heavier, limit_1 <= limit_2),
        ),
        (Rule.EACH_COORDINATE,),
    )


def derive_square_rates() -> Derivation:
    """Derive the stability limit and the crossing of mean squares.

    Example:
        >>> len(derive_square_rates().lines)
        6
    """
    m_1, m_2 = symbols("m_1 m_2", real=True)
    kept_1, kept_2 = (square_factor(eta, weight, c) for weight in (p_1, w_2))
    crossing, limit = square_crossing_rate(p_1, w_2, c), square_stability_limit(p_1, c)
    weights = (w_2 < p_1, p_1 <= 1, c <= 1)
    return (
        Derivation("rates in mean square")
        .define(m_1, kept_1, "the factor of the heavier coordinate, p_1 > p_2")
        .define(m_2, kept_2, "and of the lighter")
        .equal(1 - m_1, 4 * eta * p_1 * (1 - eta / limit), "the heavier one shrinks where this is positive")
        .implies(Equivalent(kept_1 < 1, eta < limit), "its sign", weights)
        .equal(m_1 - m_2, 4 * eta * (p_1 - w_2) * (eta / crossing - 1), "what the heavier one keeps more")
        .implies(Equivalent(kept_1 > kept_2, eta > crossing), "its sign", weights)
    )


def prove_square_crossing() -> Proof:
    """Prove m_1 > m_2 iff eta > 1/((1-c)(p_1+p_2) + c), for p_1 > p_2 >= 0; for p_1 + p_2 = 1 this rate is 1.

    Example:
        >>> prove_square_crossing().check()
        2
    """
    more = square_factor(eta, p_1, c) > square_factor(eta, w_2, c)
    crossing, weights = square_crossing_rate(p_1, w_2, c), (w_2 < p_1, p_1 <= 1, c <= 1)
    return Proof(
        (
            Implication("the heavier one keeps more", weights, Equivalent(more, eta > crossing)),
            Identity("weights that sum to one", crossing.subs(w_2, 1 - p_1), S.One),
        ),
        (Rule.DIRECT,),
    )


def prove_window() -> Proof:
    """Prove: the stability limit lies above the crossing iff c < 1, and c < 1 iff b > 1.

    Example:
        >>> prove_window().check()
        20
    """
    crossing, limit = square_crossing_rate(p_1, p_2, c), square_stability_limit(p_1, c)
    weights = (p_2 < p_1, p_1 <= 1, c <= 1)
    low, high = symbols("low high", positive=True)
    return Proof(
        (
            *lemma(prove_square_stability).obligations,
            *lemma(prove_square_crossing).obligations[:1],
            Implication("one above the other", weights, Equivalent(crossing < limit, c < 1)),
            Implication("never below it", weights, crossing <= limit),
            Implication(
                "half way is between", (low < high,), (low < (low + high) / 2) & ((low + high) / 2 < high)
            ),
            *lemma(prove_noise).obligations,
        ),
        (Rule.EACH_COORDINATE, Rule.DIRECT),
    )


def prove_square_criterion() -> Proof:
    """Prove: on two coordinates annealing wins in mean square iff (kappa_2 - kappa_1)(tau_2 - tau_1) > 0.

    The criterion is about the squares of the residuals: with their expectations, M_i = m_i^T after T steps,
    nothing changes, as the flow multiplies every square by the same number.

    Example:
        >>> prove_square_criterion().check() > 40
        True
    """
    kept, other = (Symbol(f"M_{i}", positive=True) for i in (1, 2))
    weights = train_weights((n_1, n_2))
    times = [-log(square) / (4 * weight) for square, weight in zip((kept, other), weights, strict=True)]
    powers = order_of_times(kept, other, n_1, n_2)
    ratio = expand_log(log(powers.subs(kept, 0) / -powers.subs(other, 0)))
    factor, path = flow.flow_factor(p, t), Symbol("r'", real=True)
    tau = -log(kept) / (4 * p)
    steps = [-log(square_factor(eta, weight, c)) / (4 * weight) for weight in (p_1, p_2)]
    return Proof(
        (
            *lemma(prove_square_factor).obligations,
            Identity("the flow takes as long", flow.flow_factor(p, tau) ** 2, kept),
            Identity(
                "E of the squares, of two paths",
                ((factor * r) ** 2 + (factor * path) ** 2) / 2,
                factor**2 * (r**2 + path**2) / 2,
            ),
            Identity("integer powers", ratio, 4 * n_1 * n_2 / (n_1 + n_2) * (times[0] - times[1])),
            Identity("the score", square_score(eta, p_1, p_2, c), 4 * p_1 * p_2 * (steps[1] - steps[0])),
            *lemma(comparison.prove_criterion).obligations,
        ),
        (Rule.EXPONENTIAL, Rule.SUM, Rule.DIRECT),
    )
