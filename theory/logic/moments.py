"""Means over draws: of a number of hits and its square, and of what independent draws move. Knows no formula.

A mean is linear; that is all that is used of it, and that the mean of a product of independent numbers is the
product of their means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, Eq, Expr, Poly, S, Symbol
from sympy.logic.boolalg import And, Boolean

from theory.logic.proof import Join, Premise
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm


def _mean(polynomial: Expr, of: Symbol, means: Mapping[int, Expr]) -> Expr:
    """Return the mean of a polynomial, from those of the powers."""
    terms = Poly(polynomial, of).terms()
    return Add(*[coefficient * means[power] for (power,), coefficient in terms])


@dataclass(frozen=True)
class MomentsOfHits(Join):
    """The means of the number of hits and of its square, from the chance of one more at every draw.

    A draw that hits with chance h makes K + 1 of K hits, so that E K grows by E h and E K^2 by E (2K + 1) h.

    Args:
        says: The conclusion in words.
        hits: K, by name.
        draws: How many draws were made, a nonnegative integer.
        chance: h, in the hits and draws so far.
        moments: The formulas for E K and E K^2, in the number of draws.
        last: How many draws can be made, if not any number.
        constants: What is known of the other symbols.

    Raises:
        WrongForm: If the chance is no polynomial in the hits, of degree one at most; or as `ClosedForms`.

    Example:
        >>> n, K = Symbol("n", integer=True, nonnegative=True), Symbol("K", real=True)
        >>> p = Symbol("p", positive=True)
        >>> MomentsOfHits("coins", K, n, p, (n * p, n * p + n * (n - 1) * p**2)).discharge()
    """

    says: str
    hits: Symbol
    draws: Symbol
    chance: Expr
    moments: tuple[Expr, Expr]
    last: Expr | None = None
    constants: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a chance whose mean takes more than two moments."""
        if not self.chance.is_polynomial(self.hits) or Poly(self.chance, self.hits).degree() > 1:
            raise WrongForm(f"{self.says}: the chance of a hit must be linear in {self.hits}")
        _ = self._recursion

    @property
    def means(self) -> tuple[Symbol, Symbol]:
        """Return what the two means are called."""
        return Symbol(f"E {self.hits}", real=True), Symbol(f"E {self.hits}^2", real=True)

    @cached_property
    def _recursion(self) -> ClosedForms:
        first, second = self.means
        means = {0: S.One, 1: first, 2: second}
        step = {
            first: first + _mean(self.chance, self.hits, means),
            second: second + _mean((2 * self.hits + 1) * self.chance, self.hits, means),
        }
        solution = dict(zip(self.means, self.moments, strict=True))
        start = dict.fromkeys(self.means, S.Zero)
        return ClosedForms(self.says, self.draws, start, step, solution, self.last, self.constants)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what is known of the other symbols, and how many draws can be made."""
        return self._recursion.given

    @property
    def shows(self) -> Boolean:
        """Return both means after any number of draws."""
        return self._recursion.shows

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the recursion of the means, solved."""
        return {"means": self._recursion}


@dataclass(frozen=True)
class MeanOfPower(Join):
    """A power of what independent draws multiply is on average multiplied by the mean of the factor's power.

    Args:
        says: The conclusion in words.
        state: What is multiplied, by name.
        drawn: What is drawn anew at every step, by name.
        step: What the state is after one more step, in the state and what is drawn.
        power: 1 for the mean, 2 for the mean square.
        moments: Equations of what the mean of each power of what is drawn is.
        means: What stands on their left sides, for the powers 1, 2, ...
        steps: How many steps are made, a nonnegative integer.
        start: What the state is before the first one.
        factor: The formula for the mean of the factor's power.

    Raises:
        WrongForm: If a step is no multiple of the state by a polynomial in what is drawn; if the mean of a
            power that is needed is not among the moments, or one of these depends on what is drawn, on the
            state or on the number of steps; or as `ClosedForms`.

    Example:
        >>> from theory.logic.rules import Chain
        >>> from theory.logic.proof import Identity
        >>> T = Symbol("T", integer=True, nonnegative=True)
        >>> r, k, a = (Symbol(name, real=True) for name in "rka")
        >>> coin = Identity("a coin", S.Half * 0 + S.Half * 1, S.Half, reads=Symbol("E k"))
        >>> mean = MeanOfPower("", r, k, r * (1 + a * k), 1, coin, (Symbol("E k"),), T, S.One, 1 + a / 2)
        >>> mean.discharge()
        >>> mean.shows
        Eq(E r(T), (a/2 + 1)**T)
    """

    says: str
    state: Symbol
    drawn: Symbol
    step: Expr
    power: int
    moments: Premise
    means: tuple[Expr, ...]
    steps: Symbol
    start: Expr
    factor: Expr

    def __post_init__(self) -> None:
        """Refuse steps that do not multiply, and means that are not there or not the same at every step."""
        factor = self._drawn_factor()
        known = self._known()
        if len(set(self.means)) != len(self.means):
            raise WrongForm(f"{self.says}: the means of two powers are two")
        if missing := set(range(1, Poly(factor**self.power, self.drawn).degree() + 1)) - set(known):
            raise WrongForm(f"{self.says}: the mean of power {min(missing)} of {self.drawn} is needed")
        parts = [*known.values(), *self.moments.given, self.start, self.factor]
        used = {symbol for part in parts for symbol in part.free_symbols} | factor.free_symbols - {self.drawn}
        if loose := used & {self.drawn, self.state, self.steps}:
            raise WrongForm(f"{self.says}: a mean must not depend on {min(map(str, loose))}")
        _ = self._recursion

    def _drawn_factor(self) -> Expr:
        """Return by what a step multiplies the state."""
        if self.step.is_polynomial(self.state, self.drawn):
            terms = Poly(self.step, self.state).terms()
            if [degree for degree, _ in terms] == [(1,)]:
                return terms[0][1]
        raise WrongForm(f"{self.says}: a step must multiply {self.state} by a polynomial in {self.drawn}")

    def _known(self) -> dict[int, Expr]:
        """Return the mean of every power of what is drawn, as the moments have it."""
        equations = [part for part in And.make_args(self.moments.shows) if isinstance(part, Eq)]
        values = {part.lhs: part.rhs for part in equations}
        return {0: S.One, **{n: values[mean] for n, mean in enumerate(self.means, 1) if mean in values}}

    @cached_property
    def _recursion(self) -> ClosedForms:
        name = Symbol(f"E {self.state}" + (f"^{self.power}" if self.power > 1 else ""), real=True)
        mean = _mean(self._drawn_factor() ** self.power, self.drawn, self._known())
        start = self.start**self.power
        solution = self.factor**self.steps * start
        known = self.moments.given
        return ClosedForms(
            self.says, self.steps, {name: start}, {name: mean * name}, {name: solution}, constants=known
        )

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return what the moments are given."""
        return self.moments.given

    @property
    def shows(self) -> Boolean:
        """Return the mean after any number of steps."""
        return self._recursion.shows

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the moments, and the recursion of the means solved."""
        return {"moments": self.moments, "means": self._recursion}
