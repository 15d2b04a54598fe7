"""Verdicts say what was shown and no more, and what breaks becomes a verdict, not a crash."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st
from sympy import Integer, Symbol

from etalon.case import one_step
from etalon.claim import Assumption, Claim
from etalon.claims import claims_in, load
from etalon.evidence import Evidence, Kind, Outcome, Verdict, judge
from etalon.verify import Interrupted, collect, verify
from theory.logic.proof import Identity, Implication, Proof

x = Symbol("x", real=True)
SUPPORTS, CONTRADICTS, MISSING = Outcome.SUPPORTS, Outcome.CONTRADICTS, Outcome.MISSING
GOOD_PROOF = Proof((Identity("square", (x + 1) ** 2, x**2 + 2 * x + 1),))
WRONG_PROOF = Proof((Implication("wrong", (), x**2 > 0),))


def _claim(**changes) -> Claim:
    """Return a true claim about integers below 100, changed as asked."""
    parts = {
        "id": "square",
        "says": "squares are squares",
        "source": "derived here",
        "declared": Verdict.PROVED,
        "predict": lambda n: n**2,
        "observe": lambda n: Fraction(n) * n,
        "cases": st.integers(0, 99),
        "proof": lambda: GOOD_PROOF,
    }
    return Claim(**(parts | changes))


@pytest.mark.parametrize(
    ("pieces", "verdict"),
    [
        ([], Verdict.UNDECIDED),
        ([(Kind.DERIVATION, SUPPORTS)], Verdict.UNDECIDED),
        ([(Kind.PROOF, SUPPORTS)], Verdict.PROVED),
        ([(Kind.EXACT, SUPPORTS)], Verdict.TESTED),
        ([(Kind.PROOF, MISSING), (Kind.EXACT, SUPPORTS)], Verdict.TESTED),
        ([(Kind.PROOF, SUPPORTS), (Kind.EXACT, CONTRADICTS)], Verdict.SPLIT),
        ([(Kind.PROOF, CONTRADICTS), (Kind.EXACT, SUPPORTS)], Verdict.SPLIT),
        ([(Kind.DERIVATION, CONTRADICTS), (Kind.PROOF, SUPPORTS)], Verdict.SPLIT),
        ([(Kind.WITNESS, CONTRADICTS)], Verdict.REFUTED),
        ([(Kind.WITNESS, CONTRADICTS), (Kind.DISPROOF, CONTRADICTS)], Verdict.REFUTED),
        ([(Kind.WITNESS, SUPPORTS), (Kind.DISPROOF, CONTRADICTS)], Verdict.SPLIT),
    ],
)
def test_evidence_adds_up(pieces, verdict):
    assert judge(Evidence(kind, outcome, 1, 0) for kind, outcome in pieces) is verdict


def test_a_true_claim_is_proved_and_runs_its_cases():
    report = collect(_claim(), examples=50)
    assert report.ok
    assert report.cases == 50
    assert report.complaints == ()


def test_a_false_claim_is_split_from_its_proof_and_shows_both_numbers():
    report = collect(_claim(observe=lambda n: Fraction(n * n + (n > 6))))
    assert report.verdict is Verdict.SPLIT
    assert not report.ok
    assert any("at 7: theory says 49, simulation says 50" in line for line in report.complaints)


def test_a_wrong_proof_does_not_pass():
    report = collect(_claim(proof=lambda: WRONG_PROOF))
    assert not report.ok
    assert any("is false at" in line for line in report.complaints)


def test_a_proof_that_does_not_run_is_a_failure_not_a_skip():
    def broken() -> Proof:
        raise RuntimeError("no solver")

    report = collect(_claim(proof=broken))
    assert report.verdict is Verdict.TESTED
    assert not report.ok
    assert "proof: RuntimeError: no solver" in report.complaints


def test_a_verdict_better_than_declared_is_a_mismatch_too():
    assert collect(_claim(declared=Verdict.TESTED)).complaints == ("declared tested, shown proved",)


def test_a_prediction_that_crashes_is_missing_evidence():
    report = collect(_claim(predict=lambda n: 1 / 0))
    assert not report.ok
    assert any("ZeroDivisionError" in line for line in report.complaints)


def test_a_strategy_that_leaves_the_domain_is_found_out():
    small = Assumption("small", "n < 50", lambda n: n < 50).fails_without(50)
    report = collect(_claim(given=(small,)))
    assert any("the strategy drew 50, outside small" in line for line in report.complaints)


def test_an_assumption_without_which_nothing_fails_is_idle():
    small = Assumption("small", "n < 100", lambda n: n < 100).fails_without(100)
    report = collect(_claim(given=(small,)))
    assert report.assumptions[0].necessary is False
    assert not report.ok


def test_a_witness_must_violate_its_own_assumption_only():
    small, even = (
        Assumption("small", "n < 100", lambda n: n < 100),
        Assumption("even", "n is even", lambda n: n % 2 == 0),
    )
    given = (small.fails_without(101), even.fails_without(1))
    claim = _claim(
        given=given, cases=st.integers(0, 49).map(lambda n: 2 * n), predict=lambda n: n**2 * (n % 2 == 0)
    )
    needs = collect(claim).assumptions
    assert [need.necessary for need in needs] == [False, True]
    assert "violates small, even" in needs[0].message


def test_a_refuted_claim_needs_its_witness_to_fail():
    refuted = _claim(declared=Verdict.REFUTED, proof=None, cases=None, predict=lambda n: n, witness=2)
    assert collect(refuted).ok
    assert not collect(replace(refuted, witness=1)).ok


@pytest.mark.parametrize(
    "changes",
    [
        {"declared": Verdict.SPLIT},
        {"proof": None},
        {"declared": Verdict.REFUTED},
        {"declared": Verdict.TESTED, "cases": None},
        {"given": (Assumption("a", "", bool), Assumption("a", "", bool))},
    ],
)
def test_a_claim_that_could_not_keep_its_word_cannot_be_built(changes):
    with pytest.raises(ValueError, match="claim square"):
        _claim(**changes)


def test_an_interruption_keeps_what_was_found():
    def interrupt(report) -> None:
        if report.id == "second":
            raise KeyboardInterrupt

    claims = [_claim(id=name) for name in ("first", "second", "third")]
    with pytest.raises(Interrupted) as stopped:
        verify(claims, examples=5, finished=interrupt)
    assert [report.id for report in stopped.value.reports] == ["first", "second"]


def test_the_same_seed_draws_the_same_cases_and_another_seed_others():
    def drawn(seed: int) -> list[int]:
        seen: list[int] = []
        collect(_claim(observe=lambda n: seen.append(n) or Fraction(n * n)), examples=20, seed=seed)
        return seen

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_workers_find_what_one_process_finds():
    claims = [load()[name] for name in ("talk-losses", "crossing", "patch-percentages")]
    alone, together = (verify(claims, examples=10, workers=workers) for workers in (1, 2))
    assert [(r.id, r.verdict, r.cases) for r in alone] == [(r.id, r.verdict, r.cases) for r in together]


def test_claims_are_found_in_their_files():
    assert len(load()) >= 40
    assert next(claim.id for claim in claims_in("etalon.claims.talk")) == "large-rate-can-regularise"


def test_at_a_rational_critical_rate_half_measures_claim_nothing():
    tie = one_step((3, 2), Fraction(15, 16), Fraction(1, 100))
    assert load()["half-measures-hurt"].violated(tie) == ("below-critical",)


def test_numbers_too_long_to_be_written_out_are_told_shortly():
    claim = _claim(predict=lambda n: Integer(3) ** 20000, observe=lambda n: Fraction(1, 10**5000))
    assert str(claim.examine(1)) == "at 1: theory says ~ 2.66130342721742e+9542, simulation says ~ 1e-5000"
