"""`etalon derive`: the derivation of a claim, line by line, for reading or for a paper.

Knows claims only as objects; every line was checked when the derivation was made.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from etalon import arguments
from etalon.claim import Claim
from etalon.claims import load
from etalon.output import publish, say, working, write_whole
from numerics.rational import InvalidArgument
from theory.derivation import Derivation, DoesNotFollow
from theory.latex import derivation_as_latex, derivation_as_text, latex, text

JSON = dict[str, Any]
_FORMATS = {"text": (derivation_as_text, "txt"), "latex": (derivation_as_latex, "tex")}


def run(ids: Sequence[str], form: str, folder: Path | None, json_file: str | None) -> int:
    """Print the derivations of the named claims, or of all that have one, or write a file for each.

    A line that does not follow ends the command with exit code 1: then the theory is wrong.
    """
    with working("deriving"):
        derived = {claim.id: _derivation(claim) for claim in _chosen(ids)}
    if json_file is not None:
        publish({"derivations": [_document(name, found) for name, found in derived.items()]}, json_file)
    write, ending = _FORMATS[form]
    if folder is not None:
        folder.mkdir(exist_ok=True)
        for name, found in derived.items():
            write_whole(folder / f"{name}.{ending}", write(found) + "\n", "-o")
            say(str(folder / f"{name}.{ending}"))
    elif json_file != "-":
        print("\n\n".join(write(found) for found in derived.values()))
    return 0


def _chosen(ids: Sequence[str]) -> list[Claim]:
    """Return the named claims, each of which must have a derivation, or all that have one.

    Raises:
        InvalidArgument: If a claim is unknown or has no derivation.
    """
    known = load()
    claims = [known[name] for name in arguments.chosen(ids, list(known))]
    without = [claim.id for claim in claims if claim.derivation is None]
    if ids and without:
        some = ", ".join(claim.id for claim in known.values() if claim.derivation is not None)
        raise InvalidArgument("ID", without[0], f"has no derivation; those that have one: {some}")
    return [claim for claim in claims if claim.derivation is not None]


def _derivation(claim: Claim) -> Derivation:
    assert claim.derivation is not None
    try:
        return claim.derivation()
    except DoesNotFollow as gap:
        print(f"etalon: {claim.id}: {gap}", file=sys.stderr)
        raise typer.Exit(1) from None


def _document(name: str, derivation: Derivation) -> JSON:
    return {
        "id": name,
        "title": derivation.title,
        "lines": [
            {
                "statement": text(line.statement),
                "latex": latex(line.statement),
                "because": line.because,
                "checked": line.checked,
            }
            for line in derivation.lines
        ],
    }
