"""Effective times at their poles, and their order."""

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, S, log, oo

from theory.effective_time import effective_time, ranks_of_times, score, universal_curve


def test_a_step_that_ends_the_coordinate_takes_the_flow_for_ever():
    assert effective_time([(Rational(3, 2), 1)], Rational(1, 3)) == oo


def test_steps_count():
    assert effective_time([(Rational(1, 4), 3), (S.One, 2)], S.One) == 3 * log(2) / 2


@pytest.mark.parametrize(
    ("rate", "counts", "ranks"),
    [
        (Rational(3, 2), (2, 1), (0, 1)),
        (Rational(1, 2), (2, 1), (1, 0)),
        (Rational(15, 16), (3, 2), (0, 0)),
        (Rational(15, 16), (3, 2, 3), (1, 0, 1)),
        (Rational(1, 2), (1, 2, 3), (0, 1, 2)),
        (Rational(2), (1, 1, 2), (1, 1, 0)),
    ],
)
def test_times_are_ranked_and_equal_times_share_a_rank(rate, counts, ranks):
    assert ranks_of_times([(rate, 1)], counts) == ranks


def test_a_step_that_enlarges_the_coordinate_takes_negative_time():
    assert effective_time([(S(2), 1)], S.One).is_negative


def test_a_coordinate_never_drawn_has_no_effective_time():
    with pytest.raises(ValueError, match=r"counts = \(2, 0\): every coordinate must have been drawn"):
        ranks_of_times([(S.One, 1)], (2, 0))


def test_no_steps_take_no_time_even_at_a_pole():
    assert effective_time([(Rational(3, 2), 0)], Rational(1, 3)) == 0
    assert effective_time([], S.One) == 0
    assert ranks_of_times([(Rational(3, 2), 0)], (2, 1)) == (0, 0)


def test_the_universal_curve_has_its_pole_at_one_half():
    assert universal_curve(S.Half) == oo
    assert universal_curve(Rational(1, 4)) == 2 * log(2)


def test_at_a_deadbeat_the_score_is_infinite():
    assert score(Rational(3, 4), Rational(2, 3), Rational(1, 3)) == -oo
    assert score(Rational(3, 2), Rational(2, 3), Rational(1, 3)) == oo
    with pytest.raises(ValueError, match="eta = 1: one step ends both coordinates"):
        score(S.One, S.Half, S.Half)


def test_without_coordinates_there_is_nothing_to_rank():
    with pytest.raises(ValueError, match=r"counts = \(\): .* there must be one"):
        ranks_of_times([], ())


def test_steps_are_not_taken_back_and_rates_are_exact():
    with pytest.raises(ValueError, match="a number of steps must not be negative"):
        ranks_of_times([(S.Half, -1)], (2, 1))
    with pytest.raises(TypeError, match=r"0.5 is not exact"):
        ranks_of_times([(0.5, 1)], (2, 1))


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 20), st.integers(0, 4)), max_size=3),
    st.lists(st.integers(1, 12), min_size=1, max_size=5),
)
def test_the_ranks_are_those_of_integer_powers(drawn, counts):
    schedule = [(Fraction(a, b), steps) for a, b, steps in drawn]
    n = sum(counts)
    kept = [
        prod(abs(1 - 2 * rate * Fraction(count, n)) ** steps for rate, steps in schedule) for count in counts
    ]

    def ahead(i, j):
        """Return whether tau_i < tau_j."""
        return kept[i] ** counts[j] > kept[j] ** counts[i]

    ranks = ranks_of_times(schedule, counts)
    places = range(len(counts))
    assert all((ranks[i] < ranks[j]) == ahead(i, j) for i in places for j in places if kept[i] or kept[j])
    assert sorted(set(ranks)) == list(range(len(set(ranks))))


@pytest.mark.parametrize(
    ("rate", "ranks"),
    [
        (Rational(6), (0, 0)),
        (6 - Rational(1, 10**30), (0, 1)),  # undecided by the first interval
        (6 - Rational(1, 10**90), (0, 1)),  # and by the second
        (6 + Rational(1, 10**90), (1, 0)),
    ],
)
@pytest.mark.parametrize("scale", [1, 250])
def test_a_tie_of_many_samples_and_steps_is_told_from_what_is_close_to_it(rate, ranks, scale):
    assert ranks_of_times([(rate, scale)], (3 * scale, scale)) == ranks


def test_hundreds_of_samples_and_a_thousand_steps_are_ranked():
    schedule = [(Rational(137, 100), 1000), (Rational(7, 5), 999)]
    assert ranks_of_times(schedule, (301, 277, 111)) == (0, 2, 1)
