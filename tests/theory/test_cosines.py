"""Numbers made of cosines: compared exactly, and effective times of irrational rates."""

import pytest
from mpmath.ctx_iv import MPIntervalContext
from sympy import Rational, S, cos, pi, sqrt

from theory.cosines import enclosed, products_agree
from theory.effective_time import effective_time, ranks_of_times, score
from theory.rate_shapes import cosine_rate


def _cos(p: int, q: int):
    return cos(pi * Rational(p, q), evaluate=False)


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        ([(_cos(1, 4), 2)], [(S.Half, 1)], True),
        ([(_cos(1, 5), 1), (_cos(2, 5), 1)], [(Rational(1, 4), 1)], True),
        ([(_cos(1, 7), 1), (_cos(2, 7), 1), (_cos(3, 7), 1)], [(Rational(1, 8), 1)], True),
        (
            [(_cos(1, 7), 1), (_cos(2, 7), 1), (_cos(3, 7), 1)],
            [(Rational(1, 8) + Rational(1, 10**40), 1)],
            False,
        ),
        ([(_cos(1, 9), 1)], [(_cos(8, 9), 1)], True),  # opposite numbers
        ([(_cos(1, 9), 3)], [(_cos(8, 9), 2)], False),
        ([(1 - 2 * _cos(1, 5) + 2 * _cos(2, 5), 1)], [(S.Zero, 1)], True),
        ([], [(S.One, 5)], True),
        ([(_cos(1, 4), 0)], [], True),
    ],
)
def test_products_are_compared_exactly(left, right, agree):
    assert products_agree(left, right) is agree


def test_what_is_not_made_of_such_cosines_is_refused():
    with pytest.raises(TypeError, match="is not made of rationals and cosines"):
        enclosed(sqrt(2), MPIntervalContext())
    with pytest.raises(TypeError, match="rational part of a half turn"):
        enclosed(cos(1), MPIntervalContext())


def test_an_irrational_critical_rate_ties_exactly():
    """For counts 2:1 the critical rates are 3 -+ 3 cos(pi/4)."""
    lower, upper = cosine_rate(0, 6, 1, 4), cosine_rate(0, 6, 3, 4)
    for rate in (lower, upper):
        assert ranks_of_times([(rate, 1)], (2, 1)) == (0, 0)
        assert ranks_of_times([(rate, 250)], (2, 1)) == (0, 0)
    tiny = Rational(1, 10**90)
    assert ranks_of_times([(lower + tiny, 1)], (2, 1)) == (0, 1)
    assert ranks_of_times([(lower - tiny, 1)], (2, 1)) == (1, 0)
    assert ranks_of_times([(upper + tiny, 1)], (2, 1)) == (1, 0)


def test_irrational_scores_that_add_up_to_zero_tie():
    """That of 6 - 6 cos(pi/6) is -log(3)/3, and that of 3 is the opposite."""
    costs, pays = cosine_rate(0, 12, 1, 6), S(3)
    assert ranks_of_times([(costs, 1)], (2, 1)) == (1, 0)
    assert ranks_of_times([(costs, 1), (pays, 1)], (2, 1)) == (0, 0)
    assert ranks_of_times([(costs, 2), (pays, 1)], (2, 1)) == (1, 0)


def test_rational_deadbeats_among_irrational_rates_have_their_infinite_times():
    rates = [(cosine_rate(Rational(3, 2), 0, t, 5), 1) for t in range(5)]
    assert effective_time(rates, Rational(1, 3)) == S.Infinity
    assert ranks_of_times(rates, (2, 1)) == (0, 1)


def test_scores_of_irrational_rates_add_up():
    rates = [cosine_rate(1, 0, t, 5) for t in range(1, 5)]
    p_1, p_2 = Rational(2, 3), Rational(1, 3)
    times = [effective_time([(rate, 1) for rate in rates], p) for p in (p_1, p_2)]
    whole = 2 * p_1 * p_2 * (times[1] - times[0])
    assert abs((whole - sum(score(rate, p_1, p_2) for rate in rates)).n(30)) < Rational(1, 10**25)
