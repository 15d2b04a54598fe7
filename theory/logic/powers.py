"""Rules about powers of a number between 0 and 1: they fall as the exponent grows. Knows no formula."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import And, Dummy, Expr, Ge, Gt, Le, Lt, Symbol, exp
from sympy.logic.boolalg import Boolean, Implies

from theory.logic.proof import Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.single_crossing import Exponential
from theory.logic.substitution import in_domain

_rate = Dummy("lambda", positive=True)  # any number between 0 and 1 is exp(-lambda)


def _base(premise: Premise, *, below: type[Lt] | type[Le]) -> Expr:
    """Return u, which a premise shows to lie between 0 and 1.

    Raises:
        WrongForm: If it shows something else.
    """
    for part in And.make_args(premise.shows):
        if isinstance(part, Gt) and part.rhs == 0:
            u = part.lhs
            if set(And.make_args(premise.shows)) == {part, below(u, 1, evaluate=False)}:
                return u
    raise WrongForm(f"{premise.says}: that a number is above 0 and not above 1 is needed")


@dataclass(frozen=True)
class Power(Join):
    """If m = u^(c d), 0 < u < 1 and c > 0, then m is below 1 exactly when d is above 0, and 1 when d is 0.

    Args:
        name: m, by name.
        of: d, by name.
        power: c.
        base: That u is above 0 and below 1.
        symbol: What u is called in `meaning` and `time`, a positive symbol.
        meaning: What m stands for.
        time: What d stands for.

    Raises:
        WrongForm: If `base` shows something else, `symbol` is not just positive or is in use; and as
            `Exponential`.

    Example:
        >>> from theory.logic.proof import Implication
        >>> u, m, t, n = (Symbol(name, positive=True) for name in "umtn")
        >>> base = Implication("", (t < 1,), (1 - t > 0) & Lt(1 - t, 1, evaluate=False))
        >>> Power(m, n, Symbol("c", positive=True), base, u, u ** (Symbol("c", positive=True) * n), n).given
        (t < 1,)
    """

    name: Symbol
    of: Symbol
    power: Expr
    base: Premise
    symbol: Symbol
    meaning: Expr
    time: Expr

    def __post_init__(self) -> None:
        """Refuse a base that may be one or more, and a symbol that is something else too."""
        _base(self.base, below=Lt)
        formulas = (*self.base.given, self.base.shows)
        taken = {free for formula in formulas for free in formula.free_symbols}
        if self.symbol in taken | self.power.free_symbols or taken & self._exponential.names:
            raise WrongForm(f"{self.symbol}, {self.name} or {self.of} stands for something already")
        if not in_domain(self.symbol, exp(-_rate)):
            raise WrongForm(f"{self.symbol} must be any positive number")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return self._exponential.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the base is given."""
        return self.base.given

    @property
    def shows(self) -> Boolean:
        """Return how the two compare with one and zero."""
        return self._exponential.shows

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the base, and the power of it as an exponential."""
        return {"base": self.base, "exponential": self._exponential}

    @cached_property
    def _exponential(self) -> Exponential:
        meaning, time = (part.subs(self.symbol, exp(-_rate)) for part in (self.meaning, self.time))
        return Exponential(self.name, self.of, self.power * _rate, meaning, time)


@dataclass(frozen=True)
class ComparedPower(Join):
    """A power of u, 0 < u <= 1, is no more than one with a smaller exponent, and less if u < 1.

    Args:
        name: u^a, by name.
        base: That u is above 0 and not above 1.
        exponent: a.
        than: Integers n: u^n is what it is compared with.

    Raises:
        WrongForm: If `base` shows something else, the exponent is not known to be real, there is nothing to
            compare with, or the name is in use or has a domain in which a positive number may not lie.

    Example:
        >>> from theory.logic.proof import Implication
        >>> u, f, s = Symbol("u", real=True), Symbol("f", positive=True), Symbol("s", real=True)
        >>> base = Implication("", (2 * u > 1, 2 * u < 2), (u > 0) & (u <= 1))
        >>> Implies(s >= 0, f <= 1) in ComparedPower(f, base, s, (0,)).shows.args
        True
    """

    name: Symbol
    base: Premise
    exponent: Expr
    than: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse another base, an exponent that may not be real, and a name that is not free."""
        _base(self.base, below=Le)
        taken = {symbol for formula in (*self.base.given, self.base.shows) for symbol in formula.free_symbols}
        if self.name in taken | self.exponent.free_symbols:
            raise WrongForm(f"{self.name} stands for something already")
        if not in_domain(self.name, Dummy(positive=True)) or not self.exponent.is_real or not self.than:
            raise WrongForm(f"{self.name} must be any positive number, {self.exponent} real, and compared")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the name of the power."""
        return super().names | {self.name}

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.name} is a power of a number up to one"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the base is given."""
        return self.base.given

    @property
    def shows(self) -> Boolean:
        """Return how it compares with other powers, as the exponents do."""
        return conjunction(part for n in self.than for part in self._compared(n))

    def _compared(self, n: int) -> Iterator[Boolean]:
        u, f, a = _base(self.base, below=Le), self.name, self.exponent
        other, shrinks = u**n, u < 1
        for more, less in ((Ge, Le), (Le, Ge)):
            yield Implies(more(a, n, evaluate=False), less(f, other, evaluate=False), evaluate=False)
        for more, less in ((Gt, Lt), (Lt, Gt)):
            apart = And(shrinks, more(a, n, evaluate=False), evaluate=False)
            yield Implies(apart, less(f, other, evaluate=False), evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the base."""
        return {"base": self.base}
