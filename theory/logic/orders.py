"""Steps of two kinds in any order, one of which does nothing. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Function, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class WithIdleSteps(Join):
    """Steps that do nothing may stand anywhere: the others lead to where they lead alone.

    Args:
        says: The conclusion in words.
        moving: Where the steps of the first kind lead, of one symbol and without a last one.
        idle: What the state is after a step of the second kind, in the state.
        others: How many of these there are, a nonnegative integer.

    Raises:
        WrongForm: If the first kind moves several symbols or has a last step, or `others` is no nonnegative
            integer or occurs in one of the two kinds of steps.

    Example:
        >>> T, m = (Symbol(name, integer=True, nonnegative=True) for name in "Tm")
        >>> x = Symbol("x", real=True)
        >>> doubles = ClosedForms("doubling", T, {x: 3 + 0 * T}, {x: 2 * x}, {x: 3 * 2**T})
        >>> WithIdleSteps("with pauses", doubles, x + 0 * x, m).shows
        Eq(x(T, m), 3*2**T)
    """

    says: str
    moving: ClosedForms
    idle: Expr
    others: Symbol

    def __post_init__(self) -> None:
        """Refuse steps whose order or number would matter."""
        if len(self.moving.solution) != 1 or self.moving.last is not None:
            raise WrongForm(f"{self.says}: any number of steps must move one symbol")
        if not (self.others.is_integer and self.others.is_nonnegative) or self.others in self._used():
            raise WrongForm(f"{self.says}: {self.others} must be new, and a nonnegative integer")

    def _used(self) -> set[Symbol]:
        steps = [*self.moving.step.values(), *self.moving.start.values(), self.idle]
        parts = [*steps, *self.moving.solution.values(), *self.moving.given]
        return {symbol for part in parts for symbol in part.free_symbols} | {self.moving.index}

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the moving steps are given."""
        return self.moving.given

    @property
    def shows(self) -> Boolean:
        """Return the state as a function of the numbers of both kinds."""
        ((symbol, solution),) = self.moving.solution.items()
        return Eq(Function(str(symbol), real=True)(self.moving.index, self.others), solution, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return where the moving steps lead, and that the others do nothing."""
        (symbol,) = self.moving.solution
        return {"moving": self.moving, "idle": Identity("the other kind does nothing", self.idle, symbol)}
