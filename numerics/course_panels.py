"""The panels of a picture of courses: weights, what is left of each residual, and the losses.

Each draws on an axis and returns its title. Floats are made here, to be drawn.
"""

from fractions import Fraction
from math import inf
from typing import Any

from matplotlib.axes import Axes

from numerics.canvas import COORDINATES, GREY, INK, RUNS, number, plain_ticks
from numerics.course import Scene, Value, middle, ratios
from numerics.landscape import exact_label
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.scale import Scale

_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_LETTERS = 380.0  # of one point in a line below a panel
_FEW = 60  # steps that are marked one by one
AGAINST: dict[str, Any] = {"ls": (0, (3, 2)), "lw": 2.4, "alpha": 0.6}  # what is compared with
COMPARED: dict[str, Any] = {"ls": "-", "lw": 1.5}
_BESIDE: dict[str, Any] = {
    "textcoords": "offset points",
    "bbox": {"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
    "zorder": 6,
}
LEVEL: dict[str, Any] = {"color": INK, "lw": 1.0, "ls": (0, (1, 1.5))}


def colour(i: int) -> str:
    """Return the colour of a coordinate; there are fewer colours than marks."""
    return COORDINATES[i % len(COORDINATES)]


def marker(i: int) -> str:
    """Return the mark of a coordinate."""
    return _MARKERS[i % len(_MARKERS)]


def draw_weights(axis: Axes, scene: Scene) -> str:
    """Draw the train weights beside the test weights."""
    problem = scene.problem
    for i, (count, q) in enumerate(zip(problem.counts, problem.population, strict=True)):
        axis.bar(i - 0.2, count / problem.n, 0.38, color=colour(i))
        axis.bar(i + 0.2, float(q), 0.38, fc="white", ec=colour(i), lw=1.4, hatch="///")
    _name_coordinates(axis, problem)
    axis.set(xlim=(-0.6, problem.d - 0.4), ylim=(0, None))
    plain_ticks(axis.yaxis)
    return "weights: train against test"


def _name_coordinates(axis: Axes, problem: Problem) -> None:
    """Write a coordinate's count and beta* under its bars if there is room; of many only some names."""
    few = problem.d <= 4
    equals = ("n = ", r"$\beta^*$ = ") if few else ("", "")
    numbers = [(str(n), exact_label(b)) for n, b in zip(problem.counts, problem.beta_star, strict=True)]
    longest = max(len(text) for pair in numbers for text in pair) + 5 * few
    size = min(10.0, _LETTERS / (problem.d * longest))
    told = ["".join(f"\n{sign}{text}" for sign, text in zip(equals, pair, strict=True)) for pair in numbers]
    readable = size > 5.5
    names = [f"$\\beta_{{{i}}}${text if readable else ''}" for i, text in enumerate(told, 1)]
    stride = 1 if readable else -(-problem.d // 10)
    axis.set_xticks(range(0, problem.d, stride), names[::stride], fontsize=size if readable else 9)
    axis.set_xlabel("" if few else r"coordinate, its samples, $\beta^*$" if readable else "coordinate")


def draw_distortions(axis: Axes, scene: Scene) -> str:
    """Draw q_i/p_i of each coordinate; one never drawn has none."""
    finite = _distortions(scene.problem)
    top = float(max(finite.values()))
    for i in range(scene.problem.d):
        high = float(finite.get(i, Fraction(0))) if i in finite else 1.25 * top
        axis.bar(i, high, 0.5, color=colour(i), alpha=1.0 if i in finite else 0.3)
        label = exact_label(finite[i]) if i in finite else "infinite"
        axis.annotate(label, (i, high), xytext=(0, 3), ha="center", **_BESIDE)
    _name_coordinates(axis, scene.problem)
    axis.set(xlim=(-0.6, scene.problem.d - 0.4), ylim=(0, 1.4 * top))
    plain_ticks(axis.yaxis)
    return "distortion $q_i/p_i$: test per train loss"


def _distortions(problem: Problem) -> dict[int, Fraction]:
    """Return q_i/p_i of every coordinate that was drawn."""
    pairs = enumerate(zip(problem.counts, problem.population, strict=True))
    return {i: q * problem.n / count for i, (count, q) in pairs if count}


def draw_residuals(axis: Axes, scene: Scene) -> str:
    """Draw which part of each residual is left, or the residuals at points."""
    squares = [start.squares for start in (course.steps[0] for course in scene.courses)]
    compared = None if scene.points else squares
    parts = {
        (k, i): [
            _part(moment.squares[i], compared[k][i] if compared else Fraction(1)) for moment in c.moments
        ]
        for k, c in enumerate(scene.courses)
        for i in range(scene.problem.d)
        if scene.points or squares[k][i] != 0
    }
    scale = Scale.of([value for line in parts.values() for value in line], Fraction(1), root=True)
    for (k, i), line in parts.items():
        _draw_line(axis, scene, (k, i), [scale.at(value) for value in line])
    scale.show(axis)
    _show_course(axis, scene)
    idle = [str(i + 1) for i in range(scene.problem.d) if not scene.points and squares[0][i] == 0]
    if idle:
        told = f"nothing to learn of coordinate {', '.join(idle)}"
        axis.text(0.97, 0.97, told, transform=axis.transAxes, ha="right", va="top", color=GREY, fontsize=9)
    if scene.points:
        return "residuals $|r_i|$"
    return f"what is left of each residual{', in mean square' if scene.averaged else ', $|r_i|/|r_i(0)|$'}"


def _part(square: Value, start: Value) -> Fraction:
    """Return which part of a squared residual is left."""
    return middle(square) / middle(start)


def _draw_line(axis: Axes, scene: Scene, of: tuple[int, int], heights: list[float]) -> None:
    """Draw a coordinate's course: its steps as marks, joined by straight lines, its flow, its end as a mark.

    The first coordinates are drawn wider, so that of several that coincide all are seen.
    """
    (k, i), wider = of, 4.0 * (scene.problem.d - 1 - of[1]) / max(scene.problem.d - 1, 1)
    course = scene.courses[k]
    style: dict[str, Any] = {"color": colour(i), "zorder": 3}
    places = [scene.place(moment) for moment in course.moments]
    end: dict[str, Any] = {**style, "marker": marker(i), "mec": "white", "ms": 8 + wider, "ls": ""}
    if scene.points:
        axis.plot(places, heights, **end)
        return
    line = AGAINST if k < len(scene.courses) - 1 else COMPARED
    axis.plot(places, heights, **style, **line | {"lw": line["lw"] + wider / 2})
    steps = len(course.steps)
    if 1 < steps <= _FEW:
        axis.plot(places[:steps], heights[:steps], marker(i), ms=4 + wider, **style)
    axis.plot(places[-1], heights[-1], **end)


def _show_course(axis: Axes, scene: Scene) -> None:
    """Tell what is from left to right: points and steps are counted."""
    axis.set_xlabel(scene.axis)
    last = max(scene.place(course.moments[-1]) for course in scene.courses)
    room = 0.5 if scene.points else 0.05 * last or 0.5
    axis.set_xlim(1 - room if scene.points else -room, last + room)
    plain_ticks(axis.xaxis, whole=scene.points or not scene.flows)


def draw_losses(axis: Axes, scene: Scene) -> str:
    """Draw what the residuals do to the losses: the comparison that the scene allows."""
    if len(scene.courses) == 2:
        found = _compared(scene)
        return _draw_ratios(axis, scene, found) if found else _draw_plane(axis, scene)
    (course,) = scene.courses
    if len(course.steps) > 1 and not scene.points:
        return _draw_both_losses(axis, scene)
    return _draw_distortion(axis, scene)


def _compared(scene: Scene) -> list[tuple[Fraction, Value]]:
    """Return the ratios of the two runs; none if they have no common end."""
    try:
        return [] if scene.stop is None else ratios(scene.courses[1], scene.courses[0], scene.stop)
    except InvalidArgument:
        return []


def _draw_ratios(axis: Axes, scene: Scene, found: list[tuple[Fraction, Value]]) -> str:
    """Draw by how much per cent the test loss of a run is above that of the other, at equal train loss."""
    heights = [100 * float(middle(ratio) - 1) for _, ratio in found]
    across = Scale.of([level for level, _ in found], found[0][0], near=0.5, reach=inf)
    places = [across.at(level) for level, _ in found]
    axis.axhline(0.0, color=RUNS[0], **AGAINST)
    axis.plot(places, heights, color=RUNS[1], lw=2.0)
    axis.plot(places[-1], heights[-1], "s", color=RUNS[1], mec="white", ms=9, zorder=5)
    axis.axvline(places[-1], **LEVEL)
    across.show(axis, across=True)
    fall = places[0] - places[-1] or 1.0
    axis.set_xlim(places[0] + 0.06 * fall, places[-1] - 0.4 * fall)  # training goes on to the right
    axis.set_xlabel("train loss")
    reach = max(map(abs, heights)) or 1.0
    axis.set_ylim(-1.35 * reach, 1.35 * reach)
    for which in (axis.yaxis, *([] if across.logarithmic else [axis.xaxis])):
        plain_ticks(which)
    label = f"{'+' * (heights[-1] > 0)}{number(float(f'{heights[-1]:.3g}'))} %"
    axis.annotate(label, (places[-1], heights[-1]), xytext=(9, 0), va="center", **_BESIDE)
    axis.text(0.03, 0.97, "ends at more test loss", transform=axis.transAxes, va="top", color=GREY)
    axis.text(0.03, 0.03, "ends at less test loss", transform=axis.transAxes, color=GREY)
    axis.set_ylabel(f"per cent above {scene.courses[0].name}")
    return f"{'mean ' * scene.averaged}test loss compared at equal train loss"


def _draw_plane(axis: Axes, scene: Scene) -> str:
    """Draw both losses of both runs, one against the other."""
    pairs = [[tuple(map(middle, c.losses(moment))) for moment in c.moments] for c in scene.courses]
    across, up = (
        Scale.of([pair[k] for line in pairs for pair in line], pairs[0][0][k] or Fraction(1)) for k in (0, 1)
    )
    for k, (course, line) in enumerate(zip(scene.courses, pairs, strict=True)):
        places, heights = [across.at(train) for train, _ in line], [up.at(test) for _, test in line]
        axis.plot(places, heights, color=RUNS[k], **(COMPARED if k else AGAINST))
        steps = len(course.steps)
        axis.plot(places[:steps], heights[:steps], ".", color=RUNS[k])
        axis.plot(places[-1], heights[-1], "os"[k], color=RUNS[k], mec="white", ms=11 - 4 * k, zorder=5)
    if scene.stop is not None:
        axis.axvline(across.at(scene.stop), **LEVEL)
    across.show(axis, across=True)
    up.show(axis)
    axis.invert_xaxis()  # training goes on to the right
    axis.set(xlabel="train loss", ylabel="test loss")
    return "test against train loss"


def _draw_both_losses(axis: Axes, scene: Scene) -> str:
    (course,) = scene.courses
    train, test = ([middle(course.losses(moment)[k]) for moment in course.moments] for k in (0, 1))
    scale = Scale.of([*train, *test, *([] if scene.stop is None else [scene.stop])], train[0] or Fraction(1))
    places = [scene.place(moment) for moment in course.moments]
    few = [".", "none"][len(places) > _FEW]
    axis.plot(places, [scale.at(loss) for loss in train], color=INK, label="train loss", **AGAINST)
    axis.plot(places, [scale.at(loss) for loss in test], few, ls="-", color=RUNS[1], ms=7, label="test loss")
    axis.legend(frameon=False)
    if scene.stop is not None:
        axis.axhline(scale.at(scene.stop), **LEVEL)
    scale.show(axis)
    _show_course(axis, scene)
    return "train loss and test loss"


def _draw_distortion(axis: Axes, scene: Scene) -> str:
    """Draw L_test/L_train, and the distortions of the coordinates, among which it lies."""
    (course,) = scene.courses
    losses = [(scene.place(moment), *course.losses(moment)) for moment in course.moments]
    line = [(place, middle(test) / middle(train)) for place, train, test in losses if middle(train)]
    kappas = _distortions(scene.problem)
    ends = [ratio for _, ratio in line]
    scale = Scale.of([*ends, *kappas.values()], next((ratio for ratio in ends if ratio), Fraction(1)))
    for i, kappa in kappas.items():
        axis.axhline(scale.at(kappa), color=colour(i), lw=1.2, ls=(0, (4, 4)))
    heights = [scale.at(ratio) for ratio in ends]
    places = [place for place, _ in line]
    axis.plot(places, heights, "D" if scene.points else "-", color=INK, ms=8, lw=2.0)
    for place, ratio in line if scene.points else line[-1:]:
        at = place, scale.at(ratio)
        axis.plot(*at, "D", color=INK, mec="white", ms=8, zorder=5)
        label = number(float(f"{float(ratio):.4g}"))
        axis.annotate(label, at, xytext=(0, 8), ha="center" if scene.points else "right", **_BESIDE)
    if not line:
        axis.text(0.5, 0.5, "the train loss is 0", transform=axis.transAxes, ha="center", color=GREY)
    scale.show(axis)
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.08 * (high - low))  # for the label
    _show_course(axis, scene)
    return "test per train loss; dashed $q_i/p_i$"
