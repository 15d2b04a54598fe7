"""The gradient flow, the limit of small learning rates, and where it stops. Knows losses and gradient."""

from collections.abc import Sequence

from sympy import (
    Add,
    Derivative,
    Equivalent,
    Expr,
    Function,
    Ge,
    Gt,
    Integer,
    Le,
    Limit,
    Lt,
    Ne,
    Rational,
    Subs,
    Symbol,
    diff,
    exp,
    oo,
    sqrt,
    symbols,
)
from sympy.logic.boolalg import Boolean

from theory import descent, losses
from theory.logic.derivation import Derivation
from theory.logic.edges import ZeroOrPositive
from theory.logic.equations import FromEquations
from theory.logic.falling import MetOnce
from theory.logic.families import ForEvery, Members, OfSome, members, pair
from theory.logic.formulas import shown_by
from theory.logic.normal_form import normal_form
from theory.logic.ode import LinearSolution
from theory.logic.pair_sums import PairTotals
from theory.logic.proof import Implication, Proof
from theory.logic.ratios import RatioRises
from theory.logic.rules import Chain, Instance, together
from theory.logic.sums import TermInTotal, Totals, total
from theory.symbols import eps, p, p_1, p_2, q, q_1, q_2, r, r_0, t, w, w_1, w_2

_r_t, _t_eps = Function("r")(t), Symbol("t_eps", nonnegative=True)  # a residual on the path; where it stops
_R_1, _R_2 = symbols("R_1 R_2", positive=True)  # squares of the residuals
_E, *_decays = symbols("E E_1 E_2", positive=True)  # what is left of them
_starts = symbols("r_0_1 r_0_2", real=True)


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


def _path() -> LinearSolution:
    """Return that residual i is r_i(0) exp(-2 p_i t) at time t, as the equation dr/dt = -dL/dr has it."""
    path, speed = r_0 * flow_factor(w, t), -descent.gradient(w, r)
    return LinearSolution("the flow", path, t, r, r_0, speed)


def prove_flow() -> Proof:
    """Prove r_i(t) = r_i(0) exp(-2 p_i t): it solves the flow's equation and starts at r_i(0).

    Example:
        >>> print(prove_flow().conclusion.shows)
        (Eq(r(t)[i], exp(-2*t*p[i])*r_0[i]) for every i to N)
    """
    return Proof((ForEvery(_path(), members(w, r_0, _r_t)),))


def prove_train_loss_along() -> Proof:
    """Prove L_train(t) = sum p_i r_i(0)^2 exp(-4 p_i t): the loss of the path, which solves the equation.

    Example:
        >>> print(prove_train_loss_along().conclusion.shows)
        Eq(Sum(p[k]*r(t)[k]**2, (k, 1, N)), Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)))
    """
    loss, along = losses.train_loss((w,), (_r_t,)), train_loss_along((w,), (r_0,), t)
    term = FromEquations("one term of the loss", _path(), loss, along)
    return Proof((Totals(term, members(w, r_0, _r_t)),))


def prove_stops_once() -> Proof:
    """Prove that L_train falls strictly to zero along the flow: each level is met exactly once.

    Example:
        >>> prove_stops_once().check()
        4
    """
    term, decay = train_loss_along((w,), (r_0,), t), flow_factor(w, t) ** 2
    slope = diff(term, t).subs(decay, _E)
    any_one = Implication("the loss of no coordinate rises", (), Le(slope, 0, evaluate=False))
    moving = (w > 0, Ne(r_0, 0))
    falling = Implication("that of one drawn and not at rest falls", moving, Lt(slope, 0, evaluate=False))
    each, strict = (Instance(premise, {_E: decay}) for premise in (any_one, falling))
    of_one = members(w, r_0)
    falls = Totals(each, of_one, strict, moving)
    vanishes = ZeroOrPositive("in the end", Limit(term, t, oo), Integer(0), w)
    return Proof((MetOnce("each level is met once", term, t, of_one, falls, vanishes, eps, _t_eps),))


def _fall_of_square(p: Expr, R: Expr) -> Expr:
    """Return dR/dt along the flow, R = r^2 the squared residual: 2 r dr/dt with dr/dt = -dL_train/dr."""
    root = sqrt(R)
    return normal_form(2 * root * -descent.gradient(p, root))


def _slope_of_distortion() -> Expr:
    """Return the derivative of L_test/L_train along the flow, times L_train^2, for two coordinates."""
    squares = (_R_1, _R_2)
    falls = tuple(map(_fall_of_square, (w_1, w_2), squares))
    residuals = tuple(map(sqrt, squares))
    train, test = losses.train_loss((w_1, w_2), residuals), losses.test_loss((q_1, q_2), residuals)
    along = [
        sum(diff(loss, R) * fall for R, fall in zip(squares, falls, strict=True)) for loss in (train, test)
    ]
    left = {R: start**2 * decay for R, start, decay in zip(squares, _starts, _decays, strict=True)}
    return normal_form(along[1] * train - test * along[0]).subs(left)


def _of_two() -> dict[Symbol, Expr]:
    """Return what is left of the squared residuals of two coordinates."""
    return {decay: flow_factor(weight, t) ** 2 for decay, weight in zip(_decays, (w_1, w_2), strict=True)}


def _rises(
    each: Implication, strict: Implication, some: int, own: tuple[Symbol, ...], likely: Symbol
) -> RatioRises:
    """Return that L_test/L_train rises along the flow.

    Args:
        each: That the derivative, for every two coordinates, is not negative.
        strict: That it is positive for some.
        some: How many of its hypotheses are of these two.
        own: What a coordinate has of its own.
        likely: Its population weight.
    """
    two, given = pair(*own), strict.given[:some]
    slope = PairTotals(Instance(each, _of_two()), two, Instance(strict, _of_two()), given)
    path = r_0 * flow_factor(w, t)
    terms = losses.test_loss((likely,), (path,)), train_loss_along((w,), (r_0,), t)
    below = _train_loss_left(given, two)
    return RatioRises("test loss by train loss", terms, t, members(*own), slope, Integer(2), below)


def _train_loss_left(some: tuple[Boolean, ...], two: Members) -> Chain:
    """Return that there is train loss left if of some two coordinates one was drawn, and none is at rest."""
    loss, level = losses.train_loss((w,), (r_0,)), Symbol("L", real=True)
    term = Implication("no loss is negative", (), Ge(loss * _E, 0, evaluate=False))
    none = TermInTotal(Instance(term, {_E: flow_factor(w, t) ** 2}), members(w, r_0))
    parts = [
        weight * start**2 * decay for weight, start, decay in zip((w_1, w_2), _starts, _decays, strict=True)
    ]
    found = Implication("theirs is some", (*some, *(part <= level for part in parts)), level > 0)
    whole = total(train_loss_along((w,), (r_0,), t), members(w, r_0))
    left = Instance(OfSome(Instance(found, _of_two()), two, some), {level: whole})
    return Chain("there is train loss left", left.given[:1], left.shows, (none, left))


def prove_distortion_rises() -> Proof:
    """Prove that L_test/L_train increases along the flow, if kappa_1 < kappa_2 and p_1 > p_2.

    Its derivative, times L_train squared, is a sum over pairs: it is enough that every two coordinates are
    ordered like that, as it is for two. Where coordinate 2 was never drawn kappa_2 is infinite, and
    kappa_1 < kappa_2 means q_1 p_2 < q_2 p_1.

    Example:
        >>> prove_distortion_rises().check()
        7
    """
    ordered, less = (w_1 > w_2, q_1 * w_2 < q_2 * w_1), q_1 * p_2 < q_2 * p_1
    same = Equivalent(losses.distortion(q_1, p_1) < losses.distortion(q_2, p_2), less)
    slope, alike = _slope_of_distortion(), (w_1 - w_2) * (q_2 * w_1 - q_1 * w_2) >= 0
    each = Implication("two ordered coordinates", (alike,), Ge(slope, 0, evaluate=False))
    moving = (*ordered, *(Ne(start, 0) for start in _starts))
    strict = Implication("two that are not at rest", moving, Gt(slope, 0, evaluate=False))
    distortions = Implication("the order of distortions, if both were drawn", (), same)
    rises = _rises(each, strict, len(moving), (w, q, r_0), q)
    return Proof((together("the ratio rises", distortions, rises),))


def prove_distortion_rises_uniform() -> Proof:
    """Prove that L_test/L_train increases along the flow for uniform q, whatever the number of coordinates.

    Its derivative times L_train^2 is a sum over pairs of 4 q (p_i - p_j)^2 R_i R_j, R_i = r_i^2. Some p_i may
    be zero; one pair with different weights and R_i, R_j > 0 is enough.

    Example:
        >>> prove_distortion_rises_uniform().check()
        6
    """
    slope = _slope_of_distortion().subs({q_1: q, q_2: q})
    each = Implication("no pair takes away from it", (), Ge(slope, 0, evaluate=False))
    moving = (Ne(w_1, w_2), *(Ne(start, 0) for start in _starts))
    strict = Implication("a pair of different weights", (*moving, q > 0), Gt(slope, 0, evaluate=False))
    return Proof((_rises(each, strict, len(moving), (w, r_0), q),))
