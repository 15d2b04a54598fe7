"""A case as it is typed: eta=17/8,counts=5:2 changes these numbers of a claim's simplest case, and no others.

Knows the fields of cases and no claim.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import Unsatisfiable

from etalon import arguments
from etalon.claim import Claim
from etalon.explore.search import nothing_drawn
from etalon.heavy_ball import HeavyBall
from etalon.verify import draws_from_the_seed_alone
from numerics.batches import Batching
from numerics.rational import InvalidArgument, rational

Reader = Callable[[str], Any]
_ALSO = {"beta*": "beta", "q": "population", "small rate": "small"}  # names under which a case is shown

_WHOLE = {"eta": ("schedule", "rate"), "steps": ("schedule",)}  # of what a number is a part, or another name


def _fraction(text: str) -> Fraction:
    return rational(text.strip(), "--at")


def _positive(text: str) -> Fraction:
    value = _fraction(text)
    if value <= 0:
        raise InvalidArgument("--at", value, "must be > 0, as a rate or a train loss is")
    return value


def _vector(text: str) -> tuple[Fraction, ...]:
    return tuple(map(_fraction, text.split(":")))


def _integer(text: str) -> int:
    return arguments.integer(text, "--at", least=0, most=arguments.LARGEST_COUNT)


def _phase(text: str) -> tuple[Fraction, int]:
    rate, _, steps = text.partition("*")
    return _positive(rate), _integer(steps or "1")


def _counts(text: str) -> tuple[int, ...]:
    drawn = tuple(map(_integer, text.split(":")))
    if not any(drawn):
        raise InvalidArgument("--at counts", text, "must hold at least one sample, such as 2:1")
    return drawn


_READERS: Mapping[str, Reader] = {
    "counts": _counts,
    "beta": _vector,
    "schedule": lambda text: tuple(map(_phase, text.split(":"))),
    "eps": _positive,
    "small": _positive,
    "population": _vector,
    "points": lambda text: tuple(map(_vector, text.split(";"))),
    "times": _vector,
    "rate": _positive,
    "momentum": _fraction,
    "steps": _integer,
    "eta": _positive,
    "batch": _integer,
    "repeats": lambda text: arguments.one_of(text, "--at repeats", ("yes", "no")) == "yes",
}


def simplest(claim: Claim) -> Any:
    """Return the simplest case of a claim: of its strategy, or else what it brings along.

    Raises:
        InvalidArgument: If the strategy draws none.
    """
    if claim.cases is None:
        return claim.witness if claim.exhaustive is None else next(iter(claim.exhaustive()))
    quick = settings(max_examples=50, database=None, deadline=None, phases=(Phase.generate, Phase.shrink))
    try:
        with draws_from_the_seed_alone():
            return find(claim.cases, lambda case: True, settings=quick, random=None)
    except Unsatisfiable:
        raise nothing_drawn(claim) from None


def typed(text: str, base: Any) -> Any:
    """Return a case with the numbers that were typed, all others being those of another case.

    Args:
        text: Such as "eta=17/8,counts=5:2"; vectors have colons between their components, and points have
            semicolons between them; a schedule is 1/2*3:3/2, batches are batch=2 and repeats=yes.
        base: The other case. What of it has not the length of the counts is 1 everywhere, or left out.

    Raises:
        InvalidArgument: If a name is unknown, a value is not of its type, or a number is said twice.

    Example:
        >>> from etalon.case import Case
        >>> print(typed("eta=17/8,counts=5:2:1", Case((2, 1), (Fraction(1), Fraction(1)))))
        counts=5:2:1 beta*=1,1,1 schedule=17/8*1
    """
    changes: dict[str, Any] = {}
    for item in text.split(","):
        name, equals, value = (part.strip() for part in item.partition("="))
        name = _ALSO.get(name, name)
        if not equals or name not in _names(base):
            raise InvalidArgument(
                "--at", item, f"must be NAME=VALUE; {arguments.nearest(name, _names(base))}"
            )
        changes[name] = _once(name, _reader(name, base)(value), item, changes)
    return _fitting(replace(base, **_as_fields(changes, base)), changes)


def _once(name: str, value: Any, item: str, changes: Mapping[str, Any]) -> Any:
    """Return the value of a number, unless the number or one that it is a part of was given before."""
    whole, parts = _WHOLE.get(name, ()), [part for part, wholes in _WHOLE.items() if name in wholes]
    for given in (name, *whole, *parts):
        if given in changes:
            raise InvalidArgument("--at", item.strip(), f"must not say again what {given} said before")
    return value


def spelled(case: Any) -> str:
    """Return the numbers of a case as `typed` reads them, but for those that nobody can type.

    Example:
        >>> from etalon.case import Case
        >>> spelled(Case((2, 1), (Fraction(1), Fraction(-1)), ((Fraction(3, 2), 1), (Fraction(1), 4))))
        'counts=2:1,beta=1:-1,schedule=3/2*1:1*4'
    """
    values = {field.name: getattr(case, field.name) for field in fields(case)}
    batching = values.pop("batching", None)
    if batching is not None:
        values |= {"batch": batching.size, "repeats": "yes" if batching.repeats else "no"}
    told = {name: _spelled(name, value) for name, value in values.items() if value not in (None, ())}
    return ",".join(f"{name}={text}" for name, text in told.items())


def _spelled(name: str, value: Any) -> str:
    if name == "schedule":
        return ":".join(f"{rate}*{steps}" for rate, steps in value)
    if name == "points":
        return ";".join(":".join(map(str, point)) for point in value)
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _reader(name: str, base: Any) -> Reader:
    """Return how a number is read; one of a case of a claim's own kind by what the base has there."""
    if name in _READERS:
        return _READERS[name]
    return _integer if isinstance(getattr(base, name), int) else _fraction


def _names(base: Any) -> list[str]:
    """Return what may be typed for a kind of case."""
    known = [
        field.name
        for field in fields(base)
        if field.name in _READERS or isinstance(getattr(base, field.name), int | Fraction)
    ]
    known += ["eta", "steps"] if "schedule" in known else ["eta"] if isinstance(base, HeavyBall) else []
    return known + (["batch", "repeats"] if hasattr(base, "batching") else [])


def _as_fields(changes: Mapping[str, Any], base: Any) -> dict[str, Any]:
    """Return the changes of the case's own fields: short names stand for parts of them."""
    made = dict(changes)
    if isinstance(base, HeavyBall):
        return {"rate" if name == "eta" else name: value for name, value in made.items()}
    if "eta" in made or "steps" in made:
        rate, steps = base.schedule[0] if base.schedule else (Fraction(1), 1)
        made["schedule"] = ((made.pop("eta", rate), made.pop("steps", steps)),)
    if "batch" in made or "repeats" in made:
        size, repeats = base.batching.size, base.batching.repeats
        made["batching"] = Batching(made.pop("batch", size), made.pop("repeats", repeats))
    return made


def _fitting(case: Any, given: Mapping[str, Any]) -> Any:
    """Return the case with its vectors as long as the counts; one that was typed must be."""
    d = len(getattr(case, "counts", ()))
    ones = (Fraction(1),) * d
    otherwise = {"beta": ones, "population": None, "points": (tuple(2 * one for one in ones),)}
    fits: dict[str, Callable[[Any], bool]] = {
        "beta": lambda value: len(value) == d,
        "population": lambda value: value is None or len(value) == d,
        "points": lambda value: all(len(point) == d for point in value),
    }
    for name, fit in fits.items():
        value = getattr(case, name, None)
        if value is None or fit(value):
            continue
        if name in given:
            raise InvalidArgument(f"--at {name}", value, f"must have {d} components, as many as counts")
        case = replace(case, **{name: otherwise[name]})
    return case
