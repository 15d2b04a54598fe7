"""Large steps, then the flow, against the flow alone: who stops at less test loss. Knows both sides."""

from fractions import Fraction

from sympy import Eq, Equivalent, Expr, Gt, Symbol

from etalon import assumptions, experiment, strategies
from etalon.agreement import HasSign
from etalon.case import Case, one_step
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import comparison, effective_time, losses

_zero, _one = Fraction(0), Fraction(1)
_just_more_distorted = (Fraction(67, 100), Fraction(33, 100))  # kappa_1 just above kappa_2 for counts 2:1
_tau_1, _tau_2, _annealed, _flow = (
    Symbol(name) for name in ("tau_1", "tau_2", "L_test(annealed)", "L_test(flow)")
)
# The first step, which loses, already has L_train = 2/9; the second would win.
_stopped_early = Case((2, 1), (_one, _one), ((Fraction(1, 2), 1), (Fraction(3, 2), 1)), Fraction(23, 100))
_every_seen = assumptions.every_seen.not_shown_necessary(
    "a coordinate that was never drawn has neither a distortion nor an effective time"
)


def _moving(case: Case) -> dict[int, tuple[Expr, int]]:
    """Return distortion and rank of the effective time, of each coordinate drawn that has beta* != 0."""
    drawn = [i for i, count in enumerate(case.counts) if count]
    ranks = effective_time.ranks_of_times(case.rates, [case.counts[i] for i in drawn])
    return {
        i: (losses.distortion(case.q[i], case.p[i]), rank)
        for i, rank in zip(drawn, ranks, strict=True)
        if case.beta[i]
    }


def _outcome(case: Case) -> int | None:
    """Return the sign of the advantage that the effective times decide, or None if they do not."""
    moving = _moving(case).values()
    return comparison.outcome([kappa for kappa, _ in moving], [rank for _, rank in moving])


def _sign(case: Case) -> HasSign:
    """Return the prediction of the two-coordinate criterion, which knows the first two coordinates only."""
    ranks = effective_time.ranks_of_times(case.rates, case.counts)
    kappa = tuple(map(losses.distortion, case.q, case.p))
    outcome = comparison.outcome(kappa[:2], ranks[:2])
    assert outcome is not None  # with two coordinates the effective times always decide
    return HasSign(outcome)


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
        _every_seen,
        assumptions.first_nonzero.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 1000), (_zero, _one))
        ),
        assumptions.second_nonzero.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 100), (_one, _zero))
        ),
        assumptions.still_training.fails_without(_stopped_early),
    ),
    cases=strategies.annealings(population=True),
    predict=_sign,
    # An exact tie is not seen better with more bits: where one is predicted, fewer are spent on it.
    observe=lambda case: experiment.advantage(case) if _sign(case).sign else experiment.tie(case),
    derivation=effective_time.derive_score,
    proof=comparison.prove_criterion,
)


_rising = Assumption(
    "times-rise-with-distortion",
    "over the coordinates that were drawn and have beta*_i nonzero, tau is a non-decreasing, not constant, "
    "function of kappa",
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
        assumptions.still_training.fails_without(_stopped_early),
    ),
    cases=strategies.ordered_annealings(),
    predict=lambda case: HasSign(1),
    observe=experiment.advantage,
    proof=comparison.prove_ordered_times,
)

_equal_times = Assumption(
    "equal-times",
    "all effective times are equal, over the coordinates that were drawn and have beta*_i nonzero",
    lambda case: len({rank for _, rank in _moving(case).values()}) == 1,
)

equal_times = Claim(
    id="equal-effective-times-tie",
    says="In any dimension, if all effective times are equal, annealing stops at the flow's test loss.",
    source="derived here, from effective-time",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_annealed, _flow),
    given=(
        _equal_times.fails_without(one_step((3, 1), Fraction(599, 100), Fraction(1, 100))),
        assumptions.still_training.fails_without(one_step((1, 1), Fraction(1, 4), Fraction(57, 100))),
    ),
    cases=strategies.ties(),
    predict=lambda case: HasSign(0),
    observe=experiment.tie,
    proof=comparison.prove_equal_times,
)


heavy_share = Claim(
    id="heavy-coordinate-keeps-more",
    says="Annealing beats the flow exactly when the less distorted coordinate (with a uniform population "
    "the heavy one) keeps the larger share of eps.",
    source="talk, slide 'Conclusions' and the one before; derived here, from criterion",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_annealed < _flow, Symbol("u_1(annealed)") > Symbol("u_1(flow)")),
    given=(
        assumptions.two_coordinates.fails_without(one_step((3, 2, 1), Fraction(5, 4), Fraction(1, 100))),
        assumptions.heavy_less_distorted.fails_without(
            one_step((2, 1), Fraction(5, 4), Fraction(1, 100), population=_just_more_distorted)
        ),
        assumptions.still_training.fails_without(one_step((2, 1), Fraction(5, 4), Fraction(11, 20))),
    ),
    cases=strategies.annealings(phases=2),
    predict=lambda case: True,
    observe=lambda case: experiment.wins_as_it_keeps(
        case, experiment.MOST_BITS if _sign(case).sign else experiment.TIE_BITS
    ),
    proof=comparison.prove_heavy_keeps_more,
)
