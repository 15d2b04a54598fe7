"""From the terms of a sum to the sum: what would say too much is refused."""

from dataclasses import replace

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Ne, Sum, Tuple, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import Every, Some, family, i, members, pair, size
from theory.logic.proof import Implication
from theory.logic.rules import WrongForm
from theory.logic.sums import TermInTotal, Totals, k, total

p, c = symbols("p c", positive=True)
p_1, p_2 = symbols("p_1 p_2", positive=True)
r, s = symbols("r s", real=True)
P, R, S = family(p), family(r), family(s)
LOSS = Implication("a loss", (), Ge(p * r**2, 0, evaluate=False))
MOVED = Implication("of what moved", (Ne(r, 0),), Gt(p * r**2, 0, evaluate=False))
WEIGHTED = Implication("between", (r <= s,), c * p * r + 1 <= c * p * s + 1)


def summed(term):
    return Sum(term, (k, 1, size))


def test_a_total_is_multiplied_out_and_what_is_of_no_member_stands_before_the_sum():
    assert total(c * p * (r - s), members(p, r, s)) == c * summed(P[k] * R[k]) - c * summed(P[k] * S[k])
    assert total(3 + p, members(p)) == 3 * size + summed(P[k])
    assert total(0 * p, members(p)) == 0
    assert total(c, members(p)) == c * size


def test_terms_that_are_compared_compare_their_sums():
    totals = Totals(WEIGHTED, members(p, r, s))
    assert totals.given == (Every(R[i] <= S[i], Tuple(i, size)),)
    assert totals.shows == Le(size + c * summed(P[k] * R[k]), size + c * summed(P[k] * S[k]))
    totals.discharge()
    with pytest.raises(DoesNotFollow):
        replace(totals, each=replace(WEIGHTED, given=(r <= s + 1,))).discharge()


def test_a_sum_is_strict_if_one_of_its_terms_is():
    moved = Totals(LOSS, members(p, r), MOVED, MOVED.given)
    assert moved.given == (Some(Ne(R[i], 0), Tuple(i, size)),)
    assert moved.shows == Gt(summed(P[k] * R[k] ** 2), 0)
    moved.discharge()
    with pytest.raises(DoesNotFollow):
        replace(moved, strict=replace(MOVED, given=(r < 2,)), some=(r < 2,)).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"some": ()}, "must say that there are such members"),
        ({"strict": LOSS, "some": ()}, "is not .*, strictly"),
        ({"strict": replace(MOVED, shows=Gt(2 * p * r**2, 0))}, "is not .*, strictly"),
        ({"strict": replace(MOVED, shows=Lt(p * r**2, 0, evaluate=False))}, "is not .*, strictly"),
        ({"each": MOVED, "strict": None}, "an equation, <= or >= of terms is needed"),
        ({"each": Implication("", (Ne(r, 0),), Ne(p * r, 0)), "strict": None}, "an equation, <= or >="),
        ({"each": Implication("", (), Eq(r, s)), "strict": MOVED}, "is not .*, strictly"),
        ({"members": pair(p)}, "one member at a time"),
        ({"members": {p: P[k]}}, "members i, or i and j"),
    ],
)
def test_a_strictness_that_nothing_brings_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(Totals(LOSS, members(p, r), MOVED, MOVED.given), **changes)


def test_a_term_may_not_hold_a_sum_over_the_same_index():
    with pytest.raises(WrongForm, match="k occurs already"):
        Totals(Implication("", (), Ge(p * summed(P[k]), 0, evaluate=False)), members(p))


def test_a_term_is_at_most_the_sum_if_none_is_negative():
    term = TermInTotal(LOSS, members(p, r))
    assert term.shows == Every(Le(P[i] * R[i] ** 2, summed(P[k] * R[k] ** 2)), Tuple(i, size))
    term.discharge()
    with pytest.raises(DoesNotFollow):
        TermInTotal(Implication("", (), Ge(p * r, 0)), members(p, r)).discharge()
    for unfit in (
        MOVED,
        WEIGHTED,
        Implication("", (), Ge(c, 0, evaluate=False)),
        replace(LOSS, shows=r >= p),
    ):
        with pytest.raises(WrongForm, match="a term of a member that is >= 0"):
            TermInTotal(unfit, members(p, r, s))
