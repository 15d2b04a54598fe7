"""The shape of the score of one step, in proofs: where it falls, rises and is zero. Knows the score."""

from sympy import Abs, Eq, Equivalent, Expr, Lt, Rational, S, Symbol, expand_log, log, sqrt, symbols

from theory import descent, losses
from theory.critical import critical_rates, talk_critical_rates
from theory.effective_time import score
from theory.flow import prove_distortion_rises
from theory.logic.derivation import Derivation
from theory.logic.ends import AtInfinity, EqualLogs, Pole, Value
from theory.logic.formulas import lemma
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.logic.rules import together
from theory.logic.shapes import Interval, Monotone, SignFrom
from theory.logic.zeros import Beyond, OneZero, SignPattern
from theory.symbols import eps, eta, eta_c, eta_max, p_1, p_2


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


_ordered = (p_1 > p_2,)


def _gain() -> Expr:
    return score(eta, p_1, p_2)


def _deadbeats() -> tuple[Expr, Expr]:
    return descent.deadbeat_rate(p_1), descent.deadbeat_rate(p_2)


def _below_heavy_deadbeat() -> SignFrom:
    """Return that the score is negative below 1/(2p_1): it falls from zero."""
    heavy, _ = _deadbeats()
    falls = Monotone(_gain(), Interval(eta, S.Zero, heavy), -1, _ordered)
    return SignFrom(falls, Value(_gain(), eta, S.Zero, 0, _ordered))


def _between_deadbeats() -> OneZero:
    """Return that between the deadbeats the score rises from -oo to oo, through one zero, eta_c."""
    heavy, light = _deadbeats()
    rises = Monotone(_gain(), Interval(eta, heavy, light), 1, _ordered)
    left, right = Pole(_gain(), eta, heavy, -1, _ordered), Pole(_gain(), eta, light, 1, _ordered)
    return OneZero(rises, left, right, eta_c)


def _beyond_light_deadbeat() -> OneZero:
    """Return that beyond 1/(2p_2) the score falls from oo to -oo, through one zero, eta_max."""
    _, light = _deadbeats()
    falls = Monotone(_gain(), Interval(eta, light, None), -1, _ordered)
    left, right = Pole(_gain(), eta, light, 1, _ordered), AtInfinity(_gain(), eta, None, -1, _ordered)
    return OneZero(falls, left, right, eta_max)


def _below_crossing() -> Beyond:
    """Return that eta_c lies below the crossing, where both coordinates keep the same, less than all."""
    crossing = descent.crossing_rate(p_1, p_2)
    return Beyond(_between_deadbeats(), EqualLogs(_gain(), eta, crossing, 1, _ordered))


def prove_critical_rates() -> Proof:
    """Prove: for p_1 > p_2 the score is positive exactly between two rates, eta_c and eta_max.

    On (0, 1/(2p_1)) it falls from 0. It is -oo at 1/(2p_1), +oo at 1/(2p_2), and rises between them: one
    zero, eta_c, below 1/(p_1+p_2), where it is positive. Beyond 1/(2p_2) it falls to -oo: one zero, eta_max.

    Example:
        >>> prove_critical_rates().check()
        20
    """
    pieces = _below_heavy_deadbeat(), _between_deadbeats(), _beyond_light_deadbeat()
    pattern = SignPattern("positive from eta_c to eta_max", pieces)
    return Proof((together("the critical rates", pattern, _below_crossing()),))


def prove_half_measures() -> Proof:
    """Prove: below eta_c the score is negative, so that every smaller large rate does worse than the flow.

    Example:
        >>> prove_half_measures().check()
        12
    """
    pieces = _below_heavy_deadbeat(), _between_deadbeats()
    return Proof((SignPattern("negative up to eta_c", pieces),))


def prove_below_crossing() -> Proof:
    """Prove eta_c < 1/(p_1+p_2): the score is already positive there, so that annealing wins.

    If training stops among the steps at the crossing, at a train loss l <= eps, then L_test/L_train is still
    what it was at the start, since both coordinates have kept the same; along the flow it has risen.

    Example:
        >>> prove_below_crossing().check()
        16
    """
    start, later, level = symbols("ratio_0 ratio_t l", positive=True)
    stops = Implication(
        "training stops among the large steps",
        (start < later, level <= eps),
        Lt(start * level, later * eps, evaluate=False),
    )
    return Proof((_below_crossing(), *lemma(prove_distortion_rises).obligations, stops), (Rule.PAIRS,))


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
