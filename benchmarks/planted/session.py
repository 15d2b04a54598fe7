"""The whole measurement: the cases of every claim in every way, then every variant in every way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from benchmarks.planted.corpus import Variant
from benchmarks.planted.equivalence import not_wrong
from benchmarks.planted.forked import Stopped, in_processes
from benchmarks.planted.formulas import Change
from benchmarks.planted.hunt import Hunt, concerned, hunt
from benchmarks.planted.ways import Trials, Way, tried
from etalon.claim import Claim
from etalon.evidence import Verdict


@dataclass
class Result:
    """What became of a variant.

    Args:
        variant: What is wrong.
        hunts: What came of it in each way; a `Stopped` where it took too long.
        proof: Why it is not wrong, if it is not.
    """

    variant: Variant
    hunts: dict[Way, Hunt | Stopped] = field(default_factory=dict)
    proof: str = ""

    def caught(self, way: Way) -> bool:
        """Return whether it was caught: a prediction that never ends is noticed by whoever waits for it."""
        found = self.hunts.get(way)
        return isinstance(found, Stopped) or (found is not None and found.caught is not None)

    @property
    def missed(self) -> bool:
        """Return whether it is neither caught nor shown not to be wrong."""
        return not (self.caught(Way.ETALON) or self.proof)

    @property
    def finished(self) -> bool:
        """Return whether it was tried in every way."""
        return len(self.hunts) == len(Way)


@dataclass
class Session:
    """A measurement.

    Args:
        known: The claims by id.
        examples: Cases drawn for each claim.
        workers: How many processes.
        seconds: Processor time for one variant in one way.
        ways: In which ways.
        trials: The cases of every claim, by way, when they are prepared.
    """

    known: Mapping[str, Claim]
    examples: int
    workers: int
    seconds: int
    ways: Sequence[Way] = tuple(Way)
    trials: dict[Way, list[Trials]] = field(default_factory=dict)

    @property
    def claims(self) -> list[str]:
        """Return the ids of the claims that are true, as they are declared."""
        return [claim.id for claim in self.known.values() if claim.declared is not Verdict.REFUTED]

    def prepare(self) -> Iterator[tuple[str, Way]]:
        """Draw and run the cases of every claim that is true; yield what is done."""
        self.trials = {way: [] for way in self.ways}
        todo = list(product(self.claims, self.ways))

        def run(work: tuple[str, Way]) -> Trials:
            return tried(self.known[work[0]], work[1], self.examples)

        for work, found in in_processes(run, todo, workers=self.workers, seconds=10 * self.seconds):
            if isinstance(found, Stopped):
                raise TimeoutError(
                    f"the cases of {work[0]} for {work[1]} took more than {10 * self.seconds} s"
                )
            self.trials[work[1]].append(found)
            yield work

    def executed(self, variant: Variant) -> bool:
        """Return whether any prediction executes what is varied."""
        return not isinstance(variant, Change) or bool(concerned(variant.formula, self.trials[Way.ETALON]))

    def results(self, variants: Sequence[Variant]) -> Iterator[Result]:
        """Yield what became of each variant, in every way; the same object again as more is known of it."""
        results = {variant.name: Result(variant) for variant in variants}
        todo = ((variant, way) for variant in variants for way in self.ways)

        def run(work: tuple[Variant, Way]) -> tuple[Hunt, str]:
            variant, way = work
            found = hunt(variant, way, self.known, self.trials[way])
            return found, self._proof(variant) if way is Way.ETALON and not found.caught else ""

        for (variant, way), found in in_processes(run, todo, workers=self.workers, seconds=self.seconds):
            result = results[variant.name]
            result.hunts[way], proof = (found, "") if isinstance(found, Stopped) else found
            result.proof = result.proof or proof
            yield result

    def _proof(self, variant: Variant) -> str:
        if not isinstance(variant, Change):
            return ""
        asked = concerned(variant.formula, self.trials[Way.ETALON])
        return not_wrong(variant, [self.known[each.claim] for each in asked])
