"""What any number of phases do, one after the other, from what one phase does. Knows no formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sympy import Eq, Expr, Function, Product, S, Symbol
from sympy.logic.boolalg import Boolean

from theory.logic.families import Members, indices_of, require_fresh
from theory.logic.induction import ClosedForm
from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.substitution import in_domain
from theory.logic.sums import k

Phase = tuple[Expr, ...]  # the numbers of a phase


@dataclass(frozen=True)
class Phases(Join):
    """A phase multiplies the state by a factor, so phases one after the other do so by the product of theirs.

    Args:
        says: The conclusion in words.
        phase: What one phase makes of any start.
        law: The formula for the factor of a list of phases, from their numbers.
        own: What the numbers of a phase, in the order of the law, are of phase i.

    Raises:
        WrongForm: As `families.require_fresh`; if the start is no symbol, or a number of the phase; if a
            phase need not be able to start where one ends, or its factor depends on where; if a number of
            another phase has the name of something else.

    Example:
        >>> from sympy import Mul
        >>> from theory.logic.families import members
        >>> T, K = (Symbol(name, integer=True, nonnegative=True) for name in "TK")
        >>> x, x_0, f = (Symbol(name, real=True) for name in ("x", "x_0", "f"))
        >>> law = lambda phases: Mul(*[f**T for f, T in phases])
        >>> one = ClosedForm("one", x_0 * f**T, T, x, x_0, f * x)
        >>> Phases("all", one, law, members(f, T, of=K)).shows
        Eq(x_all(K), x_0*Product(f[k]**T[k], (k, 1, K)))
    """

    says: str
    phase: ClosedForm
    law: Callable[[Sequence[Phase]], Expr]
    own: Members

    def __post_init__(self) -> None:
        """Refuse phases that cannot follow one another."""
        start, factor = self.phase.start, self._factor if self.own else self.phase.solution
        require_fresh(self.says, Identity(self.says, factor, factor), self.own)
        if not isinstance(start, Symbol) or start in self.own or len(indices_of(self.own)) != 1:
            raise WrongForm(f"{self.says}: a phase must start anywhere, and {start} be no number of its own")
        if factor.has(start, self.phase.state, k) or not in_domain(start, start * factor):
            raise WrongForm(f"{self.says}: after the factor {factor} a phase need not be able to start")
        _require_unused(self.says, factor, self.own, 3)

    @property
    def _factor(self) -> Expr:
        return self.law([tuple(self.own)])

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the state after all phases."""
        ((last,),) = {value.base.shape for value in self.own.values()}
        factor = self._factor.xreplace({number: value.base[k] for number, value in self.own.items()})
        after = Function(f"{self.phase.state}_all")(last)  # r(T) is after the T steps of one phase
        return Eq(after, self.phase.start * Product(factor, (k, 1, last)), evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return what one phase does, and that the law of a list is the product of the factors."""
        one, before = self._factor, [tuple(_numbered(self.own, n).values()) for n in (1, 2, 3)]
        lists = {
            f"behind {n}": Identity(
                f"one more phase, behind {n}",
                self.law([*before[:n], tuple(self.own)]),
                self.law(before[:n]) * one,
            )
            for n in (0, 1, 2, 3)
        }
        return {
            "phase": self.phase,
            "factor": Identity("a phase is a factor", self.phase.solution, self.phase.start * one),
            "none": Identity("no phase changes nothing", self.law([]), S.One),
            **lists,
        }


@dataclass(frozen=True)
class Commuting(Join):
    """If any two phases may be exchanged, the order of all of them does not matter.

    Exchanges of neighbours lead from every order to every other; what stands before two neighbours leads to
    some state, and what stands behind them takes the same state further.

    Args:
        says: The conclusion in words.
        state: What a phase changes; it may be anything real.
        after: What it is after a phase, in the state and the phase's own numbers.
        own: What the numbers of a phase are of phase i.

    Raises:
        WrongForm: As `families.require_fresh`; if the state is a number of a phase, or has a domain; if a
            number of another phase has the name of something else.

    Example:
        >>> from theory.logic.families import members
        >>> x, f = Symbol("x", real=True), Symbol("f", real=True)
        >>> Commuting("factors", x, f * x, members(f)).shows
        Eq(x(reordered), x(phases))
    """

    says: str
    state: Symbol
    after: Expr
    own: Members

    def __post_init__(self) -> None:
        """Refuse a state that may not be just anything."""
        require_fresh(self.says, Identity(self.says, self.after, self.after), self.own)
        anything = Symbol("any", real=True).assumptions0
        if self.state in self.own or self.state.assumptions0 != anything or not self.after.is_real:
            raise WrongForm(f"{self.says}: {self.state} must be real and nothing more, also after a phase")
        _require_unused(self.says, self.after, self.own, 2)

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return that the state is the same after all phases in another order."""
        state = Function(str(self.state))
        return Eq(state(Symbol("reordered")), state(Symbol("phases")), evaluate=False)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that two phases may be exchanged."""
        first, last = (_numbered(self.own, n) for n in (1, 2))
        one_way, other_way = (
            self.after.xreplace(later).xreplace({self.state: self.after.xreplace(earlier)})
            for earlier, later in ((first, last), (last, first))
        )
        return {"exchange": Identity("two phases exchanged", one_way, other_way)}


def _numbered(own: Members, number: int) -> dict[Expr, Symbol]:
    """Return the numbers of a further phase."""
    return {symbol: Symbol(f"{symbol}_{number}", **symbol.assumptions0) for symbol in own}


def _require_unused(says: str, formula: Expr, own: Members, last: int) -> None:
    """Refuse a formula in which the numbers of further phases stand for something else."""
    further = {symbol for number in range(1, last + 1) for symbol in _numbered(own, number).values()}
    if clash := further & formula.free_symbols:
        raise WrongForm(f"{says}: {min(map(str, clash))} is a number of another phase")
