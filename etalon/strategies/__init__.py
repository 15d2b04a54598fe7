"""Every hypothesis strategy of the project: cases that satisfy the assumptions by construction.

Integers are drawn and fractions built from them: that is fast, and shrinks to simple numbers. A strategy
never filters; what must hold is constructed, the edge of each assumption included.
"""

from etalon.strategies.momentum import heavy_balls, underdamped
from etalon.strategies.numbers import heavier_first, two_to_one
from etalon.strategies.problems import (
    at_truth,
    contracting_steps,
    descents,
    distorted_flows,
    evaluations,
    evaluations_of,
    flows,
    heavier_steps,
    points_of_the_curve,
    single_steps,
    stable_steps,
    stops,
    unequal_flows,
    unstable_talk_runs,
)
from etalon.strategies.rates import DIGITS
from etalon.strategies.runs import (
    annealings,
    annealings_at,
    crossings,
    distorted_annealings,
    faithful_samples,
    half_measures,
    light_deadbeats,
    one_seen,
    ordered_annealings,
    still_training,
    stopped_by_large_steps,
    talk_runs,
    ties,
)

__all__ = [
    "DIGITS",
    "annealings",
    "annealings_at",
    "at_truth",
    "contracting_steps",
    "crossings",
    "descents",
    "distorted_annealings",
    "distorted_flows",
    "evaluations",
    "evaluations_of",
    "faithful_samples",
    "flows",
    "half_measures",
    "heavier_first",
    "heavier_steps",
    "heavy_balls",
    "light_deadbeats",
    "one_seen",
    "ordered_annealings",
    "points_of_the_curve",
    "single_steps",
    "stable_steps",
    "still_training",
    "stopped_by_large_steps",
    "stops",
    "talk_runs",
    "ties",
    "two_to_one",
    "underdamped",
    "unequal_flows",
    "unstable_talk_runs",
]
