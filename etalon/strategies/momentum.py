"""Heavy-ball runs: at, below and above the stability limit, and with every coordinate underdamped."""

from fractions import Fraction
from math import isqrt

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import to_fraction
from etalon.heavy_ball import HeavyBall
from etalon.strategies.numbers import Counts, counts, counts_of_any, truths
from etalon.strategies.rates import rate_around
from theory.losses import train_weights
from theory.momentum import momentum_limit

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
