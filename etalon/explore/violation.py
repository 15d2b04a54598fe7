"""How badly a claim fails in a case: how far what is observed lies from what is predicted. Knows no claim."""

from fractions import Fraction
from typing import Any

from sympy import Expr, Rational, nan, oo, zoo

from etalon.agreement import Between, HasSign, agree, enclose
from etalon.case import to_fraction
from numerics.flow import Enclosure

_NOTHING = Enclosure.exactly(Fraction(0))


def violation(predicted: Any, observed: Any) -> Enclosure | None:
    """Return the distance of an observation from the nearest value that was predicted.

    Formula: |observed - predicted|; for a sign |observed|; for bounds what is left outside of them; for
        several values, which need not be of one kind, that of the first one that disagrees and has one.

    Returns:
        An enclosure, of width 0 if the distance is known exactly; None if there is no distance: true or
        false, or a prediction that has no value.

    Example:
        >>> violation(HasSign(1), Fraction(-1, 3)).lower
        Fraction(1, 3)
        >>> violation(True, False) is None
        True
    """
    if isinstance(observed, tuple):
        if not isinstance(predicted, tuple) or len(predicted) != len(observed):
            return None
        pairs = zip(predicted, observed, strict=True)
        found = [violation(p, o) for p, o in pairs if not agree(p, o)]
        return next((size for size in found if size), None)
    if isinstance(observed, bool):
        return None
    seen = observed if isinstance(observed, Enclosure) else Enclosure.exactly(Fraction(observed))
    if isinstance(predicted, HasSign):
        return _size(seen)
    if isinstance(predicted, Between):
        return _outside(seen, predicted)
    return None if _undefined(predicted) else _size(seen - _ball(predicted))


def sides(predicted: Any, observed: Any) -> tuple[int, ...]:
    """Return on which side of what is predicted each thing that is observed lies; 0 if the two agree.

    Formula: sign(observed - predicted); for a sign sign(sign(observed) - predicted); for bounds that of what
        is left outside of them.

    Returns:
        Nothing if one of them disagrees without a direction: true or false, or no value.

    Example:
        >>> sides((HasSign(0), 2), (Fraction(-1, 3), Fraction(2))), sides(True, False)
        ((-1, 0), ())
    """
    pairs = [(predicted, observed)]
    if isinstance(observed, tuple):
        if not isinstance(predicted, tuple) or len(predicted) != len(observed):
            return ()
        pairs = list(zip(predicted, observed, strict=True))
    found = [0 if agree(p, o) else _side(p, o) for p, o in pairs]
    return () if None in found else tuple(side or 0 for side in found)


def _side(predicted: Any, observed: Any) -> int | None:
    """Return the side on which an observation that disagrees lies; None if it has none."""
    if isinstance(observed, bool):
        return None
    seen = observed if isinstance(observed, Enclosure) else Enclosure.exactly(Fraction(observed))
    if isinstance(predicted, HasSign):
        return 1 if _sign(seen) > predicted.sign else -1
    if isinstance(predicted, Between):
        under = violation(Between(predicted.lower, oo), observed)
        return None if under is None else -1 if under.upper else 1
    return None if _undefined(predicted) else _sign(seen - _ball(predicted)) or None


def _sign(seen: Enclosure) -> int:
    return int(seen.lower > 0) - int(seen.upper < 0)


def _undefined(value: Any) -> bool:
    return isinstance(value, Expr) and value.has(nan, zoo, oo, -oo)


def _ball(value: Expr | int | Fraction) -> Enclosure:
    if isinstance(value, Rational):
        return Enclosure.exactly(to_fraction(value))
    return enclose(value) if isinstance(value, Expr) else Enclosure.exactly(Fraction(value))


def _size(difference: Enclosure) -> Enclosure:
    """Return the absolute value."""
    ends = sorted((abs(difference.lower), abs(difference.upper)))
    return Enclosure(Fraction(0) if 0 in difference else ends[0], ends[1])


def _outside(seen: Enclosure, bounds: Between) -> Enclosure | None:
    ends = [end for end in (bounds.lower, bounds.upper) if end not in (oo, -oo)]
    if any(end.has(nan, zoo) for end in ends):
        return None
    over = [] if bounds.upper in (oo, -oo) else [seen - _ball(bounds.upper)]
    under = [] if bounds.lower in (oo, -oo) else [_ball(bounds.lower) - seen]
    return max([_NOTHING, *over, *under], key=lambda distance: distance.lower)
