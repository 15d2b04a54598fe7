"""`python -m benchmarks.planted`: plant every error, in three ways, and tell which were caught.

Exit code 0 if every variant was caught or shown not to be wrong, 1 if one was missed, 2 if what was typed is
wrong, 130 if it was interrupted: then what was found so far is told.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from benchmarks.planted.corpus import Variant, corpus
from benchmarks.planted.formulas import Change
from benchmarks.planted.report import document, page, table, told
from benchmarks.planted.session import Result, Session
from etalon import arguments
from etalon.claims import load
from etalon.output import console, publish, say, show
from numerics.rational import InvalidArgument

SECONDS = 60  # of the processor, for one variant in one way
PAGE = Path(__file__).parents[2] / "docs" / "planted.md"
MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=\n<!-- end -->)", re.DOTALL)


def main(typed: Sequence[str] | None = None) -> int:
    """Read what was typed, run, and tell."""
    options = _parser().parse_args(typed)
    try:
        examples = arguments.integer(options.examples, "--examples", least=1)
        workers = arguments.integer(options.workers, "--workers", least=1, most=64)
        variants = [each for each in corpus(load()) if all(word in each.name for word in options.only)]
        if not variants:
            raise InvalidArgument(
                "ONLY", " ".join(options.only), "must be words that the name of a variant has"
            )
        return _run(Session(load(), examples, workers, SECONDS), variants, options)
    except InvalidArgument as refused:
        print(f"planted: {refused}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="planted", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("only", nargs="*", metavar="ONLY", help="words that the name of a variant must have")
    parser.add_argument(
        "--examples", default=str(arguments.EXAMPLES), metavar="N", help="cases for each claim"
    )
    parser.add_argument("--workers", default=str(os.cpu_count() or 1), metavar="N", help="processes")
    parser.add_argument("--json", metavar="FILE", help="write the result as JSON; - is standard output")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/planted.md")
    return parser


def _run(session: Session, variants: Sequence[Variant], options: argparse.Namespace) -> int:
    found: dict[str, Result] = {}
    executed: list[Variant] = []
    interrupted = False
    try:
        with _progress("drawing cases", len(session.ways) * len(session.claims)) as advance:
            for _ in session.prepare():
                advance()
        executed = [each for each in variants if session.executed(each)]
        with _progress("planting errors", len(session.ways) * len(executed)) as advance:
            for result in session.results(executed):
                found[result.variant.name] = result
                advance()
    except KeyboardInterrupt:
        interrupted = True
    results = [found[each.name] for each in executed if each.name in found and found[each.name].finished]
    idle = [] if interrupted else _idle(variants, executed)
    if options.json != "-":
        _tell(results, idle)
    if options.write and not interrupted and not options.only:
        PAGE.write_text(MEASURED.sub(lambda _: page(results, session, idle), PAGE.read_text()))
    publish(document(results, session, whole=not interrupted), options.json)
    return 130 if interrupted else int(any(each.missed for each in results))


def _idle(variants: Sequence[Variant], executed: Sequence[Variant]) -> list[str]:
    """Return the formulas that no prediction executes."""
    of = [{each.formula.name for each in some if isinstance(each, Change)} for some in (variants, executed)]
    return sorted(of[0] - of[1])


def _tell(results: Sequence[Result], idle: Sequence[str]) -> None:
    if results:
        show(table(results))
    for each in results:
        if each.missed:
            say(f"missed: {each.variant.name}: {each.variant.says}")
    if idle:
        say(told(idle))


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show how far it is, without a thread of its own: processes are forked meanwhile."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task(what, total=total)

        def advance() -> None:
            progress.advance(task)
            progress.refresh()

        yield advance


if __name__ == "__main__":
    sys.exit(main())
