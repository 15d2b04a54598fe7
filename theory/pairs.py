"""Any number of coordinates: what pairs of them decide about two points of one level set. Knows comparison.

Coordinates that were never drawn, or have nothing to learn, are the same in both runs and of no account. Of
the others x_i, m_i and kappa_i are as in `comparison`, and d_i is a number that is ordered as d_i is there:
an infinite one is no case of its own. Of the d_i only the signs and the order are used, which is that of the
effective times: d_i - d_j = tau_i - tau_j.
"""

from sympy import Eq, Implies, Or, Symbol, symbols
from sympy.logic.boolalg import Boolean

from theory import level_sets
from theory.comparison import prove_order_is_kept, prove_ratio_of_squares
from theory.logic.proof import Implication, Proof
from theory.logic.rules import Chain, Instance, together
from theory.logic.single_crossing import SingleCrossing, numbered
from theory.symbols import unended

_x, _m, _d = Symbol("x", positive=True), Symbol("m", nonnegative=True), Symbol("d", real=True)
_kappa = Symbol("kappa", real=True)


def _single_crossing(side: int, says: str, ordered: Boolean, somewhere: Boolean | None) -> SingleCrossing:
    """Return what follows where distortions rise with the times (side 1), or fall (side -1)."""
    after, before = _x * _m, _x
    return SingleCrossing(
        says,
        member=(_x, _m, _d, _kappa, *unended(_m, _d)),
        facts=prove_ratio_of_squares(_m, _d),
        weight=side * _kappa,
        shares=(after, before),
        values=(
            level_sets.test_per_train((_kappa,), (after,)),
            level_sets.test_per_train((_kappa,), (before,)),
        ),
        ordered=ordered,
        somewhere=somewhere,
        sign=side,
    )


def _of_two() -> tuple[list[Symbol], list[Symbol]]:
    """Return times and distortions of two coordinates."""
    return ([numbered(_d, n) for n in (1, 2)], [numbered(_kappa, n) for n in (1, 2)])


def _strict(side: int, says: str) -> Proof:
    """Return the proof for concordant pairs (side 1), or for discordant ones (side -1)."""
    (d_1, d_2), (kappa_1, kappa_2) = _of_two()
    rises = side * kappa_1 < side * kappa_2
    crossing = _single_crossing(side, says, Implies(rises, d_1 <= d_2), rises & (d_1 < d_2))
    return Proof((together(says, crossing, prove_order_is_kept()),))


def prove_ordered_times() -> Proof:
    """Prove: if no pair is discordant and one is concordant, annealing wins.

    What d_i < 0 has gained and d_i > 0 has lost share: the less distorted coordinates have gained, as they
    have the smaller effective times (`SingleCrossing`).

    Example:
        >>> prove_ordered_times().check()
        9
    """
    return _strict(1, "less test loss after large steps")


def prove_falling_times() -> Proof:
    """Prove: if no pair is concordant and one is discordant, annealing loses.

    With -kappa in place of kappa what was discordant is concordant, and whoever lost wins.

    Example:
        >>> prove_falling_times().check()
        9
    """
    return _strict(-1, "more test loss after large steps")


def prove_no_ordered_pair() -> Proof:
    """Prove: if no two coordinates differ both in distortion and in effective time, it is a tie.

    Then distortions neither rise with the times nor fall: the test loss is neither more nor less.

    Example:
        >>> prove_no_ordered_pair().check()
        9
    """
    (d_1, d_2), (kappa_1, kappa_2) = _of_two()
    agree = Or(Eq(kappa_1, kappa_2), Eq(d_1, d_2))
    less, more = (_single_crossing(side, "no more, or no less", agree, None) for side in (1, -1))
    u, v = symbols("u v", real=True)
    neither = Implication("neither more nor less", (u <= v, u >= v), Eq(u, v))
    tie = Instance(neither, dict(zip((u, v), less.shows.args, strict=True)))
    same = Chain("the same test loss", less.given, tie.shows, (less, more, tie))
    return Proof((together("no ordered pair", same, prove_order_is_kept()),))
