"""Where a function is negative, and sums over steps: what is not covered, or not of a step, is refused."""

from dataclasses import replace

import pytest
from sympy import Abs, S, Symbol, log

from theory.logic.derivation import DoesNotFollow
from theory.logic.ends import AtInfinity, Pole, Value
from theory.logic.families import Every, Some, i
from theory.logic.rules import WrongForm
from theory.logic.shapes import Interval, Monotone, SignFrom
from theory.logic.signs import Negative, NegativeSteps
from theory.logic.sums import k
from theory.logic.zeros import OneZero, SignPattern

x, z = Symbol("x", positive=True), Symbol("z", positive=True)
n = Symbol("n", integer=True, nonnegative=True)
F = log(Abs(1 - x))  # falls from 0 to -oo at 1, and rises from there
BELOW = SignFrom(Monotone(F, Interval(x, S.Zero, S.One), -1), Value(F, x, S.Zero, 0))
BEYOND = OneZero(
    Monotone(F, Interval(x, S.One, None), 1), Pole(F, x, S.One, -1), AtInfinity(F, x, None, 1), z
)
WHOLE, PART = SignPattern("all of it", (BELOW, BEYOND)), SignPattern("a part", (BELOW,))


def test_a_pattern_says_nothing_of_what_it_does_not_cover():
    assert str(WHOLE.shows.args).count("Implies") == 0
    assert PART.covers == (x < 1,)
    assert all(str(part).startswith("Implies(x < 1, ") for part in PART.shows.args)


def test_two_zeros_do_not_have_one_name():
    again = OneZero(
        Monotone(F, Interval(x, S.Zero, S.One), -1), Value(F, x, S.Zero, 1), Pole(F, x, S.One, -1), z
    )
    with pytest.raises(WrongForm, match="two zeros have one name"):
        SignPattern("", (again, BEYOND))


@pytest.mark.parametrize("name", [x, Symbol("z", real=True), Symbol("z")])
def test_a_zero_has_a_name_of_its_own_in_the_domain_of_the_variable(name):
    with pytest.raises(WrongForm, match="stands for something already, or has a domain of its own"):
        replace(BEYOND, zero=name)


def test_a_zero_is_not_called_like_another_number_of_the_function():
    p = Symbol("p", positive=True)
    f = log(Abs(1 - x * p))
    beyond = Monotone(f, Interval(x, 1 / p, None), 1), Pole(f, x, 1 / p, -1), AtInfinity(f, x, None, 1)
    OneZero(*beyond, z).discharge()
    with pytest.raises(WrongForm, match="p stands for something already"):
        OneZero(*beyond, p)


def test_it_is_negative_below_its_zero():
    below = Negative(WHOLE, (x < z,))
    below.discharge()
    assert (below.given, str(below.shows)) == ((x < z,), "log(Abs(x - 1)) < 0")
    Negative(PART, (x < S.Half,)).discharge()


@pytest.mark.parametrize(
    ("pattern", "where"), [(WHOLE, x <= z), (WHOLE, x > z), (PART, x < 2), (PART, x > S.Half)]
)
def test_where_it_may_be_something_else_it_is_not_shown(pattern, where):
    with pytest.raises(DoesNotFollow, match="neither positive nor zero"):
        Negative(pattern, (where,)).discharge()


def test_without_a_condition_it_is_not_said():
    with pytest.raises(WrongForm, match="where is it negative"):
        Negative(WHOLE, ())


def test_steps_at_such_rates_have_a_negative_sum_if_there_is_one():
    steps = NegativeSteps(Negative(WHOLE, (x < z,)), n)
    steps.discharge()
    assert [type(formula) for formula in steps.given] == [Every, Some]
    assert [str(formula) for formula in steps.given] == [
        "(x[i] < z for every i to N)",
        "(n[i] > 0 for some i to N)",
    ]
    assert str(steps.shows) == "Sum(log(Abs(x[k] - 1))*n[k], (k, 1, N)) < 0"


@pytest.mark.parametrize("count", [Symbol("n"), Symbol("n", integer=True), x, Symbol("n", nonnegative=True)])
def test_a_number_of_steps_is_a_nonnegative_integer(count):
    with pytest.raises(WrongForm, match="must be a nonnegative integer"):
        NegativeSteps(Negative(WHOLE, (x < z,)), count)


def test_what_is_known_of_a_step_is_no_condition_of_another():
    for caught in (n, i, k):
        with pytest.raises(WrongForm, match=f"{caught} occurs in the function or its conditions"):
            NegativeSteps(Negative(WHOLE, (x < caught,)), n)
    known = SignPattern("", (replace(BELOW, monotone=replace(BELOW.monotone, given=(x > S.Half / 2,))),))
    with pytest.raises(WrongForm, match="is given of the variable"):
        NegativeSteps(Negative(known, (x < S.Half,)), n)
