"""The gradient flow: enclosures that contain the truth, stops between certain signs, ties left undecided."""

import pickle
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import flow as module
from numerics import propagator
from numerics.exact import descend
from numerics.flow import Enclosure, FlowStop, Undecided, compare_stops, flow_at, flow_until
from numerics.problem import Problem, test_loss, train_loss
from numerics.propagator import Flow
from numerics.rational import InvalidArgument
from numerics.schedule import Phase

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure


def scaled(mantissa: int, exponent: int) -> Fraction:
    return Fraction(mantissa) * Fraction(10) ** exponent


NONZERO = st.builds(scaled, st.integers(1, 99), st.sampled_from([0, 0, 6, -6, 40, -40]))
SHARES = st.builds(scaled, st.integers(1, 99), st.sampled_from([-2, -3, -9, -60]))
TIMES = st.builds(Fraction, st.integers(0, 300), st.integers(1, 30))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    d = draw(st.integers(1, 3))
    counts = draw(st.lists(st.integers(0, 50), min_size=d, max_size=d))
    counts[0] += 1
    return Problem.from_counts(counts, draw(st.lists(NONZERO, min_size=d, max_size=d)))


def initial_loss(problem: Problem) -> Fraction:
    return train_loss(problem, (Fraction(0),) * problem.d)


@SETTINGS
@given(problems(), SHARES)
def test_the_train_loss_at_the_stop_contains_the_threshold(problem: Problem, share: Fraction) -> None:
    stop = initial_loss(problem) * share
    end = flow_until(problem, stop)
    assert stop in end.train_loss
    assert end.test_loss.width * 2**64 <= end.test_loss.upper
    assert end.time.lower > 0


@SETTINGS
@given(problems(), SHARES, st.integers(1, 200))
def test_more_bits_enclose_within_the_same_place(problem: Problem, share: Fraction, bits: int) -> None:
    stop = initial_loss(problem) * share
    wide, narrow = flow_until(problem, stop, bits=bits), flow_until(problem, stop, bits=2 * bits)
    pairs = zip(
        (wide.time, *wide.beta, wide.test_loss), (narrow.time, *narrow.beta, narrow.test_loss), strict=True
    )
    assert all(a.overlaps(b) for a, b in pairs)
    assert narrow.test_loss.width * 2 ** (2 * bits) <= narrow.test_loss.upper


@SETTINGS
@given(problems(), SHARES)
def test_the_stop_lies_between_certain_signs(problem: Problem, share: Fraction) -> None:
    stop = initial_loss(problem) * share
    end = flow_until(problem, stop)
    flow = Flow(problem, (Fraction(0),) * problem.d)
    with ctx.workprec(1000):
        before, after = (
            flow.state(arb(int(t.numerator)) / t.denominator) for t in (end.time.lower, end.time.upper)
        )
        assert (before.sign(stop), after.sign(stop)) == (1, -1)


@SETTINGS
@given(problems(), SHARES, st.sampled_from([1, 2]))
def test_parts_of_the_system_flow_as_the_whole_does(problem: Problem, share: Fraction, size: int) -> None:
    stop = initial_loss(problem) * share
    whole = flow_until(problem, stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(propagator, "LARGEST_PART", size)
        parts = flow_until(problem, stop)
    pairs = zip(
        (whole.time, *whole.beta, whole.test_loss), (parts.time, *parts.beta, parts.test_loss), strict=True
    )
    assert all(a.overlaps(b) for a, b in pairs)
    assert stop in parts.train_loss


def test_three_hundred_coordinates_are_flowed_in_parts() -> None:
    problem = Problem.from_counts([1 + i % 7 for i in range(300)], [1] * 300)
    assert [len(part.place) for part in Flow(problem, problem.population).parts] == [8] * 37 + [4]
    end = flow_until(problem, "1/100")
    assert Fraction(1, 100) in end.train_loss
    assert end.beta[0].overlaps(end.beta[7])  # drawn equally often
    assert end.beta[0].upper < end.beta[1].lower


def test_a_whole_system_is_taken_while_it_is_small() -> None:
    assert len(Flow(Problem.from_counts([1] * 8, [1] * 8), (Fraction(0),) * 8).parts) == 1


@SETTINGS
@given(problems(), TIMES, TIMES)
def test_two_flows_one_after_the_other_are_one_flow(
    problem: Problem, first: Fraction, second: Fraction
) -> None:
    halfway = flow_at(problem, first, bits=200)
    once = flow_at(problem, first + second, bits=64)
    # Components move monotonically and apart from each other: the corners enclose the box's image.
    corners = [flow_at(problem, second, [getattr(b, end) for b in halfway]) for end in ("lower", "upper")]
    assert all(a.hull(b).overlaps(c) for a, b, c in zip(*corners, once, strict=True))


@SETTINGS
@given(problems(), TIMES)
def test_the_stop_at_the_loss_of_a_time_is_at_that_time(problem: Problem, time: Fraction) -> None:
    time += Fraction(1, 100)
    point = [b.midpoint for b in flow_at(problem, time, bits=2000)]
    end = flow_until(problem, train_loss(problem, point))
    assert abs(end.time.midpoint - time) < Fraction(1, 2**40) * time


@SETTINGS
@given(st.integers(1, 9), st.integers(1, 9), TIMES)
def test_descent_in_small_steps_comes_from_beyond_the_flow(light: int, heavy: int, time: Fraction) -> None:
    """A step along the tangent of a convex curve overshoots it: descent is never behind the flow."""
    problem = Problem.from_counts([light, heavy], [1, 1])
    steps = 60
    ahead = descend(problem, [Phase((time + 1) / 60 / steps, steps)]).beta
    exact = flow_at(problem, (time + 1) / 60)
    for step, flow in zip(ahead, exact, strict=True):
        assert flow.upper < step < flow.lower + Fraction(1, 30)


def test_a_single_coordinate_halves_its_residual_in_equal_times() -> None:
    problem = Problem.from_counts([1], [1])
    first, second = (flow_until(problem, Fraction(1, 4**k)).time for k in (1, 2))
    assert Fraction(1, 2) in flow_until(problem, "1/4").beta[0]
    assert second.lower <= 2 * first.upper
    assert 2 * first.lower <= second.upper


def test_a_single_coordinate_decays_by_e() -> None:
    e = Fraction(271828182845904523536028747135266249775724709369995, 10**50)
    error = Enclosure(e - Fraction(1, 10**49), e + Fraction(1, 10**49))
    residual = 1 - flow_at(Problem.from_counts([1], [1]), Fraction(1, 2), bits=100)[0].midpoint
    assert 1 / error.upper - Fraction(1, 2**95) < residual < 1 / error.lower + Fraction(1, 2**95)


@SETTINGS
@given(problems(), TIMES)
def test_an_enclosed_time_encloses_the_points_of_its_times(problem: Problem, time: Fraction) -> None:
    span = Enclosure(time, time + Fraction(1, 3))
    within = flow_at(problem, time + Fraction(1, 7))
    assert all(a.overlaps(b) for a, b in zip(flow_at(problem, span), within, strict=True))


def test_coordinates_never_drawn_are_known_exactly() -> None:
    end = flow_until(Problem.from_counts([3, 0], [1, 7]), "1/100", start=[0, 5])
    assert end.beta[1] == Enclosure(Fraction(5), Fraction(5))
    assert flow_at(Problem.from_counts([3, 0], [1, 7]), 9, [0, 5])[1] == end.beta[1]


def test_a_stop_at_the_initial_loss_is_at_time_0_exactly() -> None:
    end = flow_until(Problem.from_counts([2, 1], [1, 1]), 1)
    assert end.time == Enclosure(Fraction(0), Fraction(0))
    assert end.test_loss == Enclosure(Fraction(1), Fraction(1))


EXTREMES: list[tuple[list[int], list[Any], str]] = [
    ([2, 1], [1, 1], "1e-300"),
    ([2, 1], [1, 1], "1e-2000"),
    ([2, 1], ["1e6", 1], "1e-9"),
    ([2, 1], ["1e-6", 1], "1e-9"),
    ([2, 1], ["1e300", "1e-300"], "1e-9"),
    ([2, 1], ["1e-300", "1e-300"], "1e-610"),
    ([2, 1], ["-1e300", "1e300"], "1e550"),
    ([50, 1], [1, 1], "1e-12"),
    ([1, 50, 7], [1, "1e-9", "1e9"], "1e-12"),
    ([1, 0], [1, 0], "1/2"),
]


@pytest.mark.parametrize(("counts", "beta", "stop"), EXTREMES)
def test_extreme_problems_are_enclosed_all_the_same(counts: list[int], beta: list[Any], stop: str) -> None:
    end = flow_until(Problem.from_counts(counts, beta), stop)
    assert end.test_loss.width * 2**64 <= end.test_loss.upper
    assert all(
        b - c == r
        for b, c, r in zip(end.beta, Problem.from_counts(counts, beta).beta_star, end.residual, strict=True)
    )


def test_a_stop_a_hair_below_the_initial_loss_is_enclosed() -> None:
    hair = Fraction(1, 10**400)
    end = flow_until(Problem.from_counts([2, 1], [1, 1]), 1 - hair)
    assert 0 < end.time.lower <= end.time.upper < hair


def test_a_start_with_thousands_of_bits_is_flowed_from() -> None:
    problem = Problem.from_counts([7, 5], [1, 1])
    start = descend(problem, [Phase(Fraction(137, 100), 400)]).beta
    stop = train_loss(problem, start) / 3
    assert stop.denominator.bit_length() > 4000
    assert stop in flow_until(problem, stop, start).train_loss


def test_a_test_loss_of_zero_is_known_exactly() -> None:
    end = flow_until(Problem.from_counts([1, 1], [1, 0], [0, 1]), "1/100")
    assert end.test_loss == Enclosure(Fraction(0), Fraction(0))


@SETTINGS
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_comparison_is_antisymmetric_and_agrees_with_the_enclosures(a: int, b: int, c: int) -> None:
    problem, stop = Problem.from_counts([a, a + b], [1, 1]), Fraction(1, 1000)
    first, second = [Fraction(0), Fraction(c, 31)], [Fraction(c, 31), Fraction(0)]
    order = compare_stops(problem, stop, first, second)
    losses = [flow_until(problem, stop, start).test_loss for start in (first, second)]
    assert order == -compare_stops(problem, stop, second, first)
    assert order == (-1 if losses[0].midpoint < losses[1].midpoint else 1)


@pytest.mark.parametrize(
    ("first", "second"), [([0, 2], [2, 0]), ([0, "1/3"], ["1/3", 0]), ([0, 0], [2, 2]), ([0, 0], [0, 0])]
)
def test_an_exact_tie_is_left_undecided(first: list[Any], second: list[Any]) -> None:
    with pytest.raises(Undecided, match=r"^undecided at \d+ bits: the order of the two test losses$") as tie:
        compare_stops(Problem.from_counts([1, 1], [1, 1]), "1/100", first, second, max_bits=512)
    assert str(pickle.loads(pickle.dumps(tie.value))) == str(tie.value)


def test_a_difference_below_the_first_precision_is_found_by_a_higher_one() -> None:
    problem, hair = Problem.from_counts([2, 1], [1, 1]), Fraction(1, 10**60)
    assert compare_stops(problem, "1/100", [0, 0], [0, hair]) in (-1, 1)
    with pytest.raises(Undecided):
        compare_stops(problem, "1/100", [0, 0], [0, hair], max_bits=64)


def test_a_stop_that_no_precision_encloses_is_left_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PRECISION", 100)
    with pytest.raises(Undecided, match=r"^undecided at 100 bits: where the flow stops$"):
        flow_until(Problem.from_counts([2, 1], [1, 1]), "1e-300")


def test_a_wrong_guess_costs_time_and_no_certainty(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem.from_counts([2, 1], [1, 1])
    right = flow_until(problem, "1/100")
    for guess in ("0.001", "2", "40"):
        monkeypatch.setattr(module, "_newton", lambda *_, guess=guess: arb(guess).mid())
        assert flow_until(problem, "1/100").test_loss.overlaps(right.test_loss)


def test_a_system_without_its_factor_two_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Flow.__init__

    def halved(flow: Flow, problem: Problem, start: tuple[Fraction, ...]) -> None:
        make(flow, problem, start)
        for part in flow.parts:
            part.system = part.system / 2

    monkeypatch.setattr(Flow, "__init__", halved)
    with pytest.raises(AssertionError):
        test_a_single_coordinate_decays_by_e()


STOPS: list[Any] = [0, -1, 2, "1.0000001", 0.01, "x", None, True]


@pytest.mark.parametrize("stop", STOPS, ids=repr)
def test_an_impossible_stop_is_refused_in_one_line(stop: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^stop = ") as refusal:
        flow_until(Problem.from_counts([2, 1], [1, 1]), stop)
    assert len(str(refusal.value).splitlines()) == 1


def test_a_flow_that_starts_at_a_minimum_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"^stop = 1/100: must be at most the initial train loss 0$"):
        flow_until(Problem.from_counts([1, 1], [1, 1]), "1/100", [1, 1])


@pytest.mark.parametrize("bits", [0, -1, 1.5, True, None, 10**9])
def test_impossible_bits_are_refused(bits: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^bits"):
        flow_until(Problem.from_counts([1, 1], [1, 1]), "1/100", bits=bits)


@pytest.mark.parametrize("time", [-1, 0.5, "x", None, Enclosure(Fraction(-1), Fraction(1))])
def test_an_impossible_time_is_refused(time: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^time"):
        flow_at(Problem.from_counts([1, 1], [1, 1]), time)


@pytest.mark.parametrize("start", [[0.5, 0], [1], "00", [1, 2, 3], 3])
def test_an_impossible_start_is_refused(start: Any) -> None:
    for function in (flow_at, flow_until):
        with pytest.raises(InvalidArgument, match=r"^start"):
            function(Problem.from_counts([2, 1], [1, 1]), Fraction(1, 2), start)


def test_an_impossible_stop_of_a_flow_cannot_exist() -> None:
    one = Enclosure(Fraction(1), Fraction(1))
    with pytest.raises(InvalidArgument, match=r"^time"):
        FlowStop(one - 2, (one,), (one,), one, one)
    with pytest.raises(InvalidArgument, match=r"^residual"):
        FlowStop(one, (one,), (one, one), one, one)


def test_the_precision_of_flint_is_left_as_it_was() -> None:
    before = ctx.prec
    flow_until(Problem.from_counts([2, 1], [1, 1]), "1e-300")
    assert ctx.prec == before


def test_a_known_stop_has_the_known_test_loss() -> None:
    """From (2, 1) only the heavy coordinate is left: e_1^2 = 3/2 stop there, and L_test is half of that."""
    end = flow_until(Problem.from_counts([2, 1], [1, 1]), "1/100", [2, 1])
    assert Fraction(3, 400) in end.test_loss
    assert (
        test_loss(Problem.from_counts([2, 1], [1, 1]), [b.midpoint for b in end.beta]) - Fraction(3, 400)
        < 1e-15
    )


@given(NONZERO, NONZERO, SHARES)
@SETTINGS
def test_on_a_line_the_losses_at_the_stop_are_exact(
    moving: Fraction, resting: Fraction, share: Fraction
) -> None:
    problem = Problem.from_counts([2, 0], [moving, resting])
    end = flow_until(problem, moving**2 * share)
    exact = (moving**2 * share + resting**2) / 2
    assert (end.train_loss.lower, end.train_loss.width) == (moving**2 * share, 0)
    assert (end.test_loss.lower, end.test_loss.width) == (exact, 0)


@pytest.mark.parametrize("wrong", [Fraction(2), 1 + Fraction(1, 10**15), Fraction(0)])
def test_an_exact_loss_outside_the_balls_is_caught(monkeypatch: pytest.MonkeyPatch, wrong: Fraction) -> None:
    problem = Problem.from_counts([2, 0], [3, 5])
    assert flow_until(problem, "1/100").test_loss.width == 0
    monkeypatch.setattr(module, "test_loss", lambda problem, at: wrong * test_loss(problem, at))
    with pytest.raises(ArithmeticError, match=r"^the exact losses at the stop lie outside the balls"):
        flow_until(problem, "1/100")
