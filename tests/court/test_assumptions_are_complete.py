"""What a claim needs it also lists: among variations of its cases that satisfy all it lists, it never fails.

The claim's own strategy may satisfy more than is listed, one rate throughout for instance; these do not.
"""

from dataclasses import replace
from math import inf

import pytest

from etalon.claims import load
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
    assert search(replace(claim, given=fewer), None, examples=150, seconds=inf).failing
