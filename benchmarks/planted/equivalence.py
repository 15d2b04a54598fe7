"""Whether a variant is wrong at all: it is not if what it says follows from what the claim says, by proof.

Two proofs are tried. One is local: in the expressions around the slip, the smallest first, every variable is
replaced by a symbol, and the normal form shows that nothing has changed, or the solvers that bounds have only
become wider. The other is about a claim: its prediction is made of a case of symbols, with and without the
slip. Both are refused where a function on the way decides something, as an `if` does: of a symbol it would
decide too early.
"""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from types import FunctionType
from typing import Any

from sympy import Eq, Expr, Le, Lt, Symbol, oo, sympify

from benchmarks.planted.any_case import AnyCase
from benchmarks.planted.called import CodePlace, recorded
from benchmarks.planted.formulas import Change, Formula, decides, local_names, names_in, planted
from etalon.agreement import Between, HasSign
from etalon.claim import Claim
from theory.logic.derivation import check_implication
from theory.logic.normal_form import equal

COORDINATES = (1, 2, 3)  # of cases and of vectors of symbols, where nothing says how many there are
_x = Symbol("observed", real=True)


def not_wrong(change: Change, claims: Iterable[Claim]) -> str:
    """Return why a variant says nothing that the claims do not say; nothing if no proof was found.

    Args:
        change: The variant.
        claims: Those in whose predictions its formula is executed.
    """
    for before, after in change.around:
        left = max(_left_there(change, before, after, *how) for how in _ABSTRACTIONS)
        if left:
            return f"{left}: `{after}` {'is' if left is Left.SAME else 'follows from'} `{before}`"
    asked = list(claims)
    left = min((_left_of_symbols(change, claim) for claim in asked), default=Left.UNKNOWN)
    return f"{left}, by the predictions of {', '.join(claim.id for claim in asked)}" if left else ""


class Left(IntEnum):
    """How much of a statement is left, by proof."""

    UNKNOWN = 0
    LESS = 1
    SAME = 2

    def __str__(self) -> str:
        """Return what is said of the variant."""
        return ("", "true, but weaker", "the same")[self]


# How many calls within each other are made, and whether what is not known is a vector: else it is a number.
_ABSTRACTIONS = ((9, False), (0, False), (1, True))


def _left_there(change: Change, before: str, after: str, calls: int, vectors: bool) -> Left:
    """Return how much is left of an expression, whatever the values of what it is made of.

    Args:
        change: Where it stands.
        before: As it was.
        after: As it is.
        calls: How many calls within each other are made; what others return may be anything.
        vectors: Whether whatever is not known is a vector of three numbers; else it is a number.
    """
    values = dict(change.formula.function.__globals__)
    mine = local_names(change.formula.node()) - _known(change, values)
    trees = _of_each(*(ast.parse(text, mode="eval") for text in (before, after)))
    trees = [_Abstract(mine, values, calls, vectors).visit(tree) for tree in trees]
    if _only_strictness(*trees):
        return Left.SAME if _is_never_met(trees[0].body, values) else Left.UNKNOWN
    if any(isinstance(part, (*_BRANCHES, ast.Lambda)) for tree in trees for part in ast.walk(tree)):
        return Left.UNKNOWN
    with suppress(Exception), _nothing_decides():  # of symbols anything may be raised
        return _left(*(_evaluated(tree, values) for tree in trees))
    return Left.UNKNOWN


def _of_each(before: ast.Expression, after: ast.Expression) -> list[ast.Expression]:
    """Return what is made of each of the same things, if both go through the same; else both as they are."""
    first, second = before.body, after.body
    if isinstance(first, _LOOPS) and type(first) is type(second) and _dumped(first) == _dumped(second):
        return [ast.Expression(first.elt), ast.Expression(second.elt)]
    return [before, after]


def _dumped(loop: Any) -> list[str]:
    return list(map(ast.dump, loop.generators))


def _known(change: Change, values: dict[str, Any]) -> set[str]:
    """Add the values of the variables that do not depend on the arguments; return their names."""
    node = change.formula.node()
    mine, known = local_names(node), set()
    for statement in node.body if isinstance(node, ast.FunctionDef) else ():
        if isinstance(statement, ast.Assign) and not mine & names_in(statement.value):
            exec(compile(ast.Module([statement], []), "<known>", "exec"), values)
            known |= names_in(*statement.targets)
    return known


_LOOPS = (ast.ListComp, ast.GeneratorExp, ast.SetComp)
_BRANCHES = (ast.IfExp, ast.BoolOp, ast.Compare, ast.comprehension)


def _evaluated(tree: ast.Expression, values: dict[str, Any]) -> Any:
    return eval(compile(ast.fix_missing_locations(tree), "<slip>", "eval"), values)  # it is the project's own


@dataclass
class _Abstract(ast.NodeTransformer):
    """The same with a symbol for each variable, and for what is read from one.

    Args:
        local: The names of variables.
        values: What names stand for; the symbols are added.
        calls: How many calls within each other stay.
        vectors: Whether there are three symbols for each.
    """

    local: set[str]
    values: dict[str, Any]
    calls: int
    vectors: bool

    def visit(self, node: ast.AST) -> Any:
        """Replace a variable, a part or a property of one, and what a call gives."""
        if isinstance(node, ast.expr) and self._is_opaque(node):
            # Every number of a case is rational; a variable may stand for anything that is real.
            rational = ast.unparse(node).startswith("case.") or None
            name = f"value of {ast.unparse(node)}"
            names = [f"{i} of {name}" for i in COORDINATES] if self.vectors else [name]
            numbers = tuple(Symbol(each, real=True, rational=rational) for each in names)
            self.values.setdefault(name, numbers if self.vectors else numbers[0])
            return ast.Name(name, ast.Load())
        inner = replace(self, calls=self.calls - 1) if isinstance(node, ast.Call) else self
        return inner.generic_visit(node)

    def _is_opaque(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func).split(".")[0]
            if not names_in(node) & self.local or function in ("Between", "HasSign"):
                return False
            return self.calls < 1 or function not in self.values or function in self.local  # Python's own
        while isinstance(node, ast.Attribute | ast.Subscript):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
                return False
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.local


def _only_strictness(before: ast.Expression, after: ast.Expression) -> bool:
    """Return whether two comparisons differ in whether equality is included, and in nothing else."""
    first, second = before.body, after.body
    if not (isinstance(first, ast.Compare) and isinstance(second, ast.Compare)):
        return False
    strict = {ast.LtE: ast.Lt, ast.GtE: ast.Gt}
    same = [[strict.get(type(op), type(op)) for op in each.ops] for each in (first, second)]
    parts = [list(map(ast.unparse, (each.left, *each.comparators))) for each in (first, second)]
    return same[0] == same[1] and parts[0] == parts[1]


def _is_never_met(comparison: ast.expr, values: dict[str, Any]) -> bool:
    """Return whether no two neighbours in a comparison can be equal: one is rational and the other is not."""
    assert isinstance(comparison, ast.Compare)
    with suppress(Exception):
        parts = [
            _evaluated(ast.Expression(part), values) for part in (comparison.left, *comparison.comparators)
        ]
        return all(Eq(*map(sympify, pair)) == False for pair in pairwise(parts))  # noqa: E712
    return False


class Decided(Exception):  # noqa: N818 - it says what happened
    """A function asked a symbol what only a number can answer."""


@contextmanager
def _nothing_decides() -> Iterator[None]:
    """Refuse to run what decides something: of a symbol it would decide too early.

    Raises:
        Decided: If such a function was called.
    """
    called: set[CodePlace] = set()
    with recorded(called):
        yield
    if any(decides(*place) for place in called):
        raise Decided


def _left(old: Any, new: Any, of_one: bool = False) -> Left:
    """Return how much is left of what is predicted.

    Args:
        old: What is predicted.
        new: What is predicted now.
        of_one: Whether the parts of a tuple are all predicted of one and the same observation.
    """
    if of_one and isinstance(old, tuple) and all(isinstance(each, Between) for each in (*old, *new)):
        return min(_contains(each, *old) for each in new)
    if isinstance(old, tuple):
        same_length = isinstance(new, tuple) and len(old) == len(new)
        return min(map(_left, old, new), default=Left.SAME) if same_length else Left.UNKNOWN
    if isinstance(old, Between):
        return _contains(new, old) if isinstance(new, Between) else Left.UNKNOWN
    if isinstance(old, bool | HasSign):
        return Left.SAME if old == new else Left.UNKNOWN
    return Left.SAME if isinstance(old, Expr) and equal(old, sympify(new)) else Left.UNKNOWN


def _contains(wide: Between, *narrow: Between) -> Left:
    """Return how much is left if bounds become others: what is within the former is within the latter.

    Raises:
        DoesNotFollow: If the solvers do not show that.
    """
    given = [relation for each in narrow for relation in _relations(each)]
    wanted = _relations(wide)
    for relation in wanted:
        if relation not in given:
            check_implication("the bounds", given, relation)
    return Left.SAME if set(given) <= set(wanted) else Left.LESS


def _relations(bounds: Between) -> list[Any]:
    below = Lt if bounds.below else Le
    lower = [] if bounds.lower == -oo else [Le(bounds.lower, _x, evaluate=False)]
    upper = [] if bounds.upper == oo else [below(_x, bounds.upper, evaluate=False)]
    return lower + upper


def _left_of_symbols(change: Change, claim: Claim) -> Left:
    """Return how much is left of the prediction of a case of symbols."""
    needs = frozenset(each.name for each in claim.given)
    cases = [AnyCase(d, needs) for d in ((2,) if needs & {"two-coordinates", "two-to-one"} else COORDINATES)]
    with suppress(Exception), _nothing_decides():  # as above
        right = [claim.predict(case) for case in cases]
        with planted(change.formula.function, change.code):
            wrong = [claim.predict(case) for case in cases]
        return min(_left(*pair, _observes_one(claim)) for pair in zip(right, wrong, strict=True))
    return Left.UNKNOWN


def _observes_one(claim: Claim) -> bool:
    """Return whether a claim observes one thing several times: its observation is written `(...,) * 2`."""
    observe = claim.observe
    if not isinstance(observe, FunctionType) or observe.__name__ != "<lambda>":
        return False
    match Formula(claim.id, observe).node().body:
        case ast.BinOp(left=ast.Tuple(elts=[_]), op=ast.Mult()):
            return True
    return False
