"""The table of files in docs/architecture.md has every module."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = [
    line.split("|")[1] for line in (ROOT / "docs/architecture.md").read_text().splitlines() if "| `" in line
]
FOLDERS = ("etalon/claims", "etalon/commands", "etalon/strategies")  # in the table as a whole


def _listed() -> set[str]:
    """Return what the table lists; a row's first name has the room, which is that of the others too."""
    found = set()
    for row in TABLE:
        names = re.findall(r"`([\w/]+)`", row)
        room = names[0].split("/")[0]
        found |= {name if name.startswith(f"{room}/") else f"{room}/{name}" for name in names}
    return found


def _modules(room: str) -> set[str]:
    files = (path.relative_to(ROOT) for path in (ROOT / room).rglob("*.py") if not path.stem.startswith("__"))
    return {f"{file.parent}/" if str(file.parent) in FOLDERS else str(file.with_suffix("")) for file in files}


@pytest.mark.parametrize("room", ["theory", "numerics", "etalon"])
def test_every_module_is_in_the_table(room):
    assert _modules(room) - _listed() == set()


def test_what_is_in_the_table_exists():
    assert [
        name for name in sorted(_listed()) if not (ROOT / name).is_dir() | (ROOT / f"{name}.py").is_file()
    ] == []
