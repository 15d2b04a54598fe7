"""The course of a run in any number of coordinates: what its steps, and the flow after them, leave of each.

Squared residuals are exact where the run is, else enclosed; on batches they are averages over every draw. It
must not know how a course comes about, nor how it is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from numerics.enclosure import Enclosure, weighted_sum
from numerics.problem import Problem
from numerics.rational import InvalidArgument, rational

_FURTHEST = Fraction(10) ** 100  # from left to right: beyond it floats end

Value = Fraction | Enclosure
Vector = tuple[Value, ...]


@dataclass(frozen=True)
class Moment:
    """What is left at one time.

    Args:
        time: The sum of the rates so far, and how long the flow ran; the middle, where it is enclosed.
        squares: r_i^2, or their averages over all draws.
        step: How many steps were taken.

    Source: derived here: for a small rate eta a step is as much as the time eta of the flow.

    >>> Moment(Fraction(1), (Fraction(1, 4),)).squares
    (Fraction(1, 4),)
    """

    time: Fraction
    squares: Vector
    step: int = 0


@dataclass(frozen=True)
class Levels:
    """The test loss at every train loss that the end of a run passes through just once.

    Args:
        highest: The largest such train loss.
        test_loss: The test loss where a train loss, at most `highest`, is met.
    """

    highest: Value
    test_loss: Callable[[Fraction], Value]


@dataclass(frozen=True)
class Course:
    """What a run leaves of each residual.

    Formula: L_train = sum_i p_i r_i^2, L_test = sum_i q_i r_i^2, or the averages of both.

    Args:
        name: The run's name.
        problem: The sample.
        steps: What is left at the start and after each step.
        flow: What is left along the flow that follows, from the last step on; empty if none does.
        levels: Its end by train losses; None if it does not fall to a stop.
        averaged: Whether averages over all draws are meant.

    Source: derived here.

    >>> left = Moment(Fraction(0), (Fraction(1), Fraction(0)))
    >>> Course("one", Problem.from_counts([2, 1], [1, 1]), (left,)).losses(left)
    (Fraction(2, 3), Fraction(1, 2))
    """

    name: str
    problem: Problem
    steps: tuple[Moment, ...]
    flow: tuple[Moment, ...] = ()
    levels: Levels | None = field(default=None, compare=False)
    averaged: bool = False

    @property
    def moments(self) -> tuple[Moment, ...]:
        """All the moments in order; the last step is also the start of the flow."""
        return self.steps + self.flow[1:]

    def losses(self, moment: Moment) -> tuple[Value, Value]:
        """Return L_train and L_test at a moment."""
        shares = [Fraction(count, self.problem.n) for count in self.problem.counts]
        return mean(shares, moment.squares), mean(self.problem.population, moment.squares)


@dataclass(frozen=True)
class Scene:
    """What is drawn.

    Args:
        problem: The sample.
        courses: None, one, or two: what is compared with, then what is compared.
        stop: The train loss at which training stops; None if nothing stops it.
        points: Whether the moments are points that no run leads through.

    Raises:
        InvalidArgument: if there are more than two courses.

    Source: derived here.

    >>> Scene(Problem.from_counts([2, 1], [1, 1])).courses
    ()
    """

    problem: Problem
    courses: tuple[Course, ...] = ()
    stop: Fraction | None = None
    points: bool = False

    def __post_init__(self) -> None:
        """Refuse more than can be told apart."""
        if len(self.courses) > 2:
            raise InvalidArgument("courses", len(self.courses), "must be at most two")

    @property
    def averaged(self) -> bool:
        """Return whether some of it are averages over all draws."""
        return any(course.averaged for course in self.courses)

    @property
    def flows(self) -> bool:
        """Return whether there is a flow, so that the time is what the courses have in common."""
        return any(course.flow for course in self.courses)

    def place(self, moment: Moment) -> float:
        """Return where a moment is from left to right: its time, or its number."""
        place = moment.time if self.flows or self.points else Fraction(moment.step)
        return float(min(place, _FURTHEST))

    @property
    def axis(self) -> str:
        """Return what is told from left to right."""
        flowing = "time: sum of the rates, then of the flow" if len(self.courses) > 1 else "time"
        return "point" if self.points else flowing if self.flows else "step"


def ratios(course: Course, other: Course, stop: object, parts: int = 24) -> list[tuple[Fraction, Value]]:
    """Return the test loss of one course over that of another, at train losses that both pass down to a stop.

    Args:
        course: The one.
        other: The other.
        stop: The last of the train losses.
        parts: Into how many equal ratios the train losses are divided.

    Returns:
        Train losses and ratios; none if there is no train loss that both pass just once.

    Raises:
        InvalidArgument: if a course turns a residual's sign between its steps at the end.

    >>> one = Fraction(1)
    >>> falls = [Levels(one, lambda level, k=k: k * level) for k in (one, 2 * one)]
    >>> runs = [Course("", Problem.from_counts([1], [1]), (), levels=each) for each in falls]
    >>> ratios(*runs, 1)
    [(Fraction(1, 1), Fraction(1, 2))]
    """
    if course.levels is None or other.levels is None:
        return []
    eps = rational(stop, "stop")
    top = min(_lower(course.levels.highest), _lower(other.levels.highest))
    if top < eps:
        return []
    falls = [Fraction(float(eps / top) ** (k / parts)) for k in range(1, parts)]
    found = []
    for level in dict.fromkeys([top, *(max(eps, top * fall) for fall in falls), eps]):
        above, below = (each.test_loss(level) for each in (course.levels, other.levels))
        if _lower(below) <= 0:  # nothing that the population weighs is left
            return []
        found.append((level, _quotient(above, below)))
    return found


def mean(weights: Sequence[Fraction], values: Sequence[Value]) -> Value:
    """Return sum_i w_i x_i, exactly if all values are exact.

    Raises:
        InvalidArgument: if a value is enclosed and a weight is negative.

    >>> mean([Fraction(1, 2)], [Fraction(3)])
    Fraction(3, 2)
    """
    exact = [value for value in values if isinstance(value, Fraction)]
    if len(exact) == len(values):
        return sum((w * x for w, x in zip(weights, exact, strict=True)), Fraction(0))
    return weighted_sum(weights, [v if isinstance(v, Enclosure) else Enclosure.exactly(v) for v in values])


def middle(value: Value) -> Fraction:
    """Return a number, or the middle of its enclosure.

    >>> middle(Enclosure(Fraction(0), Fraction(1)))
    Fraction(1, 2)
    """
    return value.midpoint if isinstance(value, Enclosure) else value


def _quotient(above: Value, below: Value) -> Value:
    if isinstance(above, Fraction) and isinstance(below, Fraction):
        return above / below
    return Enclosure(_lower(above) / _upper(below), _upper(above) / _lower(below))


def _lower(value: Value) -> Fraction:
    return value.lower if isinstance(value, Enclosure) else value


def _upper(value: Value) -> Fraction:
    return value.upper if isinstance(value, Enclosure) else value
