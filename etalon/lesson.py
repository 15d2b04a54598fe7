"""What a lesson is: what counterexamples to several claims have in common. Knows no claim."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """What some counterexamples have in common.

    Args:
        name: Lower-case words joined by hyphens.
        title: What they are about.
        says: What they teach.
        assumptions: The names of those that are dropped; none for what fails without dropping any.
    """

    name: str
    title: str
    says: str
    assumptions: tuple[str, ...]
