"""Cases as JSON and back: every kind of case, by the names of its fields. Knows no claim and no field.

Integers are integers, fractions are strings "a/b", tuples are lists; so nothing else is needed to read them.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from etalon.case import Case
from etalon.decimals import exact, read
from etalon.explore.values import Inexact
from etalon.heavy_ball import HeavyBall
from etalon.shaped import ShapedCase
from etalon.strategies import BatchCase
from numerics.batches import Batching
from numerics.rational import InvalidArgument
from numerics.schedule import Phase
from numerics.shapes import SHAPES

JSON = Any
Kinds = Mapping[str, type]
_FRACTION = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")
KINDS: Kinds = {
    kind.__name__: kind
    for kind in (Case, BatchCase, ShapedCase, HeavyBall, Batching, Phase, *SHAPES.values())
}


def encode(value: Any) -> JSON:
    """Return a case, or a part of one, as JSON.

    Raises:
        Inexact: If it holds anything but exact numbers; a float is none.

    Example:
        >>> encode(Batching(2, True)), encode((Fraction(1, 3), 4))
        ({'kind': 'Batching', 'size': 2, 'repeats': True}, ['1/3', 4])
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, tuple):
        return [encode(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: encode(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **parts}
    raise Inexact(value)


def decode(document: JSON, kinds: Kinds = KINDS) -> Any:
    """Return what `encode` was given.

    Args:
        document: JSON.
        kinds: The classes of cases that may occur, by their names.

    Raises:
        InvalidArgument: If it is no such JSON, in one line that names what is wrong.

    Example:
        >>> decode(encode(Batching(2, True)))
        Batching(size=2, repeats=True)
    """
    if document is None or isinstance(document, bool | int):
        return document
    if isinstance(document, str):
        if not _FRACTION.fullmatch(document):
            raise InvalidArgument("case", document, "must hold fractions such as 3/2")
        return read(document)
    if isinstance(document, list):
        return tuple(decode(part, kinds) for part in document)
    if isinstance(document, dict):
        return _instance(document, kinds)
    raise InvalidArgument("case", document, "must hold no number that is not exact")


def _instance(document: dict[str, JSON], kinds: Kinds) -> Any:
    kind = kinds.get(str(document.get("kind")))
    if kind is None:
        raise InvalidArgument("kind", document.get("kind"), f"must be one of {', '.join(kinds)}")
    parts = {name: decode(part, kinds) for name, part in document.items() if name != "kind"}
    try:
        return kind(**parts)
    except TypeError:  # a field is missing, or there is one too many
        known = ", ".join(field.name for field in fields(kind))
        raise InvalidArgument("case", ", ".join(parts), f"must have the fields {known}") from None
