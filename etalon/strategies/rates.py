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
CLOSEST = 9  # digits: how close to a threshold a rate is drawn, relative to it
_LENGTHS = st.sampled_from((1, 2, 3, 12, 4, 5, 40, 6, 7, 20))  # of a single phase
DIGITS = 40  # of the critical rates that cases are drawn around


def one_step_edges(counts: Counts) -> list[Edge]:
    """Return the rates at which one step changes its character: crossing, stability, deadbeats."""
    weights = train_weights(counts)
    first, seen = weights[:2], [weight for weight in weights if weight]
    exact = [crossing_rate(*first)] if len(first) == 2 and any(first) else []
    exact += [stability_limit(max(seen)), *map(deadbeat_rate, seen)]
    return [(to_fraction(rate), to_fraction(rate)) for rate in exact]


def critical_edges(counts: Counts) -> list[Edge]:
    """Return isolating intervals of the critical rates of two coordinates; equal or zero counts have none."""
    light, heavy = sorted(counts[:2])
    critical = critical_rates(heavy, light, DIGITS) if 0 < light < heavy else ()
    return [(to_fraction(rate.left), to_fraction(rate.right)) for rate in critical]


def all_edges(counts: Counts) -> list[Edge]:
    """Return every threshold of a single rate on two coordinates."""
    return critical_edges(counts) + one_step_edges(counts)


def light_deadbeat_of(counts: Counts) -> Fraction:
    """Return the rate that ends the second coordinate in one step."""
    return to_fraction(deadbeat_rate(train_weights(counts)[1]))


def crossing_of(counts: Counts) -> Fraction:
    """Return the rate at which the first two coordinates keep the same part."""
    return to_fraction(crossing_rate(*train_weights(counts)[:2]))


def rate_around(draw: DrawFn, edges: Sequence[Edge]) -> Fraction:
    """Draw a rate at a threshold, just below or just above it, or anywhere.

    One integer says which threshold, how close and on which side: a draw costs more than the arithmetic.
    """
    place, offset = divmod(draw(st.integers(0, (len(edges) + 1) * 3 * CLOSEST - 1)), 3 * CLOSEST)
    if place == len(edges):
        return draw(rates)
    (left, right), (digits, side) = edges[place], divmod(offset, 3)
    if side == 0 and left == right:
        return left
    relative = Fraction(1, 10 ** (digits + 1))
    rate = right * (1 + relative) if side == 1 else left * (1 - relative)
    if left == right:
        return rate
    grid = 10 ** (digits + 4)  # an irrational threshold has long ends: step outward to a short decimal
    return Fraction(ceil(rate * grid) if side == 1 else floor(rate * grid), grid)


@st.composite
def schedules(draw: DrawFn, edges: Sequence[Edge], phases: int = PHASES) -> tuple[tuple[Fraction, int], ...]:
    """Draw up to `phases` phases of one to seven steps, or one that may be long; rates around thresholds."""
    number = draw(st.integers(1, phases))
    lengths = st.integers(1, 7) if number > 1 else _LENGTHS
    return tuple((rate_around(draw, edges), draw(lengths)) for _ in range(number))
