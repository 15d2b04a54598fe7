"""Reading what was typed: an option's text becomes a value, or is refused in one line that names it.

Knows options only by their names, and imports nothing that is slow: a typing error is answered at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction

from numerics.rational import InvalidArgument, rational, shown
from numerics.schedule import Schedule
from numerics.shapes import Shape

LARGEST_COUNT = 10**18
"""Largest count of `etalon when`: far beyond any sample, and all forty decimals are still certain."""

EXAMPLES = 30
"""Cases drawn for each claim unless told otherwise; docs/planted.md tells how many errors they notice."""

MOST_LARGE_STEPS = 10_000
"""Most steps of `etalon when --schedule`: exact powers decide a tie, and they grow with the steps."""

MOST_SHAPED_STEPS = 1_000
"""Most steps at rates that change from one to the next: each has a score of its own."""

LONGEST_TIME = 10**6
"""Most seconds that may be spent: eleven days."""

_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([sm]?)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")


def integer(text: str, option: str, least: int, most: int | None = None) -> int:
    """Return an integer that is at least, and at most, so large.

    Example:
        >>> integer("100", "--examples", least=1)
        100
        >>> integer("0", "--workers", least=1, most=64)
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --workers = 0: must be an integer from 1 to 64
    """
    value = int(text) if _INTEGER.fullmatch(text.strip()) else None
    if value is None or value < least or (most is not None and value > most):
        allowed = f"an integer >= {least}" if most is None else f"an integer from {least} to {most}"
        raise InvalidArgument(option, text if value is None else value, f"must be {allowed}")
    return value


def seconds(text: str, option: str) -> float:
    """Return an amount of time in seconds.

    Example:
        >>> seconds("30s", "--budget"), seconds("1.5m", "--budget")
        (30.0, 90.0)
        >>> seconds("0s", "--budget")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --budget = '0s': must be a time from 0.1s up, such as 30s or 2m
    """
    found = _TIME.fullmatch(text.strip())
    amount = Fraction(found[1]) * {"s": 1, "m": 60}[found[2] or "s"] if found else Fraction(0)
    if not Fraction(1, 10) <= amount <= LONGEST_TIME:
        raise InvalidArgument(option, text, "must be a time from 0.1s up, such as 30s or 2m")
    return float(amount)


def _positive(text: str) -> tuple[int, ...]:
    """Return the positive integers that stand between commas; none if anything else stands there."""
    items = [item.strip() for item in text.split(",")]
    numbers = tuple(int(item) for item in items if _INTEGER.fullmatch(item))
    return numbers if len(numbers) == len(items) and min(numbers) > 0 else ()


def counts(text: str) -> tuple[int, ...]:
    """Return how many times each coordinate was drawn: n_1, ..., n_d.

    Example:
        >>> counts("2,1")
        (2, 1)
        >>> counts("0,1")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --counts = '0,1': must be integers >= 1, such as 2,1 or 3,2,2
    """
    numbers = _positive(text)
    if not numbers:
        raise InvalidArgument("--counts", text, "must be integers >= 1, such as 2,1 or 3,2,2")
    return numbers


def batch(text: str | None, samples: int, *, repeats: bool) -> int | None:
    """Return the size of a mini-batch; without replacement it is at most the number of samples.

    Example:
        >>> batch("4", 3, repeats=False)
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --batch = 4: must be an integer from 1 to 3
    """
    if text is None and repeats:
        raise InvalidArgument("--with-replacement", "given", "must come with --batch, such as --batch 2")
    return None if text is None else integer(text, "--batch", 1, LARGEST_COUNT if repeats else samples)


def pair(text: str) -> tuple[int, int]:
    """Return two positive counts.

    Example:
        >>> pair("2,1")
        (2, 1)
    """
    numbers = _positive(text)
    if len(numbers) != 2 or max(numbers) > LARGEST_COUNT:
        raise InvalidArgument("--counts", text, "must be two integers from 1 to 10^18, such as 2,1")
    return numbers[0], numbers[1]


def teacher(text: str | None, d: int) -> tuple[Fraction, ...]:
    """Return the true coefficients, all of them 1 unless told otherwise.

    Example:
        >>> teacher("1,1/2", 2)
        (Fraction(1, 1), Fraction(1, 2))
    """
    if text is None:
        return (Fraction(1),) * d
    items = text.split(",")
    if len(items) != d:
        raise InvalidArgument("--beta", text, f"must have {d} component{'s' * (d > 1)}, as many as --counts")
    return tuple(rational(item.strip(), "--beta") for item in items)


def schedule(text: str, option: str) -> Schedule:
    """Return a schedule.

    Example:
        >>> print(schedule("1.5*1,flow", "--schedule"))
        3/2*1, flow
    """
    within = dict.fromkeys(("rate", "init", "end", "gamma", "power"), (option, text))
    with naming({"schedule": option}, within):
        return Schedule.parse(text)


def large_steps(text: str, *, alone: bool) -> Schedule:
    """Return the large steps of `etalon when`, which are taken on all samples; the flow follows them.

    Example:
        >>> large_steps("1/4", alone=True)
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --schedule = '1/4': must have a count for every rate; flow follows
    """
    steps = schedule(text, "--schedule")
    if not alone:
        raise InvalidArgument("--schedule", text, "must come without --batch, its steps are on all samples")
    counted = [phase.steps or 0 for phase in steps.phases]
    shaped = sum(phase.steps for phase in steps.phases if isinstance(phase, Shape))
    if not counted or not all(counted):
        raise InvalidArgument("--schedule", text, "must have a count for every rate; flow follows")
    if sum(counted) > MOST_LARGE_STEPS:
        raise InvalidArgument("--schedule", text, f"must have at most {MOST_LARGE_STEPS} steps in all")
    if shaped > MOST_SHAPED_STEPS:
        raise InvalidArgument(
            "--schedule", text, f"must have at most {MOST_SHAPED_STEPS} steps in its shapes"
        )
    return steps


def threshold(text: str | None) -> Fraction | None:
    """Return the train loss to stop at, or None if it was not given."""
    if text is None:
        return None
    value = rational(text, "--stop")
    if value <= 0:
        raise InvalidArgument("--stop", value, "must be > 0")
    return value


def one_of(text: str, option: str, allowed: Sequence[str]) -> str:
    """Return a word that is allowed.

    Example:
        >>> one_of("latex", "--format", ("text", "latex"))
        'latex'
    """
    if text not in allowed:
        raise InvalidArgument(option, text, f"must be {' or '.join(allowed)}")
    return text


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the known name that a mistyped one probably meant, in words for a message.

    Example:
        >>> nearest("crosing", ["stability", "crossing"])
        'did you mean crossing?'
    """
    lower = {word.lower(): word for word in known}
    close = get_close_matches(name.lower(), lower, n=1, cutoff=0.5)
    if close:
        return f"did you mean {lower[close[0]]}?"
    listed = ", ".join(known[:6])
    return f"known are {listed}{', ...' if len(known) > 6 else ''}"


def chosen(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the names, each once, or all that are known if there are none.

    Example:
        >>> chosen([], ["stability", "crossing"])
        ['stability', 'crossing']
    """
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in known:
            raise InvalidArgument("ID", name, f"must be the id of a claim; {nearest(name, known)}")
    return asked or list(known)


@contextmanager
def naming(options: Mapping[str, str], within: Mapping[str, tuple[str, str]] | None = None) -> Iterator[None]:
    """Let refusals name the option that was typed instead of the argument it was passed to.

    Args:
        options: By the argument's name, the option whose value it is.
        within: By the argument's name, an option that holds it among other things, and the option's text.

    Example:
        >>> with naming({"stop": "--stop"}):
        ...     raise InvalidArgument("stop", 0, "must be > 0")
        Traceback (most recent call last):
            ...
        numerics.rational.InvalidArgument: --stop = 0: must be > 0
    """
    try:
        yield
    except InvalidArgument as refused:
        name, _, index = refused.name.partition("[")
        if within and name in within:
            option, text = within[name]
            told = f"{refused.allowed.replace('must', f'{name} {shown(refused.value)} must', 1)}"
            raise InvalidArgument(option, text, told) from None
        option = options.get(name, name) + ("[" + index if index else "")
        raise InvalidArgument(option, refused.value, refused.allowed) from None
