"""Relations between integers, asked of real numbers: what holds for all of these holds for integers.

Knows no formula. The same goes for numbers that are no integers.
"""

from collections.abc import Sequence

from sympy import Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.rules import WrongForm
from theory.logic.substitution import replaced

_DOMAINS = ("positive", "nonnegative", "real")  # the narrowest that a symbol has


def on_reals(formulas: Sequence[Boolean]) -> tuple[Boolean, ...]:
    """Return the formulas with real numbers in the place of integers and of what is known to be none.

    Raises:
        WrongForm: If there is a real number of the same name already: the two must not become one.

    Example:
        >>> n = Symbol("n", integer=True, positive=True)
        >>> [relation.free_symbols == {Symbol("n", positive=True)} for relation in on_reals([n > 2])]
        [True]
    """
    symbols = set().union(*[formula.free_symbols for formula in formulas])
    real = {symbol: _real(symbol) for symbol in sorted(symbols, key=str) if symbol.is_integer is not None}
    if taken := set(real.values()) & symbols:
        raise WrongForm(f"{min(map(str, taken))} is the name of an integer and of any real number")
    return tuple(replaced(formula, real) for formula in formulas)


def _real(symbol: Symbol) -> Symbol:
    domain = next(domain for domain in _DOMAINS if symbol.assumptions0.get(domain))
    return Symbol(symbol.name, **{domain: True})
