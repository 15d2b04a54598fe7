"""What all pictures have in common: colours, a heading, and the forms they are saved in.

It must not know what is drawn. Matplotlib is used by its object interface, so that no window system, global
state or user's setting takes part.
"""

from collections.abc import Callable, Sequence
from io import BytesIO

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator

from numerics.rational import InvalidArgument

INK, GREY = "#222222", "#777777"
RUNS = ("#0072B2", "#D55E00")  # Okabe and Ito's blue and vermilion, told apart by everyone
COORDINATES = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # four others of theirs
PANEL = 4.1
"""Inches that a panel is wide."""

_HIGH = 5.0
_LINE = 0.25  # inches of a line of the heading
_LARGEST, _SMALLEST = 11.0, 7.0  # points of its letters
_WIDE = 0.66  # of such a letter's size, on average and with some room
_STYLE = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.edgecolor": "#888888",
    "svg.hashsalt": "etalon",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}
# Without dates and version numbers equal pictures are equal bytes.
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def check_forms(forms: Sequence[str]) -> None:
    """Refuse a form that no picture can have, before anything is drawn.

    Raises:
        InvalidArgument: if there is one.

    >>> check_forms(("png", "jpg"))
    Traceback (most recent call last):
        ...
    numerics.rational.InvalidArgument: form = 'jpg': must be png, svg or pdf
    """
    for form in forms:
        if form not in _METADATA:
            raise InvalidArgument("form", form, "must be png, svg or pdf")


def saved(draw: Callable[[], Figure], forms: Sequence[str], dots: int) -> dict[str, bytes]:
    """Return a figure in each form, as it would be in a file; equal figures are equal bytes.

    Args:
        draw: Draws it.
        forms: Of "png", "svg" and "pdf"; the panels are laid out once, for the first of them.
        dots: Of a "png", per inch.

    Raises:
        InvalidArgument: if there is another form; then nothing is drawn.

    >>> sorted(saved(lambda: panels(1, "")[0], ("png",), 10))
    ['png']
    """
    check_forms(forms)
    pictures: dict[str, bytes] = {}
    with matplotlib.style.context(["default", _STYLE]):
        figure = draw()
        for form in forms:
            picture = BytesIO()
            figure.savefig(picture, format=form, dpi=dots, metadata=_METADATA[form])
            figure.set_layout_engine("none")  # the layout stays, and is not made anew for every form
            pictures[form] = picture.getvalue()
    return pictures


def panels(number: int, heading: str) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels side by side, under a heading.

    Args:
        number: Of the panels.
        heading: Lines above all of them; the letters are as small as the longest line wants, and what still
            does not fit is cut off.

    >>> figure, axes = panels(2, "one line" + 200 * " and on")
    >>> len(axes), figure.get_suptitle()[-1]
    (2, '…')
    """
    # The space lets an axis's label stand nearer to its own axis than to the next panel.
    layout = ConstrainedLayoutEngine(wspace=0.05)
    lines = heading.splitlines()
    figure = Figure(figsize=(PANEL * number, _HIGH + _LINE * len(lines)), layout=layout)
    room = 72 * PANEL * number / _WIDE  # letters of one point
    size = min(_LARGEST, max(_SMALLEST, room / max([1, *map(len, lines)])))
    if lines:
        figure.suptitle("\n".join(_cut(line, int(room / size)) for line in lines), fontsize=size)
    return figure, list(figure.subplots(1, number, squeeze=False)[0])


def _cut(line: str, most: int) -> str:
    """Return what there is room for of a line, with no formula in it."""
    return (line if len(line) <= most else f"{line[: most - 1]}…").replace("$", r"\$")


def plain_ticks(axis: Axis, *, whole: bool = False) -> None:
    """Write each number beside an axis in full, and as few as there is room for.

    Nothing that they have in common is told apart from them, as matplotlib does with "+1" in a corner.

    Args:
        axis: The axis, its limits set.
        whole: Whether only integers stand there.
    """
    low, high = axis.get_view_interval()
    alike = max(abs(low), abs(high)) / abs(high - low)  # 10^k: k digits that all have in common
    most = 6 if alike < 1000 else 3
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=whole, min_n_ticks=1))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


def number(value: float) -> str:
    """Return a number as it stands beside an axis.

    >>> number(-0.30000000000000004), number(1e-60)
    ('−0.3', '1e−60')
    """
    return f"{value:.12g}".replace("-", "−")
