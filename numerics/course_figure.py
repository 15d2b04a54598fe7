"""The picture of courses: the weights, what is left of each residual, and what that does to the losses.

It must not know how a course comes about, nor what a panel looks like.
"""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from numerics.canvas import GREY, RUNS, panels, saved
from numerics.chart import Chart, draw_chart
from numerics.course import Scene
from numerics.course_panels import (
    AGAINST,
    COMPARED,
    LEVEL,
    colour,
    draw_distortions,
    draw_losses,
    draw_residuals,
    draw_weights,
    marker,
)
from numerics.landscape import exact_label

_MOST_NAMED = 9  # coordinates in the legend


def draw_courses(
    scene: Scene, forms: Sequence[str], heading: str = "", dots: int = 160, *, chart: Chart | None = None
) -> dict[str, bytes]:
    """Draw the weights, what is left of each residual, and the losses that come of it.

    Formula: |r_i(t)|/|r_i(0)|, or the root of the mean square; of two runs with a common end L_test/L_test at
    equal L_train; else the losses, or L_test/L_train, which lies among the distortions q_i/p_i.

    Args:
        scene: What is drawn.
        forms: Of "png", "svg" and "pdf".
        heading: Lines above all panels.
        dots: Of a "png", per inch.
        chart: A map for one more panel.

    Returns:
        By form the picture, as it would be in a file; equal arguments give equal bytes.

    Raises:
        InvalidArgument: if a form is none of these; then nothing is drawn.

    Source: derived here.

    >>> from numerics.problem import Problem
    >>> draw_courses(Scene(Problem.from_counts([2, 1], [1, 1])), ("png", "jpg"))
    Traceback (most recent call last):
        ...
    numerics.rational.InvalidArgument: form = 'jpg': must be png, svg or pdf
    """
    return saved(lambda: _panels(scene, heading, chart), forms, dots)


def _panels(scene: Scene, heading: str, chart: Chart | None) -> Figure:
    drawers = [draw_weights, *([draw_residuals, draw_losses] if scene.courses else [draw_distortions])]
    figure, axes = panels(len(drawers) + (chart is not None), heading)
    for axis, draw, letter in zip(axes, drawers, "abc", strict=False):
        axis.set_title(f"({letter}) {draw(axis, scene)}")
    if chart is not None:
        draw_chart(axes[-1], chart)
        axes[-1].set_title(f"({'abcd'[len(drawers)]}) {chart.title}")
    handles = _legend(scene)
    rows = -(-len(handles) // (2 * len(axes) + 1))
    columns = -(-len(handles) // rows)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, handlelength=2.4)
    return figure


def _legend(scene: Scene) -> list[Any]:
    handles: list[Any] = [
        Patch(fc=GREY, label="train weight $p_i$"),
        Patch(fc="white", ec=GREY, hatch="///", label="test weight $q_i$"),
    ]
    if scene.problem.d <= _MOST_NAMED and scene.courses:
        handles += [
            Line2D([], [], color=colour(i), marker=marker(i), lw=1.5, label=f"$\\beta_{{{i + 1}}}$")
            for i in range(scene.problem.d)
        ]
    if len(scene.courses) == 2:
        styles = (AGAINST, COMPARED)
        handles += [
            Line2D([], [], color=colour, label=course.name, **style)
            for course, colour, style in zip(scene.courses, RUNS, styles, strict=True)
        ]
    if scene.stop is not None:
        handles.append(Line2D([], [], **LEVEL, label=f"stop at train loss {exact_label(scene.stop)}"))
    return handles
