"""Any number of coordinates: what pairs of them decide about two points of one level set. Knows comparison.

Coordinates that were never drawn, or have nothing to learn, are the same in both runs and of no account. Of
the others x_i, m_i, d_i and kappa_i are as in `comparison`. Of the d_i only the signs and the order are used,
which is that of the effective times: d_i - d_j = tau_i - tau_j. So an infinite time is no case of its own.
"""

from sympy import Add, Eq, Equivalent, Expr, Ge, Implies, Ne, Or, Symbol, symbols
from sympy.logic.boolalg import Boolean

from theory import level_sets
from theory.comparison import prove_equal_times, prove_ratio_of_squares
from theory.proof import Implication, Obligation, Proof, Rule

_x = symbols("x_1:4", positive=True)
_m = symbols("m_1:4", nonnegative=True)
_d = symbols("d_1:4", real=True)
_kappa = symbols("kappa_1:4", real=True)
_k = Symbol("k", real=True)
_facts = tuple(
    (Equivalent(m < 1, d > 0), Equivalent(Eq(m, 1), Eq(d, 0))) for m, d in zip(_m, _d, strict=True)
)  # what is used of m = exp(-4 p d)
_before, _after, _even = (*_facts[0], _d[0] < 0), (*_facts[1], _d[1] > 0), (*_facts[2], Eq(_d[2], 0))
_on_level = Eq(Add(*[x * (m - 1) for x, m in zip(_x, _m, strict=True)]), 0)


def _advantage() -> Expr:
    """Return (L_test(flow) - L_test(annealed))/eps on three coordinates."""
    shares = [x * m for x, m in zip(_x, _m, strict=True)]
    return level_sets.test_per_train(_kappa, _x) - level_sets.test_per_train(_kappa, shares)


def _separated(kappa: tuple[Expr, ...]) -> tuple[Obligation, ...]:
    """Return the obligations that those with d < 0 have no larger distortion than those with d > 0.

    If one k is the distortion of both, it is that of those at rest too; a concordant pair excludes that.
    """

    def in_order(i: int, j: int) -> Boolean:
        return Implies(kappa[i] < kappa[j], _d[i] <= _d[j]) & Implies(kappa[j] < kappa[i], _d[j] <= _d[i])

    at_k = [Eq(value, _k) for value in kappa]
    apart, alike = (_d[0] < 0, _d[1] > 0), (at_k[0], at_k[1], Eq(_d[2], 0))
    moved = Or(Ne(_d[0], 0), Ne(_d[1], 0)) & Or(Ne(kappa[0], _k), Ne(kappa[1], _k))
    return (
        Implication("not discordant, so separated", (in_order(0, 1), *apart), kappa[0] <= kappa[1]),
        Implication("and what rests is between", (in_order(0, 2), in_order(2, 1), *apart, *alike), at_k[2]),
        Implication("unlike a concordant pair", (kappa[0] < kappa[1], _d[0] < _d[1]), moved),
    )


def _terms(kappa: tuple[Expr, ...], advantage: Expr) -> tuple[Obligation, ...]:
    """Return the obligations that the advantage is a sum of terms, none negative, and which of them are 0."""
    terms = [(value - _k) * x * (1 - m) for value, x, m in zip(kappa, _x, _m, strict=True)]
    before, after = (*_before, kappa[0] <= _k), (*_after, _k <= kappa[1])
    return (
        Implication("a threshold may be subtracted", (_on_level,), Eq(advantage, Add(*terms))),
        Implication("a term with d < 0", before, Ge(terms[0], 0, evaluate=False)),
        Implication("is 0 at k only", (*before, Eq(terms[0], 0)), Eq(kappa[0], _k)),
        Implication("a term with d > 0", after, Ge(terms[1], 0, evaluate=False)),
        Implication("is 0 at k only", (*after, Eq(terms[1], 0)), Eq(kappa[1], _k)),
        Implication("a term with d = 0", _even, Eq(terms[2], 0)),
    )


def _single_crossing(side: int) -> Proof:
    kappa = tuple(side * value for value in _kappa)
    return Proof(
        (
            *prove_ratio_of_squares().obligations,
            *prove_equal_times().obligations[:2],
            *_separated(kappa),
            *_terms(kappa, side * _advantage()),
        ),
        (Rule.EXPONENTIAL, Rule.SINGLE_CROSSING, Rule.SUM),
    )


def prove_ordered_times() -> Proof:
    """Prove: if no pair is discordant and one is concordant, annealing wins.

    Since the shares sum to the same, the d_i are all zero or of both signs. A threshold k separates the
    distortions of the coordinates with d_i < 0 from those with d_i > 0, and sum kappa_i x_i (1 - m_i) =
    sum (kappa_i - k) x_i (1 - m_i), where no term is negative. Were all of them zero, no coordinate would
    have moved, or all that did would have the distortion k, and so would those at rest. A concordant pair
    excludes both.

    Example:
        >>> prove_ordered_times().check()
        12
    """
    return _single_crossing(1)


def prove_falling_times() -> Proof:
    """Prove: if no pair is concordant and one is discordant, annealing loses.

    With -kappa in place of kappa what was discordant is concordant, and whoever lost wins.

    Example:
        >>> prove_falling_times().check()
        12
    """
    return _single_crossing(-1)


def prove_no_ordered_pair() -> Proof:
    """Prove: if no two coordinates differ both in distortion and in effective time, it is a tie.

    If two distortions differ, all times are equal; if none do, test loss is a multiple of train loss.

    Example:
        >>> prove_no_ordered_pair().check()
        6
    """
    agree = tuple(Or(Eq(_kappa[i], _kappa[j]), Eq(_d[i], _d[j])) for i, j in ((0, 1), (0, 2), (1, 2)))
    alike = (Eq(_kappa[0], _kappa[1]), Eq(_kappa[1], _kappa[2]))
    return Proof(
        (
            *prove_ratio_of_squares().obligations,
            Implication(
                "two distortions, one time",
                (*agree, Ne(_kappa[0], _kappa[1])),
                Eq(_d[0], _d[1]) & Eq(_d[1], _d[2]),
            ),
            Implication("one distortion", (_on_level, *alike), Eq(_advantage(), 0)),
            *prove_equal_times().obligations,
        ),
        (Rule.EXPONENTIAL, Rule.SUM),
    )
