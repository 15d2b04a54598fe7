"""The gradient flow: its path, and where it stops. Knows both sides; computes nothing itself."""

from fractions import Fraction

from sympy import Eq, Gt, Le, Lt, Max, Min, Rational, Symbol

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between, HasSign
from etalon.case import Case, to_sympy
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import flow, talk_flow
from theory.symbols import a, b, eps, r_0, t, w

_zero, _one = Fraction(0), Fraction(1)
_L_test = Symbol("L_test")
_uniform = assumptions.uniform_population.fails_without(
    Case((2, 1), (_one, _one), eps=Fraction(1, 100), population=(Fraction(51, 100), Fraction(49, 100)))
)


def _residual_at(case: Case) -> tuple:  # type: ignore[type-arg]  # of sympy expressions
    """Return the predicted residual at the case's time."""
    time = to_sympy(case.times[0])
    return tuple(start * flow.flow_factor(p, time) for start, p in zip(case.residual, case.p, strict=True))


flow_path = Claim(
    id="flow",
    says="Under the gradient flow residual i is r_i(0) exp(-2 p_i t).",
    source="derived here, from gradient",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("r(t)"), r_0 * flow.flow_factor(w, t)),
    cases=strategies.flows(times=1),
    predict=_residual_at,
    observe=experiment.fine_flow_residual,
    derivation=flow.derive_flow,
    proof=flow.prove_flow,
)

flow_stops_once = Claim(
    id="flow-stops-once",
    says="Along the gradient flow the train loss falls strictly, to zero: it meets each level exactly once.",
    source="derived here, from flow",
    declared=Verdict.PROVED,
    relation=lambda: Lt(Symbol("dL_train/dt"), 0) & Eq(Symbol("L_train(oo)"), 0),
    given=(
        assumptions.something_to_learn.fails_without(Case((1, 1), (_zero, _zero), times=(_one, 2 * _one))),
    ),
    cases=strategies.flows(times=2),
    predict=lambda case: HasSign(1),
    observe=experiment.fall_of_train_loss,
    derivation=flow.derive_flow,
    proof=flow.prove_stops_once,
)

talk_stop = Claim(
    id="flow-stop-two-to-one",
    says="For counts 2:1 the flow stops at L_test = 3/2 eps - a s^2/2 with "
    "s = 6 eps/(b + sqrt(b^2 + 24 a eps)), a = beta*_1^2, b = beta*_2^2.",
    source="derived here, from flow",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_L_test, talk_flow.talk_test_loss(a, b, eps)),
    given=(
        assumptions.two_to_one.fails_without(Case((21, 10), (_one, _one), eps=Fraction(1, 2))),
        _uniform,
        assumptions.reachable,
    ),
    cases=strategies.stops(strategies.two_to_one),
    predict=lambda case: talk_flow.talk_test_loss(case.squares[0], case.squares[1], case.level),
    observe=lambda case: experiment.flow_stop(case).test_loss,
    derivation=talk_flow.derive_talk_stop,
    proof=talk_flow.prove_talk_stop,
)


def _expansion(case: Case) -> tuple[Between, Between]:
    """Return the expansion plus its least and its largest error; two least errors are known."""
    a, b = case.squares
    expansion = talk_flow.talk_expansion(a, b, case.level)
    error = talk_flow.talk_expansion_error(a, b, case.level)
    least = expansion + (1 - talk_flow.talk_expansion_slack(a, b, case.level)) * error
    return Between(expansion, expansion + error), Between(least, expansion + error)


_error, _largest_error = (
    _L_test - talk_flow.talk_expansion(a, b, eps),
    talk_flow.talk_expansion_error(a, b, eps),
)

talk_expansion = Claim(
    id="flow-expansion",
    says="For counts 2:1 the flow stops at L_test = 3/2 eps - 9a/(2 b^2) eps^2 + O(eps^3); the error is at "
    "most 54 a^2 eps^3/b^4 and at least max(0, 1 - 15 a eps/b^2) times that.",
    source="derived here, from flow",
    declared=Verdict.PROVED,
    relation=lambda: (
        Le(Max(0, 1 - talk_flow.talk_expansion_slack(a, b, eps)) * _largest_error, _error)
        & Le(_error, _largest_error)
    ),
    given=(
        assumptions.two_to_one.fails_without(Case((21, 10), (_one, _one), eps=Fraction(1, 100))),
        assumptions.second_nonzero.fails_without(Case((2, 1), (_one, _zero), eps=Fraction(1, 2))),
        _uniform,
        assumptions.reachable,
    ),
    cases=strategies.stops(strategies.two_to_one, at=(1,)),
    predict=_expansion,
    observe=lambda case: (experiment.fine_flow_stop(case).test_loss,) * 2,
    derivation=talk_flow.derive_talk_stop,
    proof=talk_flow.prove_talk_expansion,
)


def _times_best(case: Case) -> tuple[Between, Between]:
    """Return the bounds on the test loss, the ratio's bounds times 3/4 eps; two upper ones are known."""
    best = Rational(3, 4) * case.level
    deficit = talk_flow.talk_ratio_deficit(case.squares[0], case.squares[1], case.level)
    least, most = (2 - deficit) * best, (2 - deficit + talk_flow.talk_ratio_excess(deficit)) * best
    return Between(least, 2 * best, below=True), Between(least, most, below=True)


_ratio, _deficit = _L_test / (Rational(3, 4) * eps), talk_flow.talk_ratio_deficit(a, b, eps)

twice_is_a_limit = Claim(
    id="flow-twice-is-a-limit",
    says="For counts 2:1 the flow's test loss over the best of the level set, 3/4 eps, is below 2 and, with "
    "v = 6 a eps/b^2, between 2 - v and 2 - v + 2 v^2; so it tends to 2 as eps vanishes.",
    source="Nakkiran 2020 reports the factor 2; the limit is derived here, from flow",
    declared=Verdict.PROVED,
    relation=lambda: (
        Le(2 - _deficit, _ratio) & Lt(_ratio, Min(2, 2 - _deficit + talk_flow.talk_ratio_excess(_deficit)))
    ),
    given=(
        assumptions.two_to_one.fails_without(Case((21, 10), (_one, _one), eps=Fraction(1, 100))),
        assumptions.second_nonzero.fails_without(Case((2, 1), (_one, _zero), eps=Fraction(1, 2))),
        assumptions.first_nonzero.fails_without(Case((2, 1), (_zero, _one), eps=Fraction(1, 4))),
        _uniform,
        assumptions.reachable,
    ),
    cases=strategies.stops(strategies.two_to_one, at=(0, 1)),
    predict=_times_best,
    observe=lambda case: (experiment.fine_flow_stop(case).test_loss,) * 2,
    proof=talk_flow.prove_talk_twice,
)


_two_times = (_one, 2 * _one)
_tilted = (Fraction(67, 100), Fraction(33, 100))  # kappa_1 just above kappa_2 for counts 2:1

distortion_rises = Claim(
    id="flow-distortion-rises",
    says="With two coordinates L_test/L_train increases along the flow: a smaller eps is a relatively "
    "worse place.",
    source="derived here, from gradient",
    declared=Verdict.PROVED,
    relation=lambda: Gt(Symbol("d(L_test/L_train)/dt"), 0),
    given=(
        assumptions.two_coordinates.fails_without(
            Case(
                (2, 1, 9),
                (_one,) * 3,
                population=tuple(Fraction(k, 20) for k in (1, 1, 18)),
                times=_two_times,
            )
        ),
        assumptions.heavier_first.fails_without(
            Case((1, 2), (_one, _one), population=(Fraction(1, 4), Fraction(3, 4)), times=_two_times)
        ),
        assumptions.heavy_less_distorted.fails_without(
            Case((2, 1), (_one, _one), population=_tilted, times=_two_times)
        ),
        assumptions.first_nonzero.fails_without(Case((2, 1), (_zero, _one), times=_two_times)),
        assumptions.second_nonzero.fails_without(Case((2, 1), (_one, _zero), times=_two_times)),
    ),
    cases=strategies.distorted_flows(),
    predict=lambda case: HasSign(1),
    observe=experiment.rise_of_distortion,
    proof=flow.prove_distortion_rises,
)


def _spread(case: Case) -> bool:
    weights = {count for count, truth in zip(case.counts, case.beta, strict=True) if truth}
    return len(weights) > 1


_unequal_weights = Assumption(
    "unequal-weights", "two coordinates with beta*_i nonzero have different train weights", _spread
)

distortion_rises_uniform = Claim(
    id="flow-distortion-rises-uniform",
    says="In any dimension, with a uniform population, L_test/L_train increases along the flow.",
    source="derived here, from gradient: Chebyshev's sum inequality, pair by pair",
    declared=Verdict.PROVED,
    relation=lambda: Gt(Symbol("d(L_test/L_train)/dt"), 0),
    given=(
        assumptions.uniform_population.fails_without(
            Case((2, 1), (_one, _one), population=_tilted, times=_two_times)
        ),
        _unequal_weights.not_shown_necessary(
            "without it L_test/L_train is constant, a tie of two irrational values that balls leave open"
        ),
    ),
    cases=strategies.unequal_flows(),
    predict=lambda case: HasSign(1),
    observe=experiment.rise_of_distortion,
    proof=flow.prove_distortion_rises_uniform,
)

exactly_twice = Claim(
    id="flow-is-exactly-twice",
    says="For counts 2:1 the flow stops at exactly twice the best test loss of the level set.",
    source="a literal reading of the 'twice' of Nakkiran 2020; refuted here wherever beta*_1 is not 0",
    declared=Verdict.REFUTED,
    predict=lambda case: Rational(3, 2) * case.level,
    observe=lambda case: experiment.flow_stop(case).test_loss,
    disproof=talk_flow.prove_talk_twice,
    witness=Case((2, 1), (_one, _one), eps=Fraction(1, 100)),
)


flow_train_loss = Claim(
    id="flow-train-loss",
    says="Under the gradient flow the train loss is the sum of p_i r_i(0)^2 exp(-4 p_i t).",
    source="derived here, from flow and train-loss",
    declared=Verdict.PROVED,
    cases=strategies.flows(times=1),
    relation=lambda: Eq(Symbol("L_train(t)"), flow.train_loss_along((w,), (r_0,), t)),
    predict=lambda case: flow.train_loss_along(case.p, case.residual, to_sympy(case.times[0])),
    observe=experiment.fine_flow_train_loss,
    proof=flow.prove_train_loss_along,
)
