"""A map of two numbers: coloured cells, lines that are known, and the point that it is about.

It must not know what the numbers, the labels and the lines mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

_INK = "#222222"
_FILLS = ("#F0B6A0", "#A9D6E5")  # light, of Okabe and Ito's hues, told apart by everyone and in grey
_OPEN: dict[str, Any] = {"facecolor": "white", "hatch": "////", "edgecolor": "#999999"}
_DASHES = ("--", "-.", (0, (1, 1)), (0, (6, 2, 1, 2, 1, 2)))
_POINT: dict[str, Any] = {"marker": "X", "color": _INK, "mec": "white", "ms": 11, "ls": ""}
Rectangle = tuple[float, float, float, float]
Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """What is drawn of a map.

    Args:
        title: What it shows.
        axes: The names of both numbers.
        window: From x, to x, from y, to y.
        cells: By label its rectangles; at most two labels, and what has the label "undecided".
        point: Where the witness is.
        lines: By name the curves that are known; those without a name are drawn faintly.

    Source: derived here.

    >>> Chart("nothing", ("x", "y"), (0.0, 1.0, 0.0, 1.0), {}, (0.5, 0.5), {}).faint
    ()
    """

    title: str
    axes: tuple[str, str]
    window: Rectangle
    cells: dict[str, Sequence[Rectangle]]
    point: tuple[float, float]
    lines: dict[str, Curve]
    faint: tuple[Curve, ...] = ()


UNDECIDED = "undecided"


def draw_chart(axis: Axes, chart: Chart) -> None:
    """Draw a chart, with its legend below."""
    fills = iter(_FILLS)
    handles: list[Any] = []
    for label, rectangles in chart.cells.items():
        style = _OPEN if label == UNDECIDED else {"facecolor": next(fills)}
        corners = [((a, c), (b, c), (b, d), (a, d)) for a, b, c, d in rectangles]
        cells = PolyCollection(corners, linewidth=0.0, antialiased=False, zorder=0, label=label, **style)
        cells.set_in_layout(False)  # they end where the panel does
        handles.append(axis.add_collection(cells, autolim=False))
    for curve in chart.faint:
        axis.plot(*zip(*curve, strict=True), color="#666666", lw=0.8, ls=":", zorder=2)
    handles += [
        axis.plot(*zip(*curve, strict=True), color=_INK, lw=1.4, ls=dash, label=name, zorder=3)[0]
        for (name, curve), dash in zip(chart.lines.items(), cycle(_DASHES), strict=False)
    ]
    if chart.faint:
        handles.append(Line2D([], [], color="#666666", lw=0.8, ls=":", label="other known thresholds"))
    handles += axis.plot(*chart.point, **_POINT, label="the counterexample", zorder=5)
    axis.set(xlim=chart.window[:2], ylim=chart.window[2:], xlabel=chart.axes[0], ylabel=chart.axes[1])
    axis.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.16),
        ncols=2,
        frameon=False,
        fontsize=8,
        handlelength=2.6,
    )
