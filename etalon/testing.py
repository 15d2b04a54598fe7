"""A claim as a test of your own. In a file of tests, `test_mine = check(mine)` is all that is needed.

The test is one of hypothesis': profiles, `@example`, the example database and `--hypothesis-seed` are for it
what they are for any other. Knows claims as objects, and nothing of what runs tests.
"""

from collections.abc import Callable
from typing import Annotated, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etalon.claim import Claim, Finding
from etalon.explore.search import Trail


class Refuted(AssertionError):  # noqa: N818 - it says what happened: there is no error
    """A claim fails in a case that satisfies its assumptions; `trail` holds all that the test came upon."""

    def __init__(self, claim: Claim, finding: Finding, trail: Trail) -> None:
        """Tell the claim, the case and both sides."""
        super().__init__(f"{claim.id}: {claim.says}\n{finding}")
        self.claim = claim
        self.trail = trail


def check(claim: Claim, **chosen: Any) -> Callable[[], None]:
    """Return a test that draws cases of a claim, and fails with the simplest in which both sides disagree.

    Cases that the claim lists exhaustively are all run, as explicit examples. Exact arithmetic takes the time
    it takes: unless chosen otherwise there is no deadline, and no complaint about slow draws.

    Args:
        claim: The claim; for its counterexamples to be kept it has to be at the top level of a file.
        chosen: Settings of hypothesis, such as max_examples; all others are those of the profile.

    Returns:
        A function without arguments, decorated with `hypothesis.given` and `hypothesis.settings`.

    Raises:
        ValueError: If the claim has neither cases nor exhaustive.

    Example:
        >>> from etalon.claims import load
        >>> test_crossing = check(load()["crossing"], max_examples=10)
        >>> test_crossing()
    """
    trail = Trail()
    listed = [] if claim.exhaustive is None else list(claim.exhaustive())
    if claim.cases is None and not listed:
        raise ValueError(f"claim {claim.id}: nothing would test it: it has neither cases nor exhaustive")

    # Hypothesis keeps examples by a test's source and signature: without the id all claims would share them.
    @_settings(chosen)
    @given(st.sampled_from(listed) if claim.cases is None else claim.cases)
    def examine(case: Annotated[Any, claim.id]) -> None:
        __tracebackhide__ = True  # what a reader wants to see is the claim, not this
        trail.drawn += 1
        finding = claim.examine_drawn(case)
        trail.aimed += 1
        if not finding.agree:
            trail.add(finding)
            raise Refuted(claim, finding, trail)

    for case in listed:
        examine = example(case)(examine)
    return examine


def _settings(chosen: dict[str, Any]) -> settings:
    patient = (*settings().suppress_health_check, HealthCheck.too_slow)
    return settings(**{"deadline": None, "suppress_health_check": patient, **chosen})
