"""Three ways to try a statement: the project's strategies, plain hypothesis, a grid of floats.

What is observed in a case does not depend on what is predicted: the cases of a claim are drawn and run once,
and every variant of what it predicts is compared with the same observations.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, is_dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from benchmarks.planted.floats import close
from benchmarks.planted.natural import MOST_TRIED, grid, plain, shapes
from etalon.agreement import agree
from etalon.claim import Claim
from etalon.explore.domain import sensible
from etalon.verify import draws_from_the_seed_alone

SEED = 0
CodePlace = tuple[str, int]  # file and first line of a function


class Way(StrEnum):
    """How cases are found."""

    ETALON = "Etalon"
    PLAIN = "plain hypothesis"
    GRID = "grid of floats"

    @property
    def agrees(self) -> Callable[[Any, Any], bool]:
        """Return how a prediction is compared with an observation."""
        return close if self is Way.GRID else agree


@dataclass(frozen=True)
class Trial:
    """A case within a claim's assumptions, and what was observed in it."""

    case: Any
    observed: Any


@dataclass(frozen=True)
class Trials:
    """The cases of a claim, found in one way.

    Args:
        claim: Its id.
        way: How they were found.
        trials: The cases in which the true claim was seen to hold.
        alarms: In how many it was seen to fail: a grid of floats may err.
        undefined: In how many a side had no value, or it could not be decided.
        predicts: Where the functions begin that predict in these cases.
        observes: Where those begin that are run to observe.
        seconds: Processor time that it took.
    """

    claim: str
    way: Way
    trials: tuple[Trial, ...]
    alarms: int
    undefined: int
    predicts: frozenset[CodePlace]
    observes: frozenset[CodePlace]
    seconds: float


def tried(claim: Claim, way: Way, examples: int) -> Trials:
    """Draw cases in one way, run them, and keep those in which the true claim is seen to hold."""
    start = time.process_time()
    trials: list[Trial] = []
    predicts: set[CodePlace] = set()
    observes: set[CodePlace] = set()
    alarms = undefined = 0
    for case in cases_within(claim, way, examples):
        try:
            with _recorded(observes):
                observed = claim.observe(case)
            with _recorded(predicts):
                predicted = claim.predict(case)
            agrees = way.agrees(predicted, observed)
        except Exception:  # outside of its domain a formula may raise anything
            undefined += 1
            continue
        if agrees:
            trials.append(Trial(fresh(case), observed))
        alarms += not agrees
    seconds = time.process_time() - start
    places = frozenset(predicts), frozenset(observes)
    return Trials(claim.id, way, tuple(trials), alarms, undefined, *places, seconds)


def cases_within(claim: Claim, way: Way, examples: int) -> list[Any]:
    """Return up to so many cases that satisfy a claim's assumptions, found in one way."""

    def within(case: Any) -> bool:
        with suppress(Exception):
            return sensible(case) and not claim.violated(case)
        return False

    if way is Way.ETALON or claim.cases is None:  # what a claim enumerates is no matter of luck
        return own_cases(claim, examples)
    known = shapes(own_cases(claim, examples))
    if way is Way.GRID:
        return list(islice(filter(within, grid(known, MOST_TRIED * examples)), examples))
    found: dict[Any, None] = {}

    def enough(case: Any) -> bool:
        if within(case):
            found.setdefault(case)
        return len(found) == examples

    until(enough, plain(known), MOST_TRIED * examples)
    return list(found)


def own_cases(claim: Claim, examples: int) -> list[Any]:
    """Return the cases that `etalon verify` runs."""
    found = [] if claim.exhaustive is None else list(claim.exhaustive())
    return found if claim.cases is None else found + drawn(claim.cases, examples)


def drawn(strategy: SearchStrategy[Any], examples: int) -> list[Any]:
    """Return what hypothesis draws, each once, in its order; nothing if it finds nothing."""
    found: dict[Any, None] = {}

    def keep(case: Any) -> bool:
        found.setdefault(case)
        return False

    until(keep, strategy, examples)
    return list(found)


class _Enough(Exception):  # noqa: N818 - it says what happened
    """What was looked for is found."""


def until(found: Callable[[Any], bool], strategy: SearchStrategy[Any], examples: int) -> None:
    """Draw, as `etalon verify` does, until something is found or so many were drawn."""
    quiet = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=tuple(HealthCheck),
        phases=(Phase.generate,),
    )

    def ask(case: Any) -> None:
        if found(case):
            raise _Enough

    with draws_from_the_seed_alone(), suppress(Unsatisfiable, _Enough):
        seeded(SEED)(quiet(given(strategy)(ask)))()


def fresh(case: Any) -> Any:
    """Return a case that remembers nothing of what was computed from it."""
    return replace(case) if is_dataclass(case) and not isinstance(case, type) else case


@contextmanager
def _recorded(places: set[CodePlace]) -> Iterator[None]:
    """Note where every function begins that is called."""

    def note(frame: Any, event: str, argument: object) -> None:
        if event == "call":
            places.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
