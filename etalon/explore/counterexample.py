"""A counterexample, found and explained: the simplest, the worst, and how far it reaches.

Knows claims as objects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import Any

from etalon.claim import Assumption, Claim, Finding
from etalon.decimals import certified, exact
from etalon.explore.change import Replaced, ends
from etalon.explore.deadline import Deadline, within
from etalon.explore.map import Map, mapped
from etalon.explore.map import document as map_document
from etalon.explore.places import Place, name
from etalon.explore.probe import fails, seen
from etalon.explore.region import End, Reach, region
from etalon.explore.restriction import Restriction, restriction
from etalon.explore.search import DRAWING, PATIENCE, Progress, Trail, search
from etalon.explore.simplest import simplifications
from etalon.explore.thresholds import Threshold, merged, thresholds
from etalon.explore.violation import violation
from etalon.explore.witness import Witness
from etalon.explore.witness import document as witness_document

JSON = dict[str, Any]
Stage = Callable[[str], None]
SIMPLER, REACH, MAP = "making it simpler", "looking how far it reaches", "drawing the map"
_ROOM = 0.03  # of the time: what a map may need to come to its end once no cell is begun any more
_PARTS = {DRAWING: 0.5, SIMPLER: 0.7, REACH: 0.9, MAP: 1.0}  # of the time, after which each stage has to end


@dataclass(frozen=True)
class Budget:
    """How much may be spent on a search.

    Args:
        examples: Cases drawn at most.
        seconds: Time spent at most; each stage has a part of it, and what those before have left.
        seed: Of the random draws.
    """

    examples: int
    seconds: float
    seed: int


@dataclass(frozen=True)
class Counterexample:
    """What a search came to.

    Args:
        witness: The simplest case in which the claim fails.
        worst: The case with the largest violation that was come upon.
        reaches: The interval of each number in which the claim fails, all others kept.
        trail: What the search came upon.
        interrupted: Whether it was ended by the user, so that there may be simpler ones.
        map: Where it fails as two numbers move; or why there is no map.
        restriction: The mildest bound that would exclude it; None if there is none.
    """

    witness: Witness
    worst: Finding
    reaches: tuple[Reach, ...]
    trail: Trail
    interrupted: bool
    map: Map | str = "it was not asked for"
    restriction: Restriction | None = None


def explore(
    claim: Claim,
    without: Assumption | None,
    budget: Budget,
    progress: Progress = lambda trail: None,
    stage: Stage = lambda what: None,
) -> tuple[Counterexample | None, Trail]:
    """Search for a counterexample, and make what was found as simple as it can be.

    Args:
        claim: The claim.
        without: The assumption to violate, or a replaced one; None stays within all of them.
        budget: How much may be spent.
        progress: Is told after every case drawn.
        stage: Is told what is being done, once the drawing is over.
    """
    begun = Deadline.after(0)
    trail = search(
        claim,
        without,
        examples=budget.examples,
        seconds=budget.seconds * _PARTS[DRAWING],
        seed=budget.seed,
        progress=progress,
    )
    if trail.simplest is None:
        return None, trail
    return explained(claim, without, trail, stage, budget.seconds, begun), trail


def explained(
    claim: Claim,
    without: Assumption | None,
    trail: Trail,
    stage: Stage = lambda what: None,
    seconds: float = inf,
    begun: Deadline | None = None,
) -> Counterexample:
    """Make the simplest case that was come upon as simple as it can be, and look how far it reaches.

    Args:
        claim: The claim.
        without: The assumption that is violated, or replaced; None for none.
        trail: What was come upon, with a case in which the claim fails; it is told what was broken off.
        stage: Is told what is being done.
        seconds: Time spent at most, what was spent on drawing included.
        begun: When that began, if not now.

    Raises:
        ValueError: If there is no such case.
    """
    if trail.simplest is None or trail.worst is None:
        raise ValueError(f"claim {claim.id}: in no case did it fail")
    found = _Explained(claim, without, trail.simplest, seconds)
    stages = {SIMPLER: found.simplify, REACH: found.look_around, MAP: found.draw}
    begun, interrupted = begun or Deadline.after(0), trail.interrupted
    try:
        for what in () if interrupted else stages:
            stage(what)
            found.deadline = Deadline(begun.end + seconds * _PARTS[what])
            within(found.deadline, stages[what], None)
            trail.cut += [what] * found.deadline.missed
    except KeyboardInterrupt:
        interrupted = True
    best, size = found.best, violation(found.best.predicted, found.best.observed)
    return Counterexample(
        Witness(claim, without, best),
        best if size is not None and size.lower > trail.worst_size else trail.worst,
        tuple(found.reaches),
        trail,
        interrupted,
        "the search was interrupted" if interrupted else found.map,
        found.restriction,
    )


class _Explained:
    """What is found out about a counterexample; a stage that is broken off leaves what it has."""

    def __init__(self, claim: Claim, without: Assumption | None, best: Finding, seconds: float) -> None:
        self.claim, self.without, self.best, self.seconds = claim, without, best, seconds
        self.patience = seconds * (_PARTS[REACH] - _PARTS[SIMPLER]) * PATIENCE
        self.deadline = Deadline(inf)
        self.reaches: list[Reach] = []
        self.restriction: Restriction | None = None
        self.map: Map | str = "there was no time left for it"

    def simplify(self) -> None:
        def failing(case: Any) -> bool:
            return fails(self.claim, self.without, case, self.patience) is not None

        for case in simplifications(self.best.case, failing):
            self.best = self.claim.examine(case)

    def look_around(self) -> None:
        look, known = partial(seen, self.claim, self.without, seconds=self.patience), _known(self.without)
        for reach in region(self.best.case, look, known):
            self.reaches.append(reach)
        self.restriction = restriction(self.without, self.best.case, self.reaches, look, known)

    def draw(self) -> None:
        self.map = mapped(
            self.claim, self.best.case, self.reaches, lambda: self.deadline.left < self.seconds * _ROOM
        )


def _known(without: Assumption | None) -> Callable[[Any, Place], list[Threshold]]:
    """Return the known thresholds, and the ends of the condition if an assumption is replaced by one."""
    if not isinstance(without, Replaced):
        return thresholds
    return lambda case, place: merged([*thresholds(case, place), *ends(without.by, case, place)])


def document(found: Counterexample, observed: Mapping[str, Sequence[str | None] | str]) -> JSON:
    """Return a counterexample as JSON: a witness, and beside it what else was found."""
    witness, trail = found.witness, found.trail
    worst = witness_document(replace(witness, finding=found.worst), observed)
    return {
        **witness_document(witness, observed),
        "worst": {key: worst[key] for key in ("case", "expected", "found", "violation")},
        "reach": [_reach(reach, witness.finding.case) for reach in found.reaches],
        "restriction": _restriction(found),
        "map": map_document(found.map, witness.finding.case),
        "search": {
            "drawn": trail.drawn,
            "aimed": trail.aimed,
            "failing": trail.failing,
            "interrupted": found.interrupted,
            "cut": trail.cut,
            **({"outside": trail.outside} if isinstance(witness.without, Replaced) else {}),
        },
    }


def _restriction(found: Counterexample) -> JSON | None:
    witness = found.witness
    bound = found.restriction
    if bound is None:
        return None
    several = len(getattr(witness.finding.case, "schedule", ())) > 1
    return {
        "number": name(bound.place, several),
        "relation": bound.relation,
        "bound": _end(bound.end),
        "fails_to": _end(bound.other),
        "own": bound.own,
        "until": None if bound.until is None else _end(bound.until),
    }


def _reach(reach: Reach, case: Any) -> JSON:
    several = len(getattr(case, "schedule", ())) > 1
    return {
        "number": name(reach.place, several),
        "low": _end(reach.low),
        "high": _end(reach.high),
        "points": reach.points,
    }


def _end(end: End) -> JSON:
    if end.lower is None or end.upper is None:
        return {"name": end.name}
    return {
        "lower": exact(end.lower),
        "upper": exact(end.upper),
        "decimal": certified(end.lower, end.upper, 12)[0],
        "name": end.name,
        "included": end.included,
        "beyond": end.beyond,
        "there": end.there,
    }
