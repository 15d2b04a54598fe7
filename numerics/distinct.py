"""Equal samples taken together: the distinct rows of (X, y), and how many times each was drawn.

A sum over all the samples is the sum over the distinct ones, each times its multiplicity: the same terms in
another order, no closed form. It must not know losses, nor gradients, nor what is sought.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

Row = tuple[int, ...]
T = TypeVar("T")


class Sample(NamedTuple):
    """One of the distinct samples.

    Formula: m = the number of j with x_j = x and y_j = y.

    Args:
        x: The row of X.
        y: The target.
        m: The multiplicity, >= 1.

    Source: derived here.

    >>> Sample((1, 0), Fraction(3), 2).m
    2
    """

    x: Row
    y: Fraction
    m: int


def objects(values: Iterable[T]) -> dict[int, T]:
    """Return each object among many once, by its ``id``: what is the same object needs one look only.

    >>> row = (1, 0)
    >>> list(objects([row, row]).values())
    [(1, 0)]
    """
    known = tuple(values)
    return dict(zip(map(id, known), known, strict=True))


def distinct(X: Sequence[Row], y: Sequence[Fraction]) -> tuple[Sample, ...]:
    """Group equal samples, in linear time.

    Formula: sum_j f(x_j, y_j) = sum over the distinct (x, y) of m f(x, y), for every f.

    Args:
        X: n rows.
        y: n targets.

    Returns:
        The distinct samples in the order of their first appearance; their multiplicities sum to n.

    Source: derived here.

    >>> distinct([(0, 1), (1, 0), (0, 1)], [Fraction(5), Fraction(7), Fraction(5)])
    (Sample(x=(0, 1), y=Fraction(5, 1), m=2), Sample(x=(1, 0), y=Fraction(7, 1), m=1))
    """
    # Repeated samples are mostly the same objects: counting those first spares hashing their numbers.
    same = Counter(zip(map(id, X), map(id, y), strict=True))
    rows, targets = objects(X), objects(y)
    equal: dict[tuple[Row, Fraction], int] = {}
    for (row, target), m in same.items():
        pair = rows[row], targets[target]
        equal[pair] = equal.get(pair, 0) + m
    return tuple([Sample(row, target, m) for (row, target), m in equal.items()])


def parts(samples: Iterable[Sample], size: int) -> list[tuple[list[int], list[Sample]]]:
    """Split distinct samples into parts that touch no common coordinate, so that each can be moved by itself.

    Formula: a unit vector touches one coordinate, and no two distinct ones touch the same.

    Args:
        samples: Distinct samples of unit vectors.
        size: The most coordinates of a part, >= 1.

    Returns:
        The parts in the order of the coordinates: those it has, and the samples that touch them.

    Source: derived here; what costs the square or the cube of the coordinates is cheaper part by part.

    >>> drawn = distinct([(0, 0, 1), (1, 0, 0)], [Fraction(5), Fraction(7)])
    >>> [place for place, _ in parts(drawn, 2)], [place for place, _ in parts(drawn, 1)]
    ([[0, 2]], [[0], [2]])
    """
    touching = sorted((sample.x.index(1), sample) for sample in samples)
    pieces = [touching[k : k + size] for k in range(0, len(touching), size)]
    return [([i for i, _ in piece], [sample for _, sample in piece]) for piece in pieces]
