"""A derivation: a list of lines, each re-checked when it is made. Knows no formula of the theory.

A line is a definition, an equality (checked by the normal form), an expansion (checked by its series) or a
statement about polynomials (checked by both solvers). A line that does not follow is never added: it raises.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from sympy import Dummy, Eq, Expr, O, Symbol, series, sympify
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue, Not

from theory.logic.normal_form import equal, normal_form
from theory.logic.solvers import ask, denominators
from theory.symbols import simple_point


class DoesNotFollow(Exception):  # noqa: N818 - the name says what happened to a line
    """A line of a derivation, or an obligation of a proof, that could not be shown."""


@dataclass(frozen=True)
class Line:
    """One line: what it states, why, and how it was checked."""

    statement: Boolean
    because: str
    checked: str


@dataclass
class Derivation:
    """Lines that lead from the definitions to a formula, under a title.

    Example:
        >>> from sympy import Symbol
        >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
        >>> square = Derivation("square").define(y, x + 1, "shift")
        >>> square = square.equal(y**2, x**2 + 2 * x + 1, "multiply out")
        >>> square.lines[1].checked
        'normal form'
    """

    title: str
    lines: list[Line] = field(default_factory=list)
    meanings: dict[Expr, Expr] = field(default_factory=dict)

    def define(self, name: Expr, meaning: Expr, because: str) -> Self:
        """Add a definition: from here on `name` stands for `meaning`.

        Raises:
            DoesNotFollow: If the name already has a meaning or occurs in an earlier line or in its meaning,
                if it is no symbol (then it would be a condition), or if its domain excludes the meaning.
        """
        if not isinstance(name, Symbol):
            raise DoesNotFollow(f"{self._here()}: {name} is no symbol")
        if clash := [
            a for a, wanted in name.assumptions0.items() if getattr(meaning, f"is_{a}") is (not wanted)
        ]:
            raise DoesNotFollow(f"{self._here()}: {name} is {clash[0]} and {meaning} is not, or the reverse")
        used = {symbol for line in self.lines for symbol in line.statement.free_symbols}
        if name in used | meaning.free_symbols:
            raise DoesNotFollow(f"{self._here()}: {name} already has a meaning")
        self.meanings[name] = self._unfold(meaning)
        return self._add(Eq(name, meaning, evaluate=False), because, "definition")

    def equal(self, left: Expr, right: Expr, because: str) -> Self:
        """Add `left = right`, after the normal form has shown it, names replaced by what they stand for.

        Raises:
            DoesNotFollow: If the normal form does not show it (the message holds both sides and their values
                at a simple point), or if both sides are the same text, so that the line says nothing.
        """
        if left == right:
            raise DoesNotFollow(f"{self._here()}: {left} = {right} says nothing")
        sides = self._unfold(left), self._unfold(right)
        if not equal(*sides):
            raise DoesNotFollow(f"{self._here()}: {show_difference(*sides)}")
        return self._add(Eq(left, right, evaluate=False), because, "normal form")

    def expands(self, left: Expr, right: Expr, variable: Symbol, order: int, because: str) -> Self:
        """Add `left = right + O(variable^order)` as the variable tends to zero.

        Raises:
            DoesNotFollow: If the series of the difference has a term below that order, or if both sides are
                the same text, so that the line says nothing.
        """
        if left == right:
            raise DoesNotFollow(f"{self._here()}: {left} = {right} says nothing")
        rest = series(self._unfold(left - right), variable, 0, order).removeO()
        if normal_form(rest) != 0:
            raise DoesNotFollow(f"{self._here()}: {left} and {right} differ by {rest} and higher orders")
        return self._add(Eq(left, right + O(variable**order), evaluate=False), because, "series")

    def implies(self, statement: Boolean, because: str, given: Iterable[Boolean] = ()) -> Self:
        """Add a statement that both solvers have derived from `given`, names replaced by what they stand for.

        Raises:
            DoesNotFollow: If a solver found a counterexample or gave up; see `check_implication`.
        """
        formulas = [*map(sympify, given), sympify(statement)]
        # A name's domain says nothing about its meaning: the name is a real number, and that is the meaning.
        free = {symbol for formula in formulas for symbol in formula.free_symbols}
        standing = {name: Dummy(str(name), real=True) for name in self.meanings if name in free}
        meanings = [Eq(standing[name], self.meanings[name], evaluate=False) for name in standing]
        *hypotheses, shows = (formula.xreplace(standing) for formula in formulas)
        check_implication(self._here(), [*meanings, *hypotheses], shows)
        return self._add(statement, because, "z3 and cvc5")

    def _add(self, statement: Boolean, because: str, checked: str) -> Self:
        self.lines.append(Line(statement, because, checked))
        return self

    def _unfold(self, expression: Expr) -> Expr:
        return expression.subs(self.meanings, simultaneous=True)

    def _here(self) -> str:
        return f"{self.title}, line {len(self.lines) + 1}"


def check_implication(where: str, given: Iterable[Boolean], shows: Boolean) -> None:
    """Require that both solvers derive `shows` from `given`, and that `given` can be satisfied.

    What is divided by must be shown not to be zero: in a hypothesis from the hypotheses before it, in the
    conclusion from all of them. Where it could vanish, neither a statement nor its opposite has a meaning.

    Args:
        where: What to call the implication in a message.
        given: The hypotheses; the domains of the symbols, also of those in `shows` only, are added.
        shows: The conclusion.

    Raises:
        DoesNotFollow: With the counterexample if there is one, with both answers if a solver gave up,
            if the hypotheses have no model (then they would imply anything), with the denominator if one may
            be zero, and if sympy has already evaluated a hypothesis, or the conclusion to true.
        TypeError: If the solvers cannot read a formula or hold a symbol to its domain (`solvers.ask`).

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", positive=True)
        >>> check_implication("example", [x > 1], x**2 > x)
    """
    hypotheses = tuple(given)
    if lost := evaluated(hypotheses, shows):
        raise DoesNotFollow(f"{where}: {lost}")
    alone = ask(hypotheses, shows.free_symbols)
    if not alone.both("sat"):
        raise DoesNotFollow(f"{where}: the hypotheses alone: z3 {alone.z3}, cvc5 {alone.cvc5}, wanted sat")
    for place, formula in enumerate((*hypotheses, shows)):
        _require_defined(where, hypotheses[:place], formula)
    against = ask([*hypotheses, Not(shows)])
    if against.model:
        raise DoesNotFollow(f"{where}: {shows} is false at {against.model}")
    if not against.both("unsat"):
        raise DoesNotFollow(f"{where}: {shows} not shown: z3 {against.z3}, cvc5 {against.cvc5}")


def evaluated(given: Iterable[Boolean], shows: Boolean) -> str | None:
    """Return what is wrong if sympy has evaluated a hypothesis, or the conclusion to true; None if not.

    What was evaluated is lost: nobody can see any more which relation was meant, and no solver is asked.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", positive=True)
        >>> evaluated([x > 0], x > 1), evaluated([], x > 1)
        ('hypothesis 1 is only True; build the relation with evaluate=False', None)
    """
    constants = bool | BooleanTrue | BooleanFalse
    for place, hypothesis in enumerate(given, start=1):
        if isinstance(hypothesis, constants):
            return f"hypothesis {place} is only {hypothesis}; build the relation with evaluate=False"
    if isinstance(shows, constants) and shows:
        return "nothing is left to ask; build the relation with evaluate=False"
    return None


def _require_defined(where: str, given: tuple[Boolean, ...], formula: Boolean) -> None:
    """Require that under `given` nothing the formula divides by can be zero, inner denominators first."""
    for denominator in denominators([formula]):
        zero = ask([*given, Eq(denominator, 0, evaluate=False)])
        if not zero.both("unsat"):
            at = f"it is at {zero.model}" if zero.model else f"z3 {zero.z3}, cvc5 {zero.cvc5}"
            raise DoesNotFollow(
                f"{where}: {formula} divides by {denominator}, not shown to be other than 0: {at}"
            )


def show_difference(left: Expr, right: Expr) -> str:
    """Return both sides, and both numbers at a simple point.

    Example:
        >>> from sympy import Symbol
        >>> x = Symbol("x", positive=True)
        >>> show_difference(2 * x, 3 * x)
        '2*x is not 3*x: at x = 1/3 the left is 2/3, the right 1'
    """
    point = simple_point(left.free_symbols | right.free_symbols)
    where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items()) or "any point"
    values = [side.doit().subs(point, simultaneous=True) for side in (left, right)]
    return f"{left} is not {right}: at {where} the left is {values[0]}, the right {values[1]}"
