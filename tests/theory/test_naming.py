"""One name is one thing: what two premises have made of it by one name is not put together."""

import pytest
from sympy import Abs, Eq, Function, S, Symbol, exp, log, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.ends import AtInfinity, Pole
from theory.logic.induction import ClosedForm
from theory.logic.insertion import Inserted
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import Instance, together
from theory.logic.shapes import Interval, Monotone
from theory.logic.single_crossing import Exponential
from theory.logic.zeros import OneZero

x, p, z, t = symbols("x p z t", positive=True)
m, d = symbols("m d", real=True)
T, y = Symbol("T", integer=True, nonnegative=True), Symbol("y", real=True)


def zero_beyond(pole):
    f = log(Abs(1 - x / pole))
    ends = Pole(f, x, pole, -1), AtInfinity(f, x, None, 1)
    return OneZero(Monotone(f, Interval(x, pole, None), 1), *ends, z)


LOG = zero_beyond(1 / p)
GROWS = ClosedForm("grows", p**T, T, y, S.One + 0 * p, p * y)
READS = Identity("named", p + p, 2 * p, reads=z)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LOG, zero_beyond(2 / p)),
        (LOG, Identity("named", p**2, p * p, reads=z)),
        (READS, Identity("named", p + p + 1, 2 * p + 1, reads=z)),
        (GROWS, ClosedForm("doubles", S(2) ** T, T, y, S.One, 2 * y)),
        (Exponential(m, d, p, exp(-p * t), t), Identity("named", p + p, 2 * p, reads=d)),
        (Identity("", p + 0, p, reads=Function("f")(1)), Identity("", 2 * p, 2 * p, reads=Function("f")(1))),
        *[(kind(READS, {p: S(2)}), kind(READS, {p: S(3)})) for kind in (Instance, Inserted)],
        *[(READS, kind(READS, {p: S(3)})) for kind in (Instance, Inserted)],
        (Instance(GROWS, {p: S(2)}), Instance(GROWS, {p: S(3)})),
    ],
)
def test_a_name_does_not_stand_for_two_things(first, second):
    for premise in (first, second):
        Proof((premise,)).check()
    with pytest.raises(DoesNotFollow, match="stands for two things"):
        Proof((together("both", first, second),)).check()


def test_a_name_may_be_used_again_for_the_same():
    Proof((together("both", READS, Implication("", (p > 1,), p**2 > 1), READS),)).check()
    Proof((together("both", READS, Identity("again", p + p, 2 * p, reads=z)),)).check()
    Proof((together("both", LOG, Implication("", (z > 1,), z**2 > 1), LOG),)).check()


def test_what_is_put_in_elsewhere_does_not_change_what_a_name_stands_for():
    both = together("both", READS, Implication("", (m > 1,), m**2 > 1))
    Proof((together("again", both, Instance(both, {m: d})),)).check()
    assert Eq(z, 2 * p) in both.shows.args
