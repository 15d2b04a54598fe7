"""Writing results: JSON and files whole or not at all, tables that stay readable where there is no terminal.

Knows no command and no claim.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from numerics.rational import InvalidArgument

WIDTH = 110  # of a table that is not printed on a terminal
JSON = Mapping[str, Any]


def console(*, stderr: bool = False) -> Console:
    """Return where to print: as wide as the terminal, or `WIDTH` columns."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() else WIDTH
    return Console(file=stream, width=wide, highlight=False, emoji=False)


def say(text: str | Text = "", *, wrap: bool = True) -> None:
    """Print a line, or a paragraph wrapped at words; brackets in it are brackets."""
    console().print(text, markup=False, soft_wrap=not wrap)


def show(table: Table) -> None:
    """Print a table; where there is no terminal, without the blanks that fill its last column."""
    screen = console()
    if screen.is_terminal:
        screen.print(table)
        return
    with screen.capture() as captured:
        screen.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def publish(document: JSON, target: str) -> None:
    """Write a result as JSON to a file, or to standard output if the target is "-"."""
    text = json.dumps({"schema": 1, **document}, indent=2, ensure_ascii=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        write_whole(Path(target), text, "--json")


def write_whole(file: Path, text: str, option: str) -> None:
    """Replace a file at once: it is finished beside its place and then renamed into it.

    A device or a pipe is written directly, for it must not be replaced by a file.

    Raises:
        InvalidArgument: If it cannot be written; then nothing is left behind.
    """
    place = Path(os.path.realpath(file))  # a link stays a link
    draft = place.with_name(f".etalon-{os.getpid()}.part")
    try:
        if place.exists() and not place.is_file():
            place.write_text(text, encoding="utf-8")
            return
        try:
            draft.write_text(text, encoding="utf-8")
            if place.exists():
                shutil.copymode(place, draft)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as failure:
        raise InvalidArgument(option, str(file), f"must be writable ({failure.strerror})") from None


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something is going on."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(f"{what} ..."):
        yield
