"""`etalon when`: which learning rates of a single large step beat gradient flow, for two counts.

Knows the theory of two coordinates and how to tell it; simulates nothing.
"""

from fractions import Fraction
from typing import Any

from rich.table import Table
from sympy import Expr, Poly, Rational

from etalon.decimals import decimal, shortened
from etalon.output import publish, say, show
from numerics.rational import InvalidArgument
from theory import descent
from theory.critical import CriticalRate, critical_rates
from theory.latex import text

JSON = dict[str, Any]
DIGITS = 40
_SHOWN_DIGITS = 30
_CLOSED_FORM = 56  # characters of a closed form that fits into the table
_WHEN = (
    "One large step and then gradient flow beats gradient flow alone exactly if the step's learning rate is"
)
_MEANING = (
    "To beat means: stopped at the same train loss, it has the smaller test loss (both coordinates weighed "
    "alike). Outside this interval it has the larger one, at its ends the same. The coefficients to be "
    "learned do not matter (none may be 0), nor does the train loss to stop at, as long as the step leaves "
    "something to the flow."
)
_NEVER = (
    "With equal counts a step changes both errors alike, whatever its learning rate: no rate matters, and "
    "training ends at the test loss of gradient flow, at the same point or at its mirror image."
)


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
    """Return a rate without closed form as sympy reads it back: a root by its number, or an interval."""
    if rate.polynomial is None:
        return f"({rate.left},{rate.right})"
    below = sum(1 for (_, end), _ in rate.polynomial.intervals() if end < rate.left)
    return f"CRootOf({_polynomial(rate.polynomial)},{below})"


def run(n_1: int, n_2: int, json_file: str | None) -> int:
    """Print the answer, and write it as JSON if that is asked for."""
    found = answer(n_1, n_2)
    if json_file != "-":
        _tell(n_1, n_2, found)
    publish(found, json_file)
    return 0


def _tell(n_1: int, n_2: int, found: JSON) -> None:
    heavy = None if n_1 == n_2 else 1 if n_1 > n_2 else 2
    weights = [f"p_{i} = {Fraction(count, n_1 + n_2)}" for i, count in ((1, n_1), (2, n_2))]
    told = [f"{weight} (heavy)" if i == heavy else weight for i, weight in enumerate(weights, start=1)]
    say(f"Counts {n_1}:{n_2}, so the train weights are {told[0]} and {told[1]}.\n")
    if heavy is None:
        say(_NEVER)
    else:
        say(_WHEN)
        for interval in found["critical"]:
            show(_critical_rates(interval))
        say(_MEANING)
    say()
    show(_simple_rates(found))


def _critical_rates(interval: JSON) -> Table:
    table = _table("", "", "", show_header=False)
    for end, name in (("lower", "  above"), ("upper", "  below")):
        digits = interval[f"decimal_{end}"]
        sign = "=" if digits == interval[end] else "~"  # a rate that is not a short decimal is rounded
        table.add_row(
            name, f"[bold]{_short(interval, end)}[/bold]", f"{sign} {_leading(digits, _SHOWN_DIGITS)}"
        )
    return table


def _simple_rates(found: JSON) -> Table:
    table = _table("learning rate", "exact", "decimal", "what happens there")
    if found["crossing"]:
        meaning = "above it the heavy coordinate keeps the larger share of its error"
        table.add_row("crossing", *_cells(found["crossing"]), meaning)
    table.add_row("stability", *_cells(found["stability"]), "below it every step shrinks both errors")
    for i, rate in enumerate(found["deadbeat"], start=1):
        table.add_row(f"deadbeat {i}", *_cells(rate), f"one step ends the error of coordinate {i}")
    return table


def _table(*columns: str, show_header: bool = True) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold", show_header=show_header
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _cells(number: JSON) -> tuple[str, str]:
    return shortened(number["exact"], 24), _leading(number["decimal"], 12)


def _leading(digits: str, most: int) -> str:
    return decimal(Fraction(digits), most)


def _short(critical: JSON, end: str) -> str:
    """Return the closed form if it fits into the table, else what the rate is and where more is told."""
    closed = (critical["closed_form"] or {}).get(end)
    if closed and len(closed) <= _CLOSED_FORM:
        return str(closed)
    polynomial = critical["polynomial"][end]
    if polynomial is None:
        return "root of a polynomial of high degree"
    degree = Poly(polynomial).degree()
    return f"in radicals, see --json (degree {degree})" if closed else f"root of degree {degree}, see --json"
