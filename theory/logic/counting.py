"""Rules that count draws: how many of them hit, and what is left when some numbers are excluded.

Knows no formula. The rule makes base and step itself, from what a further independent draw does to a number
of hits, the ends included, where there is only one way to get there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from sympy import Add, Basic, Eq, Expr, Function, Ge, Gt, Le, Ne, S, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.reals import on_reals
from theory.logic.rules import WrongForm, conjunction

_POSITIVE = Symbol("x", positive=True).assumptions0


@dataclass(frozen=True)
class Hits(Join):
    """A formula has the right start and recursion, so it is how n independent draws hit k times.

    If a draw hits with probability `hit` and misses with `miss` it is a probability; with both 1 it is in how
    many ways the draws that hit can be chosen.

    Args:
        says: The conclusion in words.
        law: The formula in `draws` and `hits`, for 0 <= hits <= draws.
        draws: The number of draws, a nonnegative integer symbol.
        hits: The number of hits among them, a nonnegative integer symbol.
        hit: The weight of a hit.
        miss: The weight of a miss.

    Raises:
        WrongForm: If draws or hits are no nonnegative integer symbols, or a weight depends on them: then the
            draws would not be independent.

    Example:
        >>> from sympy import binomial
        >>> n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
        >>> Hits("subsets", binomial(n, k), n, k, S.One, S.One).discharge()
    """

    says: str
    law: Expr
    draws: Symbol
    hits: Symbol
    hit: Expr
    miss: Expr

    def __post_init__(self) -> None:
        """Refuse what would not be independent draws."""
        for symbol in (self.draws, self.hits):
            if not (symbol.is_integer and symbol.is_nonnegative):
                raise WrongForm(f"{self.says}: {symbol} must be a nonnegative integer")
        if loose := (self.hit.free_symbols | self.miss.free_symbols) & {self.draws, self.hits}:
            raise WrongForm(f"{self.says}: a draw must not depend on {min(map(str, loose))}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the formula as a function of draws and hits."""
        return Eq(Function("P")(self.draws, self.hits), self.law, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the empty sample, and a further draw after none, after all and after some of them hit."""
        n, k = self.draws, self.hits
        return {
            "start": Identity("no draw, no hit", self.at(S.Zero, S.Zero), S.One),
            "none": Identity(
                "a further miss, and none hit", self.at(n + 1, S.Zero), self.miss * self.at(n, S.Zero)
            ),
            "all": Identity("a further hit, and all hit", self.at(n + 1, n + 1), self.hit * self.at(n, n)),
            "some": Identity(
                "a further draw, and some hit",
                self.at(n + 1, k + 1),
                self.hit * self.at(n, k) + self.miss * self.at(n, k + 1),
            ),
        }

    def at(self, draws: Expr, hits: Expr) -> Expr:
        """Return the formula for other numbers."""
        return self.law.subs({self.draws: draws, self.hits: hits}, simultaneous=True)


class Chance(Expr):  # type: ignore[misc]
    """The probability that the number of hits in independent draws is of some kind.

    Example:
        >>> k, n = (Symbol(name, integer=True, nonnegative=True) for name in "kn")
        >>> Chance(Ne(k, 0), k, n, S.Half)
        P(Ne(k, 0); n, 1/2)
    """

    def __new__(cls, event: Boolean, hits: Symbol, draws: Expr, hit: Expr) -> "Chance":
        """Keep the event, unevaluated."""
        made: Chance = Basic.__new__(cls, event, hits, draws, hit)
        return made

    @property
    def event(self) -> Boolean:
        """Return the event, in the number of hits."""
        return self.args[0]

    @property
    def hits(self) -> Symbol:
        """Return the number of hits, which the event binds."""
        return self.args[1]

    @property
    def draws(self) -> Expr:
        """Return how many draws there are."""
        return self.args[2]

    @property
    def hit(self) -> Expr:
        """Return the probability that a draw hits."""
        return self.args[3]

    @property
    def free_symbols(self) -> set[Basic]:
        """Return the symbols that are free: the number of hits is not."""
        free: set[Basic] = self.event.free_symbols - {self.hits}
        return free.union(self.draws.free_symbols, self.hit.free_symbols)

    def _sympystr(self, printer: object) -> str:
        return f"P({self.event}; {self.draws}, {self.hit})"


@dataclass(frozen=True)
class Excluded(Join):
    """The probabilities of all numbers of hits sum to one, so without some of them the others have the rest.

    Args:
        says: The conclusion in words.
        law: Of the number of hits.
        draws: The number of draws.
        excluded: Numbers of hits, each from 0 to `draws` and no two of them equal.
        left: The formula for the probability of the others.
        given: What is known of the symbols.
        at: Positive numbers for positive symbols of the law.

    Raises:
        WrongForm: If hit and miss do not exclude each other with probabilities that sum to one, nothing is
            excluded, what is excluded or drawn is no integer (no number of hits is n/2 if n is odd), or a
            symbol of `at` is not just positive.

    Example:
        >>> from sympy import binomial
        >>> n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
        >>> coins = Hits("coins", binomial(n, k) / 2**n, n, k, S.Half, S.Half)
        >>> Excluded("some heads", coins, n, (S.Zero,), 1 - 2**-n).discharge()
    """

    says: str
    law: Hits
    draws: Expr
    excluded: tuple[Expr, ...]
    left: Expr
    given: tuple[Boolean, ...] = ()
    at: Mapping[Symbol, Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse weights that are no probabilities, and a rest that is all."""
        if self.law.hit + self.law.miss != 1:
            raise WrongForm(f"{self.says}: {self.law.hit} and {self.law.miss} must sum to one")
        if narrow := [symbol for symbol in self.at if symbol.assumptions0 != _POSITIVE]:
            raise WrongForm(f"{self.says}: {narrow[0]} has another domain than the positive numbers")
        if not self.excluded:
            raise WrongForm(f"{self.says}: nothing is excluded")
        if broken := [number for number in (self.draws, *self.excluded) if not number.is_integer]:
            raise WrongForm(f"{self.says}: {broken[0]} must be an integer")

    @property
    def shows(self) -> Boolean:
        """Return the probability of the others."""
        event = conjunction(Ne(self.law.hits, number, evaluate=False) for number in self.excluded)
        others = Chance(event, self.law.hits, self.draws, self.law.hit.subs(self.at))
        return Eq(others, self.left, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the law, at what it is used, that what is excluded are different ones, and the rest."""
        weights = [weight.subs(self.at) for weight in (self.law.hit, self.law.miss)]
        rest = 1 - Add(*[self.law.at(self.draws, number).subs(self.at) for number in self.excluded])
        return {
            "law": self.law,
            "different splits": self._obligation("different ones of those there are", [*self._splits()]),
            **{
                str(symbol): self._obligation("positive", [Gt(value, 0, evaluate=False)])
                for symbol, value in self.at.items()
            },
            "probabilities": self._obligation("no weight is negative", [_not_negative(w) for w in weights]),
            "the others": Identity("the rest", rest, self.left),
        }

    def _splits(self) -> Iterator[Boolean]:
        for number in self.excluded:
            yield _not_negative(number)
            yield Le(number, self.draws, evaluate=False)
        for pair in combinations(self.excluded, 2):
            yield Ne(*pair, evaluate=False)

    def _obligation(self, says: str, relations: list[Boolean]) -> Implication:
        *known, shown = on_reals([*self.given, conjunction(relations)])
        return Implication(says, tuple(known), shown)


def _not_negative(number: Expr) -> Boolean:
    return Ge(number, 0, evaluate=False)
