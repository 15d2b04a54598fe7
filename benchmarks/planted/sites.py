"""Where in a function something may be written wrongly. Knows Python's syntax and no formula."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import dropwhile

Function = ast.FunctionDef | ast.Lambda
_REFUSES = (ast.Raise, ast.Assert)


@dataclass(frozen=True)
class Site:
    """Where an expression stands.

    Args:
        holder: The node that it is part of.
        field: In which field.
        place: At which place of that, if it is a list.
        around: The expression, and those that it is part of, outward.
    """

    holder: ast.AST
    field: str
    place: int | None
    around: tuple[ast.expr, ...]

    @property
    def old(self) -> ast.expr:
        """Return what stands there."""
        return self.around[0]

    @contextmanager
    def holds(self, new: ast.expr) -> Iterator[None]:
        """Put something else there for a while."""
        for node in ast.walk(new):  # a line of the code is where its formula begins
            ast.copy_location(node, self.old)
        self._put(new)
        try:
            yield
        finally:
            self._put(self.old)

    def _put(self, node: ast.expr) -> None:
        if self.place is None:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.place] = node

    def says_nothing(self, predicts: bool) -> bool:
        """Return whether a slip here is none in a formula, or is another operator's.

        That is so of a place in a sequence, an exponent, what a property is read from, the order in which
        things are gone through, and the pair that a claim predicts: its parts are two statements.
        """
        if isinstance(self.old, ast.Constant):
            power = isinstance(self.holder, ast.BinOp) and isinstance(self.holder.op, ast.Pow)
            return (power and self.field == "right") or isinstance(self.holder, ast.Subscript | ast.Slice)
        if isinstance(self.old, ast.Tuple):
            is_pair = predicts and isinstance(self.holder, ast.Lambda | ast.Return)
            return is_pair or isinstance(self.holder, ast.comprehension)
        return isinstance(self.holder, ast.Attribute) and isinstance(self.old, ast.Name)

    @property
    def is_sign(self) -> bool:
        """Return whether it is a sign that is predicted, alone or in one of two cases: -1, 0 or 1."""
        outer = dropwhile(lambda each: isinstance(each, ast.IfExp | ast.UnaryOp), self.around[1:])
        call = next(outer, None)
        return isinstance(call, ast.Call) and ast.unparse(call.func) == "HasSign"


def sites(node: ast.AST, around: tuple[ast.expr, ...] = ()) -> Iterator[Site]:
    """Yield where the expressions of a function stand.

    What refuses bad input is left out, and so are annotations, defaults, words, and arguments by name: they
    state nothing of the cases that a claim allows.
    """
    for field, value in ast.iter_fields(node):
        if field in ("args" if isinstance(node, Function) else "", "decorator_list", "returns", "annotation"):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or is_left_out(child):
                continue
            inner = around
            if isinstance(child, ast.expr) and not isinstance(child, ast.Starred):
                inner = (child, *around)
                yield Site(node, field, place, inner)
            yield from sites(child, inner)


def is_left_out(node: ast.AST) -> bool:
    """Return whether a part of a function only refuses bad input, names an argument, or is made of words."""
    refuses = isinstance(node, ast.If) and all(isinstance(each, _REFUSES) for each in node.body)
    words = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return refuses or words or isinstance(node, (*_REFUSES, ast.keyword, ast.JoinedStr))
