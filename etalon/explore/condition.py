"""A condition on the numbers of a case as it is typed, such as eta < 2 or 0 < eps <= L_train(0).

Numbers are known by their names only, and compared exactly. Nothing that was typed is run: it is read into
Python's syntax tree, of which few kinds of nodes are allowed.
"""

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from numerics.rational import InvalidArgument, rational

Span = tuple[Fraction, Fraction]
"""A number between two ends; they are the same unless it is irrational."""

Values = Callable[[str], Span]
MOST_CHARACTERS = 200
HIGHEST_POWER = 20
_SIGNS = re.compile(r"[\w\s+\-*/().<>=!]*", re.ASCII)
_ALLOWED = 'must be a comparison (< <= > >= = !=) of names and numbers with + - * / **, such as "0 < eta < 2"'
_RELATIONS: dict[type[ast.cmpop], Callable[[Span, Span], bool]] = {
    ast.Lt: lambda a, b: a[1] < b[0],
    ast.LtE: lambda a, b: a[1] <= b[0],
    ast.Gt: lambda a, b: a[0] > b[1],
    ast.GtE: lambda a, b: a[0] >= b[1],
    ast.Eq: lambda a, b: a[0] == a[1] == b[0] == b[1],
    ast.NotEq: lambda a, b: a[1] < b[0] or b[1] < a[0],
}


@dataclass(frozen=True)
class Term:
    """One side of a comparison.

    Args:
        names: The numbers of a case that are in it.
        alone: Whether it is nothing but one of them.
        at: Its value, for the values of the names.
    """

    names: frozenset[str]
    alone: bool
    at: Callable[[Values], Span]


@dataclass(frozen=True)
class Condition:
    """A comparison, or a chain of several that hold together; equal if it was typed alike.

    Args:
        text: As it was typed.
        sides: What is compared, each with the next.
        relations: How.

    Example:
        >>> condition = Condition.parse("0 < eta**2 <= 9/4")
        >>> [condition.holds(lambda name: (eta, eta)) for eta in (Fraction(3, 2), Fraction(8, 5))]
        [True, False]
    """

    text: str
    sides: tuple[Term, ...] = field(compare=False, repr=False)
    relations: tuple[Callable[[Span, Span], bool], ...] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, option: str = "--change") -> "Condition":
        """Return the condition that was typed.

        Raises:
            InvalidArgument: If it is no comparison of what may stand in one, in one line.

        Example:
            >>> Condition.parse("eta")
            Traceback (most recent call last):
                ...
            numerics.rational.InvalidArgument: --change = 'eta': must be a comparison (< <= > >= = !=) of \
names and numbers with + - * / **, such as "0 < eta < 2"
        """
        read = _Reader(" ".join(text.split()), option)
        return read.condition()

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all numbers in it."""
        return frozenset().union(*(side.names for side in self.sides))

    def holds(self, values: Values) -> bool:
        """Return whether it certainly holds; what is too close to tell apart does not.

        Args:
            values: The value of a name; whatever it raises is passed on.

        Raises:
            ZeroDivisionError: If a side has no value.
        """
        seen = [side.at(values) for side in self.sides]
        return all(relation(*pair) for relation, pair in zip(self.relations, pairwise(seen), strict=True))

    def differences(self, values: Values) -> list[Span]:
        """Return of each comparison the left side less the right side: where it is 0 the truth may change."""
        return [_minus(*pair) for pair in pairwise([side.at(values) for side in self.sides])]


class _Reader:
    """Reads one text, and refuses it by the option's name."""

    def __init__(self, text: str, option: str) -> None:
        self._typed, self._option = text, option
        # The text as Python writes it: = is ==, and beta*_1 is one name.
        self._text = re.sub(r"(?<![<>=!])=(?!=)", "==", re.sub(r"\bbeta\*(?=_\d)", "beta", text))

    def _refusal(self, allowed: str = _ALLOWED) -> InvalidArgument:
        return InvalidArgument(self._option, self._typed, allowed)

    def condition(self) -> Condition:
        if len(self._text) > MOST_CHARACTERS:
            raise self._refusal(f"must have at most {MOST_CHARACTERS} characters")
        if not _SIGNS.fullmatch(self._text):
            raise self._refusal()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # such as that of a number grown together with a word
                tree = ast.parse(self._text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise self._refusal() from None
        if not isinstance(tree, ast.Compare) or any(type(each) not in _RELATIONS for each in tree.ops):
            raise self._refusal()
        sides = tuple(map(self._term, (tree.left, *tree.comparators)))
        found = Condition(self._typed, sides, tuple(_RELATIONS[type(each)] for each in tree.ops))
        if not found.names:
            raise self._refusal(f"must speak of a number of the case, and {_ALLOWED}")
        return found

    def _term(self, node: ast.expr) -> Term:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                number = rational(self._text[node.col_offset : node.end_col_offset], self._option)
                return Term(frozenset(), False, lambda values: (number, number))
            case ast.Name(id=name):
                return _named(name)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
                if (step := _integer(argument)) is not None:  # such as that of L_train(0)
                    return _named(f"{name}({step})")
            case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=inner):
                sign = _EXACTLY_ONE if isinstance(node.op, ast.UAdd) else (-_ONE, -_ONE)
                return _joined(_times, Term(frozenset(), False, lambda values: sign), self._term(inner))
            case ast.BinOp(op=ast.Pow(), left=base, right=exponent):
                return self._power(base, exponent)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), left=left, right=right):
                return _joined(_OPERATIONS[type(node.op)], self._term(left), self._term(right))
        raise self._refusal()

    def _power(self, base: ast.expr, exponent: ast.expr) -> Term:
        """Return a power; one of a power could take as long as it likes."""
        k = _integer(exponent)
        nested = any(isinstance(each, ast.Pow) for each in ast.walk(base))
        if k is None or abs(k) > HIGHEST_POWER or nested:
            raise self._refusal(
                f"must have integers from -{HIGHEST_POWER} to {HIGHEST_POWER} as exponents, of no power"
            )
        term = self._term(base)
        return Term(term.names, False, lambda values: _to_the(term.at(values), k))


def _integer(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _integer(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _named(name: str) -> Term:
    return Term(frozenset({name}), True, lambda values: values(name))


def _joined(operation: Callable[[Span, Span], Span], one: Term, other: Term) -> Term:
    return Term(one.names | other.names, False, lambda values: operation(one.at(values), other.at(values)))


# Arithmetic of intervals; of exact numbers, where both ends are the same, it is exact.

_ONE = Fraction(1)
_EXACTLY_ONE = (_ONE, _ONE)


def _plus(a: Span, b: Span) -> Span:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: Span, b: Span) -> Span:
    return a[0] - b[1], a[1] - b[0]


def _times(a: Span, b: Span) -> Span:
    ends = [x * y for x in a for y in b]
    return min(ends), max(ends)


def _over(a: Span, b: Span) -> Span:
    if b[0] <= 0 <= b[1]:
        raise ZeroDivisionError
    return _times(a, (1 / b[1], 1 / b[0]))


def _to_the(a: Span, k: int) -> Span:
    result = _EXACTLY_ONE
    for _ in range(abs(k)):
        result = _times(result, a)
    return result if k >= 0 else _over(_EXACTLY_ONE, result)


_OPERATIONS: dict[type[ast.operator], Callable[[Span, Span], Span]] = {
    ast.Add: _plus,
    ast.Sub: _minus,
    ast.Mult: _times,
    ast.Div: _over,
}
