"""Every claim earns its declared verdict, with another seed than `etalon verify` uses."""

import re

import pytest
from sympy import Basic

from etalon.claims import load
from etalon.evidence import Verdict
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
def test_a_source_that_names_a_claim_names_one_that_exists(claim):
    if "derived here, from" not in claim.source:
        return
    named = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", claim.source.split("derived here, from")[1])
    assert set(named) <= set(load()), claim.source


def test_there_are_enough_claims_and_the_talks_third_is_refuted():
    verdicts = [claim.declared for claim in CLAIMS]
    assert len(verdicts) >= 20
    assert verdicts.count(Verdict.PROVED) >= 20
    assert load()["convex-problems-cannot-show-it"].declared is Verdict.REFUTED
