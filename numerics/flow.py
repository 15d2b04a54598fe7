"""Rigorous gradient flow: where it is at a time, and where it stops, enclosed with certainty.

It must not know the solution by coordinates, nor gradient descent: it starts from a point and flows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, ctx

from numerics.enclosure import Enclosure, Undecided, fmpq_of, weighted_sum
from numerics.ends import starting_point, threshold
from numerics.problem import Problem, test_loss, train_loss
from numerics.propagator import Flow, State
from numerics.rational import InvalidArgument, rational, rationals

__all__ = ["Enclosure", "FlowStop", "Undecided", "compare_stops", "flow_at", "flow_until"]

MAX_PRECISION = 2**16
"""The precision, in bits, at which an undecided sign is given up."""

_NEWTON_STEPS = 100


@dataclass(frozen=True)
class FlowStop:
    """Where the flow stops: the time t with L_train(beta(t)) == stop, and what holds there.

    Formula: residual = beta - beta*; the losses are those at beta(t).

    Args:
        time: The stopping time, >= 0.
        beta: The d coordinates of the point.
        residual: beta - beta*, d enclosures.
        train_loss: L_train(beta(t)), which contains the threshold.
        test_loss: L_test(beta(t)).

    Raises:
        InvalidArgument: if the time is negative or the lengths differ.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> flow_until(Problem.from_counts([1, 1], [1, 1]), 1).time
    Enclosure(lower=Fraction(0, 1), upper=Fraction(0, 1))
    """

    time: Enclosure
    beta: tuple[Enclosure, ...]
    residual: tuple[Enclosure, ...]
    train_loss: Enclosure
    test_loss: Enclosure

    def __post_init__(self) -> None:
        """Refuse what no flow can stop at."""
        if self.time.lower < 0:
            raise InvalidArgument("time", self.time, "must be >= 0")
        if len(self.residual) != len(self.beta):
            raise InvalidArgument(
                "residual", self.residual, f"must have {len(self.beta)} components, as beta"
            )


def flow_at(
    problem: Problem,
    time: Enclosure | Fraction | int | str,
    start: Iterable[object] | None = None,
    bits: int = 64,
) -> tuple[Enclosure, ...]:
    """Enclose the point of the flow at a time.

    Formula: d beta/dt = -grad L_train = -(2/n) X^T (X beta - y), beta(0) = start.

    Args:
        problem: The sample.
        time: A rational time >= 0, or an enclosure of one.
        start: d exact rationals; None means the origin.
        bits: The enclosures at an exact time are about 2^-bits wide, measured in max(|start|, |beta*|).

    Returns:
        d enclosures; coordinates never drawn keep their value exactly.

    Raises:
        InvalidArgument: if an argument is outside its domain.
        Undecided: if the balls have no bounds at this precision.

    Source: derived here, by the exponential of the affine system.

    >>> Fraction(1, 2) in flow_at(Problem.from_counts([1, 1], [1, 1]), Fraction(693147, 10**6))[0]
    False
    >>> [float(beta.midpoint) for beta in flow_at(Problem.from_counts([1, 0], [1, 1]), 1)]
    [0.8646647167633873, 0.0]
    """
    span = time if isinstance(time, Enclosure) else Enclosure.exactly(rational(time, "time"))
    if span.lower < 0:
        raise InvalidArgument("time", span.lower, "must be >= 0")
    flow = Flow(problem, starting_point(problem, start))
    # exp(t M) is computed by repeated squaring, which loses a bit or two each time t doubles.
    with ctx.workprec(_checked(bits) + 32 + 2 * int(span.upper).bit_length()):
        first = flow.state(arb(fmpq_of(span.lower)))
        last = first if span.width == 0 else flow.state(arb(fmpq_of(span.upper)))
        try:
            return flow.between(first, last)
        except ArithmeticError:
            raise Undecided("the point of the flow", bits) from None


def flow_until(
    problem: Problem, stop: object, start: Iterable[object] | None = None, bits: int = 64
) -> FlowStop:
    """Enclose where the flow stops, L_train == stop.

    Formula: the time is enclosed between two dyadic times at which L_train - stop is certainly > 0 and < 0.

    Args:
        problem: The sample.
        stop: The threshold, 0 < stop <= L_train(start); at equality the flow stops at time 0, exactly.
        start: d exact rationals; None means the origin.
        bits: The enclosure of the test loss is narrower than 2^-bits of the test loss.

    Returns:
        The enclosures of time, point, residual and losses. A residual that is negligible beside the others is
        enclosed no better than its share of the test loss demands.

    Raises:
        InvalidArgument: if an argument is outside its domain.
        Undecided: if 65536 bits of precision do not suffice.
        ArithmeticError: if two ways to the same loss disagree, which is a mistake in this package.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk; the enclosure derived here.

    >>> end = flow_until(Problem.from_counts([2, 1], [1, 1]), "1/100")
    >>> float(end.time.midpoint), float(end.test_loss.midpoint), Fraction(1, 100) in end.train_loss
    (2.671335805547454, 0.014597054535375274, True)
    """
    origin = starting_point(problem, start)
    eps = threshold(problem, stop, origin)
    _checked(bits)
    if train_loss(problem, origin) == eps:
        return _at_start(problem, origin)
    flow = Flow(problem, origin)
    # An error of size sqrt(stop) is the difference of numbers of size 2^magnitude.
    half_loss = (eps.denominator.bit_length() - eps.numerator.bit_length()) // 2
    precision = bits + 48 + max(0, flow.magnitude() + half_loss)
    guess = arb(0)
    while precision <= MAX_PRECISION:
        with ctx.workprec(precision):
            guess = _newton(flow, eps, guess, bits)
            found = stop_of(problem, flow, eps, bits, guess)
        if found is not None:
            return found
        precision *= 2
    raise Undecided("where the flow stops", MAX_PRECISION)


def stop_of(
    problem: Problem, flow: Flow, eps: Fraction, bits: int, guess: arb | None = None
) -> FlowStop | None:
    """Enclose, at flint's present precision, where a flow stops that may begin anywhere in a box.

    Args:
        problem: The sample.
        flow: The flow; its start may be enclosed, with L_train > eps everywhere.
        eps: The threshold.
        bits: As for ``flow_until``.
        guess: Of the stopping time; None makes one.

    Returns:
        What holds for all starts in the box; None if it would be too wide or the precision is too low.
    """
    ends = _bracket(flow, eps, _newton(flow, eps, arb(0), bits) if guess is None else guess, bits)
    found = None if ends is None else _between(problem, flow, *ends)
    if found is None or found.test_loss.width * 2**bits > found.test_loss.upper:
        return None
    return _exact_on_a_line(problem, flow, eps, found)


def compare_stops(
    problem: Problem, stop: object, first: Iterable[object], second: Iterable[object], max_bits: int = 2048
) -> int:
    """Compare the test losses at which the flows from two points stop.

    Formula: the sign of L_test(stop of the flow from first) - L_test(stop of the flow from second).

    Args:
        problem: The sample.
        stop: The threshold, at most L_train at either point.
        first: d exact rationals.
        second: d exact rationals.
        max_bits: The bits to which the test losses are enclosed at most.

    Returns:
        -1 if the flow from ``first`` stops at the strictly smaller test loss, 1 if at the strictly larger.

    Raises:
        InvalidArgument: if an argument is outside its domain.
        Undecided: if the enclosures still overlap at max_bits, as they do for an exact tie.

    Source: derived here.

    >>> compare_stops(Problem.from_counts([2, 1], [1, 1]), "1/100", [0, 1], [0, 0])
    -1
    """
    points = rationals(first, "first", problem.d), rationals(second, "second", problem.d)
    bits = min(64, _checked(max_bits))
    while True:
        a, b = (flow_until(problem, stop, start, bits).test_loss for start in points)
        if not a.overlaps(b):
            return -1 if a.upper < b.lower else 1
        if bits >= max_bits or points[0] == points[1]:
            raise Undecided("the order of the two test losses", bits)
        bits = min(2 * bits, max_bits)


def _newton(flow: Flow, eps: Fraction, time: arb, bits: int) -> arb:
    """Return an uncertified guess of the stopping time, from Newton's method on log L_train.

    Where the loss falls by orders of magnitude its logarithm is nearly straight, so few steps suffice. A step
    doubles the bits that are right: after one of half the bits, and some for what it is not so good at, no
    other is needed.
    """
    level = arb(fmpq_of(eps))
    for _ in range(_NEWTON_STEPS):
        state = flow.state(time)
        move = state.loss * (state.loss / level).log() / state.speed()
        if not move.is_finite():
            break
        time = (time + move).mid()
        if move.contains(0) or abs(move) < _tolerance(time, bits // 2 + 8):
            break
    return time


def _tolerance(time: arb, bits: int) -> arb:
    """Return the half width of the bracket: 2^-8 of what the test loss may lose, relative if time < 1.

    The entries of (2/n) X^T X are at most 2, so no squared residual changes faster than by e^(4t).
    """
    return (time if time < 1 else arb(1)) * arb(2) ** -(bits + 8)


def _bracket(flow: Flow, eps: Fraction, guess: arb, bits: int) -> tuple[State, State] | None:
    """Enclose the stopping time between certain signs of L_train - eps; None if the precision is too low.

    The guess decides how soon this ends, the signs alone decide what is returned. They can always be had with
    enough precision: at a dyadic t > 0, L_train(t) == eps would be an algebraic relation between exponentials
    of different algebraic numbers, which the theorem of Lindemann and Weierstrass excludes.
    """
    if guess == 0:
        return None
    half = _tolerance(guess, bits).mid()
    lower, upper = flow.state(_later(guess, -half)), flow.state(_later(guess, half))
    reach = half
    while lower.sign(eps) < 0 and lower.time > 0:
        upper, lower, reach = lower, flow.state(_later(lower.time, -reach)), 2 * reach
    while upper.sign(eps) > 0:
        lower, upper, reach = upper, flow.state(_later(upper.time, reach)), 2 * reach
    while lower.sign(eps) > 0 > upper.sign(eps):
        if upper.time - lower.time < 4 * half:
            return lower, upper
        middle = flow.state(((lower.time + upper.time) / 2).mid())
        lower, upper = (middle, upper) if middle.sign(eps) > 0 else (lower, middle)
    return None


def _later(time: arb, by: arb) -> arb:
    """Return an exact time about ``by`` later, but not before 0."""
    later = (time + by).mid()
    return later if later > 0 else arb(0)


def _between(problem: Problem, flow: Flow, lower: State, upper: State) -> FlowStop:
    time, loss = Enclosure.of_ball(lower.time, upper.time), Enclosure.of_ball(lower.loss, upper.loss)
    return _stop(problem, time, flow.between(lower, upper), loss)


def _exact_on_a_line(problem: Problem, flow: Flow, eps: Fraction, found: FlowStop) -> FlowStop:
    """Return the stop with its losses exact if only one coordinate moves.

    Then both losses are c + k e^2 with the same error e of that coordinate, so that L_train == eps determines
    L_test; c and k are read off at the start and where the error is zero. The balls confirm it: they enclose
    both losses without any of this, and an exact value outside of them is an ArithmeticError.
    """
    if len(flow.moving) != 1:
        return found
    foot = tuple(problem.beta_star[i] if i in flow.moving else b for i, b in enumerate(flow.middle))
    train, test = ([loss(problem, at) for at in (flow.middle, foot)] for loss in (train_loss, test_loss))
    part = (eps - train[1]) / (train[0] - train[1])
    exact = test[1] + part * (test[0] - test[1])
    if eps not in found.train_loss or exact not in found.test_loss:
        raise ArithmeticError("the exact losses at the stop lie outside the balls that enclose them")
    return replace(found, train_loss=Enclosure.exactly(eps), test_loss=Enclosure.exactly(exact))


def _at_start(problem: Problem, origin: tuple[Fraction, ...]) -> FlowStop:
    loss = Enclosure.exactly(train_loss(problem, origin))
    return _stop(problem, Enclosure.exactly(Fraction(0)), tuple(map(Enclosure.exactly, origin)), loss)


def _stop(problem: Problem, time: Enclosure, beta: tuple[Enclosure, ...], loss: Enclosure) -> FlowStop:
    residual = tuple(b - c for b, c in zip(beta, problem.beta_star, strict=True))
    squares = [e.squared() for e in residual]
    return FlowStop(time, beta, residual, loss, weighted_sum(problem.population, squares))


def _checked(bits: object) -> int:
    if not isinstance(bits, int) or isinstance(bits, bool) or not 1 <= bits < MAX_PRECISION:
        raise InvalidArgument("bits", bits, f"must be an integer in 1..{MAX_PRECISION - 1}")
    return bits
