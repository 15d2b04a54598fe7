"""What every step makes less, by at least a constant factor, vanishes. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Eq, Expr, Function, Ge, Le, Limit, Lt, Symbol, oo
from sympy.logic.boolalg import Boolean

from theory.logic.families import Members, distinct, family
from theory.logic.proof import Join, Premise, names
from theory.logic.rules import WrongForm, conjunction
from theory.logic.sums import total

_REAL = Symbol("r", real=True).assumptions0
_T = Symbol("T", integer=True, nonnegative=True)


@dataclass(frozen=True)
class Vanishing(Join):
    """A sum over a family is never negative, and a step leaves at most m < 1 times of it: it vanishes.

    By induction it is at most m^T times what it was after T steps, and m^T tends to zero.

    Args:
        name: What to call the sum after T steps.
        term: Of one member, in the state and in what no step changes.
        members: What the symbols of the one member are of member i.
        step: What the symbols of a member's state are after one more step, of all steps the same.
        factor: m, not negative, the same for every member.
        bound: That the sum after one more step is at most m times the sum, whatever the state.
        sign: That the sum is not negative, whatever the state.
        below: That m < 1.

    Raises:
        WrongForm: If a premise is of another form, or of another sum; if something is given of the state, or
            it has a domain, which a step need not keep; if m is of a member or may be negative; if a premise
            has named something, which may be another one after a step.

    Example:
        >>> from theory.logic.families import members
        >>> from theory.logic.proof import Implication
        >>> from theory.logic.sums import Totals
        >>> r, m = Symbol("r", real=True), Symbol("m", nonnegative=True)
        >>> less = Totals(Implication("halved", (4 * m >= 1,), Le((r / 2) ** 2, m * r**2)), members(r))
        >>> sign = Totals(Implication("a square", (), Ge(r**2, 0, evaluate=False)), members(r))
        >>> below = Implication("less than all", (Eq(2 * m, 1),), m < 1)
        >>> Vanishing("L", r**2, members(r), {r: r / 2}, m, less, sign, below).shows
        Eq(Limit(L(T), T, oo, dir='-'), 0) & (L(T) <= m**T*Sum(r[k]**2, (k, 1, N)))
    """

    name: str
    term: Expr
    members: Members
    step: Mapping[Symbol, Expr]
    factor: Symbol
    bound: Premise
    sign: Premise
    below: Premise

    def __post_init__(self) -> None:
        """Refuse premises that do not fit, and a state of which something is known."""
        state = {symbol: self.members.get(symbol) for symbol in self.step}
        if None in state.values() or any(symbol.assumptions0 != _REAL for symbol in state):
            raise WrongForm(f"{self.says}: the state must be symbols of a member, and only known to be real")
        if self.factor in self.members or not self.factor.is_nonnegative:
            raise WrongForm(f"{self.says}: {self.factor} must be the same for all, and not negative")
        if made := names(self.bound) | names(self.sign):
            raise WrongForm(f"{self.says}: {min(map(str, made))} may be another one after a step")
        for role, wanted in self._wanted().items():
            if (found := self.roles[role].shows) != wanted:
                raise WrongForm(f"{self.says}: {wanted} is needed, not {found}")
        for formula in (self.term, *self.bound.given, *self.sign.given):
            if formula.has(*[family(symbol).label for symbol in state]):
                raise WrongForm(f"{self.says}: {formula} is of the states of all, which a step changes")

    def _wanted(self) -> dict[str, Boolean]:
        now, later = (total(term, self.members) for term in (self.term, self._after()))
        return {
            "bound": Le(later, total(self.factor * self.term, self.members), evaluate=False),
            "sign": Ge(now, 0, evaluate=False),
            "below": Lt(self.factor, 1, evaluate=False),
        }

    def _after(self) -> Expr:
        return self.term.xreplace(self.step)

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.name} vanishes"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of all premises."""
        return distinct(formula for premise in self.roles.values() for formula in premise.given)

    @property
    def shows(self) -> Boolean:
        """Return what is left after T steps, at most, and in the end."""
        after = Function(self.name)(_T)
        most = self.factor**_T * total(self.term, self.members)
        return conjunction([Le(after, most, evaluate=False), Eq(Limit(after, _T, oo), 0, evaluate=False)])

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what a step leaves, the sum's sign, and the factor's."""
        return {"bound": self.bound, "sign": self.sign, "below": self.below}
