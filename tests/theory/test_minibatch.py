"""Moments of a batch written out by their probabilities, and the critical rates where they can be checked."""

from math import comb

import pytest
from sympy import Rational, S, log

from theory.batch_rates import (
    critical_square_rates,
    square_crossing_rate,
    square_score,
    square_stability_limit,
    talk_square_rates,
)
from theory.logic.normal_form import equal
from theory.minibatch import epoch_factor, noise_coefficient, second_moment, square_factor

WAYS = [(b, repeats) for b in range(1, 6) for repeats in (True, False)]


def probability(k, b, mine, n, repeats):
    """Return P(K = k): binomial, or hypergeometric."""
    if repeats:
        return comb(b, k) * Rational(mine, n) ** k * (1 - Rational(mine, n)) ** (b - k)
    return Rational(comb(mine, k) * comb(n - mine, b - k), comb(n, b))


@pytest.mark.parametrize(("b", "repeats"), WAYS)
@pytest.mark.parametrize("mine", range(6))
def test_the_moments_are_those_of_the_distribution(b, repeats, mine):
    n = 5
    weight, c = Rational(mine, n), noise_coefficient(b, n, repeats)
    chances = [probability(k, b, mine, n, repeats) for k in range(b + 1)]
    assert sum(chances) == 1
    assert sum(chance * Rational(k, b) ** 2 for k, chance in enumerate(chances)) == second_moment(weight, c)
    rate = Rational(7, 9)
    squares = (chance * (1 - 2 * rate * Rational(k, b)) ** 2 for k, chance in enumerate(chances))
    assert sum(squares) == square_factor(rate, weight, c)


@pytest.mark.parametrize("repeats", [True, False])
def test_single_samples_are_as_noisy_as_can_be(repeats):
    assert noise_coefficient(1, 7, repeats) == 1


def test_a_batch_of_everything_has_no_noise_unless_samples_are_repeated():
    assert noise_coefficient(7, 7, False) == noise_coefficient(1, 1, False) == 0
    assert noise_coefficient(7, 7, True) == Rational(1, 7)


def test_the_windows_of_the_talks_three_samples():
    for c, limit in ((S.One, 1), (Rational(1, 4), Rational(4, 3)), (S.Zero, Rational(3, 2))):
        assert square_stability_limit(Rational(2, 3), c) == limit
        assert square_crossing_rate(Rational(2, 3), Rational(1, 3), c) == 1


@pytest.mark.parametrize("c", [S.Zero, Rational(1, 5), Rational(1, 4), Rational(1, 2), Rational(99, 100)])
def test_the_isolated_rates_hold_the_closed_forms_for_two_to_one(c):
    for rate, closed in zip(critical_square_rates(2, 1, c), talk_square_rates(c), strict=True):
        assert rate.left <= closed <= rate.right
        assert rate.right - rate.left < Rational(1, 10**40)
        assert equal(rate.closed_form, closed)


@pytest.mark.parametrize("counts", [(2, 1), (3, 2), (4, 1), (7, 5), (9, 1)])
@pytest.mark.parametrize("c", [S.Zero, Rational(1, 10), Rational(1, 2), Rational(9, 10)])
def test_there_are_two_critical_rates_and_the_crossing_is_between_them(counts, c):
    lower, upper = critical_square_rates(*counts, c)
    assert 0 < lower.left <= lower.right < 1 < upper.left <= upper.right
    for rate, inside in ((lower, lower.right + Rational(1, 1000)), (upper, upper.left - Rational(1, 1000))):
        assert _wins(inside, counts, c)
        assert not _wins(2 * rate.left - inside, counts, c)


def _wins(rate, counts, c):
    heavy, light = (square_factor(rate, Rational(count, sum(counts)), c) for count in counts)
    return heavy ** counts[1] > light ** counts[0]


def test_common_factors_of_the_counts_only_change_the_noise():
    assert critical_square_rates(200, 100, S.Half) == critical_square_rates(2, 1, S.Half)


@pytest.mark.parametrize("counts", [(10**9, 1), (5000, 4999), (10**100 - 1, 10**99 + 7)])
def test_large_samples_are_answered(counts):
    for rate in critical_square_rates(*counts, Rational(1, 7)):
        assert rate.polynomial is None
        assert len(rate.decimal(40)) >= 41


@pytest.mark.parametrize(
    ("counts", "c"),
    [((1, 2), S.Half), ((1, 1), S.Half), ((2, 0), S.Half), ((2, 1), S.One), ((2, 1), -S.Half)],
)
def test_where_no_rate_is_critical_none_is_given(counts, c):
    with pytest.raises(ValueError, match="critical rates need n_1 > n_2 > 0 and 0 <= c < 1"):
        critical_square_rates(*counts, c)


def test_the_score_is_that_of_the_factors():
    heavy, light = square_factor(S.Half, Rational(2, 3), S.One), square_factor(S.Half, Rational(1, 3), S.One)
    score = square_score(S.Half, Rational(2, 3), Rational(1, 3), S.One)
    assert (heavy, light) == (Rational(1, 3), Rational(2, 3))
    assert score == log(heavy) / 3 - 2 * log(light) / 3


def test_an_epoch_of_single_samples():
    assert epoch_factor(Rational(3, 2), 3) == -8
    assert epoch_factor(Rational(3, 2), 0) == 1
