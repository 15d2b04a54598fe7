"""The processes that verify claims: forked from one that has loaded them, and gone when their parent is.

Knows no claim. Imports nothing heavy, so that the loading can begin before its caller's own.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from pathlib import Path
from pkgutil import iter_modules
from threading import Thread

_CLAIMS = [f"etalon.claims.{file.name}" for file in iter_modules([str(Path(__file__).with_name("claims"))])]


def warm_up() -> None:
    """Start, in the background, the process from which workers are forked; it loads all claims once."""
    get_context("forkserver").set_forkserver_preload(["etalon.verify", *_CLAIMS])
    resource_tracker.ensure_running()  # it unblocks signals when it starts: before they are blocked
    # Ctrl-C reaches every process of a terminal: it is for the parent, and not lost while it is blocked here.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def pool(workers: int) -> ProcessPoolExecutor:
    """Return that many worker processes."""
    warm_up()
    return ProcessPoolExecutor(workers, get_context("forkserver"), initializer=_live_and_die_with_parent)


def _live_and_die_with_parent() -> None:
    """Leave Ctrl-C to the parent, which keeps what was found; end when it has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None  # this runs in a process of the pool

    def follow() -> None:
        parent.join()
        os._exit(1)  # nothing is left to report to

    Thread(target=follow, daemon=True).start()
