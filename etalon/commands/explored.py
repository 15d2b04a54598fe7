"""What `etalon explore` tells of a case, and of a search. Knows claims only as objects."""

from typing import Any

from rich.table import Table

from etalon.claim import Assumption, Claim
from etalon.explore.change import Replaced
from etalon.explore.counterexample import REACH, Counterexample
from etalon.explore.look import Look
from etalon.explore.search import Trail
from etalon.explore.telling import end_told, restriction_told, told
from etalon.output import say, show

JSON = dict[str, Any]
_HOLDS = {True: "yes", False: "no", None: "?"}


# One case.


def tell_look(seen: Look, written: JSON) -> None:
    """Tell both sides in one case, which assumptions hold there, and whether the sides agree."""
    say(f"{seen.claim.id}: {seen.claim.says}\n")
    say(f"at {seen.case}\n", wrap=False)
    if seen.holds:
        table = _table("assumption", "holds", "")
        for each in seen.claim.given:
            table.add_row(each.name, _HOLDS[seen.holds[each.name]], each.says)
        show(table)
        say()
    _tell_sides(written)
    say()
    say(_verdict(seen, written["violation"]))


def _tell_sides(written: JSON) -> None:
    say(f"theory says      {told(written['expected'])}", wrap=False)
    say(f"simulation says  {told(written['found'])}", wrap=False)


def _verdict(seen: Look, size: JSON | None) -> str:
    """Return in a sentence whether the sides agree, and whether they have to."""
    broken = [name for name, held in seen.holds.items() if not held]
    where = f"outside of {', '.join(broken)}" if broken else "within all assumptions"
    if seen.agree is None:
        return f"Nothing can be compared there, {where}."
    if seen.agree:
        return f"Both sides agree, {where}."
    return f"They disagree{f', by {told(size)}' if size else ''}, {where}."


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, no_wrap=heading not in ("", "beyond"))
    return table


# A search.


def tell_search(
    claim: Claim, without: Assumption | None, trail: Trail, found: Counterexample | None, written: JSON
) -> None:
    """Tell what a search came to: the simplest counterexample, how far it reaches, and where it fails."""
    say(f"{claim.id}: {claim.says}\n")
    say(_searched(claim, without, trail))
    if found is not None:
        say(f"\nThe simplest counterexample{' so far' if found.interrupted else ''}:")
        say(f"\nat {found.witness.finding.case}\n", wrap=False)
        _tell_sides(written)
        size, worst = written["violation"], written["worst"]
        if size is not None:
            say(f"violation        {told(size)}", wrap=False)
            say(
                f"the worst        {told(worst['violation'])}, at {_short(str(found.worst.case))}", wrap=False
            )
        if isinstance(without, Replaced):
            say(f"\n{_whether_outside(found, without)}")
        if found.reaches:
            say("\nWith all other numbers kept, the claim fails for")
            show(_reaches(written))
            say(_how_certain(written))
            if without is not None and (found.restriction or REACH not in trail.cut):
                say(f"\n{restriction_told(written['restriction'], without.name)}")
        _tell_map(written["map"])
    if trail.cut:
        say(f"\nBroken off, for --budget was spent: {', '.join(trail.cut)}.")
    if trail.interrupted or (found is not None and found.interrupted):
        say("\nInterrupted: this is the best so far, there may be simpler ones.")


def _tell_map(written: JSON) -> None:
    if "none" in written:
        say(f"\nNo map: {written['none']}.")
        return
    x, y = (f"{axis['number']} from {axis['from']} to {axis['to']}" for axis in (written["x"], written["y"]))
    say(f"\nIn the plane of {x} and {y},\nwhatever else is violated there:")
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=False)
    for label, part in written["areas"].items():
        number = len(written["cells"][label])
        table.add_row(label, f"{part['decimal']} of the area", f"{part['exact']}, {number} cells")
    show(table)
    say("What is not undecided is certain for every point of every cell.")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def _whether_outside(found: Counterexample, without: Replaced) -> str:
    if found.witness.violated is None:
        return f"It satisfies {without.name} as well: the claim fails within its own assumptions."
    return f"It violates {without.name}, and nothing else."


def _searched(claim: Claim, without: Assumption | None, trail: Trail) -> str:
    if isinstance(without, Replaced):
        return (
            f"With {without.by.text} in place of {without.name} ({without.says}): of {trail.drawn} cases "
            f"drawn, {trail.aimed} satisfy it and all other assumptions, {trail.outside} of them violate "
            f"{without.name}; the claim fails in {trail.failing or 'none'}."
            + f" {trail.undecided} more could not be decided."
            * bool(trail.undecided)
        )
    where = (
        f"violate {without.name} ({without.says}) and nothing else" if without else "satisfy all assumptions"
    )
    cases = f"Of {trail.drawn} cases drawn, {trail.aimed} {where}"
    undecided = f" {trail.undecided} more could not be decided." * bool(trail.undecided and not without)
    return f"{cases}; the claim fails in {trail.failing or 'none'} of them.{undecided}"


def _how_certain(written: JSON) -> str:
    least, most = (pick(reach["points"] for reach in written["reach"]) for pick in (min, max))
    return (
        f"Ends are certain. Along each number it was looked at in {least} to {most} points: at and beside "
        "every known threshold, and between them."
    )


def _reaches(written: JSON) -> Table:
    table = _table("number", "", "", "beyond")
    for reach in written["reach"]:
        low, high = (end_told(reach[end]) for end in ("low", "high"))
        if low[0] == high[0]:
            table.add_row(reach["number"], "only", low[0], " and ".join(dict.fromkeys((low[1], high[1]))))
            continue
        table.add_row(reach["number"], "from", *low)
        table.add_row("", "to", *high)
    return table
