"""An assumption and the condition that takes its place: which one it is, and where the condition ends.

Knows claims and assumptions as objects.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from etalon import arguments
from etalon.claim import Assumption, Claim
from etalon.explore.condition import Condition, Span
from etalon.explore.domain import range_of
from etalon.explore.places import Place, numbers, put
from etalon.explore.simplest import simplest_between
from etalon.explore.thresholds import Threshold
from etalon.explore.words import is_known, is_threshold, known_words, phases_of, spoken, value_of
from numerics.rational import InvalidArgument

END = "where the condition ends"
_SIZES = [Fraction(2) ** k for k in range(-12, 13, 2)]
_HALVINGS = 40
# A name stands for nothing, a side has no value, or there is no such case: a single weight cannot be moved.
_NO_VALUE = (LookupError, ZeroDivisionError, ValueError)


@dataclass(frozen=True, kw_only=True)
class Replaced(Assumption):
    """An assumption of a claim that is replaced: what it says is not asked for, but a condition is.

    Args:
        by: The condition.
    """

    by: Condition

    @classmethod
    def of(cls, assumption: Assumption, by: Condition) -> "Replaced":
        """Return an assumption that is replaced by a condition."""
        return cls(assumption.name, assumption.says, assumption.holds, by=by)

    def met(self, case: Any) -> bool:
        """Return whether a case certainly satisfies the condition."""
        return holds(self.by, case)


def holds(condition: Condition, case: Any) -> bool:
    """Return whether a case certainly satisfies a condition, in every phase if it is about one.

    Where a name stands for nothing in the case, such as eta without large steps, it does not.

    Example:
        >>> from etalon.case import Case
        >>> case = Case((2, 1), (Fraction(1),) * 2, ((Fraction(1), 1), (Fraction(3), 1)))
        >>> [holds(Condition.parse(text), case) for text in ("eta < 2", "eta_1 < 2", "n_3 < 2")]
        [False, True, False]
    """
    return all(holds_in(condition, case, phase) for phase in phases_of(case) or range(1))


def holds_in(condition: Condition, case: Any, phase: int) -> bool:
    """Return whether a case certainly satisfies a condition, eta and steps being those of one phase."""
    try:
        return condition.holds(lambda word: value_of(case, word, phase))
    except _NO_VALUE:
        return False


# Which assumption it is.


def replaced(claim: Claim, condition: Condition, without: Assumption | None, sample: Any) -> Replaced:
    """Return the assumption that a condition replaces: the given one, or the only one about the same number.

    Args:
        claim: The claim.
        condition: What takes its place.
        without: The assumption, if it was named.
        sample: One of the claim's cases, which has the numbers that a condition may speak of.

    Raises:
        InvalidArgument: If the condition speaks of what no case of the claim has, or bears on no assumption,
            or on several.
    """
    known = known_words(sample)
    for word in sorted(condition.names):
        if not is_known(word, known):
            nearest = arguments.nearest(word, known)
            raise InvalidArgument(
                "--change", condition.text, f"must speak of numbers of {claim.id}, not of {word}; {nearest}"
            )
    if without is not None:
        return Replaced.of(without, condition)
    if not claim.given:
        raise InvalidArgument(
            "--change", condition.text, f"must replace an assumption of {claim.id}; it makes none"
        )
    found = bearing(claim, condition)
    if len(found) != 1:
        names = ", ".join(each.name for each in found or claim.given)
        raise InvalidArgument(
            "--change", condition.text, f"must come with --without NAME, the assumption to replace: {names}"
        )
    return Replaced.of(found[0], condition)


def bearing(claim: Claim, condition: Condition) -> list[Assumption]:
    """Return the assumptions whose sentences speak of the numbers that a condition is about.

    These are the numbers that stand alone on one side; if none does, all that are in it but thresholds.

    Example:
        >>> from etalon.claims import load
        >>> claim = load()["half-measures-hurt"]
        >>> [each.name for each in bearing(claim, Condition.parse("eta < 1/(p_1 + p_2)"))]
        ['below-critical']
    """
    alone = {name for side in condition.sides if side.alone for name in side.names}
    subjects = [{name for name in names if not is_threshold(name)} for names in (alone, condition.names)]
    words = subjects[0] or subjects[1] or condition.names
    return [each for each in claim.given if all(spoken(word, each.says) for word in words)]


# Where the condition ends.


def ends(condition: Condition, case: Any, place: Place) -> list[Threshold]:
    """Return where a condition may begin or end to hold as one number of a case moves, as far as it is found.

    A straight line is followed to its zero; otherwise signs are looked at in some points, and halved between.

    Example:
        >>> from etalon.case import one_step
        >>> case = one_step((2, 1), Fraction(1), Fraction(1, 9))
        >>> condition = Condition.parse("eta**2 <= 9/4")
        >>> [str(end.lower) for end in ends(condition, case, ("schedule", 0, 0))]
        ['3/2']
    """
    phase = int(place[1]) if place[0] == "schedule" else 0
    found = []
    for k in range(len(condition.relations)):

        def difference(x: Fraction, k: int = k) -> Span:
            moved = put(case, place, x)
            return condition.differences(lambda word: value_of(moved, word, phase))[k]

        found += _zeros(difference, Fraction(numbers(case)[place]), place)
    return sorted({Threshold(*span, END) for span in found})


def _zeros(difference: Any, start: Fraction, place: Place) -> list[Span]:
    try:
        here, there = difference(start), difference(start + 1)
        slope = there[0] - here[0]
        if not slope:
            return []
        zero = sorted(start - end / slope for end in here)
        if all(low <= 0 <= high for low, high in map(difference, zero)):
            return [(zero[0], zero[1])]
    except _NO_VALUE:
        pass
    return _between(difference, sorted({start, *_points(place)}))


def _points(place: Place) -> list[Fraction]:
    low, high = range_of(place)
    sizes = [0 * _SIZES[0], *_SIZES, *(-size for size in _SIZES)]
    return [x for x in sizes if (low is None or x > low) and (high is None or x < high)]


def _between(difference: Any, points: list[Fraction]) -> list[Span]:
    """Return where the sign changes between neighbours."""
    found = []
    signs = [(x, _sign(difference, x)) for x in points]
    known = [(x, sign) for x, sign in signs if sign is not None]
    for (left, sign), (right, other) in pairwise(known):
        if sign * other < 0:
            found.append(_halved(difference, left, right, sign))
    return found + [(x, x) for x, sign in known if sign == 0]


def _halved(difference: Any, left: Fraction, right: Fraction, sign: int) -> Span:
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        left, right = (middle, right) if _sign(difference, middle) == sign else (left, middle)
    simple = simplest_between(left, right)
    return (simple, simple) if _sign(difference, simple) == 0 else (left, right)


def _sign(difference: Any, x: Fraction) -> int | None:
    """Return the sign of a difference; 0 where it is not known, None where there is no difference."""
    try:
        low, high = difference(x)
    except _NO_VALUE:
        return None
    return int(low > 0) - int(high < 0)
