"""The measurement of planted errors, on a few claims: what is wrong is caught, what is not is proved."""

import os
import signal

import pytest

from benchmarks.planted.__main__ import main
from benchmarks.planted.corpus import Dropped, corpus
from benchmarks.planted.equivalence import not_wrong
from benchmarks.planted.floats import close
from benchmarks.planted.forked import Ended, in_processes
from benchmarks.planted.formulas import changes, formulas_of_theory, planted, predictions, rewritten
from benchmarks.planted.hunt import Caught, Hunt, hunt
from benchmarks.planted.kept import Kept
from benchmarks.planted.operators import Kind
from benchmarks.planted.report import by_kind, by_way, document, missed
from benchmarks.planted.result import Fate, Result
from benchmarks.planted.session import Session
from benchmarks.planted.ways import Found, Way, tried
from etalon.agreement import HasSign
from etalon.claims import load
from theory import descent

FEW = 12
CORPUS = {variant.name: variant for variant in corpus(load())}


def _session(*ids, ways=(Way.ETALON,)):
    """Return a measurement of a few claims, in this process."""
    session = Session({name: load()[name] for name in ids}, FEW, 1, 9, ways=ways)
    session.trials = {way: [tried(load()[name], way, FEW) for name in ids] for way in ways}
    return session


def _hunted(name, claim, way=Way.ETALON):
    session = _session(claim, ways=(way,))
    return hunt(CORPUS[name], way, session.known, session.trials[way])


@pytest.mark.parametrize("way", Way)
def test_a_wrong_constant_is_caught_in_every_way(way):
    caught = _hunted("descent.contraction_factor constant 3", "contraction", way).caught
    assert CORPUS["descent.contraction_factor constant 3"].says == "1 - 2 * eta * p -> 1 - 3 * eta * p"
    assert "theory says" in caught.how
    assert caught.examples <= 3


def test_an_edge_is_caught_by_the_strategies_alone():
    """Whether the limit itself is stable: only who stands on it sees the difference."""
    for way, seen in ((Way.ETALON, True), (Way.PLAIN, False)):
        session = _session("crossing", ways=(way,))
        found = hunt(CORPUS["crossing comparison 1"], way, session.known, session.trials[way])
        assert (found.caught is not None) is seen


def test_an_equivalent_variant_is_recognised_by_proof():
    variant = CORPUS["contraction swapped 2"]
    assert "contraction_factor(weight, case.eta)" in variant.says
    assert _hunted(variant.name, "contraction").caught is None
    assert not_wrong(variant, [load()["contraction"]]).startswith("the same: ")


@pytest.mark.parametrize(
    ("formula", "slip", "claim"),
    [
        ("talk_expansion_slack", "Rational(15) * a * eps / b ** 2 -> Rational(16)", "flow-expansion"),
        ("talk_ratio_excess", "2 * deficit ** 2 -> 3 * deficit ** 2", "flow-twice-is-a-limit"),
    ],
)
def test_what_is_weakened_and_still_true_is_recognised_by_proof(formula, slip, claim):
    (variant,) = (v for name, v in CORPUS.items() if f".{formula} " in name and v.says.startswith(slip))
    assert not_wrong(variant, [load()[claim]]).startswith("true, but weaker, by")


def test_what_is_sharpened_is_not_proved():
    (variant,) = (v for v in CORPUS.values() if "-> Rational(14) * a * eps / b ** 2" in v.says)
    assert not_wrong(variant, [load()["flow-expansion"]]) == ""


def test_what_is_wrong_is_not_proved():
    """Each variant is caught by the claim, so that no proof of it can be right."""
    (formula,) = (each for each in formulas_of_theory() if each.name == "descent.stability_limit")
    assert [change.says for change in changes(formula) if not_wrong(change, [load()["stability"]])] == []


def test_a_function_that_decides_is_not_asked_about_symbols():
    """A filter that leaves out what is zero cannot be judged by a symbol, which is never found to be zero."""
    variant = CORPUS["descent._largest_loss dropped 1"]
    assert "if weight" in variant.around[0][0]
    assert not not_wrong(variant, [load()["stable-step-lowers-train-loss"]])


VERDICT = Hunt(Caught("crossing", 3, "both sides", raised=False), 3, 0.0)
ERROR = Hunt(Caught("crossing", 1, "TypeError: no value", raised=True), 1, 0.0)
NOTHING = Hunt(None, FEW, 0.0)
TOO_LONG, DIED = Ended("it took more than 9 s", too_long=True), Ended("its process died of SIGSEGV")


def _result(etalon, plain=NOTHING, proof=""):
    hunts = {Way.ETALON: etalon, Way.PLAIN: plain, Way.GRID: NOTHING}
    return Result(CORPUS["contraction swapped 1"], hunts, proof)


@pytest.mark.parametrize(
    ("hunt", "fate", "caught"),
    [
        (VERDICT, Fate.VERDICT, True),
        (ERROR, Fate.ERROR, True),
        (TOO_LONG, Fate.TOO_LONG, False),
        (DIED, Fate.DIED, False),
        (NOTHING, Fate.MISSED, False),
    ],
)
def test_what_became_of_a_variant_is_counted_as_what_it_is(hunt, fate, caught):
    result = _result(hunt)
    assert result.fate(Way.ETALON) is fate
    assert (result.caught(Way.ETALON), result.missed) == (caught, not caught)
    counted = dict(zip(("caught", *Fate), by_way([result])[0][1:], strict=False))
    assert counted == dict.fromkeys(Fate, "0") | {"caught": str(int(caught)), fate: "1"}


def test_what_was_not_caught_is_told_with_the_reason():
    assert missed([_result(VERDICT)]) == []
    assert "(died: its process died of SIGSEGV)" in missed([_result(DIED)])[0]
    assert missed([_result(NOTHING, VERDICT)])[0].endswith("; caught by plain hypothesis")


def test_a_proof_that_a_case_contradicts_is_told():
    assert missed([_result(NOTHING, proof="the same")]) == []
    assert "a case contradicts it" in missed([_result(NOTHING, VERDICT, "the same")])[0]


def test_a_variant_without_a_formula_is_always_tried():
    session = _session("unique-minimiser")
    assert session.executed(Dropped(load()["unique-minimiser"], load()["crossing"].given[0]))


def test_a_whole_measurement_tries_every_variant_in_every_way():
    claim = load()["crossing"]
    session = Session({claim.id: claim}, FEW, 1, 20)
    assert len(list(session.prepare())) == len(Way)
    variants = [each for each in CORPUS.values() if each.name.startswith("crossing ")]
    assert {each.kind for each in variants} >= {Kind.COMPARISON, Kind.ASSUMPTION}
    results = {each.variant.name: each for each in session.results(variants)}
    assert all(each.finished and not each.missed for each in results.values())
    number = str(len(variants))
    assert by_kind(list(results.values()))[-1][:5] == ("all", number, "0", number, number)
    assert document(list(results.values()), session, whole=True)["ok"] is True


def test_ctrl_c_keeps_what_was_found(monkeypatch, capsys, tmp_path):
    def interrupted(self, variants):
        yield Result(variants[0], dict.fromkeys(Way, Hunt(None, 1, 0.0)))
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "prepare", lambda self: iter(()))
    monkeypatch.setattr(Session, "executed", lambda self, variant: True)
    monkeypatch.setattr("benchmarks.planted.__main__.KEPT", tmp_path / "kept")
    monkeypatch.setattr(Session, "results", interrupted)
    assert main(["descent.curvature"]) == 130
    assert "missed: descent.curvature dropped 1: `2 * p -> 2`" in capsys.readouterr().out


def _breaks(how):
    """Do what a broken formula may do."""
    while how == "for ever":
        pass
    if how == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "leaves":
        raise SystemExit(3)
    if how == "raises":
        raise TypeError("Cannot convert complex to float")
    return (lambda: how) if how == "cannot be sent" else how


def test_nothing_that_breaks_ends_the_others():
    todo = ["for ever", "dies", "leaves", "raises", "cannot be sent", "", "goes on"]
    ended = dict(in_processes(_breaks, todo, workers=2, seconds=1))
    assert ended[""] == ""
    assert ended["goes on"] == "goes on"
    assert ended["for ever"] == Ended("it took more than 1 s of the processor", too_long=True)
    assert ended["dies"] == Ended("its process died of SIGKILL")
    assert ended["leaves"] == Ended("its process died with the exit code 3")
    assert ended["raises"] == Ended("TypeError: Cannot convert complex to float")
    assert "local object '_breaks.<locals>" in ended["cannot be sent"].how  # which Python words differently


def test_a_killed_run_goes_on_where_it_ended(tmp_path):
    kept = Kept(tmp_path / "kept", "as it is")
    kept.put("first", 1)
    kept.put("second", 2)
    whole = kept.file.read_bytes()
    kept.file.write_bytes(whole[:-3])  # it was killed while it wrote
    again = Kept(kept.file, "as it is")
    assert again.known == {"first": 1}
    again.put("second", 2)
    assert kept.file.read_bytes() == whole
    assert Kept(kept.file, "changed").known == {}


def test_what_is_kept_is_not_done_again(tmp_path):
    session = Session({"crossing": load()["crossing"]}, FEW, 1, 20, Kept(tmp_path / "kept", ""))
    session.ways = (Way.ETALON,)
    variant = CORPUS["crossing comparison 1"]
    list(session.prepare())
    (first,) = session.results([variant])
    session.trials = {}  # nothing could be compared any more
    (second,) = session.results([variant])
    assert second.hunts == first.hunts
    assert second.fate(Way.ETALON) is Fate.VERDICT


def test_a_slip_with_a_name_that_the_formula_does_not_know_is_none():
    formula = CORPUS["descent.curvature dropped 1"].formula
    with pytest.raises(NameError, match="does not know unknown"):
        rewritten(formula, 1, "unknown * p")
    assert rewritten(formula, 1, "sum(own for own in (p, p, p))").says


def test_a_planted_error_is_gone_afterwards():
    change = CORPUS["descent.contraction_factor constant 3"]
    with planted(change.formula.function, change.code):
        assert descent.contraction_factor(1, 1) == -2
    assert descent.contraction_factor(1, 1) == -1


def test_the_cases_of_every_way_are_within_the_assumptions():
    claim = load()["annealed-bound"]
    for way in Way:
        found = Found(claim, FEW)
        found.search(way)
        assert len(found.within) > FEW // 2
        assert not any(claim.violated(case) for case in found.within)
        assert all(claim.violated(each.case) == (each.assumption,) for each in found.beyond)


def test_true_claims_hold_in_the_cases_of_every_way():
    for way in Way:
        assert tried(load()["closed-form-iterate"], way, FEW).alarms == 0


def test_floats_do_not_see_a_small_difference():
    assert close(HasSign(0), 1e-9)
    assert not close(HasSign(1), 1e-9)
    assert not close((1, 2), (1, 3))


def test_the_corpus_has_enough_of_every_kind():
    kinds = [variant.kind for variant in CORPUS.values()]
    assert len(kinds) >= 200
    assert {kind for kind in Kind if kinds.count(kind) < 30} == set()
    assert len(CORPUS) == len(list(corpus(load())))  # each has a name of its own


def test_no_refuted_claim_is_varied():
    names = {each.name for each in predictions(load()["patch-percentages"])}
    assert names == {"patch-percentages"}
    assert not names & {name.split()[0] for name in CORPUS}


def test_a_wrong_number_is_refused_in_one_line(capsys):
    assert main(["--examples", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
