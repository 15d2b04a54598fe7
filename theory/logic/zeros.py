"""Rules about the zeros of a function of one variable, and where it is positive. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sympy import Eq, Equivalent, Expr, Gt, Lt, Or, Symbol
from sympy.logic.boolalg import And, Boolean, Implies

from theory.logic.ends import End, Given
from theory.logic.proof import Implication, Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.shapes import Interval, Monotone, SignFrom, require_end
from theory.logic.turns import OneTurn


@dataclass(frozen=True)
class OneZero(Join):
    """A smooth, strictly monotone function with opposite signs at the ends has exactly one zero between them.

    Args:
        monotone: The function on the interval.
        left: Its sign at the left end.
        right: The other sign, at the right end.
        zero: What to call the zero.

    Raises:
        WrongForm: If the ends are not those of the interval, or the signs are not opposite and as it changes;
            if the name stands for something already, or has another domain than the variable.

    Example:
        >>> from sympy import S, log
        >>> from theory.logic.ends import AtInfinity, Pole
        >>> from theory.logic.shapes import Monotone
        >>> x, f = Symbol("x", positive=True), log(Symbol("x", positive=True))
        >>> ends = Pole(f, x, S.Zero, -1), AtInfinity(f, x, None, 1)
        >>> OneZero(Monotone(f, Interval(x, S.Zero, None), 1), *ends, Symbol("z", positive=True)).discharge()
    """

    monotone: Monotone
    left: End
    right: End
    zero: Symbol

    def __post_init__(self) -> None:
        """Refuse ends that do not fit."""
        for end in (self.left, self.right):
            require_end(self.monotone, end)
        if (self.left.at, self.right.at) != (self.on.left, self.on.right):
            raise WrongForm(f"both ends of the interval from {self.on} are needed")
        if (self.left.sign, self.right.sign) != (-self.monotone.sign, self.monotone.sign):
            raise WrongForm(f"{self.left.says}, {self.right.says}, and {self.monotone.says}: no zero follows")
        ends = (end for end in (self.on.left, self.on.right) if end is not None)
        taken = {s for part in (self.function, *self.given, *ends) for s in part.free_symbols}
        if self.zero in taken or self.zero.assumptions0 != self.on.variable.assumptions0:
            raise WrongForm(f"{self.zero} stands for something already, or has a domain of its own")

    @property
    def on(self) -> Interval:
        """Return the interval."""
        return self.monotone.on

    @property
    def given(self) -> Given:
        """Return what is known of the other symbols."""
        return self.monotone.given

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the zero."""
        return super().names | {self.zero}

    @property
    def positive(self) -> tuple[tuple[Expr, Expr | None], ...]:
        """Return the stretches on which it is positive."""
        rises = self.monotone.sign > 0
        return ((self.zero, self.on.right) if rises else (self.on.left, self.zero),)

    @property
    def function(self) -> Expr:
        """Return the function."""
        return self.monotone.function

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"exactly one zero, {self.zero}, from {self.on}"

    @property
    def shows(self) -> Boolean:
        """Return that the zero lies in the interval, and what sign the function has beyond it."""
        variable, zero, sign = self.on.variable, self.zero, self.monotone.sign
        beyond = Equivalent(Gt(sign * self.monotone.function, 0, evaluate=False), variable > zero)
        inside = And(*self.on.holds(variable))
        return conjunction([*self.on.holds(zero), Implies(inside, beyond, evaluate=False)])

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return how it changes, and both ends."""
        return {"monotone": self.monotone, "left end": self.left, "right end": self.right}


@dataclass(frozen=True)
class Beyond(Join):
    """A place in the interval where the function has the sign of the right end lies beyond the zero.

    Args:
        zero: The function's only zero.
        place: The sign at the place.

    Raises:
        WrongForm: If it is another function, other hypotheses, or not the sign of the right end.
    """

    zero: OneZero
    place: End

    def __post_init__(self) -> None:
        """Refuse a place that does not fit."""
        alike = (self.place.function, self.place.variable) == (self.zero.function, self.zero.on.variable)
        if not alike or set(self.place.given) - set(self.given):
            raise WrongForm(f"{self.place.says}: that is said of another function, or under other hypotheses")
        if self.place.sign != self.zero.right.sign:
            raise WrongForm(f"{self.place.says}: that is before the zero")

    @property
    def given(self) -> Given:
        """Return what is known of the other symbols."""
        return self.zero.given

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.zero.zero} lies below {self.place.at}"

    @property
    def shows(self) -> Boolean:
        """Return that the zero is smaller."""
        return Lt(self.zero.zero, self.place.at, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the zero, the sign at the place, and that the place lies in the interval."""
        variable, at = self.zero.on.variable, self.place.at
        inside = conjunction(self.zero.on.holds(variable))
        there = Implication("it lies in the interval", (*self.given, Eq(variable, at)), inside)
        return {"zero": self.zero, "place": self.place, "inside": there}


@dataclass(frozen=True)
class SignPattern(Join):
    """From pieces that join end to end: where between the outer ends a function is positive, and where zero.

    A pole that two pieces share counts as positive or negative, as the function is around it. Beyond the
    pieces nothing is said.

    Args:
        says: The conclusion in words.
        pieces: From left to right.

    Raises:
        WrongForm: If the pieces leave a gap, are of different functions, or call two zeros the same.
    """

    says: str
    pieces: tuple[SignFrom | OneZero | OneTurn, ...]

    def __post_init__(self) -> None:
        """Refuse pieces that do not join."""
        for before, after in pairwise(self.pieces):
            if before.on.right is None or before.on.right != after.on.left:
                raise WrongForm(f"{self.says}: there is a gap between {before.says} and {after.says}")
            if isinstance(after, SignFrom) or (isinstance(after, OneTurn) and after.ends[0].sign == 0):
                raise WrongForm(f"{self.says}: nothing is said of {after.on.left}")
        if len({(piece.function, piece.on.variable, piece.given) for piece in self.pieces}) != 1:
            raise WrongForm(f"{self.says}: the pieces are of different functions")
        if len(self._zeros) != sum(not isinstance(piece, SignFrom) for piece in self.pieces):
            raise WrongForm(f"{self.says}: two zeros have one name")

    @property
    def function(self) -> Expr:
        """Return the function."""
        return self.pieces[0].function

    @property
    def variable(self) -> Symbol:
        """Return its variable."""
        return self.pieces[0].on.variable

    @property
    def given(self) -> Given:
        """Return what is known of the other symbols."""
        return self.pieces[0].given

    @property
    def covers(self) -> Given:
        """Return that the variable lies between the outer ends."""
        return Interval(self.variable, self.pieces[0].on.left, self.pieces[-1].on.right).holds(self.variable)

    @property
    def places(self) -> Given:
        """Return where the zeros lie."""
        return tuple(end for zero, on in self._zeros.items() for end in on.holds(zero))

    @property
    def stretches(self) -> tuple[Boolean, Boolean]:
        """Return where the function is positive, and where it is zero."""
        return Or(*self._positive()), Or(*[Eq(self.variable, zero) for zero in self._zeros])

    @property
    def shows(self) -> Boolean:
        """Return where the function is positive, where it is zero, and where the zeros lie."""
        signs = Gt(self.function, 0, evaluate=False), Eq(self.function, 0)
        said = [Equivalent(*pair, evaluate=False) for pair in zip(signs, self.stretches, strict=True)]
        if self.covers:
            said = [Implies(conjunction(self.covers), equivalence, evaluate=False) for equivalence in said]
        return conjunction([*said, *self.places])

    @property
    def _zeros(self) -> dict[Symbol, Interval]:
        return {piece.zero: piece.on for piece in self.pieces if not isinstance(piece, SignFrom)}

    def _positive(self) -> list[Boolean]:
        """Return the stretches on which it is positive; two that meet at a pole are one."""
        stretches: list[tuple[Expr, Expr | None]] = []
        for piece in self.pieces:
            for left, right in piece.positive:
                if stretches and stretches[-1][1] == left:
                    left = stretches.pop()[0]
                stretches.append((left, right))
        variable = self.pieces[0].on.variable
        return [conjunction(Interval(variable, *stretch).holds(variable)) for stretch in stretches]

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the pieces by number."""
        return {f"piece {number}": piece for number, piece in enumerate(self.pieces, start=1)}
