"""Intervals with rational ends."""

from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.enclosure import Enclosure
from numerics.rational import InvalidArgument

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

NUMBERS = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**6))
ENCLOSURES = st.builds(lambda a, b: Enclosure(min(a, b), max(a, b)), NUMBERS, NUMBERS)
SHARES = st.builds(Fraction, st.integers(0, 12), st.just(12))


def within(interval: Enclosure, share: Fraction) -> Fraction:
    return interval.lower + share * interval.width


@SETTINGS
@given(ENCLOSURES, ENCLOSURES, SHARES, SHARES)
def test_operations_contain_the_results_of_what_is_enclosed(
    a: Enclosure, b: Enclosure, s: Fraction, t: Fraction
) -> None:
    x, y = within(a, s), within(b, t)
    assert x - y in a - b
    assert x - y in a - y
    assert x * x in a.squared()
    assert x in a.hull(b)
    assert y in a.hull(b)


@SETTINGS
@given(ENCLOSURES, ENCLOSURES)
def test_intervals_overlap_when_an_end_of_one_lies_in_the_other(a: Enclosure, b: Enclosure) -> None:
    assert a.overlaps(b) == (a.lower in b or b.lower in a)


@SETTINGS
@given(ENCLOSURES)
def test_an_enclosure_survives_as_a_ball(a: Enclosure) -> None:
    again = Enclosure.of_ball(a.ball())
    assert again.lower <= a.lower <= a.midpoint <= a.upper <= again.upper


@pytest.mark.parametrize(("lower", "upper"), [(1, 0), (0.5, 1), (0, "x"), (None, 1)])
def test_an_impossible_enclosure_cannot_exist(lower: Any, upper: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^(lower|upper)"):
        Enclosure(lower, upper)


def test_a_ball_without_bounds_is_no_enclosure() -> None:
    with pytest.raises(ArithmeticError, match=r"without bounds"):
        Enclosure.of_ball(arb("nan"))
