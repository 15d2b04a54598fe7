"""Where the character of a case changes as one of its numbers moves: the known thresholds, by their names.

Knows theory's thresholds and no claim.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from sympy import Expr

from etalon.case import Case, to_fraction, to_sympy
from etalon.explore.places import Place
from etalon.heavy_ball import HeavyBall
from etalon.strategies import DIGITS, BatchCase
from numerics.exact import train_losses
from theory import batch_rates, descent
from theory.critical import critical_rates
from theory.latex import text
from theory.losses import train_weights
from theory.momentum import momentum_limit

_CRITICAL = ("eta_c", "eta_max")


@dataclass(frozen=True, order=True)
class Threshold:
    """A value at which something changes.

    Args:
        lower: It is at least this.
        upper: And at most this: the same again if it is rational.
        name: What changes there, with its formula.
        word: How it is called in a condition.
    """

    lower: Fraction
    upper: Fraction
    name: str
    word: str = ""


def thresholds(case: Any, place: Place) -> list[Threshold]:
    """Return the known thresholds of a number of a case, in their order, equal ones once.

    Example:
        >>> from etalon.case import one_step
        >>> case = one_step((2, 1), Fraction(1), Fraction(1, 9))
        >>> [str(found.lower) for found in thresholds(case, ("schedule", 0, 0)) if found.lower == found.upper]
        ['3/4', '1', '3/2']
        >>> thresholds(case, ("schedule", 0, 0))[-2].name
        'deadbeat 1/(2 p_2), stability 1/max p'
    """
    return merged(_told(case, each) for each in plain(case, place))


def _told(case: Any, threshold: Threshold) -> Threshold:
    """Return a threshold with its closed form: it takes long to find, and only names have it."""
    if threshold.word not in _CRITICAL or isinstance(case, BatchCase):
        return threshold
    two = _two(case.counts)
    assert two is not None  # else it has no critical rates
    closed = critical_rates(*two, DIGITS)[_CRITICAL.index(threshold.word)].closed_form
    return threshold if closed is None else replace(threshold, name=f"{threshold.name} = {_text(closed)}")


@lru_cache(maxsize=64)
def _text(closed: Expr) -> str:
    return text(closed)


def merged(found: Iterable[Threshold]) -> list[Threshold]:
    """Return thresholds in their order, equal ones once, with all their names."""
    named: dict[tuple[Fraction, Fraction], list[str]] = {}
    for each in sorted(found):
        named.setdefault((each.lower, each.upper), []).append(each.name)
    return [Threshold(*ends, ", ".join(names)) for ends, names in named.items()]


def called(case: Any) -> dict[str, Threshold]:
    """Return the thresholds of a case's rates and of its stop, by the words for them.

    Example:
        >>> from etalon.case import one_step
        >>> found = called(one_step((2, 1), Fraction(1), Fraction(1, 9)))
        >>> list(found)
        ['deadbeat_1', 'deadbeat_2', 'stability', 'crossing', 'eta_c', 'eta_max', 'L_train(0)', 'L_train(1)']
    """
    places: list[Place] = [("rate",)]
    places += [("schedule", 0, 0)] * bool(getattr(case, "schedule", ()))
    places += [("eps",)] * (getattr(case, "eps", None) is not None)
    return {each.word: each for place in places for each in plain(case, place)}


def plain(case: Any, place: Place) -> list[Threshold]:
    """Return the known thresholds of a number of a case, without closed forms; equal ones are several."""
    field = place[0]
    if field == "rate" and isinstance(case, HeavyBall):
        limit = momentum_limit(max(case.p), to_sympy(case.momentum))
        return [_exact(limit, "stability (1 + beta_m)/max p", "stability")]
    if not isinstance(case, Case):
        return []
    if field == "schedule" and place[-1] == 0:
        return _batch_rates(case) if isinstance(case, BatchCase) else _rates(case.counts)
    if field == "eps":
        return _stops(case)
    if field == "population" and len(case.counts) == 2 and all(case.counts):
        return [_exact(case.p[int(place[1])], "kappa_1 = kappa_2")]
    return [Threshold(Fraction(0), Fraction(0), "zero")] if field == "beta" else []


def _exact(value: Expr, name: str, word: str = "") -> Threshold:
    return Threshold(to_fraction(value), to_fraction(value), name, word)


def _two(counts: Sequence[int]) -> tuple[int, int] | None:
    """Return the heavy and the light count, if there are two that differ."""
    heavy, light = max(counts), min(counts)
    return (heavy, light) if len(counts) == 2 and heavy > light > 0 else None


@lru_cache(maxsize=256)  # a case is moved in one number, and asked for its thresholds, again and again
def _rates(counts: tuple[int, ...]) -> list[Threshold]:
    seen = [(i, weight) for i, weight in enumerate(train_weights(counts), start=1) if weight]
    found = [_exact(descent.deadbeat_rate(p), f"deadbeat 1/(2 p_{i})", f"deadbeat_{i}") for i, p in seen]
    heaviest = max(weight for _, weight in seen)
    found.append(_exact(descent.stability_limit(heaviest), "stability 1/max p", "stability"))
    found += [
        _exact(descent.crossing_rate(p, q), f"crossing 1/(p_{i} + p_{j})", _crossing(i, j))
        for (i, p), (j, q) in combinations(seen, 2)
        if p != q
    ]
    if (two := _two(counts)) is None:
        return found
    for name, rate in zip(_CRITICAL, critical_rates(*two, DIGITS), strict=True):
        found.append(Threshold(to_fraction(rate.left), to_fraction(rate.right), name, name))
    return found


def _crossing(i: int, j: int) -> str:
    return "crossing" if (i, j) == (1, 2) else f"crossing_{i}_{j}"


def _batch_rates(case: BatchCase) -> list[Threshold]:
    if not case.batching.repeats and case.batching.size > sum(case.counts):  # no such batch can be drawn
        return []
    stable = batch_rates.square_stability_limit(max(case.p), case.c)
    found = [_exact(stable, "stability in mean square", "stability")]
    if (two := _two(case.counts)) is None:
        return found
    crossing = batch_rates.square_crossing_rate(case.p[0], case.p[1], case.c)
    found.append(_exact(crossing, "crossing in mean square", "crossing"))
    if case.c < 1:
        for name, rate in zip(_CRITICAL, batch_rates.critical_square_rates(*two, case.c), strict=True):
            known = f"{name} in mean square"
            found.append(Threshold(to_fraction(rate.left), to_fraction(rate.right), known, name))
    return found


def _stops(case: Case) -> list[Threshold]:
    """Return the train losses on the way: at one of them the run stops a step earlier."""
    losses = train_losses(case.problem, case.phases)
    names = ["L_train(0)"] + [f"L_train after step {k}" for k in range(1, len(losses))]
    return [
        Threshold(loss, loss, name, f"L_train({k})")
        for k, (loss, name) in enumerate(zip(losses, names, strict=True))
        if loss
    ]
