"""Values for a reader's eye: exact where that is short, else the digits that are certain. Knows no claim."""

from typing import Any

from etalon.decimals import shortened
from etalon.explore.region import RANGE

_POINT = {"=": "beside it the claim fails again", "!=": "it removes a single value"}
_LONGEST = 24  # characters of an exact end that is shown whole


def told(value: Any) -> str:
    """Return a value, as `values.as_json` wrote it, in words.

    Example:
        >>> told([{"exact": "3/2", "decimal": "1.5"}, True, {"sign": "negative"}])
        '3/2 = 1.5, true, negative'
    """
    if isinstance(value, list):
        return ", ".join(map(told, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if "sign" in value:
        return str(value["sign"])
    if "undefined" in value:
        return f"undefined ({value['undefined']})"
    return _bounds(value) if "from" in value else _number(value)


def _number(value: dict[str, str]) -> str:
    digits = value["decimal"] or "not known to one digit"
    if "exact" not in value:
        return f"{value['formula']} ~ {digits}" if "formula" in value else digits
    if value["exact"] == digits:
        return digits
    places = len(digits.partition("e")[0].replace("-", "").replace(".", "").lstrip("0"))
    return f"{shortened(value['exact'])} {'~' if places >= 20 else '='} {digits}"


def _bounds(value: dict[str, Any]) -> str:
    lower, upper = value["from"], value["to"]
    if lower is None or upper is None:
        return f"at least {_number(lower)}" if lower else f"at most {_number(upper)}"
    return f"between {_number(lower)} and {_number(upper)}{' (excluded)' if value['to_excluded'] else ''}"


def end_told(end: dict[str, Any]) -> tuple[str, str]:
    """Return an end of an interval, and why it is one.

    Example:
        >>> zero = {"lower": "0", "upper": "0", "decimal": "0", "name": "zero", "included": False}
        >>> end_told({**zero, "beyond": "no", "there": ""}), end_told({**zero, "beyond": "", "there": "no"})
        (('0, zero, excluded', 'no'), ('0, zero, excluded', 'no, at this value alone'))
    """
    if "lower" not in end:
        return str(end["name"]), ""
    excluded = ", excluded" if end["included"] is False else ""
    beyond, there = end["beyond"], end["there"]
    if there and not beyond and end["name"] != RANGE:
        beyond = f"{there}, at this value alone"
    return f"{_value(end)}{excluded}", str(beyond)


def _value(end: dict[str, Any]) -> str:
    """Return an end as a number: exactly where that is short, and with its name."""
    name, rational = end["name"], end["lower"] == end["upper"] and len(end["lower"]) <= _LONGEST
    if rational:
        return f"{end['lower']}, {name}".removesuffix(", ")
    if "=" in name or "sqrt" in name:
        return f"{name} ~ {end['decimal']}"
    return f"~ {end['decimal']}, {name}".removesuffix(", ")


def restriction_told(written: dict[str, Any] | None, without: str) -> str:
    """Return in a sentence which bound would exclude a counterexample, and what it would remove.

    Args:
        written: The bound as `counterexample.document` has it; None if there is none.
        without: The name of the assumption that is violated.

    Example:
        >>> end = {"lower": "1", "upper": "1", "decimal": "1", "included": True, "beyond": "the claim holds"}
        >>> written = {"number": "eta", "relation": "<", "bound": {**end, "name": "crossing"},
        ...            "fails_to": {"name": "up to 9 at least"}, "own": False, "until": None}
        >>> print(restriction_told(written, "heavier-first").partition("; ")[0])
        Mildest restriction to exclude it: eta < 1, crossing, where the claim holds
    """
    if written is None:
        return "No bound on one of its numbers would exclude it."
    where = f"{without} holds" if written["own"] else "the claim holds"
    beyond, removed = ("down", "up") if written["relation"].startswith("<") else ("up", "down")
    told = f"{written['number']} {written['relation']} {_value(written['bound'])}, where {where}"
    if written["relation"] in _POINT:
        return f"Mildest restriction to exclude it: {told}; {_POINT[written['relation']]}."
    if written["until"]:
        told += f", {beyond} to {_value(written['until'])}, where the claim fails again"
    as_far = _as_far(written["fails_to"], removed)
    return f"Mildest restriction to exclude it: {told}; it removes what fails, {as_far}."


def _as_far(end: dict[str, Any], direction: str) -> str:
    return f"{direction} to {_value(end)}" if "lower" in end else str(end["name"])
