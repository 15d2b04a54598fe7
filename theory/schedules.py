"""What a schedule of large steps does to a coordinate. Knows the losses and one step."""

from collections.abc import Sequence

from sympy import Expr, Function, Mul, Subs, Symbol, diff, rsolve

from theory import losses
from theory.descent import contraction_factor
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.induction import ClosedForm
from theory.logic.proof import Identity, Proof, Rule
from theory.symbols import T, eta, p, r, r_0

_rest = Symbol("R", real=True)  # the part of the train loss that does not depend on this coordinate


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
    """Prove r(T) = r(0) prod rho(eta_k) by induction on the number of steps, after any earlier phases.

    The step of the induction is taken from the gradient of the loss, behind up to three earlier phases with
    rates and lengths of their own; for more of them the product only grows by factors of the same kind.

    Example:
        >>> prove_iterate().check()
        9
    """
    loss = losses.train_loss((p,), (r,)) + _rest
    rates, lengths = _other_phases(3)
    solutions = []
    for number in range(4):
        before = list(zip(rates, lengths, strict=True))[:number]
        solutions.append(
            ClosedForm(
                f"one more phase, behind {number}",
                solution=schedule_factor([*before, (eta, T)], p) * r_0,
                index=T,
                state=r,
                start=schedule_factor(before, p) * r_0,
                step=r - eta * diff(loss, r),
            )
        )
    empty = Identity("the empty schedule", schedule_factor([], p) * r_0, r_0)
    return Proof((empty, *solutions), (Rule.INDUCTION, Rule.EACH_COORDINATE))


def _other_phases(number: int) -> tuple[list[Symbol], list[Symbol]]:
    """Return rates and lengths for phases other than the one at hand."""
    rates = [Symbol(f"eta_{k + 1}", positive=True) for k in range(number)]
    return rates, [Symbol(f"T_{k + 1}", integer=True, nonnegative=True) for k in range(number)]


def prove_order() -> Proof:
    """Prove that exchanging two neighbouring phases changes nothing; so no order matters.

    Exchanges of neighbours lead to every order. What stands before and behind them is a common factor.

    Example:
        >>> prove_order().check()
        1
    """
    (first, last, other), (before, behind, between) = _other_phases(3)
    here, there = (eta, T), (other, between)
    orders = (
        schedule_factor([(first, before), *middle, (last, behind)], p)
        for middle in ((here, there), (there, here))
    )
    return Proof((Identity("exchange", *orders),), (Rule.EACH_COORDINATE, Rule.INDUCTION))
