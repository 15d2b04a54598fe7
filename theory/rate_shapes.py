"""The learning rates of the usual schedules in closed form. Knows no schedule's use.

Names and conventions are those of torch.optim.lr_scheduler and optax: the rates of T steps are those at
t = 0, ..., T-1. The end value would be that at t = T, where what comes next begins, and is not among them.
"""

from collections.abc import Callable

from sympy import Expr, S, Subs, Symbol, cos, pi, sin, symbols

from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.proof import Proof
from theory.logic.recursions import ClosedForms
from theory.logic.rules import together
from theory.symbols import argument, divisor

init, end = Symbol("eta_0", nonnegative=True), Symbol("eta_T", nonnegative=True)  # the rates at both ends
gamma = Symbol("gamma", positive=True)  # by which an exponential rate is multiplied at every step
power = Symbol("k", integer=True, positive=True)  # of a polynomial rate
place = Symbol("t", integer=True, nonnegative=True)  # how many steps of the shape were made before this one
total = Symbol("T", integer=True, positive=True)  # how many steps the shape has


@shown_by("rate_shapes.prove_rational_rates")
def linear_rate(init: Expr, end: Expr, t: Expr, steps: Expr) -> Expr:
    """Return init + (end - init) t/T.

    Args:
        init: The rate at t = 0.
        end: The rate at t = T.
        t: How many steps of the shape were made, 0 to T-1.
        steps: T, positive.

    Source: LinearLR of torch.optim.lr_scheduler; linear_schedule of optax.

    Example:
        >>> linear_rate(3, 0, 1, 2)
        3/2
    """
    return argument(init) + (argument(end) - init) * t / divisor("T", steps)


@shown_by("rate_shapes.prove_rational_rates")
def polynomial_rate(init: Expr, end: Expr, power: Expr, t: Expr, steps: Expr) -> Expr:
    """Return end + (init - end)(1 - t/T)^k.

    Args:
        init: The rate at t = 0.
        end: The rate at t = T.
        power: k, a positive integer; 1 is linear.
        t: How many steps of the shape were made, 0 to T-1.
        steps: T, positive.

    Source: PolynomialLR of torch.optim.lr_scheduler, where end = 0; polynomial_schedule of optax.

    Example:
        >>> polynomial_rate(1, 0, 2, 1, 3)
        4/9
    """
    return argument(end) + (argument(init) - end) * (1 - argument(t) / divisor("T", steps)) ** power


@shown_by("rate_shapes.prove_rational_rates")
def exponential_rate(init: Expr, gamma: Expr, t: Expr) -> Expr:
    """Return init gamma^t.

    Args:
        init: The rate at t = 0.
        gamma: The factor, positive.
        t: How many steps of the shape were made.

    Source: ExponentialLR of torch.optim.lr_scheduler; exponential_decay of optax.

    Example:
        >>> exponential_rate(3, argument(1) / 2, 2)
        3/4
    """
    return argument(init) * argument(gamma) ** t


@shown_by("rate_shapes.prove_cosine_rate")
def cosine_rate(init: Expr, end: Expr, t: Expr, steps: Expr) -> Expr:
    """Return end + (init - end)(1 + cos(pi t/T))/2; the cosine stays as it is unless it is rational.

    Args:
        init: The rate at t = 0.
        end: The rate at t = T.
        t: How many steps of the shape were made, 0 to T-1.
        steps: T, positive.

    Source: Loshchilov and Hutter 2017, SGDR; CosineAnnealingLR of torch.optim.lr_scheduler;
        cosine_decay_schedule of optax.

    Example:
        >>> cosine_rate(3, 0, 1, 3), cosine_rate(3, 0, 1, 4)
        (9/4, 3*cos(pi/4)/2 + 3/2)
    """
    angle = pi * t / divisor("T", steps)
    swing = cos(angle)
    if not (swing.is_Rational or swing.free_symbols):
        swing = cos(angle, evaluate=False)  # no radicals: all the rates of a shape are of one form
    return argument(end) + (argument(init) - end) * (1 + swing) / 2


def derive_rational_rates() -> Derivation:
    """Derive that the rational rates satisfy the recursions by which they are defined.

    Example:
        >>> len(derive_rational_rates().lines)
        9
    """
    linear, grown = linear_rate(init, end, place, total), exponential_rate(init, gamma, place)
    polynomial = polynomial_rate(init, end, power, place, total)
    left = Symbol("l")
    return (
        Derivation("rational rates")
        .equal(linear.subs(place, place + 1), linear + (end - init) / total, "the linear rate moves evenly")
        .equal(Subs(linear, place, 0), init, "from its start")
        .equal(Subs(linear, place, total), end, "to its end")
        .equal(grown.subs(place, place + 1), gamma * grown, "the exponential rate is multiplied by gamma")
        .equal(Subs(grown, place, 0), init, "from its start")
        .equal(Subs(polynomial, place, total), end, "the polynomial rate goes to its end")
        .define(left, linear_rate(1, 0, place, total), "what is left of the steps, a linear rate from 1 to 0")
        .equal(
            polynomial, end + (init - end) * left**power, "the polynomial rate is above its end by a power"
        )
        .equal(polynomial.subs(power, 1), linear, "which may be 1")
    )


def derive_cosine_rate() -> Derivation:
    """Derive the recursion of the cosine rate, and both its ends.

    Example:
        >>> len(derive_cosine_rate().lines)
        5
    """
    above, rate, later = Symbol("u"), cosine_rate(init, end, place, total), Symbol("u'")
    turned = cos(pi / total) * cos(pi * place / total) - sin(pi / total) * sin(pi * place / total)
    return (
        Derivation("cosine rate")
        .define(above, cos(pi * place / total), "the first component of a vector on the unit circle")
        .equal(rate, (init + end) / 2 + (init - end) / 2 * above, "the rate")
        .define(
            later, cos(pi * (place + 1) / total).expand(trig=True), "one step later, by the addition theorem"
        )
        .equal(later, turned, "the vector is turned by the angle pi/T")
        .equal(Subs(rate, place, total), end, "to the other end of half a circle")
    )


def prove_rational_rates() -> Proof:
    """Prove that the linear, the exponential and the polynomial rate solve their recursions.

    A polynomial rate is above its end by a power of the part of the steps that is left; of that every step
    leaves (T-t-1)/(T-t), t < T.

    Example:
        >>> prove_rational_rates().check()
        5
    """
    shrinks = (total - place - 1) / (total - place)
    shapes = (
        _solved("linear", lambda eta: eta + (end - init) / total, linear_rate(init, end, place, total)),
        _solved("exponential", lambda eta: gamma * eta, exponential_rate(init, gamma, place)),
        _solved(
            "polynomial",
            lambda eta: end + (eta - end) * shrinks**power,
            polynomial_rate(init, end, power, place, total),
            last=total,
        ),
    )
    return Proof((together("the rates of three shapes", *shapes),))


def _solved(
    shape: str, step: Callable[[Expr], Expr], solution: Expr, last: Expr | None = None
) -> ClosedForms:
    """Return that a rate starts as it should and moves from step to step as the shape does."""
    rate = Symbol(f"eta_{shape}", real=True)
    return ClosedForms(shape, place, {rate: init}, {rate: step(rate)}, {rate: solution}, last)


def prove_cosine_rate() -> Proof:
    """Prove that the cosine rate is that of a vector turned by pi/T at every step, from (1, 0).

    Both components are needed: the addition theorems give those after one more step.

    Example:
        >>> prove_cosine_rate().check()
        6
    """
    u, v, rate = symbols("u v eta", real=True)
    turned = {u: u * cos(pi / total) - v * sin(pi / total), v: u * sin(pi / total) + v * cos(pi / total)}
    angle = pi * place / total

    def rate_of(part: Expr) -> Expr:
        return (init + end) / 2 + (init - end) / 2 * part

    rates = ClosedForms(
        "the rate goes with a vector that turns",
        place,
        start={u: S.One, v: S.Zero, rate: init},
        step={**turned, rate: rate_of(turned[u])},
        solution={u: cos(angle), v: sin(angle), rate: cosine_rate(init, end, place, total)},
    )
    return Proof((rates,))
