"""`etalon when --schedule`: by how much large steps before gradient flow win or lose, and which steps paid.

Knows the scores of two coordinates and how to tell them; simulates nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from rich.table import Table
from sympy import Add, Expr, S, oo

from etalon.agreement import enclose
from etalon.case import to_fraction
from etalon.decimals import decimal
from etalon.output import publish, say, show, working
from etalon.shaped import rates_of
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule
from theory.comparison import outcome
from theory.cosines import products_agree
from theory.descent import contraction_factor
from theory.effective_time import Phases, effective_time, ranks_of_times
from theory.latex import text
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


@dataclass(frozen=True)
class Step:
    """One of the large steps, or several at one rate.

    Args:
        rate: Its learning rate, exact.
        number: How many there are.
        effect: 1 if a step pays, -1 if it costs, 0 if it changes nothing.
        score: Of one step.
    """

    rate: Expr
    number: int
    effect: int
    score: Expr

    @property
    def total(self) -> Expr:
        """Return the score of all."""
        return self.number * self.score


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
        >>> found = answer((2, 1), Schedule.parse("cosine(0, 6)*4"))
        >>> [step["rate"] for step in found["phases"][0]["each"]][1], found["phases"][0]["each"][1]["effect"]
        ('3-3*cos(pi/4)', 'changes nothing')
    """
    steps = [[_step(counts, *pair) for pair in rates_of(item)] for item in schedule.phases]
    every = [(step.rate, step.number) for item in steps for step in item]
    times = [_time(every, weight) for weight in train_weights(counts)]
    if set(times) == {oo}:
        raise InvalidArgument("--schedule", str(schedule), "must leave some train loss, it ends both errors")
    won = _sign(counts, every)
    return {
        "counts": list(counts),
        "schedule": str(schedule),
        "outcome": _OUTCOMES[won],
        "score": _number(Add(*[step.total for item in steps for step in item]) if won else S.Zero),
        "effective_times": list(map(_number, times)),
        "phases": [
            _phase(found) if isinstance(item, Phase) else _shape(counts, str(item), found)
            for item, found in zip(schedule.phases, steps, strict=True)
        ],
    }


def _time(steps: Phases, weight: Expr) -> Expr:
    """Return the effective time; a sum of logarithms that is zero does not look it, powers tell exactly."""
    time = effective_time(steps, weight)
    if time.is_Rational or time == oo or 0 not in enclose(time):
        return time
    kept = [(contraction_factor(rate, weight), int(number)) for rate, number in steps]
    return S.Zero if products_agree(kept, [(S.One, 1)]) else time


def _step(counts: tuple[int, int], rate: Expr, number: Expr) -> Step:
    """Return a step with its score, 2 p_heavy p_light (tau_light - tau_heavy); zero where it ties."""
    heavy, light = sorted(train_weights(counts), reverse=True)
    effect = _sign(counts, [(rate, 1)])
    times = [effective_time([(rate, 1)], weight) for weight in (heavy, light)] if effect else [S.Zero] * 2
    return Step(rate, int(number), effect, 2 * heavy * light * (times[1] - times[0]))


def _phase(steps: Sequence[Step]) -> JSON:
    (step,) = steps
    return {
        "rate": text(step.rate),
        "steps": step.number,
        "score": _number(step.score),
        "total": _number(step.total),
        "effect": _EFFECTS[step.effect],
    }


def _shape(counts: tuple[int, int], item: str, steps: Sequence[Step]) -> JSON:
    effect = _sign(counts, [(step.rate, step.number) for step in steps])
    return {
        "shape": item,
        "steps": len(steps),
        "total": _number(Add(*[step.total for step in steps]) if effect else S.Zero),
        "effect": _EFFECTS[effect],
        "each": [
            {
                "rate": text(step.rate).replace(" ", ""),
                "decimal": _number(step.rate),
                "score": _number(step.score),
                "effect": _EFFECTS[step.effect],
            }
            for step in steps
        ],
    }


def _sign(counts: tuple[int, int], phases: Phases) -> int:
    """Return 1 if the steps win, -1 if they lose, 0 for a tie: exact powers decide, not the decimals."""
    weights = sorted(train_weights(counts), reverse=True)
    kappa = [distortion(S.Half, weight) for weight in weights]
    won = outcome(kappa, ranks_of_times(phases, sorted(counts, reverse=True)))
    assert won is not None  # with two coordinates the effective times always decide
    return won


def _number(value: Expr) -> str:
    """Return a real number, or an infinite one, as a decimal."""
    if value in (oo, -oo):
        return "infinite" if value == oo else "-infinite"
    if value.is_Rational:
        return decimal(to_fraction(value), DIGITS)
    return decimal(enclose(value).midpoint, DIGITS)


def run(counts: tuple[int, int], schedule: Schedule, json_file: str | None) -> int:
    """Print the answer, and write it as JSON if that is asked for."""
    with working("adding up scores"):
        found = answer(counts, schedule)
    if json_file != "-":
        _tell(found)
    publish(found, json_file)
    return 0


def _tell(found: JSON) -> None:
    n_1, n_2 = found["counts"]
    verb = {"wins": "beats", "ties": "ties with", "loses": "loses to"}[found["outcome"]]
    steps = ", ".join(map(_name, found["phases"]))
    say(f"Counts {n_1}:{n_2}: {steps}, then gradient flow, {verb} gradient flow alone.\n")
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for column in ("steps", "score of one", "of all", "which"):
        table.add_column(column, overflow="fold")
    for phase in found["phases"]:
        for row in _rows(phase):
            table.add_row(*row)
    if len(found["phases"]) > 1:
        table.add_row("together", "", _short(found["score"]), found["outcome"])
    show(table)
    say()
    first, second = map(_short, found["effective_times"])
    say(f"Effective times: the steps contract the errors as gradient flow does in {first} and {second}.")
    say(_EXPLAINED)


def _name(phase: JSON) -> str:
    return str(phase["shape"]) if "shape" in phase else f"{phase['rate']}*{phase['steps']}"


def _rows(phase: JSON) -> list[tuple[str, str, str, str]]:
    """Return a phase's rows: of a shape, one for every stretch of steps that pay, or cost, or do neither."""
    total = _short(phase["total"])
    if "shape" not in phase:
        return [(_name(phase), _short(phase["score"]), total, phase["effect"])]
    stretches = [
        list(steps) for _, steps in groupby(enumerate(phase["each"], 1), lambda step: step[1]["effect"])
    ]
    if len(stretches) == 1:
        return [(_name(phase), _from_to(stretches[0]), total, phase["effect"])]
    rows = [(_name(phase), "", total, phase["effect"])]
    for steps in stretches:
        first, last = steps[0][0], steps[-1][0]
        which = f"  step {first}" if first == last else f"  steps {first} to {last}"
        rows.append((which, _from_to(steps), "", steps[0][1]["effect"]))
    return rows


def _from_to(steps: Sequence[tuple[int, JSON]]) -> str:
    """Return the score of a single step, or those of the first and the last one."""
    ends = dict.fromkeys(_short(step["score"]) for _, step in (steps[0], steps[-1]))
    return " to ".join(ends)


def _short(number: str) -> str:
    return number if "infinite" in number else decimal(Fraction(number), _SHOWN)
