"""How formulas are written: plain text and LaTeX, constants before symbols. Knows no formula.

sympy sorts the terms of a sum by degree, so that 1 - 2 eta p is printed as -2 eta p + 1; here a sum begins
with its number, as an author writes it.
"""

from collections.abc import Iterable

from sympy import Abs, Expr, O
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from theory.derivation import Derivation


def _author_order(terms: Iterable[Expr]) -> list[Expr]:
    """Return the terms with the numbers first and, among the rest, positive ones first."""
    return sorted(
        terms, key=lambda t: (isinstance(t, O), not t.is_number, not t.is_Rational, _is_negative(t))
    )


def _is_negative(term: Expr) -> bool:
    return bool(term.could_extract_minus_sign())


def _positive_constant(absolute: Abs) -> Expr:
    """Return u or -u of |u|, whichever has the positive constant: sympy writes |1 - x| as |x - 1|."""
    inside: Expr = absolute.args[0]
    return -inside if inside.as_coeff_Add()[0].is_negative else inside


class _Text(StrPrinter):  # type: ignore[misc]  # sympy is untyped
    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> list[Expr]:
        return _author_order(super()._as_ordered_terms(expr, order=order))

    def _print_Abs(self, expr: Abs) -> str:  # noqa: N802 - sympy names its hooks by class
        return f"Abs({self._print(_positive_constant(expr))})"

    def _print_Equality(self, expr: Relational) -> str:  # noqa: N802 - as above
        return f"{self._print(expr.lhs)} = {self._print(expr.rhs)}"


class _Latex(LatexPrinter):  # type: ignore[misc]  # sympy is untyped
    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> list[Expr]:
        return _author_order(super()._as_ordered_terms(expr, order=order))

    def _print_Abs(self, expr: Abs, exp: str | None = None) -> str:  # noqa: N802 - as above
        bars = rf"\left|{self._print(_positive_constant(expr))}\right|"
        return bars if exp is None else f"{bars}^{{{exp}}}"

    def _print_Symbol(self, expr: Expr, style: str = "plain") -> str:  # noqa: N802 - as above
        name = str(expr.name)
        if name.startswith("beta*"):
            return r"\beta^{*}" + (f"_{{{name[6:]}}}" if len(name) > 6 else "")
        return str(super()._print_Symbol(expr, style=style))


def text(statement: Expr | Boolean) -> str:
    """Return a formula as plain text that sympy reads back (an equality is written with one =).

    Example:
        >>> from theory.symbols import eta, p
        >>> text(1 - 2 * eta * p)
        '1 - 2*eta*p'
    """
    return str(_Text().doprint(statement))


def latex(statement: Expr | Boolean) -> str:
    r"""Return a formula in LaTeX, without delimiters.

    Example:
        >>> from theory.symbols import eta, p
        >>> latex(1 - 2 * eta * p)
        '1 - 2 \\eta p'
    """
    return str(_Latex().doprint(statement))


def derivation_as_text(derivation: Derivation) -> str:
    """Return a derivation as text, one numbered line per step, with its reason and how it was checked.

    Example:
        >>> from theory.descent import derive_contraction
        >>> print(derivation_as_text(derivation=derive_contraction()).splitlines()[5])
          (3) r - 2*eta*p*r = r*(1 - 2*eta*p)
    """
    lines = [derivation.title]
    for number, line in enumerate(derivation.lines, start=1):
        lines.append(f"  ({number}) {text(line.statement)}")
        lines.append(f"      by: {line.because} [{line.checked}]")
    return "\n".join(lines)


def derivation_as_latex(derivation: Derivation) -> str:
    r"""Return a derivation as an `align` environment (package amsmath), the reason beside each line.

    Example:
        >>> from theory.descent import derive_contraction
        >>> derivation_as_latex(derive_contraction()).splitlines()[1]
        '\\begin{align}'
    """
    body = []
    for line in derivation.lines:
        statement = line.statement
        if isinstance(statement, Relational):
            sign = {"==": "=", "!=": r"\neq", "<=": r"\le", ">=": r"\ge"}.get(
                statement.rel_op, statement.rel_op
            )
            formula = f"{latex(statement.lhs)} &{sign} {latex(statement.rhs)}"
        else:
            formula = f"& {latex(statement)}"
        body.append(f"  {formula} && \\text{{{_prose(line.because)}}}")
    rows = " \\\\\n".join(body)
    return f"% {derivation.title}\n\\begin{{align}}\n{rows}\n\\end{{align}}"


def _prose(words: str) -> str:
    """Return words with the characters escaped that mean something else to LaTeX."""
    for character in r"\_^&%#$":
        escape = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}"}.get(character, "\\" + character)
        words = words.replace(character, escape)
    return words
