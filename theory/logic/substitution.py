"""Formulas with expressions in the place of symbols, as they stand: nothing is evaluated. Knows no formula.

What sympy sees at once would be lost: of positive p, `p > 0` becomes true, and nobody sees what was said.
"""

from collections.abc import Mapping

from sympy import Basic, Expr, Symbol, preorder_traversal
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

_JOINED = And | Or | Not | Implies | Equivalent


def replaced(formula: Boolean, at: Mapping[Expr, Expr]) -> Boolean:
    """Return a formula with expressions in the place of others, relations and what joins them unevaluated.

    Example:
        >>> x, y = Symbol("x", real=True), Symbol("y", positive=True)
        >>> replaced(x > 0, {x: y})
        y > 0
    """
    if isinstance(formula, Relational):
        return formula.func(*[side.xreplace(at) for side in formula.args], evaluate=False)
    parts = [replaced(part, at) if isinstance(part, Boolean) else part.xreplace(at) for part in formula.args]
    if isinstance(formula, _JOINED):
        return formula.func(*parts, evaluate=False)
    return formula.func(*parts) if parts else formula


def bound(formula: Basic) -> set[Symbol]:
    """Return the symbols that a part of a formula binds: what is put into it must not contain them.

    Example:
        >>> from sympy import Sum
        >>> k, n = Symbol("k"), Symbol("n")
        >>> bound(k + Sum(k**2, (k, 1, n)))
        {k}
    """
    parts = preorder_traversal(formula)
    return {symbol for part in parts for symbol in part.atoms(Symbol) if symbol not in part.free_symbols}


def in_domain(symbol: Symbol, value: Expr) -> bool:
    """Return whether a value is known to be a number that has all that is assumed of a symbol.

    Example:
        >>> x, p = Symbol("x", real=True), Symbol("p", positive=True)
        >>> in_domain(p, x**2), in_domain(p, x**2 + 1), in_domain(x, 1 / x)
        (False, True, False)
    """
    assumed = symbol.assumptions0.items()
    return value.is_complex is True and all(getattr(value, f"is_{fact}") is so for fact, so in assumed)
