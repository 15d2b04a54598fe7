"""Sums over every two members of a family, from what is known of two. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Add, Expr, Ge, Gt, Mul, S, Symbol, expand
from sympy.logic.boolalg import Boolean

from theory.logic.families import (
    Members,
    distinct,
    given_some,
    i,
    j,
    of_members,
    require_fresh,
    require_some,
)
from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.sums import k, total


def pair_total(term: Expr, members: Members) -> Expr:
    """Return the sum of a term over all pairs of members (i, j), i = j included, as products of sums.

    Args:
        term: In the symbols of two members; multiplied out, a sum of products of a factor of each.
        members: What these are of members i and j, as `families.pair` makes it.

    Raises:
        WrongForm: If a factor is of both members.

    Example:
        >>> from theory.logic.families import pair
        >>> x_1, x_2 = Symbol("x_1", real=True), Symbol("x_2", real=True)
        >>> pair_total((x_1 - x_2) ** 2, pair(Symbol("x", real=True)))
        2*N*Sum(x[k]**2, (k, 1, N)) - 2*Sum(x[k], (k, 1, N))**2
    """
    first, second = (_of(members, index) for index in (i, j))
    products = []
    for part in Add.make_args(expand(term)):
        rest, mine = part.as_independent(*first, as_Add=False)
        constant, other = rest.as_independent(*second, as_Add=False)
        if mine.has(*second):
            raise WrongForm(f"{mine} is of two members and no product of a factor of each")
        products.append(Mul(constant, total(mine, first), total(other, second)))
    return Add(*products)


def _of(members: Members, index: Symbol) -> Members:
    """Return the members' symbols that are of the one with this index."""
    return {symbol: value for symbol, value in members.items() if value.indices[0] == index}


@dataclass(frozen=True)
class PairTotals(Join):
    """What is not negative for two members, and zero for one taken twice, has no negative sum over all pairs.

    Args:
        each: That a term of two members is >= 0.
        members: What their symbols are of members i and j.
        strict: That the same term is > 0.
        some: The hypotheses of `strict` that only some two members satisfy; all others every two do.

    Raises:
        WrongForm: As `families.require_fresh` and `pair_total`; if the two members do not have the same
            symbols; if it is no such relation, `strict` is of another term, or nothing says that there are
            two members that it holds for.

    Example:
        >>> from theory.logic.families import pair
        >>> from theory.logic.proof import Implication
        >>> x_1, x_2 = Symbol("x_1", real=True), Symbol("x_2", real=True)
        >>> square = Implication("a square", (), Ge((x_1 - x_2) ** 2, 0, evaluate=False))
        >>> PairTotals(square, pair(Symbol("x", real=True))).shows
        2*N*Sum(x[k]**2, (k, 1, N)) - 2*Sum(x[k], (k, 1, N))**2 >= 0
    """

    each: Premise
    members: Members
    strict: Premise | None = None
    some: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no relation of two members, and strictness that nothing brings."""
        for premise in filter(None, (self.each, self.strict)):
            require_fresh(self.says, premise, self.members)
        first, second = (_of(self.members, index) for index in (i, j))
        if {value.base for value in first.values()} != {value.base for value in second.values()}:
            raise WrongForm(f"{self.says}: two members of one family are needed")
        if type(self.each.shows) is not Ge or self.each.shows.rhs != 0 or self.each.shows.has(k):
            raise WrongForm(
                f"{self.says}: a term of two members that is >= 0 is needed, not {self.each.shows}"
            )
        pair_total(self.each.shows.lhs, self.members)
        if self.strict is not None:
            if type(self.strict.shows) is not Gt or self.strict.shows.args != self.each.shows.args:
                raise WrongForm(f"{self.says}: {self.strict.shows} is not {self.each.shows}, strictly")
            require_some(self.says, self.strict, self.members, self.some)

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.each.says}, summed over all pairs"

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the premises have made, unless it is of a member now."""
        return super().names - set(self.members)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of every two, and that some two satisfy those that are for two."""
        every = (of_members(formula, self.members) for formula in self.each.given)
        return distinct([*every, *(given_some(self.strict, self.members, self.some) if self.strict else ())])

    @property
    def shows(self) -> Boolean:
        """Return the sign of the sum over all pairs."""
        relation = (self.strict or self.each).shows
        return relation.func(pair_total(relation.lhs, self.members), 0, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what holds for two, what holds strictly, and that one taken twice adds nothing."""
        first = {value.base: symbol for symbol, value in _of(self.members, i).items()}
        twice = {symbol: first.get(value.base, symbol) for symbol, value in _of(self.members, j).items()}
        alone = self.each.shows.lhs.xreplace(twice) if isinstance(self.each.shows, Ge) else S.One
        return {
            "each": self.each,
            "one twice": Identity("one taken twice adds nothing", alone, S.Zero),
            **({"strict": self.strict} if self.strict else {}),
        }
