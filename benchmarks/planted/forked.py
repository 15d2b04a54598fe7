"""Each piece of work in a process of its own, which may break anything, and is ended when it takes too long.

The process is forked: what was prepared before is there at once, and what the work changes is gone with it.
Its time is that of the processor, so that a busy machine ends nothing too early. However it ends, the others
go on, and what became of it is told.
"""

import gc
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from traceback import format_exception_only
from typing import Any, TypeVar

Work = TypeVar("Work")
MEMORY = 4 * 2**30  # bytes of address space that a process may have more than it began with
PATIENCE = 30  # seconds by the clock for one of the processor: what waits for nothing is ended too


@dataclass(frozen=True)
class Ended:
    """What became of a piece of work that has no result.

    Args:
        how: It took too long, or raised, or its process died, and of what.
        too_long: Whether it took too long.
    """

    how: str
    too_long: bool = False


def in_processes(
    run: Callable[[Work], Any], todo: Iterable[Work], *, workers: int, seconds: int
) -> Iterator[tuple[Work, Any]]:
    """Yield each piece of work with its result, or with an `Ended`, as they are finished.

    Args:
        run: What to do; its result is sent back.
        todo: The pieces of work.
        workers: How many processes at a time.
        seconds: Processor time for one.

    Example:
        >>> dict(in_processes(lambda number: number**2, [3], workers=1, seconds=9))
        {3: 9}
        >>> dict(in_processes(lambda number: 1 // number, [0], workers=1, seconds=9))[0].how
        'ZeroDivisionError: integer division or modulo by zero'
    """
    waiting = iter(todo)
    running: dict[Any, tuple[Work, Any]] = {}
    gc.freeze()  # nothing of this is garbage: a process that looked would copy all of it
    try:
        while True:
            for work in islice(waiting, workers - len(running)):
                pipe, process = _started(run, work, seconds)
                running[pipe] = work, process
            if not running:
                return
            for pipe in wait(list(running)):
                work, process = running.pop(pipe)
                yield work, _received(pipe, process, seconds)
    finally:
        gc.unfreeze()
        for _, process in running.values():
            process.kill()


def _started(run: Callable[[Work], Any], work: Work, seconds: int) -> tuple[Any, Any]:
    context = get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(run, work, theirs, seconds), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def _received(pipe: Any, process: Any, seconds: int) -> Any:
    try:
        result = pipe.recv()
    except (EOFError, OSError):
        process.join()
        return _death(process.exitcode, seconds)
    except Exception as error:  # what a broken formula makes may refuse to be read
        result = Ended(f"its result could not be read: {said(error)}")
    finally:
        pipe.close()
    process.join()
    return result


def _death(code: int, seconds: int) -> Ended:
    """Return what an exit code says; a limit is a signal of the system."""
    if code == -signal.SIGXCPU:
        return Ended(f"it took more than {seconds} s of the processor", too_long=True)
    if code == -signal.SIGALRM:
        return Ended(f"it waited for more than {PATIENCE * seconds} s", too_long=True)
    died = f"of {signal.Signals(-code).name}" if code < 0 else f"with the exit code {code}"
    return Ended(f"its process died {died}")


def said(error: BaseException) -> str:
    """Return what an exception says, in a line.

    Example:
        >>> said(KeyError("a"))
        "KeyError: 'a'"
    """
    return "".join(format_exception_only(error)).strip().replace("\n", " ")[:300]


def _do(run: Callable[[Work], Any], work: Work, pipe: Connection, seconds: int) -> None:
    """Run in the child: Ctrl-C is for the parent, which keeps what was found."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # then SIGXCPU, which ends it
    signal.alarm(PATIENCE * seconds)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_used() + MEMORY, resource.RLIM_INFINITY))
    with pipe:
        try:
            pipe.send(run(work))
        except Exception as error:
            pipe.send(Ended(said(error)))


def _used() -> int:
    with open("/proc/self/statm") as told:
        return int(told.read().split()[0]) * resource.getpagesize()
