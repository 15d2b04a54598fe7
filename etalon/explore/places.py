"""The numbers of a case, each at its place: read, named, and replaced one at a time. Knows no claim.

A place is the path to a number: a field, and the positions within tuples or the fields within it.
"""

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

Place = tuple[str | int, ...]
Number = Fraction | int
_NAMES = {"counts": "n", "beta": "beta*", "population": "q", "times": "t", "points": "beta", "batching": "b"}


def numbers(case: Any) -> dict[Place, Number]:
    """Return every number of a case by its place.

    Example:
        >>> from etalon.case import Case
        >>> found = numbers(Case((2, 1), (Fraction(1, 3),) * 2, ((Fraction(1, 2), 1),)))
        >>> {name(place): str(number) for place, number in found.items()}
        {'n_1': '2', 'n_2': '1', 'beta*_1': '1/3', 'beta*_2': '1/3', 'eta': '1/2', 'steps': '1'}
    """
    found: dict[Place, Number] = {}
    for part, value in _parts(case):
        if isinstance(value, bool):
            continue
        if isinstance(value, Fraction | int):
            found[(part,)] = value
        else:
            found.update({(part, *place): number for place, number in numbers(value).items()})
    return found


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, tuple):
        return list(enumerate(value))
    if is_dataclass(value):
        return [(field.name, getattr(value, field.name)) for field in fields(value)]
    return []  # what is no number and holds none


def put(case: Any, place: Place, number: Number) -> Any:
    """Return the case with another number at a place.

    The other population weights keep their proportions; if they are all zero, they share what is left.

    Raises:
        ValueError: If there is no such case, such as one with a batch of no samples.

    Example:
        >>> from etalon.case import Case
        >>> even = Case((2, 1), (), population=(Fraction(1, 2),) * 2)
        >>> put(even, ("population", 0), Fraction(1, 3)).population
        (Fraction(1, 3), Fraction(2, 3))
    """
    if place[0] != "population":
        return _put(case, place, number)
    weights, i = case.population, int(place[1])
    rest = sum(weights) - weights[i]
    shares = (
        [q / rest if rest else Fraction(1, len(weights) - 1) for q in weights] if len(weights) > 1 else []
    )
    if not shares:
        raise ValueError("a single population weight is 1")
    scaled = tuple(number if j == i else (1 - number) * shares[j] for j in range(len(weights)))
    return replace(case, population=scaled)


def _put(value: Any, place: Place, number: Number) -> Any:
    if not place:
        return number
    head, *rest = place
    if isinstance(value, tuple):
        return tuple(_put(part, tuple(rest), number) if i == head else part for i, part in enumerate(value))
    return replace(value, **{str(head): _put(getattr(value, str(head)), tuple(rest), number)})


def name(place: Place, several: bool = False) -> str:
    """Return a place as it is called: eta, n_1, q_2; `several` tells that there are several phases.

    Example:
        >>> name(("schedule", 1, 0), several=True), name(("counts", 0)), name(("points", 0, 1))
        ('eta_2', 'n_1', 'beta_12')
        >>> name(("shapes", 0, "init"))
        'shapes_1 init'
    """
    field, *inner = place
    if field == "schedule":
        word = ("eta", "steps")[int(inner[1])]
        return f"{word}_{int(inner[0]) + 1}" if several else word
    word = _NAMES.get(str(field), "eta" if field == "rate" else str(field))
    positions = "".join(str(part + 1) for part in inner if isinstance(part, int))
    named = f"{word}_{positions}" if positions else word
    return " ".join((named, *(str(part) for part in inner if field == "shapes" and isinstance(part, str))))
