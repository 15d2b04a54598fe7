"""The critical rates against integers: signs of |1-2 eta p_1|^(n_2) - |1-2 eta p_2|^(n_1), nothing else."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import gcd

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import iv, mp
from sympy import Integer, N, Rational

from theory.critical import critical_rates, talk_critical_rates
from theory.critical_rate import LARGEST_DEGREE, Balance, CriticalRate
from theory.logic.normal_form import equal
from theory.symbols import eta

PAIRS = [(n_1, n_2) for n_1 in range(2, 21) for n_2 in range(1, n_1) if gcd(n_1, n_2) == 1]


def _wins(eta: Fraction, n_1: int, n_2: int) -> int:
    heavy, light = (abs(1 - 2 * eta * Fraction(count, n_1 + n_2)) for count in (n_1, n_2))
    difference = heavy**n_2 - light**n_1
    return (difference > 0) - (difference < 0)


def _ends(rate) -> tuple[Fraction, Fraction]:
    return Fraction(int(rate.left.p), int(rate.left.q)), Fraction(int(rate.right.p), int(rate.right.q))


@pytest.mark.parametrize(("n_1", "n_2"), [*PAIRS, (30, 7), (50, 49), (50, 1)])
def test_the_sign_changes_inside_each_isolating_interval(n_1, n_2):
    lower, upper = (_ends(rate) for rate in critical_rates(n_1, n_2))
    if lower[0] != lower[1]:
        assert (_wins(lower[0], n_1, n_2), _wins(lower[1], n_1, n_2)) == (-1, 1)
    if upper[0] != upper[1]:
        assert (_wins(upper[0], n_1, n_2), _wins(upper[1], n_1, n_2)) == (1, -1)


@pytest.mark.parametrize(("n_1", "n_2"), [(n_1, n_2) for n_1, n_2 in PAIRS if n_1 < 8])
def test_a_closed_form_lies_in_its_interval_and_solves_its_polynomial(n_1, n_2):
    for rate in critical_rates(n_1, n_2):
        if rate.closed_form is not None and not rate.closed_form.is_Rational:
            assert rate.left < N(rate.closed_form, 60) < rate.right
            assert equal(rate.polynomial.as_expr().subs(eta, rate.closed_form), Integer(0))
        assert rate.polynomial.is_irreducible


def test_rational_critical_rates_are_exact():
    assert critical_rates(3, 1)[1].closed_form == 6
    assert _ends(critical_rates(3, 2)[0]) == (Fraction(15, 16), Fraction(15, 16))
    assert _wins(Fraction(6), 3, 1) == _wins(Fraction(15, 16), 3, 2) == 0


def test_common_factors_of_the_counts_do_not_matter():
    assert critical_rates(40, 20) == critical_rates(2, 1)


@pytest.mark.parametrize("counts", [(1, 1), (1, 2), (2, 0), (0, 0), (3, -1)])
def test_counts_without_a_heavy_first_coordinate_are_refused(counts):
    with pytest.raises(ValueError, match="n_1 > n_2 > 0"):
        critical_rates(*counts)


def _exact(value: Fraction) -> CriticalRate:
    end = Rational(value.numerator, value.denominator)
    return CriticalRate(end, end, Balance((eta, eta), (1, 1)))


@pytest.mark.parametrize(
    ("value", "digits", "decimal"),
    [
        (Fraction("12.3"), 1, "10"),
        (Fraction("12.3"), 2, "12"),
        (Fraction("12.3"), 3, "12.3"),
        (Fraction("12.3"), 4, "12.30"),
        (Fraction("9.99"), 1, "10"),
        (Fraction("9.99"), 2, "10"),
        (Fraction("9.99"), 3, "9.99"),
        (Fraction("9.996"), 3, "10.0"),
        (Fraction("0.0996"), 2, "0.10"),
        (Fraction("0.0996"), 3, "0.0996"),
        (Fraction("0.9996"), 3, "1.00"),
        (Fraction(15, 16), 3, "0.938"),
        (Fraction(123456), 2, "120000"),
        (Fraction(6), 1, "6"),
        (Fraction(1, 10**9), 2, "0.0000000010"),
        (10**30 + Fraction(1, 3), 34, "1000000000000000000000000000000.333"),
    ],
)
def test_a_decimal_has_as_many_significant_digits_as_were_asked_for(value, digits, decimal):
    assert _exact(value).decimal(digits) == decimal


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 30))
def test_a_decimal_is_the_nearest_one(numerator, denominator, digits):
    value = Fraction(numerator, denominator)
    written = _exact(value).decimal(digits)
    figures = written.replace(".", "").lstrip("0")
    assert len(figures) == digits or (
        "." not in written and figures[digits:] == "0" * (len(figures) - digits)
    )
    last = Decimal(written).adjusted() - digits + 1  # the power of ten of the last digit asked for
    assert abs(Fraction(written) - value) <= Fraction(10) ** last / 2


@pytest.mark.parametrize("rates", [(2, 1), (13, 5), (30, 1), (10**50 + 1, 10**50), (10**9, 1)])
def test_all_decimals_round_the_same_number(rates):
    for rate, longest in zip(critical_rates(*rates, 60), critical_rates(*rates, 80), strict=True):
        for digits in range(1, 61):
            wanted = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(longest.decimal(80))
            assert Decimal(rate.decimal(digits)) == wanted


@pytest.mark.parametrize(
    "digits",
    [0, -30, 1001, 10**30, -(10**5000), True, 2.0, "4", None, Fraction(3)],
    ids=lambda d: type(d).__name__,
)
def test_digits_that_make_no_sense_are_refused_in_one_line(digits):
    for ask in (critical_rates(2, 1)[0].decimal, lambda digits: critical_rates(2, 1, digits)):
        with pytest.raises(ValueError, match=r"\Adigits = .*1 to 1000\Z"):
            ask(digits)


@pytest.mark.parametrize(
    "counts",
    [(2.0, 1), (2, True), (Fraction(2), 1), ("2", 1), (10**1000, 1), (10**5000, 10**4999), (None, 1)],
)
def test_counts_that_make_no_sense_are_refused_in_one_line(counts):
    critical_rates(2, 1)  # in the cache, where 2.0 and True would find it
    with pytest.raises(ValueError, match=r"\An_[12] = .* of at most 1000 digits\Z"):
        critical_rates(*counts)


@pytest.mark.parametrize(
    "counts",
    [
        (10**6 + 1, 10**6),
        (10**9, 1),
        (5000, 4999),
        (10**12, 7),
        (10**100 - 1, 10**99 + 7),
        (10**999, 10**999 - 1),
    ],
)
def test_huge_counts_are_answered(counts):
    for rate, wins in zip(critical_rates(*counts), ((-1, 1), (1, -1)), strict=True):
        assert (_wins_by_logarithms(rate.left, counts), _wins_by_logarithms(rate.right, counts)) == wins
        assert rate.polynomial is None
        assert Decimal(rate.decimal(40)) > 0


def _wins_by_logarithms(rate: Rational, counts: tuple[int, int]) -> int:
    """Return the sign of n_2 log|1-2 eta p_1| - n_1 log|1-2 eta p_2| in flint's balls."""
    with ctx.workprec(20000):
        n_1, n_2 = counts
        factors = [
            abs(1 - 2 * arb(fmpq(int(rate.p), int(rate.q))) * arb(fmpq(count, n_1 + n_2))) for count in counts
        ]
        score = n_2 * factors[0].log() - n_1 * factors[1].log()
        assert score > 0 or score < 0
        return 1 if score > 0 else -1


def test_a_closed_form_is_found_for_however_many_digits():
    assert [rate.closed_form for rate in critical_rates(2, 1, 300)] == list(talk_critical_rates())


def test_the_precision_of_mpmath_is_left_alone():
    before = iv.dps, mp.dps
    critical_rates(29, 3, 123)
    assert (iv.dps, mp.dps) == before


def test_beyond_the_largest_degree_only_the_interval_is_given():
    rate = critical_rates(LARGEST_DEGREE + 1, 1)[0]
    assert rate.polynomial is None
    assert rate.closed_form is None
    assert len(rate.decimal(40)) == 42


def test_a_decimal_is_decided_or_refused():
    rate = critical_rates(2, 1, 12)[0]
    assert rate.decimal(12) == "0.878679656440"
    with pytest.raises(ValueError, match="digits = 40"):
        rate.decimal(40)
