"""Measures the exact engine against the plain one: 1000 steps, counts 7 and 5, rate 137/100, beta* = (1, 1).

Both run in one process, taking turns, so that a busy machine slows both; the medians are compared. It checks
that both end at the same point and knows nothing else of how they work.
"""

import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median

from numerics.exact import descend
from numerics.problem import Problem
from numerics.schedule import Phase

STEPS = 1000
ROUNDS = 7
RATE = Fraction(137, 100)
PROBLEM = Problem.from_counts([7, 5], [1, 1])

Point = tuple[Fraction, ...]


def plain() -> Point:
    """Descend in reduced fractions, the gradient summed over all the samples."""
    beta = [Fraction(0)] * PROBLEM.d
    for _ in range(STEPS):
        gradient = [Fraction(0)] * PROBLEM.d
        for x, y in zip(PROBLEM.X, PROBLEM.y, strict=True):
            error = sum((x_i * b for x_i, b in zip(x, beta, strict=True) if x_i), Fraction(0)) - y
            gradient = [g + error * x_i if x_i else g for g, x_i in zip(gradient, x, strict=True)]
        beta = [b - RATE * Fraction(2, PROBLEM.n) * g for b, g in zip(beta, gradient, strict=True)]
    return tuple(beta)


def engine() -> Point:
    """Descend in integers over one denominator."""
    return descend(PROBLEM, [Phase(RATE, STEPS)]).beta


def timed(run: Callable[[], Point]) -> tuple[float, Point]:
    """Return how long a run took, in seconds, and where it ended."""
    begin = time.perf_counter()
    end = run()
    return time.perf_counter() - begin, end


def main() -> None:
    """Print the table."""
    seconds: dict[str, list[float]] = {"fractions": [], "numerics.exact": []}
    ends = set()
    for _ in range(ROUNDS):
        for name, run in (("fractions", plain), ("numerics.exact", engine)):
            took, end = timed(run)
            seconds[name].append(took)
            ends.add(end)
    print(f"{STEPS} exact steps, counts 7,5, rate {RATE}, median of {ROUNDS}")
    for name, times in seconds.items():
        print(f"  {name:<15}{1000 * median(times):10.2f} ms")
    ratio = median(seconds["fractions"]) / median(seconds["numerics.exact"])
    print(f"  {'ratio':<15}{ratio:10.1f}")
    print(f"  {'end points':<15}{'equal' if len(ends) == 1 else 'DIFFERENT':>10}")


if __name__ == "__main__":
    main()
