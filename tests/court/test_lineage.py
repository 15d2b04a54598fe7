"""What a claim rests on is heard, and a claim is proved only if what it rests on is."""

import ast
import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from typer.testing import CliRunner

import theory
from etalon import lineage
from etalon.claims import load
from etalon.cli import app
from etalon.evidence import Report, Verdict, settled
from etalon.verify import verify
from theory import descent
from theory.logic.formulas import Formula, hearing, lemma, name_of
from theory.symbols import eta, p

CLAIMS = load()
ROOMS = [import_module(f"theory.{room.name}") for room in iter_modules(theory.__path__)]
FORMULAS = {name_of(f.function): f for room in ROOMS for f in vars(room).values() if isinstance(f, Formula)}
# Public functions that no proof shows: definitions, and algorithms that decide or isolate.
NOT_FORMULAS = {
    "losses": {"distortion"},
    "momentum": {"trace"},
    "effective_time": {"ranks_of_times"},
    "comparison": {"outcome"},
    "critical": {"critical_rates"},
    "batch_rates": {"critical_square_rates"},
    "small_rate": {"least_square"},
}
NO_ROOMS_OF_FORMULAS = {"logic", "symbols", "latex", "critical_rate", "cosines"}


def test_every_formula_is_marked_with_the_proof_that_shows_it():
    for room in ROOMS:
        name = room.__name__.removeprefix("theory.")
        if name in NO_ROOMS_OF_FORMULAS:
            continue
        functions = {key for key, f in vars(room).items() if getattr(f, "__module__", "") == room.__name__}
        public = {key for key in functions if key[0].islower() and not key.startswith(("derive_", "prove_"))}
        marked = {key for key in public if isinstance(vars(room)[key], Formula)}
        assert public - marked == NOT_FORMULAS.get(name, set())


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_proof_that_shows_a_formula_is_a_claims_and_calls_it(formula):
    room, _, name = FORMULAS[formula].shown_by.partition(".")
    proof = getattr(import_module(f"theory.{room}"), name)
    assert proof in [claim.proof for claim in CLAIMS.values()]
    with hearing(used := set()):
        proof()
    assert formula in {use.what for use in used}


def test_no_formula_is_called_where_nobody_hears_it():
    """At the top of a file it would be called once, when the file is read."""
    names = {formula.partition(".")[2] for formula in FORMULAS}
    for room in ROOMS:
        tree = ast.parse(Path(room.__file__).read_text(encoding="utf-8"))
        outside = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
        calls = [call for node in outside for call in ast.walk(node) if isinstance(call, ast.Call)]
        assert not names & {ast.unparse(call.func).split(".")[-1] for call in calls}, room.__name__


def test_a_proof_that_calls_a_formula_rests_on_its_claim():
    def proof():
        return descent.crossing_rate(p, p / 2)

    rests_on = set()
    lineage.made(replace(CLAIMS["stability"], proof=proof), proof, rests_on)
    assert rests_on == {"crossing"}


def test_a_proof_that_uses_another_as_a_lemma_rests_on_its_claim():
    def proof():
        return lemma(descent.prove_deadbeat)

    rests_on = set()
    lineage.made(CLAIMS["stability"], proof, rests_on)
    assert {"deadbeat"} <= rests_on


def test_what_was_heard_until_a_proof_broke_counts():
    def proof():
        descent.contraction_factor(eta, p)
        raise ZeroDivisionError

    rests_on = set()
    with pytest.raises(ZeroDivisionError):
        lineage.made(CLAIMS["stability"], proof, rests_on)
    assert rests_on == {"contraction"}


def test_what_a_claim_rests_on_comes_before_it():
    ordered = lineage.with_ancestors(CLAIMS)
    assert sorted(ordered) == sorted(CLAIMS)
    for name in ordered:
        assert all(ordered.index(other) < ordered.index(name) for other in lineage.rests_on(name))


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("crossing-at-one", {"contraction"}),
        ("criterion", {"effective-time", "level-set-identity", "flow", "contraction"}),
        ("half-measures-hurt", {"criterion"}),
        ("mean-square-criterion", {"batch-mean-square", "criterion"}),
        ("crossing-already-wins", {"criterion", "crossing", "flow"}),
        ("talk-sgd-single-sample", {"single-samples-never-win"}),
    ],
)
def test_some_edges(name, others):
    assert others <= lineage.rests_on(name)


def test_a_claim_is_not_proved_if_what_it_rests_on_is_refuted():
    wrong = replace(CLAIMS["contraction"], observe=lambda case: ())
    middle, top = CLAIMS["stability"], CLAIMS["stable-step-lowers-train-loss"]
    below, stability, loss = verify([wrong, middle, top], examples=5)
    assert below.verdict is Verdict.SPLIT
    for report in (stability, loss):
        assert report.verdict is Verdict.TESTED
        assert not report.ok
        assert "it rests on contraction, which is not proved" in report.complaints
        assert "declared proved, shown tested" in report.complaints


def test_far_ancestors_count_too():
    bottom = Report("bottom", "", "", Verdict.PROVED, (), ())
    middle = Report("middle", "", "", Verdict.PROVED, (), (), ("bottom",))
    top = Report("top", "", "", Verdict.PROVED, (), (), ("middle", "elsewhere"))
    assert [report.unproved for report in settled([top, middle, bottom])] == [
        ("bottom", "middle"),
        ("bottom",),
        (),
    ]


def test_verify_runs_what_a_claim_rests_on_first():
    result = CliRunner().invoke(app, ["verify", "stability", "--examples", "3", "--json", "-"])
    claims = json.loads(result.stdout)["claims"]
    assert [claim["id"] for claim in claims] == ["train-loss", "gradient", "contraction", "stability"]
    assert claims[-1]["rests_on"] == ["contraction"]
