"""Kinds of evidence, and the verdict they add up to. Knows no claim, no theory, no numerics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Verdict(StrEnum):
    """What was shown of a claim, and no more."""

    PROVED = "proved"  # for all parameters, with a proof
    TESTED = "tested"  # in so many exact cases, without a proof
    REFUTED = "refuted"  # by a witness that runs again
    SPLIT = "split"  # two kinds of evidence disagree: the suite or the mathematics is wrong
    UNDECIDED = "undecided"  # nothing was shown


class Kind(StrEnum):
    """Where evidence comes from; kinds are independent of each other."""

    DERIVATION = "derivation"  # every line re-checked
    PROOF = "proof"  # obligations discharged by normal form, or by z3 and cvc5
    DISPROOF = "disproof"  # a proof of the opposite
    EXACT = "exact runs"  # drawn cases, rational equality
    ENCLOSURE = "rigorous enclosure"  # drawn cases, certified bounds
    EXHAUSTIVE = "exhaustive"  # every case up to a height
    WITNESS = "witness"  # one exact case in which the claim fails


class Outcome(StrEnum):
    """What a piece of evidence says of the claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    MISSING = "missing"  # it was promised, but could not be obtained


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence.

    Args:
        kind: Where it comes from.
        outcome: What it says.
        cases: How many lines, obligations or cases it rests on.
        seconds: How long it took.
        message: One line; what disagreed, with both values, unless the outcome is "supports".
    """

    kind: Kind
    outcome: Outcome
    cases: int
    seconds: float
    message: str = ""


@dataclass(frozen=True)
class Necessity:
    """Whether a claim was shown to fail without an assumption, just beyond its boundary.

    Args:
        name: The assumption.
        says: The assumption in words.
        necessary: True if the witness runs, None if none is known (then `message` says why), False if the
            witness did not show it.
        message: The witness with both values, or why there is none.
    """

    name: str
    says: str
    necessary: bool | None
    message: str


@dataclass(frozen=True)
class Report:
    """What was found out about one claim.

    Args:
        id: The claim.
        says: The claim, in one sentence.
        source: Where it comes from.
        declared: What it declares.
        evidence: What was obtained.
        assumptions: Whether each was shown necessary.
        rests_on: The claims whose formulas its proof and derivation used.
        unproved: Those of them that were verified too, and are not proved.
    """

    id: str
    says: str
    source: str
    declared: Verdict
    evidence: tuple[Evidence, ...]
    assumptions: tuple[Necessity, ...]
    rests_on: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return what the evidence shows; a proof counts only if what it rests on is proved."""
        return judge(piece for piece in self.evidence if not self.unproved or piece.kind is not Kind.PROOF)

    @property
    def ok(self) -> bool:
        """Return whether the verdict is the declared one, nothing is missing and no assumption is idle."""
        obtained = all(piece.outcome is not Outcome.MISSING for piece in self.evidence)
        needed = all(assumption.necessary is not False for assumption in self.assumptions)
        return self.verdict is self.declared and obtained and needed

    @property
    def cases(self) -> int:
        """Return the number of cases that were run."""
        runs = {Kind.EXACT, Kind.ENCLOSURE, Kind.EXHAUSTIVE, Kind.WITNESS}
        return sum(piece.cases for piece in self.evidence if piece.kind in runs)

    @property
    def seconds(self) -> float:
        """Return the time all evidence took."""
        return sum(piece.seconds for piece in self.evidence)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Return, a line each, why the claim fell short of what it declares; nothing if it did not."""
        if self.ok:
            return ()
        lines = [] if self.verdict is self.declared else [f"declared {self.declared}, shown {self.verdict}"]
        expected = Outcome.CONTRADICTS if self.declared is Verdict.REFUTED else Outcome.SUPPORTS
        lines += [f"{p.kind}: {p.message or p.outcome}" for p in self.evidence if p.outcome is not expected]
        lines += [f"it rests on {name}, which is not proved" for name in self.unproved]
        idle = [a for a in self.assumptions if a.necessary is False]
        return (*lines, *[f"assumption {a.name} not shown necessary: {a.message}" for a in idle])


def judge(evidence: Iterable[Evidence]) -> Verdict:
    """Return the verdict that pieces of evidence add up to.

    Example:
        >>> judge([Evidence(Kind.EXACT, Outcome.SUPPORTS, 100, 0)])
        <Verdict.TESTED: 'tested'>
    """
    pieces = tuple(evidence)
    supporting = {piece.kind for piece in pieces if piece.outcome is Outcome.SUPPORTS}
    against = {piece.kind for piece in pieces if piece.outcome is Outcome.CONTRADICTS}
    if supporting and against:
        return Verdict.SPLIT
    if against:
        return Verdict.REFUTED
    # A derivation alone shows formulas, not the claim.
    if Kind.PROOF in supporting:
        return Verdict.PROVED
    return Verdict.TESTED if supporting - {Kind.DERIVATION} else Verdict.UNDECIDED


def settled(reports: Sequence[Report]) -> list[Report]:
    """Return the reports, each with the claims it rests on, near or far, that were verified but not proved.

    Example:
        >>> base = Report("base", "", "", Verdict.PROVED, (), ())
        >>> settled([base, Report("top", "", "", Verdict.PROVED, (), (), ("base",))])[1].unproved
        ('base',)
    """
    known = {report.id: report for report in reports}
    unproved: dict[str, tuple[str, ...]] = {}

    def of(name: str) -> tuple[str, ...]:
        if name not in unproved:
            near = [other for other in known[name].rests_on if other in known]
            far = [other for each in near for other in of(each)]
            bad = [other for other in near if known[other].verdict is not Verdict.PROVED]
            unproved[name] = tuple(dict.fromkeys(far + bad))
        return unproved[name]

    return [replace(report, unproved=of(report.id)) for report in reports]
