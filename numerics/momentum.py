"""Heavy-ball gradient descent, exactly: its path, and whether its steps contract.

It must not know the dynamics' solution: every step takes the gradient of all the samples, and contraction is
seen from the linear map that such steps are. Nor does it know schedules, the flow, or a stability condition.
"""

from collections.abc import Iterator
from fractions import Fraction

from flint import fmpq, fmpq_mat

from numerics.enclosure import fmpq_of
from numerics.problem import Problem, gradient
from numerics.rational import InvalidArgument, integers, rational

Point = tuple[Fraction, ...]


def heavy_ball(problem: Problem, rate: object, momentum: object, steps: int) -> list[Point]:
    """Return the points of a run from the origin at rest, the start first.

    Formula: beta_(t+1) = beta_t - rate grad L_train(beta_t) + momentum (beta_t - beta_(t-1)), and
    beta_(-1) = beta_0 = 0.

    Args:
        problem: The sample.
        rate: The learning rate > 0, exact.
        momentum: The momentum, 0 <= momentum < 1, exact.
        steps: How many steps, >= 0.

    Returns:
        steps + 1 points of R^d.

    Raises:
        InvalidArgument: if an argument is outside its domain.

    Source: Polyak's heavy ball, as optimisers implement it; here in exact rationals.

    >>> heavy_ball(Problem.from_counts([1], [1]), "1/4", "1/2", 2)[1:]
    [(Fraction(1, 2),), (Fraction(1, 1),)]
    """
    eta, beta_m = _checked(rate, momentum)
    if integers([steps], "steps")[0] < 0:
        raise InvalidArgument("steps", steps, "must be an integer >= 0")
    here = before = (Fraction(0),) * problem.d
    points = [here]
    for _ in range(steps):
        here, before = _step(problem, eta, beta_m, here, before), here
        points.append(here)
    return points


def contracts(problem: Problem, rate: object, momentum: object) -> bool:
    """Tell whether the steps contract in some norm, so that every run tends to a minimiser.

    Formula: a step is an affine map of the state (beta_t, beta_(t-1)). Its linear part A has all eigenvalues
    inside the unit circle exactly if P - A^T P A = I has a positive definite solution P (Lyapunov, Stein).
    The equation is solved in rationals, and the leading minors of P decide.

    Args:
        problem: The sample; a coordinate never drawn stays where it is, so that nothing contracts there.
        rate: The learning rate > 0, exact.
        momentum: The momentum, 0 <= momentum < 1, exact.

    Raises:
        InvalidArgument: if an argument is outside its domain.

    Source: Stein's theorem on the discrete Lyapunov equation, a textbook fact.

    >>> problem = Problem.from_counts([2, 1], [1, 1])
    >>> contracts(problem, "9/4", "1/2"), contracts(problem, "224/100", "1/2")
    (False, True)
    """
    A = _linear_part(problem, *_checked(rate, momentum))
    n = A.nrows()
    unknowns = fmpq_mat(n * n, n * n)
    for i, j in ((i, j) for i in range(n) for j in range(n)):
        for k, m in ((k, m) for k in range(n) for m in range(n)):
            unknowns[i * n + j, k * n + m] = fmpq(int((i, j) == (k, m))) - A[k, i] * A[m, j]
    identity = fmpq_mat(n * n, 1, [fmpq(int(i == j)) for i in range(n) for j in range(n)])
    try:
        P = unknowns.solve(identity)
    except ZeroDivisionError:
        return False  # two eigenvalues have the product 1
    return all(_minor(P, n, size) > 0 for size in range(1, n + 1))


def keeps(problem: Problem, rate: object, momentum: object, coordinate: int) -> fmpq_mat:
    """Return how a step maps the errors (beta_i - beta*_i) of one coordinate, now and a step before.

    Formula: the rows and columns of a step's linear part that belong to the coordinate.

    Args:
        problem: The sample.
        rate: The learning rate > 0, exact.
        momentum: The momentum, 0 <= momentum < 1, exact.
        coordinate: Which one, from 0.

    Returns:
        A 2x2 matrix.

    Raises:
        InvalidArgument: if an argument is outside its domain.

    Source: definition; each x is a unit vector, so that no other coordinate has a part in it.

    >>> keeps(Problem.from_counts([2, 1], [1, 1]), 1, "1/2", 1)
    [5/6, -1/2]
    [  1,    0]
    """
    A = _linear_part(problem, *_checked(rate, momentum))
    if not 0 <= coordinate < problem.d:
        raise InvalidArgument("coordinate", coordinate, f"must be from 0 to {problem.d - 1}")
    own = (coordinate, problem.d + coordinate)
    return fmpq_mat([[A[i, j] for j in own] for i in own])


def _minor(P: fmpq_mat, n: int, size: int) -> fmpq:
    """Return the leading minor of a symmetric matrix that is stored as a column."""
    return fmpq_mat(size, size, [P[i * n + j, 0] for i in range(size) for j in range(size)]).det()


def _step(problem: Problem, eta: Fraction, beta_m: Fraction, here: Point, before: Point) -> Point:
    slopes = gradient(problem, here)
    return tuple(b - eta * g + beta_m * (b - a) for b, g, a in zip(here, slopes, before, strict=True))


def _linear_part(problem: Problem, eta: Fraction, beta_m: Fraction) -> fmpq_mat:
    """Return how a step maps differences of the state, column by column from steps that are taken."""
    zero = (Fraction(0),) * problem.d
    origin = _step(problem, eta, beta_m, zero, zero)
    columns = []
    for unit in _units(2 * problem.d):
        here, before = unit[: problem.d], unit[problem.d :]
        there = _step(problem, eta, beta_m, here, before)
        columns.append([*(t - o for t, o in zip(there, origin, strict=True)), *here])
    return fmpq_mat([[fmpq_of(column[i]) for column in columns] for i in range(2 * problem.d)])


def _units(n: int) -> Iterator[Point]:
    for j in range(n):
        yield tuple(Fraction(int(i == j)) for i in range(n))


def _checked(rate: object, momentum: object) -> tuple[Fraction, Fraction]:
    eta, beta_m = rational(rate, "rate"), rational(momentum, "momentum")
    if eta <= 0:
        raise InvalidArgument("rate", eta, "must be > 0")
    if not 0 <= beta_m < 1:
        raise InvalidArgument("momentum", beta_m, "must be >= 0 and < 1")
    return eta, beta_m
