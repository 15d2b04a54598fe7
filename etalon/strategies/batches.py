"""Cases with mini-batches: small samples, so that every draw can be enumerated, and a way to draw a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, Vector, to_fraction
from etalon.strategies.numbers import (
    Counts,
    balanced_population,
    just_below_one,
    lighter_population,
    parts,
    populations,
    truths,
)
from etalon.strategies.rates import DIGITS, Edge, rate_around
from numerics.batches import Batching, after_batches, after_epochs
from numerics.exact import train_losses
from theory.batch_rates import critical_square_rates, square_crossing_rate, square_stability_limit
from theory.descent import stability_limit
from theory.minibatch import noise_coefficient

LARGEST_SAMPLE, LARGEST_BATCH = 5, 4  # at most 625 draws
SINGLE = Batching(1, repeats=True)


@dataclass(frozen=True)
class BatchCase(Case):
    """A case whose large steps are taken on batches.

    Args:
        batching: How each batch is drawn from the samples.

    Example:
        >>> str(BatchCase((2, 1), (Fraction(1), Fraction(1)), batching=Batching(2, True)))
        'counts=2:1 beta*=1,1 batches of 2 with repetition'
    """

    batching: Batching = SINGLE

    def __str__(self) -> str:
        """Return the case as it would be typed."""
        return f"{super().__str__()} batches of {self.batching}"

    @property
    def c(self) -> Any:
        """Return the noise coefficient, a sympy number."""
        return noise_coefficient(self.batching.size, sum(self.counts), self.batching.repeats)


def one_batch_step(
    counts: tuple[int, ...],
    rate: Fraction,
    batching: Batching,
    eps: Fraction = Fraction(1, 100),
    beta: Vector = (),
    population: Vector | None = None,
) -> BatchCase:
    """Return one large step on a batch, then the flow to eps; beta* is all ones unless given.

    Example:
        >>> str(one_batch_step((2, 1), Fraction(3, 2), SINGLE))
        'counts=2:1 beta*=1,1 schedule=3/2*1 eps=1/100 batches of 1 with repetition'
    """
    truth = beta or (Fraction(1),) * len(counts)
    return BatchCase(counts, truth, ((rate, 1),), eps, population, batching=batching)


def crossing_of_batches(case: BatchCase) -> Fraction:
    """Return the rate at which the first two coordinates keep the same part in mean square."""
    first, second = case.p[:2]
    return to_fraction(square_crossing_rate(first, second, case.c))


def half_way(case: BatchCase) -> Fraction:
    """Return the rate half way from there to the stability limit of the first coordinate."""
    return (crossing_of_batches(case) + to_fraction(square_stability_limit(case.p[0], case.c))) / 2


@st.composite
def _counts(draw: DrawFn, d: int, least: int = 1) -> Counts:
    """Draw counts of at most five samples in all, of d <= 5 coordinates."""
    drawn = [least] * d
    for _ in range(draw(st.integers(0 if least else 1, LARGEST_SAMPLE - least * d))):
        drawn[draw(st.integers(0, d - 1))] += 1
    return tuple(drawn)


samples_of_any = st.integers(1, 5).flatmap(lambda d: _counts(d, least=0))


@st.composite
def _heavier(draw: DrawFn, others: bool = True, least: int = 1) -> Counts:
    """Draw counts n_1 > n_2, n_2 at least `least`; other coordinates are lighter than the first."""
    light = draw(st.integers(least, 2))
    first = light + draw(st.integers(1, LARGEST_SAMPLE - 2 * light))
    rest = LARGEST_SAMPLE - first - light
    return (first, light, 1) if others and rest and draw(st.booleans()) else (first, light)


@st.composite
def _batchings(draw: DrawFn, counts: Counts, least: int = 1) -> Batching:
    """Draw a batch size and whether samples may be repeated; the full batch is one of them."""
    repeats = draw(st.booleans())
    most = LARGEST_BATCH if repeats else min(sum(counts), LARGEST_BATCH)
    return Batching(draw(st.integers(min(least, most), most)), repeats)


def _edges(case: BatchCase) -> list[Edge]:
    """Return the rates at which a step changes its character in mean square, and the critical ones."""
    seen = [weight for weight in case.p if weight]
    exact = [square_stability_limit(max(seen), case.c), stability_limit(max(seen))]
    edges = [(to_fraction(rate), to_fraction(rate)) for rate in exact]
    if len(case.p) > 1 and any(case.p[:2]):
        edges.append((crossing_of_batches(case),) * 2)
    if len(case.counts) == 2 and case.counts[0] > case.counts[1] > 0 and case.c < 1:
        edges += _critical_edges(case) * 2
    return edges


def _critical_edges(case: BatchCase) -> list[Edge]:
    critical = critical_square_rates(*case.counts[:2], case.c, DIGITS)
    return [(to_fraction(rate.left), to_fraction(rate.right)) for rate in critical]


@st.composite
def batch_steps(
    draw: DrawFn,
    drawn: SearchStrategy[Counts] | None = None,
    phases: int = 1,
    steps: int = 1,
    single: bool = False,
) -> BatchCase:
    """Draw steps on batches at rates around what matters; by default one, every coordinate drawn."""
    chosen = draw(drawn if drawn is not None else st.integers(1, 5).flatmap(_counts))
    batching = Batching(1, draw(st.booleans())) if single else draw(_batchings(chosen))
    case = BatchCase(chosen, draw(truths(len(chosen), zeros=True)), batching=batching)
    edges = _edges(case)
    schedule = tuple(
        (rate_around(draw, edges), draw(st.integers(1, steps))) for _ in range(draw(st.integers(1, phases)))
    )
    return replace(case, schedule=schedule)


def batch_descents() -> SearchStrategy[BatchCase]:
    """Draw up to two phases of up to two steps, some coordinates perhaps never seen."""
    return batch_steps(st.integers(1, 3).flatmap(lambda d: _counts(d, least=0)), phases=2, steps=2)


def heavier_batch_steps(others: bool = True, steps: int = 1, least: int = 1) -> SearchStrategy[BatchCase]:
    """Draw steps at one rate, n_1 > n_2 >= `least`, on two or three coordinates, or on two alone."""
    return batch_steps(_heavier(others, least), steps=steps)


def single_sample_runs() -> SearchStrategy[BatchCase]:
    """Draw up to two phases of single samples, n_1 > n_2; the rate is 1 throughout in some."""
    runs = batch_steps(_heavier(), phases=2, steps=2, single=True)
    at_one = runs.map(lambda case: replace(case, schedule=tuple((Fraction(1), T) for _, T in case.schedule)))
    return runs | at_one


@st.composite
def noisy_runs(draw: DrawFn) -> BatchCase:
    """Draw steps at one rate on batches of two samples or more, n_1 > n_2.

    Some are taken at an end of the interval that isolates a critical rate, or at that if it is rational:
    3/4 or 9/4 for counts 2:1 and two samples with repetition.
    """
    case = draw(heavier_batch_steps(others=False, steps=2))
    case = replace(case, batching=draw(_batchings(case.counts, least=2)))
    place = draw(st.integers(-7, 7))
    if place > 3:
        case = replace(case, counts=(2, 1), batching=Batching(2, True))
    ends = [end for edge in _critical_edges(case) for end in edge]
    rate = rate_around(draw, _edges(case)) if place < 0 else ends[place % 4]
    return replace(case, schedule=((rate, case.schedule[0][1]),))


@st.composite
def batch_crossings(draw: DrawFn) -> BatchCase:
    """Draw a step on three coordinates around the rate at which the first two keep the same, n_1 > n_2."""
    chosen = draw(st.sampled_from(((2, 1, 1), (3, 1, 1), (2, 1, 2), (2, 0, 1))))
    case = BatchCase(chosen, draw(truths(3)), batching=draw(_batchings(chosen)))
    return replace(case, schedule=((rate_around(draw, [(crossing_of_batches(case),) * 2]), 1),))


@st.composite
def window_probes(draw: DrawFn) -> BatchCase:
    """Draw a step half way between crossing and stability limit, the first coordinate the heaviest."""
    case = draw(heavier_batch_steps())
    return replace(case, schedule=((half_way(case), 1),))


@st.composite
def batch_annealings(
    draw: DrawFn, drawn: Sequence[Counts], batchings: Sequence[Batching], any_population: bool = False
) -> BatchCase:
    """Draw one large step on a batch, n_1 > n_2, then a stop that it has not reached on average.

    Unless any population is drawn, kappa_1 < kappa_2.
    """
    chosen = draw(st.sampled_from(drawn))
    batching = draw(st.sampled_from([each for each in batchings if each.repeats or each.size <= sum(chosen)]))
    case = BatchCase(chosen, draw(truths(2)), batching=batching)
    edges = _edges(case)
    exact = [left for left, right in edges if left == right]  # a tie among them, if there is a rational one
    rate = rate_around(draw, edges) if draw(st.integers(0, 9)) else draw(st.sampled_from(exact))
    case = replace(case, schedule=((rate, 1),))
    lighter = st.none() | lighter_population(chosen)
    population = populations(2) | balanced_population(chosen) if any_population else lighter
    case = replace(case, population=draw(population))
    highest = after_batches(case.problem, batching, case.phases).mean_train_loss
    return draw(_stopped(case, highest))


@st.composite
def epochs(draw: DrawFn) -> BatchCase:
    """Draw one epoch of single samples on one to three coordinates, then a stop that it has not reached."""
    chosen = draw(st.integers(1, 3).flatmap(_counts))
    case = BatchCase(chosen, draw(truths(len(chosen))), population=draw(populations(len(chosen))))
    rate = rate_around(draw, [(Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(1, 2))])
    rate = Fraction(1, 3) if rate == Fraction(1, 2) else rate  # at 1/2 nothing is left to learn
    return draw(
        _stopped(replace(case, schedule=((rate, 1),)), after_epochs(case.problem, rate).mean_train_loss)
    )


@st.composite
def _stopped(draw: DrawFn, case: BatchCase, highest: Fraction) -> BatchCase:
    """Complete a case with an eps of at most what is left on average, and less than at the start."""
    start = train_losses(case.problem, ())[0]
    return replace(case, eps=min(highest, start * draw(just_below_one)) * draw(parts))
