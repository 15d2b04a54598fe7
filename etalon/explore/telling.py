"""Values for a reader's eye: exact where that is short, else the digits that are certain. Knows no claim."""

from typing import Any

from etalon.decimals import shortened


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
        >>> end_told({"lower": "1", "upper": "1", "decimal": "1", "name": "zero",
        ...           "included": False, "beyond": "no"})
        ('1, zero, excluded', 'no')
    """
    if "lower" not in end:
        return str(end["name"]), ""
    rational = end["lower"] == end["upper"] and len(end["lower"]) <= 12
    value = end["lower"] if rational else end["decimal"]
    sign = "" if rational else "~ "
    formula = f"{end['name']} ~ {value}" if sign and "=" in end["name"] else f"{sign}{value}, {end['name']}"
    excluded = ", excluded" if end["included"] is False else ""
    return f"{formula.removesuffix(', ')}{excluded}", str(end["beyond"])


def restriction_told(written: dict[str, Any] | None, without: str) -> str:
    """Return in a sentence which bound would exclude a counterexample, and what it would remove.

    Args:
        written: The bound as `counterexample.document` has it; None if there is none.
        without: The name of the assumption that is violated.

    Example:
        >>> end = {"lower": "1", "upper": "1", "decimal": "1", "included": True, "beyond": "the claim holds"}
        >>> written = {"number": "eta", "relation": "<", "bound": {**end, "name": "crossing"},
        ...            "fails_to": {"name": "up to 9 at least"}, "own": False}
        >>> print(restriction_told(written, "heavier-first").partition("; ")[0])
        Mildest restriction to exclude it: eta < 1, crossing, where the claim holds
    """
    if written is None:
        return "No bound on one of its numbers that is no integer would exclude it."
    where = f"{without} holds" if written["own"] else "the claim holds"
    bound, other = (end_told(written[end])[0].removesuffix(", excluded") for end in ("bound", "fails_to"))
    if "lower" in written["fails_to"]:
        other = f"{'up' if written['relation'].startswith('<') else 'down'} to {other}"
    told = f"{written['number']} {written['relation']} {bound}, where {where}"
    return f"Mildest restriction to exclude it: {told}; it removes what fails, {other}."
