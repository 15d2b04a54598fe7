"""A stored witness stands just beyond its assumption: near the train loss or the counts that end it."""

from fractions import Fraction

import pytest

from etalon.batch_experiment import drawn
from etalon.case import Case
from etalon.claims import load
from etalon.experiment import large_losses
from etalon.shaped import ShapedCase
from etalon.shaped_runs import shaped_losses
from etalon.strategies import BatchCase


def _beyond(*names):
    return [
        pytest.param(assumption.beyond, id=f"{claim.id}-{assumption.name}")
        for claim in load().values()
        for assumption in claim.given
        if assumption.name in names and assumption.beyond is not None
    ]


def _losses(case):
    """Return the train losses of the large steps."""
    if isinstance(case, ShapedCase):
        return [loss.upper for loss in shaped_losses(case)[1:]]
    if isinstance(case, BatchCase):
        return [drawn(case).mean_train_loss] if case.batching.size > 1 else []
    return large_losses(case)[1:]


@pytest.mark.parametrize("case", _beyond("still-training", "left-to-train"))
def test_training_stops_at_little_more_than_a_loss_of_the_large_steps(case):
    losses = _losses(case) or [Fraction(1, 8)]  # that after an epoch at 1/4
    assert any(loss < case.stop < loss * Fraction(11, 10) for loss in losses)


@pytest.mark.parametrize("case", _beyond("heavier-first"))
def test_the_first_coordinate_is_as_heavy_as_the_second_or_lighter_by_one_sample(case):
    first, second = case.counts
    assert 0 <= second - first <= 1
    assert 7 * (second - first) <= first + second


@pytest.mark.parametrize("case", _beyond("two-coordinates"))
def test_one_coordinate_more_is_drawn_once(case):
    assert len(case.counts) == 3
    assert min(case.counts) == 1
    assert sum(case.counts) <= 6


@pytest.mark.parametrize("case", [each for each in _beyond("two-to-one") if type(each.values[0]) is Case])
def test_the_counts_are_nearly_two_to_one(case):
    assert 0 < abs(Fraction(*case.counts) - 2) <= Fraction(1, 5)


def test_what_ends_an_assumption_is_where_it_is_said_to_end():
    given = {f"{claim.id}/{each.name}": each.beyond for claim in load().values() for each in claim.given}
    assert given["large-rate-can-regularise/at-3/2"].schedule == ((Fraction(149, 100), 1),)
    assert given["flow-distortion-rises-uniform/unequal-weights"].beta == (1, 0)
    assert given["effective-time/first-nonzero"].beta[0] == 0
    assert given["overshoot-sandwich/small-rate-contracts"].small == Fraction(3, 4)  # 1/(2 p_1)
    first, second = (rate for rate, _ in given["universal-curve/on-one-part"].schedule)
    assert first < Fraction(1, 2) < second < first + Fraction(1, 50)
    assert given["universal-curve/one-coordinate"].counts == (10, 1)
