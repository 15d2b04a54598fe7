"""The courses of runs: descent, flow, mini-batches, an epoch, momentum, each from the module that runs it.

It must not know how a course is drawn, nor any solution of the dynamics.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import gcd

from flint import ctx

from numerics.balls import states
from numerics.batches import Batching, Ensemble, after_batches, after_epochs, flow_on_average
from numerics.course import Course, Levels, Moment, Value, Vector, mean, middle
from numerics.enclosure import Enclosure, Undecided
from numerics.exact import descend, path
from numerics.flow import flow_at, flow_until
from numerics.interpolated import interpolated_until
from numerics.momentum import heavy_ball
from numerics.problem import Problem, gradient
from numerics.rational import rational
from numerics.schedule import Phase, Schedule
from numerics.simulate import Outcome, is_exact, rates_of, simulate

Point = tuple[Fraction, ...]

FLOW_POINTS = 48
"""Moments of a flow after its start."""

MOST_STEPS = 600
"""Steps that a course has at most; of a longer run every second is left out, or two of three, and so on."""

_BITS = 128  # a picture shows less of a residual than this


def visited(problem: Problem, points: Sequence[Point], name: str) -> Course:
    """Return points as if a run visited them, one in each unit of time.

    >>> visited(Problem.from_counts([2, 1], [1, 1]), [(Fraction(1), Fraction(3))], "points").steps[0].squares
    (Fraction(0, 1), Fraction(4, 1))
    """
    moments = (Moment(Fraction(k), _squares(problem, point), k) for k, point in enumerate(points, 1))
    return Course(name, problem, tuple(moments))


def flow_through(problem: Problem, times: Iterable[object], name: str) -> Course:
    """Return the flow from zero to the last of some times, each of them among its moments.

    Raises:
        InvalidArgument: as ``flow_at``.

    >>> course = flow_through(Problem.from_counts([1], [1]), [1, 2], "flow")
    >>> [moment.time for moment in course.flow if moment.time.denominator == 1]
    [Fraction(0, 1), Fraction(1, 1), Fraction(2, 1)]
    """
    asked = [rational(time, "time") for time in times]
    origin = (Fraction(0),) * problem.d
    moments = [_flowed(problem, origin, time) for time in sorted({*_times(max(asked)), *asked})]
    return Course(name, problem, (Moment(Fraction(0), _squares(problem, origin)),), tuple(moments))


def descent(problem: Problem, schedule: Schedule, stop: object, name: str) -> Course:
    """Return the course of ``simulate``: gradient descent, then the flow if the schedule ends in it.

    Args:
        problem: The sample.
        schedule: The phases, and whether the flow follows; where a rate is irrational, it goes on from the
            middle of where the steps have led to.
        stop: The threshold, 0 < stop <= L_train(0); None takes all the steps.
        name: The run's name.

    Raises:
        InvalidArgument: as ``simulate``.
        Undecided: as ``simulate``.

    >>> talk = Problem.from_counts([2, 1], [1, 1])
    >>> course = descent(talk, Schedule.parse("3/2*1, flow"), "1/100", "annealed")
    >>> len(course.steps), len(course.flow), float(course.levels.test_loss(Fraction(1, 100)).midpoint)
    (2, 49, 0.0075)
    """
    outcome = simulate(problem, schedule, stop, name=name)
    rates = _rates(schedule, outcome.steps)
    passed = [Fraction(0), *accumulate(rates)]
    points = _points(problem, schedule, stop, rates)
    last = points[-1][1]
    steps = tuple(Moment(passed[k], _squares(problem, point), k) for k, point in points)
    times = [] if outcome.time is None else _times(outcome.time.midpoint)
    flow = [_flowed(problem, last, time, passed[-1]) for time in times]
    course = Course(name, problem, steps, tuple(flow))
    levels = _levels_of_flow(course, last) if times else _between_steps(course, schedule, outcome)
    return Course(name, problem, steps, tuple(flow), levels)


def on_batches(
    problem: Problem, batching: Batching, phases: Sequence[Phase], stop: object, name: str
) -> Course:
    """Return the course in mean square of steps on batches, then of the flow of all paths to the stop.

    Args:
        problem: The sample.
        batching: How each batch is drawn.
        phases: The rates and their numbers of steps.
        stop: The threshold of the mean train loss; None, or one that the steps undershoot: no flow follows.
        name: The run's name.

    Raises:
        InvalidArgument: as ``after_batches`` and ``flow_on_average``.

    >>> talk = Problem.from_counts([2, 1], [1, 1])
    >>> phases = [Phase(Fraction(1, 2), 1)]
    >>> on_batches(talk, Batching(1, repeats=True), phases, None, "single samples").steps[1].squares
    (Fraction(1, 3), Fraction(2, 3))
    """
    rates = [phase.rate for phase in phases for _ in range(phase.steps or 0)]
    starts = [after_batches(problem, batching, _in_steps(rates[:k])) for k in range(len(rates) + 1)]
    return _averaged(starts, [Fraction(0), *accumulate(rates)], stop, name)


def epoch(problem: Problem, rate: object, stop: object, name: str) -> Course:
    """Return the course of one epoch of single samples without repetition, its end alone, then of the flow.

    Raises:
        InvalidArgument: as ``after_epochs`` and ``flow_on_average``.

    >>> epoch(Problem.from_counts([2, 1], [1, 1]), "1/4", None, "epoch").steps[1].squares
    (Fraction(1, 16), Fraction(1, 4))
    """
    starts = [Ensemble(problem, (((Fraction(0),) * problem.d, 1),)), after_epochs(problem, rate)]
    return _averaged(starts, [Fraction(0), problem.n * rational(rate, "rate")], stop, name)


def with_momentum(problem: Problem, rate: object, momentum: object, steps: int, name: str) -> Course:
    """Return the course of the heavy ball.

    Raises:
        InvalidArgument: as ``heavy_ball``.

    >>> with_momentum(Problem.from_counts([1], [1]), "1/4", "1/2", 2, "momentum").steps[2].squares
    (Fraction(0, 1),)
    """
    eta = rational(rate, "rate")
    points = enumerate(heavy_ball(problem, eta, momentum, steps))
    return Course(name, problem, tuple(Moment(k * eta, _squares(problem, point), k) for k, point in points))


def _averaged(starts: Sequence[Ensemble], passed: Sequence[Fraction], stop: object, name: str) -> Course:
    """Return the course of ensembles, one after each step, and of the flow of all paths of the last one."""
    problem, last = starts[-1].problem, starts[-1]
    steps = tuple(
        Moment(time, each.mean_squares, k) for k, (time, each) in enumerate(zip(passed, starts, strict=True))
    )
    if stop is None or last.mean_train_loss < rational(stop, "stop"):
        return Course(name, problem, steps, averaged=True)
    copies = last.paths // gcd(*(number for _, number in last.points))  # which flow so many times as slow
    flow = []
    for time in _times(flow_on_average(last, stop).time.midpoint / copies):
        flowed = [(_flowed(problem, point, time).squares, number) for point, number in last.points]
        weights = [Fraction(number, last.paths) for _, number in flowed]
        means = (mean(weights, [squares[i] for squares, _ in flowed]) for i in range(problem.d))
        flow.append(Moment(passed[-1] + time, tuple(means)))
    levels = Levels(last.mean_train_loss, lambda level: flow_on_average(last, level).test_loss)
    return Course(name, problem, steps, tuple(flow), levels, averaged=True)


def _levels_of_flow(course: Course, start: Point) -> Levels:
    highest = course.losses(course.steps[-1])[0]
    return Levels(highest, lambda level: flow_until(course.problem, level, start).test_loss)


def _between_steps(course: Course, schedule: Schedule, outcome: Outcome) -> Levels | None:
    """Return the losses between the steps of a last phase that runs to the stop, if all are taken."""
    *before, last = schedule.phases or (None,)
    counted = sum(phase.steps or 0 for phase in before if phase is not None)
    phases = [phase for phase in schedule.phases if isinstance(phase, Phase)]
    exact = len(phases) == len(schedule.phases) and len(course.steps) == outcome.steps + 1
    if not exact or last is None or last.steps is not None or counted > outcome.steps:
        return None
    highest = course.losses(course.steps[counted])[0]
    return Levels(highest, lambda level: interpolated_until(course.problem, phases, level).test_loss)


def _points(
    problem: Problem, schedule: Schedule, stop: object, rates: Sequence[Fraction]
) -> list[tuple[int, Point]]:
    """Return the points of a run, with the numbers of their steps; not all if there are very many."""
    if not is_exact(schedule):
        return list(enumerate(_middles(problem, schedule, stop)))
    if len(rates) <= MOST_STEPS:
        return list(enumerate(path(problem, schedule.phases, stop)))
    stride, here = -(-len(rates) // MOST_STEPS), (Fraction(0),) * problem.d
    found = [(0, here)]
    for k in range(0, len(rates), stride):
        some = [rate for rate in rates[k : k + stride] if rate]  # a step at rate 0 changes nothing
        here = descend(problem, _in_steps(some), start=here).beta
        found.append((min(k + stride, len(rates)), here))
    return found


def _middles(problem: Problem, schedule: Schedule, stop: object) -> list[Point]:
    """Return the middles of the points of a run in balls."""
    precision = 2 * _BITS
    while True:
        try:
            with ctx.workprec(precision):
                points = [state.points()[0] for _, _, state in states(problem, schedule.phases, stop, 10_000)]
            return [tuple(map(middle, point)) for point in points]
        except Undecided:  # the outcome is known, so there is a precision that suffices
            precision *= 2


def _rates(schedule: Schedule, steps: int) -> list[Fraction]:
    """Return the rates of the first steps, the middle of one that is irrational."""
    found: list[Fraction] = []
    for phase in schedule.phases:
        if isinstance(phase, Phase):
            found += [phase.rate] * (steps - len(found) if phase.steps is None else phase.steps)
        else:
            found += map(middle, rates_of(phase))
    return found[:steps]


def _in_steps(rates: Sequence[Fraction]) -> list[Phase]:
    return [Phase(rate, 1) for rate in rates]


def _times(last: Fraction) -> list[Fraction]:
    return [last * Fraction(k, FLOW_POINTS) ** 2 for k in range(FLOW_POINTS + 1)]


def _flowed(problem: Problem, start: Point, time: Fraction, before: Fraction = Fraction(0)) -> Moment:
    """Return what the flow from a point leaves; a coordinate without slope stays exactly where it is."""
    sizes = sorted(abs(truth) for truth in problem.beta_star if truth)
    spread = int(sizes[-1] / sizes[0]).bit_length() if sizes else 0  # what is known of one is known of all
    reached = flow_at(problem, time, start, _BITS + spread)
    slopes = gradient(problem, start)
    point = [there if slope else here for here, there, slope in zip(start, reached, slopes, strict=True)]
    return Moment(before + time, _squares(problem, point))


def _squares(problem: Problem, point: Sequence[Value]) -> Vector:
    pairs = zip(problem.beta_star, point, strict=True)
    return tuple(r.squared() if isinstance(r, Enclosure) else r * r for r in (b - c for c, b in pairs))
