"""Where the character of a case changes as one of its numbers moves: the known thresholds, by their names.

Knows theory's thresholds and no claim.
"""

from dataclasses import dataclass
from fractions import Fraction
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
from theory.momentum import momentum_limit


@dataclass(frozen=True, order=True)
class Threshold:
    """A value at which something changes.

    Args:
        lower: It is at least this.
        upper: And at most this: the same again if it is rational.
        name: What changes there, with its formula.
    """

    lower: Fraction
    upper: Fraction
    name: str


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
    named: dict[tuple[Fraction, Fraction], list[str]] = {}
    for found in sorted(_known(case, place)):
        named.setdefault((found.lower, found.upper), []).append(found.name)
    return [Threshold(*ends, ", ".join(names)) for ends, names in named.items()]


def _known(case: Any, place: Place) -> list[Threshold]:
    field = place[0]
    if field == "rate" and isinstance(case, HeavyBall):
        limit = momentum_limit(max(case.p), to_sympy(case.momentum))
        return [_exact(limit, "stability (1 + beta_m)/max p")]
    if not isinstance(case, Case):
        return []
    if field == "schedule" and place[-1] == 0:
        return _batch_rates(case) if isinstance(case, BatchCase) else _rates(case)
    if field == "eps":
        return _stops(case)
    if field == "population" and len(case.counts) == 2 and all(case.counts):
        return [_exact(case.p[int(place[1])], "kappa_1 = kappa_2")]
    return [Threshold(Fraction(0), Fraction(0), "zero")] if field == "beta" else []


def _exact(value: Expr, name: str) -> Threshold:
    return Threshold(to_fraction(value), to_fraction(value), name)


def _two(case: Case) -> tuple[int, int] | None:
    """Return the heavy and the light count, if there are two that differ."""
    heavy, light = max(case.counts), min(case.counts)
    return (heavy, light) if len(case.counts) == 2 and heavy > light > 0 else None


def _rates(case: Case) -> list[Threshold]:
    seen = [(i, weight) for i, weight in enumerate(case.p, start=1) if weight]
    found = [_exact(descent.deadbeat_rate(weight), f"deadbeat 1/(2 p_{i})") for i, weight in seen]
    found.append(_exact(descent.stability_limit(max(case.p)), "stability 1/max p"))
    found += [
        _exact(descent.crossing_rate(p, q), f"crossing 1/(p_{i} + p_{j})")
        for (i, p), (j, q) in combinations(seen, 2)
        if p != q
    ]
    if (two := _two(case)) is None:
        return found
    for name, rate in zip(("eta_c", "eta_max"), critical_rates(*two, DIGITS), strict=True):
        closed = rate.closed_form
        known = f"{name} = {text(closed)}" if closed is not None else name
        found.append(Threshold(to_fraction(rate.left), to_fraction(rate.right), known))
    return found


def _batch_rates(case: BatchCase) -> list[Threshold]:
    found = [_exact(batch_rates.square_stability_limit(max(case.p), case.c), "stability in mean square")]
    if (two := _two(case)) is None:
        return found
    found.append(
        _exact(batch_rates.square_crossing_rate(case.p[0], case.p[1], case.c), "crossing in mean square")
    )
    if case.c < 1:
        names, rates = ("eta_c", "eta_max"), batch_rates.critical_square_rates(*two, case.c)
        for name, rate in zip(names, rates, strict=True):
            known = f"{name} in mean square"
            found.append(Threshold(to_fraction(rate.left), to_fraction(rate.right), known))
    return found


def _stops(case: Case) -> list[Threshold]:
    """Return the train losses on the way: at one of them the run stops a step earlier."""
    losses = train_losses(case.problem, case.phases)
    names = ["L_train(0)"] + [f"L_train after step {k}" for k in range(1, len(losses))]
    return [Threshold(loss, loss, name) for loss, name in zip(losses, names, strict=True) if loss]
