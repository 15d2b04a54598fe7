"""What is told of a measurement: a table, a page of the documentation, and JSON. Measures nothing."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from rich.table import Table

from benchmarks.planted.corpus import Variant
from benchmarks.planted.hunt import Hunt
from benchmarks.planted.operators import Kind
from benchmarks.planted.session import Result, Session
from benchmarks.planted.ways import Way

JSON = dict[str, Any]
Row = tuple[str, ...]


def rows(results: Sequence[Result], ways: Sequence[Way] = tuple(Way)) -> list[Row]:
    """Return a row for each kind and for all: how many are wrong, and what each way caught, and how fast."""
    found = [_row(kind, [each for each in results if each.variant.kind is kind], ways) for kind in Kind]
    return [row for row in found if row[1] != "0"] + [_row("all", results, ways)]


def _row(name: str, results: Sequence[Result], ways: Sequence[Way]) -> Row:
    wrong = [each for each in results if not each.proof]
    cells = [str(name), str(len(results)), str(len(results) - len(wrong))]
    for way in ways:
        caught = [each for each in wrong if each.caught(way)]
        hunts = [each.hunts[way] for each in caught]
        needed = [each.caught.examples for each in hunts if isinstance(each, Hunt) and each.caught]
        spent = sum(hunt.seconds for each in results if isinstance(hunt := each.hunts[way], Hunt))
        cells += [f"{len(caught)} of {len(wrong)}", f"{median(needed):g}" if needed else "-", f"{spent:.0f}"]
    return tuple(cells)


def heads(ways: Sequence[Way] = tuple(Way)) -> list[str]:
    """Return the heads of the columns of `rows`."""
    return ["kind", "variants", "not wrong", *[part for way in ways for part in (str(way), "examples", "s")]]


def table(results: Sequence[Result]) -> Table:
    """Return the table for a terminal."""
    shown = Table(box=None, pad_edge=False)
    for place, head in enumerate(heads()):
        shown.add_column(head, justify="right" if place else "left")
    for row in rows(results):
        shown.add_row(*row)
    return shown


def document(results: Sequence[Result], session: Session, *, whole: bool) -> JSON:
    """Return the results as JSON; `ok` only if all were tried and none was missed."""
    return {
        "examples": session.examples,
        "ok": whole and not any(each.missed for each in results),
        "preparation": {
            way: {
                "seconds": round(sum(each.seconds for each in trials), 1),
                "cases": sum(len(each.trials) for each in trials),
                "alarms": sum(each.alarms for each in trials),
                "undefined": {each.claim: each.undefined for each in trials if each.undefined},
                "claims without a case": [each.claim for each in trials if not each.trials],
            }
            for way, trials in session.trials.items()
        },
        "variants": [
            {
                "name": each.variant.name,
                "kind": each.variant.kind,
                "says": each.variant.says,
                "proof": each.proof or None,
                "ways": {way: _told(hunt) for way, hunt in each.hunts.items()},
            }
            for each in results
        ],
    }


def _told(hunt: Any) -> JSON:
    if not isinstance(hunt, Hunt):
        return {"caught": True, "how": "stopped"}
    told: JSON = {"caught": hunt.caught is not None, "tried": hunt.tried, "seconds": round(hunt.seconds, 3)}
    if hunt.caught:
        told |= {"claim": hunt.caught.claim, "examples": hunt.caught.examples, "how": hunt.caught.how}
    return told


def names(variants: Iterable[Variant]) -> list[str]:
    """Return a line for each formula or claim: how many variants of which kind it has.

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
        f"| {name} | {', '.join(f'{kind} {number}' for kind, number in kinds.items())} |"
        for name, kinds in counted.items()
    ]


def page(results: Sequence[Result], session: Session, idle: Sequence[str]) -> str:
    """Return the part of the documentation that is measured."""
    head = heads()
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows(results)]
    lines += ["", *_prepared(session), "", *_missed(results), "", *_proved(results), "", told(idle), ""]
    lines += ["| formula or claim | variants |", "|---|---|"]
    return "\n".join([*lines, *names(each.variant for each in results)])


def told(idle: Sequence[str]) -> str:
    """Return a sentence about the formulas that no prediction executes."""
    return (
        f"No prediction executes {', '.join(idle)}: no case speaks of these, only proofs do." if idle else ""
    )


def _prepared(session: Session) -> list[str]:
    lines = [
        "| way | cases | claims without one | false alarms | s to draw and observe |",
        "|---|---|---|---|---|",
    ]
    for way, trials in session.trials.items():
        cases, without = sum(len(each.trials) for each in trials), sum(not each.trials for each in trials)
        alarms, spent = sum(each.alarms for each in trials), sum(each.seconds for each in trials)
        lines.append(f"| {way} | {cases} | {without} | {alarms} | {spent:.0f} |")
    return lines


def _missed(results: Sequence[Result]) -> list[str]:
    missed = [each.variant for each in results if each.missed]
    if not missed:
        return ["No variant was missed."]
    head = f"{len(missed)} variants were missed: neither caught nor shown not to be wrong."
    return [head, "", *[f"- {each.name}: `{each.says}`" for each in missed]]


def _proved(results: Sequence[Result]) -> list[str]:
    proved = [each for each in results if each.proof]
    return [
        f"{len(proved)} variants are not wrong, by proof:",
        "",
        *[f"- {each.variant.name}: {each.proof}" for each in proved],
    ]
