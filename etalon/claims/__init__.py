"""The claims, one file per topic. Each file defines claims at its top level; nothing else is registered.

Claims are content: they know both sides and no tool.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from etalon.claim import Claim

# The order in which a reader meets the topics; a topic not named here comes last.
_ORDER = (
    "losses",
    "descent",
    "level_sets",
    "unseen",
    "flow",
    "effective_time",
    "annealing",
    "bounds",
    "critical",
    "stopping",
    "shapes",
    "momentum",
    "minibatch",
    "sgd",
    "talk_sgd",
    "sample",
    "talk",
)


@cache
def load() -> dict[str, Claim]:
    """Return every claim by its id, topic by topic, in the order of the files.

    Raises:
        ValueError: If two claims share an id.

    Example:
        >>> load()["crossing"].declared.value
        'proved'
    """
    claims: dict[str, Claim] = {}
    topics = sorted(module.name for module in iter_modules(__path__))
    for topic in sorted(topics, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
        for claim in claims_in(f"{__name__}.{topic}"):
            if claim.id in claims:
                raise ValueError(f"two claims are called {claim.id}")
            claims[claim.id] = claim
    return claims


def claims_in(module: str) -> list[Claim]:
    """Return the claims that a module defines, in the order of its lines."""
    return [value for value in vars(import_module(module)).values() if isinstance(value, Claim)]
