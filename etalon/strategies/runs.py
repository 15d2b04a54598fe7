"""Cases with annealing: large steps, then the flow, with a stop that the large steps have not reached."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from math import ceil

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, to_fraction
from etalon.experiment import large_losses
from etalon.strategies.numbers import (
    MOST_COUNTS,
    Counts,
    counts,
    counts_of_any,
    counts_of_others,
    dimensions,
    heavier_first,
    just_below_one,
    learnable,
    lighter_population,
    nonzero,
    parts,
    populations,
    rationally_tied,
    truths,
    two_to_one,
    weights,
)
from etalon.strategies.rates import (
    PHASES,
    all_edges,
    critical_edges,
    crossing_of,
    light_deadbeat_of,
    one_step_edges,
    schedules,
)
from theory.effective_time import ranks_of_times

_rise = st.integers(0, 9)
_unequal = heavier_first() | heavier_first().map(lambda counts: counts[::-1])


def leaves_loss(case: Case) -> Case:
    """Return the case without the last phases of its schedule after which no train loss is left."""
    while not min(large_losses(case)):
        case = replace(case, schedule=case.schedule[:-1])
    return case


@st.composite
def still_training(draw: DrawFn, case: Case, left: SearchStrategy[Fraction] = parts) -> Case:
    """Complete a case with an eps that is met at the end of the large steps at the earliest."""
    *before, last = large_losses(case)
    strictly_below = min(before, default=last + 1)
    highest = last if last < strictly_below else strictly_below * Fraction(9, 10)
    return replace(case, eps=highest * draw(left))


@st.composite
def annealings(
    draw: DrawFn,
    drawn: SearchStrategy[Counts] | None = None,
    phases: int = PHASES,
    population: bool = False,
    at: Sequence[int] = (0, 1),
) -> Case:
    """Draw large steps on two coordinates, then a stop that they have not reached.

    Args:
        draw: Given by hypothesis.
        drawn: Counts; by default n_1 > n_2, and any two if the population is drawn too.
        phases: How many at most.
        population: Whether to draw one; else it is uniform.
        at: Where beta*_i is nonzero.
    """
    usual = counts(2) if population else heavier_first()
    chosen = draw(drawn if drawn is not None else usual)
    schedule = draw(schedules(all_edges(chosen), phases))
    drawn_from = draw(populations(len(chosen))) if population else None
    case = Case(chosen, learnable(draw, chosen, at), schedule, population=drawn_from)
    return draw(still_training(leaves_loss(case)))


@st.composite
def distorted_annealings(
    draw: DrawFn,
    drawn: SearchStrategy[Counts] | None = None,
    phases: int = 1,
    at: Sequence[int] = (0, 1),
) -> Case:
    """Draw large steps on two coordinates, and a population for which kappa_1 < kappa_2."""
    case = draw(annealings(drawn, phases, at=at))
    return replace(case, population=draw(lighter_population(case.counts)))


@st.composite
def isolating_ends(draw: DrawFn) -> Case:
    """Draw one large step at an end of the interval that isolates a critical rate, kappa_1 < kappa_2.

    A critical rate that is rational is both ends.
    """
    chosen = draw(heavier_first() | rationally_tied)
    ends = [end for edge in critical_edges(chosen) for end in edge]
    case = Case(chosen, draw(truths(2)), ((draw(st.sampled_from(ends)), 1),))
    case = replace(case, population=draw(st.none() | lighter_population(chosen)))
    return draw(still_training(case))


@st.composite
def annealings_at(
    draw: DrawFn, rate: Callable[[Counts], Fraction], drawn: SearchStrategy[Counts] | None = None
) -> Case:
    """Draw one to five steps at a rate that the counts determine, and then a stop; no beta*_i is zero."""
    chosen = draw(drawn if drawn is not None else heavier_first())
    case = Case(chosen, draw(truths(len(chosen))), ((rate(chosen), draw(st.integers(1, 5))),))
    return draw(still_training(case))


@st.composite
def stopped_by_large_steps(draw: DrawFn) -> Case:
    """Draw large steps on two coordinates that end where their train loss is least, and stop there."""
    case = draw(annealings(population=True, at=()))
    single = tuple((rate, 1) for rate, steps in case.schedule for _ in range(steps))
    single = single[: draw(st.integers(1, 6))]
    losses = large_losses(replace(case, schedule=single))
    last = losses.index(min(loss for loss in losses if loss))
    return replace(case, schedule=single[:last], eps=losses[last])


@st.composite
def light_deadbeats(draw: DrawFn) -> Case:
    """Draw large steps of which the first ends the second coordinate and no other, and then a stop."""
    chosen = draw(_unequal)
    first, others = (light_deadbeat_of(chosen), 1), draw(schedules(all_edges(chosen), PHASES - 1))
    truth = learnable(draw, chosen, at=(0,))
    case = Case(chosen, truth, (first, *others), population=draw(populations(2)))
    return draw(still_training(leaves_loss(case)))


@st.composite
def half_measures(draw: DrawFn) -> Case:
    """Draw rates below eta_c, up to nine digits close to it, kappa_1 < kappa_2, and then a stop."""
    chosen = draw(heavier_first())
    lowest = critical_edges(chosen)[0][0]
    schedule = []
    for _ in range(draw(st.integers(1, 2))):
        grid = 10 ** draw(st.integers(2, 9))
        rate = Fraction(ceil(lowest * grid) - 1, grid) * draw(st.integers(1, 9)) / 9
        schedule.append((rate, draw(st.integers(1, 5))))
    case = Case(chosen, draw(truths(2)), tuple(schedule))
    case = replace(case, population=draw(st.none() | lighter_population(chosen)))
    return draw(still_training(leaves_loss(case)))


@st.composite
def ordered_annealings(draw: DrawFn, falling: bool = False) -> Case:
    """Draw large steps on coordinates of which some pair is concordant and none discordant, or the reverse.

    The least distortion may be zero. One more coordinate may be of no account: it was never drawn.
    """
    chosen = draw(heavier_first()) + draw(counts_of_others(least=1))
    schedule = draw(schedules(one_step_edges(chosen)))
    case = leaves_loss(Case(chosen, learnable(draw, chosen, at=(0, 1)), schedule))
    ranks = ranks_of_times(case.rates, chosen)
    moving = [i for i, truth in enumerate(case.beta) if truth]
    if len({ranks[i] for i in moving}) == 1:  # a tie: one step that ends the second coordinate breaks it
        case = replace(case, schedule=((light_deadbeat_of(chosen), 1),))
        ranks = ranks_of_times(case.rates, chosen)
    kappa = _distortions(draw, [ranks[i] for i in moving], falling)
    mass = [Fraction(draw(weights))] * len(chosen)
    for i, value in zip(moving, kappa, strict=True):
        mass[i] = Fraction(value * chosen[i])
    if draw(st.booleans()):
        case = replace(case, counts=(*chosen, 0), beta=(*case.beta, draw(nonzero)))
        mass.append(Fraction(draw(weights)))
    return draw(still_training(replace(case, population=tuple(part / sum(mass) for part in mass))))


def _distortions(draw: DrawFn, ranks: list[int], falling: bool) -> list[int]:
    """Draw distortions that rise with the ranks in some pair and fall in none, or the reverse.

    They may change among equal ranks, and stay the same where the ranks do not.
    """
    order = sorted(range(len(ranks)), key=lambda i: ranks[i], reverse=falling)
    changes = [place for place in range(1, len(order)) if ranks[order[place]] != ranks[order[place - 1]]]
    rises = [draw(_rise) for _ in order]
    rises[changes[draw(_rise) % len(changes)]] += 1
    distortion = dict(zip(order, accumulate(rises), strict=True))
    return [distortion[i] for i in range(len(ranks))]


def ties() -> SearchStrategy[Case]:
    """Draw runs whose effective times are all equal: equal counts, or a rational critical rate."""
    multiples = st.integers(1, MOST_COUNTS // 3)
    equal = st.tuples(multiples, dimensions).flatmap(lambda drawn: _equal_counts(*drawn))
    # |1-9| = |1-3|^3 for counts 3:1 at eta = 6, |1-9/8|^2 = |1-3/4|^3 for counts 3:2 at 15/16.
    upper = annealings_at(lambda counts: Fraction(6), multiples.map(lambda k: (3 * k, k)))
    lower = annealings_at(lambda counts: Fraction(15, 16), multiples.map(lambda k: (3 * k, 2 * k)))
    return equal | upper | lower


@st.composite
def _equal_counts(draw: DrawFn, count: int, d: int) -> Case:
    chosen = (count,) * d
    schedule = draw(schedules(one_step_edges(chosen)))
    case = Case(chosen, learnable(draw, chosen), schedule, population=draw(populations(d)))
    return draw(still_training(leaves_loss(case)))


@st.composite
def faithful_samples(draw: DrawFn) -> Case:
    """Draw runs on samples whose train weights are the population weights, some perhaps zero."""
    chosen = draw(counts_of_any())
    case = Case(chosen, learnable(draw, chosen), draw(schedules(one_step_edges(chosen))))
    case = replace(case, population=tuple(map(to_fraction, case.p)))
    return draw(still_training(leaves_loss(case)))


@st.composite
def one_seen(draw: DrawFn) -> Case:
    """Draw runs on a sample that never saw the first coordinate."""
    chosen = (0, draw(st.integers(1, MOST_COUNTS)))
    schedule = draw(schedules(one_step_edges(chosen)))
    case = Case(chosen, learnable(draw, chosen), schedule, population=draw(populations(2)))
    return draw(still_training(leaves_loss(case)))


@st.composite
def talk_runs(draw: DrawFn) -> Case:
    """Draw steps at 3/2 for counts 2:1."""
    return draw(_distorted_runs_at(draw(two_to_one), lambda counts: Fraction(3, 2), at=(1,)))


@st.composite
def crossings(draw: DrawFn) -> Case:
    """Draw steps at the rate at which both coordinates keep the same part."""
    return draw(_distorted_runs_at(draw(heavier_first()), crossing_of))


@st.composite
def _distorted_runs_at(
    draw: DrawFn, chosen: Counts, rate: Callable[[Counts], Fraction], at: Sequence[int] = (0, 1)
) -> Case:
    """Draw steps at a rate, a population with kappa_1 < kappa_2, and any stop that takes training."""
    case = Case(chosen, learnable(draw, chosen, at), ((rate(chosen), draw(st.integers(1, 5))),))
    population = draw(st.none() | lighter_population(chosen))
    start = large_losses(replace(case, schedule=()))[0]
    return replace(case, population=population, eps=start * draw(just_below_one) * draw(parts))
