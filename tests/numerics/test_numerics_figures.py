"""The talk's picture: drawn for anything reasonable, and reproducible."""

import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics import figures
from numerics.figures import draw_in_forms, draw_talk_panels
from numerics.landscape import Landscape, window
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from numerics.trace import trace

TALK = Problem.from_counts([2, 1], [1, 1])
ANNEALED = trace(TALK, Schedule.parse("3/2*1, flow"), "1/100", name="annealed")
FLOW = trace(TALK, Schedule.parse("flow"), "1/100", name="flow")
BEGINNINGS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_equal_pictures_are_equal_bytes(form: str) -> None:
    first, second = (draw_talk_panels(TALK, [ANNEALED, FLOW], "1/100", form) for _ in range(2))
    assert first == second
    assert first.startswith(BEGINNINGS[form])


@pytest.mark.parametrize(
    ("counts", "beta", "schedule", "stop"),
    [
        ([2, 1], [1, 1], "2*4, flow", "1/100"),
        ([50, 1], [1, 1], "1/10", "1/100"),
        ([2, 0], [3, -1], "1/10*3", "1/1000"),
        ([1, 1], ["1e6", 0], "flow", "1e-2"),
        ([1, 1], [1, 1], "1*1", "1/100"),
        ([2, 1], ["1e-60", "1e-60"], "1/10*5", "1e-123"),
    ],
)
def test_unusual_runs_are_drawn(counts: list[int], beta: list[Any], schedule: str, stop: str) -> None:
    problem = Problem.from_counts(counts, beta)
    run = trace(problem, Schedule.parse(schedule), stop, name="$odd_{name}")
    assert len(draw_talk_panels(problem, [run], stop, "png")) > 10_000


@pytest.mark.parametrize(
    ("counts", "schedule"), [([21, 20], "1/2*1, flow"), ([20, 21], "1/2*1, flow"), ([2, 1], "22/25*1, flow")]
)
def test_the_stop_passes_through_both_ends_however_near_one_looks(counts: list[int], schedule: str) -> None:
    problem = Problem.from_counts(counts, [1, 1])
    runs = [trace(problem, Schedule.parse(way), "1/100", name=way) for way in ("flow", schedule)]
    seen = figures._panels(Landscape(problem), runs, Fraction(1, 100), "").axes[-1]
    wide = np.ptp(seen.get_xlim())
    (stop,) = [line for line in seen.lines if line.get_linewidth() == 1.8]
    for run in runs:
        away = np.hypot(*(np.array(stop.get_data()) - np.array(run.end)[:, None]))
        assert away.min() < 0.05 * wide


def test_a_heading_stands_above_a_taller_picture_and_holds_no_formula() -> None:
    plain, headed, small = (
        draw_talk_panels(TALK, [FLOW], "1/100", "png", heading, dots)
        for heading, dots in [("", 80), ("a $claim_{\n without", 80), ("", 40)]
    )
    sizes = [(int.from_bytes(made[16:20]), int.from_bytes(made[20:24])) for made in (plain, headed, small)]
    assert sizes == [(656, 400), (656, 440), (328, 200)]


def test_what_has_no_picture_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"^beta_star"):
        draw_talk_panels(Problem.from_counts([1, 1, 1], [1, 1, 1]), [FLOW], "1/100", "png")
    with pytest.raises(InvalidArgument, match=r"^beta_star"):
        draw_talk_panels(Problem.from_counts([1, 1], ["1e200", 1]), [FLOW], "1/100", "png")
    for runs in ([], [FLOW] * 3):
        with pytest.raises(InvalidArgument, match=r"^traces"):
            draw_talk_panels(TALK, runs, "1/100", "png")
    with pytest.raises(InvalidArgument, match=r"^form = 'jpg'"):
        draw_talk_panels(TALK, [FLOW], "1/100", "jpg")
    for stop in ("1e-300", 2, 0, "x"):
        with pytest.raises(InvalidArgument, match=r"^stop"):
            draw_talk_panels(TALK, [FLOW], stop, "png")


def test_the_landscape_has_the_losses_of_the_definition() -> None:
    problem = Problem.from_counts([7, 5], [1, -2], ["1/3", "2/3"])
    land, beta = Landscape(problem), [Fraction(3), Fraction(5)]
    assert np.isclose(land.train(np.array(beta, dtype=float)), float(train_loss(problem, beta)))
    assert np.isclose(land.test(np.array(beta, dtype=float)), float(test_loss(problem, beta)))
    assert np.allclose(land.train(land.train_level(0.01, 10.0)), 0.01)
    assert np.allclose(land.test(land.test_level(0.01, 10.0)), 0.01)


@pytest.mark.parametrize("level", [0.0, 0.01])
def test_a_level_of_a_loss_that_does_not_grow_is_cut_off(level: float) -> None:
    land = Landscape(Problem.from_counts([0, 2], [1, 1]))
    assert np.hypot(*(land.train_level(level, 10.0) - land.center).T).max() == 10.0


def test_a_trace_leads_from_the_origin_to_the_stop() -> None:
    assert ANNEALED.points[0] == (0.0, 0.0)
    assert np.allclose(ANNEALED.curve[0], ANNEALED.jumps[-1])
    assert np.allclose(ANNEALED.curve[-1], ANNEALED.end)


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


def test_several_forms_are_one_layout() -> None:
    drawn = draw_in_forms(TALK, [ANNEALED, FLOW], "1/100", tuple(BEGINNINGS))
    assert {form: picture[: len(BEGINNINGS[form])] for form, picture in drawn.items()} == BEGINNINGS
    assert drawn["png"] == draw_talk_panels(
        TALK, [ANNEALED, FLOW], "1/100", "png"
    )  # the first is as if alone
    again = draw_in_forms(TALK, [ANNEALED, FLOW], "1/100", ("svg", "png"))
    assert again["svg"] == draw_talk_panels(TALK, [ANNEALED, FLOW], "1/100", "svg")
