"""The critical learning rates: for which single large rate annealing beats the flow. Knows both sides."""

from fractions import Fraction

from sympy import And, Equivalent, Gt, Symbol, exp, sign

from etalon import assumptions, experiment, strategies
from etalon.agreement import Always, HasSign
from etalon.case import Case, one_step, to_fraction
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from numerics.enclosure import Enclosure, Undecided
from theory import comparison, critical, descent, score_shape
from theory.critical_rate import CriticalRate
from theory.effective_time import derive_score, score
from theory.symbols import eta, eta_c, eta_max, p_1, p_2

_zero, _one = Fraction(0), Fraction(1)
_annealed, _flow = Symbol("L_test(annealed)"), Symbol("L_test(flow)")


def _critical(case: Case) -> tuple[CriticalRate, CriticalRate]:
    """Return the critical rates of the case's counts, the larger count taken as the heavy one."""
    first, second = case.counts[:2]
    return critical.critical_rates(max(first, second), min(first, second), strategies.DIGITS)


def _inside(case: Case) -> HasSign:
    """Return the prediction of the critical rates; their intervals isolate, so a rate is on one side."""
    lower, upper = _critical(case)
    if any(rate.left == case.eta == rate.right for rate in (lower, upper)):
        return HasSign(0)  # a rational critical rate is known exactly
    if lower.left < case.eta < lower.right or upper.left < case.eta < upper.right:
        raise Undecided(f"on which side of a critical rate {case.eta} lies", strategies.DIGITS)
    return HasSign(1 if lower.right <= case.eta <= upper.left else -1)


def _signs_at_ends(case: Case) -> tuple[HasSign, ...]:
    """Return what isolates: the score rises through zero at eta_c, and falls through it at eta_max."""
    sides = zip(_critical(case), (-1, 1), strict=True)
    return tuple(
        HasSign(0 if rate.left == rate.right else sign) for rate, below in sides for sign in (below, -below)
    )


def _advantage(case: Case) -> Enclosure:
    """Return the advantage; where a tie is predicted, which more bits would not show better, few."""
    return experiment.advantage(case) if _inside(case).sign else experiment.tie(case)


def _seen_at_ends(case: Case) -> tuple[int, ...]:
    """Return which coordinate keeps more, by integer powers, at the ends of both isolating intervals."""
    ends = [end for rate in _critical(case) for end in (rate.left, rate.right)]
    return tuple(experiment.order_of_kept(case, to_fraction(end)) for end in ends)


def _heavier_first(rate: Fraction) -> Assumption:
    """Return the assumption with a witness in which the second coordinate is heavier and more distorted."""
    swapped = (Fraction(1, 10), Fraction(9, 10))
    return assumptions.heavier_first.fails_without(
        one_step((1, 2), rate, Fraction(1, 100), population=swapped)
    )


def _by_score(case: Case) -> HasSign:
    """Return the sign of the score of one step; exp(n score) is a rational number, so that ties are seen."""
    value = score(case.eta, *case.p[:2])
    return HasSign(int(sign(exp(sum(case.counts) * value) - 1)))


def _needs_of_critical_rates(winning: Fraction, losing: Fraction) -> tuple[Assumption, ...]:
    """Return the assumptions of a claim on one rate for counts 2:1, with witnesses just beyond each."""
    return (
        assumptions.heavy_less_distorted.fails_without(
            one_step((2, 1), winning, Fraction(1, 100), population=(Fraction(67, 100), Fraction(33, 100)))
        ),
        assumptions.first_nonzero.fails_without(one_step((2, 1), winning, Fraction(1, 1000), (_zero, _one))),
        assumptions.second_nonzero.fails_without(one_step((2, 1), winning, Fraction(1, 100), (_one, _zero))),
        assumptions.still_training.fails_without(one_step((2, 1), losing, Fraction(6, 25))),
    )


_two_rates = Case((2, 1), (_one, _one), ((Fraction(1, 2), 1), (Fraction(3, 2), 1)), Fraction(1, 100))
_single_rate = assumptions.single_rate.fails_without(_two_rates)
_every_seen = assumptions.every_seen.not_shown_necessary(
    "a coordinate that was never drawn has no distortion, and then no rate is critical"
)


score_orders = Claim(
    id="score-orders-the-times",
    says="The score p_2 log|rho_1| - p_1 log|rho_2| of a step is positive if, and only if, coordinate 2 has "
    "the larger effective time, and 0 if both have the same; it is -oo where the step ends coordinate 1, and "
    "oo where it ends coordinate 2.",
    source="derived here, from effective-time",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(Gt(score(eta, p_1, p_2), 0), Symbol("tau_2") > Symbol("tau_1")),
    given=(
        assumptions.every_seen.not_shown_necessary("without a sample there is no effective time"),
        Assumption(
            "unequal-pair",
            "p_1 is not p_2",
            lambda case: len({*case.counts[:2]}) == 2,
            why_no_witness="of equal coordinates a deadbeat ends both, and neither is ahead",
        ),
    ),
    cases=strategies.scored_steps(),
    predict=_by_score,
    observe=experiment.order_of_times,
    derivation=derive_score,
    proof=comparison.prove_criterion,
)


critical_rates = Claim(
    id="critical-rates",
    says="With two coordinates a single large rate beats the flow if, and only if, it lies between two rates "
    "eta_c < 1/(p_1+p_2) and eta_max > 1/(2 p_2); the heavier coordinate comes first.",
    source="derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: And(
        Equivalent(_annealed < _flow, (eta > eta_c) & (eta < eta_max)),
        eta_c < descent.crossing_rate(p_1, p_2),
        eta_max > descent.deadbeat_rate(p_2),
    ),
    given=(
        assumptions.two_coordinates.fails_without(one_step((2, 1, 1), _one, Fraction(1, 100))),
        _single_rate,
        _every_seen,
        _heavier_first(Fraction(5, 4)),
        *_needs_of_critical_rates(Fraction(5, 4), Fraction(1, 2)),
    ),
    cases=strategies.annealings(phases=1) | strategies.distorted_annealings() | strategies.isolating_ends(),
    predict=lambda case: (_inside(case), *_signs_at_ends(case)),
    observe=lambda case: (_advantage(case), *_seen_at_ends(case)),
    derivation=score_shape.derive_critical_rates,
    proof=score_shape.prove_critical_rates,
)


def _between_closed_forms(case: Case) -> HasSign:
    lower, upper = critical.talk_critical_rates()
    return HasSign(1 if lower < case.eta < upper else -1)


talk_critical_rates = Claim(
    id="critical-rates-two-to-one",
    says="For counts 2:1 a single large rate beats the flow if, and only if, it lies strictly between "
    "3 - 3/sqrt(2) and 3 + 3/sqrt(2).",
    source="derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        _annealed < _flow,
        (critical.talk_critical_rates()[0] < eta) & (eta < critical.talk_critical_rates()[1]),
    ),
    given=(
        assumptions.two_to_one.fails_without(one_step((21, 10), Fraction(439, 500), Fraction(1, 100))),
        _single_rate,
        *_needs_of_critical_rates(Fraction(5, 4), Fraction(1, 2)),
    ),
    cases=strategies.annealings(phases=1, drawn=strategies.two_to_one),
    predict=_between_closed_forms,
    observe=experiment.advantage,
    derivation=score_shape.derive_critical_rates,
    proof=score_shape.prove_talk_critical_rates,
)

_below_critical = Assumption(
    "below-critical",
    "there are large steps, every one with a rate eta < eta_c",
    lambda case: bool(case.rates) and max(rate for rate, _ in case.rates) < _critical(case)[0].left,
)

half_measures = Claim(
    id="half-measures-hurt",
    says="With two coordinates large steps with rates below eta_c do strictly worse than the flow alone.",
    source="derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Gt(_annealed, _flow),
    given=(
        assumptions.two_coordinates.fails_without(
            one_step(
                (2, 1, 5),
                Fraction(1, 2),
                Fraction(3, 10),
                population=tuple(Fraction(k, 10) for k in (1, 1, 8)),
            )
        ),
        _every_seen,
        _below_critical.fails_without(one_step((2, 1), Fraction(22, 25), Fraction(1, 100))),
        _heavier_first(Fraction(1, 2)),
        *_needs_of_critical_rates(Fraction(1, 2), Fraction(1, 2)),
    ),
    cases=strategies.half_measures(),
    predict=Always(HasSign(-1)),
    observe=experiment.advantage,
    proof=score_shape.prove_half_measures,
)

_at_crossing = Assumption(
    "at-crossing",
    "there are large steps, every one with eta = 1/(p_1 + p_2)",
    lambda case: {rate for rate, _ in case.rates} == {descent.crossing_rate(*case.p[:2])},
)

crossing_wins = Claim(
    id="crossing-already-wins",
    says="With two coordinates a single rate at the crossing 1/(p_1 + p_2) already beats the flow, even if "
    "training stops among the large steps.",
    source="derived here, from criterion and crossing",
    declared=Verdict.PROVED,
    relation=lambda: Gt(score(1 / (p_1 + p_2), p_1, p_2), 0, evaluate=False),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 1, 2), Fraction(3, 2), Fraction(1, 2000))),
        assumptions.every_seen.fails_without(one_step((1, 0), _one, Fraction(1, 100))),
        _at_crossing.fails_without(one_step((2, 1), Fraction(87, 100), Fraction(1, 100))),
        _heavier_first(_one),
        *_needs_of_critical_rates(_one, _one)[:3],
        assumptions.has_to_train.fails_without(one_step((2, 1), _one, _one)),
    ),
    cases=strategies.crossings(),
    predict=Always(HasSign(1)),
    observe=experiment.advantage,
    proof=score_shape.prove_below_crossing,
)
