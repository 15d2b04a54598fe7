"""A witness: one exact case in which a claim fails, both sides there, and the file that keeps it.

The file says what is observed by a name, so that a program that shares no code can observe it again. Knows
claims as objects.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any

from etalon.claim import Assumption, Claim, Finding
from etalon.explore.change import Replaced
from etalon.explore.codec import KINDS, decode, encode
from etalon.explore.condition import Condition
from etalon.explore.values import as_json
from etalon.explore.violation import violation
from numerics.rational import InvalidArgument

JSON = dict[str, Any]
SCHEMA = 1


@dataclass(frozen=True)
class Witness:
    """A case in which a claim fails.

    Args:
        claim: What fails.
        without: The only assumption that the case violates; None if it satisfies all. One that is replaced it
            may satisfy.
        finding: Both sides.

    Raises:
        ValueError: If both sides agree, or the case violates something else.

    Example:
        >>> from etalon.claims import load
        >>> claim = load()["crossing"]
        >>> print(beyond(claim, claim.given[0]).finding)
        at counts=1:1 beta*=1,1 schedule=11/10*1: theory says True, simulation says False
    """

    claim: Claim
    without: Assumption | None
    finding: Finding

    def __post_init__(self) -> None:
        """Refuse a case in which nothing fails, or more is violated than is told."""
        if self.finding.agree:
            raise ValueError(f"no witness: both sides agree {self.finding}")
        case, violated = self.finding.case, self.claim.violated(self.finding.case)
        replaced = isinstance(self.without, Replaced)
        if isinstance(self.without, Replaced) and not self.without.met(case):
            raise ValueError(f"{case} does not satisfy {self.without.by.text}")
        if violated != ((self.without.name,) if self.without else ()) and not (replaced and not violated):
            raise ValueError(f"{case} violates {', '.join(violated) or 'nothing'}")

    @property
    def violated(self) -> Assumption | None:
        """Return the assumption that the case violates; None if it satisfies all."""
        satisfied = self.without is None or self.without.holds(self.finding.case)
        return None if satisfied else self.without


def beyond(claim: Claim, assumption: Assumption) -> Witness:
    """Return the stored case just beyond an assumption as a witness."""
    return Witness(claim, assumption, claim.examine(assumption.beyond))


def stored(claim: Claim) -> list[Witness]:
    """Return every witness that a claim brings along: of its refutation, and beyond its assumptions."""
    refuted = [] if claim.witness is None else [Witness(claim, None, claim.examine(claim.witness))]
    return refuted + [beyond(claim, each) for each in claim.given if each.beyond is not None]


def document(witness: Witness, observed: Mapping[str, Sequence[str | None] | str]) -> JSON:
    """Return a witness as JSON.

    Args:
        witness: What to write.
        observed: By the claim's id, the name of what it observes, or the names if it observes several things
            (`etalon.claims.observed`); a claim without one is written, but cannot be re-checked elsewhere.

    Example:
        >>> from etalon.claims import load
        >>> claim = load()["crossing"]
        >>> written = document(beyond(claim, claim.given[0]), {"crossing": "first-keeps-more"})
        >>> written["observe"], written["expected"], written["found"], written["without"]["name"]
        ('first-keeps-more', True, False, 'heavier-first')
    """
    claim, without, finding = witness.claim, witness.without, witness.finding
    names = observed.get(claim.id)
    size = violation(finding.predicted, finding.observed)
    return {
        "schema": SCHEMA,
        "claim": {"id": claim.id, "says": claim.says},
        "without": None if witness.violated is None else _named(witness.violated),
        **({"change": {**_named(without), "to": without.by.text}} if isinstance(without, Replaced) else {}),
        "case": encode(finding.case),
        "observe": names if names is None or isinstance(names, str) else list(names),
        "expected": as_json(finding.predicted),
        "found": as_json(finding.observed),
        "violation": None if size is None else as_json(size),
    }


def read(written: Any, claims: Mapping[str, Claim]) -> Witness:
    """Return the witness that a file holds, both sides computed anew from its case.

    Args:
        written: The file's JSON.
        claims: The claims that it may be about, by their ids.

    Raises:
        InvalidArgument: If it is no witness of this schema or of none of the claims.
        ValueError: If it is one no more: both sides agree, or the case violates something else.
    """
    parts = ("claim", "without", "case")
    if (
        not isinstance(written, dict)
        or written.get("schema") != SCHEMA
        or not all(p in written for p in parts)
    ):
        raise InvalidArgument("witness", written, f"must be JSON with schema {SCHEMA}, {', '.join(parts)}")
    claim = claims.get(_part(written["claim"], "id"))
    if claim is None:
        raise InvalidArgument("claim", written["claim"], "must have the id of a claim")
    without, change = _assumption(claim, written, "without"), _assumption(claim, written, "change")
    if change is not None:
        without = Replaced.of(change, Condition.parse(_part(written["change"], "to"), "change"))
    case = decode(written["case"], {**KINDS, **_own_kinds(claim)})
    return Witness(claim, without, claim.examine(case))


def _named(assumption: Assumption) -> JSON:
    return {"name": assumption.name, "says": assumption.says}


def _assumption(claim: Claim, written: JSON, key: str) -> Assumption | None:
    """Return the assumption that a file names, if it does."""
    if written.get(key) is None:
        return None
    name = _part(written[key], "name")
    found = next((each for each in claim.given if each.name == name), None)
    if found is None:
        raise InvalidArgument(key, name, f"must be an assumption of {claim.id}")
    return found


def _part(document: Any, name: str) -> str:
    return str(document.get(name)) if isinstance(document, dict) else str(document)


def _own_kinds(claim: Claim) -> dict[str, type]:
    """Return the kinds of the cases that a claim brings along, and what else its module knows as one."""
    cases = [claim.witness, *(assumption.beyond for assumption in claim.given)]
    exhaustive = [] if claim.exhaustive is None else [next(iter(claim.exhaustive()))]
    brought = {type(case).__name__: type(case) for case in [*cases, *exhaustive] if case is not None}
    module = sys.modules.get(getattr(claim.observe, "__module__", ""))
    known = [] if module is None else [part for part in vars(module).values() if isinstance(part, type)]
    return {**{kind.__name__: kind for kind in known if is_dataclass(kind)}, **brought}
