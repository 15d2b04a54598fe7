"""The talk's sentence "update with SGD", three ways, for counts 2:1. Knows both sides.

Read as one sample a step it is refuted; as any other batch, the full one too, proved between two rates.
"""

from dataclasses import replace
from fractions import Fraction

from sympy import Eq, Equivalent, Expr, S, sign

from etalon import assumptions, strategies
from etalon.agreement import HasSign
from etalon.batch_experiment import advantage, drawn
from etalon.claim import Assumption, Claim
from etalon.claims.sgd import flow, learning, sgd, stops_below, two_rates
from etalon.evidence import Verdict
from etalon.strategies import BatchCase, one_batch_step
from numerics.batches import Batching
from theory import batch_rates, batch_shape
from theory.minibatch import c
from theory.symbols import eta, p_1, p_2

_one = Fraction(1)
_single, _pair, _subset = Batching(1, True), Batching(2, True), Batching(2, False)
_every_batch = (_single, _pair, _subset, Batching(3, False))


def _talk_rates(case: BatchCase, noise: Expr) -> HasSign:
    """Return whether the rate lies between the closed forms for counts 2:1, at one of them, or outside."""
    lower, upper = batch_rates.talk_square_rates(noise)
    inside, not_outside = lower < case.eta < upper, lower <= case.eta <= upper
    return HasSign(1 if inside else 0 if not_outside else -1)


def _needs(batch: Batching, losing: BatchCase, other: BatchCase) -> tuple[Assumption, ...]:
    """Return the assumptions on one rate for counts 2:1, with a case just beyond each; the rate 1 wins."""
    less_distorted = one_batch_step((2, 1), _one, batch, population=(Fraction(67, 100), Fraction(33, 100)))
    return (
        assumptions.two_to_one.fails_without(other),
        assumptions.heavy_less_distorted.fails_without(less_distorted),
        assumptions.single_rate.fails_without(replace(two_rates, batching=batch)),
        *learning(batch, losing),
    )


talk_single = Claim(
    id="talk-sgd-single-sample",
    says="For counts 2:1, steps of SGD on single samples at the rate 3/2, then the flow, lead to less test "
    "loss than the flow alone.",
    source="talk, slide 'Convex Setting': 'update with SGD', read as one sample a step and in mean square; "
    "refuted here, as are all other rates, by single-samples-never-win",
    declared=Verdict.REFUTED,
    relation=lambda: sgd < flow,
    predict=lambda case: HasSign(1),
    observe=lambda case: advantage(case, drawn(case)),
    disproof=batch_shape.prove_single_samples,
    witness=one_batch_step((2, 1), Fraction(3, 2), _single),
)

talk_window = Claim(
    id="talk-sgd-window",
    says="For counts 2:1, a step of SGD on a batch, then the flow, beats the flow alone in mean square if, "
    "and only if, the rate lies strictly between 3 (1 -+ sqrt((1-c)/2))/(1+2c): 3/4 and 9/4 for two samples "
    "drawn with repetition, 2 -+ sqrt(6)/2 without, and nowhere for one.",
    source="talk, slide 'Convex Setting': 'update with SGD'; derived here, from mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(sgd < flow, Eq(sign(batch_rates.square_score(eta, p_1, p_2, c)), 1)),
    given=_needs(_subset, stops_below, one_batch_step((3, 1), Fraction(149, 200), _pair)),
    cases=strategies.batch_annealings(((2, 1),), _every_batch),
    predict=lambda case: _talk_rates(case, case.c),
    observe=lambda case: advantage(case, drawn(case)),
    derivation=batch_shape.derive_square_score,
    proof=batch_shape.prove_talk_square_rates,
)

talk_full_batch = Claim(
    id="talk-sgd-full-batch",
    says="For counts 2:1, a step of SGD on all the samples, then the flow, beats the flow alone if, and only "
    "if, the rate lies strictly between 3 - 3/sqrt(2) and 3 + 3/sqrt(2).",
    source="talk, slide 'Convex Setting': 'update with SGD', read as the full batch; derived here, from "
    "mean-square-criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(sgd < flow, Eq(sign(batch_rates.square_score(eta, p_1, p_2, S.Zero)), 1)),
    given=(
        Assumption(
            "full-batch",
            "b = n, without repetition",
            lambda case: case.batching == Batching(sum(case.counts), False),
        ).fails_without(one_batch_step((2, 1), Fraction(4, 5), _subset)),
        *_needs(
            Batching(3, False),
            one_batch_step((2, 1), Fraction(7, 8), Batching(3, False), Fraction(7, 90)),  # L_train = 11/144
            one_batch_step((3, 1), Fraction(17, 20), Batching(4, False)),
        ),
    ),
    cases=strategies.batch_annealings(((2, 1),), (Batching(3, False),))
    | strategies.batch_annealings(((4, 2),), (Batching(6, False),)),
    predict=lambda case: _talk_rates(case, S.Zero),
    observe=lambda case: advantage(case, drawn(case)),
    proof=batch_shape.prove_talk_square_rates,
)
