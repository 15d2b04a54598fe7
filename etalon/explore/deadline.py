"""Time that may be spent: what runs longer is broken off in the middle. Knows no claim.

A power with a huge exponent or all paths of a batch can take hours, and no loop of ours is asked meanwhile.
So the system's timer interrupts it. That works in the main thread only; elsewhere all there is to ask is
`Deadline.over`.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import Any

TOO_LONG = "it takes too long to tell"
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


class _Late(BaseException):
    """A deadline has passed; not an Exception, for whatever runs may catch these."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(deadline)
        self.deadline = deadline


_pending: list[Deadline] = []  # those of the blocks that are being run, the outermost first


@contextmanager
def until(deadline: Deadline) -> Iterator[Deadline]:
    """Run a block until it is done or the deadline passes; then `missed` is set. Blocks may be nested.

    Example:
        >>> with until(Deadline.after(0.01)) as short:
        ...     while True:
        ...         pass
        >>> short.missed
        True
    """
    own = Deadline(deadline.end)
    before = _begin(own)
    try:
        yield deadline
    except _Late as late:
        if late.deadline is not own:
            raise
        deadline.missed = True
    finally:
        own.end = inf  # nothing is interrupted for its sake from here on
        _finish(own, before)


def _begin(deadline: Deadline) -> Any:
    if threading.current_thread() is not threading.main_thread():
        return None
    before = signal.signal(signal.SIGALRM, _interrupt)
    _pending.append(deadline)
    _arm()
    return before


def _finish(deadline: Deadline, before: Any) -> None:
    if deadline not in _pending:  # not in the main thread
        return
    _pending.remove(deadline)
    _arm()
    signal.signal(signal.SIGALRM, before)


def _arm() -> None:
    """Set the timer to the earliest deadline; to none if there is none."""
    left = min((deadline.left for deadline in _pending if deadline.end < inf), default=None)
    signal.setitimer(signal.ITIMER_REAL, 0 if left is None else max(left, 1e-6), _AGAIN)


def _interrupt(number: int, frame: Any) -> None:
    """Break off the outermost block whose deadline has passed."""
    for deadline in _pending:
        if deadline.over:
            raise _Late(deadline)
