"""`etalon explore`: a claim at one point, or a counterexample to it. Knows claims only as objects."""

from dataclasses import dataclass

from rich.table import Table

from etalon.claim import Claim
from etalon.explore.look import Look, document, look
from etalon.explore.named import claim_named
from etalon.explore.point import simplest, typed
from etalon.explore.telling import told
from etalon.output import publish, say, show, working

_HOLDS = {True: "yes", False: "no", None: "?"}


@dataclass(frozen=True)
class Request:
    """What to explore, as it was asked for.

    Args:
        claim: The id of a claim, or a file and the name of a claim in it.
        at: The numbers of a case, such as "eta=17/8,counts=5:2"; None searches a counterexample.
    """

    claim: str
    at: str | None


def run(request: Request, json_file: str | None) -> int:
    """Explore, tell, and write JSON; return 1 if a claim failed within its assumptions."""
    claim = claim_named(request.claim)
    assert request.at is not None
    return _at(claim, request.at, json_file)


def _at(claim: Claim, text: str, json_file: str | None) -> int:
    with working("running both sides"):
        seen = look(claim, typed(text, simplest(claim)))
    if json_file != "-":
        _tell(seen)
    if json_file is not None:
        publish(document(seen), json_file)
    return int(seen.inside and seen.agree is False and claim.witness is None)


def _tell(seen: Look) -> None:
    written = document(seen)
    say(f"{seen.claim.id}: {seen.claim.says}\n")
    say(f"at {seen.case}\n", wrap=False)
    if seen.holds:
        show(_assumptions(seen))
        say()
    say(f"theory says      {told(written['expected'])}", wrap=False)
    say(f"simulation says  {told(written['found'])}", wrap=False)
    say()
    say(_verdict(seen, written["violation"]))


def _assumptions(seen: Look) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column("assumption", no_wrap=True)
    table.add_column("holds", no_wrap=True)
    table.add_column("")
    for each in seen.claim.given:
        table.add_row(each.name, _HOLDS[seen.holds[each.name]], each.says)
    return table


def _verdict(seen: Look, size: dict[str, str] | None) -> str:
    """Return in a sentence whether the sides agree, and whether they have to."""
    broken = [name for name, held in seen.holds.items() if not held]
    where = f"outside of {', '.join(broken)}" if broken else "within all assumptions"
    if seen.agree is None:
        return f"Nothing can be compared there, {where}."
    if seen.agree:
        return f"Both sides agree, {where}."
    return f"They disagree{f', by {told(size)}' if size else ''}, {where}."
