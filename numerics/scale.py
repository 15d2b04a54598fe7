"""Where a number is drawn along an axis: straight, or by its logarithm where the numbers are far apart.

Zero has a place of its own below all others, and what is out of any readable range stands at its border.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from matplotlib.axes import Axes

from numerics.canvas import plain_ticks
from numerics.landscape import decades

_PLAIN = 100  # decades from 1 in which floats are safe
_ROOM = 0.06  # of the axis, beyond the numbers


@dataclass(frozen=True)
class Scale:
    """The places of numbers >= 0 along an axis.

    Formula: x, or log10 x, clipped to some decades on either side of a start; for zero one place below all.

    Args:
        low: The place of the smallest number but zero, or 0.
        high: That of the largest.
        logarithmic: Whether the places are logarithms.
        root: Whether the square roots of the numbers are meant.
        zero: The place of zero; None if there is none among the numbers.
        beyond: Whether there are numbers below the range, and above it: they stand at its ends.

    Source: derived here.

    >>> scale = Scale.of([Fraction(1), Fraction(1, 1000), Fraction(0)], Fraction(1))
    >>> [round(scale.at(number), 6) for number in (Fraction(1, 10), Fraction(1, 10**20), Fraction(0))]
    [-1.0, -3.0, -3.6]
    """

    low: float
    high: float
    logarithmic: bool
    root: bool = False
    zero: float | None = None
    beyond: tuple[bool, bool] = (False, False)

    @classmethod
    def of(
        cls,
        numbers: Iterable[Fraction],
        start: Fraction,
        *,
        root: bool = False,
        near: float = 1.7,
        reach: float = 12,
    ) -> "Scale":
        """Return the scale of some numbers.

        Args:
            numbers: All that will be drawn, >= 0.
            start: The number, > 0, around which the range is chosen if they are very far apart.
            root: Whether square roots are drawn.
            near: Decades; where the numbers are further apart, logarithms are drawn.
            reach: Decades on either side of the start; what is further away stands at the end.
        """
        known = set(numbers)
        logs = [_log(x, root) for x in known if x > 0]
        if not logs:
            return cls(0.0, 1.0, False, root, 0.0)
        bottom, top = min(logs), max(logs)
        if top - bottom < near and abs(top) < _PLAIN:
            return cls(0.0, 10.0**top, False, root, 0.0)
        around = _log(start, root)
        low = min(max(bottom, around - reach), top)
        high = max(min(top, around + reach), low)
        zero = low - 0.2 * max(high - low, 1.0) if 0 in known else None
        return cls(low, high, True, root, zero, (bottom < low, top > high))

    def at(self, number: Fraction) -> float:
        """Return the place of a number."""
        if not self.logarithmic:
            return 10.0 ** _log(number, self.root) if number > 0 else 0.0
        if number <= 0:
            return self.low if self.zero is None else self.zero
        return min(max(_log(number, self.root), self.low), self.high)

    def show(self, axis: Axes, *, across: bool = False) -> None:
        """Give an axis its limits and ticks."""
        low = self.low if self.zero is None else self.zero
        room = _ROOM * (self.high - low) or 0.5
        (axis.set_xlim if across else axis.set_ylim)(low - room, self.high + room)
        which = axis.xaxis if across else axis.yaxis
        if self.logarithmic:
            ticks = self.ticks(4 if across else 6)
            which.set_ticks(list(ticks), list(ticks.values()))
        else:
            plain_ticks(which)

    def ticks(self, most: int = 6) -> dict[float, str]:
        """Return the ticks of a logarithmic scale, about so many, and what stands there."""
        first, last = ceil(self.low - 1e-9), floor(self.high + 1e-9)
        stride = max(1, ceil((last - first + 1) / most))
        places = [float(k) for k in range(last, first - 1, -stride)]
        places = places if len(places) > 1 else [self.low, self.high]
        ticks = {place: _power(place) for place in places}
        for beyond, end, sign in zip(self.beyond, (self.low, self.high), "≤≥", strict=True):
            if beyond:  # no other tick stands so near that both could not be read
                ticks = {place: name for place, name in ticks.items() if abs(place - end) >= 0.9 * stride}
                ticks[end] = f"{sign} {_power(end)}"
        return ticks if self.zero is None else {**ticks, self.zero: "0"}


def _log(number: Fraction, root: bool) -> float:
    """Return log10 of a number, or of its root."""
    return decades(number) * (0.5 if root else 1.0)


def _power(place: float) -> str:
    if place != round(place):
        return f"{10**place:.3g}" if abs(place) < _PLAIN else f"$10^{{{place:.1f}}}$"
    return f"$10^{{{round(place)}}}$" if abs(place) > 2 else f"{10**place:g}"
