"""The rule that raises both sides refuses what it does not hold for."""

import pytest
from sympy import I, Symbol

from theory.logic.raised import Raised
from theory.logic.rules import WrongForm

x, n = Symbol("x", real=True), Symbol("n", integer=True, positive=True)


@pytest.mark.parametrize(
    "exponent",
    [
        Symbol("n", integer=True),  # (-1)-th powers turn the order around
        Symbol("n", integer=True, nonnegative=True),  # the next rules may need a power that is not 1
        Symbol("n", positive=True),
        n + 1,
        n - 1,
    ],
)
def test_an_exponent_is_a_symbol_for_a_positive_integer(exponent):
    with pytest.raises(WrongForm, match="must be a symbol for a positive integer"):
        Raised(x + 1, x, exponent)


@pytest.mark.parametrize("sides", [(Symbol("z"), x), (x, Symbol("z")), (x, I * x)])
def test_what_is_raised_is_real(sides):
    with pytest.raises(WrongForm, match="is not known to be real"):
        Raised(*sides, n)


def test_that_the_smaller_side_is_no_less_than_zero_is_a_hypothesis():
    """1 >= -2, but not 1 >= (-2)^2."""
    raised = Raised(x + 3, x, n)
    at = {x: -2, n: 2}
    assert not raised.shows.subs(at)
    assert [bool(given.subs(at)) for given in raised.given] == [True, False]
