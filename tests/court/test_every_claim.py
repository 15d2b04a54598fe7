"""Every claim earns its declared verdict, with another seed than `etalon verify` uses."""

import re

import pytest
from sympy import Basic

from etalon.claims import load
from etalon.evidence import Verdict
from etalon.lineage import with_ancestors
from etalon.verify import collect

CLAIMS = list(load().values())
SEED = 20201108


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_claim_earns_its_declared_verdict(claim):
    report = collect(claim, examples=60, seed=SEED)
    assert report.ok, "\n".join(report.complaints)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_claim_is_described(claim):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id)
    assert claim.says.endswith(".")
    assert claim.source
    assert claim.relation is None or isinstance(claim.relation(), Basic)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_assumption_has_a_case_beyond_it_or_a_reason(claim):
    for assumption in claim.given:
        assert (assumption.beyond is None) is bool(assumption.why_no_witness)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_source_names_claims_that_the_claim_rests_on(claim):
    _, _, origin = claim.source.partition("derived here, from ")
    words = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.split("[:;]", origin)[0])
    assert {word for word in words if "-" in word} <= set(load()), claim.source
    assert {word for word in words if word in load()} <= set(with_ancestors([claim.id])), claim.source


def test_there_are_enough_claims_and_the_talks_third_is_refuted():
    verdicts = [claim.declared for claim in CLAIMS]
    assert len(verdicts) >= 20
    assert verdicts.count(Verdict.PROVED) >= 20
    assert load()["convex-problems-cannot-show-it"].declared is Verdict.REFUTED
