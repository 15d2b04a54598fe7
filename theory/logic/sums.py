"""Sums over a family of any number of coordinates, from what is known of their terms. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Add, Eq, Expr, Ge, Gt, Le, Lt, Sum, Symbol, expand
from sympy.logic.boolalg import Boolean

from theory.logic.families import (
    Members,
    distinct,
    given_some,
    i,
    indices_of,
    of_members,
    require_fresh,
    require_some,
)
from theory.logic.proof import Join, Premise
from theory.logic.rules import WrongForm

k = Symbol("k", integer=True, positive=True)  # the member that a sum runs over

_STRICT = {Le: Lt, Ge: Gt}


def total(term: Expr, members: Members) -> Expr:
    """Return the sum of a term over the family, multiplied out: what is of no member stands before the sum.

    A term that is of no member is summed too, and is there as many times as there are members.

    Args:
        term: In the symbols of one member.
        members: What these are of member i, as `families.members` makes it.

    Example:
        >>> from theory.logic.families import members
        >>> p, r, c = Symbol("p", positive=True), Symbol("r", real=True), Symbol("c", real=True)
        >>> total(c * p * (r - 1), members(p, r))
        c*Sum(p[k]*r[k], (k, 1, N)) - c*Sum(p[k], (k, 1, N))
    """
    (last,) = {value.base.shape[0] for value in members.values()}
    summed = {symbol: value.base[k] for symbol, value in members.items()}
    parts = (part.as_independent(k, as_Add=False) for part in Add.make_args(expand(term.xreplace(summed))))
    return Add(*[before * (last if part == 1 else Sum(part, (k, 1, last))) for before, part in parts])


@dataclass(frozen=True)
class Totals(Join):
    """What holds between two terms of every member holds between their sums, strictly if it does for some.

    Args:
        each: An equation, <= or >= of two terms of a member, weights and factors included.
        members: What the symbols of the one member are of member i.
        strict: The same two terms, compared by < or >.
        some: The hypotheses of `strict` that only some member satisfies; all others every member does.

    Raises:
        WrongForm: As `families.require_fresh`; if it is no such relation, of one member; if `strict` is of
            other terms or the other way round, or nothing says that there is a member that it holds for.

    Example:
        >>> from theory.logic.families import members
        >>> from theory.logic.proof import Implication
        >>> p, r = Symbol("p", positive=True), Symbol("r", real=True)
        >>> losses = Totals(Implication("a loss", (), Ge(p * r**2, 0, evaluate=False)), members(p, r))
        >>> losses.shows
        Sum(p[k]*r[k]**2, (k, 1, N)) >= 0
    """

    each: Premise
    members: Members
    strict: Premise | None = None
    some: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no relation of terms, and strictness that nothing brings."""
        _require_terms(self.says, self.each, self.members)
        if type(self.each.shows) not in (Eq, Le, Ge):
            raise WrongForm(f"{self.says}: an equation, <= or >= of terms is needed, not {self.each.shows}")
        if self.strict is not None:
            _require_terms(self.says, self.strict, self.members)
            wanted = _STRICT.get(type(self.each.shows))
            if type(self.strict.shows) is not wanted or self.strict.shows.args != self.each.shows.args:
                raise WrongForm(f"{self.says}: {self.strict.shows} is not {self.each.shows}, strictly")
            require_some(self.says, self.strict, self.members, self.some)

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.each.says}, summed"

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the premises have made, unless it is of a member now."""
        return super().names - set(self.members)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of every member, and that some member satisfies those that are for one."""
        every = (of_members(formula, self.members) for formula in self.each.given)
        return distinct([*every, *(given_some(self.strict, self.members, self.some) if self.strict else ())])

    @property
    def shows(self) -> Boolean:
        """Return the relation of the sums."""
        relation = (self.strict or self.each).shows
        return relation.func(*[total(term, self.members) for term in relation.args], evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what holds for each term, and what holds strictly."""
        return {"each": self.each, **({"strict": self.strict} if self.strict else {})}


def _require_terms(says: str, premise: Premise, members: Members) -> None:
    """Refuse members that are not fresh, more than one, and terms that sum over the same index."""
    require_fresh(says, premise, members)
    if indices_of(members) != {i}:
        raise WrongForm(f"{says}: a sum is over one member at a time")
    if premise.shows.has(k):
        raise WrongForm(f"{says}: {k} occurs already")


@dataclass(frozen=True)
class TermInTotal(Join):
    """No term of a sum is more than the sum, if none is negative.

    Args:
        each: That a term, of every member, is >= 0.
        members: What the symbols of the one member are of member i.

    Raises:
        WrongForm: As `families.require_fresh`; or if it is no such relation.

    Example:
        >>> from theory.logic.families import members
        >>> from theory.logic.proof import Implication
        >>> p = Symbol("p", positive=True)
        >>> TermInTotal(Implication("a weight", (), Ge(p, 0, evaluate=False)), members(p)).shows
        (p[i] <= Sum(p[k], (k, 1, N)) for every i to N)
    """

    each: Premise
    members: Members

    def __post_init__(self) -> None:
        """Refuse what may be negative."""
        _require_terms(self.says, self.each, self.members)
        relation = self.each.shows
        if type(relation) is not Ge or relation.rhs != 0 or not relation.lhs.has(*self.members):
            raise WrongForm(f"{self.says}: a term of a member that is >= 0 is needed, not {relation}")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.each.says}, at most the sum"

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the premise has made, unless it is of a member now."""
        return super().names - set(self.members)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses, of every member."""
        return distinct(of_members(formula, self.members) for formula in self.each.given)

    @property
    def shows(self) -> Boolean:
        """Return that every term is at most the sum."""
        term = self.each.shows.lhs
        return of_members(Le(term, total(term, self.members), evaluate=False), self.members)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that no term is negative."""
        return {"each": self.each}
