"""The talk's picture: drawn for anything reasonable, reproducible, written whole or not at all."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics.figures import draw_talk_panels
from numerics.landscape import Landscape, window
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from numerics.trace import trace

TALK = Problem.from_counts([2, 1], [1, 1])
PAIR = {"annealed": Schedule.parse("3/2*1, flow"), "flow": Schedule.parse("flow")}


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_equal_pictures_are_equal_files(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    for file in files:
        draw_talk_panels(TALK, {"annealed": PAIR["annealed"]}, "1/100", file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.parametrize(
    ("counts", "beta", "schedule", "stop"),
    [
        ([2, 1], [1, 1], "2*4, flow", "1/100"),
        ([50, 1], [1, 1], "1/10", "1/100"),
        ([2, 0], [3, -1], "1/10*3", "1/1000"),
        ([1, 1], ["1e6", 0], "flow", "1e-2"),
        ([2, 1], ["1e-60", "1e-60"], "1/10*5", "1e-123"),
    ],
)
def test_unusual_runs_are_drawn(
    tmp_path: Path, counts: list[int], beta: list[Any], schedule: str, stop: str
) -> None:
    file = tmp_path / "talk.png"
    draw_talk_panels(Problem.from_counts(counts, beta), {"$odd_{name}": Schedule.parse(schedule)}, stop, file)
    assert file.stat().st_size > 10_000


def test_two_runs_are_drawn_over_an_older_picture(tmp_path: Path) -> None:
    file = tmp_path / "talk.png"
    file.write_text("older")
    draw_talk_panels(TALK, PAIR, "1/100", file)
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["missing/talk.png", "talk.jpg", "talk", "directory.png"])
def test_a_file_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "directory.png").mkdir()
    with pytest.raises(InvalidArgument, match=r"^file = ") as refusal:
        draw_talk_panels(TALK, {"flow": PAIR["flow"]}, "1/100", tmp_path / name)
    assert len(str(refusal.value).splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["directory.png"]


def test_what_has_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "talk.png"
    with pytest.raises(InvalidArgument, match=r"^beta_star"):
        draw_talk_panels(Problem.from_counts([1, 1, 1], [1, 1, 1]), PAIR, "1/100", file)
    with pytest.raises(InvalidArgument, match=r"^beta_star"):
        draw_talk_panels(Problem.from_counts([1, 1], ["1e200", 1]), PAIR, "1/100", file)
    with pytest.raises(InvalidArgument, match=r"^runs"):
        draw_talk_panels(TALK, {**PAIR, "third": PAIR["flow"]}, "1/100", file)
    for stop in ("1e-300", 2, 0, "x"):
        with pytest.raises(InvalidArgument, match=r"^stop"):
            draw_talk_panels(TALK, PAIR, stop, file)


def test_the_landscape_has_the_losses_of_the_definition() -> None:
    problem = Problem.from_counts([7, 5], [1, -2], ["1/3", "2/3"])
    land, beta = Landscape(problem), [Fraction(3), Fraction(5)]
    assert np.isclose(land.train(np.array(beta, dtype=float)), float(train_loss(problem, beta)))
    assert np.isclose(land.test(np.array(beta, dtype=float)), float(test_loss(problem, beta)))
    assert np.allclose(land.train(land.train_level(0.01, 10.0)), 0.01)


def test_a_trace_leads_from_the_origin_to_the_stop() -> None:
    run = trace(TALK, PAIR["annealed"], "1/100", name="annealed")
    assert run.points[0] == (0.0, 0.0)
    assert np.allclose(run.curve[0], run.jumps[-1])
    assert np.allclose(run.curve[-1], run.end)


def test_a_window_is_square_and_has_all_points() -> None:
    (left, right), (below, above) = window([(0.0, 0.0), (2.0, 1.0), (-7.0, 3.0)], 0.1)
    assert np.isclose(right - left, above - below)
    assert left < -7.0 < 2.0 < right
    assert below < 0.0 < 3.0 < above


def modules_after(statement: str) -> str:
    code = f"import sys; {statement}; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_nothing_but_figures_imports_matplotlib() -> None:
    assert "matplotlib" not in modules_after("import numerics.simulate, numerics.trace, numerics.landscape")


def test_drawing_leaves_pyplot_alone() -> None:
    assert "matplotlib.pyplot" not in modules_after("import numerics.figures").split()
