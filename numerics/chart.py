"""A map of two numbers: coloured cells, lines that are known, and the point that it is about.

It must not know what the numbers, the labels and the lines mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from numerics.canvas import INK, plain_ticks
from numerics.rational import InvalidArgument

# Light, of Okabe and Ito's hues, told apart by everyone and in grey.
FILLS = {"vermilion": "#F0B6A0", "blue": "#A9D6E5", "purple": "#E3BFD3", "green": "#A6D9C8"}
_OPEN: dict[str, Any] = {"facecolor": "white", "hatch": "////", "edgecolor": "#999999"}
_DASHES = ("--", "-.", (0, (1, 1)), (0, (6, 2, 1, 2, 1, 2)))
_POINT: dict[str, Any] = {"marker": "X", "color": INK, "mec": "white", "ms": 11, "ls": ""}
UNDECIDED = "undecided"
Rectangle = tuple[float, float, float, float]
Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """What is drawn of a map.

    Args:
        title: What it shows.
        axes: The names of both numbers.
        window: From x, to x, from y, to y.
        cells: By label its rectangles; what has the label "undecided" is hatched.
        point: Where the witness is.
        lines: By name the curves that are known; those without a name are drawn faintly.
        faint: The curves without a name.
        fills: By label the name of a colour, of `FILLS`.

    Raises:
        InvalidArgument: if a label other than "undecided" has none of these colours.

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
    fills: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse cells without a colour: two labels must not come by the same one unnoticed."""
        for label in self.cells:
            if label != UNDECIDED and self.fills.get(label) not in FILLS:
                raise InvalidArgument("fills", label, f"must be {', '.join(FILLS)} for every label")


def draw_chart(axis: Axes, chart: Chart) -> None:
    """Draw a chart, with its legend below."""
    handles: list[Any] = []
    for label, rectangles in chart.cells.items():
        style = _OPEN if label == UNDECIDED else {"facecolor": FILLS[chart.fills[label]]}
        corners = [((a, c), (b, c), (b, d), (a, d)) for a, b, c, d in rectangles]
        cells = PolyCollection(corners, linewidth=0.0, antialiased=False, zorder=0, label=label, **style)
        cells.set_in_layout(False)  # they end where the panel does
        handles.append(axis.add_collection(cells, autolim=False))
    for curve in chart.faint:
        axis.plot(*zip(*curve, strict=True), color="#666666", lw=0.8, ls=":", zorder=2)
    handles += [
        axis.plot(*zip(*curve, strict=True), color=INK, lw=1.4, ls=dash, label=name, zorder=3)[0]
        for (name, curve), dash in zip(chart.lines.items(), cycle(_DASHES), strict=False)
    ]
    if chart.faint:
        handles.append(Line2D([], [], color="#666666", lw=0.8, ls=":", label="other known thresholds"))
    handles += axis.plot(*chart.point, **_POINT, label="the counterexample", zorder=5)
    axis.set(xlim=chart.window[:2], ylim=chart.window[2:], xlabel=chart.axes[0], ylabel=chart.axes[1])
    plain_ticks(axis.xaxis)
    plain_ticks(axis.yaxis)
    axis.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.16),
        ncols=2,
        frameon=False,
        fontsize=8,
        handlelength=2.6,
    )
