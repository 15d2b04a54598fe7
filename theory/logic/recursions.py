"""Several recursions solved at once, whose step may depend on how many there were. Knows no formula.

The rule makes base and step itself, from the solution and from what a step does, and asks whether what is
divided by can be zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Function, Le, Ne, Pow, Symbol, cos, sin
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.reals import on_reals
from theory.logic.rules import WrongForm, conjunction

_REAL = Symbol("r", real=True).assumptions0


@dataclass(frozen=True)
class ClosedForms(Join):
    """Formulas have the right start and satisfy the recursions, so they are the solution.

    Args:
        says: The conclusion in words.
        index: How many steps were made, a nonnegative integer.
        start: What each part of the state is before the first step.
        step: What it is after one more step, in the state and the index.
        solution: The formula of each part in the index.
        last: The number of the last step, if there is one.
        given: What is known of the constants.

    Raises:
        WrongForm: If start, step and solution are not of the same symbols, or one of these has a domain,
            which a step need not keep; if the index is no nonnegative integer, or occurs at the
            start, in `last` or in `constants`; if the state occurs anywhere but in the step.

    Example:
        >>> t = Symbol("t", integer=True, nonnegative=True)
        >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
        >>> odd = ClosedForms("squares", t, {x: 0 * t, y: 1 + 0 * t}, {x: x + y, y: y + 2},
        ...     {x: t**2, y: 2 * t + 1})
        >>> odd.discharge()
        >>> odd.shows
        Eq(x(t), t**2) & Eq(y(t), 2*t + 1)
    """

    says: str
    index: Symbol
    start: Mapping[Symbol, Expr]
    step: Mapping[Symbol, Expr]
    solution: Mapping[Symbol, Expr]
    last: Expr | None = None
    constants: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would be no recursion."""
        state = set(self.start)
        if state != set(self.step) or state != set(self.solution):
            raise WrongForm(f"{self.says}: start, step and solution must be of the same symbols")
        if bounded := [symbol for symbol in state if symbol.assumptions0 != _REAL]:
            raise WrongForm(f"{self.says}: {bounded[0]} has a domain, which a step need not keep")
        if not (self.index.is_integer and self.index.is_nonnegative):
            raise WrongForm(f"{self.says}: the index {self.index} must be a nonnegative integer")
        fixed = [*self.start.values(), *self.constants, *([] if self.last is None else [self.last])]
        if any(self.index in part.free_symbols for part in fixed):
            raise WrongForm(f"{self.says}: what is there from the start must not depend on {self.index}")
        if any(state & part.free_symbols for part in [*fixed, *self.solution.values()]):
            raise WrongForm(f"{self.says}: {min(map(str, state))} and the like are what is solved for")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what is known of the constants, and that there are so many steps."""
        last = () if self.last is None else (Le(self.index, self.last, evaluate=False),)
        return (*self.constants, *last)

    @property
    def made(self) -> Mapping[Symbol, Expr]:
        """Return the parts of the state as functions of the index."""
        return {symbol: Function(str(symbol), real=True)(self.index) for symbol in self.solution}

    @property
    def shows(self) -> Boolean:
        """Return every part as a function of the index."""
        parts = ((self.made[symbol], formula) for symbol, formula in self.solution.items())
        return conjunction(Eq(*part, evaluate=False) for part in parts)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return base and step of every part, and that nothing is divided by zero."""
        bases = {
            f"base of {symbol}": Identity("at the start", formula.subs(self.index, 0), self.start[symbol])
            for symbol, formula in self.solution.items()
        }
        steps = {
            f"step of {symbol}": Identity(
                "after one more step", self._stepped(symbol), _later(formula, self.index)
            )
            for symbol, formula in self.solution.items()
        }
        return {**bases, **steps, **dict(self._defined())}

    def _stepped(self, symbol: Symbol) -> Expr:
        return self.step[symbol].subs(self.solution, simultaneous=True)

    def _defined(self) -> Iterator[tuple[str, Premise]]:
        """Yield that no denominator is zero, up to the last step and during a step."""
        formulas = [*self.start.values(), *self.solution.values()]
        stages = {
            "defined": (formulas, self.given),
            "defined in a step": (
                [self._stepped(symbol) for symbol in self.step],
                (*self.constants, *self._before_the_last()),
            ),
        }
        for name, (parts, given) in stages.items():
            if below := _may_not_be_zero(parts):
                *known, nonzero = on_reals(
                    [*given, conjunction(Ne(part, 0, evaluate=False) for part in below)]
                )
                yield name, Implication("nothing is divided by zero", tuple(known), nonzero)

    def _before_the_last(self) -> tuple[Boolean, ...]:
        return () if self.last is None else (Le(self.index + 1, self.last, evaluate=False),)


def _may_not_be_zero(parts: Iterable[Expr]) -> list[Expr]:
    """Return what has a power that may be negative, unless it is known not to be zero."""
    powers = {power for part in parts for power in part.atoms(Pow) if not power.exp.is_nonnegative}
    return sorted({power.base for power in powers if power.base.is_zero is not False}, key=str)


def _later(formula: Expr, index: Symbol) -> Expr:
    """Return a formula one step later; angles are added by the addition theorems."""
    later = formula.subs(index, index + 1)
    return later.expand(trig=True) if later.has(cos, sin) else later
