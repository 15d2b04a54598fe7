"""Gradient descent in balls: certain bounds where a rate is irrational, or its fractions would be too long.

Every step applies the samples' own matrix to their errors. It must not know the solution of the dynamics, nor
how a rate comes about.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpz_mat

from numerics.distinct import Sample, parts
from numerics.enclosure import Enclosure, Undecided, fmpq_of
from numerics.ends import threshold
from numerics.engine import Engine, Floor
from numerics.exact import NeverStops, TooManySteps, check_steps
from numerics.problem import Problem, train_loss
from numerics.schedule import Item, Phase

_BLOCK = 8
"""Most samples of a block: a step costs the square of them."""

_LONGEST = 2**16
"""Bits of a denominator up to which the exact point is known too: ties with the stop are decided there."""

Rate = Fraction | arb
Point = tuple[Fraction | Enclosure, ...]


class BallRun(NamedTuple):
    """Where a run of gradient descent ended: what is known exactly, and the rest enclosed.

    Formula: residual = beta - beta*; the loss is that at beta.

    Args:
        steps: The number of steps taken.
        stopped: Whether L_train <= stop was reached.
        beta: The last point.
        residual: beta - beta*.
        train_loss: L_train(beta).

    Source: derived here.

    >>> BallRun(0, False, (Fraction(0),), (Fraction(-1),), Enclosure.exactly(Fraction(1))).steps
    0
    """

    steps: int
    stopped: bool
    beta: Point
    residual: Point
    train_loss: Enclosure


class Block:
    """Some distinct samples that share no coordinate with others, and their errors X beta - y in balls.

    Formula: beta <- beta - rate (2/n) X^T (m errors) takes errors to (I - rate K) errors, with the rational
    matrix K = (2/n) X X^T m. For a rational rate I - rate K is exact, and a zero of it ends an error exactly.

    Args:
        samples: The distinct samples.
        n: The number of all samples.
        beta: The point of R^d to begin at, exact.

    Source: derived here, from the gradient (2/n) X^T (X beta - y).

    >>> block = Block(Problem.from_counts([2, 1], [1, 1]).distinct, 3, (Fraction(0), Fraction(0)))
    >>> block.step(Fraction(3, 2))
    >>> block.errors.entries()
    [1.00000000000000, 0]
    """

    def __init__(self, samples: Sequence[Sample], n: int, beta: Sequence[Fraction]) -> None:
        """Multiply the samples by each other, and form the errors at the start."""
        self.samples, size = samples, len(samples)
        X = fmpz_mat([list(sample.x) for sample in samples])
        X_T = fmpz_mat([[sample.m * x for x in sample.x] for sample in samples]).transpose()
        self.K, self.one = fmpq_mat(X * X_T) * fmpq(2, n), fmpq_mat(size, size, [0] * size**2)
        for j in range(size):
            self.one[j, j] = fmpq(1)
        there = [sum((b for x, b in zip(s.x, beta, strict=True) if x), Fraction(0)) for s in samples]
        errors = [fmpq_of(value - sample.y) for value, sample in zip(there, samples, strict=True)]
        self.errors = arb_mat(fmpq_mat(size, 1, errors))

    def step(self, rate: Rate) -> None:
        """Take one step of gradient descent."""
        if isinstance(rate, Fraction):
            moved = arb_mat(self.one - self.K * fmpq_of(rate))
        else:
            moved = arb_mat(self.one) - arb_mat(self.K) * rate
        self.errors = moved * self.errors


class State:
    """The point of a run, by the errors of the distinct samples there.

    Formula: L_train = (1/n) sum_j m_j errors_j^2; sample j is a unit vector, so beta_i = y_j + errors_j.

    Args:
        problem: The sample.
        beta: The point of R^d to begin at, exact.

    Source: derived here.

    >>> State(Problem.from_counts([2, 1], [1, 1]), (Fraction(0), Fraction(0))).loss()
    1.00000000000000
    """

    def __init__(self, problem: Problem, beta: Sequence[Fraction]) -> None:
        """Split the samples into blocks."""
        self.problem, self.beta = problem, beta
        self.exact: Engine | None = Engine(problem, beta)  # as long as all rates were rational, and few
        self.blocks = [Block(samples, problem.n, beta) for _, samples in parts(problem.distinct, _BLOCK)]

    def step(self, rate: Rate) -> None:
        """Take one step of gradient descent."""
        for block in self.blocks:
            block.step(rate)
        if self.exact and isinstance(rate, Fraction) and self.exact.denominator().bit_length() < _LONGEST:
            self.exact.set_rate(rate)
            self.exact.step()
        else:
            self.exact = None

    def errors(self) -> Iterator[tuple[int, Sample, arb]]:
        """Yield each distinct sample with the coordinate that it touches and its error."""
        for block in self.blocks:
            for sample, error in zip(block.samples, block.errors.entries(), strict=True):
                yield sample.x.index(1), sample, error

    def loss(self, among: frozenset[int] | None = None) -> arb:
        """Return L_train, or the part of it that some coordinates have."""
        terms = (e * e * sample.m for i, sample, e in self.errors() if among is None or i in among)
        return sum(terms, arb(0)) / self.problem.n

    def exceeds(self, eps: Fraction, step: int, among: frozenset[int] | None = None) -> bool:
        """Return whether L_train, or a part of it, is above eps.

        Raises:
            Undecided: if that is not certain at flint's present precision, perhaps because of an exact tie.
        """
        if self.exact and among is None:
            return self.exact.compare(eps) > 0
        excess = self.loss(among) - arb(fmpq_of(eps))
        if excess > 0 or excess < 0:
            return bool(excess > 0)
        raise Undecided(f"on which side of {eps} the train loss is at step {step}", ctx.prec)

    def stubborn(self, rate: Fraction) -> frozenset[int]:
        """Return the coordinates whose error never shrinks at a rate, wherever it is (``engine.Floor``)."""
        engine = Engine(self.problem, tuple(truth + 1 for truth in self.problem.beta_star))
        engine.set_rate(rate)
        before = engine.errors
        engine.step()
        return frozenset(engine.place[j] for j in Floor(engine, before).stubborn)

    def points(self) -> tuple[Point, Point]:
        """Return beta and the residual beta - beta*; what did not move, or has no error left, is exact."""
        pairs: list[tuple[Fraction | Enclosure, Fraction | Enclosure]] = [
            (b, b - c) for b, c in zip(self.beta, self.problem.beta_star, strict=True)
        ]
        for i, sample, error in self.errors():
            if error == 0:
                pairs[i] = sample.y, Fraction(0)
            else:
                pairs[i] = Enclosure.of_ball(error + arb(fmpq_of(sample.y))), Enclosure.of_ball(error)
        beta, residual = zip(*pairs, strict=True)
        return beta, residual


def _rates(phases: Sequence[Item]) -> Iterator[tuple[Rate, int | None]]:
    """Yield the rates in turn, each with its number of steps: exact if they are short, else in balls."""
    for phase in phases:
        if isinstance(phase, Phase):
            yield from phase.stretches()
        else:
            for ball, (rate, steps) in zip(phase.balls(), phase.stretches(), strict=True):
                short = rate is not None and rate.denominator.bit_length() < ctx.prec
                yield rate if rate is not None and short else ball, steps


def states(
    problem: Problem, phases: Sequence[Item], stop: object, max_steps: int
) -> Iterator[tuple[int, bool, State]]:
    """Yield (step, stopped, state) at every point that a run from beta = 0 visits; the state is one object.

    Formula and arguments: those of ``numerics.exact.descend``; the balls have flint's present precision.

    Raises:
        InvalidArgument: as ``descend``, also as NeverStops and TooManySteps.
        Undecided: if it is not certain at this precision whether the run stops.

    Source: derived here.

    >>> from numerics.schedule import Schedule
    >>> phases = Schedule.parse("cosine(3/2, 0)*4").phases
    >>> [step for step, _, _ in states(Problem.from_counts([2, 1], [1, 1]), phases, "1/10", 9)]
    [0, 1, 2, 3]
    """
    origin = (Fraction(0),) * problem.d
    eps = None if stop is None else threshold(problem, stop, origin)
    check_steps(phases, eps, max_steps)
    state, step, stopped = State(problem, origin), 0, eps == train_loss(problem, origin)
    yield step, stopped, state
    for rate, steps in _rates(phases):
        stubborn = state.stubborn(rate) if steps is None and isinstance(rate, Fraction) else None
        for _ in count() if steps is None else range(steps):
            if stopped:
                return
            if step == max_steps:
                raise TooManySteps(max_steps, step + 1)
            state.step(rate)
            step += 1
            stopped = eps is not None and not state.exceeds(eps, step)
            yield step, stopped, state
            if eps is None or stopped or stubborn is None or isinstance(rate, arb):
                continue
            if state.exceeds(eps, step, stubborn):
                raise NeverStops(step, Enclosure.of_ball(state.loss()).midpoint, eps, rate)


def descend_in_balls(problem: Problem, phases: Sequence[Item], stop: object, max_steps: int) -> BallRun:
    """Return where the run ends, at flint's present precision.

    Formula, arguments and errors: those of ``states``.

    Source: derived here.

    >>> from numerics.schedule import Schedule
    >>> run = descend_in_balls(
    ...     Problem.from_counts([2, 1], [1, 1]), Schedule.parse("cosine(3/2, 0)*2").phases, None, 2
    ... )
    >>> run.steps, run.residual
    (2, (Fraction(0, 1), Fraction(0, 1)))
    """
    for step, stopped, state in states(problem, phases, stop, max_steps):
        last = step, stopped, state
    steps, stopped, state = last
    return BallRun(steps, stopped, *state.points(), Enclosure.of_ball(state.loss()))
