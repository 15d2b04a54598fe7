"""What premises have made by name: a zero, a solution, a power. One name is one thing. Knows no formula.

All that is known of what a name stands for is what the premise that made it shows. Where two premises show
different things of one name, they may be of different things.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Basic, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.derivation import DoesNotFollow


@dataclass(frozen=True)
class Made:
    """A name, a symbol or the application of a function by name, and all that is known of what it stands for.

    Example:
        >>> from sympy import Eq
        >>> z, x = Symbol("z"), Symbol("x")
        >>> Made(z, frozenset(), Eq(z, 2 * x)).depends_on(frozenset({x}))
        True
    """

    name: Basic
    given: frozenset[Boolean]
    shows: Boolean

    def depends_on(self, symbols: frozenset[Symbol]) -> bool:
        """Return whether one of the symbols occurs in what is known of it."""
        return any(symbols & formula.free_symbols for formula in (*self.given, self.shows))


def one_thing_each(says: str, made: Iterable[Made]) -> tuple[Made, ...]:
    """Return what was made, each once.

    Args:
        says: What to call those who use it.
        made: By all their premises.

    Raises:
        DoesNotFollow: If a name stands for two things.

    Example:
        >>> from sympy import Eq
        >>> z, x = Symbol("z"), Symbol("x")
        >>> one_thing_each("both", [Made(z, frozenset(), Eq(z, number)) for number in (1, 2)])
        Traceback (most recent call last):
            ...
        theory.logic.derivation.DoesNotFollow: both: z stands for two things
    """
    found = tuple(dict.fromkeys(made))
    names = [each.name for each in found]
    if twice := [name for name in names if names.count(name) > 1]:
        raise DoesNotFollow(f"{says}: {min(map(str, twice))} stands for two things")
    return found
