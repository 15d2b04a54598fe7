"""Reading what was typed: an option's text becomes a value, or is refused in one line that names it.

Knows options only by their names, and imports nothing that is slow: a typing error is answered at once.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path

from numerics.rational import InvalidArgument, rational, shown
from numerics.schedule import Schedule

LARGEST_COUNT = 10**18
"""Largest count the command line takes: far beyond any sample, and all forty decimals are still certain."""

PICTURES = (".png", ".svg", ".pdf")
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")


def integer(text: str, option: str, least: int, most: int | None = None) -> int:
    """Return an integer that is at least, and at most, so large.

    Example:
        >>> integer("100", "--examples", least=1)
        100
        >>> integer("0", "--workers", least=1, most=64)
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --workers = 0: must be an integer from 1 to 64
    """
    value = int(text) if _INTEGER.fullmatch(text.strip()) else None
    if value is None or value < least or (most is not None and value > most):
        allowed = f"an integer >= {least}" if most is None else f"an integer from {least} to {most}"
        raise InvalidArgument(option, text if value is None else value, f"must be {allowed}")
    return value


def counts(text: str, least: int = 0) -> tuple[int, ...]:
    """Return how many times each coordinate was drawn.

    Example:
        >>> counts("2,1")
        (2, 1)
        >>> counts("0,0")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --counts = '0,0': must hold at least one sample
    """
    allowed = f"must be integers from {least} to 10^18 with commas between them, such as 2,1"
    if not text.strip():
        raise InvalidArgument("--counts", text, f"no samples; {allowed}")
    items = [item.strip() for item in text.split(",")]
    numbers = tuple(int(item) for item in items if _INTEGER.fullmatch(item))
    if len(numbers) != len(items) or not all(least <= number <= LARGEST_COUNT for number in numbers):
        raise InvalidArgument("--counts", text, allowed)
    if not any(numbers):
        raise InvalidArgument("--counts", text, "must hold at least one sample")
    return numbers


def pair(text: str) -> tuple[int, int]:
    """Return two positive counts.

    Example:
        >>> pair("2,1")
        (2, 1)
    """
    numbers = counts(text, least=1)
    if len(numbers) != 2:
        raise InvalidArgument("--counts", text, "must be two positive integers, such as 2,1")
    return numbers[0], numbers[1]


def teacher(text: str | None, d: int) -> tuple[Fraction, ...]:
    """Return the true coefficients, all of them 1 unless told otherwise.

    Example:
        >>> teacher("1,1/2", 2)
        (Fraction(1, 1), Fraction(1, 2))
    """
    if text is None:
        return (Fraction(1),) * d
    items = text.split(",")
    if len(items) != d:
        raise InvalidArgument("--beta", text, f"must have {d} component{'s' * (d > 1)}, as many as --counts")
    return tuple(rational(item.strip(), "--beta") for item in items)


def schedule(text: str, option: str) -> Schedule:
    """Return a schedule.

    Example:
        >>> print(schedule("1.5*1,flow", "--schedule"))
        3/2*1, flow
    """
    with naming({"schedule": option}, {"rate": (option, text)}):
        return Schedule.parse(text)


def threshold(text: str | None) -> Fraction | None:
    """Return the train loss to stop at, or None if it was not given."""
    if text is None:
        return None
    value = rational(text, "--stop")
    if value <= 0:
        raise InvalidArgument("--stop", value, "must be > 0")
    return value


def one_of(text: str, option: str, allowed: Sequence[str]) -> str:
    """Return a word that is allowed.

    Example:
        >>> one_of("latex", "--format", ("text", "latex"))
        'latex'
    """
    if text not in allowed:
        raise InvalidArgument(option, text, f"must be {' or '.join(allowed)}")
    return text


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the known name that a mistyped one probably meant, in words for a message.

    Example:
        >>> nearest("crosing", ["stability", "crossing"])
        'did you mean crossing?'
    """
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    listed = ", ".join(known[:6])
    return f"known are {listed}{', ...' if len(known) > 6 else ''}"


def chosen(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the names, each once, or all that are known if there are none.

    Example:
        >>> chosen([], ["stability", "crossing"])
        ['stability', 'crossing']
    """
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in known:
            raise InvalidArgument("ID", name, f"must be the id of a claim; {nearest(name, known)}")
    return asked or list(known)


def new_file(text: str | None, option: str, endings: tuple[str, ...] = ()) -> str | None:
    """Return the name of a file, after making sure that it could be written; "-" is standard output.

    Example:
        >>> new_file("-", "--json")
        '-'
    """
    if text is None or (text == "-" and not endings):
        return text
    file = Path(text)
    if endings and file.suffix not in endings:
        raise InvalidArgument(option, text, f"must end in {' or '.join(endings)}")
    if not text or file.is_dir() or text.endswith("/"):
        raise InvalidArgument(option, text, "must be a file, not a directory")
    _writable(file, file.parent, option)
    return text


def picture(text: str | None, d: int) -> str | None:
    """Return the name of a picture's file, after making sure that the picture could be drawn and written."""
    if text is not None and d != 2:
        raise InvalidArgument("--plot", text, f"must come with two coordinates, --counts has {d}")
    return new_file(text, "--plot", PICTURES)


def new_directory(text: str | None, option: str) -> Path | None:
    """Return a directory that exists, or that can be made within one that exists."""
    if text is None:
        return None
    folder = Path(text)
    if not text or (folder.exists() and not folder.is_dir()):
        raise InvalidArgument(option, text, "must be a directory, existing or new")
    _writable(folder, folder if folder.is_dir() else folder.parent, option)
    return folder


def _writable(path: Path, parent: Path, option: str) -> None:
    if not parent.is_dir():
        raise InvalidArgument(option, str(path), f"must be in a directory that exists, and {parent} does not")
    # What is replaced is the entry in the directory; only devices and pipes are written themselves.
    replaced = path.is_file() or not path.exists()
    places = [place for place in (path, parent if replaced else path) if place.exists()]
    if not all(os.access(place, os.W_OK) for place in places):
        raise InvalidArgument(option, str(path), "must be where you may write (permission denied)")


@contextmanager
def naming(options: Mapping[str, str], within: Mapping[str, tuple[str, str]] | None = None) -> Iterator[None]:
    """Let refusals name the option that was typed instead of the argument it was passed to.

    Args:
        options: By the argument's name, the option whose value it is.
        within: By the argument's name, an option that holds it among other things, and the option's text.

    Example:
        >>> with naming({"stop": "--stop"}):
        ...     raise InvalidArgument("stop", 0, "must be > 0")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --stop = 0: must be > 0
    """
    try:
        yield
    except InvalidArgument as refused:
        name, _, index = refused.name.partition("[")
        if within and name in within:
            option, text = within[name]
            told = f"{refused.allowed.replace('must', f'{name} {shown(refused.value)} must', 1)}"
            raise InvalidArgument(option, text, told) from None
        option = options.get(name, name) + ("[" + index if index else "")
        raise InvalidArgument(option, refused.value, refused.allowed) from None
