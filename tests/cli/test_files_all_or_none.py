"""What a command writes: all its files or none of them, after what it found has been told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from etalon.cli import main
from etalon.output import File, write
from numerics.rational import InvalidArgument

SIMULATE = ["simulate", "--counts", "2,1", "--schedule", "1/2*2"]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def full():
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no device that is always full")
    return "/dev/full"


def _names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_files_are_written_together():
    write([File("-o", "a", b"1"), File("--json", "b", b"2")])
    assert [Path(name).read_bytes() for name in _names()] == [b"1", b"2"]


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["first", "last"])
@pytest.mark.parametrize("bad", ["directory", "missing/file", "x" * 300])
def test_none_is_written_if_one_cannot_be(order, bad):
    Path("directory").mkdir()
    Path("old").write_bytes(b"old")
    before = _names()
    files = [File("-o", bad, b"1"), File("--json", "old", b"2"), File("--plot", "new", b"3")]
    with pytest.raises(InvalidArgument, match=f"^-o = '{bad[:50]}"):
        write(files[order])
    assert _names() == before
    assert Path("old").read_bytes() == b"old"


def test_a_device_that_is_full_keeps_the_files_from_changing(full):
    Path("old").write_bytes(b"old")
    with pytest.raises(InvalidArgument, match=r"^--json = '/dev/full': must be writable"):
        write([File("--plot", "old", b"new"), File("--json", full, b"1")])
    assert _names() == ["old"]
    assert Path("old").read_bytes() == b"old"


def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_beside_it(monkeypatch):
    def fills_up(draft, content):
        draft.touch()
        raise OSError(28, "No space left on device")

    Path("old").write_bytes(b"old")
    monkeypatch.setattr(Path, "write_bytes", fills_up)
    with pytest.raises(InvalidArgument, match=r"^--json = 'old': must be writable"):
        write([File("--json", "old", b"new")])
    assert _names() == ["old"]
    assert Path("old").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["kept", "not there yet"])
def test_a_link_stays_a_link_and_its_file_keeps_its_mode(name):
    Path("kept").write_bytes(b"old")
    Path("kept").chmod(0o640)
    Path("link").symlink_to(name)
    write([File("--plot", "link", b"new")])
    assert Path("link").is_symlink()
    assert Path(name).read_bytes() == b"new"
    assert Path("kept").stat().st_mode & 0o777 == 0o640


def test_a_link_that_leads_in_a_circle_is_refused(capsys):
    Path("circle").symlink_to("circle")
    assert main(["when", "--counts", "2,1", "--json", "circle"]) == 2
    assert capsys.readouterr().err == "etalon: --json = 'circle': must not be a link that leads in a circle\n"
    assert Path("circle").is_symlink()


@pytest.mark.parametrize("option", ["--json", "--plot"])
def test_a_pipe_that_nobody_reads_is_refused_and_not_waited_for(option, capsys):
    os.mkfifo("pipe.png")
    assert main([*SIMULATE, option, "pipe.png"]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"etalon: {option} = 'pipe.png': must be writable")
    assert "residual 1" in printed.out  # what was found is told all the same
    assert _names() == ["pipe.png"]


def test_a_pipe_that_is_read_gets_everything():
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open("pipe", os.O_WRONLY)  # as long as it is open, a read waits for more
    os.set_blocking(reader, True)
    content, got = b"x" * 200_000, bytearray()  # more than a pipe holds

    def read():
        while len(got) < len(content):
            got.extend(os.read(reader, 65536))

    thread = Thread(target=read)
    thread.start()
    write([File("--json", "pipe", content)])
    thread.join()
    os.close(writer)
    os.close(reader)
    assert got == content


def test_a_link_to_a_pipe_is_written_itself():
    """As in `--json >(program)`, where the name leads to a pipe that has no place in any directory."""
    reader, writer = os.pipe()
    write([File("--json", f"/dev/fd/{writer}", b"found")])
    os.close(writer)
    assert os.read(reader, 100) == b"found"
    os.close(reader)


def test_standard_output_under_another_name_is_not_replaced():
    with open("out", "wb") as out:
        command = [sys.executable, "-m", "etalon", "when", "--counts", "2,1", "--json", "/dev/stdout"]
        subprocess.run(command, stdout=out, check=True)
    assert json.loads(Path("out").read_text())["counts"] == [2, 1]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["when", "--counts", "2,1"], "stability"),
        (SIMULATE, "residual 1"),
        (["derive", "crossing"], "rho_1"),
        (["verify", "crossing", "--examples", "1", "--workers", "1"], "as declared"),
    ],
    ids=["when", "simulate", "derive", "verify"],
)
def test_what_was_found_is_told_even_if_the_file_fails(command, told, full, capsys):
    assert main([*command, "--json", full]) == 2
    printed = capsys.readouterr()
    assert told in printed.out
    assert printed.err.startswith("etalon: --json = '/dev/full': must be writable")


def test_a_picture_is_not_left_without_its_json(full, capsys):
    assert main([*SIMULATE, "--plot", "talk.png", "--json", full]) == 2
    assert _names() == []
    assert "Drawn" not in capsys.readouterr().out


@pytest.mark.parametrize("folder", ["new", "old"])
def test_derivations_are_not_left_without_the_others(folder, full):
    Path("old").mkdir()
    assert main(["derive", "crossing", "contraction", "-o", folder, "--json", full]) == 2
    assert _names() == ["old"]
    Path("old/contraction.txt").mkdir()
    assert main(["derive", "crossing", "contraction", "-o", "old"]) == 2
    assert [path.name for path in Path("old").iterdir()] == ["contraction.txt"]


def test_a_directory_that_cannot_be_made_is_named(capsys):
    if not os.path.isdir("/proc/self"):
        pytest.skip("this system has no directory in which nobody can make one")
    assert main(["derive", "crossing", "-o", "/proc/etalon"]) == 2
    assert capsys.readouterr().err.startswith("etalon: -o = '/proc/etalon': must be ")
