"""A function that turns once on an interval, and so has exactly one zero there. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Ge, Gt, Symbol
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies

from theory.logic.ends import End, Given, smooth
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.shapes import Interval


@dataclass(frozen=True)
class OneTurn(Join):
    """A smooth function that goes away from the sign it ends with, turns once, and then goes there: one zero.

    Its derivative is a function g times something positive, and where g has the sign of the end, or is zero,
    it has it ever after. So the function first goes away from that sign, then towards it. It starts with the
    other sign, or from zero if it goes away at first: it has one zero, behind the turn.

    Args:
        function: Of the interval's variable.
        on: Where.
        slope: g.
        factor: What is positive everywhere, and g is multiplied by.
        turn: That once g is as said at one place it is so, and not zero, at every later one.
        places: What two places are called there, the earlier one first.
        ends: The function's sign at both ends.
        start: The sign of g at the left end, if the function is zero there.
        zero: What to call the zero.

    Raises:
        WrongForm: If the zero is something else already, or has another domain than the variable; if the
            ends are not those of the interval, or are said of another function or under other hypotheses; if
            the function has the same sign at both ends; if it starts from zero and nothing says that it goes
            away at first; if the turn is of something else.

    Example:
        >>> from sympy import S
        >>> from theory.logic.ends import Value
        >>> x, u, v, z = (Symbol(name, positive=True) for name in "xuvz")
        >>> f, g = x**2 - x, 2 * x - 1
        >>> turn = Implication("it turns", (2 * u - 1 >= 0, u < v, v < 2), 2 * v - 1 > 0)
        >>> ends, start = (Value(f, x, S.Zero, 0), Value(f, x, S(2), 1)), Value(g, x, S.Zero, -1)
        >>> once = OneTurn(f, Interval(x, S.Zero, S(2)), g, S.One, turn, (u, v), ends, z, start)
        >>> once.discharge()
        >>> once.shows
        (z < 2) & (Implies(x < 2, Equivalent(x > z, x**2 - x > 0)))
    """

    function: Expr
    on: Interval
    slope: Expr
    factor: Expr
    turn: Premise
    places: tuple[Symbol, Symbol]
    ends: tuple[End, End]
    zero: Symbol
    start: End | None = None
    given: Given = ()

    def __post_init__(self) -> None:
        """Refuse ends and a turn that do not fit."""
        for end in self.ends:
            self._require_of(end, self.function)
        if tuple(end.at for end in self.ends) != (self.on.left, self.on.right):
            raise WrongForm(f"both ends of the interval from {self.on} are needed")
        left, right = (end.sign for end in self.ends)
        if right == 0 or left == right:
            raise WrongForm(f"{self.ends[0].says}, {self.ends[1].says}: no zero follows")
        if left == 0:
            if self.start is None or (self.start.at, self.start.sign) != (self.on.left, -right):
                raise WrongForm(f"{self.ends[0].says}: it must be known to go away at first")
            self._require_of(self.start, self.slope)
        self._require_turn()
        known = {
            symbol
            for part in (self.function, self.slope, self.factor, *self.given)
            for symbol in part.free_symbols
        }
        if self.zero in known | self.on.of_ends or self.zero.assumptions0 != self.on.variable.assumptions0:
            raise WrongForm(f"{self.zero} must be new, with the domain of {self.on.variable}")

    def _require_of(self, end: End, function: Expr) -> None:
        if (end.function, end.variable) != (function, self.on.variable) or set(end.given) - set(self.given):
            raise WrongForm(f"{end.says}: that is said of another function, or under other hypotheses")

    def _require_turn(self) -> None:
        """Refuse a turn of something else, or places that are not any two of the interval."""
        here, there = self.places
        domains = {place.assumptions0 == self.on.variable.assumptions0 for place in self.places}
        used = {symbol for part in (self.function, self.slope, *self.given) for symbol in part.free_symbols}
        if here == there or domains != {True} or set(self.places) & (used | self.on.of_ends):
            raise WrongForm(f"{self.turn.says}: {here} and {there} must be new, and any two places")
        sign = self.sign
        known = {*self.given, *self.on.holds(here), *self.on.holds(there), here < there}
        known.add(Ge(sign * self.slope.subs(self.on.variable, here), 0, evaluate=False))
        later = Gt(sign * self.slope.subs(self.on.variable, there), 0, evaluate=False)
        if set(self.turn.given) - known or self.turn.shows != later:
            raise WrongForm(f"{self.turn.says}: that is another turn, or under other hypotheses")

    @property
    def sign(self) -> int:
        """Return the sign that it ends with."""
        return self.ends[1].sign

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the zero."""
        return super().names | {self.zero}

    @property
    def positive(self) -> tuple[tuple[Expr, Expr | None], ...]:
        """Return the stretches on which it is positive."""
        return ((self.zero, self.on.right) if self.sign > 0 else (self.on.left, self.zero),)

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"one turn, and exactly one zero, {self.zero}, from {self.on}"

    @property
    def shows(self) -> Boolean:
        """Return that the zero lies in the interval, and what sign the function has beyond it."""
        variable = self.on.variable
        beyond = Equivalent(Gt(self.sign * self.function, 0, evaluate=False), variable > self.zero)
        inside = And(*self.on.holds(variable))
        return conjunction([*self.on.holds(self.zero), Implies(inside, beyond, evaluate=False)])

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that both are smooth, what the derivative is, how it turns, and the ends."""
        inside = (*self.given, *self.on.holds(self.on.variable))
        parts = {"function": self.function, "slope": self.slope}
        return {
            **{
                f"{name} smooth": found
                for name, part in parts.items()
                for found in smooth(part, inside).values()
            },
            "derivative": Identity(
                "the derivative", derivative(self.function, self.on.variable), self.factor * self.slope
            ),
            "factor": Implication("its factor", self.given, Gt(self.factor, 0, evaluate=False)),
            "turn": self.turn,
            "left end": self.ends[0],
            "right end": self.ends[1],
            **({} if self.start is None else {"start": self.start}),
        }
