"""Rules about finite families: an exponential for each member, and the single-crossing argument.

Knows no formula. A family has any number of members, each with symbols of its own: what is written in x of
one is written in x_1, x_2, ... of several. What is shown of one, two or three, whichever they are, holds for
all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import And, Dummy, Eq, Equivalent, Expr, Ge, Gt, Le, Lt, Ne, Or, Symbol, expand_log, log
from sympy.logic.boolalg import Boolean

from theory.logic.families import Members, Some, members, of_members, pair, require_fresh
from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.substitution import in_domain, replaced
from theory.logic.sums import total

_k, _v, _g = (Dummy(name, real=True) for name in "kvg")  # of no member


@dataclass(frozen=True)
class Exponential(Join):
    """If log m = -c d with c > 0, then m is below 1 exactly when d is above 0, and 1 exactly when d is 0.

    Args:
        name: m, by name, or what it stands for itself.
        of: d, by name, or what it stands for itself.
        rate: c.
        meaning: What m stands for.
        time: What d stands for.
        positive: That the rate is positive, if that is not known of its symbols alone.

    Raises:
        WrongForm: If the rate is not known or shown to be positive, a name stands for something else already,
            or what it stands for is not known to lie in its domain.

    Example:
        >>> from sympy import exp, symbols
        >>> m, d, p, t = symbols("m d p t", positive=True)
        >>> Exponential(m, d, p, exp(-p * t), t).discharge()
    """

    name: Expr
    of: Expr
    rate: Expr
    meaning: Expr
    time: Expr
    positive: Premise | None = None

    def __post_init__(self) -> None:
        """Refuse a rate that may turn the order around, and names that are not free to be given."""
        shown = self.positive is not None and self.positive.shows == Gt(self.rate, 0, evaluate=False)
        if not shown and (self.positive is not None or not self.rate.is_positive):
            raise WrongForm(f"{self.rate} is not known to be positive")
        taken = self.rate.free_symbols | self.meaning.free_symbols | self.time.free_symbols
        taken |= {symbol for formula in self.given for symbol in formula.free_symbols}
        named = {self.name: (self.meaning, Dummy(positive=True)), self.of: (self.time, self.time)}
        if len(named) < 2 or not self.time.is_real:
            raise WrongForm(f"{self.time} may not be real, or {self.name} stands for two things")
        for name, (meaning, value) in named.items():
            if name != meaning and (not isinstance(name, Symbol) or name in taken):
                raise WrongForm(f"{name} stands for something already")
            if name != meaning and isinstance(name, Symbol) and not in_domain(name, value):
                raise WrongForm(f"what {name} stands for may not be in its domain")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the names that are given."""
        given = {self.name: self.meaning, self.of: self.time}
        return super().names | {name for name, of in given.items() if isinstance(name, Symbol) and name != of}

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.name} falls with {self.of}, from 1 at zero"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the rate is positive under."""
        return () if self.positive is None else self.positive.given

    @property
    def shows(self) -> Boolean:
        """Return how the two compare with one and zero."""
        return And(Equivalent(self.name < 1, self.of > 0), Equivalent(Eq(self.name, 1), Eq(self.of, 0)))

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the logarithm."""
        logarithm = Identity("its logarithm", expand_log(log(self.meaning)), -self.rate * self.time)
        return {"logarithm": logarithm, **({"positive": self.positive} if self.positive else {})}


@dataclass(frozen=True)
class SingleCrossing(Join):
    """Shares that sum to the same, moved from larger weights to smaller ones and never the other way.

    Let g = after - before, so that sum g = 0. If of two members with g > 0 and g < 0 the first has no larger
    weight, some k lies between the weights of all of the first kind and all of the second. In sum w g =
    sum (w - k) g no term is positive, so that the sum is not. Were all of them zero, nothing would have
    moved, or all that did would have the weight k, and what rests too: unlike two members if some are known.

    Args:
        says: The conclusion in words.
        member: The symbols of a member, and what its facts name.
        facts: What is known of each member.
        weight: w.
        shares: After and before.
        values: What is summed after and before: their difference is w g, or its opposite.
        ordered: A relation that every two members satisfy, in the symbols of members 1 and 2.
        somewhere: A relation that some two members satisfy: they have not both rested, nor the same weight.
            If there is none the values may be the same.
        sign: -1 if the difference of the values is the opposite of w g.

    Raises:
        WrongForm: If what the facts name, and may be another one of every member, is no symbol of a member;
            or if a symbol of a member, or of none, is called like that of one with a number.
    """

    says: str
    member: tuple[Symbol, ...]
    facts: Premise
    weight: Expr
    shares: tuple[Expr, Expr]
    values: tuple[Expr, Expr]
    ordered: Boolean
    somewhere: Boolean | None = None
    sign: int = 1

    def __post_init__(self) -> None:
        """Refuse facts that are of no member, and symbols that cannot be told apart."""
        require_fresh(self.says, self.facts, self._one)
        if mixed := set(self.member) & set(self.of(1, 2, 3)):
            raise WrongForm(f"{self.says}: {min(map(str, mixed))} is of a member and of one with a number")
        of_one = (*self.facts.given, self.facts.shows, self.weight, *self.shares, *self.values)
        of_two = (self.ordered,) if self.somewhere is None else (self.ordered, self.somewhere)
        for numbers, formulas in (((1, 2, 3), of_one), ((3,), of_two)):
            renamed = {numbered(symbol, number) for symbol in self.member for number in numbers}
            if clash := renamed & {symbol for formula in formulas for symbol in formula.free_symbols}:
                raise WrongForm(f"{self.says}: {min(map(str, clash))} is of one with a number already")

    def of(self, *numbers: int) -> dict[Symbol, Symbol]:
        """Return the symbols of members 1, 2, ... renamed to those of others."""
        return {
            numbered(symbol, place): numbered(symbol, number)
            for place, number in enumerate(numbers, start=1)
            for symbol in self.member
        }

    @property
    def _one(self) -> Members:
        return members(*self.member)

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the facts have named, unless it is of a member."""
        return frozenset(super().names - set(self.member))

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that the shares sum to the same, how the members are ordered, and what is known of each."""
        after, before = (total(share, self._one) for share in self.shares)
        some = () if self.somewhere is None else (of_members(self.somewhere, pair(*self.member), Some),)
        known = (of_members(formula, self._one) for formula in self.facts.given)
        return (Eq(after, before), of_members(self.ordered, pair(*self.member)), *some, *known)

    @property
    def shows(self) -> Boolean:
        """Return that what is summed is less after than before, or more, or at least not the other way."""
        after, before = (total(value, self._one) for value in self.values)
        less, more = (Le, Ge) if self.somewhere is None else (Lt, Gt)
        return (less if self.sign > 0 else more)(after, before, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return what is to be shown of one and two members, and of three if some two are known."""
        difference = self.values[0] - self.values[1]
        w, facts, apart = self._of_three()
        order = [self.ordered.xreplace(self.of(*places)) for places in ((1, 2), (2, 1))]
        given = (*facts[0], *facts[1], *order, *apart[:2])
        return {
            "facts": self.facts,
            "term": Identity("a term of the sum", difference, self.sign * self.weight * self._gap),
            "separated": Implication("more share, no more weight", given, Le(w[0], w[1])),
            **(self._strictly(self.somewhere) if self.somewhere is not None else {}),
            **_no_term_is_positive(),
        }

    @property
    def _gap(self) -> Expr:
        return self.shares[0] - self.shares[1]

    def _of_three(self) -> tuple[list[Expr], list[tuple[Boolean, ...]], tuple[Boolean, ...]]:
        """Return weight and facts of members 1, 2 and 3, and that 1 has gained, 2 has lost and 3 rests."""
        renamed = [{symbol: numbered(symbol, number) for symbol in self.member} for number in (1, 2, 3)]
        g, w = ([formula.xreplace(names) for names in renamed] for formula in (self._gap, self.weight))
        known = And.make_args(self.facts.shows)
        facts = [tuple(replaced(formula, names) for formula in known) for names in renamed]
        return w, facts, (g[0] > 0, g[1] < 0, Eq(g[2], 0))

    def _strictly(self, somewhere: Boolean) -> Mapping[str, Premise]:
        """Return what makes the sum negative: two members do not both rest, nor weigh what the others do."""
        w, facts, apart = self._of_three()
        pairs = [(i, j) for i in (1, 2, 3) for j in (1, 2, 3) if i != j and 3 in (i, j)]
        order = [self.ordered.xreplace(self.of(*places)) for places in pairs]
        there = (*[part for known in facts for part in known], *order, *apart, Eq(w[0], _k), Eq(w[1], _k))
        g = [formula.lhs for formula in apart]
        moved = Or(Ne(g[0], 0), Ne(g[1], 0)) & Or(Ne(w[0], _k), Ne(w[1], _k))
        return {
            "resting": Implication("what rests is between", there, Eq(w[2], _k)),
            "strict": Implication("unlike these two", (*facts[0], *facts[1], somewhere), moved),
        }


def _no_term_is_positive() -> Mapping[str, Premise]:
    """Return that (w - k) g is not positive if w and k are as far apart as g says, and zero at w = k only."""
    term = (_v - _k) * _g
    sides = {"below k": (_g > 0, _v <= _k), "above k": (_g < 0, _k <= _v)}
    return {
        name: Implication("its term is not positive", side, (term <= 0) & (Ne(term, 0) | Eq(_v, _k)))
        for name, side in sides.items()
    }


def numbered(symbol: Symbol, number: int) -> Symbol:
    """Return the symbol that a member with this number has for a symbol of a member.

    Example:
        >>> numbered(Symbol("x", positive=True), 2)
        x_2
    """
    return Symbol(f"{symbol}_{number}", **symbol.assumptions0)
