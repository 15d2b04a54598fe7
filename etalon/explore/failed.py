"""From a test of a claim that failed to a counterexample that is kept. Knows claims as objects."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from etalon.claim import Claim
from etalon.claims.observed import OBSERVED
from etalon.explore.counterexample import document, explained
from etalon.explore.files import PACKAGE, keep
from etalon.explore.named import is_ours, name_of
from etalon.explore.witness import read
from etalon.testing import Refuted
from numerics.rational import InvalidArgument

_SECONDS = 60  # that are spent on one counterexample at most
_SAME = ("claim", "without", "case", "expected", "found")


@dataclass(frozen=True)
class Kept:
    """What became of a counterexample.

    Args:
        told: In words, with {} for the directory.
        case: Where the claim fails.
        interrupted: Whether the user interrupted the work.
    """

    told: str
    case: Any
    interrupted: bool


def refutations(error: BaseException) -> dict[str, Refuted]:
    """Return the refutations among the errors of a test, by the ids of the claims.

    Example:
        >>> refutations(ExceptionGroup("two", [ValueError(), ZeroDivisionError()]))
        {}
    """
    return {refuted.claim.id: refuted for refuted in _leaves(error)}


def _leaves(error: BaseException) -> Iterator[Refuted]:
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _leaves(part)
    elif isinstance(error, Refuted):
        yield error


def keep_failed(refuted: Refuted, place: Path, module: ModuleType | None, option: str) -> Kept:
    """Keep what a test came upon in a directory of its own, as simple as it can be made.

    Args:
        refuted: What the test raised.
        place: The directory; if it exists nothing is written over.
        module: That of the test; the claim is at its top level, or where the claim's functions are.
        option: Which option named the directory.

    Raises:
        Exception: Whatever stands in the way: the functions of a claim may raise anything.
    """
    claim, trail = refuted.claim, refuted.trail
    assert trail.simplest is not None  # the test failed
    trail.simplest = claim.examine(trail.simplest.case)  # it has to fail when it is run again
    named = name_of(claim, [*_defining(claim), *([module] if module else [])])
    observed = OBSERVED if is_ours(claim) else {}
    found = explained(claim, None, trail, seconds=_SECONDS)
    written = json.loads(json.dumps(document(found, observed)))
    read(written, {claim.id: claim})  # what nobody could read back is not kept
    told = "kept in {}"
    _make(place.parent)
    try:
        keep(found, observed, place, named, option)
    except InvalidArgument:
        if not os.path.lexists(place):
            raise
        told = (
            "is in {} already" if _is_kept(written, place) else "NOT kept: {} exists and holds something else"
        )
    return Kept(told, found.witness.finding.case, found.interrupted)


def _make(folder: Path) -> None:
    """Make a directory if it is not there, as a package: its parts could have the names of your modules."""
    if not folder.exists():
        folder.mkdir(exist_ok=True)  # another worker may do the same
        (folder / "__init__.py").write_text(PACKAGE, encoding="utf-8")


def _defining(claim: Claim) -> list[ModuleType]:
    """Return the modules in which the functions of a claim are defined."""
    names = [getattr(part, "__module__", "") for part in (claim.predict, claim.observe)]
    return [sys.modules[name] for name in names if name in sys.modules]


def _is_kept(written: dict[str, Any], place: Path) -> bool:
    """Return whether what was found is what is kept there."""
    try:
        there = json.loads((place / "witness.json").read_text(encoding="utf-8"))
        return all(there[part] == written[part] for part in _SAME)
    except (OSError, ValueError, LookupError, TypeError):
        return False
