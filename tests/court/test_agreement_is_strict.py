"""The one comparison of the project, with planted errors: every wrong value must be seen."""

from fractions import Fraction

import pytest
from sympy import Float, Rational, Symbol, exp, log, nan, oo, pi, sin, sqrt, zoo

from etalon.agreement import Between, HasSign, agree, enclose
from numerics.enclosure import Enclosure
from numerics.flow import Undecided

THIRD = Fraction(1, 3)
TINY = Fraction(1, 2**60)
AROUND_THIRD = Enclosure(THIRD - TINY, THIRD + TINY)


@pytest.mark.parametrize(
    "wrong", [Rational(1, 3) + Rational(1, 10**30), Rational(-1, 3), 0, nan, zoo, oo, -oo]
)
def test_an_exact_observation_agrees_with_nothing_but_itself(wrong):
    assert agree(Rational(1, 3), THIRD)
    assert not agree(wrong, THIRD)


@pytest.mark.parametrize("wrong", [Rational(1, 3) + Rational(1, 2**59), Rational(1, 4), nan, sqrt(2), log(2)])
def test_an_enclosure_contradicts_what_lies_outside(wrong):
    assert agree(Rational(1, 3), AROUND_THIRD)
    assert not agree(wrong, AROUND_THIRD)


@pytest.mark.parametrize("value", [sqrt(2), exp(-3), log(Rational(7, 5)), abs(1 - sqrt(3)), 1 / (1 + exp(2))])
def test_an_irrational_value_agrees_with_its_enclosure_only(value):
    enclosure = enclose(value)
    assert agree(value, enclosure)
    assert not agree(value + Rational(1, 2**200), enclosure)
    assert not agree(value, THIRD)


@pytest.mark.parametrize("sign", [-1, 0, 1])
def test_a_sign_agrees_with_itself_only(sign):
    for observed in (-1, 0, 1):
        assert agree(HasSign(sign), Fraction(observed)) is (sign == observed)
        assert agree(HasSign(sign), Enclosure.exactly(Fraction(observed))) is (sign == observed)


def test_an_enclosure_around_zero_shows_a_tie_but_no_sign():
    around = Enclosure(-Fraction(1, 2**200), Fraction(1, 2**200))
    assert agree(HasSign(0), around)
    with pytest.raises(Undecided):
        agree(HasSign(1), around)


def test_a_wide_enclosure_shows_nothing():
    wide = Enclosure(Fraction(0), Fraction(1))
    for predicted in (Rational(1, 3), HasSign(0), Between(Rational(-1), Rational(2)), sqrt(2) / 2):
        with pytest.raises(Undecided):
            agree(predicted, wide)


@pytest.mark.parametrize("observed", [THIRD, AROUND_THIRD])
def test_bounds_are_kept_or_not(observed):
    assert agree(Between(Rational(1, 3), Rational(1, 2)), observed)
    assert agree(Between(-oo, Rational(1, 3)), observed)
    assert not agree(Between(Rational(2, 5), oo), observed)
    assert not agree(Between(-oo, Rational(3, 10)), observed)
    assert not agree(Between(nan, oo), observed)


def test_an_excluded_bound_is_excluded():
    assert not agree(Between(Rational(0), Rational(1, 3), below=True), THIRD)
    assert agree(Between(Rational(0), Rational(1, 2), below=True), THIRD)


def test_tuples_agree_item_by_item():
    assert agree((Rational(1, 3), True), (THIRD, True))
    assert not agree((Rational(1, 3), True), (THIRD, False))
    assert not agree((Rational(1, 3),), (THIRD, THIRD))
    assert not agree(Rational(1, 3), (THIRD,))


@pytest.mark.parametrize(
    ("predicted", "observed"),
    [
        (Float("0.5"), Fraction(1, 2)),
        (Rational(1, 2), 0.5),
        (0.5, Fraction(1, 2)),
        (True, 1),
        (1, True),
        ("1", 1),
    ],
)
def test_floats_and_mixed_kinds_are_refused(predicted, observed):
    with pytest.raises(TypeError):
        agree(predicted, observed)


@pytest.mark.parametrize("expression", [Symbol("x"), sin(1), Float("0.5") + pi])
def test_only_what_is_known_is_enclosed(expression):
    with pytest.raises(TypeError):
        enclose(expression)
