"""The gradient flow, the limit of small learning rates, and where it stops. Knows losses and gradient."""

from collections.abc import Sequence

from sympy import (
    Add,
    Derivative,
    Equivalent,
    Expr,
    Ge,
    Gt,
    Le,
    Limit,
    Lt,
    Ne,
    Rational,
    Subs,
    Symbol,
    diff,
    exp,
    limit,
    oo,
    sqrt,
    symbols,
)

from theory import descent, losses
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import p, p_1, p_2, q_1, q_2, r_0, t, w, w_1, w_2

_R_1, _R_2 = (Symbol(f"R_{i}", positive=True) for i in (1, 2))  # squares of the residuals


@shown_by("flow.prove_flow")
def flow_factor(p: Expr, t: Expr) -> Expr:
    """Return exp(-2 p_i t), by which the flow multiplies residual i in time t.

    Source: derived here (`derive_flow`) from the gradient.

    Example:
        >>> flow_factor(p, t)
        exp(-2*p*t)
    """
    return exp(-2 * p * t)


@shown_by("flow.prove_train_loss_along")
def train_loss_along(p: Sequence[Expr], r_0: Sequence[Expr], t: Expr) -> Expr:
    """Return L_train(t) = sum_i p_i r_i(0)^2 exp(-4 p_i t) along the flow.

    Source: derived here (`prove_train_loss_along`).

    Example:
        >>> train_loss_along((p,), (r_0,), t)
        p*r_0**2*exp(-4*p*t)
    """
    return Add(*[weight * start**2 * exp(-4 * weight * t) for weight, start in zip(p, r_0, strict=True)])


def derive_flow() -> Derivation:
    """Derive r(t) = r(0) exp(-2 p t), the train loss's decrease, and the end of the flow.

    Example:
        >>> len(derive_flow().lines)
        4
    """
    path = r_0 * flow_factor(w, t)
    loss = losses.train_loss((w,), (path,))
    return (
        Derivation("gradient flow")
        .equal(Derivative(path, t), -descent.gradient(w, path), "the path satisfies dr/dt = -dL/dr")
        .equal(Subs(path, t, 0), r_0, "and starts at r_0")
        .equal(Derivative(loss, t), -(descent.gradient(w, path) ** 2), "each coordinate's train loss falls")
        .equal(Limit(flow_factor(p, t), t, oo), Rational(0), "and tends to zero if it was drawn, p > 0")
    )


def prove_flow() -> Proof:
    """Prove r_i(t) = r_i(0) exp(-2 p_i t): it solves the flow's equation and starts at r_i(0).

    Example:
        >>> prove_flow().check()
        2
    """
    path = r_0 * flow_factor(w, t)
    speed = -descent.gradient(w, path)
    return Proof(
        (Identity("the equation", diff(path, t), speed), Identity("the start", path.subs(t, 0), r_0)),
        (Rule.LINEAR_ODE, Rule.EACH_COORDINATE),
    )


def prove_train_loss_along() -> Proof:
    """Prove L_train(t) = sum p_i r_i(0)^2 exp(-4 p_i t): the loss of the path, which solves the equation.

    Example:
        >>> prove_train_loss_along().check()
        3
    """
    mine = losses.train_loss((w,), (r_0 * flow_factor(w, t),))
    term = Identity("one term of the loss", mine, train_loss_along((w,), (r_0,), t))
    return Proof((*lemma(prove_flow).obligations, term), (Rule.LINEAR_ODE, Rule.SUM))


def _fall_of_square(p: Expr, R: Expr) -> Expr:
    """Return dR/dt along the flow, R = r^2 the squared residual: 2 r dr/dt with dr/dt = -dL_train/dr."""
    root = sqrt(R)
    return normal_form(2 * root * -descent.gradient(p, root))


def _slope_of_train_loss(p: Expr, R: Symbol) -> Expr:
    """Return d/dt of p R along the flow, R the squared residual."""
    return diff(losses.train_loss((p,), (sqrt(R),)), R) * _fall_of_square(p, R)


def prove_stops_once() -> Proof:
    """Prove that L_train falls strictly to zero along the flow: each level is met exactly once.

    Example:
        >>> prove_stops_once().check()
        4
    """
    loss = losses.train_loss((w,), (r_0 * flow_factor(w, t),))
    falls = Lt(_slope_of_train_loss(p, _R_1), 0, evaluate=False)
    any_square = Symbol("R", nonnegative=True)
    stays = Le(_slope_of_train_loss(w, any_square), 0, evaluate=False)
    return Proof(
        (
            Implication("the loss of a coordinate that was drawn and is not at rest falls", (), falls),
            Implication("that of no other one rises", (), stays),
            Identity("at time zero", loss.subs(t, 0), losses.train_loss((w,), (r_0,))),
            Identity("in the end", limit(flow_factor(p, t), t, oo), Rational(0)),
        ),
        (Rule.MONOTONE, Rule.SUM, Rule.INTERMEDIATE_VALUE),
    )


def _slope_of_distortion() -> Expr:
    """Return the derivative of L_test/L_train along the flow, times L_train^2, for two coordinates."""
    squares = (_R_1, _R_2)
    falls = tuple(map(_fall_of_square, (w_1, w_2), squares))
    residuals = tuple(map(sqrt, squares))
    train, test = losses.train_loss((w_1, w_2), residuals), losses.test_loss((q_1, q_2), residuals)
    along = [
        sum(diff(loss, R) * fall for R, fall in zip(squares, falls, strict=True)) for loss in (train, test)
    ]
    return normal_form(along[1] * train - test * along[0])


def prove_distortion_rises() -> Proof:
    """Prove that L_test/L_train increases along the flow, if kappa_1 < kappa_2 and p_1 > p_2.

    With R_i = r_i^2 and dR_i/dt = -4 p_i R_i its derivative, times L_train squared, is a polynomial. Where
    coordinate 2 was never drawn kappa_2 is infinite, and kappa_1 < kappa_2 means q_1 p_2 < q_2 p_1.

    Example:
        >>> prove_distortion_rises().check()
        2
    """
    ordered, less = (w_1 > w_2, q_1 * w_2 < q_2 * w_1), q_1 * p_2 < q_2 * p_1
    same = Equivalent(losses.distortion(q_1, p_1) < losses.distortion(q_2, p_2), less)
    return Proof(
        (
            Implication("the order of distortions, if both were drawn", (), same),
            Implication("the derivative", ordered, Gt(_slope_of_distortion(), 0, evaluate=False)),
        ),
        (Rule.DIRECT, Rule.MONOTONE),
    )


def prove_distortion_rises_uniform() -> Proof:
    """Prove that L_test/L_train increases along the flow for uniform q, whatever the number of coordinates.

    Its derivative times L_train^2 is a sum over pairs of 4 q (p_i - p_j)^2 R_i R_j, R_i = r_i^2. Some p_i may
    be zero; one pair with different weights and R_i, R_j > 0 is enough.

    Example:
        >>> prove_distortion_rises_uniform().check()
        3
    """
    pair = 4 * q_1 * (w_1 - w_2) ** 2 * _R_1 * _R_2
    squares = symbols("R_i R_j", nonnegative=True)
    any_pair = pair.subs(dict(zip((_R_1, _R_2), squares, strict=True)))
    return Proof(
        (
            Identity("the pair's derivative", _slope_of_distortion().subs(q_2, q_1), pair),
            Implication("a pair of different weights", (Ne(w_1, w_2), q_1 > 0), Gt(pair, 0, evaluate=False)),
            Implication("no pair takes away from it", (), Ge(any_pair, 0, evaluate=False)),
        ),
        (Rule.PAIRS, Rule.MONOTONE),
    )
