"""The corpus: every variant by its name. Knows claims as objects; the slips of people are in `errata`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.planted.errata import RESTATED, REWRITTEN, Restated
from benchmarks.planted.formulas import Change, Formula, changes, formulas_of_theory, predictions, rewritten
from benchmarks.planted.operators import Kind
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict


@dataclass(frozen=True)
class Dropped:
    """A claim without one of its assumptions."""

    claim: Claim
    assumption: Assumption

    kind = Kind.ASSUMPTION

    @property
    def name(self) -> str:
        """Return what is dropped, and from which claim."""
        return f"{self.claim.id} without {self.assumption.name}"

    @property
    def says(self) -> str:
        """Return what is no longer assumed."""
        return f"not assumed: {self.assumption.says}"


Variant = Change | Dropped | Restated


def corpus(known: Mapping[str, Claim]) -> Iterator[Variant]:
    """Yield every variant of the claims that are true, as they are declared."""
    true = [claim for claim in known.values() if claim.declared is not Verdict.REFUTED]
    for formula in formulas(true):
        yield from changes(formula)
    for claim in true:
        yield from (Dropped(claim, each) for each in claim.given if each.beyond is not None)
    by_name = {formula.name: formula for formula in formulas(true)}
    yield from (rewritten(by_name[name], number, *slip) for number, (name, *slip) in enumerate(REWRITTEN, 1))
    yield from RESTATED


def formulas(claims: list[Claim]) -> list[Formula]:
    """Return the formulas of theory and those that claims predict with, each once."""
    found = {each.name: each for claim in claims for each in predictions(claim)}
    return [*formulas_of_theory(), *found.values()]
