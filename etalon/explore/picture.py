"""The picture of a counterexample: both runs over the train loss, and their ends on the test loss.

Knows the fields of cases and no claim.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etalon.case import Case
from numerics.enclosure import Undecided
from numerics.figures import draw_talk_panels
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule


def draw(case: Any, files: Sequence[Path]) -> bool:
    """Draw a case with two coordinates that trains to a stop; return whether there is anything to draw.

    A case of another kind, such as one with batches, has no path in the plane; neither has one whose large
    steps are none, for then there is one run only.
    """
    if type(case) is not Case or len(case.counts) != 2 or case.eps is None or not case.schedule:
        return False
    alone = Schedule(case.small_phases, flow=case.small is None)
    runs = {
        "gradient flow" if case.small is None else "small rate alone": alone,
        "large steps first": case.annealed,
    }
    try:
        for file in files:
            draw_talk_panels(case.problem, runs, case.eps, file)
    except (InvalidArgument, Undecided):  # such as a stop that is too small to be seen
        for file in files:
            file.unlink(missing_ok=True)
        return False
    return True
