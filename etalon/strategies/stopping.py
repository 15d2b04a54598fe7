"""Cases in which a real small rate takes over from the large steps, and training stops at a whole step."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.case import Case, to_fraction
from etalon.strategies.numbers import Counts, populations, truths
from etalon.strategies.problems import contracting_steps
from etalon.strategies.rates import light_deadbeat_of, one_step_edges, schedules
from etalon.strategies.runs import leaves_loss, still_training
from numerics.exact import train_losses
from numerics.schedule import Phase
from theory.descent import deadbeat_rate
from theory.losses import train_weights

MOST_COUNTS = 12  # with more the light coordinate would take thousands of small steps
MOST_DIMENSIONS = 4
_CLOSE = Fraction(1, 10**6)
_parts = st.sampled_from([Fraction(k, 10) for k in range(1, 10)] + [1 - Fraction(1, 10**k) for k in (2, 9)])
_turning = st.sampled_from([Fraction(k, 10) for k in range(1, 20)])
_tenths = st.sampled_from([Fraction(1, k) for k in (10, 15, 30)])
# What is left of the train loss after the large steps when training stops.
_left = st.sampled_from([Fraction(1, k) for k in (1, 2, 3, 5, 10, 30, 100)])
_little = st.sampled_from([Fraction(1, k) for k in (30, 100, 300)])


@st.composite
def _pairs(draw: DrawFn) -> Counts:
    light = draw(st.integers(1, MOST_COUNTS - 1))
    return (light + 1 + draw(st.integers(0, MOST_COUNTS)) % (MOST_COUNTS - light), light)


def _small_rate(weight: object, part: Fraction) -> Fraction:
    """Return a part of the rate that ends a coordinate of this weight."""
    return to_fraction(deadbeat_rate(weight)) * part


@st.composite
def small_rate_runs(draw: DrawFn) -> Case:
    """Draw large steps on two coordinates, n_1 > n_2, that have not reached the stop, then a small rate.

    Either coordinate may be the less distorted one, and no q_i is zero, so that no test loss is. Sometimes
    all the large steps are taken at the small rate: then both runs are one and the same.
    """
    chosen = draw(_pairs())
    small = _small_rate(train_weights(chosen)[0], draw(_parts))
    schedule = draw(schedules(one_step_edges(chosen), 2) | st.just(((small, 3),)))
    case = Case(chosen, draw(truths(2)), schedule, population=draw(populations(2, least=1)), small=small)
    return draw(still_training(leaves_loss(case), _left))


@st.composite
def whole_step_runs(draw: DrawFn) -> Case:
    """Draw large steps on one to four coordinates, perhaps one of them never drawn, then any stable rate.

    Sometimes one small step ends just above the stop: then the next goes as far beyond as one can.
    """
    chosen = draw(st.lists(st.integers(0, MOST_COUNTS), min_size=1, max_size=MOST_DIMENSIONS))
    counts = tuple(chosen) if any(chosen) else (1, *chosen[1:])
    small = _small_rate(max(train_weights(counts)), draw(_turning))
    case = Case(counts, draw(truths(len(counts))), draw(schedules(one_step_edges(counts), 2)), small=small)
    case = draw(still_training(leaves_loss(case), _left))
    after = train_losses(case.problem, (*case.phases, Phase(small, 1)))[-1]
    return replace(case, eps=after * (1 - _CLOSE)) if 0 < after < case.stop and draw(st.booleans()) else case


@st.composite
def runs_within_the_margin(draw: DrawFn) -> Case:
    """Draw a step that ends the light coordinate, then a rate so small that a whole step is no great matter.

    With n_1 >= 2 n_2, equal beta*_i and little loss left the small rate alone ends on the light side. The
    population is uniform, or of the light coordinate only: then the step leaves no test loss at all.
    """
    light = draw(st.integers(1, MOST_COUNTS // 3))
    chosen = (light * draw(st.integers(2, 4)), light)
    small = _small_rate(train_weights(chosen)[0], draw(_tenths))
    truth = draw(truths(1)) * 2
    population = draw(st.sampled_from((None, (Fraction(0), Fraction(1)))))
    case = Case(chosen, truth, ((light_deadbeat_of(chosen), 1),), population=population, small=small)
    return draw(still_training(case, _little))


def matched_steps() -> SearchStrategy[Case]:
    """Draw contracting steps on one coordinate, the others at rest, and a small rate for it."""

    def matched(drawn: tuple[Case, Fraction, int]) -> Case:
        case, part, steps = drawn
        ((rate, _),) = case.schedule
        beta = case.beta[0], *(Fraction(0) for _ in case.beta[1:])
        return replace(case, beta=beta, schedule=((rate, steps),), small=_small_rate(case.p[0], part))

    return st.tuples(contracting_steps(ends=False), _parts, st.integers(1, 3)).map(matched)
