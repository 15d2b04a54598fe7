"""The shape of the score of one step, in proofs: where it falls, rises and is zero. Knows the score."""

from sympy import Abs, Eq, Equivalent, Gt, Lt, Ne, Rational, S, Symbol, expand_log, log, sqrt, symbols

from theory import descent, losses
from theory.critical import critical_rates, talk_critical_rates
from theory.derivation import Derivation
from theory.effective_time import score
from theory.flow import prove_distortion_rises
from theory.normal_form import derivative
from theory.proof import Identity, Implication, Obligation, Proof, Rule, has_sign_of
from theory.symbols import eps, eta, p_1, p_2


def derive_critical_rates() -> Derivation:
    """Derive the score's slope, and the critical rates for counts 2:1, where -rho_1 = rho_2^2.

    Example:
        >>> len(derive_critical_rates().lines)
        5
    """
    rho_1, rho_2 = Symbol("rho_1", real=True), Symbol("rho_2", real=True)
    kept_1, kept_2 = (descent.contraction_factor(eta, p) for p in (p_1, p_2))
    slope = -4 * p_1 * p_2 * (p_1 - p_2) * eta / (rho_1 * rho_2)
    heavy, light = (descent.contraction_factor(eta, Rational(part, 3)) for part in (2, 1))
    lower, upper = talk_critical_rates()
    return (
        Derivation("critical learning rates")
        .define(rho_1, kept_1, "the factor of the heavier coordinate, p_1 > p_2")
        .define(rho_2, kept_2, "and of the lighter")
        .equal(
            derivative(score(eta, p_1, p_2), eta), slope, "the score falls, rises between the poles, falls"
        )
        .equal(
            light**2 + heavy, Rational(2, 9) * (2 * eta**2 - 12 * eta + 9), "2:1: zero where -rho_1 = rho_2^2"
        )
        .equal(2 * eta**2 - 12 * eta + 9, 2 * (eta - lower) * (eta - upper), "its roots")
    )


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
    """Prove eta_c < 1/(p_1+p_2): the score is already positive there, so that annealing wins.

    If training stops among the steps at the crossing, at a train loss l <= eps, then L_test/L_train is still
    what it was at the start, since both coordinates have kept the same; along the flow it has risen.

    Example:
        >>> prove_below_crossing().check()
        11
    """
    start, later, level = symbols("ratio_0 ratio_t l", positive=True)
    stops = Implication(
        "training stops among the large steps",
        (start < later, level <= eps),
        Lt(start * level, later * eps, evaluate=False),
    )
    rises = prove_distortion_rises().obligations
    return Proof(
        (*_below_light_deadbeat(), *_at_the_crossing(), *rises, stops),
        (Rule.MONOTONE, Rule.INTERMEDIATE_VALUE, Rule.PAIRS),
    )


def prove_talk_critical_rates() -> Proof:
    """Prove, for counts 2:1: the score is positive exactly for 3 - 3/sqrt(2) < eta < 3 + 3/sqrt(2).

    Three times the score is log|rho_1| - 2 log|rho_2|, positive iff |rho_1| > rho_2^2: a question about
    polynomials, with w = sqrt(2) as a number of which w^2 = 2 is known. It needs no deadbeat to be left out:
    where rho_2 is zero, annealing wins, and where rho_1 is, it loses.

    Example:
        >>> prove_talk_critical_rates().check()
        4
    """
    weights = losses.train_weights((2, 1))
    kept = [Abs(descent.contraction_factor(eta, weight)) for weight in weights]
    w = Symbol("w", positive=True)
    lower, upper = (rate.subs(sqrt(2), w) for rate in talk_critical_rates())
    wins = Equivalent(kept[0] > kept[1] ** 2, (lower < eta) & (eta < upper))
    lengths = symbols("kept_1 kept_2", positive=True)
    score_of_kept = score(eta, *weights).subs(dict(zip(kept, lengths, strict=True)))
    isolated = critical_rates(2, 1)
    return Proof(
        (
            Identity("the score", 3 * score_of_kept, expand_log(log(lengths[0] / lengths[1] ** 2))),
            Implication("where it is positive", (Eq(w**2, 2),), wins),
            Identity("the lower is the isolated one", talk_critical_rates()[0], isolated[0].closed_form),
            Identity("the upper is the isolated one", talk_critical_rates()[1], isolated[1].closed_form),
        ),
        (Rule.EXPONENTIAL, Rule.DIRECT),
    )
