"""The shapes of schedules: their rates, and that only the sum of the scores matters. Knows both sides."""

from fractions import Fraction
from typing import Any

from sympy import Eq, Equivalent, Gt, Symbol

from etalon import assumptions, experiment, strategies
from etalon.agreement import HasSign
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from etalon.shaped import ShapedCase, rates_of
from etalon.shaped_runs import observed_rates, residual_after, shaped_losses
from numerics.schedule import Phase
from numerics.shapes import Cosine, Linear, Shape
from theory import comparison, effective_time, rate_shapes, schedules
from theory.rate_shapes import end, gamma, init, place, power, total

_zero, _one = Fraction(0), Fraction(1)


def _rates(shape: Shape) -> tuple[Any, ...]:
    return tuple(rate for rate, _ in rates_of(shape))


_FIELD = "torch.optim.lr_scheduler (LinearLR, ExponentialLR, PolynomialLR) and optax"

rational_rates = Claim(
    id="rational-shapes",
    says="After t of T steps the rate of a linear schedule is eta_0 + (eta_T - eta_0) t/T, that of an "
    "exponential one eta_0 gamma^t, and that of a polynomial one eta_T + (eta_0 - eta_T)(1 - t/T)^k.",
    source=_FIELD,
    declared=Verdict.PROVED,
    relation=lambda: (
        Eq(Symbol("eta_linear"), rate_shapes.linear_rate(init, end, place, total))
        & Eq(Symbol("eta_exponential"), rate_shapes.exponential_rate(init, gamma, place))
        & Eq(Symbol("eta_polynomial"), rate_shapes.polynomial_rate(init, end, power, place, total))
    ),
    cases=strategies.rational_shapes(),
    predict=_rates,
    observe=observed_rates,
    derivation=rate_shapes.derive_rational_rates,
    proof=rate_shapes.prove_rational_rates,
)

cosine_rates = Claim(
    id="cosine-shape",
    says="After t of T steps the rate of a cosine schedule is eta_T + (eta_0 - eta_T)(1 + cos(pi t/T))/2, as "
    "that of a vector that every step turns by the angle pi/T.",
    source="Loshchilov and Hutter 2017, SGDR; CosineAnnealingLR of torch.optim.lr_scheduler",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("eta_t"), rate_shapes.cosine_rate(init, end, place, total)),
    cases=strategies.cosine_shapes(),
    predict=_rates,
    observe=observed_rates,
    derivation=rate_shapes.derive_cosine_rate,
    proof=rate_shapes.prove_cosine_rate,
)


def _after(case: ShapedCase) -> tuple[Any, ...]:
    return tuple(
        schedules.schedule_factor(case.rates, weight) * value
        for weight, value in zip(case.p, case.residual, strict=True)
    )


shapes_in_any_order = Claim(
    id="order-of-shapes",
    says="Warm-up, decay and restarts may come in any order: they end at the same point, as the residual is "
    "multiplied by the product of the factors of all their steps.",
    source="derived here, from order-of-steps; rates as in rational-shapes and cosine-shape",
    declared=Verdict.PROVED,
    cases=strategies.shaped_descents(),
    predict=lambda case: (*_after(case), *_after(case)),
    observe=lambda case: (
        *residual_after(case.problem, case.shapes),
        *residual_after(case.problem, case.shapes[::-1]),
    ),
    proof=schedules.prove_order,
)


def _sign(case: ShapedCase) -> HasSign:
    """Return the sign of the scores' sum, which is the order of the effective times of all steps."""
    first, second = effective_time.ranks_of_times(case.rates, case.counts)[:2]
    return HasSign((second > first) - (second < first))


def _stays_above(case: ShapedCase) -> bool:
    *before, last = shaped_losses(case)
    return all(loss.lower > case.stop for loss in before) and last.lower >= case.stop


_talk = (2, 1), (_one, _one)
_above = Assumption(
    "still-training", "L_train > eps until the last large step, and >= eps after it", _stays_above
)
_tau_1, _tau_2 = Symbol("tau_1"), Symbol("tau_2")

shaped_criterion = Claim(
    id="shaped-criterion",
    says="Whatever its shape, a schedule and then the flow beat the flow alone exactly if the scores of its "
    "steps, p_2 log|rho_1| - p_1 log|rho_2| each, have a positive sum, and tie if it is 0; the coordinate "
    "that is less distorted comes first.",
    source="derived here, from criterion; rates as in rational-shapes and cosine-shape",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(Symbol("L_test(annealed)") < Symbol("L_test(flow)"), Gt(_tau_2 - _tau_1, 0)),
    given=(
        assumptions.two_coordinates.fails_without(
            ShapedCase((3, 2, 1), (_one,) * 3, eps=Fraction(1, 100), shapes=(Phase(Fraction(5, 4), 1),))
        ),
        assumptions.heavy_less_distorted.fails_without(
            ShapedCase(
                *_talk,
                eps=Fraction(1, 100),
                population=(Fraction(67, 100), Fraction(33, 100)),
                shapes=(Phase(Fraction(5, 4), 1),),
            )
        ),
        assumptions.first_nonzero.fails_without(
            ShapedCase(
                (2, 1), (_zero, _one), eps=Fraction(1, 1000), shapes=(Linear(Fraction(5, 4), _zero, 1),)
            )
        ),
        assumptions.second_nonzero.fails_without(
            ShapedCase(
                (2, 1), (_one, _zero), eps=Fraction(1, 100), shapes=(Cosine(Fraction(5, 4), _zero, 1),)
            )
        ),
        # The first step, which loses, already has L_train = 2/9; the second would win.
        _above.fails_without(
            ShapedCase(*_talk, eps=Fraction(23, 100), shapes=(Linear(Fraction(1, 2), Fraction(5, 2), 2),))
        ),
        assumptions.every_seen.not_shown_necessary(
            "a coordinate that was never drawn has no effective time: its score would be 0 at every rate"
        ),
    ),
    cases=strategies.shaped_annealings(),
    predict=_sign,
    observe=lambda case: experiment.advantage(case) if _sign(case).sign else experiment.tie(case),
    derivation=effective_time.derive_score,
    proof=comparison.prove_criterion,
)
