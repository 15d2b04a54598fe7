"""Heavy-ball momentum: its path, its stability, equal rates of decay, the crossing. Knows both sides."""

from fractions import Fraction

from sympy import (
    Eq,
    Equivalent,
    Expr,
    Gt,
    ImmutableMatrix,
    Le,
    Lt,
    MatMul,
    MatPow,
    MatrixSymbol,
    Max,
    Symbol,
    symbols,
)

from etalon import assumptions, strategies
from etalon.agreement import Between
from etalon.case import to_sympy
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from etalon.heavy_ball import HeavyBall
from numerics.momentum import contracts, heavy_ball, keeps
from numerics.spectral import compare_radii
from theory import momentum, momentum_crossing
from theory.symbols import T, eta, p_1, p_2, r_0, w

_one = Fraction(1)
_half = Fraction(1, 2)
_steps = Symbol("t", integer=True, nonnegative=True)
_transition = ImmutableMatrix(momentum.transition(eta, w, momentum.beta_m))


def _residuals(case: HeavyBall, steps: int) -> list[tuple[Fraction, ...]]:
    """Return beta(t) - beta* for t = 0..steps."""
    points = heavy_ball(case.problem, case.rate, case.momentum, steps)
    return [tuple(b - t for b, t in zip(point, case.beta, strict=True)) for point in points]


path = Claim(
    id="momentum-path",
    says="With momentum beta_m residual i after T steps from rest is r_i(0) times the first component of "
    "M^T (1, 1), M = ((1 + beta_m - 2 eta p_i, -beta_m), (1, 0)).",
    source="derived here, from train-loss and the heavy ball's step",
    declared=Verdict.PROVED,
    relation=lambda: Eq(
        MatrixSymbol("(r(T), r(T-1))", 2, 1),
        MatMul(MatPow(_transition, T), ImmutableMatrix([r_0, r_0])),
    ),
    cases=strategies.heavy_balls(),
    predict=lambda case: tuple(
        momentum.residual_after(rate, weight, beta_m, case.steps) * -to_sympy(truth)
        for (rate, weight, beta_m), truth in zip(case.parameters, case.beta, strict=True)
    ),
    observe=lambda case: _residuals(case, case.steps)[-1],
    proof=momentum.prove_recursion,
)

stability = Claim(
    id="momentum-stability",
    says="With momentum 0 <= beta_m < 1 the steps contract in some norm if, and only if, "
    "eta < (1 + beta_m)/max p.",
    source="derived here, from momentum-path",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        Lt(Symbol("spectral_radius"), 1), eta < momentum.momentum_limit(Max(p_1, p_2), momentum.beta_m)
    ),
    given=(assumptions.every_seen.fails_without(HeavyBall((1, 0), (_one, _one), _half, _half, 1)),),
    cases=strategies.heavy_balls(strategies.seen_by_few),
    predict=lambda case: bool(
        to_sympy(case.rate) < momentum.momentum_limit(max(case.p), to_sympy(case.momentum))
    ),
    observe=lambda case: contracts(case.problem, case.rate, case.momentum),
    proof=momentum.prove_momentum_stability,
)


def _squares(case: HeavyBall) -> list:  # type: ignore[type-arg]  # of sympy expressions
    """Return r_i(0)^2."""
    return [to_sympy(truth) ** 2 for truth in case.beta]


def _observed_casoratians(case: HeavyBall) -> tuple[Fraction, ...]:
    before, now, after = _residuals(case, case.steps + 1)[-3:]
    return tuple(r**2 - b * a for b, r, a in zip(before, now, after, strict=True))


casoratian = Claim(
    id="momentum-casoratian",
    says="r_i(t)^2 - r_i(t-1) r_i(t+1) = 2 eta p_i beta_m^t r_i(0)^2: each step multiplies it by beta_m, at "
    "every learning rate and in every coordinate.",
    source="derived here, from momentum-path; the Casorati determinant of two neighbouring states",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("D(t)"), momentum.casoratian(eta, w, momentum.beta_m, _steps) * r_0**2),
    cases=strategies.heavy_balls(),
    predict=lambda case: tuple(
        momentum.casoratian(rate, weight, beta_m, case.steps) * square
        for (rate, weight, beta_m), square in zip(case.parameters, _squares(case), strict=True)
    ),
    observe=_observed_casoratians,
    proof=momentum.prove_casoratian,
)


def _is_underdamped(case: HeavyBall) -> bool:
    return all(momentum.trace(*each) ** 2 < 4 * to_sympy(case.momentum) for each in case.parameters)


_underdamped = Assumption("underdamped", "(1 + beta_m - 2 eta p_i)^2 < 4 beta_m for every i", _is_underdamped)


def _ends(case: HeavyBall) -> tuple[Between, ...]:
    ends = []
    for (rate, weight, beta_m), square in zip(case.parameters, _squares(case), strict=True):
        decayed = momentum.casoratian(rate, weight, beta_m, case.steps) * square
        trace = momentum.trace(rate, weight, beta_m)
        ends.append(Between(*momentum.underdamped_ends(trace, beta_m, decayed)))
    return tuple(ends)


_least, _most = momentum.underdamped_ends(*symbols("a_i beta_m D"))
_size = Symbol("r(t)^2 + beta_m r(t-1)^2")


def _sizes(case: HeavyBall) -> tuple[Fraction, ...]:
    before, now = _residuals(case, case.steps)[-2:]
    return tuple(r**2 + case.momentum * b**2 for b, r in zip(before, now, strict=True))


equal_rates = Claim(
    id="momentum-equal-rates",
    says="Underdamped coordinates all decay like beta_m^t, whatever their train weights: "
    "r_i(t)^2 + beta_m r_i(t-1)^2 lies between D/2 and 2 D/(1 - a_i^2/(4 beta_m)), D = 2 eta p_i beta_m^t "
    "r_i(0)^2, a_i = 1 + beta_m - 2 eta p_i.",
    source="derived here, from momentum-casoratian",
    declared=Verdict.PROVED,
    relation=lambda: Le(_least, _size) & Le(_size, _most),
    given=(_underdamped.fails_without(HeavyBall((1,), (_one,), Fraction(1, 9), Fraction(1, 4), 8)),),
    cases=strategies.underdamped(),
    predict=_ends,
    observe=_sizes,
    proof=momentum.prove_equal_rates,
)


def _first_keeps_more(case: HeavyBall) -> bool:
    """Return whether the first coordinate's matrix has a larger spectral radius than the second's."""
    first, second = (keeps(case.problem, case.rate, case.momentum, i) for i in (0, 1))
    return compare_radii(first, second) > 0


def _crossing_rate(case: HeavyBall) -> Expr:
    p_1, p_2 = case.p[:2]
    return momentum_crossing.momentum_crossing_rate(p_1, p_2, to_sympy(case.momentum))


_radii = Gt(Symbol("spectral_radius_1"), Symbol("spectral_radius_2"))
_flat = HeavyBall((1, 1), (_one, _one), Fraction(5, 2), Fraction(1, 4), 1)

crossing = Claim(
    id="momentum-crossing",
    says="With momentum the matrix of the heavier of two coordinates, M_i = ((1 + beta_m - 2 eta p_i, "
    "-beta_m), (1, 0)), has the larger spectral radius if, and only if, eta > (1 + beta_m)/(p_1 + p_2) and "
    "2 eta p_1 > (1 + sqrt(beta_m))^2; if both were drawn there are such rates below the stability limit.",
    source="derived here, from momentum-path",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(
        _radii, Gt(eta, momentum_crossing.momentum_crossing_rate(p_1, p_2, momentum.beta_m))
    ),
    given=(assumptions.heavier_first.fails_without(_flat),),
    cases=strategies.momentum_crossings(),
    predict=lambda case: bool(to_sympy(case.rate) > _crossing_rate(case)),
    observe=_first_keeps_more,
    proof=momentum_crossing.prove_momentum_crossing,
)


def _is_even(case: HeavyBall) -> bool:
    return bool(case.p[0] <= case.p[1] * momentum_crossing.largest_ratio(to_sympy(case.momentum)))


_even = Assumption("even-for-the-momentum", "p_1/p_2 <= ((1 + sqrt(beta_m))/(1 - sqrt(beta_m)))^2", _is_even)

damping_decides = Claim(
    id="momentum-crossing-at-critical-damping",
    says="If p_1/p_2 <= ((1 + sqrt(beta_m))/(1 - sqrt(beta_m)))^2 the heavier coordinate has the larger "
    "spectral radius as soon as it is no longer underdamped: if, and only if, 2 eta p_1 > (1 + "
    "sqrt(beta_m))^2. For beta_m = 1/4 the ratio may be 9, and counts 2:1 need beta_m >= 17 - 12 sqrt(2).",
    source="derived here, from momentum-crossing",
    declared=Verdict.PROVED,
    relation=lambda: Equivalent(_radii, Gt(eta, momentum_crossing.critical_damping(p_1, momentum.beta_m))),
    given=(
        assumptions.heavier_first.fails_without(_flat),
        _even.fails_without(HeavyBall((10, 1), (_one, _one), Fraction(31, 25), Fraction(1, 4), 1)),
    ),
    cases=strategies.even_momentum_crossings(),
    predict=lambda case: bool(
        to_sympy(case.rate) > momentum_crossing.critical_damping(case.p[0], to_sympy(case.momentum))
    ),
    observe=_first_keeps_more,
    proof=momentum_crossing.prove_damping_decides,
)
