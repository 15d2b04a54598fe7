"""Rules that join premises: each takes them by role and makes its conclusion. Knows no formula.

What a rule can make itself, such as the two halves of an induction, it makes; what it is handed it looks at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import And, Eq, Equivalent, Expr, Function, Or, Symbol
from sympy.logic.boolalg import Boolean

from theory.proof import Identity, Implication, Join, Premise


class WrongForm(ValueError):  # noqa: N818 - it says what is wrong with a premise
    """A premise that does not have the form its role needs."""


def _symbols(formulas: tuple[Boolean, ...]) -> set[Symbol]:
    return {symbol for formula in formulas for symbol in formula.free_symbols}


@dataclass(frozen=True)
class Induction(Join):
    """P holds at the start and every step keeps it, so P holds after any number of steps.

    Args:
        says: The conclusion in words.
        holds: P, relations in the symbols of the state; with them come constants.
        start: What the state is at the start.
        step: What it is after one more step, in the state itself and the step's own numbers.
        given: What is known of the constants.
        each: What is known of the step's own numbers, which may be others in every step.

    Raises:
        WrongForm: If `start` and `step` are not of the same symbols; if something is given of the state, as a
            step need not keep it; if a symbol of the state has a domain, which would be such a thing; if a
            step's own number occurs in P, at the start or in `given`.

    Example:
        >>> r, a, f = Symbol("r", real=True), Symbol("a", positive=True), Symbol("f", real=True)
        >>> Induction("r stays above a", r >= a, {r: a}, {r: f * r}, each=(f >= 1,)).discharge()
    """

    says: str
    holds: Boolean
    start: Mapping[Symbol, Expr]
    step: Mapping[Symbol, Expr]
    given: tuple[Boolean, ...] = ()
    each: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what an induction may not use."""
        state = set(self.start)
        if state != set(self.step):
            raise WrongForm(f"{self.says}: start and step must be of the same symbols")
        if bounded := [
            symbol for symbol in state if symbol.assumptions0 != Symbol("r", real=True).assumptions0
        ]:
            raise WrongForm(f"{self.says}: {bounded[0]} has a domain, which a step need not keep")
        if loose := state & _symbols((*self.given, *self.each)):
            raise WrongForm(
                f"{self.says}: something is given of {min(map(str, loose))}, which a step changes"
            )
        fixed = (_symbols((self.holds, *self.given)) | _symbols(tuple(self.start.values()))) - state
        if loose := fixed & _symbols(self.each):
            raise WrongForm(f"{self.says}: {min(map(str, loose))} is of one step only, but is used for all")

    @property
    def shows(self) -> Boolean:
        """Return P, of the state after any number of steps."""
        return self.holds

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return base and step."""
        before = (*self.given, *self.each, self.holds)
        return {
            "base": Implication("at the start", self.given, self._at(self.start)),
            "step": Implication("after one more step", before, self._at(self.step)),
        }

    def _at(self, state: Mapping[Symbol, Expr]) -> Boolean:
        """Return P of a state, unevaluated: what sympy sees at once must not be lost."""
        return _and(
            part.func(*[side.subs(state, simultaneous=True) for side in part.args], evaluate=False)
            for part in And.make_args(self.holds)
        )


@dataclass(frozen=True)
class ClosedForm(Join):
    """A formula has the right start and satisfies the recursion, so it is the solution for every index.

    Args:
        says: The conclusion in words.
        solution: The formula in the index.
        index: How many steps were made, a nonnegative integer.
        state: What a step changes.
        start: What it is before the first step.
        step: What it is after one more step, in the state.

    Raises:
        WrongForm: If the index is no nonnegative integer symbol or occurs in the start or the step, or if the
            state occurs in the formula or the start.

    Example:
        >>> T, x = Symbol("T", integer=True, nonnegative=True), Symbol("x", real=True)
        >>> ClosedForm("doubling", 3 * 2**T, T, x, 3 + 0 * T, 2 * x).shows
        Eq(x(T), 3*2**T)
    """

    says: str
    solution: Expr
    index: Symbol
    state: Symbol
    start: Expr
    step: Expr

    def __post_init__(self) -> None:
        """Refuse what would not be a recursion."""
        if not (self.index.is_integer and self.index.is_nonnegative):
            raise WrongForm(f"{self.says}: the index {self.index} must be a nonnegative integer")
        if self.index in self.start.free_symbols | self.step.free_symbols:
            raise WrongForm(f"{self.says}: start and step must be the same for every {self.index}")
        if self.state in self.solution.free_symbols | self.start.free_symbols:
            raise WrongForm(f"{self.says}: {self.state} is what is solved for")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the solution as a function of the index."""
        return Eq(Function(str(self.state))(self.index), self.solution, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return base and step."""
        after, later = (
            self.step.subs(self.state, self.solution),
            self.solution.subs(self.index, self.index + 1),
        )
        return {
            "base": Identity("at the start", self.solution.subs(self.index, 0), self.start),
            "step": Identity("after one more step", after, later),
        }


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
        >>> x, y, z = (Symbol(name, real=True) for name in "xyz")
        >>> links = (Implication("larger", (x > 1,), x**2 > 1), Implication("again", (x**2 > 1,), x**4 > 1))
        >>> Chain("x^4 > 1", (x > 1,), x**4 > 1, links).discharge()
    """

    says: str
    given: tuple[Boolean, ...]
    shows: Boolean
    links: tuple[Premise, ...]

    def __post_init__(self) -> None:
        """Refuse a chain with a gap, and one with an idle link."""
        known = set(self.given)
        for link in self.links:
            if gap := set(link.given) - known:
                raise WrongForm(f"{self.says}: {link.says} uses {min(map(str, gap))}, which is not shown")
            known |= set(And.make_args(link.shows))
        wanted = set(And.make_args(self.shows))
        if gap := wanted - known:
            raise WrongForm(f"{self.says}: nothing shows {min(map(str, gap))}")
        used = wanted.union(*[link.given for link in self.links])
        if idle := [link.says for link in self.links if not used & set(And.make_args(link.shows))]:
            raise WrongForm(f"{self.says}: {idle[0]} is of no use")

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the links by number."""
        return {f"link {number}": link for number, link in enumerate(self.links, start=1)}


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
        >>> from sympy import Ne
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

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the cases, and that they are all there are."""
        conditions = Or(*[_and(self._condition(case)) for case in self.cases], evaluate=False)
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

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return both ways."""
        return {"forward": self.forward, "backward": self.backward}


def _and(formulas: Iterable[Boolean]) -> Boolean:
    """Return a conjunction as it stands; of one formula, that formula."""
    parts = tuple(formulas)
    return parts[0] if len(parts) == 1 else And(*parts, evaluate=False)
