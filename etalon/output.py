"""Writing results: files all together or not at all, tables that stay readable where there is no terminal.

Knows no command and no claim.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from numerics.rational import InvalidArgument

WIDTH = 110  # of a table that is not printed on a terminal
NARROWEST = 80  # columns that a table needs
JSON = Mapping[str, Any]


def console(*, stderr: bool = False) -> Console:
    """Return where to print: as wide as the terminal, or `WIDTH` columns."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() else WIDTH
    return Console(file=stream, width=wide, highlight=False, emoji=False)


def say(text: str | Text = "", *, wrap: bool = True) -> None:
    """Print a line, or a paragraph wrapped at words; brackets in it are brackets."""
    _print(text if isinstance(text, Text) else Text(text), wrap=wrap)


def show(table: Table) -> None:
    """Print a table, on a narrow terminal wider than it: its lines go on below, but no number is cut up."""
    _print(table, least=NARROWEST)


def _print(what: RenderableType, *, wrap: bool = True, least: int = 0) -> None:
    """Print; where there is no terminal, without the blanks that fill a line up."""
    screen = console()
    screen.width = max(screen.width, least)
    if screen.is_terminal:
        screen.print(what, soft_wrap=not wrap)
        return
    with screen.capture() as captured:
        screen.print(what, soft_wrap=not wrap)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


class File(NamedTuple):
    """A file to be written: the option that asked for it, its name, and what it shall hold."""

    option: str
    name: str
    content: bytes


def publish(document: JSON, target: str | None, files: Sequence[File] = ()) -> None:
    """Write a result as JSON to a file, or to standard output if the target is "-", and other files with it.

    What was printed before goes out first, so that it is not lost if a file cannot be written.
    """
    text = json.dumps({"schema": 1, **document}, indent=2, ensure_ascii=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
    sys.stdout.flush()
    own = [] if target in (None, "-") else [File("--json", str(target), text.encode())]
    write([*files, *own])


@contextmanager
def unbroken() -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM wait until what is being written is finished; give a list of those that came."""
    came: list[int] = []
    numbers = signal.SIGINT, signal.SIGTERM
    before = [signal.signal(number, lambda number, frame: came.append(number)) for number in numbers]
    try:
        yield came
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler or signal.SIG_DFL)


def write(files: Sequence[File]) -> None:
    """Write files, all or none: all are finished beside their places before the first is renamed into it.

    A link stays a link. What is no file, a device or a pipe, is written itself, before anything is renamed.

    Raises:
        InvalidArgument: If one cannot be written; then no file has changed and nothing is left behind. (Only
            the renaming itself is not undone, should it fail for the second of two files.)
    """
    drafts: list[tuple[File, Path, Path]] = []
    try:
        for file in files:
            if _is_replaced(file):
                place = Path(os.path.realpath(file.name))
                drafts.append((file, place.with_name(f".etalon-{os.getpid()}-{len(drafts)}.part"), place))
                with _naming(file):
                    _finish(*drafts[-1])
        for file in files:
            if not _is_replaced(file):
                with _naming(file):
                    _send(file)
        for file, draft, place in drafts:
            with _naming(file):
                draft.replace(place)
    finally:
        for _, draft, _ in drafts:
            draft.unlink(missing_ok=True)


def _is_replaced(file: File) -> bool:
    """Return whether a file is new, regular, or a directory, which is told that it cannot be replaced."""
    return not os.path.exists(file.name) or os.path.isfile(file.name) or os.path.isdir(file.name)


def _finish(file: File, draft: Path, place: Path) -> None:
    if place.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    draft.write_bytes(file.content)
    if place.exists():
        shutil.copymode(place, draft)


def _send(file: File) -> None:
    """Write to a device or a pipe; one that nobody reads is an error, where a plain `open` would wait."""
    descriptor = os.open(file.name, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as stream:
        stream.write(file.content)


@contextmanager
def _naming(file: File) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise InvalidArgument(file.option, file.name, f"must be writable ({failure.strerror})") from None


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something is going on."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(f"{what} ..."):
        yield
