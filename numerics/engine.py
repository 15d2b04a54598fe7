"""The integers of exact gradient descent: its state, one step of it, and what the loss cannot fall below.

It must not know schedules, nor the solution of the dynamics: a step forms the gradient from all the samples.
Equal samples have equal errors, so each distinct one is formed once and counted m_j times: the gradient is
(2/n) sum_j m_j x_j e_j, the loss (1/n) sum_j m_j e_j^2. These are the sums over all the samples, not a closed
form of anything, and cost the same however often a sample is repeated.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from flint import arb, fmpz, fmpz_mat

from numerics.problem import Problem
from numerics.rational import over_one_denominator

_LONG = 2048
"""Bits of a denominator beyond which a ball around it is cheaper to square than itself."""


class Engine:
    """The state of a run: the integer column v = (N_1, ..., N_d, s), which stands for beta = N / (D_0 s).

    Formula: with y = Y_0 / D_0, the errors X beta - y are A v / (D_0 s), A = [X | -Y_0]. One product forms
    them all, and numerators and denominator are never reduced: a gcd a step would cost more than the step.

    Args:
        problem: The sample; A has a row for each of the k distinct samples, so it is k x (d+1).
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
        self.n, self.d = problem.n, problem.d
        rows, targets, self.m = zip(*problem.distinct, strict=True)
        N_0, self.D_0 = over_one_denominator((*start, *targets))
        self.A = fmpz_mat([[*x, -Y] for x, Y in zip(rows, N_0[self.d :], strict=True)])
        # X^T over all the samples: column j is m_j x_j. Below it a row of zeros: the last component of v, the
        # denominator, has no gradient.
        counted = [[m * x_i for x_i in x] for x, m in zip(rows, self.m, strict=True)]
        self.X_T = fmpz_mat([*map(list, zip(*counted, strict=True)), [0] * len(rows)])
        self.v = fmpz_mat(self.d + 1, 1, [*N_0[: self.d], 1])
        self.errors = self.A * self.v

    def set_rate(self, rate: Fraction) -> None:
        """Prepare v <- growth v - (2a/g) X^T errors: rate = a/b, growth = b n / g, g = gcd(2a, b n)."""
        a, b = rate.numerator, rate.denominator
        g = gcd(2 * a, b * self.n)
        self.growth = fmpz(b * self.n // g)
        self.descent = self.X_T * fmpz(2 * a // g)

    def step(self) -> None:
        """Take one step of gradient descent at the rate that was set."""
        # The denominator is a component of v, so it takes the factor `growth` by itself.
        self.v = self.v * self.growth - self.descent * self.errors
        self.errors = self.A * self.v

    def denominator(self) -> fmpz:
        """Return D = D_0 s, the denominator of beta and of the errors."""
        return self.v[self.d, 0] * self.D_0

    def squares(self) -> fmpz:
        """Return the sum of m_j errors_j^2, which is n D^2 L_train."""
        return sum((m * e * e for m, e in zip(self.m, self.errors.entries(), strict=True)), fmpz(0))

    def compare(self, eps: Fraction, among: Sequence[int] | None = None) -> int:
        """Compare the loss with eps, -1, 0 or 1 as it is below, equal or above.

        If ``among`` is given, only these of the distinct samples count. Of long integers the leading bits are
        looked at first, in balls: mostly they settle the sign, and if not the integers do.
        """
        errors, D = self.errors.entries(), self.denominator()
        chosen = [(self.m[j], errors[j]) for j in (range(len(errors)) if among is None else among)]
        if D.bit_length() > _LONG:
            leading = sum((m * (+arb(e)) ** 2 for m, e in chosen), arb(0)) * eps.denominator
            bar = (+arb(D)) ** 2 * (self.n * eps.numerator)
            if not leading.overlaps(bar):
                return 1 if leading > bar else -1
        loss = sum((m * e * e for m, e in chosen), fmpz(0)) * eps.denominator
        exact = D * D * (self.n * eps.numerator)
        return int(loss > exact) - int(loss < exact)

    def beta(self) -> tuple[Fraction, ...]:
        """Return the point, reduced."""
        D = int(self.denominator())
        return tuple(Fraction(int(self.v[i, 0]), D) for i in range(self.d))

    def rounded(self) -> tuple[float, ...]:
        """Return the point, each component the float nearest to it; OverflowError if there is none."""
        D = int(self.denominator())
        # Python's division of integers is correctly rounded, however long they are.
        return tuple(int(self.v[i, 0]) / D for i in range(self.d))

    def train_loss(self) -> Fraction:
        """Return L_train at the point, reduced."""
        return Fraction(int(self.squares()), self.n * int(self.denominator()) ** 2)


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
        before: The errors before it, a k x 1 column.

    Source: derived here, from the samples being axis-aligned and the rate constant.

    >>> engine = Engine(Problem.from_counts([3, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> engine.set_rate(Fraction(4, 3))
    >>> before = engine.errors
    >>> engine.step()
    >>> Floor(engine, before).stubborn
    [0]
    """

    def __init__(self, engine: Engine, before: fmpz_mat) -> None:
        """Find the samples whose error did not shrink."""
        pairs = zip(engine.errors.entries(), before.entries(), strict=True)
        # The errors after the step have `growth` times the denominator of those before it.
        self.stubborn = [j for j, (after, e) in enumerate(pairs) if abs(after) >= abs(e) * engine.growth]

    def compare(self, engine: Engine, eps: Fraction) -> int:
        """Compare the floor at the engine's present state with eps: -1, 0 or 1."""
        return engine.compare(eps, self.stubborn)
