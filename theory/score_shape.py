"""The shape of the score of one step, in proofs: where it falls, rises and is zero. Knows the score."""

from sympy import Abs, Eq, Equivalent, Expr, Gt, Integer, Lt, Rational, S, Symbol, sqrt, symbols

from theory import descent, losses
from theory.critical import critical_rates, talk_critical_rates
from theory.effective_time import score
from theory.flow import flow_factor
from theory.logic.derivation import Derivation
from theory.logic.ends import AtInfinity, EqualLogs, Pole, Value
from theory.logic.insertion import Inserted
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Implication, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction, together
from theory.logic.shapes import Interval, Monotone, SignFrom
from theory.logic.signs import Negative, NegativeSteps
from theory.logic.single_crossing import Exponential
from theory.logic.zeros import Beyond, OneZero, SignPattern
from theory.symbols import T, eta, eta_c, eta_max, p_1, p_2, q_1, q_2, t


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


def _at_crossing() -> EqualLogs:
    """Return that the score is positive at the crossing, where both keep the same, less than all."""
    return EqualLogs(_gain(), eta, descent.crossing_rate(p_1, p_2), 1, _ordered)


def _below_crossing() -> Beyond:
    """Return that eta_c lies below the crossing."""
    return Beyond(_between_deadbeats(), _at_crossing())


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
    """Prove: below eta_c the score is negative; so is that of any steps with such rates, if there is one.

    Example:
        >>> print(prove_half_measures().conclusion.given[1])
        (eta[i] < eta_c for every i to N)
    """
    pattern = SignPattern("up to eta_c", (_below_heavy_deadbeat(), _between_deadbeats()))
    return Proof((NegativeSteps(Negative(pattern, (eta < eta_c,)), T),))


def prove_below_crossing() -> Proof:
    """Prove eta_c < 1/(p_1+p_2): the score is already positive there, so that annealing wins.

    If training stops among the steps at the crossing, at a train loss that is at most eps, then
    L_test/L_train is still what it was at the start, since both coordinates have kept the same; along the
    flow it has risen.

    Example:
        >>> print(prove_below_crossing().conclusion.given[0])
        p_1 > p_2
    """
    crossing = descent.crossing_rate(p_1, p_2)
    kept = [descent.contraction_factor(crossing, weight) ** 2 for weight in (p_1, p_2)]
    same = Identity("both coordinates keep the same", *kept)
    shown = together(
        "at the crossing", _below_crossing(), _at_crossing(), same, Deduction(_stops_early(), keep=1)
    )
    return Proof((shown,))


def _stops_early() -> Chain:
    """Return that a run that stops at the start's L_test/L_train, and not above eps, beats the flow.

    What it keeps is c, and R_i is what it started with. The flow keeps g of the light square, and m g of the
    heavy one, where m = exp(-4 (p_1 - p_2) t) is below 1 at t > 0.
    """
    m, c, g, R_1, R_2 = symbols("m c g R_1 R_2", positive=True)
    rate, factors = 4 * (p_1 - p_2), [flow_factor(weight, t) for weight in (p_1, p_2)]
    steeper = Implication("the heavy one falls faster", _ordered, Gt(rate, 0, evaluate=False))
    falls = Exponential(m, t, rate, (factors[0] / factors[1]) ** 2, t, steeper)
    runs = [tuple(map(sqrt, squares)) for squares in ((c * R_1, c * R_2), (g * m * R_1, g * R_2))]
    trains = [losses.train_loss((p_1, p_2), run) for run in runs]
    tests = [losses.test_loss((q_1, q_2), run) for run in runs]
    given = (*_ordered, q_1 * p_2 < q_2 * p_1, t > 0)
    rises = Implication(
        "the ratio rises", (*given[:2], m < 1), Lt(tests[0] * trains[1], tests[1] * trains[0], evaluate=False)
    )
    u, v = symbols("u_0 u_t", nonnegative=True)
    x, y = symbols("v_0 v_t", positive=True)
    higher = Implication("so is the test loss", (u * y < v * x, x <= y), u < v)
    last = Instance(higher, dict(zip((u, v, x, y), (*tests, *trains), strict=True)))
    links = (falls, Implication("at a later time", (*falls.shows.args, t > 0), m < 1), rises, last)
    return Chain("if training stops early", (*given, last.given[1]), last.shows, links)


def prove_talk_critical_rates() -> Proof:
    """Prove, for counts 2:1: the score is positive exactly for 3 - 3/sqrt(2) < eta < 3 + 3/sqrt(2).

    Three times the score is log|rho_1| - 2 log|rho_2|, positive iff |rho_1| > rho_2^2: a question about
    polynomials, with w = sqrt(2) as a number of which w^2 = 2 is known. It needs no deadbeat to be left out:
    where rho_2 is zero, annealing wins, and where rho_1 is, it loses.

    Example:
        >>> prove_talk_critical_rates().conclusion.given
        (Eq(kept_1, Abs(4*eta/3 - 1)), Eq(kept_2, Abs(2*eta/3 - 1)))
    """
    weights, w = losses.train_weights((2, 1)), Symbol("w", positive=True)
    lengths, won = symbols("kept_1 kept_2", positive=True), Symbol("score", real=True)
    kept = [Abs(descent.contraction_factor(eta, weight)) for weight in weights]
    lower, upper = (rate.subs(sqrt(2), w) for rate in talk_critical_rates())
    inside, ratio = (lower < eta) & (eta < upper), lengths[1] ** 2 / lengths[0]
    score_of_kept = score(eta, *weights).subs(dict(zip(kept, lengths, strict=True)))
    in_logs = Exponential(ratio, won, Integer(3), ratio, score_of_kept)
    given = tuple(Eq(*pair) for pair in zip(lengths, kept, strict=True))
    ends = [
        Identity(f"{name} is the isolated one", isolated.closed_form, closed_form, reads=name)
        for name, isolated, closed_form in zip(
            (eta_c, eta_max), critical_rates(2, 1), talk_critical_rates(), strict=True
        )
    ]
    links: tuple[Premise, ...] = (
        Implication("where it is positive", (Eq(w**2, 2),), Equivalent(kept[0] > kept[1] ** 2, inside)),
        in_logs,
        Implication("the score", (*given, *in_logs.shows.args), Equivalent(won > 0, kept[0] > kept[1] ** 2)),
        *ends,
    )
    last = Implication("so it is", (links[0].shows, links[2].shows), Equivalent(won > 0, inside))
    shown = conjunction((links[0].shows, last.shows, *(end.shows for end in ends)))
    chain = Chain("between two rates", (Eq(w**2, 2), *given), shown, (*links, last))
    return Proof((Inserted(chain, {w: sqrt(2)}),))
