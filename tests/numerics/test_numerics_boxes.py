"""What is certain of a box of cases holds at every point of it; at a border nothing is certain."""

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from numerics import boxes
from numerics.boxes import Box, sign_of_advantage
from numerics.enclosure import Enclosure
from numerics.flow import flow_until
from numerics.problem import Problem
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule
from numerics.simulate import simulate

F, ONE = Fraction, Fraction(1)


def _exactly(*values: Fraction) -> tuple[Enclosure, ...]:
    return tuple(map(Enclosure.exactly, values))


def _box(rates: tuple[Fraction, Fraction], eps: tuple[Fraction, Fraction], counts=(2, 1)) -> Box:
    d = len(counts)
    even = _exactly(*[F(1, d)] * d)
    return Box(counts, _exactly(*[ONE] * d), ((Enclosure(*rates), 1),), Enclosure(*eps), even)


def _seen_at(box: Box, parts: Iterator[Fraction]) -> int:
    """Run one case of a box, exactly, and return which of the two test losses is certainly smaller."""

    def at(value: Enclosure) -> Fraction:
        return value.lower + next(parts) * value.width

    beta, eps = tuple(map(at, box.beta)), at(box.eps)
    phases = tuple(Phase(at(rate), steps) for rate, steps in box.schedule)
    weights = tuple(map(at, box.population))
    weights = tuple(q / sum(weights) for q in weights)
    problem = Problem.from_counts(box.counts, beta, weights)
    flow = flow_until(problem, eps, bits=128).test_loss
    ended = simulate(problem, Schedule(phases, flow=True), eps, name="", bits=128).test_loss
    other = ended if isinstance(ended, Enclosure) else Enclosure.exactly(ended)
    return (flow.lower > other.upper) - (flow.upper < other.lower)


def _any_box(dice: random.Random) -> Box:
    """Return a box with two or three coordinates, mostly small enough to be decided."""
    counts = (dice.randint(1, 6), *(dice.randint(0, 3) for _ in range(dice.randint(1, 2))))

    def interval(least: int, most: int, unit: int) -> Enclosure:
        low = dice.randint(least, most)
        return Enclosure(F(low, unit), F(low + dice.randint(0, 2), unit))

    beta = tuple(interval(-30, 30, 20) for _ in counts)
    schedule = tuple((interval(1, 30, 40), dice.randint(1, 2)) for _ in range(dice.randint(1, 2)))
    weights = [dice.randint(0, 5) for _ in counts[1:]]
    population = [F(q, sum(weights) + 1) for q in (1, *weights)]
    return Box(counts, beta, schedule, interval(1, 20, 400), _exactly(*population))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_certain_of_a_box_holds_at_its_points(seed: int) -> None:
    dice = random.Random(seed)
    decided = []
    for _ in range(100):
        box = _any_box(dice)
        sign = sign_of_advantage(box)
        if sign is not None:
            decided.append(sign)
            parts = (F(dice.randint(0, 7), 7) for _ in range(40))
            assert _seen_at(box, parts) == sign
    assert min(decided.count(1), decided.count(-1)) > 5  # or else little was looked at


@pytest.mark.parametrize(
    ("rates", "eps", "sign"),
    [
        # eta_c = 0.878679..., eta_max = 5.121320...
        ((F(8786, 10000), F(8786, 10000)), (F(1, 100), F(1, 20)), -1),
        ((F(8786, 10000), F(8787, 10000)), (F(1, 100), F(1, 20)), None),
        ((F(8787, 10000), F(8787, 10000)), (F(1, 100), F(1, 20)), 1),
        ((F(51213, 10000), F(51213, 10000)), (F(1, 100), F(1, 20)), 1),
        ((F(51213, 10000), F(51214, 10000)), (F(1, 100), F(1, 20)), None),
        ((F(51214, 10000), F(51214, 10000)), (F(1, 100), F(1, 20)), -1),
        # L_train after the step at 1 is 1/9: a little beyond, training stops there, and the step has won.
        ((ONE, ONE), (F(1, 10), F(1, 9) - F(1, 10**6)), 1),
        ((ONE, ONE), (F(1, 9) - F(1, 10**6), F(1, 9) + F(1, 10**6)), None),
        ((ONE, ONE), (F(1, 9) + F(1, 10**6), F(12, 100)), 1),
        # The step at 1/2 has L_train = 2/9 and loses, unless eps is so large that the flow stops far before.
        ((F(1, 2), F(1, 2)), (F(1, 5), F(22, 100)), -1),
        ((F(1, 2), F(1, 2)), (F(1, 4), F(3, 10)), 1),
        # L_train(0) = 1: nothing to train from there on.
        ((ONE, ONE), (F(9, 10), F(99, 100)), 1),
        ((ONE, ONE), (F(9, 10), ONE), None),
    ],
)
def test_at_a_border_nothing_is_certain_and_just_beside_it_it_is(rates, eps, sign) -> None:
    assert sign_of_advantage(_box(rates, eps)) == sign


@pytest.mark.parametrize("counts", [(1, 0), (3,), (2, 2), (1, 1, 1)])
def test_an_exact_tie_is_never_certain(counts) -> None:
    assert sign_of_advantage(_box((F(1, 3), F(1, 3)), (F(1, 100), F(1, 100)), counts)) is None


def test_a_zero_residual_and_a_zero_ground_truth_are_in_a_box() -> None:
    deadbeat = _box((F(29, 20), F(31, 20)), (F(1, 100), F(1, 50)))  # at 3/2 nothing is left of r_2
    assert sign_of_advantage(deadbeat) == 1
    around_zero = Box((2, 1), (*_exactly(ONE), Enclosure(F(-1), ONE)), *(deadbeat.__dict__[k] for k in REST))
    assert sign_of_advantage(around_zero) is None


REST = ("schedule", "eps", "population")


def test_a_stop_that_is_not_positive_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="eps"):
        _box((ONE, ONE), (F(0), ONE))


def _reversed(sizes, i, largest):
    return boxes_corner(sizes, i, not largest)


boxes_corner = boxes._corner


def _ignores_the_stop(box, sizes):
    alone = Box(box.counts, box.beta, box.schedule, Enclosure.exactly(F(1, 10**9)), box.population)
    return boxes_steps(alone, sizes)


boxes_steps = boxes._large_steps
PLANTED = [
    ("_corner", _reversed, _box((F(17, 20), F(9, 10)), (F(1, 100), F(1, 50)))),
    (
        "_corner",
        lambda sizes, i, largest: tuple(s.midpoint for s in sizes),
        _box((F(17, 20), F(9, 10)), (F(1, 100), F(1, 50))),
    ),
    ("_large_steps", _ignores_the_stop, _box((F(1, 2), F(1, 2)), (F(1, 4), F(1, 4)))),
]


@pytest.mark.parametrize(("name", "planted", "box"), PLANTED)
def test_a_planted_error_is_seen_at_the_points(name, planted, box, monkeypatch) -> None:
    honest = sign_of_advantage(box)
    boxes._square.cache_clear()
    monkeypatch.setattr(boxes, name, planted)
    try:
        wrong = sign_of_advantage(box)
    except InvalidArgument:  # there is no such flow: seen as well
        return
    finally:
        boxes._square.cache_clear()
    assert wrong != honest
    assert {_seen_at(box, iter([F(k, 4)] * 9)) for k in range(5)} != {wrong}
