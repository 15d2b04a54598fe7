"""Learning-rate schedules: their phases and the grammar in which they are written.

It must not know what is trained with them: neither problems nor losses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import groupby

from numerics.rational import InvalidArgument, rational, shown
from numerics.shapes import SHAPES, Shape

_STEPS = re.compile(r"[1-9][0-9]{0,17}")
_CALL = re.compile(r"([A-Za-z]+) *\(([^()]*)\) *((?:\*[^*]*)*)")
_BETWEEN_ITEMS = re.compile(r",(?![^()]*\))")  # a comma, but none within parentheses
_FLOW = "flow"
MOST_CYCLES = 1000
"""How often a shape may be repeated by a second count; each cycle is an item of its own."""


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

    def stretches(self) -> Iterator[tuple[Fraction, int | None]]:
        """Yield (rate, number of steps); there is only one rate."""
        yield self.rate, self.steps

    def __str__(self) -> str:
        """Return the item of the grammar."""
        return f"{self.rate}" if self.steps is None else f"{self.rate}*{self.steps}"


Item = Phase | Shape


@dataclass(frozen=True)
class Schedule:
    """Phases of gradient descent, one after the other, and perhaps the gradient flow at the end.

    Formula: ``RATE*STEPS, ..., RATE*STEPS``; the last item may also be ``RATE``, until the stop, or ``flow``.
    An item may also be ``linear(INIT, END)*STEPS``, ``cosine(INIT, END)*STEPS``,
    ``exponential(INIT, GAMMA)*STEPS`` or ``polynomial(INIT, END, POWER)*STEPS``; with ``*CYCLES`` behind it,
    it is begun anew so many times.

    Args:
        phases: The phases in order, of one rate (``Phase``) or of another at every step (``Shape``).
        flow: Whether the gradient flow follows them.

    Raises:
        InvalidArgument: if there is neither a phase nor the flow, or a phase without a count is not the last
            item.

    Source: derived here; the rates and the flow are those of the talk.

    >>> str(Schedule((Phase(Fraction(3, 2), 1),), flow=True))
    '3/2*1, flow'
    """

    phases: tuple[Item, ...]
    flow: bool

    def __post_init__(self) -> None:
        """Refuse schedules without an end or without anything to do."""
        object.__setattr__(self, "phases", tuple(self.phases))
        for phase in self.phases:
            if not isinstance(phase, Item):
                raise InvalidArgument("phases", phase, "must be made of Phase and Shape objects")
        if not isinstance(self.flow, bool):
            raise InvalidArgument("flow", self.flow, "must be True or False")
        if not self.phases and not self.flow:
            raise InvalidArgument("schedule", "", 'must have at least one item, such as "3/2*1" or "flow"')
        before_the_last = self.phases if self.flow else self.phases[:-1]
        for phase in before_the_last:
            if isinstance(phase, Phase) and phase.steps is None:
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
        >>> print(Schedule.parse("linear(0, 1.5)*5, cosine(1.5, 0)*20*2, flow"))
        linear(0, 3/2)*5, cosine(3/2, 0)*20, cosine(3/2, 0)*20, flow
        """
        if not isinstance(text, str) or not text.strip(" "):
            raise InvalidArgument("schedule", text, 'must be text such as "3/2*1, flow" or "7/5*3, 1/2"')
        items = [item.strip(" ") for item in _BETWEEN_ITEMS.split(text)]
        flow = items[-1] == _FLOW
        descents = items[:-1] if flow else items
        return cls(tuple(phase for item in descents for phase in _phases(item, text)), flow)

    def merged(self) -> "Schedule":
        """Return the schedule with neighbouring phases of one rate taken together: the same steps.

        Formula: RATE*S, RATE*T is RATE*(S + T); RATE*S, RATE is RATE. A shape stays as it is written.

        Source: derived here; a run that stops is stopped by its points, not by its phases.

        >>> str(Schedule.parse("1/2*1, 0.5*2, 3*1, flow").merged())
        '1/2*3, 3*1, flow'
        """
        phases: list[Item] = []
        for rate, stretch in groupby(self.phases, lambda item: getattr(item, "rate", None)):
            same = list(stretch)
            steps = [phase.steps for phase in same]
            one = [] if rate is None else [Phase(rate, None if None in steps else sum(filter(None, steps)))]
            phases += one or same
        return Schedule(tuple(phases), self.flow)

    def __str__(self) -> str:
        """Return the text that ``parse`` reads as this schedule."""
        return ", ".join([*map(str, self.phases), *([_FLOW] if self.flow else [])])


def _phases(item: str, text: str) -> list[Item]:
    """Return the phases that an item stands for: one, or the cycles of a shape."""
    if not item:
        raise InvalidArgument("schedule", text, "must have no empty item")
    if item == _FLOW:
        raise InvalidArgument("schedule", text, 'must have "flow" only as the last item')
    return _cycles(item, text) if "(" in item or ")" in item else [_phase(item, text)]


def _phase(item: str, text: str) -> Phase:
    rate, star, steps = (part.strip(" ") for part in item.partition("*"))
    return Phase(rational(rate, "rate"), _count(steps, rate, text) if star else None)


def _count(steps: str, item: str, text: str) -> int:
    if not _STEPS.fullmatch(steps):
        raise InvalidArgument(
            "schedule", text, f"must have an integer >= 1 below 10^18 after {shown(item + '*')}"
        )
    return int(steps)


def _cycles(item: str, text: str) -> list[Item]:
    """Read NAME(NUMBER, ..., NUMBER)*STEPS, perhaps with *CYCLES behind it."""
    call = _CALL.fullmatch(item)
    if call is None:
        form = "one pair of parentheses, as linear(3/2, 1/10)*20 has"
        raise InvalidArgument("schedule", text, f"must have {form}, in {shown(item)}")
    name, inside, counts = call.groups()
    shape = SHAPES.get(name)
    if shape is None:
        raise InvalidArgument("schedule", text, f"must have one of {', '.join(SHAPES)}, not {shown(name)}")
    names = [field.name for field in fields(shape) if field.name != "steps"]
    numbers = inside.split(",")
    steps = [_count(count.strip(" "), item[: call.start(3)], text) for count in counts.split("*")[1:]]
    if len(numbers) != len(names) or not 1 <= len(steps) <= 2:
        form = f"{name}({', '.join(names)})*steps"
        raise InvalidArgument("schedule", text, f"must have {form}, perhaps *cycles, for {shown(item)}")
    cycles = steps[1] if len(steps) == 2 else 1
    if cycles > MOST_CYCLES:
        raise InvalidArgument("schedule", text, f"must have at most {MOST_CYCLES} cycles in {shown(item)}")
    exact = [rational(number.strip(" "), name) for number, name in zip(numbers, names, strict=True)]
    return [shape(*exact, steps[0])] * cycles
