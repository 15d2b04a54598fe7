"""How good the place is where annealing stops, and that it stops at all. Knows both sides."""

from fractions import Fraction

from sympy import Eq, Expr, Le, Rational, Symbol, oo, symbols

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between
from etalon.case import Case, one_step
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import annealing, descent, losses, schedules
from theory.symbols import a, eps, p_2

_zero, _one = Fraction(0), Fraction(1)
_annealed = Symbol("L_test(annealed)")
_every_seen = assumptions.every_seen.not_shown_necessary(
    "a coordinate that was never drawn has no distortion and no deadbeat rate"
)


_k_1, _k_2, _square, _kept = symbols("kappa_1 kappa_2 beta*_2^2 prod_rho_2")
_most = annealing.annealed_bound(_k_1, _k_2, p_2, _square, _kept, eps)


def _kappa(case: Case) -> tuple[Expr, ...]:
    return tuple(map(losses.distortion, case.q, case.p))


def _bound(case: Case) -> Expr:
    factor = schedules.schedule_factor(case.rates, case.p[1])
    kappa = _kappa(case)
    return annealing.annealed_bound(kappa[0], kappa[1], case.p[1], case.squares[1], factor, case.level)


annealed_bound = Claim(
    id="annealed-bound",
    says="With two coordinates and kappa_1 < kappa_2 the annealed test loss lies between kappa_1 eps and "
    "kappa_1 eps + (kappa_2 - kappa_1) p_2 beta*_2^2 prod rho_2^2.",
    source="derived here, from level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Le(Symbol("kappa_1") * eps, _annealed) & Le(_annealed, _most),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(3, 2), Fraction(1, 100))),
        _every_seen,
        assumptions.heavy_less_distorted.fails_without(
            one_step(
                (2, 1), Fraction(5, 4), Fraction(1, 100), population=(Fraction(67, 100), Fraction(33, 100))
            )
        ),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(7, 5), Fraction(101, 200))),
    ),
    cases=strategies.annealings(at=())
    | strategies.distorted_annealings(strategies.counts(2), phases=strategies.PHASES, at=()),
    predict=lambda case: Between(_kappa(case)[0] * case.level, _bound(case)),
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bound,
)

_at_last_step = Assumption(
    "no-flow",
    "eps is the train loss after the last large step, so that no flow follows",
    lambda case: experiment.large_losses(case)[-1] == case.stop,
)

annealed_bound_attained = Claim(
    id="annealed-bound-attained",
    says="With two coordinates the upper bound on the annealed test loss is met if training stops with the "
    "last large step; so it cannot be improved.",
    source="derived here, from annealed-bound",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_annealed, _most),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(1, 2), Fraction(7, 18))),
        _every_seen,
        assumptions.still_training.fails_without(
            Case((2, 1), (_one, _one), ((_one, 1), (Fraction(17, 10), 1)), Fraction(242, 2025))
        ),
        _at_last_step.fails_without(one_step((2, 1), Fraction(1, 2), Fraction(22, 100))),
    ),
    cases=strategies.stopped_by_large_steps(),
    predict=_bound,
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bound,
)

_with_light_deadbeat = Assumption(
    "at-light-deadbeat",
    "a large step has eta = 1/(2 p_2)",
    lambda case: descent.deadbeat_rate(case.p[1]) in [rate for rate, _ in case.rates],
)

reaches_bottom = Claim(
    id="light-deadbeat-reaches-the-bottom",
    says="With two coordinates a step at 1/(2 p_2) makes the run stop at kappa_1 eps, the end of the band.",
    source="derived here, from deadbeat and level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_annealed, Symbol("kappa_1") * eps),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(3, 2), Fraction(1, 100))),
        _every_seen,
        _with_light_deadbeat.fails_without(one_step((2, 1), Fraction(149, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(3, 2), Fraction(67, 100))),
    ),
    cases=strategies.light_deadbeats(),
    predict=lambda case: _kappa(case)[0] * case.level,
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bottom,
)

_at_least_three_halves = Assumption(
    "at-least-3/2",
    "every rate is >= 3/2",
    lambda case: all(rate >= Fraction(3, 2) for rate, _ in case.schedule),
)

talk_rate = Claim(
    id="talk-rate-keeps-training",
    says="For counts 2:1 rates eta >= 3/2 = 1/p_1 keep L_train at 2/3 beta*_1^2 or above for ever.",
    source="derived here, from contraction; below 3/2 stable-step-lowers-train-loss speaks",
    declared=Verdict.PROVED,
    relation=lambda: Symbol("L_train(T)") >= Rational(2, 3) * a,
    given=(
        _at_least_three_halves.fails_without(Case((2, 1), (_one, _one), ((Fraction(149, 100), 8),))),
        assumptions.two_to_one.fails_without(Case((21, 11), (_one, _one), ((Fraction(3, 2), 12),))),
    ),
    cases=strategies.unstable_talk_runs(),
    predict=lambda case: Between(losses.train_loss(losses.train_weights((2, 1))[:1], case.truth[:1]), oo),
    observe=experiment.lowest_train_loss,
    proof=annealing.prove_talk_rate,
)

only_small_eps = Claim(
    id="talk-rate-only-small-eps",
    says="For counts 2:1 a rate eta >= 3/2 never reaches eps only if eps <= 2/3 beta*_1^2.",
    source="a converse of talk-rate-keeps-training; refuted here at eta = 2, eps = 3/4, beta* = (1,1)",
    declared=Verdict.REFUTED,
    predict=lambda case: case.stop <= Fraction(2, 3) * case.beta[0] ** 2,
    observe=lambda case: experiment.lowest_train_loss(case) > case.stop,
    disproof=annealing.prove_talk_rate_keeps_more,
    witness=Case((2, 1), (_one, _one), ((Fraction(2), 12),), Fraction(3, 4)),
)
