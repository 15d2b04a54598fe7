"""What became of a variant, in words that a table can count."""

from dataclasses import dataclass, field
from enum import StrEnum

from benchmarks.planted.corpus import Variant
from benchmarks.planted.forked import Ended
from benchmarks.planted.hunt import Hunt
from benchmarks.planted.ways import Way


class Fate(StrEnum):
    """What became of a variant in one way."""

    VERDICT = "wrong verdict"  # a case in which the prediction is not what was observed
    ERROR = "error"  # a case in which it has no value, or cannot be compared
    TOO_LONG = "too long"  # no answer within the limit: whoever waits may notice, but nothing is shown
    DIED = "died"
    MISSED = "missed"


@dataclass
class Result:
    """What became of a variant.

    Args:
        variant: What is wrong.
        hunts: What came of it in each way.
        proof: Why it is not wrong, if it is not.
    """

    variant: Variant
    hunts: dict[Way, Hunt | Ended] = field(default_factory=dict)
    proof: str = ""

    def fate(self, way: Way) -> Fate:
        """Return what became of it in one way in which it was tried."""
        found = self.hunts[way]
        if isinstance(found, Ended):
            return Fate.TOO_LONG if found.too_long else Fate.DIED
        if found.caught is None:
            return Fate.MISSED
        return Fate.ERROR if found.caught.raised else Fate.VERDICT

    def caught(self, way: Way) -> bool:
        """Return whether a case showed it, by a wrong verdict or by an error."""
        return self.fate(way) in (Fate.VERDICT, Fate.ERROR)

    @property
    def missed(self) -> bool:
        """Return whether it is neither caught by the project's cases nor shown not to be wrong."""
        return not (self.caught(Way.ETALON) or self.proof)

    @property
    def contradicted(self) -> bool:
        """Return whether exact cases show it to be wrong, and a proof that it is not."""
        return bool(self.proof) and self.fate(Way.PLAIN) is Fate.VERDICT

    @property
    def finished(self) -> bool:
        """Return whether it was tried in every way."""
        return len(self.hunts) == len(Way)
