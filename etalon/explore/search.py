"""Searching for counterexamples: variations of a claim's cases that violate one assumption and no other.

Hypothesis draws, and climbs towards larger violations. Knows claims as objects; the stored witnesses of a
claim take no part.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, settings, target
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, Unsatisfiable

from etalon.claim import Assumption, Claim, Finding
from etalon.explore.change import Replaced
from etalon.explore.deadline import Deadline, within
from etalon.explore.domain import sensible
from etalon.explore.probe import Unknown, aims, probe_within
from etalon.explore.simplest import cost
from etalon.explore.steering import steered
from etalon.explore.variations import variations
from etalon.explore.violation import violation
from etalon.verify import draws_from_the_seed_alone
from numerics.rational import InvalidArgument

_LARGEST = Fraction(10**300)  # that a float can hold, and more
DRAWING = "drawing cases"
PATIENCE = 0.1  # of the time of a stage, that is spent on one case at most
Progress = Callable[["Trail"], None]


class _Over(BaseException):
    """The budget is used up; not an Exception, so that hypothesis does not take it for a failure."""


@dataclass
class Trail:
    """What a search came upon.

    Args:
        drawn: How many cases were drawn.
        aimed: How many of them violated what they had to, nothing else, and were decided.
        met: In how many the condition held that takes an assumption's place.
        outside: How many of those aimed violated the assumption.
        undecided: How many could not be run, or not be decided.
        failing: How often the claim failed.
        simplest: The simplest case in which it failed.
        worst: The one with the largest violation.
        worst_size: That violation, as a fraction within its enclosure; 0 if there is no distance.
        interrupted: Whether the user ended the search.
        unclear: The first case that could not be run or decided.
        cut: What was broken off for want of time.
    """

    drawn: int = 0
    aimed: int = 0
    met: int = 0
    outside: int = 0
    undecided: int = 0
    failing: int = 0
    simplest: Finding | None = None
    worst: Finding | None = None
    worst_size: Fraction = field(default_factory=Fraction)
    interrupted: bool = False
    unclear: Any = None
    cut: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> Fraction:
        """Keep a case in which the claim fails if it is simpler or worse than those before."""
        self.failing += 1
        found = violation(finding.predicted, finding.observed)
        size = Fraction(0) if found is None else found.lower
        if self.simplest is None or cost(finding.case) < cost(self.simplest.case):
            self.simplest = finding
        if self.worst is None or size > self.worst_size:
            self.worst, self.worst_size = finding, size
        return size


def search(
    claim: Claim,
    without: Assumption | None,
    *,
    examples: int,
    seconds: float,
    seed: int = 0,
    progress: Progress = lambda trail: None,
) -> Trail:
    """Return what a search for counterexamples came upon.

    Args:
        claim: The claim.
        without: The assumption to violate, or a replaced one; None searches among the cases that satisfy all.
        examples: Cases drawn at most.
        seconds: Time spent at most, and a part of it, `PATIENCE`, on one case; then it is broken off.
        seed: Of the random draws.
        progress: Is told after every case.

    Raises:
        InvalidArgument: If the claim's own strategy draws no case.
    """
    trail, end = Trail(), Deadline.after(seconds)

    def examine(case: Any) -> None:
        if end.over:
            raise _Over
        trail.drawn += 1
        size = _look_at(claim, without, case, trail, seconds * PATIENCE)
        if size:
            target(float(min(size, _LARGEST)))
        progress(trail)

    drawn = _settings(examples)(given(candidates(claim, without))(examine))
    try:
        within(end, partial(_draw, claim, seeded(seed)(drawn)), None)
    except _Over:
        pass
    except HypothesisException:  # in place of what broke it off: hypothesis takes the rest for missing
        if not end.over:
            raise
    except KeyboardInterrupt:
        trail.interrupted = True
    if end.over:
        trail.cut.append(DRAWING)
    return trail


def _draw(claim: Claim, cases: Callable[[], None]) -> None:
    try:
        with draws_from_the_seed_alone():
            cases()
    except Unsatisfiable:
        raise nothing_drawn(claim) from None


def nothing_drawn(claim: Claim) -> InvalidArgument:
    """Return the refusal of a claim that has no cases."""
    return InvalidArgument(
        "ID", claim.id, "must have assumptions that some case satisfies; none can be drawn"
    )


def nothing_tried(claim: Claim, trail: Trail) -> InvalidArgument:
    """Return the refusal of a claim that no case that was drawn says anything about."""
    if not trail.undecided:
        told = f"must have assumptions that some case satisfies; none of the {trail.drawn} drawn does"
        return InvalidArgument("ID", claim.id, told)
    told = f"must be one that can be decided; none of the {trail.drawn} cases drawn can"
    return InvalidArgument("ID", claim.id, f"{told} ({_error(claim, trail.unclear)})")


def _error(claim: Claim, case: Any) -> str:
    try:
        claim.violated(case)
        claim.examine(case)
    except Exception as error:  # a claim of your own may raise anything
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return f"such as {case}"


def _look_at(
    claim: Claim, without: Assumption | None, case: Any, trail: Trail, seconds: float
) -> Fraction | None:
    if isinstance(without, Replaced):
        if not (sensible(case) and without.met(case)):
            return None
        trail.met += 1
    found = probe_within(seconds, claim, without, case)
    if isinstance(found, str):
        if isinstance(found, Unknown):
            trail.unclear = case if trail.undecided == 0 else trail.unclear
            trail.undecided += 1
        return None
    trail.aimed += 1
    trail.outside += without is not None and not without.holds(case)
    return None if found.agree else trail.add(found)


def candidates(claim: Claim, without: Assumption | None) -> st.SearchStrategy[Any]:
    """Return the claim's own cases, or what it was refuted with, and variations of them."""
    own = claim.cases
    if own is None:
        own = st.sampled_from([claim.witness] if claim.exhaustive is None else list(claim.exhaustive()))
    if isinstance(without, Replaced):
        return steered(own, without.by)
    return variations(own, partial(aims, claim, without)) if without else own | variations(own)


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=tuple(HealthCheck),
        phases=(Phase.generate, Phase.target),
    )
