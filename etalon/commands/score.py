"""`etalon when --schedule`: by how much large steps before gradient flow win or lose, and which steps paid.

Knows the scores of two coordinates and how to tell them; simulates nothing.
"""

from fractions import Fraction
from typing import Any

from rich.table import Table
from sympy import Expr, S, oo

from etalon.agreement import enclose
from etalon.case import to_fraction, to_sympy
from etalon.decimals import decimal
from etalon.output import publish, say, show
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from theory.comparison import outcome
from theory.effective_time import Phases, effective_time, ranks_of_times
from theory.losses import distortion, train_weights

JSON = dict[str, Any]
DIGITS = 20
_SHOWN = 10
_OUTCOMES = {1: "wins", 0: "ties", -1: "loses"}
_EFFECTS = {1: "pays", 0: "changes nothing", -1: "costs"}
_EXPLAINED = (
    "A step's score is p_light log|rho_heavy| - p_heavy log|rho_light|, rho the factor by which it "
    "multiplies an error. Scores add up, in whatever order the steps are taken, and the sign of the sum "
    "decides, whatever the coefficients to be learned (none may be 0) and the train loss to stop at, as long "
    "as the steps leave something to the flow."
)


def answer(counts: tuple[int, int], schedule: Schedule) -> JSON:
    """Return each phase's score, the effective times, and whether the schedule beats gradient flow.

    Args:
        counts: How often each coordinate was drawn.
        schedule: The large steps, each phase with a count.

    Raises:
        InvalidArgument: If the steps end both errors, so that no train loss is left.

    Example:
        >>> found = answer((2, 1), Schedule.parse("1/2*1, 3/2*1, flow"))
        >>> found["outcome"], [phase["effect"] for phase in found["phases"]]
        ('wins', ['costs', 'pays'])
    """
    phases = [(to_sympy(phase.rate), phase.steps or 0) for phase in schedule.phases]
    times = [effective_time(phases, weight) for weight in train_weights(counts)]
    if set(times) == {oo}:
        raise InvalidArgument("--schedule", str(schedule), "must leave some train loss, it ends both errors")
    return {
        "counts": list(counts),
        "schedule": str(schedule),
        "outcome": _OUTCOMES[_sign(counts, phases)],
        "score": _number(_score(counts, phases)),
        "effective_times": list(map(_number, times)),
        "phases": [
            {
                "rate": str(rate),
                "steps": steps,
                "score": _number(_score(counts, [(rate, 1)])),
                "total": _number(_score(counts, [(rate, steps)])),
                "effect": _EFFECTS[_sign(counts, [(rate, 1)])],
            }
            for rate, steps in phases
        ],
    }


def _sign(counts: tuple[int, int], phases: Phases) -> int:
    """Return 1 if the steps win, -1 if they lose, 0 for a tie: integer powers decide, not the decimals."""
    weights = sorted(train_weights(counts), reverse=True)
    kappa = [distortion(S.Half, weight) for weight in weights]
    won = outcome(kappa, ranks_of_times(phases, sorted(counts, reverse=True)))
    assert won is not None  # with two coordinates the effective times always decide
    return won


def _score(counts: tuple[int, int], phases: Phases) -> Expr:
    """Return the sum of the scores, 2 p_heavy p_light (tau_light - tau_heavy); zero where they tie."""
    heavy, light = sorted(train_weights(counts), reverse=True)
    if _sign(counts, phases) == 0:
        return S.Zero
    return 2 * heavy * light * (effective_time(phases, light) - effective_time(phases, heavy))


def _number(value: Expr) -> str:
    """Return a real number, or an infinite one, as a decimal."""
    if value in (oo, -oo):
        return "infinite" if value == oo else "-infinite"
    if value.is_Rational:
        return decimal(to_fraction(value), DIGITS)
    return decimal(enclose(value).midpoint, DIGITS)


def run(counts: tuple[int, int], schedule: Schedule, json_file: str | None) -> int:
    """Print the answer, and write it as JSON if that is asked for."""
    found = answer(counts, schedule)
    if json_file != "-":
        _tell(found)
    publish(found, json_file)
    return 0


def _tell(found: JSON) -> None:
    n_1, n_2 = found["counts"]
    steps = ", ".join(f"{phase['rate']}*{phase['steps']}" for phase in found["phases"])
    verb = {"wins": "beats", "ties": "ties with", "loses": "loses to"}[found["outcome"]]
    say(f"Counts {n_1}:{n_2}: {steps}, then gradient flow, {verb} gradient flow alone.\n")
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for column in ("steps", "score of one", "of all", "which"):
        table.add_column(column, overflow="fold")
    for phase in found["phases"]:
        numbers = (_short(phase["score"]), _short(phase["total"]))
        table.add_row(f"{phase['rate']}*{phase['steps']}", *numbers, phase["effect"])
    if len(found["phases"]) > 1:
        table.add_row("together", "", _short(found["score"]), found["outcome"])
    show(table)
    say()
    first, second = map(_short, found["effective_times"])
    say(f"Effective times: the steps contract the errors as gradient flow does in {first} and {second}.")
    say(_EXPLAINED)


def _short(number: str) -> str:
    return number if "infinite" in number else decimal(Fraction(number), _SHOWN)
