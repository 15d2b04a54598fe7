"""The integers of exact gradient descent: its state, one step of it, and what the loss cannot fall below.

It must not know schedules, nor the solution of the dynamics: a step forms the gradient from all the samples.
Equal samples have equal errors, so each distinct one is formed once and counted m_j times: the gradient is
(2/n) sum_j m_j x_j e_j, the loss (1/n) sum_j m_j e_j^2. These are the sums over all the samples, not a closed
form of anything, and cost the same however often a sample is repeated.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import gcd

from flint import arb, fmpz, fmpz_mat

from numerics.distinct import Sample, parts
from numerics.problem import Problem
from numerics.rational import over_one_denominator
from numerics.reduction import fraction

_BLOCK = 8
"""Most coordinates of a block: a step costs the square of them."""

_LONG = 2048
"""Bits of a denominator beyond which a ball around it is cheaper to square than itself."""


class Block:
    """Some coordinates and the samples that touch them: an integer column v = (N_1, ..., N_s, D_s).

    Formula: with y = Y_0 / D_0 and beta = N / (D_0 D_s), the errors X beta - y are A v / (D_0 D_s),
    A = [X | -Y_0]. One product forms them all.

    Args:
        samples: The k distinct samples.
        place: The s coordinates that they touch, and no others.
        N_0: The start's numerators there.
        Y_0: The k targets' numerators.

    Source: derived here, from the gradient (2/n) X^T (X beta - y).

    >>> block = Block(Problem.from_counts([2, 1], [1, 1]).distinct, [0, 1], [0, 0], [1, 1])
    >>> block.errors.tolist(), block.X_T.tolist()
    ([[-1], [-1]], [[2, 0], [0, 1], [0, 0]])
    """

    def __init__(
        self, samples: Sequence[Sample], place: Sequence[int], N_0: Sequence[int], Y_0: Sequence[int]
    ) -> None:
        """Build the matrices and the column to begin with."""
        rows = [[sample.x[i] for i in place] for sample in samples]
        self.A = fmpz_mat([[*row, -Y] for row, Y in zip(rows, Y_0, strict=True)])
        # X^T over all the samples: column j is m_j x_j. Below it a row of zeros: the last component of v, the
        # denominator, has no gradient.
        counted = [[sample.m * x_i for x_i in row] for row, sample in zip(rows, samples, strict=True)]
        self.X_T = fmpz_mat([*map(list, zip(*counted, strict=True)), [0] * len(rows)])
        self.v = fmpz_mat(len(place) + 1, 1, [*N_0, 1])
        self.errors = self.A * self.v

    def set_rate(self, factor: fmpz) -> None:
        """Prepare the descent factor X^T errors."""
        self.descent = self.X_T * factor

    def step(self, growth: fmpz) -> None:
        """Take one step, v <- growth v - factor X^T errors."""
        # The denominator is a component of v, so it takes the factor `growth` by itself.
        self.v = self.v * growth - self.descent * self.errors
        self.errors = self.A * self.v


class Engine:
    """The state of a run: blocks of coordinates over one denominator.

    Formula: beta = N / (D_0 D_s), D_0 the common denominator of the targets and of the start. Numerators and
    denominator are never reduced: a gcd a step would cost more than the step. Samples touch one coordinate
    each, so few coordinates are one block, and of many the cost is in proportion to their number.

    Args:
        problem: The sample.
        start: The point of R^d to begin at, exact.

    Source: derived here, from the gradient (2/n) X^T (X beta - y).

    >>> engine = Engine(Problem.from_counts([2, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> engine.set_rate(Fraction(3, 4))
    >>> engine.step()
    >>> engine.beta(), engine.train_loss()
    ((Fraction(1, 1), Fraction(1, 2)), Fraction(1, 12))
    """

    def __init__(self, problem: Problem, start: Sequence[Fraction]) -> None:
        """Bring y and the start over one denominator D_0."""
        self.n, self.start = problem.n, tuple(start)
        split = parts(problem.distinct, _BLOCK)
        self.place = [i for place, _ in split for i in place]
        self._errors: list[fmpz] = []
        self.m = [sample.m for _, samples in split for sample in samples]
        targets = [sample.y for _, samples in split for sample in samples]
        N, self.D_0 = over_one_denominator((*targets, *(start[i] for i in self.place)))
        Y_0, N_0 = iter(N[: len(targets)]), iter(N[len(targets) :])
        self.blocks = [
            Block(samples, place, list(islice(N_0, len(place))), list(islice(Y_0, len(samples))))
            for place, samples in split
        ]

    @property
    def errors(self) -> list[fmpz]:
        """The errors of the distinct samples, times the denominator; copied out of the blocks once a step."""
        if not self._errors:
            self._errors = [e for block in self.blocks for e in block.errors.entries()]
        return self._errors

    def set_rate(self, rate: Fraction) -> None:
        """Prepare v <- growth v - (2a/g) X^T errors: rate = a/b, growth = b n / g, g = gcd(2a, b n)."""
        a, b = rate.numerator, rate.denominator
        g = gcd(2 * a, b * self.n)
        self.growth = fmpz(b * self.n // g)
        for block in self.blocks:
            block.set_rate(fmpz(2 * a // g))

    def step(self) -> None:
        """Take one step of gradient descent at the rate that was set."""
        self._errors = []
        for block in self.blocks:
            block.step(self.growth)

    def denominator(self) -> fmpz:
        """Return D = D_0 D_s, the denominator of beta and of the errors: D_s is the same in every block."""
        v = self.blocks[0].v
        return v[v.nrows() - 1, 0] * self.D_0

    def squares(self) -> fmpz:
        """Return the sum of m_j errors_j^2, which is n D^2 L_train."""
        return sum((m * e * e for m, e in zip(self.m, self.errors, strict=True)), fmpz(0))

    def compare(self, eps: Fraction, among: Sequence[int] | None = None) -> int:
        """Compare the loss with eps, -1, 0 or 1 as it is below, equal or above.

        If ``among`` is given, only these of the distinct samples count. Of long integers the leading bits are
        looked at first, in balls: mostly they settle the sign, and if not the integers do.
        """
        errors, D = self.errors, self.denominator()
        chosen = [(self.m[j], errors[j]) for j in (range(len(errors)) if among is None else among)]
        if D.bit_length() > _LONG:
            leading = sum((m * (+arb(e)) ** 2 for m, e in chosen), arb(0)) * eps.denominator
            bar = (+arb(D)) ** 2 * (self.n * eps.numerator)
            if not leading.overlaps(bar):
                return 1 if leading > bar else -1
        loss = sum((m * e * e for m, e in chosen), fmpz(0)) * eps.denominator
        exact = D * D * (self.n * eps.numerator)
        return int(loss > exact) - int(loss < exact)

    def _numerators(self) -> Iterator[tuple[int, fmpz]]:
        """Yield each coordinate that was drawn, with its numerator."""
        return zip(self.place, (N for block in self.blocks for N in block.v.entries()[:-1]), strict=True)

    def beta(self) -> tuple[Fraction, ...]:
        """Return the point, reduced; coordinates never drawn do not move."""
        D = self.denominator()
        moved = {i: fraction(N, D) for i, N in self._numerators()}
        return tuple(moved.get(i, b) for i, b in enumerate(self.start))

    def rounded(self) -> tuple[float, ...]:
        """Return the point, each component the float nearest to it; OverflowError if there is none."""
        D = int(self.denominator())
        # Python's division of integers is correctly rounded, however long they are.
        moved = {i: int(N) / D for i, N in self._numerators()}
        return tuple(moved[i] if i in moved else float(b) for i, b in enumerate(self.start))

    def train_loss(self) -> Fraction:
        """Return L_train at the point, reduced."""
        return fraction(self.squares(), self.denominator() ** 2 * self.n)


class Floor:
    """What L_train cannot fall below at a constant rate; to be made after the first step at that rate.

    Formula: floor = (1/n) sum of m_j e_j^2 over the distinct samples whose |e_j| did not shrink in that step.

    A row of X is a unit vector, so one step multiplies the error e_j of sample j by a factor that depends on
    the rate and on the sample, but neither on the step nor on other samples. An |e_j| that did not shrink in
    one step therefore never will, and L_train >= floor at every later step.

    Say L_train > stop now and floor >= stop. If floor > stop, the loss never gets to stop. If floor == stop,
    some other error is nonzero now, after a step at this rate; so its factor is not zero, it stays nonzero,
    and L_train > floor at every later step. Either way the run cannot stop. In the remaining case,
    floor < stop, the other errors tend to 0 and the stubborn ones stand still or grow: either L_train tends
    to the floor and the run stops, or the floor grows until that is noticed. So every run ends.

    Args:
        engine: The state after the step.
        before: The errors before it.

    Source: derived here, from the samples being axis-aligned and the rate constant.

    >>> engine = Engine(Problem.from_counts([3, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> engine.set_rate(Fraction(4, 3))
    >>> before = engine.errors
    >>> engine.step()
    >>> Floor(engine, before).stubborn
    [0]
    """

    def __init__(self, engine: Engine, before: Sequence[fmpz]) -> None:
        """Find the samples whose error did not shrink."""
        pairs = zip(engine.errors, before, strict=True)
        # The errors after the step have `growth` times the denominator of those before it.
        self.stubborn = [j for j, (after, e) in enumerate(pairs) if abs(after) >= abs(e) * engine.growth]

    def compare(self, engine: Engine, eps: Fraction) -> int:
        """Compare the floor at the engine's present state with eps: -1, 0 or 1."""
        return engine.compare(eps, self.stubborn)


def steps_needed(engine: Engine, before: Sequence[fmpz], eps: Fraction) -> int:
    """Return a lower bound on the steps that are still to be taken at a constant rate until L_train <= eps.

    Formula: k >= log(L_1 / eps) / log(L_0 / L_1), L_0 and L_1 the losses before and after the last step.

    One step multiplies each error e_j by a factor f_j that does not depend on the step (see ``Floor``). So
    after k more steps L_k = (1/n) sum m_j e_j^2 f_j^(2k), and by the inequality of Cauchy and Schwarz
    L_k^2 <= L_(k-1) L_(k+1): the ratio of one loss to the one before never falls. What the last step has left
    of the loss, L_1 / L_0, is therefore the least that any later step leaves. The bound is sharp where all
    the factors are equal, and grows closer with the steps where they are not.

    Args:
        engine: The state after a step, with L_train > eps.
        before: The errors before that step, at the same rate.
        eps: The threshold > 0.

    Returns:
        The bound; 0 if the loss did not fall, for then there is no such number: see ``Floor``.

    Source: derived here, from the samples being axis-aligned and the rate constant.

    >>> engine = Engine(Problem.from_counts([1], [1]), (Fraction(0),))
    >>> engine.set_rate(Fraction(1, 4))
    >>> before = engine.errors
    >>> engine.step()
    >>> steps_needed(engine, before, Fraction(1, 100))
    3
    """
    # The errors after the step have `growth` times the denominator of those before it.
    first = sum((m * e * e for m, e in zip(engine.m, before, strict=True)), fmpz(0)) * engine.growth**2
    squares = engine.squares()
    if first <= squares:
        return 0
    # In balls, since the integers are long; log(1 + x) also where x is too small to be told from 0 beside 1.
    goal = arb(engine.denominator() ** 2 * (engine.n * eps.numerator)) / eps.denominator
    steps = (arb(squares) / goal).log() / (arb(first - squares) / arb(squares)).log1p()
    mantissa, exponent = map(int, steps.lower().man_exp())
    # Steps are counted in integers: the bound is rounded up, which is -floor(-x).
    return -(-mantissa << exponent if exponent >= 0 else -mantissa >> -exponent)
