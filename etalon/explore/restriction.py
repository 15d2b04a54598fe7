"""The mildest restriction that would exclude a counterexample: one bound on one of its numbers.

Knows assumptions as objects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from etalon.claim import Assumption
from etalon.explore.places import Place, numbers, put
from etalon.explore.region import End, Reach
from etalon.explore.search import CLAIM_HOLDS

_BEYOND = Fraction(1, 2**10)  # how far beyond an end the assumption is looked at, relative to it


@dataclass(frozen=True)
class Restriction:
    """A bound on one number that excludes all of a counterexample's interval along it.

    Args:
        place: The number.
        relation: How it has to be related to the bound: <, <=, > or >=.
        end: The bound, an end of the interval.
        other: The interval's other end: beyond it nothing would have to be excluded.
        own: Whether the assumption that is violated holds beyond the bound.
    """

    place: Place
    relation: str
    end: End
    other: End
    own: bool


def restriction(without: Assumption | None, case: Any, reaches: Sequence[Reach]) -> Restriction | None:
    """Return the mildest bound; None if no number that is no integer has one.

    A bound is an end of the interval of one number, beyond which there is no counterexample because the claim
    holds there, or the assumption that is violated does; beyond other ends nothing is known. The mildest is
    first one beyond which the violated assumption holds, for it forbids nothing that the claim asserts; then
    one that is a known threshold; then the one with the shortest interval, for it forbids least.

    Args:
        without: The assumption that is violated.
        case: The counterexample.
        reaches: The interval of each number.
    """
    found = []
    for reach in reaches:
        if isinstance(numbers(case)[reach.place], int):
            continue
        for side, end, other in ((-1, reach.low, reach.high), (1, reach.high, reach.low)):
            own = _holds(without, case, reach.place, end, side)
            if own or end.beyond == CLAIM_HOLDS:
                found.append(Restriction(reach.place, _relation(end, side), end, other, own))
    return min(found, key=lambda bound: (not bound.own, not bound.end.name, *_width(bound)), default=None)


def _relation(end: End, side: int) -> str:
    """Return what excludes the interval; the bound itself is kept only if the claim holds there."""
    kept = end.included is False and end.beyond == CLAIM_HOLDS
    return ("<" if side < 0 else ">") + "=" * kept


def _holds(without: Assumption | None, case: Any, place: Place, end: End, side: int) -> bool:
    """Return whether the violated assumption holds a little beyond an end."""
    edge = end.lower if side < 0 else end.upper
    if without is None or edge is None:
        return False
    try:
        return bool(without.holds(put(case, place, edge + side * _BEYOND * (abs(edge) or 1))))
    except Exception:  # outside of its domain a formula may raise anything
        return False


def _width(bound: Restriction) -> tuple[bool, Fraction]:
    """Return the length of the interval, and before it whether it is not known."""
    ends = [end for end in (bound.end.lower, bound.other.lower) if end is not None]
    return len(ends) < 2, abs(ends[-1] - ends[0])
