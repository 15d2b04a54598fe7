"""The slips of a pen: what each makes of an expression. Knows Python's syntax and no formula.

An operator takes a node of a syntax tree and yields what it might have been by mistake. The classes are those
of mutation testing (constant, sign, comparison and argument replacement, deletion), without what a program
has and a formula has not: no statement is deleted, no exception swallowed, no loop broken.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is wrong with a variant."""

    CONSTANT = "constant"
    SIGN = "sign"
    EXPONENT = "exponent"
    COMPARISON = "comparison"
    SWAPPED = "swapped"
    DROPPED = "dropped"
    STEP = "off by one"
    ASSUMPTION = "assumption"  # a claim without one of its assumptions
    ERRATUM = "erratum"  # a mistake that was made, or is said to be easily made


Slip = tuple[Kind, ast.expr]
Operator = Callable[[Any], Iterator[Slip]]
Comprehension = ast.ListComp | ast.GeneratorExp | ast.SetComp

_SYMMETRIC = {"Add", "Mul", "Max", "Min", "max", "min", "gcd"}
_NO_FORMULA = {"isinstance", "map", "sorted", "combinations", "divisor", "zip"}
_OPPOSITE = {"Max": "Min", "Min": "Max", "max": "min", "min": "max"}
_PARTNERS = {"_1": "_2", "_2": "_1", "_i": "_j", "_j": "_i"}
_NUMBERS = {"Half": "S.One", "One": "S(2)", "Zero": "S.One"}  # of sympy's S, and what else they might be
_HOW_OFTEN = {"steps", "count", "n", "k", "n_i", "n_j", "n_1", "n_2"}  # names of whole numbers
_STRICT: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


def slips(node: ast.expr) -> Iterator[Slip]:
    """Yield what a slip of the pen may make of a node, each with its kind.

    Example:
        >>> [f"{kind}: {ast.unparse(new)}" for kind, new in slips(ast.parse("a - b", mode="eval").body)]
        ['sign: a + b', 'dropped: a']
    """
    for operator in _OPERATORS.get(type(node), ()):
        yield from operator(node)


def _called(node: ast.expr) -> str:
    """Return the name of what is called, without its module."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _plus(node: ast.expr, number: int) -> ast.expr:
    """Return the node plus a number; of a constant the sum itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + number)
    return ast.BinOp(node, ast.Add() if number > 0 else ast.Sub(), ast.Constant(abs(number)))


def _constants(node: ast.Constant) -> Iterator[Slip]:
    if isinstance(node.value, bool):
        yield Kind.SIGN, ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield Kind.CONSTANT, ast.Constant(node.value + 1)
        if node.value:
            yield Kind.CONSTANT, ast.Constant(node.value - 1)


def _numbers(node: ast.Attribute) -> Iterator[Slip]:
    if isinstance(node.value, ast.Name) and node.value.id == "S" and node.attr in _NUMBERS:
        yield Kind.CONSTANT, _parsed(_NUMBERS[node.attr])
        if node.attr != "Zero":
            yield Kind.SIGN, ast.UnaryOp(ast.USub(), node)


def _sums(node: ast.BinOp) -> Iterator[Slip]:
    if isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield Kind.SIGN, ast.BinOp(node.left, other, node.right)
        yield Kind.DROPPED, node.left
        if isinstance(node.op, ast.Add):
            yield Kind.DROPPED, node.right


def _products(node: ast.BinOp) -> Iterator[Slip]:
    if isinstance(node.op, ast.Mult | ast.Div):
        yield Kind.DROPPED, node.left
    if isinstance(node.op, ast.Mult):
        yield Kind.DROPPED, node.right
    if isinstance(node.op, ast.Div):
        yield Kind.SWAPPED, ast.BinOp(node.right, ast.Div(), node.left)


def _powers(node: ast.BinOp) -> Iterator[Slip]:
    if isinstance(node.op, ast.Pow):
        kind = Kind.EXPONENT if isinstance(node.right, ast.Constant) else Kind.STEP
        for number in (1, -1):
            yield kind, ast.BinOp(node.left, ast.Pow(), _plus(node.right, number))
        if kind is Kind.STEP:
            yield Kind.EXPONENT, node.left


def _signs(node: ast.UnaryOp) -> Iterator[Slip]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield Kind.SIGN, node.operand


def _comparisons(node: ast.Compare) -> Iterator[Slip]:
    for table in (_STRICT, _REVERSED):
        for place, op in enumerate(node.ops):
            if type(op) in table:
                ops = [*node.ops[:place], table[type(op)](), *node.ops[place + 1 :]]
                yield Kind.COMPARISON, ast.Compare(node.left, ops, node.comparators)


def _arguments(node: ast.Call) -> Iterator[Slip]:
    if _called(node) in _SYMMETRIC | _NO_FORMULA:
        return
    for place in range(len(node.args) - 1):
        first, second = node.args[place : place + 2]
        if not any(isinstance(each, ast.Starred | ast.Lambda) for each in (first, second)):
            args = [*node.args[:place], second, first, *node.args[place + 2 :]]
            yield Kind.SWAPPED, ast.Call(node.func, args, node.keywords)


def _functions(node: ast.Call) -> Iterator[Slip]:
    name = _called(node)
    if name in _OPPOSITE:
        yield Kind.COMPARISON, ast.Call(ast.Name(_OPPOSITE[name], ast.Load()), node.args, node.keywords)
    if name in ("Abs", "abs"):
        yield Kind.DROPPED, node.args[0]
    if name == "sqrt":
        yield Kind.EXPONENT, node.args[0]
    match node:
        case ast.Call(func=ast.Name("HasSign"), args=[ast.Constant(value=int(sign))]):
            yield Kind.SIGN, ast.Call(node.func, [ast.Constant(-sign or 1)], [])


def _ranges(node: ast.Call) -> Iterator[Slip]:
    if _called(node) != "range":
        return
    for place, bound in enumerate(node.args):
        for number in (1, -1):
            args = [*node.args[:place], _plus(bound, number), *node.args[place + 1 :]]
            yield Kind.STEP, ast.Call(node.func, args, node.keywords)


def _names(node: ast.Name) -> Iterator[Slip]:
    if not isinstance(node.ctx, ast.Load):
        return
    if node.id[-2:] in _PARTNERS:
        yield Kind.SWAPPED, ast.Name(node.id[:-2] + _PARTNERS[node.id[-2:]], ast.Load())
    if node.id in _HOW_OFTEN:
        for number in (1, -1):
            yield Kind.STEP, _plus(node, number)


def _places(node: ast.Subscript) -> Iterator[Slip]:
    match node.slice:
        case ast.Constant(value=int(place)) if place in (0, 1):
            yield Kind.SWAPPED, ast.Subscript(node.value, ast.Constant(1 - place), ast.Load())


def _pairs(node: ast.Tuple) -> Iterator[Slip]:
    if isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
        yield Kind.SWAPPED, ast.Tuple(node.elts[::-1], ast.Load())


def _cases(node: ast.IfExp) -> Iterator[Slip]:
    yield Kind.DROPPED, node.body
    yield Kind.DROPPED, node.orelse


def _conditions(node: ast.BoolOp) -> Iterator[Slip]:
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield Kind.DROPPED, ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def _filters(node: Comprehension) -> Iterator[Slip]:
    first, *others = node.generators
    if first.ifs:
        everything = ast.comprehension(first.target, first.iter, [], first.is_async)
        yield Kind.DROPPED, type(node)(node.elt, [everything, *others])


def _neighbours(node: Comprehension) -> Iterator[Slip]:
    """Exchange the first two of the things that are gone through together."""
    target = node.generators[0].target
    match target.elts if isinstance(target, ast.Tuple) else []:
        case [ast.Name(id=first), ast.Name(id=second), *_]:
            element = _Renamed({first: second, second: first}).visit(deepcopy(node.elt))
            yield Kind.SWAPPED, type(node)(element, node.generators)


@dataclass
class _Renamed(ast.NodeTransformer):
    """The same with other names."""

    names: dict[str, str]

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)


_OPERATORS: dict[type[ast.expr], tuple[Operator, ...]] = {
    ast.Constant: (_constants,),
    ast.Attribute: (_numbers,),
    ast.BinOp: (_sums, _products, _powers),
    ast.UnaryOp: (_signs,),
    ast.Compare: (_comparisons,),
    ast.Call: (_arguments, _functions, _ranges),
    ast.Name: (_names,),
    ast.Subscript: (_places,),
    ast.Tuple: (_pairs,),
    ast.IfExp: (_cases,),
    ast.BoolOp: (_conditions,),
    ast.ListComp: (_filters, _neighbours),
    ast.GeneratorExp: (_filters, _neighbours),
    ast.SetComp: (_filters, _neighbours),
}
