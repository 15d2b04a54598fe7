"""Both sides of a claim in one case, inside or outside of its assumptions. Knows claims as objects.

Outside of them a formula may have no value and a simulation no end: then this is what is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etalon.agreement import agree
from etalon.claim import Claim
from etalon.explore.codec import encode
from etalon.explore.values import as_json
from etalon.explore.violation import violation
from numerics.flow import Enclosure
from numerics.rational import InvalidArgument


@dataclass(frozen=True)
class Silence:
    """Why a side says nothing in a case."""

    reason: str


@dataclass(frozen=True)
class Look:
    """What is seen in a case.

    Args:
        claim: The claim.
        case: The case.
        holds: By the assumption's name, whether it holds; None if that cannot be told.
        predicted: What theory says, or a Silence.
        observed: What the simulation says, or a Silence.
        agree: Whether both sides agree; None if one is silent, or it was not decided.
        size: How far apart they are, if they disagree and there is a distance.
    """

    claim: Claim
    case: Any
    holds: dict[str, bool | None]
    predicted: Any
    observed: Any
    agree: bool | None
    size: Enclosure | None

    @property
    def inside(self) -> bool:
        """Return whether every assumption holds."""
        return all(self.holds.values())


def look(claim: Claim, case: Any) -> Look:
    """Return both sides of a claim in a case.

    Example:
        >>> from etalon.claims import load
        >>> claim = load()["crossing"]
        >>> seen = look(claim, claim.given[0].beyond)
        >>> seen.holds, seen.predicted, seen.observed, seen.agree
        ({'heavier-first': False, 'large-step': True}, True, False, False)
    """
    holds = {each.name: _said(lambda each=each: bool(each.holds(case))) for each in claim.given}  # type: ignore[misc]
    predicted, observed = _said(lambda: claim.predict(case)), _said(lambda: claim.observe(case))
    agreed: bool | None = None
    if not isinstance(predicted, Silence) and not isinstance(observed, Silence):
        said = _said(lambda: agree(predicted, observed))
        agreed = None if isinstance(said, Silence) else said
    size = violation(predicted, observed) if agreed is False else None
    told = {name: None if isinstance(held, Silence) else held for name, held in holds.items()}
    return Look(claim, case, told, predicted, observed, agreed, size)


def _said(side: Callable[[], Any]) -> Any:
    try:
        return side()
    except InvalidArgument as refused:
        return Silence(f"{refused.name} {refused.allowed}")
    except Exception as error:  # outside of its domain a formula may raise anything
        return Silence(str(error).splitlines()[0] if str(error) else type(error).__name__)


def document(seen: Look) -> dict[str, Any]:
    """Return what is seen as JSON: values as in a witness file, or the reason why there is none."""
    return {
        "claim": {"id": seen.claim.id, "says": seen.claim.says},
        "case": encode(seen.case),
        "assumptions": [
            {"name": each.name, "says": each.says, "holds": seen.holds[each.name]}
            for each in seen.claim.given
        ],
        "expected": _side(seen.predicted),
        "found": _side(seen.observed),
        "agree": seen.agree,
        "violation": None if seen.size is None else as_json(seen.size),
    }


def _side(value: Any) -> Any:
    if not isinstance(value, Silence):
        value = _said(lambda: as_json(value))  # a claim of your own may say what is no exact value
    return {"undefined": value.reason} if isinstance(value, Silence) else value
