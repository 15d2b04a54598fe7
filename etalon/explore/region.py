"""How far a counterexample reaches: the interval of each of its numbers in which the claim fails.

The ends are certified: on one side of an end the claim fails, exactly, and on the other it does not. Between
them it was looked at in some points, and is not proved to fail in all. Knows no claim.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from etalon.decimals import decimal
from etalon.explore.deadline import TOO_LONG
from etalon.explore.domain import range_of
from etalon.explore.places import Number, Place, numbers, put
from etalon.explore.thresholds import Threshold, thresholds

WhyNot = Callable[[Any], str]
Probe = Callable[[Number], str]
Known = Callable[[Any, Place], list[Threshold]]
WIDTH = Fraction(1, 10**6)  # of an end that was bisected, relative to it
_NEAR = Fraction(1, 2**30)  # how near to a threshold it is looked, relative to it
_DOUBLINGS = 8  # beyond the last threshold
_MOST_STEPS = 12  # of an integer


@dataclass(frozen=True)
class End:
    """One end of the interval in which a claim fails.

    Args:
        lower: The end is at least this.
        upper: And at most this. Both are None if no end was found.
        name: The threshold that it is, or why there is no end; empty if it was bisected.
        included: Whether the claim fails at the end itself; None where that was not asked.
        beyond: Why there is no counterexample just beyond.
    """

    lower: Fraction | None
    upper: Fraction | None
    name: str
    included: bool | None
    beyond: str


@dataclass(frozen=True)
class Reach:
    """The interval of one number, all others kept, around a witness."""

    place: Place
    low: End
    high: End


def region(case: Any, why_not: WhyNot, known: Known = thresholds) -> Iterator[Reach]:
    """Yield the interval of every number of a witness.

    Args:
        case: The witness.
        why_not: Why another case is no counterexample, exactly; nothing if it is one.
        known: The thresholds at which it is looked whether an interval ends there.
    """
    for place, number in numbers(case).items():
        if place[0] == "batching":
            continue

        def probe(x: Number, place: Place = place) -> str:
            try:
                return why_not(put(case, place, x))
            except ValueError:  # such as weights that leave nothing to the others
                return "there is no such case"

        if isinstance(number, int):
            low, high = (_march_integers(number, sign, probe) for sign in (-1, 1))
        else:
            met = known(case, place)
            low, high = (
                _march(number, _ahead(met, place, sign, number), place, sign, probe) for sign in (-1, 1)
            )
        yield Reach(place, low, high)


def _march_integers(start: int, sign: int, probe: Probe) -> End:
    last = start
    for _ in range(_MOST_STEPS):
        if reason := probe(last + sign):
            return End(Fraction(last), Fraction(last), "", True, reason)
        last += sign
    return _open(sign, last)


def _open(sign: int, last: Number) -> End:
    how = "down" if sign < 0 else "up"
    return End(None, None, f"{how} to {decimal(Fraction(last), 6)} at least", None, "")


def _march(last: Fraction, ahead: list[Threshold], place: Place, sign: int, probe: Probe) -> End:
    """Walk from threshold to threshold, and look on both sides of each, until the claim does not fail."""
    for threshold in ahead:
        before, after = _sides(threshold, sign)
        if sign * (before - last) > 0 and (reason := probe(before)):
            return _bisected(last, before, probe) if reason != TOO_LONG else _open(sign, last)
        exact = threshold.lower == threshold.upper
        there, beyond = probe(threshold.lower) if exact else "", probe(after)
        if there or beyond:
            ends = (threshold.lower, threshold.upper)
            return End(*ends, threshold.name, not there if exact else None, there or beyond)
        last = after
    return _beyond(place, sign, last, probe)


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


def _beyond(place: Place, sign: int, last: Fraction, probe: Probe) -> End:
    """Look at numbers that approach the end of the range, or that double again and again."""
    low, high = range_of(place)
    end, reached = (low if sign < 0 else high), last
    for k in range(1, _DOUBLINGS + 1):
        ahead = last + sign * max(abs(last), Fraction(1)) * 2**k if end is None else end + (last - end) / 4**k
        if reason := probe(ahead):
            return _bisected(reached, ahead, probe) if reason != TOO_LONG else _open(sign, reached)
        reached = ahead
    if end is None:
        return _open(sign, reached)
    return End(end, end, "the end of its range", not probe(end), "")


def _bisected(fails_at: Fraction, holds_at: Fraction, probe: Probe) -> End:
    """Return an end between a number at which the claim fails and one at which it does not."""
    reason = probe(holds_at)
    while abs(holds_at - fails_at) > WIDTH * max(abs(holds_at), abs(fails_at)):
        middle = (fails_at + holds_at) / 2
        if found := probe(middle):
            holds_at, reason = middle, found
        else:
            fails_at = middle
    return End(min(fails_at, holds_at), max(fails_at, holds_at), "", None, reason)
