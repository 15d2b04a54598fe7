"""Partial derivatives of a sum over a family of any number of coordinates. Knows no formula.

The term of a member depends on the member's own symbols only, so no other term has a part in the derivative.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Derivative, Eq, Expr, Symbol, Tuple, diff
from sympy.logic.boolalg import Boolean

from theory.logic.families import Every, Members, family, i, indices_of, j, of_members, require_fresh
from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.sums import k, total

_REAL = Symbol("r", real=True).assumptions0


@dataclass(frozen=True)
class Gradient(Join):
    """A component of the gradient of a sum is the derivative of the member's own term.

    Args:
        says: The conclusion in words.
        name: What to call a component, a real symbol.
        term: Of one member, a polynomial in the variable.
        variable: The symbol of a member by which to differentiate.
        members: What the symbols of the one member are of member i.
        slope: The derivative of the term.

    Raises:
        WrongForm: If the term is no polynomial in a variable of the member, or the name is none; as
            `families.require_fresh`.

    Example:
        >>> from theory.logic.families import members
        >>> r, g = Symbol("r", real=True), Symbol("g", real=True)
        >>> squares = Gradient("of the squares", g, r**2, r, members(r), 2 * r)
        >>> squares.given
        ((Eq(g[i], Derivative(Sum(r[k]**2, (k, 1, N)), r[i])) for every i to N),)
        >>> squares.shows
        (Eq(g[i], 2*r[i]) for every i to N)
    """

    says: str
    name: Symbol
    term: Expr
    variable: Symbol
    members: Members
    slope: Expr

    def __post_init__(self) -> None:
        """Refuse what need not have a derivative, and a name that says something already."""
        _require_term(self.says, self.term, self.variable, self.members, self.roles["own term"])
        taken = self.term.free_symbols | self.slope.free_symbols | set(self.members)
        if self.name in taken or self.name.assumptions0 != _REAL:
            raise WrongForm(f"{self.says}: {self.name} is no name for a component")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the name stands for."""
        component = Derivative(total(self.term, self.members), self.members[self.variable])
        return (self._of_members(Eq(self.name, component, evaluate=False)),)

    @property
    def shows(self) -> Boolean:
        """Return what a component is."""
        return self._of_members(Eq(self.name, self.slope, evaluate=False))

    def _of_members(self, relation: Boolean) -> Boolean:
        (last,) = self.members[self.variable].base.shape
        return of_members(relation, {**self.members, self.name: family(self.name, last)[i]})

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the derivative of the own term."""
        return {"own term": Identity(self.says, diff(self.term, self.variable), self.slope)}


@dataclass(frozen=True)
class Hessian(Join):
    """The Hessian of a sum is diagonal, with the second derivatives of the members' own terms.

    Args:
        says: The conclusion in words.
        term: Of one member, a polynomial in the variable.
        variable: The symbol of a member by which to differentiate.
        members: What the symbols of the one member are of member i.
        curvature: The second derivative of the term.

    Raises:
        WrongForm: As `Gradient`.

    Example:
        >>> from theory.logic.families import members
        >>> r = Symbol("r", real=True)
        >>> for part in Hessian("of the squares", r**2, r, members(r), 2 + 0 * r).shows.args:
        ...     print(part)
        (Eq(Derivative(Sum(r[k]**2, (k, 1, N)), (r[i], 2)), 2) for every i to N)
        (Eq(Derivative(Sum(r[k]**2, (k, 1, N)), r[i], r[j]), 0) for every i, j to N)
    """

    says: str
    term: Expr
    variable: Symbol
    members: Members
    curvature: Expr

    def __post_init__(self) -> None:
        """Refuse what need not have derivatives."""
        _require_term(self.says, self.term, self.variable, self.members, self.roles["own term"])

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the entries on the diagonal, and that the others are zero."""
        summed, own = total(self.term, self.members), self.members[self.variable]
        (last,), other = own.base.shape, own.base[j]
        diagonal = Eq(Derivative(summed, (own, 2)), self.curvature.xreplace(self.members), evaluate=False)
        zero = Eq(Derivative(summed, own, other), 0, evaluate=False)
        return conjunction([Every(diagonal, Tuple(i, last)), Every(zero, Tuple(i, last), Tuple(j, last))])

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the second derivative of the own term."""
        return {"own term": Identity(self.says, diff(self.term, self.variable, 2), self.curvature)}


def _require_term(says: str, term: Expr, variable: Symbol, members: Members, own: Premise) -> None:
    """Refuse a term that need not have derivatives, and a variable that is not a member's."""
    for premise in (own, Identity(says, term, term)):
        require_fresh(says, premise, members)
    if variable not in members or indices_of(members) != {i} or not term.is_polynomial(variable):
        raise WrongForm(f"{says}: {term} must be a polynomial in {variable}, of one member")
    if variable.assumptions0 != _REAL:
        raise WrongForm(f"{says}: {variable} has a domain, at whose end there is no derivative")
    if term.has(k, family(variable).label):
        raise WrongForm(f"{says}: {term} depends on other members")
