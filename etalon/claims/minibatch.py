"""Mini-batches: what a step on a batch does on average and in mean square. Knows both sides.

When such steps beat the flow is told in `sgd`.
"""

from dataclasses import replace
from fractions import Fraction

from sympy import Eq, Equivalent, Expr, Mul, Symbol

from etalon import assumptions, strategies
from etalon.batch_experiment import drawn, kept
from etalon.case import Vector
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from etalon.strategies.batches import BatchCase, crossing_of_batches, half_way
from numerics.batches import Batching
from theory import batch_rates, minibatch
from theory.losses import train_loss
from theory.minibatch import c, size, square_factor
from theory.schedules import schedule_factor
from theory.symbols import eta, n, p, p_1, p_2, r

_one = Fraction(1)
_m, _m_1, _m_2 = (square_factor(eta, weight, c) for weight in (p, p_1, p_2))
_pair = Batching(2, True)


def _case(counts: tuple[int, ...], rate: Fraction, batching: Batching) -> BatchCase:
    """Return one step on a batch; beta* is all ones."""
    return BatchCase(counts, (_one,) * len(counts), ((rate, 1),), batching=batching)


def _two_rates(counts: tuple[int, ...], rates: tuple[Fraction, ...], batching: Batching) -> BatchCase:
    """Return a step at each of the rates, on a batch; beta* is all ones."""
    return replace(_case(counts, _one, batching), schedule=tuple((rate, 1) for rate in rates))


def mean_square_factors(case: BatchCase) -> tuple[Expr, ...]:
    """Return the predicted factors of E r_i^2."""
    return tuple(
        Mul(*[square_factor(rate, weight, case.c) ** steps for rate, steps in case.rates])
        for weight in case.p
    )


noise = Claim(
    id="noise-coefficient",
    says="The part K_i/b of a batch that lies on coordinate i has the variance c p_i (1 - p_i), with c = 1/b "
    "if samples may be repeated and (n-b)/(b(n-1)) if not (n > 1; a single sample varies by nothing).",
    source="derived here",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("Var K/b"), minibatch.noise_coefficient(size, n, False) * p * (1 - p)),
    cases=strategies.batch_steps(strategies.samples_of_any),
    predict=lambda case: tuple(minibatch.second_moment(weight, case.c) - weight**2 for weight in case.p),
    observe=lambda case: _variances(
        replace(case, schedule=((Fraction(1, 2), 1),), beta=(_one,) * len(case.p))
    ),
    derivation=minibatch.derive_noise,
    proof=minibatch.prove_noise,
)


def _variances(case: BatchCase) -> Vector:
    """Return the variances of beta_i after one step."""
    after = drawn(case)
    means = zip(after.mean_squares, after.mean_residual, strict=True)
    return tuple(square - mean**2 for square, mean in means)


batch_mean = Claim(
    id="batch-mean",
    says="On average over independent batches, steps do what full-batch steps do: E r_i is r_i(0) times the "
    "product of 1 - 2 eta p_i.",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("E r(1)"), schedule_factor([(eta, 1)], p) * r),
    cases=strategies.batch_descents(),
    predict=lambda case: tuple(
        schedule_factor(case.rates, weight) * start
        for weight, start in zip(case.p, case.residual, strict=True)
    ),
    observe=lambda case: drawn(case).mean_residual,
    proof=minibatch.prove_mean,
)


def _squares_and_loss(case: BatchCase) -> tuple[tuple[Expr, ...], Expr]:
    """Return the predicted E r_i^2 and E L_train."""
    factors = mean_square_factors(case)
    squares = tuple(m * start for m, start in zip(factors, case.squares, strict=True))
    return squares, train_loss([weight * m for weight, m in zip(case.p, factors, strict=True)], case.residual)


def _observed_squares_and_loss(case: BatchCase) -> tuple[Vector, Fraction]:
    after = drawn(case)
    return after.mean_squares, after.mean_train_loss


batch_mean_square = Claim(
    id="batch-mean-square",
    says="A step on an independent batch multiplies E r_i^2 by m_i = 1 - 4 eta p_i (1 - eta (p_i + "
    "c(1-p_i))), and E L_train is the sum of p_i E r_i^2.",
    source="derived here, from noise-coefficient",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("E r(1)^2"), _m * r**2),
    cases=strategies.batch_descents(),
    predict=_squares_and_loss,
    observe=_observed_squares_and_loss,
    derivation=minibatch.derive_square_factor,
    proof=minibatch.prove_square_factor,
)

stability = Claim(
    id="mean-square-stability",
    says="A step on a batch shrinks every E r_i^2 if, and only if, eta < 1/(p + c(1-p)) at p = max p.",
    source="derived here, from batch-mean-square",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_m < 1, eta < batch_rates.square_stability_limit(p, c)),
    given=(
        assumptions.every_seen.fails_without(_case((2, 0), Fraction(1, 2), _pair)),
        assumptions.single_rate.fails_without(_two_rates((1, 1), (_one, _one / 2), Batching(1, True))),
    ),
    cases=strategies.batch_steps(steps=2),
    predict=lambda case: bool(case.eta < batch_rates.square_stability_limit(max(case.p), case.c)),
    observe=lambda case: all(part < 1 for part in kept(case)),
    derivation=batch_rates.derive_square_rates,
    proof=batch_rates.prove_square_stability,
)

_heavier_first = assumptions.heavier_first.fails_without(_case((1, 1), Fraction(11, 10), _pair))
_single_rate = assumptions.single_rate.fails_without(
    _two_rates((2, 1), (2 * _one, _one / 2), Batching(1, True))
)

crossing = Claim(
    id="mean-square-crossing",
    says="The heavier coordinate keeps the larger part of E r_i^2 if, and only if, "
    "eta > 1/((1-c)(p_1+p_2) + c).",
    source="derived here, from batch-mean-square",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_m_1 > _m_2, eta > batch_rates.square_crossing_rate(p_1, p_2, c)),
    given=(_heavier_first, _single_rate),
    cases=strategies.heavier_batch_steps(least=0, steps=2) | strategies.batch_crossings(),
    predict=lambda case: bool(case.schedule[0][0] > crossing_of_batches(case)),
    observe=lambda case: kept(case)[0] > kept(case)[1],
    derivation=batch_rates.derive_square_rates,
    proof=batch_rates.prove_square_crossing,
)

crossing_at_one = Claim(
    id="mean-square-crossing-at-one",
    says="With two coordinates the heavier one keeps the larger part of E r_i^2 if, and only if, eta > 1, "
    "whatever the batch.",
    source="derived here, from mean-square-crossing and p_1 + p_2 = 1",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_m_1 > _m_2, eta > 1),
    given=(
        assumptions.two_coordinates.fails_without(_case((2, 1, 1), Fraction(11, 10), Batching(4, False))),
        _heavier_first,
        _single_rate,
    ),
    cases=strategies.heavier_batch_steps(others=False, least=0, steps=2),
    predict=lambda case: bool(case.eta > 1),
    observe=lambda case: kept(case)[0] > kept(case)[1],
    proof=batch_rates.prove_square_crossing_at_one,
)


window = Claim(
    id="window-iff-c-below-one",
    says="There is a rate that shrinks every E r_i^2 and lets the heaviest coordinate keep more than a "
    "lighter one if, and only if, c < 1, which is to say b > 1; one is half way from crossing to stability.",
    source="derived here, from mean-square-stability and mean-square-crossing",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        batch_rates.square_crossing_rate(p_1, p_2, c) < batch_rates.square_stability_limit(p_1, c), c < 1
    ),
    given=(
        assumptions.every_seen.fails_without(_case((2, 0), _one, Batching(2, False))),
        Assumption(
            "heaviest-first",
            "p_1 > p_2, and no coordinate is heavier than the first",
            lambda case: case.counts[1] < case.counts[0] == max(case.counts),
        ).fails_without(_case((2, 1, 3), Fraction(5, 2), Batching(6, False))),
        Assumption(
            "half-way",
            "every rate is half way between the crossing and the stability limit of the first coordinate",
            lambda case: {rate for rate, _ in case.schedule} == {half_way(case)},
        ).fails_without(_case((2, 1), Fraction(1, 2), _pair)),
    ),
    cases=strategies.window_probes(),
    predict=lambda case: (bool(case.c < 1),) * 2,
    observe=lambda case: (kept(case)[1] < kept(case)[0] == max(kept(case)) < 1, case.batching.size > 1),
    proof=batch_rates.prove_window,
)
