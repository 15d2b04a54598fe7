"""What a case has to be before any claim can speak of it, and how far each of its numbers may range.

Knows the fields of cases and no claim.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from etalon.explore.places import Place

Range = tuple[Fraction | None, Fraction | None]
_ZERO, _ONE = Fraction(0), Fraction(1)
_POSITIVE: Range = (_ZERO, None)
_ANY: Range = (None, None)
_RANGES: dict[str, Range] = {
    "schedule": _POSITIVE,
    "rate": _POSITIVE,
    "small": _POSITIVE,
    "eps": _POSITIVE,
    "times": _POSITIVE,
    "population": (_ZERO, _ONE),
    "momentum": (_ZERO, _ONE),
}


def sensible(case: Any) -> bool:
    """Return whether there can be such a case.

    There is a sample and no count is negative, rates and stops are positive, steps are taken, times increase.

    Example:
        >>> from etalon.case import Case
        >>> sensible(Case((2, 1), (Fraction(1), Fraction(1)), ((Fraction(0), 1),)))
        False
    """
    rates = [rate for rate, _ in getattr(case, "schedule", ())] + [getattr(case, "rate", _ONE)]
    steps = [steps for _, steps in getattr(case, "schedule", ())] + [getattr(case, "steps", 1)]
    eps, population = getattr(case, "eps", None), getattr(case, "population", None)
    times = getattr(case, "times", ())
    return (
        max(getattr(case, "counts", (1,))) > 0
        and min(getattr(case, "counts", (1,))) >= 0
        and min(rates) > 0
        and min(steps) > 0
        and all(number is None or number > 0 for number in (eps, getattr(case, "small", None)))
        and (population is None or (min(population) >= 0 and sum(population) == 1))
        and all(time >= 0 for time in times)
        and all(before < after for before, after in pairwise(times))
        and 0 <= getattr(case, "momentum", 0) < 1
    )


def range_of(place: Place) -> Range:
    """Return between which ends a number may lie; None where it has no end.

    Example:
        >>> range_of(("population", 0))
        (Fraction(0, 1), Fraction(1, 1))
    """
    return _RANGES.get(str(place[0]), _ANY)
