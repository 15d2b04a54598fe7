"""Each piece of work in a process of its own, which may break anything, and is ended when it takes too long.

The process is forked: what was prepared before is there at once, and what the work changes is gone with it.
Its time is that of the processor, so that a busy machine ends nothing too early.
"""

import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Work = TypeVar("Work")
MEMORY = 4 * 2**30  # bytes of address space that a process may have more than it began with


_TOO_LONG = 24  # exit code of a process that was stopped


class Stopped(Exception):  # noqa: N818 - it says what happened
    """The work took too long, and was ended."""


def in_processes(
    run: Callable[[Work], Any], todo: Iterable[Work], *, workers: int, seconds: int
) -> Iterator[tuple[Work, Any]]:
    """Yield each piece of work with its result, or with a `Stopped`, as they are finished.

    Args:
        run: What to do; its result is sent back.
        todo: The pieces of work.
        workers: How many processes at a time.
        seconds: Processor time for one.

    Raises:
        RuntimeError: If the work raised, or its process died of something else.

    Example:
        >>> dict(in_processes(lambda number: number**2, [3], workers=1, seconds=9))
        {3: 9}
    """
    context, waiting = get_context("fork"), iter(todo)
    running: dict[Any, tuple[Work, Any]] = {}
    try:
        while True:
            for work in waiting:
                mine, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_do, args=(run, work, theirs, seconds), daemon=True)
                process.start()
                theirs.close()
                running[mine] = work, process
                if len(running) >= workers:
                    break
            if not running:
                return
            for pipe in wait(list(running)):
                work, process = running.pop(pipe)
                yield work, _received(pipe, process)
    finally:
        for _, process in running.values():
            process.kill()


def _received(pipe: Any, process: Any) -> Any:
    try:
        result = pipe.recv()
    except EOFError:
        result = Stopped()
    process.join()
    pipe.close()
    if isinstance(result, Stopped) and process.exitcode not in (_TOO_LONG, -signal.SIGKILL):
        raise RuntimeError(f"a process died with the exit code {process.exitcode}; what it said is above")
    return result


def _do(run: Callable[[Work], Any], work: Work, pipe: Connection, seconds: int) -> None:
    """Run in the child: Ctrl-C is for the parent, which keeps what was found."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Python hears of the limit if it is asked at all; if not, the system kills a second later.
    signal.signal(signal.SIGXCPU, lambda *_: os._exit(_TOO_LONG))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_used() + MEMORY, resource.RLIM_INFINITY))
    with pipe:
        pipe.send(run(work))


def _used() -> int:
    with open("/proc/self/statm") as told:
        return int(told.read().split()[0]) * resource.getpagesize()
