"""The whole measurement: the cases of every claim in every way, then every variant in every way."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Any

from benchmarks.planted.corpus import Variant
from benchmarks.planted.equivalence import not_wrong
from benchmarks.planted.forked import Ended, in_processes
from benchmarks.planted.formulas import Change
from benchmarks.planted.hunt import Hunt, concerned, hunt
from benchmarks.planted.kept import Kept
from benchmarks.planted.result import Result
from benchmarks.planted.ways import Trials, Way, tried
from etalon.claim import Claim
from etalon.evidence import Verdict


@dataclass
class Session:
    """A measurement.

    Args:
        known: The claims by id.
        examples: Cases drawn for each claim.
        workers: How many processes.
        seconds: Processor time for one variant in one way.
        kept: Where results are kept; None if they are not.
        ways: In which ways.
        trials: The cases of every claim, by way, when they are prepared.
        spent: Processor time of all processes together, in seconds.
    """

    known: Mapping[str, Claim]
    examples: int
    workers: int
    seconds: int
    kept: Kept | None = None
    ways: Sequence[Way] = tuple(Way)
    trials: dict[Way, list[Trials]] = field(default_factory=dict)
    spent: float = 0

    @property
    def claims(self) -> list[str]:
        """Return the ids of the claims that are true, as they are declared."""
        return [claim.id for claim in self.known.values() if claim.declared is not Verdict.REFUTED]

    def prepare(self) -> Iterator[tuple[str, Way]]:
        """Draw and run the cases of every claim that is true; yield what is done.

        Raises:
            RuntimeError: If that has no result for a claim: the claims are true, nothing is planted yet.
        """
        found = {}
        todo = {("cases", claim, way): (claim, way) for way, claim in product(self.ways, self.claims)}
        for key, result in self._each(todo, self._tried, 20 * self.seconds):
            if isinstance(result, Ended):
                raise RuntimeError(f"the cases of {key[1]} in the way of {key[2]}: {result.how}")
            found[key] = result
            yield key[1:]
        self.trials = {way: [found["cases", claim, way] for claim in self.claims] for way in self.ways}

    def _tried(self, work: tuple[str, Way]) -> Trials:
        return tried(self.known[work[0]], work[1], self.examples)

    def executed(self, variant: Variant) -> bool:
        """Return whether any prediction executes what is varied."""
        return not isinstance(variant, Change) or bool(concerned(variant.formula, self.trials[Way.ETALON]))

    def results(self, variants: Sequence[Variant]) -> Iterator[Result]:
        """Yield what became of each variant, in every way; the same object again as more is known of it."""
        results = {variant.name: Result(variant) for variant in variants}
        todo = {(each.name, each.says, way): (each, way) for each in variants for way in self.ways}
        for (name, _, way), found in self._each(todo, self._hunted, self.seconds):
            results[name].hunts[way] = found
            yield results[name]

    def _hunted(self, work: tuple[Variant, Way]) -> Hunt:
        return hunt(work[0], work[1], self.known, self.trials[work[1]])

    def prove(self, results: Sequence[Result]) -> Iterator[Result]:
        """Look for a proof that what was not caught is not wrong; yield what was looked at."""
        open_ = {
            each.variant.name: each for each in results if isinstance(each.variant, Change) and each.missed
        }
        todo = {("proof", name, each.variant.says): each.variant for name, each in open_.items()}
        for (_, name, _), found in self._each(todo, self._proof, self.seconds):
            open_[name].proof = "" if isinstance(found, Ended) else found
            yield open_[name]

    def _proof(self, change: Change) -> str:
        asked = concerned(change.formula, self.trials[Way.ETALON])
        return not_wrong(change, [self.known[each.claim] for each in asked])

    def _each(
        self, todo: Mapping[Any, Any], run: Callable[[Any], Any], seconds: int
    ) -> Iterator[tuple[Any, Any]]:
        """Yield every result by its key: first those that are kept, then those of processes."""
        known = self.kept.known if self.kept else {}
        left = [key for key in todo if key not in known]
        old = [(key, known[key]) for key in todo if key in known]
        new = in_processes(lambda key: _timed(run, todo[key]), left, workers=self.workers, seconds=seconds)
        for key, told in chain(old, new):
            if self.kept and key not in known:
                self.kept.put(key, told)
            result, spent = (told, seconds) if isinstance(told, Ended) else told
            self.spent += spent
            yield key, result


def _timed(run: Callable[[Any], Any], work: Any) -> tuple[Any, float]:
    """Return a result and the time of this process, which does nothing else."""
    return run(work), time.process_time()
