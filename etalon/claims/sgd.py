"""Stochastic gradient descent against the flow: when do large steps on batches win? Knows both sides.

To win in mean square: E r_i^2 takes the place of r_i^2. The large steps are taken on batches; then each path
follows the flow, all for the same time, until E L_train = eps; E L_test is compared with the flow's alone.
Where the order of effective times is all that matters, E r_i^2 ~ exp(-4 p_i tau_i), integer powers decide.
"""

from dataclasses import replace
from fractions import Fraction

from sympy import Abs, Eq, Equivalent, Expr, Le, S, Symbol, log, sign

from etalon import assumptions, strategies
from etalon.agreement import HasSign
from etalon.case import Vector
from etalon.claim import Assumption, Claim
from etalon.claims.minibatch import drawn, kept, mean_square_factors
from etalon.evidence import Verdict
from etalon.strategies import BatchCase
from numerics.batches import Batching, Ensemble, after_epochs, flow_on_average
from numerics.enclosure import Enclosure, Undecided
from numerics.flow import flow_until
from theory import batch_rates, batch_shape, minibatch
from theory.effective_time import order_of_times
from theory.minibatch import c
from theory.symbols import eta, n_1, p_1, p_2, r

_zero, _one, _eps = Fraction(0), Fraction(1), Fraction(1, 100)
_single, _pair, _subset = Batching(1, True), Batching(2, True), Batching(2, False)
_talk_pair = [Batching(2, True), Batching(2, False)]
_TIE_BITS = 512  # an exact tie is shown to this many, a difference to fewer if it can be
_sgd, _flow = Symbol("E L_test(SGD)"), Symbol("L_test(flow)")


def _run(
    counts: tuple[int, ...],
    rate: Fraction,
    batching: Batching,
    eps: Fraction = _eps,
    beta: Vector = (),
    population: Vector | None = None,
) -> BatchCase:
    """Return one large step on a batch, then the flow to eps; beta* is all ones unless given."""
    truth = beta or (_one,) * len(counts)
    return BatchCase(counts, truth, ((rate, 1),), eps, population, batching=batching)


def _order(case: BatchCase) -> int:
    """Return the sign of tau_2 - tau_1 in mean square."""
    parts = kept(case)
    left, right = parts[0] ** case.counts[1], parts[1] ** case.counts[0]
    return (left > right) - (left < right)


def _gap(case: BatchCase, after: Ensemble, bits: int) -> Enclosure:
    alone = flow_until(case.problem, case.stop, bits=bits).test_loss
    if after.mean_train_loss < case.stop:  # training was over before the flow
        return alone - after.mean_test_loss
    return alone - flow_on_average(after, case.stop, bits).test_loss


def _advantage(case: BatchCase, after: Ensemble, bits: tuple[int, ...] = (128, _TIE_BITS)) -> Enclosure:
    """Return (L_test(flow) - E L_test(large steps, then flow))/eps, each where the train loss is eps."""
    for precision in bits:
        gap = _gap(case, after, precision)
        if not gap.lower <= 0 <= gap.upper:
            break
    return Enclosure(gap.lower / case.stop, gap.upper / case.stop)


_left_to_train = Assumption(
    "left-to-train",
    "E L_train >= eps after the large steps",
    lambda case: drawn(case).mean_train_loss >= case.stop,
)
_single_samples = Assumption("single-samples", "b = 1", lambda case: case.batching.size == 1)
_two_rates = replace(_run((2, 1), _one, _subset), schedule=((_one / 2, 1), (Fraction(5, 4), 1)))
_single_rate = assumptions.single_rate.fails_without(_two_rates)
_no_time = "a coordinate that was never drawn has no distortion, and no effective time"


def _learning(batch: Batching) -> tuple[Assumption, ...]:
    """Return the assumptions that there is something to learn, with a case beyond each for counts 2:1."""
    return (
        assumptions.first_nonzero.fails_without(_run((2, 1), _one, batch, _eps / 10, (_zero, _one))),
        assumptions.second_nonzero.fails_without(_run((2, 1), _one, batch, _eps / 10, (_one, _zero))),
        _left_to_train.fails_without(_run((2, 1), _one / 2, batch, _one / 2)),
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
    relation=lambda: Equivalent(_sgd < _flow, Symbol("tau_2") > Symbol("tau_1")),
    given=(
        assumptions.two_coordinates.fails_without(
            _run((2, 1, 2), _one / 2, _pair, population=(_one / 10, _one / 10, _one * 4 / 5))
        ),
        assumptions.every_seen.not_shown_necessary(_no_time),
        *_learning(_subset),
    ),
    cases=strategies.batch_annealings(((2, 1), (3, 1)), (_single, _subset), any_population=True),
    predict=_criterion,
    observe=lambda case: _advantage(case, drawn(case)),
    proof=batch_rates.prove_square_criterion,
)

never_win = Claim(
    id="single-samples-never-win",
    says="Steps on single samples never win in mean square: the heavier coordinate has the larger effective "
    "time, or the same one if every rate is 1.",
    source="derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Le(batch_rates.square_score(eta, p_1, p_2, S.One), 0, evaluate=False),
    given=(
        _single_samples.fails_without(_run((2, 1), Fraction(5, 4), _subset)),
        assumptions.heavier_first.fails_without(_run((1, 2), Fraction(5, 4), _single)),
        assumptions.every_seen.fails_without(_run((2, 0), Fraction(5, 4), _single)),
    ),
    cases=strategies.single_sample_runs(),
    predict=lambda case: HasSign(-1 if {rate for rate, _ in case.rates} - {S.One} else 0),
    observe=_order,
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
    says="With two coordinates and c < 1 a single large rate wins in mean square if, and only if, it lies "
    "between two rates, one below 1 and one above.",
    source="derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_sgd < _flow, (Symbol("eta_c") < eta) & (eta < Symbol("eta_max"))),
    given=(
        assumptions.two_coordinates.fails_without(_run((2, 1, 1), Fraction(4, 5), _subset)),
        assumptions.every_seen.not_shown_necessary(_no_time),
        assumptions.heavier_first.fails_without(_run((1, 2), _one, _pair)),
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
    observe=_order,
    derivation=batch_shape.derive_square_score,
    proof=batch_shape.prove_critical_square_rates,
)


def _epoch(case: BatchCase) -> tuple[Vector, bool, Enclosure]:
    """Return where an epoch ends, whether every order ends there, and the advantage over the flow alone."""
    after = after_epochs(case.problem, case.schedule[0][0])
    return after.mean_residual, len(after.points) == 1, _advantage(case, after, (_TIE_BITS,))


epoch_ties = Claim(
    id="sgd-epoch-ties",
    says="One epoch of single samples without repetition, in any order and at any rate, multiplies r_i by "
    "(1-2 eta)^(n_i), and then the flow stops at the test loss at which the flow alone stops.",
    source="derived here, from flow",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("r(1)"), minibatch.epoch_factor(eta, n_1) * r),
    given=(
        Assumption(
            "left-to-train",
            "L_train >= eps after the epoch",
            lambda case: after_epochs(case.problem, case.schedule[0][0]).mean_train_loss >= case.stop,
        ).fails_without(_run((2, 1), _one / 4, _single, _one / 2)),
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


typical_rate = Claim(
    id="typical-rate-neutral",
    says="A step on a single sample has E log|factor| = p_i log|1-2 eta|, so that all typical effective "
    "times are equal; over the n samples the factors multiply to (1-2 eta)^(n_i).",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("E log|factor|"), p_1 * log(Abs(1 - 2 * eta))),
    given=(_single_samples.fails_without(_run((2, 1), Fraction(5, 4), _pair)),),
    cases=strategies.batch_steps(single=True),
    predict=lambda case: (
        tuple(Abs(minibatch.epoch_factor(case.eta, count)) for count in case.counts),
        True,
    ),
    observe=_typical,
    proof=minibatch.prove_typical_rate,
)


_every_batch = (_single, _pair, _subset, Batching(3, False))


def _talk_rates(case: BatchCase, noise: Expr) -> HasSign:
    """Return whether the rate lies between the closed forms for counts 2:1, at one of them, or outside."""
    lower, upper = batch_rates.talk_square_rates(noise)
    if case.eta in (lower, upper):
        return HasSign(0)
    return HasSign(1 if lower < case.eta < upper else -1)


def _needs(batch: Batching, other: BatchCase) -> tuple[Assumption, ...]:
    """Return the assumptions on one rate for counts 2:1, with a case just beyond each; the rate 1 wins."""
    less_distorted = _run((2, 1), _one, batch, population=(Fraction(67, 100), Fraction(33, 100)))
    return (
        assumptions.two_to_one.fails_without(other),
        assumptions.heavy_less_distorted.fails_without(less_distorted),
        *_learning(batch),
    )


talk_single = Claim(
    id="talk-sgd-single-sample",
    says="For counts 2:1, steps of SGD on single samples at the rate 3/2, then the flow, lead to less test "
    "loss than the flow alone.",
    source="talk, slide 'Convex Setting': 'update with SGD', read as one sample a step and in mean square; "
    "refuted here, as are all other rates, by single-samples-never-win",
    declared=Verdict.REFUTED,
    relation=lambda: _sgd < _flow,
    predict=lambda case: HasSign(1),
    observe=lambda case: _advantage(case, drawn(case)),
    disproof=batch_shape.prove_single_samples,
    witness=_run((2, 1), Fraction(3, 2), _single),
)

talk_full_batch = Claim(
    id="talk-sgd-full-batch",
    says="For counts 2:1, a step of SGD on all the samples, then the flow, beats the flow alone if, and only "
    "if, the rate lies strictly between 3 - 3/sqrt(2) and 3 + 3/sqrt(2).",
    source="talk, slide 'Convex Setting': 'update with SGD', read as the full batch; derived here, from "
    "mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_sgd < _flow, Eq(sign(batch_rates.square_score(eta, p_1, p_2, S.Zero)), 1)),
    given=(
        Assumption(
            "full-batch",
            "b = n, without repetition",
            lambda case: case.batching == Batching(sum(case.counts), False),
        ).fails_without(_run((2, 1), Fraction(4, 5), _subset)),
        *_needs(Batching(3, False), _run((3, 1), Fraction(17, 20), Batching(4, False))),
    ),
    cases=strategies.batch_annealings(((2, 1),), (Batching(3, False),))
    | strategies.batch_annealings(((4, 2),), (Batching(6, False),)),
    predict=lambda case: _talk_rates(case, S.Zero),
    observe=lambda case: _advantage(case, drawn(case)),
    proof=batch_shape.prove_talk_square_rates,
)

talk_window = Claim(
    id="talk-sgd-window",
    says="For counts 2:1, a step of SGD on a batch, then the flow, beats the flow alone in mean square if, "
    "and only if, the rate lies strictly between 3 (1 -+ sqrt((1-c)/2))/(1+2c): 3/4 and 9/4 for two samples "
    "drawn with repetition, 2 -+ sqrt(6)/2 without, and nowhere for one.",
    source="talk, slide 'Convex Setting': 'update with SGD'; derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_sgd < _flow, Eq(sign(batch_rates.square_score(eta, p_1, p_2, c)), 1)),
    given=_needs(_subset, _run((3, 1), Fraction(149, 200), _pair)),
    cases=strategies.batch_annealings(((2, 1),), _every_batch),
    predict=lambda case: _talk_rates(case, case.c),
    observe=lambda case: _advantage(case, drawn(case)),
    derivation=batch_shape.derive_square_score,
    proof=batch_shape.prove_talk_square_rates,
)
