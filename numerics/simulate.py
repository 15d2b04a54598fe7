"""A whole schedule from beta = 0: the descent phases, then the flow if the schedule ends in it.

It must not know how either is computed, nor any solution of the dynamics.
"""

from dataclasses import dataclass
from fractions import Fraction

from flint import ctx

from numerics.balls import BallRun, descend_in_balls
from numerics.enclosure import Enclosure, Undecided, weighted_sum
from numerics.exact import check_steps, descend
from numerics.flow import MAX_PRECISION, flow_until, stop_of
from numerics.problem import Problem
from numerics.propagator import Flow
from numerics.rational import InvalidArgument, rational
from numerics.schedule import Phase, Schedule
from numerics.shapes import Shape

EXACT_BITS = 2**18
"""Bits of all rates of all shapes together, beyond which a run is made in balls."""


@dataclass(frozen=True)
class Outcome:
    """What a named schedule came to: Fractions after descent, Enclosures after the flow.

    Formula: residual = beta - beta* at the end of training; the losses are those there.

    Args:
        name: The run's name.
        steps: The steps of gradient descent taken, >= 0.
        stopped: Whether L_train <= stop was reached.
        beta: The end point.
        residual: beta - beta*.
        train_loss: L_train(beta).
        test_loss: L_test(beta).
        time: How long the flow ran; None if training did not end in the flow.

    Raises:
        InvalidArgument: if the steps are negative or the lengths differ.

    Source: derived here.

    >>> one = Fraction(1)
    >>> Outcome("none", 0, False, (one - 1,), (-one,), one, one).time is None
    True
    """

    name: str
    steps: int
    stopped: bool
    beta: tuple[Fraction | Enclosure, ...]
    residual: tuple[Fraction | Enclosure, ...]
    train_loss: Fraction | Enclosure
    test_loss: Fraction | Enclosure
    time: Enclosure | None = None

    def __post_init__(self) -> None:
        """Refuse what no schedule can come to."""
        if self.steps < 0:
            raise InvalidArgument("steps", self.steps, "must be >= 0")
        if len(self.residual) != len(self.beta):
            raise InvalidArgument(
                "residual", self.residual, f"must have {len(self.beta)} components, as beta"
            )


def simulate(
    problem: Problem, schedule: Schedule, stop: object, *, name: str, max_steps: int = 10_000, bits: int = 64
) -> Outcome:
    """Train by a schedule from beta = 0 until L_train <= stop, or to the schedule's end.

    Formula: gradient descent by the phases; the flow, if any, from the point they reach.

    Args:
        problem: The sample.
        schedule: The phases, and whether the flow follows.
        stop: The threshold, 0 < stop <= L_train(0); None takes all the steps, and then there is no flow.
        name: The run's name, carried to the outcome.
        max_steps: The most steps of gradient descent.
        bits: What is irrational is enclosed: the test loss to 2^-bits of itself.

    Returns:
        The outcome. If a descent step reaches the stop before the flow, training ends there, exactly unless a
        rate of the schedule is irrational or too long (see ``is_exact``).

    Raises:
        InvalidArgument: if an argument is outside its domain; also as NeverStops and TooManySteps.
        Undecided: if the end of the flow, or of steps in balls, cannot be enclosed.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> problem = Problem.from_counts([2, 1], [1, 1])
    >>> annealed = simulate(problem, Schedule.parse("3/2*1, flow"), "1/100", name="annealed")
    >>> annealed.steps, float(annealed.test_loss.midpoint)
    (1, 0.0075)
    """
    if stop is None and schedule.flow:
        raise InvalidArgument("stop", stop, "must be given, the flow has no other end")
    check_steps(schedule.phases, None if stop is None else rational(stop, "stop"), max_steps)
    if not is_exact(schedule):
        return _in_balls(problem, schedule, stop, name, max_steps, bits)
    run = descend(problem, schedule.phases, stop, max_steps=max_steps)
    if run.stopped or not schedule.flow:
        return Outcome(name, run.steps, run.stopped, run.beta, run.residual, run.train_loss, run.test_loss)
    end = flow_until(problem, stop, start=run.beta, bits=bits)
    return Outcome(name, run.steps, True, end.beta, end.residual, end.train_loss, end.test_loss, end.time)


def is_exact(schedule: Schedule) -> bool:
    """Return whether all rates are rational, and those of the shapes not too long for an exact run.

    Source: derived here; in a run the rates multiply, and those of an exponential shape grow at every step.

    >>> is_exact(Schedule.parse("linear(3/2, 0)*9")), is_exact(Schedule.parse("cosine(3/2, 0)*9"))
    (True, False)
    """
    bits = 0
    for phase in schedule.phases:
        for rate in () if isinstance(phase, Phase) else phase.rates():
            if rate is None:
                return False
            bits += rate.numerator.bit_length() + rate.denominator.bit_length()
            if bits >= EXACT_BITS:
                return False
    return True


def rates_of(shape: Shape, bits: int = 64) -> list[Fraction | Enclosure]:
    """Return all the rates of a shape: exactly, or enclosed where one is irrational.

    Formula: that of the shape, walked along; if the fractions have more than 2^18 bits together all are
        enclosed, as in a run.

    Args:
        shape: The shape.
        bits: What is enclosed is enclosed to 2^-bits of itself.

    Raises:
        Undecided: if a rate cannot be enclosed so closely.

    Source: derived here.

    >>> from numerics.shapes import Cosine
    >>> first, second, *_ = rates_of(Cosine(Fraction(3, 2), Fraction(0), 4))
    >>> first, float(second.midpoint)
    (Fraction(3, 2), 1.2803300858899107)
    """
    exact = _exact_rates(shape)
    if None not in exact:
        return [rate for rate in exact if rate is not None]
    precision = bits + 64
    while precision <= MAX_PRECISION:
        with ctx.workprec(precision):
            enclosed = [Enclosure.of_ball(ball) for ball in shape.balls()]
        if all(rate.width * 2**bits <= rate.lower for rate in enclosed):
            return [ball if rate is None else rate for rate, ball in zip(exact, enclosed, strict=True)]
        precision *= 2
    raise Undecided(f"the rates of {shape}", MAX_PRECISION)


def _exact_rates(shape: Shape) -> list[Fraction | None]:
    """Return the rates, None for what is irrational, or for all of them if together they are too long."""
    exact, bits = [], 0
    for rate in shape.rates():
        exact.append(rate)
        bits += 0 if rate is None else rate.numerator.bit_length() + rate.denominator.bit_length()
        if bits >= EXACT_BITS:
            return [None] * shape.steps
    return exact


def _in_balls(
    problem: Problem, schedule: Schedule, stop: object, name: str, max_steps: int, bits: int
) -> Outcome:
    """Return the outcome, with as much precision as it takes."""
    precision, undecided = bits + 64, Undecided("where the run ends", MAX_PRECISION)
    while precision <= MAX_PRECISION:
        try:
            with ctx.workprec(precision):
                run = descend_in_balls(problem, schedule.phases, stop, max_steps)
                found = _flowed(problem, schedule, stop, name, run, bits)
        except Undecided as still:
            undecided, found = still, None
        if found is not None:
            return found
        precision *= 2
    raise undecided


def _flowed(
    problem: Problem, schedule: Schedule, stop: object, name: str, run: BallRun, bits: int
) -> Outcome | None:
    """Return where the flow takes a run to, if it has not stopped; None if that is not known closely."""
    if schedule.flow and not run.stopped:
        eps = rational(stop, "stop")
        end = stop_of(problem, Flow(problem, run.beta), eps, bits)
        if end is None:
            return None
        return Outcome(name, run.steps, True, end.beta, end.residual, end.train_loss, end.test_loss, end.time)
    squares = [(r if isinstance(r, Enclosure) else Enclosure.exactly(r)).squared() for r in run.residual]
    test_loss = weighted_sum(problem.population, squares)
    if test_loss.width * 2**bits > test_loss.upper:
        return None
    return Outcome(name, run.steps, run.stopped, run.beta, run.residual, run.train_loss, test_loss)
