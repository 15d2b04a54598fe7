"""Rules about finite families: an exponential for each member, and the single-crossing argument.

Knows no formula. A family has any number of members, each with symbols of its own: what is written in x of
one is written in x_1, x_2, ... of several. What is shown of one, two or three, whichever they are, holds for
all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import (
    And,
    Basic,
    Dummy,
    Eq,
    Equivalent,
    Expr,
    Gt,
    IndexedBase,
    Le,
    Lt,
    Ne,
    Or,
    Sum,
    Symbol,
    Tuple,
    expand_log,
    log,
    symbols,
)
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm

_i, _j, _N = symbols("i j N", integer=True, positive=True)
_k, _v, _g = (Dummy(name, real=True) for name in "kvg")  # of no member


class ForEveryPair(Boolean):  # type: ignore[misc]
    """A relation between two members, of every two."""

    def __new__(cls, relation: Boolean, *members: Symbol) -> "ForEveryPair":
        """Keep the relation, unevaluated."""
        made: ForEveryPair = Basic.__new__(cls, relation, Tuple(*members))
        return made


class ForSomePair(ForEveryPair):
    """A relation between two members, of some two."""


@dataclass(frozen=True)
class Exponential(Join):
    """If log m = -c d with c > 0, then m is below 1 exactly when d is above 0, and 1 exactly when d is 0.

    Args:
        name: m, by name.
        of: d, by name.
        rate: c.
        meaning: What m stands for.
        time: What d stands for.

    Raises:
        WrongForm: If the rate is not known to be positive.

    Example:
        >>> from sympy import exp
        >>> m, d, p, t = symbols("m d p t", positive=True)
        >>> Exponential(m, d, p, exp(-p * t), t).discharge()
    """

    name: Symbol
    of: Symbol
    rate: Expr
    meaning: Expr
    time: Expr

    def __post_init__(self) -> None:
        """Refuse a rate that may turn the order around."""
        if not self.rate.is_positive:
            raise WrongForm(f"{self.rate} is not known to be positive")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return both names."""
        return super().names | {self.name, self.of}

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.name} falls with {self.of}, from 1 at zero"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return how the two compare with one and zero."""
        return And(Equivalent(self.name < 1, self.of > 0), Equivalent(Eq(self.name, 1), Eq(self.of, 0)))

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the logarithm."""
        return {"logarithm": Identity("its logarithm", expand_log(log(self.meaning)), -self.rate * self.time)}


@dataclass(frozen=True)
class SingleCrossing(Join):
    """Shares that sum to the same, moved from larger weights to smaller ones and never the other way.

    Let g = after - before, so that sum g = 0. If of two members with g > 0 and g < 0 the first has no larger
    weight, some k lies between the weights of all of the first kind and all of the second. In sum w g =
    sum (w - k) g no term is positive. Were all of them zero, nothing would have moved, or all that did would
    have the weight k, and what rests too: unlike the two members that are known.

    Args:
        says: The conclusion in words.
        member: The symbols of a member.
        facts: What is known of each member.
        weight: w.
        shares: After and before.
        values: What is summed after and before: their difference is w g, or its opposite.
        ordered: A relation that every two members satisfy, in the symbols of members 1 and 2.
        somewhere: A relation that some two members satisfy: they have not both rested, nor the same weight.
        sign: -1 if the difference of the values is the opposite of w g.

    Raises:
        WrongForm: If the facts depend on hypotheses.
    """

    says: str
    member: tuple[Symbol, ...]
    facts: Premise
    weight: Expr
    shares: tuple[Expr, Expr]
    values: tuple[Expr, Expr]
    ordered: Boolean
    somewhere: Boolean
    sign: int = 1

    def __post_init__(self) -> None:
        """Refuse facts that hold for some members only."""
        if self.facts.given:
            raise WrongForm(f"{self.says}: {self.facts.says} must hold for every member")

    def of(self, *numbers: int) -> dict[Symbol, Symbol]:
        """Return the symbols of members 1, 2, ... renamed to those of others."""
        return {
            numbered(symbol, place): numbered(symbol, number)
            for place, number in enumerate(numbers, start=1)
            for symbol in self.member
        }

    def _one(self, formula: Basic, number: int) -> Basic:
        return formula.xreplace({symbol: numbered(symbol, number) for symbol in self.member})

    def _indexed(self, formula: Basic, *indices: Symbol) -> Basic:
        """Return a formula of one member, or of members 1 and 2, for members i, or i and j."""
        names = {symbol: IndexedBase(str(symbol)) for symbol in self.member}
        one = {symbol: name[_i] for symbol, name in names.items()}
        two = {numbered(s, n): name[at] for s, name in names.items() for n, at in ((1, _i), (2, _j))}
        return formula.xreplace({**one, **two})

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that the shares sum to the same, and how the members are ordered."""
        after, before = (Sum(self._indexed(share), (_i, 1, _N)) for share in self.shares)
        return (
            Eq(after, before),
            ForEveryPair(self._indexed(self.ordered), _i, _j),
            ForSomePair(self._indexed(self.somewhere), _i, _j),
        )

    @property
    def shows(self) -> Boolean:
        """Return that what is summed is less after than before, or more."""
        after, before = (Sum(self._indexed(value), (_i, 1, _N)) for value in self.values)
        return Lt(after, before, evaluate=False) if self.sign > 0 else Gt(after, before, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what is to be shown of one, two and three members."""
        gap, difference = self.shares[0] - self.shares[1], self.values[0] - self.values[1]
        g, w = ([self._one(formula, n) for n in (1, 2, 3)] for formula in (gap, self.weight))
        facts = [self._one(self.facts.shows, n) for n in (1, 2, 3)]
        order = {(i, j): self.ordered.xreplace(self.of(i, j)) for i in (1, 2, 3) for j in (1, 2, 3) if i != j}
        apart = (g[0] > 0, g[1] < 0)
        resting = (
            *(order[pair] for pair in order if 3 in pair),
            *apart,
            Eq(g[2], 0),
            Eq(w[0], _k),
            Eq(w[1], _k),
        )
        moved = Or(Ne(g[0], 0), Ne(g[1], 0)) & Or(Ne(w[0], _k), Ne(w[1], _k))
        return {
            "facts": self.facts,
            "term": Identity("a term of the sum", difference, self.sign * self.weight * gap),
            "separated": Implication(
                "more share, no more weight", (*facts[:2], order[1, 2], order[2, 1], *apart), Le(w[0], w[1])
            ),
            "resting": Implication("what rests is between", (*facts, *resting), Eq(w[2], _k)),
            "strict": Implication("unlike these two", (*facts[:2], self.somewhere), moved),
            **_no_term_is_positive(),
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
