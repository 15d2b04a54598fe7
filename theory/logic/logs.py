"""Logarithms of squares and of ratios. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Abs, Eq, Equivalent, Expr, Gt, Ne, expand_log, log
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class LogOfSquare(Join):
    """The logarithm of a square is twice that of the absolute value, unless that is zero.

    Args:
        says: The conclusion in words.
        square: What is a square.
        of: Of what, a real number.

    Raises:
        WrongForm: If that is not known to be real.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", real=True)
        >>> LogOfSquare("a square", x**2 + 2 * x + 1, x + 1).shows
        Eq(log(x**2 + 2*x + 1), 2*log(Abs(x + 1)))
    """

    says: str
    square: Expr
    of: Expr

    def __post_init__(self) -> None:
        """Refuse the square of what may be no real number."""
        if not self.of.is_real:
            raise WrongForm(f"{self.says}: {self.of} is not known to be real")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that it is not zero."""
        return (Ne(self.of, 0, evaluate=False),)

    @property
    def shows(self) -> Boolean:
        """Return both logarithms."""
        return Eq(log(self.square), 2 * log(Abs(self.of)), evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the square."""
        return {"square": Identity(self.says, self.square, self.of**2)}


@dataclass(frozen=True)
class SignOfLog(Join):
    """A positive multiple of log(a/b) is positive exactly if a is more than b: the logarithm increases.

    Args:
        says: The conclusion in words.
        function: The multiple.
        factor: What the logarithm is multiplied by.
        more: a.
        less: b.

    Raises:
        WrongForm: If the factor, a or b is not known to be positive.

    Example:
        >>> from sympy import symbols
        >>> a, b = symbols("a b", positive=True)
        >>> SignOfLog("a score", log(a) - 2 * log(b), 1 + 0 * a, a, b**2).shows
        Equivalent(a > b**2, log(a) - 2*log(b) > 0)
    """

    says: str
    function: Expr
    factor: Expr
    more: Expr
    less: Expr

    def __post_init__(self) -> None:
        """Refuse what may have no logarithm, and a factor that may turn the sign around."""
        if unknown := [part for part in (self.factor, self.more, self.less) if not part.is_positive]:
            raise WrongForm(f"{self.says}: {unknown[0]} is not known to be positive")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return when the multiple is positive."""
        above = Gt(self.more, self.less, evaluate=False)
        return Equivalent(Gt(self.function, 0, evaluate=False), above, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the logarithm."""
        ratio = expand_log(log(self.more) - log(self.less))
        return {"logarithm": Identity("its logarithm", self.function, self.factor * ratio)}
