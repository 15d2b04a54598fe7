"""Large learning rates first, then the gradient flow: how good the place is where training stops.

Knows losses, level sets, descent and flow. Who wins is decided in `comparison`, the learning rates at which
the answer changes are in `critical`.
"""

from sympy import And, Eq, Expr, Gt, Integer, Le, Mul, Ne, Rational, S, Symbol, sqrt, symbols

from theory import descent, flow, level_sets, losses
from theory.logic.formulas import shown_by
from theory.logic.induction import Induction
from theory.logic.insertion import Inserted
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import Chain, Deduction, conjunction
from theory.logic.single_crossing import Exponential
from theory.schedules import schedule_factor
from theory.symbols import T, a, b, eps, eta, p_2, t

_R = symbols("R_1 R_2", real=True)  # squared residuals


@shown_by("annealing.prove_bound")
def annealed_bound(kappa_1: Expr, kappa_2: Expr, p_2: Expr, b: Expr, factor: Expr, eps: Expr) -> Expr:
    """Return kappa_1 eps + (kappa_2 - kappa_1) p_2 beta*_2^2 prod rho_2^2, above the annealed test loss.

    Args:
        kappa_1: Distortion of the heavy coordinate, the smaller one.
        kappa_2: Distortion of the light coordinate.
        p_2: Train weight of the light coordinate.
        b: beta*_2^2.
        factor: prod rho_2 over the large steps.
        eps: Train loss at which training stops.

    Source: derived here (`prove_bound`).

    Example:
        >>> annealed_bound(Rational(3, 4), Rational(3, 2), Rational(1, 3), S.One, S.Zero, eps)
        3*epsilon/4
    """
    return kappa_1 * eps + (kappa_2 - kappa_1) * p_2 * b * factor**2


def prove_bound() -> Proof:
    """Prove both bounds on the annealed test loss; the upper one is met if no flow follows.

    The flow that follows multiplies the light residual by f = exp(-2 p_2 t), which is 1 at t = 0 only, and
    below 1 later.

    Example:
        >>> prove_bound().conclusion.given
        (kappa_1 < kappa_2,)
    """
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
    start, rho, f = Symbol("beta*_2", real=True), Symbol("rho_2", real=True), Symbol("f", positive=True)
    stopped = level_sets.test_loss_by_light(kappa_1, kappa_2, p_2, rho * start * f, eps)
    bound = annealed_bound(kappa_1, kappa_2, p_2, start**2, rho, eps)
    falls = Exponential(f, t, 2 * p_2, flow.flow_factor(p_2, t), t)
    facts, given = falls.shows.args, (kappa_1 < kappa_2,)
    links = (
        falls,
        Implication("the flow enlarges nothing", facts, Le(f, 1, evaluate=False)),
        Implication("from above", (*given, f <= 1), Le(stopped, bound, evaluate=False)),
        Implication("from below", given, Le(kappa_1 * eps, stopped, evaluate=False)),
        Deduction(Implication("without a flow", (*facts, Eq(t, 0)), Eq(stopped, bound)), keep=2),
    )
    shown = conjunction(link.shows for link in links[2:])
    return Proof((Chain("the annealed test loss", given, shown, links),))


def prove_bottom() -> Proof:
    """Prove: a step at 1/(2 p_2) ends the light coordinate, and the run stops at kappa_1 eps, the bottom.

    All that the run does besides multiplies the light residual by some factor.

    Example:
        >>> print(prove_bottom().conclusion.shows)
        Eq(L_test(annealed), epsilon*kappa_1)
    """
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
    step = descent.contraction_factor(descent.deadbeat_rate(p_2), p_2)
    residual = Mul(*symbols("beta*_2 others", real=True), step)
    stopped = level_sets.test_loss_by_light(kappa_1, kappa_2, p_2, residual, eps)
    return Proof((Identity("the test loss", stopped, kappa_1 * eps, reads=Symbol("L_test(annealed)")),))


def _talk_run(rate: Expr) -> tuple[dict[Symbol, Expr], Expr]:
    """Return, for counts 2:1, one step of the squared residuals, and the train loss that they leave."""
    weights = losses.train_weights((2, 1))
    step = {
        R: R * descent.contraction_factor(rate, weight) ** 2 for R, weight in zip(_R, weights, strict=True)
    }
    return step, losses.train_loss(weights, tuple(map(sqrt, _R)))


def prove_talk_rate() -> Proof:
    """Prove, for counts 2:1: steps with rates >= 3/2 keep L_train >= (2/3) beta*_1^2 for ever.

    Example:
        >>> prove_talk_rate().check()
        3
    """
    step, loss = _talk_run(eta)
    stays = Induction(
        "the heavy square stays",
        holds=(_R[0] >= a) & (_R[1] >= 0),
        start=dict(zip(_R, (a, b), strict=True)),
        step=step,
        each=(eta >= Rational(3, 2),),
    )
    least = losses.train_weights((2, 1))[0] * a
    above = Implication("so the train loss stays above", And.make_args(stays.holds), loss >= least)
    return Proof((Chain("L_train >= (2/3) beta*_1^2 for ever", stays.given, above.shows, (stays, above)),))


def prove_talk_rate_keeps_more() -> Proof:
    """Prove, for counts 2:1 and beta* = (1,1): steps at 2 never reach eps = 3/4, more than 2/3 beta*_1^2.

    Example:
        >>> prove_talk_rate_keeps_more().check()
        3
    """
    step, loss = _talk_run(Integer(2))
    level, least = Rational(3, 4), losses.train_weights((2, 1))[0]
    stays = Induction(
        "the train loss stays above 3/4",
        holds=(_R[0] >= 1) & (_R[1] >= 0) & (loss > level),
        start=dict.fromkeys(_R, S.One),
        step=step,
    )
    larger = Implication("eps is larger", (), Gt(level, least, evaluate=False))
    return Proof(
        (Chain("eps is never reached, though it is larger", (), stays.shows & larger.shows, (stays, larger)),)
    )


def prove_talk_aim() -> Proof:
    """Prove, for counts 2:1: any number of steps at 3/2, then the flow, beat the flow if beta*_2 != 0.

    The first step ends the light coordinate. Either the train loss is then eps or less, and training stops,
    or the flow takes it to eps: it stops at a train loss l <= eps. The light residual of the flow alone is
    f beta*_2, where f is an exponential, and so positive.

    Example:
        >>> prove_talk_aim().conclusion.given
        (kappa_1 < kappa_2, Ne(beta*_2, 0), l <= epsilon)
    """
    weights, level = losses.train_weights((2, 1)), Symbol("l", nonnegative=True)
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
    start, later = symbols("beta*_2 later", real=True)
    factor, f = flow.flow_factor(weights[1], t), Symbol("f", positive=True)
    after = schedule_factor([(Rational(3, 2), T + 1)], weights[1]) * start * later
    annealed, alone = symbols("L_test(annealed) L_test(flow)", real=True)
    ends = Identity(
        "the annealed run",
        level_sets.test_loss_by_light(kappa_1, kappa_2, weights[1], after, level),
        kappa_1 * level,
        reads=annealed,
    )
    stops = Eq(alone, level_sets.test_loss_by_light(kappa_1, kappa_2, weights[1], f * start, eps))
    given = (kappa_1 < kappa_2, Ne(start, 0), level <= eps)
    wins = Implication("the flow stops above", (*given, ends.shows, stops), annealed < alone)
    chain = Chain("less test loss", (*given, stops), annealed < alone, (ends, wins))
    return Proof((Inserted(chain, {f: factor, alone: stops.rhs.subs(f, factor)}),))
