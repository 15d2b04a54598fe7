"""The names by which a condition knows the numbers of a case: what they are there, what moves them.

They are those that tables and `--at` use, such as eta, n_1, beta_2 or eps; what follows from them, such as d,
p_1 or kappa_2; and the known thresholds, such as eta_c or L_train(0). Knows the fields of cases and no claim.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from etalon.explore.condition import Span
from etalon.explore.places import Number, Place, name, numbers
from etalon.explore.thresholds import called

_EACH = ("eta", "steps")  # of a schedule: what is said of them is said of every phase
_INDEX = re.compile(r"(.*?)_([1-9][0-9]?)")
_DERIVED: Mapping[str, Callable[[Any], Number]] = {
    "d": lambda case: len(case.counts),
    "n": lambda case: sum(case.counts),
}
_DERIVED_OF_EACH: Mapping[str, Callable[[Any, int], Number]] = {
    "p": lambda case, i: Fraction(case.counts[i], sum(case.counts)),
    "q": lambda case, i: _weight(case, i),
    "kappa": lambda case, i: _weight(case, i) * sum(case.counts) / case.counts[i],
}
_OF_COORDINATES = ("n", "beta", "deadbeat", *_DERIVED_OF_EACH)
# How the sentences of assumptions speak of them, {} being the index.
_SPOKEN: Mapping[str, str] = {
    "eta": r"\beta\b|(?<!small )\brates?\b",
    "n_": r"\b[pn]_({}|i)\b|\bcounts\b",
    "p_": r"\b[pn]_({}|i)\b|\bcounts\b",
    "q_": r"\bq_({}|i)\b|\bpopulation\b",
    "beta_": r"\bbeta\*_({}|i)\b",
    "momentum": r"\bbeta_m\b|\bmomentum\b",
    "small": r"\bsmall rate\b",
    "b": r"\bb\b|\bbatch\b",
    "d": r"\bd\b|\b(one|two) coordinates?\b",
}


def phases_of(case: Any) -> range:
    """Return the phases of a case's schedule; a case without large steps has none."""
    return range(len(getattr(case, "schedule", ())))


def value_of(case: Any, word: str, phase: int = 0) -> Span:
    """Return what a name stands for in a case.

    Args:
        case: The case.
        word: The name.
        phase: Which phase eta and steps are those of.

    Raises:
        LookupError: If nothing in the case has that name.
        ZeroDivisionError: If it has no value there.

    Example:
        >>> from etalon.case import one_step
        >>> case = one_step((2, 1), Fraction(3, 2), Fraction(1, 9))
        >>> [str(value_of(case, word)[0]) for word in ("eta", "kappa_1", "d", "crossing", "L_train(0)")]
        ['3/2', '3/4', '2', '1', '1']
    """
    place = place_of(case, word, phase)
    if place is not None:
        number = Fraction(numbers(case)[place])
        return number, number
    base, i = _split(word)
    if word in _DERIVED and hasattr(case, "counts"):
        number = Fraction(_DERIVED[word](case))
    elif base in _DERIVED_OF_EACH and hasattr(case, "counts"):
        number = Fraction(_DERIVED_OF_EACH[base](case, i))
    else:
        threshold = called(case)[word]
        return threshold.lower, threshold.upper
    return number, number


def _split(word: str) -> tuple[str, int]:
    """Return a name without its index, and the index, from 0; -1 if it has none."""
    found = _INDEX.fullmatch(word)
    return (found[1], int(found[2]) - 1) if found else (word, -1)


def _weight(case: Any, i: int) -> Fraction:
    weights = getattr(case, "population", None) or (Fraction(1, len(case.counts)),) * len(case.counts)
    return Fraction(weights[i])


def place_of(case: Any, word: str, phase: int = 0) -> Place | None:
    """Return the place of a name that is a number of the case itself; None if it is none."""
    if word in _EACH and len(phases_of(case)) > phase:
        return ("schedule", phase, _EACH.index(word))
    known = {name(place, several=True).replace("*", ""): place for place in _own(case)}
    return known.get(word)


def _own(case: Any) -> list[Place]:
    return [place for place in numbers(case) if place[0] != "points"]


def movers(case: Any, word: str, phase: int = 0) -> list[Place]:
    """Return the places of the numbers that move what a name stands for; of a threshold, the counts."""
    place = place_of(case, word, phase)
    if place is not None:
        return [place]
    base, i = _split(word)
    if not hasattr(case, "counts") or i >= len(case.counts) or word == "d":
        return []
    counts: list[Place] = [("counts", j) for j in range(len(case.counts))]
    weights: list[Place] = [("population", i)] if getattr(case, "population", None) else []
    return {"q": weights, "kappa": weights or counts}.get(base, counts)


def coordinate_of(word: str) -> int:
    """Return which coordinate a name speaks of, from 1; 0 if it speaks of none."""
    base, i = _split(word)
    return i + 1 if base in _OF_COORDINATES else 0


def phase_of(word: str) -> int:
    """Return which phase a name speaks of, from 1; 0 if it speaks of none."""
    base, i = _split(word)
    return i + 1 if base in _EACH else 0


def is_threshold(word: str) -> bool:
    """Return whether a name is that of a threshold, and not of a number that is the case's own or follows."""
    return bool(re.match(r"(deadbeat|stability|crossing|eta_c|eta_max|L_train)", word))


def spoken(word: str, sentence: str) -> bool:
    """Return whether an assumption's sentence speaks of what a name stands for.

    Example:
        >>> spoken("n_1", "p_1 > p_2"), spoken("beta_2", "beta*_1 is nonzero"), spoken("eta", "all rates < 1")
        (True, False, True)
    """
    base, i = _split(word)
    pattern = _SPOKEN.get(f"{base}_" if i >= 0 else base) or _SPOKEN.get(base)
    if pattern is None:
        pattern = rf"\b{re.escape(word)}\b"
    return re.search(pattern.format(i + 1), sentence) is not None


def known_words(case: Any) -> list[str]:
    """Return what a condition on such a case may speak of; an index may be any other.

    Example:
        >>> from etalon.case import one_step
        >>> known_words(one_step((2, 1), Fraction(1), Fraction(1, 9)))[:7]
        ['eta', 'steps', 'n_1', 'n_2', 'beta_1', 'beta_2', 'eps']
    """
    own = [name(place).replace("*", "") for place in _own(case)]
    each = [*_EACH] if hasattr(case, "schedule") else []
    derived: list[str] = []
    if hasattr(case, "counts"):
        derived = [
            *_DERIVED,
            *(f"{base}_{i + 1}" for i in range(len(case.counts)) for base in _DERIVED_OF_EACH),
        ]
    return list(dict.fromkeys([*each, *own, *derived, *called(case)]))


def is_known(word: str, known: list[str]) -> bool:
    """Return whether a name is among known ones, whatever its index is, or the step of L_train(step)."""
    return _kind(word) in map(_kind, known)


def _kind(word: str) -> str:
    return re.sub(r"_[1-9][0-9]?|\(\d+\)", "_", word)
