"""The command line: what may be typed, and how a wrong input is answered. Knows no claim and no mathematics.

What a command does is in `etalon.commands`, imported when it is used, so that help and refusals come at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from etalon import arguments, files
from numerics.rational import InvalidArgument

app = typer.Typer(
    name="etalon",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

MOST_EXAMPLES = 1_000_000  # a claim's cases are kept to tell how many there were
MOST_WORKERS = 1_000

JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON; - is standard output.")
]
Ids = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of claims; all if none is given.")
]
Counts = Annotated[
    str,
    typer.Option("--counts", metavar="N,N", help="How many times each coordinate was drawn, such as 2,1."),
]


# Typer's own help option imports pydantic whenever it is *not* given, which takes longer than all the rest.
@app.callback(invoke_without_command=True, add_help_option=False)
def etalon(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    usage: Annotated[bool, typer.Option("-h", "--help", help="Show this message and exit.")] = False,
) -> int:
    """Theorems about learning-rate annealing: derived, proved and attacked.

    Numbers are integers, decimals (read exactly) or fractions such as 3/2. Exit codes: 0 all as declared, 1 a
    claim fell short, 2 the input is wrong.
    """
    if version:
        from importlib.metadata import version as installed

        print(f"etalon {installed('etalon')}")
        raise typer.Exit
    if usage or context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit
    return 0


@app.command()
def verify(
    ids: Ids = None,
    examples: Annotated[str, typer.Option(metavar="N", help="Cases drawn for each claim.")] = str(
        arguments.EXAMPLES
    ),
    seed: Annotated[
        str, typer.Option(metavar="N", help="Of the random draws; equal seeds, equal cases.")
    ] = "0",
    workers: Annotated[str | None, typer.Option(metavar="N", help="Processes; as many as cores.")] = None,
    json: JsonFile = None,
) -> int:
    """Check claims and print their verdicts.

    Each claim is derived line by line, proved, and attacked with exact cases, as far as it declares. What the
    named claims rest on is checked first.
    """
    numbers = {
        "examples": arguments.integer(examples, "--examples", least=1, most=MOST_EXAMPLES),
        "seed": arguments.integer(seed, "--seed", least=0),
        "workers": arguments.integer(
            str(os.cpu_count() or 1) if workers is None else workers, "--workers", least=1, most=MOST_WORKERS
        ),
    }
    target = files.new_file(json, "--json")
    if numbers["workers"] > 1:
        from etalon.workers import warm_up

        warm_up()  # they load the claims while this process does
    from etalon.commands.verify import run

    return run(ids or [], json_file=target, **numbers)


@app.command()
def when(
    counts: Counts,
    batch: Annotated[
        str | None, typer.Option(metavar="B", help="Samples a step is taken on; all of them if not given.")
    ] = None,
    with_replacement: Annotated[
        bool, typer.Option("--with-replacement", help="Draw the samples of a batch with repetition.")
    ] = False,
    schedule: Annotated[
        str | None,
        typer.Option(metavar="RATE*STEPS,...", help="Large steps to ask about instead."),
    ] = None,
    json: JsonFile = None,
) -> int:
    """Say which learning rates beat gradient flow.

    That is, when one large step and then gradient flow ends at a smaller test loss than gradient flow alone.
    """
    pair, target = arguments.pair(counts), files.new_file(json, "--json")
    size = arguments.batch(batch, sum(pair), repeats=with_replacement)
    if schedule is not None:
        steps = arguments.large_steps(schedule, alone=size is None)
        from etalon.commands.score import run as run_schedule

        return run_schedule(pair, steps, target)
    from etalon.commands.when import Batch, run

    return run(*pair, None if size is None else Batch(size, with_replacement), target)


@app.command()
def simulate(
    counts: Counts,
    schedule: Annotated[
        str, typer.Option(metavar="RATE*STEPS,...", help='Such as "3/2*1, flow" or "7/5*3, 1/2".')
    ],
    beta: Annotated[
        str | None, typer.Option(metavar="B,B", help="True coefficients; all of them 1 if not given.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="SCHEDULE", help="A second schedule to compare with.")
    ] = None,
    stop: Annotated[
        str | None, typer.Option(metavar="LOSS", help="Train loss to stop at; 1/100 of the initial one.")
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Draw the runs, as .png, .svg or .pdf; two coordinates."),
    ] = None,
    max_steps: Annotated[str, typer.Option(metavar="N", help="Most steps a run may take.")] = "10000",
    json: JsonFile = None,
) -> int:
    """Run schedules exactly and compare their losses.

    Descent gives fractions, gradient flow gives as many digits as are certain.
    """
    numbers = arguments.counts(counts)
    options = {"--schedule": schedule} | ({} if against is None else {"--against": against})
    asked: dict[str, Any] = {
        "counts": numbers,
        "beta": arguments.teacher(beta, len(numbers)),
        "schedules": {option: (arguments.schedule(text, option), text) for option, text in options.items()},
        "stop": arguments.threshold(stop),
        "max_steps": arguments.integer(max_steps, "--max-steps", least=1),
    }
    picture = files.picture(plot, len(numbers))
    target = files.new_file(json, "--json")
    files.apart([("--plot", picture), ("--json", target)])
    from etalon.commands.simulate import Request, run

    return run(Request(**asked), picture, target)


@app.command()
def derive(
    ids: Ids = None,
    format: Annotated[str, typer.Option(metavar="text|latex", help="How to write formulas.")] = "text",  # noqa: A002
    output: Annotated[
        str | None, typer.Option("-o", metavar="DIR", help="Write one file per claim there.")
    ] = None,
    json: JsonFile = None,
) -> int:
    """Print derivations line by line.

    Each line has its statement, the reason for it, and how it was checked.
    """
    form = arguments.one_of(format, "--format", ("text", "latex"))
    folder, target = files.new_directory(output, "-o"), files.new_file(json, "--json")
    files.apart([("-o", output), ("--json", target)])
    from etalon.commands.derive import run

    return run(ids or [], form, folder, target)


@app.command()
def explore(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim, or FILE.py:NAME.")],  # noqa: A002
    at: Annotated[
        str | None, typer.Option(metavar="NAME=VALUE,...", help="One case, such as eta=17/8,counts=5:2.")
    ] = None,
    without: Annotated[
        str | None,
        typer.Option(metavar="ASSUMPTION", help="Search where this one is violated, and no other."),
    ] = None,
    change: Annotated[
        str | None,
        typer.Option(metavar="CONDITION", help='Replace an assumption by this, such as "eta < 2".'),
    ] = None,
    budget: Annotated[str, typer.Option(metavar="TIME", help="Spent on the search at most.")] = "30s",
    examples: Annotated[str, typer.Option(metavar="N", help="Cases drawn at most.")] = "300",
    seed: Annotated[str, typer.Option(metavar="N", help="Of the random draws.")] = "0",
    output: Annotated[
        str | None, typer.Option("-o", metavar="DIR", help="Keep what is found there; DIR must be new.")
    ] = None,
    json: JsonFile = None,
) -> int:
    """Search a counterexample to a claim, or show both sides in one case.

    With --at, numbers that are not given are those of the claim's simplest case. With --change, the
    assumption that is replaced is named by --without, or else the only one about the same number.
    """
    from etalon.explore.condition import Condition

    asked: dict[str, Any] = {
        "claim": id,
        "at": at,
        "without": without,
        "change": None if change is None else Condition.parse(change),
        "examples": arguments.integer(examples, "--examples", least=1, most=MOST_EXAMPLES),
        "seconds": arguments.seconds(budget, "--budget"),
        "seed": arguments.integer(seed, "--seed", least=0),
        "folder": files.fresh_directory(output, "-o"),
    }
    target = files.new_file(json, "--json")
    files.apart([("-o", output), ("--json", target)])
    from etalon.commands.explore import Request, run

    return run(Request(**asked), target)


def main(typed: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; whatever is wrong with the input is told in one line."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before Python started
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - it stays open as long as the process
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app(typed, prog_name="etalon", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except typer.TyperException as wrong:
        return refuse(_usage(wrong))
    except InvalidArgument as wrong:
        return refuse(str(wrong))
    except (BrokenPipeError, SystemExit):  # rich and typer exit when nobody reads any more
        _discard_output()
        return 141
    except OSError as wrong:
        _discard_output()
        return refuse(f"standard output: must be writable ({wrong.strerror})")
    except KeyboardInterrupt:
        return 130


def _discard_output() -> None:
    """Let what is not yet printed go nowhere, so that Python does not try again when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse(message: str) -> int:
    """Print one line and return the exit code of a wrong input."""
    print(f"etalon: {' '.join(message.split())}", file=sys.stderr)
    return 2


def _usage(wrong: typer.TyperException) -> str:
    """Return what typer found wrong in one line, with the option first and what is allowed last."""
    context, option = getattr(wrong, "ctx", None), getattr(wrong, "option_name", None)
    command = context.command_path if context else "etalon"
    parameter = getattr(wrong, "param", None)
    if parameter is not None:
        return f"{parameter.opts[0]} is missing: must be given, see {command} --help"
    if option is not None and hasattr(wrong, "possibilities"):
        options = [name for known in context.command.params for name in known.opts] if context else []
        return f"{option}: no such option of {command}; {arguments.nearest(option, options)}"
    message = wrong.message[:1].lower() + wrong.message[1:].rstrip(".")
    if option is not None:
        return f"{option}: {message}"
    commands = list(getattr(context.command, "commands", {})) if context else []
    if message.endswith("?"):
        return message
    return f"{message}; " + (f"must be one of {', '.join(commands)}" if commands else f"see {command} --help")
