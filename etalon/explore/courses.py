"""From a case of any kind to what is drawn of it: its courses, or the points that it names.

Knows the fields of cases and the names of what is observed, and no claim.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from etalon.case import Case
from etalon.heavy_ball import HeavyBall
from etalon.strategies.batches import BatchCase
from numerics.course import Course, Scene, middle
from numerics.courses import descent, epoch, flow_through, on_batches, visited, with_momentum
from numerics.enclosure import Undecided
from numerics.rational import InvalidArgument
from numerics.schedule import Item, Schedule

FLOW, SMALL, LARGE = "gradient flow", "small rate alone", "large steps first"
# In the names of observations.
_EPOCH = "epoch"  # the samples are gone through once, whatever the batches
_ALONE = "per-rate"  # every step is taken from the start


def scene_of(case: Any, observed: Sequence[str] = ()) -> Scene | None:
    """Return what is drawn of a case; None if nothing is trained in it.

    Where a run of the case does not exist, for its stop is above the train loss at the start or out of reach,
    it is drawn without the stop.

    Args:
        case: The case.
        observed: The names of what is observed in it.

    Example:
        >>> from fractions import Fraction
        >>> case = Case((2, 1), (Fraction(1), Fraction(1)), ((Fraction(3, 2), 1),), Fraction(1, 100))
        >>> [course.name for course in scene_of(case).courses]
        ['gradient flow', 'large steps first']
        >>> scene_of("20% + 16% + 60%") is None
        True
    """
    if not isinstance(case, Case | HeavyBall):
        return None
    for drawn in _as_much_as_there_is(case):
        try:
            return _scene(drawn, " ".join(observed))
        except (InvalidArgument, Undecided):
            continue
    return None


def _as_much_as_there_is(case: Case | HeavyBall) -> Iterator[Case | HeavyBall]:
    """Yield a case, and then what is left of it without its stop, its small rate, and its steps."""
    yield case
    if isinstance(case, Case):
        if case.eps is not None:
            yield replace(case, eps=None)
        if case.small is not None:
            yield replace(case, eps=None, small=None)
        yield Case(case.counts, case.beta, population=case.population, points=case.points)


def _scene(case: Case | HeavyBall, observed: str) -> Scene:
    if isinstance(case, HeavyBall):
        run = with_momentum(case.problem, case.rate, case.momentum, case.steps, "with momentum")
        return Scene(case.problem, (run,))
    if case.points:
        return Scene(case.problem, (visited(case.problem, case.points, "points"),), points=True)
    if case.times:
        return Scene(case.problem, (flow_through(case.problem, case.times, FLOW),))
    if _ALONE in observed:
        return Scene(case.problem, tuple(_steps(case, (phase,), str(phase)) for phase in case.phases))
    large = _large(case, observed)
    if case.eps is not None:
        return Scene(case.problem, (_alone(case), *([] if large is None else [large])), case.eps)
    if case.small is not None and large is not None:
        return _matched(case, large)
    return Scene(case.problem, () if large is None else (large,))


def _matched(case: Case, large: Course) -> Scene:
    """Return the small rate alone down to the train loss that the large steps lead to."""
    there = middle(large.losses(large.steps[-1])[0])
    return Scene(case.problem, (_alone(replace(case, eps=there)), large), there)


def _alone(case: Case) -> Course:
    """Return what large steps are compared with."""
    return descent(case.problem, case.alone, case.eps, FLOW if case.small is None else SMALL)


def _large(case: Case, observed: str) -> Course | None:
    """Return the run with the large steps of a case; None if it has none."""
    if isinstance(case, BatchCase) and case.schedule:
        if _EPOCH in observed:
            return epoch(case.problem, case.schedule[0][0], case.eps, "after an epoch")
        return on_batches(case.problem, case.batching, case.phases, case.eps, f"batches of {case.batching}")
    items = tuple(item for item in case.annealed.phases if item.steps is not None)
    if not items:
        return None
    if case.eps is None:
        return _steps(case, items, "large steps")
    return descent(case.problem, case.annealed, case.eps, LARGE)


def _steps(case: Case, items: Sequence[Item], name: str) -> Course:
    return descent(case.problem, Schedule(tuple(items), flow=False), None, name)
