"""The gradient flow as an affine system built from the samples, and its state at a time, in balls.

It must not know the solution by coordinates: the matrix exponential is taken of the whole system. Nor does it
know where a flow stops.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpz_mat

from numerics.enclosure import Enclosure, fmpq_of
from numerics.problem import Problem, gradient


class State:
    """The point of the flow at one time, in balls of flint's precision when it was made.

    Formula: column = (beta, c), errors = X beta - y.

    Args:
        time: The time, a finite ball.
        column: beta and the constant c below it, (d+1) x 1.
        flow: The flow whose point it is.

    Source: derived here.

    >>> flow = Flow(Problem.from_counts([2, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> flow.state(arb(0)).loss(), flow.state(arb(0)).speed().contains(fmpq(20, 9))
    (1.00000000000000, True)
    """

    def __init__(self, time: arb, column: arb_mat, flow: "Flow") -> None:
        """Form the errors of all the samples."""
        self.time = time
        self.column = column
        self.flow = flow
        self.errors = flow.balls("to_errors") * column

    def loss(self) -> arb:
        """Return L_train = (1/n) errors^T errors."""
        return (self.errors.transpose() * self.errors)[0, 0] / self.flow.n

    def speed(self) -> arb:
        """Return |grad L_train|^2 with grad = (2/n) X^T errors: how fast the loss falls, -dL_train/dt."""
        slope = self.flow.balls("X_T") * self.errors
        return (slope.transpose() * slope)[0, 0] * 4 / self.flow.n**2

    def sign(self, eps: Fraction) -> int:
        """Return the certain sign of L_train - eps: 1 or -1, or 0 if the balls leave it open."""
        excess = self.loss() - arb(fmpq_of(eps))
        return int(excess > 0) - int(excess < 0)


class Flow:
    """The affine system d beta/dt = -(2/n) X^T X beta + (2/n) X^T y from a start, made linear.

    Formula: d/dt (beta, c) = M (beta, c), M = [[-(2/n) X^T X, (2/n) X^T y / c], [0, 0]], for the constant
    c = max |y_j| (1 if all are 0). With c in place of 1 the norm of M, and so the cost and the accuracy of
    its exponential, depend on the counts alone, however large or small beta* is.

    Args:
        problem: The sample; M is (d+1) x (d+1), rational.
        start: The point of R^d at time 0, exact.

    Source: derived here, from d beta/dt = -grad L_train.

    >>> flow = Flow(Problem.from_counts([1, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> flow.system.tolist()
    [[-1, 0, 1], [0, -1, 1], [0, 0, 0]]
    """

    def __init__(self, problem: Problem, start: Sequence[Fraction]) -> None:
        """Build the system from the samples, without rounding."""
        self.n, self.d, self.start = problem.n, problem.d, tuple(start)
        c = max(problem.y, key=abs)
        c = abs(c) or Fraction(1)
        ratio = {y: fmpq_of(-y / c) for y in set(problem.y)}
        self.to_errors = fmpq_mat([[*row, ratio[y]] for row, y in zip(problem.X, problem.y, strict=True)])
        self.X_T = fmpq_mat(fmpz_mat([list(column) for column in zip(*problem.X, strict=True)]))
        rows = self.X_T * self.to_errors * fmpq(-2, self.n)
        self.system = fmpq_mat([*rows.tolist(), [fmpq(0)] * (self.d + 1)])
        self.origin = fmpq_mat(self.d + 1, 1, [*map(fmpq_of, start), fmpq_of(c)])
        # Samples are axis-aligned, so component i of the gradient depends on beta_i alone: where it is zero
        # at the start, beta_i is at rest for ever, and is known exactly.
        self.moves = [slope != 0 for slope in gradient(problem, start)]
        self._rounded: dict[tuple[str, int], arb_mat] = {}

    def balls(self, name: str) -> arb_mat:
        """Return one of the rational matrices in balls of the present precision, rounded once for each."""
        key = name, ctx.prec
        if key not in self._rounded:
            self._rounded[key] = arb_mat(getattr(self, name))
        return self._rounded[key]

    def state(self, time: arb) -> State:
        """Return the state exp(t M) (beta_0, c) at a time, enclosed at flint's present precision."""
        return State(time, (self.balls("system") * time).exp() * self.balls("origin"), self)

    def between(self, first: State, last: State) -> tuple[Enclosure, ...]:
        """Enclose the points at all times from the first state's to the last one's.

        Component i of the flow is a differential equation in beta_i alone, d beta_i/dt = f(beta_i), whose
        solutions are monotone in t: the values at the two ends enclose those between.
        """
        ends = zip(self.start, self.moves, first.column.entries(), last.column.entries(), strict=False)
        return tuple(
            Enclosure.of_ball(a).hull(Enclosure.of_ball(b)) if moves else Enclosure.exactly(at_rest)
            for at_rest, moves, a, b in ends
        )

    def magnitude(self) -> int:
        """Return a number k with |start|, |y| <= 2^k, which precisions are measured from."""
        sizes = chain(self.start, (Fraction(int(c.p), int(c.q)) for c in self.origin.entries()))
        return max(size.numerator.bit_length() - size.denominator.bit_length() + 1 for size in sizes)
