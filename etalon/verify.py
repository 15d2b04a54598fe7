"""Collecting the evidence for claims, one after the other or on several cores. Knows no particular claim."""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis.internal.conjecture import providers

from etalon.arguments import EXAMPLES
from etalon.claim import Assumption, Claim, Finding
from etalon.claims import load
from etalon.evidence import Evidence, Kind, Necessity, Outcome, Report, settled
from etalon.lineage import made
from etalon.workers import spread
from numerics.flow import Enclosure
from theory.logic.derivation import DoesNotFollow


class Interrupted(Exception):  # noqa: N818 - it says what happened; the reports are what counts
    """The user stopped the verification; `reports` holds what was finished, in the claims' order."""

    def __init__(self, reports: list[Report]) -> None:
        """Keep what was finished."""
        super().__init__(f"interrupted after {len(reports)} claims")
        self.reports = reports


class Disagreement(AssertionError):  # noqa: N818 - as above
    """Theory and simulation disagree in a case; `finding` holds both sides."""

    def __init__(self, finding: Finding) -> None:
        """Keep both sides."""
        super().__init__(str(finding))
        self.finding = finding


def verify(
    claims: Sequence[Claim],
    *,
    examples: int = EXAMPLES,
    seed: int = 0,
    workers: int = 1,
    finished: Callable[[Report], None] = lambda report: None,
) -> list[Report]:
    """Return the reports on the claims, in their order.

    Args:
        claims: Which claims; with several workers they must be those of `etalon.claims.load`.
        examples: Cases drawn for each claim, at least 1.
        seed: Of the random draws.
        workers: Processes; 1 means this one.
        finished: Is told each report as soon as it is there.

    Raises:
        Interrupted: On Ctrl-C, with the reports finished so far.
    """
    done: dict[str, Report] = {}
    try:
        for report in _reports(claims, examples, seed, workers):
            done[report.id] = report
            finished(report)
    except KeyboardInterrupt:
        raise Interrupted(settled([done[claim.id] for claim in claims if claim.id in done])) from None
    return settled([done[claim.id] for claim in claims])


def _reports(claims: Sequence[Claim], examples: int, seed: int, workers: int) -> Iterator[Report]:
    if workers == 1 or len(claims) == 1:
        for claim in claims:
            yield collect(claim, examples, seed)
        return
    # A claim holds functions and cannot be sent to another process: its name is sent.
    names = [claim.id for claim in claims]
    yield from spread(partial(_collect, examples=examples, seed=seed), names, workers)


def _collect(name: str, examples: int, seed: int) -> Report:
    return collect(load()[name], examples, seed)


def collect(claim: Claim, examples: int = EXAMPLES, seed: int = 0) -> Report:
    """Return all evidence for one claim.

    Example:
        >>> str(collect(load()["patch-percentages"]).verdict)
        'refuted'
    """
    rests_on = set[str]()
    promised = (
        (claim.derivation, Kind.DERIVATION, lambda: _derive(claim, rests_on)),
        (claim.proof, Kind.PROOF, lambda: _prove(claim, rests_on)),
        (claim.disproof, Kind.DISPROOF, lambda: _disprove(claim, rests_on)),
        (claim.cases, Kind.EXACT, lambda: _attack(claim, examples, seed)),
        (claim.exhaustive, Kind.EXHAUSTIVE, lambda: _exhaust(claim)),
        (claim.witness, Kind.WITNESS, lambda: _witness(claim)),
    )
    evidence = tuple(_timed(kind, run) for part, kind, run in promised if part is not None)
    needs = tuple(_necessity(claim, assumption) for assumption in claim.given)
    return Report(
        claim.id, claim.says, claim.source, claim.declared, evidence, needs, tuple(sorted(rests_on))
    )


def _timed(kind: Kind, run: Callable[[], Evidence]) -> Evidence:
    """Run and time; whatever breaks becomes evidence that is missing, so that a verdict is always given."""
    start = time.perf_counter()
    try:
        found = run()
    except DoesNotFollow as gap:
        found = Evidence(kind, Outcome.CONTRADICTS, 0, 0, str(gap))
    except Exception as error:  # a broken formula may raise anything
        found = Evidence(kind, Outcome.MISSING, 0, 0, _told(error))
    return replace(found, seconds=time.perf_counter() - start)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _derive(claim: Claim, rests_on: set[str]) -> Evidence:
    assert claim.derivation is not None
    return Evidence(Kind.DERIVATION, Outcome.SUPPORTS, len(made(claim, claim.derivation, rests_on).lines), 0)


def _prove(claim: Claim, rests_on: set[str]) -> Evidence:
    assert claim.proof is not None
    return Evidence(Kind.PROOF, Outcome.SUPPORTS, made(claim, claim.proof, rests_on).check(), 0)


def _disprove(claim: Claim, rests_on: set[str]) -> Evidence:
    assert claim.disproof is not None
    shown = made(claim, claim.disproof, rests_on).check()
    return Evidence(Kind.DISPROOF, Outcome.CONTRADICTS, shown, 0, "the opposite is proved")


def _witness(claim: Claim) -> Evidence:
    finding = claim.examine(claim.witness)
    outcome = Outcome.SUPPORTS if finding.agree else Outcome.CONTRADICTS
    return Evidence(Kind.WITNESS, outcome, 1, 0, str(finding))


def _exhaust(claim: Claim) -> Evidence:
    assert claim.exhaustive is not None
    cases = 0
    for case in claim.exhaustive():
        cases += 1
        finding = claim.examine(case)
        if not finding.agree:
            return Evidence(Kind.EXHAUSTIVE, Outcome.CONTRADICTS, cases, 0, str(finding))
    return Evidence(Kind.EXHAUSTIVE, Outcome.SUPPORTS, cases, 0)


def _attack(claim: Claim, examples: int, seed: int) -> Evidence:
    """Draw cases until one disagrees, which hypothesis then shrinks, or all are done."""
    findings: dict[Hashable, Finding] = {}
    last: Any = None

    def examine(case: Any) -> None:
        nonlocal last
        last = case
        finding = findings[case] = claim.examine_drawn(case)
        if not finding.agree:
            raise Disagreement(finding)

    assert claim.cases is not None
    try:
        with draws_from_the_seed_alone():
            seeded(seed)(_settings(examples)(given(claim.cases)(examine)))()
    except Disagreement as disagreement:
        finding = disagreement.finding
        return Evidence(_kind_of([finding]), Outcome.CONTRADICTS, len(findings), 0, str(finding))
    except Exception as error:  # a broken formula may raise anything; hypothesis has shrunk the case
        return Evidence(Kind.EXACT, Outcome.MISSING, len(findings), 0, f"{_told(error)}, at {last}")
    if not findings:
        raise ValueError("no case was drawn")
    return Evidence(_kind_of(findings.values()), Outcome.SUPPORTS, len(findings), 0)


@contextmanager
def draws_from_the_seed_alone() -> Iterator[None]:
    """Keep the constants of loaded modules out of what is drawn.

    Hypothesis mixes them in, so that one seed drew other cases with another number of workers, or after an
    edit of any number in the code. There is no setting for it; a test fails if this name is one day another.
    """
    with ExitStack() as stack:
        if hasattr(providers, "_get_local_constants"):
            stack.enter_context(
                patch.object(providers, "_get_local_constants", type(providers.GLOBAL_CONSTANTS))
            )
        yield


def _settings(examples: int) -> settings:
    """Return settings that depend on nothing outside: no example database, no deadline, nothing printed."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        suppress_health_check=tuple(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )


def _kind_of(findings: Iterable[Finding]) -> Kind:
    """Return what kind of runs these were: enclosures if any observation was one."""
    enclosed = any(_is_enclosed(finding.observed) for finding in findings)
    return Kind.ENCLOSURE if enclosed else Kind.EXACT


def _is_enclosed(observed: Any) -> bool:
    return (
        any(map(_is_enclosed, observed)) if isinstance(observed, tuple) else isinstance(observed, Enclosure)
    )


def _necessity(claim: Claim, assumption: Assumption) -> Necessity:
    """Run the case beyond an assumption: every other assumption holds there, and the claim fails."""
    if assumption.beyond is None:
        reason = assumption.why_no_witness
        return Necessity(
            assumption.name, assumption.says, None if reason else False, reason or "no witness given"
        )
    try:
        violated = claim.violated(assumption.beyond)
        finding = claim.examine(assumption.beyond)
    except Exception as error:  # as above: a broken formula may raise anything
        return Necessity(assumption.name, assumption.says, False, f"{type(error).__name__}: {error}")
    if violated != (assumption.name,):
        outside = ", ".join(violated) or "none"
        return Necessity(assumption.name, assumption.says, False, f"{finding.case} violates {outside}")
    return Necessity(assumption.name, assumption.says, not finding.agree, str(finding))
