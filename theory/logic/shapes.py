"""Rules about the shape of a function on an interval: monotone, and of one sign. Knows no formula.

Derivatives are computed here from the function itself, so that a change of the function is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Gt, Lt, S, Symbol
from sympy.logic.boolalg import And, Boolean, Implies

from theory.logic.ends import End, Given, smooth
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Join, Premise, has_sign_of
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class Interval:
    """An open interval of a variable; infinite to the right if that end is None.

    Example:
        >>> x = Symbol("x", real=True)
        >>> Interval(x, S.Zero, S.One).holds(x)
        (x > 0, x < 1)
    """

    variable: Symbol
    left: Expr
    right: Expr | None

    def __str__(self) -> str:
        """Return the ends."""
        return f"{self.left} to {'oo' if self.right is None else self.right}"

    @property
    def of_ends(self) -> set[Symbol]:
        """Return the symbols that the ends depend on."""
        return set().union(*[end.free_symbols for end in (self.left, self.right) if end is not None])

    def holds(self, place: Expr) -> Given:
        """Return that a place lies inside, without what its domain says already."""
        ends = (place > self.left, S.true if self.right is None else place < self.right)
        return tuple(relation for relation in ends if relation is not S.true)


def _compares(function: Expr, on: Interval, sign: int) -> Boolean:
    here, there = on.variable, Symbol(f"{on.variable}'", **on.variable.assumptions0)
    values = function, function.subs(here, there)
    compared = Lt(*values, evaluate=False) if sign > 0 else Gt(*values, evaluate=False)
    return Implies(And(*on.holds(here), here < there, *on.holds(there)), compared, evaluate=False)


@dataclass(frozen=True)
class Monotone(Join):
    """A function that is smooth on an interval, with a derivative of one sign, is strictly monotone there.

    Args:
        function: Of the interval's variable; its derivative must be a rational function.
        on: Where.
        sign: 1 for increasing, -1 for decreasing.
        given: What is known of the other symbols.

    Example:
        >>> from sympy import log
        >>> x = Symbol("x", positive=True)
        >>> Monotone(log(x) + x, Interval(x, S.Zero, None), 1).discharge()
    """

    function: Expr
    on: Interval
    sign: int
    given: Given = ()

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return "it rises" if self.sign > 0 else "it falls"

    @property
    def shows(self) -> Boolean:
        """Return how the values at two places compare."""
        return _compares(self.function, self.on, self.sign)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that it is smooth, and the derivative's sign."""
        inside = (*self.given, *self.on.holds(self.on.variable))
        slope = has_sign_of(self.function, self.on.variable, self.sign, inside, "there")
        return {**smooth(self.function, inside), "slope": slope}


@dataclass(frozen=True)
class SignFrom(Join):
    """A monotone function has one sign on the whole interval, if it goes away from zero at one end.

    Args:
        monotone: The function on the interval.
        end: Its sign at one end, which may be zero.

    Raises:
        WrongForm: If it is no end of the interval or of another function, or it goes towards zero.

    Example:
        >>> from sympy import log
        >>> from theory.logic.ends import Value
        >>> x = Symbol("x", positive=True)
        >>> rises = Monotone(log(1 + x), Interval(x, S.Zero, None), 1)
        >>> SignFrom(rises, Value(log(1 + x), x, S.Zero, 0)).shows
        Implies(True, log(x + 1) > 0)
    """

    monotone: Monotone
    end: End

    def __post_init__(self) -> None:
        """Refuse an end that does not fit."""
        require_end(self.monotone, self.end)
        if self.end.sign == -self.sign:
            raise WrongForm(f"{self.end.says}, and {self.monotone.says}: it may be zero in between")

    @property
    def function(self) -> Expr:
        """Return the function."""
        return self.monotone.function

    @property
    def on(self) -> Interval:
        """Return the interval."""
        return self.monotone.on

    @property
    def given(self) -> Given:
        """Return what is known of the other symbols."""
        return self.monotone.given

    @property
    def sign(self) -> int:
        """Return the sign: as it changes away from the left end, and against that from the right end."""
        return self.monotone.sign if self.end.at == self.on.left else -self.monotone.sign

    @property
    def positive(self) -> tuple[tuple[Expr, Expr | None], ...]:
        """Return the stretches on which it is positive."""
        return ((self.on.left, self.on.right),) if self.sign > 0 else ()

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return f"it is {'positive' if self.sign > 0 else 'negative'} from {self.on}"

    @property
    def shows(self) -> Boolean:
        """Return the sign on the interval."""
        sign = Gt(self.sign * self.function, 0, evaluate=False)
        return Implies(And(*self.on.holds(self.on.variable)), sign, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return how it changes, and where from."""
        return {"monotone": self.monotone, "end": self.end}


def require_end(monotone: Monotone, end: End) -> None:
    """Refuse the end of another function or another interval."""
    on = monotone.on
    alike = (end.function, end.variable) == (monotone.function, on.variable)
    if not alike or set(end.given) - set(monotone.given):
        raise WrongForm(f"{end.says}: that is said of another function, or under other hypotheses")
    if end.at not in (on.left, on.right):
        raise WrongForm(f"{end.says}: that is no end of the interval from {on}")


@dataclass(frozen=True)
class MonotoneAs(Join):
    """A function whose derivative, times something positive, is a function of one sign is strictly monotone.

    Args:
        function: Of the interval's variable.
        factor: What the derivative is multiplied by.
        slope: The sign of the product on the interval.

    Raises:
        WrongForm: If the factor is not known to be positive.
    """

    function: Expr
    factor: Expr
    slope: SignFrom

    def __post_init__(self) -> None:
        """Refuse a factor that may turn the sign around."""
        if not self.factor.is_positive:
            raise WrongForm(f"{self.factor} is not known to be positive")

    @property
    def on(self) -> Interval:
        """Return where: on the interval of the slope's sign."""
        return self.slope.on

    @property
    def given(self) -> Given:
        """Return what the slope's sign is given."""
        return self.slope.given

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        return "it rises" if self.slope.sign > 0 else "it falls"

    @property
    def shows(self) -> Boolean:
        """Return how the values at two places compare."""
        return _compares(self.function, self.on, self.slope.sign)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that it is smooth, what its derivative is, and the sign of that."""
        product = self.factor * derivative(self.function, self.on.variable)
        inside = (*self.given, *self.on.holds(self.on.variable))
        return {
            **smooth(self.function, inside),
            "derivative": Identity("the derivative", product, self.slope.function),
            "slope": self.slope,
        }
