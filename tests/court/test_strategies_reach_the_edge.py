"""The strategies reach the edge of their domain, from both sides where there are two, and never leave it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import isqrt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.strategies import SearchStrategy

from etalon import strategies
from etalon.case import Case, to_fraction
from etalon.experiment import kept
from etalon.heavy_ball import HeavyBall
from etalon.shaped import ShapedCase
from etalon.shaped_runs import shaped_losses
from etalon.strategies.batches import crossing_of_batches
from etalon.strategies.numbers import MOST_COUNTS, truths
from etalon.strategies.rates import critical_edges, one_step_edges
from numerics.batches import Batching
from numerics.exact import train_losses
from numerics.shapes import Cosine
from numerics.simulate import is_exact
from theory.batch_rates import critical_square_rates
from theory.critical import critical_rates
from theory.effective_time import ranks_of_times

ONLY_GENERATE = settings(
    max_examples=3000,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def find_any(strategy: SearchStrategy[Any], wanted: Callable[[Any], bool]) -> Any:
    """Return a drawn value that is wanted; there is no need to shrink it."""
    return find(strategy, wanted, settings=ONLY_GENERATE)


def assert_all_examples(strategy: SearchStrategy[Any], wanted: Callable[[Any], bool]) -> None:
    """Require that every drawn value is wanted."""

    @settings(max_examples=150, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def check(value: Any) -> None:
        assert wanted(value), value

    check()


def _rate(case: Case) -> Fraction:
    return case.schedule[0][0]


def _relative(case: Case, edge: Fraction) -> Fraction:
    return (_rate(case) - edge) / edge


ONE_STEP = strategies.single_steps(strategies.heavier_first())
ONE_RATE = strategies.annealings(phases=1)


@pytest.mark.parametrize("edge", range(4), ids=["crossing", "stability", "heavy deadbeat", "light deadbeat"])
@pytest.mark.parametrize("side", [-1, 0, 1])
def test_one_step_thresholds_are_met_from_every_side(edge, side):
    def met(case: Case) -> bool:
        distance = _relative(case, one_step_edges(case.counts)[edge][0])
        return abs(distance) < Fraction(1, 1000) and (distance > 0) - (distance < 0) == side

    find_any(ONE_STEP, met)


@pytest.mark.parametrize("which", [0, 1], ids=["eta_c", "eta_max"])
@pytest.mark.parametrize("side", [-1, 1])
def test_critical_rates_are_met_from_both_sides(which, side):
    def met(case: Case) -> bool:
        left, right = critical_edges(case.counts)[which]
        distance = _relative(case, left if side < 0 else right)
        return abs(distance) < Fraction(1, 10**6) and (distance > 0) - (distance < 0) == side

    find_any(ONE_RATE, met)


@pytest.mark.parametrize("strategy", [strategies.ties(), strategies.annealings(phases=1)])
def test_a_rational_critical_rate_is_met_exactly(strategy):
    def met(case: Case) -> bool:
        if len(case.counts) != 2 or case.counts[0] <= case.counts[1]:
            return False
        return any(
            to_fraction(rate.left) == _rate(case) == to_fraction(rate.right)
            for rate in critical_rates(*case.counts)
        )

    find_any(strategy, met)


@pytest.mark.parametrize(
    "wanted",
    [
        lambda truth: 0 in truth,
        lambda truth: len(set(truth)) == 1,
        lambda truth: min(truth) < 0 < max(truth),
        lambda truth: all(truth) and abs(truth[0] / truth[1]) >= 10**6,
        lambda truth: all(truth) and abs(truth[0] / truth[1]) <= Fraction(1, 10**6),
    ],
    ids=["zero", "equal", "both signs", "huge ratio", "tiny ratio"],
)
def test_the_ground_truth_is_of_every_kind(wanted):
    find_any(truths(2, zeros=True), wanted)


def test_counts_reach_fifty_and_neighbours():
    find_any(strategies.heavier_first(), lambda counts: counts[0] == MOST_COUNTS)
    find_any(strategies.heavier_first(), lambda counts: counts[0] == counts[1] + 1)
    assert_all_examples(strategies.heavier_first(), lambda counts: MOST_COUNTS >= counts[0] > counts[1] >= 1)


def test_eps_is_met_exactly_and_a_thousand_millionth_of_it():
    def last(case: Case) -> Fraction:
        return train_losses(case.problem, case.phases)[-1]

    find_any(ONE_RATE, lambda case: case.eps == last(case))
    find_any(ONE_RATE, lambda case: case.eps * 10**8 <= last(case))


def test_the_large_steps_are_done_before_training_stops():
    def still_training(case: Case) -> bool:
        *before, last = train_losses(case.problem, case.phases)
        return all(loss > case.stop for loss in before) and last >= case.stop > 0

    for strategy in (strategies.annealings(), strategies.ordered_annealings(), strategies.ties()):
        assert_all_examples(strategy, still_training)


def test_schedules_have_one_to_seven_phases():
    for phases in (1, 4, 5, 7):
        find_any(strategies.descents(), lambda case, phases=phases: len(case.schedule) == phases)
    assert_all_examples(strategies.descents(), lambda case: 1 <= len(case.schedule) <= 7)


def test_some_contracting_steps_end_the_first_coordinate():
    find_any(strategies.contracting_steps(), lambda case: kept(case)[0] == 0)
    find_any(strategies.contracting_steps(), lambda case: kept(case)[0] == 1)
    assert_all_examples(strategies.contracting_steps(), lambda case: kept(case)[0] <= 1)


def test_samples_with_an_unseen_coordinate_are_drawn():
    find_any(strategies.descents(), lambda case: 0 in case.counts)


def test_half_measures_stay_below_the_critical_rate_and_come_close():
    def gap(case: Case) -> Fraction:
        return 1 - _rate(case) / critical_edges(case.counts)[0][0]

    assert_all_examples(strategies.half_measures(), lambda case: gap(case) > 0)
    find_any(strategies.half_measures(), lambda case: gap(case) < Fraction(1, 10**6))


def test_the_universal_curve_is_drawn_on_all_three_parts():
    half = Fraction(1, 2)
    parts = (
        lambda case: case.schedule[1][0] <= half,
        lambda case: half <= _rate(case) and case.schedule[1][0] <= 1,
        lambda case: _rate(case) == 1 < case.schedule[1][0],
    )
    pole = (lambda case: case.schedule[1][0] == half, lambda case: _rate(case) == half)
    for part in (*parts, *pole):
        find_any(strategies.points_of_the_curve(), part)
    assert_all_examples(strategies.points_of_the_curve(), lambda case: any(part(case) for part in parts))


def _kappa_and_ranks(case: Case) -> list[tuple[Fraction, int]]:
    """Return distortion and rank of the effective time of each coordinate that was drawn and has to learn."""
    drawn = [i for i, count in enumerate(case.counts) if count]
    ranks = ranks_of_times(case.rates, [case.counts[i] for i in drawn])
    q = case.population or (Fraction(1),) * len(case.counts)
    return [(q[i] / case.counts[i], rank) for i, rank in zip(drawn, ranks, strict=True) if case.beta[i]]


def _orders(case: Case) -> set[int]:
    pairs = combinations(_kappa_and_ranks(case), 2)
    return {(d > 0) - (d < 0) for d in ((b[0] - a[0]) * (b[1] - a[1]) for a, b in pairs)}


@pytest.mark.parametrize(("falling", "order"), [(False, 1), (True, -1)])
def test_ordered_runs_have_pairs_of_one_order_and_of_none(falling, order):
    runs = strategies.ordered_annealings(falling)
    assert_all_examples(runs, lambda case: order in _orders(case) and -order not in _orders(case))
    for wanted in (
        lambda drawn: len(drawn) == 4,
        lambda drawn: len({kappa for kappa, _ in drawn}) < len({rank for _, rank in drawn}),
        lambda drawn: len({rank for _, rank in drawn}) < len({kappa for kappa, _ in drawn}),
        lambda drawn: min(kappa for kappa, _ in drawn) == 0,
    ):
        find_any(runs, lambda case, wanted=wanted: wanted(_kappa_and_ranks(case)))


def test_ordered_runs_reach_a_coordinate_out_of_order_that_is_at_rest():
    def out_of_order(case: Case) -> bool:
        moving = replace(case, beta=(Fraction(1),) * len(case.beta))
        return 0 in case.beta and -1 in _orders(moving)

    find_any(strategies.ordered_annealings(), out_of_order)


def test_ties_differ_in_times_only_or_in_distortions_only():
    runs = strategies.ties() | strategies.faithful_samples()
    assert_all_examples(runs, lambda case: not _orders(case) - {0})
    find_any(runs, lambda case: len({rank for _, rank in _kappa_and_ranks(case)}) > 1)
    find_any(runs, lambda case: len({kappa for kappa, _ in _kappa_and_ranks(case)}) > 1)


def test_stable_steps_come_close_to_the_limit_and_stay_below_it():
    def gap(case: Case) -> Fraction:
        return 1 - _rate(case) * max(case.counts) / sum(case.counts)

    assert_all_examples(strategies.stable_steps(), lambda case: gap(case) > 0)
    find_any(strategies.stable_steps(), lambda case: gap(case) < Fraction(1, 10**6))


def test_steps_at_the_crossing_may_be_cut_short_by_the_stop():
    def stops_early(case: Case) -> bool:
        return train_losses(case.problem, case.phases)[-1] < case.stop

    find_any(strategies.crossings(), stops_early)
    find_any(strategies.crossings(), lambda case: not stops_early(case))
    find_any(strategies.talk_runs(), stops_early)


def test_a_run_stopped_by_its_large_steps_takes_none_or_more():
    for steps in (0, 1, 3):
        find_any(strategies.stopped_by_large_steps(), lambda case, n=steps: len(case.schedule) == n)


def test_ordered_runs_reach_a_coordinate_that_was_never_drawn():
    find_any(strategies.ordered_annealings(), lambda case: case.counts[-1] == 0)


def test_heavy_balls_meet_their_stability_limit_from_every_side():
    def side(case: HeavyBall) -> int:
        limit = (1 + case.momentum) * sum(case.counts) / max(case.counts)
        return (case.rate > limit) - (case.rate < limit)

    for wanted in (-1, 0, 1):
        find_any(strategies.heavy_balls(), lambda case, wanted=wanted: side(case) == wanted)


def test_underdamped_coordinates_are_and_may_differ_in_weight():
    def underdamped(case: HeavyBall) -> bool:
        traces = [1 + case.momentum - 2 * case.rate * n / sum(case.counts) for n in case.counts]
        return all(trace**2 < 4 * case.momentum for trace in traces)

    assert_all_examples(strategies.underdamped(), underdamped)
    find_any(strategies.underdamped(), lambda case: max(case.counts) > 10 * min(case.counts))


def test_steps_that_are_enough_may_be_one_fewer_than_enough():
    """The ends are written out again: X = D_1/(1 + m + |a_1|), Y = 4 D_2/(4 m - a_2^2), D = 2 eta p m^t."""

    def are_enough(case: HeavyBall, steps: int) -> bool:
        (n_1, n_2), n, m, eta = case.counts[:2], sum(case.counts), case.momentum, case.rate
        a_1, a_2 = (1 + m - 2 * eta * count / n for count in (n_1, n_2))
        least = 2 * eta * n_1 * m**steps / n / (1 + m + abs(a_1))
        most = 8 * eta * n_2 * m**steps / n / (4 * m - a_2**2)
        return a_2**2 < 4 * m and least**n_2 > most**n_1

    runs = strategies.long_underdamped()
    assert_all_examples(runs, lambda case: are_enough(case, case.steps))
    find_any(runs, lambda case: case.steps > 1 and not are_enough(case, case.steps - 1))
    find_any(runs, lambda case: case.rate * case.counts[0] >= (1 + case.momentum) * sum(case.counts))
    find_any(runs, lambda case: len(case.counts) > 2 and max(case.counts[2:]) > 0)


def test_crossings_with_momentum_are_met_from_every_side():
    def rates(case: HeavyBall) -> tuple[Fraction, Fraction, bool]:
        (heavy, light), n, b = case.counts[:2], sum(case.counts), case.momentum
        root = Fraction(isqrt(b.numerator), isqrt(b.denominator))
        return n * (1 + b) / (heavy + light), n * (1 + root) ** 2 / (2 * heavy), root**2 == b

    def meets(case: HeavyBall, which: int, side: int) -> bool:
        *both, exact = rates(case)
        later = both[which] == max(both)
        return exact and later and (case.rate > both[which]) - (case.rate < both[which]) == side

    for which, side in product((0, 1), (-1, 0, 1)):
        find_any(strategies.momentum_crossings(), lambda case, w=which, s=side: meets(case, w, s))
    find_any(strategies.momentum_crossings(), lambda case: not rates(case)[2])
    find_any(strategies.even_momentum_crossings(), lambda case: len(set(rates(case)[:2])) == 1)
    assert_all_examples(strategies.even_momentum_crossings(), lambda case: rates(case)[0] <= rates(case)[1])


def test_rates_are_drawn_at_the_ends_of_what_isolates_a_critical_one():
    def ends(case):
        return [to_fraction(end) for rate in critical_rates(*case.counts) for end in (rate.left, rate.right)]

    for place in range(4):
        find_any(strategies.isolating_ends(), lambda case, i=place: _rate(case) == ends(case)[i])
    find_any(strategies.isolating_ends(), lambda case: ends(case)[0] == ends(case)[1] == _rate(case))
    find_any(strategies.isolating_ends(), lambda case: ends(case)[2] == ends(case)[3] == _rate(case))


def test_rates_on_batches_are_drawn_at_the_ends_of_what_isolates_a_critical_one():
    def ends(case):
        rates = critical_square_rates(*case.counts, case.c, strategies.DIGITS)
        return [to_fraction(end) for rate in rates for end in (rate.left, rate.right)]

    for place in range(4):
        find_any(strategies.noisy_runs(), lambda case, i=place: _rate(case) == ends(case)[i])
    for tie in (Fraction(3, 4), Fraction(9, 4)):
        find_any(strategies.noisy_runs(), lambda case, t=tie: case.c == Fraction(1, 2) and _rate(case) == t)


def test_a_step_is_scored_that_ends_either_coordinate():
    for place in (0, 1):
        find_any(
            strategies.scored_steps(),
            lambda case, i=place: 2 * _rate(case) * case.counts[i] == case.problem.n,
        )


def test_crossings_on_batches_have_a_third_coordinate_and_noise():
    def side(case):
        return (_rate(case) > crossing_of_batches(case)) - (_rate(case) < crossing_of_batches(case))

    assert_all_examples(strategies.batch_crossings(), lambda case: len(case.counts) == 3)
    for wanted in (-1, 0, 1):
        find_any(strategies.batch_crossings(), lambda case, w=wanted: side(case) == w and 0 < case.c < 1)


def test_either_coordinate_is_the_more_distorted_one_of_a_batch():
    runs = strategies.batch_annealings(((2, 1),), (Batching(2, False),), any_population=True)
    for order in (1, -1):
        find_any(runs, lambda case, o=order: o * (case.q[1] * case.p[0] - case.q[0] * case.p[1]) > 0)
        find_any(runs, lambda case, o=order: 0 < o * (case.q[0] / case.p[0] - 1) < Fraction(1, 50))


def test_batches_are_of_one_sample_of_all_and_between_with_and_without_repetition():
    for repeats in (True, False):
        find_any(strategies.batch_steps(), lambda case, r=repeats: case.batching == Batching(1, r))
        find_any(
            strategies.batch_steps(), lambda case, r=repeats: case.batching == Batching(3, r) and case.c < 1
        )
    find_any(strategies.batch_steps(), lambda case: case.c == 0)
    find_any(strategies.batch_descents(), lambda case: 0 in case.counts)


def test_a_coordinate_is_unseen_at_any_place_and_may_be_at_rest():
    assert_all_examples(strategies.with_one_unseen(), lambda case: 0 in case.counts and any(case.counts))
    for place in (0, 1):
        find_any(
            strategies.with_one_unseen(), lambda case, i=place: case.counts[i] == 0 and len(case.counts) == 2
        )
    find_any(
        strategies.with_one_unseen(), lambda case: case.counts[0] == 0 and case.points[0][0] == case.beta[0]
    )
    find_any(strategies.with_one_unseen(), lambda case: case.counts.count(0) > 1)


OF_ANY_DIMENSION = {
    "evaluations": strategies.evaluations(),
    "on_level_sets": strategies.on_level_sets(),
    "single_steps": strategies.single_steps(),
    "stable_steps": strategies.stable_steps(),
    "heavier_steps": strategies.heavier_steps(),
    "descents": strategies.descents(),
    "flows": strategies.flows(1),
    "unequal_flows": strategies.unequal_flows(),
    "contracting_steps": strategies.contracting_steps(),
    "ordered_annealings": strategies.ordered_annealings(),
    "ties": strategies.ties(),
    "faithful_samples": strategies.faithful_samples(),
    "heavy_balls": strategies.heavy_balls(),
    "underdamped": strategies.underdamped(),
}
PERHAPS_NEVER_DRAWN = [
    *("evaluations", "single_steps", "stable_steps", "heavier_steps", "descents", "flows", "unequal_flows"),
    *("contracting_steps", "ordered_annealings", "faithful_samples", "heavy_balls"),
]
ON_TWO = {
    "annealings": strategies.annealings(at=()),
    "distorted_annealings": strategies.distorted_annealings(at=()),
    "stopped_by_large_steps": strategies.stopped_by_large_steps(),
    "stops": strategies.stops(strategies.two_to_one),
}


@pytest.mark.parametrize("name", OF_ANY_DIMENSION)
def test_general_statements_are_drawn_with_six_coordinates_or_more(name):
    find_any(OF_ANY_DIMENSION[name], lambda case: len(case.counts) >= 6)


@pytest.mark.parametrize("name", PERHAPS_NEVER_DRAWN)
def test_a_coordinate_may_never_have_been_drawn(name):
    find_any(OF_ANY_DIMENSION[name], lambda case: 0 in case.counts)


@pytest.mark.parametrize("name", sorted(set(OF_ANY_DIMENSION) - {"unequal_flows", "ordered_annealings"}))
def test_a_ground_truth_may_be_zero(name):
    find_any(OF_ANY_DIMENSION[name], lambda case: 0 in case.beta)


@pytest.mark.parametrize("place", [0, 1], ids=["heavy", "light"])
@pytest.mark.parametrize("name", ON_TWO)
def test_either_ground_truth_of_two_may_be_zero(name, place):
    find_any(ON_TWO[name], lambda case: case.beta[place] == 0)


@pytest.mark.parametrize("at", [(), (0,), (1,), (0, 1)])
def test_a_ground_truth_is_not_zero_where_it_must_not_be(at):
    stops = strategies.stops(strategies.two_to_one, at)
    assert_all_examples(stops, lambda case: all(case.beta[i] for i in at))
    for free in {0, 1} - set(at):
        find_any(stops, lambda case, free=free: case.beta[free] == 0)


def test_something_that_was_drawn_can_be_learned():
    def learns(case: Case) -> bool:
        return any(truth and count for truth, count in zip(case.beta, case.counts, strict=True))

    for strategy in (strategies.stable_steps(), strategies.flows(2), strategies.annealings(at=())):
        assert_all_examples(strategy, learns)


@pytest.mark.parametrize(
    "strategy",
    [
        strategies.evaluations(),
        strategies.on_level_sets(),
        strategies.annealings(population=True),
        strategies.stopped_by_large_steps(),
        strategies.light_deadbeats(),
        strategies.one_seen(),
    ],
)
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_a_population_weight_may_be_zero(strategy, place):
    find_any(strategy, lambda case: len(case.q) > 1 and case.q[place] == 0)


@pytest.mark.parametrize(
    "strategy",
    [
        strategies.distorted_annealings(),
        strategies.distorted_flows(),
        strategies.half_measures(),
        strategies.talk_runs(),
        strategies.ordered_annealings(),
    ],
)
def test_the_least_distortion_may_be_zero(strategy):
    find_any(strategy, lambda case: 0 in case.q)


def test_every_direction_is_likely_where_test_losses_are_divided():
    assert_all_examples(strategies.on_level_sets(points=2, likely=True), lambda case: all(case.q))


def test_points_may_be_minimisers_unless_they_are_on_level_sets():
    def at_minimum(case: Case) -> bool:
        offsets = zip(case.points[0], case.beta, case.counts, strict=True)
        return not any(count and b != t for b, t, count in offsets)

    find_any(strategies.evaluations(), at_minimum)
    assert_all_examples(strategies.on_level_sets(), lambda case: not at_minimum(case))


def test_the_second_of_two_coordinates_may_be_the_heavier_one():
    for strategy in (
        strategies.annealings(population=True),
        strategies.distorted_annealings(strategies.counts(2)),
        strategies.light_deadbeats(),
        strategies.stopped_by_large_steps(),
    ):
        find_any(strategy, lambda case: case.counts[0] < case.counts[1])


def test_the_lighter_of_two_may_never_have_been_drawn():
    for strategy in (strategies.heavier_steps(), strategies.distorted_flows(), strategies.unequal_flows()):
        find_any(strategy, lambda case: case.counts[1] == 0)
    find_any(strategies.heavier_batch_steps(least=0), lambda case: case.counts[1] == 0)
    assert_all_examples(strategies.heavier_batch_steps(), lambda case: case.counts[1] > 0)


def test_a_single_phase_may_have_forty_steps():
    for strategy in (strategies.descents(), ONE_RATE):
        find_any(strategy, lambda case: case.schedule[0][1] == 40)
    find_any(strategies.heavy_balls(), lambda case: case.steps == 40)
    assert_all_examples(
        strategies.descents(), lambda case: len(case.schedule) == 1 or max(T for _, T in case.schedule) <= 7
    )


@pytest.mark.parametrize(
    "wanted",
    [
        lambda shape: shape.steps == 1,
        lambda shape: shape.steps == 8,
        lambda shape: getattr(shape, "end", None) == 0,
        lambda shape: shape.init == 0,
        lambda shape: shape.init == getattr(shape, "end", None),
        lambda shape: getattr(shape, "gamma", 0) == 1,
        lambda shape: getattr(shape, "gamma", 0) > 1,
        lambda shape: 0 < getattr(shape, "gamma", 1) < 1,
        lambda shape: getattr(shape, "power", 0) == 1,
        lambda shape: getattr(shape, "power", 0) == 5,
        lambda shape: 0 < shape.init < getattr(shape, "end", 0),
    ],
    ids=["1 step", "8 steps", "to 0", "from 0", "constant", "gamma 1", "grows", "decays", "k=1", "k=5", "up"],
)
def test_a_rational_shape_is_of_every_kind(wanted):
    find_any(strategies.rational_shapes(), wanted)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_cosine_has_every_length(steps):
    find_any(strategies.cosine_shapes(), lambda shape: shape.steps == steps and shape.end == 0)
    find_any(strategies.cosine_shapes(), lambda shape: shape.steps == steps and shape.init == 0)


def _from_thresholds(case: ShapedCase, which: slice = slice(None)) -> list[Fraction]:
    """Return how far from thresholds, relative to them, the ends of a first item are that is a cosine."""
    first = case.shapes[0] if case.shapes else None
    ends = (first.init, first.end) if isinstance(first, Cosine) else ()
    thresholds = [edge for edge, _ in one_step_edges(case.counts)[which]]
    return [(end - edge) / edge for end in ends for edge in thresholds]


@pytest.mark.parametrize("side", [-1, 0, 1])
@pytest.mark.parametrize("edge", range(4), ids=["crossing", "stability", "heavy deadbeat", "light deadbeat"])
def test_a_shape_has_an_end_exactly_at_a_threshold_and_beside_it(edge, side):
    def met(case: ShapedCase) -> bool:
        far = _from_thresholds(case, slice(edge, edge + 1))
        return any((x > 0) - (x < 0) == side and abs(x) < Fraction(1, 1000) for x in far)

    find_any(strategies.shaped_annealings(), met)


def test_a_shape_on_any_sample_has_an_end_at_a_threshold():
    find_any(strategies.shaped_descents(), lambda case: 0 in _from_thresholds(case) and len(case.counts) > 3)


def test_shaped_schedules_tie_win_and_lose_and_are_irrational_and_restarted():
    strategy = strategies.shaped_annealings()
    for ranks in ((0, 0), (0, 1), (1, 0)):
        find_any(strategy, lambda case, ranks=ranks: ranks_of_times(case.rates, case.counts) == ranks)
    find_any(strategy, lambda case: not is_exact(case.annealed))
    find_any(
        strategy,
        lambda case: (
            len(case.shapes) > 1 and isinstance(case.shapes[0], Cosine) and len(set(case.shapes)) == 1
        ),
    )


def test_shaped_schedules_leave_something_to_the_flow_and_may_leave_next_to_nothing():
    def last(case: ShapedCase) -> Fraction:
        return shaped_losses(case)[-1].lower

    strategy = strategies.shaped_annealings()
    assert_all_examples(
        strategy, lambda case: 0 < case.eps <= min(loss.lower for loss in shaped_losses(case))
    )
    find_any(strategy, lambda case: case.eps == last(case) and is_exact(case.annealed) and case.shapes)
    find_any(strategy, lambda case: case.eps * 10**8 <= last(case))
