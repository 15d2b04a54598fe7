"""The heading of a picture: which claim fails without what, where, and what both sides say there.

Knows claims as objects.
"""

import re
from fractions import Fraction
from typing import Any

from etalon.agreement import agree
from etalon.decimals import decimal
from etalon.explore.change import Replaced
from etalon.explore.telling import told
from etalon.explore.witness import Witness

_DIGITS = (6, 12, 20)  # of a decimal: as many as tell both sides apart
_ZEROS = re.compile(r"(?<=\d)\.?0*$")  # which a number that was rounded may end in
_LONG = re.compile(r"-?[0-9]{5,}(?:/[0-9]+)?|-?[0-9]+/[0-9]{5,}")


def heading(witness: Witness, written: dict[str, Any]) -> str:
    """Return three lines that make a picture understandable alone.

    Args:
        witness: What is drawn.
        written: The same as JSON.

    Example:
        >>> from etalon.claims import load
        >>> from etalon.explore.witness import beyond, document
        >>> claim = load()["crossing"]
        >>> found = beyond(claim, claim.given[0])
        >>> print(heading(found, document(found, {claim.id: "first-keeps-more"})))
        crossing fails without heavier-first: p_1 > p_2
        at counts=1:1 beta*=1,1 schedule=11/10*1
        first-keeps-more: theory says true, simulation says false
    """
    where = _LONG.sub(lambda found: _shorter(found.group()), str(witness.finding.case))
    return "\n".join([_fails(witness), f"at {where}", _sides(witness, written)])


def names_of(written: dict[str, Any]) -> list[str]:
    """Return the names of what is observed, of a witness as JSON.

    Example:
        >>> names_of({"observe": "advantage"}), names_of({"observe": [None, "advantage"]})
        (['advantage'], ['advantage'])
    """
    names = written["observe"]
    return [name for name in (names if isinstance(names, list) else [names]) if name]


def _fails(witness: Witness) -> str:
    claim, without = witness.claim, witness.without
    if without is None:
        return f"{claim.id} is refuted: {claim.says}"
    if isinstance(without, Replaced):
        return f"{claim.id} fails with {without.by.text} in place of {without.name}"
    return f"{claim.id} fails without {without.name}: {without.says}"


def _sides(witness: Witness, written: dict[str, Any]) -> str:
    """Return what both sides say of the first thing about which they disagree."""
    names, expected, found = (written[key] for key in ("observe", "expected", "found"))
    both = witness.finding.predicted, witness.finding.observed
    if all(isinstance(side, tuple) for side in both) and len(both[0]) == len(both[1]):
        names = names if isinstance(names, list) else [names] * len(expected)
        place = next(i for i, sides in enumerate(zip(*both, strict=True)) if not agree(*sides))
        names, expected, found = names[place], expected[place], found[place]
    name = f"{names}: " if isinstance(names, str) else ""
    for digits in _DIGITS:
        said = [told(_few(side, digits)) for side in (expected, found)]
        if len({_ZEROS.sub("", side) for side in said}) == 2:
            break
    return f"{name}theory says {said[0]}, simulation says {said[1]}"


def _few(value: Any, digits: int) -> Any:
    """Return a value as JSON with short numbers in it."""
    if isinstance(value, list):
        return [_few(part, digits) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("from") and value["from"] == value.get("to") and not value["to_excluded"]:
        return _few(value["from"], digits)
    if not value.get("decimal"):
        return {key: _few(part, digits) for key, part in value.items()}
    if "exact" in value and len(value["exact"]) <= 9:
        return {"exact": value["exact"], "decimal": value["exact"]}
    return {"decimal": decimal(Fraction(value["decimal"]), digits)}


def _shorter(text: str) -> str:
    """Return a long number in few digits."""
    return text if len(text) <= 9 else f"~{decimal(Fraction(text), _DIGITS[0])}"
