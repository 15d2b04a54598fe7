"""Batches against a plain enumeration that takes nothing together, and against what full batches do."""

from fractions import Fraction
from itertools import combinations, permutations, product

import pytest

from numerics.batches import (
    MAX_COPIES,
    MAX_DRAWS,
    Batching,
    Ensemble,
    after_batches,
    after_epochs,
    batches,
    flow_on_average,
)
from numerics.exact import descend
from numerics.flow import flow_at, flow_until
from numerics.problem import Problem, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Phase

TALK = Problem.from_counts([2, 1], [Fraction(3), Fraction(-5, 2)])
THREE = Problem.from_samples([1, 0, 2, 0], [Fraction(1), Fraction(-2), Fraction(1, 3)])
RATE = Fraction(4, 7)
WAYS = [Batching(1, True), Batching(2, True), Batching(3, True), Batching(2, False), Batching(3, False)]


def plain_step(problem, chosen, beta, rate):
    """Return a step on the samples j of `chosen`, by the definition and with nothing shared with numerics."""
    gradient = [Fraction(0)] * problem.d
    for j in chosen:
        error = sum(x * b for x, b in zip(problem.X[j], beta, strict=True)) - problem.y[j]
        gradient = [g + 2 * error * x / len(chosen) for g, x in zip(gradient, problem.X[j], strict=True)]
    return [b - rate * g for b, g in zip(beta, gradient, strict=True)]


def plain_ends(problem, batching, steps):
    """Return where every single path ends."""
    indices = range(problem.n)
    one = product(indices, repeat=batching.size) if batching.repeats else combinations(indices, batching.size)
    ends = []
    for path in product(list(one), repeat=steps):
        beta = [Fraction(0)] * problem.d
        for chosen in path:
            beta = plain_step(problem, chosen, beta, RATE)
        ends.append(tuple(beta))
    return ends


@pytest.mark.parametrize("problem", [TALK, THREE], ids=["talk", "three coordinates"])
@pytest.mark.parametrize("batching", WAYS, ids=str)
@pytest.mark.parametrize("steps", [1, 2])
def test_the_ensemble_is_that_of_all_the_paths(problem, batching, steps):
    ends = plain_ends(problem, batching, steps)
    found = after_batches(problem, batching, [Phase(RATE, steps)])
    assert sorted(ends) == sorted(beta for beta, number in found.points for _ in range(number))
    assert found.paths == len(ends)
    errors = [tuple(b - t for b, t in zip(beta, problem.beta_star, strict=True)) for beta in ends]
    for i in range(problem.d):
        assert found.mean_residual[i] == sum(e[i] for e in errors) / len(ends)
        assert found.mean_squares[i] == sum(e[i] ** 2 for e in errors) / len(ends)
    assert found.mean_train_loss == sum(train_loss(problem, beta) for beta in ends) / len(ends)


def test_phases_follow_each_other():
    once = after_batches(TALK, WAYS[1], [Phase(RATE, 1), Phase(1, 1)])
    again = after_batches(TALK, WAYS[1], [Phase(RATE, 1)])
    then = [
        (after_batches(TALK, WAYS[1], [Phase(1, 1)], start=beta), number) for beta, number in again.points
    ]
    for i in range(2):
        mean = sum(number * each.mean_squares[i] for each, number in then) / again.paths
        assert once.mean_squares[i] == mean


def test_the_batch_of_all_samples_is_a_full_batch_step():
    everything = after_batches(THREE, Batching(4, False), [Phase(RATE, 3)])
    assert everything.points == ((descend(THREE, [Phase(RATE, 3)]).beta, 1),)


def test_a_batch_is_drawn_with_its_multiplicity():
    assert sum(draws for _, draws in batches(THREE, Batching(3, True))) == 4**3
    assert sum(draws for _, draws in batches(THREE, Batching(3, False))) == 4
    assert {batch.counts: draws for batch, draws in batches(THREE, Batching(2, False))} == {
        (1, 1, 0): 2,
        (0, 1, 1): 1,
        (1, 0, 1): 2,
        (2, 0, 0): 1,
    }


def test_an_epoch_takes_every_sample_once_in_every_order():
    found = after_epochs(THREE, RATE)
    ends = []
    for order in permutations(range(4)):
        beta = [Fraction(0)] * 3
        for j in order:
            beta = plain_step(THREE, [j], beta, RATE)
        ends.append(tuple(beta))
    assert sorted(ends) == sorted(beta for beta, number in found.points for _ in range(number))


def test_too_many_paths_are_not_multiplied():
    found = after_batches(Problem.from_counts([2, 1], [1, 1]), Batching(4, True), [Phase(Fraction(1), 2)])
    with pytest.raises(InvalidArgument, match="paths = 6561: must be <= 1000 to be multiplied"):
        _ = found.products


def test_the_products_are_over_all_paths():
    found = after_batches(TALK, Batching(1, True), [Phase(Fraction(1, 4), 1)])
    assert found.products == (3 * Fraction(3, 2) * Fraction(3, 2), Fraction(5, 2) ** 2 * Fraction(5, 4))


def test_one_path_flows_as_it_would_alone():
    alone = after_batches(TALK, Batching(3, False), [Phase(RATE, 1)])
    end, here = flow_on_average(alone, Fraction(1, 10)), alone.points[0][0]
    assert end.test_loss == flow_until(TALK, Fraction(1, 10), start=here).test_loss


def test_all_paths_flow_for_the_same_time():
    drawn = after_batches(TALK, Batching(2, True), [Phase(RATE, 1)])
    assert [number for _, number in drawn.points] == [4, 4, 1]
    end = flow_on_average(drawn, Fraction(1, 10))
    time = end.time.midpoint / 9  # nine copies, each nine times as slow as it would be alone
    later = [(flow_at(TALK, time, start=beta), number) for beta, number in drawn.points]
    squares = [
        sum(number * (beta[i].midpoint - TALK.beta_star[i]) ** 2 for beta, number in later) / 9
        for i in range(2)
    ]
    small = Fraction(1, 2**40)
    assert abs(Fraction(2, 3) * squares[0] + Fraction(1, 3) * squares[1] - Fraction(1, 10)) < small
    assert abs((squares[0] + squares[1]) / 2 - end.test_loss.midpoint) < small


def test_a_flow_that_has_to_go_nowhere_stops_at_once():
    drawn = after_batches(TALK, Batching(2, True), [Phase(RATE, 1)])
    end = flow_on_average(drawn, drawn.mean_train_loss)
    assert end.test_loss.lower == end.test_loss.upper == drawn.mean_test_loss


MANY = Problem.from_counts([20, 11], [1, 1])
WIDE = after_batches(TALK, Batching(4, True), [Phase(RATE, 1)])


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: Batching(0, True), "size = 0: must be an integer >= 1"),
        (lambda: Batching(True, True), "size[0] = True: must be an integer"),
        (lambda: Batching(2, 1), "repeats = 1: must be True or False"),
        (
            lambda: batches(TALK, Batching(4, False)),
            "size = 4: must be at most 3 without repetition, the number of samples",
        ),
        (
            lambda: batches(MANY, Batching(4, True)),
            f"size = 4: must leave at most {MAX_DRAWS} draws, here there are {31**4}",
        ),
        (
            lambda: after_batches(TALK, Batching(2, True), [Phase(1, None)]),
            "phases = ('1'): must have counts, nothing else ends them",
        ),
        (
            lambda: after_batches(TALK, Batching(2, True), [Phase(1, 13)]),
            "steps = 13: must leave at most 1000000000000 paths",
        ),
        (
            lambda: after_epochs(MANY, 1),
            f"n = 31: must leave at most {MAX_DRAWS} orders of the samples",
        ),
        (lambda: after_epochs(TALK, 0), "rate = 0: must be > 0"),
        (lambda: after_epochs(TALK, 0.5), "rate = 0.5: must be an exact rational"),
        (lambda: flow_on_average(WIDE, 1), f"points = 81: must need at most {MAX_COPIES} copies"),
        (lambda: Ensemble(TALK, ()), "points = (): must be one or more, each with one path or more"),
    ],
)
def test_bad_input_is_refused_in_one_line(attempt, message):
    with pytest.raises(InvalidArgument) as refusal:
        attempt()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
