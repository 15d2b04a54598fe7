"""Worker processes leave Ctrl-C to the process that asked for them, and do not outlive it."""

import subprocess
import sys
from collections import deque

from etalon.workers import _next

INTERRUPTED_WHILE_LOADING = """
import os, signal
from multiprocessing.forkserver import _forkserver
from etalon.workers import spread, warm_up

if __name__ == "__main__":
    warm_up()
    os.kill(_forkserver._forkserver_pid, signal.SIGINT)
    print(*spread(abs, [-2], 1))
"""

KILLED_WHILE_THEY_WORK = """
import os, signal
from etalon.workers import spread

WAIT = "__import__('signal').sigwait([10])"

if __name__ == "__main__":
    done = spread(eval, ["1 + 1", WAIT, WAIT], 2)
    print(next(done), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""

SHARED_OUT = """
import os
from etalon.workers import spread

if __name__ == "__main__":
    who = "__import__('os').getpid()"
    found = list(spread(eval, [who] * 16, 2))
    print(len(found), len(set(found)), found.count(os.getpid()))
"""


def _run(program, tmp_path):
    script = tmp_path / "program.py"
    script.write_text(program)
    # The workers hold the pipe too: it ends when the last of them has.
    return subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)


def test_ctrl_c_while_the_claims_are_loaded_costs_nothing(tmp_path):
    ran = _run(INTERRUPTED_WHILE_LOADING, tmp_path)
    assert (ran.stdout, ran.stderr) == ("2\n", "")


def test_workers_end_with_a_parent_that_was_killed(tmp_path):
    ran = _run(KILLED_WHILE_THEY_WORK, tmp_path)
    assert (ran.stdout, ran.returncode) == ("2\n", -9)


def test_every_item_is_worked_on_once_by_all_that_are_free(tmp_path):
    ran = _run(SHARED_OUT, tmp_path)
    assert (ran.stdout, ran.stderr) == ("16 2 0\n", "")


def test_a_worker_keeps_to_its_share_and_then_takes_the_last_of_the_longest():
    shares = [deque([1]), deque([2, 3, 4]), deque([5])]
    assert [_next(shares, 0) for _ in range(4)] == [(1,), (4,), (3,), (2,)]
    assert [_next(shares, 1) for _ in range(2)] == [(5,), ()]
