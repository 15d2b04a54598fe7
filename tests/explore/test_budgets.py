"""What is asked for ends in time, whatever takes long: it is broken off in the middle, and this is told."""

import json
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from etalon.case import one_step
from etalon.claims import load
from etalon.commands.explore import Request, run
from etalon.explore import deadline
from etalon.explore.counterexample import MAP, REACH, SIMPLER, Budget, document, explore
from etalon.explore.deadline import TOO_LONG, Deadline, within
from etalon.explore.probe import why_not
from etalon.explore.search import DRAWING

CLAIMS = load()
ONE = Fraction(1)


def _for_ever(*_: object) -> None:
    while True:
        with suppress(Exception):  # what catches everything that may be caught is broken off too
            sum(range(1000))


def _huge_power() -> None:
    3 ** (10**9)


@pytest.mark.parametrize("work", [_for_ever, _huge_power])
def test_what_takes_too_long_is_broken_off_and_what_follows_goes_on(work):
    short = Deadline.after(0.05)
    done = within(short, lambda: work() or "the work", "late")
    assert (done, short.missed) == ("late", True)


def test_what_is_done_in_time_is_not_broken_off():
    short = Deadline.after(0.05)
    assert within(short, lambda: "done", "late") == "done"
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        pass
    assert not short.missed


@pytest.mark.parametrize(("inner", "outer"), [(0.05, 60), (60, 0.05)])
def test_of_nested_deadlines_the_one_that_has_passed_is_met(inner, outer):
    whole, part = Deadline.after(outer), Deadline.after(inner)
    done = within(whole, lambda: (within(part, _for_ever, "late"), "the rest"), "late")
    assert (part.missed, whole.missed) == (inner < outer, outer < inner)
    assert done == (("late", "the rest") if inner < outer else "late")


def test_however_deadlines_fall_together_none_is_lost_and_none_is_left():
    """A block was forgotten among the pending ones when an outer deadline passed while it was begun."""
    for k in range(300):
        whole = Deadline.after(0.003 + k / 10**6)
        within(whole, lambda k=k: _again_and_again(k), None)
        assert whole.missed
        assert not deadline._pending
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_what_would_swallow_an_interruption_is_not_interrupted():
    """Garbage collection told of it on the terminal, and went on."""
    done = []

    def gc_callback() -> None:
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            pass
        done.append("the callback")

    short = Deadline.after(0.02)
    within(short, lambda: (gc_callback(), _for_ever()), None)
    assert short.missed
    assert done == ["the callback"]


def _again_and_again(k):
    while True:
        within(Deadline.after(k / 10**5), lambda: sum(range(k)), None)


def test_the_alarm_of_another_comes_when_the_work_is_done():
    """A time limit on a test, set by whoever runs it, was lost."""
    came, short = [], Deadline.after(0.1)
    before = signal.signal(signal.SIGALRM, lambda *_: came.append(short.missed))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        within(short, _for_ever, None)
        end = time.monotonic() + 5
        while not came and time.monotonic() < end:
            pass
        assert came == [True]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_outside_of_the_main_thread_only_the_clock_is_asked():
    short = Deadline.after(0.01)

    def work() -> None:
        while not short.over:
            pass

    thread = threading.Thread(target=lambda: within(short, work, None))
    thread.start()
    thread.join()
    assert not short.missed


def _slow(slow):
    """Return a claim that fails wherever the rate is above 1, and takes for ever where it is told to."""
    given = CLAIMS["contraction"].given[0]
    return replace(
        CLAIMS["contraction"],
        given=(),
        cases=st.sampled_from([one_step((5, 3), Fraction(k, 7), ONE / 9) for k in range(3, 20)]),
        predict=lambda case: Fraction(0),
        observe=lambda case: _for_ever() if slow(case) else max(ONE, case.schedule[0][0]) - 1,
    ), given


def test_a_case_that_takes_too_long_is_none_that_is_decided():
    claim, _ = _slow(lambda case: case.schedule[0][0] > 2)
    assert why_not(claim, None, one_step((2, 1), 3 * ONE, ONE / 9), seconds=0.05) == TOO_LONG
    found, trail = explore(claim, None, Budget(40, 20, 0))
    assert trail.undecided
    (reach,) = [reach for reach in found.reaches if reach.place == ("schedule", 0, 0)]
    assert reach.high.lower is None
    assert reach.low.upper >= 1 >= reach.low.lower


@pytest.mark.parametrize("stage", [DRAWING, SIMPLER, REACH, MAP])
def test_every_stage_ends_in_time_and_what_was_broken_off_is_told(stage, monkeypatch):
    broken = {
        DRAWING: "etalon.explore.search._look_at",
        SIMPLER: "etalon.explore.counterexample.simplifications",
        REACH: "etalon.explore.counterexample.region",
        MAP: "etalon.explore.counterexample.mapped",
    }
    claim, _ = _slow(lambda case: False)
    monkeypatch.setattr(broken[stage], _for_ever)
    found, trail = explore(claim, None, Budget(5, 3, 0))
    assert stage in trail.cut  # on a busy machine others may be too
    assert (found is None) is (stage == DRAWING)
    assert found is None or document(found, {})["search"]["cut"] == trail.cut


@pytest.mark.parametrize("name", ["on-one-part", "one-coordinate"])
def test_powers_with_huge_exponents_do_not_outlast_the_budget(name, tmp_path, capsys):
    """Nearby points of the universal curve are told apart by such powers; it did not end before."""
    begun = time.monotonic()
    run(Request("universal-curve", None, name, None, 10**4, 3.0, 0, None), str(tmp_path / "found.json"))
    assert time.monotonic() - begun < 60
    assert json.loads((tmp_path / "found.json").read_text())["search"]["cut"]
    assert "Broken off, for --budget was spent: drawing cases" in capsys.readouterr().out
