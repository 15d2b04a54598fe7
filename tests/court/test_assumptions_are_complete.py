"""What a claim needs it also lists: among variations of its cases that satisfy all it lists, it never fails.

The claim's own strategy may satisfy more than is listed, one rate throughout for instance; these do not.
"""

from dataclasses import replace
from math import inf

import pytest

from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.evidence import Verdict
from etalon.explore.search import search

TRUE = [claim for claim in load().values() if claim.declared is not Verdict.REFUTED]


@pytest.mark.parametrize("claim", TRUE, ids=lambda claim: claim.id)
def test_a_claim_holds_wherever_its_assumptions_do(claim):
    trail = search(claim, None, examples=40, seconds=inf)
    assert trail.simplest is None, str(trail.simplest)
    assert trail.aimed


@pytest.mark.parametrize(
    ("id_", "forgotten"),
    [
        ("talk-losses", "two-to-one"),
        ("typical-rate-neutral", "one-step"),
        ("crossing", "heavier-first"),
        ("flow-stop-two-to-one", "uniform-population"),
        ("mean-square-crossing", "single-rate"),
    ],
)
def test_an_assumption_that_is_not_listed_is_noticed(id_, forgotten):
    claim = load()[id_]
    fewer = tuple(assumption for assumption in claim.given if assumption.name != forgotten)
    assert len(fewer) == len(claim.given) - 1
    assert search(replace(claim, given=fewer), None, examples=300, seconds=inf).failing


@pytest.mark.parametrize("id_", [id_ for id_, observed in OBSERVED.items() if observed == "order-of-times"])
def test_a_relation_between_test_losses_is_not_tested_by_times_alone(id_):
    """Who wins depends on more: on which coordinate is the more distorted, and what there is to learn."""
    assert not [symbol for symbol in load()[id_].relation().free_symbols if "L_test" in symbol.name]


@pytest.mark.parametrize("id_", ["criterion", "small-rate-criterion", "shaped-criterion"])
def test_a_criterion_says_nothing_of_what_was_never_drawn(id_):
    claim = load()[id_]
    case = replace(next(a.beyond for a in claim.given if a.name == "still-training"), counts=(2, 0))
    assert "every-seen" in claim.violated(case)


@pytest.mark.parametrize("id_", ["stability", "crossing", "crossing-at-one", "stable-step-lowers-train-loss"])
def test_a_claim_about_a_rate_says_nothing_where_there_is_no_step(id_):
    no_step = replace(next(a.beyond for a in load()[id_].given if a.beyond is not None), schedule=())
    assert {"large-step", "stable"} & set(load()[id_].violated(no_step))
    with pytest.raises(ValueError, match="this case has no large step"):
        load()[id_].examine(no_step)
