"""Who stops at less test loss in every case of a box: the sign of a difference, certain everywhere in it.

It must not know what is claimed of the cases, nor any solution of the dynamics. Nothing is sampled: rational
intervals hold all residuals after the large steps, and flows from corners of such a box enclose all others.
It is for maps: that the gradient is one of the residual's own coordinate is used here, where it is looked at,
so no claim is observed by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from numerics.enclosure import Enclosure, Undecided, weighted_sum
from numerics.flow import flow_until
from numerics.problem import Problem, gradient
from numerics.rational import InvalidArgument

BITS = 24  # of the flow's enclosures; what they leave open a smaller box decides
_LENGTH = 64
Intervals = tuple[Enclosure, ...]
Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class Box:
    """Cases of large steps, then gradient flow, each number in an interval of its own.

    Args:
        counts: How often each e_i was drawn; d integers, the same in all cases.
        beta: The d ground truths; training starts at 0.
        schedule: The large steps: learning rates, and how many steps at each.
        eps: The train loss at which training stops, > 0.
        population: The d weights q_i >= 0.

    Raises:
        InvalidArgument: if eps is not positive.

    Source: derived here.

    >>> one = Enclosure.exactly(Fraction(1))
    >>> Box((1,), (one,), (), one, (one,)).eps.width
    Fraction(0, 1)
    """

    counts: tuple[int, ...]
    beta: Intervals
    schedule: tuple[tuple[Enclosure, int], ...]
    eps: Enclosure
    population: Intervals

    def __post_init__(self) -> None:
        """Refuse a stop that no flow reaches."""
        if self.eps.lower <= 0:
            raise InvalidArgument("eps", self.eps.lower, "must be > 0")


def sign_of_advantage(box: Box) -> int | None:
    """Return the sign of L_test(flow) - L_test(annealed) if it is the same in all cases of a box.

    Formula: both runs end where L_train = sum_i p_i r_i^2 = eps, so that with shares u_i = p_i r_i^2/eps
        and any coordinate j it is eps sum_i (kappa_i - kappa_j) (u_i(flow) - u_i(annealed)), kappa_i =
        q_i/p_i. A run that stops at a large step is compared by its own test loss.

    Returns:
        1 if annealing wins everywhere in the box, -1 if it loses everywhere; None if neither is certain, or
        if there is a case with nothing to train.

    Source: derived here.

    >>> half, one = (Enclosure.exactly(Fraction(1, k)) for k in (2, 1))
    >>> eps, rates = Enclosure(Fraction(1, 50), Fraction(1, 20)), Enclosure(Fraction(5, 4), Fraction(3, 2))
    >>> sign_of_advantage(Box((2, 1), (one, one), ((rates, 1),), eps, (half, half)))
    1
    """
    sizes = tuple(map(_size, box.beta))
    if not _certainly_above(box, sizes):
        return None
    ended = _large_steps(box, sizes)
    if ended is None:
        return None
    after, stopped = ended
    try:
        found = _at_a_step(box, sizes, after) if stopped else _at_the_stop(box, sizes, after)
    except Undecided:
        return None
    return next((sign for sign, least in ((1, found.lower), (-1, -found.upper)) if least > 0), None)


def _size(value: Enclosure) -> Enclosure:
    """Return the interval of all absolute values."""
    ends = sorted((abs(value.lower), abs(value.upper)))
    return Enclosure(Fraction(0) if 0 in value else ends[0], ends[1])


def _product(a: Enclosure, b: Enclosure) -> Enclosure:
    """Return the interval of all products of numbers that are not negative."""
    return Enclosure(a.lower * b.lower, a.upper * b.upper)


def _rounded(size: Enclosure) -> Enclosure:
    """Return an interval around another one, with ends of some _LENGTH bits: powers would have thousands."""
    ends = []
    for end, towards in ((size.lower, floor), (size.upper, ceil)):
        zeros = max(0, end.denominator.bit_length() - end.numerator.bit_length())
        ends.append(Fraction(towards(end * 2 ** (zeros + _LENGTH)), 2 ** (zeros + _LENGTH)))
    return Enclosure(*ends)


def _centred(counts: tuple[int, ...]) -> Problem:
    """Return the sample with all targets 0: its beta is any sample's residual beta - beta*."""
    return Problem.from_counts(counts, (Fraction(0),) * len(counts))


@lru_cache(maxsize=16)
def _slopes(counts: tuple[int, ...]) -> Point:
    """Return what the gradient's component i is per residual i.

    Raises:
        ArithmeticError: If it depends on another residual too: then intervals could not be taken one by one.
    """
    d, problem = len(counts), _centred(counts)
    columns = [gradient(problem, tuple(Fraction(int(i == j)) for j in range(d))) for i in range(d)]
    if any(columns[i][j] for i in range(d) for j in range(d) if i != j):
        raise ArithmeticError(f"counts {counts}: the coordinates do not move by themselves")
    return tuple(columns[i][i] for i in range(d))


def _train_loss(box: Box, sizes: Intervals) -> Enclosure:
    return weighted_sum(_shares_of(box.counts), [size.squared() for size in sizes])


def _shares_of(counts: tuple[int, ...]) -> Point:
    return tuple(Fraction(count, sum(counts)) for count in counts)


def _certainly_above(box: Box, sizes: Intervals) -> bool:
    return _train_loss(box, sizes).lower > box.eps.upper


def _large_steps(box: Box, sizes: Intervals) -> tuple[Intervals, bool] | None:
    """Return all |r_i| after the large steps, and whether training stops there; None if it may or may not."""
    slopes = _slopes(box.counts)
    for rate, steps in box.schedule:
        kept = [_size(Enclosure(1 - slope * rate.upper, 1 - slope * rate.lower)) for slope in slopes]
        for _ in range(steps):
            sizes = tuple(_rounded(_product(*pair)) for pair in zip(sizes, kept, strict=True))
            if _train_loss(box, sizes).upper <= box.eps.lower:
                return sizes, True
            if not _certainly_above(box, sizes):
                return None
    return sizes, False


def _seen(counts: tuple[int, ...]) -> list[int]:
    """Return the coordinates that were drawn; the others never move, and both runs keep them alike."""
    return [i for i, count in enumerate(counts) if count]


def _at_a_step(box: Box, start: Intervals, after: Intervals) -> Enclosure:
    """Enclose the difference where training stops at a large step."""
    seen = _seen(box.counts)
    weights = [box.population[i] for i in seen]
    flow = _sum(weights, [_square_at_stop(box, start, i) for i in seen])
    return flow - _sum(weights, [after[i].squared() for i in seen])


def _sum(weights: Sequence[Enclosure], values: Sequence[Enclosure]) -> Enclosure:
    """Return the interval of sum_i w_i x_i, for numbers that are not negative."""
    products = list(map(_product, weights, values))
    return weighted_sum([Fraction(1)] * len(products), products)


def _at_the_stop(box: Box, start: Intervals, after: Intervals) -> Enclosure:
    """Enclose the difference per eps where both runs stop in the flow.

    Coordinate j is the second lightest, for the shares of the lightest and the heaviest are known best.

    With two coordinates it is that at the largest eps, and of the same sign at the others: in the plane of
    |r_1| and |r_2| each component of the gradient depends on its own residual alone, so the flow's paths do
    not meet, and the order of two on one level set is that on all smaller ones.
    """
    seen = sorted(_seen(box.counts), key=lambda i: box.counts[i])
    if len(seen) == 2:
        box = replace(box, eps=Enclosure.exactly(box.eps.upper))
    p, reference = _shares_of(box.counts), seen[len(seen) > 1]
    distortions = {i: _product(box.population[i], Enclosure.exactly(1 / p[i])) for i in seen}
    total = Enclosure.exactly(Fraction(0))
    for i in seen:
        if i != reference:
            gap = _share_at_stop(box, start, i) - _share_at_stop(box, after, i)
            ahead = distortions[i] - distortions[reference]
            ends = [a * b for a in (ahead.lower, ahead.upper) for b in (gap.lower, gap.upper)]
            total = Enclosure(total.lower + min(ends), total.upper + max(ends))
    return total


def _square_at_stop(box: Box, start: Intervals, i: int) -> Enclosure:
    """Enclose r_i^2 where the flow from any point of a box stops, at any eps.

    A larger |r_i| at the start, smaller other ones, and a larger eps: each makes the flow stop at a larger
    r_i^2. For the train loss falls along the flow, and every |r_j| does by itself; the train loss is eps.
    """
    ends = [_square(box.counts, _corner(start, i, largest), eps, i) for largest, eps in _ends(box.eps)]
    return Enclosure(ends[0].lower, ends[1].upper)


def _share_at_stop(box: Box, start: Intervals, i: int) -> Enclosure:
    """Enclose p_i r_i^2/eps where the flow from any point of a box stops, at any eps.

    At one eps its ends are those of r_i^2. As the flow goes on, the share of the coordinate that falls
    fastest (the largest count) falls and that of the slowest rises: so it is known at which eps its ends are.
    """
    p, eps = _shares_of(box.counts)[i], box.eps
    drawn = [box.counts[j] for j in _seen(box.counts)]
    if box.counts[i] not in (min(drawn), max(drawn)):
        square = _square_at_stop(box, start, i)
        return Enclosure(p * square.lower / eps.upper, p * square.upper / eps.lower)
    rising = box.counts[i] == min(drawn)
    ends = (eps.upper, eps.lower) if rising else (eps.lower, eps.upper)
    least, most = (
        _square(box.counts, _corner(start, i, largest), end, i)
        for largest, end in zip((False, True), ends, strict=True)
    )
    return Enclosure(p * least.lower / ends[0], p * most.upper / ends[1])


def _ends(eps: Enclosure) -> tuple[tuple[bool, Fraction], tuple[bool, Fraction]]:
    return (False, eps.lower), (True, eps.upper)


def _corner(sizes: Intervals, i: int, largest: bool) -> Point:
    """Return the corner of a box with the largest |r_i| and the smallest others, or the other way round."""
    return tuple(size.upper if (j == i) is largest else size.lower for j, size in enumerate(sizes))


@lru_cache(maxsize=4096)  # cells side by side have corners in common
def _square(counts: tuple[int, ...], start: Point, eps: Fraction, i: int) -> Enclosure:
    return flow_until(_centred(counts), eps, start, BITS).residual[i].squared()
