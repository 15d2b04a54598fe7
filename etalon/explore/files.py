"""The files that keep a counterexample, in a directory of their own. Knows claims as objects."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from etalon.explore.counterexample import Counterexample, document
from numerics.rational import InvalidArgument


def keep(found: Counterexample, observed: Mapping[str, Sequence[str] | str], folder: Path) -> list[Path]:
    """Write all files of a counterexample, or none.

    Returns:
        The files.

    Raises:
        InvalidArgument: If the directory exists by now, or cannot be written.
    """
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        draft.mkdir()
        try:
            written = json.dumps(document(found, observed), indent=2, ensure_ascii=False) + "\n"
            (draft / "witness.json").write_text(written, encoding="utf-8")
            draft.rename(folder)  # refused if there is such a directory by now, unless it is empty
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as failure:
        raise InvalidArgument("-o", str(folder), f"must be writable ({failure.strerror})") from None
    return sorted(folder.iterdir())
