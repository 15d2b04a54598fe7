"""Samples in which every coordinate that was drawn was drawn equally often. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Mod, Piecewise, Sum, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class NoneOfShares(Join):
    """That exactly k of d were drawn, m times each, are events that exclude each other: what do they leave?

    In n draws k m = n, so that k divides n, and m = n/k.

    Args:
        says: The conclusion in words.
        each: An equation of the probability for k and m, positive integers.
        parts: k and m, as they are called there.
        draws: n, a positive integer.
        most: d, a positive integer: no more than d can be drawn.
        others: What to call the probability of all other samples.
        formula: What it is.

    Raises:
        WrongForm: If it is no equation, something is given, or k, m, n and d are not different positive
            integers; or if n occurs in it.

    Example:
        >>> from sympy import Function
        >>> k, m, n, d = (Symbol(name, integer=True, positive=True) for name in "kmnd")
        >>> each = Identity("of one sample", 1 / d ** (k * m), d ** (-k * m))
        >>> left = 1 - Sum(Piecewise((d**-n, Eq(Mod(n, k), 0)), (0, True)), (k, 1, d))
        >>> NoneOfShares("others", each, (k, m), n, d, Function("P")(n, d), left).discharge()
    """

    says: str
    each: Premise
    parts: tuple[Symbol, Symbol]
    draws: Symbol
    most: Symbol
    others: Expr
    formula: Expr

    def __post_init__(self) -> None:
        """Refuse what is not known for every k and m."""
        numbers = (*self.parts, self.draws, self.most)
        if len(set(numbers)) < 4 or not all(number.is_integer and number.is_positive for number in numbers):
            raise WrongForm(f"{self.says}: {numbers} must be four positive integers")
        if (
            not isinstance(self.each.shows, Eq)
            or self.each.given
            or self.draws in self.each.shows.free_symbols
        ):
            raise WrongForm(f"{self.says}: {self.each.says} must be an equation for all {self.parts}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the probability of all other samples."""
        return Eq(self.others, self.formula, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the probability of each, and what they leave."""
        k, m = self.parts
        value = self.each.shows.rhs.subs(m, self.draws / k)
        of_all = Sum(Piecewise((value, Eq(Mod(self.draws, k), 0)), (0, True)), (k, 1, self.most))
        return {"each": self.each, "the rest": Identity("what they leave", 1 - of_all, self.formula)}
