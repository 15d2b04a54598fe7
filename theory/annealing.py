"""Large learning rates first, then the gradient flow: how good the place is where training stops.

Knows losses, level sets, descent and flow. Who wins is decided in `comparison`, the learning rates at which
the answer changes are in `critical`.
"""

from sympy import And, Eq, Expr, Gt, Integer, Le, Rational, S, Symbol, log, sqrt, symbols

from theory import descent, flow, level_sets, losses
from theory.logic.formulas import shown_by
from theory.logic.induction import Induction
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.logic.rules import Chain
from theory.schedules import schedule_factor
from theory.symbols import T, a, b, eps, eta, p, p_1, p_2, q_1, q_2, t

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

    The flow that follows multiplies the light residual by f = exp(-2 p_2 t), and -2 p_2 t <= 0.

    Example:
        >>> prove_bound().check()
        4
    """
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
    start, rho, f = (Symbol(name, real=True) for name in ("beta*_2", "rho_2", "f"))
    stopped = level_sets.test_loss_by_light(kappa_1, kappa_2, p_2, rho * start * f, eps)
    bound = annealed_bound(kappa_1, kappa_2, p_2, start**2, rho, eps)
    shrunk = (kappa_1 < kappa_2, f > 0, f <= 1)
    exponent, last = log(flow.flow_factor(p_2, t)), Symbol("log(f)", real=True)
    return Proof(
        (
            Implication("the flow shrinks", (Eq(last, exponent),), Le(last, 0, evaluate=False)),
            Implication("from above", shrunk, Le(stopped, bound, evaluate=False)),
            Implication("from below", shrunk, Le(kappa_1 * eps, stopped, evaluate=False)),
            Identity("without a flow, f = 1", stopped.subs(f, 1), bound),
        ),
        (Rule.EXPONENTIAL, Rule.DIRECT),
    )


def prove_bottom() -> Proof:
    """Prove: one step at 1/(2 p_2) ends the light coordinate, and the run stops at kappa_1 eps, the bottom.

    Example:
        >>> prove_bottom().check()
        2
    """
    rate = descent.deadbeat_rate(p_2)
    factor = descent.contraction_factor(rate, p_2)
    kappa = losses.distortion(q_1, p_1), losses.distortion(q_2, p_2)
    stopped = level_sets.test_loss_by_light(*kappa, p_2, Symbol("beta*_2", real=True) * factor, eps)
    return Proof(
        (Identity("the light factor", factor, S.Zero), Identity("the test loss", stopped, kappa[0] * eps)),
        (Rule.DIRECT,),
    )


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
    or the flow takes it to eps: it stops at a train loss l <= eps. The flow's factor is an exponential, so
    that the light residual of the flow alone is not zero.

    Example:
        >>> prove_talk_aim().check()
        4
    """
    weights, rate = losses.train_weights((2, 1)), Rational(3, 2)
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
    light, start = Symbol("r_2", real=True), Symbol("beta*_2", real=True)
    after = schedule_factor([(rate, T + 1)], weights[1]) * start
    level = Symbol("l", nonnegative=True)
    alone, annealed = (
        level_sets.test_loss_by_light(kappa_1, kappa_2, weights[1], residual, loss)
        for residual, loss in ((light, eps), (after, level))
    )
    ordered = (kappa_1 < kappa_2, light**2 > 0, level <= eps)
    return Proof(
        (
            Identity("one step or more end the light coordinate", after, S.Zero),
            Identity("and mirror the heavy one", descent.contraction_factor(rate, weights[0]), -S.One),
            Identity("the flow divides by no zero", flow.flow_factor(p, t) * flow.flow_factor(p, -t), S.One),
            Implication("the flow stops above", ordered, Gt(alone, annealed, evaluate=False)),
        ),
        (Rule.EXPONENTIAL, Rule.DIRECT),
    )
