"""What a claim rests on: the claims whose proofs show the formulas that its own proof and derivation called.

Nobody writes these edges down: formulas are heard when they are called. Knows claims as objects.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from graphlib import TopologicalSorter
from typing import TypeVar

from etalon.claim import Claim
from etalon.claims import load
from theory.logic.formulas import Use, hearing, name_of

T = TypeVar("T")


def made(claim: Claim, part: Callable[[], T], rests_on: set[str]) -> T:
    """Build a claim's proof, disproof or derivation, and add the claims it rests on.

    A derivation that two claims share makes the formulas of both, and uses neither's. Who shares a proof with
    an earlier claim rests on that claim.

    Example:
        >>> rests_on = set()
        >>> _ = made(load()["stability"], load()["stability"].proof, rests_on)
        >>> rests_on
        {'contraction'}
    """
    used = set[Use]()
    try:
        with hearing(used):
            return part()
    finally:
        proofs = {use.shown_by for use in used} | {name_of(part)}
        found = {_claims_by_proof().get(proof, claim.id) for proof in proofs}
        if part is claim.derivation:
            found -= {other.id for other in load().values() if other.derivation is part}
        rests_on |= found - {claim.id}


@cache
def rests_on(name: str) -> frozenset[str]:
    """Return the ids of the claims that a claim rests on directly."""
    claim, found = load()[name], set[str]()
    for part in (claim.proof, claim.disproof, claim.derivation):
        if part is not None:
            with suppress(Exception):  # what is broken is told when the claim is verified
                made(claim, part, found)
    return frozenset(found)


def with_ancestors(ids: Iterable[str]) -> list[str]:
    """Return claims and all they rest on, what is rested on first, else in the order of all claims.

    Raises:
        graphlib.CycleError: If claims rest on each other.

    Example:
        >>> with_ancestors(["stability"])
        ['train-loss', 'gradient', 'contraction', 'stability']
    """
    graph: dict[str, list[str]] = {}
    open_ = list(ids)
    while open_:
        name = open_.pop()
        if name not in graph:
            graph[name] = sorted(rests_on(name), key=list(load()).index)
            open_ += graph[name]
    ordered = sorted(graph, key=list(load()).index)
    return list(TopologicalSorter({name: graph[name] for name in ordered}).static_order())


@cache
def _claims_by_proof() -> dict[str, str]:
    """Return which claim a proof shows: the first that names it."""
    claims: dict[str, str] = {}
    for claim in load().values():
        if claim.proof is not None:
            claims.setdefault(name_of(claim.proof), claim.id)
    return claims
