"""The picture of a counterexample: both runs over the train loss, and their ends on the test loss.

Knows the fields of cases and no claim.
"""

from collections.abc import Sequence
from typing import Any

from etalon.case import Case
from numerics.enclosure import Undecided
from numerics.figures import draw_talk_panels
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from numerics.trace import trace


def drawn(case: Any, forms: Sequence[str], heading: str = "", dots: int = 160) -> dict[str, bytes]:
    """Return the picture of a case by its form, "png" or "svg"; nothing if there is none.

    A heading stands above it; a "png" has so many dots per inch.

    Two paths in the plane need two coordinates, a train loss to stop at, and large steps: cases with batches
    or momentum have none, nor one whose stop is too small to be seen.
    """
    if type(case) is not Case or len(case.counts) != 2 or case.eps is None or not case.schedule:
        return {}
    name = "gradient flow" if case.small is None else "small rate alone"
    runs = {name: Schedule(case.small_phases, flow=case.small is None), "large steps first": case.annealed}
    try:
        traces = [trace(case.problem, way, case.eps, name=name) for name, way in runs.items()]
        return {form: draw_talk_panels(case.problem, traces, case.eps, form, heading, dots) for form in forms}
    except (InvalidArgument, Undecided):
        return {}
