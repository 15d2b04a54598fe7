"""The talk's picture: paths over the train loss, and where they stop on the test loss.

It must not know how the paths are computed, nor how a picture is saved.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from numerics.canvas import INK, RUNS, check_forms, panels, plain_ticks, saved
from numerics.chart import Chart, draw_chart
from numerics.ends import threshold
from numerics.landscape import Array, Landscape, Window, exact_label, grid, side, window
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.trace import Trace, middle

_MARKERS = ("o", "s")
_LONGEST = 32  # characters of a run's name above its panel
_TEACHER: dict[str, Any] = {"marker": "*", "color": "#E69F00", "mec": INK, "mew": 0.6, "ms": 12}
_SIZES = (11, 7)  # of ends side by side, so that of two that coincide both are seen
# The points of equal test loss: where two such lines coincide, the dashes of one fill the gaps of the other.
_ALIKE: tuple[dict[str, Any], ...] = ({"ls": (0, (4, 4)), "lw": 1.2}, {"ls": (4, (4, 4)), "lw": 1.2})


def draw_talk_panels(
    problem: Problem,
    traces: Sequence[Trace],
    stop: object,
    form: str,
    heading: str = "",
    dots: int = 160,
    *,
    chart: Chart | None = None,
) -> bytes:
    """Draw the panels of `draw_in_forms` in a single form.

    >>> draw_talk_panels(Problem.from_counts([2, 1], [1, 1]), [], 1, "png")
    Traceback (most recent call last):
        ...
    numerics.rational.InvalidArgument: traces = 0: must be one or two
    """
    return draw_in_forms(problem, traces, stop, (form,), heading, dots, chart=chart)[form]


def draw_in_forms(
    problem: Problem,
    traces: Sequence[Trace],
    stop: object,
    forms: Sequence[str],
    heading: str = "",
    dots: int = 160,
    *,
    chart: Chart | None = None,
) -> dict[str, bytes]:
    """Draw one panel for each run, its path over the train loss, and one with their ends on the test loss.

    Formula: the level set L_train = stop is emphasised; paths are those of ``numerics.trace``.

    Args:
        problem: A problem with d = 2.
        traces: One or two runs on it, in the order of the panels; a panel has its run's name.
        stop: The threshold, 0 < stop <= L_train(0).
        forms: Of "png", "svg" and "pdf"; the panels are laid out once, for the first of them.
        heading: Lines above all panels.
        dots: Of a "png", per inch; each panel is 4.1 inches wide.
        chart: A map for one more panel.

    Returns:
        By form the picture, as it would be in a file; equal arguments give equal bytes.

    Raises:
        InvalidArgument: if an argument is outside its domain or cannot be drawn.

    Source: Nakkiran 2020, the two-coordinate example, as drawn in the talk.

    >>> draw_in_forms(Problem.from_counts([2, 1], [1, 1]), [], 1, ("png", "jpg"))
    Traceback (most recent call last):
        ...
    numerics.rational.InvalidArgument: form = 'jpg': must be png, svg or pdf
    """
    check_forms(forms)
    if not 1 <= len(traces) <= 2:
        raise InvalidArgument("traces", len(traces), "must be one or two")
    land = Landscape(problem)
    eps = threshold(problem, stop, (Fraction(0), Fraction(0)))
    if eps < max(c * c for c in problem.beta_star) / 10**16:  # floats cannot tell beta* from such ends
        raise InvalidArgument("stop", eps, "must be at least 1e-16 of the largest beta*_i^2 to be drawn")
    return saved(lambda: _panels(land, traces, eps, heading, chart), forms, dots)


def _panels(
    land: Landscape, traces: Sequence[Trace], eps: Fraction, heading: str, chart: Chart | None = None
) -> Figure:
    figure, every = panels(len(traces) + 1 + (chart is not None), heading)
    axes, maps = every[: len(traces) + 1], every[len(traces) + 1 :]
    views = _alike([_view(land, np.array(run.points), float(eps), 0.07) for run in traces])
    for i, (run, view) in enumerate(zip(traces, views, strict=True)):
        _draw_path(axes[i], land, run, view, RUNS[i], _MARKERS[i])
        axes[i].set_title(f"({'ab'[i]}) {_plain(run.outcome.name)}")
    _draw_ends(axes[-1], land, traces, float(eps))
    axes[-1].set_title(f"({'abc'[len(traces)]}) test loss, darker where larger")
    for axis in axes:
        _finish(axis, land, float(eps))
    if chart is not None:
        draw_chart(maps[0], chart)
        maps[0].set_title(f"({'abcd'[len(traces) + 1]}) {chart.title}")
    handles = _legend(traces, exact_label(eps))
    columns = (len(handles) + 1) // 2 if len(traces) > 1 else 2
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, handlelength=2.8)
    return figure


def _view(land: Landscape, points: Array, eps: float, margin: float) -> Window:
    """Choose a window with the points, beta* and the level set, or what of an unbounded one is near them."""
    reach = float(np.abs(points - land.center).max()) or 1.0
    return window(np.vstack([points, land.train_level(eps, 2 * reach), [land.center]]), margin)


def _alike(views: list[Window]) -> list[Window]:
    """Give the panels one scale, so that eyes can compare them, unless one would become too small to read."""
    low, high = np.min(views, axis=(0, 2)), np.max(views, axis=(0, 2))
    common = window(np.array([low, high]), 0.0)
    return [common] * len(views) if side(common) <= 3 * min(map(side, views)) else views


def _draw_path(axis: Axes, land: Landscape, run: Trace, view: Window, colour: str, marker: str) -> None:
    top = float(land.train(grid(view)).max())
    # Square roots of the levels in equal steps put the ellipses at equal distances.
    for share in np.linspace(0.0, 1.0, 11)[1:]:
        curve = land.train_level(top * share**2, 4 * side(view))
        axis.plot(*curve.T, color="#BBBBBB", lw=0.7, zorder=1)
    jumps = np.array(run.jumps)
    axis.plot(*jumps.T, ".-", color=colour, lw=1.0, ms=4, zorder=4)
    for tail, head in pairwise(jumps):
        if np.hypot(*(head - tail)) > 0.08 * side(view):  # shorter arrows would be heads without a shaft
            arrow = {"arrowstyle": "-|>", "color": colour, "lw": 1.2, "shrinkA": 0, "shrinkB": 1}
            axis.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=arrow, zorder=5)
    if run.curve:
        axis.plot(*np.array(run.curve).T, color=colour, lw=2.6, zorder=4)
    axis.plot(*run.points[0], "o", mfc="white", mec=INK, ms=6, zorder=6)
    axis.plot(*run.end, marker, color=colour, mec="white", ms=8, zorder=7)
    axis.set(xlim=view[0], ylim=view[1])


def _draw_ends(axis: Axes, land: Landscape, traces: Sequence[Trace], eps: float) -> None:
    ends = np.array([run.end for run in traces])
    view = _view(land, ends, eps, 0.12)
    apart = float(np.abs(ends[-1] - ends[0]).max())
    if 0 < apart < 0.05 * side(view):  # the markers would cover each other
        view = window(ends, 1.5)
    points = grid(view)
    greys = [f"{shade:.3f}" for shade in np.linspace(0.99, 0.72, 12)]
    loss = land.test(points)
    levels = np.linspace(float(loss.min()), float(loss.max()), len(greys) + 1)
    axis.contourf(points[..., 0], points[..., 1], loss, levels=levels, colors=greys, zorder=0)
    for run, colour, marker, size, line in zip(traces, RUNS, _MARKERS, _SIZES, _ALIKE, strict=False):
        alike = land.test_level(middle(run.outcome.test_loss), _far(land, view), directions=5760)
        axis.plot(*alike.T, color=colour, **line, zorder=2)
        axis.plot(*run.end, marker, color=colour, mec="white", ms=size, zorder=7)
    axis.set(xlim=view[0], ylim=view[1])


def _far(land: Landscape, view: Window) -> float:
    """Return a distance from beta* that leads out of a view from everywhere in it."""
    corner = np.abs(np.transpose(view) - land.center).max(axis=0)
    return 4 * side(view) + float(np.hypot(*corner))


def _finish(axis: Axes, land: Landscape, eps: float) -> None:
    view = axis.get_xlim(), axis.get_ylim()
    level = land.train_level(
        eps, _far(land, view), directions=5760
    )  # many, for it may be seen from very near
    axis.plot(*level.T, color=INK, lw=1.8, zorder=3)
    axis.plot(*land.center, **_TEACHER, zorder=6)
    axis.set(xlabel=r"$\beta_1$", ylabel=r"$\beta_2$", xlim=view[0], ylim=view[1], aspect="equal")
    plain_ticks(axis.xaxis)
    plain_ticks(axis.yaxis)


def _legend(traces: Sequence[Trace], eps: str) -> list[Line2D]:
    """Explain every sign once; the ends with their test losses."""
    grey = "#777777"
    handles = [Line2D([], [], color=INK, lw=1.8, label=f"$L_{{\\mathrm{{train}}}}$ = {eps}")]
    handles.append(Line2D([], [], **_TEACHER, ls="", label=r"$\beta^*$"))
    handles.append(Line2D([], [], marker="o", mfc="white", mec=INK, ls="", label=r"start, $\beta$ = 0"))
    if any(len(run.jumps) > 1 for run in traces):
        handles.append(Line2D([], [], color=grey, marker=".", lw=1.0, ms=4, label="step of gradient descent"))
    if any(run.curve for run in traces):
        handles.append(Line2D([], [], color=grey, lw=2.6, label="gradient flow"))
    if len(traces) > 1 and len(handles) % 2:
        handles.append(Line2D([], [], ls="", label=" "))  # so that the ends have a column of their own
    losses = _told_apart([middle(run.outcome.test_loss) for run in traces])
    for run, loss, colour, marker, line in zip(traces, losses, RUNS, _MARKERS, _ALIKE, strict=False):
        label = f"{_plain(run.outcome.name)}: test loss {loss}"
        handles.append(Line2D([], [], color=colour, marker=marker, mec="white", ms=9, **line, label=label))
    return handles


def _told_apart(losses: list[float]) -> list[str]:
    """Write the losses with as many digits, 4 to 12, as tell them apart."""
    for digits in range(4, 13):
        told = [f"{loss:.{digits}g}" for loss in losses]
        if len(set(told)) == len(told):
            break
    return told


def _plain(name: str) -> str:
    """Return a name as it will be shown: on one line, not too long, and with no formula in it.

    What is cut is cut between the items of a schedule, or at least not within a number.

    Example:
        >>> _plain("3/2*1, 1/2*1, 123456/654321*10, flow")
        '3/2*1, 1/2*1, …'
        >>> _plain("exponential(123456789/1000000000, 1/2)*3")
        'exponential(…'
    """
    line = " ".join(name.split())
    if len(line) > _LONGEST:
        start = line[: _LONGEST - 1]
        heads = [start[: comma.end()] for comma in re.finditer(", ", start)]
        whole = [head for head in heads if head.count("(") == head.count(")")]
        line = f"{whole[-1] if whole else re.sub(r'[0-9/.]+$', '', start)}…"
    return line.replace("$", r"\$")
