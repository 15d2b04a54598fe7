"""The map around a counterexample: random exact points of its cells are run; planted errors are caught."""

import json
import random
from fractions import Fraction
from functools import partial
from itertools import pairwise

import pytest

from etalon import experiment
from etalon.case import Case, one_step
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore import map as maps
from etalon.explore.cells import UNDECIDED, Cell, divided
from etalon.explore.counterexample import document as found_document
from etalon.explore.counterexample import explained
from etalon.explore.map import Map, box_of, document, mapped, window_of
from etalon.explore.picture import chart_of, drawn
from etalon.explore.places import numbers, put
from etalon.explore.probe import seen
from etalon.explore.region import End, Reach, Seen, region
from etalon.explore.restriction import restriction
from etalon.explore.search import Trail
from etalon.explore.telling import restriction_told
from etalon.strategies import BatchCase
from numerics.batches import Batching
from numerics.boxes import sign_of_advantage
from numerics.enclosure import Enclosure

F, ONE = Fraction, Fraction(1)
CLAIMS = load()
RATE, SECOND, STOP, TRUTH, WEIGHT = (
    ("schedule", 0, 0),
    ("schedule", 1, 0),
    ("eps",),
    ("beta", 1),
    ("population", 0),
)
TALK = one_step((2, 1), ONE, F(1, 20))
TWO_RATES = Case((2, 1), (ONE, ONE), ((ONE, 1), (F(1, 2), 2)), F(1, 100))
WEIGHED = one_step((2, 1), F(5, 4), F(1, 20), population=(F(1, 2), F(1, 2)))
PLANES = {
    "rate and stop": ("half-measures-hurt", TALK, {RATE: ("9/10", "5"), STOP: ("1/50", "1/9")}),
    "rate and truth": ("crossing-already-wins", TALK, {RATE: ("1/2", "3/2"), TRUTH: ("1/2", "2")}),
    "rate and weight": ("large-rate-can-regularise", WEIGHED, {RATE: ("3/5", "3/2"), WEIGHT: ("1/3", "3/4")}),
    "two rates": ("half-measures-hurt", TWO_RATES, {RATE: ("1/2", "5/4"), SECOND: ("1/4", "3/4")}),
    "who wins": ("critical-rates", TALK, {RATE: ("9/10", "5"), STOP: ("1/50", "1/9")}),
    "three coordinates": (
        "ordered-effective-times-win",
        one_step((3, 2, 1), F(5, 4), F(1, 20)),
        {RATE: ("1/2", "3/2"), STOP: ("1/30", "1/10")},
    ),
}


def _reaches(ends: dict) -> list[Reach]:
    return [
        Reach(place, *(End(F(end), F(end), "", None, "the claim holds") for end in both))
        for place, both in ends.items()
    ]


def _map(name: str) -> Map:
    claim_id, case, ends = PLANES[name]
    found = mapped(CLAIMS[claim_id], case, _reaches(ends))
    assert isinstance(found, Map)
    return found


def _denied(name: str, found: Map, points: int) -> list[tuple[Cell, Case]]:
    """Run exact random points of cells that are certain, and return those at which something else is seen."""
    claim_id, case, _ = PLANES[name]
    claim, dice = CLAIMS[claim_id], random.Random(name)
    certain = [cell for cell in found.cells if cell.label != UNDECIDED]
    denied = []
    for cell in dice.choices(certain, k=points):
        x, y = (side.lower + F(dice.randint(0, 97), 97) * side.width for side in (cell.x, cell.y))
        there = put(put(case, found.places[0], x), found.places[1], y)
        if "the claim fails" in found.labels:
            seen = "the claim holds" if claim.examine(there).agree else "the claim fails"
        else:
            seen = "annealing wins" if experiment.advantage(there).lower > 0 else "annealing loses"
        denied += [(cell, there)] if seen != cell.label else []
    return denied


@pytest.mark.parametrize("name", PLANES)
def test_every_point_of_a_cell_is_what_the_cell_says(name):
    found = _map(name)
    assert {cell.label for cell in found.cells} == {*found.labels, UNDECIDED}
    assert _denied(name, found, 40) == []


def _only_the_middle(plane):
    return tuple(Enclosure.exactly(side.midpoint) for side in plane)


def _only_a_corner(plane):
    return tuple(Enclosure.exactly(side.lower) for side in plane)


def _one_side_only(plane):
    return Enclosure.exactly(plane[0].midpoint), plane[1]


@pytest.mark.parametrize(
    ("planted", "name", "points"),
    [
        (_only_the_middle, "rate and truth", 40),
        (_only_the_middle, "three coordinates", 40),
        (_only_a_corner, "rate and truth", 40),
        (_one_side_only, "rate and truth", 100),
    ],
)
def test_a_map_of_sampled_points_is_caught(planted, name, points, monkeypatch):
    monkeypatch.setattr(maps, "box_of", lambda case, places, plane: box_of(case, places, planted(plane)))
    assert _denied(name, _map(name), points)


@pytest.mark.parametrize("name", PLANES)
def test_the_cells_cover_the_map_once_and_the_areas_are_theirs(name):
    found = _map(name)
    assert sum(found.part(label) for label in (*found.labels, UNDECIDED)) == 1
    written = json.loads(json.dumps(document(found, PLANES[name][1])))
    whole = F(1)
    for axis in ("x", "y"):
        whole *= F(written[axis]["to"]) - F(written[axis]["from"])
    for label, rectangles in written["cells"].items():
        ends = [tuple(map(F, each)) for each in rectangles]
        assert sum((b - a) * (d - c) for a, b, c, d in ends) == F(written["areas"][label]["exact"]) * whole
    edges = sorted({end for cell in found.cells for end in (cell.x.lower, cell.x.upper)})
    for left, right in pairwise(edges):  # in every column the cells are stacked without gap or overlap
        column = sorted(
            (cell.y.lower, cell.y.upper)
            for cell in found.cells
            if cell.x.lower <= left and right <= cell.x.upper
        )
        assert (column[0][0], column[-1][1]) == (found.window[1].lower, found.window[1].upper)
        assert all(below[1] == above[0] for below, above in pairwise(column))


def test_more_boxes_leave_less_undecided():
    window = (Enclosure(F(1, 2), F(6)), Enclosure(F(1, 50), F(1, 10)))

    def decide(plane):
        sign = sign_of_advantage(box_of(TALK, (RATE, STOP), plane))
        return {1: "wins", -1: "loses", None: UNDECIDED}[sign]

    left = []
    for budget in (1, 60, 240):
        cells = list(divided(window, decide, budget))
        left.append(sum(cell.area for cell in cells if cell.label == UNDECIDED))
    assert left[0] == window[0].width * window[1].width
    assert left[0] > 2 * left[1] > 4 * left[2] > 0


def test_the_border_of_the_map_is_at_both_critical_rates():
    """The simplest counterexample of the README: eta_c = 0.878679..., eta_max = 5.121320..."""
    claim = CLAIMS["half-measures-hurt"]
    without = next(each for each in claim.given if each.name == "below-critical")
    trail = Trail()
    trail.add(claim.examine(TALK))
    found = explained(claim, without, trail)
    assert isinstance(found.map, Map)
    assert found.map.places == (RATE, STOP)
    assert found.map.part(UNDECIDED) < F(1, 20)
    critical = F(878679656, 10**9), F(5121320343, 10**9)
    for cell in found.map.cells:
        if cell.y.upper < F(1, 15) and cell.label:  # whatever the rate, more than that is left by the step
            inside = critical[0] < cell.x.lower and cell.x.upper < critical[1] + F(1, 10**8)
            assert inside is (cell.label == "the claim fails")
    written = found_document(found, OBSERVED)
    assert written["map"]["areas"]["the claim fails"]["exact"] == str(found.map.part("the claim fails"))
    assert written["restriction"]["number"] == "eta"
    assert restriction_told(written["restriction"], without.name) == (
        "Mildest restriction to exclude it: eta < eta_c = 3 - 3*sqrt(2)/2 ~ 0.878679656440, where "
        "below-critical holds; it removes what fails, up to eta_max = 3 + 3*sqrt(2)/2 ~ 5.12132034356."
    )


@pytest.mark.parametrize(
    ("claim_id", "case", "why"),
    [
        ("crossing", TALK, "what the claim observes is not evaluated on intervals"),
        ("wins-only-if-no-time-falls", one_step((2, 1), ONE, F(1, 20)), "there are no two numbers"),
        ("half-measures-hurt", Case((2, 1), (ONE, ONE)), "only large steps, then the flow"),
        ("half-measures-hurt", Case((2, 1), (ONE, ONE), ((ONE, 1),), F(1, 20), small=F(1, 9)), "only large"),
        (
            "talk-sgd-window",
            BatchCase((2, 1), (ONE, ONE), ((ONE, 1),), F(1, 20), batching=Batching(1, True)),
            "only",
        ),
    ],
)
def test_where_nothing_is_certain_there_is_no_map(claim_id, case, why):
    assert str(mapped(CLAIMS[claim_id], case, [])).startswith(why)


def test_where_all_is_a_tie_there_is_no_map():
    ties = one_step((1, 1), F(1, 6), F(1, 20))
    found = mapped(CLAIMS["criterion"], ties, _reaches({RATE: ("1/9", "1/5"), STOP: ("1/50", "1/10")}))
    assert found == "in no cell around it could the sign be decided"


def test_a_window_stays_where_its_number_may_be():
    low, high = (
        End(F(0), F(0), "the end of its range", False, ""),
        End(None, None, "up to 9 at least", None, ""),
    )
    window = window_of(Reach(STOP, low, high), TALK)
    assert (window.lower, window.upper) == (F(1, 80), F(1, 5))
    window = window_of(Reach(WEIGHT, low, high), WEIGHED)
    assert 0 < window.lower < F(1, 2) < window.upper == 1
    point = End(F(5, 4), F(5, 4), "", True, "")
    window = window_of(Reach(RATE, point, point), WEIGHED)
    assert 0 < window.lower < F(5, 4) < window.upper


def test_a_box_holds_every_case_of_a_rectangle():
    plane = Enclosure(F(1, 3), F(3, 4)), Enclosure(F(1), F(2))
    box = box_of(WEIGHED, (WEIGHT, TRUTH), plane)
    for k in range(6):
        x, y = (side.lower + F(k, 5) * side.width for side in plane)
        case = put(put(WEIGHED, WEIGHT, x), TRUTH, y)
        assert all(q in side for q, side in zip(case.population, box.population, strict=True))
        assert all(b in side for b, side in zip(case.beta, box.beta, strict=True))


HOLDS = "the claim holds"


def _nothing_fails(case):
    return Seen(HOLDS)


def _bound(claim_id, name, case):
    claim = CLAIMS[claim_id]
    without = next(each for each in claim.given if each.name == name)
    look = partial(seen, claim, without)
    return without, restriction(without, case, list(region(case, look)), look)


def test_the_mildest_bound_is_that_of_the_violated_assumption_and_excludes_the_whole_interval():
    case = one_step((2, 1), F(5, 4), F(1, 20), population=(F(3, 4), F(1, 4)))
    without, bound = _bound("critical-rates", "heavy-less-distorted", case)
    assert (bound.place, bound.relation, bound.own) == (WEIGHT, "<", True)
    assert bound.end.name == "kappa_1 = kappa_2"
    assert without.holds(put(case, WEIGHT, bound.end.lower - F(1, 100)))
    assert not without.holds(put(case, WEIGHT, bound.end.upper + F(1, 100)))


def test_where_no_number_has_a_bound_none_is_told():
    case = one_step((3, 2, 1), F(5, 4), F(1, 100))
    far = End(None, None, "up to 9 at least", None, "")
    broken = End(ONE, ONE, "", None, "every-seen is violated too")
    assert restriction(None, case, [Reach(RATE, broken, far)], _nothing_fails) is None
    assert restriction_told(None, "x") == "No bound on one of its numbers would exclude it."


@pytest.mark.parametrize(
    ("included", "there", "beyond", "relation"),
    [
        (False, HOLDS, HOLDS, ">="),
        (False, "it cannot be decided", HOLDS, ">"),
        (True, "", HOLDS, ">"),
        (None, "", HOLDS, ">"),
        (False, HOLDS, "", "="),
    ],
)
def test_the_bound_itself_is_kept_only_where_the_claim_holds(included, there, beyond, relation):
    low, high = End(None, None, "down to 0 at least", None, ""), End(ONE, ONE, "", included, beyond, there)
    bound = restriction(None, TALK, [Reach(RATE, low, high)], _nothing_fails)
    assert (bound.relation, bound.own) == (relation, False)


def test_a_known_threshold_is_milder_than_an_end_without_a_name():
    far = End(None, None, "down to 0 at least", None, "")
    nameless, known = (End(ONE, ONE, name, None, "the claim holds") for name in ("", "L_train after step 1"))
    assert (
        restriction(None, TALK, [Reach(RATE, far, nameless), Reach(STOP, far, known)], _nothing_fails).place
        == STOP
    )


def test_the_map_is_a_panel_with_the_counterexample_and_the_thresholds():
    found, reaches = _map("rate and stop"), _reaches(PLANES["rate and stop"][2])
    named = [Reach(RATE, End(ONE, ONE, "crossing 1/(p_1 + p_2)", None, ""), reaches[0].high)]
    chart = chart_of(found, TALK, named)
    assert chart.point == tuple(float(numbers(TALK)[place]) for place in found.places)
    assert list(chart.lines) == ["crossing 1/(p_1 + p_2)"]
    assert {x for x, _ in chart.lines["crossing 1/(p_1 + p_2)"]} == {1.0}
    assert len(chart.faint) >= 4  # both deadbeats, both critical rates, and the curve of L_train
    assert list(chart.cells) == ["the claim fails", "the claim holds", "undecided"] or list(chart.cells) == [
        "the claim holds",
        "the claim fails",
        "undecided",
    ]
    with_map, without = drawn(TALK, ["png"], found=found, reaches=named), drawn(TALK, ["png"], found="no map")
    assert len(with_map["png"]) > len(without["png"]) > 10_000
