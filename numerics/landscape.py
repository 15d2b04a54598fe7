"""The two losses as a picture needs them: floats on arrays of points, level curves and windows.

It must not know how pictures are drawn, nor which runs cross the landscape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

import numpy as np
import numpy.typing as npt

from numerics.problem import Problem
from numerics.rational import InvalidArgument

Array = npt.NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Landscape:
    """The losses of a problem in two coordinates, in floats.

    Formula: L_train and L_test as in ``numerics.problem``; both vanish at beta* and are quadratic, so along a
    ray from beta* they grow with the square of the distance.

    Args:
        problem: A problem with d = 2.

    Raises:
        InvalidArgument: if d is not 2 or beta* is too large or too small for floats.

    Source: derived here.

    >>> land = Landscape(Problem.from_counts([2, 1], [1, 1]))
    >>> [round(float(loss(np.zeros(2))), 12) for loss in (land.train, land.test)]
    [1.0, 1.0]
    """

    problem: Problem

    def __post_init__(self) -> None:
        """Refuse what has no picture."""
        if self.problem.d != 2:
            raise InvalidArgument("beta_star", self.problem.beta_star, "must have 2 components to be drawn")
        if not Fraction(1, 10**100) < max(map(abs, self.problem.beta_star)) < 10**100:
            raise InvalidArgument("beta_star", self.problem.beta_star, "must be in 1e-100..1e100 to be drawn")

    @property
    def center(self) -> Array:
        """The minimum beta*."""
        return np.array([float(c) for c in self.problem.beta_star])

    def train(self, beta: Array) -> Array:
        """Return L_train at an array of points (..., 2), from the samples."""
        # Errors <x_j, beta - beta*>: taken from beta* they do not cancel when beta* is large.
        return self._train_at(beta - self.center)

    def _train_at(self, residual: Array) -> Array:
        # The mean does not depend on the order of the samples: equal ones are counted, not repeated.
        drawn = self.problem.distinct
        rows, counts = np.array([s.x for s in drawn], dtype=float), np.array([s.m for s in drawn])
        mean: Array = (residual @ rows.T) ** 2 @ counts / self.problem.n
        return mean

    def test(self, beta: Array) -> Array:
        """Return L_test at an array of points (..., 2)."""
        return self._test_at(beta - self.center)

    def _test_at(self, residual: Array) -> Array:
        weights = np.array([float(q) for q in self.problem.population])
        mean: Array = residual**2 @ weights
        return mean

    def train_level(self, level: float, reach: float, directions: int = 720) -> Array:
        """Return the curve L_train == level as points (m, 2), cut off at the distance ``reach`` from beta*.

        The points lie in directions all around. One in which the loss does not grow, that of a coordinate
        never drawn, has no such point.
        """
        return self._level(self._train_at, level, reach, directions)

    def test_level(self, level: float, reach: float, directions: int = 720) -> Array:
        """Return the curve L_test == level, as ``train_level`` does that of L_train."""
        return self._level(self._test_at, level, reach, directions)

    def _level(self, at: Callable[[Array], Array], level: float, reach: float, directions: int) -> Array:
        # The first direction comes again at the end, and the second too, so that the line has no seam.
        angle = np.arange(directions + 2) * (2.0 * np.pi / directions)
        ray = np.column_stack([np.cos(angle), np.sin(angle)])
        with np.errstate(
            divide="ignore", invalid="ignore"
        ):  # 0/0: on the level 0 where the loss does not grow
            # Along a ray loss(beta* + r u) = r^2 loss(beta* + u).
            distance = np.fmin(np.sqrt(level / at(ray)), reach)
        curve: Array = self.center + distance[:, None] * ray
        return curve


def grid(limits: Window) -> Array:
    """Return an even grid of points over a window, 201 x 201 x 2.

    >>> grid(((0.0, 2.0), (0.0, 2.0)))[100, 200]
    array([2., 1.])
    """
    return np.stack(np.meshgrid(*(np.linspace(*limit, 201) for limit in limits)), axis=-1)


def window(points: Sequence[Sequence[float]] | Array, margin: float) -> Window:
    """Return the limits of a square window around points.

    Formula: the side is the larger extent, widened by the margin on either side.

    Args:
        points: m >= 1 points of R^2.
        margin: The margin as a fraction of the side.

    Returns:
        The limits of the first and of the second coordinate.

    Source: derived here.

    >>> window([(0.0, 0.0), (2.0, 1.0)], 0.0)
    ((0.0, 2.0), (-0.5, 1.5))
    """
    cloud = np.asarray(points, dtype=float)
    low, high = cloud.min(axis=0), cloud.max(axis=0)
    half = (float((high - low).max()) / 2 or 1.0) * (1 + 2 * margin)
    middle = (low + high) / 2
    (left, below), (right, above) = middle - half, middle + half
    return (float(left), float(right)), (float(below), float(above))


def side(limits: Window) -> float:
    """Return the side of a square window.

    >>> side(((0.0, 2.0), (-0.5, 1.5)))
    2.0
    """
    return limits[0][1] - limits[0][0]


def exact_label(value: Fraction) -> str:
    """Return a short label for a threshold: the fraction if it is short, else four digits.

    >>> exact_label(Fraction(1, 100)), exact_label(Fraction(1, 3 * 10**12)), exact_label(Fraction(10**400))
    ('1/100', '3.333e-13', '1.000e+400')
    """
    if value.denominator < 10**6 and abs(value.numerator) < 10**6:
        return str(value)
    if Fraction(1, 10**100) < abs(value) < 10**100:
        return f"{float(value):.4g}"
    power = floor(decades(abs(value)) + 1e-9)
    return f"{float(value / Fraction(10) ** power):.3f}e{power:+d}"


def decades(value: Fraction) -> float:
    """Return log10 of a number > 0, however large or small.

    >>> decades(Fraction(1, 10**400))
    -400.0
    """
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    return log10(value / Fraction(2) ** bits) + bits * log10(2)
