"""What a schedule of large steps does to a coordinate. Knows the losses and one step."""

from collections.abc import Sequence
from functools import partial

from sympy import Expr, Function, Mul, Subs, Symbol, diff, rsolve

from theory import losses
from theory.descent import contraction_factor
from theory.logic.derivation import Derivation
from theory.logic.families import ForEvery, members
from theory.logic.formulas import shown_by
from theory.logic.induction import ClosedForm
from theory.logic.products import Commuting, Phases
from theory.logic.proof import Proof
from theory.symbols import T, eta, p, r, r_0, w

_rest = Symbol("R", real=True)  # the part of the train loss that does not depend on this coordinate
_K = Symbol("K", integer=True, nonnegative=True)  # the number of phases
_phase = members(eta, T, of=_K)


@shown_by("schedules.prove_iterate")
def schedule_factor(schedule: Sequence[tuple[Expr, Expr | int]], p: Expr) -> Expr:
    """Return prod_k rho_i(eta_k)^(T_k), by which a schedule multiplies residual i.

    Args:
        schedule: Pairs (rate, number of steps).
        p: Train weight of the coordinate.

    Source: derived here (`derive_iterate`) by solving the recursion of one phase.

    Example:
        >>> schedule_factor([(eta, T)], p)
        (-2*eta*p + 1)**T
    """
    return Mul(*[contraction_factor(rate, p) ** steps for rate, steps in schedule])


def derive_iterate() -> Derivation:
    """Derive r(T) = rho^T r(0) by solving the recursion, and check the solution in it.

    Example:
        >>> len(derive_iterate().lines)
        4
    """
    residual, rho = Function("r"), Symbol("rho", real=True)
    solution = rsolve(residual(T + 1) - rho * residual(T), residual(T), {residual(0): r_0})
    return (
        Derivation("closed-form iterate")
        .define(rho, contraction_factor(eta, p), "the contraction factor")
        .equal(solution.subs(T, T + 1), rho * solution, "r_0 rho^T satisfies r(T+1) = rho r(T)")
        .equal(Subs(solution, T, 0), r_0, "and starts at r_0")
        .equal(solution, schedule_factor([(eta, T)], p) * r_0, "insert the contraction factor")
    )


def prove_iterate() -> Proof:
    """Prove r(T) = r(0) prod rho(eta_k), for any number of phases with rates and lengths of their own.

    The step of the induction is taken from the gradient of the loss.

    Example:
        >>> print(prove_iterate().conclusion.shows)
        (Eq(r_all(K)[i], r_0[i]*Product((-2*eta[k]*p[i] + 1)**T[k], (k, 1, K))) for every i to N)
    """
    loss = losses.train_loss((w,), (r,)) + _rest
    one = ClosedForm(
        "one phase",
        solution=schedule_factor([(eta, T)], w) * r_0,
        index=T,
        state=r,
        start=r_0,
        step=r - eta * diff(loss, r),
    )
    phases = Phases("one after the other", one, partial(schedule_factor, p=w), _phase)
    return Proof((ForEvery(phases, members(w, r_0, Function("r_all")(_K))),))


def prove_order() -> Proof:
    """Prove that exchanging two phases changes nothing; so no order matters.

    Example:
        >>> print(prove_order().conclusion.shows)
        (Eq(r(reordered)[i], r(phases)[i]) for every i to N)
    """
    order = Commuting("the order of phases", r, schedule_factor([(eta, T)], w) * r, _phase)
    return Proof((ForEvery(order, members(w, *order.shows.args)),))
