"""Cases without annealing: points, steps, schedules and flows."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, to_fraction
from etalon.strategies.numbers import (
    Counts,
    coordinates,
    counts,
    counts_of_any,
    counts_of_others,
    heavier_first,
    just_below_one,
    learnable,
    lighter_population,
    parts,
    populations,
    truths,
    two_to_one,
)
from etalon.strategies.rates import one_step_edges, rate_around, schedules
from numerics.exact import train_losses
from theory.descent import deadbeat_rate, stability_limit
from theory.losses import train_weights

first_seen = st.tuples(counts(1), counts_of_others()).map(lambda drawn: drawn[0] + drawn[1])
_heavier_first = st.tuples(heavier_first(least=0), counts_of_others()).map(lambda drawn: drawn[0] + drawn[1])


@st.composite
def evaluations(
    draw: DrawFn,
    drawn: SearchStrategy[Counts] | None = None,
    points: int = 1,
    population: bool = True,
    off_minimum: bool = False,
    likely: bool = False,
) -> Case:
    """Draw points; by default any, of one to seven coordinates that may never have been drawn.

    Args:
        draw: Given by hypothesis.
        drawn: Counts.
        points: How many points.
        population: Whether to draw one too; else it is uniform.
        off_minimum: Whether every point differs from beta* in some coordinate that was drawn.
        likely: Whether every q_i is positive.
    """
    chosen = draw(drawn if drawn is not None else counts_of_any())
    d, seen = len(chosen), next(i for i, count in enumerate(chosen) if count)
    truth = draw(truths(d, zeros=True))
    offsets = [list(draw(st.tuples(*[coordinates] * d))) for _ in range(points)]
    for offset in offsets:
        if off_minimum and not any(value for value, count in zip(offset, chosen, strict=True) if count):
            offset[seen] = Fraction(1)
    places = tuple(tuple(t + o for t, o in zip(truth, offset, strict=True)) for offset in offsets)
    weights = draw(populations(d, least=int(likely))) if population else None
    return Case(chosen, truth, population=weights, points=places)


def on_level_sets(points: int = 1, likely: bool = False) -> SearchStrategy[Case]:
    """Draw points that are not minimisers, every coordinate drawn."""
    return evaluations(counts_of_any(least=1), points, off_minimum=True, likely=likely)


def with_one_unseen() -> SearchStrategy[Case]:
    """Draw points that are not minimisers, where a coordinate with q_j > 0 was never drawn."""
    drawn = st.tuples(counts_of_any(), st.integers(0, 7)).map(_with_a_zero)
    return evaluations(drawn, off_minimum=True, likely=True)


def _with_a_zero(drawn: tuple[Counts, int]) -> Counts:
    """Return the counts with a zero put in at some place."""
    counts, place = drawn
    return (*counts[:place], 0, *counts[place:])


def at_truth() -> SearchStrategy[Case]:
    """Draw a problem whose only point is beta*."""
    return on_level_sets().map(lambda case: Case(case.counts, case.beta, points=(case.beta,)))


@st.composite
def single_steps(draw: DrawFn, drawn: SearchStrategy[Counts] | None = None, at: Sequence[int] = ()) -> Case:
    """Draw one step around the thresholds of one-step claims; beta*_i is nonzero at the places `at`."""
    chosen = draw(drawn if drawn is not None else counts_of_any())
    rate = rate_around(draw, one_step_edges(chosen))
    return Case(chosen, learnable(draw, chosen, at), ((rate, 1),))


@st.composite
def stable_steps(draw: DrawFn) -> Case:
    """Draw one step below the stability limit, up to nine digits close to it, and something to learn."""
    chosen = draw(counts_of_any())
    limit = to_fraction(stability_limit(max(train_weights(chosen))))
    part = draw(just_below_one | st.builds(Fraction, st.integers(1, 39), st.just(40)))
    return Case(chosen, learnable(draw, chosen), ((limit * part, 1),))


def heavier_steps(least: int = 0) -> SearchStrategy[Case]:
    """Draw one step on two to seven coordinates, n_1 > n_2; all were drawn `least` times or more."""
    drawn = st.tuples(heavier_first(least=least), counts_of_others(least=least))
    return single_steps(drawn.map(lambda parts: parts[0] + parts[1]))


@st.composite
def scored_steps(draw: DrawFn) -> Case:
    """Draw one step on two to seven coordinates, n_1 > n_2, all drawn; some end one of the two."""
    case = draw(heavier_steps(least=1))
    ended = draw(st.integers(-8, 2))
    if ended <= 0:
        return case
    rate = deadbeat_rate(train_weights(case.counts)[ended - 1])
    return replace(case, schedule=((to_fraction(rate), 1),))


@st.composite
def descents(draw: DrawFn) -> Case:
    """Draw a schedule of up to seven phases on one to seven coordinates, some perhaps never seen."""
    chosen = draw(counts_of_any())
    return Case(chosen, draw(truths(len(chosen), zeros=True)), draw(schedules(one_step_edges(chosen), 7)))


@st.composite
def flows(
    draw: DrawFn, times: int, drawn: SearchStrategy[Counts] | None = None, at: Sequence[int] = ()
) -> Case:
    """Draw a flow and increasing times; beta*_i is nonzero at the places `at`."""
    chosen = draw(drawn if drawn is not None else counts_of_any())
    steps = [Fraction(draw(st.integers(1, 40)), draw(st.integers(1, 10))) for _ in range(times)]
    when = tuple(sum(steps[: place + 1], Fraction(0)) for place in range(times))
    return Case(chosen, learnable(draw, chosen, at), times=when)


@st.composite
def distorted_flows(draw: DrawFn) -> Case:
    """Draw a flow on two coordinates, n_1 > n_2 >= 0, with a population for which kappa_1 < kappa_2."""
    case = draw(flows(2, heavier_first(least=0), at=(0, 1)))
    return replace(case, population=draw(st.none() | lighter_population(case.counts)))


def unequal_flows() -> SearchStrategy[Case]:
    """Draw a flow on two to seven coordinates, n_1 > n_2 >= 0, and a uniform population."""
    return flows(2, _heavier_first, at=(0, 1))


@st.composite
def stops(draw: DrawFn, drawn: SearchStrategy[Counts], at: Sequence[int] = ()) -> Case:
    """Draw a flow that stops at eps; beta*_i is nonzero at the places `at`."""
    chosen = draw(drawn)
    case = Case(chosen, learnable(draw, chosen, at))
    start = next(iter(train_losses(case.problem, ())))
    return Case(case.counts, case.beta, eps=start * draw(parts))


@st.composite
def contracting_steps(draw: DrawFn, ends: bool = True) -> Case:
    """Draw a step that does not lengthen the first residual, and may end it unless `ends` is false."""
    chosen = draw(first_seen)
    odd = 2 * draw(st.integers(1, 40)) + 1  # then eta p_1 is not 1/2
    parts = odd - draw(st.integers(0, 1)) if ends else odd
    rate = Fraction(draw(st.integers(1, parts)), parts) * sum(chosen) / chosen[0]
    return Case(chosen, learnable(draw, chosen, at=(0,)), ((rate, 1),))


@st.composite
def points_of_the_curve(draw: DrawFn) -> Case:
    """Draw rates x_1 < x_2 for one coordinate, p = 1: both up to 1/2, both in [1/2, 1], or x_1 = 1."""
    denominator = draw(st.integers(3, 30))
    low, high = sorted(draw(st.lists(st.integers(1, denominator), min_size=2, max_size=2, unique=True)))
    part = draw(st.integers(0, 2))
    if part < 2:  # numbers in (0, 1/2], or in [1/2, 1)
        pair = [Fraction(k - part, 2 * denominator) + Fraction(part, 2) for k in (low, high)]
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
    return Case(draw(two_to_one), draw(truths(2, zeros=True)), tuple(schedule))
