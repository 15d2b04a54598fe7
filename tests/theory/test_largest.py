"""What all members satisfy exactly if the largest does: a bound that gets weaker is none of this kind."""

from dataclasses import replace

import pytest
from sympy import Eq, Equivalent, Symbol, Tuple

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import Every, Some, i, members, pair, size
from theory.logic.largest import OfLargest
from theory.logic.proof import Implication
from theory.logic.rules import WrongForm

p, m, c, b = (Symbol(name, positive=True) for name in "pmcb")
r = Symbol("r", real=True)
SQUARES = Implication("squares", (c < 1,), Equivalent(p**2 < c**2, p < c))
ALL = OfLargest(SQUARES, p < c, members(p), p, m)


def test_all_members_satisfy_it_exactly_if_the_largest_does():
    ALL.discharge()
    of, each = members(p)[p], Tuple(i, size)
    assert ALL.shows == Equivalent(Every(of**2 < c**2, each), m < c)
    assert ALL.given == (c < 1, Every(of <= m, each), Some(Eq(of, m), each))


def test_a_bound_that_gets_weaker_is_not_that_of_the_largest():
    inverse = Implication("inverses", (), Equivalent(1 / p < c, p > 1 / c))
    with pytest.raises(DoesNotFollow, match="and any other's"):
        OfLargest(inverse, p > 1 / c, members(p), p, m).discharge()


def test_a_hypothesis_of_every_member_is_one_of_the_largest():
    inside = Implication("inside", (p < c,), Equivalent(c - p < 1, p > c - 1))
    with pytest.raises(DoesNotFollow, match="and any other's"):
        OfLargest(inside, p > c - 1, members(p), p, m).discharge()
    known = OfLargest(inside, p > c - 1, members(p), p, m).roles["who meets the bound of the largest"].given
    assert {p < c, m < c} <= set(known)


def test_what_a_member_has_besides_is_not_what_the_largest_has():
    """With p = b of every member, were b of the largest that of any, all would be the largest."""
    outside = Implication("outside", (Eq(p, b),), Equivalent(p**2 > c**2, p > c))
    with pytest.raises(DoesNotFollow, match="and any other's"):
        OfLargest(outside, p > c, members(p, b), p, m).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"one": Implication("one way", (p < c,), p**2 < c**2)}, "it must hold exactly if"),
        ({"bound": p <= c}, "it must hold exactly if"),
        ({"measure": c}, "c must be of a member"),
        ({"members": pair(p)}, "p must be of a member"),
        ({"members": members(p, c)}, "the bound must not depend on c"),
        ({"largest": c}, "c must be new"),
        ({"largest": r}, "with the domain of p"),
        ({"members": {}}, "members i, or i and j"),
    ],
)
def test_what_is_no_bound_on_the_largest_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(ALL, **changes)
