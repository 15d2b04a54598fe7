"""Where, with momentum, the heavier coordinate keeps more: spectral radii of 2x2 matrices compared.

Knows the heavy ball's transition. The spectral radius of a coordinate is the larger modulus of the roots of
z^2 - a z + beta_m: sqrt(beta_m) as long as it is underdamped, a^2 < 4 beta_m, else that of a real root.
"""

from itertools import product

from sympy import Abs, And, Eq, Equivalent, Expr, Function, Ge, Gt, Le, Lt, Max, Or, Symbol, sqrt, symbols
from sympy.logic.boolalg import Boolean

from theory.logic.equivalence import Equivalences
from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import ByCases, Chain, Deduction, Instance, conjunction, together
from theory.logic.spectra import OfRoots, SpectralRadius
from theory.logic.substitution import replaced
from theory.momentum import momentum_limit, trace, transition
from theory.symbols import argument, divisor, eta, p_1, p_2, w, w_2

_root = Symbol("s", nonnegative=True)  # sqrt(beta_m)
_sizes = symbols("A_1 A_2", nonnegative=True)  # |a|, of the traces
_radii = symbols("R_1 R_2", nonnegative=True)


@shown_by("momentum_crossing.prove_momentum_crossing")
def critical_damping(p: Expr, beta_m: Expr) -> Expr:
    """Return (1 + sqrt(beta_m))^2/(2p): above this learning rate a coordinate is overdamped, with a < 0.

    Raises:
        ValueError: If p = 0.

    Source: derived here (`prove_momentum_crossing`).

    Example:
        >>> critical_damping(p_1, beta_m=argument(1) / 4)
        9/(8*p_1)
    """
    return (1 + sqrt(argument(beta_m))) ** 2 / (2 * divisor("p", p))


@shown_by("momentum_crossing.prove_momentum_crossing")
def momentum_crossing_rate(p_1: Expr, p_2: Expr, beta_m: Expr) -> Expr:
    """Return max((1 + beta_m)/(p_1 + p_2), (1 + sqrt(beta_m))^2/(2 p_1)), for p_1 > p_2.

    Above it, and only there, the heavier coordinate has the larger spectral radius: it keeps more per step.

    Raises:
        ValueError: If p_1 + p_2 = 0 or p_1 = 0.

    Source: derived here (`prove_momentum_crossing`).

    Example:
        >>> momentum_crossing_rate(argument(2) / 3, argument(1) / 3, argument(1) / 4)
        27/16
    """
    middle = (1 + argument(beta_m)) / divisor("p_1 + p_2", argument(p_1) + p_2)
    return Max(middle, critical_damping(p_1, beta_m))


@shown_by("momentum_crossing.prove_damping_decides")
def largest_ratio(beta_m: Expr) -> Expr:
    """Return ((1 + sqrt(beta_m))/(1 - sqrt(beta_m)))^2: up to this p_1/p_2 critical damping is the crossing.

    Raises:
        ValueError: If beta_m = 1.

    Source: derived here (`prove_damping_decides`).

    Example:
        >>> largest_ratio(argument(1) / 4)
        9
    """
    root = sqrt(argument(beta_m))
    return ((1 + root) / divisor("1 - sqrt(beta_m)", 1 - root)) ** 2


def _kinds_of_radius(radius: Expr, size: Expr) -> tuple[Boolean, Boolean]:
    """Return what a spectral radius is, by |a|: that of two real roots, or that of a conjugate pair."""
    real = And(
        Ge(size, 2 * _root, evaluate=False),
        Eq(radius**2, size * radius - _root**2, evaluate=False),
        Ge(2 * radius, size, evaluate=False),
    )
    return real, And(Lt(size, 2 * _root, evaluate=False), Eq(radius, _root, evaluate=False))


def _kind(weight: Expr) -> Instance:
    """Return that the spectral radius of a coordinate is of one kind or the other."""
    kinds = _kinds_of_radius(_radii[0], Abs(trace(eta, w, _root**2)))
    matrix = transition(eta, w, _root**2)
    either = OfRoots("it is of one kind or the other", matrix, _radii[0], Or(*kinds, evaluate=False))
    return Instance(either, {w: weight})


def _by_traces() -> tuple[ByCases, Boolean, Boolean]:
    """Return that R_1 > R_2 iff |a_1| > |a_2| and |a_1| > 2 sqrt(beta_m), and the two sides."""
    (A_1, A_2), (first, second) = _sizes, _radii
    kinds = [_kinds_of_radius(*each) for each in zip(_radii, _sizes, strict=True)]
    more, by_traces = first > second, And(A_1 > A_2, 2 * _root < A_1)
    cases = [
        Implication(f"{' and '.join(roots)} roots", pair, Equivalent(more, by_traces))
        for roots, pair in zip(product(("real", "conjugate"), repeat=2), product(*kinds), strict=True)
    ]
    either = tuple(Or(*kind, evaluate=False) for kind in kinds)
    return ByCases("by the traces", either, tuple(cases)), more, by_traces


def _radii_compared() -> Chain:
    """Return that the heavier coordinate has the larger spectral radius iff eta > the crossing."""
    weights, says = (p_1, w_2), "the heavier coordinate has the larger spectral radius"
    sizes = [Abs(trace(eta, weight, _root**2)) for weight in weights]
    radii = [SpectralRadius(trace(eta, weight, _root**2), _root**2) for weight in weights]
    named = dict(zip((*_radii, *_sizes), (*radii, *sizes), strict=True))
    cases, *sides = _by_traces()
    more, by_traces = (replaced(side, named) for side in sides)
    crossing = momentum_crossing_rate(p_1, w_2, _root**2)
    beyond = _beyond(crossing)
    (both,) = set(beyond.shows.args) - {Gt(eta, crossing, evaluate=False)}
    placed = Implication("where the traces are so", (p_1 > w_2,), Equivalent(by_traces, both))
    larger = Equivalences(says, more, (Instance(cases, named), placed, beyond))
    return Chain(says, (p_1 > w_2,), larger.shows, (*map(_kind, weights), larger))


def _beyond(crossing: Max) -> Instance:
    """Return that a rate is above the larger of two iff it is above both."""
    first, second = symbols("x_1 x_2", real=True)
    above = Equivalent(eta > Max(first, second), (eta > first) & (eta > second))
    return Instance(
        Implication("above both", (), above), dict(zip((first, second), crossing.args, strict=True))
    )


def _window() -> Chain:
    """Return that the larger of the two rates lies below the stability limit."""
    first, second, limit = symbols("x_1 x_2 x", real=True)
    larger = Implication("the larger", (first < limit, second < limit), Max(first, second) < limit)
    parts = momentum_crossing_rate(p_1, p_2, _root**2).args
    at = Instance(
        larger, dict(zip((first, second, limit), (*parts, momentum_limit(p_1, _root**2)), strict=True))
    )
    below = Implication("both below the limit", (p_1 > p_2, _root < 1), conjunction(at.given))
    return Chain("a stable window", below.given, at.shows, (below, at))


def prove_momentum_crossing() -> Proof:
    """Prove: for p_1 > p_2 the spectral radius of coordinate 1 is the larger one iff eta > the crossing.

    Of two seen coordinates the crossing lies below the stability limit: there is a window.

    Example:
        >>> prove_momentum_crossing().check()
        13
    """
    damping = trace(critical_damping(p_1, _root**2), p_1, _root**2)
    critical = Identity("critical damping", damping**2, 4 * _root**2)
    return Proof((together("the crossing", _radii_compared(), Deduction(_window()), critical),))


def _at_critical_damping() -> Chain:
    """Return that above critical damping, and only there, coordinate 1 has the larger spectral radius."""
    first, second = symbols("x_1 x_2", real=True)
    crossing, damping = momentum_crossing_rate(p_1, p_2, _root**2), critical_damping(p_1, _root**2)
    (middle,) = set(crossing.args) - {damping}
    within = Le(p_1 / p_2, largest_ratio(_root**2), evaluate=False)
    alike = Equivalent(eta > Max(first, second), eta > second)
    (known,) = lemma(prove_momentum_crossing).obligations
    (shown,) = (part for part in known.shows.args if isinstance(part, Equivalent))
    compared = Instance(Chain("the crossing", known.given, shown, (known,)), {w_2: p_2})
    decides = Instance(
        Implication("the larger decides", (first <= second,), alike), {first: middle, second: damping}
    )
    (more,) = (side for side in compared.shows.args if side.has(SpectralRadius))
    larger = Equivalences("the crossing is at critical damping", more, (compared, decides))
    no_more = Implication("it is at most critical damping", (_root < 1, within), middle <= damping)
    return Chain(larger.says, (p_1 > p_2, _root < 1, within), larger.shows, (no_more, larger))


def prove_damping_decides() -> Proof:
    """Prove: if p_1/p_2 <= ((1 + sqrt(beta_m))/(1 - sqrt(beta_m)))^2 the crossing is at critical damping.

    Example:
        >>> prove_damping_decides().check()
        17
    """
    root_2 = Symbol("u", positive=True)
    two_to_one = Le(2, largest_ratio(_root**2), evaluate=False)
    needed = Ge(_root**2, 17 - 12 * root_2, evaluate=False)
    talk = Implication("counts 2:1", (_root < 1, Eq(root_2**2, 2)), Equivalent(two_to_one, needed))
    quarter = Identity(
        "at beta_m = 1/4", largest_ratio(argument(1) / 4), argument(9), Function("ratio")(argument(1) / 4)
    )
    return Proof((together("where damping decides", _at_critical_damping(), quarter, Deduction(talk)),))
