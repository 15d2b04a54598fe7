"""The grammar of schedules."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.rational import InvalidArgument
from numerics.schedule import MOST_CYCLES, Item, Phase, Schedule
from numerics.shapes import Cosine, Exponential, Linear, Polynomial, Shape

SETTINGS = settings(max_examples=40, deadline=None)  # a slow machine is no failure

RATES = st.builds(Fraction, st.integers(1, 10**9), st.integers(1, 10**9))
COUNTED = st.builds(Phase, RATES, st.integers(1, 10**17))
OPEN = st.builds(Phase, RATES, st.none())
STEPS = st.integers(1, 10**17)
SHAPES = st.one_of(
    st.builds(Linear, RATES, RATES | st.just(Fraction(0)), STEPS),
    st.builds(Cosine, st.just(Fraction(0)) | RATES, RATES, STEPS),
    st.builds(Exponential, RATES, RATES, STEPS),
    st.builds(Polynomial, RATES, RATES, st.integers(1, 9), STEPS),
)
ITEMS = st.lists(COUNTED | SHAPES, max_size=4)
DESCENTS = st.builds(
    lambda counted, last: Schedule((*counted, last), flow=False), ITEMS, COUNTED | OPEN | SHAPES
)
FLOWS = st.builds(lambda counted: Schedule(tuple(counted), flow=True), ITEMS)

REFUSED = [
    "", " ", ",", "1,,2", "1*2,", ",1", "flow, 1", "flow, flow", "1/2, flow", "1/2, 1/3", "1*2*3", "*", "1*",
    "*1", "1*0", "1*-1", "1*1.5", "1*+2", "1*02", "1*1e3", "0*1", "-1*1", "0", "-1/2", "1/0", "x", "Flow",
    "flows", "1;2", "1*x", "nan", "inf*1", "1e999999999*1", "1*" + "9" * 19, "1*" + "9" * 5000, "1\n",
    "flow*3", "1 flow",
    "linear(1, 0)", "linear(1, 0)*", "linear(1, 0)*0", "linear(1, 0)*1*0", "linear(1, 0)*1*1*1",
    "linear(1, 0)*1*1001", "linear(1, 0)*1.5", "linear(1, 0*2", "linear 1, 0)*2", "linear((1, 0))*2",
    "linear()*2", "linear(1)*2", "linear(1, 0, 2)*2", "linear(1, x)*2", "linear(1, )*2", "linear(-1, 0)*2",
    "linear(0, 0)*2", "Linear(1, 0)*2", "cos(1, 0)*2", "(1, 0)*2", "exponential(1, 0)*2",
    "exponential(1, -1)*2", "exponential(0, 1)*2", "polynomial(1, 0)*2", "polynomial(1, 0, 0)*2",
    "polynomial(1, 0, 1/2)*2", "polynomial(1, 0, 101)*2", "linear(1, 0)*2 flow", "linear(1, 0)2",
    "linear(1, 0)*2, linear(1, 0)", "(linear(1, 0)*2)*3", "linear(1, 0)*flow",
]  # fmt: skip


@SETTINGS
@given(DESCENTS | FLOWS)
def test_a_schedule_written_and_read_is_the_same(schedule: Schedule) -> None:
    assert Schedule.parse(str(schedule)) == schedule


@SETTINGS
@given(DESCENTS | FLOWS, st.integers(0, 3))
def test_blanks_are_of_no_account(schedule: Schedule, width: int) -> None:
    blank = " " * width
    text = str(schedule).replace(" ", "")
    for sign in ",*()":
        text = text.replace(sign, f"{blank}{sign}{blank}")
    assert Schedule.parse(f"{blank}{text}{blank}") == schedule


def test_decimal_rates_are_exact() -> None:
    assert Schedule.parse("1.37*1000").phases == (Phase(Fraction(137, 100), 1000),)


def test_the_flow_alone_is_a_schedule() -> None:
    assert Schedule.parse("flow") == Schedule((), flow=True)


@pytest.mark.parametrize("text", [*REFUSED, None, 3, b"flow"], ids=lambda text: repr(text)[:30])
def test_what_the_grammar_does_not_have_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        Schedule.parse(text)
    assert len(str(refusal.value).splitlines()) == 1
    assert len(str(refusal.value)) < 250


@pytest.mark.parametrize(
    ("rate", "steps"), [(0.5, 1), (0, 1), (-1, 1), (1, 0), (1, True), (1, 1.0), ("x", 1)]
)
def test_an_invalid_phase_cannot_exist(rate: object, steps: object) -> None:
    with pytest.raises(InvalidArgument):
        Phase(rate, steps)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phases", "flow"),
    [((), False), ((1,), False), ((Phase(Fraction(1), 1),), 1), ((Phase(Fraction(1), None),), True)],
)
def test_an_invalid_schedule_cannot_exist(phases: tuple[Phase, ...], flow: bool) -> None:
    with pytest.raises(InvalidArgument):
        Schedule(phases, flow)


@SETTINGS
@given(DESCENTS | FLOWS)
def test_merged_schedules_take_the_same_steps(schedule: Schedule) -> None:
    halves = tuple(half for phase in schedule.phases for half in _halves(phase))
    assert Schedule(halves, schedule.flow).merged() == schedule.merged()
    rates = [getattr(phase, "rate", object()) for phase in schedule.merged().phases]
    assert all(rate != following for rate, following in pairwise(rates))


def _halves(phase: Item) -> list[Item]:
    if isinstance(phase, Shape):
        return [phase]
    if phase.steps is None:
        return [Phase(phase.rate, 3), phase]
    return [Phase(phase.rate, steps) for steps in (phase.steps // 2, phase.steps - phase.steps // 2) if steps]


def test_cycles_are_items_of_their_own() -> None:
    cosine = Cosine(Fraction(3, 2), Fraction(0), 10)
    assert Schedule.parse("cosine(3/2, 0)*10*3, flow").phases == (cosine,) * 3
    assert Schedule.parse("cosine(3/2, 0)*10*3").merged().phases == (cosine,) * 3
    assert len(Schedule.parse(f"cosine(3/2, 0)*10*{MOST_CYCLES}").phases) == MOST_CYCLES


def test_different_steps_are_not_merged() -> None:
    assert Schedule.parse("1/2*2, 1/3*1, 1/2*1").merged() == Schedule.parse("1/2*2, 1/3*1, 1/2*1")
    assert Schedule.parse("1/2*2").merged() != Schedule.parse("1/2*2, flow").merged()
