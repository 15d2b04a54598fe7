"""Every symbol of the theory, once: its meaning and its domain. Knows no formula."""

from collections.abc import Mapping
from fractions import Fraction

from sympy import Expr, Float, Integer, Rational, S, Symbol, symbols, sympify

eta = Symbol("eta", positive=True)  # learning rate
p, p_1, p_2 = symbols("p p_1 p_2", positive=True)  # train weight of a coordinate that was seen
w, w_1, w_2 = symbols("p p_1 p_2", nonnegative=True)  # train weight of any coordinate, 0 if never drawn
q, q_1, q_2 = symbols("q q_1 q_2", nonnegative=True)  # population (test) weight
r, r_1, r_2 = symbols("r r_1 r_2", real=True)  # residual beta - beta*
r_0 = Symbol("r_0", real=True)  # residual at the start
eps = Symbol("epsilon", positive=True)  # train loss at which training stops
t = Symbol("t", nonnegative=True)  # time of the gradient flow
T = Symbol("T", integer=True, nonnegative=True)  # number of steps
a, b = symbols("a b", nonnegative=True)  # squares of the ground truth, beta*_1^2 and beta*_2^2
s = Symbol("s", positive=True)  # the flow's clock for counts 2:1, s = exp(-4t/3)
eta_c, eta_max = symbols("eta_c eta_max", positive=True)  # critical learning rates
x = Symbol("x", positive=True)  # learning rate times train weight
n = Symbol("n", integer=True, positive=True)  # number of samples
n_1, n_2 = symbols("n_1 n_2", integer=True, positive=True)  # how often e_1 and e_2 were drawn


def unended(m: Symbol, d: Symbol) -> tuple[Symbol, Symbol]:
    """Return what the ratio m and the time d of a coordinate are called if no step has ended it.

    Example:
        >>> unended(Symbol("m_1"), Symbol("d_1"))
        (m_1', d_1')
    """
    return Symbol(f"{m}'", positive=True), Symbol(f"{d}'", real=True)


def argument(value: object) -> Expr:
    """Return an argument of a formula as a sympy expression, so that it is divided exactly.

    Args:
        value: An int, a `fractions.Fraction`, or a sympy expression without floats.

    Raises:
        TypeError: If the value is or holds a float, or is no number and no expression; theory is exact.

    Example:
        >>> argument(3) / 2, argument(eta)
        (3/2, eta)
    """
    known = isinstance(value, Expr | int | Fraction) and not isinstance(value, bool)
    expression: Expr = sympify(value) if known else S.NaN
    if expression.has(S.NaN, Float):
        raise TypeError(f"{value!r} is not exact; use an integer, a fraction or a sympy expression")
    return expression


def exact(value: object) -> Expr:
    """Return a number as an exact sympy number.

    Args:
        value: An int, a `fractions.Fraction`, or a sympy number without floats.

    Raises:
        TypeError: If the value is a float or contains one, or is no number; theory is exact.

    Example:
        >>> exact(Fraction(1, 3))
        1/3
    """
    number = argument(value)
    if not number.is_number:
        raise TypeError(f"{value!r} is not an exact number")
    return number


def divisor(name: str, value: object) -> Expr:
    """Return what a formula divides by.

    Args:
        name: What it is called in the formula.
        value: As for `argument`.

    Raises:
        TypeError: As `argument`.
        ValueError: If it is zero.

    Example:
        >>> divisor("p", 0)
        Traceback (most recent call last):
            ...
        ValueError: p = 0: must not be zero, the formula divides by it
    """
    expression = argument(value)
    if expression.is_zero:
        raise ValueError(f"{name} = {value}: must not be zero, the formula divides by it")
    return expression


def evaluate(expression: Expr, point: Mapping[Symbol, object]) -> Expr:
    """Return an expression at an exact point that lies in the domain of its symbols.

    Args:
        expression: Any expression of the theory.
        point: An exact number for each free symbol.

    Raises:
        ValueError: If a value lies outside its symbol's domain, or a symbol is left over.

    Example:
        >>> evaluate(1 - 2 * eta * p, {eta: Rational(3, 2), p: Rational(1, 3)})
        0
    """
    values = {symbol: exact(value) for symbol, value in point.items()}
    for symbol, value in values.items():
        for assumption in ("positive", "nonnegative", "integer", "real"):
            wanted = symbol.assumptions0.get(assumption)
            if wanted and getattr(value, f"is_{assumption}") is not True:
                raise ValueError(f"{symbol} = {value} is not {assumption}")
    result = expression.subs(values, simultaneous=True)
    if result.free_symbols:
        raise ValueError(f"no value given for {sorted(map(str, result.free_symbols))}")
    return result


def simple_point(free: set[Symbol]) -> dict[Symbol, Expr]:
    """Return a simple exact point in the domain of the symbols, to show where two formulas differ.

    Example:
        >>> simple_point({eta, p})
        {eta: 1/3, p: 1/5}
    """
    denominators = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    ordered = sorted(free, key=str)
    return {
        symbol: Integer(place + 2) if symbol.is_integer else Rational(1, denominators[place % 12])
        for place, symbol in enumerate(ordered)
    }
