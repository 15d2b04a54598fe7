"""How far a counterexample reaches, along one number: its ends are certain, and nothing is jumped over."""

from fractions import Fraction
from functools import partial

import pytest

from etalon.case import Case, one_step, to_fraction
from etalon.claims import load
from etalon.explore.closed_form import WIDTH, closed_form
from etalon.explore.counterexample import document, explained
from etalon.explore.places import put
from etalon.explore.probe import seen
from etalon.explore.region import NO_CASE, OTHER_WAY, Seen, region
from etalon.explore.restriction import restriction
from etalon.explore.search import Trail
from etalon.explore.telling import end_told, restriction_told

CLAIMS = load()
ONE = Fraction(1)
HOLDS = "the claim holds"
RATE, COUNT, TRUTH = ("schedule", 0, 0), ("counts", 0), ("beta", 0)
TALK = one_step((2, 1), ONE, ONE / 20)
THREE = one_step((1, 1, 2), ONE, ONE / 20)


def _look(fail):
    return lambda case: Seen("" if fail(case) else HOLDS)


def _reach(case, fail, place):
    found = {reach.place: reach for reach in region(case, _look(fail))}
    return found[place]


@pytest.mark.parametrize(
    ("low", "high"),
    [(Fraction(1, 7), Fraction(99, 70)), (Fraction(1, 10**5), Fraction(33)), (ONE / 2, ONE * 2)],
)
def test_the_ends_of_an_interval_are_certain_and_narrow(low, high):
    reach = _reach(
        one_step((5, 1), ONE, ONE / 20), lambda case: low < case.schedule[0][0] < high, ("schedule", 0, 0)
    )
    for end, truth in ((reach.low, low), (reach.high, high)):
        assert end.lower <= truth <= end.upper
        assert end.upper - end.lower <= WIDTH * end.upper


@pytest.mark.parametrize("included", [True, False])
def test_an_end_at_a_threshold_is_named_and_says_whether_it_is_included(included):
    def fail(case: Case) -> bool:
        rate = case.schedule[0][0]
        return rate > ONE or (included and rate == ONE)

    reach = _reach(one_step((2, 1), Fraction(7, 5), ONE / 20), fail, ("schedule", 0, 0))
    assert (reach.low.lower, reach.low.upper, reach.low.included) == (1, 1, included)
    assert reach.low.name == "crossing 1/(p_1 + p_2)"
    assert reach.high.lower is None


def test_a_single_point_that_fails_is_an_interval_of_its_own():
    rate = to_fraction(2 * one_step((2, 1), ONE, ONE).p[0])
    reach = _reach(
        one_step((2, 1), rate, ONE / 20), lambda case: case.schedule[0][0] == rate, ("schedule", 0, 0)
    )
    assert reach.low.lower <= rate <= reach.high.upper
    assert reach.high.upper - reach.low.lower <= 2 * WIDTH * rate


@pytest.mark.parametrize(("place", "start"), [(TRUTH, ONE), (RATE, ONE), (COUNT, 5)])
def test_a_single_value_that_is_excluded_is_told_as_such(place, start):
    """It was told as if the claim held beyond it."""
    excluded = {TRUTH: 0 * ONE, RATE: 3 * ONE / 4, COUNT: 4}[place]
    case = put(one_step((2, 1), ONE, ONE / 20), place, start)
    low = _reach(case, lambda x: dict(_numbers(x))[place] != excluded, place).low
    assert (low.lower, low.upper, low.included) == (excluded, excluded, False)
    assert (low.there, low.beyond, low.alone) == (HOLDS, "", True)
    told = {"lower": "0", "upper": "0", "decimal": "0", "name": "", "included": False}
    assert end_told({**told, "beyond": low.beyond, "there": low.there})[1] == f"{HOLDS}, at this value alone"


def test_a_single_value_that_is_met_by_halving_is_told_as_such_too():
    """Just between 3/2 and 2 lies 7/4, where the claim holds; beyond it fails in the other direction."""

    def look(case: Case) -> Seen:
        side = (case.beta[0] > Fraction(7, 4)) - (case.beta[0] < Fraction(7, 4))
        return Seen("", (side,)) if side else Seen(HOLDS)

    (reach,) = [reach for reach in region(TALK, look) if reach.place == TRUTH]
    assert (reach.high.lower, reach.high.there, reach.high.alone) == (Fraction(7, 4), HOLDS, True)


def _numbers(case):
    return {RATE: case.schedule[0][0], COUNT: case.counts[0], TRUTH: case.beta[0]}.items()


def test_what_lies_between_two_thresholds_is_looked_at():
    """Only what lies beside them was: the claim holds from 4/5 to 9/10, and both are far from any."""
    reach = _reach(TALK, lambda case: not Fraction(4, 5) < case.schedule[0][0] < Fraction(9, 10), RATE)
    assert (reach.low.lower, reach.low.name) == (Fraction(9, 10), "")
    assert reach.points > 20


def test_where_the_direction_changes_the_interval_ends():
    def look(case: Case) -> Seen:
        rate = case.schedule[0][0]
        return Seen("", ((rate > Fraction(9, 7)) - (rate < Fraction(9, 7)), 0))

    (reach,) = [reach for reach in region(TALK, look) if reach.place == RATE]
    assert (reach.high.lower, reach.high.upper, reach.high.beyond) == (
        Fraction(9, 7),
        Fraction(9, 7),
        OTHER_WAY,
    )


def test_the_criterion_with_a_third_coordinate_fails_in_one_direction_up_to_a_tie():
    """It was said to fail up to eta = 514; there is a tie below 2, beyond which the other one wins."""
    claim = CLAIMS["criterion"]
    without = next(each for each in claim.given if each.name == "two-coordinates")
    look = partial(seen, claim, without)
    reaches = {reach.place: reach for reach in region(THREE, look)}
    high = reaches[RATE].high
    assert (high.name, high.beyond) == ("4 - 2*sqrt(2)", OTHER_WAY)
    signs = [look(put(THREE, RATE, end)).sides for end in (high.lower, high.upper)]
    assert signs == [(-1,), (1,)]
    bound = restriction(without, THREE, list(reaches.values()), look)
    assert (bound.place, bound.relation, bound.end.lower) == (("counts", 2), "<", 2)
    assert look(put(THREE, bound.place, 1)).reason == HOLDS
    bound = restriction(without, THREE, [reaches["beta", 2]], look)
    assert (bound.place, bound.relation, bound.end.lower) == (("beta", 2), "=", 0)
    for x in (-ONE / 9, ONE / 9):
        assert not look(put(THREE, bound.place, x)).reason
    assert look(put(THREE, bound.place, 0 * ONE)).reason == HOLDS


def test_a_bound_beyond_which_the_claim_fails_again_tells_where():
    def look(case: Case) -> Seen:
        rate = case.schedule[0][0]
        return Seen(HOLDS if Fraction(1, 3) < rate <= Fraction(2, 3) else "")

    reaches = [reach for reach in region(TALK, look) if reach.place == RATE]
    bound = restriction(None, TALK, reaches, look)
    assert (bound.relation, bound.end.lower, bound.until.lower) == ("<=", Fraction(2, 3), Fraction(1, 3))


@pytest.mark.parametrize(
    ("claim_id", "name", "case", "told"),
    [
        ("deadbeat", "first-nonzero", Case((1,), (0 * ONE,), ((ONE, 1),)), "beta*_1 != 0, zero"),
        ("contraction", "one-step", Case((1,), (ONE,), ((ONE, 2),)), "steps < 2"),
        ("talk-losses", "two-to-one", Case((1, 1), (ONE, ONE), points=((ONE, -ONE),)), "n_1 = 2"),
    ],
)
def test_the_mildest_bound_forbids_no_more_than_it_has_to(claim_id, name, case, told):
    """What fails for a single value was told to be excluded by a bound to one side, and integers had none."""
    claim = CLAIMS[claim_id]
    without = next(each for each in claim.given if each.name == name)
    trail = Trail()
    trail.add(claim.examine(case))
    written = document(explained(claim, without, trail), {})["restriction"]
    assert f"{told}, where {name} holds" in restriction_told(written, name)


def test_the_end_of_a_range_is_no_bound():
    """It was told that eps <= 0 would do, where still-training holds."""
    claim = CLAIMS["equal-effective-times-tie"]
    without = next(each for each in claim.given if each.name == "still-training")
    look, case = partial(seen, claim, without), one_step((1,), ONE / 2, ONE / 20)
    reaches = [reach for reach in region(case, look) if reach.place == ("eps",)]
    assert restriction(without, case, reaches, look) is None
    assert reaches[0].high.beyond == "stop must be at most the initial train loss 1"
    (rate,) = [reach for reach in region(case, look) if reach.place == RATE]
    assert (rate.low.name, rate.high.name) == ("1/2 - sqrt(5)/20", "1/2 + sqrt(5)/20")


def test_a_negative_count_is_no_case():
    """It was told that nothing can be decided beyond n_2 = 0."""
    claim = CLAIMS["crossing-at-one"]
    found = seen(claim, claim.given[0], Case((2, -1, 2), (ONE,) * 3, ((3 * ONE / 2, 1),)))
    assert found.reason == NO_CASE


def test_an_end_is_a_fraction_or_a_root_only_if_it_is_seen_to_be():
    reach = _reach(TALK, lambda case: case.beta[0] ** 2 > Fraction(7, 40), TRUTH)
    assert reach.low.name == "sqrt(7/40)" or "sqrt(70)" in reach.low.name
    assert reach.low.lower**2 <= Fraction(7, 40) <= reach.low.upper**2
    assert reach.low.upper - reach.low.lower <= WIDTH * reach.low.upper
    near = Fraction(9, 7) + Fraction(1, 10**15)  # as near to a fraction, and none with few digits
    found = closed_form(ONE, 2 * ONE, lambda x: x > near)
    assert found.lower <= near <= found.upper != found.lower
    assert not found.name
    assert closed_form(-2 * ONE, ONE, lambda x: x > 0).lower == 0


def test_an_assumption_that_plainly_fails_is_told_though_another_has_no_value():
    """For equal counts eta_c has no value: it was told that nothing can be decided."""
    claim = CLAIMS["half-measures-hurt"]
    without = next(each for each in claim.given if each.name == "below-critical")
    found = seen(claim, without, one_step((1, 1), ONE, ONE / 20))
    assert found.reason == "heavier-first, heavy-less-distorted, still-training are violated too"
