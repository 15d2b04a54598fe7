"""`etalon when`: which learning rates of a single large step beat gradient flow, for two counts.

The step is taken on all samples or on a mini-batch of them; on a mini-batch it wins or loses in mean square.
Knows the theory of two coordinates and how to tell it; simulates nothing.
"""

import re
from fractions import Fraction
from typing import Any, NamedTuple

from rich.table import Table
from sympy import Expr, Poly, Rational, S

from etalon.decimals import decimal, shortened
from etalon.output import publish, say, show
from numerics.rational import InvalidArgument
from theory import batch_rates, descent
from theory.critical_rate import CriticalRate
from theory.latex import text
from theory.minibatch import noise_coefficient

JSON = dict[str, Any]
DIGITS = 40
_SHOWN_DIGITS = 30
_RATIONAL = re.compile(r"[0-9]+(/[0-9]+)?")
_CLOSED_FORM = 56  # characters of a closed form that fits into the table
_WHEN = (
    "One large step and then gradient flow beats gradient flow alone exactly if the step's learning rate is"
)
_WHEN_ON_BATCHES = (
    "One large step on {batch}, then gradient flow, beats gradient flow alone in mean square exactly if the "
    "step's learning rate is"
)
_IN_MEAN_SQUARE = (
    "In mean square means: mean squared errors, over the draws of the batch, take the place of squared "
    "errors. The flow that follows stops where the mean train loss is that of gradient flow alone; the "
    "smaller mean test loss wins (both coordinates weighed alike). Outside this interval it is the larger "
    "one, at its ends the same."
)
_WINDOW = "From {lower} to {upper} both mean squared errors shrink, that of the heavy coordinate less."
_SINGLE_SAMPLES = (
    "Steps on single samples never win in mean square, whatever their learning rates: the mean test loss "
    "ends above that of gradient flow, or at it if every rate is 1."
)
_ALIKE_ON_BATCHES = (
    "With equal counts a step changes both mean squared errors alike, whatever its learning rate: no rate "
    "matters, and training ends at the test loss of gradient flow, in mean square."
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


class Batch(NamedTuple):
    """How many samples a step is taken on, and whether one may be drawn more than once."""

    size: int
    repeats: bool

    def __str__(self) -> str:
        """Return it in words."""
        samples = "1 sample" if self.size == 1 else f"a batch of {self.size} samples"
        return f"{samples} drawn {'with' if self.repeats else 'without'} replacement"


def answer(n_1: int, n_2: int, batch: Batch | None = None) -> JSON:
    """Return crossing, stability limit, deadbeat rates and the rates that beat the flow, for two counts.

    On a batch they are those in mean square, and none ends an error: the noise coefficient c is told instead.

    Example:
        >>> critical = answer(2, 1)["critical"][0]
        >>> critical["lower"], critical["upper"]
        ('3-3*sqrt(2)/2', '3+3*sqrt(2)/2')
        >>> answer(1, 1)["crossing"] is None
        True
        >>> answer(2, 1, Batch(2, True))["critical"][0]["lower"]
        '3/4'
    """
    heavy, light = max(n_1, n_2), min(n_1, n_2)
    p_1, p_2 = (Rational(count, n_1 + n_2) for count in (n_1, n_2))
    c = noise_coefficient(batch.size, n_1 + n_2, batch.repeats) if batch else S.Zero
    found = {
        "counts": [n_1, n_2],
        "crossing": _number(batch_rates.square_crossing_rate(p_1, p_2, c)) if heavy > light else None,
        "stability": _number(batch_rates.square_stability_limit(max(p_1, p_2), c)),
        "deadbeat": [] if c else [_number(descent.deadbeat_rate(p)) for p in (p_1, p_2)],
        "critical": [_interval(heavy, light, c)] if heavy > light and c < 1 else [],
    }
    return found | {"batch": _on_batches(batch, c, found)} if batch else found


def _on_batches(batch: Batch, c: Rational, found: JSON) -> JSON:
    """Return the batch, its noise, and the window of rates that win and shrink all mean squared errors."""
    ends = (found["crossing"], found["stability"]) if found["critical"] else None
    window = dict(zip(("lower", "upper"), (end["exact"] for end in ends), strict=True)) if ends else None
    return {
        "size": batch.size,
        "with_replacement": batch.repeats,
        "noise": _number(c),
        "window": window,
    }


def _number(value: Rational) -> JSON:
    return {"exact": str(value), "decimal": decimal(_fraction(value), DIGITS)}


def _fraction(value: Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _interval(heavy: int, light: int, c: Rational) -> JSON:
    try:
        both = batch_rates.critical_square_rates(heavy, light, c, DIGITS)
        rates = dict(zip(("lower", "upper"), both, strict=True))
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


def run(n_1: int, n_2: int, batch: Batch | None, json_file: str | None) -> int:
    """Print the answer, and write it as JSON if that is asked for."""
    found = answer(n_1, n_2, batch)
    if json_file != "-":
        _tell(n_1, n_2, batch, found)
    publish(found, json_file)
    return 0


def _tell(n_1: int, n_2: int, batch: Batch | None, found: JSON) -> None:
    heavy = None if n_1 == n_2 else 1 if n_1 > n_2 else 2
    weights = [f"p_{i} = {Fraction(count, n_1 + n_2)}" for i, count in ((1, n_1), (2, n_2))]
    told = [f"{weight} (heavy)" if i == heavy else weight for i, weight in enumerate(weights, start=1)]
    say(f"Counts {n_1}:{n_2}, so the train weights are {told[0]} and {told[1]}.\n")
    if heavy is None:
        say(_ALIKE_ON_BATCHES if batch else _NEVER)
    elif not found["critical"]:
        say(_SINGLE_SAMPLES)
    else:
        say(_WHEN_ON_BATCHES.format(batch=batch) if batch else _WHEN)
        for interval in found["critical"]:
            show(_critical_rates(interval))
        say(_IN_MEAN_SQUARE if batch else _MEANING)
        if batch:
            say(_WINDOW.format(**found["batch"]["window"]))
    say()
    show(_simple_rates(found))


def _critical_rates(interval: JSON) -> Table:
    table = _table("", "", "", show_header=False)
    for end, name in (("lower", "  above"), ("upper", "  below")):
        digits = interval[f"decimal_{end}"]
        sign = "=" if _is_decimal(interval[end], digits) else "~"
        table.add_row(
            name, f"[bold]{_short(interval, end)}[/bold]", f"{sign} {_leading(digits, _SHOWN_DIGITS)}"
        )
    return table


def _is_decimal(exact: str, digits: str) -> bool:
    """Return whether the digits are all of the number, and not rounded."""
    rational = Rational(exact) if _RATIONAL.fullmatch(exact) else None
    return rational is not None and _fraction(rational) == Fraction(digits)


def _simple_rates(found: JSON) -> Table:
    kind = "mean squared error" if "batch" in found else "error"
    table = _table("learning rate", "exact", "decimal", "what happens there")
    if found["crossing"]:
        meaning = f"above it the heavy coordinate keeps the larger share of its {kind}"
        table.add_row("crossing", *_cells(found["crossing"]), meaning)
    table.add_row("stability", *_cells(found["stability"]), f"below it every step shrinks both {kind}s")
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
