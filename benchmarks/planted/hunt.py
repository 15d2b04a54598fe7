"""Whether one variant is caught: it is put in place, and the cases are gone through. Knows none by name."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.planted.corpus import Dropped, Variant
from benchmarks.planted.errata import Restated
from benchmarks.planted.formulas import Change, Formula, planted
from benchmarks.planted.natural import grid, plain, shapes
from benchmarks.planted.ways import Trial, Trials, Way, fresh, own_cases, until
from etalon.arguments import EXAMPLES
from etalon.claim import Claim, shown
from etalon.explore.search import probe
from etalon.explore.variations import variations

DRAWN_WITHOUT = 300  # cases drawn to break a claim without an assumption: as many as `etalon explore` draws


@dataclass(frozen=True)
class Caught:
    """A case in which a variant fails.

    Args:
        claim: Whose case it is.
        examples: It was the so many-th.
        how: Both sides, or what was raised.
        raised: Whether the variant had no value there, or none that could be decided.
    """

    claim: str
    examples: int
    how: str
    raised: bool


@dataclass(frozen=True)
class Hunt:
    """What became of a variant in one way.

    Args:
        caught: The first case in which it failed, of the claim that needed the fewest; None if there is none.
        tried: How many cases were compared.
        seconds: Processor time, without that for drawing and observing what all variants share.
    """

    caught: Caught | None
    tried: int
    seconds: float


def hunt(variant: Variant, way: Way, known: Mapping[str, Claim], trials: Iterable[Trials]) -> Hunt:
    """Return what becomes of a variant in one way.

    Args:
        variant: What is wrong.
        way: How cases are found.
        known: The claims by id.
        trials: The cases of every claim, found in this way.
    """
    start = time.process_time()
    if isinstance(variant, Change):
        caught, count = _by_claims(variant, way, known, trials)
    elif isinstance(variant, Dropped):
        caught, count = _beyond(variant, way)
    else:
        caught, count = _restated(variant, way, known, trials)
    return Hunt(caught, count, time.process_time() - start)


def concerned(formula: Formula, trials: Iterable[Trials]) -> list[Trials]:
    """Return the cases in whose predictions a formula is executed."""
    return [each for each in trials if (formula.file, formula.line) in each.predicts]


def _by_claims(
    change: Change, way: Way, known: Mapping[str, Claim], trials: Iterable[Trials]
) -> tuple[Caught | None, int]:
    """Ask every claim that predicts with a formula; none is asked longer than the best needed."""
    best, count, formula = None, 0, change.formula
    with planted(formula.function, change.code):
        for each in concerned(formula, trials):
            claim = known[each.claim]
            observe = claim.observe if (formula.file, formula.line) in each.observes else None
            most = best.examples - 1 if best else len(each.trials)
            found = _first(claim, observe, each.trials[:most], way)
            count += found.examples if found else most
            best = found or best
            if best and best.examples == 1:
                break
    return best, count


def _first(
    claim: Claim, observe: Callable[[Any], Any] | None, trials: Sequence[Trial], way: Way
) -> Caught | None:
    """Return the first case in which the prediction is not what was observed, or is now if that may vary."""
    for number, trial in enumerate(trials, start=1):
        case = fresh(trial.case)
        try:
            predicted = claim.predict(case)
            observed = observe(case) if observe else trial.observed
            agrees = way.agrees(predicted, observed)
        except Exception as error:  # a broken formula may raise anything
            return Caught(claim.id, number, f"at {case}: {type(error).__name__}: {error}"[:300], raised=True)
        if not agrees:
            both = f"theory says {shown(predicted)}, simulation says {shown(observed)}"
            return Caught(claim.id, number, f"at {case}: {both}", raised=False)
    return None


def _beyond(variant: Dropped, way: Way) -> tuple[Caught | None, int]:
    """Look for a case that violates the assumption, and no other, in which the claim fails."""
    claim, found, count = variant.claim, None, 0

    def fails(case: Any) -> bool:
        nonlocal found, count
        count += 1
        both = probe(claim, variant.assumption, case)
        if isinstance(both, str) or way.agrees(both.predicted, both.observed):
            return False
        found = Caught(claim.id, count, str(both), raised=False)
        return True

    if way is Way.ETALON and claim.cases is not None:
        until(fails, variations(claim.cases), DRAWN_WITHOUT)
        return found, count
    known = shapes(own_cases(claim, EXAMPLES))
    if way is Way.PLAIN:
        until(fails, plain(known), DRAWN_WITHOUT)
    else:
        any(map(fails, grid(known, DRAWN_WITHOUT)))
    return found, count


def _restated(
    variant: Restated, way: Way, known: Mapping[str, Claim], trials: Iterable[Trials]
) -> tuple[Caught | None, int]:
    """Run a false claim in the cases of a true one."""
    false = known[variant.refuted]
    (mine,) = (each for each in trials if each.claim == variant.instead_of)
    claim = replace(known[variant.instead_of], predict=false.predict, observe=false.observe)
    found = _first(claim, claim.observe, mine.trials, way)
    return found, found.examples if found else len(mine.trials)
