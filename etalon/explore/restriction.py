"""The mildest restriction that would exclude a counterexample: one bound on one of its numbers.

Beyond the bound it is looked, in points, whether there is another counterexample. Knows assumptions as
objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from etalon.claim import Assumption
from etalon.explore.deadline import TOO_LONG
from etalon.explore.places import Place, numbers, put
from etalon.explore.region import Along, End, Known, Look, Reach, Seen, march
from etalon.explore.search import CLAIM_HOLDS
from etalon.explore.thresholds import thresholds

AGAIN = "the claim fails again"
_BEYOND = Fraction(1, 2**30)  # how far beyond an end it is looked first, relative to it


@dataclass(frozen=True)
class Restriction:
    """A bound on one number that excludes all of a counterexample's interval along it.

    Args:
        place: The number.
        relation: How it has to be related to the bound: <, <=, > or >=; = if beyond the bound it fails again.
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
    """Return the mildest bound; None if no number that is no integer has one.

    A bound is an end of the interval of one number, beyond which there is no counterexample because the claim
    holds there, or the assumption that is violated does; beyond other ends nothing is known. The mildest is
    first one beyond which the violated assumption holds, for it forbids nothing that the claim asserts; then
    one that allows more than a single value; then one that is a known threshold; then the one with the
    shortest interval, for it forbids least.

    Args:
        without: The assumption that is violated.
        case: The counterexample.
        reaches: The interval of each number.
        look: What is seen in another case.
        known: The thresholds at which it is looked.
    """
    found = []
    for reach in reaches:
        if isinstance(numbers(case)[reach.place], int):
            continue
        for side, end, other in ((-1, reach.low, reach.high), (1, reach.high, reach.low)):
            own = _holds(without, case, reach.place, _first_beyond(end, side))
            if own or CLAIM_HOLDS in ((end.there,) if end.alone else (end.beyond,)):
                kept = end.there == CLAIM_HOLDS or _holds(without, case, reach.place, end.lower)
                relation = "=" if end.alone else ("<" if side < 0 else ">") + "=" * (bool(end.there) and kept)
                found.append(Restriction(reach.place, relation, end, other, own))
    looked = (_looked_beyond(bound, case, look, known) for bound in sorted(found, key=_hardness))
    return next((bound for bound in looked if bound is not None), None)


def _hardness(bound: Restriction) -> tuple[object, ...]:
    ends = [end for end in (bound.end.lower, bound.other.lower) if end is not None]
    return not bound.own, bound.end.alone, not bound.end.name, len(ends) < 2, abs(ends[-1] - ends[0])


def _holds(without: Assumption | None, case: Any, place: Place, x: Fraction | None) -> bool:
    """Return whether the violated assumption holds with another number in a place."""
    if without is None or x is None:
        return False
    try:
        return bool(without.holds(put(case, place, x)))
    except Exception:  # outside of its domain a formula may raise anything
        return False


def _first_beyond(end: End, side: int) -> Fraction | None:
    """Return what lies a little beyond an end; the end itself if it is alone."""
    edge = end.lower if side < 0 or end.alone else end.upper
    return edge if edge is None or end.alone else edge + side * _BEYOND * (abs(edge) or 1)


def _looked_beyond(bound: Restriction, case: Any, look: Look, known: Known) -> Restriction | None:
    """Return the bound with where the claim fails again beyond it, if it is seen to; None if at once."""

    def none(moved: Any) -> Seen:
        reason = look(moved).reason
        return Seen(TOO_LONG if reason == TOO_LONG else AGAIN * (not reason))

    side = -1 if bound.relation.startswith("<") else 1
    first = _first_beyond(bound.end, side)
    assert first is not None  # it is an end
    moved = put(case, bound.place, first)
    if none(moved).reason:
        return None
    if bound.end.alone:
        return bound
    again = march(Along(moved, bound.place, none), known, side)
    return replace(bound, until=again) if AGAIN in (again.there, again.beyond) else bound
