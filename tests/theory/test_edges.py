"""Zero or positive: an equation that fails at zero, or beyond it, is not discharged."""

import pytest
from sympy import Abs, Integer, Limit, S, Symbol, exp, oo, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.edges import ZeroOrPositive
from theory.logic.rules import WrongForm

w, t = symbols("w t", nonnegative=True)
x = Symbol("x", real=True)


def test_an_equation_holds_where_a_number_is_positive_and_where_it_is_zero():
    ZeroOrPositive("it vanishes", Limit(w * exp(-w * t), t, oo), Integer(0), w).discharge()


@pytest.mark.parametrize(
    ("left", "right", "failing"),
    [
        (Limit(exp(-w * t), t, oo), S.Zero, "zero"),
        (Limit(exp(-w * t), t, oo), S.One, "positive"),
        (w / w**2, 1 / w + 0 * w, "zero"),
    ],
)
def test_an_equation_that_fails_on_one_side_is_not_discharged(left, right, failing):
    with pytest.raises(DoesNotFollow, match=f": {failing}: "):
        ZeroOrPositive("", left, right, w).discharge()


def test_a_number_that_may_be_something_else_is_refused():
    for number in (x, Symbol("w", positive=True), Symbol("w", integer=True, nonnegative=True)):
        with pytest.raises(WrongForm, match="must be nonnegative, and nothing more"):
            ZeroOrPositive("", Abs(number), number, number)
    with pytest.raises(WrongForm, match="there is a positive w already"):
        ZeroOrPositive("", w - Symbol("w", positive=True), S.Zero, w)
