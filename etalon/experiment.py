"""What numerics shows in a case: the observations that claims compare with theory. Knows no formula."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, TypeVar

from etalon.case import Case, Vector
from numerics.enclosure import weighted_sum
from numerics.exact import descend, train_losses
from numerics.flow import MAX_PRECISION, Enclosure, FlowStop, Undecided, flow_at, flow_until
from numerics.problem import Problem, gradient, test_loss, train_loss
from numerics.schedule import Phase
from numerics.simulate import Outcome, simulate

BITS = 256  # of the enclosures; a comparison that needs more takes four times as many
TIE_BITS = 512  # an exact tie is shown to this many
MOST_BITS = 32768  # a light residual far behind a heavy one can differ in the ten-thousandth bit only
FINE = Fraction(1, 2**128)  # how narrow an enclosure along the flow is made, relative to what it encloses

Found = TypeVar("Found")
Large = tuple[tuple[Fraction, int], ...]


def _raised(
    found: Callable[[int], Found], decided: Callable[[Found], bool], most_bits: int, bits: int = BITS
) -> Found:
    """Return what is found with as many bits as it takes to be decided, or with the most."""
    while not decided(result := found(bits)) and bits < most_bits:
        bits = min(4 * bits, most_bits)
    return result


def _is_fine(found: Enclosure) -> bool:
    return found.width <= FINE * max(found.lower, -found.upper, Fraction(0))


def losses_at(case: Case, place: int = 0) -> tuple[Fraction, Fraction]:
    """Return train and test loss at one of the case's points."""
    return train_loss(case.problem, case.points[place]), test_loss(case.problem, case.points[place])


def distortion_at(case: Case, place: int = 0) -> Fraction:
    """Return L_test/L_train at one of the case's points."""
    train, test = losses_at(case, place)
    return test / train


def hessian(case: Case) -> tuple[Vector, ...]:
    """Return the Hessian of the train loss: how its gradient differs between e_j and zero."""
    d = case.problem.d
    at_zero = gradient(case.problem, (Fraction(0),) * d)
    columns = [gradient(case.problem, _unit(d, j)) for j in range(d)]
    return tuple(tuple(column[i] - at_zero[i] for column in columns) for i in range(d))


def _unit(d: int, j: int) -> Vector:
    return tuple(Fraction(int(i == j)) for i in range(d))


def after_schedule(case: Case) -> Vector:
    """Return the residual after the large steps."""
    return descend(case.problem, case.phases).residual


def kept(case: Case) -> Vector:
    """Return |r_i| after the first large step, over |r_i| before; the run starts with every r_i = -1."""
    problem = Problem.from_counts(case.counts, (Fraction(1),) * len(case.counts))
    first = Phase(case.schedule[0][0], 1)
    return tuple(abs(value) for value in descend(problem, (first,)).residual)


def later(parts: Vector, counts: tuple[int, ...]) -> int:
    """Return the sign of tau_2 - tau_1 by what the first two coordinates keep: part_i = exp(-k p_i tau_i).

    It is that of part_1^(n_2) - part_2^(n_1), whatever k > 0: a sign of two integers, nothing is rounded.

    Example:
        >>> later((Fraction(1, 2), Fraction(1, 2)), (2, 1))
        1
    """
    left, right = parts[0] ** counts[1], parts[1] ** counts[0]
    return (left > right) - (left < right)


def order_of_times(case: Case) -> int:
    """Return the sign of tau_2 - tau_1 of the first large step."""
    return later(kept(case), case.counts)


def order_of_kept(case: Case, rate: Fraction) -> int:
    """Return the sign of tau_light - tau_heavy of one step at a rate."""
    first, second = case.counts[:2]
    return order_of_times(replace(case, schedule=((rate, 1),))) * (1 if first > second else -1)


def large_losses(case: Case) -> tuple[Fraction, ...]:
    """Return the train loss at the start and after each large step."""
    return _large_losses(case.counts, case.beta, case.schedule)


@lru_cache(maxsize=64)  # they do not depend on the stop, which a case is completed with
def _large_losses(counts: tuple[int, ...], beta: Vector, schedule: Large) -> tuple[Fraction, ...]:
    case = Case(counts, beta, schedule)
    return tuple(train_losses(case.problem, case.phases))


def lowest_train_loss(case: Case) -> Fraction:
    """Return the smallest train loss at the start and after each large step."""
    return min(large_losses(case))


def flow_residual(case: Case, time: Fraction | Enclosure, bits: int = BITS) -> tuple[Enclosure, ...]:
    """Return the residual of the flow from zero at a time."""
    beta = flow_at(case.problem, time, bits=bits)
    return tuple(value - truth for value, truth in zip(beta, case.beta, strict=True))


def fine_flow_residual(case: Case) -> tuple[Enclosure, ...]:
    """Return the residual of the flow from zero at the case's time, however small it has become."""
    return _raised(
        lambda bits: flow_residual(case, case.times[0], bits),
        lambda residual: all(map(_is_fine, residual)),
        MAX_PRECISION - 1,
    )


def fine_flow_train_loss(case: Case) -> Enclosure:
    """Return the train loss of the flow from zero at the case's time, however small it has become."""
    return _raised(lambda bits: flow_losses(case, case.times[0], bits)[0], _is_fine, MAX_PRECISION - 1)


def flow_losses(case: Case, time: Fraction, bits: int = BITS) -> tuple[Enclosure, Enclosure]:
    """Return train and test loss of the flow from zero at a time."""
    squares = [residual.squared() for residual in flow_residual(case, time, bits)]
    shares = [Fraction(count, case.problem.n) for count in case.counts]
    return weighted_sum(shares, squares), weighted_sum(case.problem.population, squares)


def flow_distortion(case: Case, time: Fraction, bits: int = BITS) -> Enclosure:
    """Return L_test/L_train of the flow from zero at a time; exact where only one coordinate is left.

    There the ratio is the same at every multiple of the residual, so it is read off at a unit vector.

    Raises:
        Undecided: If the train loss cannot be told from zero with the most bits.
    """
    left = [i for i, r in enumerate(flow_residual(case, time, bits)) if r != Enclosure.exactly(Fraction(0))]
    if len(left) == 1:
        offset = _unit(len(case.counts), left[0])
        there = tuple(t + o for t, o in zip(case.beta, offset, strict=True))
        return Enclosure.exactly(distortion_at(replace(case, points=(there,))))
    train, test = _raised(
        lambda bits: flow_losses(case, time, bits),
        lambda losses: losses[0].lower > 0,
        MAX_PRECISION - 1,
        bits,
    )
    if not train.lower:
        raise Undecided(f"whether any train loss is left at time {time}", MAX_PRECISION - 1)
    return Enclosure(test.lower / train.upper, test.upper / train.lower)


def flow_stop(case: Case, bits: int = BITS) -> FlowStop:
    """Return where the gradient flow from zero stops."""
    return flow_until(case.problem, case.stop, bits=bits)


def fine_flow_stop(case: Case) -> FlowStop:
    """Return where it stops, told from bounds that are as close as the third power of small ratios.

    The ratios are those of eps to the train loss at the start, and of the ground truths that are not zero.
    """
    squares = [truth**2 for truth in case.beta if truth]
    spread = max(squares) / min(squares) * next(iter(train_losses(case.problem, ()))) / case.stop
    return flow_stop(case, BITS + 4 * int(spread).bit_length())


def annealed_test_loss(case: Case) -> Fraction | Enclosure:
    """Return the test loss at which the large steps, then the flow, stop."""
    return simulate(case.problem, case.annealed, case.stop, name="annealed", bits=BITS).test_loss


def decided(difference: Callable[[int], Enclosure], most_bits: int) -> Enclosure:
    """Return the enclosure of a difference, with as many bits as its sign needs, or with the most.

    A difference that is known exactly to be zero needs no more.
    """
    return _raised(difference, lambda found: not (found.width and 0 in found), most_bits)


def fall_of_train_loss(case: Case) -> Enclosure:
    """Return how much the flow's train loss falls between the case's two times."""

    def fall(bits: int) -> Enclosure:
        before, after = (flow_losses(case, time, bits)[0] for time in case.times)
        return before - after

    return decided(fall, MOST_BITS)


def rise_of_distortion(case: Case) -> Enclosure:
    """Return how much L_test/L_train rises along the flow between the case's two times."""

    def rise(bits: int) -> Enclosure:
        before, after = (flow_distortion(case, time, bits) for time in case.times)
        return after - before

    return decided(rise, MOST_BITS)


@lru_cache(maxsize=16)  # several questions about one case
def _ends(case: Case, bits: int) -> tuple[FlowStop, Outcome]:
    """Return where the flow alone stops, and where the large steps, then the flow, do."""
    alone = flow_until(case.problem, case.stop, bits=bits)
    return alone, simulate(case.problem, case.annealed, case.stop, name="annealed", bits=bits)


def _advantage(case: Case, bits: int) -> Enclosure:
    alone, annealed = _ends(case, bits)
    return weighted_sum((1 / case.stop,), (alone.test_loss - annealed.test_loss,))


def advantage(case: Case) -> Enclosure:
    """Return (L_test(flow) - L_test(annealed))/eps, a number without unit."""
    return decided(lambda bits: _advantage(case, bits), MOST_BITS)


def tie(case: Case) -> Enclosure:
    """Return the same where it is expected to be zero: more bits would show it no better."""
    return _advantage(case, TIE_BITS)


def wins_as_it_keeps(case: Case, most_bits: int = MOST_BITS) -> bool:
    """Return whether advantage and larger share have the same sign; around zero both are taken for ties."""

    def sign(found: Enclosure) -> int:
        return (found.lower > 0) - (found.upper < 0)

    wins = decided(lambda bits: _advantage(case, bits), most_bits)
    return sign(wins) == sign(heavy_advantage(case, most_bits))


def same_part_of_time(case: Case) -> bool:
    """Return whether both coordinates have the same effective time after all steps, or one was never drawn.

    Then the flow stops where it would have stopped alone.
    """
    problem = Problem.from_counts(case.counts, (Fraction(1),) * len(case.counts))
    parts = tuple(map(abs, descend(problem, case.phases).residual))
    return not all(case.counts) or later(parts, case.counts) == 0


def heavy_advantage(case: Case, most_bits: int) -> Enclosure:
    """Return how much larger the first coordinate's share of eps is annealed than along the flow."""
    share = Fraction(case.counts[0], case.problem.n) / case.stop

    def difference(bits: int) -> Enclosure:
        alone, annealed = _ends(case, bits)
        ran = annealed.residual[0]
        kept = ran if isinstance(ran, Enclosure) else Enclosure.exactly(ran)
        return weighted_sum((share,), (kept.squared() - alone.residual[0].squared(),))

    return decided(difference, most_bits)


def one_step_of_loss(case: Case) -> tuple[Fraction, bool]:
    """Return the train loss after the first step, and whether it fell."""
    before, after = train_losses(case.problem, case.phases[:1])
    return after, after < before


def time_to_match_step(case: Case) -> Enclosure:
    """Return the time in which the flow contracts the first coordinate as much as the case's steps do.

    The train loss tells it if no other coordinate moves; the flow of the case is seen to have come as far.

    Raises:
        ArithmeticError: If it has not: then the other coordinates would count.
    """
    if not case.beta[0]:
        return Enclosure.exactly(Fraction(0))  # the flow is there at once
    stepped = after_schedule(case)[0]
    rest = (Fraction(0),) * (len(case.beta) - 1)
    alone = replace(case, beta=(case.beta[0], *rest)).problem
    time = flow_until(alone, train_loss(alone, (case.beta[0] + stepped, *rest)), bits=BITS).time
    if stepped**2 not in flow_residual(case, time, 2 * BITS)[0].squared():
        raise ArithmeticError(f"{case}: at time {float(time.midpoint)} the first residual is not {stepped}")
    return time


def time_to_match_step_or_never(case: Case) -> tuple[Any, ...]:
    """Return whether the steps end the first coordinate, as the flow has not late; else that time, twice."""
    if after_schedule(case)[0] or not case.beta[0]:
        return False, *[time_to_match_step(case)] * 2
    return (0 not in flow_residual(case, Fraction(100))[0],)


def compare_effective_times_per_rate(case: Case) -> int:
    """Return the sign of tau(x_2)/x_2 - tau(x_1)/x_1 for one coordinate with p = 1, from two single steps.

    What is kept is exp(-2 tau), so the sign is that of kept_1^(x_2) - kept_2^(x_1): integer powers decide.
    """
    (x_1, _), (x_2, _) = case.schedule
    kept_1, kept_2 = (kept(replace(case, schedule=(step,)))[0] for step in case.schedule)
    common = lcm(x_1.denominator, x_2.denominator)
    left, right = kept_1 ** int(x_2 * common), kept_2 ** int(x_1 * common)
    return (left > right) - (left < right)
