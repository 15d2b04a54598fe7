"""Statements about a family of coordinates: of every member, of every two, of some. Knows no formula.

A family has N members, any number of them, perhaps none. What is x of one member is x[i] of member i. What a
premise shows of a member whose symbols may have any values holds for every member.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Basic, Expr, Indexed, IndexedBase, Symbol, Tuple, symbols
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import And, Boolean

from theory.logic.proof import Join, Premise, names
from theory.logic.rules import WrongForm, conjunction
from theory.logic.substitution import replaced

i, j = symbols("i j", integer=True, positive=True)  # the members that a statement is about
size = Symbol("N", integer=True, nonnegative=True)  # how many members there are

Members = Mapping[Expr, Indexed]


class Family(Symbol):  # type: ignore[misc]
    """The name of a family: it is none of the symbols of a member, so that nothing is put in its place."""


class Every(Boolean):  # type: ignore[misc]
    """A relation of every member, or of every two that are not the same one; each index has its range.

    Example:
        >>> x = family(Symbol("x", positive=True))
        >>> Every(x[i] < x[j], Tuple(i, size), Tuple(j, size))
        (x[i] < x[j] for every i, j to N)
    """

    word = "every"

    def __new__(cls, relation: Boolean, *ranges: Tuple) -> "Every":
        """Keep the relation, unevaluated."""
        made: Every = Basic.__new__(cls, relation, *ranges)
        return made

    @property
    def free_symbols(self) -> set[Basic]:
        """Return the symbols that are free, and the numbers of members."""
        indices = {index for index, _ in self.args[1:]}
        sizes = {symbol for _, last in self.args[1:] for symbol in last.free_symbols}
        inside = {symbol for symbol in self.args[0].free_symbols if not symbol.free_symbols & indices}
        return inside | sizes

    def _sympystr(self, printer: object) -> str:
        indices = ", ".join(str(index) for index, _ in self.args[1:])
        return f"({self.args[0]} for {self.word} {indices} to {self.args[1][1]})"


class Some(Every):
    """A relation of some member, or of some two that are not the same one."""

    word = "some"


def family(symbol: Expr, of: Expr = size) -> IndexedBase:
    """Return the family whose members have such a symbol, with its name and its domain.

    Example:
        >>> family(Symbol("p", positive=True))[i].is_positive
        True
    """
    return IndexedBase(Family(str(symbol), **symbol.assumptions0), shape=(of,))


def members(*of_one: Expr, of: Expr = size) -> Members:
    """Return what the symbols of one member are of member i.

    Example:
        >>> members(Symbol("p"), Symbol("r"))
        {p: p[i], r: r[i]}
    """
    return {symbol: family(symbol, of)[i] for symbol in of_one}


def pair(*of_one: Symbol, of: Expr = size) -> Members:
    """Return what the symbols of two members, numbered 1 and 2, are of members i and j.

    Example:
        >>> pair(Symbol("p"))
        {p_1: p[i], p_2: p[j]}
    """
    return {
        Symbol(f"{symbol}_{number}", **symbol.assumptions0): family(symbol, of)[index]
        for symbol in of_one
        for number, index in ((1, i), (2, j))
    }


def of_members(formula: Boolean, members: Members, quantifier: type[Every] = Every) -> Boolean:
    """Return a formula of one member, or of two, of every member; if it is of none, as it stands.

    What is said of the second of two only is said of every member too.

    Example:
        >>> p = Symbol("p", positive=True)
        >>> of_members(p < 1, members(p)), of_members(Symbol("q") < 1, members(p))
        ((p[i] < 1 for every i to N), q < 1)
    """
    used = {value.indices[0]: value.base.shape[0] for at, value in members.items() if formula.has(at)}
    if not used:
        return formula
    relation = replaced(formula, members)
    if list(used) == [j] and not relation.has(i):
        relation, used = replaced(relation, {j: i}), {i: used[j]}
    return quantifier(relation, *[Tuple(index, used[index]) for index in sorted(used, key=str)])


def require_fresh(says: str, premise: Premise, members: Members) -> None:
    """Refuse members whose symbols could not have any values, or could not all be told apart.

    Raises:
        WrongForm: If there are no members, or they are not as `members` and `pair` make them; if an index
            occurs in the premise; if a name or a function that the premise made, which may be another one of
            every member, is not among the members' symbols.
    """
    _require_members(says, members)
    formulas = (*premise.given, premise.shows)
    captured = indices_of(members) & {symbol for formula in formulas for symbol in formula.atoms(Symbol)}
    if captured:
        raise WrongForm(f"{says}: {min(map(str, captured))} occurs already")
    functions = {made for formula in formulas for made in formula.atoms(AppliedUndef)}
    if loose := (functions | names(premise)) - set(members):
        raise WrongForm(f"{says}: {min(map(str, loose))} may be another one of every member")


def _require_members(says: str, members: Members) -> None:
    """Refuse what is no symbol of a member, or stands for something of another domain, or for another's."""
    for symbol, value in members.items():
        label = value.base.label
        if not (isinstance(symbol, Symbol | AppliedUndef) and isinstance(label, Family)):
            raise WrongForm(f"{says}: {symbol} and {value} must be a symbol and that of a member of a family")
        if family(symbol).label.assumptions0 != label.assumptions0:
            raise WrongForm(f"{says}: {symbol} has another domain than {value}")
    if len(set(members.values())) != len(members):
        raise WrongForm(f"{says}: two symbols stand for the same")
    ranges = {(value.indices, value.base.shape) for value in members.values()}
    if not indices_of(members) or not indices_of(members) <= {i, j} or len(ranges) > len(indices_of(members)):
        raise WrongForm(f"{says}: members i, or i and j, of families of one size each are needed")
    if any(last.free_symbols & set(members) for _, (last,) in ranges):
        raise WrongForm(f"{says}: how many there are is not of a member")


def of_which(formula: Boolean, members: Members) -> set[Symbol]:
    """Return the indices of the members that a formula is of."""
    return {value.indices[0] for symbol, value in members.items() if formula.has(symbol)}


def indices_of(members: Members) -> set[Symbol]:
    """Return the indices of members that symbols stand for something of."""
    return {value.indices[0] for value in members.values()}


@dataclass(frozen=True)
class ForEvery(Join):
    """What holds for one member, whose symbols may have any values, holds for every member.

    Hypotheses of a member become hypotheses of every member.

    Args:
        premise: What holds for one member, or for two.
        members: What the symbols of the one are of member i, those of the other of member j.

    Raises:
        WrongForm: As `require_fresh`; or if a part of what is shown is not of every member that is spoken of,
            as there may be no other.

    Example:
        >>> p, m = Symbol("p", positive=True), Symbol("m", positive=True)
        >>> from theory.logic.proof import Implication
        >>> every = ForEvery(Implication("squares", (p <= m,), p**2 <= m**2), members(p))
        >>> every.given, every.shows
        (((p[i] <= m for every i to N),), (p[i]**2 <= m**2 for every i to N))
    """

    premise: Premise
    members: Members

    def __post_init__(self) -> None:
        """Refuse what is of no member, and members that are not fresh."""
        require_fresh(self.says, self.premise, self.members)
        for part in And.make_args(self.premise.shows):
            if of_which(part, self.members) != indices_of(self.members):
                raise WrongForm(f"{self.says}: {part} is not of every member that is spoken of")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the premise has made, unless it is of a member now."""
        return frozenset(names(self.premise) - set(self.members))

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.premise.says}, of every member"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses, of every member."""
        return distinct(of_members(formula, self.members) for formula in self.premise.given)

    @property
    def shows(self) -> Boolean:
        """Return the conclusion, of every member."""
        parts = And.make_args(self.premise.shows)
        return conjunction(distinct(of_members(part, self.members) for part in parts))

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what holds for one."""
        return {"of one": self.premise}


@dataclass(frozen=True)
class OfSome(Join):
    """What follows for a member that some hypotheses hold for follows if there is such a member.

    Args:
        premise: What follows for one member, or for two.
        members: As for `ForEvery`.
        some: The hypotheses that only some member satisfies; all others every member does.

    Raises:
        WrongForm: As `require_fresh`; or if these are no hypotheses of the premise, or do not say of each of
            the members that it is there.

    Example:
        >>> p, m = Symbol("p", positive=True), Symbol("m", positive=True)
        >>> from theory.logic.proof import Implication
        >>> above = OfSome(Implication("above", (p > m,), p**2 > m**2), members(p), (p > m,))
        >>> above.given, above.shows
        (((p[i] > m for some i to N),), (p[i]**2 > m**2 for some i to N))
    """

    premise: Premise
    members: Members
    some: tuple[Boolean, ...]

    def __post_init__(self) -> None:
        """Refuse members that need not be there."""
        require_fresh(self.says, self.premise, self.members)
        require_some(self.says, self.premise, self.members, self.some)

    @property
    def names(self) -> frozenset[Symbol]:
        """Return what the premise has made, unless it is of a member now."""
        return frozenset(names(self.premise) - set(self.members))

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.premise.says}, of some member"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that there is such a member, and the hypotheses of every member."""
        return given_some(self.premise, self.members, self.some)

    @property
    def shows(self) -> Boolean:
        """Return what follows for some member, and what is of no member as it stands."""
        parts = And.make_args(self.premise.shows)
        of_it = [part for part in parts if part.has(*self.members)]
        found = [of_members(conjunction(of_it), self.members, Some)] if of_it else []
        return conjunction([*found, *(part for part in parts if part not in of_it)])

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what follows for one."""
        return {"of one": self.premise}


def require_some(says: str, premise: Premise, members: Members, some: tuple[Boolean, ...]) -> None:
    """Refuse hypotheses that do not say that there is a member for each of the indices."""
    there = {index for part in some for index in of_which(part, members)}
    if set(some) - set(premise.given) or there != indices_of(members):
        raise WrongForm(f"{says}: hypotheses of the premise must say that there are such members")


def given_some(premise: Premise, members: Members, some: tuple[Boolean, ...]) -> tuple[Boolean, ...]:
    """Return that some member satisfies its hypotheses, and the others of every member."""
    rest = [of_members(formula, members) for formula in premise.given if formula not in some]
    return distinct([of_members(conjunction(some), members, Some), *rest])


def distinct(formulas: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """Return the formulas, each once, in order."""
    return tuple(dict.fromkeys(formulas))
