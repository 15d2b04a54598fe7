"""Small rates and whole steps: the strategies reach their edges, and the counterexample is the simplest."""

from dataclasses import replace
from fractions import Fraction

from etalon import strategies
from etalon.claims import load, stopping
from tests.court.test_strategies_reach_the_edge import assert_all_examples, find_any


def test_a_small_rate_reaches_its_edges():
    runs = strategies.small_rate_runs()
    find_any(runs, lambda case: all(rate == case.small for rate, _ in case.schedule))  # a tie
    find_any(runs, lambda case: case.small * 2 * case.counts[0] > case.problem.n * (1 - Fraction(1, 10**8)))
    for order in (1, -1):  # which coordinate is the more distorted one
        find_any(runs, lambda case, o=order: o * (case.q[1] * case.p[0] - case.q[0] * case.p[1]) > 0)
    assert_all_examples(runs, lambda case: not load()["small-rate-criterion"].violated(case))


def test_whole_steps_are_taken_at_any_stable_rate_in_any_dimension():
    runs = strategies.whole_step_runs()
    find_any(runs, lambda case: len(case.counts) == 4)
    find_any(runs, lambda case: 0 in case.counts)
    find_any(runs, lambda case: case.small * 2 * max(case.counts) == case.problem.n)  # ends the heaviest
    find_any(runs, lambda case: case.small * 2 * max(case.counts) > case.problem.n)  # turns it
    find_any(runs, lambda case: stopping.overshoot.examine(case).observed[0] == 1)  # no step too far


def test_runs_within_the_margin_are_within_it():
    runs = strategies.runs_within_the_margin()
    find_any(runs, lambda case: case.q[0] == 0)  # only what the large step ends is tested
    assert_all_examples(runs, lambda case: not load()["margin-suffices"].violated(case))


def test_a_run_without_a_test_loss_beats_no_other():
    """Both test losses are zero, so the one is at most m times the other; and it is not smaller."""
    (case,) = (each.beyond for each in stopping.margin.given if each.name == "something-tested")
    assert stopping.margin.violated(case) == ("something-tested",)
    assert stopping.margin.examine(case).observed == 0
    assert "something-tested-left" in stopping.sandwich.violated(case)


def test_where_a_step_ends_a_coordinate_equal_distortions_tie():
    """Its number of small steps is infinite; so are both if the counts are equal, and nothing is left."""
    case = replace(stopping.at_whole_steps.witness, schedule=((Fraction(3, 2), 1),), small=Fraction(1, 4))
    faithful = replace(case, population=(Fraction(2, 3), Fraction(1, 3)))
    assert not stopping.criterion.violated(faithful)
    assert stopping.criterion.examine(case).predicted.sign == 1
    assert stopping.criterion.examine(faithful).predicted.sign == 0
    assert stopping.criterion.examine(faithful).agree
    both = replace(case, counts=(1, 1), schedule=((Fraction(1), 1),))
    assert stopping.criterion.predict(both).sign == 0


def test_the_counterexample_at_whole_steps_wins_between_them():
    case = stopping.at_whole_steps.witness
    between, whole = stopping.criterion.examine(case), stopping.at_whole_steps.examine(case)
    assert between.agree
    assert between.predicted.sign == 1
    assert whole.observed == Fraction(17, 162) - Fraction(1, 9)
