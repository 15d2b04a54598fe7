"""The measurement of planted errors, on a few claims: what is wrong is caught, what is not is proved."""

from dataclasses import replace

import pytest

from benchmarks.planted.__main__ import main
from benchmarks.planted.corpus import Dropped, corpus
from benchmarks.planted.equivalence import not_wrong
from benchmarks.planted.floats import close
from benchmarks.planted.forked import Stopped, in_processes
from benchmarks.planted.formulas import changes, formulas_of_theory, planted, predictions
from benchmarks.planted.hunt import Hunt, hunt
from benchmarks.planted.operators import Kind
from benchmarks.planted.report import document, rows
from benchmarks.planted.session import Result, Session
from benchmarks.planted.ways import Found, Way, tried
from etalon.agreement import HasSign
from etalon.claims import load
from theory import descent

FEW = 12
CORPUS = {variant.name: variant for variant in corpus(load())}


def _session(*ids, ways=(Way.ETALON,)):
    """Return a measurement of a few claims, in this process."""
    session = Session({name: load()[name] for name in ids}, FEW, 1, 9, ways)
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
    assert not_wrong(variant, [load()["contraction"]])


def test_a_weaker_variant_is_recognised_by_proof():
    variant = CORPUS["talk_flow.talk_ratio_excess constant 1"]
    assert not_wrong(variant, [load()["flow-twice-is-a-limit"]]).startswith("it follows from")


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("descent.stability_limit", "stability"),
        ("level_sets.share", "level-set-identity"),
        ("talk_flow.talk_ratio_excess", "flow-twice-is-a-limit"),
    ],
)
def test_what_is_wrong_is_not_proved(name, claim):
    """Each variant but those that allow more is caught by the claim, so that no proof of it can be right."""
    claims = [load()[claim]]
    (formula,) = (each for each in formulas_of_theory() if each.name == name)
    proved = {change.says for change in changes(formula) if not_wrong(change, claims)}
    assert proved <= {"2 * deficit ** 2 -> 3 * deficit ** 2", "2 * deficit ** 2 -> 2 * deficit ** 1"}


def test_a_function_that_decides_is_not_asked_about_symbols():
    """A filter that leaves out what is zero cannot be judged by a symbol, which is never found to be zero."""
    variant = CORPUS["descent._largest_loss dropped 1"]
    assert "if weight" in variant.around[0][0]
    assert not not_wrong(variant, [load()["stable-step-lowers-train-loss"]])


def test_what_is_neither_caught_nor_proved_is_missed():
    session = _session("unique-minimiser")
    dropped = Dropped(load()["unique-minimiser"], replace(load()["crossing"].given[0], name="none"))
    result = Result(dropped, {Way.ETALON: Hunt(None, FEW, 0)})
    assert session.executed(dropped)
    assert result.missed
    assert not replace(result, proof="it is the same").missed
    assert not replace(result, hunts={Way.ETALON: Stopped()}).missed


def test_a_whole_measurement_tries_every_variant_in_every_way():
    claim = load()["crossing"]
    session = Session({claim.id: claim}, FEW, 1, 20)
    assert len(list(session.prepare())) == len(Way)
    variants = [each for each in CORPUS.values() if each.name.startswith("crossing ")]
    assert {each.kind for each in variants} >= {Kind.COMPARISON, Kind.ASSUMPTION}
    results = {each.variant.name: each for each in session.results(variants)}
    assert all(each.finished and not each.missed for each in results.values())
    assert rows(list(results.values()))[-1][:4] == (
        "all",
        str(len(variants)),
        "0",
        f"{len(variants)} of {len(variants)}",
    )
    assert document(list(results.values()), session, whole=True)["ok"] is True


def test_ctrl_c_keeps_what_was_found(monkeypatch, capsys):
    def interrupted(self, variants):
        yield Result(variants[0], dict.fromkeys(Way, Hunt(None, 1, 0.0)))
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "prepare", lambda self: iter(()))
    monkeypatch.setattr(Session, "executed", lambda self, variant: True)
    monkeypatch.setattr(Session, "results", interrupted)
    assert main(["descent.curvature"]) == 130
    assert "missed: descent.curvature dropped 1: 2 * p -> 2" in capsys.readouterr().out


def _for_ever(work):
    while work:
        pass


def test_what_hangs_is_stopped():
    assert [type(found) for _, found in in_processes(_for_ever, [1], workers=1, seconds=1)] == [Stopped]


def test_what_dies_of_something_else_does_not_count_as_stopped():
    def dies(work):
        raise SystemExit(work)

    with pytest.raises(RuntimeError, match="exit code 1"):
        list(in_processes(dies, [1], workers=2, seconds=9))


def test_a_variant_that_hangs_counts_as_caught():
    result = Result(CORPUS["contraction swapped 1"], {Way.ETALON: Stopped()})
    assert result.caught(Way.ETALON)


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


def test_no_refuted_claim_is_varied():
    names = {each.name for each in predictions(load()["patch-percentages"])}
    assert names == {"patch-percentages"}
    assert not names & {name.split()[0] for name in CORPUS}


def test_a_wrong_number_is_refused_in_one_line(capsys):
    assert main(["--examples", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
