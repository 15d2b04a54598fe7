"""Where a claim fails in the plane of two numbers of a counterexample: cells that are certain as a whole.

What is left undecided is told with its area. No point is sampled. Knows claims as objects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from etalon import experiment
from etalon.agreement import Always
from etalon.case import Case
from etalon.claim import Claim
from etalon.claims.observed import OBSERVED
from etalon.decimals import decimal, exact
from etalon.explore.cells import UNDECIDED, Cell, Plane, divided
from etalon.explore.domain import range_of
from etalon.explore.named import is_ours
from etalon.explore.places import Place, name, numbers, put
from etalon.explore.region import Reach
from etalon.explore.simplest import simplest_between
from numerics.boxes import Box, sign_of_advantage
from numerics.enclosure import Enclosure

JSON = dict[str, Any]
BUDGET = 1000  # boxes that are evaluated at most, divided by the number of coordinates
_FIELDS = ("schedule", "eps", "population", "beta")  # in this order a plane is chosen


@dataclass(frozen=True)
class Map:
    """A rectangle around a counterexample, covered by cells that do not overlap.

    Args:
        places: Which two numbers of the case are moved, all others kept.
        window: The whole rectangle.
        labels: What a cell can be, certainly.
        cells: The cells.
    """

    places: tuple[Place, Place]
    window: Plane
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]

    def part(self, label: str) -> Fraction:
        """Return the part of the map's area that has a label."""
        whole = self.window[0].width * self.window[1].width
        return sum((cell.area for cell in self.cells if cell.label == label), Fraction(0)) / whole


def mapped(
    claim: Claim, case: Any, reaches: Sequence[Reach], over: Callable[[], bool] = lambda: False
) -> Map | str:
    """Return the map around a counterexample; or, in a few words, why there is none.

    What a claim says is compared on whole cells only if it predicts the same sign everywhere
    (`agreement.Always`); if not, the labels are those of the sign that is observed.

    Args:
        claim: The claim.
        case: Where it fails.
        reaches: How far it fails along each number.
        over: Whether no more cells are to be evaluated; what is left is undecided.
    """
    if reason := _why_not(claim, case):
        return reason
    chosen = _chosen(case, reaches)
    if len(chosen) < 2:
        return "there are no two numbers along which the region around it has an end"
    first, second = chosen
    places, window = (first.place, second.place), (window_of(first, case), window_of(second, case))
    labels = _labels(claim)

    def decide(plane: Plane) -> str:
        sign = sign_of_advantage(box_of(case, places, plane))
        return UNDECIDED if sign is None else labels[sign]

    cells = tuple(divided(window, decide, BUDGET // len(case.counts), over))
    if not any(cell.label for cell in cells):
        return "in no cell around it could the sign be decided"
    return Map(places, window, (labels[1], labels[-1]), cells)


def _why_not(claim: Claim, case: Any) -> str:
    names = OBSERVED.get(claim.id, ()) if is_ours(claim) else ()
    advantage = "advantage" in ((names,) if isinstance(names, str) else names)
    if claim.observe is not experiment.advantage and not advantage:
        return "what the claim observes is not evaluated on intervals, only the advantage over the flow is"
    if type(case) is not Case or case.small is not None or case.eps is None or not case.schedule:
        return "only large steps, then the flow to a stop, are evaluated on intervals"
    return ""


def _labels(claim: Claim) -> dict[int, str]:
    """Return what it means that annealing wins (1) or loses (-1) everywhere."""
    if not isinstance(claim.predict, Always):
        return {1: "annealing wins", -1: "annealing loses"}
    expected = claim.predict.sign.sign
    return {sign: "the claim holds" if sign == expected else "the claim fails" for sign in (1, -1)}


def _chosen(case: Case, reaches: Sequence[Reach]) -> list[Reach]:
    """Return two numbers to move: those with both ends known first, then by what they are."""

    def ends(reach: Reach) -> int:
        return sum(end.lower is not None for end in (reach.low, reach.high))

    known = [reach for reach in reaches if isinstance(numbers(case)[reach.place], Fraction) and ends(reach)]
    known = [reach for reach in known if reach.place[0] in _FIELDS]
    ordered = sorted(known, key=lambda reach: (-ends(reach), _FIELDS.index(str(reach.place[0]))))
    weights = [reach for reach in ordered if reach.place[0] == "population"]
    return [reach for reach in ordered if reach not in weights[1:]][:2]  # weights depend on each other


def window_of(reach: Reach, case: Any) -> Enclosure:
    """Return an interval that goes beyond both ends by a quarter, as far as the number may; with plain ends.

    Where the claim fails as far as was looked, or as the number may go, it begins at a quarter of the number
    or ends at four times it; around a single point it is from three quarters to five.

    Example:
        >>> from etalon.case import one_step
        >>> from etalon.explore.region import End
        >>> ends = (End(Fraction(k), Fraction(k), "", True, "") for k in (1, 2))
        >>> case = one_step((2, 1), Fraction(3, 2), Fraction(1, 20))
        >>> found = window_of(Reach(("schedule", 0, 0), *ends), case)
        >>> print(found.lower, found.upper)
        3/4 9/4
    """
    number, (least, most) = Fraction(numbers(case)[reach.place]), range_of(reach.place)
    low = None if reach.low.lower == least else reach.low.lower
    high = None if reach.high.upper == most else reach.high.upper
    size = abs(number) or Fraction(1)
    left = max(number - 3 * size / 4, number - size if least is None else least) if low is None else low
    right = min(number + 3 * size, number + 3 * size if most is None else most) if high is None else high
    span = (right - left) / 4 if right - left > size / 1000 else size / 4
    below = span if least is None else min(span, (left - least) / 2)
    above = span if most is None else min(span, (most - right) / 2)
    return Enclosure(
        left if low is None else simplest_between(left - below, left - 3 * below / 4),
        right if high is None else simplest_between(right + 3 * above / 4, right + above),
    )


def box_of(case: Case, places: Sequence[Place], plane: Plane) -> Box:
    """Return all cases of a rectangle as a box: each number from its least to its largest at the corners.

    No number bends between the corners, for it is what is moved, a multiple of its difference to 1, or kept.

    Example:
        >>> from etalon.case import one_step
        >>> case = one_step((2, 1), Fraction(3, 2), Fraction(1, 20))
        >>> plane = Enclosure(Fraction(1), Fraction(2)), Enclosure(Fraction(1, 30), Fraction(1, 20))
        >>> box = box_of(case, (("schedule", 0, 0), ("eps",)), plane)
        >>> box.schedule[0][0] == plane[0], box.eps == plane[1], box.beta[0].width
        (True, True, Fraction(0, 1))
    """
    corners = [
        put(put(case, places[0], x), places[1], y)
        for x, y in product(*((side.lower, side.upper) for side in plane))
    ]

    weights = [at.problem.population for at in corners]
    rates = [[rate for rate, _ in at.schedule] for at in corners]
    steps = [steps for _, steps in case.schedule]
    return Box(
        case.counts,
        _hulls([at.beta for at in corners]),
        tuple(zip(_hulls(rates), steps, strict=True)),
        _hulls([[at.stop] for at in corners])[0],
        _hulls(weights),
    )


def _hulls(vectors: Sequence[Sequence[Fraction]]) -> tuple[Enclosure, ...]:
    """Return, component by component, the interval around some vectors."""
    return tuple(Enclosure(min(values), max(values)) for values in zip(*vectors, strict=True))


def document(found: Map | str, case: Any) -> JSON:
    """Return a map as JSON: what is moved, the areas, and every cell as [from x, to x, from y, to y]."""
    if isinstance(found, str):
        return {"none": found}
    several = len(case.schedule) > 1
    axes = zip("xy", found.places, found.window, strict=True)
    labels = (*found.labels, UNDECIDED)
    return {
        **{
            axis: {"number": name(place, several), "from": exact(side.lower), "to": exact(side.upper)}
            for axis, place, side in axes
        },
        "areas": {label or "undecided": _part(found.part(label)) for label in labels},
        "cells": {label or "undecided": _cells(found, label) for label in labels},
    }


def _part(part: Fraction) -> dict[str, str]:
    return {"exact": exact(part), "decimal": decimal(part, 4)}


def _cells(found: Map, label: str) -> list[list[str]]:
    return [
        [exact(end) for side in (cell.x, cell.y) for end in (side.lower, side.upper)]
        for cell in found.cells
        if cell.label == label
    ]
