"""A statement is equivalent to another one, and that to the next: so to the last. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Equivalent
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Join, Premise
from theory.logic.rules import WrongForm


@dataclass(frozen=True)
class Equivalences(Join):
    """From a statement to an equivalent one, and on from there.

    Args:
        says: The conclusion in words.
        first: Where to begin.
        links: Each an equivalence of what was come to and another statement.

    Raises:
        WrongForm: If there is no link, or one is no equivalence of two statements, or begins elsewhere.

    Example:
        >>> from sympy import Symbol
        >>> from theory.logic.proof import Implication
        >>> x = Symbol("x", positive=True)
        >>> squares = Implication("squares", (), Equivalent(x > 1, x**2 > 1))
        >>> again = Implication("again", (), Equivalent(x**2 > 1, x**4 > 1))
        >>> Equivalences("fourth powers", x > 1, (squares, again)).shows
        Equivalent(x > 1, x**4 > 1)
    """

    says: str
    first: Boolean
    links: tuple[Premise, ...]

    def __post_init__(self) -> None:
        """Refuse links that do not lead from one to the next."""
        if not self.links:
            raise WrongForm(f"{self.says}: there is no link")
        self._last()

    def _last(self) -> Boolean:
        """Return what the last link comes to."""
        here = self.first
        for link in self.links:
            shown = link.shows
            if not isinstance(shown, Equivalent) or len(shown.args) != 2 or here not in shown.args:
                raise WrongForm(f"{self.says}: {link.says} is no equivalence of {here} and something else")
            (here,) = set(shown.args) - {here}
        return here

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of all links."""
        return tuple(dict.fromkeys(formula for link in self.links for formula in link.given))

    @property
    def shows(self) -> Boolean:
        """Return that the first statement is equivalent to the last."""
        return Equivalent(self.first, self._last(), evaluate=False)

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the links by number."""
        return {f"link {number}": link for number, link in enumerate(self.links, start=1)}


@dataclass(frozen=True)
class OneWay(Join):
    """Of two equivalent statements one is a hypothesis, and the other follows.

    Args:
        premise: The equivalence of two statements.
        given_too: The one that is a hypothesis.

    Raises:
        WrongForm: If it is no equivalence of two statements, or of others.

    Example:
        >>> from sympy import Symbol
        >>> from theory.logic.proof import Implication
        >>> x = Symbol("x", positive=True)
        >>> squares = OneWay(Implication("squares", (), Equivalent(x > 1, x**2 > 1)), x**2 > 1)
        >>> squares.given, squares.shows
        ((x**2 > 1,), x > 1)
    """

    premise: Premise
    given_too: Boolean

    def __post_init__(self) -> None:
        """Refuse what is no equivalence of the hypothesis and something else."""
        shown = self.premise.shows
        if not isinstance(shown, Equivalent) or len(shown.args) != 2 or self.given_too not in shown.args:
            raise WrongForm(f"{self.says}: that is no equivalence of {self.given_too} and something else")

    @property
    def says(self) -> str:
        """Return the conclusion in words: those of the premise."""
        return self.premise.says

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses of the premise, and the one of two statements."""
        return (*self.premise.given, self.given_too)

    @property
    def shows(self) -> Boolean:
        """Return the other statement."""
        (other,) = set(self.premise.shows.args) - {self.given_too}
        return other

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the equivalence."""
        return {"equivalence": self.premise}
