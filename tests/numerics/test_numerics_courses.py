"""The course of a run is what the run does: exact where it is, and from the module that runs it."""

from fractions import Fraction
from math import gcd

import pytest

from numerics.batches import Batching, after_batches, after_epochs, flow_on_average
from numerics.course import Course, Levels, Moment, Scene, ratios
from numerics.courses import (
    FLOW_POINTS,
    MOST_STEPS,
    descent,
    epoch,
    flow_through,
    on_batches,
    visited,
    with_momentum,
)
from numerics.enclosure import Enclosure, weighted_sum
from numerics.exact import descend, path
from numerics.flow import flow_at, flow_until
from numerics.interpolated import interpolated_until
from numerics.momentum import heavy_ball
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule
from numerics.simulate import simulate

ONE, HALF = Fraction(1), Fraction(1, 2)
THREE = Problem.from_counts([3, 2, 1], [1, -2, HALF], ["1/2", "1/4", "1/4"])
EPS = Fraction(1, 50)


def _squares(problem: Problem, point: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple((b - c) ** 2 for b, c in zip(point, problem.beta_star, strict=True))


def _losses(course: Course) -> list[tuple[object, object]]:
    return [course.losses(moment) for moment in course.moments]


def _meet(value: Fraction | Enclosure, other: Fraction | Enclosure) -> bool:
    one, two = (v if isinstance(v, Enclosure) else Enclosure.exactly(v) for v in (value, other))
    return one.overlaps(two) and max(one.width, two.width) < Fraction(1, 10**12)


def test_steps_leave_what_descent_leaves_exactly() -> None:
    course = descent(THREE, Schedule.parse("5/4*2, 1/3*3"), None, "steps")
    points = path(THREE, Schedule.parse("5/4*2, 1/3*3").phases)
    assert [moment.squares for moment in course.steps] == [_squares(THREE, point) for point in points]
    assert _losses(course) == [(train_loss(THREE, p), test_loss(THREE, p)) for p in points]
    assert [moment.step for moment in course.steps] == list(range(6))
    assert [moment.time for moment in course.steps][1:] == [Fraction(5, 4), Fraction(5, 2)] + [
        Fraction(5, 2) + Fraction(k, 3) for k in (1, 2, 3)
    ]
    assert course.flow == ()


def test_the_flow_goes_on_from_the_last_step_to_the_stop() -> None:
    course = descent(THREE, Schedule.parse("1*1, flow"), EPS, "annealed")
    assert len(course.flow) == FLOW_POINTS + 1
    assert course.flow[0].time == course.steps[-1].time == 1
    assert all(_meet(a, b) for a, b in zip(course.flow[0].squares, course.steps[-1].squares, strict=True))
    end = simulate(THREE, Schedule.parse("1*1, flow"), EPS, name="")
    assert end.time
    assert course.flow[-1].time == 1 + end.time.midpoint
    start = descend(THREE, [Phase(ONE, 1)]).beta
    for moment in course.flow[7], course.flow[-1]:
        reached = flow_at(THREE, moment.time - 1, start)
        there = [(b - c).squared() for b, c in zip(reached, THREE.beta_star, strict=True)]
        assert all(_meet(a, b) for a, b in zip(moment.squares, there, strict=True))
    trains = [course.losses(moment)[0].midpoint for moment in course.flow]
    assert trains == sorted(trains, reverse=True)


def test_what_has_no_slope_stays_exactly() -> None:
    course = descent(Problem.from_counts([2, 1, 0], [1, 1, 1]), Schedule.parse("3/4*1, flow"), "1/100", "")
    assert {moment.squares[0] for moment in course.flow} == {Fraction(0)}
    assert {moment.squares[2] for moment in course.flow} == {ONE}
    assert all(isinstance(moment.squares[1], Enclosure) for moment in course.flow)


def test_a_run_in_balls_has_the_middles_of_its_points() -> None:
    schedule = Schedule.parse("cosine(3/2, 0)*3, flow")
    course = descent(THREE, schedule, EPS, "cosine")
    end = simulate(THREE, schedule, EPS, name="")
    assert len(course.steps) == end.steps + 1
    assert _meet(course.losses(course.moments[-1])[1], end.test_loss)
    assert course.steps[1].time == Fraction(3, 2)


def test_a_rate_of_zero_is_a_step() -> None:
    course = descent(THREE, Schedule.parse("linear(0, 1)*2"), None, "warm-up")
    assert [moment.time for moment in course.steps] == [0, 0, HALF]
    assert course.steps[0].squares == course.steps[1].squares != course.steps[2].squares


def test_of_very_many_steps_some_are_left_out_and_none_is_wrong() -> None:
    steps = 2 * MOST_STEPS + 1
    course = descent(THREE, Schedule.parse(f"1/100*{steps}"), None, "long")
    assert len(course.steps) <= MOST_STEPS + 1
    assert course.steps[-1].step == steps
    for moment in course.steps[1], course.steps[-1]:
        run = descend(THREE, [Phase(Fraction(1, 100), moment.step)])
        assert moment.squares == _squares(THREE, run.beta)
        assert moment.time == Fraction(moment.step, 100)


@pytest.mark.parametrize("batching", [Batching(2, repeats=True), Batching(2, repeats=False)])
def test_batches_leave_the_mean_squares_of_all_draws(batching: Batching) -> None:
    phases = [Phase(HALF, 1), Phase(Fraction(3, 4), 1)]
    course = on_batches(THREE, batching, phases, None, "batches")
    for k, moment in enumerate(course.steps):
        ensemble = after_batches(THREE, batching, phases[:k])
        assert moment.squares == ensemble.mean_squares
        assert course.losses(moment) == (ensemble.mean_train_loss, ensemble.mean_test_loss)
    assert course.flow == ()
    assert course.averaged


@pytest.mark.parametrize("batching", [Batching(2, repeats=True), Batching(2, repeats=False)])
def test_after_batches_every_path_flows(batching: Batching) -> None:
    ensemble = after_batches(THREE, batching, [Phase(HALF, 1)])
    course = on_batches(THREE, batching, [Phase(HALF, 1)], EPS, "batches")
    moment, end = course.flow[-1], flow_on_average(ensemble, EPS)
    copies = ensemble.paths // gcd(*(number for _, number in ensemble.points))
    assert moment.time == HALF + end.time.midpoint / copies
    flowed = [(flow_at(THREE, moment.time - HALF, point), number) for point, number in ensemble.points]
    for i, truth in enumerate(THREE.beta_star):
        parts = [((beta[i] - truth).squared(), number) for beta, number in flowed]
        mean = weighted_sum([Fraction(number, ensemble.paths) for _, number in parts], [r for r, _ in parts])
        assert _meet(moment.squares[i], mean)
    assert course.levels
    assert _meet(course.levels.test_loss(EPS), end.test_loss)
    assert course.levels.highest == ensemble.mean_train_loss


def test_no_flow_follows_where_batches_undershoot_the_stop() -> None:
    talk = Problem.from_counts([2, 1], [1, 1])
    course = on_batches(talk, Batching(2, repeats=False), [Phase(HALF, 1)], HALF, "batches")
    assert course.flow == ()
    assert course.levels is None


def test_an_epoch_leaves_what_every_order_does() -> None:
    course = epoch(THREE, Fraction(1, 4), EPS, "epoch")
    assert course.steps[1].squares == after_epochs(THREE, Fraction(1, 4)).mean_squares
    assert course.steps[1].time == Fraction(6, 4)
    (start, _), *others = after_epochs(THREE, Fraction(1, 4)).points
    end = flow_until(THREE, EPS, start)
    assert others == []
    assert course.levels
    assert _meet(course.levels.test_loss(EPS), end.test_loss)
    assert course.flow[-1].time - Fraction(6, 4) in end.time


def test_momentum_and_points_leave_their_residuals() -> None:
    course = with_momentum(THREE, 1, HALF, 4, "momentum")
    points = heavy_ball(THREE, 1, HALF, 4)
    assert [moment.squares for moment in course.steps] == [_squares(THREE, point) for point in points]
    seen = visited(THREE, points[1:], "points")
    assert [moment.squares for moment in seen.steps] == [moment.squares for moment in course.steps[1:]]


def test_a_flow_passes_through_the_times_asked_for() -> None:
    course = flow_through(THREE, ["1/3", 2], "flow")
    times = [moment.time for moment in course.flow]
    assert times == sorted(times)
    assert {Fraction(1, 3), Fraction(2)} <= set(times)
    assert times[-1] == 2


@pytest.mark.parametrize(
    ("large", "small"), [("5/4*1, flow", "flow"), ("5/4*1, 1/2", "1/2")], ids=["flow", "small rate"]
)
def test_ratios_are_those_of_the_test_losses_at_equal_train_loss(large: str, small: str) -> None:
    runs = [descent(THREE, Schedule.parse(way), EPS, way) for way in (large, small)]
    found = ratios(*runs, EPS, parts=4)
    levels = [level for level, _ in found]
    after = descend(THREE, [Phase(Fraction(5, 4), 1)])
    assert levels == sorted(levels, reverse=True)
    assert (levels[0], levels[-1]) == (after.train_loss, EPS)
    for level, ratio in (found[0], found[2], found[-1]):
        if small == "flow":
            above, below = (flow_until(THREE, level, start).test_loss for start in (after.beta, None))
        else:
            above, below = (
                interpolated_until(THREE, Schedule.parse(way).phases, level).test_loss
                for way in (large, small)
            )
        assert _meet(ratio, Enclosure(above.lower / below.upper, above.upper / below.lower))


def test_there_are_no_ratios_without_a_common_end() -> None:
    alone = descent(THREE, Schedule.parse("flow"), EPS, "flow")
    for small in ("flow", "1/2"):
        stopped = descent(THREE, Schedule.parse(f"3/4*9, {small}"), EPS, "stopped by a step")
        assert stopped.levels is None
        assert ratios(stopped, alone, EPS) == []
    nothing, all_of_it = (Levels(ONE, lambda level, k=k: k * level) for k in (Fraction(0), ONE))
    empty, whole = (Course("", THREE, (), levels=each) for each in (nothing, all_of_it))
    assert ratios(whole, empty, 1) == []
    assert ratios(empty, whole, 1) == [(ONE, Fraction(0))]
    assert ratios(whole, whole, 2) == []


def test_a_scene_tells_times_apart_from_steps() -> None:
    steps = descent(THREE, Schedule.parse("5/4*2"), None, "steps")
    flow = descent(THREE, Schedule.parse("flow"), EPS, "flow")
    last = steps.steps[-1]
    assert [Scene(THREE, some).place(last) for some in ((steps,), (flow, steps))] == [2.0, 2.5]
    assert Scene(THREE, (steps,)).place(Moment(ONE, (), 7)) == 7.0
    assert Scene(THREE, (flow,)).place(Moment(Fraction(10) ** 500, ())) == 1e100
    with pytest.raises(InvalidArgument, match=r"^courses = 3"):
        Scene(THREE, (steps,) * 3)
