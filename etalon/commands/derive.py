"""`etalon derive`: the derivation of a claim, line by line, for reading or for a paper.

Knows claims only as objects; every line was checked when the derivation was made.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import typer

from etalon import arguments
from etalon.claim import Claim
from etalon.claims import load
from etalon.files import apart
from etalon.output import File, publish, say, working
from numerics.rational import InvalidArgument
from theory.latex import derivation_as_latex, derivation_as_text, latex, text
from theory.logic.derivation import Derivation, DoesNotFollow

JSON = dict[str, Any]
_FORMATS = {"text": (derivation_as_text, "txt"), "latex": (derivation_as_latex, "tex")}


def run(ids: Sequence[str], form: str, folder: Path | None, json_file: str | None) -> int:
    """Print the derivations of the named claims, or of all that have one, or write a file for each.

    A line that does not follow ends the command with exit code 1: then the theory is wrong.
    """
    claims = _chosen(ids)
    write, ending = _FORMATS[form]
    names = {claim.id: str(folder / f"{claim.id}.{ending}") for claim in claims} if folder else {}
    apart([*(("-o", name) for name in names.values()), ("--json", json_file)])
    with working("deriving"):
        derived = {claim.id: _derivation(claim) for claim in claims}
    written = {name: write(derivation) for name, derivation in derived.items()}
    if json_file != "-" and not folder:
        print("\n\n".join(_each_once(written)))
    files = [File("-o", names[name], f"{written[name]}\n".encode()) for name in names]
    with _made(folder):
        publish({"derivations": [_document(*pair) for pair in derived.items()]}, json_file, files)
    for file in files if json_file != "-" else []:
        say(file.name, wrap=False)
    return 0


def _each_once(written: dict[str, str]) -> list[str]:
    """Return each derivation once, its first line with the claims that rest on it."""
    users: dict[str, list[str]] = {}
    for name, derivation in written.items():
        users.setdefault(derivation, []).append(name)
    return [
        derivation.replace("\n", f" (claim{'s' * (len(names) > 1)} {', '.join(names)})\n", 1)
        for derivation, names in users.items()
    ]


@contextmanager
def _made(folder: Path | None) -> Iterator[None]:
    """Let a directory be there; a new one is gone again if what was to be written into it could not be."""
    new = folder is not None and not folder.exists()
    try:
        if folder and new:
            folder.mkdir()
    except OSError as failure:
        raise InvalidArgument("-o", str(folder), f"must be writable ({failure.strerror})") from None
    try:
        yield
    except BaseException:
        if folder and new:
            with suppress(OSError):  # it is no longer empty
                folder.rmdir()
        raise


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
