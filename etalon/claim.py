"""What a claim is: a sentence, its assumptions, a prediction, an observation, and what proves it.

Knows the kinds of verdicts and nothing of the tools that run claims.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Rational
from typing import Any, Self

from hypothesis.strategies import SearchStrategy
from sympy.logic.boolalg import Boolean

from etalon.agreement import agree
from etalon.decimals import decimal
from etalon.evidence import Verdict
from theory.logic.derivation import Derivation
from theory.logic.proof import Proof

_TOO_LONG = 10**1000  # to be written out; Python itself refuses at 10^4300
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Assumption:
    """A named hypothesis that can be checked in a case and dropped on its own.

    Args:
        name: One word, as typed on the command line.
        says: The hypothesis in words.
        holds: Whether a case satisfies it.
        beyond: A case just beyond it, in which the claim that uses it fails; None if none is known.
        why_no_witness: Then the reason.

    Example:
        >>> Assumption("even", "the number is even", lambda n: n % 2 == 0).fails_without(3).beyond
        3
    """

    name: str
    says: str
    holds: Callable[[Any], bool]
    beyond: Hashable | None = None
    why_no_witness: str = ""

    def fails_without(self, beyond: Hashable) -> Self:
        """Return the assumption with a case just beyond it in which the claim fails."""
        return replace(self, beyond=beyond, why_no_witness="")

    def not_shown_necessary(self, reason: str) -> Self:
        """Return the assumption with the reason why no case beyond it is given."""
        return replace(self, why_no_witness=reason)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement about all cases that satisfy its assumptions.

    Args:
        id: Lower-case words joined by hyphens.
        says: The statement, one sentence.
        source: Author, year, place; or "derived here" and from which claims.
        declared: The verdict its evidence must add up to.
        relation: The statement as a sympy object, built when it is asked for.
        predict: What the claim says of a case, from theory.
        observe: What happens in the case, from numerics.
        given: The assumptions.
        cases: Draws cases that satisfy the assumptions; a refuted claim may have none.
        exhaustive: All cases up to a height.
        derivation: The formula, line by line.
        proof: For all parameters.
        disproof: A proof of the opposite.
        witness: For a refuted claim, the case in which it fails.

    Raises:
        ValueError: If the declared verdict needs something that is not there, or the id is none.

    Example:
        >>> Claim(id="empty", says="...", source="...", declared=Verdict.PROVED, predict=int, observe=int)
        Traceback (most recent call last):
            ...
        ValueError: claim empty: declared proved, but it has no proof
    """

    id: str
    says: str
    source: str
    declared: Verdict
    predict: Callable[[Any], Any]
    observe: Callable[[Any], Any]
    relation: Callable[[], Boolean] | None = None
    given: tuple[Assumption, ...] = ()
    cases: SearchStrategy[Any] | None = None
    exhaustive: Callable[[], Iterable[Any]] | None = None
    derivation: Callable[[], Derivation] | None = None
    proof: Callable[[], Proof] | None = None
    disproof: Callable[[], Proof] | None = None
    witness: Hashable | None = None

    def __post_init__(self) -> None:
        """Refuse a claim whose declared verdict its evidence could never reach, or that has no proper id."""
        if not _ID.fullmatch(self.id):
            raise ValueError(f"claim {self.id!r}: an id must be lower-case words joined by hyphens")
        if self.declared not in (Verdict.PROVED, Verdict.TESTED, Verdict.REFUTED):
            raise ValueError(f"claim {self.id}: declared {self.declared}; allowed: proved, tested, refuted")
        refuted = self.declared is Verdict.REFUTED
        if self.declared is Verdict.PROVED and self.proof is None:
            raise ValueError(f"claim {self.id}: declared proved, but it has no proof")
        if refuted and self.witness is None:
            raise ValueError(f"claim {self.id}: declared refuted, but it has no witness")
        if not refuted and self.cases is None and self.exhaustive is None:
            raise ValueError(f"claim {self.id}: nothing would test it: it has neither cases nor exhaustive")
        names = [assumption.name for assumption in self.given]
        if len(set(names)) != len(names):
            raise ValueError(f"claim {self.id}: two assumptions share a name: {', '.join(names)}")

    def violated(self, case: Any) -> tuple[str, ...]:
        """Return the names of the assumptions that a case does not satisfy."""
        return tuple(assumption.name for assumption in self.given if not assumption.holds(case))

    def examine(self, case: Any) -> "Finding":
        """Return prediction and observation in one case, and whether they agree."""
        predicted, observed = self.predict(case), self.observe(case)
        return Finding(case, predicted, observed, agree(predicted, observed))

    def examine_drawn(self, case: Any) -> "Finding":
        """Return both sides in a case that was drawn.

        Raises:
            ValueError: If it does not satisfy an assumption: then what draws is wrong, not the claim.
        """
        outside = self.violated(case)
        if outside:
            raise ValueError(f"the strategy drew {case}, outside {', '.join(outside)}")
        return self.examine(case)


@dataclass(frozen=True)
class Finding:
    """Both sides in one case."""

    case: Any
    predicted: Any
    observed: Any
    agree: bool

    def __str__(self) -> str:
        """Return one line with the case and both values."""
        return f"at {self.case}: theory says {shown(self.predicted)}, simulation says {shown(self.observed)}"


def shown(value: Any) -> str:
    """Return a value for a message; enclosures and irrational numbers as decimals, long ones shortened.

    Example:
        >>> from fractions import Fraction
        >>> shown((Fraction(1, 3), True))
        '(1/3, True)'
    """
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    if hasattr(value, "midpoint"):
        return f"{float(value.midpoint):.15g} (enclosed)"
    if hasattr(value, "sign") and isinstance(value.sign, int):
        return {1: "positive", -1: "negative", 0: "zero"}[value.sign]
    if hasattr(value, "below"):
        return f"between {shown(value.lower)} and {shown(value.upper)}"
    if isinstance(value, Rational) and max(abs(int(value.numerator)), int(value.denominator)) >= _TOO_LONG:
        return f"~ {decimal(Fraction(int(value.numerator), int(value.denominator)), 15)}"
    text = str(value)
    if getattr(value, "is_irrational", None) or getattr(value, "is_rational", True) is None:
        text = f"{text[:60]} ~ {value.n(15)}"
    return text if len(text) <= 60 else f"{text[:28]}...{text[-28:]}"
