"""A claim of your own under pytest: refuted, told, and kept with `--etalon-witnesses DIR`."""

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example
from hypothesis import strategies as st

from etalon.case import Case
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from etalon.testing import Refuted, check

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
MINE = Path(__file__).with_name("mine.py").read_text()
GUIDE = (ROOT / "docs" / "pytest.md").read_text()
TEST = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)[0]
IDS = ["half-a-gradient", "large-steps-never-hurt", "twice-the-limit"]
NAMES = {claim_id: claim_id.replace("-", "_") for claim_id in IDS}
THREE = "".join(TEST.replace("half_a_gradient", name) for name in NAMES.values())
HEAVY = {"sympy", "flint", "matplotlib", "numpy", "z3", "cvc5", "etalon.claim"}


@pytest.fixture
def desk(pytester):
    """Return the directory of a user who wrote three claims."""
    (pytester.path / "mine.py").write_text(MINE)
    return pytester


def _mended(desk) -> None:
    (desk.path / "mine.py").write_text(MINE.replace("MENDED = False", "MENDED = True"))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _told(ran) -> dict[str, str]:
    """Return what is told under the counterexamples, by the claim's id."""
    begin = next(i for i, line in enumerate(ran.outlines) if line.startswith("=") and "counterex" in line)
    lines = ran.outlines[begin + 1 :]
    end = next(i for i, line in enumerate(lines) if line.startswith("="))
    return dict(line.split(": ", 1) for line in lines[:end])


def _run_witnesses(desk, mode):
    return desk.runpytest_subprocess(f"--import-mode={mode}", "found")


def test_false_claims_of_three_kinds_are_refuted_and_kept_by_several_workers(desk):
    desk.makepyfile(test_mine=THREE)
    ran = desk.runpytest_subprocess("-n2", "--etalon-witnesses", "found", "test_mine.py")
    ran.assert_outcomes(failed=3)
    told = _told(ran)
    assert sorted(told) == IDS
    assert all(told[claim_id].startswith(f"kept in found/{NAMES[claim_id]} (counts=") for claim_id in IDS)
    found = desk.path / "found"
    assert sorted(path.name for path in found.iterdir()) == ["__init__.py", *NAMES.values()]
    usual = {"__init__.py", "conftest.py", "remark.tex", "test_witness.py"}
    for claim_id in IDS:
        kept = {path.name for path in (found / NAMES[claim_id]).iterdir()}
        assert kept == usual | {"witness.json", "witness.png", "witness.svg"}
        written = json.loads((found / NAMES[claim_id] / "witness.json").read_text())
        assert written["without"] is None
        assert written["reach"]
        assert written["search"]["drawn"] >= written["search"]["aimed"] >= written["search"]["failing"] > 0
        assert str(desk.path) not in (found / NAMES[claim_id] / "test_witness.py").read_text()

    _run_witnesses(desk, "prepend").assert_outcomes(passed=3)
    _mended(desk)
    desk.runpytest_subprocess("test_mine.py").assert_outcomes(passed=3)
    ran = _run_witnesses(desk, "prepend")
    ran.assert_outcomes(failed=3)
    errors = [line for line in ran.outlines if re.match("E +ValueError: no witness: both sides agree", line)]
    assert len(errors) == 3


def test_the_checker_says_of_a_claim_of_your_own_that_it_cannot_look(desk):
    desk.makepyfile(test_mine=TEST)
    desk.runpytest_subprocess("--etalon-witnesses", "found").assert_outcomes(failed=1)
    command = [sys.executable, "-I", "-S", str(ROOT / "docs" / "check_witness.py")]
    ran = subprocess.run(
        [*command, "found/half_a_gradient/witness.json"], capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith("found/half_a_gradient/witness.json: NOT CHECKED: its claim has no name")
    assert ran.returncode == 1


def test_explore_refutes_the_same_claims(desk):
    (desk.path / "found").mkdir()
    for name in NAMES.values():
        words = [f"mine.py:{name}", "--examples", "40", "-o", f"found/{name}"]
        assert desk.run(sys.executable, "-m", "etalon", "explore", *words).ret == 1  # within its assumptions
    _run_witnesses(desk, "importlib").assert_outcomes(passed=3)
    _mended(desk)
    _run_witnesses(desk, "importlib").assert_outcomes(failed=3)


def test_what_the_guide_shows_is_told_and_what_is_there_is_not_written_over(desk):
    (shown,) = re.findall(r"```console\n\$ pytest (.*?)\n(.*?)```", GUIDE, flags=re.DOTALL)
    desk.makepyfile(test_mine=TEST)
    ran = desk.runpytest_subprocess(*shown[0].split())
    ran.stdout.fnmatch_lines([re.sub(r"^\.\.\.$", "*", line) for line in shown[1].splitlines()])
    before = _files(desk.path / "found")
    again = desk.runpytest_subprocess("--etalon-witnesses", "found", "test_mine.py")
    assert _told(again)["half-a-gradient"].startswith("is in found/half_a_gradient already (counts=1 ")
    (desk.path / "found" / "half_a_gradient" / "witness.json").write_text("{}")
    changed = _files(desk.path / "found")
    assert changed != before
    again = desk.runpytest_subprocess("--etalon-witnesses", "found", "test_mine.py")
    again.assert_outcomes(failed=1)
    told = _told(again)["half-a-gradient"]
    assert told.startswith("NOT kept: found/half_a_gradient exists and holds something else (counts=1 ")
    assert _files(desk.path / "found") == changed


def test_nothing_is_imported_written_or_told_where_no_claim_fails(desk):
    desk.makepyfile(
        f"""
        import sys

        def test_nothing_heavy_is_imported():
            assert "etalon.plugin" in sys.modules
            assert not {HEAVY!r} & set(sys.modules)

        def test_another_failure():
            raise AssertionError("no claim")
        """
    )
    for words in ([], ["--etalon-witnesses", "found"]):
        ran = desk.runpytest_subprocess(*words)
        ran.assert_outcomes(passed=1, failed=1)
        ran.stdout.no_fnmatch_line("*counterexamples*")
    assert not (desk.path / "found").exists()


@pytest.mark.parametrize(
    ("typed", "told", "workers"),
    [
        ("mine.py", "must be a directory, existing or new", []),
        ("mine.py", "must be a directory, existing or new", ["-n1"]),
        ("no/such", "must be in a directory that exists, and no does not", []),
        ("", "must be a directory, existing or new", []),
        ("a" * 300, "must be writable (File name too long)", []),
    ],
    ids=["a file", "a file, with a worker", "nowhere", "nothing", "too long"],
)
def test_what_cannot_be_a_directory_is_a_usage_error(desk, typed, told, workers):
    ran = desk.runpytest_subprocess(f"--etalon-witnesses={typed}", *workers)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR == 4
    (line,) = [line for line in ran.errlines if line]
    assert line.startswith(f"ERROR: --etalon-witnesses = '{typed[:50]}")
    assert line.endswith(f": {told}")


def test_what_stands_in_the_way_is_told_and_the_other_tests_run(desk):
    desk.makepyfile(
        test_mine=f"""{TEST}
from dataclasses import replace
from mine import large_steps_never_hurt

def test_in_a_function():
    check(replace(half_a_gradient, id="nowhere"))()

wavers = replace(half_a_gradient, id="wavers", predict=lambda case: (calls.append(1), len(calls) < 5)[1],
                 observe=lambda case: False)
calls = []
test_wavers = check(wavers)

def test_passes():
    pass
"""
    )
    ran = desk.runpytest_subprocess("--etalon-witnesses", "found")
    ran.assert_outcomes(failed=3, passed=1)
    told = _told(ran)
    assert told["nowhere"].startswith(
        "NOT kept: ValueError: claim nowhere: must be at the top level of a file"
    )
    assert told["wavers"].startswith("NOT kept: ValueError: no witness: both sides agree")
    assert told["half-a-gradient"].startswith("kept in")
    assert sorted(path.name for path in (desk.path / "found").iterdir()) == ["__init__.py", "half_a_gradient"]


def test_an_interruption_keeps_what_there_is_and_ends_the_session(desk):
    desk.makeconftest(
        """
        from etalon.explore import counterexample

        def interrupted(*arguments):
            raise KeyboardInterrupt

        counterexample.region = interrupted
        """
    )
    desk.makepyfile(test_mine=TEST, test_second="def test_is_not_begun(): pass")
    ran = desk.runpytest_subprocess("--etalon-witnesses", "found")
    assert ran.ret == pytest.ExitCode.INTERRUPTED
    ran.stdout.no_fnmatch_line("*test_second*")
    written = json.loads((desk.path / "found" / "half_a_gradient" / "witness.json").read_text())
    assert written["search"]["interrupted"] is True


# The test itself.

SEEN: list[int] = []


def _claim(holds_below: int, cases, **parts) -> Claim:
    def observe(case: Case) -> bool:
        SEEN.append(int(case.beta[0]))
        return case.beta[0] < holds_below

    return Claim(
        id="small",
        says="The coefficient is small.",
        source="a test",
        declared=Verdict.TESTED,
        cases=cases,
        predict=lambda case: True,
        observe=observe,
        **parts,
    )


def _case(n: int) -> Case:
    return Case((1,), (Fraction(n),))


NUMBERS = st.integers(0, 10**6).map(_case)


def test_a_failure_tells_the_claim_the_simplest_case_and_both_sides():
    with pytest.raises(Refuted) as refuted:
        check(_claim(500, NUMBERS), database=None)()
    assert str(refuted.value) == (
        "small: The coefficient is small.\nat counts=1 beta*=500: theory says True, simulation says False"
    )


def test_every_listed_case_is_run():
    SEEN.clear()
    listed = _claim(10**6, None, exhaustive=lambda: map(_case, range(300)))
    check(listed, database=None)()
    assert set(range(300)) <= set(SEEN)
    last = _claim(299, NUMBERS.map(lambda case: _case(0)), exhaustive=lambda: map(_case, range(300)))
    with pytest.raises(Refuted, match=re.escape("beta*=299:")):
        check(last, database=None)()


def test_settings_are_chosen_by_name_and_an_example_comes_first():
    SEEN.clear()
    example(_case(77))(check(_claim(10**6 + 1, NUMBERS), max_examples=7, database=None))()
    assert SEEN[0] == 77
    assert len(SEEN) == 8


def test_a_case_outside_of_the_assumptions_accuses_the_strategy():
    even = Assumption("even", "beta*_1 is even", lambda case: case.beta[0] % 2 == 0, why_no_witness="a test")
    with pytest.raises(ValueError, match=r"the strategy drew counts=1 beta\*=1, outside even"):
        check(_claim(0, NUMBERS.map(lambda case: _case(1)), given=(even,)), database=None)()


def test_a_claim_that_nothing_would_test_is_refused():
    refuted = Claim(
        id="refuted",
        says="No.",
        source="a test",
        declared=Verdict.REFUTED,
        predict=bool,
        observe=bool,
        witness=_case(1),
    )
    with pytest.raises(ValueError, match="claim refuted: nothing would test it"):
        check(refuted)
