"""Large learning rates first, then the gradient flow: effective time, score, and how good the result is.

Knows losses, level sets, descent and flow. Who wins is decided in `comparison`, the learning rates at which
the answer changes are in `critical`.
"""

from collections.abc import Sequence
from functools import cmp_to_key
from itertools import pairwise

from sympy import Abs, Add, Eq, Expr, Le, Ne, Rational, S, Symbol, log, oo, sign

from theory import descent, flow, level_sets
from theory.derivation import Derivation
from theory.normal_form import derivative
from theory.proof import Identity, Implication, Proof, Rule, has_sign_of
from theory.symbols import a, eps, eta, p, p_1, p_2, q_1, q_2, x

Phases = Sequence[tuple[Expr, int]]


def effective_time(schedule: Phases, p: Expr) -> Expr:
    """Return tau_i = -sum_k T_k log|rho_i(eta_k)|/(2 p_i), the flow time that contracts r_i as much.

    Infinite if a step ends the coordinate; negative if the schedule enlarges it.

    Args:
        schedule: Pairs (rate, number of steps).
        p: Train weight of the coordinate, positive.

    Source: derived here (`derive_effective_time`).

    Example:
        >>> effective_time([(Rational(1, 4), 1)], S.One)
        log(2)/2
    """
    kept = [(Abs(descent.contraction_factor(rate, p)), steps) for rate, steps in schedule]
    if any(factor == 0 for factor, _ in kept):
        return oo
    return -Add(*[steps * log(factor) for factor, steps in kept]) / (2 * p)


def universal_curve(x: Expr) -> Expr:
    """Return g(x) = -log|1-2x|/(2x), the effective time of one step per unit of learning rate, x = eta p.

    Source: derived here (`derive_effective_time`).

    Example:
        >>> universal_curve(S.One)
        0
    """
    return -log(Abs(1 - 2 * x)) / (2 * x)


def score(eta: Expr, p_1: Expr, p_2: Expr) -> Expr:
    """Return p_2 log|rho_1| - p_1 log|rho_2| of one step; annealing wins iff the scores' sum is positive.

    Source: derived here (`derive_score`): it is 2 p_1 p_2 (tau_2 - tau_1).

    Example:
        >>> score(eta, p_1, p_2)
        -p_1*log(Abs(2*eta*p_2 - 1)) + p_2*log(Abs(2*eta*p_1 - 1))
    """
    kept_1, kept_2 = (Abs(descent.contraction_factor(eta, p)) for p in (p_1, p_2))
    return p_2 * log(kept_1) - p_1 * log(kept_2)


def ranks_of_times(schedule: Phases, counts: Sequence[int]) -> tuple[int, ...]:
    """Return the rank of each coordinate's effective time, 0 for the smallest; equal times share a rank.

    Args:
        schedule: Pairs (rate, number of steps), rates exact.
        counts: How often each coordinate was drawn; all positive.

    tau_i < tau_j exactly when |prod rho_i|^(n_j) > |prod rho_j|^(n_i): integers decide, ties included.

    Source: derived here, from `effective_time` multiplied by 2 n_i n_j/n and exponentiated.

    Example:
        >>> ranks_of_times([(Rational(3, 2), 1)], (2, 1))
        (0, 1)
    """
    total = sum(counts)
    kept = [Abs(descent.schedule_factor(schedule, Rational(count, total))) for count in counts]

    def compare(i: int, j: int) -> int:
        return int(sign(kept[j] ** counts[i] - kept[i] ** counts[j]))

    ordered = sorted(range(len(counts)), key=cmp_to_key(compare))
    ranks = dict.fromkeys(ordered, 0)
    for before, after in pairwise(ordered):
        ranks[after] = ranks[before] + (compare(before, after) < 0)
    return tuple(ranks[i] for i in range(len(counts)))


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


def derive_effective_time() -> Derivation:
    """Derive the effective time of one step and the universal curve.

    Example:
        >>> len(derive_effective_time().lines)
        4
    """
    tau = Symbol("tau")
    return (
        Derivation("effective time")
        .define(tau, effective_time([(eta, 1)], p), "the effective time of one step")
        .equal(
            flow.flow_factor(p, tau), Abs(descent.contraction_factor(eta, p)), "the flow contracts as much"
        )
        .define(x, eta * p, "the one variable that matters")
        .equal(tau, eta * universal_curve(x), "per unit of learning rate")
    )


def derive_score() -> Derivation:
    """Derive the score of one step from the effective times.

    Example:
        >>> len(derive_score().lines)
        4
    """
    tau_1, tau_2 = Symbol("tau_1"), Symbol("tau_2")
    later = Symbol("eta_2", positive=True)
    both = [effective_time([(eta, 1), (later, 1)], weight) for weight in (p_1, p_2)]
    return (
        Derivation("score")
        .define(tau_1, effective_time([(eta, 1)], p_1), "the effective time on the first coordinate")
        .define(tau_2, effective_time([(eta, 1)], p_2), "and on the second")
        .equal(2 * p_1 * p_2 * (tau_2 - tau_1), score(eta, p_1, p_2), "the score of one step")
        .equal(
            2 * p_1 * p_2 * (both[1] - both[0]),
            score(eta, p_1, p_2) + score(later, p_1, p_2),
            "the scores of two steps add up",
        )
    )


def prove_effective_time() -> Proof:
    """Prove that tau is the time in which the flow contracts as much as one step, and the only one.

    Example:
        >>> prove_effective_time().check()
        2
    """
    tau = effective_time([(eta, 1)], p)
    matches = Identity("the flow's factor", flow.flow_factor(p, tau), Abs(descent.contraction_factor(eta, p)))
    per_rate = Identity("per unit of rate", tau, eta * universal_curve(eta * p))
    return Proof((matches, per_rate), (Rule.EXPONENTIAL,))


def prove_universal_curve() -> Proof:
    """Prove: g rises on (0, 1/2), falls on (1/2, 1], is zero at 1 and negative beyond.

    2x^2 g'(x) = N(x) = 2x/(1-2x) + log|1-2x| has N(0) = 0 and N' > 0; and N(1) = -2.

    Example:
        >>> prove_universal_curve().check()
        6
    """
    slope = 2 * x / (1 - 2 * x) + log(Abs(1 - 2 * x))  # N
    return Proof(
        (
            Identity(
                "N is 2x^2 g'",
                2 * x**2 * derivative(universal_curve(x), x),
                slope,
            ),
            has_sign_of(slope, x, 1, (Ne(x, S.Half),), "on both sides of 1/2"),
            Identity("N starts at zero", slope.subs(x, 0), S.Zero),
            Identity("N(1)", slope.subs(x, 1), -2 * S.One),
            Identity("g(1)", universal_curve(S.One), S.Zero),
            Implication("beyond 1 the logarithm is positive", (x > 1,), Abs(1 - 2 * x) > 1),
        ),
        (Rule.MONOTONE,),
    )


def prove_bound() -> Proof:
    """Prove the bound on the annealed test loss: the flow that follows only shrinks the light residual.

    Example:
        >>> prove_bound().check()
        1
    """
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", positive=True) for i in (1, 2))
    left, start, rho = (Symbol(name, real=True) for name in ("r_2", "beta*_2", "rho_2"))
    stopped = level_sets.test_loss_by_light(kappa_1, kappa_2, p_2, left, eps)
    bound = annealed_bound(kappa_1, kappa_2, p_2, start**2, rho, eps)
    shrunk = (kappa_1 < kappa_2, left**2 <= (rho * start) ** 2)
    return Proof(
        (Implication("after the flow", shrunk, Le(stopped, bound, evaluate=False)),),
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
    kappa = (q_1 / p_1, q_2 / p_2)
    stopped = level_sets.test_loss_by_light(*kappa, p_2, Symbol("beta*_2", real=True) * factor, eps)
    return Proof(
        (Identity("the light factor", factor, S.Zero), Identity("the test loss", stopped, kappa[0] * eps)),
        (Rule.DIRECT,),
    )


def prove_talk_rate() -> Proof:
    """Prove, for counts 2:1: eta >= 3/2 keeps L_train >= (2/3) beta*_1^2 for ever, below it L_train vanishes.

    Example:
        >>> prove_talk_rate().check()
        4
    """
    two_thirds, third = Rational(2, 3), Rational(1, 3)
    heavy, light = (descent.contraction_factor(eta, weight) for weight in (two_thirds, third))
    square_1, square_2 = Symbol("R_1", nonnegative=True), Symbol("R_2", nonnegative=True)
    large, small = eta >= Rational(3, 2), eta < Rational(3, 2)
    loss = two_thirds * square_1 * heavy**2 + third * square_2 * light**2
    return Proof(
        (
            Implication("the heavy square never falls", (large, square_1 >= a), square_1 * heavy**2 >= a),
            Implication("the train loss stays above", (large, square_1 >= a), loss >= two_thirds * a),
            Implication("below, the heavy coordinate contracts", (small,), Abs(heavy) < 1),
            Implication("below, the light coordinate contracts", (small,), Abs(light) < 1),
        ),
        (Rule.INDUCTION,),
    )


def prove_talk_aim() -> Proof:
    """Prove, for counts 2:1: one step at 3/2, then the flow, beats the flow if both beta*_i != 0.

    Example:
        >>> prove_talk_aim().check()
        3
    """
    weights = (Rational(2, 3), Rational(1, 3))
    heavy, light_kappa = (S.Half / weight for weight in weights)
    square_1, light = Symbol("R_1", positive=True), Symbol("r_2", real=True)
    on_level = Eq(weights[0] * square_1 + weights[1] * light**2, eps)
    bottom = heavy * eps
    alone = level_sets.test_loss_by_light(heavy, light_kappa, weights[1], light, eps)
    rate = Rational(3, 2)
    return Proof(
        (
            Identity(
                "the step ends the light coordinate", descent.contraction_factor(rate, weights[1]), S.Zero
            ),
            Identity("and mirrors the heavy one", descent.contraction_factor(rate, weights[0]), -S.One),
            Implication("the flow stops above the bottom", (on_level, light**2 > 0), alone > bottom),
        ),
        (Rule.DIRECT,),
    )
