"""The processes that verify claims: forked from one that has loaded them, and gone when their parent is.

Knows no claim. Imports nothing heavy, so that the loading can begin before its caller's own.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from pathlib import Path
from pkgutil import iter_modules
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

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


def spread(work: Callable[[T], R], items: Sequence[T], workers: int) -> Iterator[R]:
    """Yield what `work` makes of the items on several processes, each as soon as it is there.

    Neighbours go to one worker: claims of one file use the same lemmas, and each process asks the solvers
    the same question once. A worker that has none left takes the last of the longest share.

    Args:
        work: A function at the top level of a module; so are the items sent, and what it returns.
        items: What to work on.
        workers: How many processes, at most one for each item.
    """
    warm_up()
    few, number = min(workers, len(items)), len(items)
    shares = [deque(items[number * k // few : number * (k + 1) // few]) for k in range(few)]
    pools = [ProcessPoolExecutor(1, get_context("forkserver"), _live_and_die_with_parent) for _ in shares]
    running: dict[Future[R], int] = {}

    def give(k: int) -> None:
        if item := _next(shares, k):
            running[pools[k].submit(work, *item)] = k

    ended = False
    try:
        for k in range(few):
            give(k)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                give(running.pop(future))
                yield future.result()
        ended = True
    finally:
        for pool in pools:  # a pool that is not waited for may still close its pipes while Python exits
            pool.shutdown(wait=ended, cancel_futures=True)


def _next(shares: Sequence[deque[T]], k: int) -> tuple[T] | tuple[()]:
    """Return the next item for a worker, if any is left."""
    if shares[k]:
        return (shares[k].popleft(),)
    longest = max(shares, key=len)
    return (longest.pop(),) if longest else ()


def _live_and_die_with_parent() -> None:
    """Leave Ctrl-C to the parent, which keeps what was found; end when it has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was loaded stays: the collector need not walk through it again and again
    parent = parent_process()
    assert parent is not None  # this runs in a process of the pool

    def follow() -> None:
        parent.join()
        os._exit(1)  # nothing is left to report to

    Thread(target=follow, daemon=True).start()
