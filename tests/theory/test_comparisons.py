"""Multiples, weaker relations, places and logarithms: what may turn the order around is refused."""

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Ne, S, Symbol, log

from theory.logic.comparisons import AtPlace, Detached, Multiple, Weaker
from theory.logic.derivation import DoesNotFollow
from theory.logic.logs import LogOfSquare, SignOfLog
from theory.logic.proof import Identity, Implication
from theory.logic.rules import Deduction, WrongForm

x, y = Symbol("x", real=True), Symbol("y", real=True)
a, b = Symbol("a", positive=True), Symbol("b", positive=True)
BELOW = Implication("below", (x < 1,), x < 2)


def test_an_implication_is_taken_apart():
    back = Detached(Deduction(Implication("both", (y > 0, x > 1), x * x > 1), keep=1))
    assert (back.given, back.shows) == ((y > 0, x > 1), x**2 > 1)
    back.discharge()
    with pytest.raises(WrongForm, match="is no implication"):
        Detached(BELOW)


@pytest.mark.parametrize(("factor", "shows"), [(a, a * x - 2 * a < 0), (-a, 2 * a - a * x > 0)])
def test_a_multiple_has_the_sign_of_the_difference_or_the_opposite(factor, shows):
    multiple = Multiple("a multiple", BELOW, shows.lhs, factor)
    multiple.discharge()
    assert multiple.shows == shows


def test_what_is_no_multiple_is_not_shown():
    with pytest.raises(DoesNotFollow, match="a multiple"):
        Multiple("a multiple", BELOW, a * x - a, a).discharge()
    for compared, factor in ((BELOW, y), (BELOW, S.Zero), (Implication("", (x < 1,), x <= 2), a)):
        with pytest.raises(WrongForm, match=r"is not known to be|must be < or >"):
            Multiple("a multiple", compared, x, factor)


@pytest.mark.parametrize(
    ("strict", "weaker"),
    [
        (x < 2, Le(x, 2)),
        (x > 2, Ge(x, 2)),
        (x <= 2, Le(x, 2)),
        (x >= 2, Ge(x, 2)),
        (Eq(x, 2), Le(x, 2)),
    ],
)
def test_a_relation_is_weakened(strict, weaker):
    assert Weaker(Implication("", (y > 1,), strict)).shows == weaker


def test_that_two_differ_does_not_say_which_is_less():
    for shown in (Ne(x, 2), Lt(x, 2) | Gt(x, 2)):
        with pytest.raises(WrongForm, match="must compare two numbers"):
            Weaker(Implication("", (y > 1,), shown))


def test_a_function_is_known_where_its_variable_has_a_value():
    AtPlace("there", y * log(a), a, S.One, S.Zero).discharge()
    with pytest.raises(DoesNotFollow, match="there"):
        AtPlace("there", y * log(a), a, S(2), S.Zero).discharge()
    for at, value in ((S.Zero, S.Zero), (x, S.Zero), (a + 1, S.Zero), (S.One, a)):
        with pytest.raises(WrongForm, match=r"may not be in the domain|must not depend on a"):
            AtPlace("there", y * log(a), a, at, value)


def test_the_logarithm_of_a_square():
    square = LogOfSquare("a square", x**2 + 2 * x + 1, x + 1)
    square.discharge()
    assert square.given == (Ne(x + 1, 0),)
    with pytest.raises(DoesNotFollow, match="a square"):
        LogOfSquare("a square", x**2 + 1, x + 1).discharge()
    with pytest.raises(WrongForm, match="is not known to be real"):
        LogOfSquare("a square", Symbol("z") ** 2, Symbol("z"))


def test_a_logarithm_has_the_sign_of_the_difference():
    SignOfLog("a score", log(a) / 3 - log(b) * 2 / 3, S.One / 3, a, b**2).discharge()
    for function, factor, more in (
        (log(a) - log(b), S.One, a),
        (log(a) / 3 - 2 * log(b) / 3, S.Half, a),
        (2 * log(b) - log(a), S.One, a),
    ):
        with pytest.raises(DoesNotFollow, match="its logarithm"):
            SignOfLog("a score", function, factor, more, b**2).discharge()
    for factor, more in ((-S.One, a), (y, a), (S.One, x)):
        with pytest.raises(WrongForm, match="is not known to be positive"):
            SignOfLog("a score", log(a), factor, more, b)


def test_an_equation_of_an_identity_is_weakened_too():
    assert Weaker(Identity("", x + x, 2 * x, reads=y)).shows == Le(y, 2 * x)
