"""Every hypothesis strategy of the project: cases that satisfy the assumptions by construction.

Integers are drawn and fractions built from them: that is fast, and shrinks to simple numbers. A strategy
never filters; what must hold is constructed, the edge of each assumption included.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, Vector, to_fraction
from numerics.exact import train_losses
from theory.annealing import ranks_of_times
from theory.critical import critical_rates
from theory.descent import crossing_rate, deadbeat_rate, stability_limit
from theory.losses import train_weights

Counts = tuple[int, ...]
Edge = tuple[Fraction, Fraction]  # isolating interval of a threshold; both ends equal if it is rational

MOST_COUNTS = 50
PHASES = 4
DIGITS = 12  # of the critical rates that cases are drawn around

rates = st.builds(Fraction, st.integers(1, 80), st.integers(1, 20))
weights = st.integers(1, 9)
_sizes = st.sampled_from((0, 0, 0, -6, 6))  # powers of ten: mostly none, sometimes a huge or a tiny ratio


def _sized(sign: int, numerator: int, denominator: int, power: int) -> Fraction:
    return Fraction(sign * numerator, denominator) * Fraction(10) ** power


nonzero = st.builds(_sized, st.sampled_from((1, -1)), st.integers(1, 9), st.integers(1, 9), _sizes)
coordinates = nonzero | st.just(Fraction(0))


def truths(d: int, zeros: bool = False) -> SearchStrategy[Vector]:
    """Draw beta*: unequal or equal coordinates, huge and tiny ratios, zeros if asked for."""
    one = coordinates if zeros else nonzero
    return st.tuples(*[one] * d) | nonzero.map(lambda value: (value,) * d)


@st.composite
def heavier_first(draw: DrawFn) -> Counts:
    """Draw counts n_1 > n_2 > 0 of two coordinates."""
    light = draw(st.integers(1, MOST_COUNTS - 1))
    return (light + 1 + draw(st.integers(0, MOST_COUNTS)) % (MOST_COUNTS - light), light)


two_to_one = st.integers(1, MOST_COUNTS // 2).map(lambda light: (2 * light, light))


def counts(d: int, least: int = 1) -> SearchStrategy[Counts]:
    """Draw counts of d coordinates, each at least `least`, and at least one sample in all."""
    drawn = st.tuples(*[st.integers(least, MOST_COUNTS)] * d)
    return drawn.map(lambda counts: counts if sum(counts) else (1, *counts[1:])) if d else st.just(())


def populations(d: int) -> SearchStrategy[Vector | None]:
    """Draw population weights that sum to one; None is uniform."""
    drawn = st.tuples(*[weights] * d)
    return st.none() | drawn.map(lambda parts: tuple(Fraction(part, sum(parts)) for part in parts))


def one_step_edges(counts: Counts) -> list[Edge]:
    """Return the rates at which one step changes its character: deadbeats, crossing, stability."""
    seen = [weight for weight in train_weights(counts) if weight]
    exact = [deadbeat_rate(weight) for weight in seen] + [stability_limit(max(seen))]
    exact += [crossing_rate(*seen[:2])] if len(seen) > 1 else []
    return [(to_fraction(rate), to_fraction(rate)) for rate in exact]


def critical_edges(counts: Counts) -> list[Edge]:
    """Return isolating intervals of the critical rates of two coordinates, n_1 > n_2."""
    return [(to_fraction(rate.left), to_fraction(rate.right)) for rate in critical_rates(*counts[:2], DIGITS)]


def all_edges(counts: Counts) -> list[Edge]:
    """Return every threshold of a single rate on two coordinates, n_1 > n_2."""
    return one_step_edges(counts) + critical_edges(counts)


def light_deadbeat_of(counts: Counts) -> Fraction:
    """Return the rate that ends the second coordinate in one step."""
    return to_fraction(deadbeat_rate(train_weights(counts)[1]))


def crossing_of(counts: Counts) -> Fraction:
    """Return the rate at which the first two coordinates keep the same part."""
    return to_fraction(crossing_rate(*train_weights(counts)[:2]))


@st.composite
def rates_around(draw: DrawFn, edges: Sequence[Edge]) -> Fraction:
    """Draw a rate at a threshold, just below or just above it, or anywhere."""
    place = draw(st.integers(0, len(edges)))
    if place == len(edges):
        return draw(rates)
    left, right = edges[place]
    digits = draw(st.integers(1, 9))
    below, above = left * (1 - Fraction(1, 10**digits)), right * (1 + Fraction(1, 10**digits))
    if left == right:
        return draw(st.sampled_from((left, below, above)))
    grid = 10 ** (digits + 3)  # an irrational threshold has long ends: step outward to a short decimal
    return draw(st.sampled_from((Fraction(floor(below * grid), grid), Fraction(ceil(above * grid), grid))))


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
    rate = draw(rates_around(one_step_edges(chosen)))
    return Case(chosen, draw(truths(len(chosen))), ((rate, 1),))


@st.composite
def heavier_steps(draw: DrawFn) -> Case:
    """Draw one step on two to four coordinates, n_1 > n_2."""
    chosen = draw(heavier_first()) + draw(st.integers(0, 2).flatmap(counts))
    return draw(single_steps(st.just(chosen)))


@st.composite
def schedules(draw: DrawFn, edges: Sequence[Edge], phases: int = PHASES) -> tuple[tuple[Fraction, int], ...]:
    """Draw up to `phases` phases of one to five steps, rates around the thresholds."""
    number = draw(st.integers(1, phases))
    return tuple((draw(rates_around(edges)), draw(st.integers(1, 5))) for _ in range(number))


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
def lighter_population(draw: DrawFn, counts: Counts) -> Vector:
    """Draw q_1 < p_1, for two coordinates: then kappa_1 < 1 < kappa_2."""
    share = Fraction(counts[0], sum(counts)) * draw(st.integers(1, 99)) / 100
    return (share, 1 - share)


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
def levels(draw: DrawFn, highest: Fraction) -> Fraction:
    """Draw eps from `highest` itself down to a thousand-millionth of it."""
    return highest * Fraction(draw(st.integers(1, 9)), 9 * 10 ** draw(st.integers(0, 8)))


@st.composite
def stops(draw: DrawFn, drawn: SearchStrategy[Counts]) -> Case:
    """Draw a flow that stops at eps; every beta*_i is nonzero."""
    chosen = draw(drawn)
    case = Case(chosen, draw(truths(len(chosen))))
    start = next(iter(train_losses(case.problem, ())))
    return Case(case.counts, case.beta, eps=draw(levels(start)))


def _leaves_loss(case: Case) -> Case:
    """Return the case without the last phases of its schedule after which no train loss is left."""
    while not min(train_losses(case.problem, case.phases)):
        case = replace(case, schedule=case.schedule[:-1])
    return case


@st.composite
def still_training(draw: DrawFn, case: Case) -> Case:
    """Complete a case with an eps that is met at the end of the large steps at the earliest."""
    *before, last = train_losses(case.problem, case.phases)
    strictly_below = min(before, default=last + 1)
    highest = last if last < strictly_below else strictly_below * Fraction(9, 10)
    return replace(case, eps=draw(levels(highest)))


@st.composite
def ordered_annealings(draw: DrawFn) -> Case:
    """Draw large steps on two to four coordinates and distortions that rise with the effective times."""
    chosen = draw(heavier_first()) + draw(st.integers(0, 2).flatmap(counts))
    schedule = draw(schedules(one_step_edges(chosen)))
    case = _leaves_loss(Case(chosen, draw(truths(len(chosen))), schedule))
    ranks = ranks_of_times(case.rates, chosen)
    if len(set(ranks)) == 1:  # a tie: one step that ends the second coordinate breaks it
        case = replace(case, schedule=((light_deadbeat_of(chosen), 1),))
        ranks = ranks_of_times(case.rates, chosen)
    rises = draw(st.tuples(*[st.integers(1, 9)] * len(chosen)))
    kappa = [sum(rises[: rank + 1]) for rank in ranks]  # equal ranks, equal distortion
    mass = [Fraction(k * count) for k, count in zip(kappa, chosen, strict=True)]
    return draw(still_training(replace(case, population=tuple(part / sum(mass) for part in mass))))


@st.composite
def annealings(
    draw: DrawFn,
    drawn: SearchStrategy[Counts] | None = None,
    phases: int = PHASES,
    population: bool = False,
) -> Case:
    """Draw large steps on two coordinates, n_1 > n_2, then a stop that they have not reached."""
    chosen = draw(drawn if drawn is not None else heavier_first())
    schedule = draw(schedules(all_edges(chosen), phases))
    weights = draw(populations(len(chosen))) if population else None
    case = Case(chosen, draw(truths(len(chosen))), schedule, population=weights)
    return draw(still_training(_leaves_loss(case)))


@st.composite
def distorted_annealings(draw: DrawFn) -> Case:
    """Draw one large rate on two coordinates, n_1 > n_2, and a population for which kappa_1 < kappa_2."""
    case = draw(annealings(phases=1))
    return replace(case, population=draw(lighter_population(case.counts)))


@st.composite
def annealings_at(
    draw: DrawFn, rate: Callable[[Counts], Fraction], drawn: SearchStrategy[Counts] | None = None
) -> Case:
    """Draw one to five steps at a rate that the counts determine, and then a stop."""
    chosen = draw(drawn if drawn is not None else heavier_first())
    case = Case(chosen, draw(truths(len(chosen))), ((rate(chosen), draw(st.integers(1, 5))),))
    return draw(still_training(case))


@st.composite
def half_measures(draw: DrawFn) -> Case:
    """Draw a single rate below eta_c, up to nine digits close to it, and then a stop."""
    chosen = draw(heavier_first())
    grid = 10 ** draw(st.integers(2, 9))
    part = draw(st.integers(1, 9))
    return draw(
        annealings_at(
            lambda counts: Fraction(ceil(critical_edges(counts)[0][0] * grid) - 1, grid) * part / 9,
            st.just(chosen),
        )
    )


def ties() -> SearchStrategy[Case]:
    """Draw runs whose effective times are all equal: equal counts, or a rational critical rate."""
    multiples = st.integers(1, MOST_COUNTS // 3)
    equal = st.tuples(multiples, st.integers(2, 4)).flatmap(lambda drawn: _equal_counts(*drawn))
    # |1-9| = |1-3|^3 for counts 3:1 at eta = 6, |1-9/8|^2 = |1-3/4|^3 for counts 3:2 at 15/16.
    upper = annealings_at(lambda counts: Fraction(6), multiples.map(lambda k: (3 * k, k)))
    lower = annealings_at(lambda counts: Fraction(15, 16), multiples.map(lambda k: (3 * k, 2 * k)))
    return equal | upper | lower


@st.composite
def _equal_counts(draw: DrawFn, count: int, d: int) -> Case:
    chosen = (count,) * d
    schedule = draw(schedules(one_step_edges(chosen)))
    case = _leaves_loss(Case(chosen, draw(truths(d)), schedule, population=draw(populations(d))))
    return draw(still_training(case))


def equal_splits() -> SearchStrategy[Case]:
    """Draw runs whose distortions are all equal: the population weights are the train weights."""
    drawn = annealings() | st.tuples(st.integers(1, MOST_COUNTS), st.integers(2, 4)).flatmap(
        lambda drawn: _equal_counts(*drawn)
    )
    return drawn.map(lambda case: replace(case, population=tuple(map(to_fraction, case.p))))


@st.composite
def one_seen(draw: DrawFn) -> Case:
    """Draw runs on a sample that never saw the first coordinate."""
    chosen = (0, draw(st.integers(1, MOST_COUNTS)))
    schedule = draw(schedules(one_step_edges(chosen)))
    case = Case(chosen, draw(truths(2)), schedule, population=draw(populations(2)))
    return draw(still_training(_leaves_loss(case)))


@st.composite
def unstable_talk_runs(draw: DrawFn) -> Case:
    """Draw up to twelve steps for counts 2:1 at a rate of 3/2 or more."""
    excess = Fraction(draw(st.integers(0, 40)), 10 ** draw(st.integers(0, 9)))
    steps = ((Fraction(3, 2) + excess, draw(st.integers(1, 12))),)
    return Case(draw(two_to_one), draw(truths(2)), steps)


@st.composite
def talk_runs(draw: DrawFn) -> Case:
    """Draw one step at 3/2 for counts 2:1, and a stop that it has not reached."""
    return draw(annealings_at(lambda counts: Fraction(3, 2), two_to_one))


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
