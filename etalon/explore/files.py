"""The files that keep a counterexample, in a directory of their own. Knows claims as objects."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from etalon.explore.counterexample import Counterexample, document
from etalon.explore.heading import heading, names_of
from etalon.explore.remark import remark
from numerics.rational import InvalidArgument

_TEST = '''"""A counterexample to {claim}: this fails when it stops being one."""

import json
from pathlib import Path

from etalon.claims.observed import OBSERVED
from etalon.explore.named import claim_named
from etalon.explore.witness import document, read

HERE = Path(__file__).resolve().parent
WITNESS = json.loads((HERE / "witness.json").read_text(encoding="utf-8"))


def test_the_claim_still_fails_and_both_sides_are_what_they_were():
    claim = claim_named({name})
    again = document(read(WITNESS, {{claim.id: claim}}), OBSERVED)
    assert again["expected"] == WITNESS["expected"]
    assert again["found"] == WITNESS["found"]
'''

PACKAGE = '"""A package, for pytest to tell one test_witness.py from another."""\n'

CONFTEST = '''"""One test_witness.py makes way for another, whatever their directories are called."""

import sys


def pytest_collectstart():
    sys.modules.pop("test_witness", None)
'''


def keep(
    found: Counterexample,
    observed: Mapping[str, Sequence[str | None] | str],
    folder: Path,
    named: str,
    option: str = "-o",
) -> list[Path]:
    """Write all files of a counterexample, or none.

    Args:
        found: The counterexample.
        observed: What claims observe, by their ids.
        folder: A directory that does not exist yet.
        named: The claim as it was asked for, its id or FILE.py:NAME.
        option: Which option named the directory.

    Returns:
        The files: witness.json, test_witness.py in a package, its conftest.py, and remark.tex; if anything is
        trained in the case also witness.png and witness.svg.

    Raises:
        InvalidArgument: If the directory exists by now, or cannot be written.
    """
    draft = folder.with_name(f".etalon-{os.getpid()}.part")  # no longer than a name may be
    try:
        draft.mkdir()
        try:
            _fill(draft, found, observed, _where(named, folder))
            draft.rename(folder)  # refused if there is such a directory by now, unless it is empty
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as failure:
        raise InvalidArgument(option, str(folder), f"must be writable ({failure.strerror})") from None
    return sorted(folder.iterdir())


def _fill(folder: Path, found: Counterexample, observed: Mapping[str, Any], where: str) -> None:
    written = document(found, observed)
    text = json.dumps(written, indent=2, ensure_ascii=False) + "\n"
    (folder / "witness.json").write_text(text, encoding="utf-8")
    (folder / "__init__.py").write_text(PACKAGE, encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    test = _TEST.format(claim=found.witness.claim.id, name=where)
    (folder / "test_witness.py").write_text(test, encoding="utf-8")
    (folder / "remark.tex").write_text(remark(found.witness, written), encoding="utf-8")
    from etalon.explore.picture import drawn  # matplotlib takes a while to import

    case = found.witness.finding.case
    pictures = drawn(
        case,
        ("png", "svg"),
        heading(found.witness, written),
        found=found.map,
        reaches=found.reaches,
        observed=names_of(written),
    )
    for form, picture in pictures.items():
        (folder / f"witness.{form}").write_bytes(picture)


def _where(named: str, folder: Path) -> str:
    """Return how the test finds the claim, as Python; a file of your own from where the test lies."""
    path, name = (named, "") if named.endswith(".py") else named.rpartition(":")[::2]
    if not path.endswith(".py"):
        return repr(named)
    # Links are followed on both sides: from a directory that is one, ".." does not lead back.
    there = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
    which = f":{name}" if name else ""
    return f"str(HERE / {there!r}) + {which!r}"
