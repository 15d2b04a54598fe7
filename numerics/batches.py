"""Mini-batches: every batch that can be drawn, a gradient step on each, and exact averages over all paths.

Equal draws are taken together and counted. It must not know what the averages come to: every step forms the
gradient from the samples of its batch.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations, permutations, product
from math import comb, factorial, gcd, prod
from operator import add

from numerics.ends import starting_point
from numerics.flow import FlowStop, flow_until
from numerics.problem import Problem, gradient, test_loss, train_loss
from numerics.rational import InvalidArgument, integers, rational
from numerics.schedule import Phase

Vector = tuple[Fraction, ...]

MAX_DRAWS = 50_000
"""Most draws of a batch, or orders of an epoch, that are enumerated: more take seconds."""

MAX_PATHS = 10**12
"""Most paths that are averaged over; equal points are kept once, so that they cost far less."""

MAX_FACTORS = 1000
"""Most paths whose residuals are multiplied: each adds digits to the product."""

MAX_COPIES = 60
"""Most copies of the problem that flow side by side."""


@dataclass(frozen=True)
class Batching:
    """How a batch is drawn from the samples.

    Formula: with repetition all n^size ordered draws are equally likely, without it all C(n, size) subsets.

    Args:
        size: The number of samples in a batch, >= 1.
        repeats: Whether a sample may be drawn more than once into a batch.

    Raises:
        InvalidArgument: if the size is no integer >= 1 or repeats no bool.

    Source: definition.

    >>> str(Batching(2, repeats=True))
    '2 with repetition'
    """

    size: int
    repeats: bool

    def __post_init__(self) -> None:
        """Refuse what is no way to draw."""
        if integers([self.size], "size")[0] < 1:
            raise InvalidArgument("size", self.size, "must be an integer >= 1")
        if not isinstance(self.repeats, bool):
            raise InvalidArgument("repeats", self.repeats, "must be True or False")

    def __str__(self) -> str:
        """Return the two as they would be told."""
        return f"{self.size} {'with' if self.repeats else 'without'} repetition"


@dataclass(frozen=True)
class Ensemble:
    """The points that equally likely paths end at.

    Formula: E f = sum_k paths_k f(beta_k) / sum_k paths_k.

    Args:
        problem: The whole sample.
        points: The distinct points, each with the number of paths that end there.

    Raises:
        InvalidArgument: if there is no point, or one without a path.

    Source: definition.

    >>> one = Fraction(1)
    >>> Ensemble(Problem.from_counts([1], [1]), (((one,), 1), ((3 * one,), 1))).mean_squares
    (Fraction(2, 1),)
    """

    problem: Problem
    points: tuple[tuple[Vector, int], ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be averaged over."""
        if not self.points or min(number for _, number in self.points) < 1:
            raise InvalidArgument("points", self.points, "must be one or more, each with one path or more")

    @property
    def paths(self) -> int:
        """The number of paths."""
        return sum(number for _, number in self.points)

    def mean(self, value: Callable[[Vector], Fraction]) -> Fraction:
        """Return the expectation of a function of beta."""
        return sum((number * value(beta) for beta, number in self.points), Fraction(0)) / self.paths

    @property
    def mean_residual(self) -> Vector:
        """E beta - beta*."""
        return self._of_each(lambda r: r)

    @property
    def mean_squares(self) -> Vector:
        """E (beta_i - beta*_i)^2, the d of them."""
        return self._of_each(lambda r: r**2)

    @property
    def products(self) -> Vector:
        """The product of |beta_i - beta*_i| over all paths: the geometric mean to their number."""
        if self.paths > MAX_FACTORS:
            raise InvalidArgument("paths", self.paths, f"must be <= {MAX_FACTORS} to be multiplied")
        powers = ([abs(r) ** m for r, m in self._residuals(i)] for i in range(self.problem.d))
        return tuple(prod(factors, start=Fraction(1)) for factors in powers)

    @property
    def mean_train_loss(self) -> Fraction:
        """E L_train(beta), the loss of the whole sample."""
        return self.mean(lambda beta: train_loss(self.problem, beta))

    @property
    def mean_test_loss(self) -> Fraction:
        """E L_test(beta)."""
        return self.mean(lambda beta: test_loss(self.problem, beta))

    def _residuals(self, i: int) -> list[tuple[Fraction, int]]:
        return [(beta[i] - self.problem.beta_star[i], number) for beta, number in self.points]

    def _of_each(self, value: Callable[[Fraction], Fraction]) -> Vector:
        """Return the expectation of a function of beta_i - beta*_i for each i."""
        sums = (sum(m * value(r) for r, m in self._residuals(i)) for i in range(self.problem.d))
        return tuple(Fraction(total, self.paths) for total in sums)


def batches(problem: Problem, batching: Batching) -> tuple[tuple[Problem, int], ...]:
    """Enumerate every batch that can be drawn, as a sample of its own.

    Formula: all ordered draws with repetition, all subsets of the samples without.

    Args:
        problem: The whole sample.
        batching: How a batch is drawn.

    Returns:
        The distinct batches, each with the number of draws that give it.

    Raises:
        InvalidArgument: if more samples are to be drawn without repetition than there are, or more than
            50000 draws would have to be enumerated.

    Source: definition.

    >>> talk = Problem.from_counts([2, 1], [1, 1])
    >>> [(batch.counts, draws) for batch, draws in batches(talk, Batching(2, repeats=True))]
    [((2, 0), 4), ((1, 1), 4), ((0, 2), 1)]
    """
    n, size = problem.n, batching.size
    if not batching.repeats and size > n:
        raise InvalidArgument("size", size, f"must be at most {n} without repetition, the number of samples")
    number = n**size if batching.repeats else comb(n, size)
    if number > MAX_DRAWS:
        raise InvalidArgument("size", size, f"must leave at most {MAX_DRAWS} draws, here there are {number}")
    kinds = _kinds(problem)
    draws = product(kinds, repeat=size) if batching.repeats else combinations(kinds, size)
    found = Counter(tuple(sorted(draw)) for draw in draws)
    return tuple((_batch(problem, draw), times) for draw, times in found.items())


def _kinds(problem: Problem) -> list[int]:
    """Return for each sample the first one that it is equal to: beyond that equal ones differ in nothing."""
    samples = list(zip(problem.X, problem.y, strict=True))
    first = {sample: j for j, sample in reversed(list(enumerate(samples)))}
    return [first[sample] for sample in samples]


def _batch(problem: Problem, draw: Sequence[int]) -> Problem:
    """Return the drawn samples as a problem."""
    rows, targets = tuple(problem.X[j] for j in draw), tuple(problem.y[j] for j in draw)
    return Problem(rows, targets, problem.beta_star, problem.population)


def _step(batch: Problem, beta: Vector, rate: Fraction) -> Vector:
    """Return beta - rate * gradient of the batch's empirical loss."""
    return tuple(b - rate * g for b, g in zip(beta, gradient(batch, beta), strict=True))


def after_batches(
    problem: Problem, batching: Batching, phases: Sequence[Phase], start: Iterable[object] | None = None
) -> Ensemble:
    """Take stochastic gradient steps along every path: each step on a batch drawn anew.

    Formula: beta <- beta - eta grad L_batch(beta), the mean of (<x, beta> - y)^2 over the batch's samples.

    Args:
        problem: The whole sample.
        batching: How each batch is drawn, independently of the others.
        phases: The rates and their numbers of steps.
        start: d exact rationals; None means the origin.

    Returns:
        Where all the paths end, (number of draws)^steps of them.

    Raises:
        InvalidArgument: if a phase has no count, or there are more than 10^12 paths.

    Source: definition; each step takes the gradient of its batch.

    >>> talk = Problem.from_counts([2, 1], [1, 1])
    >>> after_batches(talk, Batching(1, repeats=True), [Phase(Fraction(1, 2), 1)]).mean_residual
    (Fraction(-1, 3), Fraction(-2, 3))
    """
    if any(phase.steps is None for phase in phases):
        raise InvalidArgument("phases", tuple(map(str, phases)), "must have counts, nothing else ends them")
    rates = [phase.rate for phase in phases for _ in range(phase.steps or 0)]
    drawn = batches(problem, batching)
    number = sum(times for _, times in drawn) ** len(rates)
    if number > MAX_PATHS:
        raise InvalidArgument("steps", len(rates), f"must leave at most {MAX_PATHS} paths")
    reached = Counter({starting_point(problem, start): 1})
    for rate in rates:
        after: Counter[Vector] = Counter()
        for beta, paths in reached.items():
            for batch, times in drawn:
                after[_step(batch, beta, rate)] += paths * times
        reached = after
    return Ensemble(problem, tuple(reached.items()))


def after_epochs(problem: Problem, rate: object, start: Iterable[object] | None = None) -> Ensemble:
    """Take one epoch without repetition in every order: a step on each sample, once.

    Formula: beta <- beta - eta grad of (<x_j, beta> - y_j)^2, for the n samples j in any of n! orders.

    Args:
        problem: The whole sample.
        rate: The learning rate.
        start: d exact rationals; None means the origin.

    Returns:
        Where the n! orders end.

    Raises:
        InvalidArgument: if the rate is not positive, or more than 50000 orders would have to be enumerated.

    Source: definition.

    >>> after_epochs(Problem.from_counts([2, 1], [1, 1]), Fraction(1, 4)).points
    (((Fraction(3, 4), Fraction(1, 2)), 6),)
    """
    eta = Phase(rational(rate, "rate"), 1).rate
    if factorial(problem.n) > MAX_DRAWS:
        raise InvalidArgument("n", problem.n, f"must leave at most {MAX_DRAWS} orders of the samples")
    kinds = _kinds(problem)
    alone = {kind: _batch(problem, (kind,)) for kind in kinds}
    reached: Counter[Vector] = Counter()
    for order, times in Counter(permutations(kinds)).items():
        beta = starting_point(problem, start)
        for kind in order:
            beta = _step(alone[kind], beta, eta)
        reached[beta] += times
    return Ensemble(problem, tuple(reached.items()))


def flow_on_average(ensemble: Ensemble, stop: object, bits: int = 64) -> FlowStop:
    """Let every path go on along the gradient flow, until the train loss averaged over the paths is eps.

    Formula: N copies of the problem side by side, one for each path, are one problem whose losses are the
        averages; its flow is that of each copy, N times as slow.

    Args:
        ensemble: Where the paths are.
        stop: The threshold, 0 < stop <= E L_train.
        bits: E L_test is enclosed to 2^-bits of itself.

    Returns:
        Where the flow of all copies stops; its losses are E L_train and E L_test.

    Raises:
        InvalidArgument: if the threshold is out of range, or more than 60 copies are needed.
        Undecided: if the flow's end cannot be enclosed.

    Source: derived here, from the definition of the flow.

    >>> talk = Problem.from_counts([2, 1], [1, 1])
    >>> drawn = after_batches(talk, Batching(2, repeats=False), [Phase(Fraction(1), 1)])
    >>> float(flow_on_average(drawn, Fraction(1, 100)).test_loss.midpoint)
    0.01398932718459167
    """
    problem = ensemble.problem
    common = gcd(*(number for _, number in ensemble.points))
    starts = [beta for beta, number in ensemble.points for _ in range(number // common)]
    if len(starts) > MAX_COPIES:
        raise InvalidArgument("points", len(starts), f"must need at most {MAX_COPIES} copies of the problem")
    drawn = [copy * problem.d + x.index(1) for copy in range(len(starts)) for x in problem.X]
    weights = [weight / len(starts) for weight in problem.population] * len(starts)
    copies = Problem.from_samples(drawn, problem.beta_star * len(starts), weights)
    return flow_until(copies, stop, start=reduce(add, starts), bits=bits)
