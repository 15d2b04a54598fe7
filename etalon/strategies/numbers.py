"""Numbers: counts, ground truths, populations, levels. Integers are drawn and fractions built from them.

A number is one draw from a list that begins with the simplest, and what depends on a dimension alone is built
once: what an example costs is the number of draws and of strategies made for it.
"""

from collections.abc import Iterable
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
nonzero = st.sampled_from([*_PLAIN * 3, *_HUGE_AND_TINY])  # mostly plain, sometimes a huge or a tiny ratio
coordinates = st.sampled_from([*_PLAIN * 3, *_HUGE_AND_TINY, *[Fraction(0)] * len(_PLAIN)])
# From 1 itself down to a thousand-millionth.
parts = st.sampled_from(_simplest_first(Fraction(k, 9 * 10**e) for k in range(1, 10) for e in range(9)))
just_below_one = st.integers(1, 9).map(lambda digits: 1 - Fraction(1, 10**digits))
two_to_one = st.integers(1, MOST_COUNTS // 2).map(lambda light: (2 * light, light))


@cache
def truths(d: int, zeros: bool = False) -> SearchStrategy[Vector]:
    """Draw beta*: unequal or equal coordinates, huge and tiny ratios, zeros if asked for."""
    one = coordinates if zeros else nonzero
    return st.tuples(*[one] * d) | nonzero.map(lambda value: (value,) * d)


@st.composite
def heavier_first(draw: DrawFn) -> Counts:
    """Draw counts n_1 > n_2 > 0 of two coordinates."""
    light = draw(st.integers(1, MOST_COUNTS - 1))
    return (light + 1 + draw(st.integers(0, MOST_COUNTS)) % (MOST_COUNTS - light), light)


@cache
def counts(d: int, least: int = 1) -> SearchStrategy[Counts]:
    """Draw counts of d coordinates, each at least `least`, and at least one sample in all."""
    drawn = st.tuples(*[st.integers(least, MOST_COUNTS)] * d)
    return drawn.map(lambda counts: counts if sum(counts) else (1, *counts[1:])) if d else st.just(())


@cache
def populations(d: int) -> SearchStrategy[Vector | None]:
    """Draw population weights that sum to one; None is uniform."""
    drawn = st.tuples(*[weights] * d)
    return st.none() | drawn.map(lambda parts: tuple(Fraction(part, sum(parts)) for part in parts))


@st.composite
def lighter_population(draw: DrawFn, counts: Counts) -> Vector:
    """Draw q_1 < p_1, for two coordinates: then kappa_1 < 1 < kappa_2."""
    share = Fraction(counts[0], sum(counts)) * draw(st.integers(1, 99)) / 100
    return (share, 1 - share)
