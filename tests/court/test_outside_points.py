"""Points that no strategy draws: theory against an enumeration written here, with `random` and fractions.

Counts up to 200, up to six coordinates, batches of up to twelve samples.
"""

from fractions import Fraction
from math import comb, factorial, prod
from random import Random

import pytest
from sympy import Rational

from etalon.case import to_fraction, to_sympy
from theory.effective_time import ranks_of_times
from theory.losses import test_loss, train_loss, train_weights
from theory.minibatch import noise_coefficient, square_factor
from theory.momentum import residual_after
from theory.sample_matters import expected_largest_gain, matters_probability, uniform_matters_probability
from theory.schedules import schedule_factor


def _fraction(random: Random, most: int) -> Fraction:
    return Fraction(random.randint(1, most), random.randint(1, most))


def _counts(random: Random, most: int) -> list[int]:
    return [random.randint(1, most) for _ in range(random.randint(1, 6))]


def _gradient(counts: list[int], residual: list[Fraction]) -> list[Fraction]:
    """Return the mean over all samples of 2 (<x, r>) x, sample after sample."""
    total = [Fraction(0)] * len(counts)
    for i, count in enumerate(counts):
        for _ in range(count):
            total[i] += 2 * residual[i]
    return [part / sum(counts) for part in total]


@pytest.mark.parametrize("seed", range(60))
def test_descent(seed):
    random = Random(f"descent {seed}")
    counts = _counts(random, 200)
    start = [_fraction(random, 99) * random.choice((1, -1)) for _ in counts]
    schedule = [(_fraction(random, 60), random.randint(1, 3)) for _ in range(random.randint(1, 3))]
    residual = start
    for rate, steps in schedule:
        for _ in range(steps):
            slope = _gradient(counts, residual)
            residual = [r - rate * g for r, g in zip(residual, slope, strict=True)]
    phases = [(to_sympy(rate), steps) for rate, steps in schedule]
    weights = train_weights(counts)
    told = [schedule_factor(phases, p) * to_sympy(r) for p, r in zip(weights, start, strict=True)]
    assert [to_fraction(value) for value in told] == residual
    mean = sum((n * r**2 for n, r in zip(counts, residual, strict=True)), Fraction(0)) / sum(counts)
    assert to_fraction(train_loss(weights, told)) == mean
    uniform = [Rational(1, len(counts))] * len(counts)
    assert to_fraction(test_loss(uniform, told)) == sum(r**2 for r in residual) / len(counts)


@pytest.mark.parametrize("seed", range(80))
def test_batches(seed):
    random = Random(f"batch {seed}")
    counts, repeats = _counts(random, 200), random.random() < 0.5
    n, n_i = sum(counts), counts[0]
    b, rate = random.randint(1, 12 if repeats else min(12, n)), _fraction(random, 60)
    ways = [
        comb(b, k) * n_i**k * (n - n_i) ** (b - k) if repeats else comb(n_i, k) * comb(n - n_i, b - k)
        for k in range(b + 1)
    ]
    kept = [1 - 2 * rate * Fraction(k, b) for k in range(b + 1)]
    c = noise_coefficient(b, n, repeats) if n > 1 else Rational(0)
    square = square_factor(to_sympy(rate), train_weights(counts)[0], c)
    assert to_fraction(square) == sum(w * f**2 for w, f in zip(ways, kept, strict=True)) / sum(ways)


@pytest.mark.parametrize("seed", range(30))
def test_momentum(seed):
    random = Random(f"momentum {seed}")
    counts, rate = _counts(random, 200), _fraction(random, 60)
    inertia, steps = Fraction(random.randint(0, 98), 99), random.randint(1, 12)
    before = here = [Fraction(1)] * len(counts)
    for _ in range(steps):
        slope = _gradient(counts, here)
        after = [r - rate * g + inertia * (r - b) for r, g, b in zip(here, slope, before, strict=True)]
        before, here = here, after
    told = [residual_after(to_sympy(rate), p, to_sympy(inertia), steps) for p in train_weights(counts)]
    assert [to_fraction(value) for value in told] == here


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_effective_times(seed):
    random = Random(f"times {seed}")
    counts = _counts(random, 40)
    schedule = [(_fraction(random, 30), random.randint(1, 4)) for _ in range(random.randint(1, 3))]
    kept = [Fraction(1)] * len(counts)
    for rate, steps in schedule:
        kept = [
            k * abs(1 - 2 * rate * Fraction(n, sum(counts))) ** steps
            for k, n in zip(kept, counts, strict=True)
        ]
    ranks = ranks_of_times([(to_sympy(rate), steps) for rate, steps in schedule], counts)
    for i, n_i in enumerate(counts):
        for j, n_j in enumerate(counts):
            left, right = kept[j] ** n_i, kept[i] ** n_j
            assert (left > right) - (left < right) == (ranks[i] > ranks[j]) - (ranks[i] < ranks[j])


def _splits(n: int, d: int) -> list[tuple[int, ...]]:
    """Return all counts of n draws of d coordinates."""
    if d == 1:
        return [(n,)]
    return [(k, *rest) for k in range(n + 1) for rest in _splits(n - k, d - 1)]


@pytest.mark.parametrize("seed", range(30))
def test_the_sample(seed):
    """The claims' own cases end at eight draws, and the sums in their proofs at six."""
    random = Random(f"sample {seed}")
    n, q = random.randint(9, 40), Fraction(random.randint(0, 12), 12)
    other = [k for k in range(1, n) if 2 * k != n and k != n * q]
    chance = sum((comb(n, k) * q**k * (1 - q) ** (n - k) for k in other), Fraction(0))
    assert to_fraction(matters_probability(n, to_sympy(q))) == chance

    n, d = random.randint(7, 12), random.randint(2, 6)
    unlike = [counts for counts in _splits(n, d) if len({*counts} - {0}) > 1]
    ways = sum(factorial(n) // prod(map(factorial, counts)) for counts in unlike)
    assert to_fraction(uniform_matters_probability(n, d)) == Fraction(ways, d**n)

    n = random.randint(9, 200)
    gains = [Fraction(max(k, n - k), min(k, n - k) or n) for k in range(n + 1)]
    mean = sum((comb(n, k) * gain for k, gain in enumerate(gains)), Fraction(0)) / 2**n
    assert to_fraction(expected_largest_gain(n)) == mean
