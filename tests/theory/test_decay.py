"""What vanishes: a factor that may be 1, a bound for some states only, and other sums are refused."""

from dataclasses import replace

import pytest
from sympy import Eq, Ge, Le, Ne, Symbol, symbols

from theory.logic.decay import Vanishing
from theory.logic.derivation import DoesNotFollow
from theory.logic.families import members
from theory.logic.proof import Identity, Implication
from theory.logic.rules import Chain, WrongForm
from theory.logic.sums import Totals

m, q = symbols("m q", nonnegative=True)
r, f, s = symbols("r f s", real=True)
OF_ONE = members(r, f)


def bounded(left, right, *given):
    return Totals(Implication("less", given, Le(left, right, evaluate=False)), OF_ONE)


SIGN = Totals(Implication("a square", (), Ge(r**2, 0, evaluate=False)), OF_ONE)
BELOW = Implication("below one", (4 * m <= 1,), m < 1)
BOUND = bounded(f**2 * r**2, m * r**2, f**2 <= m)
VANISHING = Vanishing("L", r**2, OF_ONE, {r: f * r}, m, BOUND, SIGN, BELOW)


def test_it_concludes_a_bound_after_every_number_of_steps_and_the_limit():
    assert str(VANISHING.shows.args[1]) == "L(T) <= m**T*Sum(r[k]**2, (k, 1, N))"
    assert str(VANISHING.shows.args[0]) == "Eq(Limit(L(T), T, oo, dir='-'), 0)"
    assert VANISHING.given == (*BOUND.given, *BELOW.given)
    VANISHING.discharge()


def test_a_bound_that_does_not_hold_is_not_discharged():
    with pytest.raises(DoesNotFollow):
        replace(VANISHING, bound=bounded(f**2 * r**2, m * r**2, f <= m)).discharge()
    with pytest.raises(DoesNotFollow):
        replace(VANISHING, below=Implication("", (m <= 1,), m < 1)).discharge()


# That m is a name, of something at the start perhaps, is a hypothesis of what shows the bound.
NAME = Identity("m is a name", f**2 + f**2, 2 * f**2, reads=m)
OF_A_NAME = Chain(
    "less", BOUND.given, BOUND.shows, (NAME, Implication("", (*BOUND.given, NAME.shows), BOUND.shows))
)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"bound": bounded(f**2 * r**2, m * r**2, f**2 <= m, Ne(r, 0))}, "of the states of all"),
        ({"bound": bounded(f**2 * r**2, q * r**2, f**2 <= q)}, "is needed, not"),
        ({"bound": bounded(f * r**2, m * r**2, f <= m)}, "is needed, not"),
        ({"bound": OF_A_NAME}, "m may be another one after a step"),
        ({"step": {r: r}}, "is needed, not"),
        ({"step": {s: f * s}}, "the state must be symbols of a member"),
        (
            {"sign": Totals(Implication("", (r <= 1,), Ge(r**2, 0, evaluate=False)), OF_ONE)},
            "of the states of all",
        ),
        ({"sign": Totals(Implication("", (), Ge(f**2, 0, evaluate=False)), OF_ONE)}, "is needed, not"),
        ({"below": Implication("", (4 * m <= 1,), m <= 1)}, "is needed, not"),
        ({"factor": Symbol("m", real=True)}, "the same for all, and not negative"),
        ({"factor": f}, "the same for all, and not negative"),
    ],
)
def test_what_would_show_too_much_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(VANISHING, **changes)


def test_a_state_with_a_domain_which_a_step_need_not_keep_is_refused():
    x = Symbol("x", positive=True)
    less = Totals(Implication("", (Eq(m, 2),), Le(x - 1, m * x)), members(x))
    with pytest.raises(WrongForm, match="only known to be real"):
        Vanishing("L", x, members(x), {x: x - 1}, m, less, SIGN, BELOW)
