"""Whether a variant is wrong at all: it is not if what it says follows from what the claim says, by proof.

Two proofs are tried. One is local: in the expressions around the slip, the smallest first, every variable is
replaced by a symbol, and the normal form shows that nothing has changed, or the solvers that bounds have only
become wider. The other is about a claim: its prediction is made of a case of symbols, with and without the
slip. Both are refused where a function on the way decides something, as an `if` does: of a symbol it would
decide too early.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from types import FunctionType
from typing import Any

from sympy import Eq, Expr, Le, Lt, Symbol, oo, symbols, sympify

from benchmarks.planted.formulas import Change, Formula, decides, local_names, names_in, planted
from etalon.agreement import Between, HasSign
from etalon.claim import Claim
from theory.logic.derivation import check_implication
from theory.logic.normal_form import equal
from theory.symbols import eps, eta

COORDINATES = (1, 2, 3)  # of the cases of symbols, where a claim does not say how many there are
_x = Symbol("observed", real=True)


def not_wrong(change: Change, claims: Iterable[Claim]) -> str:
    """Return why a variant says nothing that the claims do not say; nothing if no proof was found.

    Args:
        change: The variant.
        claims: Those in whose predictions its formula is executed.
    """
    for before, after in change.around:
        left = max(_left_there(change, before, after, calls) for calls in (True, False))
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


def _left_there(change: Change, before: str, after: str, calls: bool) -> Left:
    """Return how much is left of an expression, whatever the values of what it is made of.

    Args:
        change: Where it stands.
        before: As it was.
        after: As it is.
        calls: Whether functions are called; else what they return is any number.
    """
    values = dict(change.formula.function.__globals__)
    mine = local_names(change.formula.node()) - _known(change, values)
    trees = _of_each(*(ast.parse(text, mode="eval") for text in (before, after)))
    trees = [_Abstract(mine, values, calls).visit(tree) for tree in trees]
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
        calls: Whether calls stay.
    """

    local: set[str]
    values: dict[str, Any]
    calls: bool

    def visit(self, node: ast.AST) -> Any:
        """Replace a variable, a part or a property of one, and what a call gives."""
        if isinstance(node, ast.expr) and self._is_opaque(node):
            # Every number of a case is rational; a variable may stand for anything that is real.
            rational = ast.unparse(node).startswith("case.") or None
            name = f"value of {ast.unparse(node)}"
            self.values.setdefault(name, Symbol(name, real=True, rational=rational))
            return ast.Name(name, ast.Load())
        return self.generic_visit(node)

    def _is_opaque(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func).split(".")[0]
            if not names_in(node) & self.local or function in ("Between", "HasSign"):
                return False
            return not self.calls or function not in self.values or function in self.local  # Python's own
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
    called = set()

    def note(frame: Any, event: str, argument: object) -> None:
        if event == "call":
            called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
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


@dataclass(frozen=True)
class AnyCase:
    """A case of symbols, for theory: any numbers that a claim allows, or more.

    Args:
        d: The number of coordinates.
        needs: The names of what the claim assumes.
    """

    d: int
    needs: frozenset[str]

    eta = eta
    level = eps
    small_rate = Symbol("eta_s", positive=True)

    def _each(self, name: str, **domain: bool) -> tuple[Expr, ...]:
        return tuple(symbols([f"{name}_{i + 1}" for i in range(self.d)], **domain))

    @property
    def p(self) -> tuple[Expr, ...]:
        """Return train weights, of which some may be zero unless every coordinate was drawn."""
        return self._each("p", **{"positive" if "every-seen" in self.needs else "nonnegative": True})

    @property
    def q(self) -> tuple[Expr, ...]:
        """Return population weights."""
        return self._each("q", **{"positive" if "every-likely" in self.needs else "nonnegative": True})

    @property
    def squares(self) -> tuple[Expr, ...]:
        """Return the squares of beta*, of which some may be zero unless the claim says otherwise."""
        nonzero = [f"{place}-nonzero" in self.needs for place in ("first", "second", "third")]
        return tuple(
            Symbol(f"a_{i + 1}", **{"positive" if nonzero[i] else "nonnegative": True}) for i in range(self.d)
        )

    @property
    def truth(self) -> tuple[Expr, ...]:
        """Return beta*."""
        return self._each("beta*", real=True)

    @property
    def residual(self) -> tuple[Expr, ...]:
        """Return r(0)."""
        return self._each("r", real=True)


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
