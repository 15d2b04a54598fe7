"""Every stored counterexample in which anything is trained has a picture that explains it by itself."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from etalon.case import Case, one_step
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore import picture
from etalon.explore.change import Replaced
from etalon.explore.condition import Condition
from etalon.explore.courses import scene_of
from etalon.explore.entry import entries
from etalon.explore.heading import heading, names_of
from etalon.explore.map import Map
from etalon.explore.picture import chart_of, drawn
from etalon.heavy_ball import HeavyBall
from etalon.shaped import ShapedCase
from etalon.strategies import BatchCase
from numerics.batches import Batching, after_epochs
from numerics.chart import FILLS
from numerics.enclosure import Enclosure
from numerics.rational import InvalidArgument
from numerics.schedule import Schedule

ONE, HALF = Fraction(1), Fraction(1, 2)
TALK = one_step((2, 1), Fraction(3, 2), ONE / 100)
ENTRIES = {entry.name: entry for claim in load().values() for entry in entries(claim, OBSERVED)}


def _kind(case, observed) -> str:
    """Return what would be drawn of a case, without drawing it."""
    scene = scene_of(case, observed)
    if scene is None:
        return "nothing"
    return "points" if scene.points else f"{len(scene.courses)} runs"


def test_only_percentages_have_no_picture():
    kinds = {name: _kind(e.witness.finding.case, names_of(e.written)) for name, e in ENTRIES.items()}
    assert [name for name, kind in kinds.items() if kind == "nothing"] == ["patch-percentages--refuted"]
    assert [n for n, kind in kinds.items() if kind == "0 runs"] == [
        f"largest-gain-of-counts--{name}"
        for name in ("two-coordinates", "every-seen", "uniform-population", "heavier-first")
    ]
    assert set(Counter(kinds.values())) == {"nothing", "points", "0 runs", "1 runs", "2 runs"}


@pytest.mark.parametrize(
    "case",
    [
        Case((2, 1), (ONE, ONE), ((ONE, 1),)),
        Case((2, 1), (ONE, ONE), eps=ONE / 9),
        one_step((2, 1, 1), ONE, ONE / 9),
        BatchCase((2, 1), (ONE, ONE), ((ONE, 1),), ONE / 9, batching=Batching(2, repeats=True)),
        HeavyBall((2, 1), (ONE, ONE), ONE, HALF, 3),
        ShapedCase((2, 1, 1), (ONE,) * 3, eps=ONE / 9, shapes=Schedule.parse("cosine(1, 0)*4, flow").phases),
        Case((3, 2, 1), (ONE,) * 3, ((ONE, 1),), ONE / 100, small=HALF),
        one_step((2, 1), ONE, 2 * ONE),
        one_step((2, 1), ONE, ONE / 10**40),
        Case((1,), (ONE,), ((ONE, 1),), ONE / 9, small=Fraction(50)),
    ],
    ids=[
        "no stop", "one run", "three coordinates", "batches", "momentum", "shapes", "small rate",
        "no training", "too small to be seen", "never stops",
    ],
)  # fmt: skip
def test_a_case_of_any_kind_has_a_picture_without_two_paths_in_the_plane(case, monkeypatch):
    scenes = []
    monkeypatch.setattr(picture, "draw_courses", lambda scene, forms, *_, **__: scenes.append(scene) or {})
    drawn(case, ("png",))
    assert [scene.problem.counts for scene in scenes] == [case.counts]


def test_two_paths_are_drawn_in_the_plane_also_of_shapes(monkeypatch):
    seen = []
    monkeypatch.setattr(picture, "draw_in_forms", lambda problem, traces, *_, **__: seen.append(traces) or {})
    shaped = ShapedCase((2, 1), (ONE, ONE), eps=ONE / 9, shapes=Schedule.parse("cosine(1, 0)*4, flow").phases)
    for case in (TALK, shaped, replace(TALK, small=HALF)):
        drawn(case, ("png",))
    names = [[run.outcome.name for run in traces] for traces in seen]
    assert names == [
        ["gradient flow", "large steps first"],
        ["gradient flow", "large steps first"],
        ["small rate alone", "large steps first"],
    ]


def test_what_is_observed_decides_what_a_step_is():
    case = BatchCase((2, 1), (ONE, ONE), ((ONE / 4, 1),), ONE / 20, batching=Batching(1, repeats=True))
    once, whole = scene_of(case, ["advantage"]), scene_of(case, ["residual-after-an-epoch"])
    assert whole.courses[1].steps[1].squares == after_epochs(case.problem, ONE / 4).mean_squares
    assert once.courses[1].steps[1].squares != whole.courses[1].steps[1].squares
    two = Case((1,), (ONE,), ((ONE / 4, 1), (ONE / 8, 1)))
    alone = scene_of(two, ["order-of-times-per-rate"]).courses
    assert [course.steps[-1].squares for course in alone] == [(Fraction(1, 4),), (Fraction(9, 16),)]
    (together,) = scene_of(two).courses
    assert together.steps[-1].squares == (Fraction(9, 64),)


def test_the_small_rate_is_drawn_down_to_what_the_large_steps_leave():
    case = Case((2, 1), (ONE, ONE), ((HALF, 1),), small=ONE / 4)
    alone, large = scene_of(case).courses
    there = large.losses(large.steps[-1])[0]
    losses = [alone.losses(moment)[0] for moment in alone.steps]
    assert losses[-1] <= there < losses[-2]


def test_a_run_ends_where_the_claim_observes_it():
    entry = ENTRIES["criterion--two-coordinates"]
    scene = scene_of(entry.witness.finding.case)
    flow, large = (course.levels.test_loss(scene.stop) for course in scene.courses)
    gap = Enclosure(*sorted(((flow.lower - large.upper) * 100, (flow.upper - large.lower) * 100)))
    assert gap.overlaps(entry.witness.finding.observed)


def test_nothing_but_a_case_has_a_picture_and_no_other_form():
    assert drawn(ENTRIES["patch-percentages--refuted"].witness.finding.case, ("png",)) == {}
    with pytest.raises(InvalidArgument, match=r"^form = 'jpg'"):
        drawn(TALK, ("png", "jpg"))


# The heading.


@pytest.mark.parametrize("name", ENTRIES)
def test_a_heading_has_three_short_lines_with_both_sides(name):
    entry = ENTRIES[name]
    fails, where, sides = entry.heading.splitlines()
    without = entry.witness.without
    assert fails.startswith(f"{entry.witness.claim.id} {'fails without' if without else 'is refuted'}")
    assert without is None or without.name in fails
    assert where.startswith("at ")
    said, found = sides.rpartition("theory says ")[2].split(", simulation says ")
    assert said != found
    assert max(map(len, (where, sides))) <= 140
    assert len(fails) <= 175


def test_a_condition_in_place_of_an_assumption_is_told():
    entry = ENTRIES["half-measures-hurt--below-critical"]
    changed = Replaced.of(entry.witness.without, Condition.parse("eta < 2", "--change"))
    told = heading(replace(entry.witness, without=changed), entry.written)
    assert told.splitlines()[0] == "half-measures-hurt fails with eta < 2 in place of below-critical"


def test_bounds_that_meet_are_one_number_unless_it_is_excluded():
    written = {**ENTRIES["flow-is-exactly-twice--refuted"].written, "observe": None}
    half = {"exact": "1/2", "decimal": "0.5"}
    for excluded, said in ((False, "1/2"), (True, "between 1/2 and 1/2 (excluded)")):
        written["expected"] = {"from": half, "to": half, "to_excluded": excluded}
        told = heading(ENTRIES["flow-is-exactly-twice--refuted"].witness, written).splitlines()[2]
        assert told.startswith(f"theory says {said}, simulation says ")


def test_long_numbers_are_shortened_and_both_sides_told_apart():
    entry = ENTRIES["flow-is-exactly-twice--refuted"]
    case = replace(entry.witness.finding.case, eps=Fraction(10**30 + 1, 10**32))
    other = replace(entry.witness, finding=replace(entry.witness.finding, case=case))
    assert "eps=~0.01" in heading(other, entry.written)
    near = {"exact": "1", "decimal": "1"}, {"exact": f"{10**9 + 1}/{10**9}", "decimal": "1.000000001"}
    told = heading(entry.witness, {**entry.written, "expected": near[0], "found": near[1]})
    assert told.endswith("theory says 1, simulation says 1.000000001")


# The colours of a map.


def test_a_colour_means_the_same_in_every_map():
    window = (Enclosure(HALF, ONE), Enclosure(ONE / 100, ONE / 50))
    colours = {}
    for labels in (("the claim fails", "the claim holds"), ("the claim holds", "the claim fails")):
        found = Map((("schedule", 0, 0), ("eps",)), window, labels, ())
        colours[labels] = chart_of(found, TALK, ()).fills
    assert len({tuple(sorted(fills.items())) for fills in colours.values()}) == 1
    wins = Map((("schedule", 0, 0), ("eps",)), window, ("annealing wins", "annealing loses"), ())
    others = chart_of(wins, TALK, ()).fills
    every = [*next(iter(colours.values())).values(), *others.values()]
    assert sorted(every) == sorted(FILLS)
