"""The one comparison of the project, with planted errors: every wrong value must be seen."""

from fractions import Fraction

import pytest
from sympy import E, Float, Integer, Rational, Symbol, exp, log, nan, oo, pi, sin, sqrt, zoo

from etalon.agreement import Between, HasSign, agree, enclose
from numerics.enclosure import Enclosure
from numerics.flow import Undecided

THIRD = Fraction(1, 3)
TINY = Fraction(1, 2**120)
AROUND_THIRD = Enclosure(THIRD - TINY, THIRD + TINY)


@pytest.mark.parametrize(
    "wrong", [Rational(1, 3) + Rational(1, 10**30), Rational(-1, 3), 0, nan, zoo, oo, -oo]
)
def test_an_exact_observation_agrees_with_nothing_but_itself(wrong):
    assert agree(Rational(1, 3), THIRD)
    assert not agree(wrong, THIRD)


@pytest.mark.parametrize(
    "wrong", [Rational(1, 3) + Rational(1, 2**119), Rational(1, 4), nan, sqrt(2), log(2)]
)
def test_an_enclosure_contradicts_what_lies_outside(wrong):
    assert agree(Rational(1, 3), AROUND_THIRD)
    assert not agree(wrong, AROUND_THIRD)


@pytest.mark.parametrize(
    "value", [sqrt(2), exp(-3), E, log(Rational(7, 5)), abs(1 - sqrt(3)), 1 / (1 + exp(2))]
)
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
    around = Enclosure(-Fraction(1, 2**500), Fraction(1, 2**500))
    assert agree(HasSign(0), around)
    for sign in (1, -1):
        with pytest.raises(Undecided, match="the sign of a value"):
            agree(HasSign(sign), around)


@pytest.mark.parametrize(
    "size", [Fraction(1), Fraction(1, 10**20), Fraction(1, 10**40), Fraction(1, 10**100)]
)
def test_two_small_things_that_differ_are_no_tie(size):
    """They are enclosed as well as numerics does it, to 128 bits, and differ by half their size."""
    with pytest.raises(Undecided, match="too wide"):
        agree(HasSign(0), Enclosure(-size / 2, size / 2))
    for sign in (-1, 1):
        difference = Enclosure(sign * size / 2 - size / 2**128, sign * size / 2 + size / 2**128)
        assert not agree(HasSign(0), difference)
        assert not agree(HasSign(-sign), difference)
        assert agree(HasSign(sign), difference)


@pytest.mark.parametrize("sign", [True, False, 2, -2, None, nan, "1"])
def test_what_is_no_sign_is_refused(sign):
    with pytest.raises(ValueError, match="must be -1, 0 or 1"):
        HasSign(sign)


@pytest.mark.parametrize(
    "predicted",
    [
        Rational(1, 3),
        0,
        HasSign(0),
        HasSign(1),
        sqrt(2) / 2,
        Between(-oo, Rational(1, 3)),
        Between(sqrt(2) / 2, oo),
    ],
)
def test_a_wide_enclosure_shows_nothing(predicted):
    with pytest.raises(Undecided):
        agree(predicted, Enclosure(Fraction(0), Fraction(1)))


def test_a_wide_enclosure_shows_what_is_certain():
    wide = Enclosure(Fraction(0), Fraction(1))
    assert agree(Between(Rational(-1), Rational(2)), wide)
    assert agree(Between(Integer(0), Integer(1)), wide)
    assert agree(Between(-sqrt(2), sqrt(2), below=True), wide)
    assert not agree(Between(Rational(2), oo), wide)
    assert not agree(Between(-oo, -sqrt(2)), wide)
    assert not agree(Rational(3, 2), wide)
    assert not agree(sqrt(2), wide)
    assert not agree(HasSign(-1), Enclosure(Fraction(1), Fraction(2)))


SIZES = [Fraction(1), Fraction(10) ** 30, Fraction(1, 10**40), Fraction(1, 10**300)]


def _around(value, size, bits=128):
    """Return an enclosure of size times an exact value, as wide as one of so many bits is."""
    middle = (
        enclose(value).midpoint * size if not isinstance(value, Rational) else Fraction(str(value)) * size
    )
    return Enclosure(middle - abs(middle) / 2**bits, middle + abs(middle) / 2**bits)


def _exact(size):
    return Rational(size.numerator, size.denominator)


@pytest.mark.parametrize("size", SIZES, ids=["1", "1e30", "1e-40", "1e-300"])
@pytest.mark.parametrize("value", [Rational(7, 3), sqrt(2), -log(3), exp(-20)], ids=str)
def test_planted_errors_are_seen_at_every_size(value, size):
    right, observed = value * _exact(size), _around(value, size)
    assert agree(right, observed)
    wrong = [
        right * (1 + Rational(1, 10**20)),
        right * (1 - Rational(1, 10**20)),
        -right,
        right + _exact(size),
    ]
    for error in (*wrong, right - _exact(size), 2 * right, right / 2, Integer(0)):
        assert not agree(error, observed)


@pytest.mark.parametrize("size", SIZES, ids=["1", "1e30", "1e-40", "1e-300"])
def test_an_enclosure_that_does_not_even_fix_the_size_shows_nothing(size):
    """A width that is tiny beside one is not tiny beside 1e-40."""
    with pytest.raises(Undecided):
        agree(_exact(size), Enclosure(-size, 2 * size))
    with pytest.raises(Undecided):
        agree(sqrt(2) * _exact(size), Enclosure(size, 2 * size))
    with pytest.raises(Undecided):
        agree(_exact(size), _around(Rational(1), size, bits=48))


def test_an_expression_that_is_a_fraction_is_no_contradiction():
    assert agree((1 + sqrt(2)) * (1 - sqrt(2)), Fraction(-1))
    assert not agree((1 + sqrt(2)) * (1 - sqrt(2)), Fraction(-1) + Fraction(1, 10**60))
    with pytest.raises(Undecided, match="is the fraction"):
        agree(log(6) - log(2) - log(3) + 1, Fraction(1))


def test_the_precision_is_raised_where_digits_cancel():
    close = sqrt(Rational(10**200 + 1)) - 10**100
    assert enclose(close).width < enclose(close).lower / 2**190
    assert agree(close, _around(close, Fraction(1)))
    assert not agree(close * (1 + Rational(1, 10**20)), _around(close, Fraction(1)))


def test_a_sum_that_is_zero_is_enclosed_around_zero():
    zero = log(6) - log(2) - log(3)
    assert agree(zero, Enclosure(-Fraction(1, 2**500), Fraction(1, 2**500)))
    with pytest.raises(Undecided):
        agree(zero, Enclosure(-Fraction(1, 2**300), Fraction(1, 2**300)))


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
    assert agree(Between(Rational(0), Rational(1, 3), below=True), Enclosure(THIRD - TINY, THIRD - TINY / 2))
    assert not agree(Between(Rational(0), Rational(1, 3), below=True), Enclosure(THIRD, THIRD + TINY))


@pytest.mark.parametrize("observed", [AROUND_THIRD, Enclosure(THIRD - TINY, THIRD)])
def test_an_excluded_bound_that_may_be_met_shows_nothing(observed):
    with pytest.raises(Undecided, match="on which side of a bound"):
        agree(Between(Rational(0), Rational(1, 3), below=True), observed)


@pytest.mark.parametrize("bound", [Rational(1, 3), sqrt(2), exp(-90)], ids=str)
def test_an_included_bound_is_met_by_a_narrow_enclosure_only(bound):
    for between in (Between(bound, oo), Between(-oo, bound), Between(bound, bound)):
        assert agree(between, _around(bound, Fraction(1), bits=110))
        with pytest.raises(Undecided, match="too wide"):
            agree(between, _around(bound, Fraction(1), bits=90))


def test_zero_as_a_bound_is_met_within_the_same_as_a_tie():
    for bits, met in ((500, True), (300, False)):
        around = Enclosure(-Fraction(1, 2**bits), Fraction(1, 2**bits))
        for between in (Between(Integer(0), oo), Between(-oo, Integer(0))):
            if met:
                assert agree(between, around)
            else:
                with pytest.raises(Undecided):
                    agree(between, around)


def test_a_bound_that_is_missed_by_a_little_is_missed():
    slip = 1 + Rational(1, 10**20)
    for bound in (Rational(1, 3), sqrt(2), exp(-90)):
        observed = _around(bound, Fraction(1))
        assert not agree(Between(bound * slip, oo), observed)
        assert not agree(Between(-oo, bound / slip), observed)
        assert agree(Between(bound / slip, bound * slip, below=True), observed)


def test_bounds_that_nothing_lies_between():
    assert not agree(Between(Rational(2), Rational(1)), Fraction(3, 2))
    assert not agree(Between(oo, oo), Fraction(3, 2))
    assert not agree(Between(-oo, -oo), Fraction(3, 2))


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
