"""The gradient flow as an affine system built from the samples, and its state at a time, in balls.

It must not know the solution by coordinates: matrix exponentials are taken, of the whole system or, if that
is large, of its parts. Equal samples are counted (``numerics.distinct``), which are the sums over them all.
Nor does it know where a flow stops.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat, fmpz_mat

from numerics.distinct import Sample, parts
from numerics.enclosure import Enclosure, ball, fmpq_of
from numerics.problem import Problem, gradient

Point = Sequence[Fraction | Enclosure]

LARGEST_PART = 8
"""Most coordinates whose exponential is taken at once: it costs the cube of them, a thousand never return."""


class Part:
    """A part of the system d beta/dt = -(2/n) X^T (X beta - y) that is not coupled to the rest, made linear.

    Formula: d/dt (beta, c) = M (beta, c), M = [[-(2/n) X^T X, (2/n) X^T y / c], [0, 0]], for the constant
    c = max |y_j| (1 if all are 0). With c in place of 1 the norm of M, and so the cost and the accuracy of
    its exponential, depend on the counts alone, however large or small beta* is.

    Args:
        samples: The distinct samples that touch the part.
        place: The part's s coordinates; the samples touch no other. M is (s+1) x (s+1), rational.
        n: The number of all the samples.
        start: The point of R^d at time 0, exact or enclosed.

    Source: derived here, from d beta/dt = -grad L_train.

    >>> half = Fraction(1, 2)
    >>> samples = Problem.from_counts([3, 1], [1, 1]).distinct
    >>> Part(samples, [0, 1], 4, (half, half)).system.tolist()
    [[-3/2, 0, 3/2], [0, -1/2, 1/2], [0, 0, 0]]
    """

    def __init__(self, samples: Sequence[Sample], place: Sequence[int], n: int, start: Point):
        """Build the system from the samples, without rounding."""
        self.place, self.m = place, [sample.m for sample in samples]
        self.c = max(abs(sample.y) for sample in samples) or Fraction(1)
        rows = [[sample.x[i] for i in place] for sample in samples]
        ratios = [fmpq_of(-sample.y / self.c) for sample in samples]
        self.to_errors = fmpq_mat([[*row, ratio] for row, ratio in zip(rows, ratios, strict=True)])
        # X^T over all the samples: column j is m_j x_j.
        counted = [[m * x_i for x_i in row] for row, m in zip(rows, self.m, strict=True)]
        self.X_T = fmpq_mat(fmpz_mat(list(map(list, zip(*counted, strict=True)))))
        slopes = self.X_T * self.to_errors * fmpq(-2, n)
        self.system = fmpq_mat([*slopes.tolist(), [fmpq(0)] * (len(place) + 1)])
        self.start = [*(start[i] for i in place), self.c]
        self._rounded: dict[tuple[str, int], arb_mat] = {}

    def balls(self, name: str) -> arb_mat:
        """Return one of the rational matrices in balls of the present precision, rounded once for each."""
        key = name, ctx.prec
        if key not in self._rounded:
            self._rounded[key] = arb_mat(getattr(self, name))
        return self._rounded[key]

    @property
    def origin(self) -> arb_mat:
        """The column (beta_0, c), enclosed at flint's present precision."""
        return arb_mat(len(self.start), 1, [ball(value) for value in self.start])

    def at(self, time: arb) -> arb_mat:
        """Return the column exp(t M) (beta_0, c) at a time, enclosed at flint's present precision."""
        return (self.balls("system") * time).exp() * self.origin


class State:
    """The point of the flow at one time, in balls of flint's precision when it was made.

    Formula: errors = X beta - y; a column is (beta, c) of one part of the flow.

    Args:
        time: The time, a finite ball.
        flow: The flow whose point it is.

    Source: derived here.

    >>> flow = Flow(Problem.from_counts([2, 1], [1, 1]), (Fraction(0), Fraction(0)))
    >>> flow.state(arb(0)).loss, flow.state(arb(0)).speed().contains(fmpq(20, 9))
    (1.00000000000000, True)
    """

    def __init__(self, time: arb, flow: "Flow") -> None:
        """Move every part."""
        self.time = time
        self.flow = flow
        self.columns = [part.at(time) for part in flow.parts]

    @cached_property
    def errors(self) -> list[arb_mat]:
        """The errors of the distinct samples, part by part."""
        pairs = zip(self.flow.parts, self.columns, strict=True)
        return [part.balls("to_errors") * column for part, column in pairs]

    @cached_property
    def loss(self) -> arb:
        """L_train = (1/n) sum_j m_j errors_j^2."""
        pairs = zip(self.flow.parts, self.errors, strict=True)
        counted = chain.from_iterable(zip(part.m, errors.entries(), strict=True) for part, errors in pairs)
        return sum((e * e * m for m, e in counted), arb(0)) / self.flow.n

    def speed(self) -> arb:
        """Return |grad L_train|^2 with grad = (2/n) X^T errors: how fast the loss falls, -dL_train/dt."""
        pairs = zip(self.flow.parts, self.errors, strict=True)
        slopes = chain.from_iterable((part.balls("X_T") * errors).entries() for part, errors in pairs)
        return sum((slope * slope for slope in slopes), arb(0)) * 4 / self.flow.n**2

    def sign(self, eps: Fraction) -> int:
        """Return the certain sign of L_train - eps: 1 or -1, or 0 if the balls leave it open."""
        excess = self.loss - arb(fmpq_of(eps))
        return int(excess > 0) - int(excess < 0)


class Flow:
    """The affine system d beta/dt = -(2/n) X^T X beta + (2/n) X^T y from a start, in parts.

    Formula: samples are axis-aligned, so X^T X couples no two coordinates, and the exponential of the system
    is made of those of any parts of it. Up to LARGEST_PART coordinates that move are a single part.

    Args:
        problem: The sample.
        start: The point of R^d at time 0, each component exact or enclosed: then what is enclosed holds for
            the flows from all the points of the box.

    Source: derived here, from d beta/dt = -grad L_train.

    >>> flow = Flow(Problem.from_counts([1, 0, 1], [1, 1, 1]), (Fraction(0),) * 3)
    >>> [part.place for part in flow.parts], flow.parts[0].system.tolist()
    ([[0, 2]], [[-1, 0, 1], [0, -1, 1], [0, 0, 0]])
    """

    def __init__(self, problem: Problem, start: Point) -> None:
        """Find what moves and build its parts."""
        self.n, self.start = problem.n, tuple(start)
        self.middle = tuple(b.midpoint if isinstance(b, Enclosure) else b for b in start)
        # Component i of the gradient depends on beta_i alone: where it is zero at the start, beta_i is at
        # rest for ever, and is known exactly; so are the errors of its samples, which are zero.
        slopes = gradient(problem, self.middle)
        moves = [slope or isinstance(b, Enclosure) for slope, b in zip(slopes, start, strict=True)]
        moving = [sample for sample in problem.distinct if moves[sample.x.index(1)]]
        split = parts(moving, LARGEST_PART)
        self.parts = [Part(samples, place, self.n, self.start) for place, samples in split]

    @property
    def moving(self) -> list[int]:
        """The coordinates that move."""
        return [i for part in self.parts for i in part.place]

    def state(self, time: arb) -> State:
        """Return the state at a time, enclosed at flint's present precision."""
        return State(time, self)

    def between(self, first: State, last: State) -> tuple[Enclosure, ...]:
        """Enclose the points at all times from the first state's to the last one's.

        Component i of the flow is a differential equation in beta_i alone, d beta_i/dt = f(beta_i), whose
        solutions are monotone in t: the values at the two ends enclose those between.
        """
        beta = list(map(Enclosure.exactly, self.middle))
        for part, *ends in zip(self.parts, first.columns, last.columns, strict=True):
            for i, a, b in zip(part.place, *(column.entries()[:-1] for column in ends), strict=True):
                beta[i] = Enclosure.of_ball(a, b)
        return tuple(beta)

    def magnitude(self) -> int:
        """Return a number k with |start|, |y| <= 2^k where it moves, which precisions are measured from."""
        sizes = chain((self.middle[i] for i in self.moving), (part.c for part in self.parts))
        return max(size.numerator.bit_length() - size.denominator.bit_length() + 1 for size in sizes)
