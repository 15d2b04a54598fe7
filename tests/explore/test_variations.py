"""Variations of a case reach what lies beyond an assumption and within all others."""

from fractions import Fraction

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from etalon.case import one_step
from etalon.explore.variations import ATTEMPTS, variations
from etalon.strategies import one_batch_step
from numerics.batches import Batching
from numerics.exact import train_losses

ONLY_GENERATE = settings(
    max_examples=3000,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
CASE = one_step((2, 1), Fraction(3, 2), Fraction(1, 100))


def _varied(case, wanted):
    return find(variations(st.just(case)), wanted, settings=ONLY_GENERATE)


def test_a_case_that_grew_keeps_its_full_batch_and_what_its_rate_is_to_its_weights():
    case = one_batch_step((2, 1), Fraction(5, 4), Batching(3, False))
    grown = _varied(case, lambda case: case.counts[2:] > (2,) and case.batching.size > 5)
    assert grown.batching == Batching(sum(grown.counts), False)
    assert grown.eta * grown.p[0] == case.eta * case.p[0]


def test_another_step_may_come_first_and_reach_the_stop():
    def stops_first(case):
        begun = case.schedule[1:] == CASE.schedule
        return begun and case.eps == train_losses(case.problem, case.phases)[1]

    assert len(_varied(CASE, stops_first).schedule) == 2


def test_nearly_all_of_the_population_may_be_where_a_case_grew():
    assert sum(_varied(CASE, lambda case: case.q[2:] > (Fraction(9, 10),)).q) == 1


def test_what_is_wanted_is_tried_for_several_times():
    asked, drawn = [], []
    never = variations(st.just(CASE), lambda case: bool(asked.append(case)))
    find(never, lambda case: not drawn.append(case), settings=ONLY_GENERATE)
    assert len(asked) == ATTEMPTS * len(drawn) > 0
