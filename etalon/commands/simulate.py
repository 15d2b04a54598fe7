"""`etalon simulate`: runs of schedules on one sample, their losses compared as far as they are certain.

Knows the simulation and how to tell it; no theory.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.table import Table

from etalon.arguments import naming
from etalon.decimals import certified, decimal, exact, read, shortened
from etalon.output import File, publish, say, show, working
from numerics.enclosure import Enclosure
from numerics.flow import Undecided
from numerics.problem import Problem, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Item, Schedule
from numerics.shapes import Shape
from numerics.simulate import Outcome, rates_of, simulate
from numerics.trace import Trace, trace

JSON = dict[str, Any]
Number = Fraction | Enclosure
_BITS = (64, 256, 1024)  # to which losses are enclosed, one after the other until they can be told apart
_DIGITS = 20  # that are shown of a number that is not written whole
_SAME = "The two schedules are the same, so both runs coincide."
_FRACTION = 28  # characters of a fraction, about as long as such a decimal
_ROWS = 12  # residuals that are shown; all of them are in the JSON


@dataclass(frozen=True)
class Request:
    """What to simulate, as it was asked for.

    Args:
        counts: How many times each coordinate was drawn.
        beta: The true coefficients.
        schedules: One or two, by the option they came with: its name and its text.
        stop: The train loss to stop at; None means a hundredth of the initial one.
        max_steps: Of gradient descent.
    """

    counts: tuple[int, ...]
    beta: tuple[Fraction, ...]
    schedules: dict[str, tuple[Schedule, str]]
    stop: Fraction | None
    max_steps: int


def answer(request: Request) -> tuple[JSON, list[Outcome]]:
    """Return what the runs came to, for programs and as it is.

    Raises:
        InvalidArgument: If something cannot be simulated; it names the option.

    Example:
        >>> ways = {"--schedule": (Schedule.parse("3/2*1"), "3/2*1")}
        >>> found, _ = answer(Request((2, 1), (Fraction(1), Fraction(1)), ways, None, 10))
        >>> found["stop"], found["runs"][0]["residual"]
        ('1/100', ['1', '0'])
    """
    problem, stop = _ends(request)
    outcomes = _run_until_told_apart(request, problem, stop)
    runs = [_as_json(run, way) for run, (way, _) in zip(outcomes, request.schedules.values(), strict=True)]
    return {
        "counts": list(request.counts),
        "beta": [exact(component) for component in request.beta],
        "stop": exact(stop),
        "runs": runs,
    }, outcomes


def _ends(request: Request) -> tuple[Problem, Fraction]:
    counts, beta = (",".join(map(str, numbers)) for numbers in (request.counts, request.beta))
    with naming({"beta_star": "--beta"}, {"n * d": ("--counts", shortened(counts))}):
        problem = Problem.from_counts(request.counts, request.beta)
    initial = train_loss(problem, (Fraction(0),) * problem.d)
    if initial == 0:
        raise InvalidArgument(
            "--beta", beta, "must not be 0 on all drawn coordinates: nothing is to be learned"
        )
    return problem, initial / 100 if request.stop is None else request.stop


def _run_until_told_apart(request: Request, problem: Problem, stop: Fraction) -> list[Outcome]:
    """Enclose the test losses so closely that it is certain which is smaller, if that can be."""
    outcomes: list[Outcome] = []
    for bits in _BITS:
        try:
            outcomes = [_run(request, problem, stop, option, bits) for option in request.schedules]
        except Undecided as undecided:
            if not outcomes:
                raise InvalidArgument("--stop", stop, f"must be another one, {undecided}") from None
            break
        if _settled(request, outcomes):
            break
    return outcomes


def _settled(request: Request, outcomes: Sequence[Outcome]) -> bool:
    """Return whether closer enclosures would not help to tell the test losses apart."""
    losses = [enclosed(run.test_loss) for run in outcomes]
    return _coincide(request) or not losses[0].overlaps(losses[-1]) or all(loss.width == 0 for loss in losses)


def _coincide(request: Request) -> bool:
    """Return whether all the schedules say the same, however they are written."""
    return len({way.merged() for way, _ in request.schedules.values()}) == 1


def _run(request: Request, problem: Problem, stop: Fraction, option: str, bits: int) -> Outcome:
    way, _ = request.schedules[option]
    with _naming(request, option):
        name = option.removeprefix("--")
        return simulate(problem, way, stop, name=name, max_steps=request.max_steps, bits=bits)


def _naming(request: Request, option: str) -> AbstractContextManager[None]:
    within = dict.fromkeys(("rate", "phases", "steps", "value"), (option, request.schedules[option][1]))
    return naming({"stop": "--stop", "max_steps": "--max-steps"}, within)


def enclosed(number: Number) -> Enclosure:
    """Return a number as an interval, of one point if it is known exactly."""
    return number if isinstance(number, Enclosure) else Enclosure.exactly(number)


def _as_json(run: Outcome, way: Schedule) -> JSON:
    return {
        "name": run.name,
        "schedule": str(way),
        "shapes": [_listed(item) for item in way.phases if isinstance(item, Shape)],
        "steps": run.steps,
        "stopped": run.stopped,
        "residual": [_number(residual) for residual in run.residual],
        "train_loss": _number(run.train_loss),
        "test_loss": _number(run.test_loss),
        "time": None if run.time is None else _number(run.time),
    }


def _listed(shape: Shape) -> JSON:
    """Return a shape with its rates, whether the run came to them or not.

    Example:
        >>> _listed(Schedule.parse("linear(1, 0)*2").phases[0])
        {'shape': 'linear(1, 0)*2', 'rates': ['1', '1/2']}
    """
    return {"shape": str(shape), "rates": [_number(rate) for rate in rates_of(shape)]}


def _number(value: Number) -> str | JSON:
    if isinstance(value, Fraction):
        return exact(value)
    return {"lower": exact(value.lower), "upper": exact(value.upper)}


def run(request: Request, plot: str | None, json_file: str | None) -> int:
    """Simulate, draw, print, and write JSON, as far as each is asked for."""
    with working("simulating"):
        found, outcomes = answer(request)
        pictures = [] if plot is None else [File("--plot", plot, _picture(request, found, plot))]
    if json_file != "-":
        _tell(found, outcomes, request)
    publish(found, json_file, pictures)
    if plot is not None and json_file != "-":
        say(f"\nDrawn to {plot}", wrap=False)
    return 0


def _picture(request: Request, found: JSON, plot: str) -> bytes:
    from numerics.figures import draw_talk_panels  # matplotlib takes a while to import

    problem, stop = Problem.from_counts(request.counts, request.beta), read(found["stop"])
    # As in the talk what is compared with comes first.
    traces = [_traced(request, problem, stop, option) for option in reversed(request.schedules)]
    with naming({"stop": "--stop", "beta_star": "--beta"}):
        return draw_talk_panels(problem, traces, stop, Path(plot).suffix[1:])


def _traced(request: Request, problem: Problem, stop: Fraction, option: str) -> Trace:
    way, _ = request.schedules[option]
    with _naming(request, option):
        return trace(problem, way, stop, name=_in_words(way), max_steps=request.max_steps)


def _in_words(way: Schedule) -> str:
    """Return a schedule for the title of a panel.

    Example:
        >>> _in_words(Schedule.parse("3/2*1, 1/2*3, 1/2*1, flow")), _in_words(Schedule.parse("1/2"))
        ('1 step at 3/2, 4 steps at 1/2, gradient flow', 'steps at 1/2')
    """
    return ", ".join([*map(_item_in_words, way.merged().phases), *["gradient flow"] * way.flow])


def _item_in_words(item: Item) -> str:
    if isinstance(item, Shape):
        return str(item)
    number = "" if item.steps is None else f"{item.steps} "
    return f"{number}step{'s' * (item.steps != 1)} at {item.rate}"


def _tell(found: JSON, outcomes: Sequence[Outcome], request: Request) -> None:
    counts = shortened(":".join(map(str, found["counts"])))
    beta, stop = shortened(", ".join(map(_brief, found["beta"]))), _brief(found["stop"])
    say(f"Counts {counts}, true coefficients {beta}; {_stopping(outcomes, stop)}.\n")
    show(_table(found, outcomes))
    if len(outcomes) == 2:
        say()
        say(_SAME if _coincide(request) else comparison(*outcomes))


def _stopping(outcomes: Sequence[Outcome], stop: str) -> str:
    """Return where training stopped, or by which run the stop was not reached."""
    if all(run.stopped for run in outcomes):
        return f"stopped at train loss {stop}"
    names = ("first ", "second ") if len(outcomes) == 2 else ("",)
    early = [name for name, run in zip(names, outcomes, strict=True) if not run.stopped]
    which = "neither run" if len(early) == 2 else f"the {early[0]}run does not"
    return f"to stop at train loss {stop}, which {which} {'reaches' if len(early) == 2 else 'reach'}"


def _brief(fraction: str) -> str:
    """Return a fraction for a sentence: as it is, or as a decimal if it is long.

    Example:
        >>> _brief("1/300"), _brief("1/30000000000000000000"), _brief("1/100000000000000000000")
        ('1/300', 'about 3.33333333333e-20', '1e-20')
    """
    if len(fraction) <= 20:
        return fraction
    digits = decimal(read(fraction), 12)
    return digits if Fraction(digits) == read(fraction) else f"about {digits}"


def _table(found: JSON, outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for told in found["runs"]:
        table.add_column(shortened(told["schedule"]), overflow="fold")
    table.add_row("steps", *[str(run.steps) for run in outcomes])
    table.add_row("reached the stop", *["yes" if run.stopped else "no" for run in outcomes])
    if any(run.time is not None for run in outcomes):
        table.add_row(
            "time in the flow", *["-" if run.time is None else _shown(run.time) for run in outcomes]
        )
    for i in range(min(len(found["counts"]), _ROWS)):
        table.add_row(f"residual {i + 1}", *[_shown(run.residual[i]) for run in outcomes])
    if len(found["counts"]) > _ROWS:
        table.add_row("...", *["(the others are in the JSON)" for _ in outcomes])
    table.add_row("train loss", *[_shown(run.train_loss) for run in outcomes])
    table.add_row("[bold]test loss[/bold]", *[f"[bold]{_shown(run.test_loss)}[/bold]" for run in outcomes])
    return table


def _shown(number: Number) -> str:
    """Return an exact number as a fraction and a decimal, an enclosed one as the digits that are certain."""
    if isinstance(number, Fraction):
        fraction, digits = shortened(exact(number), _FRACTION), decimal(number, _DIGITS)
        sign = "=" if Fraction(digits) == number else "~"  # it may be rounded
        return fraction if fraction == digits else f"{fraction}\n{sign} {digits}"
    digits, certain = certified(number.lower, number.upper, _DIGITS)
    if certain:
        return digits
    return f"between {decimal(number.lower, 3)}\nand {decimal(number.upper, 3)}"


def comparison(first: Outcome, second: Outcome) -> str:
    """Return, in a sentence, which run ends at the smaller test loss, and by what factor.

    Example:
        >>> one, two = (Outcome("", 1, True, (), (), Fraction(1), Fraction(loss)) for loss in (1, 2))
        >>> comparison(one, two)
        'The first run ends at the smaller test loss: that of the second is 2 times as large.'
    """
    losses = enclosed(first.test_loss), enclosed(second.test_loss)
    if losses[0].overlaps(losses[1]):
        if first.test_loss == second.test_loss and isinstance(first.test_loss, Fraction):
            return "Both runs end at exactly the same test loss."
        hull = losses[0].hull(losses[1])
        digits = certified(hull.lower, hull.upper, 300)[1]
        return f"The test losses of the two runs cannot be told apart at {digits} digits."
    order = ("first", "second") if losses[0].upper < losses[1].lower else ("second", "first")
    small, large = sorted(losses, key=lambda loss: loss.lower)
    sentence = f"The {order[0]} run ends at the smaller test loss"
    if small.lower <= 0:
        return f"{sentence}." if small.upper else f"{sentence}, which is 0."
    ratio, certain = certified(large.lower / small.upper, large.upper / small.lower, _DIGITS)
    return f"{sentence}: that of the {order[1]} is {ratio} times as large." if certain else f"{sentence}."
