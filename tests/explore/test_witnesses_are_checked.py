"""`docs/check_witness.py` confirms every stored witness without the project, and denies what was changed."""

import ast
import importlib.util
import json
import subprocess
import sys
from copy import deepcopy
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.witness import document, stored

CHECKER = Path(__file__).parents[2] / "docs" / "check_witness.py"
_spec = importlib.util.spec_from_file_location("check_witness", CHECKER)
assert _spec
assert _spec.loader
checker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checker)


def _witnesses() -> dict[str, dict]:
    """Return every stored witness as JSON, by a name."""
    found = {}
    for claim in (load()[claim_id] for claim_id in OBSERVED):
        for witness in stored(claim):
            name = witness.without.name.replace("/", "-") if witness.without else "refuted"
            found[f"{claim.id}.{name}"] = json.loads(json.dumps(document(witness, OBSERVED)))
    return found


WITNESSES = _witnesses()
# One witness for everything that is observed.
SOME = {str(written["observe"]): written for written in WITNESSES.values()}


def test_it_confirms_every_stored_witness_on_a_python_without_packages(tmp_path):
    files = []
    for name, written in WITNESSES.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(written))
    command = [sys.executable, "-I", "-S", str(CHECKER), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == [f"{file}: confirmed" for file in files]
    assert ran.returncode == 0


def test_it_is_short_and_shares_no_code_with_the_project():
    tree = ast.parse(CHECKER.read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)
    assert len(CHECKER.read_text().splitlines()) <= 300


def test_it_knows_everything_that_is_observed_and_nothing_else():
    names = [[name] if isinstance(name, str) else name for name in OBSERVED.values()]
    assert {each for name in names for each in name if each} == set(checker.OBSERVE)


def _shift(told, by: Fraction):
    """Return a number, or the first of several, that is larger."""
    if isinstance(told, list):
        return [_shift(told[0], by), *told[1:]]
    if isinstance(told, bool):
        return not told
    return {name: str(Fraction(text) + by) if name != "decimal" else text for name, text in told.items()}


def _as_expected(written: dict) -> None:
    written["expected"] = written["found"]


def _found_otherwise(written: dict) -> None:
    written["found"] = _shift(written["found"], Fraction(1, 10**30))


def _found_less(written: dict) -> None:
    written["found"] = _shift(written["found"], Fraction(-1, 10**30))


def _unknown_field(written: dict) -> None:
    written["case"]["warmup"] = "1/2"


def _unknown_observation(written: dict) -> None:
    written["observe"] = "mood"


@pytest.mark.parametrize("observed", SOME)
@pytest.mark.parametrize(
    "tamper", [_as_expected, _found_otherwise, _found_less, _unknown_field, _unknown_observation]
)
def test_it_denies_what_was_tampered_with(observed, tamper, tmp_path, capsys):
    written = deepcopy(SOME[observed])
    tamper(written)
    file = tmp_path / "witness.json"
    file.write_text(json.dumps(written))
    assert checker._main([str(file)]) == 1
    assert "DENIED" in capsys.readouterr().out


NUMBERS = [name for name, written in SOME.items() if written["violation"] and "lower" in written["violation"]]


@pytest.mark.parametrize("observed", NUMBERS)
def test_it_denies_another_size_of_the_violation_and_other_numbers(observed):
    assert not checker.check(SOME[observed])
    other = deepcopy(SOME[observed])
    other["violation"] = _shift(other["violation"], Fraction(1, 10**25))
    assert checker.check(other) == "the violation is of another size"
    other = deepcopy(SOME[observed])
    if other["case"]["schedule"]:
        other["case"]["schedule"][0][0] = "7/97"
    else:
        other["case"]["beta"][0] = "7/5"
    assert checker.check(other)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"observe": "advantage"}'])
def test_what_is_no_witness_is_denied_in_one_line(text, tmp_path, capsys):
    file = tmp_path / "witness.json"
    file.write_text(text)
    assert checker._main([str(file)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert checker._main([str(tmp_path / "none.json")]) == 1
    assert checker._main([]) == 1


@given(st.integers(0, 2000), st.integers(1, 60), st.sampled_from([40, 160]))
def test_its_exponential_is_enclosed_and_narrow(p, q, bits):
    low, high = checker.exp_of_minus(Fraction(p, q), bits)
    with ctx.workprec(400):
        value = (-arb(fmpq(p, q))).exp()
        assert arb(fmpq(low.numerator, low.denominator)) <= value
        assert value <= arb(fmpq(high.numerator, high.denominator))
    assert high - low < Fraction(1, 2**bits)
