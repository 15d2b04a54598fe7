"""Every stored witness is written exactly and read back the same; what is no witness is refused."""

import json
from fractions import Fraction

import pytest
from sympy import Rational

from etalon.agreement import Between, HasSign
from etalon.case import Case
from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.codec import decode, encode
from etalon.explore.values import as_json
from etalon.explore.violation import violation
from etalon.explore.witness import Witness, document, read, stored
from etalon.heavy_ball import HeavyBall
from etalon.strategies import BatchCase
from numerics.batches import Batching
from numerics.flow import Enclosure
from numerics.rational import InvalidArgument

CLAIMS = load()
MAY_FAIL = [claim for claim in CLAIMS.values() if claim.witness is not None or claim.given]
ONE = Fraction(1)


def _refuse(text: str) -> None:
    raise AssertionError(f"{text} is a float")


@pytest.mark.parametrize("claim", MAY_FAIL, ids=lambda claim: claim.id)
def test_a_stored_witness_is_written_exactly_and_read_back(claim):
    for witness in stored(claim):
        written = document(witness, OBSERVED)
        again = read(json.loads(json.dumps(written), parse_float=_refuse), CLAIMS)
        assert again.finding.case == witness.finding.case
        assert type(again.finding.case) is type(witness.finding.case)
        assert again.without == witness.without
        assert document(again, OBSERVED) == written


def test_every_claim_that_may_fail_names_what_it_observes():
    assert {claim.id for claim in MAY_FAIL if stored(claim)} == set(OBSERVED)


@pytest.mark.parametrize(
    "case",
    [
        Case(
            (2, 0), (ONE, -ONE / 3), ((ONE / 2, 3),), ONE / 7, (ONE / 4, ONE * 3 / 4), ((ONE, ONE),), (ONE,)
        ),
        BatchCase((2, 1), (ONE, ONE), batching=Batching(2, repeats=False)),
        HeavyBall((2, 1), (ONE, ONE), ONE / 2, ONE / 4, 3),
    ],
    ids=["full batch", "batches", "momentum"],
)
def test_a_case_of_every_kind_is_read_back(case):
    assert decode(json.loads(json.dumps(encode(case)))) == case


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"kind": "Cases"}, "kind = 'Cases': must be one of Case, BatchCase"),
        ({"kind": "Case", "counts": [2, 1]}, "must have the fields counts, beta"),
        ({"kind": "Case", "counts": [2, 1], "beta": [0.5, "1"]}, "case = 0.5: must hold no number"),
        ({"kind": "Case", "counts": [2, 1], "beta": ["1/0", "1"]}, "'1/0': must hold fractions"),
        ({"kind": "Batching", "size": 0, "repeats": True}, "size = 0: must be an integer >= 1"),
    ],
)
def test_what_is_no_case_is_refused_in_one_line(written, told):
    with pytest.raises(InvalidArgument) as refused:
        decode(written)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_no_witness_is_refused():
    claim = CLAIMS["crossing"]
    good = document(stored(claim)[0], OBSERVED)
    for name, wrong in [("schema", 2), ("claim", {"id": "crosing"}), ("without", {"name": "positive"})]:
        with pytest.raises(InvalidArgument):
            read({**good, name: wrong}, CLAIMS)
    with pytest.raises(InvalidArgument):
        read([], CLAIMS)


def test_a_case_in_which_nothing_fails_is_no_witness():
    claim = CLAIMS["crossing"]
    holds = Case((2, 1), (ONE, ONE), ((ONE, 1),))
    with pytest.raises(ValueError, match="both sides agree"):
        Witness(claim, claim.given[0], claim.examine(holds))
    with pytest.raises(ValueError, match="violates heavier-first"):
        Witness(claim, None, claim.examine(claim.given[0].beyond))


def test_an_enclosure_is_rounded_outward_to_forty_digits():
    third = Enclosure(Fraction(1, 3) - Fraction(1, 10**70), Fraction(1, 3) + Fraction(1, 10**70))
    for scale in (Fraction(1), Fraction(-1), Fraction(10**12), Fraction(1, 10**12)):
        ends = sorted((third.lower * scale, third.upper * scale))
        written = as_json(Enclosure(*ends))
        low, high = Fraction(written["lower"]), Fraction(written["upper"])
        assert low <= ends[0] <= ends[1] <= high
        assert high - low <= abs(scale) / 10**38
        assert abs(Fraction(written["decimal"]) - scale / 3) < abs(scale) / 10**19


@pytest.mark.parametrize(
    ("predicted", "observed", "size"),
    [
        (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)),
        (HasSign(1), Fraction(-2), 2),
        (HasSign(0), Fraction(3), 3),
        (Between(Rational(0), Rational(1)), Fraction(5, 4), Fraction(1, 4)),
        (Between(Rational(0), Rational(1)), Fraction(-1), 1),
        ((Fraction(1), HasSign(1), True), (Fraction(1), Fraction(-4), False), 4),
    ],
)
def test_the_violation_is_the_distance_from_what_was_predicted(predicted, observed, size):
    found = violation(predicted, observed)
    assert (found.lower, found.upper) == (size, size)
