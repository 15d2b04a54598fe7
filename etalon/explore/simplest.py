"""The simplest of many numbers, and of many cases in which a claim fails. Knows no claim.

A case is made simpler one number or one part at a time, as long as the claim still fails in it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, product
from math import gcd
from typing import Any

from etalon.explore.places import Number, Place, numbers, put
from etalon.explore.thresholds import plain

Fails = Callable[[Any], bool]
_PLAIN = [Fraction(n, d) for n, d in ((1, 1), (0, 1), (2, 1), (1, 2), (3, 1), (1, 3), (3, 2), (2, 3), (4, 1))]
_PLAIN += [Fraction(n, d) for n, d in ((1, 4), (3, 4), (5, 4), (5, 2), (1, 10), (1, 100))]
_ROOM = (Fraction(1, 20), Fraction(1, 50))
_TINY = [Fraction(1, 10**k) for k in range(2, 13)]  # a stop of 10^-28 is not doubled and doubled again
_SMALL, _FEW = 3, 3  # counts up to this are all tried, of so many coordinates at most
_CARRIED = ("schedule", "eps")
_NO_PLACE = (ValueError, LookupError, ZeroDivisionError)  # a case without samples, or with fewer steps
_HALVINGS = 12  # of the way from a failing number to one that does not fail


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the simplest fraction of a closed interval: the first that Stern and Brocot's tree meets.

    Formula: of all fractions in [low, high] it has the least denominator, and of these the least size.

    Raises:
        ValueError: If the interval is empty.

    Source: Stern 1858; Brocot 1861.

    Example:
        >>> simplest_between(Fraction(314, 100), Fraction(315, 100))
        Fraction(22, 7)
    """
    if low > high:
        raise ValueError(f"[{low}, {high}]: must not be empty")
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = -(-low.numerator // low.denominator)  # the least integer that is not below
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_between(1 / (high - below), 1 / (low - below))


def cost(case: Any) -> tuple[int, int, int]:
    """Return what makes a case hard to read: how many numbers it has, of how many digits, and how large.

    A zero counts as more than 1 and 2 do: what it hides is worse than what it saves. A train loss to stop at
    that is small and round counts as 1: it lets the other numbers move until the claim itself holds again.

    Example:
        >>> from etalon.case import one_step
        >>> ninth, tenth = (one_step((2, 1), Fraction(1, 2), Fraction(1, k)) for k in (9, 10))
        >>> cost(ninth) < cost(tenth)
        True
    """
    known = numbers(case)
    found = [part for place, number in known.items() for part in _parts(place, number)]
    return len(known), sum(len(str(part)) for part in found), sum(found)


def _parts(place: Place, number: Number) -> tuple[int, int, int]:
    if place == ("eps",) and number in _ROOM:
        return 1, 1, 0
    return abs(number.numerator) or 3, number.denominator, int(number < 0)


def simplifications(case: Any, fails: Fails) -> Iterator[Any]:
    """Yield simpler and simpler cases, until no part can be left out and no number be made simpler.

    Args:
        case: A case in which the claim fails.
        fails: Whether it fails in another one, certainly and exactly.
    """
    while (simpler := _step(case, fails)) is not None:
        case = simpler
        yield case


def _step(case: Any, fails: Fails) -> Any | None:
    """Return the first simpler case in which the claim fails; None if there is none."""
    for other in chain(_smaller(case), _plainer(case)):
        for moved in dict.fromkeys((other, carried(case, other))):
            if cost(moved) < cost(case) and fails(moved):
                return moved
    return next(_nearer(case, fails), None)


def carried(case: Any, other: Any) -> Any:
    """Return another case whose rates and stop are known thresholds where those of a case are.

    What has to be a train loss on the way, or the rate that ends a coordinate, moves with the other numbers.

    Example:
        >>> from etalon.case import one_step
        >>> case = one_step((23, 2), Fraction(25, 4), Fraction(1, 9))
        >>> print(carried(case, replace(case, counts=(2, 1))))
        counts=2:1 beta*=1,1 schedule=3/2*1 eps=1/9
    """
    for place, number in numbers(case).items():
        if place[0] in _CARRIED and place[-1] != 1:
            words = {each.word for each in plain(case, place) if each.lower == each.upper == number}
            with suppress(*_NO_PLACE):
                known = {each.word: each for each in plain(other, place)}
                other = next((put(other, place, known[word].lower) for word in known if word in words), other)
    return other


def _smaller(case: Any) -> Iterator[Any]:
    """Yield the case without one of its parts."""
    if getattr(case, "population", None) is not None:
        yield replace(case, population=None)
    schedule = getattr(case, "schedule", ())
    for k in range(len(schedule)):
        yield replace(case, schedule=schedule[:k] + schedule[k + 1 :])
    if getattr(case, "eps", None) is not None:
        yield replace(case, eps=None)
    for part in ("points", "times"):
        if getattr(case, part, ()):
            yield replace(case, **{part: ()})
    if len(getattr(case, "counts", ())) > 1:
        yield from (_without_coordinate(case, i) for i in reversed(range(len(case.counts))))


def _without_coordinate(case: Any, i: int) -> Any:
    def rest(vector: tuple[Any, ...]) -> tuple[Any, ...]:
        return vector[:i] + vector[i + 1 :]

    changes: dict[str, Any] = {"counts": rest(case.counts), "beta": rest(case.beta)}
    weights = getattr(case, "population", None)
    if weights is not None and sum(rest(weights)):
        changes["population"] = tuple(q / sum(rest(weights)) for q in rest(weights))
    if getattr(case, "points", ()):
        changes["points"] = tuple(map(rest, case.points))
    return replace(case, **changes)


def _plainer(case: Any) -> Iterator[Any]:
    """Yield the case with plain numbers: all alike, without a common factor, or one of them."""
    if getattr(case, "eps", None) is not None:
        yield from (replace(case, eps=eps) for eps in (*_ROOM, *_TINY))
    beta = getattr(case, "beta", ())
    if beta:
        yield replace(case, beta=(Fraction(1),) * len(beta))
    counts = getattr(case, "counts", ())
    yield from (replace(case, counts=small) for small in _small_counts(len(counts)))
    if gcd(*counts) > 1:
        yield replace(case, counts=tuple(count // gcd(*counts) for count in counts))
    for place, number in numbers(case).items():
        if isinstance(number, int):
            yield from (_put(case, place, k) for k in range(int(place[0] != "counts"), min(number, 12)))
            yield _put(case, place, 1)
        else:
            yield from (_put(case, place, plain) for plain in _PLAIN)


@lru_cache
def _small_counts(d: int) -> list[tuple[int, ...]]:
    """Return all small counts of a few coordinates, the simplest first, then the heavier first."""
    if d > _FEW:
        return []
    found = sorted(product(range(_SMALL + 1), repeat=d), reverse=True)
    return sorted(filter(any, found), key=lambda counts: sum(count or _SMALL for count in counts))


def _put(case: Any, place: Place, number: Number) -> Any:
    """Return the case with another number; the case itself where there can be none."""
    try:
        return put(case, place, number)
    except ValueError:  # weights that leave nothing to the others, or a batch of no samples
        return case


def _nearer(case: Any, fails: Fails) -> Iterator[Any]:
    """Yield cases with one number replaced by the simplest around it with which the claim fails."""
    for place, number in numbers(case).items():
        if isinstance(number, int) or len(str(abs(number.numerator))) + len(str(number.denominator)) <= 2:
            continue
        ends = [_reach(case, place, Fraction(number), sign, fails) for sign in (-1, 1)]
        other = _put(case, place, simplest_between(*ends))
        if cost(other) < cost(case) and fails(other):
            yield other


def _reach(case: Any, place: Place, number: Fraction, sign: int, fails: Fails) -> Fraction:
    """Return how far a number can be moved to one side while the claim fails, as far as halving shows it."""

    def failing(x: Fraction) -> bool:
        return fails(_put(case, place, x))

    size = abs(number) or Fraction(1)
    near, far = number, number + sign * size  # to zero, or to the double
    if failing(far):
        return far
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if failing(middle) else (near, middle)
    return near
