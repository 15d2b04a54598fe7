"""What equations say is put into an expression. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class FromEquations(Join):
    """In place of the left sides of equations their right sides are put in.

    Args:
        says: The conclusion in words.
        equations: What shows them.
        left: An expression in their left sides.
        right: What it is.

    Raises:
        WrongForm: If no equation is of a part of the expression, two are of the same part, or what is put in
            is bound there.

    Example:
        >>> from theory.logic.proof import Identity
        >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
        >>> known = Identity("known", (y + 1) ** 2, y**2 + 2 * y + 1, reads=x)
        >>> FromEquations("then", known, x - 1, y * (y + 2)).shows
        Eq(x - 1, y*(y + 2))
    """

    says: str
    equations: Premise
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        """Refuse equations of something else."""
        parts = [part for part in And.make_args(self.equations.shows) if isinstance(part, Eq)]
        if len({part.lhs for part in parts}) != len(parts) or not self.left.has(*[p.lhs for p in parts]):
            raise WrongForm(f"{self.says}: there must be one equation of a part of {self.left}")
        bound = self.left.atoms(Symbol) - self.left.free_symbols
        if caught := {symbol for part in parts for symbol in part.free_symbols} & bound:
            raise WrongForm(f"{self.says}: {min(map(str, caught))} is bound there")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the equations are given."""
        return self.equations.given

    @property
    def shows(self) -> Boolean:
        """Return the equation of the expression."""
        return Eq(self.left, self.right, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the equations, and what is so with them put in."""
        parts = And.make_args(self.equations.shows)
        put_in = self.left.xreplace({part.lhs: part.rhs for part in parts if isinstance(part, Eq)})
        return {"equations": self.equations, "put in": Identity(self.says, put_in, self.right)}
