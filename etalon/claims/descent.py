"""Full-batch gradient descent: what steps do to each coordinate. Knows both sides."""

from fractions import Fraction

from sympy import Abs, Eq, Equivalent, Integer, Le, Lt, Max, Symbol

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between
from etalon.case import Case
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from numerics.exact import descend
from numerics.problem import gradient as gradient_of
from theory import descent, losses, schedules
from theory.loss_falls import prove_loss_falls
from theory.symbols import T, eta, p, p_1, p_2, r, r_0, w, w_2

_one = Fraction(1)
_rho, _rho_1, _rho_2 = (descent.contraction_factor(eta, weight) for weight in (w, p_1, w_2))


def _step(rate: Fraction, counts: tuple[int, ...], beta: tuple[Fraction, ...] = ()) -> Case:
    return Case(counts, beta or (_one,) * len(counts), ((rate, 1),))


gradient = Claim(
    id="gradient",
    says="The gradient of the train loss has the components 2 p_i r_i.",
    source="derived here, from train-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("dL_train/dr"), descent.gradient(w, r)),
    cases=strategies.evaluations(),
    predict=lambda case: tuple(map(descent.gradient, case.p, case.residual_at(0))),
    observe=lambda case: gradient_of(case.problem, case.points[0]),
    derivation=descent.derive_contraction,
    proof=descent.prove_gradient,
)

hessian = Claim(
    id="hessian",
    says="The Hessian of the train loss is diagonal with entries 2 p_i, whatever the ground truth.",
    source="derived here, from train-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("d2L_train/dr2"), descent.curvature(w)),
    cases=strategies.evaluations(),
    predict=lambda case: tuple(
        tuple(descent.curvature(weight) if i == j else Integer(0) for j in range(len(case.p)))
        for i, weight in enumerate(case.p)
    ),
    observe=experiment.hessian,
    derivation=descent.derive_contraction,
    proof=descent.prove_curvature,
)

contraction = Claim(
    id="contraction",
    says="One step multiplies residual i by rho_i = 1 - 2 eta p_i.",
    source="derived here, from train-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("r'"), _rho * r),
    given=(assumptions.one_step.fails_without(Case((1,), (_one,), ((Fraction(1, 4), 2),))),),
    cases=strategies.single_steps(),
    predict=lambda case: tuple(
        descent.contraction_factor(case.eta, weight) * start
        for weight, start in zip(case.p, case.residual, strict=True)
    ),
    observe=experiment.after_schedule,
    derivation=descent.derive_contraction,
    proof=descent.prove_contraction,
)


def _after(case: Case) -> tuple:  # type: ignore[type-arg]  # of sympy expressions
    """Return the predicted residual after the schedule."""
    factors = [schedules.schedule_factor(case.rates, weight) for weight in case.p]
    return tuple(factor * start for factor, start in zip(factors, case.residual, strict=True))


iterate = Claim(
    id="closed-form-iterate",
    says="After a schedule residual i is r_i(0) times the product of rho_i(eta_k) over the steps.",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("r(T)"), schedules.schedule_factor([(eta, T)], w) * r_0),
    cases=strategies.descents(),
    predict=lambda case: _after(case),
    observe=experiment.after_schedule,
    derivation=schedules.derive_iterate,
    proof=schedules.prove_iterate,
)

order_of_steps = Claim(
    id="order-of-steps",
    says="The order of the steps of a schedule does not matter for where it ends.",
    source="derived here, from closed-form-iterate",
    declared=Verdict.PROVED,
    cases=strategies.descents(),
    predict=lambda case: (_after(case),) * 2,
    observe=lambda case: tuple(
        descend(case.problem, phases).residual
        for phases in (case.phases[::-1], sorted(case.phases, key=lambda phase: phase.rate))
    ),
    proof=schedules.prove_order,
)

stability = Claim(
    id="stability",
    says="Every contraction factor has |rho_i| < 1 if, and only if, eta < 1/max p.",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        Lt(Max(*[Abs(descent.contraction_factor(eta, weight)) for weight in (p_1, p_2)]), 1),
        Lt(eta, descent.stability_limit(Max(p_1, p_2))),
    ),
    given=(assumptions.every_seen.fails_without(_step(Fraction(1, 2), (1, 0))), assumptions.large_step),
    cases=strategies.single_steps(strategies.counts_of_any(least=1)),
    predict=lambda case: bool(case.eta < descent.stability_limit(max(case.p))),
    observe=lambda case: all(kept < 1 for kept in experiment.kept(case)),
    derivation=descent.derive_stability,
    proof=descent.prove_stability,
)


def _largest_loss(case: Case) -> tuple[Between, bool]:
    """Return that L_train is at most max rho_i^2, of what was drawn, times that before, and that it fell."""
    largest = Max(*[descent.contraction_factor(case.eta, weight) ** 2 for weight in case.p if weight])
    return Between(Integer(0), largest * losses.train_loss(case.p, case.residual)), True


loss_falls = Claim(
    id="stable-step-lowers-train-loss",
    says="Below 1/max p a step lowers L_train, to at most max rho_i^2 times what it was, of the coordinates "
    "that were drawn: at a constant rate it vanishes.",
    source="derived here, from stability and contraction",
    declared=Verdict.PROVED,
    relation=lambda: (
        Le(Symbol("L_train(1)"), Symbol("max rho^2") * Symbol("L_train(0)"))
        & Lt(Symbol("L_train(1)"), Symbol("L_train(0)"))
        & Eq(Symbol("L_train(oo)"), 0)
    ),
    given=(
        Assumption(
            "stable",
            "eta < 1/max p",
            lambda case: bool(case.schedule and case.eta < descent.stability_limit(max(case.p))),
            beyond=_step(_one, (1,)),
        ),
        assumptions.something_to_learn.fails_without(_step(_one, (1, 1), (Fraction(0), Fraction(0)))),
    ),
    cases=strategies.stable_steps(),
    predict=_largest_loss,
    observe=experiment.one_step_of_loss,
    proof=prove_loss_falls,
)

deadbeat = Claim(
    id="deadbeat",
    says="One step ends coordinate 1, if it was drawn, if, and only if, eta = 1/(2 p_1).",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(Eq(descent.contraction_factor(eta, p), 0), Eq(eta, descent.deadbeat_rate(p))),
    given=(
        Assumption(
            "first-seen",
            "coordinate 1 was drawn",
            lambda case: case.counts[0] > 0,
            why_no_witness="without it 1/(2 p_1) has no value, and no step ends the coordinate",
        ),
        assumptions.first_nonzero.fails_without(_step(Fraction(1, 2), (1, 1), (Fraction(0), _one))),
        assumptions.one_step.fails_without(Case((1,), (_one,), ((Fraction(1, 4), 1), (Fraction(1, 2), 1)))),
    ),
    cases=strategies.single_steps(strategies.first_seen, at=(0,)),
    predict=lambda case: bool(case.eta == descent.deadbeat_rate(case.p[0])),
    observe=lambda case: experiment.after_schedule(case)[0] == 0,
    derivation=descent.derive_stability,
    proof=descent.prove_deadbeat,
)

crossing = Claim(
    id="crossing",
    says="The heavier coordinate keeps a larger part of its residual than the lighter one if, and only if, "
    "eta > 1/(p_1 + p_2).",
    source="derived here, from contraction",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(Abs(_rho_1) > Abs(_rho_2), eta > descent.crossing_rate(p_1, w_2)),
    given=(
        assumptions.heavier_first.fails_without(_step(Fraction(11, 10), (1, 1))),
        assumptions.large_step,
    ),
    cases=strategies.heavier_steps(),
    predict=lambda case: bool(case.eta > descent.crossing_rate(*case.p[:2])),
    observe=lambda case: experiment.kept(case)[0] > experiment.kept(case)[1],
    derivation=descent.derive_crossing,
    proof=descent.prove_crossing,
)

crossing_at_one = Claim(
    id="crossing-at-one",
    says="With two coordinates the heavier one keeps the larger part if, and only if, eta > 1.",
    source="derived here, from contraction: crossing with p_1 + p_2 = 1",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(Abs(_rho_1) > Abs(_rho_2), eta > 1),
    given=(
        assumptions.two_coordinates.fails_without(_step(Fraction(11, 10), (2, 1, 1))),
        assumptions.heavier_first.fails_without(_step(Fraction(11, 10), (1, 1))),
        assumptions.large_step,
    ),
    cases=strategies.single_steps(strategies.heavier_first(least=0)),
    predict=lambda case: bool(case.eta > 1),
    observe=lambda case: experiment.kept(case)[0] > experiment.kept(case)[1],
    proof=descent.prove_crossing_at_one,
)
