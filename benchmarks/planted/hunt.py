"""Whether one variant is caught: it is put in place, and the cases are gone through. Knows none by name."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.planted.corpus import Dropped, Variant
from benchmarks.planted.errata import Restated
from benchmarks.planted.floats import close
from benchmarks.planted.forked import said
from benchmarks.planted.formulas import Change, Formula, planted
from benchmarks.planted.ways import Trial, Trials, Way, fresh, until
from etalon.claim import Assumption, Claim, Finding
from etalon.explore.probe import probe
from etalon.explore.search import candidates

MOST_TOLD = 600  # characters of a case and both sides


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
        caught, count = _beyond(variant, way, trials)
    else:
        caught, count = _restated(variant, way, known, trials)
    return Hunt(caught, count, time.process_time() - start)


def concerned(formula: Formula, trials: Iterable[Trials]) -> list[Trials]:
    """Return the cases in whose predictions a formula is executed."""
    return [each for each in trials if (formula.file, formula.line) in each.predicts]


def _by_claims(
    change: Change, way: Way, known: Mapping[str, Claim], trials: Iterable[Trials]
) -> tuple[Caught | None, int]:
    """Ask every claim that predicts with a formula, none longer than the best needed; errors come last."""
    best, count, formula = None, 0, change.formula
    with planted(formula.function, change.code):
        for each in concerned(formula, trials):
            claim = known[each.claim]
            observe = claim.observe if (formula.file, formula.line) in each.observes else None
            most = best.examples - 1 if best and not best.raised else len(each.trials)
            found = _first(claim, observe, each.trials[:most], way)
            count += found.examples if found else most
            best = min(
                filter(None, (best, found)), key=lambda caught: (caught.raised, caught.examples), default=None
            )
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
            return Caught(claim.id, number, said(error), raised=True)
        if not agrees:
            return Caught(claim.id, number, _both(Finding(case, predicted, observed, agrees)), raised=False)
    return None


def _both(finding: Finding) -> str:
    """Return both sides, if they are short enough to be written."""
    try:
        return str(finding)[:MOST_TOLD]
    except Exception as error:  # what a broken formula predicts may refuse to be written
        return f"at a case that cannot be written ({said(error)})"


def _beyond(variant: Dropped, way: Way, trials: Iterable[Trials]) -> tuple[Caught | None, int]:
    """Look for a case that violates the assumption, and no other, in which the claim fails."""
    claim, assumption = variant.claim, variant.assumption
    (mine,) = (each for each in trials if each.claim == claim.id)
    if way is Way.ETALON:
        return _searched(claim, assumption, mine.without)
    for each in mine.beyond:
        found = probe(claim, assumption, each.case) if each.assumption == assumption.name else ""
        if not isinstance(found, str) and not _agrees(found, way):
            return Caught(claim.id, each.number, _both(found), raised=False), each.number
    return None, mine.without


def _agrees(finding: Finding, way: Way) -> bool:
    return close(finding.predicted, finding.observed) if way is Way.GRID else finding.agree


def _searched(claim: Claim, assumption: Assumption, most: int) -> tuple[Caught | None, int]:
    """Search as `etalon explore` does."""
    caught, count = None, 0

    def fails(case: Any) -> bool:
        nonlocal caught, count
        count += 1
        found = probe(claim, assumption, case)
        if not isinstance(found, str) and not found.agree:
            caught = Caught(claim.id, count, _both(found), raised=False)
        return caught is not None

    until(fails, candidates(claim, assumption), most)
    return caught, count


def _restated(
    variant: Restated, way: Way, known: Mapping[str, Claim], trials: Iterable[Trials]
) -> tuple[Caught | None, int]:
    """Run a false claim in the cases of a true one."""
    false = known[variant.refuted]
    (mine,) = (each for each in trials if each.claim == variant.instead_of)
    claim = replace(known[variant.instead_of], predict=false.predict, observe=false.observe)
    found = _first(claim, claim.observe, mine.trials, way)
    return found, found.examples if found else len(mine.trials)
