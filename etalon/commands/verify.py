"""`etalon verify`: the evidence for claims, shown as it comes in, then as a table and a sentence.

Knows claims only as objects; what it shows is in their reports.
"""

import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing import active_children
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from etalon import arguments
from etalon.claim import Claim
from etalon.claims import load
from etalon.evidence import Report, Verdict
from etalon.lineage import with_ancestors
from etalon.output import console, publish, say, show
from etalon.verify import Interrupted, verify

JSON = dict[str, Any]
_COLOUR = {
    Verdict.PROVED: "green",
    Verdict.TESTED: "cyan",
    Verdict.REFUTED: "magenta",
    Verdict.SPLIT: "bold red",
    Verdict.UNDECIDED: "bold red",
}


def run(ids: Sequence[str], *, examples: int, seed: int, workers: int, json_file: str | None) -> int:
    """Verify the named claims and what they rest on, or all.

    Return 0 if all are as declared, 1 if not, 130 if interrupted.
    """
    known = load()
    chosen = arguments.chosen(ids, list(known))
    claims = [known[name] for name in (with_ancestors(chosen) if ids else chosen)]
    start = time.perf_counter()
    interrupted = False
    try:
        with _progress(len(claims)) as advance:
            reports = verify(claims, examples=examples, seed=seed, workers=workers, finished=advance)
    except Interrupted as stopped:
        reports, interrupted = stopped.reports, True
    if interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cost what is told now
        _abandon_work()
    if json_file != "-":
        _tell(reports, claims, time.perf_counter() - start)  # first: it must not be lost with the file
    publish(document(reports, examples, seed, whole=not interrupted), json_file)
    if interrupted:
        return 130
    return 0 if all(report.ok for report in reports) else 1


def _abandon_work() -> None:
    """End the processes that still work on claims, for which Python would otherwise wait."""
    for child in active_children():
        child.terminate()


def document(reports: Sequence[Report], examples: int, seed: int, *, whole: bool) -> JSON:
    """Return the reports as JSON; `ok` only if every claim was verified and is as declared."""
    return {
        "examples": examples,
        "seed": seed,
        "ok": whole and all(report.ok for report in reports),
        "claims": [
            {
                "id": report.id,
                "verdict": report.verdict,
                "declared": report.declared,
                "says": report.says,
                "source": report.source,
                "evidence": [asdict(piece) for piece in report.evidence],
                "assumptions": [asdict(assumption) for assumption in report.assumptions],
                "rests_on": report.rests_on,
            }
            for report in reports
        ],
    }


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show on a terminal how many claims are done, and the last one."""
    screen = console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda report: bar.update(task, advance=1, description=report.id)


def _tell(reports: Sequence[Report], claims: Sequence[Claim], seconds: float) -> None:
    show(_table(reports))
    short = [report for report in reports if not report.ok]
    say()
    for report in short:
        for complaint in report.complaints:
            say(Text(f"{report.id}: {complaint}", style="red"), wrap=False)
    if short:
        say()
    say(_summary(reports, seconds))
    if len(reports) < len(claims):
        say(f"Interrupted: {len(claims) - len(reports)} of {len(claims)} claims were not verified.")
    sys.stdout.flush()


def _table(reports: Sequence[Report]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("claim", "verdict"):
        table.add_column(heading, no_wrap=True)
    table.add_column("evidence", overflow="fold")
    for heading in ("cases", "time"):
        table.add_column(heading, justify="right", no_wrap=True)
    for report in reports:
        table.add_row(
            Text(report.id),
            _verdict(report),
            Text(", ".join(dict.fromkeys(piece.kind for piece in report.evidence))),
            str(report.cases),
            f"{report.seconds:.2f} s",
        )
    return table


def _verdict(report: Report) -> Text:
    """Return the verdict, marked in words if it falls short of what was declared."""
    mark = "" if report.ok else " - FELL SHORT"
    return Text(f"{report.verdict}{mark}", style=_COLOUR[report.verdict] if report.ok else "bold red")


def _summary(reports: Sequence[Report], seconds: float) -> str:
    """Return one sentence: how many claims with which verdict, and whether all are as declared."""
    verdicts = Counter(report.verdict for report in reports)
    counted = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in Verdict if verdicts[verdict])
    short = sum(not report.ok for report in reports)
    ending = "all as declared" if not short else f"{short} fell short of what they declare"
    cases = sum(report.cases for report in reports)
    noun = "claim" if len(reports) == 1 else "claims"
    return f"{len(reports)} {noun}: {counted or 'none'} - {ending} ({cases} cases, {seconds:.1f} s)"
