"""The functions whose text is varied: the formulas of theory, and what claims predict with them.

A variant is the same function with other code: whoever has imported it, whatever for, has the variant. Knows
modules and claims as objects, and no formula.
"""

import ast
import builtins
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import CodeType, FunctionType
from typing import Any

import theory
from benchmarks.planted.operators import Kind, slips
from benchmarks.planted.sites import Function, Site, is_left_out, sites
from etalon.claim import Claim

_DECISIONS = (ast.If, ast.IfExp, ast.BoolOp, ast.Compare, ast.While)
_LET_PASS = ("symbols.py", "agreement.py")  # they decide only whether an argument is refused
ROOT = Path(__file__).parents[2]
WIDTH = 60  # of an expression that is shown


@dataclass(frozen=True)
class Formula:
    """A function that states something, by name, and where its text is.

    Args:
        name: A function's with its module's, or the id of the claim that predicts with it.
        function: The function itself.
    """

    name: str
    function: FunctionType

    @property
    def file(self) -> str:
        """Return the file that it is written in."""
        return self.function.__code__.co_filename

    @property
    def line(self) -> int:
        """Return the line that it begins on, decorators included."""
        return self.function.__code__.co_firstlineno

    @property
    def predicts(self) -> bool:
        """Return whether it is what a claim predicts with; else it is a formula of theory."""
        return self.function.__module__.startswith("etalon.claims.")

    def node(self) -> Function:
        """Return its syntax, in the tree of its file, which all its readers share."""
        (found,) = _functions(self.file)[self.line]
        return found


@dataclass(frozen=True)
class Change:
    """One slip in one formula.

    Args:
        formula: Where.
        kind: Of what kind.
        number: Which of that kind in that formula, from 1.
        site: At which expression.
        new: What stands there instead.
    """

    formula: Formula
    kind: Kind
    number: int
    site: Site
    new: ast.expr

    @property
    def name(self) -> str:
        """Return a name by which the variant is found again."""
        return f"{self.formula.name} {self.kind} {self.number}"

    @property
    def says(self) -> str:
        """Return the widest expression that is still short, as it was and as it is."""
        short = [pair for pair in self.around if max(map(len, pair)) <= WIDTH]
        return " -> ".join(short[-1] if short else self.around[0])

    @property
    def around(self) -> list[tuple[str, str]]:
        """Return the expressions that the slip is part of, the smallest first, before and after it."""
        before = list(map(ast.unparse, self.site.around))
        with self.site.holds(self.new):
            after = [ast.unparse(self.new), *map(ast.unparse, self.site.around[1:])]
        return list(zip(before, after, strict=True))

    @property
    def code(self) -> CodeType:
        """Return the code that the function has with the slip."""
        file = self.formula.file
        with self.site.holds(self.new):
            return _code(compile(ast.fix_missing_locations(_tree(file)), file, "exec"), self.formula)


def formulas_of_theory() -> list[Formula]:
    """Return the public functions of theory that state a formula; one with a loop computes, and is none.

    Example:
        >>> formulas_of_theory()[0].name
        'annealing.annealed_bound'
    """
    names = [info.name for info in iter_modules(theory.__path__) if not info.ispkg]
    modules = {name: import_module(f"theory.{name}") for name in names if name not in ("symbols", "latex")}
    found = [
        Formula(f"{module}.{name}", function)
        for module, space in modules.items()
        for name, value in vars(space).items()
        if (function := _written_in(value, f"theory.{module}"))
    ]
    return [each for each in found if _states(each)]


def _written_in(value: Any, module: str) -> FunctionType | None:
    """Return the function that was written in a module under this value, be it cached or not."""
    function = inspect.unwrap(value) if callable(value) else None
    is_own = isinstance(function, FunctionType) and function.__module__ == module
    return function if is_own else None


def _states(formula: Formula) -> bool:
    name = formula.name.split(".")[-1]
    computes = any(isinstance(node, ast.While | ast.For) for node in ast.walk(formula.node()))
    return not (name.startswith(("_", "derive_", "prove_", "require_")) or computes)


def predictions(claim: Claim) -> list[Formula]:
    """Return what a claim predicts with: its own function, and those of its file that this one calls.

    Example:
        >>> from etalon.claims import load
        >>> [each.name for each in predictions(load()["criterion"])]
        ['annealing._sign']
    """
    found: dict[str, Formula] = {}
    waiting = [claim.predict]
    while waiting:
        function = waiting.pop()
        if not (isinstance(function, FunctionType) and function.__module__.startswith("etalon.claims.")):
            continue
        module = function.__module__.removeprefix("etalon.claims.")
        is_lambda = function.__name__ == "<lambda>"
        each = Formula(claim.id if is_lambda else f"{module}.{function.__name__}", function)
        if each.name not in found:
            found[each.name] = each
            waiting += [function.__globals__.get(name) for name in _names(function.__code__)]  # type: ignore[misc]
    return list(found.values())


def _names(code: CodeType) -> set[str]:
    inner = [_names(const) for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*inner)


def changes(formula: Formula) -> Iterator[Change]:
    """Yield every variant of a formula by one slip.

    Example:
        >>> curvature = next(each for each in formulas_of_theory() if each.name == "descent.curvature")
        >>> [change.says for change in changes(curvature)]
        ['2 * p -> 2', '2 * p -> p', '2 * p -> 3 * p', '2 * p -> 1 * p']
    """
    node = formula.node()
    known = _known_names(formula)
    numbers: dict[Kind, int] = {}
    for site in sites(node):
        for kind, new in () if site.says_nothing(formula.predicts) else slips(site.old):
            if names_in(new) <= known and not _is_none(site, new):
                numbers[kind] = numbers.get(kind, 0) + 1
                yield Change(formula, kind, numbers[kind], site, new)


def _is_none(site: Site, new: ast.expr) -> bool:
    """Return whether a slip is none: it writes the same, or for a sign what is no sign."""
    is_no_sign = isinstance(new, ast.Constant) and new.value not in (-1, 0, 1)
    return (site.is_sign and is_no_sign) or ast.unparse(new) == ast.unparse(site.old)


def rewritten(formula: Formula, number: int, text: str) -> Change:
    """Return the variant in which a formula returns something else.

    Raises:
        NameError: If that has names which the formula does not know.
    """
    node, new = formula.node(), ast.parse(text, mode="eval").body
    unknown = names_in(new) - _known_names(formula) - local_names(new)
    if unknown:
        raise NameError(f"{formula.name} does not know {', '.join(sorted(unknown))}")
    holder, field = (node, "body") if isinstance(node, ast.Lambda) else (node.body[-1], "value")
    site = Site(holder, field, None, (getattr(holder, field),))
    return Change(formula, Kind.ERRATUM, number, site, new)


def _known_names(formula: Formula) -> set[str]:
    return {*vars(builtins), *formula.function.__globals__} | local_names(formula.node())


@contextmanager
def planted(function: FunctionType, code: CodeType) -> Iterator[None]:
    """Give a function other code for a while, and forget what was computed with either."""
    right = function.__code__
    try:
        function.__code__ = code
        forget()
        yield
    finally:
        function.__code__ = right
        forget()


def forget() -> None:
    """Forget what theory and claims have computed before."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("theory.", "etalon.")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and getattr(value, "__module__", "") == module.__name__:
                    value.cache_clear()


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text())


@cache
def _functions(file: str) -> dict[int, list[Function]]:
    """Return the functions of a file by the lines that they begin on."""
    found: dict[int, list[Function]] = {}
    for node in ast.walk(_tree(file)):
        if isinstance(node, Function):
            found.setdefault(_first_line(node), []).append(node)
    return found


def _first_line(node: Function) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return min(each.lineno for each in (node, *decorators))


def local_names(node: ast.AST) -> set[str]:
    """Return the names of a function's arguments and variables, or of an expression's."""
    arguments = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    stored = {
        each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    return arguments | stored


def names_in(*nodes: ast.AST) -> set[str]:
    """Return every name in some nodes."""
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


@cache
def decides(file: str, line: int) -> bool:
    """Return whether a function of the project decides something; what only refuses bad input does not."""
    path = Path(file)
    states = path.is_relative_to(ROOT / "theory") or path.is_relative_to(ROOT / "etalon")
    if not states or path.name in _LET_PASS or path.parent.name == "logic":
        return False
    return any(map(_branches, _functions(file).get(line, ())))


def _branches(node: ast.AST) -> bool:
    if isinstance(node, _DECISIONS) or (isinstance(node, ast.comprehension) and node.ifs):
        return True
    return any(_branches(child) for child in ast.iter_child_nodes(node) if not is_left_out(child))


def _code(module: CodeType, formula: Formula) -> CodeType:
    """Return the code of a function within that of its module."""
    (found,) = (
        code
        for code in _codes(module)
        if (code.co_firstlineno, code.co_name) == (formula.line, formula.function.__code__.co_name)
    )
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)
