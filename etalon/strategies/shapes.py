"""Schedules of shapes: every shape, with ends at a threshold, near it or anywhere, and runs with them."""

from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from etalon.shaped import ShapedCase
from etalon.shaped_runs import shaped_losses
from etalon.strategies.numbers import counts_of_any, heavier_first, learnable, parts, rates, rationally_tied
from etalon.strategies.rates import Edge, one_step_edges, rate_around
from numerics.schedule import Item, Phase
from numerics.shapes import Cosine, Exponential, Linear, Polynomial, Shape

_LONG, _DIGITS = 200, 30  # bits
_kinds = st.sampled_from((Linear, Exponential, Polynomial))
_lengths = st.sampled_from((4, 5, 1, 3, 7, 2, 6, 5, 8, 4))
_factors = st.sampled_from([Fraction(p, q) for p in range(1, 10) for q in (10, p, 4)])  # also 1 and above it
_powers = st.integers(1, 5)
_all_kinds = st.sampled_from((Cosine, Linear, Cosine, Exponential, Cosine, Polynomial, None))
_ends = st.integers(-1, 4)
_turned = st.booleans()
_numbers = st.integers(1, 2)
_cycles = st.sampled_from((1, 1, 2))
_rational_ties = ((Fraction(6), Fraction(6)), (Fraction(15, 16), Fraction(15, 16)))  # of counts 3:1 and 3:2
_unequal = heavier_first() | rationally_tied


def _other_end(draw: DrawFn, init: Fraction) -> Fraction:
    """Draw the other end of a shape: none is left, or seldom as much, or anything."""
    kind = draw(_ends)
    return init if kind < 0 else Fraction(0) if kind < 2 else draw(rates)


def _built(draw: DrawFn, kind: type[Any], init: Fraction) -> Shape:
    """Draw the rest of a shape; one from 0 upward if its two ends are drawn the other way round."""
    steps = draw(_lengths)
    if kind is Exponential:
        return Exponential(init, draw(_factors), steps)
    ends = init, _other_end(draw, init)
    first, last = ends if draw(_turned) else ends[::-1]
    return Polynomial(first, last, draw(_powers), steps) if kind is Polynomial else kind(first, last, steps)


@st.composite
def rational_shapes(draw: DrawFn) -> Shape:
    """Draw a linear, exponential or polynomial shape."""
    return _built(draw, draw(_kinds), draw(rates))


@st.composite
def cosine_shapes(draw: DrawFn) -> Shape:
    """Draw a cosine."""
    return _built(draw, Cosine, draw(rates))


def _items(draw: DrawFn, edges: list[Edge]) -> tuple[Item, ...]:
    """Draw items that begin or end at thresholds, or near them: constant ones, shapes, and restarts."""
    items: list[Item] = []
    for _ in range(draw(_numbers)):
        rate, kind = rate_around(draw, edges), draw(_all_kinds)
        items.append(Phase(rate, draw(_powers)) if kind is None else _built(draw, kind, rate))
    return tuple(items) * draw(_cycles)


@st.composite
def shaped_descents(draw: DrawFn) -> ShapedCase:
    """Draw schedules of shapes on any sample."""
    chosen = draw(counts_of_any(least=1))
    return ShapedCase(chosen, learnable(draw, chosen), shapes=_items(draw, one_step_edges(chosen)))


@st.composite
def shaped_annealings(draw: DrawFn) -> ShapedCase:
    """Draw schedules of shapes on two coordinates, then a stop that they have not reached."""
    chosen = draw(_unequal)
    edges = [*one_step_edges(chosen), *_rational_ties]
    case = ShapedCase(chosen, learnable(draw, chosen, (0, 1)), shapes=_items(draw, edges))
    while not shaped_losses(case)[-1].lower > 0:
        case = replace(case, shapes=case.shapes[:-1])
    *before, last = (loss.lower for loss in shaped_losses(case))
    lowest = min(before, default=last + 1)
    highest = last if last < lowest else lowest * Fraction(9, 10)
    return replace(case, eps=_short(highest) * draw(parts))


def _short(number: Fraction) -> Fraction:
    """Return a positive number itself, or if its digits are many one of a few digits just below it."""
    if number.denominator.bit_length() < _LONG:
        return number
    scale = Fraction(2) ** (number.denominator.bit_length() - number.numerator.bit_length() + _DIGITS)
    return floor(number * scale) / scale
