"""What a comparison shows of others: of a multiple, a weaker one, at one place only. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Eq, Expr, Ge, Gt, Le, Lt, Symbol
from sympy.logic.boolalg import And, Boolean, Implies

from theory.logic.proof import Identity, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.substitution import in_domain

_TURNED = {Lt: Gt, Gt: Lt}
_WEAKER = {Lt: Le, Gt: Ge, Eq: Le, Le: Le, Ge: Ge}


@dataclass(frozen=True)
class Detached(Join):
    """What an implication starts from becomes a hypothesis, and what it comes to is shown.

    Args:
        premise: An implication.

    Raises:
        WrongForm: If it is none.

    Example:
        >>> from theory.logic.proof import Implication
        >>> from theory.logic.rules import Deduction
        >>> x = Symbol("x", real=True)
        >>> back = Detached(Deduction(Implication("squares", (x > 1,), x**2 > 1)))
        >>> back.given, back.shows
        ((x > 1,), x**2 > 1)
    """

    premise: Premise

    def __post_init__(self) -> None:
        """Refuse what is no implication."""
        if not isinstance(self.premise.shows, Implies):
            raise WrongForm(f"{self.says}: {self.premise.shows} is no implication")

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses, and what the implication starts from."""
        return (*self.premise.given, *And.make_args(self.premise.shows.args[0]))

    @property
    def shows(self) -> Boolean:
        """Return what the implication comes to."""
        return self.premise.shows.args[1]

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the implication."""
        return {"premise": self.premise}


@dataclass(frozen=True)
class Multiple(Join):
    """A multiple of a difference that is negative, or positive, is so too, or the opposite if its factor is.

    Args:
        says: The conclusion in words.
        compared: That one number is less than another one, or more.
        function: The multiple of the difference.
        factor: Of what it is the multiple.

    Raises:
        WrongForm: If it is no such relation, or the sign of the factor is not known.

    Example:
        >>> from theory.logic.proof import Implication
        >>> x, c = Symbol("x", real=True), Symbol("c", positive=True)
        >>> below = Implication("below", (x < 1,), x < 2)
        >>> Multiple("so", below, c * x - 2 * c, c).shows
        c*x - 2*c < 0
    """

    says: str
    compared: Premise
    function: Expr
    factor: Expr

    def __post_init__(self) -> None:
        """Refuse a factor of which it is not known whether it turns the order around."""
        if type(self.compared.shows) not in (Lt, Gt):
            raise WrongForm(f"{self.says}: {self.compared.shows} must be < or >")
        if not (self.factor.is_positive or self.factor.is_negative):
            raise WrongForm(f"{self.says}: {self.factor} is not known to be positive, or negative")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of the relation."""
        return self.compared.given

    @property
    def shows(self) -> Boolean:
        """Return the sign of the multiple."""
        kept = type(self.compared.shows)
        return (kept if self.factor.is_positive else _TURNED[kept])(self.function, 0, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the relation, and of what the function is the multiple."""
        left, right = self.compared.shows.args
        multiple = Identity(self.says, self.function, self.factor * (left - right))
        return {"compared": self.compared, "multiple": multiple}


@dataclass(frozen=True)
class Weaker(Join):
    """What is less is at most so, and so is what is equal.

    Args:
        premise: A relation of two numbers, other than that they differ.

    Raises:
        WrongForm: If it is none.

    Example:
        >>> from theory.logic.proof import Implication
        >>> x = Symbol("x", real=True)
        >>> Weaker(Implication("below", (x < 1,), x < 2)).shows
        x <= 2
    """

    premise: Premise

    def __post_init__(self) -> None:
        """Refuse what does not say which one is less."""
        if type(self.premise.shows) not in _WEAKER:
            raise WrongForm(f"{self.says}: {self.premise.shows} must compare two numbers")

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of the premise."""
        return self.premise.given

    @property
    def shows(self) -> Boolean:
        """Return the relation that may be an equality."""
        shown = self.premise.shows
        return _WEAKER[type(shown)](*shown.args, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the relation."""
        return {"premise": self.premise}


@dataclass(frozen=True)
class AtPlace(Join):
    """What a function is at one place it is where its variable has this value.

    Args:
        says: The conclusion in words.
        function: Of the variable.
        variable: The variable.
        at: The place.
        value: What the function is there.

    Raises:
        WrongForm: If the place is not known to lie in the domain of the variable, or the value or the place
            depends on it.

    Example:
        >>> from sympy import S
        >>> x, c = Symbol("x", positive=True), Symbol("c", real=True)
        >>> there = AtPlace("there", c * (x - 1), x, S.One, S.Zero)
        >>> there.given, there.shows
        ((Eq(x, 1),), Eq(c*(x - 1), 0))
    """

    says: str
    function: Expr
    variable: Symbol
    at: Expr
    value: Expr

    def __post_init__(self) -> None:
        """Refuse a place that is none, or moves."""
        if self.variable in self.at.free_symbols | self.value.free_symbols:
            raise WrongForm(f"{self.says}: place and value must not depend on {self.variable}")
        if not in_domain(self.variable, self.at):
            raise WrongForm(f"{self.says}: {self.at} may not be in the domain of {self.variable}")

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return that the variable has this value."""
        return (Eq(self.variable, self.at, evaluate=False),)

    @property
    def shows(self) -> Boolean:
        """Return what the function is there."""
        return Eq(self.function, self.value, evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the value."""
        there = self.function.subs(self.variable, self.at)
        return {"value": Identity(self.says, there, self.value)}
