"""Ctrl-C, SIGTERM, a reader that goes away: what was found is kept, all of it, and nothing is a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ALL = {
    "__init__.py",
    "conftest.py",
    "remark.tex",
    "test_witness.py",
    "witness.json",
    "witness.png",
    "witness.svg",
}
WORDS = ["own.py", "-o", "found"]
OWN = """
from fractions import Fraction
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from etalon.case import one_step
from etalon.claim import Claim
from etalon.evidence import Verdict

SEEN = count()


def small(case):
    if next(SEEN) == 30:
        Path("begun").touch()
    return case.eps < Fraction(1, 10) and all(case.beta[:2]) and len(case.beta) > 1 and bool(case.schedule)


large = Claim(
    id="eps-is-large", says="Training does not stop below 1/10.",
    source="a test", declared=Verdict.TESTED,
    cases=st.integers(1, 9).map(
        lambda b: one_step((2, 1), Fraction(1), Fraction(1, 20), (Fraction(b), Fraction(b)))
    ),
    predict=lambda case: False, observe=small,
)
"""


def _started(folder: Path, *words: str) -> subprocess.Popen:
    (folder / "own.py").write_text(OWN)
    command = [sys.executable, "-m", "etalon", "explore", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True)


def _written(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} - {"own.py", "begun", "__pycache__"}


def _wait_for(folder: Path, pattern: str) -> None:
    end = time.monotonic() + 100
    while not list(folder.glob(pattern)):
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_files_that_are_being_written_are_finished(number, tmp_path):
    ran = _started(tmp_path, *WORDS, "--examples", "20", "--json", "found.json")
    _wait_for(tmp_path, ".etalon-*")
    ran.send_signal(number)
    out, err = ran.communicate(timeout=100)
    assert (ran.returncode, err) == (130, "")
    assert "Kept in found: " in out
    assert _written(tmp_path) == {"found", "found.json"}
    assert {file.name for file in (tmp_path / "found").iterdir()} == ALL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_found_until_then_is_kept(number, tmp_path):
    ran = _started(tmp_path, *WORDS, "--examples", "1000000", "--budget", "60s")
    _wait_for(tmp_path, "begun")
    ran.send_signal(number)
    out, err = ran.communicate(timeout=100)
    assert (ran.returncode, err) == (130, "")
    assert "Interrupted: this is the best so far" in out
    assert {file.name for file in (tmp_path / "found").iterdir()} == ALL


def test_files_are_written_though_nobody_reads_what_is_told(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "etalon", "explore", *WORDS, "--examples", "20", "--json", "found.json"]
    ran = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, "")
    assert _written(tmp_path) == {"found", "found.json"}
    assert {file.name for file in (tmp_path / "found").iterdir()} == ALL


def test_all_files_are_written_or_none_and_what_was_found_is_told(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no device that is always full")
    ran = _started(tmp_path, *WORDS, "--examples", "20", "--json", "/dev/full")
    out, err = ran.communicate(timeout=100)
    assert ran.returncode == 2
    assert err == "etalon: --json = '/dev/full': must be writable (No space left on device)\n"
    assert "The simplest counterexample:" in out
    assert _written(tmp_path) == set()


@pytest.mark.parametrize("command", [["-m", "etalon"], [str(Path(sys.executable).with_name("etalon"))]])
def test_an_interruption_while_it_is_loaded_is_no_traceback(command, tmp_path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, *command, "--help"], env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")
