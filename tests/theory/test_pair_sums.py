"""Sums over pairs: what is known of some pairs only, or of a term that is no product, is refused."""

from dataclasses import replace

import pytest
from sympy import Abs, Ge, Gt, Ne, Sum, Tuple, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import Every, Some, family, i, j, members, pair, size
from theory.logic.pair_sums import PairTotals, pair_total
from theory.logic.proof import Implication
from theory.logic.rules import WrongForm
from theory.logic.sums import k

x_1, x_2, y_1, y_2, c = symbols("x_1 x_2 y_1 y_2 c", real=True)
x, y = symbols("x y", real=True)
X, Y = family(x), family(y)
TWO = pair(x, y)
TERM = (x_1 - x_2) * (y_1 - y_2)
ALIKE = Implication("alike", (TERM >= 0,), Ge(2 * TERM, 0, evaluate=False))
APART = Implication("apart", (x_1 > x_2, y_1 > y_2), Gt(2 * TERM, 0, evaluate=False))
SUMS = PairTotals(ALIKE, TWO, APART, APART.given)


def summed(term):
    return Sum(term, (k, 1, size))


def test_the_sum_over_all_pairs_is_made_of_products_of_sums():
    assert pair_total(c * x_1 * y_2, TWO) == c * summed(X[k]) * summed(Y[k])
    assert pair_total(x_1 + 3, TWO) == size * summed(X[k]) + 3 * size**2
    with pytest.raises(WrongForm, match="is of two members and no product"):
        pair_total(Abs(x_1 - x_2), TWO)


def test_what_holds_for_every_two_holds_for_the_sum():
    """Chebyshev's sum inequality."""
    ordered = (X[i] - X[j]) * (Y[i] - Y[j]) >= 0
    some = (X[i] > X[j]) & (Y[i] > Y[j])
    ranges = Tuple(i, size), Tuple(j, size)
    assert SUMS.given == (Every(ordered, *ranges), Some(some, *ranges))
    assert SUMS.shows == Gt(4 * size * summed(X[k] * Y[k]) - 4 * summed(X[k]) * summed(Y[k]), 0)
    SUMS.discharge()
    weak = PairTotals(ALIKE, TWO)
    assert (type(weak.shows), weak.given) == (Ge, SUMS.given[:1])


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"each": replace(ALIKE, given=(TERM >= -1,))}, "alike"),
        ({"strict": replace(APART, given=(x_1 > x_2, y_1 >= y_2)), "some": (x_1 > x_2, y_1 >= y_2)}, "apart"),
    ],
)
def test_what_does_not_hold_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(SUMS, **changes).discharge()


def test_one_taken_twice_must_add_nothing():
    square = Implication("squares", (), Ge(x_1**2 + x_2**2 - c**2 * x_1 * x_2, 0, evaluate=False))
    with pytest.raises(DoesNotFollow, match="one taken twice adds nothing"):
        PairTotals(replace(square, given=(c**2 <= 2, x_1 > x_2)), TWO).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"some": APART.given[:0]}, "must say that there are such members"),
        ({"strict": replace(APART, shows=Gt(TERM, 0))}, "is not .*, strictly"),
        ({"strict": replace(APART, shows=Ge(2 * TERM, 0))}, "is not .*, strictly"),
        ({"each": APART}, "a term of two members that is >= 0"),
        ({"each": replace(ALIKE, shows=TERM >= -1)}, "a term of two members that is >= 0"),
        ({"each": Implication("", (), Ge(Abs(x_1 - x_2), 0, evaluate=False)), "strict": None}, "no product"),
        ({"members": members(x, y)}, "two members of one family"),
        ({"members": {x_1: X[i], y_1: Y[i], x_2: X[j]}}, "two members of one family"),
        ({"each": replace(ALIKE, given=(x_1 < X[i],))}, "i occurs already"),
    ],
)
def test_what_would_show_too_much_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(SUMS, **changes)


def test_there_may_be_no_two():
    different = Implication("", (Ne(x_1, x_2),), Gt((x_1 - x_2) ** 2, 0))
    square = Implication("", (), Ge((x_1 - x_2) ** 2, 0, evaluate=False))
    with pytest.raises(WrongForm, match="must say that there are such members"):
        PairTotals(square, pair(x), different)
