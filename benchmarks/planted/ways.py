"""Three ways to try a statement: the project's strategies, plain hypothesis, a grid of floats.

What is observed in a case does not depend on what is predicted: the cases of a claim are drawn and run once,
and every variant of what it predicts is compared with the same observations.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass, replace
from enum import StrEnum
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from benchmarks.planted.called import CodePlace, recorded
from benchmarks.planted.floats import close
from benchmarks.planted.natural import MOST_TRIED, grid, plain, shapes
from etalon.agreement import agree
from etalon.claim import Claim
from etalon.explore.domain import sensible
from etalon.verify import draws_from_the_seed_alone

SEED = 0
WITHOUT = (
    5  # times as many cases are drawn to break a claim without an assumption: `etalon explore` draws 300
)


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
class Beyond:
    """A case that violates one assumption, and the so many-th that was drawn."""

    number: int
    assumption: str
    case: Any


@dataclass(frozen=True)
class Trials:
    """The cases of a claim, found in one way.

    Args:
        claim: Its id.
        way: How they were found.
        trials: The cases in which the true claim was seen to hold.
        beyond: Those that violate a single assumption; the project's search draws them for each of its own.
        alarms: In how many it was seen to fail: a grid of floats may err.
        without: How many cases are drawn to break it without an assumption.
        undefined: In how many a side had no value, or it could not be decided.
        predicts: Where the functions begin that predict in these cases.
        observes: Where those begin that are run to observe.
        seconds: Processor time that it took.
    """

    claim: str
    way: Way
    trials: tuple[Trial, ...]
    beyond: tuple[Beyond, ...]
    alarms: int
    without: int
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
    found = Found(claim, examples)
    found.search(way)
    for case in found.within:
        try:
            with recorded(observes):
                observed = claim.observe(case)
            with recorded(predicts):
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
    beyond = tuple(found.beyond)
    return Trials(claim.id, way, tuple(trials), beyond, alarms, found.without, undefined, *places, seconds)


@dataclass
class Found:
    """The cases that are found for a claim.

    Args:
        claim: The claim.
        examples: How many cases within its assumptions are wanted.
        within: Those, each once.
        beyond: Those that violate a single assumption, of the first that were drawn.
        count: How many were drawn.
    """

    claim: Claim
    examples: int
    within: dict[Any, None] = field(default_factory=dict)
    beyond: list[Beyond] = field(default_factory=list)
    count: int = 0

    @property
    def without(self) -> int:
        """Return how many cases are drawn to break the claim without an assumption."""
        return WITHOUT * self.examples

    def search(self, way: Way) -> None:
        """Find cases in one way."""
        own = own_cases(self.claim, self.examples)
        if way is Way.ETALON:
            self.within = dict.fromkeys(own)
        elif way is Way.PLAIN:
            until(self._add, plain(shapes(own)), MOST_TRIED * self.examples)
        else:
            any(map(self._add, grid(shapes(own), MOST_TRIED * self.examples)))
        if self.claim.cases is None:  # what a claim enumerates is no matter of luck
            self.within = dict.fromkeys(own)

    def _add(self, case: Any) -> bool:
        """Take a case for what it is; return whether there are enough."""
        self.count += 1
        with suppress(Exception):  # outside of its domain an assumption may raise anything
            if sensible(case):
                violated = self.claim.violated(case)
                if not violated and len(self.within) < self.examples:
                    self.within.setdefault(case)
                if len(violated) == 1 and self.count <= self.without:
                    self.beyond.append(Beyond(self.count, violated[0], fresh(case)))
        looked = self.count >= self.without or not self.claim.given
        return looked and len(self.within) >= self.examples


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
