"""Numbers: counts, ground truths, populations, levels. Integers are drawn and fractions built from them."""

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Vector

Counts = tuple[int, ...]

MOST_COUNTS = 50


def _sized(sign: int, numerator: int, denominator: int, power: int) -> Fraction:
    return Fraction(sign * numerator, denominator) * Fraction(10) ** power


rates = st.builds(Fraction, st.integers(1, 80), st.integers(1, 20))
weights = st.integers(1, 9)
_sizes = st.sampled_from((0, 0, 0, -6, 6))  # powers of ten: mostly none, sometimes a huge or a tiny ratio
nonzero = st.builds(_sized, st.sampled_from((1, -1)), st.integers(1, 9), st.integers(1, 9), _sizes)
coordinates = nonzero | st.just(Fraction(0))
just_below_one = st.integers(1, 9).map(lambda digits: 1 - Fraction(1, 10**digits))
two_to_one = st.integers(1, MOST_COUNTS // 2).map(lambda light: (2 * light, light))


def truths(d: int, zeros: bool = False) -> SearchStrategy[Vector]:
    """Draw beta*: unequal or equal coordinates, huge and tiny ratios, zeros if asked for."""
    one = coordinates if zeros else nonzero
    return st.tuples(*[one] * d) | nonzero.map(lambda value: (value,) * d)


@st.composite
def heavier_first(draw: DrawFn) -> Counts:
    """Draw counts n_1 > n_2 > 0 of two coordinates."""
    light = draw(st.integers(1, MOST_COUNTS - 1))
    return (light + 1 + draw(st.integers(0, MOST_COUNTS)) % (MOST_COUNTS - light), light)


def counts(d: int, least: int = 1) -> SearchStrategy[Counts]:
    """Draw counts of d coordinates, each at least `least`, and at least one sample in all."""
    drawn = st.tuples(*[st.integers(least, MOST_COUNTS)] * d)
    return drawn.map(lambda counts: counts if sum(counts) else (1, *counts[1:])) if d else st.just(())


def populations(d: int) -> SearchStrategy[Vector | None]:
    """Draw population weights that sum to one; None is uniform."""
    drawn = st.tuples(*[weights] * d)
    return st.none() | drawn.map(lambda parts: tuple(Fraction(part, sum(parts)) for part in parts))


@st.composite
def lighter_population(draw: DrawFn, counts: Counts) -> Vector:
    """Draw q_1 < p_1, for two coordinates: then kappa_1 < 1 < kappa_2."""
    share = Fraction(counts[0], sum(counts)) * draw(st.integers(1, 99)) / 100
    return (share, 1 - share)


@st.composite
def levels(draw: DrawFn, highest: Fraction) -> Fraction:
    """Draw eps from `highest` itself down to a thousand-millionth of it."""
    return highest * Fraction(draw(st.integers(1, 9)), 9 * 10 ** draw(st.integers(0, 8)))
