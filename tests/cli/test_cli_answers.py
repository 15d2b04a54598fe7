"""The command line as a process: what it prints, what it writes, and what other programs rely on."""

import io
import json
import os
import re
import subprocess
import sys
from fractions import Fraction

import pytest
from sympy import sympify

from etalon.agreement import enclose
from etalon.cli import main
from numerics.enclosure import Enclosure

EXAMPLE = ["simulate", "--counts", "2,1", "--schedule", "3/2*1, flow", "--against", "flow", "--stop", "1/100"]


def _etalon(*words: str, cwd=None, code: int = 0) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "etalon", *words]
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran


def _json(*words: str) -> dict:
    document = json.loads(_etalon(*words, "--json", "-").stdout)
    assert document["schema"] == 1
    return document


def _bisected(n_1: int, n_2: int, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Enclose a zero of |1-2 eta p_1|^(n_2) - |1-2 eta p_2|^(n_1) by the signs of rationals alone."""

    def sign(eta: Fraction) -> int:
        heavy, light = (abs(1 - 2 * eta * Fraction(count, n_1 + n_2)) for count in (n_1, n_2))
        return (heavy**n_2 > light**n_1) - (heavy**n_2 < light**n_1)

    at_low = sign(low)
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if sign(middle) == at_low else (low, middle)
    return low, high


@pytest.mark.parametrize("counts", [(4, 1), (30, 7), (2, 1)])
def test_critical_rates_agree_with_an_independent_bisection_to_thirty_digits(counts):
    (found,) = _json("when", "--counts", ",".join(map(str, counts)))["critical"]
    total, (n_1, n_2) = sum(counts), counts
    brackets = {
        "lower": (Fraction(total, 2 * n_1), Fraction(1)),
        "upper": (Fraction(total, 2 * n_2), Fraction(20 * total, n_2)),
    }
    for end, bracket in brackets.items():
        low, high = _bisected(n_1, n_2, *bracket)
        decimal = Fraction(found[f"decimal_{end}"])
        assert abs(decimal - low) < Fraction(1, 10**30) * high
        left, right = map(Fraction, found["isolating"][end])
        assert left <= high
        assert low <= right


def test_the_talks_critical_rates_are_in_closed_form():
    (found,) = _json("when", "--counts", "2,1")["critical"]
    assert (found["lower"], found["upper"]) == ("3-3*sqrt(2)/2", "3+3*sqrt(2)/2")
    assert found["closed_form"] == {"lower": "3-3*sqrt(2)/2", "upper": "3+3*sqrt(2)/2"}


def test_a_batch_has_its_own_window_and_critical_rates():
    pairs = _json("when", "--counts", "2,1", "--batch", "2", "--with-replacement")
    assert (pairs["critical"][0]["lower"], pairs["critical"][0]["upper"]) == ("3/4", "9/4")
    assert pairs["batch"]["window"] == {"lower": "1", "upper": "6/5"}
    subset = _json("when", "--counts", "2,1", "--batch", "2")
    assert subset["critical"][0]["lower"] == "2-sqrt(6)/2"
    assert subset["batch"]["noise"]["exact"] == "1/4"


def test_a_schedule_is_told_which_steps_paid():
    found = _json("when", "--counts", "2,1", "--schedule", "1/2*2, 15/16*3")
    assert [phase["effect"] for phase in found["phases"]] == ["costs", "pays"]
    assert found["outcome"] == "wins"
    # log(1/3)/3 - 2 log(2/3)/3
    assert found["phases"][0]["score"].startswith("-0.0958940241")
    total = sum(Fraction(phase["total"]) for phase in found["phases"])
    assert abs(total - Fraction(found["score"])) < Fraction(1, 10**15)


def test_a_shape_is_told_step_by_step_with_exact_rates():
    (shape,) = _json("when", "--counts", "2,1", "--schedule", "cosine(0, 6)*4")["phases"]
    assert [step["rate"] for step in shape["each"]] == ["0", "3-3*cos(pi/4)", "3", "3-3*cos(3*pi/4)"]
    # Both critical rates of the counts 2:1 are among them, and tie exactly.
    assert [step["effect"] for step in shape["each"]] == ["changes nothing"] * 2 + ["pays", "changes nothing"]
    assert shape["each"][1]["decimal"].startswith("0.8786796564403")
    assert shape["total"] == shape["each"][2]["score"]


def test_a_sum_of_logarithms_that_is_zero_is_told_as_zero():
    assert _json("when", "--counts", "2,1", "--schedule", "cosine(0, 6)*4")["effective_times"][1] == "0"


def test_what_a_shape_is_told_to_do_it_does():
    found = _json("when", "--counts", "2,1", "--schedule", "linear(0, 3/2)*3, cosine(7/5, 0)*5*2")
    assert [phase["effect"] for phase in found["phases"]] == ["pays"] * 3
    schedule = "linear(0, 3/2)*3, cosine(7/5, 0)*5*2, flow"
    options = (
        "--counts",
        "2,1",
        "--schedule",
        schedule,
        "--against",
        "flow",
        "--stop",
        "1/10000000000000000",
    )
    shaped, flow = _json("simulate", *options)["runs"]
    assert (shaped["steps"], shaped["stopped"]) == (13, True)
    assert Fraction(shaped["test_loss"]["upper"]) < Fraction(flow["test_loss"]["lower"])


def test_the_rates_of_shapes_are_listed():
    schedule = "linear(0, 3/2)*3, 1/2*1, cosine(5/4, 0)*4, flow"
    options = ("--counts", "2,1", "--schedule", schedule, "--against", "flow", "--stop", "1/1000")
    shaped, flow = _json("simulate", *options)["runs"]
    linear, cosine = shaped["shapes"]
    assert flow["shapes"] == []
    assert linear == {"shape": "linear(0, 3/2)*3", "rates": ["0", "1/2", "1"]}
    assert (cosine["shape"], cosine["rates"][::2]) == ("cosine(5/4, 0)*4", ["5/4", "5/8"])
    told = [
        step["rate"] for step in _json("when", *options[:2], "--schedule", schedule[:-6])["phases"][2]["each"]
    ]
    for text, listed in zip(told, cosine["rates"], strict=True):
        value = enclose(sympify(text))
        lower, upper = _ends(listed)
        assert Enclosure(lower, upper).overlaps(value)
        assert upper - lower <= lower / 2**64


@pytest.mark.parametrize(
    ("counts", "schedule", "outcome"),
    [
        ("2,2", "cosine(3/2, 0)*5", "ties"),
        ("1,2", "cosine(3/2, 3/2)*4", "wins"),
        ("2,1", "exponential(3/4, 1/2)*2", "loses"),
        ("3,2", "15/16*4", "ties"),
        ("2,2", "1/2*3", "ties"),
        ("1,2", "3/2*1", "wins"),
        ("2,1", "3/4*1", "loses"),
    ],
)
def test_a_schedule_ties_wins_or_loses(counts, schedule, outcome):
    assert _json("when", "--counts", counts, "--schedule", schedule)["outcome"] == outcome


def test_single_samples_have_no_window_and_the_full_batch_has_that_of_the_steps_on_all_samples():
    single = _json("when", "--counts", "2,1", "--batch", "1")
    assert single["critical"] == []
    assert single["batch"]["window"] is None
    whole, all_samples = _json("when", "--counts", "7,4", "--batch", "11"), _json("when", "--counts", "7,4")
    assert {key: value for key, value in whole.items() if key != "batch"} == all_samples


def test_a_rate_without_closed_form_is_a_root_that_sympy_reads_back():
    (found,) = _json("when", "--counts", "30,7")["critical"]
    assert found["closed_form"] is None
    assert str(sympify(found["lower"]).n(30))[:20] == found["decimal_lower"][:20]


@pytest.mark.parametrize(("typed", "critical"), [("3,3", []), ("1,2", None)])
def test_equal_and_swapped_counts(typed, critical):
    found = _json("when", "--counts", typed)
    same = _json("when", "--counts", "2,1")["critical"]
    assert found["critical"] == (same if critical is None else critical)


def test_thresholds_are_exact_and_decimal():
    found = _json("when", "--counts", "2,1")
    assert found["crossing"] == {"exact": "1", "decimal": "1"}
    assert found["stability"] == {"exact": "3/2", "decimal": "1.5"}
    assert [rate["exact"] for rate in found["deadbeat"]] == ["3/4", "3/2"]


def test_large_counts_are_answered():
    _etalon("when", "--counts", "1000000000,999999999")


def test_a_run_is_exact_and_a_flow_is_enclosed():
    runs = _json(*EXAMPLE)["runs"]
    assert [run["steps"] for run in runs] == [1, 0]
    assert all(run["stopped"] for run in runs)
    annealed, alone = (_ends(run["test_loss"]) for run in runs)
    assert annealed[0] <= Fraction(3, 400) <= annealed[1]
    assert Fraction(14597, 10**6) < alone[0] <= alone[1] < Fraction(14598, 10**6)


def _ends(value) -> tuple[Fraction, Fraction]:
    if isinstance(value, dict):
        return Fraction(value["lower"]), Fraction(value["upper"])
    return Fraction(value), Fraction(value)


def test_a_schedule_with_counts_ends_after_them():
    (run,) = _json("simulate", "--counts", "2,1", "--schedule", "1/4*2", "--stop", "1/1000")["runs"]
    assert (run["steps"], run["stopped"]) == (2, False)
    assert run["residual"] == ["-4/9", "-25/36"]
    assert Fraction(run["train_loss"]) == Fraction(2, 3) * Fraction(4, 9) ** 2 + Fraction(25, 36) ** 2 / 3


@pytest.mark.parametrize(
    ("schedules", "says"),
    [
        (["1/2*20"], "stopped at train loss 1/100."),
        (["2*20"], "to stop at train loss 1/100, which the run does not reach."),
        (["2*20", "flow"], "to stop at train loss 1/100, which the first run does not reach."),
        (["flow", "2*20"], "to stop at train loss 1/100, which the second run does not reach."),
        (["1/9*1", "2*20"], "to stop at train loss 1/100, which neither run reaches."),
    ],
)
def test_a_run_that_ends_early_is_not_said_to_have_stopped(schedules, says):
    options = [word for pair in zip(("--schedule", "--against"), schedules, strict=False) for word in pair]
    assert f"coefficients 1, 1; {says}\n" in _etalon("simulate", "--counts", "2,1", *options).stdout


@pytest.mark.parametrize("other", ["1/4*2, flow", "0.25*1, 2/8*1, flow"])
def test_equal_schedules_are_said_to_coincide(other):
    words = ["simulate", "--counts", "2,1", "--schedule", "1/4*2,flow", "--against"]
    assert "The two schedules are the same, so both runs coincide." in _etalon(*words, other).stdout
    assert "the same" not in _etalon(*words, "1/4*3, flow").stdout


def test_a_long_fraction_is_shown_as_one():
    printed = _etalon("simulate", "--counts", "2,1", "--schedule", "1/1000").stdout
    (residual,) = [line.split()[-1] for line in printed.splitlines() if line.startswith("residual 1")]
    assert re.fullmatch(r"-[0-9]+\.\.\.[0-9]+/[0-9]+\.\.\.[0-9]+", residual)


@pytest.mark.parametrize("counts", ["4,1", "30,7"])
def test_what_does_not_fit_is_said_to_be_in_the_json(counts):
    printed = _etalon("when", "--counts", counts).stdout
    assert printed.count("see --json") == 2


@pytest.mark.parametrize("columns", [1, 20, 80])
def test_a_narrow_terminal_cuts_no_number_up(columns, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(out, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["simulate", "--counts", "2,1", "--schedule", "1/1000", "--against", "flow"]) == 0
    printed = out.buffer.getvalue().decode()
    (row,) = [line for line in printed.splitlines() if "residual 2" in line]
    assert "-0.16848803560342525433" in row
    assert "-0.16842571513048927130" in printed


@pytest.mark.parametrize(
    "words", [["when", "--counts", "4,1"], EXAMPLE, ["derive"], ["verify", "crossing", "--examples", "1"], []]
)
def test_no_line_ends_in_blanks(words):
    assert not [line for line in _etalon(*words).stdout.splitlines() if line != line.rstrip()]


def test_the_picture_is_written(tmp_path):
    _etalon(*EXAMPLE, "--plot", "talk.png", cwd=tmp_path)
    assert (tmp_path / "talk.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["talk.png"]


def test_verify_prints_a_table_and_writes_what_it_found(tmp_path):
    names = ["crossing", "patch-percentages"]
    ran = _etalon("verify", *names, "--examples", "20", "--json", "out.json", cwd=tmp_path)
    assert "5 claims: 4 proved, 1 refuted - all as declared" in ran.stdout
    found = json.loads((tmp_path / "out.json").read_text())
    assert found["ok"] is True
    assert {claim["id"] for claim in found["claims"]} == {"train-loss", "gradient", "contraction", *names}
    crossing, patches = ({claim["id"]: claim for claim in found["claims"]}[name] for name in names)
    assert crossing["verdict"] == crossing["declared"] == "proved"
    assert {piece["outcome"] for piece in crossing["evidence"]} == {"supports"}
    assert crossing["assumptions"][0]["necessary"] is True
    assert {piece["kind"] for piece in patches["evidence"]} == {"witness"}


def test_a_claim_that_falls_short_is_shown_with_both_numbers(tmp_path):
    """A formula is broken in a copy of theory; the command turns red and says where."""
    script = (
        "import sys, theory.descent as d; d.contraction_factor = lambda eta, p: 1 - eta*p\n"
        "from etalon.cli import main\n"
        "sys.exit(main(['verify', 'contraction', '--workers', '1', '--examples', '20']))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "FELL SHORT" in ran.stdout
    text = " ".join(ran.stdout.split())
    assert "contraction:" in text
    assert "theory says" in text
    assert "simulation says" in text


@pytest.mark.parametrize(("form", "holds"), [("text", "(1)"), ("latex", "\\begin{align}")])
def test_a_derivation_is_printed_and_written(form, holds, tmp_path):
    assert holds in _etalon("derive", "crossing", "--format", form).stdout
    _etalon("derive", "crossing", "--format", form, "-o", "out", cwd=tmp_path)
    (written,) = (tmp_path / "out").iterdir()
    assert holds in written.read_text()


@pytest.mark.parametrize("form", ["text", "latex"])
def test_a_derivation_is_printed_once_with_the_claims_that_rest_on_it(form):
    printed = _etalon("derive", "crossing", "stability", "deadbeat", "--format", form).stdout
    heads = [line.removeprefix("% ") for line in printed.splitlines() if "(claim" in line]
    assert heads == ["crossing (claim crossing)", "stability and deadbeat (claims stability, deadbeat)"]
    assert printed.count("\n\n") == 1


def test_derivations_as_json_hold_every_line():
    (found,) = _json("derive", "contraction")["derivations"]
    assert found["id"] == "contraction"
    assert {"statement", "latex", "because", "checked"} == set(found["lines"][0])


def test_help_needs_nothing_slow():
    slow = ("sympy", "z3", "cvc5", "matplotlib", "hypothesis", "numpy")
    script = f"import sys, etalon.cli; print([m for m in {slow} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert "verify" in _etalon("--help").stdout


def test_a_closed_pipe_is_no_traceback():
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = f"{sys.executable} -m etalon derive | true"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert "Traceback" not in ran.stderr


def test_equal_seeds_draw_equal_cases_whatever_the_number_of_workers():
    ids = ("crossing", "contraction", "crossing-at-one", "unseen-coordinate-ties")
    alone, together = (_json("verify", *ids, "--workers", workers)["claims"] for workers in ("1", "2"))
    drawn = [
        [[piece["cases"] for piece in claim["evidence"]] for claim in claims] for claims in (alone, together)
    ]
    assert drawn[0] == drawn[1]
