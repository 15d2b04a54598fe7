"""README shows what happens: its commands are run, its claim is verified, its picture is drawn again."""

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from etalon.claims import load
from etalon.explore.named import claim_named
from etalon.explore.search import search
from etalon.verify import collect

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
SHOWN = [block.split("\n", 1) for kind, block in BLOCKS if kind == "console"]
SECONDS = re.compile(r" *\d+\.\d+ s")
MAKE = {"make verify": [sys.executable, "-m", "etalon", "verify"]}  # what the verb calls, see Makefile


def _pattern(shown: str) -> str:
    """Return a pattern for an output in which a line ... stands for any lines, and times do not count."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(_plain(line)) + r"\n"
        for line in shown.splitlines()
    ]
    return "".join(lines)


def _plain(line: str) -> str:
    return re.sub(r" +", " ", SECONDS.sub(" T", line)).rstrip()


def _run(command: str, folder: Path) -> str:
    words = MAKE.get(command) or [sys.executable, "-m", *re.findall(r"\"[^\"]*\"|\S+", command)]
    env = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1"}
    ran = subprocess.run(
        [word.strip('"') for word in words], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode in (0, 2), ran.stderr
    return "".join(_plain(line) + "\n" for line in (ran.stdout + ran.stderr).splitlines())


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_gives_what_readme_shows(command, shown, tmp_path):
    output = _run(command.removeprefix("$ "), tmp_path)
    assert re.fullmatch(_pattern(shown), output), f"shown:\n{shown}\ngiven:\n{output}"


@pytest.fixture
def mirror(tmp_path):
    """Return the claim in README."""
    (source,) = [block for kind, block in BLOCKS if kind == "python"]
    (tmp_path / "mirror.py").write_text(source)
    return claim_named(str(tmp_path / "mirror.py"))


def test_the_claim_in_readme_is_proved(mirror):
    report = collect(mirror)
    assert report.ok, report.complaints
    assert mirror.id not in load()


def test_the_claim_in_readme_holds_wherever_its_assumption_does(mirror):
    trail = search(mirror, None, examples=300, seconds=60)
    assert trail.aimed > 150
    assert trail.simplest is None, trail.simplest
    # It would be seen if the first phase alone had to be at the limit.
    (at_the_limit,) = mirror.given
    loose = replace(at_the_limit, holds=lambda case: bool(case.eta == 1 / case.p[0]))
    assert search(replace(mirror, given=(loose,)), None, examples=300, seconds=60).failing


def test_the_claim_in_readme_would_pass_the_linter():
    limit = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["line-length"]
    (source,) = [block for kind, block in BLOCKS if kind == "python"]
    assert [line for line in source.splitlines() if len(line) > limit] == []


def test_the_picture_in_readme_is_current(tmp_path):
    command = next(command for command, _ in SHOWN if "--plot" in command).removeprefix("$ ")
    _run(command, tmp_path)
    assert (tmp_path / "talk.png").read_bytes() == (ROOT / "docs" / "talk.png").read_bytes()


def test_every_claim_that_the_prose_names_exists():
    prose = README + (ROOT / "docs" / "talk.md").read_text()
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", prose))
    assert named - set(load()) <= {"python-flint", "z3-solver"}
    assert len(named) > 8


def test_the_make_verbs_in_readme_exist():
    verbs = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= verbs
    assert {"help", "verify", "test", "lint", "format", "lock", "clean"} <= verbs


def test_the_lock_holds_versions_and_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    packages = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert all(re.match(r"[a-z0-9-]+==\S+", line) for line in packages)
    assert lock.count("--hash=sha256:") >= len(packages)
