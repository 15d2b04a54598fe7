"""What sign a function of one variable has at the end of an interval, and near it. Knows no formula.

A function is smooth where no logarithm is of zero or less, and no denominator is zero. Its values are
computed here from the function itself, so that a change of the function is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Abs, Add, Dummy, Eq, Expr, Gt, Limit, Lt, Ne, Poly, Pow, S, Symbol, log, oo
from sympy.logic.boolalg import Boolean

from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm, conjunction
from theory.logic.substitution import replaced

Given = tuple[Boolean, ...]


def _within(part: Expr) -> Expr:
    """Return u of log|u| or log(u)."""
    (inner,) = part.args
    return inner.args[0] if isinstance(inner, Abs) else inner


def _logs(function: Expr) -> list[Expr]:
    return sorted(function.atoms(log), key=str)


def _defined(part: Expr, u: Expr) -> Boolean:
    """Return what a logarithm needs of u, or of what u comes to: not to be zero, or to be positive."""
    positive = not isinstance(part.args[0], Abs) and not part.args[0].is_positive
    return (Gt if positive else Ne)(u, 0, evaluate=False)


def domain(function: Expr) -> tuple[Boolean, ...]:
    """Return where a function is smooth: u > 0 for every log(u), u other than 0 for log|u| and below a line.

    Raises:
        WrongForm: If an absolute value stands elsewhere.

    Example:
        >>> x = Symbol("x", real=True)
        >>> domain(log(Abs(1 - x)) / x + log(x + 1))
        (Ne(x - 1, 0), x + 1 > 0, Ne(x, 0))
    """
    logs = _logs(function)
    outside = function.xreplace({part: Dummy() for part in logs})
    if any(expression.has(Abs) for expression in (outside, *map(_within, logs))):
        raise WrongForm(f"{function}: absolute values are read in logarithms only")
    below = sorted((power.base for power in function.atoms(Pow) if power.exp.is_negative), key=str)
    nonzero = (Ne(part, 0, evaluate=False) for part in below)
    return tuple(dict.fromkeys([*(_defined(part, _within(part)) for part in logs), *nonzero]))


def smooth(function: Expr, given: Given) -> dict[str, Premise]:
    """Return the obligation that a function is smooth, unless it is a polynomial: no singularity is met."""
    if not (parts := domain(function)):
        return {}
    return {"smooth": Implication("the function is smooth", given, conjunction(parts))}


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

    @cached_property
    def logs(self) -> dict[Expr, Expr]:
        """Return the coefficient of each logarithm.

        Raises:
            WrongForm: If the function is something else than a sum of them, with constant coefficients.
        """
        names = {part: Dummy() for part in _logs(self.function)}
        named = self.function.xreplace(names).expand()
        found = {part: named.coeff(name) for part, name in names.items()}
        total = Add(*[found[part] * name for part, name in names.items()])
        constant = not any(self.variable in coefficient.free_symbols for coefficient in found.values())
        if not constant or normal_form(named - total) != 0:
            raise WrongForm(f"{self.function} is not a sum of logarithms with constant coefficients")
        return found

    def here(self, says: str, relation: Boolean) -> Implication:
        """Return the obligation that a relation holds at the place; a number is inserted."""
        assert self.at is not None
        if self.at.is_number:
            return Implication(says, self.given, replaced(relation, {self.variable: self.at}))
        return Implication(says, (*self.given, Eq(self.variable, self.at)), relation)


@dataclass(frozen=True)
class Value(End):
    """An end at which the function is smooth and its value can be read off.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> Value(log(Abs(1 - x)), x, S.Zero, 0).discharge()
    """

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that it is smooth there, and its value."""
        value = self.function.subs(self.variable, self.at)
        smooth = {
            f"smooth {number}": self.here("smooth there", relation)
            for number, relation in enumerate(domain(self.function), start=1)
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

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that they are the same, of less than one, and the sign of the sum of the coefficients."""
        defined = [_defined(part, _within(part)) for part in self.logs]
        first, *others = map(_within, self.logs)
        # Of something positive there is no absolute value to ask for.
        size = Abs if any(part.args[0].func is Abs for part in self.logs) else lambda u: u
        same = {
            f"same {number}": self.here(
                "it is the first logarithm", Eq(size(first), size(other), evaluate=False)
            )
            for number, other in enumerate(others, start=2)
        }
        total = Gt(-self.sign * Add(*self.logs.values()), 0, evaluate=False)
        # That one is not of zero is enough for all, but not that it is of something positive.
        needed = [defined[0], *(relation for relation in defined[1:] if isinstance(relation, Gt))]
        return {
            **same,
            "not zero": self.here("which is not of zero", conjunction(needed)),
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

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return which one it is, the sign of its coefficient, and that the others are not of zero."""
        logs = self.logs
        vanishing = [part for part in logs if normal_form(_within(part).subs(self.variable, self.at)) == 0]
        if len(vanishing) != 1:
            raise WrongForm(f"{self.function}: {len(vanishing)} logarithms are of zero at {self.at}, not one")
        finite = [part for part in logs if part not in vanishing]
        others = {
            f"other {number}": self.here("the other one is finite", _defined(part, _within(part)))
            for number, part in enumerate(finite, start=1)
        }
        coefficient = Gt(-self.sign * logs[vanishing[0]], 0, evaluate=False)
        return {
            "zero": self.here("one logarithm is of zero", Eq(_within(vanishing[0]), 0, evaluate=False)),
            **others,
            "coefficient": Implication("its coefficient", self.given, coefficient),
        }


@dataclass(frozen=True)
class AtInfinity(End):
    """Far to the right a sum of c log|u|, u of degree n, is (sum of the c n) log x and something bounded.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> AtInfinity(log(Abs(1 - x)) - 2 * log(Abs(2 - x)), x, None, -1).discharge()
        >>> AtInfinity(log(x**2 - x + 1) - log(Abs(1 - x)), x, None, 1).discharge()
    """

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return that no leading coefficient is zero, and the sign of the sum of coefficients and degrees."""
        logs, u = self.logs, {part: _within(part) for part in self.logs}
        if not all(inner.is_polynomial(self.variable) for inner in u.values()):
            raise WrongForm(f"{self.function}: not all logarithms are of polynomials")
        leading = {part: Poly(inner, self.variable).LT() for part, inner in u.items()}
        degrees = [logs[part] * monomial.exponents[0] for part, (monomial, _) in leading.items()]
        total = Gt(self.sign * Add(*degrees), 0, evaluate=False)
        grow = conjunction(_defined(part, coefficient) for part, (_, coefficient) in leading.items())
        return {
            "growth": Implication("what the logarithms are of grows", self.given, grow),
            "sum": Implication("the sum of the coefficients", self.given, total),
        }
