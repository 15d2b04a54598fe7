"""`etalon explore`: a counterexample to a claim, or both sides in one case. Knows claims only as objects."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from etalon import arguments
from etalon.claim import Assumption, Claim
from etalon.claims.observed import OBSERVED
from etalon.commands.explored import tell_look, tell_search
from etalon.explore.change import Replaced, replaced
from etalon.explore.condition import Condition
from etalon.explore.counterexample import Budget, Counterexample, document, explore
from etalon.explore.files import keep
from etalon.explore.look import document as look_document
from etalon.explore.look import look
from etalon.explore.named import claim_named, is_ours
from etalon.explore.point import simplest, typed
from etalon.explore.search import Trail, nothing_tried
from etalon.explore.values import Inexact
from etalon.output import console, publish, say, unbroken, working
from numerics.rational import InvalidArgument

JSON = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What to explore, as it was asked for.

    Args:
        claim: The id of a claim, or a file and the name of a claim in it.
        at: The numbers of a case, such as "eta=17/8,counts=5:2"; None searches a counterexample.
        without: The assumption that it violates; None searches within all of them.
        change: The condition that takes the place of an assumption; None drops it.
        examples: Cases drawn at most.
        seconds: Time spent on drawing at most.
        seed: Of the random draws.
        folder: Where to keep what is found.
    """

    claim: str
    at: str | None
    without: str | None
    change: Condition | None
    examples: int
    seconds: float
    seed: int
    folder: Path | None


def run(request: Request, json_file: str | None) -> int:
    """Explore, tell, and write files.

    Returns:
        0 if what was asked for was found; 1 if not, or if a claim failed within its assumptions; 130 if the
        search was interrupted.

    Raises:
        InvalidArgument: If anything that was typed is not what it must be, or no case satisfies it.
    """
    claim = claim_named(request.claim)
    without = _assumption(claim, request.without)
    searched = {"--without": request.without, "--change": request.change, "-o": request.folder}
    if request.at is not None:
        for option, given in searched.items():
            if given is not None:
                raise InvalidArgument(
                    "--at", request.at, f"must come without {option}, which is for a search"
                )
    try:
        if request.at is not None:
            return _at(claim, request.at, json_file)
        if request.change is not None:
            without = replaced(claim, request.change, without, simplest(claim))
        return _search(claim, without, request, json_file)
    except Inexact as refused:
        raise InvalidArgument("ID", request.claim, f"must have exact numbers only: {refused}") from None


def _assumption(claim: Claim, name: str | None) -> Assumption | None:
    if name is None:
        return None
    known = {each.name: each for each in claim.given}
    if name not in known:
        nearest = arguments.nearest(name, list(known)) if known else "it makes none"
        raise InvalidArgument("--without", name, f"must be an assumption of {claim.id}; {nearest}")
    return known[name]


# One case.


def _at(claim: Claim, text: str, json_file: str | None) -> int:
    with working("running both sides"):
        seen = look(claim, typed(text, simplest(claim)))
    written = look_document(seen)
    if json_file != "-":
        tell_look(seen, written)
    if json_file is not None:
        publish(written, json_file)
    return int(seen.inside and seen.agree is False and claim.witness is None)


# A search.


def _search(claim: Claim, without: Assumption | None, request: Request, json_file: str | None) -> int:
    budget = Budget(request.examples, request.seconds, request.seed)
    with _progress(request.examples) as (progress, stage):
        found, trail = explore(claim, without, budget, progress, stage)
    if not (trail.aimed or trail.interrupted):
        _refuse_nothing(claim, without, trail, request)
    interrupted = trail.interrupted if found is None else found.interrupted
    if interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cost what is told now
    observed = OBSERVED if is_ours(claim) else {}
    written = _nothing(claim, without, trail) if found is None else document(found, observed)

    def tell() -> None:
        if json_file != "-":
            tell_search(claim, without, trail, found, written)
        else:
            publish(written, json_file)

    with unbroken() as came:
        try:
            files = _kept(found, written, request, json_file)
        except InvalidArgument:
            tell()
            raise
    tell()
    if files and json_file != "-":
        say(f"\nKept in {request.folder}: {', '.join(file.name for file in files)}", wrap=False)
    return 130 if interrupted or came else _code(claim, without, found)


def _kept(found: Counterexample | None, written: JSON, request: Request, json_file: str | None) -> list[Path]:
    """Write all files or none, before anything is told: they are kept even if nobody reads on."""
    files, folder = list[Path](), request.folder
    if found is not None and folder is not None:
        observed = OBSERVED if is_ours(found.witness.claim) else {}
        files = keep(found, observed, folder, request.claim)
    try:
        if json_file not in (None, "-"):
            publish(written, json_file)
    except InvalidArgument:
        if files and folder is not None:
            shutil.rmtree(folder)
        raise
    return files


def _code(claim: Claim, without: Assumption | None, found: Counterexample | None) -> int:
    """Return 0 if a counterexample was wished for and found, or neither; else 1."""
    wished = without is not None or claim.witness is not None
    if isinstance(without, Replaced) and found is not None:
        wished = found.witness.violated is not None or claim.witness is not None
    return int((found is not None) is not wished)


def _refuse_nothing(claim: Claim, without: Assumption | None, trail: Trail, request: Request) -> None:
    """Refuse a search that told nothing; that of an assumption may find no case that violates it alone."""
    if not trail.drawn:
        raise InvalidArgument("--budget", f"{request.seconds:g}s", "must be enough to draw a case")
    if isinstance(without, Replaced):
        raise _never_met(without, trail)
    if without is None:
        raise nothing_tried(claim, trail)


def _never_met(without: Replaced, trail: Trail) -> InvalidArgument:
    others = " that satisfies all other assumptions and can be decided" if trail.met else ""
    told = f"must hold in some case{others}; it does in none of the {trail.drawn} drawn"
    return InvalidArgument("--change", without.by.text, told)


def _nothing(claim: Claim, without: Assumption | None, trail: Trail) -> JSON:
    named = None if without is None else {"name": without.name, "says": without.says}
    search: JSON = {"drawn": trail.drawn, "aimed": trail.aimed, "undecided": trail.undecided, "failing": 0}
    search["cut"] = trail.cut
    written = {
        "claim": {"id": claim.id, "says": claim.says},
        "without": named,
        "case": None,
        "search": search,
    }
    if isinstance(without, Replaced):
        written |= {"without": None, "change": {**(named or {}), "to": without.by.text}}
        search["outside"] = trail.outside
    return written


def _interruptible() -> Callable[[], None]:
    """Let SIGTERM end the search as Ctrl-C does, and return what ends it if Python ignored the exception.

    So it does in what the garbage collector calls, hypothesis's clock for one.
    """
    came: list[int] = []

    def interrupt(number: int, frame: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    def go_on() -> None:
        if came:
            raise KeyboardInterrupt

    def ignored(what: "sys.UnraisableHookArgs") -> None:
        if what.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(what)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    sys.unraisablehook = ignored
    return go_on


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[Trail], None], Callable[[str], None]]]:
    """Show on a terminal how many cases were drawn, and in how many the claim fails."""
    go_on = _interruptible()
    screen = console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def progress(trail: Trail) -> None:
            go_on()
            bar.update(task, completed=trail.drawn, description=f"the claim fails in {trail.failing}")

        def stage(what: str) -> None:
            go_on()
            bar.update(task, completed=total, description=what)

        yield progress, stage
