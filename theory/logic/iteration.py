"""What any number of steps do to a state and to a quantity made of it. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Function, ImmutableMatrix, MatMul, MatPow, MatrixSymbol, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm

_REAL = Symbol("r", real=True).assumptions0


def _require_state(
    says: str, start: Mapping[Symbol, Expr], step: Mapping[Symbol, Expr], index: Symbol
) -> None:
    """Refuse a state with a domain, and a start or a step that does not fit it."""
    if set(start) != set(step):
        raise WrongForm(f"{says}: start and step must be of the same symbols")
    if bounded := [symbol for symbol in start if symbol.assumptions0 != _REAL]:
        raise WrongForm(f"{says}: {bounded[0]} has a domain, which a step need not keep")
    if not (index.is_integer and index.is_nonnegative):
        raise WrongForm(f"{says}: the index {index} must be a nonnegative integer")
    if loose := {symbol for part in start.values() for symbol in part.free_symbols} & {*start, index}:
        raise WrongForm(f"{says}: the start must not depend on {min(map(str, loose))}")


@dataclass(frozen=True)
class MatrixSteps(Join):
    """A step that multiplies the state by a matrix, made T times, multiplies it by the T-th power.

    Args:
        says: The conclusion in words.
        name: What to call the state after the steps.
        index: T, a nonnegative integer.
        start: What each part of the state is before the first step.
        step: What it is after one more, in the state.
        matrix: One row and column for each part, in their order.

    Raises:
        WrongForm: If start and step are not of the same symbols, one of these has a domain, or the start or
            the matrix depends on the state or the index; if the matrix has another size.

    Example:
        >>> T = Symbol("T", integer=True, nonnegative=True)
        >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
        >>> swap, start = ImmutableMatrix([[0, 1], [1, 0]]), {x: 1 + 0 * T, y: 0 * T}
        >>> swaps = MatrixSteps("swaps", "s", T, start, {x: y, y: x}, swap)
        >>> swaps.discharge()
        >>> str(swaps.shows.rhs.args[1].T)
        'Matrix([[1, 0]])'
    """

    says: str
    name: str
    index: Symbol
    start: Mapping[Symbol, Expr]
    step: Mapping[Symbol, Expr]
    matrix: ImmutableMatrix

    def __post_init__(self) -> None:
        """Refuse a matrix that is another one at every step."""
        _require_state(self.says, self.start, self.step, self.index)
        if self.matrix.shape != (len(self.start),) * 2:
            raise WrongForm(
                f"{self.says}: the matrix must have a row and a column for each part of the state"
            )
        if loose := self.matrix.free_symbols & {*self.start, self.index}:
            raise WrongForm(f"{self.says}: the matrix must not depend on {min(map(str, loose))}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the name of the state."""
        return super().names | {self.made}

    @property
    def made(self) -> MatrixSymbol:
        """Return the state after the steps."""
        return MatrixSymbol(self.name, len(self.start), 1)

    @property
    def shows(self) -> Boolean:
        """Return the state after the steps."""
        start = ImmutableMatrix(list(self.start.values()))
        return Eq(self.made, MatMul(MatPow(self.matrix, self.index), start), evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that a step is the matrix, part by part."""
        moved = self.matrix * ImmutableMatrix(list(self.start))
        return {
            f"step of {symbol}": Identity(f"a step of {symbol}", self.step[symbol], after)
            for symbol, after in zip(self.start, moved, strict=True)
        }


@dataclass(frozen=True)
class Quantity(Join):
    """A quantity of the state that starts like a recursion, and moves like it, is that one's solution.

    Args:
        says: The conclusion in words.
        of: The quantity, in the state.
        start: What each part of the state is before the first step.
        step: What it is after one more, in the state.
        closed: The recursion, of one symbol, and its solution.

    Raises:
        WrongForm: If start and step are not of the same symbols, or one of these has a domain; if the
            recursion is of several symbols or holds one of the state; if the quantity depends on the index.

    Example:
        >>> T = Symbol("T", integer=True, nonnegative=True)
        >>> x, y, D = (Symbol(name, real=True) for name in "xyD")
        >>> closed = ClosedForms("", T, {D: 5 + 0 * T}, {D: -D}, {D: 5 * (-1) ** T})
        >>> gap = Quantity("a gap", x - y, {x: 6 + 0 * T, y: 1 + 0 * T}, {x: y, y: x}, closed)
        >>> gap.discharge()
        >>> gap.shows
        Eq(x(T) - y(T), 5*(-1)**T)
    """

    says: str
    of: Expr
    start: Mapping[Symbol, Expr]
    step: Mapping[Symbol, Expr]
    closed: ClosedForms

    def __post_init__(self) -> None:
        """Refuse a recursion that is not that of a quantity of the state."""
        index, recursion = self.closed.index, self.closed
        _require_state(self.says, self.start, self.step, index)
        if len(recursion.solution) != 1:
            raise WrongForm(f"{self.says}: the recursion must be of one symbol")
        (symbol,) = recursion.solution
        parts = [*recursion.start.values(), *recursion.step.values(), *recursion.solution.values()]
        mixed = {s for part in [*parts, *recursion.given] for s in part.free_symbols} | {symbol}
        if mixed & set(self.start) or symbol in self._own:
            raise WrongForm(f"{self.says}: the recursion must be of another symbol than the state")
        if index in self.of.free_symbols:
            raise WrongForm(f"{self.says}: the quantity must not depend on {index}")

    @property
    def _own(self) -> set[Symbol]:
        parts = [self.of, *self.start.values(), *self.step.values()]
        return {symbol for part in parts for symbol in part.free_symbols}

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the recursion is given."""
        return self.closed.given

    @property
    def shows(self) -> Boolean:
        """Return the quantity after any number of steps."""
        after = {symbol: Function(str(symbol), real=True)(self.closed.index) for symbol in self.start}
        (solution,) = self.closed.solution.values()
        return Eq(self.of.xreplace(after), solution, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the recursion solved, and that the quantity starts and moves like it."""
        (symbol,) = self.closed.solution
        at_start, moved = (self.of.subs(state, simultaneous=True) for state in (self.start, self.step))
        return {
            "recursion": self.closed,
            "start": Identity("it starts there", at_start, self.closed.start[symbol]),
            "step": Identity("a step moves it so", moved, self.closed.step[symbol].subs(symbol, self.of)),
        }
