"""The picture of a counterexample: both runs in the plane, or what is left of each coordinate, and the map.

Knows the fields of cases and no claim.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from etalon.case import Case
from etalon.explore.cells import UNDECIDED
from etalon.explore.courses import FLOW, LARGE, SMALL, scene_of
from etalon.explore.map import Map
from etalon.explore.places import name, numbers, put
from etalon.explore.region import Reach
from etalon.explore.thresholds import thresholds
from etalon.shaped import ShapedCase
from numerics.canvas import check_forms
from numerics.chart import UNDECIDED as OPEN
from numerics.chart import Chart, Curve
from numerics.course_figure import draw_courses
from numerics.enclosure import Undecided
from numerics.figures import draw_in_forms
from numerics.rational import InvalidArgument
from numerics.trace import Trace, trace

_POINTS = 96  # of a line between its ends
# One meaning for each colour in all maps: a claim that cannot be compared on a cell has two of its own.
_FILLS = {
    "the claim fails": "vermilion",
    "the claim holds": "blue",
    "annealing wins": "green",
    "annealing loses": "purple",
}
_WORDS = {
    "schedule": "learning rate",
    "eps": "train loss to stop at",
    "beta": "ground truth",
    "population": "population weight",
}


def drawn(
    case: Any,
    forms: Sequence[str],
    heading: str = "",
    dots: int = 160,
    *,
    found: Map | str = "",
    reaches: Sequence[Reach] = (),
    observed: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the picture of a case by its form, "png" or "svg"; nothing if nothing is trained in it.

    With two coordinates, a train loss to stop at, and large steps on all samples, it shows both paths in the
    plane; else, or if floats are too coarse for that, what is left of each coordinate.

    Args:
        case: The case.
        forms: Which pictures to draw.
        heading: Stands above the picture.
        dots: Of a "png", per inch.
        found: The map around it, for a panel of its own.
        reaches: How far the case reaches: the thresholds at which it ends are named on the map.
        observed: The names of what is observed in the case.

    Raises:
        InvalidArgument: If there is no such form; then nothing is drawn.
    """
    check_forms(forms)
    chart = chart_of(found, case, reaches) if isinstance(found, Map) else None
    if type(case) in (Case, ShapedCase) and len(case.counts) == 2 and case.eps and case.annealed.phases:
        try:
            return draw_in_forms(case.problem, _paths(case), case.eps, forms, heading, dots, chart=chart)
        except (InvalidArgument, Undecided):  # too far, or too near, to be seen
            pass
    scene = scene_of(case, observed)
    return {} if scene is None else draw_courses(scene, forms, heading, dots, chart=chart)


def _paths(case: Case) -> list[Trace]:
    runs = {FLOW if case.small is None else SMALL: case.alone, LARGE: case.annealed}
    return [trace(case.problem, way, case.eps, name=run) for run, way in runs.items()]


def chart_of(found: Map, case: Case, reaches: Sequence[Reach]) -> Chart:
    """Return a map in floats: only drawn, for its cells are certain as fractions."""
    x, y = found.window
    several = len(case.schedule) > 1
    axes = [f"{name(place, several)}, {_WORDS[str(place[0])]}" for place in found.places]
    ends = {end.name for reach in reaches for end in (reach.low, reach.high) if end.name}
    lines = _lines(found, case)
    point = [float(numbers(case)[place]) for place in found.places]
    labels = (*found.labels, UNDECIDED)
    return Chart(
        "where the claim fails" if "the claim fails" in labels else "who wins",
        (axes[0], axes[1]),
        (float(x.lower), float(x.upper), float(y.lower), float(y.upper)),
        {label or OPEN: _rectangles(found, label) for label in labels},
        (point[0], point[1]),
        {known: line for known, line in lines.items() if known in ends},
        tuple(line for known, line in lines.items() if known not in ends),
        {label: _FILLS[label] for label in found.labels},
    )


def _rectangles(found: Map, label: str) -> list[tuple[float, float, float, float]]:
    cells = [cell for cell in found.cells if cell.label == label]
    return [
        (float(cell.x.lower), float(cell.x.upper), float(cell.y.lower), float(cell.y.upper)) for cell in cells
    ]


def _lines(found: Map, case: Case) -> dict[str, Curve]:
    """Return the known thresholds of either number, for each of some values of the other, by their names."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for moved, kept in ((0, 1), (1, 0)):
        for value in _values(found, kept):
            there = put(case, found.places[kept], value)
            for each in thresholds(there, found.places[moved]):
                at = float((each.lower + each.upper) / 2), float(value)
                lines.setdefault(each.name, []).append(at if moved == 0 else (at[1], at[0]))
    return {known: line for known, line in lines.items() if _is_seen(line, found)}


def _values(found: Map, side: int) -> list[Fraction]:
    whole = found.window[side]
    return [whole.lower + whole.width * Fraction(k, _POINTS) for k in range(_POINTS + 1)]


def _is_seen(line: Curve, found: Map) -> bool:
    x, y = found.window
    return any(x.lower < a < x.upper and y.lower <= b <= y.upper for a, b in line) and len(line) > 1
