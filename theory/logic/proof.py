"""A proof: obligations that are discharged, and what joins them. Knows no formula.

An obligation is an identity (normal form) or an implication between polynomial relations (both solvers).
What joins them is a `Join` that takes its premises by role and makes the conclusion itself (`rules`,
`shapes` and their neighbours): nothing is joined by a sentence that only a reader follows.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, cast

from sympy import Eq, Expr, Gt, Symbol, fraction, together
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from theory.logic.derivation import DoesNotFollow, check_implication, evaluated, show_difference
from theory.logic.naming import Made, anywhere, one_thing_each
from theory.logic.normal_form import derivative, equal, normal_form
from theory.logic.substitution import in_domain


@dataclass(frozen=True)
class Identity:
    """An equality of two expressions, shown by the normal form.

    The two sides have to be built from different formulas: the derivative of a loss and the gradient, say.
    That they are the same text when they get here is no objection, as sympy evaluates what it is given.
    Whether they came from one and the same call cannot be seen here: that is for the reader of the proof.

    Args:
        says: In words.
        left: One side.
        right: The other side.
        reads: How the left side is written in the conclusion, if evaluated it says too little: a name for it,
            or an application of a function by name.

    Raises:
        ValueError: If that is something else, or a name that occurs in a side already, or one with a domain
            in which the left side is not known to lie.
    """

    says: str
    left: Expr
    right: Expr
    reads: Expr | None = None

    def __post_init__(self) -> None:
        """Refuse a name that stands for something else already."""
        name, taken = self.reads, self.left.free_symbols | self.right.free_symbols
        if name is not None and (not isinstance(name, Symbol | AppliedUndef) or name in taken):
            raise ValueError(f"{self.says}: {name} is no name that is free")
        if isinstance(name, Symbol) and name.is_complex is not None and not in_domain(name, self.left):
            raise ValueError(f"{self.says}: {self.left} may not be in the domain of {name}")

    def discharge(self) -> None:
        """Show it.

        Raises:
            DoesNotFollow: If the normal form does not show it.
        """
        if not equal(self.left, self.right):
            raise DoesNotFollow(f"{self.says}: {show_difference(self.left, self.right)}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return its hypotheses: there are none."""
        return ()

    @property
    def shows(self) -> Boolean:
        """Return the equality."""
        return Eq(self.left if self.reads is None else self.reads, self.right, evaluate=False)


@dataclass(frozen=True)
class Implication:
    """A polynomial relation that follows from others, for all real numbers in the symbols' domains.

    Raises:
        ValueError: If sympy has already evaluated a hypothesis, or the conclusion to true, so that what it
            said is lost and no solver would be asked. A conclusion that became false fails to be discharged.
    """

    says: str
    given: tuple[Boolean, ...]
    shows: Boolean

    def __post_init__(self) -> None:
        """Refuse what is no longer a relation."""
        if lost := evaluated(self.given, self.shows):
            raise ValueError(f"{self.says}: {lost}")

    def discharge(self) -> None:
        """Show it.

        Raises:
            DoesNotFollow: If a solver finds a counterexample or gives up, or the hypotheses have no model.
        """
        check_implication(self.says, self.given, self.shows)


Obligation = Identity | Implication


class Premise(Protocol):
    """A sequent: for all values of the symbols what is `given` implies what it `shows`."""

    @property
    def says(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def given(self) -> tuple[Boolean, ...]: ...  # noqa: D102
    @property
    def shows(self) -> Boolean: ...  # noqa: D102
    def discharge(self) -> None: ...  # noqa: D102


class Join(ABC):
    """A rule of mathematics applied: a premise that is made of premises, each in its role.

    A role that is missing, or filled with something of another form, is an error when it is built. Whether
    the premises hold is found out when they are discharged.
    """

    @property
    @abstractmethod
    def roles(self) -> Mapping[str, Premise]:
        """Return the premises by role."""

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the symbols that stand for what a premise has made: nothing else may take their place."""
        return frozenset().union(*map(names, self.roles.values()))

    @property
    def replaces(self) -> frozenset[Symbol]:
        """Return the symbols in whose place something is put: what was made of them is something else."""
        return frozenset()

    @cached_property
    def named(self) -> tuple[Made, ...]:
        """Return what has been made by name, here or by the premises.

        Raises:
            DoesNotFollow: If a name stands for two things.
        """
        this = cast("Premise", self)  # every join has `says`, `given` and `shows`, as fields or as properties
        inner = one_thing_each(this.says, (made for part in self.roles.values() for made in made_by(part)))
        kept = [made for made in inner if made.name in self.names or not isinstance(made.name, Symbol)]
        used = (part.shows.atoms(AppliedUndef) for part in self.roles.values())
        fresh = () if self.replaces else this.shows.atoms(AppliedUndef).difference(*used)
        functions = map(anywhere, fresh)
        same = {made.name for made in kept if not made.depends_on(self.replaces)}
        own = self.names.union(functions, (made.name for made in kept)) - same
        here = (Made.by(name, this.given, this.shows) for name in sorted(own, key=str))
        return (*(made for made in kept if made.name not in own), *here)

    @cached_property
    def obligations(self) -> tuple[Premise, ...]:
        """Return all that has to be discharged, each once.

        Raises:
            DoesNotFollow: If a name stands for two things.
        """
        _ = self.named
        return tuple(dict.fromkeys(leaf for premise in self.roles.values() for leaf in leaves(premise)))

    def discharge(self) -> None:
        """Show it.

        Raises:
            DoesNotFollow: At the first obligation that could not be shown.
        """
        for obligation in self.obligations:
            obligation.discharge()


def made_by(premise: Premise) -> tuple[Made, ...]:
    """Return what a premise has made by name, or those that it rests on."""
    if isinstance(premise, Identity):
        return () if premise.reads is None else (Made.by(premise.reads, (), premise.shows),)
    return premise.named if isinstance(premise, Join) else ()


def names(premise: Premise) -> frozenset[Symbol]:
    """Return the symbols that stand for what a premise has made, as a zero or a solution, by name."""
    if isinstance(premise, Join):
        return premise.names
    if isinstance(premise, Identity) and premise.reads is not None:
        return frozenset(premise.reads.free_symbols - premise.left.free_symbols)
    return frozenset()


def leaves(premise: Premise) -> tuple[Premise, ...]:
    """Return the obligations of a premise; of an obligation, itself."""
    return premise.obligations if isinstance(premise, Join) else (premise,)


def _lines(premise: Premise, role: str = "", depth: int = 0) -> Iterator[str]:
    """Print a premise: its role, in words, the conclusion, and what it rests on below it."""
    how = type(premise).__name__
    under = f", if {' and '.join(map(str, premise.given))}" if premise.given else ""
    yield f"{'  ' * depth}{role + ': ' if role else ''}{premise.says} ({how})"
    yield f"{'  ' * depth}    {premise.shows}{under}"
    for name, part in premise.roles.items() if isinstance(premise, Join) else ():
        yield from _lines(part, name, depth + 1)


@dataclass(frozen=True)
class Proof:
    """The one premise that is the statement of a claim: what follows from several is for a join to make.

    Printed, a proof shows what is concluded and what that rests on.

    Raises:
        ValueError: If there is no premise, or more than one.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> proof = Proof((Implication("squares grow", (x > 1,), x**2 > x),))
        >>> proof.check()
        1
        >>> print(proof)
        squares grow (Implication)
            x**2 > x, if x > 1
    """

    obligations: tuple[Premise, ...]

    def __post_init__(self) -> None:
        """Refuse what would have to be joined by somebody who reads it."""
        if len(self.obligations) != 1:
            raise ValueError(
                f"a proof has one premise, not {len(self.obligations)}: a join makes one of several"
            )

    def __str__(self) -> str:
        """Return the premise as a tree."""
        return "\n".join(_lines(self.conclusion))

    @property
    def conclusion(self) -> Premise:
        """Return the premise that is the statement."""
        return self.obligations[0]

    def check(self) -> int:
        """Discharge every obligation and return how many there were.

        Raises:
            DoesNotFollow: At the first obligation that could not be shown.
        """
        obligations = leaves(self.conclusion)
        for obligation in obligations:
            obligation.discharge()
        return len(obligations)


def has_sign_of(
    function: Expr, variable: Symbol, sign: int, given: Iterable[Boolean], where: str
) -> Implication:
    """Return the obligation that the derivative of a function has one sign where `given` holds.

    The derivative is computed here from the function, so that a change of the function is seen.

    Args:
        function: Its derivative must be a rational function, as that of a sum of logarithms is.
        variable: With respect to which to differentiate.
        sign: 1 for increasing, -1 for decreasing.
        given: Where.
        where: The same in words.

    Example:
        >>> x = Symbol("x", positive=True)
        >>> has_sign_of(x**2, x, 1, (), "for x > 0").shows
        2*x > 0
    """
    slope = normal_form(derivative(function, variable))
    top, bottom = fraction(together(slope))
    word = "increasing" if sign > 0 else "decreasing"
    return Implication(
        f"{function} is strictly {word} {where}", tuple(given), Gt(sign * top * bottom, 0, evaluate=False)
    )
