"""In one proof a name has one meaning: with two of them all numbers are zero."""

import pytest
from sympy import Eq, Function, S, Symbol, binomial, exp, symbols

from theory.logic.counting import Hits
from theory.logic.derivation import DoesNotFollow
from theory.logic.induction import ClosedForm
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import Chain, Instance, together
from theory.logic.single_crossing import Exponential

x, y = symbols("x y", real=True)
T, n, k = (Symbol(name, integer=True, nonnegative=True) for name in "Tnk")
TWICE, THRICE = (Identity(f"{number} x", number * x, number * x, reads=y) for number in (2, 3))


def contradiction(*meanings):
    """Return that x is zero, if both meanings are of one thing."""
    given = tuple(meaning.shows for meaning in meanings)
    last = Implication("so all are zero", given, Eq(x, 0))
    return Chain("all numbers are zero", (), Eq(x, 0), (*meanings, last))


def test_a_name_of_two_things_is_noticed():
    for discharge in (contradiction(TWICE, THRICE).discharge, Proof((contradiction(TWICE, THRICE),)).check):
        with pytest.raises(DoesNotFollow, match="y stands for two things"):
            discharge()


def test_a_name_may_be_used_again_for_the_same():
    Proof((together("", TWICE, Identity("again", x + x, 2 * x, reads=y)),)).check()


def grows(factor, state=x, index=T):
    return ClosedForm("it grows", 3 * factor**index, index, state, S(3), factor * state)


def hits(weight):
    return Hits("hits", weight**n * binomial(n, k), n, k, weight, weight)


@pytest.mark.parametrize(
    ("once", "again", "of"),
    [
        (grows(2), grows(3), "x"),
        (grows(2), grows(3, index=n), "x"),
        (Identity("", 2 * x, 2 * x, reads=Function("P")(1)), Identity("", x, x, reads=Function("P")(1)), "P"),
        (
            Hits("", binomial(n, k), n, k, S.One, S.One),
            Hits("", 2**-n * binomial(n, k), n, k, *[S.Half] * 2),
            "P",
        ),
        (
            *(
                Exponential(Symbol("m", positive=True), at, S(2), exp(-2 * at), at)
                for at in symbols("s t", nonnegative=True)
            ),
            "m",
        ),
    ],
)
def test_a_solution_a_probability_or_a_power_of_one_name_is_of_one_kind(once, again, of):
    with pytest.raises(DoesNotFollow, match=rf"{of}.* stands for two things"):
        Proof((together("both", once, again),)).check()


def test_what_is_called_otherwise_or_is_an_instance_is_no_other_meaning():
    other, value = grows(3, state=Symbol("z", real=True)), Function("P")
    Proof((together("", grows(2), grows(2, index=n), other),)).check()
    Proof((together("", grows(2), Instance(grows(2), {T: n + 1})),)).check()
    of_places = (Identity("", number * x, number * x, reads=value(number)) for number in (2, 3))
    Proof((together("", *of_places),)).check()
