"""Rules of logic that join premises: each takes them by role and makes its conclusion. Knows no formula.

What a rule can make itself it makes; what it is handed it looks at. Inductions are in `induction`,
what derivatives and signs show of a function in `shapes` and `zeros`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import And, Equivalent, Expr, Or, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, Implies

from theory.logic.proof import Implication, Join, Premise, names
from theory.logic.substitution import bound, in_domain, replaced


class WrongForm(ValueError):  # noqa: N818 - it says what is wrong with a premise
    """A premise that does not have the form its role needs."""


@dataclass(frozen=True)
class Chain(Join):
    """What a link shows may be used by the links after it; together they show the conclusion.

    Args:
        says: The conclusion in words.
        given: All that may be used from outside.
        shows: The conclusion; every part of it is shown by a link.
        links: In order.

    Raises:
        WrongForm: If a link uses what is neither given nor shown before it, if nothing shows a part of the
            conclusion, or if a link is of no use.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", real=True)
        >>> links = (Implication("larger", (x > 1,), x**2 > 1), Implication("again", (x**2 > 1,), x**4 > 1))
        >>> Chain("x^4 > 1", (x > 1,), x**4 > 1, links).discharge()
    """

    says: str
    given: tuple[Boolean, ...]
    shows: Boolean
    links: tuple[Premise, ...]

    def __post_init__(self) -> None:
        """Refuse a chain with a gap, and one with an idle link."""
        known = _canonical(self.given)
        for link in self.links:
            if gap := _canonical(link.given) - known:
                raise WrongForm(f"{self.says}: {link.says} uses {min(map(str, gap))}, which is not shown")
            known |= _canonical(And.make_args(link.shows))
        wanted = _canonical(And.make_args(self.shows))
        if gap := wanted - known:
            raise WrongForm(f"{self.says}: nothing shows {min(map(str, gap))}")
        used = wanted.union(*[_canonical(link.given) for link in self.links])
        if idle := [link.says for link in self.links if not used & _canonical(And.make_args(link.shows))]:
            raise WrongForm(f"{self.says}: {idle[0]} is of no use")

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the links by number."""
        return {f"link {number}": link for number, link in enumerate(self.links, start=1)}


@dataclass(frozen=True)
class Deduction(Join):
    """What follows from hypotheses is, without them, that they imply it.

    Args:
        premise: Its last hypotheses become part of the conclusion.
        keep: How many of its first hypotheses stay hypotheses.

    Raises:
        WrongForm: If no hypothesis is left to become part of the conclusion.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", real=True)
        >>> Deduction(Implication("squares", (x > 1,), x**2 > 1)).shows
        Implies(x > 1, x**2 > 1)
    """

    premise: Premise
    keep: int = 0

    def __post_init__(self) -> None:
        """Refuse a premise without a hypothesis to take."""
        if not self.premise.given[self.keep :]:
            raise WrongForm(f"{self.premise.says}: there is no hypothesis to become part of the conclusion")

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses that stay."""
        return self.premise.given[: self.keep]

    @property
    def shows(self) -> Boolean:
        """Return the implication."""
        return Implies(conjunction(self.premise.given[self.keep :]), self.premise.shows, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the premise."""
        return {"premise": self.premise}


@dataclass(frozen=True)
class Instance(Join):
    """What holds for all values of symbols holds for what is put in their place.

    Args:
        premise: What holds for all values.
        at: What is put in the place of symbols.

    Raises:
        WrongForm: If a symbol stands for what the premise has made; or if what takes its place is not known
            to lie in its domain, or holds a symbol that the premise binds.

    Example:
        >>> from sympy import Symbol
        >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
        >>> Instance(Implication("squares", (x > 1,), x**2 > 1), {x: y + 2}).shows
        (y + 2)**2 > 1
    """

    premise: Premise
    at: Mapping[Symbol, Expr]

    def __post_init__(self) -> None:
        """Refuse values outside a symbol's domain."""
        for symbol, value in self.at.items():
            if not in_domain(symbol, value):
                raise WrongForm(f"{self.premise.says}: {value} may not be in the domain of {symbol}")
        if made := names(self.premise) & set(self.at):
            raise WrongForm(f"{self.premise.says}: {min(map(str, made))} stands for something already")
        put_in = {symbol for value in self.at.values() for symbol in value.free_symbols}
        if caught := put_in & {
            symbol for part in (*self.premise.given, self.premise.shows) for symbol in bound(part)
        }:
            raise WrongForm(f"{self.premise.says}: {min(map(str, caught))} is bound there")

    @property
    def replaces(self) -> frozenset[Symbol]:
        """Return the symbols in whose place something is put."""
        return frozenset(self.at)

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses, of the values."""
        return tuple(replaced(formula, self.at) for formula in self.premise.given)

    @property
    def shows(self) -> Boolean:
        """Return the conclusion, of the values."""
        return replaced(self.premise.shows, self.at)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the premise."""
        return {"premise": self.premise}


@dataclass(frozen=True)
class ByCases(Join):
    """Every case shows the same, and there is no other case.

    Args:
        says: The conclusion in words.
        given: What holds in every case.
        cases: What each of them has among its hypotheses besides `given` is its condition.

    Raises:
        WrongForm: If there are not two cases or more, they do not show the same, or one has no condition.

    Example:
        >>> from sympy import Ne, Symbol
        >>> x = Symbol("x", real=True)
        >>> cases = [Implication("a case", (side,), x**2 > 0) for side in (x > 0, x < 0)]
        >>> ByCases("a square", (Ne(x, 0),), tuple(cases)).discharge()
    """

    says: str
    given: tuple[Boolean, ...]
    cases: tuple[Premise, ...]

    def __post_init__(self) -> None:
        """Refuse cases that do not fit together."""
        if len(self.cases) < 2 or len({case.shows for case in self.cases}) != 1:
            raise WrongForm(f"{self.says}: there must be several cases that show the same")
        if not all(map(self._condition, self.cases)):
            raise WrongForm(f"{self.says}: a case without a condition is the only one")

    def _condition(self, case: Premise) -> tuple[Boolean, ...]:
        return tuple(formula for formula in case.given if formula not in self.given)

    @property
    def shows(self) -> Boolean:
        """Return what every case shows."""
        return self.cases[0].shows

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the cases, and that they are all there are."""
        conditions = Or(*[conjunction(self._condition(case)) for case in self.cases], evaluate=False)
        cases = {f"case {number}": case for number, case in enumerate(self.cases, start=1)}
        return {"no other case": Implication("no other case", self.given, conditions), **cases}


@dataclass(frozen=True)
class BothWays(Join):
    """Each of two statements implies the other.

    Args:
        says: The conclusion in words.
        forward: From the left statement to the right one.
        backward: From the right statement to the left one, with the same other hypotheses.

    Raises:
        WrongForm: If one of them does not have the other's conclusion among its hypotheses, or they differ in
            the rest.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", positive=True)
        >>> forward, backward = Implication("", (x > 1,), x**2 > 1), Implication("", (x**2 > 1,), x > 1)
        >>> BothWays("squares keep order", forward, backward).shows
        Equivalent(x > 1, x**2 > 1)
    """

    says: str
    forward: Premise
    backward: Premise

    def __post_init__(self) -> None:
        """Refuse two implications that do not belong together."""
        if self.backward.shows not in self.forward.given or self.forward.shows not in self.backward.given:
            raise WrongForm(f"{self.says}: each way must begin where the other one ends")
        if set(self.given) != set(self.backward.given) - {self.forward.shows}:
            raise WrongForm(f"{self.says}: the two ways have other hypotheses")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what both ways are given besides."""
        return tuple(formula for formula in self.forward.given if formula != self.backward.shows)

    @property
    def shows(self) -> Boolean:
        """Return the equivalence."""
        return Equivalent(self.backward.shows, self.forward.shows, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return both ways."""
        return {"forward": self.forward, "backward": self.backward}


def _canonical(formulas: Iterable[Boolean]) -> set[Boolean]:
    """Return the formulas, relations turned the way sympy turns them when it joins them."""
    return {part.canonical if isinstance(part, Relational) else part for part in formulas}


def together(says: str, *premises: Premise) -> Chain:
    """Return the chain that shows all that its premises show, under the hypotheses of them all.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", real=True)
        >>> together("both", Implication("", (x > 1,), x > 0), Implication("", (x > 1,), x**2 > 1)).shows
        (x > 0) & (x**2 > 1)
    """
    given = tuple(dict.fromkeys(formula for premise in premises for formula in premise.given))
    parts = [part for premise in premises for part in And.make_args(premise.shows)]
    return Chain(says, given, conjunction(parts), premises)


def conjunction(formulas: Iterable[Boolean]) -> Boolean:
    """Return a conjunction as it stands; of one formula, that formula."""
    parts = tuple(formulas)
    return parts[0] if len(parts) == 1 else And(*parts, evaluate=False)
