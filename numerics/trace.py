"""What a run looks like: the points of its descent steps and of its flow, rounded for a picture.

It must not know how pictures are drawn, and nothing is proved from its floats.
"""

from dataclasses import dataclass
from fractions import Fraction

from flint import ctx

from numerics.balls import states
from numerics.enclosure import Enclosure, Undecided
from numerics.exact import LARGEST_DRAWN, descend, rounded_path
from numerics.flow import flow_at
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule
from numerics.simulate import Outcome, is_exact, simulate

CURVE_POINTS = 128
"""Points of a flow's curve; with their times in cubic progression also a stiff flow turns smoothly."""

_CLOSE = 64  # bits, more than a float has


@dataclass(frozen=True)
class Trace:
    """The path of one run in floats, with the outcome it leads to.

    Formula: jumps are the points beta_0, ..., beta_T of the descent; the curve continues from the last one.

    Args:
        outcome: What the run came to.
        jumps: T + 1 >= 1 points of R^d.
        curve: The points of the flow; empty if training did not end in it.

    Raises:
        InvalidArgument: if the points do not all have the outcome's dimension, or there is none.

    Source: derived here.

    >>> one = Fraction(1)
    >>> Trace(Outcome("none", 0, False, (one - 1,), (-one,), one, one), ((0.0,),), ()).end
    (0.0,)
    """

    outcome: Outcome
    jumps: tuple[tuple[float, ...], ...]
    curve: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Refuse points of another space."""
        d = len(self.outcome.beta)
        if not self.jumps or any(len(point) != d for point in self.points):
            raise InvalidArgument("jumps", self.jumps, f"must have one or more points of {d} components")

    @property
    def points(self) -> tuple[tuple[float, ...], ...]:
        """All the points in order."""
        return self.jumps + self.curve

    @property
    def end(self) -> tuple[float, ...]:
        """The end point, rounded."""
        return tuple(map(middle, self.outcome.beta))


def trace(problem: Problem, schedule: Schedule, stop: object, *, name: str, max_steps: int = 10_000) -> Trace:
    """Train as ``simulate`` does and keep the path.

    Formula: flow times t_k = T (k/128)^3, k = 0..128, T the middle of the stopping time's enclosure.

    Args:
        problem: The sample.
        schedule: The phases, and whether the flow follows.
        stop: The threshold, 0 < stop <= L_train(0).
        name: The run's name.
        max_steps: The most steps of gradient descent.

    Returns:
        The rounded path and the outcome.

    Raises:
        InvalidArgument: as ``simulate``, and if a number is too large for a float.

    Source: derived here.

    >>> problem = Problem.from_counts([2, 1], [1, 1])
    >>> run = trace(problem, Schedule.parse("3/2*1, flow"), "1/100", name="annealed")
    >>> run.jumps, len(run.curve), [round(c, 4) for c in run.end]
    (((0.0, 0.0), (2.0, 1.0)), 129, [1.1225, 1.0])
    """
    outcome = simulate(problem, schedule, stop, name=name, max_steps=max_steps)
    if is_exact(schedule):
        jumps = rounded_path(problem, schedule.phases, stop, max_steps=max_steps)
        start = descend(problem, schedule.phases, stop, max_steps=max_steps).beta
    else:
        jumps, start = _path_in_balls(problem, schedule, stop, max_steps)
    curve = [] if outcome.time is None else _curve(problem, start, outcome.time)
    return Trace(outcome, tuple(jumps), tuple(curve))


def _path_in_balls(
    problem: Problem, schedule: Schedule, stop: object, max_steps: int
) -> tuple[list[tuple[float, ...]], tuple[Fraction, ...]]:
    """Return the middles of the points, rounded, and that of the last one as it is."""
    precision = 2 * _CLOSE
    while True:
        try:
            with ctx.workprec(precision):
                points = [
                    state.points()[0] for _, _, state in states(problem, schedule.phases, stop, max_steps)
                ]
            break
        except Undecided:  # the outcome is known, so there is a precision that suffices
            precision *= 2
    return [tuple(map(middle, point)) for point in points], tuple(
        b.midpoint if isinstance(b, Enclosure) else b for b in points[-1]
    )


def _curve(problem: Problem, start: tuple[Fraction, ...], time: Enclosure) -> list[tuple[float, ...]]:
    times = (time.midpoint * Fraction(k, CURVE_POINTS) ** 3 for k in range(CURVE_POINTS + 1))
    return [tuple(map(middle, flow_at(problem, t, start))) for t in times]


def middle(value: Fraction | Enclosure) -> float:
    """Return the float nearest to a number or to the middle of its enclosure.

    Raises:
        InvalidArgument: if there is none.

    >>> middle(Fraction(1, 4)), middle(Enclosure(Fraction(0), Fraction(1)))
    (0.25, 0.5)
    """
    exact = value.midpoint if isinstance(value, Enclosure) else value
    if abs(exact) > LARGEST_DRAWN:
        raise InvalidArgument("value", exact, f"must be below {LARGEST_DRAWN:.0e} to be drawn")
    return float(exact)
