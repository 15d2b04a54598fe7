"""Any number of coordinates: what pairs of them decide about two points of one level set. Knows comparison.

Coordinates that were never drawn, or have nothing to learn, are the same in both runs and of no account. Of
the others x_i, m_i, d_i and kappa_i are as in `comparison`. Of the d_i only the signs and the order are used,
which is that of the effective times: d_i - d_j = tau_i - tau_j. So an infinite time is no case of its own.
"""

from sympy import Add, Eq, Implies, Ne, Or, Symbol

from theory import level_sets
from theory.comparison import prove_equal_times, prove_ratio_of_squares
from theory.logic.formulas import lemma
from theory.logic.proof import Implication, Proof, Rule
from theory.logic.single_crossing import SingleCrossing, numbered

_x, _m, _d = Symbol("x", positive=True), Symbol("m", nonnegative=True), Symbol("d", real=True)
_kappa = Symbol("kappa", real=True)


def _single_crossing(side: int) -> Proof:
    """Return the proof for concordant pairs (side 1), or for discordant ones (side -1)."""
    after, before = _x * _m, _x
    (d_1, d_2), (w_1, w_2) = ([numbered(s, n) for n in (1, 2)] for s in (_d, _kappa))
    rising = (side * w_1 < side * w_2, d_1 < d_2)
    crossing = SingleCrossing(
        "less test loss after large steps" if side > 0 else "more test loss after large steps",
        member=(_x, _m, _d, _kappa),
        facts=prove_ratio_of_squares(_m, _d),
        weight=side * _kappa,
        shares=(after, before),
        values=(
            level_sets.test_per_train((_kappa,), (after,)),
            level_sets.test_per_train((_kappa,), (before,)),
        ),
        ordered=Implies(rising[0], d_1 <= d_2),
        somewhere=rising[0] & rising[1],
        sign=side,
    )
    return Proof((crossing,))


def prove_ordered_times() -> Proof:
    """Prove: if no pair is discordant and one is concordant, annealing wins.

    What d_i < 0 has gained and d_i > 0 has lost share: the less distorted coordinates have gained, as they
    have the smaller effective times (`SingleCrossing`).

    Example:
        >>> prove_ordered_times().check()
        7
    """
    return _single_crossing(1)


def prove_falling_times() -> Proof:
    """Prove: if no pair is concordant and one is discordant, annealing loses.

    With -kappa in place of kappa what was discordant is concordant, and whoever lost wins.

    Example:
        >>> prove_falling_times().check()
        7
    """
    return _single_crossing(-1)


def prove_no_ordered_pair() -> Proof:
    """Prove: if no two coordinates differ both in distortion and in effective time, it is a tie.

    If two distortions differ, all times are equal; if none do, test loss is a multiple of train loss.

    Example:
        >>> prove_no_ordered_pair().check()
        6
    """
    x, m, d, kappa = ([numbered(symbol, n) for n in (1, 2, 3)] for symbol in (_x, _m, _d, _kappa))
    agree = [Or(Eq(kappa[i], kappa[j]), Eq(d[i], d[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
    shares = [x_i * m_i for x_i, m_i in zip(x, m, strict=True)]
    on_level = (Eq(Add(*shares), Add(*x)), Eq(kappa[0], kappa[1]), Eq(kappa[1], kappa[2]))
    losses = [level_sets.test_per_train(kappa, parts) for parts in (shares, x)]
    one_time = Eq(d[0], d[1]) & Eq(d[1], d[2])
    return Proof(
        (
            prove_ratio_of_squares(_m, _d),
            Implication("two distortions, one time", (*agree, Ne(kappa[0], kappa[1])), one_time),
            Implication("one distortion", on_level, Eq(*losses)),
            *lemma(prove_equal_times).obligations,
        ),
        (Rule.SUM,),
    )
