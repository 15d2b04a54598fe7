"""`docs/check_witness.py` confirms every stored witness without the project, and denies what was changed."""

import ast
import importlib.util
import json
import subprocess
import sys
from copy import deepcopy
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from etalon.claims import load
from etalon.claims.observed import OBSERVED
from etalon.explore.codec import decode, encode
from etalon.explore.values import as_json
from etalon.explore.witness import document, stored
from numerics.enclosure import fmpq_of
from numerics.schedule import Phase
from numerics.shapes import Cosine, Exponential, Linear, Polynomial

CHECKER = Path(__file__).parents[2] / "docs" / "check_witness.py"
_spec = importlib.util.spec_from_file_location("check_witness", CHECKER)
assert _spec
assert _spec.loader
checker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checker)
checker._Interval.unit = 2**192  # `check` sets it, for parts that are tried alone it is set here
CLAIMS = load()


def _witnesses() -> dict[str, dict]:
    """Return every stored witness as JSON, by a name."""
    found = {}
    for claim in (CLAIMS[claim_id] for claim_id in OBSERVED):
        for witness in stored(claim):
            name = witness.without.name.replace("/", "-") if witness.without else "refuted"
            found[f"{claim.id}.{name}"] = json.loads(json.dumps(document(witness, OBSERVED)))
    return found


WITNESSES = _witnesses()
# One witness for everything that is observed.
SOME = {str(written["observe"]): written for written in WITNESSES.values()}


def _denied(written: dict) -> str | None:
    """Return why a witness is denied, nothing if it is confirmed."""
    return checker.check(json.dumps(written))


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
    assert not _denied(SOME[observed])
    other = deepcopy(SOME[observed])
    other["violation"] = _shift(other["violation"], Fraction(1, 10**25))
    assert _denied(other) == "the violation is of another size"
    other = deepcopy(SOME[observed])
    if (
        other["case"]["schedule"] and other["case"]["beta"][0] != "0"
    ):  # of a residual 0 no rate changes anything
        other["case"]["schedule"][0][0] = "7/97"
    else:
        other["case"]["beta"][0] = "7/5"
    assert _denied(other)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"observe": "advantage"}'])
def test_what_is_no_witness_is_denied_in_one_line(text, tmp_path, capsys):
    file = tmp_path / "witness.json"
    file.write_text(text)
    assert checker._main([str(file)]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert ": NO WITNESS: " in line
    assert checker._main([str(tmp_path / "none.json")]) == 2
    assert checker._main([]) == 2
    (tmp_path / "good.json").write_text(json.dumps(WITNESSES["crossing.heavier-first"]))
    assert checker._main([str(tmp_path / "good.json"), str(file)]) == 1


def test_a_search_that_found_nothing_leaves_no_witness(tmp_path, capsys):
    file = tmp_path / "nothing.json"
    command = [
        sys.executable,
        "-m",
        "etalon",
        "explore",
        "contraction",
        "--examples",
        "5",
        "--json",
        str(file),
    ]
    subprocess.run(command, capture_output=True, check=True)
    assert checker._main([str(file)]) == 2
    assert ": NO WITNESS: nothing was found" in capsys.readouterr().out


def _other_schema(written: dict) -> None:
    written["schema"] = 99


def _negative_counts(written: dict) -> None:
    written["case"]["counts"][0] *= -1


def _negative_rate(written: dict) -> None:
    written["case"]["schedule"][0][0] = "-1"


def _no_digit(written: dict) -> None:
    written["found"]["decimal"] = ""


def _worst_of_another_size(written: dict) -> None:
    written["worst"]["violation"] = _shift(written["worst"]["violation"], Fraction(1, 10**25))


def _worst_is_none(written: dict) -> None:
    written["worst"]["case"]["schedule"] = [["1/2", 1]]


@pytest.mark.parametrize(
    "tamper",
    [_other_schema, _negative_counts, _negative_rate, _no_digit, _worst_of_another_size, _worst_is_none],
)
def test_it_denies_what_nobody_writes(tamper):
    written = deepcopy(WITNESSES["half-measures-hurt.below-critical"])
    written["worst"] = {key: deepcopy(written[key]) for key in ("case", "expected", "found", "violation")}
    assert not _denied(written)
    tamper(written)
    assert _why(written)


@pytest.mark.parametrize(("low", "high"), [("-1", "1"), ("1/10", "9/10")])
def test_a_decimal_has_no_digit_where_none_is_certain(low, high):
    assert checker._told({"lower": low, "upper": high, "decimal": ""}) == (Fraction(low), Fraction(high))


def _why(written: dict) -> str:
    """Return why a witness is denied, if it can be read at all."""
    try:
        return str(_denied(written))
    except (ValueError, ArithmeticError) as refused:
        return str(refused)


# What shapes and a real small rate bring: every number of their files is altered.

NEW = [name for name in WITNESSES if name.split(".")[0] in ("small-rate-steps", "small-rate-criterion")]
NEW += [name for name in WITNESSES if name.startswith("shaped-criterion.")]


def _numbers(part, path=()):
    """Yield where in a file the numbers are."""
    if isinstance(part, dict | list):
        for name, inside in part.items() if isinstance(part, dict) else enumerate(part):
            if name not in ("schema", "claim", "without", "observe", "kind", "sign", "formula"):
                yield from _numbers(inside, (*path, name))
    elif part is not None:
        yield path


def _altered(written: dict, path: tuple, up: bool) -> dict:
    altered = deepcopy(written)
    *before, last = path
    part = altered
    for name in before:
        part = part[name]
    if last == "decimal":  # by one in the last place
        digits = Decimal(part[last])
        part[last] = str(digits + (1 if up else -1) * Decimal(1).scaleb(digits.as_tuple().exponent))
    elif isinstance(part[last], int):
        part[last] += 1
    else:
        part[last] = str(Fraction(part[last]) + Fraction(1 if up else -1, 1000))
    return altered


def _is_found(written: dict) -> bool:
    """Return whether Etalon finds in the case what the file says; then there is nothing to deny."""
    try:
        observed = CLAIMS[written["claim"]["id"]].observe(decode(written["case"]))
    except ValueError:  # such as nothing between two steps
        return False
    return as_json(observed) == written["found"]


ALTERED = [(name, path) for name in NEW for path in _numbers(WITNESSES[name])]


@pytest.mark.parametrize(("name", "path"), ALTERED, ids=lambda part: str(part))
def test_it_denies_an_error_in_any_number(name, path):
    assert not _denied(WITNESSES[name])
    for up in (True, False) if path[0] != "case" else (True,):
        altered = _altered(WITNESSES[name], path, up)
        assert bool(_why(altered)) != (path[0] == "case" and _is_found(altered))


@given(st.integers(0, 2000), st.integers(1, 60))
def test_its_exponential_is_enclosed_and_narrow(p, q):
    low, high = checker._exp_of_minus(Fraction(p, q))
    with ctx.workprec(400):
        value = (-arb(fmpq(p, q))).exp()
        assert arb(fmpq(low.numerator, low.denominator)) <= value
        assert value <= arb(fmpq(high.numerator, high.denominator))
    assert high - low < Fraction(1, 2**150)


@pytest.mark.parametrize(
    "shape",
    [
        Phase(Fraction(3, 7), 2),
        Linear(Fraction(1, 3), Fraction(5, 2), 7),
        Exponential(Fraction(3, 2), Fraction(5, 4), 6),
        Polynomial(Fraction(1, 5), Fraction(2), 3, 5),
        *(Cosine(Fraction(3, 2), Fraction(1, 7), steps) for steps in (1, 2, 3, 5, 6, 97)),
    ],
    ids=str,
)
def test_it_reads_the_rates_of_every_shape(shape):
    parts = {field.name: getattr(shape, field.name) for field in fields(shape)}
    numbers = {"counts": [1], "beta": [Fraction(1)], "shapes": [{"kind": type(shape).__name__, **parts}]}
    with ctx.workprec(400):
        balls = [arb(fmpq_of(shape.rate))] * shape.steps if isinstance(shape, Phase) else shape.balls()
        for rate, ball in zip(checker._Case(numbers).rates, balls, strict=True):
            low, high = checker._ends(rate)
            assert not arb(fmpq_of(low)) > ball
            assert not arb(fmpq_of(high)) < ball
            assert high - low < Fraction(1, 2**150)
    if not isinstance(shape, Phase):  # what is rational is exact
        exact = [rate for rate in shape.rates() if rate is not None]
        assert [rate for rate in checker._Case(numbers).rates if isinstance(rate, Fraction)] == exact


def test_it_observes_a_cosine_with_irrational_rates():
    beyond = CLAIMS["shaped-criterion"].given[0].beyond
    case = replace(beyond, shapes=(Cosine(Fraction(5, 4), Fraction(0), 5),))
    found = as_json(CLAIMS["shaped-criterion"].observe(case))  # positive
    sides = {"expected": {"sign": "negative"}, "found": found, "violation": found}
    written = {**WITNESSES["shaped-criterion.two-coordinates"], "case": encode(case), **sides}
    assert not _denied(written)
    written["case"]["shapes"][0]["steps"] = 6
    assert _denied(written)


@pytest.mark.parametrize(
    "change", [{"observe": ""}, {"observe": []}, {"found": None}, {"found": []}], ids=str
)
def test_a_file_in_which_nothing_is_observed_is_not_confirmed(change, tmp_path, capsys):
    file = tmp_path / "witness.json"
    file.write_text(json.dumps({**WITNESSES["crossing.heavier-first"], **change}))
    assert checker._main([str(file)]) == 1
    assert ": DENIED: " in capsys.readouterr().out


def test_what_is_nested_too_deep_is_refused_in_one_line(tmp_path, capsys):
    file = tmp_path / "witness.json"
    file.write_text("[" * 100_000)
    assert checker._main([str(file)]) == 2
    assert ": NO WITNESS: it cannot be checked, RecursionError" in capsys.readouterr().out
