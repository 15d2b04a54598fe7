"""Names of files that were typed: refused, before any work is done, if nothing could be written there.

Knows options only by their names, and imports nothing that is slow.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from numerics.rational import InvalidArgument

_LONGEST = 64  # of the names of files in a directory
PICTURES = (".png", ".svg", ".pdf")


def new_file(text: str | None, option: str, endings: tuple[str, ...] = ()) -> str | None:
    """Return the name of a file, after making sure that it could be written; "-" is standard output.

    Example:
        >>> new_file("-", "--json")
        '-'
    """
    if text is None or (text == "-" and not endings):
        return text
    with _existing(text, option):
        file = Path(text)
        if endings and file.suffix not in endings:
            raise InvalidArgument(option, text, f"must be a name with {' or '.join(endings)} at its end")
        if not text or file.is_dir() or text.endswith("/"):
            raise InvalidArgument(option, text, "must be a file, not a directory")
        if not endings and _is_standard_output(file):
            return "-"
        place = Path(os.path.realpath(file))
        if place.is_symlink():
            raise InvalidArgument(option, text, "must not be a link that leads in a circle")
        _writable(file, place.parent, option)
    return text


def _is_standard_output(file: Path) -> bool:
    """Return whether a name such as /dev/stdout means what is printed to: it must not be replaced."""
    try:
        return file.exists() and os.path.samestat(file.stat(), os.fstat(1))
    except OSError:  # standard output is closed
        return False


def picture(text: str | None, d: int) -> str | None:
    """Return the name of a picture's file, after making sure that the picture could be drawn and written."""
    if text is not None and d != 2:
        raise InvalidArgument("--plot", text, f"must come with two coordinates, --counts has {d}")
    return new_file(text, "--plot", PICTURES)


def new_directory(text: str | None, option: str) -> Path | None:
    """Return a directory that exists, or that can be made within one that exists."""
    if text is None:
        return None
    with _existing(text, option):
        folder = Path(text)
        for place in (folder, folder / ("-" * _LONGEST)):
            with suppress(FileNotFoundError, NotADirectoryError):
                os.lstat(place)  # a name that is too long is no name
        if not text or (os.path.lexists(folder) and not folder.is_dir()):
            raise InvalidArgument(option, text, "must be a directory, existing or new")
        _writable(folder, folder if folder.is_dir() else folder.parent, option)
    return folder


def apart(files: Sequence[tuple[str, str | None]]) -> None:
    """Make sure that no two options, given with their files' names, name the same file.

    Example:
        >>> apart([("--plot", "talk.png"), ("--json", "./talk.png")])
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --json = './talk.png': must be another file than that of --plot
    """
    taken: dict[str, str] = {}
    for option, name in files:
        place = None if name in (None, "-") else os.path.realpath(str(name))
        if place in taken:
            raise InvalidArgument(option, name, f"must be another file than that of {taken[place]}")
        if place:
            taken[place] = option


@contextmanager
def _existing(text: str, option: str) -> Iterator[None]:
    """Let what the system says against a name, such as that it is too long, be said of the option."""
    try:
        yield
    except OSError as failure:
        raise InvalidArgument(option, text, f"must be writable ({failure.strerror})") from None


def fresh_directory(text: str | None, option: str) -> Path | None:
    """Return a directory that is not there yet and can be made: nothing in it will be written over.

    Example:
        >>> fresh_directory("/", "-o")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: -o = '/': must be new: nothing is written over
    """
    if text is not None and os.path.lexists(text):
        raise InvalidArgument(option, text, "must be new: nothing is written over")
    return new_directory(text, option)


def _writable(path: Path, parent: Path, option: str) -> None:
    if not parent.is_dir():
        raise InvalidArgument(option, str(path), f"must be in a directory that exists, and {parent} does not")
    # What is replaced is the entry in the directory; only devices and pipes are written themselves.
    replaced = path.is_file() or not path.exists()
    places = [place for place in (path, parent if replaced else path) if place.exists()]
    if not all(os.access(place, os.W_OK) for place in places):
        raise InvalidArgument(option, str(path), "must be where you may write (permission denied)")
