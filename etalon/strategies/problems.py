"""Cases without annealing: points, steps, schedules and flows."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, to_fraction
from etalon.strategies.numbers import (
    Counts,
    coordinates,
    counts,
    heavier_first,
    just_below_one,
    lighter_population,
    nonzero,
    parts,
    populations,
    truths,
    two_to_one,
)
from etalon.strategies.rates import one_step_edges, rate_around, schedules
from numerics.exact import train_losses
from theory.descent import stability_limit
from theory.losses import train_weights


def evaluations(points: int = 1, least: int = 1) -> SearchStrategy[Case]:
    """Draw a problem of one to four coordinates, and points that are not minimisers."""
    return (
        st.integers(1, 4)
        .flatmap(lambda d: counts(d, least))
        .flatmap(lambda drawn: _evaluations(drawn, points))
    )


def evaluations_of(drawn: Counts) -> SearchStrategy[Case]:
    """Draw a point for these counts and a uniform population."""
    return _evaluations(drawn, points=1, population=False)


def at_truth() -> SearchStrategy[Case]:
    """Draw a problem whose only point is beta*."""
    return evaluations().map(lambda case: Case(case.counts, case.beta, points=(case.beta,)))


@st.composite
def _evaluations(draw: DrawFn, drawn: Counts, points: int, population: bool = True) -> Case:
    """Draw points that differ from beta* in some coordinate that was seen."""
    d = len(drawn)
    truth = draw(truths(d, zeros=True))
    offsets = [list(draw(st.tuples(*[coordinates] * d))) for _ in range(points)]
    for offset in offsets:
        if not any(value for value, count in zip(offset, drawn, strict=True) if count):
            offset[next(i for i, count in enumerate(drawn) if count)] = Fraction(1)
    places = tuple(tuple(t + o for t, o in zip(truth, offset, strict=True)) for offset in offsets)
    return Case(drawn, truth, population=draw(populations(d)) if population else None, points=places)


@st.composite
def single_steps(draw: DrawFn, drawn: SearchStrategy[Counts] | None = None) -> Case:
    """Draw one step around the thresholds of one-step claims; by default on one to four coordinates."""
    chosen = draw(drawn if drawn is not None else st.integers(1, 4).flatmap(counts))
    rate = rate_around(draw, one_step_edges(chosen))
    return Case(chosen, draw(truths(len(chosen))), ((rate, 1),))


@st.composite
def stable_steps(draw: DrawFn) -> Case:
    """Draw one step below the stability limit, up to nine digits close to it, and something to learn."""
    chosen = draw(st.integers(1, 4).flatmap(counts))
    limit = to_fraction(stability_limit(max(train_weights(chosen))))
    part = draw(just_below_one | st.builds(Fraction, st.integers(1, 39), st.just(40)))
    return Case(chosen, draw(truths(len(chosen))), ((limit * part, 1),))


@st.composite
def heavier_steps(draw: DrawFn) -> Case:
    """Draw one step on two to four coordinates, n_1 > n_2."""
    chosen = draw(heavier_first()) + draw(st.integers(0, 2).flatmap(counts))
    return draw(single_steps(st.just(chosen)))


@st.composite
def descents(draw: DrawFn) -> Case:
    """Draw a schedule of up to four phases on one to four coordinates, some perhaps never seen."""
    d = draw(st.integers(1, 4))
    chosen = draw(counts(d, least=0))
    return Case(chosen, draw(truths(d, zeros=True)), draw(schedules(one_step_edges(chosen))))


@st.composite
def flows(
    draw: DrawFn, times: int, drawn: SearchStrategy[Counts] | None = None, population: bool = True
) -> Case:
    """Draw a flow and increasing times; every beta*_i is nonzero."""
    chosen = draw(drawn if drawn is not None else st.integers(1, 4).flatmap(counts))
    steps = [Fraction(draw(st.integers(1, 40)), draw(st.integers(1, 10))) for _ in range(times)]
    when = tuple(sum(steps[: place + 1], Fraction(0)) for place in range(times))
    weights = draw(populations(len(chosen))) if population else None
    return Case(chosen, draw(truths(len(chosen))), population=weights, times=when)


@st.composite
def distorted_flows(draw: DrawFn) -> Case:
    """Draw a flow on two coordinates, n_1 > n_2, with a population for which kappa_1 < kappa_2."""
    case = draw(flows(2, heavier_first(), population=False))
    return replace(case, population=draw(lighter_population(case.counts)))


@st.composite
def unequal_flows(draw: DrawFn) -> Case:
    """Draw a flow on two to four coordinates, n_1 > n_2, and a uniform population."""
    chosen = draw(heavier_first()) + draw(st.integers(0, 2).flatmap(counts))
    return draw(flows(2, st.just(chosen), population=False))


@st.composite
def stops(draw: DrawFn, drawn: SearchStrategy[Counts]) -> Case:
    """Draw a flow that stops at eps; every beta*_i is nonzero."""
    chosen = draw(drawn)
    case = Case(chosen, draw(truths(len(chosen))))
    start = next(iter(train_losses(case.problem, ())))
    return Case(case.counts, case.beta, eps=start * draw(parts))


@st.composite
def contracting_steps(draw: DrawFn) -> Case:
    """Draw a step that contracts coordinate 1 and does not end it; the other residual is zero."""
    chosen = draw(heavier_first() | heavier_first().map(lambda counts: counts[::-1]))
    odd = 2 * draw(st.integers(1, 40)) + 1  # so that eta p_1 is never 1/2
    rate = Fraction(draw(st.integers(1, odd - 1)), odd) * sum(chosen) / chosen[0]
    return Case(chosen, (draw(nonzero), Fraction(0)), ((rate, 1),))


@st.composite
def points_of_the_curve(draw: DrawFn) -> Case:
    """Draw rates x_1 < x_2 for one coordinate, p = 1: both below 1/2, both in (1/2, 1], or x_1 = 1."""
    denominator = draw(st.integers(3, 30))
    low, high = sorted(draw(st.lists(st.integers(1, denominator), min_size=2, max_size=2, unique=True)))
    part = draw(st.integers(0, 2))
    if part < 2:  # numbers in (0, 1/2), or in (1/2, 1]
        pair = [Fraction(part, 2) + Fraction(k, 2 * denominator + 1 - part) for k in (low, high)]
    else:
        pair = [Fraction(1), 1 + Fraction(high, low)]
    return Case((1,), (Fraction(1),), tuple((rate, 1) for rate in pair))


@st.composite
def unstable_talk_runs(draw: DrawFn) -> Case:
    """Draw up to twelve steps for counts 2:1 at rates of 3/2 or more."""
    schedule = []
    for _ in range(draw(st.integers(1, 2))):
        excess = Fraction(draw(st.integers(0, 40)), 10 ** draw(st.integers(0, 9)))
        schedule.append((Fraction(3, 2) + excess, draw(st.integers(1, 6))))
    return Case(draw(two_to_one), draw(truths(2)), tuple(schedule))
