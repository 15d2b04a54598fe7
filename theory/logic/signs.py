"""Rules about where a function is negative, and about sums of its values there. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import And, Gt, Lt, Not, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.ends import Given
from theory.logic.families import Some, members, of_members
from theory.logic.families import i as member
from theory.logic.proof import Implication, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.sums import k, total
from theory.logic.zeros import SignPattern


@dataclass(frozen=True)
class Negative(Join):
    """Where a function is neither positive nor zero it is negative.

    Args:
        pattern: Where it is positive, and where zero.
        where: Conditions on the variable.

    Raises:
        WrongForm: If there is no condition.
    """

    pattern: SignPattern
    where: Given

    def __post_init__(self) -> None:
        """Refuse to say it of all places."""
        if not self.where:
            raise WrongForm(f"{self.pattern.says}: where is it negative?")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"negative where {' and '.join(map(str, self.where))}"

    @property
    def given(self) -> Given:
        """Return what is known of the other symbols, and the conditions."""
        return (*self.pattern.given, *self.where)

    @property
    def shows(self) -> Boolean:
        """Return that the function is negative."""
        return Lt(self.pattern.function, 0, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the pattern, and that the place lies in its interval, where it is neither."""
        positive, zero = self.pattern.stretches
        nowhere = And(*self.pattern.covers, Not(positive), Not(zero), evaluate=False)
        known = (*self.pattern.given, *self.pattern.places, *self.where)
        return {
            "pattern": self.pattern,
            "elsewhere": Implication("neither positive nor zero", known, nowhere),
        }


@dataclass(frozen=True)
class NegativeSteps(Join):
    """If a function is negative at the rate of every step, so is its sum over the steps, if there is one.

    A zero that the function has is the same one for every step: it does not depend on the rate. Where the
    function is -oo, the sum is.

    Args:
        each: That the function of a rate is negative.
        count: How many steps are taken at a rate, a nonnegative integer.

    Raises:
        WrongForm: If the count is something else, or occurs in the function or its conditions; or if
            something is known of the rate that is no condition.

    Example:
        >>> from sympy import Abs, S, log
        >>> from theory.logic.ends import Value
        >>> from theory.logic.shapes import Interval, Monotone, SignFrom
        >>> x, n = Symbol("x", positive=True), Symbol("n", integer=True, nonnegative=True)
        >>> f = log(Abs(1 - x))
        >>> falls = Monotone(f, Interval(x, S.Zero, S.One), -1)
        >>> pattern = SignPattern("negative", (SignFrom(falls, Value(f, x, S.Zero, 0)),))
        >>> NegativeSteps(Negative(pattern, (x < 1,)), n).shows
        Sum(log(Abs(x[k] - 1))*n[k], (k, 1, N)) < 0
    """

    each: Negative
    count: Symbol

    def __post_init__(self) -> None:
        """Refuse a count that is none, and conditions that are not of a step."""
        if not (self.count.is_integer and self.count.is_nonnegative):
            raise WrongForm(f"{self.says}: {self.count} must be a nonnegative integer")
        used = {symbol for formula in (*self.each.given, self.each.shows) for symbol in formula.free_symbols}
        if caught := used & {self.count, member, k}:
            raise WrongForm(f"{self.says}: {caught.pop()} occurs in the function or its conditions")
        if loose := [
            formula for formula in self.each.pattern.given if formula.has(self.each.pattern.variable)
        ]:
            raise WrongForm(f"{self.says}: {loose[0]} is given of the variable")

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"{self.each.says}, at every step"

    @property
    def given(self) -> Given:
        """Return what is known of other symbols, the conditions at every rate, and that there is a step."""
        of_one = members(self.each.pattern.variable, self.count)
        every = (of_members(formula, of_one) for formula in self.each.where)
        there = of_members(Gt(self.count, 0, evaluate=False), of_one, Some)
        return (*self.each.pattern.given, *every, there)

    @property
    def shows(self) -> Boolean:
        """Return that the sum over all steps is negative."""
        of_one = members(self.each.pattern.variable, self.count)
        return Lt(total(self.count * self.each.pattern.function, of_one), 0, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that the function is negative at each rate."""
        return {"each": self.each}
