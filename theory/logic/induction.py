"""Rules about any number of steps: what every step keeps, and the solution of a recursion. Knows no formula.

The rule makes base and step itself, from what is to be shown and from what a step does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import And, Eq, Expr, Function, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm, conjunction


def _symbols(formulas: tuple[Boolean, ...]) -> set[Symbol]:
    return {symbol for formula in formulas for symbol in formula.free_symbols}


@dataclass(frozen=True)
class Induction(Join):
    """P holds at the start and every step keeps it, so P holds after any number of steps.

    Args:
        says: The conclusion in words.
        holds: P, relations in the symbols of the state; with them come constants.
        start: What the state is at the start.
        step: What it is after one more step, in the state itself and the step's own numbers.
        given: What is known of the constants.
        each: What is known of the step's own numbers, which may be others in every step.

    Raises:
        WrongForm: If `start` and `step` are not of the same symbols; if something is given of the state, as a
            step need not keep it; if a symbol of the state has a domain, which would be such a thing; if a
            step's own number occurs in P, at the start or in `given`.

    Example:
        >>> r, a, f = Symbol("r", real=True), Symbol("a", positive=True), Symbol("f", real=True)
        >>> Induction("r stays above a", r >= a, {r: a}, {r: f * r}, each=(f >= 1,)).discharge()
    """

    says: str
    holds: Boolean
    start: Mapping[Symbol, Expr]
    step: Mapping[Symbol, Expr]
    given: tuple[Boolean, ...] = ()
    each: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what an induction may not use."""
        state = set(self.start)
        if state != set(self.step):
            raise WrongForm(f"{self.says}: start and step must be of the same symbols")
        if bounded := [
            symbol for symbol in state if symbol.assumptions0 != Symbol("r", real=True).assumptions0
        ]:
            raise WrongForm(f"{self.says}: {bounded[0]} has a domain, which a step need not keep")
        if loose := state & _symbols((*self.given, *self.each)):
            raise WrongForm(
                f"{self.says}: something is given of {min(map(str, loose))}, which a step changes"
            )
        fixed = (_symbols((self.holds, *self.given)) | _symbols(tuple(self.start.values()))) - state
        if loose := fixed & _symbols(self.each):
            raise WrongForm(f"{self.says}: {min(map(str, loose))} is of one step only, but is used for all")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the symbols of the state."""
        return super().names | set(self.start)

    @property
    def shows(self) -> Boolean:
        """Return P, of the state after any number of steps."""
        return self.holds

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return base and step."""
        before = (*self.given, *self.each, self.holds)
        return {
            "base": Implication("at the start", self.given, self._at(self.start)),
            "step": Implication("after one more step", before, self._at(self.step)),
        }

    def _at(self, state: Mapping[Symbol, Expr]) -> Boolean:
        """Return P of a state, unevaluated: what sympy sees at once must not be lost."""
        return conjunction(
            part.func(*[side.subs(state, simultaneous=True) for side in part.args], evaluate=False)
            for part in And.make_args(self.holds)
        )


@dataclass(frozen=True)
class ClosedForm(Join):
    """A formula has the right start and satisfies the recursion, so it is the solution for every index.

    Args:
        says: The conclusion in words.
        solution: The formula in the index.
        index: How many steps were made, a nonnegative integer.
        state: What a step changes.
        start: What it is before the first step.
        step: What it is after one more step, in the state.

    Raises:
        WrongForm: If the index is no nonnegative integer symbol or occurs in the start or the step, or if the
            state occurs in the formula or the start.

    Example:
        >>> T, x = Symbol("T", integer=True, nonnegative=True), Symbol("x", real=True)
        >>> ClosedForm("doubling", 3 * 2**T, T, x, 3 + 0 * T, 2 * x).shows
        Eq(x(T), 3*2**T)
    """

    says: str
    solution: Expr
    index: Symbol
    state: Symbol
    start: Expr
    step: Expr

    def __post_init__(self) -> None:
        """Refuse what would not be a recursion."""
        if not (self.index.is_integer and self.index.is_nonnegative):
            raise WrongForm(f"{self.says}: the index {self.index} must be a nonnegative integer")
        if self.index in self.start.free_symbols | self.step.free_symbols:
            raise WrongForm(f"{self.says}: start and step must be the same for every {self.index}")
        if self.state in self.solution.free_symbols | self.start.free_symbols:
            raise WrongForm(f"{self.says}: {self.state} is what is solved for")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the solution as a function of the index."""
        return Eq(Function(str(self.state))(self.index), self.solution, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return base and step."""
        after, later = (
            self.step.subs(self.state, self.solution),
            self.solution.subs(self.index, self.index + 1),
        )
        return {
            "base": Identity("at the start", self.solution.subs(self.index, 0), self.start),
            "step": Identity("after one more step", after, later),
        }
