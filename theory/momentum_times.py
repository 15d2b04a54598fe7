"""Momentum against the flow: shrinking at one rate gives the lighter coordinate the larger effective time.

With momentum an underdamped coordinate shrinks like beta_m^(t/2) whatever its train weight, while the flow
shrinks the heavier one faster. R_i(t) = r_i(t)/r_i(0) is what t steps keep. Knows the heavy ball's step.
"""

from itertools import pairwise

from sympy import Abs, Eq, Expr, Function, Ge, Gt, Le, Matrix, Max, S, Symbol, symbols

from theory.effective_time import order_of_times
from theory.logic.formulas import shown_by
from theory.logic.iteration import Quantity
from theory.logic.proof import Implication, Premise, Proof
from theory.logic.raised import Raised
from theory.logic.recursions import ClosedForms
from theory.logic.rules import Chain, Instance, conjunction, together
from theory.momentum import casoratian, trace, transition
from theory.symbols import argument, divisor, eta, n_1, n_2, w_1, w_2

beta_m = Symbol("beta_m", positive=True)  # momentum
_t = Symbol("t", integer=True, nonnegative=True)  # steps
_least, _most = symbols("X Y", real=True)  # `least_of_two` of coordinate 1, `most_of_both` of coordinate 2
_states = symbols("R_1 R_1'", real=True), symbols("R_2 R_2'", real=True)  # after t and t - 1 steps
_a, _d, _r, _s = symbols("a D R R'", real=True)  # of any coordinate: trace, form, and what is kept


@shown_by("momentum_times.prove_larger_time")
def least_of_two(a: Expr, beta_m: Expr, decayed: Expr) -> Expr:
    """Return D/(1 + beta_m + |a|): the larger of R(t)^2 and R(t-1)^2 is at least as large.

    Args:
        a: The trace.
        beta_m: Momentum.
        decayed: D = 2 eta p beta_m^t, the `casoratian`.

    Source: derived here (`prove_larger_time`).

    Example:
        >>> least_of_two(-S.One, S.One / 4, S.One / 2)
        2/9
    """
    return argument(decayed) / (1 + argument(beta_m) + Abs(argument(a)))


@shown_by("momentum_times.prove_larger_time")
def most_of_both(a: Expr, beta_m: Expr, decayed: Expr) -> Expr:
    """Return 4 D/(4 beta_m - a^2): underdamped, neither of R(t)^2 and R(t-1)^2 is larger.

    Args:
        a: The trace, a^2 < 4 beta_m.
        beta_m: Momentum, positive.
        decayed: D = 2 eta p beta_m^t, the `casoratian`.

    Raises:
        ValueError: If a^2 = 4 beta_m, at critical damping.

    Source: derived here (`prove_larger_time`).

    Example:
        >>> most_of_both(S.One / 2, S.One / 4, S.One / 2)
        8/3
    """
    return 4 * argument(decayed) / divisor("4 beta_m - a^2", 4 * argument(beta_m) - argument(a) ** 2)


def _form(a: Expr, now: Expr, before: Expr) -> Expr:
    """Return the quadratic form of two neighbouring states that a step multiplies by beta_m."""
    return now**2 - a * now * before + beta_m * before**2


def _decays(state: tuple[Symbol, Symbol], weight: Expr) -> Quantity:
    """Return that the form of a coordinate that starts at rest is 2 eta p beta_m^t after t steps."""
    decayed = Symbol(f"D of {state[0]}", real=True)
    first, _, said = (casoratian(eta, weight, beta_m, steps) for steps in (0, 1, _t))
    after = transition(eta, weight, beta_m) * Matrix(state)
    return Quantity(
        f"the form of {state[0]}",
        _form(trace(eta, weight, beta_m), *state),
        dict.fromkeys(state, S.One),
        dict(zip(state, after, strict=True)),
        ClosedForms("it decays", _t, {decayed: first}, {decayed: beta_m * decayed}, {decayed: said}),
    )


def _heavy() -> Chain:
    """Return that the larger of R^2 and R'^2 is at least D/(1 + beta_m + |a|).

    In the form |a R R'| <= |a| (R^2 + R'^2)/2.
    """
    u, v, mixed = symbols("u v m", real=True)  # R^2, R'^2, a R R'
    bound = Le(-mixed, Abs(_a) * (u + v) / 2, evaluate=False)
    end = Eq(_least, least_of_two(_a, beta_m, _d))
    given = (Eq(u - mixed + beta_m * v, _d), bound, end)  # the form is D
    large = Instance(
        Implication("of what is so bounded", given, Ge(Max(u, v), _least)),
        {u: _r**2, v: _s**2, mixed: _a * _r * _s},
    )
    links = (Implication("the mixed term", (), large.given[1]), large)
    return Chain("one of two is large", (large.given[0], end), large.shows, links)


def _light() -> Chain:
    """Return that R^2 and R'^2 are at most 4 D/(4 beta_m - a^2): complete a square, and beta_m <= 1."""
    end = Eq(_most, most_of_both(_a, beta_m, _d))
    given = (Eq(_form(_a, _r, _s), _d), beta_m <= 1, _a**2 < 4 * beta_m, end)
    sides = [Le(side**2, _most, evaluate=False) for side in (_r, _s)]
    return together("both are small", *[Implication("it is small", given, side) for side in sides])


def _after(state: tuple[Symbol, Symbol]) -> tuple[Expr, ...]:
    """Return what is kept after t and t - 1 steps."""
    return tuple(Function(str(symbol), real=True)(_t) for symbol in state)


def _of(place: int, weight: Expr) -> dict[Symbol, Expr]:
    """Return what of one of the two coordinates takes the place of the same of any coordinate."""
    now, before = _after(_states[place])
    decayed = casoratian(eta, weight, beta_m, _t)
    return {_a: trace(eta, weight, beta_m), _d: decayed, _r: now, _s: before}


def _nonnegative() -> Implication:
    """Return that X >= 0, as D >= 0."""
    decayed = Symbol("D", nonnegative=True)
    end = Eq(_least, least_of_two(_a, beta_m, decayed))
    return Implication("X", (end,), Ge(_least, 0, evaluate=False))


def _later(kept: Symbol, other: Symbol) -> Chain:
    """Return that kept^(n_2) > other^(n_1) if X <= kept and other <= Y, for X^(n_2) > Y^(n_1)."""
    large, small = Raised(kept, _least, n_2), Raised(_most, other, n_1)
    powers = symbols("U X_n Y_n V", real=True)
    ordered = tuple(Gt(u, v) if place == 1 else Ge(u, v) for place, (u, v) in enumerate(pairwise(powers)))
    values = (kept**n_2, _least**n_2, _most**n_1, other**n_1)
    last = Instance(
        Implication("so are the powers", ordered, Gt(powers[0] - powers[3], 0)),
        dict(zip(powers, values, strict=True)),
    )
    given = (*large.given, last.given[1], *small.given)
    return Chain("its time is larger", given, last.shows, (large, small, last))


def prove_larger_time() -> Proof:
    """Prove tau_2 > tau_1 after t or t - 1 steps, whichever keeps more of coordinate 1, if X^(n_2) > Y^(n_1).

    X and Y are `least_of_two` of coordinate 1 and `most_of_both` of coordinate 2, which is underdamped. What
    is compared is `order_of_times` of the squares of what is kept, whose sign is that of tau_2 - tau_1.

    Example:
        >>> prove_larger_time().check()
        15
    """
    u, v = symbols("u v", real=True)
    kept = Max(*[side**2 for side in _after(_states[0])])
    others = [side**2 for side in _after(_states[1])]
    first = _of(0, w_1)
    heavy, light = Instance(_heavy(), first), Instance(_light(), _of(1, w_2))
    square = Implication("a square", (), Ge(_r**2, 0, evaluate=False))
    links: tuple[Premise, ...] = (
        *[_decays(state, weight) for state, weight in zip(_states, (w_1, w_2), strict=True)],
        Instance(_nonnegative(), {_a: first[_a], Symbol("D", nonnegative=True): first[_d]}),
        *[Instance(square, {_r: side}) for side in _after(_states[1])],
        heavy,
        light,
        *[Instance(_later(u, v), {u: kept, v: other}) for other in others],
    )
    given = (*light.given[1:], heavy.given[1], Gt(_least**n_2, _most**n_1))
    shows = conjunction(Gt(order_of_times(other, kept, n_2, n_1), 0) for other in others)
    return Proof((Chain("the lighter coordinate has the larger effective time", given, shows, links),))
