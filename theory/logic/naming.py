"""What premises have made by name: a zero, a solution, a power. One name is one thing. Knows no formula.

All that is known of what a name stands for is what the premise that made it shows. Where two premises show
different things of one name, they may be of different things.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Basic, Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from theory.logic.derivation import DoesNotFollow
from theory.logic.substitution import replaced


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

    @classmethod
    def by(cls, name: Basic, given: Iterable[Boolean], shows: Boolean) -> "Made":
        """Return what a premise has made. A function is the same, whatever its places are called.

        Example:
            >>> from sympy import Eq, Function
            >>> x, n, m = Function("x"), Symbol("n"), Symbol("m")
            >>> Made.by(x(n), (), Eq(x(n), 2**n)) == Made.by(x(m), (), Eq(x(m), 2**m))
            True
        """
        wanted = anywhere(name)
        written = next((made for made in shows.atoms(AppliedUndef) if anywhere(made) == wanted), name)
        places = dict(zip(written.args, wanted.args, strict=True)) if written != wanted else {}
        return cls(wanted, frozenset(replaced(formula, places) for formula in given), replaced(shows, places))

    def depends_on(self, symbols: frozenset[Symbol]) -> bool:
        """Return whether one of the symbols occurs in what is known of it."""
        return any(symbols & formula.free_symbols for formula in (*self.given, self.shows))


def anywhere(name: Basic) -> Basic:
    """Return a function with its places numbered, if they are different symbols; any other name as it is.

    Example:
        >>> from sympy import Function
        >>> anywhere(Function("x")(Symbol("n")))
        x(#1)
    """
    places = name.args
    if not isinstance(name, AppliedUndef) or len(set(places)) < len(places):
        return name
    if not all(isinstance(place, Symbol) for place in places):
        return name
    numbered = (Symbol(f"#{n}", **place.assumptions0) for n, place in enumerate(places, start=1))
    return name.func(*numbered)


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
