"""Recursions solved at once: a wrong start, step or formula is no solution, nor is a division by zero."""

from dataclasses import replace

import pytest
from sympy import S, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.reals import on_reals
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm

t = Symbol("t", integer=True, nonnegative=True)
n = Symbol("n", integer=True, positive=True)
x, y, q = (Symbol(name, real=True) for name in "xyq")
# x is 1 - t/n: every step leaves (n-t-1)/(n-t), and y counts down from n.
SHRINKS = ClosedForms(
    "what is left",
    t,
    start={x: S.One, y: n},
    step={x: x * (y - 1) / y, y: y - 1},
    solution={x: 1 - t / n, y: n - t},
    last=n,
)


def test_two_recursions_are_solved_at_once():
    SHRINKS.discharge()
    assert set(map(str, SHRINKS.shows.args)) == {"Eq(x(t), 1 - t/n)", "Eq(y(t), n - t)"}
    assert list(map(str, SHRINKS.given)) == ["t <= n"]


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"start": {x: S(2), y: n}}, "at the start"),
        ({"solution": {x: 1 - t / n, y: n - 2 * t}}, "after one more step"),
        ({"step": {x: x * (y - 1) / y, y: y - 2}}, "after one more step"),
        ({"step": {x: x * y / (y - 1), y: y - 1}}, "after one more step"),
        ({"last": None}, "nothing is divided by zero"),
        ({"last": n + 1}, "nothing is divided by zero"),
        ({"constants": (n > 3, n < 3)}, "the hypotheses alone"),
    ],
)
def test_what_does_not_solve_them_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(SHRINKS, **changes).discharge()


def test_a_solution_that_divides_by_what_may_be_zero_is_none():
    moved = ClosedForms("", t, {x: 1 / q}, {x: x + 1 / q}, {x: (1 + t) / q})
    with pytest.raises(DoesNotFollow, match="nothing is divided by zero"):
        moved.discharge()
    replace(moved, constants=(q > 1,)).discharge()
    powers = ClosedForms("", t, {x: S.One}, {x: x / q}, {x: q ** (-t)})
    with pytest.raises(DoesNotFollow, match="nothing is divided by zero"):
        powers.roles["defined"].discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"step": {x: x}}, "the same symbols"),
        ({"solution": {x: 1 - t / n}}, "the same symbols"),
        ({"index": q}, "must be a nonnegative integer"),
        ({"start": {x: 1 - t, y: n}}, "must not depend on t"),
        ({"last": t + 1}, "must not depend on t"),
        ({"constants": (t > 1,)}, "must not depend on t"),
        ({"start": {x: y / y + y, y: n}}, "what is solved for"),
        ({"solution": {x: y, y: n - t}}, "what is solved for"),
        ({"constants": (x > 1,)}, "what is solved for"),
    ],
)
def test_what_is_no_recursion_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(SHRINKS, **changes)


def test_a_domain_is_not_kept_by_a_step():
    less = Symbol("l", positive=True)
    with pytest.raises(WrongForm, match="l has a domain"):
        ClosedForms("", t, {less: S.One}, {less: less - 1}, {less: 1 - t})


def test_an_integer_and_a_real_number_of_one_name_stay_two():
    with pytest.raises(WrongForm, match="t is the name of an integer and of any real number"):
        on_reals([t < n, Symbol("t", nonnegative=True) > n])
