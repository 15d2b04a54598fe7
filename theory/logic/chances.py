"""Probabilities of events about a number of hits, and means over it. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, Eq, Equivalent, Expr, Ge, Le, Ne, S, Sum, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.counting import Chance, Hits
from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.reals import on_reals
from theory.logic.rules import WrongForm

_POSITIVE = Symbol("x", positive=True).assumptions0


@dataclass(frozen=True)
class SameEvent(Join):
    """Two events that happen together have the same probability.

    Args:
        chance: An equation of the probability of an event.
        event: The other event, in the same number of hits.
        never: Numbers that no number of hits is, as they are no integers.

    Raises:
        WrongForm: If the premise is no such equation, its hypotheses are of the number of hits, or one of the
            numbers is not known to be no integer.

    Example:
        >>> from theory.logic.counting import Excluded
        >>> from sympy import binomial
        >>> n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
        >>> coins = Hits("coins", binomial(n, k) / 2**n, n, k, S.Half, S.Half)
        >>> some = Excluded("some heads", coins, n, (S.Zero,), 1 - 2**-n)
        >>> SameEvent(some, Ge(k, S.Half, evaluate=False), (S.Half,)).shows.lhs
        P(k >= 1/2; n, 1/2)
    """

    chance: Premise
    event: Boolean
    never: tuple[Expr, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no equation of a probability, and integers that are said to be none."""
        shown = self.chance.shows
        if not (isinstance(shown, Eq) and isinstance(shown.lhs, Chance)):
            raise WrongForm(f"{self.says}: an equation of a probability is needed, not {shown}")
        if any(shown.lhs.hits in formula.free_symbols for formula in self.given):
            raise WrongForm(f"{self.says}: something is given of {shown.lhs.hits}")
        if broken := [number for number in self.never if number.is_integer is not False]:
            raise WrongForm(f"{self.says}: {broken[0]} may be an integer")

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.chance.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of the premise."""
        return self.chance.given

    @property
    def shows(self) -> Boolean:
        """Return the equation of the probability of the other event."""
        before = self.chance.shows.lhs
        return Eq(
            Chance(self.event, before.hits, before.draws, before.hit), self.chance.shows.rhs, evaluate=False
        )

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the probability, and that the events are the same for every number of hits."""
        before = self.chance.shows.lhs
        other = [Ne(before.hits, number, evaluate=False) for number in self.never]
        within = (Ge(before.hits, 0, evaluate=False), Le(before.hits, before.draws, evaluate=False))
        same = Equivalent(before.event, self.event, evaluate=False)
        *known, shown = on_reals([*self.given, *within, *other, same])
        return {"chance": self.chance, "same": Implication("it is the same event", tuple(known), shown)}


@dataclass(frozen=True)
class MeanOverHits(Join):
    """A mean over the number of hits: of what it is for none, for all, and for every number in between.

    Args:
        says: The conclusion in words.
        law: Of the number of hits.
        draws: How many draws there are, a positive integer, so that none and all are two numbers.
        inside: An equation of what is averaged, for positive numbers of hits and of misses.
        place: What these two numbers are called there.
        ends: An equation of what is averaged for none and for all.
        mean: What to call the mean.
        formula: What it is.

    Raises:
        WrongForm: If hit and miss are no probabilities that sum to one, `draws` is no positive integer, or
            the two numbers are not positive; if `inside` or `ends` is no equation, something is given, or
            the ends depend on anything.

    Example:
        >>> from sympy import Function, binomial, symbols
        >>> n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
        >>> N, (K, M) = Symbol("n", integer=True, positive=True), symbols("K M", positive=True)
        >>> coins = Hits("coins", binomial(n, k) / 2**n, n, k, S.Half, S.Half)
        >>> pairs, none = Identity("pairs", K * M, M * K), Identity("none", S.Zero, S.Zero)
        >>> mean = Sum(binomial(N, k) / 2**N * k * (N - k), (k, 1, N - 1))
        >>> MeanOverHits("mixed pairs", coins, N, pairs, (K, M), none, Function("E")(N), mean).discharge()
    """

    says: str
    law: Hits
    draws: Symbol
    inside: Premise
    place: tuple[Symbol, Symbol]
    ends: Premise
    mean: Expr
    formula: Expr

    def __post_init__(self) -> None:
        """Refuse weights that are no probabilities, and values that are known under other conditions."""
        weights = (self.law.hit, self.law.miss)
        if sum(weights) != 1 or not all(weight.is_nonnegative for weight in weights):
            raise WrongForm(
                f"{self.says}: {weights[0]} and {weights[1]} must be probabilities, their sum one"
            )
        if not (self.draws.is_integer and self.draws.is_positive):
            raise WrongForm(f"{self.says}: {self.draws} must be a positive integer")
        if len(set(self.place)) < 2 or {at.assumptions0 == _POSITIVE for at in self.place} != {True}:
            raise WrongForm(f"{self.says}: hits and misses must be two positive numbers")
        for premise in (self.inside, self.ends):
            if not isinstance(premise.shows, Eq) or premise.given:
                raise WrongForm(f"{self.says}: {premise.says} must be an equation, and nothing given")
        if self.inside.shows.rhs.free_symbols - set(self.place):
            raise WrongForm(f"{self.says}: {self.inside.says} must depend on hits and misses alone")
        if self.ends.shows.free_symbols:
            raise WrongForm(f"{self.says}: {self.ends.says} must be the same for none and for all")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the mean."""
        return Eq(self.mean, self.formula, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the law, the values, and their sum, each as often as it occurs."""
        n, k = self.draws, self.law.hits
        value = self.inside.shows.rhs.subs(dict(zip(self.place, (k, n - k), strict=True)), simultaneous=True)
        ends = [self.law.at(n, hits) * self.ends.shows.rhs for hits in (S.Zero, n)]
        between = Sum(self.law.at(n, k) * value, (k, 1, n - 1))
        total = Identity("what it is, as often as it is", Add(*ends, between), self.formula)
        return {"law": self.law, "inside": self.inside, "ends": self.ends, "sum": total}
