"""Effective times at their poles, and their order."""

import pytest
from sympy import Rational, S, log, oo

from theory.effective_time import effective_time, ranks_of_times


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
