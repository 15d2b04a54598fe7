"""Exact gradient descent against a plain reference in reduced fractions, and runs that never end."""

import pickle
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import engine as module
from numerics.engine import Engine, steps_needed
from numerics.exact import NeverStops, Run, TooManySteps, descend, path, rounded_path, train_losses
from numerics.problem import Problem, test_loss, train_loss
from numerics.rational import InvalidArgument
from numerics.schedule import Phase, Schedule

TALK = Problem.from_counts([2, 1], [1, 1])
SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

Point = tuple[Fraction, ...]


def reference(problem: Problem, phases: list[Phase], stop: Fraction | None, start: Point) -> list[Point]:
    """Descend as the definition says, in reduced fractions, the gradient summed over the samples."""
    beta, visited = start, [start]
    rates = [phase.rate for phase in phases for _ in range(phase.steps or 20)]
    for eta in rates:
        if stop is not None and loss(problem, beta) <= stop:
            break
        slope = [Fraction(0)] * problem.d
        for x, y in zip(problem.X, problem.y, strict=True):
            error = sum(x_i * b for x_i, b in zip(x, beta, strict=True)) - y
            slope = [s + Fraction(2, problem.n) * x_i * error for s, x_i in zip(slope, x, strict=True)]
        beta = tuple(b - eta * s for b, s in zip(beta, slope, strict=True))
        visited.append(beta)
    return visited


def loss(problem: Problem, beta: Point) -> Fraction:
    errors = (
        sum(x_i * b for x_i, b in zip(x, beta, strict=True)) - y
        for x, y in zip(problem.X, problem.y, strict=True)
    )
    return sum((e**2 for e in errors), Fraction(0)) / problem.n


def scaled(mantissa: int, exponent: int) -> Fraction:
    return Fraction(mantissa) * Fraction(10) ** exponent


NUMBERS = st.builds(scaled, st.integers(-20, 20), st.sampled_from([0, 0, 0, 6, -6, 40, -40]))
RATES = st.builds(Fraction, st.integers(1, 60), st.integers(12, 60))
PHASES = st.lists(st.builds(Phase, RATES, st.integers(1, 6)), min_size=1, max_size=4)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    d = draw(st.integers(1, 3))
    counts = draw(st.lists(st.integers(0, 50), min_size=d, max_size=d))
    counts[draw(st.integers(0, d - 1))] += 1
    beta = draw(st.lists(NUMBERS, min_size=d, max_size=d) | NUMBERS.map(lambda c: [c] * d))
    order = draw(st.permutations([i for i, m in enumerate(counts) for _ in range(m)]))
    return draw(st.sampled_from([Problem.from_counts(counts, beta), Problem.from_samples(order, beta)]))


def origin(problem: Problem) -> Point:
    return (Fraction(0),) * problem.d


def agrees(problem: Problem, phases: list[Phase]) -> None:
    visited = reference(problem, phases, None, origin(problem))
    run = descend(problem, phases)
    assert (run.steps, run.stopped, run.beta) == (len(visited) - 1, False, visited[-1])
    assert run.train_loss == loss(problem, run.beta)
    assert run.test_loss == test_loss(problem, run.beta)
    assert run.residual == tuple(b - c for b, c in zip(run.beta, problem.beta_star, strict=True))


@SETTINGS
@given(problems(), PHASES)
def test_without_a_stop_it_ends_where_the_reference_ends(problem: Problem, phases: list[Phase]) -> None:
    agrees(problem, phases)


def agrees_until_a_stop(problem: Problem, phases: list[Phase], share: int) -> None:
    stop = loss(problem, origin(problem)) * Fraction(share, 100)
    if not stop:
        return
    visited = reference(problem, phases, stop, origin(problem))
    run = descend(problem, phases, stop)
    assert (run.steps, run.beta) == (len(visited) - 1, visited[-1])
    assert run.stopped == (run.train_loss <= stop)


@SETTINGS
@given(problems(), PHASES, st.integers(1, 100))
def test_with_a_stop_it_ends_where_the_reference_ends(
    problem: Problem, phases: list[Phase], share: int
) -> None:
    agrees_until_a_stop(problem, phases, share)


@SETTINGS
@given(problems(), PHASES, st.data())
def test_from_any_start_the_path_is_the_references(
    problem: Problem, phases: list[Phase], data: st.DataObject
) -> None:
    start = tuple(data.draw(st.lists(NUMBERS, min_size=problem.d, max_size=problem.d)))
    visited = reference(problem, phases, None, start)
    assert path(problem, phases, start=start) == visited
    assert train_losses(problem, phases, start=start) == [loss(problem, beta) for beta in visited]
    assert rounded_path(problem, phases, start=start) == [tuple(map(float, beta)) for beta in visited]


@SETTINGS
@given(problems(), RATES)
def test_an_open_phase_stops_with_the_reference_or_never(problem: Problem, rate: Fraction) -> None:
    stop = loss(problem, origin(problem)) / 10
    if not stop:
        return
    visited = reference(problem, [Phase(rate, None)], stop, origin(problem))
    try:
        run = descend(problem, [Phase(rate, None)], stop, max_steps=20)
    except (NeverStops, TooManySteps):
        assert all(loss(problem, beta) > stop for beta in visited)
    else:
        assert run.stopped
        assert run.beta == visited[-1]


@SETTINGS
@given(problems(), PHASES, PHASES)
def test_two_runs_one_after_the_other_are_one_run(
    problem: Problem, first: list[Phase], second: list[Phase]
) -> None:
    halfway = descend(problem, first).beta
    assert descend(problem, second, start=halfway).beta == descend(problem, [*first, *second]).beta


@SETTINGS
@given(problems(), PHASES, st.integers(1, 100))
def test_leading_bits_decide_what_the_integers_decide(
    problem: Problem, phases: list[Phase], share: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LONG", 0)
        agrees_until_a_stop(problem, phases, share)


@SETTINGS
@given(problems(), PHASES)
def test_blocks_step_as_the_whole_does(problem: Problem, phases: list[Phase]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 1)
        agrees(problem, phases)


def test_a_thousand_coordinates_step_block_by_block() -> None:
    problem = Problem.from_counts([1] * 1000, [1] * 1000)
    run = descend(problem, [Phase(Fraction(50), None)], "1/100")
    assert (run.stopped, len(set(run.beta))) == (True, 1)


def test_leading_bits_leave_a_tie_to_the_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONG", 0)
    test_the_stop_includes_equality_at_a_later_step()
    for counts, schedule, stop in NEVER:
        test_a_run_that_can_never_stop_is_noticed(counts, schedule, stop)


def test_a_sample_repeated_a_hundred_thousand_times_is_stepped_once() -> None:
    problem = Problem.from_counts([100_000, 1], [1, 1])
    assert [block.A.nrows() for block in Engine(problem, origin(problem)).blocks] == [2]
    with pytest.raises(TooManySteps):
        descend(problem, [Phase(Fraction(1, 2), None)], "1e-9", max_steps=1000)


PLANTED = Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(1, 2), 1)]


def test_the_case_that_planted_errors_spoil_is_sound() -> None:
    agrees(*PLANTED)


def test_a_gradient_without_its_factor_two_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    set_rate = Engine.set_rate
    monkeypatch.setattr(Engine, "set_rate", lambda engine, rate: set_rate(engine, rate / 2))
    with pytest.raises(AssertionError):
        agrees(*PLANTED)


def test_a_gradient_that_misses_a_sample_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Engine.__init__

    def forgetful(engine: Engine, problem: Problem, start: Point) -> None:
        make(engine, problem, start)
        engine.blocks[0].X_T[0, 0] -= fmpz(1)

    monkeypatch.setattr(Engine, "__init__", forgetful)
    with pytest.raises(AssertionError):
        agrees(*PLANTED)


def test_a_stop_that_is_strict_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    compare = Engine.compare
    monkeypatch.setattr(Engine, "compare", lambda *arguments: compare(*arguments) or 1)
    with pytest.raises(AssertionError):
        test_the_stop_includes_equality_at_step_0()


def test_the_stop_includes_equality_at_step_0() -> None:
    run = descend(Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(1), None)], 1)
    assert (run.steps, run.stopped, run.train_loss) == (0, True, Fraction(1))


def test_the_stop_includes_equality_at_a_later_step() -> None:
    run = descend(Problem.from_counts([1], [1]), [Phase(Fraction(1, 4), None)], "1/16")
    assert (run.steps, run.stopped, run.train_loss) == (2, True, Fraction(1, 16))


def test_a_run_that_stops_in_an_early_phase_takes_no_step_of_a_later_one() -> None:
    phases = Schedule.parse("1/4*3, 1/4*5, 9").phases
    assert descend(Problem.from_counts([1], [1]), phases, "1/16").steps == 2


NEVER = [
    ([3, 1], "4/3", "1/100"),
    ([2, 1], "3/2", "1/100"),
    ([2, 1], "2", "1/100"),
    ([1, 1], "2", "1/2"),
    ([1], "1", "1/2"),
    ([1, 1], "3", "9/10"),
    ([2, 1], "3/2*1, 1/2*2, 3/2", "1/1000"),
    ([9, 1], "10/9", "9/10"),  # the floor is the stop itself, approached from above for ever
    ([3, 1], "4/3", "3/4"),
]


@pytest.mark.parametrize(("counts", "schedule", "stop"), NEVER)
def test_a_run_that_can_never_stop_is_noticed(counts: list[int], schedule: str, stop: str) -> None:
    problem = Problem.from_counts(counts, [1] * len(counts))
    phases = Schedule.parse(schedule).phases
    with pytest.raises(
        NeverStops, match=r"^rate = .* L_train never gets to .* \(at step \d+ it is"
    ) as noticed:
        descend(problem, phases, stop)
    steps = noticed.value.step
    finite = [*phases[:-1], Phase(phases[-1].rate, steps - sum(p.steps or 0 for p in phases))]
    assert noticed.value.train_loss == descend(problem, finite).train_loss > Fraction(stop)
    assert str(pickle.loads(pickle.dumps(noticed.value))) == str(noticed.value)


def test_a_floor_just_below_the_stop_is_reached() -> None:
    stop = Fraction(3, 4) + Fraction(1, 10**9)
    assert descend(Problem.from_counts([3, 1], [1, 1]), [Phase(Fraction(4, 3), None)], stop).stopped


def test_a_growing_error_may_still_stop_before_it_has_grown() -> None:
    problem = Problem.from_counts([3, 1], ["1/1000", 1])
    run = descend(problem, [Phase(Fraction(3, 2), None)], "1/100")
    assert run.stopped
    assert abs(run.residual[0]) > Fraction(1, 1000)


def test_a_growing_error_is_noticed_as_soon_as_it_alone_exceeds_the_stop() -> None:
    problem = Problem.from_counts([3, 1], ["1/1000000", 1])
    with pytest.raises(NeverStops) as noticed:
        descend(problem, [Phase(Fraction(7, 4), None)], "1e-11")
    assert noticed.value.step == 3


@pytest.mark.parametrize("schedule", ["1/2*1000000000", "1/2*101", "1/2*100, 1/2*1"])
def test_more_steps_than_the_limit_are_refused_before_the_first(schedule: str) -> None:
    with pytest.raises(TooManySteps, match=r"^max_steps = 100: must be raised"):
        descend(Problem.from_counts([1, 1], [1, 1]), Schedule.parse(schedule).phases, max_steps=100)


def test_an_open_phase_is_ended_by_the_limit() -> None:
    with pytest.raises(TooManySteps, match=r"^max_steps = 100: must be raised") as refusal:
        descend(Problem.from_counts([1, 1], [1, 1]), [Phase(Fraction(1, 1000), None)], "1/100", max_steps=100)
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)


SLOW = st.builds(Fraction, st.integers(1, 40), st.just(100))  # below 1/2, so that every error shrinks


@SETTINGS
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 20)), min_size=1, max_size=4),
    SLOW,
    st.sampled_from([2, 100, 10**9]),
)
def test_no_run_takes_fewer_steps_than_are_said_to_be_needed(
    drawn: list[tuple[int, int]], share: Fraction, depth: int
) -> None:
    """Every bound on the way is kept; with one coordinate, whose loss has one factor, it is sharp."""
    counts, beta = zip(*drawn, strict=True)
    problem = Problem.from_counts(counts, beta)
    stop = loss(problem, origin(problem)) / depth
    phase = Phase(share * sum(counts) / max(counts), None)
    taken = descend(problem, [phase], stop, max_steps=10**6).steps
    engine = Engine(problem, origin(problem))
    engine.set_rate(phase.rate)
    for step in range(1, min(taken, 40)):
        before = engine.errors
        engine.step()
        bound = steps_needed(engine, before, stop)
        assert bound <= taken - step
        assert len(counts) > 1 or bound >= taken - step - 1


def test_steps_are_needed_only_where_the_loss_falls() -> None:
    engine = Engine(TALK, origin(TALK))
    engine.set_rate(Fraction(3))
    before = engine.errors
    engine.step()
    assert steps_needed(engine, before, Fraction(1, 100)) == 0


@pytest.mark.parametrize(
    ("counts", "rate", "stop"),
    [
        ([2, 1], "1e-300", "1/100"),
        ([2, 1], "1e-3999", "1/100"),
        ([1000, 1], "1/2", "1e-30"),
        ([1], "1e-9", "1/2"),
    ],
)
def test_a_run_in_vain_is_refused_before_its_numbers_are_long(
    counts: list[int], rate: str, stop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, step = [], Engine.step

    def counted(engine: Engine) -> None:
        steps.append(engine)
        step(engine)

    monkeypatch.setattr(Engine, "step", counted)
    problem = Problem.from_counts(counts, [1] * len(counts))
    with pytest.raises(TooManySteps) as refusal:
        descend(problem, Schedule.parse(rate).phases, stop)
    assert refusal.value.least > 10_000
    assert len(steps) <= 8


def test_a_limit_that_is_just_enough_is_enough() -> None:
    problem = Problem.from_counts([1], [1])  # each step leaves a quarter of the loss
    phases, stop = [Phase(Fraction(1, 4), None)], Fraction(1, 4**20)
    assert descend(problem, phases, stop, max_steps=20).steps == 20
    with pytest.raises(TooManySteps):
        descend(problem, phases, stop, max_steps=19)


def test_the_limit_itself_may_be_taken() -> None:
    assert (
        descend(Problem.from_counts([1, 1], [1, 1]), [Phase(Fraction(1, 2), 100)], max_steps=100).steps == 100
    )


STOPS: list[Any] = [0, -1, "0", 0.01, float("nan"), float("inf"), "x", True, 2, "1.0001", [1]]


@pytest.mark.parametrize("stop", STOPS, ids=repr)
def test_an_impossible_stop_is_refused_in_one_line(stop: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^stop = ") as refusal:
        descend(Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(1, 2), None)], stop)
    assert len(str(refusal.value).splitlines()) == 1


def test_a_stop_above_the_initial_loss_is_told_that_loss() -> None:
    with pytest.raises(InvalidArgument, match=r"^stop = 2: must be at most the initial train loss 1$"):
        descend(Problem.from_counts([2, 1], [1, 1]), [], 2)


def test_an_open_phase_without_a_stop_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"^phases = '1/2': must have a count"):
        descend(Problem.from_counts([2, 1], [1, 1]), [Phase(Fraction(1, 2), None)])


@pytest.mark.parametrize("start", [[0.5, 0], [1], "00", [1, 2, 3], 3])
def test_an_impossible_start_is_refused(start: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^start"):
        descend(Problem.from_counts([2, 1], [1, 1]), [], start=start)


@pytest.mark.parametrize("limit", [-1, 1.5, None, True, "10"])
def test_an_impossible_limit_is_refused(limit: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^max_steps"):
        descend(Problem.from_counts([2, 1], [1, 1]), [], max_steps=limit)


def test_coordinates_never_drawn_do_not_move() -> None:
    run = descend(Problem.from_counts([3, 0], [1, 7]), [Phase(Fraction(1, 3), 9)], start=[0, 5])
    assert run.beta[1] == 5


def test_a_path_beyond_floats_is_refused_as_a_picture_only() -> None:
    problem, phases = Problem.from_counts([1], [1]), [Phase(Fraction(10**200), 2)]
    assert train_loss(problem, descend(problem, phases).beta) > 10**800
    with pytest.raises(InvalidArgument, match=r"^phases = .*must keep beta below 1e\+100 to be drawn"):
        rounded_path(problem, phases)


def test_an_impossible_run_cannot_exist() -> None:
    one = Fraction(1)
    for bad in ({"steps": -1}, {"train_loss": -one}, {"test_loss": -one}, {"residual": (one, one)}):
        good = {"steps": 0, "beta": (one,), "residual": (one,), "train_loss": one, "test_loss": one}
        with pytest.raises(InvalidArgument):
            Run(stopped=False, **{**good, **bad})  # type: ignore[arg-type]
