"""Numbers: counts, ground truths, populations, levels. Integers are drawn and fractions built from them.

A number is one draw from a list that begins with the simplest, and what depends on a dimension alone is built
once: what an example costs is the number of draws and of strategies made for it.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Vector

Counts = tuple[int, ...]

MOST_COUNTS = 50


def _simplest_first(numbers: Iterable[Fraction]) -> list[Fraction]:
    return sorted(set(numbers), key=lambda x: (abs(x.numerator) + x.denominator, x < 0, x))


_PLAIN = _simplest_first(Fraction(s * p, q) for s in (1, -1) for p in range(1, 10) for q in range(1, 10))
_HUGE_AND_TINY = [x * size for size in (Fraction(10**6), Fraction(1, 10**6)) for x in _PLAIN]
rates = st.builds(Fraction, st.integers(1, 80), st.integers(1, 20))
weights = st.integers(1, 9)
_percent = st.sampled_from((99, 101, 98, 102, 95, 105))
_weights_or_zero = st.sampled_from((1, 0, 2, 3, 4, 0, 5, 7, 9))
dimensions = st.sampled_from((1, 2, 3, 2, 5, 3, 1, 2, 7, 3, 4, 6))  # d: mostly small, for the cost of a flow
_nonzero = [*_PLAIN * 3, *_HUGE_AND_TINY]  # mostly plain, sometimes a huge or a tiny ratio
nonzero = st.sampled_from(_nonzero)
# Every third is zero: low places of a list are drawn more often, so that what matters is spread over it.
coordinates = st.sampled_from(
    [v for x, y in zip(_nonzero[::2], _nonzero[1::2], strict=True) for v in (x, y, Fraction(0))]
)
# From 1 itself down to a thousand-millionth.
parts = st.sampled_from(_simplest_first(Fraction(k, 9 * 10**e) for k in range(1, 10) for e in range(9)))
just_below_one = st.integers(1, 9).map(lambda digits: 1 - Fraction(1, 10**digits))
_multiples = st.integers(1, MOST_COUNTS // 3)
# A single rate ties, and is rational: 6 and 15/16.
rationally_tied = _multiples.map(lambda k: (3 * k, k)) | _multiples.map(lambda k: (3 * k, 2 * k))
two_to_one = st.integers(1, MOST_COUNTS // 2).map(lambda light: (2 * light, light))


def _count(least: int, most: int = MOST_COUNTS) -> SearchStrategy[int]:
    """Draw a count, zero not seldom if it may be."""
    return st.integers(least, most) if least else st.integers(-6, most).map(lambda count: max(count, 0))


@cache
def truths(d: int, zeros: bool = False) -> SearchStrategy[Vector]:
    """Draw beta*: unequal or equal coordinates, huge and tiny ratios, zeros if asked for."""
    one = coordinates if zeros else nonzero
    different = [st.tuples(*[one] * d).map(tuple) for _ in range(3)]  # three times out of four
    return st.one_of(*different, nonzero.map(lambda value: (value,) * d))


def learnable(draw: DrawFn, drawn: Counts, at: Sequence[int] = ()) -> Vector:
    """Draw beta* with zeros, but none at these places, and not in every coordinate that was drawn."""
    truth, seen = draw(truths(len(drawn), zeros=True)), [i for i, count in enumerate(drawn) if count]
    moving = at if any(truth[i] for i in seen) else (*at, seen[0])
    return tuple(value or Fraction(int(i in moving)) for i, value in enumerate(truth))


@st.composite
def heavier_first(draw: DrawFn, least: int = 1) -> Counts:
    """Draw counts n_1 > n_2 of two coordinates, n_2 at least `least`."""
    light = draw(_count(least, MOST_COUNTS - 1))
    return (light + 1 + draw(st.integers(0, MOST_COUNTS)) % (MOST_COUNTS - light), light)


@cache
def counts(d: int, least: int = 1) -> SearchStrategy[Counts]:
    """Draw counts of d coordinates, each at least `least`, and at least one sample in all."""
    drawn = st.tuples(*[_count(least)] * d)
    return drawn.map(lambda counts: counts if sum(counts) else (1, *counts[1:])) if d else st.just(())


def counts_of_any(least: int = 0) -> SearchStrategy[Counts]:
    """Draw counts of one to seven coordinates, each at least `least`, and at least one sample in all."""
    return dimensions.flatmap(lambda d: counts(d, least))


def counts_of_others(least: int = 0) -> SearchStrategy[Counts]:
    """Draw counts of up to five more coordinates, to go with two."""
    return st.sampled_from((0, 1, 3, 0, 2, 1, 5, 0)).flatmap(lambda d: counts(d, least))


@cache
def populations(d: int, least: int = 0) -> SearchStrategy[Vector | None]:
    """Draw population weights that sum to one, some zero unless `least` is 1; None is uniform."""
    part = weights if least else _weights_or_zero
    drawn = st.tuples(*[part] * d).map(lambda parts: parts if any(parts) else (1, *parts[1:]))
    return st.none() | drawn.map(lambda parts: tuple(Fraction(part, sum(parts)) for part in parts))


@st.composite
def lighter_population(draw: DrawFn, counts: Counts) -> Vector:
    """Draw q_1 < p_1, perhaps zero, for two coordinates: then kappa_1 < 1 < kappa_2."""
    share = Fraction(counts[0], sum(counts)) * max(draw(st.integers(-9, 99)), 0) / 100
    return (share, 1 - share)


def balanced_population(counts: Counts) -> SearchStrategy[Vector]:
    """Draw q_1 above or below p_1 by at most five per cent of it, for two coordinates."""
    shares = _percent.map(lambda percent: Fraction(counts[0] * percent, 100 * sum(counts)))
    return shares.map(lambda share: (share, 1 - share))
