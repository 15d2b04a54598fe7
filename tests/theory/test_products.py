"""Phases one after the other: a wrong law, a start that is not just anything, and a clash of names."""

from dataclasses import replace

import pytest
from sympy import Mul, Product, Symbol, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import family, members, pair
from theory.logic.induction import ClosedForm
from theory.logic.products import Commuting, Phases
from theory.logic.rules import WrongForm
from theory.logic.sums import k

T, K = (Symbol(name, integer=True, nonnegative=True) for name in "TK")
x, x_0, f, c, f_1 = symbols("x x_0 f c f_1", real=True)
OWN = members(f, T, of=K)
ONE = ClosedForm("one", x_0 * f**T, T, x, x_0, f * x)


def law(phases):
    return Mul(*[rate**steps for rate, steps in phases])


PHASES = Phases("all", ONE, law, OWN)
ORDER = Commuting("any order", x, f * x, members(f))


def test_phases_multiply_by_the_product_of_their_factors():
    product = Product(family(f, K)[k] ** family(T, K)[k], (k, 1, K))
    assert PHASES.shows.rhs == x_0 * product
    PHASES.discharge()


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        (
            {"law": lambda phases: Mul(*[rate**steps for rate, steps in phases[-1:]])},
            "one more phase, behind 1",
        ),
        ({"law": lambda phases: law(phases[:3])}, "one more phase, behind 3"),
        ({"law": lambda phases: law(phases) * (2 if not phases else 1)}, "no phase changes nothing"),
        ({"law": lambda phases: law(phases) * 2 ** len(phases)}, "a phase is a factor"),
        ({"phase": replace(ONE, step=f * x + 1)}, "after one more step"),
    ],
)
def test_a_wrong_law_or_a_wrong_phase_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(PHASES, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"phase": ClosedForm("", 2 * f**T, T, x, 2 + 0 * f, f * x)}, "must start anywhere"),
        ({"own": members(f, T, x_0, of=K), "law": lambda phases: phases[0][0]}, "no number of its own"),
        ({"own": pair(f)}, "must start anywhere"),
        ({"law": lambda phases: x_0 * law(phases)}, "need not be able to start"),
        ({"law": lambda phases: Symbol("z") * law(phases)}, "need not be able to start"),
        ({"law": lambda phases: f_1 * law(phases)}, "f_1 is a number of another phase"),
        ({"own": {}}, "members i, or i and j"),
    ],
)
def test_phases_that_cannot_follow_one_another_are_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(PHASES, **changes)


def test_a_start_with_a_domain_is_one_that_a_phase_keeps():
    positive = Symbol("x_0", positive=True)
    with pytest.raises(WrongForm, match="need not be able to start"):
        replace(PHASES, phase=replace(ONE, start=positive, solution=positive * f**T))


def test_phases_in_any_order_need_to_commute():
    ORDER.discharge()
    with pytest.raises(DoesNotFollow, match="two phases exchanged"):
        replace(ORDER, after=f * x + f + 1).discharge()
    replace(ORDER, after=x + f).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"state": f}, "must be real and nothing more"),
        ({"state": Symbol("x", positive=True)}, "must be real and nothing more"),
        ({"after": f * x * Symbol("z")}, "must be real and nothing more"),
        ({"after": f * x + f_1}, "f_1 is a number of another phase"),
        ({"own": {}}, "members i, or i and j"),
    ],
)
def test_an_order_of_what_is_no_state_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(ORDER, **changes)
