"""Level sets where coordinates may never have been drawn: then no gain is the largest. Knows both sides."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, isqrt

from sympy import Add, Eq, Symbol, oo

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between
from etalon.case import Case
from etalon.claim import Claim
from etalon.evidence import Verdict
from numerics.problem import train_loss
from theory import level_sets, losses, unseen

_FAR = 10**6  # beyond every distortion that is drawn


def _split(case: Case) -> tuple[list[int], list[int]]:
    """Return which coordinates were drawn, and which were not."""
    seen = [i for i, count in enumerate(case.counts) if count]
    return seen, [i for i, count in enumerate(case.counts) if not count]


def _ratio(case: Case) -> tuple:  # type: ignore[type-arg]  # of sympy expressions
    """Return the predicted L_test/L_train, its bound from below, and whether there is none from above."""
    (seen, others), residual = _split(case), case.residual_at(0)
    train = losses.train_loss(case.p, residual)
    kappa = [losses.distortion(case.q[i], case.p[i]) for i in seen]
    shares = [level_sets.share(case.p[i], residual[i], train) for i in seen]
    ratio = unseen.test_per_train_unseen(
        kappa, shares, [case.q[j] for j in others], [residual[j] for j in others], train
    )
    return ratio, Between(level_sets.band(kappa)[0], oo), any(bool(case.q[j]) for j in others)


def _far_out(case: Case) -> Case:
    """Return the case with the point moved far along a coordinate that was never drawn, if there is one."""
    j = next((j for j in _split(case)[1] if case.q[j]), 0)
    level = train_loss(case.problem, case.points[0])
    weight = Fraction(int(case.q[j].p), int(case.q[j].q)) or Fraction(1)
    far = isqrt(ceil(_FAR * level / weight)) + 1
    point = [*case.points[0]]
    point[j] = case.beta[j] + far
    return replace(case, points=(tuple(point),))


def _observed(case: Case) -> tuple[Fraction, Fraction, bool]:
    ratio, moved = experiment.distortion_at(case), _far_out(case)
    same_level = train_loss(case.problem, case.points[0]) == train_loss(case.problem, moved.points[0])
    return ratio, ratio, same_level and experiment.distortion_at(moved) > _FAR


unseen_band = Claim(
    id="level-set-unbounded-if-unseen",
    says="If some coordinates were never drawn, L_test/eps on L_train = eps is the mean of the distortions "
    "of the others plus the sum of their own q_j r_j^2/eps: not below the least distortion and, exactly "
    "where such a q_j is positive, at some point above any bound, so that no gain is the largest.",
    source="derived here, from train-loss and test-loss; level-set-identity for kappa_j infinite",
    declared=Verdict.PROVED,
    relation=lambda: Eq(
        Symbol("L_test/eps"),
        Add(Symbol("sum kappa_i u_i"), Symbol("sum q_j r_j^2") / Symbol("eps"), evaluate=False),
        evaluate=False,
    ),
    given=(assumptions.off_minimum,),
    cases=strategies.with_one_unseen() | strategies.evaluations(off_minimum=True),
    predict=_ratio,
    observe=_observed,
    derivation=unseen.derive_unseen_band,
    proof=unseen.prove_unseen_band,
)
