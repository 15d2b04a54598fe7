"""Schedules of shapes, as both sides read them: a case with one, and theory's rates of each shape.

Knows no formula of its own and runs nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Integer

from etalon.case import Case, to_sympy
from numerics.schedule import Item, Phase, Schedule
from numerics.shapes import Cosine, Exponential, Linear, Polynomial, Shape
from theory import rate_shapes

# By the shape that numerics walks along, theory's closed form of its rates.
_RATES: dict[type[Shape], Callable[[Any, int], Expr]] = {
    Linear: lambda shape, t: rate_shapes.linear_rate(
        to_sympy(shape.init), to_sympy(shape.end), t, shape.steps
    ),
    Cosine: lambda shape, t: rate_shapes.cosine_rate(
        to_sympy(shape.init), to_sympy(shape.end), t, shape.steps
    ),
    Exponential: lambda shape, t: rate_shapes.exponential_rate(
        to_sympy(shape.init), to_sympy(shape.gamma), t
    ),
    Polynomial: lambda shape, t: rate_shapes.polynomial_rate(
        to_sympy(shape.init), to_sympy(shape.end), shape.power, t, shape.steps
    ),
}


def rates_of(item: Item) -> list[tuple[Expr, Expr]]:
    """Return theory's rates of an item of a schedule, each with its number of steps.

    Example:
        >>> from fractions import Fraction
        >>> rates_of(Cosine(Fraction(3), Fraction(0), 2)), rates_of(Phase(Fraction(1, 2), 3))
        ([(3, 1), (3/2, 1)], [(1/2, 3)])
    """
    if isinstance(item, Phase):
        return [(to_sympy(item.rate), Integer(item.steps or 0))]
    return [(_RATES[type(item)](item, t), Integer(1)) for t in range(item.steps)]


def schedule_of(items: Iterable[Item]) -> list[tuple[Expr, Expr]]:
    """Return theory's rates of a whole schedule.

    Example:
        >>> from fractions import Fraction
        >>> schedule_of([Phase(Fraction(1, 2), 3), Linear(Fraction(1), Fraction(0), 2)])
        [(1/2, 3), (1, 1), (1/2, 1)]
    """
    return [pair for item in items for pair in rates_of(item)]


@dataclass(frozen=True)
class ShapedCase(Case):
    """A case whose large steps are those of a schedule of shapes.

    Args:
        shapes: The items of the schedule; they take the place of `schedule`.

    Example:
        >>> from fractions import Fraction
        >>> print(ShapedCase((1,), (Fraction(1),), shapes=(Linear(Fraction(1), Fraction(0), 4),)))
        counts=1 beta*=1 shapes=linear(1, 0)*4
    """

    shapes: tuple[Item, ...] = ()

    def __str__(self) -> str:
        """Return the case as it would be typed."""
        return f"{super().__str__()} shapes={', '.join(map(str, self.shapes))}"

    @property
    def annealed(self) -> Schedule:
        """Return the shapes followed by the gradient flow, for numerics."""
        return Schedule(self.shapes, flow=True)

    @cached_property
    def rates(self) -> tuple[tuple[Expr, Expr], ...]:
        """Return the large steps by theory's closed forms of their rates."""
        return tuple(schedule_of(self.shapes))
