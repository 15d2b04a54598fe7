"""What sign a function of one variable has at the end of an interval, and near it. Knows no formula.

A function is smooth where no logarithm and no denominator in it is of zero. Its values are computed here from
the function itself, so that a change of the function is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Abs, Add, Dummy, Eq, Expr, Gt, Limit, Lt, Ne, Pow, S, Symbol, log, oo
from sympy.logic.boolalg import Boolean

from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm, conjunction

Given = tuple[Boolean, ...]


def _within(part: Expr) -> Expr | None:
    """Return u of log|u|, or of log(u) if u is positive; None of anything else."""
    (inner,) = part.args
    if isinstance(inner, Abs):
        return inner.args[0]
    return inner if inner.is_positive else None


def singularities(function: Expr) -> tuple[Expr, ...]:
    """Return what must not be zero: u of every log|u|, and every denominator.

    Raises:
        WrongForm: If a logarithm is of what may be negative, or an absolute value stands elsewhere.

    Example:
        >>> x = Symbol("x", real=True)
        >>> singularities(log(Abs(1 - x)) / x)
        (x - 1, x)
    """
    logs = {part: _within(part) for part in sorted(function.atoms(log), key=str)}
    if None in logs.values() or function.xreplace({part: Dummy() for part in logs}).has(Abs):
        raise WrongForm(f"{function}: absolute values are read in logarithms, and there they are needed")
    below = sorted((power.base for power in function.atoms(Pow) if power.exp.is_negative), key=str)
    return tuple(dict.fromkeys([*logs.values(), *below]))


def smooth(function: Expr, given: Given) -> dict[str, Premise]:
    """Return the obligation that a function is smooth, unless it is a polynomial: no singularity is met."""
    if not (parts := singularities(function)):
        return {}
    nonzero = conjunction(Ne(part, 0, evaluate=False) for part in parts)
    return {"smooth": Implication("the function is smooth", given, nonzero)}


@dataclass(frozen=True)
class End(Join):
    """What sign a function has at a place and, unless that is zero, near it: a smooth function keeps it.

    Args:
        function: Of the variable.
        variable: The variable.
        at: The place.
        sign: 1, -1, or 0 if it is zero there.
        given: What is known of the other symbols.
    """

    function: Expr
    variable: Symbol
    at: Expr | None
    sign: int
    given: Given = ()

    @property
    def says(self) -> str:
        """Return the conclusion in words."""
        where = "for large values" if self.at is None else f"at {self.at}"
        return f"{where} it is {('negative', 'zero', 'positive')[self.sign + 1]}"

    @property
    def shows(self) -> Boolean:
        """Return the sign of the limit."""
        limit = Limit(self.function, self.variable, oo if self.at is None else self.at)
        return {1: Gt, -1: Lt, 0: Eq}[self.sign](limit, 0, evaluate=False)

    @property
    def logs(self) -> dict[Expr, Expr]:
        """Return the coefficient of each log|u|, by u.

        Raises:
            WrongForm: If the function is something else than a sum of them, with constant coefficients.
        """
        atoms = {part: _within(part) for part in sorted(self.function.atoms(log), key=str)}
        found = {u: self.function.expand().coeff(part) for part, u in atoms.items()}
        total = Add(*[coefficient * log(Abs(u)) for u, coefficient in found.items()])
        constant = not any(self.variable in coefficient.free_symbols for coefficient in found.values())
        if not constant or normal_form(self.function - total) != 0:
            raise WrongForm(f"{self.function} is not a sum of logarithms with constant coefficients")
        return found

    def here(self, says: str, relation: Boolean) -> Implication:
        """Return the obligation that a relation holds at the place; a number is inserted."""
        assert self.at is not None
        if self.at.is_number:
            sides = (side.subs(self.variable, self.at) for side in relation.args)
            return Implication(says, self.given, relation.func(*sides, evaluate=False))
        return Implication(says, (*self.given, Eq(self.variable, self.at)), relation)


@dataclass(frozen=True)
class Value(End):
    """An end at which the function is smooth and its value can be read off.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> Value(log(Abs(1 - x)), x, S.Zero, 0).discharge()
    """

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that it is smooth there, and its value."""
        value = self.function.subs(self.variable, self.at)
        smooth = {
            f"smooth {number}": self.here("smooth there", Ne(part, 0, evaluate=False))
            for number, part in enumerate(singularities(self.function), start=1)
        }
        if self.sign == 0:
            return {**smooth, "value": Identity("its value", value, S.Zero)}
        sign = Gt(self.sign * value, 0, evaluate=False)
        return {**smooth, "value": Implication("its sign", self.given, sign)}


@dataclass(frozen=True)
class EqualLogs(End):
    """A place where all logarithms of a sum of them are the same, and of less than one: it has a value."""

    @property
    def shows(self) -> Boolean:
        """Return the sign of the value."""
        value = self.function.subs(self.variable, self.at)
        return (Gt if self.sign > 0 else Lt)(value, 0, evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that they are the same, of less than one, and the sign of the sum of the coefficients."""
        first, *others = self.logs
        same = {
            f"same {number}": self.here(
                "it is the first logarithm", Eq(Abs(first), Abs(other), evaluate=False)
            )
            for number, other in enumerate(others, start=2)
        }
        total = Gt(-self.sign * Add(*self.logs.values()), 0, evaluate=False)
        return {
            **same,
            "not zero": self.here("which is not of zero", Ne(first, 0, evaluate=False)),
            "below one": self.here("and of less than one", Lt(Abs(first), 1, evaluate=False)),
            "sum": Implication("the sum of the coefficients", self.given, total),
        }


@dataclass(frozen=True)
class Pole(End):
    """A place where one logarithm of a sum of them is of zero: there the sum is infinite.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> Pole(log(Abs(1 - x)) - log(Abs(2 - x)), x, S.One, -1).discharge()
    """

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return which one it is, the sign of its coefficient, and that the others are not of zero."""
        vanishing = [u for u in self.logs if normal_form(u.subs(self.variable, self.at)) == 0]
        if len(vanishing) != 1:
            raise WrongForm(f"{self.function}: {len(vanishing)} logarithms are of zero at {self.at}, not one")
        others = {
            f"other {number}": self.here("the other one is finite", Ne(u, 0, evaluate=False))
            for number, u in enumerate((u for u in self.logs if u not in vanishing), start=1)
        }
        coefficient = Gt(-self.sign * self.logs[vanishing[0]], 0, evaluate=False)
        return {
            "zero": self.here("one logarithm is of zero", Eq(vanishing[0], 0, evaluate=False)),
            **others,
            "coefficient": Implication("its coefficient", self.given, coefficient),
        }


@dataclass(frozen=True)
class AtInfinity(End):
    """Far to the right a sum of c log|a + b x|, b not zero, is (sum of the c) log x and something bounded.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> AtInfinity(log(Abs(1 - x)) - 2 * log(Abs(2 - x)), x, None, -1).discharge()
    """

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that every logarithm is of something that grows, and the sign of the sum of coefficients."""
        growth = [u.diff(self.variable) for u in self.logs]
        if any(self.variable in slope.free_symbols for slope in growth):
            raise WrongForm(f"{self.function}: not all logarithms are of linear functions")
        total = Gt(self.sign * Add(*self.logs.values()), 0, evaluate=False)
        grow = conjunction(Ne(slope, 0, evaluate=False) for slope in growth)
        return {
            "growth": Implication("what the logarithms are of grows", self.given, grow),
            "sum": Implication("the sum of the coefficients", self.given, total),
        }
