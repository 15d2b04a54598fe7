"""Annealing with a real small learning rate in place of the flow.

How many steps at the small rate contract a coordinate as much as the large steps did, and what that decides;
`whole_steps` shows by how much a run goes beyond its stop. Knows descent and comparison.
"""

from collections.abc import Sequence

from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Equivalent,
    Expr,
    Integer,
    Limit,
    Lt,
    Min,
    Mul,
    S,
    Symbol,
    log,
    oo,
    symbols,
)

from theory import comparison, descent
from theory.effective_time import effective_time
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.powers import Power
from theory.logic.proof import Implication, Proof
from theory.logic.rules import Chain
from theory.symbols import T, argument, eta, p, p_1, p_2, unended

Phases = Sequence[tuple[Expr, Expr | int]]
eta_s = Symbol("eta_s", positive=True)  # the small learning rate


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

    Source: derived here (`whole_steps.prove_overshoot`).

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

    The ratio m of the squares that the large steps leave, and u steps at the small rate, is rho_s^(2 d) with
    d = N_i - u.

    Example:
        >>> print(prove_small_steps().conclusion.shows)
        Equivalent(Eq(N, u), Eq(m, 1))
    """
    m, d = Symbol("m", positive=True), Symbol("d", real=True)
    number, alone = symbols("N u", real=True)
    kept, same_time = _in_small_steps(m, d, p, after=False), Eq(d, number - alone)
    given = (*kept.given, same_time)
    facts = And.make_args(kept.shows)
    only = Implication("no other number", (*facts, same_time), Equivalent(Eq(m, 1), Eq(number, alone)))
    return Proof((Chain("so many steps contract as much", given, only.shows, (kept, only)),))


def _shrinks(weight: Expr) -> Implication:
    """Return the obligation that 0 < rho_i(eta_s) < 1."""
    kept = descent.contraction_factor(eta_s, weight)
    below = (eta_s < descent.deadbeat_rate(weight),)
    return Implication(
        "a small step shrinks and does not turn", below, (kept > 0) & Lt(kept, 1, evaluate=False)
    )


def _in_small_steps(m: Symbol, d: Symbol, weight: Expr, *, after: bool = True) -> Power:
    """Return that m_i = rho_i(eta_s)^(2 d_i), for two large phases of any lengths.

    m_i is the square of what the large steps and s small ones keep, over that of u small ones alone, and
    d_i = N_i + s - u. Without small steps after the large ones s = 0.
    """
    others = (Symbol("eta_2", positive=True), Symbol("T_2", integer=True, nonnegative=True))
    phases = ((eta, T), others)
    kept, small = symbols("rho rho'", positive=True), Symbol("rho_s", positive=True)
    then, alone = (Symbol("s", real=True) if after else S.Zero), Symbol("u", real=True)
    factors = [Abs(descent.contraction_factor(rate, weight)) for rate, _ in phases]
    names = dict(zip(factors, kept, strict=True)) | {descent.contraction_factor(eta_s, weight): small}
    number = small_steps(phases, eta_s, weight).subs(names)
    large = Mul(*[factor**steps for factor, (_, steps) in zip(kept, phases, strict=True)])
    squares = (large * small**then) ** 2 / (small**alone) ** 2
    return Power(m, d, Integer(2), _shrinks(weight), small, squares, number + then - alone)


def prove_criterion() -> Proof:
    """Prove: on two coordinates the advantage has the sign of (kappa_2 - kappa_1)(N_2 - N_1).

    m_i = rho_i(eta_s)^(2 d_i), so that m_i < 1 exactly when d_i > 0. What is left to show does not know the
    rate: it is what decides against the flow.

    Example:
        >>> prove_criterion().check()
        12
    """
    (decides,) = lemma(comparison.prove_order_decides).obligations
    ratios = []
    for number, weight in ((1, p_1), (2, p_2)):
        m, d = Symbol(f"m_{number}", nonnegative=True), Symbol(f"d_{number}", real=True)
        in_steps = _in_small_steps(*unended(m, d), weight)
        ratios.append(comparison.prove_kept_or_ended(in_steps, m, d))
    links = (*ratios, decides, comparison.prove_order_is_kept())
    facts = {fact for ratio in ratios for fact in And.make_args(ratio.shows)}
    level = (formula for formula in decides.given if formula not in facts)
    given = (*level, *(formula for ratio in ratios for formula in ratio.given))
    return Proof((Chain("the criterion", given, decides.shows & links[-1].shows, links),))
