"""Two solvers, z3 and cvc5, asked the same question about real numbers. Knows no formula of the theory.

Neither is trusted alone: an implication counts only if both say that its negation has no model and both
find a model of its hypotheses. Input is exact; a relation between fractions is cleared of its denominator,
and only points where no denominator is zero are looked at: whoever asks has to show that there are no others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import add, mul
from types import ModuleType
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mul,
    Ne,
    Pow,
    Rational,
    Symbol,
    fraction,
    postorder_traversal,
    together,
)
from sympy.core.relational import Equality, Relational, Unequality
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or

DOMAINS: dict[str, Callable[[Any], Any]] = {  # of a real symbol: what its variable is held to
    "real": lambda variable: variable == variable,
    "positive": lambda variable: variable > 0,
    "nonnegative": lambda variable: variable >= 0,
    "negative": lambda variable: variable < 0,
    "nonpositive": lambda variable: variable <= 0,
    "nonzero": lambda variable: variable != 0,
}
# What each solver is asked with, until it knows: cvc5 answers nearly all questions by cylindrical algebraic
# coverings alone, in half the time that it takes with its own choice of methods.
WAYS: dict[str, tuple[dict[str, str], ...]] = {"z3": ({},), "cvc5": ({"nl-ext": "none"}, {})}
MILLISECONDS = 10_000  # after which a solver answers "unknown", which counts as not shown


@dataclass(frozen=True)
class Answer:
    """What both solvers said: `sat`, `unsat` or `unknown`, and a model if one was found."""

    z3: str
    cvc5: str
    model: str | None

    def both(self, word: str) -> bool:
        """Return whether both solvers gave this answer."""
        return self.z3 == word and self.cvc5 == word


def ask(formulas: Iterable[Boolean], symbols: Iterable[Symbol] = ()) -> Answer:
    """Ask both solvers whether the formulas have a common real solution at which no denominator is zero.

    Args:
        formulas: Relations between polynomials or their fractions, and what logic joins them to.
        symbols: More symbols that have to have a value, besides those of the formulas. The domain of every
            symbol is a hypothesis: one of `DOMAINS`.

    Raises:
        TypeError: If a formula holds something that is not polynomial, such as an exponential, or a symbol
            whose domain is not in `DOMAINS`: complex (a plain `Symbol("x")`), integer, rational. If such a
            symbol could be any real number, "unsat" would hold for an integer too, but "sat" would not, and
            nothing would hold for a complex number.

    Example:
        >>> x = Symbol("x", real=True)
        >>> ask([x**2 < 0])
        Answer(z3='unsat', cvc5='unsat', model=None)
    """
    asked = tuple(formulas)
    free = sorted({symbol for formula in asked for symbol in formula.free_symbols}.union(symbols), key=str)
    return _answer(asked, tuple(free))


@lru_cache(maxsize=4096)
def _answer(asked: tuple[Boolean, ...], free: tuple[Symbol, ...]) -> Answer:
    """Ask; the same question, which several proofs may put, is asked once."""
    said = {name: _until_known(name, asked, free) for name in WAYS}
    model = next((model for _, model in said.values() if model), None)
    return Answer(said["z3"][0], said["cvc5"][0], model)


@cache
def _modules() -> dict[str, ModuleType]:
    """Import the solvers where they are first used: the import alone takes a tenth of a second."""
    import cvc5.pythonic
    import z3

    return {"z3": z3, "cvc5": cvc5.pythonic}


def _until_known(
    name: str, formulas: tuple[Boolean, ...], free: tuple[Symbol, ...]
) -> tuple[str, str | None]:
    """Ask one solver in one way after the other; what it answers last counts."""
    for way in WAYS[name]:
        said = _ask_one(_modules()[name], formulas, free, way)
        if said[0] != "unknown":
            break
    return said


def _ask_one(
    module: ModuleType, formulas: tuple[Boolean, ...], free: tuple[Symbol, ...], way: dict[str, str]
) -> tuple[str, str | None]:
    # Without a named logic cvc5 answers "unknown" where QF_NRA decides.
    solver = module.SolverFor("QF_NRA")
    if module.__name__ == "z3":
        solver.set("timeout", MILLISECONDS)
        solver.set("ctrl_c", False)  # z3 would swallow the user's Ctrl-C while it checks
    else:
        solver.setOption("tlimit-per", MILLISECONDS)
    for option, value in way.items():
        solver.setOption(option, value)
    names = {symbol: module.Real(f"v{place}") for place, symbol in enumerate(free)}
    for symbol, variable in names.items():
        solver.add(DOMAINS[_domain(symbol)](variable))
    for denominator in denominators(formulas):
        solver.add(_relation(Ne(denominator, 0, evaluate=False), module, names))
    for formula in formulas:
        solver.add(_formula(formula, module, names))
    answer = str(solver.check())
    if answer != "sat":
        return answer, None
    model = solver.model()
    return answer, ", ".join(f"{symbol} = {model[variable]}" for symbol, variable in names.items())


def denominators(formulas: Iterable[Boolean]) -> tuple[Expr, ...]:
    """Return everything that the formulas divide by, a denominator inside another one before it.

    They are read off the formulas as they stand, before one fraction is subtracted from another.

    Example:
        >>> x = Symbol("x", real=True)
        >>> denominators([1 / x < 2 + 1 / x**2, 1 / (1 + 1 / x) > 0])
        (x, 1 + 1/x)
    """
    parts = (part for formula in formulas for part in postorder_traversal(formula))
    return tuple(dict.fromkeys(part.base for part in parts if isinstance(part, Pow) and part.exp.is_negative))


def _domain(symbol: Symbol) -> str:
    """Return the one of `DOMAINS` that says all that sympy assumes of a symbol."""
    for name in DOMAINS:
        if symbol.assumptions0 == Symbol("any", **{"real": True, name: True}).assumptions0:
            return name
    known = ", ".join(DOMAINS)
    raise TypeError(f"the solvers hold a symbol to one of {known}; that is not the domain of {symbol}")


def _formula(formula: Boolean, module: ModuleType, names: dict[Symbol, Any]) -> Any:
    if isinstance(formula, BooleanTrue | BooleanFalse):
        return module.BoolVal(bool(formula))
    if isinstance(formula, Relational):
        return _relation(formula, module, names)
    parts = [_formula(part, module, names) for part in formula.args]
    if isinstance(formula, Equivalent):
        return module.And(*[parts[0] == part for part in parts[1:]])
    joined = {And: module.And, Or: module.Or, Not: module.Not, Implies: module.Implies}
    for kind, join in joined.items():
        if isinstance(formula, kind):
            return join(*parts)
    raise TypeError(f"the solvers do not read {formula}")


@cache
def _as_fraction(expression: Expr) -> tuple[Expr, Expr]:
    """Return numerator and denominator; both solvers ask for the same, and again for the hypotheses alone."""
    top, bottom = fraction(together(expression))
    return top, bottom


def _relation(relation: Relational, module: ModuleType, names: dict[Symbol, Any]) -> Any:
    """Clear the denominator: n/d < 0 exactly when n d < 0, and n/d = 0 exactly when n = 0, for d != 0.

    That d != 0 is not part of what is returned: inside a negation it would turn around.
    """
    top, bottom = (_term(part, module, names) for part in _as_fraction(relation.lhs - relation.rhs))
    zero = module.RealVal(0)
    if isinstance(relation, Equality):
        return top == zero
    if isinstance(relation, Unequality):
        return top != zero
    product = top * bottom
    compare = {"<": product < zero, "<=": product <= zero, ">": product > zero, ">=": product >= zero}
    return compare[relation.rel_op]


def _term(expression: Expr, module: ModuleType, names: dict[Symbol, Any]) -> Any:
    if isinstance(expression, Symbol):
        return names[expression]
    if isinstance(expression, Rational):
        top, bottom = int(expression.p), int(expression.q)
        return module.RealVal(top) if bottom == 1 else module.Q(top, bottom)  # most are integers, made faster
    parts = [_term(part, module, names) for part in expression.args]
    if isinstance(expression, Add):
        return reduce(add, parts)
    if isinstance(expression, Mul):
        return reduce(mul, parts)
    if isinstance(expression, Abs):
        return module.If(parts[0] >= 0, parts[0], -parts[0])
    if isinstance(expression, Min | Max):
        least = isinstance(expression, Min)
        return reduce(lambda u, v: module.If((u <= v) if least else (u >= v), u, v), parts)
    if isinstance(expression, Pow) and isinstance(expression.exp, Integer) and expression.exp > 0:
        return reduce(mul, [parts[0]] * int(expression.exp))
    raise TypeError(f"{expression} is not a polynomial; the solvers do not read it")
