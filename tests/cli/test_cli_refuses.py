"""Bad input: one line that names the argument and its value, exit code 2, nothing written."""

import os
import subprocess
import sys

import pytest

from etalon.cli import main

LONG = "x" * 300  # longer than a name can be
REFUSED = [
    ("verify crosing", "ID = 'crosing'", "did you mean crossing?"),
    ("verify CROSSING", "ID = 'CROSSING'", "did you mean crossing?"),
    ("verify --examples 0", "--examples = 0", ""),
    ("verify --examples many", "--examples = 'many'", ""),
    ("verify --workers 0", "--workers = 0", ""),
    ("verify --seed -1", "--seed = -1", ""),
    ("verify --json missing/out.json", "--json = 'missing/out.json'", ""),
    ("verify --json .", "--json = '.'", "not a directory"),
    ("verify --exampels 3", "--exampels", "--examples"),
    ("verfy", "verfy", "verify"),
    ("when", "--counts", "must be given"),
    ("when --counts", "--counts", "argument"),
    ("when --counts 2,1 3", "3", "when --help"),
    ("when --counts 2", "--counts = '2'", ""),
    ("when --counts 2,1 --batch 4", "--batch = 4", "from 1 to 3"),
    ("when --counts 2,1 --batch 0", "--batch = 0", ""),
    ("when --counts 2,1 --batch 1/2 --with-replacement", "--batch = '1/2'", ""),
    ("when --counts 2,1 --schedule 1/4", "--schedule = '1/4'", "a count for every rate"),
    ("when --counts 2,1 --schedule flow", "--schedule = 'flow'", "a count for every rate"),
    ("when --counts 2,1 --schedule 1/3*10001", "--schedule = '1/3*10001'", "at most 10000 steps"),
    ("when --counts 2,1 --schedule 3/4*1,3/2*1", "--schedule = '3/4*1, 3/2*1'", "leave some train loss"),
    ("when --counts 2,1 --schedule linear(1,0)", "--schedule = 'linear(1,0)'", "linear(init, end)*steps"),
    ("when --counts 2,1 --schedule linear(1,0*3", "--schedule = 'linear(1,0*3'", "one pair of parentheses"),
    ("when --counts 2,1 --schedule linear(1,0)*1001", "--schedule", "at most 1000 steps in its shapes"),
    (
        "when --counts 2,1 --schedule cosine(3/2,0)*2",
        "--schedule = 'cosine(3/2, 0)*2'",
        "leave some train loss",
    ),
    ("when --counts 2,1 --schedule 1*1 --batch 2", "--schedule = '1*1'", "without --batch"),
    ("when --counts 2,1 --with-replacement", "--with-replacement", "--batch"),
    ("when --counts 2,0", "--counts = '2,0'", ""),
    ("when --counts 2,-1", "--counts = '2,-1'", ""),
    ("when --counts 2,1/2", "--counts = '2,1/2'", ""),
    ("when --counts 1,10000000000000000000000000000000", "--counts", ""),
    ("simulate --counts 2,1", "--schedule", "must be given"),
    ("simulate --counts  --schedule flow", "--counts", ""),
    ("simulate --counts 0,0 --schedule flow", "--counts = '0,0'", ""),
    ("simulate --counts 2,0 --schedule flow", "--counts = '2,0'", ""),
    ("simulate --counts -2,1 --schedule flow", "--counts = '-2,1'", ""),
    ("simulate --counts 1000000,1 --schedule flow", "--counts = '1000000,1'", "at most 1000000"),
    ("simulate --counts 2,1 --beta 1 --schedule flow", "--beta = '1'", ""),
    ("simulate --counts 2,1 --beta 1,x --schedule flow", "--beta", "x"),
    ("simulate --counts 2,1 --schedule 3//2", "--schedule", "3//2"),
    ("simulate --counts 2,1 --schedule 3/0*1,flow", "--schedule", "3/0"),
    ("simulate --counts 2,1 --schedule 0*1,flow", "--schedule", "0"),
    ("simulate --counts 2,1 --schedule -1*1,flow", "--schedule", "-1"),
    ("simulate --counts 2,1 --schedule 1*0,flow", "--schedule", "0"),
    (
        "simulate --counts 2,1 --schedule linear(-1,0)*3",
        "--schedule = 'linear(-1,0)*3'",
        "init -1 must be >= 0",
    ),
    ("simulate --counts 2,1 --schedule linear(1,-1)*3", "--schedule", "end -1 must be >= 0"),
    ("simulate --counts 2,1 --schedule linear(0,0)*3", "--schedule", "init 0 must be > 0 if end is 0"),
    ("simulate --counts 2,1 --schedule linear(1,x)*3", "--schedule", "end 'x' must be an exact rational"),
    ("simulate --counts 2,1 --schedule cosine(1)*3", "--schedule", "cosine(init, end)*steps"),
    ("simulate --counts 2,1 --schedule cosine(1,0)*0", "--schedule", "an integer >= 1"),
    ("simulate --counts 2,1 --schedule cosine(1,0)*3*1001", "--schedule", "at most 1000 cycles"),
    ("simulate --counts 2,1 --schedule cosine(1,0)*99999", "--max-steps = 10000", "at least 99999 steps"),
    ("simulate --counts 2,1 --schedule cosine(1,0)*4 --stop 17/6561", "--stop = 17/6561", "undecided"),
    ("simulate --counts 2,1 --schedule cosine(1/2,1/4)*4,3/2 --stop 1/10000", "--schedule", "step 5"),
    ("simulate --counts 2,1 --schedule exponential(1,-1/2)*3", "--schedule", "gamma -1/2 must be > 0"),
    ("simulate --counts 2,1 --schedule exponential(1,2)*1000 --plot x.png", "--schedule", "below 1e+100"),
    (
        "simulate --counts 2,1 --schedule polynomial(1,0,0)*3",
        "--schedule",
        "power 0 must be an integer from 1",
    ),
    (
        "simulate --counts 2,1 --schedule polynomial(1,0,1/2)*3",
        "--schedule",
        "power 1/2 must be an integer from 1",
    ),
    (
        "simulate --counts 2,1 --schedule cosinus(1,0)*3",
        "--schedule",
        "linear, cosine, exponential, polynomial",
    ),
    ("simulate --counts 2,1 --schedule (cosine(1,0)*3)*2", "--schedule", "one pair of parentheses"),
    ("simulate --counts 2,1 --schedule flow,1*1", "--schedule", "flow"),
    ("simulate --counts 2,1 --schedule 1,flow", "--schedule", "1"),
    ("simulate --counts 2,1 --schedule nan*1", "--schedule", "nan"),
    ("simulate --counts 2,1 --schedule 1e999999999*1", "--schedule", "1e999999999"),
    ("simulate --counts 2,1 --schedule 1/2*1000000000", "--max-steps = 10000", "schedule"),
    ("simulate --counts 2,1 --schedule 1e-300", "--max-steps = 10000", "at least about 2.072e+300 steps"),
    ("simulate --counts 2,1 --schedule 1e-3000", "--max-steps = 10000", "at least about 2.072e+3000 steps"),
    ("simulate --counts 2,1 --schedule 2", "--schedule", "step 1"),
    ("simulate --counts 3,1 --schedule 4/3", "--schedule", "step"),
    ("simulate --counts 2,1 --schedule flow --against 2", "--against", "step"),
    ("simulate --counts 2,1 --schedule flow --stop 0", "--stop = 0", ""),
    ("simulate --counts 2,1 --schedule flow --stop -1", "--stop = -1", ""),
    ("simulate --counts 2,1 --schedule flow --stop 2", "--stop", "1"),
    ("simulate --counts 2,1 --schedule flow --stop x", "--stop = 'x'", ""),
    ("simulate --counts 2,1 --schedule flow --plot out.bmp", "--plot = 'out.bmp'", ".png"),
    ("simulate --counts 2,1,1 --schedule flow --plot out.png", "--plot = 'out.png'", ""),
    ("simulate --counts 2,1 --schedule flow --plot missing/out.png", "--plot = 'missing/out.png'", ""),
    ("simulate --counts 2,1 --schedule flow --json missing/out.json", "--json = 'missing/out.json'", ""),
    ("simulate --counts 2,1 --schedule 100*100 --plot x.png", "--schedule = '100*100'", "below 1e+100"),
    ("simulate --counts 2,1 --schedule 100*150 --plot x.png", "--schedule = '100*150'", "below 1e+100"),
    ("simulate --counts 2,1 --schedule flow --against 100*150 --plot x.png", "--against = '100*150'", ""),
    ("simulate --counts 2,1 --schedule flow --plot x.png --json ./x.png", "--json = './x.png'", "--plot"),
    (f"simulate --counts 2,1 --schedule flow --plot {LONG}.png", "--plot = 'xxx", "File name too long"),
    (f"when --counts 2,1 --json {LONG}", "--json = 'xxx", "File name too long"),
    (f"derive crossing -o {LONG}", "-o = 'xxx", "File name too long"),
    ("derive crossing -o . --json crossing.txt", "--json = 'crossing.txt'", "-o"),
    ("derive contraction --format html", "--format = 'html'", "text or latex"),
    ("derive largest-gain", "ID = 'largest-gain'", "no derivation"),
    ("derive contraktion", "ID = 'contraktion'", "contraction"),
]


def _words(line: str) -> list[str]:
    """Return the words; two blanks stand for an empty one."""
    return line.split(" ")


@pytest.mark.parametrize(("line", "names", "says"), REFUSED, ids=[line for line, _, _ in REFUSED])
def test_bad_input_is_answered_in_one_line(line, names, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(_words(line)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("etalon: ")
    assert names in printed.err
    assert says in printed.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line", ["verfy", "when", "when --counts 2,0", "simulate --counts 2,1 --schedule 2", "derive contraktion"]
)
def test_a_refusal_ends_the_process_without_a_traceback(line, tmp_path):
    command = [sys.executable, "-m", "etalon", *_words(line)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert ran.stderr.startswith("etalon: ")


@pytest.mark.parametrize("json", [[], ["--json", "-"]])
def test_a_full_disk_is_told_in_one_line(json):
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no device that is always full")
    command = [sys.executable, "-m", "etalon", "when", "--counts", "1,1", *json]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("etalon: standard output: ")
    assert ran.stderr.count("\n") == 1
