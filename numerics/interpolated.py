"""Where gradient descent would stop between two of its steps, enclosed with certainty.

Between one step and the next each residual moves geometrically from one value to the other. It must not know
what a step does: both values are taken from the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, ctx

from numerics.enclosure import Enclosure, Undecided, fmpq_of, weighted_sum
from numerics.ends import starting_point, threshold
from numerics.exact import Run, descend
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Phase

MAX_PRECISION = 2**16
"""The precision, in bits, at which the search for the point is given up."""

_NEWTON_STEPS = 100


@dataclass(frozen=True)
class InterpolatedStop:
    """Where gradient descent meets L_train == stop, if its steps are joined geometrically.

    Formula: residual = before^(1 - part) after^part, component by component.

    Args:
        run: The run to the first step with L_train <= stop.
        part: Which part of the last step is needed, in [0, 1].
        residual: The d enclosures of the point's residual.
        train_loss: L_train there, which contains the threshold.
        test_loss: L_test there.

    Raises:
        InvalidArgument: if the lengths differ.

    Source: derived here.

    >>> problem = Problem.from_counts([1, 1], [1, 1])
    >>> interpolated_until(problem, [Phase(Fraction(1, 2), None)], Fraction(1, 2)).run.train_loss
    Fraction(1, 4)
    """

    run: Run
    part: Enclosure
    residual: tuple[Enclosure, ...]
    train_loss: Enclosure
    test_loss: Enclosure

    def __post_init__(self) -> None:
        """Refuse a point of another space."""
        if len(self.residual) != len(self.run.residual):
            raise InvalidArgument("residual", self.residual, "must have as many components as the run's")


def interpolated_until(
    problem: Problem, phases: Sequence[Phase], stop: object, *, bits: int = 64, max_steps: int = 10_000
) -> InterpolatedStop:
    """Enclose where descent from the origin meets the stop, its last step taken in part.

    Formula: |r_i(k + s)| = |r_i(k)|^(1 - s) |r_i(k + 1)|^s for 0 <= s <= 1, the sign that of both ends.

    Args:
        problem: The sample.
        phases: The phases; the last may lack a count, and then runs to the stop.
        stop: The threshold, 0 < stop <= L_train(0), which the phases must reach.
        bits: The enclosure of the test loss is narrower than 2^-bits of the test loss.
        max_steps: The most steps the run may take.

    Returns:
        The point; exactly the start if that already meets the stop.

    Raises:
        InvalidArgument: if an argument is outside its domain, the phases do not reach the stop, or the last
            step turns a residual's sign or ends it: then nothing lies between; also as in ``descend``.
        Undecided: if 65536 bits of precision do not suffice.

    Source: derived here.

    >>> problem = Problem.from_counts([1, 1], [1, 1])
    >>> half = interpolated_until(problem, [Phase(Fraction(3, 4), None)], "1/4")
    >>> float(half.part.midpoint), float(half.test_loss.midpoint)
    (0.5, 0.25)
    """
    eps = threshold(problem, stop, starting_point(problem, None))
    run = descend(problem, phases, eps, max_steps=max_steps)
    if not run.stopped:
        raise InvalidArgument("phases", ", ".join(map(str, phases)), "must reach the stop")
    if run.train_loss == eps:
        part = Enclosure.exactly(Fraction(int(run.steps > 0)))
        ends = tuple(map(Enclosure.exactly, run.residual))
        losses = (Enclosure.exactly(loss) for loss in (run.train_loss, run.test_loss))
        return InterpolatedStop(run, part, ends, *losses)
    before = descend(problem, _first_steps(phases, run.steps - 1)).residual
    return _between(problem, run, before, eps, bits)


def _first_steps(phases: Sequence[Phase], steps: int) -> list[Phase]:
    """Return the phases of the first so many steps."""
    kept = []
    for phase in phases:
        here = steps if phase.steps is None else min(steps, phase.steps)
        if here:
            kept.append(Phase(phase.rate, here))
        steps -= here
    return kept


def _between(
    problem: Problem, run: Run, before: Sequence[Fraction], eps: Fraction, bits: int
) -> InterpolatedStop:
    if any(b * a <= 0 for b, a in zip(before, run.residual, strict=True) if b):
        raise InvalidArgument("phases", run.steps, "must end in a step that keeps every residual's sign")
    precision = bits + 64
    while precision <= MAX_PRECISION:
        with ctx.workprec(precision):
            found = _enclosed(problem, run, before, eps, bits)
        if found is not None and found.test_loss.width * 2**bits <= found.test_loss.upper:
            return _exact_on_a_line(problem, before, eps, found)
        precision *= 2
    raise Undecided("where the interpolated run stops", MAX_PRECISION)


def _enclosed(
    problem: Problem, run: Run, before: Sequence[Fraction], eps: Fraction, bits: int
) -> InterpolatedStop | None:
    """Return the point, enclosed at flint's precision; None if that is too low."""
    shares = [Fraction(count, problem.n) for count in problem.counts]
    kept = [
        arb(fmpq_of(after / value)) if value else arb(1)
        for value, after in zip(before, run.residual, strict=True)
    ]
    parts = [arb(fmpq_of(share * value**2)) for share, value in zip(shares, before, strict=True)]
    ends = _bracket(parts, kept, arb(fmpq_of(eps)), bits)
    if ends is None:
        return None
    residual = tuple(
        Enclosure.of_ball(*(arb(fmpq_of(value)) * ratio**end for end in ends))
        for value, ratio in zip(before, kept, strict=True)
    )
    squares = [r.squared() for r in residual]
    losses = (weighted_sum(weights, squares) for weights in (shares, problem.population))
    return InterpolatedStop(run, Enclosure.of_ball(*ends), residual, *losses)


def _exact_on_a_line(
    problem: Problem, before: Sequence[Fraction], eps: Fraction, found: InterpolatedStop
) -> InterpolatedStop:
    """Return the point with its losses exact if only one coordinate moved in the last step.

    Then L_test is an affine function of L_train, known from the step's two ends. The balls confirm it.
    """
    run = found.run
    if sum(b != a for b, a in zip(before, run.residual, strict=True)) != 1:
        return found
    start = tuple(r + truth for r, truth in zip(before, problem.beta_star, strict=True))
    train, test = train_loss(problem, start), test_loss(problem, start)
    part = (eps - run.train_loss) / (train - run.train_loss)
    exact = run.test_loss + part * (test - run.test_loss)
    if eps not in found.train_loss or exact not in found.test_loss:
        raise ArithmeticError("the exact losses at the stop lie outside the balls that enclose them")
    return replace(found, train_loss=Enclosure.exactly(eps), test_loss=Enclosure.exactly(exact))


def _bracket(losses: Sequence[arb], kept: Sequence[arb], level: arb, bits: int) -> tuple[arb, arb] | None:
    """Return two close parts of the step, the loss certainly above the level at one and below at the other.

    Newton's method on the logarithm of the loss only guesses; the two signs are what is certain.

    Args:
        losses: Each coordinate's part of the train loss before the step.
        kept: Its residual after the step over that before.
        level: The stop.
        bits: How close, in powers of two.
    """
    moves = [ratio.log() for ratio in kept]

    def terms(part: arb) -> list[arb]:
        return [loss * ratio ** (2 * part) for loss, ratio in zip(losses, kept, strict=True)]

    guess = arb(0)
    for _ in range(_NEWTON_STEPS):
        now = terms(guess)
        loss = sum(now, arb(0))
        slope = sum((2 * move * term for move, term in zip(moves, now, strict=True)), arb(0)) / loss
        step = (level / loss).log() / slope
        if not step.is_finite():
            return None
        guess = (guess + step).mid()
        if step.contains(0) or abs(step) < arb(2) ** -(bits // 2 + 8):
            break
    half = arb(2) ** -(bits + 8) / (1 + sum(map(abs, moves), arb(0)))
    lower, upper = (guess - half).mid(), (guess + half).mid()
    if sum(terms(lower), arb(0)) > level and sum(terms(upper), arb(0)) < level:
        return lower, upper
    return None
