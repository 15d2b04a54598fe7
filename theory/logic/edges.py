"""What holds for positive numbers and for zero holds for numbers that are not negative. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Eq, Expr, S, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class ZeroOrPositive(Join):
    """An equation holds where a number is positive, and where it is zero.

    Args:
        says: The conclusion in words.
        left: One side.
        right: The other side.
        number: A symbol that is nonnegative, and nothing more.

    Raises:
        WrongForm: If the number has another domain; or if there is a positive number of the same name, as the
            two must not become one.

    Example:
        >>> from sympy import Abs
        >>> x = Symbol("x", nonnegative=True)
        >>> ZeroOrPositive("no sign", Abs(x), x, x).discharge()
    """

    says: str
    left: Expr
    right: Expr
    number: Symbol

    def __post_init__(self) -> None:
        """Refuse a number that may be something else."""
        if self.number.assumptions0 != Symbol("x", nonnegative=True).assumptions0:
            raise WrongForm(f"{self.says}: {self.number} must be nonnegative, and nothing more")
        if self._positive in self.left.free_symbols | self.right.free_symbols:
            raise WrongForm(f"{self.says}: there is a positive {self.number} already")

    @property
    def _positive(self) -> Symbol:
        return Symbol(self.number.name, positive=True)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the equation."""
        return Eq(self.left, self.right, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the equation where the number is positive, and where it is zero."""
        return {
            name: Identity(f"{self.says}: {name}", *(side.xreplace(at) for side in (self.left, self.right)))
            for name, at in (("positive", {self.number: self._positive}), ("zero", {self.number: S.Zero}))
        }
