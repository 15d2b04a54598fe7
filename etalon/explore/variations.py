"""Variations of a case: the same with one or two things changed, whatever assumption that may violate.

A claim's strategy draws cases inside its assumptions; one step aside lie the cases beyond one of them. Knows
the fields of cases, and the rates at which a step changes its character; no claim.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.explore.places import numbers, put
from etalon.strategies.numbers import coordinates, parts
from etalon.strategies.rates import Edge, critical_edges, one_step_edges, rate_around
from numerics.batches import Batching
from numerics.exact import train_losses
from numerics.rational import InvalidArgument

Change = Callable[[DrawFn, Any], Any]
ATTEMPTS = 8  # most changes violate nothing, or too much: running a case costs more than making another
_ONE = Fraction(1)
_small = st.integers(0, 9)
_few = st.integers(1, 4)
_plain = st.builds(Fraction, st.integers(0, 24), st.integers(1, 12))


@st.composite
def variations(
    draw: DrawFn, cases: SearchStrategy[Any], wanted: Callable[[Any], bool] = lambda case: True
) -> Any:
    """Draw a case that differs in one or two things from one that a strategy draws.

    Args:
        draw: Given by hypothesis.
        cases: The strategy.
        wanted: What is asked of the variation: of one case up to `ATTEMPTS` are made, until one is wanted.
    """
    case = draw(cases)
    for _ in range(ATTEMPTS):
        varied = case
        for _ in range(draw(st.integers(1, 2))):
            with suppress(InvalidArgument):  # there is no such case, of a shape without an end for instance
                varied = draw(st.sampled_from(_changes(varied)))(draw, varied)
        if wanted(varied):
            break
    return varied


def _changes(case: Any) -> list[Change]:
    """Return what may be changed in a case, by the fields it has: first what violates most."""
    found = [change for field, changes in _CHANGES.items() if hasattr(case, field) for change in changes]
    if not getattr(case, "schedule", ()):
        found = [change for change in found if change not in _CHANGES["schedule"]]
    if getattr(case, "eps", None) is None:
        found = [change for change in found if change not in _CHANGES["eps"]]
    return [*found, _another_number]


def _reversed_counts(draw: DrawFn, case: Any) -> Any:
    return replace(case, counts=case.counts[::-1])


def _equal_counts(draw: DrawFn, case: Any) -> Any:
    return replace(case, counts=(1,) * len(case.counts))


def _other_counts(draw: DrawFn, case: Any) -> Any:
    first, *others = [draw(_small) for _ in case.counts]
    return replace(case, counts=(first or int(not any(others)), *others))


def wider(draw: DrawFn, case: Any) -> Any:
    """Add a coordinate, light or heavy: rates grow as the other weights shrink, a full batch stays one."""
    count = draw(st.integers(0, 2 * max(case.counts)))
    changes: dict[str, Any] = {"counts": (*case.counts, count), "beta": (*case.beta, _ONE)}
    if hasattr(case, "schedule"):
        grown = Fraction(sum(changes["counts"]), sum(case.counts))
        changes["schedule"] = tuple((rate * grown, steps) for rate, steps in case.schedule)
    if getattr(case, "batching", None) == Batching(sum(case.counts), False):
        changes["batching"] = Batching(sum(changes["counts"]), False)
    if getattr(case, "points", ()):
        changes["points"] = tuple((*point, _ONE + draw(_small)) for point in case.points)
    if hasattr(case, "population"):
        d = len(case.counts) + 1
        changes["population"] = draw(st.none() | _population(d) | _mostly_last(d))
    return replace(case, **changes)


def narrower(draw: DrawFn, case: Any) -> Any:
    """Drop the last coordinate, if there is another one that was drawn."""
    d = len(case.counts) - 1
    if not any(case.counts[:d]):
        return case
    changes: dict[str, Any] = {"counts": case.counts[:d], "beta": case.beta[:d]}
    if getattr(case, "points", ()):
        changes["points"] = tuple(point[:d] for point in case.points)
    if hasattr(case, "population"):
        changes["population"] = None
    return replace(case, **changes)


def _zero_beta(draw: DrawFn, case: Any) -> Any:
    i = draw(st.integers(0, len(case.beta) - 1))
    return put(case, ("beta", i), Fraction(0))


def _no_beta(draw: DrawFn, case: Any) -> Any:
    return replace(case, beta=(Fraction(0),) * len(case.beta))


def _other_beta(draw: DrawFn, case: Any) -> Any:
    return put(case, ("beta", draw(st.integers(0, len(case.beta) - 1))), draw(coordinates))


def _edges(case: Any) -> list[Edge]:
    """Return the rates at which a step changes its character."""
    heavy, *others = sorted(case.counts, reverse=True)
    two = len(others) == 1 and heavy > others[0] > 0
    return one_step_edges(case.counts) + (critical_edges((heavy, others[0])) if two else [])


def _other_rate(draw: DrawFn, case: Any) -> Any:
    phase = draw(st.integers(0, len(case.schedule) - 1))
    return put(case, ("schedule", phase, 0), rate_around(draw, _edges(case)))


def _other_steps(draw: DrawFn, case: Any) -> Any:
    return put(case, ("schedule", draw(st.integers(0, len(case.schedule) - 1)), 1), draw(_few))


def longer(draw: DrawFn, case: Any) -> Any:
    """Add a phase."""
    return replace(case, schedule=(*case.schedule, (rate_around(draw, _edges(case)), draw(_few))))


def _begun_before(draw: DrawFn, case: Any) -> Any:
    """Take another step first, and stop at one of the losses on the way, if the case stops."""
    first = rate_around(draw, _edges(case)) * draw(st.sampled_from((_ONE, _ONE / 2, _ONE / 4)))
    begun = replace(case, schedule=((first, 1), *case.schedule))
    return begun if getattr(case, "eps", None) is None else other_stop(draw, begun)


def _shorter(draw: DrawFn, case: Any) -> Any:
    return replace(case, schedule=case.schedule[: draw(st.integers(0, len(case.schedule) - 1))])


def other_stop(draw: DrawFn, case: Any) -> Any:
    """Move the stop to a part of one of the train losses on the way, so that it may come early."""
    losses = [loss for loss in train_losses(case.problem, case.phases) if loss] or [_ONE]
    part = draw(parts | st.integers(1, 20).map(lambda k: Fraction(k, 20)))
    return replace(case, eps=draw(st.sampled_from(losses)) * part)


def _population(d: int) -> SearchStrategy[tuple[Fraction, ...]]:
    weights = st.tuples(*[st.integers(1, 12)] * d)
    return weights.map(lambda drawn: tuple(Fraction(weight, sum(drawn)) for weight in drawn))


def _mostly_last(d: int) -> SearchStrategy[tuple[Fraction, ...]]:
    """Draw population weights of which all but the last are equal and small."""
    return st.integers(1, 19).map(lambda k: (*[Fraction(1, d * k)] * (d - 1), 1 - Fraction(d - 1, d * k)))


def _other_population(draw: DrawFn, case: Any) -> Any:
    return replace(case, population=draw(st.none() | _population(len(case.counts))))


def _other_batching(draw: DrawFn, case: Any) -> Any:
    repeats = draw(st.booleans())
    most = 4 if repeats else min(4, sum(case.counts))
    return replace(case, batching=Batching(draw(st.integers(1, most)), repeats))


def _another_number(draw: DrawFn, case: Any) -> Any:
    """Replace any number by another one of its type, but for those that others depend on."""
    known = [place for place in numbers(case) if place[0] not in ("batching", "population")]
    if not known:
        return case
    place = draw(st.sampled_from(known))
    if isinstance(numbers(case)[place], int):
        return put(case, place, draw(st.integers(1, 9)))
    return put(case, place, draw(_plain))


_CHANGES: dict[str, tuple[Change, ...]] = {
    "counts": (_reversed_counts, _equal_counts, _other_counts, wider, narrower),
    "beta": (_zero_beta, _no_beta, _other_beta),
    "schedule": (_other_rate, _other_steps, longer, _begun_before, _shorter),
    "eps": (other_stop,),
    "population": (_other_population,),
    "batching": (_other_batching,),
}
