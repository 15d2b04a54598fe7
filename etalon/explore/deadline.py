"""Time that may be spent: what runs longer is broken off in the middle. Knows no claim.

A power with a huge exponent or all paths of a batch can take hours, and no loop of ours is asked meanwhile.
So the system's timer interrupts it. That works in the main thread only; elsewhere all there is to ask is
`Deadline.over`.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, TypeVar

T = TypeVar("T")
L = TypeVar("L")
TOO_LONG = "it takes too long to tell"
_SWALLOWED = {"gc_callback", "__del__"}  # functions that nothing can leave, but for a message on the terminal
_AGAIN = (
    0.25  # seconds after which what swallowed an interruption, such as a destructor, is interrupted again
)


@dataclass(eq=False)
class Deadline:
    """When something has to be done.

    Args:
        end: On the clock of `time.monotonic`; infinite if it may take for ever.
        missed: Whether the block that it was for was broken off.
    """

    end: float
    missed: bool = False

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that is so far ahead.

        Example:
            >>> Deadline.after(0).over, Deadline.after(60).over
            (True, False)
        """
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Return how many seconds are left; 0 if none are."""
        return max(0.0, self.end - time.monotonic())

    @property
    def over(self) -> bool:
        """Return whether no time is left."""
        return self.left == 0


@dataclass(eq=False)
class _Block:
    """A block that is being run, when it has to be done, and whether it has begun to be."""

    end: float
    begun: bool = False


class _Late(BaseException):
    """A deadline has passed; not an Exception, for whatever runs may catch these."""

    def __init__(self, block: _Block) -> None:
        super().__init__(block)
        self.block = block


_pending: list[_Block] = []  # the outermost first
_before: list[
    Any
] = []  # how the signal was handled before the outermost block, and when it was to come, if at all


def within(deadline: Deadline, work: Callable[[], T], late: L) -> T | L:
    """Return what some work comes to; or something else if the deadline passes before.

    Then `missed` is set. Such work may be nested. This is no context manager: the signal would sometimes come
    while it is entered or left.

    Args:
        deadline: When it is broken off.
        work: What is to be done.
        late: What is returned if it is not.

    Example:
        >>> within(Deadline.after(60), lambda: 2 + 2, "late")
        4
        >>> within(Deadline.after(0.01), lambda: 2 ** 10**10, "late")
        'late'
    """
    own = _Block(deadline.end)
    try:
        _begin(own)
        own.begun = True
        return work()
    except _Late as broken:
        if broken.block is not own:
            raise
        deadline.missed = True
        return late
    finally:
        own.end = inf  # nothing is interrupted for its sake from here on; for that of an outer one it may be
        _finish(own)


def _begin(block: _Block) -> None:
    if threading.current_thread() is threading.main_thread():
        if not _pending:
            left, again = signal.getitimer(signal.ITIMER_REAL)
            end = time.monotonic() + left if left else inf
            _before[:] = [signal.signal(signal.SIGALRM, _interrupt), end, again]
        _pending.append(block)
        _arm()


def _finish(block: _Block) -> None:
    if block in _pending:  # in another thread none is
        del _pending[_pending.index(block) :]  # with inner ones that were interrupted here
        _arm()
    if _before and not _pending:
        handler, end, again = _before
        _before.clear()
        signal.signal(signal.SIGALRM, handler)
        _set_timer(end, again)  # of a time limit of others, such as one on a test


def _arm() -> None:
    """Set the timer to the earliest deadline; to none if there is none."""
    _set_timer(min((block.end for block in _pending), default=inf), _AGAIN)


def _set_timer(end: float, again: float) -> None:
    left = 0 if end == inf else max(end - time.monotonic(), 1e-6)
    signal.setitimer(signal.ITIMER_REAL, left, again)


def _interrupt(number: int, frame: Any) -> None:
    """Break off the outermost block whose deadline has passed."""
    now = time.monotonic()
    for block in _pending:
        if block.begun and block.end <= now and not _is_swallowed(frame):
            raise _Late(block)


def _is_swallowed(frame: Any) -> bool:
    """Return whether what is raised in a frame would be swallowed by one of its callers."""
    while frame is not None:
        if frame.f_code.co_name in _SWALLOWED:
            return True
        frame = frame.f_back
    return False
