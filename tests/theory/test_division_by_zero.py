"""Where something that is divided by could vanish, neither a statement nor its opposite is shown."""

import pytest
from sympy import Abs, And, Eq, Ne, Not, Or, Symbol

from theory.logic.derivation import Derivation, DoesNotFollow
from theory.logic.proof import Implication
from theory.logic.solvers import ask, denominators

x = Symbol("x", real=True)
y = Symbol("y", positive=True)
z = Symbol("z", real=True)


@pytest.mark.parametrize(
    "shows",
    [
        Or(1 / x > 0, x <= 0),  # x = 0 makes the other relation true
        Not(And(1 / x > 0, x <= 0)),  # true at x = 0 if a relation without a meaning were false
        Ne(1 / x, 0, evaluate=False),
        Eq(z / x, z + z / x),
        1 / (1 + 1 / y + x) > -1,
        1 / Abs(x) > 0,
    ],
)
def test_division_by_what_may_be_zero_is_refused(shows):
    with pytest.raises(DoesNotFollow, match=r"divides by .*, not shown to be other than 0"):
        Implication("undefined somewhere", (), shows).discharge()


def test_neither_a_statement_nor_its_opposite_is_shown_where_it_has_no_meaning():
    at_zero = (Eq(x, 0),)
    for shows in (1 / x > 0, 1 / x <= 0, Not(1 / x > 0, evaluate=False), Eq(z / x, z)):
        with pytest.raises(DoesNotFollow, match="divides by x"):
            Implication("at zero", at_zero, shows).discharge()


def test_the_denominator_and_where_it_vanishes_are_named():
    with pytest.raises(DoesNotFollow, match=r"wrong: .* divides by x - 3, .*: it is at x = 3"):
        Implication("wrong", (), 1 / (x - 3) > 0).discharge()


def test_a_positive_symbol_may_divide():
    Implication("positive", (), Eq(y * (1 / y + 1 / (1 + y)), 1 + y / (1 + y))).discharge()
    Implication("nested", (), 2 / (1 + 1 / y) < 2 + 1 / y).discharge()


@pytest.mark.parametrize("nonzero", [Ne(x, 0), x**2 > 0, Or(x > 1, x < -1), Ne(x * z, 0)])
def test_a_hypothesis_may_exclude_that_it_is_zero(nonzero):
    Implication("nonzero", (nonzero,), 1 / x**2 > 0).discharge()


def test_what_a_hypothesis_divides_by_is_excluded_by_those_before_it():
    Implication("in order", (Ne(x, 0), 1 / x > 1), x < 1).discharge()
    for given in ((1 / x > 1,), (1 / x > 1, Ne(x, 0))):
        with pytest.raises(DoesNotFollow, match="divides by x"):
            Implication("out of order", given, x < 1).discharge()


def test_a_line_of_a_derivation_may_not_divide_by_zero_either():
    with pytest.raises(DoesNotFollow, match="divides by x"):
        Derivation("wrong").implies(1 / x**2 > 0, "a square", (x >= 0,))


def test_a_denominator_that_would_cancel_is_seen():
    with pytest.raises(DoesNotFollow, match="divides by x"):
        Implication("cancels", (), 1 / x + 1 > 1 / x).discharge()


def test_solutions_are_looked_for_only_where_all_is_defined():
    for sign in (1 / x > 0, 1 / x <= 0, Not(1 / x > 0, evaluate=False)):
        assert ask([Eq(x, 0), sign]).both("unsat")


def test_inner_denominators_come_first():
    assert denominators([1 / (2 + 1 / x) > 0, Eq(1 / x, z)]) == (x, 2 + 1 / x)
