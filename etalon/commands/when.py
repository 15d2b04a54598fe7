"""`etalon when`: which learning rates of a single large step beat gradient flow, for two counts.

Knows the theory of two coordinates and how to tell it; simulates nothing.
"""

from fractions import Fraction
from typing import Any

from rich.table import Table
from sympy import Expr, Poly, Rational

from etalon.decimals import decimal, exact, shortened
from etalon.output import console, publish, say
from numerics.rational import InvalidArgument
from theory import descent
from theory.critical import CriticalRate, critical_rates
from theory.latex import text

JSON = dict[str, Any]
DIGITS = 40
_SHOWN_DIGITS = 30
_CLOSED_FORM = 44  # characters of a closed form that fits into the table


def answer(n_1: int, n_2: int) -> JSON:
    """Return crossing, stability limit, deadbeat rates and the rates that beat the flow, for two counts.

    Example:
        >>> critical = answer(2, 1)["critical"][0]
        >>> critical["lower"], critical["upper"]
        ('3-3*sqrt(2)/2', '3+3*sqrt(2)/2')
        >>> answer(1, 1)["crossing"] is None
        True
    """
    heavy, light = max(n_1, n_2), min(n_1, n_2)
    p_1, p_2 = (Rational(count, n_1 + n_2) for count in (n_1, n_2))
    differ = heavy > light
    return {
        "counts": [n_1, n_2],
        "crossing": _number(descent.crossing_rate(p_1, p_2)) if differ else None,
        "stability": _number(descent.stability_limit(max(p_1, p_2))),
        "deadbeat": [_number(descent.deadbeat_rate(p)) for p in (p_1, p_2)],
        "critical": [_interval(heavy, light)] if differ else [],
    }


def _number(value: Rational) -> JSON:
    return {"exact": str(value), "decimal": decimal(_fraction(value), DIGITS)}


def _fraction(value: Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _interval(heavy: int, light: int) -> JSON:
    try:
        rates = dict(zip(("lower", "upper"), critical_rates(heavy, light, DIGITS), strict=True))
        decimals = {f"decimal_{end}": _decimal(rate, DIGITS) for end, rate in rates.items()}
    except (ValueError, ArithmeticError) as undecided:
        counts = f"{heavy},{light}"
        raise InvalidArgument("--counts", counts, f"must be smaller, {undecided}") from None
    closed = {end: _compact(_closed_form(rate)) for end, rate in rates.items()}
    return {
        **{end: closed[end] or _named_root(rate) for end, rate in rates.items()},
        "closed_form": closed if any(closed.values()) else None,
        **decimals,
        "isolating": {end: [str(rate.left), str(rate.right)] for end, rate in rates.items()},
        "polynomial": {end: _polynomial(rate.polynomial) for end, rate in rates.items()},
    }


def _compact(formula: Expr | None) -> str | None:
    return None if formula is None else text(formula).replace(" ", "")


def _closed_form(rate: CriticalRate) -> Expr | None:
    """Return the rate in radicals, or as a rational where its polynomial is linear."""
    if rate.left == rate.right:
        return rate.left
    if rate.polynomial is not None and rate.polynomial.degree() == 1:
        slope, constant = rate.polynomial.all_coeffs()
        return -constant / slope
    return rate.closed_form


def _decimal(rate: CriticalRate, digits: int) -> str:
    closed = _closed_form(rate)
    if closed is not None and closed.is_Rational:
        return decimal(_fraction(closed), digits)
    return str(rate.decimal(digits))


def _polynomial(polynomial: Poly | None) -> str | None:
    return None if polynomial is None else _compact(polynomial.as_expr())


def _named_root(rate: CriticalRate) -> str:
    """Return a rate without closed form in a way that sympy reads back: a root by its number, or an interval."""
    if rate.polynomial is None:
        return f"({rate.left},{rate.right})"
    below = sum(1 for (_, end), _ in rate.polynomial.intervals() if end < rate.left)
    return f"CRootOf({_polynomial(rate.polynomial)},{below})"


def run(n_1: int, n_2: int, json_file: str | None) -> int:
    """Print the answer, and write it as JSON if that is asked for."""
    found = answer(n_1, n_2)
    if json_file is not None:
        publish(found, json_file)
    if json_file != "-":
        _tell(n_1, n_2, found)
    return 0


def _tell(n_1: int, n_2: int, found: JSON) -> None:
    total = n_1 + n_2
    parts = [f"p_{i} = {exact(Fraction(count, total))}" for i, count in ((1, n_1), (2, n_2))]
    heavy = None if n_1 == n_2 else 1 if n_1 > n_2 else 2
    weights = [f"{part} (heavy)" if i == heavy else part for i, part in enumerate(parts, start=1)]
    say(f"Counts {n_1}:{n_2}, so the train weights are {weights[0]} and {weights[1]}.")
    say()
    console().print(_table(heavy, found))
    say()
    say(_sentence(found))


def _table(heavy: int | None, found: JSON) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column("learning rate", no_wrap=True)
    table.add_column("exact", no_wrap=True)
    table.add_column("decimal", no_wrap=True)
    for name, value, _ in _rows(heavy, found):
        table.add_row(name, *value)
    return table


def _rows(heavy: int | None, found: JSON) -> list[tuple[str, tuple[str, str], str]]:
    """Return name, (exact, decimal) and meaning of each rate."""
    rows = []
    if found["crossing"]:
        meaning = f"above it coordinate {heavy} keeps a larger share of its error than the other"
        rows.append(("crossing", _cells(found["crossing"]), meaning))
    rows.append(("stability", _cells(found["stability"]), "below it every step shrinks both errors"))
    for i, rate in enumerate(found["deadbeat"], start=1):
        rows.append((f"deadbeat {i}", _cells(rate), f"one step ends coordinate {i}"))
    for critical in found["critical"]:
        for end, name in (("lower", "critical, lower"), ("upper", "critical, upper")):
            cells = (_short(critical, end), _leading(critical[f"decimal_{end}"]))
            rows.append((name, cells, ""))
    return rows


def _cells(number: JSON) -> tuple[str, str]:
    return shortened(number["exact"]), _leading(number["decimal"])


def _leading(digits: str) -> str:
    """Return a decimal of at most thirty digits."""
    return decimal(Fraction(digits), _SHOWN_DIGITS)


def _short(critical: JSON, end: str) -> str:
    closed = (critical["closed_form"] or {}).get(end)
    if closed and len(closed) <= _CLOSED_FORM:
        return str(closed)
    polynomial = critical["polynomial"][end]
    if polynomial is None:
        return "not an algebraic number of low degree"
    degree = Poly(polynomial).degree()
    return f"root of a polynomial of degree {degree}"


def _sentence(found: JSON) -> str:
    if not found["critical"]:
        return (
            "With equal counts a step shrinks both errors alike, whatever its learning rate: no rate matters, "
            "and training ends where gradient flow would end."
        )
    lower, upper = (decimal(Fraction(found["critical"][0][f"decimal_{end}"]), 7) for end in ("lower", "upper"))
    return (
        f"One large step and then gradient flow, stopped at the same train loss as gradient flow alone, ends "
        f"at a smaller test loss exactly when the step's learning rate is between {lower} and {upper}. "
        f"Any other rate ends at a larger test loss, and the two critical rates themselves at the same. "
        f"This holds for every teacher without a zero and every train loss to stop at that the step leaves "
        f"to the flow; the test loss weighs both coordinates alike."
    )
