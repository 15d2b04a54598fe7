"""Conditions as they are typed: read exactly, compared exactly, and refused in one line if they are none."""

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etalon.explore.condition import HIGHEST_POWER, MOST_CHARACTERS, Condition
from numerics.rational import InvalidArgument

ONE = Fraction(1)
OPERATIONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}
small = st.builds(Fraction, st.integers(-6, 6), st.integers(1, 4))


def _holds(text: str, **values: Fraction) -> bool:
    return Condition.parse(text).holds(lambda name: (values[name], values[name]))


@given(small, small, small, st.sampled_from(sorted(OPERATIONS)))
def test_a_condition_is_what_fractions_say(a, b, x, sign):
    """The tests' fractions are so few that both sides are often equal."""
    assert _holds(f"({a})*x - {b} {sign} x + 1/2", x=x) is OPERATIONS[sign](a * x - b, x + ONE / 2)
    if x:
        assert _holds(f"{a} {sign} x**-2 / -3", x=x) is OPERATIONS[sign](a, 1 / x**2 / -3)


@pytest.mark.parametrize(
    ("text", "x", "held"),
    [
        ("x < 2", ONE * 2, False),
        ("x < 2", 2 - ONE / 10**50, True),
        ("x <= 2", ONE * 2, True),
        ("x <= 2", 2 + ONE / 10**50, False),
        ("x = 0.1", ONE / 10, True),
        ("x != 1e-3", ONE / 1000, False),
        ("0 < x <= 3/2", ONE * 3 / 2, True),
        ("0 < x <= 3/2", ONE * 0, False),
        ("0 < x != 1 >= x", ONE / 2, True),
        ("0 < x != 1 >= x", ONE, False),
        ("-2**2 = x", ONE * -4, True),
        ("+x**3 = -(-8)", ONE * 2, True),
    ],
)
def test_ends_are_exact_and_chains_hold_together(text, x, held):
    assert _holds(text, x=x) is held


def test_what_is_too_close_to_tell_apart_does_not_hold():
    around_one = (1 - ONE / 100, 1 + ONE / 100)
    for sign in OPERATIONS:
        assert not Condition.parse(f"x {sign} 1").holds(lambda name: around_one)
    assert Condition.parse("x*x - x < 1/20").holds(lambda name: around_one)
    assert not Condition.parse("x - x = 0").holds(lambda name: around_one)
    assert Condition.parse("1/x < 101/99 + 1/1000").holds(lambda name: around_one)


def test_a_side_without_a_value_is_passed_on():
    with pytest.raises(ZeroDivisionError):
        _holds("1/x < 2", x=ONE * 0)
    with pytest.raises(ZeroDivisionError):
        Condition.parse("1/x < 2").holds(lambda name: (-ONE, ONE))


def test_names_are_told_and_the_star_of_beta_is_part_of_its_name():
    condition = Condition.parse("beta*_1 < 2*beta*_2**2 <= L_train( 0 ) ")
    assert condition.names == {"beta_1", "beta_2", "L_train(0)"}
    assert [side.alone for side in condition.sides] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must be a comparison (< <= > >= = !=)"),
        ("eta", "must be a comparison"),
        ("eta <", "must be a comparison"),
        ("eta < 2 and eps < 1", "must be a comparison"),
        ("eta is 2", "must be a comparison"),
        ("eta in x", "must be a comparison"),
        ("eta < 2; x", "must be a comparison"),
        ("eta < x.real", "must be a comparison"),
        ("eta < x()", "must be a comparison"),
        ("eta < L_train(x)", "must be a comparison"),
        ("eta < L_train(0, 1)", "must be a comparison"),
        ("eta < __import__('os').getcwd()", "must be a comparison"),
        ("eta < True", "must be a comparison"),
        ("eta < 2j", "must be a comparison"),
        ("eta < L_train(True)", "must be a comparison"),
        ("eta < 0x10", "must be an exact rational"),
        ("eta < 1e9999", "must have at most 4000 digits"),
        ("eta < 7 // 2", "must be a comparison"),
        ("eta < 7 % 2", "must be a comparison"),
        ("eta < (1 < 2)", "must be a comparison"),
        ("1 < 2", "must speak of a number of the case"),
        ("eta < 2**eta", "as exponents"),
        (f"eta < 9**{HIGHEST_POWER + 1}", "as exponents"),
        ("eta < (9**9)**9", "as exponents"),
        ("eta < 9**(1/2)", "as exponents"),
        ("eta < " + "1" * MOST_CHARACTERS, f"must have at most {MOST_CHARACTERS} characters"),
        ("η < 2", "must be a comparison"),
        ("eta < 2\0", "must be a comparison"),
    ],
)
def test_what_is_no_condition_is_refused_in_one_line(text, told):
    with pytest.raises(InvalidArgument) as refused:
        Condition.parse(text)
    assert str(refused.value).startswith("--change = ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
