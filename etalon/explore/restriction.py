"""The mildest restriction that would exclude a counterexample: one bound on one of its numbers.

Beyond the bound it is looked, in points, whether there is another counterexample. Knows assumptions as
objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import Any

from etalon.claim import Assumption
from etalon.explore.deadline import TOO_LONG
from etalon.explore.places import Number, Place, numbers, put
from etalon.explore.probe import CLAIM_HOLDS
from etalon.explore.region import NO_CASE, RANGE, Along, End, Known, Look, Reach, Seen, march
from etalon.explore.thresholds import thresholds

AGAIN = "the claim fails again"
_BEYOND = Fraction(1, 2**30)  # how far beyond an end it is looked first, relative to it


@dataclass(frozen=True)
class Restriction:
    """A bound on one number that excludes all of a counterexample's interval along it.

    Args:
        place: The number.
        relation: How it has to be related to the bound: <, <=, > or >=; != if it fails there alone, = if it
            fails on both sides.
        end: The bound, an end of the interval.
        other: The interval's other end: beyond it nothing would have to be excluded.
        own: Whether the assumption that is violated holds beyond the bound.
        until: Where beyond the bound the claim fails again; None if it was not seen to.
    """

    place: Place
    relation: str
    end: End
    other: End
    own: bool
    until: End | None = None


def restriction(
    without: Assumption | None, case: Any, reaches: Sequence[Reach], look: Look, known: Known = thresholds
) -> Restriction | None:
    """Return the mildest bound; None if no number has one.

    A bound is an end of the interval of one number, beyond which there is no counterexample because the claim
    holds there, or the assumption that is violated does; beyond other ends nothing is known. The mildest is
    first one beyond which the violated assumption holds, for it forbids nothing that the claim asserts; then
    one that allows more than a single value; then one beyond which it is not seen to fail again; then one on
    a number that is no integer, then on one that is no count; then what forbids no more than one value; then
    one at a known threshold; then the one with the shortest interval, for it forbids least.

    Args:
        without: The assumption that is violated.
        case: The counterexample.
        reaches: The interval of each number.
        look: What is seen in another case.
        known: The thresholds at which it is looked.
    """
    found = [bound for reach in reaches for bound in _bounds(without, case, reach, look)]
    ordered = sorted(found, key=partial(_hardness, case))
    for _, alike in groupby(ordered, key=lambda bound: (bound.own, bound.end.alone)):
        kept: list[Restriction] = []
        for bound in alike:
            kept += [held] if (held := _looked_beyond(bound, case, look, known)) else []
            if kept and kept[-1].until is None:
                return kept[-1]
        if kept:
            return kept[0]
    return None


def _bounds(without: Assumption | None, case: Any, reach: Reach, look: Look) -> list[Restriction]:
    """Return what may exclude the interval of one number: a bound on either side, or all but one value."""
    found, integer = [], isinstance(numbers(case)[reach.place], int)
    for side, end, other in ((-1, reach.low, reach.high), (1, reach.high, reach.low)):
        first = _first_beyond(end, side, integer)
        if first is None or end.name == RANGE or Along(case, reach.place, look)(first).reason == NO_CASE:
            continue
        own = _holds(without, case, reach.place, first)
        if own or CLAIM_HOLDS in ((end.there,) if end.alone else (end.beyond,)):
            kept = end.there == CLAIM_HOLDS or _holds(without, case, reach.place, end.lower)
            relation = "=" if end.alone else ("<" if side < 0 else ">") + "=" * (bool(end.there) and kept)
            found.append(Restriction(reach.place, relation, end, other, own))
    ends = {(end.lower, end.upper, end.alone) for end in (reach.low, reach.high)}
    if len(found) == 2 and len(ends) == 1 and reach.low.lower == reach.low.upper and not reach.low.alone:
        own = all(bound.own for bound in found)
        found.append(Restriction(reach.place, "!=", reach.low, reach.high, own))
    return found


def _hardness(case: Any, bound: Restriction) -> tuple[object, ...]:
    ends = [end for end in (bound.end.lower, bound.other.lower) if end is not None]
    size = len(ends) < 2, abs(ends[-1] - ends[0])
    kind = 0 if not isinstance(numbers(case)[bound.place], int) else 2 if bound.place[0] == "counts" else 1
    return not bound.own, bound.end.alone, kind, bound.relation != "!=", not bound.end.name, *size


def _holds(without: Assumption | None, case: Any, place: Place, x: Number | None) -> bool:
    """Return whether the violated assumption holds with another number in a place."""
    if without is None or x is None:
        return False
    try:
        return bool(without.holds(put(case, place, x)))
    except Exception:  # outside of its domain a formula may raise anything
        return False


def _first_beyond(end: End, side: int, integer: bool) -> Number | None:
    """Return what lies a little beyond an end; the end itself if it is alone."""
    edge = end.lower if side < 0 or end.alone else end.upper
    if edge is None:
        return None
    if integer:
        return int(edge) + side * (not end.alone)
    return edge if end.alone else edge + side * _BEYOND * (abs(edge) or 1)


def _looked_beyond(bound: Restriction, case: Any, look: Look, known: Known) -> Restriction | None:
    """Return the bound with where the claim fails again beyond it, if it is seen to; None if at once."""

    def none(moved: Any) -> Seen:
        reason = look(moved).reason
        return Seen(TOO_LONG if reason == TOO_LONG else AGAIN * (not reason))

    integer = isinstance(numbers(case)[bound.place], int)
    for side in {"<": (-1,), ">": (1,), "=": (0,), "!": (-1, 1)}[bound.relation[0]]:
        first = _first_beyond(bound.end, side, integer)
        assert first is not None  # it is an end
        moved = put(case, bound.place, first)
        if none(moved).reason:
            return None
        again = march(Along(moved, bound.place, none), known, side) if side else bound.end
        if AGAIN in (again.there, again.beyond):
            return None if bound.relation == "!=" else replace(bound, until=again)
    return bound
