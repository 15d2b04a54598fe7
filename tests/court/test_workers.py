"""Worker processes leave Ctrl-C to the process that asked for them, and do not outlive it."""

import subprocess
import sys

INTERRUPTED_WHILE_LOADING = """
import os, signal
from multiprocessing.forkserver import _forkserver
from etalon.workers import pool, warm_up

if __name__ == "__main__":
    warm_up()
    os.kill(_forkserver._forkserver_pid, signal.SIGINT)
    with pool(1) as workers:
        print(workers.submit(max, 1, 2).result())
"""

KILLED_WHILE_THEY_WORK = """
import os, signal
from etalon.workers import pool

if __name__ == "__main__":
    workers = pool(2)
    print(workers.submit(max, 1, 2).result(), flush=True)
    for _ in range(2):
        workers.submit(signal.sigwait, [signal.SIGUSR1])
    os.kill(os.getpid(), signal.SIGKILL)
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
