"""The ratio of two sums over a family, as time passes. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Gt, Lt, Symbol, diff
from sympy.logic.boolalg import Boolean, Implies

from theory.logic.falling import require_smooth, require_timeless
from theory.logic.families import Members, distinct
from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.sums import total


@dataclass(frozen=True)
class RatioRises(Join):
    """If N' D > N D' and D > 0 at all times then N/D has a positive derivative and rises.

    Args:
        says: The conclusion in words.
        terms: Of N and D, in the time and the symbols of one member.
        time: From zero on.
        members: What the symbols of the one member are of member i.
        slope: That something is > 0 that is a positive multiple of N' D - N D', at all times.
        multiple: Which multiple.
        below: That D > 0, at all times.

    Raises:
        WrongForm: As `falling.require_smooth`; if a premise is of another form, is given something of the
            time, or has named something; if the multiple is not positive.

    Example:
        >>> from theory.logic.families import members
        >>> from theory.logic.proof import Implication
        >>> t, (a, y) = Symbol("t", nonnegative=True), (Symbol(name, positive=True) for name in "ay")
        >>> of_one, terms = members(y), (y * (1 + t), y)
        >>> square = Implication("squares", (), Gt(a**2, 0, evaluate=False))
        >>> RatioRises("no", terms, t, of_one, square, 2 * a, square)
        Traceback (most recent call last):
            ...
        theory.logic.rules.WrongForm: no: Sum(y[k], (k, 1, N)) > 0 is needed, not a**2 > 0
    """

    says: str
    terms: tuple[Expr, Expr]
    time: Symbol
    members: Members
    slope: Premise
    multiple: Expr
    below: Premise

    def __post_init__(self) -> None:
        """Refuse what need not rise."""
        for term in self.terms:
            require_smooth(self.says, term, self.time, self.members)
        if type(self.slope.shows) is not Gt or self.slope.shows.rhs != 0 or not self.multiple.is_positive:
            raise WrongForm(f"{self.says}: a positive multiple is needed that is > 0, not {self.slope.shows}")
        if self.below.shows != Gt(self._sums()[1], 0, evaluate=False):
            raise WrongForm(f"{self.says}: {self._sums()[1]} > 0 is needed, not {self.below.shows}")
        if any(self.time in formula.free_symbols for formula in self.given):
            raise WrongForm(f"{self.says}: something is given of {self.time}, which passes")
        require_timeless(self.says, self.slope, self.below)

    def _sums(self) -> tuple[Expr, ...]:
        return tuple(total(term, self.members) for term in self.terms)

    def _numerator(self) -> Expr:
        """Return N' D - N D'."""
        (top, bottom), (rise, fall) = (
            self._sums(),
            (total(diff(term, self.time), self.members) for term in self.terms),
        )
        return rise * bottom - top * fall

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of both."""
        return distinct([*self.slope.given, *self.below.given])

    @property
    def shows(self) -> Boolean:
        """Return that the derivative is positive, and how two times compare."""
        top, bottom = self._sums()
        later = Symbol(f"{self.time}'", nonnegative=True)
        then = (top / bottom).subs(self.time, later)
        rises = Implies(self.time < later, Lt(top / bottom, then, evaluate=False), evaluate=False)
        return conjunction([Gt(self._numerator() / bottom**2, 0, evaluate=False), rises])

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the sign, of what it is the sign, and that nothing is divided by zero."""
        numerator = Identity("N' D - N D'", self.multiple * self._numerator(), self.slope.shows.lhs)
        return {"slope": self.slope, "numerator": numerator, "below": self.below}
