"""A rectangle divided into cells, in each of which something is certain for every point. Knows no case.

The largest cell that is not decided is halved, until all are or the budget is spent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

from numerics.enclosure import Enclosure

Plane = tuple[Enclosure, Enclosure]
Decide = Callable[[Plane], str]
UNDECIDED = ""
_LONGEST = 32  # how much longer one side of a cell may be than the other, measured in those of the whole


@dataclass(frozen=True)
class Cell:
    """A rectangle in which the label is certain for every point; the empty label: nothing is.

    Args:
        x: The interval of the first number.
        y: That of the second.
        label: What holds there.
    """

    x: Enclosure
    y: Enclosure
    label: str

    @property
    def area(self) -> Fraction:
        """Return the area."""
        return self.x.width * self.y.width


def divided(
    window: Plane, decide: Decide, budget: int, over: Callable[[], bool] = lambda: False
) -> Iterator[Cell]:
    """Yield cells that cover a rectangle: the largest that is not decided is halved first.

    It is halved across the side that leaves its middle line undecided, so that cells become slender along a
    straight border.

    Args:
        window: The rectangle.
        decide: The label of a rectangle that is certain everywhere in it; UNDECIDED if there is none.
        budget: How many rectangles it is asked for; a middle line may come on top.
        over: Whether it is to be asked for no more.
    """
    waiting: list[tuple[Fraction, int, Plane]] = []
    asked, order = 0, count()

    def wait(plane: Plane) -> None:
        heappush(waiting, (-plane[0].width * plane[1].width, next(order), plane))

    def ask(plane: Plane) -> str:
        nonlocal asked
        asked += 1
        return decide(plane)

    wait(window)
    while waiting:
        plane = heappop(waiting)[-1]
        label = UNDECIDED if asked >= budget or over() else ask(plane)
        if label or asked >= budget or over():
            yield Cell(*plane, label)
            continue
        for half in _halves(plane, _side(plane, window, ask)):
            wait(half)


def _side(plane: Plane, window: Plane, decide: Decide) -> int:
    """Return which side of a rectangle to halve."""
    x, y = plane
    longer = x.width * window[1].width / (y.width * window[0].width)
    if longer >= _LONGEST or longer * _LONGEST <= 1:
        return int(longer < 1)
    return int(decide((x, Enclosure.exactly(y.midpoint))) != UNDECIDED)


def _halves(plane: Plane, side: int) -> Iterator[Plane]:
    whole = plane[side]
    for half in (Enclosure(whole.lower, whole.midpoint), Enclosure(whole.midpoint, whole.upper)):
        yield (half, plane[1]) if side == 0 else (plane[0], half)
