"""The critical rates against integers: signs of |1-2 eta p_1|^(n_2) - |1-2 eta p_2|^(n_1), nothing else."""

from fractions import Fraction
from math import gcd

import pytest
from sympy import Integer, N

from theory.critical import LARGEST_DEGREE, critical_rates
from theory.normal_form import equal
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
