"""Linear differential equations: a function that satisfies one, from a given start, is the solution."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Eq, Expr, Function, Symbol, diff
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm

_REAL = Symbol("r", real=True).assumptions0


@dataclass(frozen=True)
class LinearSolution(Join):
    """A formula has the right start and satisfies a linear equation, which has one solution: it is that.

    Args:
        says: The conclusion in words.
        solution: The formula in the time.
        time: A nonnegative number.
        state: What changes, a real number.
        start: What the state is at time zero.
        speed: Its derivative, linear in the state, with coefficients that are the same at all times.

    Raises:
        WrongForm: If the time is no nonnegative symbol, or occurs in the start or the speed; if the state has
            a domain, or occurs in the formula or the start; if the speed is not linear in it.

    Example:
        >>> from sympy import exp
        >>> t, x = Symbol("t", nonnegative=True), Symbol("x", real=True)
        >>> LinearSolution("growth", 3 * exp(t), t, x, 3 + 0 * t, x).shows
        Eq(x(t), 3*exp(t))
    """

    says: str
    solution: Expr
    time: Symbol
    state: Symbol
    start: Expr
    speed: Expr

    def __post_init__(self) -> None:
        """Refuse what need not have one solution."""
        if not self.time.is_nonnegative or self.time in self.start.free_symbols | self.speed.free_symbols:
            raise WrongForm(f"{self.says}: {self.time} must be a time, and start and speed the same at all")
        if self.state in self.solution.free_symbols | self.start.free_symbols:
            raise WrongForm(f"{self.says}: {self.state} is what is solved for")
        if self.state.assumptions0 != _REAL:
            raise WrongForm(f"{self.says}: {self.state} has a domain, which it need not keep")
        if (
            not self.speed.is_polynomial(self.state)
            or self.state in diff(self.speed, self.state).free_symbols
        ):
            raise WrongForm(f"{self.says}: the speed {self.speed} is not linear in {self.state}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the state as a function of the time."""
        return Eq(Function(str(self.state))(self.time), self.solution, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return the equation, and the start."""
        speed = self.speed.xreplace({self.state: self.solution})
        return {
            "equation": Identity("the equation", diff(self.solution, self.time), speed),
            "start": Identity("the start", self.solution.subs(self.time, 0), self.start),
        }
