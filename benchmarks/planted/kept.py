"""What was found so far, in a file: a run that was killed goes on where it ended. Knows no variant."""

import pickle
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any


@dataclass
class Kept:
    """Results by key, in memory and in a file that grows with each of them.

    Args:
        file: The file; what is in it is read, if it is of the same mark, and what was cut off is dropped.
        mark: What the results depend on.
        known: The results.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as directory:
        ...     Kept(Path(directory) / "kept", "first").put("a", 1)
        ...     Kept(Path(directory) / "kept", "first").known, Kept(Path(directory) / "kept", "second").known
        ({'a': 1}, {})
    """

    file: Path
    mark: str
    known: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what there is, and begin a new file if there is nothing, or of another mark."""
        end = self._read()
        with self.file.open("ab") as stream:
            stream.truncate(end)
            if not end:
                pickle.dump(self.mark, stream)

    def _read(self) -> int:
        """Read the results; return where the last whole one ends, 0 if the mark is another one."""
        end = 0
        with suppress(OSError, EOFError, pickle.UnpicklingError), self.file.open("rb") as stream:
            if pickle.load(stream) != self.mark:
                return 0
            while True:  # until nothing is left, or only a part of a result
                end = stream.tell()
                key, result = pickle.load(stream)
                self.known[key] = result
        return end

    def put(self, key: Any, result: Any) -> None:
        """Keep a result."""
        self.known[key] = result
        with self.file.open("ab") as stream:
            pickle.dump((key, result), stream)


def mark(files: Iterable[Path], *more: object) -> str:
    """Return what the text of some files, and whatever else, comes down to.

    Example:
        >>> mark([], 1) == mark([], 1), mark([], 1) == mark([], 2)
        (True, False)
    """
    digest = sha256(repr(more).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
