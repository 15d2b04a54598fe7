"""Large steps, then the flow, against the flow alone: who stops at less test loss. Knows both sides."""

from fractions import Fraction

from sympy import Eq, Equivalent, Expr, Gt, Le, Symbol, oo

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between, HasSign
from etalon.case import Case, one_step
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import annealing, comparison, descent, losses
from theory.symbols import a, eps, eta, p, x

_zero, _one = Fraction(0), Fraction(1)
_tilted = (Fraction(4, 5), Fraction(1, 5))
_tau_1, _tau_2, _annealed, _flow = (
    Symbol(name) for name in ("tau_1", "tau_2", "L_test(annealed)", "L_test(flow)")
)


def _kappa(case: Case) -> tuple[Expr, ...]:
    return tuple(map(losses.distortion, case.q, case.p))


def _outcome(case: Case) -> int | None:
    """Return the sign of the advantage that the effective times decide, or None if they do not."""
    ranks, kappa = annealing.ranks_of_times(case.rates, case.counts), _kappa(case)
    nonzero = [i for i, truth in enumerate(case.beta) if truth]
    return comparison.outcome([kappa[i] for i in nonzero], [ranks[i] for i in nonzero])


def _sign(case: Case) -> HasSign:
    """Return the prediction of the two-coordinate criterion, which knows the first two coordinates only."""
    ranks = annealing.ranks_of_times(case.rates, case.counts)
    outcome = comparison.outcome(_kappa(case)[:2], ranks[:2])
    assert outcome is not None  # with two coordinates the effective times always decide
    return HasSign(outcome)


_contracts = Assumption(
    "contracts",
    "0 < |rho| < 1",
    lambda case: 0 < experiment.kept(case)[0] < 1,
    why_no_witness="beyond it the time is negative or infinite, and the flow is run forward",
)

effective_time = Claim(
    id="effective-time",
    says="The flow takes the time tau = -log|rho|/(2p) to contract a coordinate as much as one step does.",
    source="derived here, from contraction and flow",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("tau"), annealing.effective_time([(eta, 1)], p)),
    given=(_contracts,),
    cases=strategies.contracting_steps(),
    predict=lambda case: annealing.effective_time([(case.eta, 1)], case.p[0]),
    observe=experiment.time_to_match_step,
    derivation=annealing.derive_effective_time,
    proof=annealing.prove_effective_time,
)


def _curve(case: Case) -> tuple[HasSign, HasSign]:
    """Return the sign of g(x_2) - g(x_1) by the sentence, and by the universal curve itself."""
    first, second = (annealing.universal_curve(rate * case.p[0]) for rate, _ in case.rates)
    rises = case.schedule[1][0] < Fraction(1, 2)
    return HasSign(1 if rises else -1), HasSign(1 if (second - first).is_positive else -1)


universal_curve = Claim(
    id="universal-curve",
    says="The effective time of a step per unit of learning rate, g(x) = -log|1-2x|/(2x), x = eta p, rises "
    "on (0, 1/2), falls on (1/2, 1], and is negative beyond 1.",
    source="derived here, from effective-time",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("g"), annealing.universal_curve(x)),
    cases=strategies.points_of_the_curve(),
    predict=_curve,
    observe=lambda case: (experiment.compare_effective_times_per_rate(case),) * 2,
    derivation=annealing.derive_effective_time,
    proof=annealing.prove_universal_curve,
)

universal_curve_falls = Claim(
    id="universal-curve-falls-for-ever",
    says="Beyond its pole at 1/2 the universal curve g falls for ever.",
    source="a natural guess from its shape up to 2; refuted here: g(3) < g(4), both negative",
    declared=Verdict.REFUTED,
    predict=lambda case: HasSign(-1),
    observe=experiment.compare_effective_times_per_rate,
    witness=Case((1,), (_one,), ((Fraction(3), 1), (Fraction(4), 1))),
)

criterion = Claim(
    id="criterion",
    says="With two coordinates annealing stops at a smaller, equal or larger test loss than the flow as "
    "(kappa_2 - kappa_1)(tau_2 - tau_1) is positive, zero or negative, whatever beta*, eps and the steps.",
    source="derived here, from effective-time and level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        _annealed < _flow, Gt((Symbol("kappa_2") - Symbol("kappa_1")) * (_tau_2 - _tau_1), 0)
    ),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(5, 4), Fraction(1, 100))),
        assumptions.first_nonzero.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 1000), (_zero, _one))
        ),
        assumptions.second_nonzero.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 100), (_one, _zero))
        ),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(1, 2), Fraction(99, 100))),
    ),
    cases=strategies.annealings(population=True),
    predict=_sign,
    observe=experiment.advantage,
    derivation=annealing.derive_score,
    proof=comparison.prove_criterion,
)


_rising = Assumption(
    "times-rise-with-distortion",
    "over the coordinates with beta*_i nonzero, tau is a non-decreasing, not constant, function of kappa",
    lambda case: _outcome(case) == 1,
)

ordered_times = Claim(
    id="ordered-effective-times-win",
    says="In any dimension, if the effective times rise with the distortions, annealing beats the flow.",
    source="derived here, from effective-time and level-set-identity, by a single crossing",
    declared=Verdict.PROVED,
    relation=lambda: _annealed < _flow,
    given=(
        _rising.fails_without(one_step((3, 2, 1), Fraction(1, 2), Fraction(1, 100))),
        assumptions.still_training.fails_without(
            one_step((3, 2, 1), Fraction(1, 2), _one, population=tuple(Fraction(k, 14) for k in (9, 4, 1)))
        ),
    ),
    cases=strategies.ordered_annealings(),
    predict=lambda case: HasSign(1),
    observe=experiment.advantage,
    proof=comparison.prove_ordered_times,
)


def _tie(case: Case) -> bool:
    return len(set(annealing.ranks_of_times(case.rates, case.counts))) == 1


_equal_times = Assumption("equal-times", "all effective times are equal", _tie)

equal_times = Claim(
    id="equal-effective-times-tie",
    says="In any dimension, if all effective times are equal, annealing stops at the flow's test loss.",
    source="derived here, from effective-time",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_annealed, _flow),
    given=(
        _equal_times.fails_without(one_step((3, 1), Fraction(599, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(one_step((1, 1), Fraction(1, 4), Fraction(99, 100))),
    ),
    cases=strategies.ties(),
    predict=lambda case: HasSign(0),
    observe=experiment.tie,
    proof=comparison.prove_equal_times,
)


def _bounds(case: Case) -> Between:
    kappa = _kappa(case)
    factor = descent.schedule_factor(case.rates, case.p[1])
    bound = annealing.annealed_bound(kappa[0], kappa[1], case.p[1], case.squares[1], factor, case.level)
    return Between(kappa[0] * case.level, bound)


annealed_bound = Claim(
    id="annealed-bound",
    says="With two coordinates and kappa_1 < kappa_2 the annealed test loss lies between kappa_1 eps and "
    "kappa_1 eps + (kappa_2 - kappa_1) p_2 beta*_2^2 prod rho_2^2.",
    source="derived here, from level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Le(Symbol("kappa_1") * eps, _annealed),
    given=(
        assumptions.two_coordinates.fails_without(one_step((2, 1, 3), Fraction(3), Fraction(1, 100))),
        assumptions.heavy_less_distorted.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 100), population=_tilted)
        ),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(1, 2), Fraction(99, 100))),
    ),
    cases=strategies.annealings(),
    predict=_bounds,
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bound,
)

_at_light_deadbeat = Assumption(
    "at-light-deadbeat", "eta = 1/(2 p_2)", lambda case: bool(case.eta == descent.deadbeat_rate(case.p[1]))
)

reaches_bottom = Claim(
    id="light-deadbeat-reaches-the-bottom",
    says="With two coordinates a step at 1/(2 p_2) makes the run stop at kappa_1 eps, the end of the band.",
    source="derived here, from deadbeat and level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_annealed, Symbol("kappa_1") * eps),
    given=(
        assumptions.two_coordinates.fails_without(one_step((2, 1, 3), Fraction(3), Fraction(1, 100))),
        _at_light_deadbeat.fails_without(one_step((2, 1), Fraction(149, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(3, 2), Fraction(7, 10))),
    ),
    cases=strategies.annealings_at(strategies.light_deadbeat_of),
    predict=lambda case: _kappa(case)[0] * case.level,
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bottom,
)


heavy_share = Claim(
    id="heavy-coordinate-keeps-more",
    says="Annealing beats the flow exactly when the less distorted coordinate (with a uniform population, the "
    "heavy one) keeps the larger share of eps.",
    source="talk, slide 'Conclusions' and the one before; derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_annealed < _flow, Symbol("u_1(annealed)") > Symbol("u_1(flow)")),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(5, 4), Fraction(1, 100))),
        assumptions.heavy_less_distorted.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 100), population=_tilted)
        ),
        assumptions.first_nonzero.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 1000), (_zero, _one))
        ),
        assumptions.second_nonzero.not_shown_necessary(
            "without it both shares are all of eps, a tie of two irrational residuals that balls leave open"
        ),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(5, 4), Fraction(99, 100))),
    ),
    cases=strategies.annealings(phases=2),
    predict=lambda case: (_sign(case),) * 2,
    observe=lambda case: (experiment.heavy_advantage(case), experiment.advantage(case)),
    proof=comparison.prove_heavy_keeps_more,
)

_at_least_three_halves = Assumption(
    "at-least-3/2", "eta >= 3/2", lambda case: case.schedule[0][0] >= Fraction(3, 2)
)

talk_rate = Claim(
    id="talk-rate-keeps-training",
    says="For counts 2:1 a constant rate eta >= 3/2 = 1/p_1 keeps L_train at 2/3 beta*_1^2 or above for "
    "ever; below 3/2 the train loss vanishes.",
    source="derived here, from stability and closed-form-iterate",
    declared=Verdict.PROVED,
    relation=lambda: Le(Symbol("2/3") * a, Symbol("L_train(T)")),
    given=(
        _at_least_three_halves.fails_without(Case((2, 1), (_one, _one), ((Fraction(149, 100), 8),))),
        assumptions.two_to_one.fails_without(Case((1, 1), (_one, _one), ((Fraction(3, 2), 1),))),
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
    witness=Case((2, 1), (_one, _one), ((Fraction(2), 12),), Fraction(3, 4)),
)
