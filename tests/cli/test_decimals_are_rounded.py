"""Decimals of rationals against Python's own decimal arithmetic, which rounds correctly by itself."""

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etalon.decimals import certified, decimal, shortened

# Quotients just above a power of two that is just below a power of ten: where an estimate of log10 shows.
JUST_BELOW = [Fraction(2 ** (bits + 100), 2**100 - 1) for bits in (10, 93, 2136, 13301, 28738, 42039, 70777)]


def _rounded(value: Fraction, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


@pytest.mark.parametrize("value", [*JUST_BELOW, *(1 / value for value in JUST_BELOW)], ids=lambda value: "")
@pytest.mark.parametrize("digits", [1, 2, 20])
def test_huge_and_tiny_numbers_keep_their_size(value, digits):
    assert Decimal(decimal(value, digits)) == _rounded(value, digits)


@given(st.fractions(), st.integers(-40, 40), st.integers(1, 40))
@example(Fraction("9.99"), 0, 2)
@example(Fraction("12.3"), 0, 1)
@example(Fraction("0.5"), -7, 1)
@example(Fraction(10**40 - 1), 0, 39)
def test_every_decimal_is_the_one_that_python_rounds_to(value, power, digits):
    value *= Fraction(10) ** power
    assert Decimal(decimal(value, digits)) == _rounded(value, digits)


@pytest.mark.parametrize("digits", [0, -1, -30])
def test_no_digits_are_refused(digits):
    with pytest.raises(ValueError, match=f"digits = {digits}: must be >= 1"):
        decimal(Fraction(1, 3), digits)


def test_thousands_of_digits_can_be_asked_for():
    assert decimal(Fraction(2, 3), 5000) == f"0.{'6' * 4999}7"


@given(st.fractions(), st.fractions(min_value=0), st.integers(1, 30), st.integers(0, 40))
def test_a_certified_decimal_is_that_of_every_number_between(lower, width, most, power):
    upper = lower + width / 10**power
    text, digits = certified(lower, upper, most)
    for value in (lower, (lower + upper) / 2, upper):
        assert not digits or Fraction(decimal(value, digits)) == Fraction(text)
    assert digits <= most
    assert bool(text) == bool(digits)


@pytest.mark.parametrize("longest", [3, 4, 5, 6, 7, 9])
def test_a_shortened_text_is_no_longer_than_asked(longest):
    for text in ("1234567890", "1/2*1, " * 200 + "flow"):
        assert len(shortened(text, longest)) <= longest


@pytest.mark.parametrize(("above", "below"), [(1, 90), (90, 1), (90, 90), (20, 30), (22, 22)])
@pytest.mark.parametrize("longest", [20, 24, 44])
def test_a_shortened_fraction_stays_one(above, below, longest):
    """Half of 7.../9... would otherwise read as an integer."""
    told = shortened(f"{'7' * above}/{'9' * below}", longest)
    numerator, _, denominator = told.partition("/")
    assert len(told) <= longest
    assert numerator.strip(".").startswith("7")
    assert denominator.strip(".").startswith("9")
    assert numerator == "7" if above == 1 else denominator == "9" if below == 1 else True
