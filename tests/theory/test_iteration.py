"""Powers of a matrix, and quantities of a state: steps that are something else are not joined."""

from dataclasses import replace

import pytest
from sympy import ImmutableMatrix, MatMul, MatPow, S, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.iteration import MatrixSteps, Quantity
from theory.logic.proof import names
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm

T = Symbol("T", integer=True, nonnegative=True)
x, y, f, D, E = (Symbol(name, real=True) for name in "xyfDE")
less = Symbol("l", positive=True)
SHEAR = ImmutableMatrix([[1, f], [0, 1]])
STEPS = MatrixSteps("a shear", "s", T, {x: S.Zero, y: S.One}, {x: x + f * y, y: y}, SHEAR)
# x y is kept by a squeeze, and doubled by what doubles x.
DOUBLES = ClosedForms("doubling", T, {D: S(3)}, {D: 2 * D}, {D: 3 * 2**T})
AREA = Quantity("an area", x * y, {x: S(3), y: S.One}, {x: 2 * x, y: y}, DOUBLES)


def test_steps_that_are_a_matrix_are_its_power():
    STEPS.discharge()
    assert STEPS.shows.rhs == MatMul(MatPow(SHEAR, T), ImmutableMatrix([0, 1]))
    assert names(STEPS) == {STEPS.made}


@pytest.mark.parametrize("step", [{x: x - f * y, y: y}, {x: x + f * y, y: y**2}, {x: x + T * y, y: y}])
def test_another_step_is_not_the_matrix(step):
    with pytest.raises(DoesNotFollow, match="a step of"):
        replace(STEPS, step=step).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"step": {x: x}}, "the same symbols"),
        ({"index": f}, "must be a nonnegative integer"),
        ({"start": {x: T, y: S.One}}, "the start must not depend on T"),
        ({"start": {x: y, y: S.One}}, "the start must not depend on y"),
        ({"matrix": ImmutableMatrix([[1]])}, "a row and a column for each"),
        ({"matrix": ImmutableMatrix([[1, T], [0, 1]])}, "the matrix must not depend on T"),
        ({"matrix": ImmutableMatrix([[1, x], [0, 1]])}, "the matrix must not depend on x"),
        ({"start": {x: S.Zero, less: S.One}, "step": {x: x, less: less}}, "l has a domain"),
    ],
)
def test_a_matrix_that_is_not_the_same_at_every_step_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(STEPS, **changes)


def test_a_quantity_is_what_its_recursion_says():
    AREA.discharge()
    assert str(AREA.shows) == "Eq(x(T)*y(T), 3*2**T)"


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"start": {x: S.One, y: S.One}}, "it starts there"),
        ({"step": {x: 2 * x, y: 2 * y}}, "a step moves it so"),
        ({"of": x * y + 1, "start": {x: S(2), y: S.One}}, "a step moves it so"),
        ({"closed": replace(DOUBLES, step={D: 3 * D}, solution={D: 3 * 3**T})}, "a step moves it so"),
        ({"closed": replace(DOUBLES, solution={D: 3 * 3**T})}, "after one more step"),
    ],
)
def test_a_quantity_that_starts_or_moves_otherwise_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(AREA, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"step": {x: x}}, "the same symbols"),
        ({"start": {x: T, y: S.One}}, "the start must not depend on T"),
        ({"of": x * y * T}, "must not depend on T"),
        ({"of": x * y * D}, "another symbol than the state"),
        ({"closed": replace(DOUBLES, step={D: 2 * D + x})}, "another symbol than the state"),
        (
            {"closed": ClosedForms("", T, {D: S(3), E: S(3)}, {D: D, E: E}, {D: S(3), E: S(3)})},
            "of one symbol",
        ),
    ],
)
def test_a_recursion_of_something_else_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(AREA, **changes)
