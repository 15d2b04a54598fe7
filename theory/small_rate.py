"""Annealing with a real small learning rate in place of the flow, and stopping at a whole step.

How many steps at the small rate contract a coordinate as much as the large steps did, and by how much a run
that stops at the first step with L_train <= eps goes beyond the level. Knows losses, descent and schedules.
"""

from collections.abc import Sequence

from sympy import (
    Abs,
    Add,
    Eq,
    Equivalent,
    Expr,
    Le,
    Limit,
    Lt,
    Min,
    Mul,
    S,
    Symbol,
    expand_log,
    log,
    oo,
    symbols,
)

from theory import comparison, descent, losses
from theory.effective_time import effective_time
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import T, argument, eps, eta, p, r

Phases = Sequence[tuple[Expr, Expr | int]]
eta_s = Symbol("eta_s", positive=True)  # the small learning rate
_m = Symbol("m", positive=True)


@shown_by("small_rate.prove_small_steps")
def small_steps(schedule: Phases, small: Expr, p: Expr) -> Expr:
    """Return N_i = sum_k T_k log|rho_i(eta_k)|/log rho_i(eta_s), the steps at eta_s that contract as much.

    A real number: infinite if a large step ends the coordinate, negative if the schedule enlarges it.

    Args:
        schedule: The large steps, pairs (rate, number of steps).
        small: The small rate eta_s.
        p: Train weight of the coordinate, positive.

    Raises:
        ValueError: If rho_i(eta_s) is known not to lie in (0, 1): then eta_s contracts nothing, or turns it.

    Source: derived here (`derive_small_steps`).

    Example:
        >>> small_steps([(S.One / 8, 3)], S.One / 8, S.One)
        3
    """
    kept = descent.contraction_factor(small, argument(p))
    if (kept > 0) is S.false or (kept < 1) is S.false:
        raise ValueError(f"eta_s = {small}: its contraction factor {kept} must lie between 0 and 1")
    factors = [(Abs(descent.contraction_factor(rate, p)), steps) for rate, steps in schedule]
    if any(factor == 0 for factor, _ in factors):
        return oo
    return Add(*[steps * log(factor) for factor, steps in factors]) / log(kept)


def least_square(small: Expr, weights: Sequence[Expr]) -> Expr:
    """Return m = min rho_i(eta_s)^2 over the coordinates that were drawn: no step keeps less of any loss.

    Args:
        small: The small rate eta_s.
        weights: Train weights.

    Source: derived here (`prove_overshoot`).

    Example:
        >>> least_square(S.Half, (2 * S.One / 3, S.One / 3))
        1/9
    """
    return Min(*[descent.contraction_factor(small, weight) ** 2 for weight in weights if weight != 0])


def derive_small_steps() -> Derivation:
    """Derive how many small steps one large step is worth, and that this becomes its effective time.

    Example:
        >>> len(derive_small_steps().lines)
        5
    """
    number, small, large = Symbol("N"), Symbol("rho_s", positive=True), Symbol("rho", nonnegative=True)
    return (
        Derivation("steps at a small rate")
        .define(small, descent.contraction_factor(eta_s, p), "what one small step keeps, below the deadbeat")
        .define(large, Abs(descent.contraction_factor(eta, p)), "what one large step keeps")
        .define(number, log(large) / log(small), "the number of small steps")
        .equal(small**number, large, "so many small steps keep as much")
        .equal(
            Limit(eta_s * small_steps([(eta, 1)], eta_s, p), eta_s, 0),
            effective_time([(eta, 1)], p),
            "at a vanishing rate they take the effective time",
        )
    )


def prove_small_steps() -> Proof:
    """Prove that N_i steps at the small rate contract as much as the large steps, and no other number does.

    With d more steps they keep rho_s^d times as much, and log rho_s < 0 below the deadbeat.

    Example:
        >>> prove_small_steps().check()
        4
    """
    more = Symbol("d", real=True)
    last = Symbol("log(rho_s)", real=True)
    return Proof(
        (
            *_shrinks(),
            _in_small_steps(more),
            Implication("another number", (last < 0,), Equivalent(Eq(2 * last * more, 0), Eq(more, 0))),
        ),
        (Rule.EXPONENTIAL,),
    )


def _shrinks() -> tuple[Implication, ...]:
    """Return the obligations that 0 < rho_i(eta_s) < 1, so that its logarithm is negative."""
    kept = descent.contraction_factor(eta_s, p)
    below = (eta_s < descent.deadbeat_rate(p),)
    return (
        Implication("a small step turns nothing", below, kept > 0),
        Implication("and shrinks everything", below, Lt(kept, 1, evaluate=False)),
    )


def _in_small_steps(more: Symbol) -> Identity:
    """Return the obligation that log m_i = 2 d_i log rho_i(eta_s), for two large phases of any lengths.

    m_i is the square of what the large steps and s small ones keep, over that of u small ones alone, and
    d_i = N_i + s - u.
    """
    others = (Symbol("eta_2", positive=True), Symbol("T_2", integer=True, nonnegative=True))
    phases = ((eta, T), others)
    kept, small = symbols("rho rho'", positive=True), Symbol("rho_s", positive=True)
    after, alone = symbols("s u", real=True)
    factors = [Abs(descent.contraction_factor(rate, p)) for rate, _ in phases]
    names = dict(zip(factors, kept, strict=True)) | {descent.contraction_factor(eta_s, p): small}
    number = small_steps(phases, eta_s, p).subs(names)
    large = Mul(*[factor**steps for factor, (_, steps) in zip(kept, phases, strict=True)])
    squares = (large * small**after) ** 2 / (small**alone) ** 2
    worth = 2 * log(small) * more
    return Identity("ratio of squares", expand_log(log(squares)), worth.subs(more, number + after - alone))


def prove_overshoot() -> Proof:
    """Prove m eps <= L_train <= eps where training stops at the first step with L_train <= eps.

    Before the last step L_train > eps, and no coordinate keeps less than m of its loss; m eps < L_train where
    the small rate ends no coordinate.

    Example:
        >>> prove_overshoot().check()
        3
    """
    step, least = descent.contraction_factor(eta_s, p), Symbol("m", nonnegative=True)
    before, after = symbols("L_before L_after", nonnegative=True)
    terms = losses.train_loss((p,), (r,)), losses.train_loss((p,), (step * r,))
    last = (before > eps, least * before <= after)
    return Proof(
        (
            Implication("one coordinate", (least <= step**2,), Le(least * terms[0], terms[1])),
            Implication("so not much is left out", last, after >= least * eps),
            Implication("and more than that", (*last, least > 0), after > least * eps),
        ),
        (Rule.SUM, Rule.DIRECT),
    )


def _overshoots() -> tuple[Symbol, ...]:
    return tuple(Symbol(f"L_{name}", positive=True) for name in ("annealed", "small", "annealed'", "small'"))


def prove_sandwich() -> Proof:
    """Prove that stopping at whole steps changes the ratio of the two test losses by a factor in [m, 1/m].

    The last step is taken whole instead of in part: it keeps f_i of what its part kept, rho_i^2 <= f_i <= 1.

    Example:
        >>> prove_sandwich().check()
        7
    """
    f, weight = Symbol("f", positive=True), Symbol("q", nonnegative=True)
    term = losses.test_loss((weight,), (r,))
    annealed, small, annealed_whole, small_whole = _overshoots()
    inside = (
        _m * annealed <= annealed_whole,
        annealed_whole <= annealed,
        _m * small <= small_whole,
        small_whole <= small,
    )
    ratio, whole = annealed / small, annealed_whole / small_whole
    return Proof(
        (
            *lemma(prove_overshoot).obligations,
            Implication("it keeps m at least", (_m <= f, f <= 1), Le(_m * term, f * term)),
            Implication("and enlarges nothing", (_m <= f, f <= 1), Le(f * term, term)),
            Implication("from below", inside, whole >= _m * ratio),
            Implication("from above", inside, whole <= ratio / _m),
        ),
        (Rule.EXPONENTIAL, Rule.SUM, Rule.DIRECT),
    )


def prove_margin() -> Proof:
    """Prove: if the ratio of test losses between steps is at most m, annealing wins at whole steps too.

    What was taken of the last step is more than nothing, so that the rest of it keeps more than rho_i^2.

    Example:
        >>> prove_margin().check()
        5
    """
    annealed, small, annealed_whole, small_whole = _overshoots()
    f, square, weight = (Symbol(name, positive=True) for name in ("f", "rho^2", "q"))
    part = losses.test_loss((weight,), (r,))
    inside = (annealed_whole <= annealed, _m * small < small_whole, annealed <= _m * small)
    return Proof(
        (
            *lemma(prove_overshoot).obligations,
            Implication(
                "the rest keeps more than m", (_m <= square, square < f, part > 0), _m * part < f * part
            ),
            Implication("within the margin", inside, annealed_whole < small_whole),
        ),
        (Rule.EXPONENTIAL, Rule.SUM, Rule.DIRECT),
    )


def prove_criterion() -> Proof:
    """Prove: on two coordinates the advantage has the sign of (kappa_2 - kappa_1)(N_2 - N_1).

    log m_i = 2 d_i log rho_i(eta_s), and the logarithm is negative: m_i < 1 exactly when d_i > 0. What is
    left to show does not know the rate: it is what decides against the flow.

    Example:
        >>> prove_criterion().check()
        11
    """
    more, last = Symbol("d", real=True), Symbol("log(rho_s)", real=True)
    worth = 2 * last * more
    order_decides = lemma(comparison.prove_order_decides)
    return Proof(
        (
            *_shrinks(),
            _in_small_steps(more),
            Implication("later keeps less", (last < 0,), Equivalent(worth < 0, more > 0)),
            Implication("at the same time the same", (last < 0,), Equivalent(Eq(worth, 0), Eq(more, 0))),
            *order_decides.obligations,
        ),
        order_decides.rules,
    )
