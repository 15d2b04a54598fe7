"""How far a counterexample reaches: the interval of each of its numbers in which the claim fails.

The ends are certain: on one side of an end the claim fails, exactly, and on the other it does not, or does in
the other direction, so that it holds or jumps between. From end to end it was looked at in points: at and
beside every known threshold, and between any two; it is not proved to fail in all of them. Knows no claim.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from etalon.decimals import decimal
from etalon.explore.closed_form import closed_form
from etalon.explore.deadline import TOO_LONG
from etalon.explore.domain import range_of
from etalon.explore.places import Number, Place, numbers, put
from etalon.explore.simplest import simplest_between
from etalon.explore.thresholds import Threshold, thresholds

OTHER_WAY = "it fails in the other direction"
NO_CASE = "there is no such case"
RANGE = "the end of its range"
_NEAR = Fraction(1, 2**30)  # how near to a threshold it is looked, relative to it
_PARTS = 4  # into which what lies between two thresholds is divided, to look there
_AWAY = [
    Fraction(k, 2) for k in (1, 2, 4, 6, 10, 16, 24, 36, 54, 80, 120, 180, 270, 400, 510)
]  # beyond the last
_TOWARDS = (
    2,
    4,
    8,
    16,
    64,
    256,
    1024,
    4096,
    2**16,
)  # or which part of the way to the end of the range is left
_MOST_STEPS = 12  # of an integer


class Seen(NamedTuple):
    """What is seen in a case.

    Args:
        reason: Why it is no counterexample; empty if it is one.
        sides: In which direction the claim fails: for each thing that is observed the sign of its difference
            to what is predicted; empty where there is no direction.
    """

    reason: str
    sides: tuple[int, ...] = ()

    def otherwise(self, other: "Seen") -> str:
        """Return why another case is not like this one: why it fails not, or in another direction."""
        pairs = zip(self.sides, other.sides, strict=False)
        opposed = self.sides and other.sides and not any(a == b != 0 for a, b in pairs)
        return other.reason or OTHER_WAY * bool(opposed)


Look = Callable[[Any], Seen]
Probe = Callable[[Number], Seen]
Known = Callable[[Any, Place], list[Threshold]]


@dataclass(frozen=True)
class End:
    """One end of the interval in which a claim fails.

    Args:
        lower: The end is at least this.
        upper: And at most this. Both are None if no end was found.
        name: The threshold that it is, its closed form, or why there is no end; empty if none is known.
        included: Whether the claim fails at the end itself; None where that was not asked.
        beyond: Why there is no counterexample just beyond; empty if there is one again.
        there: Why there is none at the end itself; empty if there is, or where that was not asked.
    """

    lower: Fraction | None
    upper: Fraction | None
    name: str
    included: bool | None
    beyond: str
    there: str = ""

    @property
    def alone(self) -> bool:
        """Return whether the end itself is all that is excluded."""
        return bool(self.there) and not self.beyond and self.name != RANGE


@dataclass(frozen=True)
class Reach:
    """The interval of one number, all others kept, around a witness.

    Args:
        place: The number.
        low: Its lower end.
        high: Its upper end.
        points: In how many points it was looked.
    """

    place: Place
    low: End
    high: End
    points: int = 0


def region(case: Any, look: Look, known: Known = thresholds) -> Iterator[Reach]:
    """Yield the interval of every number of a witness.

    Args:
        case: The witness.
        look: What is seen in another case, exactly.
        known: The thresholds at which it is looked whether an interval ends there.
    """
    for place in numbers(case):
        if place[0] != "batching":
            probe = Along(case, place, look)
            low, high = (march(probe, known, sign) for sign in (-1, 1))
            yield Reach(place, low, high, len(probe.seen))


class Along:
    """What is seen as one number of a case moves, each point looked at once."""

    def __init__(self, case: Any, place: Place, look: Look) -> None:
        """Start at the case."""
        self.case, self.place, self.look = case, place, look
        self.start = numbers(case)[place]
        self.seen: dict[Number, Seen] = {}

    def __call__(self, x: Number) -> Seen:
        """Return what is seen at a value of the number."""
        if x not in self.seen:
            try:
                self.seen[x] = self.look(put(self.case, self.place, x))
            except ValueError:  # such as weights that leave nothing to the others
                self.seen[x] = Seen(NO_CASE)
        return self.seen[x]


def march(probe: Along, known: Known, sign: int) -> End:
    """Return the end of what is like the start, in one direction."""
    if isinstance(probe.start, int):
        return _march_integers(probe.start, sign, probe)
    met = known(probe.case, probe.place)
    return _march(probe.start, _ahead(met, probe.place, sign, probe.start), probe.place, sign, probe)


def _march_integers(start: int, sign: int, probe: Probe) -> End:
    last = start
    for _ in range(_MOST_STEPS):
        reason = probe(last).otherwise(probe(last + sign))
        if reason == TOO_LONG:
            break
        if reason:
            alone = reason != OTHER_WAY and not probe(last + 2 * sign).reason
            end = Fraction(last + sign * alone)
            return End(end, end, "", not alone, "" if alone else reason, reason if alone else "")
        last += sign
    return _open(sign, last)


def _open(sign: int, last: Number) -> End:
    how = "down" if sign < 0 else "up"
    return End(None, None, f"{how} to {decimal(Fraction(last), 6)} at least", None, "")


def _march(last: Fraction, ahead: list[Threshold], place: Place, sign: int, probe: Probe) -> End:
    """Walk from threshold to threshold, look beside each and between, as long as nothing changes."""
    for threshold in ahead:
        before, after = _sides(threshold, sign)
        if sign * (before - last) > 0:
            if (end := _between(last, [*_inner(last, before), before], sign, probe)) is not None:
                return end
            last = before
        end = _at(threshold, probe(last), probe(after), probe)
        if TOO_LONG in (end.there, end.beyond):
            return _open(sign, last)
        if end.there or end.beyond:
            return end
        last = after
    return _beyond(place, sign, last, probe)


def _at(place: Threshold, before: Seen, after: Seen, probe: Probe) -> End:
    """Return what would be an end there, between what is seen on both sides; none if nothing has changed."""
    exact = place.lower == place.upper
    there = probe(place.lower).reason if exact else ""
    beyond = after.reason if there else before.otherwise(after)
    return End(place.lower, place.upper, place.name, not there if exact else None, beyond, there)


def _ahead(known: list[Threshold], place: Place, sign: int, start: Fraction) -> list[Threshold]:
    """Return the thresholds that are met on the way, the nearest first; one at the start is the first."""
    low, high = range_of(place)
    met = [
        each
        for each in known
        if sign * ((each.upper if sign > 0 else each.lower) - start) >= 0
        and (low is None or each.lower > low)
        and (high is None or each.upper < high)
    ]
    return sorted(met, reverse=sign < 0)


def _sides(threshold: Threshold, sign: int) -> tuple[Fraction, Fraction]:
    """Return a number just before and one just after a threshold."""
    near = _NEAR * (abs(threshold.lower) or 1) if threshold.lower == threshold.upper else Fraction(0)
    low, high = threshold.lower - near, threshold.upper + near
    return (low, high) if sign > 0 else (high, low)


def _inner(left: Fraction, right: Fraction) -> list[Fraction]:
    """Return simple fractions that divide an interval in about equal parts, in its direction."""
    part = (right - left) / _PARTS
    return [
        simplest_between(*sorted((left + (k - Fraction(1, 4)) * part, left + (k + Fraction(1, 4)) * part)))
        for k in range(1, _PARTS)
    ]


def _between(last: Fraction, points: Iterable[Fraction], sign: int, probe: Probe) -> End | None:
    """Look at points one after the other; return the end between two of them, if there is one."""
    for x in points:
        reason = probe(last).otherwise(probe(x))
        if reason:
            return _open(sign, last) if reason == TOO_LONG else _bisected(last, x, probe)
        last = x
    return None


def _beyond(place: Place, sign: int, last: Fraction, probe: Probe) -> End:
    """Look at numbers that approach the end of the range, or that go further and further."""
    low, high = range_of(place)
    end = low if sign < 0 else high
    if end is None:
        size = sign * max(abs(last), Fraction(1))
        points = [_near(last + size * part, size * part) for part in _AWAY]
    else:
        points = [_near(end + (last - end) / part, (last - end) / part) for part in _TOWARDS]
    if (found := _between(last, points, sign, probe)) is not None:
        return found
    if end is None:
        return _open(sign, points[-1])
    there = probe(end).reason
    return End(end, end, RANGE, not there, "", there)


def _near(x: Fraction, size: Fraction) -> Fraction:
    """Return a simple fraction near a number, a little beyond it."""
    return simplest_between(*sorted((x, x + size / 50)))


def _bisected(fails_at: Fraction, holds_at: Fraction, probe: Probe) -> End:
    """Return an end between a number at which the claim fails and one at which it does not, or otherwise."""
    start, sign = probe(fails_at), 1 if fails_at < holds_at else -1
    low, high = sorted((fails_at, holds_at))
    found = closed_form(low, high, lambda x: bool(start.otherwise(probe(x))))
    return _at(found, start, probe(_sides(found, sign)[1]), probe)  # it may hold at the end alone
