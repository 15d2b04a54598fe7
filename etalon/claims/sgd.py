"""Stochastic gradient descent against the flow: when do large steps on batches win? Knows both sides.

To win in mean square: E r_i^2 takes the place of r_i^2. The large steps are taken on batches; then each path
follows the flow, all for the same time, until E L_train = eps; E L_test is compared with the flow's alone.
Where the order of effective times is all that matters, E r_i^2 ~ exp(-4 p_i tau_i), integer powers decide.
"""

from dataclasses import replace
from fractions import Fraction

from sympy import Abs, Eq, Equivalent, Le, S, Symbol, log, sign

from etalon import assumptions, strategies
from etalon.agreement import HasSign
from etalon.batch_experiment import advantage, drawn, order_of_times_on_average
from etalon.case import Vector
from etalon.claim import Assumption, Claim
from etalon.claims.minibatch import mean_square_factors
from etalon.evidence import Verdict
from etalon.experiment import TIE_BITS
from etalon.strategies import BatchCase, one_batch_step
from numerics.batches import Batching, after_epochs
from numerics.enclosure import Enclosure, Undecided
from theory import batch_rates, batch_shape, minibatch
from theory.effective_time import order_of_times
from theory.symbols import eta, n_1, p_1, p_2, r

_zero, _one, _eps = Fraction(0), Fraction(1), Fraction(1, 100)
_single, _pair, _subset = Batching(1, True), Batching(2, True), Batching(2, False)
sgd, flow = Symbol("E L_test(SGD)"), Symbol("L_test(flow)")

_left_to_train = Assumption(
    "left-to-train",
    "E L_train >= eps after the large steps",
    lambda case: drawn(case).mean_train_loss >= case.stop,
)
_single_samples = Assumption("single-samples", "b = 1", lambda case: case.batching.size == 1)
two_rates = replace(one_batch_step((2, 1), _one, _subset), schedule=((_one / 2, 1), (Fraction(5, 4), 1)))
stops_below = one_batch_step((2, 1), Fraction(77, 100), _subset, Fraction(16, 75))  # E L_train = 0.2112
_single_rate = assumptions.single_rate.fails_without(two_rates)
_no_time = "a coordinate that was never drawn has no distortion, and no effective time"


def learning(batch: Batching, losing: BatchCase) -> tuple[Assumption, ...]:
    """Return the assumptions that there is something to learn, with a case beyond each for counts 2:1.

    Args:
        batch: For it the rate 1 wins.
        losing: A step at a rate just below the critical one, and an eps just above the train loss it leaves.
    """
    return (
        assumptions.first_nonzero.fails_without(
            one_batch_step((2, 1), _one, batch, _eps / 10, (_zero, _one))
        ),
        assumptions.second_nonzero.fails_without(
            one_batch_step((2, 1), _one, batch, _eps / 10, (_one, _zero))
        ),
        _left_to_train.fails_without(losing),
        assumptions.reachable,
    )


def _criterion(case: BatchCase) -> HasSign:
    """Return the sign of (kappa_2 - kappa_1)(tau_2 - tau_1) in mean square."""
    order = case.q[1] * case.p[0] - case.q[0] * case.p[1]
    earlier = order_of_times(*mean_square_factors(case)[:2], *case.counts[:2])
    return HasSign(int(sign(-order * earlier)))


criterion = Claim(
    id="mean-square-criterion",
    says="With two coordinates large steps on batches beat the flow in mean square if, and only if, the more "
    "distorted one has the larger effective time -log(m)/(4p), m the factor of E r^2.",
    source="derived here, from batch-mean-square and criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(sgd < flow, Symbol("tau_2") > Symbol("tau_1")),
    given=(
        assumptions.two_coordinates.fails_without(
            one_batch_step((2, 1, 1), _one / 2, _pair, population=(_one * 3 / 5, _one * 7 / 20, _one / 20))
        ),
        assumptions.every_seen.not_shown_necessary(_no_time),
        *learning(_subset, stops_below),
    ),
    cases=strategies.batch_annealings(((2, 1), (3, 1)), (_single, _subset), any_population=True),
    predict=_criterion,
    observe=lambda case: advantage(case, drawn(case)),
    proof=batch_rates.prove_square_criterion,
)

never_win = Claim(
    id="single-samples-never-win",
    says="Where the heavier coordinate is the less distorted one, steps on single samples never win in mean "
    "square: it has the larger effective time, or the same one if every rate is 1.",
    source="derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Le(batch_rates.square_score(eta, p_1, p_2, S.One), 0, evaluate=False),
    given=(
        _single_samples.fails_without(one_batch_step((2, 1), Fraction(5, 4), _subset)),
        assumptions.heavier_first.fails_without(one_batch_step((1, 1), Fraction(5, 4), _single)),
        assumptions.every_seen.fails_without(one_batch_step((2, 0), Fraction(5, 4), _single)),
    ),
    cases=strategies.single_sample_runs(),
    predict=lambda case: HasSign(-1 if {rate for rate, _ in case.rates} - {S.One} else 0),
    observe=order_of_times_on_average,
    proof=batch_shape.prove_single_samples,
)


def _between(case: BatchCase) -> HasSign:
    """Return the prediction of the critical rates in mean square; their intervals isolate."""
    heavy, light = max(case.counts[:2]), min(case.counts[:2])
    lower, upper = batch_rates.critical_square_rates(heavy, light, case.c, strategies.DIGITS)
    if any(rate.left == case.eta == rate.right for rate in (lower, upper)):
        return HasSign(0)  # a rational critical rate is known exactly
    if any(rate.left < case.eta < rate.right for rate in (lower, upper)):
        raise Undecided(f"on which side of a critical rate {case.eta} lies", 50)
    return HasSign(1 if lower.right <= case.eta <= upper.left else -1)


critical = Claim(
    id="mean-square-critical-rates",
    says="With two coordinates and c < 1 the lighter one has the larger effective time in mean square, which "
    "decides who wins, if, and only if, the single large rate lies between two rates, one below 1 and one "
    "above.",
    source="derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        Symbol("tau_2") > Symbol("tau_1"), (Symbol("eta_c") < eta) & (eta < Symbol("eta_max"))
    ),
    given=(
        assumptions.two_coordinates.fails_without(one_batch_step((2, 1, 1), Fraction(4, 5), _subset)),
        assumptions.every_seen.not_shown_necessary(_no_time),
        assumptions.heavier_first.fails_without(one_batch_step((3, 4), _one, _pair)),
        Assumption(
            "more-than-one-sample",
            "b > 1, which is to say c < 1",
            lambda case: case.batching.size > 1,
            why_no_witness="for b = 1 there is no such rate (single-samples-never-win)",
        ),
        _single_rate,
    ),
    cases=strategies.noisy_runs(),
    predict=_between,
    observe=order_of_times_on_average,
    derivation=batch_shape.derive_square_score,
    proof=batch_shape.prove_critical_square_rates,
)


def _epoch(case: BatchCase) -> tuple[Vector, bool, Enclosure]:
    """Return where an epoch ends, whether every order ends there, and the advantage over the flow alone."""
    after = after_epochs(case.problem, case.schedule[0][0])
    return after.mean_residual, len(after.points) == 1, advantage(case, after, (TIE_BITS,))


epoch_ties = Claim(
    id="sgd-epoch-ties",
    says="One epoch of single samples without repetition, in any order and at any rate, multiplies r_i by "
    "(1-2 eta)^(n_i), and then the flow stops at the test loss at which the flow alone stops.",
    source="derived here, from contraction; the rest as in equal-effective-times-tie",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("r(1)"), minibatch.epoch_factor(eta, n_1) * r),
    given=(
        Assumption(
            "left-to-train",
            "L_train >= eps after the epoch",
            lambda case: after_epochs(case.problem, case.schedule[0][0]).mean_train_loss >= case.stop,
        ).fails_without(one_batch_step((2, 1), _one / 4, _single, Fraction(13, 100))),
        assumptions.reachable,
    ),
    cases=strategies.epochs(),
    predict=lambda case: (
        tuple(
            minibatch.epoch_factor(case.eta, count) * start
            for count, start in zip(case.counts, case.residual, strict=True)
        ),
        True,
        HasSign(0),
    ),
    observe=_epoch,
    proof=minibatch.prove_epoch,
)


def _typical(case: BatchCase) -> tuple[Vector, bool]:
    """Return the products of what all the n draws keep, and whether they give equal effective times."""
    parts, counts = drawn(replace(case, beta=(_one,) * len(case.counts))).products, case.counts
    pairs = [(i, j) for i in range(len(counts)) for j in range(i)]
    return parts, all(parts[i] ** counts[j] == parts[j] ** counts[i] for i, j in pairs)


_two_single_samples = replace(
    one_batch_step((2, 1), _one, _single), schedule=((_one, 1), (Fraction(5, 4), 1))
)

typical_rate = Claim(
    id="typical-rate-neutral",
    says="A step on a single sample has E log|factor| = p_i log|1-2 eta|, so that all typical effective "
    "times are equal; over the n samples the factors multiply to (1-2 eta)^(n_i).",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("E log|factor|"), p_1 * log(Abs(1 - 2 * eta))),
    given=(
        _single_samples.fails_without(one_batch_step((2, 1), Fraction(5, 4), _pair)),
        assumptions.one_step.fails_without(_two_single_samples),
    ),
    cases=strategies.batch_steps(single=True),
    predict=lambda case: (
        tuple(Abs(minibatch.epoch_factor(case.eta, count)) for count in case.counts),
        True,
    ),
    observe=_typical,
    proof=minibatch.prove_typical_rate,
)
