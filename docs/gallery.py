#!/usr/bin/env python3
"""Write the gallery of counterexamples: docs/counterexamples, all of it or nothing.

The whole directory is replaced, so nothing of a witness that was removed stays behind.
"""

import hashlib
import inspect
import json
import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor

from etalon.claims import load
from etalon.claims.lessons import LESSONS
from etalon.claims.observed import OBSERVED
from etalon.explore import courses as scenes
from etalon.explore import picture
from etalon.explore.entry import Entry
from etalon.explore.gallery import Gallery, collected, pages
from etalon.explore.heading import names_of
from numerics import canvas, course, course_figure, course_panels, courses, figures, landscape, scale, trace

DOCS = Path(__file__).parent
FOLDER = DOCS / "counterexamples"
DOTS = 80  # per inch
INKS = [ImageColor.getrgb(ink)[:3] for ink in (*canvas.RUNS, *canvas.COORDINATES)]  # as they fade to white:
FADED = [tuple(255 - (255 - part) * k // 12 for part in ink) for ink in INKS for k in range(1, 13)]
PALETTE = [(grey,) * 3 for grey in range(7, 256, 8)] + FADED  # few colours make small files
DRAWING = (canvas, figures, landscape, trace, scale, course, courses, course_panels, course_figure)


def small_picture(entry: Entry) -> bytes | None:
    """Return the picture of an entry, with few dots and colours; None if its case has none."""
    case, observed = entry.witness.finding.case, names_of(entry.written)
    forms = picture.drawn(case, ("png",), entry.heading, DOTS, observed=observed)
    if not forms:
        return None
    reduced, image, few = BytesIO(), Image.open(BytesIO(forms["png"])).convert("RGB"), Image.new("P", (1, 1))
    few.putpalette([part for colour in PALETTE for part in colour])
    image.quantize(palette=few, dither=Image.Dither.NONE).save(reduced, "png", optimize=True)
    return reduced.getvalue()


def drawn_from(entry: Entry) -> str:
    """Return a digest of what a picture shows: the case and the heading."""
    return _digest(json.dumps([entry.written["case"], entry.heading]).encode())


def drawn_by() -> str:
    """Return a digest of the code that draws all pictures."""
    code = [inspect.getsource(part) for part in (*DRAWING, scenes, picture, small_picture)]
    return _digest(json.dumps([DOTS, PALETTE, code]).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def gallery() -> Gallery:
    """Return the gallery of Etalon's claims."""
    return collected(load().values(), LESSONS, OBSERVED)


def checked(folder: Path, entries: list[Entry]) -> list[str]:
    """Return what the checker says of each witness file, on a Python without packages."""
    files = [str(folder / "witnesses" / f"{entry.name}.json") for entry in entries]
    command = [sys.executable, "-I", "-S", str(DOCS / "check_witness.py"), *files]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [line.removeprefix(f"{file}: ") for file, line in zip(files, said, strict=True)]


def _fill(folder: Path) -> None:
    """Write everything into an empty directory."""
    found = gallery()
    for name in ("witnesses", "pictures"):
        (folder / name).mkdir()
    index = {}
    for entry in found.entries:
        (folder / "witnesses" / f"{entry.name}.json").write_text(entry.file, encoding="utf-8")
        image = small_picture(entry)
        index[entry.name] = {"drawn_from": drawn_from(entry), "picture": image and _digest(image)}
        if image:
            (folder / "pictures" / f"{entry.name}.png").write_bytes(image)
    text = json.dumps({"drawn_by": drawn_by(), "entries": index}, indent=1) + "\n"
    (folder / "pictures" / "index.json").write_text(text, encoding="utf-8")
    drawn = [name for name, each in index.items() if each["picture"]]
    for name, text in pages(found, drawn, checked(folder, found.entries)).items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write the directory beside its place, then put it there."""
    draft, old = (FOLDER.with_name(f".{FOLDER.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    try:
        draft.mkdir()
        _fill(draft)
        if FOLDER.exists():
            FOLDER.rename(old)
        draft.rename(FOLDER)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    main()
