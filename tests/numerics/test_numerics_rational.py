"""Exact numbers at the door, and the one-line refusals."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.rational import InvalidArgument, integers, rational, rationals, shown
from numerics.reduction import fraction

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

FRACTIONS = st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**30))

REFUSED: list[object] = [
    0.5, True, None, 1j, Decimal("0.5"), b"1", float("nan"), float("inf"), [], "", " ", ".", "-", "e5", "1e",
    "1/", "/2", "1/0", "0/0", "1/-2", "1//2", "1/2/3", "1.5/2", "1e1/2", "--1", "+-1", "1_000", "1 2", "0x10",
    "nan", "inf", "-inf", "Infinity", "٣", "½", "1,5", "1\n", "\t1", "1e999999999", "-1e-999999999", "1e9999",
    "1" * 5000, "1" * 10**6, "1/" + "1" * 5000, "1e0.5", "two\nlines",
]  # fmt: skip


@SETTINGS
@given(FRACTIONS)
def test_the_text_of_a_fraction_reads_as_that_fraction(value: Fraction) -> None:
    assert rational(str(value), "x") == rational(value, "x") == value


@SETTINGS
@given(st.integers(-(10**12), 10**12), st.integers(0, 40), st.integers(-40, 40))
def test_decimals_are_read_in_base_ten(digits: int, places: int, exponent: int) -> None:
    text = f"{Decimal(digits).scaleb(-places):f}e{exponent}"
    assert rational(text, "x") == Fraction(digits) * Fraction(10) ** (exponent - places)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", Fraction(1, 4)),
        (".5", Fraction(1, 2)),
        ("+3", 3),
        (" 7 ", 7),
        ("1e-9", Fraction(1, 10**9)),
        ("-0", 0),
    ],
)
def test_common_spellings_are_read(text: str, value: Fraction) -> None:
    assert rational(text, "x") == value


@pytest.mark.parametrize("value", REFUSED, ids=lambda value: repr(value)[:30])
def test_what_is_no_exact_rational_is_refused_in_one_line(value: object) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        rational(value, "the_name")
    told = str(refusal.value)
    assert told.startswith("the_name = ")
    assert ": must " in told
    assert len(told.splitlines()) == 1
    assert len(told) < 250


@pytest.mark.parametrize("value", ["1, 2", 3, [], None, [1, 0.5], ["x"]])
def test_what_is_no_vector_of_rationals_is_refused(value: object) -> None:
    with pytest.raises(InvalidArgument, match=r"^v"):
        rationals(value, "v")


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="must have 3 components"):
        rationals([1, 2], "v", 3)


@pytest.mark.parametrize("value", ["12", 3, [1.0], [True], ["1"], [None]])
def test_what_is_no_vector_of_integers_is_refused(value: object) -> None:
    with pytest.raises(InvalidArgument, match=r"^v"):
        integers(value, "v")


@SETTINGS
@given(st.integers(1, 10**6), st.integers(-30000, 30000), st.booleans())
def test_a_number_of_any_size_is_shown_in_one_short_line(
    mantissa: int, exponent: int, negative: bool
) -> None:
    power = Fraction(10 ** abs(exponent))
    value = (-1) ** negative * mantissa * (power if exponent > 0 else 1 / power)
    told = shown(value)
    assert len(told) <= 80
    assert told.startswith("-") == negative or told.startswith("about -") == negative


@SETTINGS
@given(st.integers(100, 3000), st.integers(1001, 9998), st.booleans())
def test_leading_digits_of_long_numbers_are_right(exponent: int, digits: int, small: bool) -> None:
    value = Fraction(digits) * Fraction(10) ** (-exponent if small else exponent) + Fraction(
        1, 10 ** (2 * exponent)
    )
    power = (-exponent if small else exponent) + 3
    assert shown(value) == f"about {str(digits)[0]}.{str(digits)[1:]}e{power:+d}"


def test_a_refusal_survives_pickling() -> None:
    refusal = InvalidArgument("n", 0, "must be at least 1")
    assert str(pickle.loads(pickle.dumps(refusal))) == str(refusal)


@SETTINGS
@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30), st.integers(1, 10**40))
def test_lowest_terms_are_those_of_a_fraction(N: int, D: int, common: int) -> None:
    reduced, expected = fraction(N * common, D * common), Fraction(N, D)
    assert reduced == expected
    assert (reduced.numerator, reduced.denominator) == (expected.numerator, expected.denominator)
    assert {type(reduced), type(reduced.numerator), type(reduced.denominator)} == {Fraction, int}
