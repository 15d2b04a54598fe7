"""The normal form calls two things equal only if they are so everywhere in the domain of the symbols."""

import pytest
from sympy import Abs, Rational, S, Symbol, cbrt, log, nan, oo, sign, sqrt, zoo

from theory.logic.normal_form import equal

x = Symbol("x", real=True)
y = Symbol("y", positive=True)
w = Symbol("w", negative=True)
n = Symbol("n", nonnegative=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Abs(sqrt(x)), sqrt(x)),
        (log(Abs(sqrt(x))), log(sqrt(x))),
        (sign(sqrt(x)), S.One),
        (cbrt(sqrt(x) ** 3), sqrt(x)),
        (sqrt(x - 2) * sqrt(x - 3), sqrt((x - 2) * (x - 3))),
        (sqrt(1 / x), 1 / sqrt(x)),
        (sqrt(w * x), sqrt(w) * sqrt(x)),
        (sqrt(-w), sqrt(w)),
        (sign(sqrt(n)), S.One),
    ],
)
def test_what_fails_for_a_negative_number_or_zero_is_not_equal(left, right):
    assert not equal(left, right)


@pytest.mark.parametrize("what", [nan, zoo, oo, -oo])
def test_what_has_no_value_equals_nothing_not_even_itself(what):
    assert not equal(what, what)


def test_what_cannot_be_read_is_not_equal():
    assert not equal(Abs(sqrt(y) - 2), sqrt(y) - 2)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Abs(sqrt(n)), sqrt(n)),
        (sqrt(x) ** 3, x * sqrt(x)),
        (sqrt(y) * sqrt(y + 1) / sqrt(y), sqrt(y + 1)),
        (y ** Rational(2, 3) * cbrt(y), y),
        ((sqrt(w) - 1) * (sqrt(w) + 1), w - 1),
    ],
)
def test_what_holds_everywhere_is_seen(left, right):
    assert equal(left, right)
