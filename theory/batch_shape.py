"""The shape of the score in mean square, in proofs: where it falls, rises and is zero. Knows that score."""

from sympy import Eq, Equivalent, Expr, Gt, Rational, S, Symbol, expand_log, log, sqrt, symbols

from theory.batch_rates import (
    prove_square_crossing_at_one,
    square_crossing_rate,
    square_score,
    square_stability_limit,
    talk_square_rates,
)
from theory.critical import talk_critical_rates
from theory.descent import contraction_factor
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Implication, Obligation, Proof, Rule, has_sign_of
from theory.losses import train_weights
from theory.minibatch import c, noise_coefficient, size, square_factor
from theory.score_shape import prove_critical_rates
from theory.symbols import eta, n, p, p_1, p_2

_weights = (p_2 < p_1, p_1 + p_2 <= 1)
_a_1, _a_2 = (weight + c * (1 - weight) for weight in (p_1, p_2))
# The score rises exactly where this is positive: a quadratic in eta that opens downward.
_rise = -(1 + c) + 2 * (3 * c + (1 - c) * (p_1 + p_2)) * eta - 4 * _a_1 * _a_2 * eta**2


def _factors() -> tuple[Expr, Expr]:
    """Return m_1 and m_2."""
    return square_factor(eta, p_1, c), square_factor(eta, p_2, c)


def _slope(rise: Expr, m_1: Expr, m_2: Expr) -> Expr:
    return 8 * p_1 * p_2 * (p_1 - p_2) * eta * rise / (m_1 * m_2)


def derive_square_score() -> Derivation:
    """Derive the slope of the score, and for counts 2:1 the critical rates of every batch.

    Example:
        >>> len(derive_square_score().lines)
        4
    """
    m_1, m_2 = Symbol("m_1", positive=True), Symbol("m_2", positive=True)
    factors = _factors()
    heavy, light = (square_factor(eta, weight, c) for weight in train_weights((2, 1)))
    lower, upper = talk_square_rates(c)
    slope = _slope(_rise, m_1, m_2)
    quadratic = (1 + 2 * c) ** 2 * (eta - lower) * (upper - eta)
    return (
        Derivation("critical rates in mean square")
        .define(m_1, factors[0], "the factor of the heavier coordinate, p_1 > p_2")
        .define(m_2, factors[1], "and of the lighter")
        .equal(derivative(square_score(eta, p_1, p_2, c), eta), slope, "the score falls, rises, falls")
        .equal(heavy - light**2, Rational(16, 81) * eta**2 * quadratic, "2:1: zero where m_1 = m_2^2")
    )


def prove_single_samples() -> Proof:
    """Prove: for c = 1 the score is negative at every rate but 1, and zero there.

    m = 1 - s p, s = 4 eta (1 - eta) <= 1, and the score is p_1 p_2 (f(p_1) - f(p_2)) with f = log(1-sp)/p.
    p^2 f' = N(s p) with N(u) = -u/(1-u) - log(1-u), N(0) = 0, which rises below 0 and falls between 0 and 1:
    f falls unless s = 0. The scores of several steps add up.

    Example:
        >>> prove_single_samples().check()
        8
    """
    s, u = Symbol("s", real=True), Symbol("u", real=True)
    per_weight, slope = log(1 - s * p) / p, -u / (1 - u) - log(1 - u)
    single = square_factor(eta, p, S.One)
    kept = [log(square_factor(eta, weight, S.One)) for weight in (p_1, p_2)]
    in_s = square_score(eta, p_1, p_2, S.One).subs(
        {value: weight * per_weight.subs(p, weight) for value, weight in zip(kept, (p_1, p_2), strict=True)}
    )
    gap = p_1 * p_2 * (per_weight.subs(p, p_1) - per_weight.subs(p, p_2))
    return Proof(
        (
            Identity("the factor", single, (1 - s * p).subs(s, 4 * eta * (1 - eta))),
            Identity("the score", in_s, gap),
            Implication(
                "s, zero at 1 alone",
                (Eq(s, 4 * eta * (1 - eta)),),
                (s <= 1) & Equivalent(Eq(s, 0), Eq(eta, 1)),
            ),
            Implication("u = s p < 1", (s <= 1, p < 1, Eq(u, s * p)), (u < 1) & Equivalent(u > 0, s > 0)),
            Identity("the slope of f", p**2 * derivative(per_weight, p), slope.subs(u, s * p)),
            Identity("N starts at zero", slope.subs(u, 0), S.Zero),
            has_sign_of(slope, u, 1, (u < 0,), "below 0"),
            has_sign_of(slope, u, -1, (u > 0, u < 1), "between 0 and 1"),
        ),
        (Rule.MONOTONE, Rule.SUM),
    )


def _at_the_crossing() -> tuple[Obligation, ...]:
    """Return the obligations that for c < 1 the score is positive at the crossing: both keep m < 1 there."""
    same, value = Symbol("m", positive=True), square_score(eta, p_1, p_2, c)
    m_1, m_2 = _factors()
    at = (*_weights, c < 1, Eq(eta, square_crossing_rate(p_1, p_2, c)))
    return (
        Implication("both keep the same, less than all", at, Eq(m_1, m_2) & (m_1 < 1)),
        Identity("the score there", value.subs({m_1: same, m_2: same}), (p_2 - p_1) * log(same)),
    )


def _far_away() -> tuple[Obligation, ...]:
    """Return the obligations that the score tends to -oo: with u = 1/eta, m = A/u^2 and A tends to 4 p a."""
    u, far = Symbol("u", positive=True), symbols("A_1 A_2", positive=True)
    value, (m_1, m_2) = square_score(eta, p_1, p_2, c), _factors()
    in_u = expand_log(value.subs({m_1: far[0] / u**2, m_2: far[1] / u**2}))
    scaled = [u**2 - 4 * weight * u + 4 * weight * a for weight, a in ((p_1, _a_1), (p_2, _a_2))]
    return (
        *[Identity("m u^2", m.subs(eta, 1 / u) * u**2, a) for m, a in zip((m_1, m_2), scaled, strict=True)],
        Identity("the score in u", in_u, p_2 * log(far[0]) - p_1 * log(far[1]) + 2 * (p_1 - p_2) * log(u)),
        Implication(
            "the limits of A and the coefficient", _weights, (p_1 * _a_1 > 0) & (p_2 * _a_2 > 0) & (p_1 > p_2)
        ),
    )


def _on_one_interval() -> tuple[Obligation, ...]:
    """Return the obligations that Q is negative at 0, opens downward, and so is positive on one interval."""
    x, y, z, bend = symbols("x y z C", positive=True)
    slope, start = symbols("B A", real=True)
    at_x, at_y, at_z = (start + slope * rate - bend * rate**2 for rate in (x, y, z))
    is_quadratic = _rise.subs(eta, x) - at_x.subs(
        {slope: _rise.coeff(eta, 1), start: -(1 + c), bend: 4 * _a_1 * _a_2}
    )
    return (
        Identity("negative at first", _rise.subs(eta, 0), -(1 + c)),
        Identity("a quadratic", is_quadratic, S.Zero),
        Implication("that opens downward", _weights, Gt(4 * _a_1 * _a_2, 0, evaluate=False)),
        Implication("positive on one interval", (x < y, y < z, at_x >= 0, at_z >= 0), at_y > 0),
    )


def prove_critical_square_rates() -> Proof:
    """Prove: for 0 <= c < 1 the score is positive exactly between two rates, with the crossing between them.

    For c > 0 no factor vanishes. The score starts at 0 and its slope has the sign of a quadratic in eta that
    is negative at 0 and opens downward: it falls, rises on one interval, and falls to -oo. At the crossing it
    is positive, so it has one zero while it rises and one while it falls. For c = 0, the full batch, it is
    twice the score of `score_shape`, as m = rho^2.

    Example:
        >>> prove_critical_square_rates().check()
        37
    """
    value, full = square_score(eta, p_1, p_2, c), square_factor(eta, p, S.Zero)
    noisy = (p < 1, c > 0, c < 1)
    slope, sign = _slope(_rise, *_factors()), Symbol("Q", real=True)
    abstract = _slope(sign, *symbols("m_1 m_2", positive=True))
    return Proof(
        (
            Implication("no factor vanishes", noisy, square_factor(eta, p, c) > 0),
            Identity("the score starts at zero", value.subs(eta, 0), S.Zero),
            Identity("its slope", derivative(value, eta), slope),
            Implication("has the sign of Q", (p_2 < p_1,), Equivalent(abstract > 0, sign > 0)),
            *_on_one_interval(),
            *_at_the_crossing(),
            *_far_away(),
            *lemma(prove_square_crossing_at_one).obligations,
            Identity("the full batch", full, contraction_factor(eta, p) ** 2),
            *lemma(prove_critical_rates).obligations,
        ),
        (Rule.MONOTONE, Rule.INTERMEDIATE_VALUE),
    )


def prove_talk_square_rates() -> Proof:
    """Prove, for counts 2:1: m_1 > m_2^2 exactly for 3 (1 - w)/(1 + 2c) < eta < 3 (1 + w)/(1 + 2c).

    w = sqrt((1-c)/2) is a number of which 2 w^2 = 1 - c is known. For c = 1 there is no such rate, for c = 0
    they are those of the full batch; batches of two of the talk's three samples have c = 1/2, or 1/4 without
    repetition; for every c < 1 it is so from the crossing to the stability limit.

    Example:
        >>> prove_talk_square_rates().check()
        10
    """
    w, given = Symbol("w", nonnegative=True), (Eq(2 * Symbol("w", nonnegative=True) ** 2, 1 - c),)
    heavy, light = (square_factor(eta, weight, c) for weight in train_weights((2, 1)))
    lower, upper = (3 * (1 + side * w) / (1 + 2 * c) for side in (-1, 1))
    wins = Equivalent(heavy > light**2, (lower < eta) & (eta < upper))
    ends = [rate.subs(w, sqrt((1 - c) / 2)) for rate in (lower, upper)]
    window = (c < 1, eta >= 1, eta < square_stability_limit(Rational(2, 3), c))
    lengths = symbols("M_1 M_2", positive=True)
    value = square_score(eta, Rational(2, 3), Rational(1, 3), c).subs({heavy: lengths[0], light: lengths[1]})
    return Proof(
        (
            Identity("the score", 3 * value, expand_log(log(lengths[0] / lengths[1] ** 2))),
            Implication("where it is positive", given, wins),
            Identity("all samples", noise_coefficient(size, n, False).subs(size, n), S.Zero),
            Implication("it is so from the crossing to the limit", window, heavy > light**2),
            *[Identity("as stated", end, rate) for end, rate in zip(ends, talk_square_rates(c), strict=True)],
            *[
                Identity("the full batch", rate, full)
                for rate, full in zip(talk_square_rates(S.Zero), talk_critical_rates(), strict=True)
            ],
            *[Identity("single samples", rate, S.One) for rate in talk_square_rates(S.One)],
        ),
        (Rule.EXPONENTIAL, Rule.DIRECT),
    )
