"""Exact gradient descent, in integers over one common denominator that is never reduced.

It must not know the dynamics' solution: every step forms the gradient from all the samples. Nor does it know
the flow or how results are shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import inf

from numerics.ends import starting_point, threshold
from numerics.engine import Engine, Floor, steps_needed
from numerics.problem import Problem, test_loss
from numerics.rational import InvalidArgument, shown
from numerics.schedule import Item

LARGEST_DRAWN = 1e100
"""Largest component of a point in a picture: its square, and that of what is around it, are floats."""


@dataclass(frozen=True)
class Run:
    """Where a run of gradient descent ended.

    Formula: residual = beta - beta*; the losses are those at beta.

    Args:
        steps: The number of steps taken, >= 0.
        stopped: Whether L_train <= stop was reached.
        beta: The last point, d Fractions.
        residual: beta - beta*, d Fractions.
        train_loss: L_train(beta) >= 0.
        test_loss: L_test(beta) >= 0.

    Raises:
        InvalidArgument: if a count or a loss is negative, or the lengths differ.

    Source: derived here.

    >>> Run(0, False, (Fraction(0),), (Fraction(-1),), Fraction(1), Fraction(1)).steps
    0
    """

    steps: int
    stopped: bool
    beta: tuple[Fraction, ...]
    residual: tuple[Fraction, ...]
    train_loss: Fraction
    test_loss: Fraction

    def __post_init__(self) -> None:
        """Refuse what no run can end in."""
        for name in ("steps", "train_loss", "test_loss"):
            if getattr(self, name) < 0:
                raise InvalidArgument(name, getattr(self, name), "must be >= 0")
        if len(self.residual) != len(self.beta):
            raise InvalidArgument(
                "residual", self.residual, f"must have {len(self.beta)} components, as beta"
            )


class NeverStops(InvalidArgument):
    """A last phase without a count that can never reach the stop, noticed instead of run for ever.

    Formula: floor = (1/n) sum of e_j^2 over all the samples whose error |e_j| does not shrink is >= stop.

    Args:
        step: The step at which it was noticed, counted from the start of the run.
        train_loss: L_train at that step.
        stop: The threshold that is out of reach.
        rate: The last phase's rate.

    Source: derived here; the comment at ``Floor`` has the proof.

    >>> print(NeverStops(2, Fraction(3), Fraction(1, 100), Fraction(2)))
    rate = 2: must be one that stops, but L_train never gets to 1/100 (at step 2 it is 3)
    """

    def __init__(self, step: int, train_loss: Fraction, stop: Fraction, rate: Fraction) -> None:
        """Keep the step and the loss; the four stay ``args``, so that the exception can be pickled."""
        told = f"but L_train never gets to {shown(stop)} (at step {step} it is {shown(train_loss)})"
        super().__init__("rate", rate, f"must be one that stops, {told}")
        self.args = (step, train_loss, stop, rate)
        self.step = step
        self.train_loss = train_loss


class TooManySteps(InvalidArgument):
    """A run that takes, or is told to take, more steps than the limit.

    Formula: steps > max_steps.

    Args:
        limit: The limit that was exceeded.
        least: A lower bound on the steps; more than the limit.

    Source: derived here; the bound is that of ``numerics.engine.steps_needed``.

    >>> print(TooManySteps(10, 12))
    max_steps = 10: must be raised, the schedule takes at least 12 steps
    """

    def __init__(self, limit: int, least: int) -> None:
        """Name the limit and the bound, which stay ``args``, so that the exception can be pickled."""
        told = f"must be raised, the schedule takes at least {shown(least)} steps"
        super().__init__("max_steps", limit, told)
        self.args = (limit, least)
        self.least = least


def check_steps(phases: Sequence[Item], stop: Fraction | None, max_steps: int) -> None:
    """Refuse phases with more steps than the limit, or without an end.

    Raises:
        InvalidArgument: as ``descend``.
    """
    if not isinstance(max_steps, int) or isinstance(max_steps, bool) or max_steps < 0:
        raise InvalidArgument("max_steps", max_steps, "must be an integer >= 0")
    for i, phase in enumerate(phases):
        if phase.steps is None and (stop is None or i < len(phases) - 1):
            raise InvalidArgument("phases", str(phase), "must have a count (only the last can run to a stop)")
    counted = sum(phase.steps or 0 for phase in phases)
    if counted > max_steps:
        raise TooManySteps(max_steps, counted)


def _stretches(phases: Sequence[Item]) -> Iterator[tuple[Fraction, int | None]]:
    """Yield the rates in turn, each with its number of steps."""
    for phase in phases:
        for rate, steps in phase.stretches():
            if rate is None:
                raise InvalidArgument(
                    "phases", str(phase), "must have rational rates only, to be run exactly"
                )
            yield rate, steps


def _states(
    problem: Problem, phases: Sequence[Item], stop: object, start: Iterable[object] | None, max_steps: int
) -> Iterator[tuple[int, bool, Engine]]:
    """Yield (step, stopped, engine) at every point visited; the engine is the same object every time."""
    origin = starting_point(problem, start)
    eps = None if stop is None else threshold(problem, stop, origin)
    check_steps(phases, eps, max_steps)
    engine = Engine(problem, origin)
    step, stopped = 0, eps is not None and engine.compare(eps) <= 0
    yield step, stopped, engine
    for rate, steps in _stretches(phases):
        engine.set_rate(rate)
        floor = None
        for taken in count(1) if steps is None else range(1, steps + 1):
            if stopped:
                return
            if step == max_steps:
                raise TooManySteps(max_steps, step + 1)
            before = [] if steps else engine.errors
            engine.step()
            step += 1
            stopped = eps is not None and engine.compare(eps) <= 0
            yield step, stopped, engine
            if steps is None and eps is not None and not stopped:
                floor = floor or Floor(engine, before)
                if floor.compare(engine, eps) >= 0:
                    raise NeverStops(step, engine.train_loss(), eps, rate)
                # Looked at after 1, 2, 4, 8, ... steps: a run in vain is seen before its numbers are long.
                if taken.bit_count() == 1:
                    least = step + steps_needed(engine, before, eps)
                    if least > max_steps:
                        raise TooManySteps(max_steps, least)


def descend(
    problem: Problem,
    phases: Sequence[Item],
    stop: object = None,
    *,
    start: Iterable[object] | None = None,
    max_steps: int = 10_000,
) -> Run:
    """Run gradient descent exactly, to the first step (0 included) with L_train <= stop.

    Formula: beta <- beta - eta (2/n) X^T (X beta - y), eta the phase's rate.

    Args:
        problem: The sample.
        phases: The phases in order; only the last may lack a count, and only if there is a stop.
        stop: The threshold 0 < eps <= L_train(start), or None to take all the steps.
        start: d exact rationals; None means the origin.
        max_steps: The most steps the run may take.

    Returns:
        Where the run ended, as Fractions; ``stopped`` is False if the phases ended first.

    Raises:
        InvalidArgument: if an argument is outside its domain.
        NeverStops: if the last phase can never reach the stop.
        TooManySteps: if the phases take, or ask for, more than max_steps steps.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> from numerics.schedule import Phase
    >>> run = descend(Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(3, 2), 1)])
    >>> run.residual, run.train_loss
    ((Fraction(1, 1), Fraction(0, 1)), Fraction(2, 3))
    """
    for step, stopped, engine in _states(problem, phases, stop, start, max_steps):
        last = step, stopped, engine
    steps, stopped, engine = last
    beta = engine.beta()
    residual = tuple(b - c for b, c in zip(beta, problem.beta_star, strict=True))
    return Run(steps, stopped, beta, residual, engine.train_loss(), test_loss(problem, beta))


def path(
    problem: Problem,
    phases: Sequence[Item],
    stop: object = None,
    *,
    start: Iterable[object] | None = None,
    max_steps: int = 10_000,
) -> list[tuple[Fraction, ...]]:
    """Return all the points that ``descend`` visits, the start first.

    Formula, arguments and errors: those of ``descend``.

    Source: derived here.

    >>> from numerics.schedule import Phase
    >>> path(Problem.from_counts([1, 1], [1, 2]), [Phase(Fraction(1), 2)])[1]
    (Fraction(1, 1), Fraction(2, 1))
    """
    return [engine.beta() for _, _, engine in _states(problem, phases, stop, start, max_steps)]


def train_losses(
    problem: Problem,
    phases: Sequence[Item],
    stop: object = None,
    *,
    start: Iterable[object] | None = None,
    max_steps: int = 10_000,
) -> list[Fraction]:
    """Return L_train at all the points that ``descend`` visits, without building the points.

    Formula: L_train = (errors^T errors) / (n D^2); arguments and errors are those of ``descend``.

    Source: derived here.

    >>> from numerics.schedule import Phase
    >>> train_losses(Problem.from_counts([1, 1], [1, 2]), [Phase(Fraction(1, 2), 2)])
    [Fraction(5, 2), Fraction(5, 8), Fraction(5, 32)]
    """
    return [engine.train_loss() for _, _, engine in _states(problem, phases, stop, start, max_steps)]


def rounded_path(
    problem: Problem,
    phases: Sequence[Item],
    stop: object = None,
    *,
    start: Iterable[object] | None = None,
    max_steps: int = 10_000,
) -> list[tuple[float, ...]]:
    """Return the points of ``path`` correctly rounded to floats, for pictures only.

    Formula, arguments and errors: those of ``descend``; nothing is computed from these floats.

    Source: derived here; reducing thousands of long fractions would take longer than the run.

    >>> from numerics.schedule import Phase
    >>> rounded_path(Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(3, 4), 1)])
    [(0.0, 0.0), (1.0, 0.5)]
    """
    try:
        points = [engine.rounded() for _, _, engine in _states(problem, phases, stop, start, max_steps)]
    except OverflowError:
        points = [(inf,)]
    if max(abs(component) for point in points for component in point) > LARGEST_DRAWN:
        text = ", ".join(map(str, phases))
        raise InvalidArgument("phases", text, f"must keep beta below {LARGEST_DRAWN:.0e} to be drawn")
    return points
