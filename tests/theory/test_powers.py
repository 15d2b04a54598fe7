"""Powers of a number below one: what is weakened or wrong is refused, or not discharged."""

from dataclasses import replace

import pytest
from sympy import Eq, Ge, Gt, Implies, Le, Lt, S, Symbol, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import ForEvery, members
from theory.logic.powers import ComparedPower, Power
from theory.logic.proof import Implication
from theory.logic.rules import WrongForm

p, t, small, c = symbols("p t u c", positive=True)
m, d, s = Symbol("m", nonnegative=True), Symbol("d", real=True), Symbol("s", real=True)
KEPT = 1 - p
BELOW = Implication("below one", (p < 1,), (KEPT > 0) & Lt(KEPT, 1, evaluate=False))
UP_TO = Implication("up to one", (p < 1,), (KEPT > 0) & Le(KEPT, 1, evaluate=False))
POWER = Power(m, d, c, BELOW, small, small ** (c * t), t)
COMPARED = ComparedPower(m, UP_TO, 2 * s, (0, 2))


def test_a_power_falls_below_one_as_its_exponent_gets_positive():
    POWER.discharge()
    assert POWER.given == (p < 1,)
    assert {str(part) for part in POWER.shows.args} == {
        "Equivalent(d > 0, m < 1)",
        "Equivalent(Eq(d, 0), Eq(m, 1))",
    }
    assert POWER.names == {m, d}


@pytest.mark.parametrize(
    "changes",
    [
        {"meaning": small ** (2 * c * t)},
        {"time": 2 * t},
        {"power": 2 * c},
        {"meaning": small ** (-c * t)},
        {"base": replace(BELOW, given=(p < 2,))},
    ],
)
def test_what_a_power_stands_for_decides(changes):
    with pytest.raises(DoesNotFollow):
        replace(POWER, **changes).discharge()


@pytest.mark.parametrize(
    "changes",
    [
        {"base": UP_TO},
        {"base": replace(BELOW, shows=Lt(KEPT, 1, evaluate=False))},
        {"base": replace(BELOW, shows=(KEPT > 0) & Lt(p, 1, evaluate=False))},
        {"base": replace(BELOW, shows=Gt(KEPT, 0) & Gt(1, KEPT, evaluate=False) & (p < 3))},
        {"power": -c},
        {"symbol": p},  # of which the base is
        {"symbol": c},  # the power
        {"symbol": Symbol("u", negative=True)},
        {"symbol": Symbol("u", integer=True, positive=True)},
        {"name": c},
        {"name": p},  # of which the base is
        {"of": p, "time": t + p},
        {"of": Symbol("d", positive=True), "time": t - 1},
    ],
)
def test_another_base_and_names_that_are_in_use_are_refused(changes):
    with pytest.raises(WrongForm):
        replace(POWER, **changes)


def test_powers_compare_as_their_exponents_do():
    COMPARED.discharge()
    shown = set(COMPARED.shows.args)
    assert len(shown) == 8
    assert Implies(Ge(2 * s, 2, evaluate=False), Le(m, KEPT**2, evaluate=False), evaluate=False) in shown
    assert Implies(Le(2 * s, 0, evaluate=False), Ge(m, 1, evaluate=False), evaluate=False) in shown
    true = Implication("", (*COMPARED.shows.args, s > 0, s < 1, p < 1), (m < 1) & (m > KEPT**2))
    true.discharge()
    for wrong in (m <= KEPT**2, Eq(m, 1)):
        with pytest.raises(DoesNotFollow):
            replace(true, shows=wrong).discharge()


@pytest.mark.parametrize(
    "changes",
    [
        {"base": replace(UP_TO, shows=KEPT > 0)},
        {"base": replace(UP_TO, shows=(KEPT >= 0) & Le(KEPT, 1, evaluate=False))},
        {"exponent": Symbol("z")},
        {"exponent": 1 / s},
        {"name": p},
        {"exponent": S(2) * Symbol("m", nonnegative=True)},
        {"name": Symbol("m", negative=True)},
        {"than": ()},
    ],
)
def test_another_base_or_exponent_is_refused(changes):
    with pytest.raises(WrongForm):
        replace(COMPARED, **changes)


def test_a_power_is_another_one_of_every_member():
    for premise in (POWER, COMPARED):
        with pytest.raises(WrongForm, match="may be another one of every member"):
            ForEvery(premise, members(p))
