"""A function with one turn has one zero: two turns, a wrong end or a factor of another sign are no proof."""

from dataclasses import replace

import pytest
from sympy import Gt, S, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.ends import AtInfinity, Value
from theory.logic.proof import Implication, names
from theory.logic.rules import WrongForm
from theory.logic.shapes import Interval, Monotone, SignFrom
from theory.logic.turns import OneTurn
from theory.logic.zeros import SignPattern

x, u, v, z = (Symbol(name, positive=True) for name in "xuvz")
c = Symbol("c", real=True)
# x^2 - x falls from zero, turns at 1/2, and is positive at 2.
F, G = x**2 - x, 2 * x - 1
TURN = Implication("it turns", (2 * u - 1 >= 0, u < v, v < 2), 2 * v - 1 > 0)
ONCE = OneTurn(
    F,
    Interval(x, S.Zero, S(2)),
    G,
    S.One,
    TURN,
    (u, v),
    (Value(F, x, S.Zero, 0), Value(F, x, S(2), 1)),
    z,
    Value(G, x, S.Zero, -1),
)


def test_a_function_with_one_turn_has_one_zero():
    ONCE.discharge()
    assert (ONCE.positive, names(ONCE)) == (((z, 2),), {z})
    upside = replace(
        ONCE,
        function=-F,
        slope=-G,
        turn=Implication("it turns", (2 * u - 1 >= 0, u < v), Gt(2 * v - 1, 0)),
        ends=(Value(-F, x, S.Zero, 0), Value(-F, x, S(2), -1)),
        start=Value(-G, x, S.Zero, 1),
    )
    upside.discharge()
    assert upside.positive == ((0, z),)


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"factor": S(2)}, "the derivative"),
        ({"factor": c}, "its factor|the derivative"),
        ({"function": x**2, "ends": (Value(x**2, x, S.Zero, 0), Value(x**2, x, S(2), 1))}, "the derivative"),
        ({"turn": replace(TURN, given=TURN.given[1:])}, "it turns"),
    ],
)
def test_what_turns_otherwise_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(ONCE, **changes).discharge()


def test_the_factor_has_to_be_positive():
    turn = Implication("it turns", (1 - 2 * u >= 0, u < v, v < 2), 1 - 2 * v > 0)
    turned = replace(ONCE, slope=-G, factor=-S.One, turn=turn, start=Value(-G, x, S.Zero, -1))
    with pytest.raises(DoesNotFollow, match="its factor"):
        turned.roles["factor"].discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"ends": ONCE.ends[::-1]}, "both ends of the interval"),
        ({"ends": (ONCE.ends[0], AtInfinity(F, x, None, 1))}, "both ends of the interval"),
        ({"ends": (ONCE.ends[0], replace(ONCE.ends[1], sign=0))}, "no zero follows"),
        ({"ends": (replace(ONCE.ends[0], sign=1), ONCE.ends[1])}, "no zero follows"),
        ({"ends": (Value(G, x, S.Zero, 0), ONCE.ends[1])}, "another function"),
        ({"ends": (replace(ONCE.ends[0], given=(c > 1,)), ONCE.ends[1])}, "other hypotheses"),
        ({"start": None}, "must be known to go away at first"),
        ({"start": replace(ONCE.start, sign=1)}, "must be known to go away at first"),
        ({"start": replace(ONCE.start, at=S.One)}, "must be known to go away at first"),
        ({"start": Value(F, x, S.Zero, -1)}, "another function"),
        ({"turn": replace(TURN, shows=2 * v - 1 > 1)}, "another turn"),
        ({"turn": replace(TURN, given=(*TURN.given, u > 1))}, "under other hypotheses"),
        ({"places": (u, u)}, "must be new, and any two places"),
        ({"places": (x, v)}, "must be new, and any two places"),
        ({"places": (u, c)}, "must be new, and any two places"),
        ({"given": (c > u,)}, "must be new, and any two places"),
        ({"on": Interval(x, S.Zero, v)}, "both ends of the interval"),
        ({"zero": x}, "x must be new"),
        ({"given": (z > 1,)}, "z must be new"),
        ({"zero": c}, "with the domain of x"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(ONCE, **changes)


def test_pieces_that_turn_once_join_where_there_is_a_sign():
    behind = SignFrom(Monotone(F, Interval(x, S(2), None), 1), ONCE.ends[1])
    with pytest.raises(WrongForm, match="nothing is said of 2"):
        SignPattern("", (ONCE, behind))
    before = SignFrom(Monotone(F, Interval(x, S(-1), S.Zero), -1), replace(ONCE.ends[0]))
    with pytest.raises(WrongForm, match="nothing is said of 0"):
        SignPattern("", (before, ONCE))
    assert "z" in str(SignPattern("", (ONCE,)).shows)
