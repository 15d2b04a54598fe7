"""The picture of courses: what is drawn is what is left, readable however far apart, and reproducible."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import matplotlib.style
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from numerics import course_figure
from numerics.batches import Batching
from numerics.canvas import COORDINATES, RUNS, check_forms, number, panels, plain_ticks, saved
from numerics.chart import FILLS, Chart
from numerics.course import Scene, ratios
from numerics.course_figure import draw_courses
from numerics.courses import descent, flow_through, on_batches, visited, with_momentum
from numerics.exact import path
from numerics.problem import Problem, train_loss
from numerics.problem import test_loss as loss_of_test
from numerics.rational import InvalidArgument
from numerics.scale import Scale
from numerics.schedule import Phase, Schedule

ONE, HALF = Fraction(1), Fraction(1, 2)
THREE = Problem.from_counts([3, 2, 1], [1, -2, HALF], ["1/2", "1/4", "1/4"])
EPS = Fraction(1, 50)
MAP = Chart("a map", ("x", "y"), (0.0, 1.0, 0.0, 1.0), {}, (0.5, 0.5), {})


def _runs(problem: Problem, stop: Fraction, *schedules: str) -> Scene:
    return Scene(problem, tuple(descent(problem, Schedule.parse(s), stop, s) for s in schedules), stop)


def _steps(problem: Problem, schedule: str) -> Scene:
    return Scene(problem, (descent(problem, Schedule.parse(schedule), None, schedule),))


def _axes(scene: Scene) -> list[Axes]:
    with matplotlib.style.context("default"):
        return list(course_figure._panels(scene, "", None).axes)


def _of(axis: Axes, colour: str) -> list[Any]:
    return [line for line in axis.lines if to_rgb(line.get_color()) == to_rgb(colour)]


def test_bars_are_the_weights() -> None:
    bars = [patch.get_height() for patch in _axes(_steps(THREE, "1*1"))[0].patches]
    assert bars == [3 / 6, 1 / 2, 2 / 6, 1 / 4, 1 / 6, 1 / 4]


def test_lines_are_the_parts_that_exact_steps_leave() -> None:
    axis = _axes(_steps(THREE, "5/4*1, 1/3*3"))[1]
    points = path(THREE, Schedule.parse("5/4*1, 1/3*3").phases)
    for i, truth in enumerate(THREE.beta_star):
        (line, *_) = _of(axis, COORDINATES[i])
        exact = [abs((point[i] - truth) / truth) for point in points]
        assert list(line.get_xdata()) == [0, 1, 2, 3, 4]
        assert list(line.get_ydata()) == pytest.approx([float(part) for part in exact], rel=1e-12)


def test_losses_of_steps_are_drawn_both() -> None:
    train, test = _axes(_steps(THREE, "1/3*3"))[2].lines
    points = path(THREE, [Phase(Fraction(1, 3), 3)])
    for line, loss in ((train, train_loss), (test, loss_of_test)):
        exact = [float(loss(THREE, point)) for point in points]
        assert list(line.get_ydata()) == pytest.approx(exact, rel=1e-12)


def test_of_two_runs_the_test_losses_are_compared_at_equal_train_loss() -> None:
    scene = _runs(THREE, EPS, "flow", "5/4*1, flow")
    found = ratios(scene.courses[1], scene.courses[0], EPS)
    axis = _axes(scene)[2]
    (curve, *_) = _of(axis, RUNS[1])
    heights = [100 * (float(ratio.midpoint) - 1) for _, ratio in found]
    assert list(curve.get_ydata()) == pytest.approx(heights, rel=1e-9)
    assert list(curve.get_xdata()) == sorted(curve.get_xdata(), reverse=True)
    assert axis.get_xlim()[0] > axis.get_xlim()[1]  # training goes on to the right
    assert any(f"{number(float(f'{heights[-1]:.3g}'))} %" in text.get_text() for text in axis.texts)


def test_runs_without_a_common_end_are_drawn_in_the_plane_of_both_losses() -> None:
    axis = _axes(_runs(THREE, EPS, "flow", "3/4*9, flow"))[2]
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("train loss", "test loss")


def test_without_steps_the_test_loss_per_train_loss_is_drawn_among_the_distortions() -> None:
    axis = _axes(Scene(THREE, (flow_through(THREE, [1], "flow"),)))[2]
    bars = [line.get_ydata()[0] for line in axis.lines[:3]]
    assert bars == pytest.approx([1.0, 0.75, 1.5], rel=1e-12)
    curve = axis.lines[3].get_ydata()
    origin = (Fraction(0),) * 3
    assert curve[0] == pytest.approx(
        float(loss_of_test(THREE, origin) / train_loss(THREE, origin)), rel=1e-12
    )


def test_points_are_counted() -> None:
    points = visited(THREE, [(ONE, ONE, ONE), (ONE, HALF, ONE)], "points")
    axis = _axes(Scene(THREE, (points,), points=True))[1]
    assert [list(line.get_ydata()) for line in axis.lines] == [[0.0, 0.0], [3.0, 2.5], [0.5, 0.5]]
    axis.figure.canvas.draw()
    assert [label.get_text() for label in axis.get_xticklabels() if label.get_text() in "12"] == ["1", "2"]


def test_nothing_runs_in_a_scene_of_weights_alone() -> None:
    weights, distortions = _axes(Scene(Problem.from_counts([2, 0], [1, 1])))
    labels = [text.get_text() for text in distortions.texts]
    assert labels == ["1/2", "infinite"]
    assert [patch.get_height() for patch in weights.patches] == [1.0, 0.5, 0.0, 0.5]


def test_what_has_nothing_to_learn_is_named_and_not_drawn() -> None:
    axis = _axes(_steps(Problem.from_counts([2, 1], [0, 1]), "1*1"))[1]
    assert [text.get_text() for text in axis.texts] == ["nothing to learn of coordinate 1"]
    assert _of(axis, COORDINATES[0]) == []


@pytest.mark.parametrize(
    ("numbers", "start", "places"),
    [
        ([1, HALF, 0], ONE, [1.0, 0.5, 0.0]),
        ([1, Fraction(1, 10**6)], ONE, [0.0, -6.0]),
        ([1, Fraction(1, 10**6), 0], ONE, [0.0, -6.0, -7.2]),
        ([1, Fraction(1, 10**400)], ONE, [0.0, -12.0]),
        ([Fraction(10**400), 1, 0], ONE, [12.0, 0.0, -2.4]),
        ([Fraction(1, 10**400), Fraction(2, 10**400)], Fraction(1, 10**400), [-400.0, -399.69897]),
        ([0, 0], ONE, [0.0, 0.0]),
    ],
)
def test_a_number_has_a_place_however_large_or_small(
    numbers: list[Any], start: Fraction, places: list[float]
) -> None:
    known = [Fraction(x) for x in numbers]
    scale = Scale.of(known, start)
    assert [scale.at(x) for x in known] == pytest.approx(places, abs=1e-6)


def test_zero_stands_below_all_and_what_is_out_of_range_says_so() -> None:
    clipped = Scale.of([ONE, Fraction(1, 10**400), Fraction(0)], ONE)
    ticks = clipped.ticks()
    assert clipped.beyond == (True, False)
    assert ticks[clipped.low] == "≤ $10^{-12}$"
    assert ticks[clipped.at(Fraction(0))] == "0"
    assert min(ticks) == clipped.at(Fraction(0)) < clipped.low
    plain = Scale.of([ONE, Fraction(1, 10**6)], ONE)
    assert plain.beyond == (False, False)
    assert "0" not in plain.ticks().values()
    assert Scale.of([ONE, Fraction(10**30)], ONE).ticks()[12.0] == "≥ $10^{12}$"


@pytest.mark.parametrize("power", [-400, 400])
def test_a_large_spread_keeps_the_rest_readable(power: int) -> None:
    far = Fraction(10) ** power
    scene = _steps(Problem.from_counts([3, 2, 1], [far, 1, 1]), "3/4*1, 1/2*40")
    axis = _axes(scene)[1]
    low, high = axis.get_ylim()
    assert high - low < 20
    drawn = draw_courses(scene, ("png",), "a spread", 40)
    assert len(drawn["png"]) > 5_000


@pytest.mark.parametrize(
    "scene",
    [
        _runs(Problem.from_counts([9, 7, 5, 4, 3, 2, 1], [1] * 7), Fraction(1, 1000), "flow", "2*1, flow"),
        _steps(Problem.from_counts([1], [1]), "1/4*1"),
        _steps(THREE, "1/2*40"),
        _steps(THREE, "9*60"),
        _runs(Problem.from_counts([1, 1], [1, 1]), ONE, "flow"),
        Scene(THREE, (with_momentum(THREE, 1, "9/10", 30, "momentum"),)),
        Scene(THREE, (on_batches(THREE, Batching(2, False), [Phase(HALF, 1)], None, "batches"),)),
        Scene(Problem.from_counts([1, 1], [0, 0]), (visited(THREE, [], "nothing"),) * 0),
    ],
    ids=["d=7", "d=1", "40 steps", "unstable", "at the stop", "momentum", "batches", "weights"],
)
def test_unusual_scenes_are_drawn_the_same_every_time_and_with_a_map(scene: Scene) -> None:
    first, second = (draw_courses(scene, ("png", "svg"), "a $claim_{\nfails", 40) for _ in range(2))
    assert first == second
    assert first["png"].startswith(b"\x89PNG")
    wider = draw_courses(scene, ("png",), "a $claim_{\nfails", 40, chart=MAP)["png"]
    widths = [int.from_bytes(picture[16:20]) for picture in (first["png"], wider)]
    assert widths[1] - widths[0] == 164


@pytest.mark.parametrize(
    ("counts", "size"),
    [([1], 1), ([3, 2, 1], 1), ([9, 7, 5, 4, 3, 2, 1], 1), (range(1, 41), 1), ([2, 1], 400)],
)
def test_the_names_of_coordinates_do_not_overlap(counts: list[int], size: int) -> None:
    axis = _axes(Scene(Problem.from_counts(counts, [Fraction(10) ** size] * len(counts))))[0]
    axis.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in axis.get_xticklabels()]
    assert 1 <= len(boxes) <= 10
    assert all(left.x1 <= right.x0 for left, right in pairwise(boxes))


def test_ticks_are_numbers_in_full() -> None:
    figure, (axis,) = panels(1, "")
    axis.set(xlim=(1.0, 1.0 + 1e-9), ylim=(5 - 1e-9, 5.0))
    for which in (axis.xaxis, axis.yaxis):
        plain_ticks(which)
    figure.canvas.draw()
    assert axis.yaxis.get_offset_text().get_text() == axis.xaxis.get_offset_text().get_text() == ""
    labels = [label.get_text() for label in axis.get_yticklabels()]
    assert len(set(labels)) == len(labels)
    assert all(label.startswith(("4.99", "5")) for label in labels)


def test_a_form_that_is_none_is_refused_before_anything_is_drawn() -> None:
    drawn: list[int] = []
    with pytest.raises(InvalidArgument, match=r"^form = 'jpg'"):
        saved(lambda: drawn.append(1), ("png", "jpg"), 40)  # type: ignore[func-returns-value, arg-type]
    assert drawn == []
    check_forms(("png", "svg", "pdf"))


def test_a_long_heading_is_cut_within_the_figure() -> None:
    figure, _ = panels(2, "0" * 500 + "\nshort")
    figure.canvas.draw()
    box = figure._suptitle.get_window_extent()  # type: ignore[attr-defined]
    short, _ = panels(2, "a claim")
    assert figure.get_suptitle().splitlines()[1] == "short"
    assert short.get_suptitle() == "a claim"
    assert box.width < figure.bbox.width


def test_a_label_without_a_colour_is_refused() -> None:
    cells = {"who": [(0.0, 1.0, 0.0, 1.0)]}
    with pytest.raises(InvalidArgument, match=r"^fills = 'who'"):
        Chart("a map", ("x", "y"), (0.0, 1.0, 0.0, 1.0), cells, (0.5, 0.5), {})
    assert len(set(FILLS.values())) == len(FILLS)
