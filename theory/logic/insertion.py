"""What only names something is put in its place, and is a hypothesis no more. Knows no formula."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise, names
from theory.logic.rules import WrongForm
from theory.logic.substitution import bound, in_domain, replaced


@dataclass(frozen=True)
class Inserted(Join):
    """What holds for all values in the domains of symbols holds for what is put in their place.

    A hypothesis that is an equation of one and the same, once that is put in, is none any more.

    Args:
        premise: What holds for all values.
        at: What is put in the place of symbols; it has to be known to lie in their domains.

    Raises:
        WrongForm: If nothing is put in, or what is may lie outside a symbol's domain, or holds a symbol that
            the premise binds; or if a symbol is not free in the premise, or stands for what that has made.

    Example:
        >>> from sympy import sqrt
        >>> from theory.logic.proof import Implication
        >>> x, w = Symbol("x", nonnegative=True), Symbol("w", nonnegative=True)
        >>> root = Inserted(Implication("roots", (Eq(w**2, x), x > 1), w > 1), {w: sqrt(x)})
        >>> root.given, root.shows
        ((x > 1,), sqrt(x) > 1)
    """

    premise: Premise
    at: Mapping[Symbol, Expr]

    def __post_init__(self) -> None:
        """Refuse what may lie outside of a domain, and what is not free to be put in."""
        formulas = (*self.premise.given, self.premise.shows)
        if not self.at:
            raise WrongForm(f"{self.says}: nothing is put in")
        for symbol, value in self.at.items():
            if not in_domain(symbol, value):
                raise WrongForm(f"{self.says}: {value} may not be in the domain of {symbol}")
            if not any(symbol in formula.free_symbols for formula in formulas):
                raise WrongForm(f"{self.says}: there is no {symbol}")
        taken = {symbol for formula in formulas for symbol in bound(formula)} | names(self.premise)
        if caught := taken & (set(self.at) | _symbols(self.at.values())):
            raise WrongForm(f"{self.says}: {min(map(str, caught))} stands for something there already")

    @property
    def replaces(self) -> frozenset[Symbol]:
        """Return the symbols in whose place something is put."""
        return frozenset(self.at)

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses that still say something."""
        return tuple(after for before, after in self._hypotheses() if not self._names(before))

    @property
    def shows(self) -> Boolean:
        """Return the conclusion, of what is put in."""
        return replaced(self.premise.shows, self.at)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the premise, and that what is a hypothesis no more holds."""
        named = [(before, after) for before, after in self._hypotheses() if self._names(before)]
        return {
            "premise": self.premise,
            **{
                f"named {number}": Identity(str(before), *after.args)
                for number, (before, after) in enumerate(named, start=1)
            },
        }

    def _hypotheses(self) -> list[tuple[Boolean, Boolean]]:
        return [(formula, replaced(formula, self.at)) for formula in self.premise.given]

    def _names(self, hypothesis: Boolean) -> bool:
        """Return whether a hypothesis is an equation of what is put in, and so has to be an identity."""
        return isinstance(hypothesis, Eq) and bool(hypothesis.free_symbols & set(self.at))


def _symbols(values: Iterable[Expr]) -> set[Symbol]:
    return {symbol for value in values for symbol in value.free_symbols}
