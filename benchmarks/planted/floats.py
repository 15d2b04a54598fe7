"""Whether a prediction and an observation agree as floats, by `numpy.isclose` and its default tolerances."""

from typing import Any

import numpy as np

from etalon.agreement import Between, HasSign


def close(predicted: Any, observed: Any) -> bool:
    """Return whether both are close, each rounded to a float; zero has a sign of its own if it is close.

    Example:
        >>> from fractions import Fraction
        >>> close(Fraction(1, 3), Fraction(333333, 1000000)), close(HasSign(1), Fraction(1, 10**9))
        (True, False)
    """
    if isinstance(observed, tuple):
        same = isinstance(predicted, tuple) and len(predicted) == len(observed)
        return same and all(map(close, predicted, observed))
    if isinstance(observed, bool):
        return predicted is observed
    seen = _float(observed)
    if isinstance(predicted, HasSign):
        return predicted.sign == (0 if np.isclose(seen, 0) else np.sign(seen))
    if isinstance(predicted, Between):
        lower, upper = _float(predicted.lower), _float(predicted.upper)
        return bool(lower <= seen <= upper or np.isclose(seen, lower) or np.isclose(seen, upper))
    return bool(np.isclose(seen, _float(predicted)))


def _float(value: Any) -> float:
    try:
        return float(getattr(value, "midpoint", value))
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except TypeError:
        return float("nan")  # a complex number, or none: it is close to nothing
