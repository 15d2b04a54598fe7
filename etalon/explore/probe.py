"""What is seen in one case: a failure of the claim, that it holds, or why neither can be told.

Knows claims as objects.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any
from unittest.mock import patch

from etalon import experiment
from etalon.claim import Assumption, Claim, Finding
from etalon.explore.change import Replaced
from etalon.explore.deadline import TOO_LONG, Deadline, within
from etalon.explore.domain import sensible
from etalon.explore.region import NO_CASE, Seen
from etalon.explore.violation import sides
from numerics.flow import Undecided
from numerics.rational import InvalidArgument

FEWEST_BITS = 1024  # a case that needs more to be decided is most likely a tie, and costs seconds
CLAIM_HOLDS = "the claim holds"
_OF_A_RUN = ("stop", "rate")  # what a reader knows: other names are those of our own functions


class Unknown(str):
    """Why it cannot be told whether a claim fails in a case."""

    __slots__ = ()


UNDECIDED, NO_VALUE = Unknown("it cannot be decided"), Unknown("one side has no value")


def fails(claim: Claim, without: Assumption | None, case: Any, seconds: float = inf) -> Finding | None:
    """Return both sides if the claim certainly fails in a case that violates one assumption only, or none.

    What takes longer than the seconds is not certain.

    Example:
        >>> from etalon.claims import load
        >>> crossing = load()["crossing"]
        >>> finding = fails(crossing, crossing.given[0], crossing.given[0].beyond)
        >>> print(finding)
        at counts=1:1 beta*=1,1 schedule=11/10*1: theory says True, simulation says False
        >>> fails(crossing, None, crossing.given[0].beyond) is None
        True
    """
    found = probe_within(seconds, claim, without, case)
    return None if isinstance(found, str) or found.agree else found


def why_not(claim: Claim, without: Assumption | None, case: Any, seconds: float = inf) -> str:
    """Return why a case is no counterexample, in a few words; nothing if it is one.

    Example:
        >>> from etalon.case import one_step
        >>> from etalon.claims import load
        >>> crossing = load()["crossing"]
        >>> from fractions import Fraction
        >>> why_not(crossing, crossing.given[0], one_step((2, 1), Fraction(1), Fraction(1, 9)))
        'heavier-first holds'
    """
    found = probe_within(seconds, claim, without, case)
    if isinstance(found, str):
        return found
    return CLAIM_HOLDS if found.agree else ""


def seen(claim: Claim, without: Assumption | None, case: Any, seconds: float = inf) -> Seen:
    """Return why a case is no counterexample, or in which direction the claim fails in it.

    Example:
        >>> from etalon.claims import load
        >>> claim = load()["half-measures-hurt"]
        >>> seen(claim, claim.given[2], claim.given[2].beyond).sides
        (1,)
    """
    found = probe_within(seconds, claim, without, case)
    if isinstance(found, str):
        return Seen(found)
    return Seen(CLAIM_HOLDS) if found.agree else Seen("", sides(found.predicted, found.observed))


def aims(claim: Claim, without: Assumption, case: Any) -> bool:
    """Return whether a case violates one assumption and no other.

    Example:
        >>> from etalon.claims import load
        >>> crossing = load()["crossing"]
        >>> aims(crossing, crossing.given[0], crossing.given[0].beyond)
        True
    """
    try:
        return sensible(case) and claim.violated(case) == (without.name,)
    except Exception:  # outside of its domain an assumption may raise anything
        return False


def probe_within(seconds: float, claim: Claim, without: Assumption | None, case: Any) -> Finding | str:
    """Return what `probe` does, or that it takes longer than some seconds."""
    return within(Deadline.after(seconds), lambda: probe(claim, without, case), Unknown(TOO_LONG))


def probe(claim: Claim, without: Assumption | None, case: Any) -> Finding | str:
    """Return both sides in a case that violates one assumption only, or none; or why there are none.

    Where neither can be told the reason is `Unknown`. Of an assumption that is replaced it is not asked
    whether it is violated, but whether the condition holds.
    """
    try:
        if not sensible(case):
            return NO_CASE
        held = {each.name: _held(each, case) for each in claim.given}
        own = "" if without is None else without.name
        others = [name for name, holds in held.items() if holds is False and name != own]
        if others:
            return f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} violated too"
        if None in held.values():
            unknown = ", ".join(name for name, holds in held.items() if holds is None)
            return Unknown(f"whether {unknown} holds cannot be told")
        if isinstance(without, Replaced):
            if not without.met(case):
                return f"{without.by.text} does not hold"
        elif without is not None and held[own]:
            return f"{without.name} holds"
        with _few_bits():
            found = claim.examine(case)
        # What is too close to be told apart with few bits some claims take for a tie: that is no failure yet.
        return found if found.agree else claim.examine(case)
    except Undecided:
        return UNDECIDED
    except InvalidArgument as refused:  # of a run that cannot be, with a stop above its start for instance
        return Unknown(f"{refused.name} {refused.allowed}") if refused.name in _OF_A_RUN else UNDECIDED
    except Exception:  # outside of its domain a formula may raise anything
        return NO_VALUE


def _held(assumption: Assumption, case: Any) -> bool | None:
    """Return whether an assumption holds; None if it cannot be told, outside of the domain of another."""
    try:
        return bool(assumption.holds(case))
    except Exception:  # there it may raise anything
        return None


@contextmanager
def _few_bits() -> Iterator[None]:
    with patch.object(experiment, "MOST_BITS", FEWEST_BITS):
        yield
