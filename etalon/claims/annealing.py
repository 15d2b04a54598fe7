"""Large steps, then the flow, against the flow alone: who stops at less test loss. Knows both sides."""

from fractions import Fraction

from sympy import Eq, Equivalent, Expr, Gt, Le, Symbol, oo

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between, HasSign
from etalon.case import Case
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import annealing, comparison, critical, descent, losses, score_shape
from theory.symbols import a, eps, eta, p, p_1, p_2, x

DIGITS = strategies.DIGITS  # of the critical rates that cases are drawn around
_zero, _one = Fraction(0), Fraction(1)
_tilted = (Fraction(4, 5), Fraction(1, 5))
_tau_1, _tau_2, _annealed, _flow = (
    Symbol(name) for name in ("tau_1", "tau_2", "L_test(annealed)", "L_test(flow)")
)


def _run(
    counts: tuple[int, ...],
    rate: Fraction,
    eps: Fraction,
    beta: tuple[Fraction, ...] = (),
    population: tuple[Fraction, ...] | None = None,
) -> Case:
    """Return one large step, then the flow."""
    return Case(counts, beta or (_one,) * len(counts), ((rate, 1),), eps, population)


def _kappa(case: Case) -> tuple[Expr, ...]:
    return tuple(map(losses.distortion, case.q, case.p))


def _outcome(case: Case) -> int | None:
    """Return the sign of the advantage that the effective times decide, or None if they do not."""
    ranks, kappa = annealing.ranks_of_times(case.rates, case.counts), _kappa(case)
    nonzero = [i for i, truth in enumerate(case.beta) if truth]
    return comparison.outcome([kappa[i] for i in nonzero], [ranks[i] for i in nonzero])


def _sign(case: Case) -> HasSign:
    """Return the prediction of the two-coordinate criterion, which ranks both coordinates."""
    outcome = comparison.outcome(_kappa(case), annealing.ranks_of_times(case.rates, case.counts))
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
        assumptions.first_nonzero.fails_without(
            _run((2, 1), Fraction(5, 4), Fraction(1, 1000), (_zero, _one))
        ),
        assumptions.second_nonzero.fails_without(
            _run((2, 1), Fraction(5, 4), Fraction(1, 100), (_one, _zero))
        ),
        assumptions.still_training.fails_without(_run((2, 1), Fraction(1, 2), Fraction(99, 100))),
    ),
    cases=strategies.annealings(population=True),
    predict=_sign,
    observe=experiment.advantage,
    derivation=annealing.derive_score,
    proof=comparison.prove_criterion,
)


def _critical(case: Case) -> tuple[critical.CriticalRate, critical.CriticalRate]:
    """Return the critical rates of the case's counts, the larger count taken as the heavy one."""
    return critical.critical_rates(max(case.counts), min(case.counts), DIGITS)


def _inside(case: Case) -> HasSign:
    """Return the prediction of the critical rates; their intervals isolate, so a rate is on one side."""
    lower, upper = _critical(case)
    if case.eta in (lower.left, upper.right):
        return HasSign(0)  # an interval of one point: a rational critical rate
    return HasSign(1 if lower.right <= case.eta <= upper.left else -1)


def _heavier_first(rate: Fraction) -> Assumption:
    """Return the assumption with a witness in which the second coordinate is heavier and more distorted."""
    swapped = (Fraction(1, 10), Fraction(9, 10))
    return assumptions.heavier_first.fails_without(_run((1, 2), rate, Fraction(1, 100), population=swapped))


def _needs_of_critical_rates(winning: Fraction, losing: Fraction) -> tuple[Assumption, ...]:
    """Return the assumptions of a claim on one rate for counts 2:1, with witnesses just beyond each."""
    return (
        assumptions.heavy_less_distorted.fails_without(
            _run((2, 1), winning, Fraction(1, 100), population=(Fraction(67, 100), Fraction(33, 100)))
        ),
        assumptions.first_nonzero.fails_without(_run((2, 1), winning, Fraction(1, 1000), (_zero, _one))),
        assumptions.second_nonzero.fails_without(_run((2, 1), winning, Fraction(1, 100), (_one, _zero))),
        assumptions.still_training.fails_without(_run((2, 1), losing, Fraction(99, 100))),
    )


critical_rates = Claim(
    id="critical-rates",
    says="A single large rate beats the flow if, and only if, it lies between two critical rates "
    "eta_c < 1/(p_1+p_2) and eta_max > 1/(2 p_2); the heavier coordinate comes first.",
    source="derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_annealed < _flow, (Symbol("eta_c") < eta) & (eta < Symbol("eta_max"))),
    given=(_heavier_first(Fraction(5, 4)), *_needs_of_critical_rates(Fraction(5, 4), Fraction(1, 2))),
    cases=strategies.annealings(phases=1) | strategies.distorted_annealings(),
    predict=_inside,
    observe=experiment.advantage,
    derivation=annealing.derive_score,
    proof=score_shape.prove_critical_rates,
)


def _between_closed_forms(case: Case) -> HasSign:
    lower, upper = critical.talk_critical_rates()
    return HasSign(1 if lower < case.eta < upper else -1)


talk_critical_rates = Claim(
    id="critical-rates-two-to-one",
    says="For counts 2:1 a single large rate beats the flow if, and only if, it lies strictly between "
    "3 - 3/sqrt(2) and 3 + 3/sqrt(2).",
    source="derived here, from critical-rates",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        _annealed < _flow,
        (critical.talk_critical_rates()[0] < eta) & (eta < critical.talk_critical_rates()[1]),
    ),
    given=(
        assumptions.two_to_one.fails_without(_run((3, 1), Fraction(21, 25), Fraction(1, 100))),
        *_needs_of_critical_rates(Fraction(5, 4), Fraction(1, 2)),
    ),
    cases=strategies.annealings(phases=1, drawn=strategies.two_to_one),
    predict=_between_closed_forms,
    observe=experiment.advantage,
    proof=score_shape.prove_talk_critical_rates,
)

_below_critical = Assumption(
    "below-critical", "eta < eta_c", lambda case: bool(case.eta < _critical(case)[0].left)
)

half_measures = Claim(
    id="half-measures-hurt",
    says="Every single rate below eta_c makes the result strictly worse than the flow alone.",
    source="derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Gt(_annealed, _flow),
    given=(
        _below_critical.fails_without(_run((2, 1), Fraction(22, 25), Fraction(1, 100))),
        _heavier_first(Fraction(1, 2)),
        *_needs_of_critical_rates(Fraction(1, 2), Fraction(1, 2)),
    ),
    cases=strategies.half_measures(),
    predict=lambda case: HasSign(-1),
    observe=experiment.advantage,
    proof=score_shape.prove_half_measures,
)

_at_crossing = Assumption(
    "at-crossing", "eta = 1/(p_1 + p_2)", lambda case: bool(case.eta == descent.crossing_rate(*case.p))
)

crossing_wins = Claim(
    id="crossing-already-wins",
    says="A single rate at the crossing 1/(p_1 + p_2) beats the flow: eta_c lies below the crossing.",
    source="derived here, from critical-rates and crossing",
    declared=Verdict.PROVED,
    relation=lambda: Gt(annealing.score(1 / (p_1 + p_2), p_1, p_2), 0, evaluate=False),
    given=(
        _at_crossing.fails_without(_run((2, 1), Fraction(87, 100), Fraction(1, 100))),
        _heavier_first(_one),
        *_needs_of_critical_rates(_one, _one)[:3],
        assumptions.still_training.fails_without(_run((2, 1), _one, _one)),
    ),
    cases=strategies.annealings_at(strategies.crossing_of),
    predict=lambda case: HasSign(1),
    observe=experiment.advantage,
    proof=score_shape.prove_below_crossing,
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
        _rising.fails_without(_run((3, 2, 1), Fraction(1, 2), Fraction(1, 100))),
        assumptions.still_training.fails_without(
            _run((3, 2, 1), Fraction(1, 2), _one, population=tuple(Fraction(k, 14) for k in (9, 4, 1)))
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
        _equal_times.fails_without(_run((3, 1), Fraction(599, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(_run((1, 1), Fraction(1, 4), Fraction(99, 100))),
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
        assumptions.heavy_less_distorted.fails_without(
            _run((2, 1), Fraction(5, 4), Fraction(1, 100), population=_tilted)
        ),
        assumptions.still_training.fails_without(_run((2, 1), Fraction(1, 2), Fraction(99, 100))),
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
        assumptions.two_coordinates.fails_without(_run((2, 1, 3), Fraction(3), Fraction(1, 100))),
        _at_light_deadbeat.fails_without(_run((2, 1), Fraction(149, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(_run((2, 1), Fraction(3, 2), Fraction(7, 10))),
    ),
    cases=strategies.annealings_at(strategies.light_deadbeat_of),
    predict=lambda case: _kappa(case)[0] * case.level,
    observe=experiment.annealed_test_loss,
    proof=annealing.prove_bottom,
)


heavy_share = Claim(
    id="heavy-coordinate-keeps-more",
    says="Annealing beats the flow exactly when the heavy coordinate keeps the larger share of eps: the "
    "large rate regularises the high-curvature direction.",
    source="talk, slide 'Conclusions' and the one before; derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_annealed < _flow, Symbol("u_1(annealed)") > Symbol("u_1(flow)")),
    given=(
        assumptions.heavy_less_distorted.fails_without(
            _run((2, 1), Fraction(5, 4), Fraction(1, 100), population=_tilted)
        ),
        assumptions.first_nonzero.fails_without(
            _run((2, 1), Fraction(5, 4), Fraction(1, 1000), (_zero, _one))
        ),
        assumptions.second_nonzero.not_shown_necessary(
            "without it both shares are all of eps, a tie of two irrational residuals that balls leave open"
        ),
        assumptions.still_training.fails_without(_run((2, 1), Fraction(5, 4), Fraction(99, 100))),
    ),
    cases=strategies.annealings(phases=2),
    predict=_sign,
    observe=experiment.heavy_advantage,
    proof=comparison.prove_heavy_keeps_more,
)

_at_least_three_halves = Assumption(
    "at-least-3/2", "eta >= 3/2", lambda case: case.schedule[0][0] >= Fraction(3, 2)
)

talk_rate = Claim(
    id="talk-rate-keeps-training",
    says="For counts 2:1 a constant rate eta >= 3/2 = 1/p_1 keeps L_train at or above 2/3 beta*_1^2 for ever; "
    "below 3/2 the train loss vanishes.",
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
