"""Where, with momentum, the heavier coordinate keeps more: spectral radii of 2x2 matrices compared.

Knows the heavy ball's transition. The spectral radius of a coordinate is the larger modulus of the roots of
z^2 - a z + beta_m: sqrt(beta_m) as long as it is underdamped, a^2 < 4 beta_m, else that of a real root.
"""

from collections.abc import Callable
from itertools import product

from sympy import Abs, And, Eq, Equivalent, Expr, Ge, Le, Lt, Max, Or, Symbol, sqrt, symbols
from sympy.logic.boolalg import Boolean

from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.logic.rules import ByCases, Chain, together
from theory.momentum import momentum_limit, prove_recursion, trace
from theory.symbols import argument, divisor, eta, p_1, p_2, w_2

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


def _of_both(crossing: Expr, relation: Callable[[Expr], Boolean]) -> Boolean:
    """Return that something holds of the larger of two numbers, as it does if it holds of both.

    Raises:
        TypeError: If the crossing is no maximum.
    """
    if not isinstance(crossing, Max):
        raise TypeError(f"{crossing} is no maximum")
    return And(*map(relation, crossing.args), evaluate=False)


def _roots() -> tuple[Implication, ...]:
    """Return that it is, for real roots y and z, |y| the larger, and for a pair u + iv, u - iv."""
    y, z, u, v = symbols("y z u v", real=True)
    size, radius = _sizes[0], _radii[0]
    larger = (Eq(size, Abs(y + z)), Eq(radius, Abs(y)), Le(Abs(z), radius, evaluate=False))
    modulus = (Eq(size, Abs(2 * u)), Eq(radius**2, u**2 + v**2), v > 0)
    real, pair = _kinds_of_radius(radius, size)
    return (
        Implication("real roots", (*larger, Eq(y * z, _root**2)), real),
        Implication("a conjugate pair", (*modulus, Eq(u**2 + v**2, _root**2)), pair),
    )


def _radii_compared() -> Chain:
    """Return that R_1 > R_2 iff |a_1| > |a_2| and |a_1| > 2 sqrt(beta_m), and that iff eta > the crossing."""
    (A_1, A_2), (first, second) = _sizes, _radii
    heavier = p_1 > w_2
    traces = [trace(eta, weight, _root**2) for weight in (p_1, w_2)]
    means = tuple(Eq(size, Abs(a), evaluate=False) for size, a in zip(_sizes, traces, strict=True))
    kinds = [_kinds_of_radius(*each) for each in zip(_radii, _sizes, strict=True)]
    radii = tuple(Or(*kind, evaluate=False) for kind in kinds)
    crossing = momentum_crossing_rate(p_1, w_2, _root**2)
    more, above = first > second, _of_both(crossing, lambda part: eta > part)
    by_traces = And(A_1 > A_2, 2 * _root < A_1)
    compared, placed = Equivalent(more, by_traces), Equivalent(by_traces, above)
    cases = [
        Implication(f"{' and '.join(roots)} roots", pair, compared)
        for roots, pair in zip(product(("real", "conjugate"), repeat=2), product(*kinds), strict=True)
    ]
    return together(
        "the heavier coordinate has the larger spectral radius",
        ByCases("by the traces", radii, tuple(cases)),
        Implication("where the traces are so", (heavier, *means), placed),
    )


def prove_momentum_crossing() -> Proof:
    """Prove: for p_1 > p_2 the spectral radius of coordinate 1 is the larger one iff eta > the crossing.

    Of two seen coordinates the crossing lies below the stability limit: there is a window.

    Example:
        >>> prove_momentum_crossing().check() > 10
        True
    """
    crossing = momentum_crossing_rate(p_1, p_2, _root**2)
    limit = momentum_limit(p_1, _root**2)
    damping = trace(critical_damping(p_1, _root**2), p_1, _root**2)
    return Proof(
        (
            *lemma(prove_recursion).obligations,
            *_roots(),
            _radii_compared(),
            Identity("critical damping", damping**2, 4 * _root**2),
            Implication(
                "a stable window", (p_1 > p_2, _root < 1), _of_both(crossing, lambda part: part < limit)
            ),
        ),
        (Rule.ROOTS, Rule.EACH_COORDINATE),
    )


def prove_damping_decides() -> Proof:
    """Prove: if p_1/p_2 <= ((1 + sqrt(beta_m))/(1 - sqrt(beta_m)))^2 the crossing is at critical damping.

    Example:
        >>> prove_damping_decides().check() > 10
        True
    """
    within = Le(p_1 / p_2, largest_ratio(_root**2), evaluate=False)
    crossing, damping = momentum_crossing_rate(p_1, p_2, _root**2), critical_damping(p_1, _root**2)
    same = _of_both(crossing, lambda part: Le(part, damping, evaluate=False))
    root_2 = Symbol("u", positive=True)
    two_to_one = Le(2, largest_ratio(_root**2), evaluate=False)
    needed = Ge(_root**2, 17 - 12 * root_2, evaluate=False)
    return Proof(
        (
            *lemma(prove_momentum_crossing).obligations,
            Implication("it is at most critical damping", (_root < 1,), Equivalent(within, same)),
            Identity("at beta_m = 1/4", largest_ratio(argument(1) / 4), argument(9)),
            Implication("counts 2:1", (_root < 1, Eq(root_2**2, 2)), Equivalent(two_to_one, needed)),
        ),
        (Rule.DIRECT,),
    )
