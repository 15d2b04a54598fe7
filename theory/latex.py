"""How formulas are written: plain text and LaTeX, constants before symbols. Knows no formula.

sympy sorts the terms of a sum by degree, so that 1 - 2 eta p is printed as -2 eta p + 1; here a sum begins
with its number, as an author writes it.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from sympy import Abs, Add, Expr, O, pretty
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, Equivalent
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from theory.logic.derivation import Derivation, Line

_ROW = 80  # columns of text whose formula fills a row of a page
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")  # in LaTeX: not the name of a command


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
        written = str(super()._print_Symbol(expr, style=style))
        return _WORD.sub(lambda word: rf"\mathrm{{{word[0]}}}", written)  # letters side by side are a product


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
    r"""Return a derivation for LaTeX with the package amsmath: an `align` with the reason beside each line.

    A line that is too long for that is a `multline`, broken at its sign and between terms, the reason below.

    Example:
        >>> from theory.descent import derive_contraction
        >>> derivation_as_latex(derive_contraction()).splitlines()[1]
        '\\begin{align}'
    """
    blocks = [f"% {derivation.title}"]
    for long, lines in groupby(derivation.lines, _is_long):
        if long:
            blocks += [_environment("multline", _broken(line)) for line in lines]
        else:
            blocks.append(_environment("align", [_row(line) for line in lines]))
    return "\n".join(blocks)


def _environment(name: str, rows: Iterable[str]) -> str:
    body = " \\\\\n".join(f"  {row}" for row in rows)
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _row(line: Line) -> str:
    statement, reason = line.statement, rf"\text{{{_prose(line.because)}}}"
    if isinstance(statement, Relational):
        return f"{latex(statement.lhs)} &{_sign(statement)} {latex(statement.rhs)} && {reason}"
    return f"& {latex(statement)} && {reason}"


def _sign(relation: Relational) -> str:
    sign = str(relation.rel_op)
    return {"==": "=", "!=": r"\neq", "<=": r"\le", ">=": r"\ge"}.get(sign, sign)


def _is_long(line: Line) -> bool:
    return _columns(line.statement) > _ROW


def _columns(formula: Expr | Boolean) -> int:
    return max(map(len, pretty(formula, wrap_line=False, use_unicode=True).splitlines()))


def _broken(line: Line) -> list[str]:
    """Return the rows of a long line: its left side, its right side, and the reason."""
    statement, reason = line.statement, rf"\text{{({_prose(line.because)})}}"
    if isinstance(statement, Relational):
        left, (first, *rest) = _side(statement.lhs), _side(statement.rhs)
        return [*left, f"{_sign(statement)} {first}", *rest, reason]
    if isinstance(statement, Equivalent):
        first, *rest = map(latex, statement.args)
        return [first, *(rf"\Leftrightarrow {side}" for side in rest), reason]
    return [latex(statement), reason]


def _side(side: Expr) -> list[str]:
    """Return a side in one row, or a sum that is too long for that in as many as its terms need."""
    rows: list[list[Expr]] = []
    for term in _author_order(Add.make_args(side)):
        if rows and _columns(Add(*rows[-1], term, evaluate=False)) <= _ROW:
            rows[-1].append(term)
        else:
            rows.append([term])
    told = [latex(Add(*row, evaluate=False)) for row in rows]
    return [told[0], *(row if row.startswith("-") else f"+ {row}" for row in told[1:])]


def _prose(words: str) -> str:
    """Return words with the characters escaped that mean something else to LaTeX."""
    for character in r"\_^&%#$":
        escape = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}"}.get(character, "\\" + character)
        words = words.replace(character, escape)
    return words
