"""Both ends of training: the point it starts from and the threshold on the train loss it stops at.

It must not know how training gets from one to the other.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from numerics.problem import Problem, train_loss
from numerics.rational import InvalidArgument, rational, rationals, shown


def starting_point(problem: Problem, start: Iterable[object] | None) -> tuple[Fraction, ...]:
    """Read the point training starts from.

    Formula: beta_0 = 0 unless a start is given.

    Args:
        problem: The problem, for d.
        start: d exact rationals, or None for the origin.

    Returns:
        The point of R^d.

    Raises:
        InvalidArgument: if start is not d exact rationals.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> starting_point(Problem.from_counts([2, 1], [1, 1]), None)
    (Fraction(0, 1), Fraction(0, 1))
    """
    return (Fraction(0),) * problem.d if start is None else rationals(start, "start", problem.d)


def threshold(problem: Problem, stop: object, start: Sequence[Fraction]) -> Fraction:
    """Read the threshold eps of the stopping rule L_train <= eps and refuse one that the start undercuts.

    Formula: 0 < eps <= L_train(start).

    Args:
        problem: The sample.
        stop: The threshold.
        start: The point at which training begins, exact.

    Returns:
        The threshold as a Fraction.

    Raises:
        InvalidArgument: if stop is no exact rational in that range; the message has the initial loss.

    Source: derived here; the stopping rule is that of the talk.

    >>> threshold(Problem.from_counts([2, 1], [1, 1]), "1/100", (Fraction(0), Fraction(0)))
    Fraction(1, 100)
    """
    eps = rational(stop, "stop")
    if eps <= 0:
        raise InvalidArgument("stop", eps, "must be > 0")
    initial = train_loss(problem, start)
    if eps > initial:
        raise InvalidArgument("stop", eps, f"must be at most the initial train loss {shown(initial)}")
    return eps
