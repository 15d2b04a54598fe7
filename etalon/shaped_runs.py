"""What numerics shows of a schedule of shapes: exact or enclosed. Knows no formula."""

from collections.abc import Sequence
from functools import lru_cache

from flint import ctx

from etalon.shaped import ShapedCase
from numerics.balls import descend_in_balls, states
from numerics.enclosure import Enclosure
from numerics.exact import descend, train_losses
from numerics.problem import Problem
from numerics.schedule import Item, Schedule
from numerics.shapes import Shape
from numerics.simulate import is_exact

BITS = 512  # of the balls; a step keeps nearly all of them
_MOST_STEPS = 10_000


def observed_rates(shape: Shape) -> tuple[object, ...]:
    """Return the rates that numerics walks along: fractions, and enclosures of those that are none."""
    with ctx.workprec(BITS):
        enclosed = map(Enclosure.of_ball, shape.balls())
        return tuple(e if rate is None else rate for e, rate in zip(enclosed, shape.rates(), strict=True))


def residual_after(problem: Problem, items: Sequence[Item]) -> tuple[object, ...]:
    """Return the residual after all the steps."""
    if is_exact(Schedule(tuple(items), flow=True)):
        return descend(problem, items).residual
    with ctx.workprec(BITS):
        return descend_in_balls(problem, items, None, _MOST_STEPS).residual


@lru_cache(maxsize=64)  # they do not depend on the stop, which a case is completed with
def shaped_losses(case: ShapedCase) -> tuple[Enclosure, ...]:
    """Return the train loss at the start and after each step."""
    if is_exact(case.annealed):
        return tuple(map(Enclosure.exactly, train_losses(case.problem, case.shapes)))
    with ctx.workprec(BITS):
        run = states(case.problem, case.shapes, None, _MOST_STEPS)
        return tuple(Enclosure.of_ball(state.loss()) for _, _, state in run)
