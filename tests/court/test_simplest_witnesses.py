"""The witnesses against the converses of the ordered effective times are the simplest of their kind.

Three coordinates that differ need at least the counts 3:2:1. For these, with beta* = (1,1,1), a uniform
population and one large step at a stable rate, every simpler pair of rate and eps is tried.
"""

from fractions import Fraction
from itertools import combinations
from math import gcd

import pytest

from etalon.assumptions import still_training
from etalon.case import Case, one_step
from etalon.claims import load
from etalon.experiment import advantage
from theory.effective_time import ranks_of_times

CONVERSES = {"wins-only-if-no-time-falls": 1, "loses-only-if-no-time-rises": -1}


def _height(value: Fraction) -> int:
    return value.numerator + value.denominator


def _fractions(height: int) -> list[Fraction]:
    return [Fraction(a, height - a) for a in range(1, height) if gcd(a, height) == 1]


def _has_both_kinds_of_pairs(case: Case) -> bool:
    """Return whether times rise and fall with the distortions, which here are larger for smaller counts."""
    times = ranks_of_times(case.rates, case.counts)
    return {(b > a) - (b < a) for a, b in combinations(times, 2)} >= {1, -1}


def _sign(case: Case) -> int:
    found = advantage(case)
    assert found.lower > 0 or found.upper < 0
    return 1 if found.lower > 0 else -1


@pytest.mark.parametrize("name", CONVERSES)
def test_no_simpler_rate_and_level_show_it(name):
    witness = load()[name].witness
    (rate, _), level = witness.schedule[0], witness.stop
    total = _height(rate) + _height(level)
    shown = []
    for height in range(2, total - 1):
        for eta in filter(lambda eta: eta < 2, _fractions(height)):
            for eps in (eps for other in range(2, total - height + 1) for eps in _fractions(other)):
                case = one_step((3, 2, 1), eta, eps)
                if _has_both_kinds_of_pairs(case) and still_training.holds(case):
                    shown += [(eta, eps)] if _sign(case) == CONVERSES[name] else []
    assert shown == [(rate, level)]
