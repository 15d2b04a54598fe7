"""A rule about powers whose exponent is no number: raising both sides keeps their order. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Ge, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class Raised(Join):
    """If u >= v >= 0 then u^n >= v^n, n being a positive integer: x^n does not fall where x >= 0.

    It rests on nothing; what it needs of u and v are its hypotheses.

    Args:
        larger: u.
        smaller: v.
        exponent: n, a symbol that is known to be a positive integer.

    Raises:
        WrongForm: If the exponent is no such symbol, or u or v is not known to be real.

    Example:
        >>> x, n = Symbol("x", real=True), Symbol("n", integer=True, positive=True)
        >>> raised = Raised(x + 1, x, n)
        >>> raised.given, raised.shows
        ((x + 1 >= x, x >= 0), (x + 1)**n >= x**n)
    """

    larger: Expr
    smaller: Expr
    exponent: Symbol

    def __post_init__(self) -> None:
        """Refuse what the rule does not hold for."""
        if not (self.exponent.is_Symbol and self.exponent.is_integer and self.exponent.is_positive):
            raise WrongForm(f"{self.says}: {self.exponent} must be a symbol for a positive integer")
        if unreal := [side for side in (self.larger, self.smaller) if not side.is_real]:
            raise WrongForm(f"{self.says}: {unreal[0]} is not known to be real")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return "raising both sides keeps their order"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that the one is at least as large as the other, and this no less than zero."""
        return Ge(self.larger, self.smaller, evaluate=False), Ge(self.smaller, 0, evaluate=False)

    @property
    def shows(self) -> Boolean:
        """Return the same order of the powers."""
        return Ge(self.larger**self.exponent, self.smaller**self.exponent, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return its premises: there are none."""
        return {}
