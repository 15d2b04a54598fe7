"""Equivalences are joined where one ends and the next begins."""

import pytest
from sympy import And, Equivalent, Symbol

from theory.logic.equivalence import Equivalences, OneWay
from theory.logic.proof import Implication
from theory.logic.rules import WrongForm

x = Symbol("x", positive=True)
c = Symbol("c", positive=True)
SQUARES = Implication("squares", (c > 1,), Equivalent(x > 1, x**2 > 1))
AGAIN = Implication("again", (c > 2,), Equivalent(x**4 > 1, x**2 > 1))


def test_equivalences_are_joined_from_the_first_statement_to_the_last():
    joined = Equivalences("both", x > 1, (SQUARES, AGAIN))
    joined.discharge()
    assert (joined.given, joined.shows) == ((c > 1, c > 2), Equivalent(x > 1, x**4 > 1))
    assert Equivalences("back", x**4 > 1, (AGAIN, SQUARES)).shows == joined.shows


@pytest.mark.parametrize(
    ("first", "links", "complaint"),
    [
        (x > 1, (), "there is no link"),
        (x > 1, (AGAIN, SQUARES), "again is no equivalence of x > 1"),
        (x > 2, (SQUARES,), "squares is no equivalence of x > 2"),
        (x > 1, (Implication("one way", (x > 1,), x**2 > 1),), "one way is no equivalence"),
        (
            x > 1,
            (Implication("three", (), Equivalent(x > 1, x**2 > 1, x**3 > 1)),),
            "three is no equivalence",
        ),
        (x > 1, (Implication("both", (), And(x**2 > 1, x**4 > 1)),), "both is no equivalence"),
    ],
)
def test_links_that_do_not_fit_are_refused(first, links, complaint):
    with pytest.raises(WrongForm, match=complaint):
        Equivalences("", first, links)


def test_one_of_two_equivalent_statements_follows_from_the_other():
    assert (OneWay(SQUARES, x > 1).given, OneWay(SQUARES, x > 1).shows) == ((c > 1, x > 1), x**2 > 1)
    assert OneWay(SQUARES, x**2 > 1).shows == (x > 1)
    OneWay(SQUARES, x > 1).discharge()


@pytest.mark.parametrize(
    ("premise", "statement"),
    [
        (SQUARES, x > 2),
        (SQUARES, c > 1),
        (Implication("one way", (x > 1,), x**2 > 1), x > 1),
        (Implication("three", (), Equivalent(x > 1, x**2 > 1, x**3 > 1)), x > 1),
    ],
)
def test_what_is_no_equivalence_of_the_statement_is_refused(premise, statement):
    with pytest.raises(WrongForm, match="that is no equivalence of"):
        OneWay(premise, statement)
