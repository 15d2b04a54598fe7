"""Deciding equality by a normal form: rational functions with radicals reduced. Knows no formula.

`simplify` is a heuristic and is not used. Two expressions are equal here when their difference, with every
radical replaced by a generator and reduced by the polynomial it satisfies, cancels to zero. The test is
sound: zero means equal wherever both sides are defined. It may miss an equality; then a line is refused.
"""

from functools import lru_cache

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Mul,
    Pow,
    Rational,
    Symbol,
    binomial,
    cancel,
    diff,
    expand,
    factorial,
    fraction,
    log,
    rem,
    together,
)
from sympy.polys.polyerrors import PolynomialError


def normal_form(expression: Expr) -> Expr:
    """Return the expression as one fraction, radicals, symbolic powers and factorials reduced.

    Example:
        >>> from sympy import sqrt
        >>> x = Symbol("x", positive=True)
        >>> normal_form((sqrt(x) + 1) * (sqrt(x) - 1) - x + 1)
        0
    """
    expression = _reduce_factorials(expression.doit())
    expression = expand(expression, mul=False, log=False, multinomial=False, basic=False)
    expression, relations = _replace_radicals(expression)
    for generator, relation in reversed(relations):
        numerator, denominator = fraction(cancel(together(expression)))
        expression = rem(numerator, relation, generator) / rem(denominator, relation, generator)
    return cancel(together(expression)).subs(_radicals(relations))


def equal(left: Expr, right: Expr) -> bool:
    """Return whether the normal form shows the two expressions to be equal; False if it cannot read them.

    Example:
        >>> x = Symbol("x")
        >>> equal((x + 1) ** 2, x**2 + 2 * x + 1), equal(x, x + 1)
        (True, False)
    """
    return _vanishes(left - right)


@lru_cache(maxsize=4096)
def _vanishes(difference: Expr) -> bool:
    """Return whether the normal form is zero; the same difference, in several proofs, is reduced once."""
    try:
        return bool(normal_form(difference) == 0)
    except PolynomialError:  # a radical inside an absolute value, say
        return False


def derivative(expression: Expr, variable: Symbol) -> Expr:
    """Return the derivative, with (log|u|)' = u'/u, which holds wherever u is not zero.

    Example:
        >>> x = Symbol("x", real=True)
        >>> derivative(log(Abs(1 - 2 * x)), x)
        2/(2*x - 1)
    """
    logs = {e: Dummy() for e in expression.atoms(log) if isinstance(e.args[0], Abs)}
    outer = expression.subs(logs)
    inner = {name: e.args[0].args[0] for e, name in logs.items()}
    slope = diff(outer, variable)
    for name, u in inner.items():
        slope += diff(outer, name) * diff(u, variable) / u
    return slope.subs({name: e for e, name in logs.items()})


def _reduce_factorials(expression: Expr) -> Expr:
    """Write binomials by factorials, and factorials that are an integer apart all by the least one.

    (x+1)! = (x+1) x! wherever both are finite. At a negative integer x! has a pole, and what is shown of a
    binomial holds by continuity: of n >= 0 and any k it is n!/(k! (n-k)!), which is continuous in k.
    """
    natural = [e for e in expression.atoms(binomial) if e.args[0].is_integer and e.args[0].is_nonnegative]
    expression = expression.xreplace({e: _by_factorials(*e.args) for e in natural})
    apart: dict[Expr, list[tuple[int, Expr]]] = {}
    for each in expression.atoms(factorial):
        constant, rest = expand(each.args[0]).as_coeff_Add()
        whole = constant.p // constant.q
        apart.setdefault(rest + constant - whole, []).append((whole, each))
    reduced = {}
    for rest, same in apart.items():
        least = min(whole for whole, _ in same)
        for whole, each in same:
            between = [rest + number for number in range(least + 1, whole + 1)]
            reduced[each] = factorial(rest + least) * Mul(*between)
    return expression.xreplace(reduced)


def _by_factorials(n: Expr, k: Expr) -> Expr:
    return factorial(n) / (factorial(k) * factorial(expand(Add(n, -k))))


def _replace_radicals(expression: Expr) -> tuple[Expr, list[tuple[Dummy, Expr]]]:
    """Replace radicals, innermost first, by generators g with a polynomial relation g^k - base."""
    relations: list[tuple[Dummy, Expr]] = []
    while radical := _innermost_radical(expression):
        base, exponent = radical.as_base_exp()
        # The generator has the sign that the root is known to have: of a negative number it has none.
        generator = Dummy("g", positive=base.is_positive, nonnegative=base.is_nonnegative)
        relations.append((generator, generator**exponent.q - base))
        # Every power of this base with the same root is a power of the one generator.
        expression = expression.replace(
            lambda e, base=base, root=exponent.q: _is_root_of(e, base, root),
            lambda e, g=generator, root=exponent.q: g ** (e.exp * root),
        )
    return expression, relations


def _is_root_of(expression: Expr, base: Expr, root: int) -> bool:
    return bool(_is_radical(expression) and expression.base == base and root % expression.exp.q == 0)


def _is_radical(expression: Expr) -> bool:
    return isinstance(expression, Pow) and isinstance(expression.exp, Rational) and expression.exp.q != 1


def _innermost_radical(expression: Expr) -> Expr | None:
    inner = [
        e for e in expression.atoms(Pow) if _is_radical(e) and not any(map(_is_radical, e.base.atoms(Pow)))
    ]
    return min(inner, key=lambda e: (-e.exp.q, str(e)), default=None)


def _radicals(relations: list[tuple[Dummy, Expr]]) -> list[tuple[Dummy, Expr]]:
    """Return what each generator stands for, outermost first, so that substitution unfolds the tower."""
    return [
        (
            generator,
            (generator ** _degree(relation, generator) - relation)
            ** Rational(1, _degree(relation, generator)),
        )
        for generator, relation in reversed(relations)
    ]


def _degree(relation: Expr, generator: Dummy) -> int:
    return int(max(power.exp for power in relation.atoms(Pow) if power.base == generator))
