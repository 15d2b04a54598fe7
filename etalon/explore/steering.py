"""Cases in which a condition holds: a claim's own or variations, with a number moved there.

What has to hold is constructed: a number is moved to an end of the condition, beside it, to a known
threshold, or between two of these. Knows no claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from etalon.explore.change import ends, holds, holds_in
from etalon.explore.condition import Condition
from etalon.explore.domain import range_of, sensible
from etalon.explore.places import Number, Place, numbers, put
from etalon.explore.simplest import simplest_between
from etalon.explore.thresholds import Threshold, plain
from etalon.explore.variations import longer, narrower, other_stop, variations, wider
from etalon.explore.words import coordinate_of, is_threshold, movers, phase_of, phases_of

_PARTS = 24  # of the way between two ends
_PART = Fraction(1, _PARTS)
_MOST_COORDINATES, _MOST_PHASES = 7, 4
_FEW, _MANY = range(13), range(13, 400)  # integers that are looked at first, and if none of them will do
_DOUBLINGS = 20


@st.composite
def steered(draw: DrawFn, own: SearchStrategy[Any], condition: Condition) -> Any:
    """Draw a case in which a condition holds, if one is found around a case of a strategy or a variation."""
    case = draw(st.one_of(own, own, variations(own)))
    case = _completed(draw, case, condition)
    for phase in phases_of(case) or range(1):
        case = _moved(draw, case, condition, phase)
    stops_at = getattr(case, "eps", None) is not None and "eps" not in condition.names
    # Where rates have moved the old stop may lie among the large steps.
    return other_stop(draw, case) if stops_at and draw(st.booleans()) else case


def _completed(draw: DrawFn, case: Any, condition: Condition) -> Any:
    """Add the coordinates and phases that a condition speaks of."""
    if hasattr(case, "counts"):
        d = max(map(coordinate_of, condition.names), default=0)
        for _ in range(len(case.counts), min(d, _MOST_COORDINATES)):
            case = wider(draw, case)
        if "d" in condition.names:
            case = _of_another_dimension(draw, case, condition)
        if any(name.startswith("q_") for name in condition.names) and getattr(case, "population", 0) is None:
            d = len(case.counts)
            case = replace(case, population=(Fraction(1, d),) * d)
    number = max(map(phase_of, condition.names), default=0)
    for _ in range(len(phases_of(case)), min(number, _MOST_PHASES) if phases_of(case) else 0):
        case = longer(draw, case)
    return case


def _of_another_dimension(draw: DrawFn, case: Any, condition: Condition) -> Any:
    """Return a case with a number of coordinates for which a condition holds, if there is one."""
    found = [case]
    for change in (narrower, wider):
        other = case
        for _ in range(_MOST_COORDINATES):
            other = change(draw, other)
            found.append(other)
    allowed = [each for each in found if len(each.counts) <= _MOST_COORDINATES and holds(condition, each)]
    return draw(st.sampled_from(allowed)) if allowed else case


def _moved(draw: DrawFn, case: Any, condition: Condition, phase: int) -> Any:
    """Return the case with one number of a condition moved to where it holds, if there is such a place."""
    names = sorted(condition.names)
    words = [name for name in names if not is_threshold(name)] or names
    places = list(dict.fromkeys(place for word in words for place in movers(case, word, phase)))
    if not places:
        return case
    place = draw(st.sampled_from(places))

    def met(x: Number) -> bool:
        try:
            other = put(case, place, x)
            return sensible(other) and holds_in(condition, other, phase)
        except ValueError:  # such as weights that leave nothing to the others
            return False

    number = numbers(case)[place]
    found: Sequence[Number] = (
        _integers(number, met) if isinstance(number, int) else _fractions(draw, case, place, condition, met)
    )
    return put(case, place, draw(st.sampled_from(found))) if found else case


def _integers(number: int, met: Callable[[Number], bool]) -> list[int]:
    """Return integers that may take the place of one: small ones, or else the least that may."""
    found = [k for k in {*_FEW, number} if met(k)] or [k for k in _MANY if met(k)]
    if found:
        return sorted(found)
    large = next((2**k for k in range(4, _DOUBLINGS) if met(2**k)), None)
    if large is None:
        return []
    low = large // 2
    while large - low > 1:
        middle = (low + large) // 2
        low, large = (low, middle) if met(middle) else (middle, large)
    return [k for k in (large, large + 1) if met(k)]


def _fractions(
    draw: DrawFn, case: Any, place: Place, condition: Condition, met: Callable[[Number], bool]
) -> list[Fraction]:
    """Return fractions at, beside and between the ends of a condition and the known thresholds."""
    part, digits = draw(st.integers(1, _PARTS - 2)) * _PART, draw(st.integers(1, 9))
    known = sorted([*ends(condition, case, place), *plain(case, place)])
    found: list[Fraction] = []
    for end in known:
        beside = Fraction(1, 10**digits) * (max(abs(end.lower), abs(end.upper)) or 1)
        found += [end.lower] * (end.lower == end.upper)
        # Simple fractions: an irrational threshold has long ends, and what is run with them takes long.
        found.append(simplest_between(end.lower - beside, end.lower - beside / 2))
        found.append(simplest_between(end.upper + beside / 2, end.upper + beside))
    for left, right in _gaps(known, place):
        found.append(simplest_between(left + part * (right - left), left + (part + _PART) * (right - left)))
    return sorted({x for x in found if met(x)})


def _gaps(known: list[Threshold], place: Place) -> list[tuple[Fraction, Fraction]]:
    """Return the intervals between thresholds, before the first and after the last one."""
    low, high = range_of(place)
    first, last = (known[0].lower, known[-1].upper) if known else (Fraction(1), Fraction(1))
    outer = [
        first - 2 * max(abs(first), Fraction(1)) if low is None else low,
        last + 2 * max(abs(last), Fraction(1)) if high is None else high,
    ]
    cuts = [outer[0], *(end for each in known for end in (each.lower, each.upper)), outer[1]]
    return [(left, right) for left, right in zip(cuts[::2], cuts[1::2], strict=True) if left < right]
