"""Cases as a user would draw them with plain hypothesis, and as points of a fixed grid of floats.

Both know the fields of cases, which of them a claim's own cases fill, and how large the whole numbers in them
are. They know nothing of the claim: no threshold, no edge.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import accumulate, product
from math import gcd, prod
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from numerics.batches import Batching
from numerics.schedule import Item, Phase
from numerics.shapes import Cosine, Exponential, Linear, Polynomial

MOST_TRIED = 10  # cases tried for one that satisfies the assumptions: hypothesis gives up at as many
_signed = st.fractions(-10, 10, max_denominator=20)
_rate = st.fractions(Fraction(1, 20), 4, max_denominator=20)
_part = st.fractions(Fraction(1, 100), 1, max_denominator=100)
_power = st.integers(1, 5)
_GRID_SIGNED = tuple(np.linspace(-2, 2, 5))
_GRID_RATE = tuple(np.linspace(0.1, 4, 40))
_GRID_EPS = tuple(np.logspace(-4, 0, 5))
_GRID_PART = tuple(np.linspace(0.1, 0.9, 9))


@dataclass(frozen=True)
class Shape:
    """What a user knows of the cases of a claim.

    Args:
        kind: The class of the cases.
        d: A number of coordinates that they may have; 0 if they have none.
        seen: The values of each field.
    """

    kind: type
    d: int
    seen: dict[str, list[Any]]

    def lengths(self, name: str) -> tuple[int, int]:
        """Return how short and how long a field is."""
        found = [len(value) for value in self.seen[name]]
        return min(found), max(found)

    def most(self, name: str) -> int:
        """Return the largest whole number in a field."""
        return max(_whole(self.seen[name]), default=1)

    def made(self, values: dict[str, Any]) -> Any:
        """Return the case; a field that no case fills is left as it is."""
        return self.kind(**values)


def shapes(cases: Sequence[Any]) -> list[Shape]:
    """Return the shapes of a claim's own cases, one for each class and number of coordinates."""
    found = []
    for kind in dict.fromkeys(map(type, cases)):
        mine = [case for case in cases if type(case) is kind]
        seen = {field.name: [getattr(case, field.name) for case in mine] for field in fields(kind)}
        filled = {
            name: values for name, values in seen.items() if any(each not in (None, ()) for each in values)
        }
        dimensions = sorted({len(getattr(case, "counts", getattr(case, "q", ()))) for case in mine})
        found += [Shape(kind, d, filled) for d in dimensions]
    return found


def _whole(value: Any) -> Iterator[int]:
    if isinstance(value, Batching):
        yield value.size
    elif isinstance(value, int):
        yield value
    elif isinstance(value, Item):
        yield value.steps or 0
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _whole(part)


def plain(known: Sequence[Shape]) -> SearchStrategy[Any]:
    """Return a strategy of fractions, integers and lists for cases of these shapes."""
    return st.one_of(
        *[
            st.fixed_dictionaries({name: _PLAIN[name](shape) for name in shape.seen}).map(shape.made)
            for shape in known
        ]
    )


def grid(known: Sequence[Shape], points: int) -> Iterator[Any]:
    """Yield so many points of a grid of floats, evenly spread over it."""
    for shape in known:
        axes = [_GRID[name](shape) for name in shape.seen]
        size = prod(map(len, axes))
        stride = max(1, int(size * (5**0.5 - 1) / 2))
        while gcd(stride, size) > 1:
            stride += 1
        for number in range(min(size, points // len(known))):
            place, values = number * stride % size, {}
            for name, axis in zip(shape.seen, axes, strict=True):
                place, i = divmod(place, len(axis))
                values[name] = axis[i]
            yield shape.made(values)


def _exact(value: Any) -> Fraction:
    """Return a float as the short decimal that was meant: 3/10 for 0.30000000000000004."""
    return Fraction(f"{value:.6g}")


def _vector(one: SearchStrategy[Fraction]) -> Callable[[Shape], SearchStrategy[Any]]:
    return lambda shape: st.tuples(*[one] * shape.d)


def _schedule(shape: Shape) -> SearchStrategy[Any]:
    least, most = shape.lengths("schedule")
    step = st.tuples(_rate, st.integers(1, shape.most("schedule")))
    return st.lists(step, min_size=least, max_size=most).map(tuple)


def _items(shape: Shape) -> SearchStrategy[Any]:
    steps = st.integers(1, shape.most("shapes"))
    item = st.one_of(
        st.builds(Phase, _rate, steps),
        st.builds(Linear, _rate, _rate, steps),
        st.builds(Cosine, _rate, _rate, steps),
        st.builds(Exponential, _rate, _part, steps),
        st.builds(Polynomial, _rate, _rate, _power, steps),
    )
    least, most = shape.lengths("shapes")
    return st.lists(item, min_size=least, max_size=most).map(tuple)


def _population(shape: Shape) -> SearchStrategy[Any]:
    parts = st.tuples(*[st.integers(0, 9)] * shape.d).filter(any)
    return st.none() | parts.map(lambda drawn: tuple(Fraction(part, sum(drawn)) for part in drawn))


def _counts(shape: Shape) -> SearchStrategy[Any]:
    return st.tuples(*[st.integers(0, shape.most("counts"))] * shape.d).filter(any)


_PLAIN: dict[str, Callable[[Shape], SearchStrategy[Any]]] = {
    "counts": _counts,
    "beta": _vector(_signed),
    "schedule": _schedule,
    "eps": lambda shape: _part,
    "population": _population,
    "points": lambda shape: st.tuples(*[st.tuples(*[_signed] * shape.d)] * shape.lengths("points")[1]),
    "times": lambda shape: st.tuples(*[_rate] * shape.lengths("times")[1]).map(
        lambda t: tuple(accumulate(t))
    ),
    "small": lambda shape: _part,
    "batching": lambda shape: st.builds(Batching, st.integers(1, shape.most("batching")), st.booleans()),
    "rate": lambda shape: _rate,
    "momentum": lambda shape: st.fractions(0, Fraction(19, 20), max_denominator=20),
    "steps": lambda shape: st.integers(1, shape.most("steps")),
    "n": lambda shape: st.integers(1, shape.most("n")),
    "q": lambda shape: _population(shape).filter(bool),
    "init": lambda shape: _rate,
    "end": lambda shape: _rate,
    "gamma": lambda shape: _part,
    "power": lambda shape: _power,
    "shapes": _items,
}


def _grid_population(shape: Shape) -> list[Any]:
    """Return weights of which the first is a float, and the others share what is left."""
    firsts = map(_exact, _GRID_PART)
    rest = (
        [(first, *[(1 - first) / (shape.d - 1)] * (shape.d - 1)) for first in firsts] if shape.d > 1 else []
    )
    return rest or [(Fraction(1),)]


def _grid_schedule(shape: Shape) -> list[Any]:
    lengths = sorted(set(shape.lengths("schedule")))
    steps = [steps for steps in (1, 2, 5) if steps <= shape.most("schedule")]
    phase = [(_exact(rate), number) for rate in _GRID_RATE for number in steps]
    return [each for length in lengths for each in _spread(phase, length)]


def _grid_items(shape: Shape) -> list[Any]:
    """Return decays of every shape from a float to another one, alone or as often as a claim's own cases."""
    ends = product(map(_exact, _GRID_RATE), map(_exact, _GRID_PART))
    items = [
        item
        for init, end in ends
        for item in (Linear(init, end, 4), Cosine(init, end, 4), Exponential(init, end, 4), Phase(init, 4))
    ]
    return [(item,) * length for item in items for length in sorted(set(shape.lengths("shapes")))]


def _spread(values: Sequence[Any], length: int) -> list[Any]:
    """Return the tuples of a length; with more than two of them, those in which neighbours are equal."""
    if length <= 2:
        return list(product(values, repeat=length))
    return [(*pair, *[pair[1]] * (length - 2)) for pair in product(values, repeat=2)]


_GRID: dict[str, Callable[[Shape], Sequence[Any]]] = {
    "counts": lambda shape: [c for c in _spread(range(min(shape.most("counts"), 6) + 1), shape.d) if any(c)],
    "beta": lambda shape: _spread(list(map(_exact, _GRID_SIGNED)), shape.d),
    "schedule": _grid_schedule,
    "eps": lambda shape: list(map(_exact, _GRID_EPS)),
    "population": lambda shape: [None, *_grid_population(shape)],
    "points": lambda shape: _spread(
        _spread(list(map(_exact, _GRID_SIGNED)), shape.d), shape.lengths("points")[1]
    ),
    "times": lambda shape: [
        tuple(accumulate([_exact(time)] * shape.lengths("times")[1])) for time in _GRID_RATE
    ],
    "small": lambda shape: list(map(_exact, _GRID_PART)),
    "batching": lambda shape: [
        Batching(size, repeats) for size in range(1, shape.most("batching") + 1) for repeats in (True, False)
    ],
    "rate": lambda shape: list(map(_exact, _GRID_RATE)),
    "momentum": lambda shape: list(map(_exact, np.linspace(0, 0.9, 10))),
    "steps": lambda shape: range(1, shape.most("steps") + 1),
    "n": lambda shape: range(1, shape.most("n") + 1),
    "q": _grid_population,
    "init": lambda shape: list(map(_exact, _GRID_RATE)),
    "end": lambda shape: list(map(_exact, _GRID_RATE)),
    "gamma": lambda shape: list(map(_exact, _GRID_PART)),
    "power": lambda shape: range(1, shape.most("power") + 1),
    "shapes": _grid_items,
}
