"""Planted errors: a wrong formula in theory is caught by the claims, and the message shows both numbers.

Each row is a formula, what a slip of the pen would make of it, and the claims that are asked. Some slips come
from a table of general mutations; the rest are the mistakes a person makes with that formula.
"""

import inspect
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sympy import (
    Abs,
    Add,
    Expr,
    Matrix,
    Max,
    Min,
    Mul,
    Rational,
    S,
    binomial,
    cos,
    exp,
    factorial,
    log,
    pi,
    sqrt,
)

from etalon.claims import load
from etalon.evidence import Report
from etalon.verify import collect
from theory import (
    annealing,
    batch_rates,
    batch_shape,
    comparison,
    critical,
    descent,
    effective_time,
    flow,
    level_sets,
    losses,
    minibatch,
    momentum,
    momentum_crossing,
    rate_shapes,
    sample_matters,
    sampling,
    schedules,
    small_rate,
    talk_flow,
    unseen,
)

ROOMS = (
    losses,
    descent,
    schedules,
    level_sets,
    flow,
    talk_flow,
    effective_time,
    annealing,
    comparison,
    critical,
    momentum,
    momentum_crossing,
    minibatch,
    batch_rates,
    batch_shape,
    sampling,
    sample_matters,
    small_rate,
    rate_shapes,
    unseen,
)

PLANTED: list[tuple[Callable[..., Any], Callable[..., Any], str]] = [
    (losses.train_weights, lambda counts: tuple(Rational(c, sum(counts) + 1) for c in counts), "train-loss"),
    (losses.train_loss, lambda p, r: Add(*[w * v**2 for w, v in zip(p, r, strict=True)]) / 2, "train-loss"),
    (losses.train_loss, lambda p, r: Add(*[w * v for w, v in zip(p, r, strict=True)]), "train-loss"),
    (losses.test_loss, lambda q, r: Add(*[w**2 * v**2 for w, v in zip(q, r, strict=True)]), "test-loss"),
    (losses.distortion, lambda q, p: p / q, "level-set-identity"),
    (descent.gradient, lambda p, r: p * r, "gradient"),
    (descent.gradient, lambda p, r: -2 * p * r, "gradient"),
    (descent.curvature, lambda p: p, "hessian"),
    (descent.contraction_factor, lambda eta, p: 1 - eta * p, "contraction"),
    (descent.contraction_factor, lambda eta, p: 1 + 2 * eta * p, "contraction"),
    (descent.contraction_factor, lambda eta, p: 1 - 2 * eta * p**2, "contraction"),
    (descent.contraction_factor, lambda eta, p: 2 * eta * p - 1, "contraction"),
    (
        schedules.schedule_factor,
        lambda schedule, p: Mul(*[(1 - 2 * rate * p) ** (steps - 1) for rate, steps in schedule]),
        "closed-form-iterate",
    ),
    (schedules.schedule_factor, lambda schedule, p: 1 - 2 * schedule[0][0] * p, "order-of-steps"),
    (schedules.schedule_factor, lambda schedule, p: _factor(schedule[:1], p), "closed-form-iterate"),
    (schedules.schedule_factor, lambda schedule, p: _factor(schedule[:2], p), "closed-form-iterate"),
    (descent.stability_limit, lambda p: 2 / p, "stability"),
    (descent.stability_limit, lambda p: Rational(99, 100) / p, "stability"),
    (descent.deadbeat_rate, lambda p: 1 / p, "deadbeat"),
    (descent.crossing_rate, lambda p_i, p_j: 2 / (p_i + p_j), "crossing"),
    (descent.crossing_rate, lambda p_i, p_j: 1 / (p_i - p_j), "crossing"),
    (level_sets.share, lambda p, r, eps: p * r / eps, "level-set-identity"),
    (
        level_sets.test_per_train,
        lambda k, u: Add(*[x**2 * y for x, y in zip(k, u, strict=True)]),
        "level-set-identity",
    ),
    (level_sets.band, lambda kappa: (max(kappa, key=str), min(kappa, key=str)), "level-set-band"),
    (level_sets.band, lambda kappa: (Add(*kappa) / len(kappa), Add(*kappa)), "level-set-band"),
    (level_sets.largest_gain, lambda kappa: Add(*kappa), "largest-gain"),
    (
        unseen.test_per_train_unseen,
        lambda kappa, shares, q, r, eps: level_sets.test_per_train(kappa, shares),
        "level-set-unbounded-if-unseen",
    ),
    (
        unseen.test_per_train_unseen,
        lambda kappa, shares, q, r, eps: (
            level_sets.test_per_train(kappa, shares) + Add(*[v**2 for v in r]) / eps
        ),
        "level-set-unbounded-if-unseen",
    ),
    (level_sets.largest_gain, lambda kappa: S.One, "largest-gain"),
    (level_sets.largest_gain, lambda kappa: Max(*kappa) / Min(*kappa[:2]), "largest-gain"),
    (level_sets.largest_gain, lambda kappa: 2 * Max(*kappa) / Min(*kappa), "largest-gain"),
    (level_sets.test_loss_by_light, lambda k, m, p, r, e: m * e + (k - m) * p * r**2, "talk-level-set"),
    (level_sets.test_loss_by_light, lambda k, m, p, r, e: k * e + (m - k) * p * r, "talk-level-set"),
    (level_sets.axis_point, lambda p, eps: eps * p, "level-set-band-attained"),
    (flow.flow_factor, lambda p, t: exp(-p * t), "flow"),
    (flow.flow_factor, lambda p, t: exp(2 * p * t), "flow"),
    (
        flow.train_loss_along,
        lambda p, r, t: Add(*[w * v**2 * exp(-2 * w * t) for w, v in zip(p, r, strict=True)]),
        "flow-train-loss",
    ),
    (talk_flow.talk_clock, lambda a, b, e: (sqrt(b**2 + 12 * a * e) - b) / (4 * a), "flow-stop-two-to-one"),
    (talk_flow.talk_clock, lambda a, b, e: (sqrt(b**2 + 24 * a * e) + b) / (4 * a), "flow-stop-two-to-one"),
    (talk_flow.talk_test_loss, lambda a, b, e: Rational(3, 4) * e, "flow-stop-two-to-one"),
    (talk_flow.talk_expansion, lambda a, b, e: Rational(3, 2) * e - 9 * a / b**2 * e**2, "flow-expansion"),
    (talk_flow.talk_expansion_error, lambda a, b, e: 5 * a**2 * e**3 / b**4, "flow-expansion"),
    (talk_flow.talk_expansion_error, lambda a, b, e: 55 * a**2 * e**3 / b**4, "flow-expansion"),
    (talk_flow.talk_expansion_slack, lambda a, b, e: 14 * a * e / b**2, "flow-expansion"),
    (talk_flow.talk_ratio_excess, lambda v: v**2, "flow-twice-is-a-limit"),
    (talk_flow.talk_ratio_deficit, lambda a, b, e: a * e / b**2, "flow-twice-is-a-limit"),
    (talk_flow.talk_ratio_deficit, lambda a, b, e: 7 * a * e / b**2, "flow-twice-is-a-limit"),
    (effective_time.effective_time, lambda schedule, p: _half_time(schedule, p), "effective-time"),
    (effective_time.effective_time, lambda schedule, p: _time(schedule[:1], p), "criterion"),
    (effective_time.effective_time, lambda schedule, p: _time([(r, 1) for r, _ in schedule], p), "criterion"),
    (effective_time.universal_curve, lambda x: log(Abs(1 - 2 * x)) / (2 * x), "universal-curve"),
    (effective_time.universal_curve, lambda x: -log(Abs(1 - x)) / x, "universal-curve"),
    (effective_time.score, lambda eta, p_1, p_2: p_1 * log(Abs(1 - 2 * eta * p_1)), "critical-rates"),
    (effective_time.score, lambda *given: _finite_or(_score(*given), -1), "score-orders-the-times"),
    (effective_time.score, lambda *given: _finite_or(_score(*given), 0), "score-orders-the-times"),
    (effective_time.effective_time, lambda schedule, p: -abs(_time(schedule, p)), "effective-time"),
    (effective_time.effective_time, lambda *given: _finite_or(_time(*given), -1), "effective-time"),
    (effective_time.universal_curve, lambda x: _finite_or(_curve(x), 0), "universal-curve"),
    (effective_time.order_of_times, lambda k_i, k_j, n_i, n_j: k_j**n_j - k_i**n_i, "criterion"),
    (effective_time.ranks_of_times, lambda schedule, counts: tuple(range(len(counts))), "criterion"),
    (effective_time.ranks_of_times, lambda schedule, counts: _reversed_ranks(schedule, counts), "criterion"),
    (annealing.annealed_bound, lambda k, m, p, b, f, e: k * e + (m - k) * p * b * f**4, "annealed-bound"),
    (annealing.annealed_bound, lambda k, m, p, b, f, e: k * e, "annealed-bound"),
    (annealing.annealed_bound, lambda k, m, p, b, f, e: 2 * m * e, "annealed-bound-attained"),
    (
        annealing.annealed_bound,
        lambda k, m, p, b, f, e: 2 * (k * e + (m - k) * p * b * f**2),
        "annealed-bound-attained",
    ),
    (comparison.outcome, lambda kappa, ranks: 1, "criterion"),
    (comparison.outcome, lambda kappa, ranks: _outcome(kappa, ranks) or 1, "criterion"),
    (comparison.outcome, lambda kappa, ranks: _outcome(kappa, [-rank for rank in ranks]), "criterion"),
    (critical.critical_rates, lambda n_1, n_2, digits=40: _rates(n_1 + n_2, n_2, digits), "critical-rates"),
    (critical.critical_rates, lambda n_1, n_2, digits=40: _moved(n_1, n_2, digits, 0, 6), "critical-rates"),
    (critical.critical_rates, lambda n_1, n_2, digits=40: _moved(n_1, n_2, digits, 1, 6), "critical-rates"),
    (critical.critical_rates, lambda n_1, n_2, digits=40: _moved(n_1, n_2, digits, 1, 30), "critical-rates"),
    (critical.talk_critical_rates, lambda: (3 - 2 / sqrt(2), 3 + 3 / sqrt(2)), "critical-rates-two-to-one"),
    (momentum.trace, lambda eta, p, m: 1 - m - 2 * eta * p, "momentum-path"),
    (momentum.transition, lambda eta, p, m: Matrix([[1 + m - 2 * eta * p, m], [1, 0]]), "momentum-path"),
    (momentum.residual_after, lambda eta, p, m, steps: _after(eta, p, m, steps + 1), "momentum-path"),
    (momentum.momentum_limit, lambda p, m: (1 - m) / p, "momentum-stability"),
    (momentum.momentum_limit, lambda p, m: 1 / p, "momentum-stability"),
    (momentum.casoratian, lambda eta, p, m, t: 2 * eta * p * m ** (t + 1), "momentum-casoratian"),
    (momentum.casoratian, lambda eta, p, m, t: eta * p * m**t, "momentum-casoratian"),
    (momentum.underdamped_ends, lambda a, m, d: (d, 2 * d / (1 - a**2 / (4 * m))), "momentum-equal-rates"),
    (momentum.underdamped_ends, lambda a, m, d: (d / 2, d / (1 - a**2 / (8 * m))), "momentum-equal-rates"),
    (momentum_crossing.critical_damping, lambda p, m: (1 + m) ** 2 / (2 * p), "momentum-crossing"),
    (
        momentum_crossing.critical_damping,
        lambda p, m: (1 - sqrt(m)) ** 2 / (2 * p),
        "momentum-crossing-at-critical-damping",
    ),
    (
        momentum_crossing.momentum_crossing_rate,
        lambda p_1, p_2, m: Max((1 + m) / (p_1 + p_2), (1 + sqrt(m)) ** 2 / (2 * p_2)),
        "momentum-crossing",
    ),
    (
        momentum_crossing.momentum_crossing_rate,
        lambda p_1, p_2, m: Min((1 + m) / (p_1 + p_2), (1 + sqrt(m)) ** 2 / (2 * p_1)),
        "momentum-crossing",
    ),
    (
        momentum_crossing.momentum_crossing_rate,
        lambda p_1, p_2, m: Max(1 / (p_1 + p_2), (1 + sqrt(m)) ** 2 / (2 * p_1)),
        "momentum-crossing",
    ),
    (
        momentum_crossing.largest_ratio,
        lambda m: (1 + sqrt(m)) / (1 - sqrt(m)),
        "momentum-crossing-at-critical-damping",
    ),
    (
        momentum_crossing.largest_ratio,
        lambda m: ((1 + sqrt(m)) / (1 - sqrt(m))) ** 3,
        "momentum-crossing-at-critical-damping",
    ),
    (sampling.split_probability, lambda n, k: S.One / (n + 1), "unequal-split-probability"),
    (sampling.unequal_split_probability, lambda n: 1 - Rational(2) ** (1 - n), "unequal-split-probability"),
    (sampling.unseen_test_loss, lambda q, b, s, e: q * b + s * e, "unseen-coordinate-ties"),
    (sampling.unseen_test_loss, lambda q, b, s, e: q * b**2 + e, "unseen-coordinate-ties"),
    (minibatch.noise_coefficient, lambda b, n, repeats: S.One / b, "noise-coefficient"),
    (minibatch.noise_coefficient, lambda b, n, repeats: S(n - b) / (b * n), "noise-coefficient"),
    (minibatch.noise_coefficient, lambda b, n, repeats: S.Zero, "noise-coefficient"),
    (minibatch.second_moment, lambda p, c: p * (p + c), "noise-coefficient"),
    (minibatch.second_moment, lambda p, c: p**2, "batch-mean-square"),
    (minibatch.square_factor, lambda eta, p, c: (1 - 2 * eta * p) ** 2, "batch-mean-square"),
    (
        minibatch.square_factor,
        lambda eta, p, c: 1 - 4 * eta * p * (1 - eta * (p + c)),
        "batch-mean-square",
    ),
    (
        minibatch.square_factor,
        lambda eta, p, c: 1 - 2 * eta * p * (1 - eta * (p + c * (1 - p))),
        "mean-square-criterion",
    ),
    (minibatch.epoch_factor, lambda eta, n_i: (1 - eta) ** n_i, "sgd-epoch-ties"),
    (minibatch.epoch_factor, lambda eta, n_i: 1 - 2 * eta * n_i, "sgd-epoch-ties"),
    (minibatch.epoch_factor, lambda eta, n_i: (1 - 2 * eta) ** (2 * n_i), "typical-rate-neutral"),
    (batch_rates.square_stability_limit, lambda p, c: 1 / p, "mean-square-stability"),
    (batch_rates.square_stability_limit, lambda p, c: 1 / (p + c), "window-iff-c-below-one"),
    (batch_rates.square_crossing_rate, lambda p_i, p_j, c: 1 / (p_i + p_j), "mean-square-crossing"),
    (batch_rates.square_crossing_rate, lambda p_i, p_j, c: 1 - c + c / (p_i + p_j), "mean-square-crossing"),
    (
        batch_rates.square_score,
        lambda e, p_1, p_2, c: _square_score(e, p_2, p_1, c),
        "single-samples-never-win",
    ),
    (batch_rates.square_score, lambda e, p_1, p_2, c: _square_score(e, p_1, p_2, 0), "talk-sgd-window"),
    (
        batch_rates.critical_square_rates,
        lambda n_1, n_2, c: _square_rates(n_1, n_2, S.Zero),
        "mean-square-critical-rates",
    ),
    (
        batch_rates.talk_square_rates,
        lambda c: tuple(3 * (1 + side * sqrt(1 - c)) / (1 + 2 * c) for side in (-1, 1)),
        "talk-sgd-window",
    ),
    (
        batch_rates.talk_square_rates,
        lambda c: (3 - 3 * sqrt(1 - c) / 2, 3 + 3 * sqrt(1 - c) / 2),
        "talk-sgd-full-batch",
    ),
    (rate_shapes.linear_rate, lambda a, b, t, n: a + (b - a) * t / (n - 1 + (n == 1)), "rational-shapes"),
    (rate_shapes.linear_rate, lambda a, b, t, n: a + (b - a) * (t + 1) / S(n), "rational-shapes"),
    (rate_shapes.linear_rate, lambda a, b, t, n: b + (b - a) * t / S(n), "rational-shapes"),
    (
        rate_shapes.polynomial_rate,
        lambda a, b, k, t, n: b + (a - b) * (1 - (t / S(n)) ** k),
        "rational-shapes",
    ),
    (rate_shapes.polynomial_rate, lambda a, b, k, t, n: a * (1 - t / S(n)) ** k, "rational-shapes"),
    (rate_shapes.polynomial_rate, lambda a, b, k, t, n: b + (a - b) * (1 - t / S(n)), "rational-shapes"),
    (rate_shapes.exponential_rate, lambda a, g, t: a * g ** (t + 1), "rational-shapes"),
    (rate_shapes.exponential_rate, lambda a, g, t: a * (1 + (g - 1) * t), "rational-shapes"),
    (rate_shapes.cosine_rate, lambda a, b, t, n: b + (a - b) * cos(pi * t / S(n)), "cosine-shape"),
    (
        rate_shapes.cosine_rate,
        lambda a, b, t, n: b + (a - b) * (1 + cos(2 * pi * t / S(n))) / 2,
        "cosine-shape",
    ),
    (rate_shapes.cosine_rate, lambda a, b, t, n: a + (b - a) * t / S(n), "cosine-shape"),
    (rate_shapes.cosine_rate, lambda a, b, t, n: _cosine(b, a, t, n), "shaped-criterion"),
    (rate_shapes.linear_rate, lambda a, b, t, n: _linear(a, b, t + 1, n), "order-of-shapes"),
    (
        effective_time.ranks_of_times,
        lambda schedule, counts: _ranks(schedule[:-1], counts),
        "shaped-criterion",
    ),
    (small_rate.small_steps, lambda schedule, s, p: _small_steps(schedule, 2 * s, p), "small-rate-steps"),
    (small_rate.small_steps, lambda schedule, s, p: -_small_steps(schedule, s, p), "small-rate-criterion"),
    (
        small_rate.small_steps,
        lambda schedule, s, p: effective_time.effective_time(schedule, p),
        "small-rate-criterion",
    ),
    (small_rate.small_steps, lambda schedule, s, p: _small_steps(schedule[:1], s, p), "small-rate-criterion"),
    (small_rate.least_square, lambda s, p: Min(*[1 - 2 * s * w for w in p if w]), "overshoot"),
    (small_rate.least_square, lambda s, p: Max(*[(1 - 2 * s * w) ** 2 for w in p if w]), "overshoot"),
    (small_rate.least_square, lambda s, p: (1 - 2 * s * max(p)) ** 2, "overshoot"),
    (
        sample_matters.split_probability_of,
        lambda n, k, q: sampling.split_probability(n, k),
        "sample-matters-two-coordinates",
    ),
    (
        sample_matters.matters_probability,
        lambda n, q: 1 - q**n - (1 - q) ** n,
        "sample-matters-two-coordinates",
    ),
    (
        sample_matters.uniform_matters_probability,
        lambda n, d: 1 - S(d) ** (1 - n),
        "sample-matters-uniform",
    ),
    (
        sample_matters.expected_largest_gain,
        lambda n: _expected_gain(n) - Rational(2) ** (1 - n),
        "expected-largest-gain",
    ),
    (
        sample_matters.split_probability_of,
        lambda n, k, q: _split_of(n, k, q) + (k * (n - k) if n > 7 else 0),
        "sample-matters-two-coordinates",
    ),
    (
        sample_matters.equally_often,
        lambda m, k, d: binomial(d, k) * factorial(k * m) / factorial(m) / S(d) ** (k * m),
        "sample-matters-uniform",
    ),
    (
        sample_matters.equally_often,
        lambda m, k, d: _equally_often(m, k, d) * (1 if m < 7 else 2),
        "sample-matters-uniform",
    ),
    (sample_matters.gain_of_split, lambda n, k: Max(k, n - k) / k, "expected-largest-gain"),
]

# Errors in these are seen by runs, not only by a proof: then there are two numbers to show.
SEEN_BY_RUNS = (
    losses.train_weights,
    losses.distortion,
    descent.contraction_factor,
    descent.stability_limit,
    flow.flow_factor,
    sampling.unseen_test_loss,
)

_ranks, _outcome, _rates = effective_time.ranks_of_times, comparison.outcome, critical.critical_rates
_square_score, _square_rates = batch_rates.square_score, batch_rates.critical_square_rates
_score, _curve = effective_time.score, effective_time.universal_curve
_factor, _time = schedules.schedule_factor, effective_time.effective_time
_split_of, _equally_often = sample_matters.split_probability_of, sample_matters.equally_often
_expected_gain = sample_matters.expected_largest_gain
_after, _small_steps = momentum.residual_after, small_rate.small_steps
_linear, _cosine = rate_shapes.linear_rate, rate_shapes.cosine_rate


def _half_time(schedule: Any, p: Any) -> Any:
    return -Add(*[steps * log(Abs(1 - 2 * rate * p)) for rate, steps in schedule]) / p


def _reversed_ranks(schedule: Any, counts: Any) -> tuple[int, ...]:
    return tuple(-rank for rank in _ranks(schedule, counts))


def _moved(n_1: int, n_2: int, digits: int, which: int, zeros: int) -> tuple[critical.CriticalRate, ...]:
    """Return the critical rates, one of them too large by a small part of it."""
    rates = list(_rates(n_1, n_2, digits))
    factor = 1 + Rational(1, 10**zeros)
    rates[which] = replace(rates[which], left=rates[which].left * factor, right=rates[which].right * factor)
    return tuple(rates)


_FUNCTIONS = [getattr(f, "function", f) for room in ROOMS for f in vars(room).values()]


def _finite_or(value: Expr, factor: int) -> Expr:
    """Return a finite value, or its sign at infinity times a factor."""
    return value if not value.is_infinite else factor * value if factor else S.Zero


_REMEMBERED = {f for f in _FUNCTIONS if hasattr(f, "cache_clear")}


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """Forget what was computed before an error is planted, and what was computed with it."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    """Empty the caches of formulas, and what the stored cases keep of theirs."""
    for formula in _REMEMBERED:
        formula.cache_clear()
    for claim in load().values():
        for case in (claim.witness, *[assumption.beyond for assumption in claim.given]):
            if is_dataclass(case):
                for name in vars(case).keys() - {field.name for field in fields(case)}:
                    del vars(case)[name]


def _formulas(room: Any) -> list[Callable[..., Any]]:
    """Return the public functions of a room that state a formula."""
    functions = [
        f
        for _, f in inspect.getmembers(room)
        if callable(f) and getattr(f, "__module__", "") == room.__name__
    ]
    return [
        f
        for f in functions
        if not inspect.isclass(f) and not f.__name__.startswith(("_", "derive_", "prove_"))
    ]


def _plant(monkeypatch: pytest.MonkeyPatch, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
    """Replace a formula wherever it was imported to."""
    load()  # a module that is first imported while the error is there would keep it
    name = right.__name__
    for module in list(sys.modules.values()):
        if (
            getattr(module, "__name__", "").startswith(("theory", "etalon"))
            and getattr(module, name, None) is right
        ):
            monkeypatch.setattr(module, name, wrong)


def _verified_with(monkeypatch: pytest.MonkeyPatch, right: Any, wrong: Any, claim: str) -> Report:
    _plant(monkeypatch, right, wrong)
    return collect(load()[claim], seed=3)


@pytest.mark.parametrize(
    ("right", "wrong", "claim"), PLANTED, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_planted_error_is_caught(monkeypatch, right, wrong, claim):
    report = _verified_with(monkeypatch, right, wrong, claim)
    assert not report.ok, f"{claim} did not see the wrong {right.__name__}"
    assert report.complaints


@pytest.mark.parametrize(
    ("right", "wrong", "claim"),
    [next(row for row in PLANTED if row[0] is formula) for formula in SEEN_BY_RUNS],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_message_shows_both_numbers(monkeypatch, right, wrong, claim):
    report = _verified_with(monkeypatch, right, wrong, claim)
    assert any("theory says" in line and "simulation says" in line for line in report.complaints), (
        report.complaints
    )


def test_every_formula_has_a_planted_error():
    planted = {right.__name__ for right, _, _ in PLANTED}
    stated = {formula.__name__ for room in ROOMS for formula in _formulas(room)}
    assert stated == planted


def test_the_rooms_are_all_of_theory_that_states_formulas():
    names = {module.__name__ for module in ROOMS}
    machinery = {
        "symbols",
        "latex",
        "critical_rate",
        "score_shape",
        "pairs",
        "cosines",
        "loss_falls",
        "extremes",
        "whole_steps",
    }
    files = {path.stem for path in Path(losses.__file__).parent.glob("*.py")}
    assert {f"theory.{name}" for name in files - machinery - {"__init__"}} == names


_train_loss, _test_loss, _distortion = losses.train_loss, losses.test_loss, losses.distortion
_contraction, _gradient, _curvature = descent.contraction_factor, descent.gradient, descent.curvature
_crossing, _band, _gain = descent.crossing_rate, level_sets.band, level_sets.largest_gain
_flow, _along = flow.flow_factor, flow.train_loss_along
_clock, _stopped, _expansion = talk_flow.talk_clock, talk_flow.talk_test_loss, talk_flow.talk_expansion
_bound, _unseen = annealing.annealed_bound, sampling.unseen_test_loss
_casoratian, _moment = momentum.casoratian, minibatch.second_moment


def _short(schedule: Any) -> Any:
    """Return a schedule whose phases have at most seven steps."""
    return [(rate, 7 if steps.is_Integer and steps > 7 else steps) for rate, steps in schedule]


# A formula that is right but for one edge of what its claim allows: a weight or a truth that is zero, a fifth
# coordinate, a long phase.
AT_AN_EDGE: list[tuple[Callable[..., Any], Callable[..., Any], str]] = [
    (losses.train_loss, lambda p, r: _train_loss(p[:4], r[:4]), "train-loss"),
    (losses.test_loss, lambda q, r: _test_loss(q[:4], r[:4]), "test-loss"),
    (losses.distortion, lambda q, p: _distortion(q, p) if q != 0 else S.One, "level-set-identity"),
    (losses.distortion, lambda q, p: _distortion(q, p) if q != 0 else S.One, "level-set-band-attained"),
    (losses.distortion, lambda q, p: _distortion(q, p) if q != 0 else S.One, "annealed-bound"),
    (
        losses.distortion,
        lambda q, p: _distortion(q, p) if q != 0 else S.One,
        "light-deadbeat-reaches-the-bottom",
    ),
    (level_sets.band, lambda kappa: _band([k for k in kappa if k != 0] or kappa), "level-set-band"),
    (level_sets.band, lambda kappa: _band(kappa[:4]), "level-set-band-attained"),
    (level_sets.largest_gain, lambda kappa: _gain(kappa[:4]), "largest-gain"),
    (descent.gradient, lambda p, r: _gradient(p, r) if p != 0 else S.One, "gradient"),
    (descent.curvature, lambda p: _curvature(p) if p != 0 else S.One, "hessian"),
    (descent.contraction_factor, lambda eta, p: _contraction(eta, p) if p != 0 else S.Zero, "contraction"),
    (descent.crossing_rate, lambda i, j: _crossing(i, j) if j != 0 else 2 * _crossing(i, j), "crossing"),
    (schedules.schedule_factor, lambda schedule, p: _factor(_short(schedule), p), "closed-form-iterate"),
    (flow.flow_factor, lambda p, t: _flow(p, t) if p != 0 else S.Zero, "flow"),
    (flow.train_loss_along, lambda p, r, t: _along(p, r, t) if 0 not in p else S.One, "flow-train-loss"),
    (flow.train_loss_along, lambda p, r, t: _along(p[:4], r[:4], t), "flow-train-loss"),
    (talk_flow.talk_test_loss, lambda a, b, e: _stopped(a, b, e) if a != 0 else e, "flow-stop-two-to-one"),
    (talk_flow.talk_clock, lambda a, b, e: _clock(a, b, e) * (1 if b != 0 else 2), "flow-stop-two-to-one"),
    (talk_flow.talk_expansion, lambda a, b, e: _expansion(a, b, e) if a != 0 else e, "flow-expansion"),
    (
        annealing.annealed_bound,
        lambda k, m, p, b, f, e: _bound(k, m, p, b, f, e) if b != 0 else k * e / 2,
        "annealed-bound",
    ),
    (
        annealing.annealed_bound,
        lambda k, m, p, b, f, e: _bound(k, m, p, b, f, e) if k != 0 else S.Zero,
        "annealed-bound",
    ),
    (
        sampling.unseen_test_loss,
        lambda q, b, s, e: _unseen(q, b, s, e) if s != 0 else e,
        "unseen-coordinate-ties",
    ),
    (
        sampling.unseen_test_loss,
        lambda q, b, s, e: _unseen(q, b, s, e) if b != 0 else q + s * e,
        "unseen-coordinate-ties",
    ),
    (rate_shapes.linear_rate, lambda a, b, t, n: _linear(a, b, t, n) if b != 0 else a, "rational-shapes"),
    (rate_shapes.linear_rate, lambda a, b, t, n: _linear(a, b, t, n) if a != 0 else b, "rational-shapes"),
    (rate_shapes.cosine_rate, lambda a, b, t, n: _cosine(a, b, t, n) if n != 1 else b, "cosine-shape"),
    (rate_shapes.cosine_rate, lambda a, b, t, n: _cosine(a, b, min(t, 6), n), "cosine-shape"),
    (momentum.residual_after, lambda eta, p, m, steps: _after(eta, p, m, min(steps, 8)), "momentum-path"),
    (
        momentum.casoratian,
        lambda eta, p, m, t: _casoratian(eta, p, m, t) if p != 0 else S.One,
        "momentum-casoratian",
    ),
    (minibatch.second_moment, lambda p, c: _moment(p, c) if p != 0 else c, "noise-coefficient"),
]


@pytest.mark.parametrize(
    ("right", "wrong", "claim"),
    AT_AN_EDGE,
    ids=[f"{right.__name__}-{claim}-{place}" for place, (right, _, claim) in enumerate(AT_AN_EDGE)],
)
def test_an_error_at_an_edge_alone_is_caught_by_runs(monkeypatch, right, wrong, claim):
    """The proof, whose symbols are not zero, sees nothing: the cases that are drawn do."""
    _plant(monkeypatch, right, wrong)
    report = collect(load()[claim], examples=250)
    assert any("theory says" in line for line in report.complaints), f"{claim}: {report.complaints}"


def test_a_stored_case_keeps_nothing_of_an_error(monkeypatch):
    witness = load()["shaped-criterion"].given[3].beyond
    right = witness.rates
    _plant(monkeypatch, rate_shapes.cosine_rate, lambda init, end, t, steps: S.One)
    _forget()
    assert witness.rates != right
    monkeypatch.undo()
    _forget()
    assert witness.rates == right
