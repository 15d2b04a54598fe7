"""`python -m benchmarks.planted`: plant every error, in three ways, and tell which were caught.

What is found is kept in `.planted` at once: however a run ends, the next one goes on from there, unless the
project has changed. Exit code 0 if every variant was caught or shown not to be wrong, 1 if one was missed,
2 if what was typed is wrong, 130 if it was interrupted: then what was found so far is told.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.planted.corpus import Variant, corpus
from benchmarks.planted.formulas import Change
from benchmarks.planted.kept import Kept, mark
from benchmarks.planted.report import KINDS, WAYS, by_kind, by_way, document, missed, page, table, told
from benchmarks.planted.result import Result
from benchmarks.planted.session import Session
from etalon import arguments
from etalon.claims import load
from etalon.output import console, publish, say, show
from numerics.rational import InvalidArgument

Done = TypeVar("Done")
SECONDS = 30  # of the processor, for one variant in one way
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "planted.md"
KEPT = ROOT / ".planted"
MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=\n<!-- end -->)", re.DOTALL)
_ROOMS = ("theory", "numerics", "etalon", "benchmarks")
_TELL = ("report.py", "__main__.py")  # these change no result


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
        if options.afresh:
            KEPT.unlink(missing_ok=True)
        return _run(Session(load(), examples, workers, SECONDS, _kept(examples)), variants, options)
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
    parser.add_argument("--afresh", action="store_true", help="forget what was kept of an earlier run")
    return parser


def _kept(examples: int) -> Kept:
    files = [file for room in _ROOMS for file in (ROOT / room).rglob("*.py") if file.name not in _TELL]
    return Kept(KEPT, mark(files, examples, ROOT, sys.version))


def _run(session: Session, variants: Sequence[Variant], options: argparse.Namespace) -> int:
    found: dict[str, Result] = {}
    executed: list[Variant] = []
    interrupted = False
    try:
        for _ in _shown("drawing cases", len(session.ways) * len(session.claims), session.prepare()):
            pass
        executed = [each for each in variants if session.executed(each)]
        hunts = session.results(executed)
        for result in _shown("planting errors", len(session.ways) * len(executed), hunts):
            found[result.variant.name] = result
        for _ in _shown("looking for proofs", None, session.prove(list(found.values()))):
            pass
    except KeyboardInterrupt:
        interrupted = True
    results = [found[each.name] for each in executed if each.name in found and found[each.name].finished]
    idle = [] if interrupted else _idle(variants, executed)
    if options.json != "-":
        _tell(results, idle)
    if options.write and not interrupted and not options.only:
        PAGE.write_text(MEASURED.sub(lambda _: page(results, session, idle), PAGE.read_text()))
    publish(document(results, session, whole=not interrupted), options.json)
    return 130 if interrupted else int(bool(missed(results)))


def _idle(variants: Sequence[Variant], executed: Sequence[Variant]) -> list[str]:
    """Return the formulas that no prediction executes."""
    of = [{each.formula.name for each in some if isinstance(each, Change)} for some in (variants, executed)]
    return sorted(of[0] - of[1])


def _tell(results: Sequence[Result], idle: Sequence[str]) -> None:
    if results:
        show(table(KINDS, by_kind(results)))
        show(table(WAYS, by_way(results)))
    for line in missed(results):
        say(f"missed: {line}")
    if idle:
        say(told(idle))


def _shown(what: str, total: int | None, done: Iterator[Done]) -> Iterator[Done]:
    """Yield what is done, and show how far it is: without a thread of its own, for processes are forked."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task(what, total=total)
        for each in done:
            progress.advance(task)
            progress.refresh()
            yield each


if __name__ == "__main__":
    sys.exit(main())
