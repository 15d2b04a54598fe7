"""Heavy-ball runs: around the stability limit and the crossing, and with every coordinate underdamped."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from math import isqrt

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import to_fraction
from etalon.heavy_ball import HeavyBall
from etalon.strategies.numbers import Counts, counts, counts_of_any, heavier_first, truths
from etalon.strategies.rates import Edge, rate_around
from theory.losses import train_weights
from theory.momentum import casoratian, momentum_limit, trace
from theory.momentum_times import least_of_two, most_of_both

_momenta = st.integers(0, 19).map(lambda part: Fraction(part, 20))
_steps = st.sampled_from((1, 2, 3, 4, 5, 6, 40, 7, 8))
seen_by_few = st.integers(1, 4).flatmap(counts)  # whether steps contract is seen in d^2 unknowns


@st.composite
def heavy_balls(draw: DrawFn, drawn: SearchStrategy[Counts] | None = None) -> HeavyBall:
    """Draw a run at a rate around the stability limit, or anywhere; by default any counts."""
    chosen = draw(drawn if drawn is not None else counts_of_any())
    momentum = draw(_momenta)
    limit = to_fraction(momentum_limit(max(train_weights(chosen)), momentum))
    rate = rate_around(draw, [(limit, limit)])
    return HeavyBall(chosen, draw(truths(len(chosen), zeros=True)), rate, momentum, draw(_steps))


@st.composite
def underdamped(draw: DrawFn) -> HeavyBall:
    """Draw a run in which every coordinate is underdamped: (1-u)^2 < 2 eta p_i < (1+u)^2, u^2 = beta_m.

    There is such a rate if ((1+u)/(1-u))^2 > max p/min p, so that u > (s-1)/(s+1) for an s above its root.
    """
    chosen = draw(counts_of_any(least=1))
    s = isqrt(max(chosen) // min(chosen)) + 1
    u = 1 - Fraction(2, s + 1) * Fraction(draw(st.integers(1, 9)), 10)
    lowest = (1 - u) ** 2 * sum(chosen) / (2 * min(chosen))
    highest = (1 + u) ** 2 * sum(chosen) / (2 * max(chosen))
    rate = lowest + (highest - lowest) * Fraction(draw(st.integers(1, 19)), 20)
    return HeavyBall(chosen, draw(truths(len(chosen), zeros=True)), rate, u**2, draw(_steps))


@st.composite
def long_underdamped(draw: DrawFn) -> HeavyBall:
    """Draw n_1 > n_2, coordinate 2 underdamped, and steps enough for its effective time to be the larger one.

    Both ends fall like beta_m^t, so that n_1 > n_2 makes X^(n_2) the larger one after some steps.
    """
    light = draw(st.integers(1, 5))
    chosen = (light + draw(st.integers(1, 6)), light, *draw(st.lists(st.integers(0, 3), max_size=2)))
    u = Fraction(draw(st.integers(1, 14)), 20)
    a = 2 * u * Fraction(draw(st.integers(-19, 19)), 20)  # the trace, |a| < 2 u
    rate = (1 + u**2 - a) * sum(chosen) / (2 * light)
    least, most = _ends_at_rest(HeavyBall(chosen, (Fraction(1),) * len(chosen), rate, u**2, 1))
    steps = next(t for t in count(1) if (least * u ** (2 * t)) ** light > (most * u ** (2 * t)) ** chosen[0])
    return HeavyBall(
        chosen, draw(truths(len(chosen), zeros=True)), rate, u**2, steps + draw(st.integers(0, 4))
    )


def _ends_at_rest(run: HeavyBall) -> tuple[Fraction, Fraction]:
    """Return X and Y for t = 0."""
    (eta, p_1, beta_m), (_, p_2, _) = run.parameters[:2]
    decayed = [casoratian(eta, weight, beta_m, 0) for weight in (p_1, p_2)]
    least = least_of_two(trace(eta, p_1, beta_m), beta_m, decayed[0])
    return to_fraction(least), to_fraction(most_of_both(trace(eta, p_2, beta_m), beta_m, decayed[1]))


@st.composite
def momentum_crossings(draw: DrawFn) -> HeavyBall:
    """Draw a run at a rate around the two that the crossing is the larger of, n_1 > n_2, or anywhere.

    The root of the momentum is rational in most: then both rates are.
    """
    chosen = draw(heavier_first(least=0))
    if draw(st.integers(0, 3)) == 0:
        return _crossing(draw, chosen, draw(_momenta), ())
    return _around(draw, chosen, Fraction(draw(st.integers(0, 19)), 20))


@st.composite
def even_momentum_crossings(draw: DrawFn) -> HeavyBall:
    """Draw the same with n_1/n_2 <= ((1+u)/(1-u))^2, u^2 = beta_m; at equality if n_1/n_2 is a square."""
    light = draw(st.integers(1, 3))
    s, square = draw(st.integers(2, 5)), draw(st.booleans())
    heavy = s * s * light - (0 if square else draw(st.integers(1, light)))
    u = Fraction(s - 1, s + 1)
    u += (1 - u) * Fraction(draw(st.sampled_from((0, 0, 1, 3, 6, 9))), 10)
    return _around(draw, (heavy, light), u)


def _around(draw: DrawFn, chosen: Counts, u: Fraction) -> HeavyBall:
    heavy, light = chosen[:2]
    middle, damping = (1 + u**2) / (heavy + light), (1 + u) ** 2 / (2 * heavy)
    edges = [(edge * sum(chosen),) * 2 for edge in (middle, damping)]
    return _crossing(draw, chosen, u**2, edges)


def _crossing(draw: DrawFn, chosen: Counts, momentum: Fraction, edges: Sequence[Edge]) -> HeavyBall:
    return HeavyBall(chosen, (Fraction(1),) * len(chosen), rate_around(draw, edges), momentum, 1)
