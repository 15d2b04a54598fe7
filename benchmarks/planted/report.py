"""What is told of a measurement: tables, a page of the documentation, and JSON. Measures nothing."""

import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from benchmarks.planted.corpus import Variant
from benchmarks.planted.hunt import Hunt
from benchmarks.planted.operators import Kind
from benchmarks.planted.result import Fate, Result
from benchmarks.planted.session import Session
from benchmarks.planted.ways import Way

JSON = dict[str, Any]
Row = tuple[str, ...]
KINDS = ("kind", "variants", "not wrong", "others", *Way)
WAYS = ("way", "caught", *Fate, "examples", "s")


def by_kind(results: Sequence[Result]) -> list[Row]:
    """Return a row for each kind and for all: how many are not wrong by proof, and of the others caught."""
    kinds = [(kind, [each for each in results if each.variant.kind is kind]) for kind in Kind]
    return [_of_kind(name, mine) for name, mine in (*kinds, ("all", list(results))) if mine]


def _of_kind(name: str, results: Sequence[Result]) -> Row:
    others = [each for each in results if not each.proof]
    caught = [sum(each.caught(way) for each in others) for way in Way]
    return (name, *map(str, (len(results), len(results) - len(others), len(others), *caught)))


def by_way(results: Sequence[Result]) -> list[Row]:
    """Return a row for each way: what became of the variants that are not shown to be right, and how fast."""
    return [_of_way(way, [each for each in results if not each.proof]) for way in Way]


def _of_way(way: Way, results: Sequence[Result]) -> Row:
    fates = [each.fate(way) for each in results]
    hunts = [hunt for each in results if isinstance(hunt := each.hunts[way], Hunt)]
    needed = [hunt.caught.examples for hunt in hunts if hunt.caught]
    numbers = [sum(each.caught(way) for each in results), *map(fates.count, Fate)]
    spent = sum(hunt.seconds for hunt in hunts)
    return (way, *map(str, numbers), f"{median(needed):g}" if needed else "-", f"{spent:.0f}")


def prepared(session: Session) -> list[Row]:
    """Return a row for each way: how many cases there are, and what it took to have them."""
    return [
        (
            way,
            str(sum(len(each.trials) for each in trials)),
            str(sum(not each.trials for each in trials)),
            str(sum(each.alarms for each in trials)),
            f"{sum(each.seconds for each in trials):.0f}",
        )
        for way, trials in session.trials.items()
    ]


PREPARED = ("way", "cases", "claims without one", "false alarms", "s to draw and observe")


def table(heads: Sequence[str], rows: Sequence[Row]) -> Table:
    """Return a table for a terminal."""
    shown = Table(box=None, pad_edge=False)
    for place, head in enumerate(heads):
        shown.add_column(head, justify="right" if place else "left")
    for row in rows:
        shown.add_row(*row)
    return shown


def _written(heads: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return a table for the documentation."""
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)] + [""]


def missed(results: Sequence[Result]) -> list[str]:
    """Return a line for each variant that was missed, and for each that is shown to be right and wrong."""
    lines = []
    for each in results:
        if each.contradicted:
            lines.append(f"{each.variant.name}: shown to be right ({each.proof}), but a case contradicts it")
        if each.missed:
            fate = each.fate(Way.ETALON)
            why = "" if fate is Fate.MISSED else f" ({fate}: {getattr(each.hunts[Way.ETALON], 'how', '')})"
            lines.append(f"{each.variant.name}: `{each.variant.says}`{why}{_elsewhere(each)}")
    return lines


def _elsewhere(result: Result) -> str:
    others = [way for way in Way if way is not Way.ETALON and result.fate(way) is Fate.VERDICT]
    return f"; caught by {' and by '.join(others)}" if others else ""


def document(results: Sequence[Result], session: Session, *, whole: bool) -> JSON:
    """Return the results as JSON; `ok` only if all were tried and none was missed."""
    return {
        "examples": session.examples,
        "ok": whole and not missed(results),
        "preparation": [dict(zip(PREPARED, row, strict=True)) for row in prepared(session)],
        "variants": [
            {
                "name": each.variant.name,
                "kind": each.variant.kind,
                "says": each.variant.says,
                "proof": each.proof or None,
                "ways": {way: _told(each, way) for way in each.hunts},
            }
            for each in results
        ],
    }


def _told(result: Result, way: Way) -> JSON:
    hunt = result.hunts[way]
    fate: JSON = {"fate": result.fate(way)}
    if not isinstance(hunt, Hunt):
        return fate | {"how": hunt.how}
    told = fate | {"tried": hunt.tried, "seconds": round(hunt.seconds, 3)}
    if hunt.caught:
        told |= {"claim": hunt.caught.claim, "examples": hunt.caught.examples, "how": hunt.caught.how}
    return told


def names(variants: Iterable[Variant]) -> list[Row]:
    """Return a row for each formula or claim: how many variants of which kind it has.

    Example:
        >>> names([])
        []
    """
    counted: dict[str, dict[Kind, int]] = {}
    for variant in variants:
        of = getattr(variant, "formula", None) or getattr(variant, "claim", None)
        name = getattr(of, "name", None) or getattr(of, "id", None) or variant.name
        kinds = counted.setdefault(f"`{name}`", {})
        kinds[variant.kind] = kinds.get(variant.kind, 0) + 1
    return [
        (name, ", ".join(f"{kind} {number}" for kind, number in kinds.items()))
        for name, kinds in counted.items()
    ]


def page(results: Sequence[Result], session: Session, idle: Sequence[str]) -> str:
    """Return the part of the documentation that is measured."""
    open_, proved = missed(results), [each for each in results if each.proof]
    lines = [
        *_written(KINDS, by_kind(results)),
        *_written(WAYS, by_way(results)),
        *_written(PREPARED, prepared(session)),
        f"{machine()}; {session.spent / 60:.0f} minutes of the processor in all.",
        "",
        *_listed(f"{len(open_)} variants were missed", open_),
        *_listed(
            f"{len(proved)} variants are not wrong, by proof",
            [f"{each.variant.name}: {each.proof}" for each in proved],
        ),
        told(idle),
        "",
        *_written(("formula or claim", "variants"), names(each.variant for each in results)),
    ]
    return "\n".join(lines).rstrip()


def _listed(head: str, lines: Sequence[str]) -> list[str]:
    return [f"{head}{':' if lines else '.'}", "", *[f"- {line}" for line in lines], *[""] * bool(lines)]


def told(idle: Sequence[str]) -> str:
    """Return a sentence about the formulas that no prediction executes."""
    return (
        f"No prediction executes {', '.join(idle)}: no case speaks of these, only proofs do." if idle else ""
    )


def machine() -> str:
    """Return what it was measured on: the processor, if the system tells, and Python."""
    file = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", file.read_text()) if file.exists() else None
    processor = named.group(1) if named else platform.machine()
    return f"Measured on {processor}, {platform.python_implementation()} {platform.python_version()}"
