"""What holds of every member of a family exactly if it holds at the largest one. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Equivalent, Le, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.families import Members, Some, distinct, i, indices_of, of_members, require_fresh
from theory.logic.proof import Implication, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.substitution import replaced


@dataclass(frozen=True)
class OfLargest(Join):
    """A bound that all members meet is that of the largest one, if it gets no weaker with it.

    Some member is the largest. If all meet their bounds, so does that one; what meets its bound meets all.

    Args:
        one: Of one member: that something holds exactly if it meets the bound.
        bound: The bound, in the measure and in symbols that are of no member.
        members: What the symbols of the one member are of member i.
        measure: The symbol by which members are compared.
        largest: What to call the largest value of it.

    Raises:
        WrongForm: As `families.require_fresh`; if the measure is of no member, the premise is no equivalence
            with the bound, that is of something else of a member, or `largest` has another domain or occurs
            already.

    Example:
        >>> from theory.logic.families import members
        >>> p, m, c = (Symbol(name, positive=True) for name in "pmc")
        >>> one = Implication("a square", (), Equivalent(p**2 < c**2, p < c))
        >>> all_of_them = OfLargest(one, p < c, members(p), p, m)
        >>> all_of_them.discharge()
        >>> all_of_them.shows
        Equivalent(m < c, (p[i]**2 < c**2 for every i to N))
    """

    one: Premise
    bound: Boolean
    members: Members
    measure: Symbol
    largest: Symbol

    def __post_init__(self) -> None:
        """Refuse what is not said of one member, and a largest value that is something else already."""
        require_fresh(self.says, self.one, self.members)
        if indices_of(self.members) != {i} or self.measure not in self.members:
            raise WrongForm(f"{self.says}: {self.measure} must be of a member")
        shown = self.one.shows
        if not (isinstance(shown, Equivalent) and len(shown.args) == 2 and self.bound in shown.args):
            raise WrongForm(f"{self.says}: it must hold exactly if {self.bound}")
        if loose := (set(self.members) - {self.measure}) & self.bound.free_symbols:
            raise WrongForm(f"{self.says}: the bound must not depend on {min(map(str, loose))}")
        known = {symbol for part in (*self.one.given, shown) for symbol in part.free_symbols}
        if self.largest in known or self.largest.assumptions0 != self.measure.assumptions0:
            raise WrongForm(f"{self.says}: {self.largest} must be new, with the domain of {self.measure}")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.one.says}, of every member"

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of every member, that no member has a larger value, and that some has it."""
        every = (of_members(formula, self.members) for formula in self.one.given)
        no_larger = Le(self.measure, self.largest, evaluate=False)
        one_has_it = Eq(self.measure, self.largest, evaluate=False)
        compared = of_members(no_larger, self.members), of_members(one_has_it, self.members, Some)
        return distinct([*every, *compared])

    @property
    def shows(self) -> Boolean:
        """Return that it holds of every member exactly if the largest meets the bound."""
        (held,) = set(self.one.shows.args) - {self.bound}
        return Equivalent(of_members(held, self.members), self._at_largest(self.bound), evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return what holds of one, and that what meets the bound of the largest meets every bound."""
        # The largest member has other symbols of its own, of which nothing is known here.
        others = set(self.members) - {self.measure}
        alike = [formula for formula in self.one.given if not formula.free_symbols & others]
        known = [*self.one.given, *map(self._at_largest, alike)]
        compared = Le(self.measure, self.largest, evaluate=False), self._at_largest(self.bound)
        stricter = Implication("and any other's", distinct([*known, *compared]), self.bound)
        return {"of one": self.one, "who meets the bound of the largest": stricter}

    def _at_largest(self, formula: Boolean) -> Boolean:
        return replaced(formula, {self.measure: self.largest})
