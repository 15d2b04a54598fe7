"""Linear equations: a wrong formula is not discharged, and what has no or several solutions is refused."""

from dataclasses import replace

import pytest
from sympy import S, exp, sqrt, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.ode import LinearSolution
from theory.logic.rules import WrongForm

t, w = symbols("t w", nonnegative=True)
x, x_0, a = symbols("x x_0 a", real=True)
GROWTH = LinearSolution("growth", (x_0 + 1) * exp(a * t) - 1, t, x, x_0, a * (x + 1))


def test_the_solution_of_a_linear_equation():
    GROWTH.discharge()
    assert str(GROWTH.shows) == "Eq(x(t), (x_0 + 1)*exp(a*t) - 1)"


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"solution": x_0 * exp(a * t)}, "the equation"),
        ({"solution": x_0 * exp(a * t) - 1}, "the start"),
        ({"speed": a * x}, "the equation"),
        ({"start": x_0 + 1}, "the start"),
    ],
)
def test_a_wrong_solution_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(GROWTH, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"time": a}, "a must be a time"),
        ({"speed": t * x}, "the same at all"),
        ({"start": x_0 * t}, "the same at all"),
        ({"solution": x * exp(t)}, "x is what is solved for"),
        ({"start": x}, "x is what is solved for"),
        ({"speed": x**2}, "is not linear in x"),
        ({"speed": 1 / x}, "is not linear in x"),
        ({"speed": 2 * sqrt(w), "state": w, "start": S.Zero}, "w has a domain"),
    ],
)
def test_an_equation_that_need_not_have_one_solution_is_refused(changes, complaint):
    """X' = 2 sqrt(x) from 0 has two: 0 and t^2."""
    with pytest.raises(WrongForm, match=complaint):
        replace(GROWTH, **changes)
