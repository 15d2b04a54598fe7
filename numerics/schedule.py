"""Learning-rate schedules: their phases and the grammar in which they are written.

It must not know what is trained with them: neither problems nor losses.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from numerics.rational import InvalidArgument, rational, shown

_STEPS = re.compile(r"[1-9][0-9]{0,17}")
_FLOW = "flow"


@dataclass(frozen=True)
class Phase:
    """A stretch of gradient descent at one learning rate.

    Formula: beta <- beta - rate * grad L_train(beta), steps times.

    Args:
        rate: The learning rate eta > 0.
        steps: The number of steps, >= 1; None means until the stop.

    Raises:
        InvalidArgument: if the rate is no exact rational > 0 or steps no such integer.

    Source: Nakkiran 2020, the two-coordinate example, as told in the talk.

    >>> str(Phase(Fraction(3, 2), 1)), str(Phase(Fraction(2), None))
    ('3/2*1', '2')
    """

    rate: Fraction
    steps: int | None

    def __post_init__(self) -> None:
        """Read the rate exactly and refuse what is not positive."""
        object.__setattr__(self, "rate", rational(self.rate, "rate"))
        if self.rate <= 0:
            raise InvalidArgument("rate", self.rate, "must be > 0")
        if self.steps is None:
            return
        if not isinstance(self.steps, int) or isinstance(self.steps, bool) or self.steps < 1:
            raise InvalidArgument("steps", self.steps, "must be an integer >= 1")

    def __str__(self) -> str:
        """Return the item of the grammar."""
        return f"{self.rate}" if self.steps is None else f"{self.rate}*{self.steps}"


@dataclass(frozen=True)
class Schedule:
    """Phases of gradient descent, one after the other, and perhaps the gradient flow at the end.

    Formula: ``RATE*STEPS, ..., RATE*STEPS``; the last item may also be ``RATE``, until the stop, or ``flow``.

    Args:
        phases: The phases in order.
        flow: Whether the gradient flow follows them.

    Raises:
        InvalidArgument: if there is neither a phase nor the flow, or a phase without a count is not the last
            item.

    Source: derived here; the rates and the flow are those of the talk.

    >>> str(Schedule((Phase(Fraction(3, 2), 1),), flow=True))
    '3/2*1, flow'
    """

    phases: tuple[Phase, ...]
    flow: bool

    def __post_init__(self) -> None:
        """Refuse schedules without an end or without anything to do."""
        object.__setattr__(self, "phases", tuple(self.phases))
        for phase in self.phases:
            if not isinstance(phase, Phase):
                raise InvalidArgument("phases", phase, "must be made of Phase objects")
        if not isinstance(self.flow, bool):
            raise InvalidArgument("flow", self.flow, "must be True or False")
        if not self.phases and not self.flow:
            raise InvalidArgument("schedule", "", 'must have at least one item, such as "3/2*1" or "flow"')
        before_the_last = self.phases if self.flow else self.phases[:-1]
        for phase in before_the_last:
            if phase.steps is None:
                raise InvalidArgument(
                    "schedule", str(self), f'must have a count after "{shown(phase.rate)}*"'
                )

    @classmethod
    def parse(cls, text: str) -> "Schedule":
        """Read a schedule; blanks around items, "*" and "," are of no account.

        Formula: the grammar of the class, the inverse of ``str``.

        Args:
            text: For example "3/2*1, flow", "7/5*3, 1/2", "flow".

        Returns:
            The schedule.

        Raises:
            InvalidArgument: for anything outside the grammar.

        Source: derived here.

        >>> Schedule.parse("1.5*2,1/2").phases
        (Phase(rate=Fraction(3, 2), steps=2), Phase(rate=Fraction(1, 2), steps=None))
        """
        if not isinstance(text, str) or not text.strip(" "):
            raise InvalidArgument("schedule", text, 'must be text such as "3/2*1, flow" or "7/5*3, 1/2"')
        items = [item.strip(" ") for item in text.split(",")]
        flow = items[-1] == _FLOW
        descents = items[:-1] if flow else items
        return cls(tuple(_phase(item, text) for item in descents), flow)

    def merged(self) -> "Schedule":
        """Return the schedule with neighbouring phases of one rate taken together: the same steps.

        Formula: RATE*S, RATE*T is RATE*(S + T); RATE*S, RATE is RATE.

        Source: derived here; a run that stops is stopped by its points, not by its phases.

        >>> str(Schedule.parse("1/2*1, 0.5*2, 3*1, flow").merged())
        '1/2*3, 3*1, flow'
        """
        phases = []
        for rate, stretch in groupby(self.phases, lambda phase: phase.rate):
            steps = [phase.steps for phase in stretch]
            phases.append(Phase(rate, None if None in steps else sum(filter(None, steps))))
        return Schedule(tuple(phases), self.flow)

    def __str__(self) -> str:
        """Return the text that ``parse`` reads as this schedule."""
        return ", ".join([*map(str, self.phases), *([_FLOW] if self.flow else [])])


def _phase(item: str, text: str) -> Phase:
    if not item:
        raise InvalidArgument("schedule", text, "must have no empty item")
    if item == _FLOW:
        raise InvalidArgument("schedule", text, 'must have "flow" only as the last item')
    rate, star, steps = (part.strip(" ") for part in item.partition("*"))
    if star and not _STEPS.fullmatch(steps):
        raise InvalidArgument(
            "schedule", text, f"must have an integer >= 1 below 10^18 after {shown(rate + '*')}"
        )
    return Phase(rational(rate, "rate"), int(steps) if star else None)
