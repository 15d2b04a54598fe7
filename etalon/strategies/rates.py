"""Learning rates: at a threshold, just below and above it, and anywhere. Knows theory's thresholds."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from etalon.case import to_fraction
from etalon.strategies.numbers import Counts, rates
from theory.critical import critical_rates
from theory.descent import crossing_rate, deadbeat_rate, stability_limit
from theory.losses import train_weights

Edge = tuple[Fraction, Fraction]  # isolating interval of a threshold; both ends equal if it is rational

PHASES = 4
DIGITS = 12  # of the critical rates that cases are drawn around


def one_step_edges(counts: Counts) -> list[Edge]:
    """Return the rates at which one step changes its character: deadbeats, crossing, stability."""
    seen = [weight for weight in train_weights(counts) if weight]
    exact = [deadbeat_rate(weight) for weight in seen] + [stability_limit(max(seen))]
    exact += [crossing_rate(*seen[:2])] if len(seen) > 1 else []
    return [(to_fraction(rate), to_fraction(rate)) for rate in exact]


def critical_edges(counts: Counts) -> list[Edge]:
    """Return isolating intervals of the critical rates of two coordinates, n_1 > n_2."""
    return [(to_fraction(rate.left), to_fraction(rate.right)) for rate in critical_rates(*counts[:2], DIGITS)]


def all_edges(counts: Counts) -> list[Edge]:
    """Return every threshold of a single rate on two coordinates, n_1 > n_2."""
    return one_step_edges(counts) + critical_edges(counts)


def light_deadbeat_of(counts: Counts) -> Fraction:
    """Return the rate that ends the second coordinate in one step."""
    return to_fraction(deadbeat_rate(train_weights(counts)[1]))


def crossing_of(counts: Counts) -> Fraction:
    """Return the rate at which the first two coordinates keep the same part."""
    return to_fraction(crossing_rate(*train_weights(counts)[:2]))


@st.composite
def rates_around(draw: DrawFn, edges: Sequence[Edge]) -> Fraction:
    """Draw a rate at a threshold, just below or just above it, or anywhere."""
    place = draw(st.integers(0, len(edges)))
    if place == len(edges):
        return draw(rates)
    left, right = edges[place]
    digits = draw(st.integers(1, 9))
    below, above = left * (1 - Fraction(1, 10**digits)), right * (1 + Fraction(1, 10**digits))
    if left == right:
        return draw(st.sampled_from((left, below, above)))
    grid = 10 ** (digits + 3)  # an irrational threshold has long ends: step outward to a short decimal
    return draw(st.sampled_from((Fraction(floor(below * grid), grid), Fraction(ceil(above * grid), grid))))


@st.composite
def schedules(draw: DrawFn, edges: Sequence[Edge], phases: int = PHASES) -> tuple[tuple[Fraction, int], ...]:
    """Draw up to `phases` phases of one to seven steps, rates around the thresholds."""
    number = draw(st.integers(1, phases))
    return tuple((draw(rates_around(edges)), draw(st.integers(1, 7))) for _ in range(number))
