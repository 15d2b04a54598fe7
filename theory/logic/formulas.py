"""Formulas know which proof shows them, and are heard when they are used. Knows no formula.

What a proof rests on is then what it really called, and not what somebody wrote down.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper
from typing import Generic, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Use(NamedTuple):
    """What was used, and the proof that shows it, both as `module.name` in `theory`."""

    what: str
    shown_by: str


_heard: ContextVar[set[Use] | None] = ContextVar("heard", default=None)


class Formula(Generic[P, R]):
    """A function that states a formula, and the proof that shows it."""

    def __init__(self, function: Callable[P, R], proof: str) -> None:
        """Keep both."""
        update_wrapper(self, function)
        self.function = function
        self.shown_by = proof

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns, and be heard."""
        _use(Use(name_of(self.function), self.shown_by))
        return self.function(*args, **kwargs)


def shown_by(proof: str) -> Callable[[Callable[P, R]], Formula[P, R]]:
    """Mark a formula with the proof that shows it.

    A function that is not marked is a definition, or decides what a formula says.

    Example:
        >>> @shown_by("descent.prove_contraction")
        ... def factor(eta, p):
        ...     return 1 - 2 * eta * p
        >>> with hearing(used := set()):
        ...     factor(1, 1)
        -1
        >>> [use.shown_by for use in used]
        ['descent.prove_contraction']
    """
    return lambda function: Formula(function, proof)


def lemma(proof: Callable[[], R]) -> R:
    """Return what another claim's proof makes, to be used in this one.

    Example:
        >>> from theory.descent import prove_stability
        >>> with hearing(used := set()):
        ...     print(len(lemma(prove_stability).obligations))
        1
        >>> "descent.prove_stability" in {use.shown_by for use in used}
        True
    """
    _use(Use(name_of(proof), name_of(proof)))
    return proof()


def name_of(function: Callable[..., object]) -> str:
    """Return a function's name as uses have it.

    Example:
        >>> from theory.descent import prove_stability
        >>> name_of(prove_stability)
        'descent.prove_stability'
    """
    return f"{function.__module__.removeprefix('theory.')}.{function.__name__}"


@contextmanager
def hearing(used: set[Use]) -> Iterator[None]:
    """Collect what is used meanwhile."""
    token = _heard.set(used)
    try:
        yield
    finally:
        _heard.reset(token)


def _use(use: Use) -> None:
    if (used := _heard.get()) is not None:
        used.add(use)
