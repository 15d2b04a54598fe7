"""Effective time: how long the gradient flow would take to contract a coordinate as much as large steps do.

Flow gives every coordinate the same time, large steps do not. Knows descent, schedules and flow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, cmp_to_key
from itertools import pairwise
from math import gcd
from typing import Any

from mpmath.ctx_iv import MPIntervalContext
from sympy import Abs, Add, Eq, Expr, Function, Rational, S, Symbol, log, oo, sign

from theory import cosines, descent, flow, losses
from theory.logic.derivation import Derivation
from theory.logic.ends import Pole, Value
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import Deduction, together
from theory.logic.shapes import Interval, Monotone, MonotoneAs, SignFrom
from theory.schedules import schedule_factor
from theory.symbols import eta, exact, p, p_1, p_2, t, x

Phases = Sequence[tuple[Expr, int]]
_INTERVALS = MPIntervalContext()  # not mpmath's own, whose precision belongs to everybody


@shown_by("effective_time.prove_effective_time")
def effective_time(schedule: Phases, p: Expr) -> Expr:
    """Return tau_i = -sum_k T_k log|rho_i(eta_k)|/(2 p_i), the flow time that contracts r_i as much.

    Infinite if a step ends the coordinate; negative if the schedule enlarges it.

    Args:
        schedule: Pairs (rate, number of steps).
        p: Train weight of the coordinate, positive.

    Source: derived here (`derive_effective_time`).

    Example:
        >>> effective_time([(S.One / 4, 1)], S.One)
        log(2)/2
    """
    kept = [(Abs(descent.contraction_factor(rate, p)), steps) for rate, steps in schedule if steps != 0]
    if any(factor == 0 for factor, _ in kept):
        return oo
    return -Add(*[steps * log(factor) for factor, steps in kept]) / (2 * p)


@shown_by("effective_time.prove_universal_curve")
def universal_curve(x: Expr) -> Expr:
    """Return g(x) = -log|1-2x|/(2x), the effective time of one step per unit of learning rate, x = eta p.

    Infinite at its pole, x = 1/2.

    Args:
        x: Positive.

    Source: derived here (`derive_effective_time`).

    Example:
        >>> universal_curve(S.One), universal_curve(S.Half)
        (0, oo)
    """
    kept = Abs(1 - 2 * x)
    return oo if kept == 0 else -log(kept) / (2 * x)


@shown_by("comparison.prove_criterion")
def score(eta: Expr, p_1: Expr, p_2: Expr) -> Expr:
    """Return p_2 log|rho_1| - p_1 log|rho_2| of one step; annealing wins iff the scores' sum is positive.

    At a deadbeat it is infinite: -oo if the step ends coordinate 1, oo if it ends coordinate 2.

    Args:
        eta: Learning rate, positive.
        p_1: Train weight of the less distorted coordinate, positive.
        p_2: The same of the more distorted one.

    Raises:
        ValueError: If the step ends both coordinates: no train loss is left, and no flow follows.

    Source: derived here (`derive_score`): it is 2 p_1 p_2 (tau_2 - tau_1).

    Example:
        >>> score(eta, p_1, p_2)
        -p_1*log(Abs(2*eta*p_2 - 1)) + p_2*log(Abs(2*eta*p_1 - 1))
    """
    kept_1, kept_2 = (Abs(descent.contraction_factor(eta, p)) for p in (p_1, p_2))
    if kept_1 == 0 == kept_2:
        raise ValueError(f"eta = {eta}: one step ends both coordinates, and neither is ahead")
    if kept_1 == 0 or kept_2 == 0:
        return oo if kept_2 == 0 else -oo
    return p_2 * log(kept_1) - p_1 * log(kept_2)


@shown_by("comparison.prove_criterion")
def order_of_times(kept_i: Expr, kept_j: Expr, n_i: Expr | int, n_j: Expr | int) -> Expr:
    """Return kept_j^(n_i) - kept_i^(n_j), which has the sign of tau_i - tau_j.

    Args:
        kept_i: prod |rho_i| over the large steps.
        kept_j: The same of coordinate j.
        n_i: How often coordinate i was drawn, positive.
        n_j: The same of coordinate j.

    Source: derived here (`comparison.prove_criterion`).

    Example:
        >>> order_of_times(S.One, S.One / 3, 1, 2)
        -2/3
    """
    return kept_j**n_i - kept_i**n_j


@dataclass(frozen=True)
class _Time:
    """The effective time of one coordinate, as something that can be compared.

    Args:
        kept: prod |rho_i| over the large steps with rational rates.
        count: n_i.
        others: (rho_i, number of steps) for the others, whose rates are irrational; such a rho_i is not zero.
    """

    kept: Rational
    count: int
    others: tuple[tuple[Expr, int], ...] = ()

    def enclosed(self, digits: int) -> Any:
        """Return an interval around 2 tau_i/n = -log(kept)/n_i."""
        _INTERVALS.dps = digits
        logs = _INTERVALS.log(_INTERVALS.mpf(self.kept.p) / self.kept.q)
        for factor, steps in self.others:
            logs += steps * _INTERVALS.log(cosines.enclosed(factor, _INTERVALS) ** 2) / 2
        return -logs / self.count

    @cached_property
    def rough(self) -> Any:
        """Return an interval that decides most comparisons."""
        return self.enclosed(15)

    def compared(self, other: "_Time") -> int:
        """Return the sign of the difference to another: by intervals, or else by integer powers."""
        if self.kept == 0 or other.kept == 0 or self == other:
            return int(self.kept == 0) - int(other.kept == 0)
        if apart := _apart(self.rough, other.rough) or _apart(self.enclosed(60), other.enclosed(60)):
            return apart
        if self.others or other.others:
            return self._compared_in_field(other)
        common = gcd(self.count, other.count)  # a root of both powers keeps their order
        powers = order_of_times(self.kept, other.kept, self.count // common, other.count // common)
        return int(sign(powers))

    def _compared_in_field(self, other: "_Time") -> int:
        """Return the same where rates are cosines: equal powers are seen exactly, others by intervals."""
        mine, theirs = ([(time.kept, 1), *time.others] for time in (self, other))
        powers = (
            [(f, steps * other.count) for f, steps in mine],
            [(f, steps * self.count) for f, steps in theirs],
        )
        if cosines.products_agree(*powers):
            return 0
        digits = 60
        while not (apart := _apart(self.enclosed(digits), other.enclosed(digits))):
            digits *= 2
        return apart


def _apart(mine: Any, theirs: Any) -> int:
    """Return the sign of the difference of two numbers, 0 if their intervals do not tell."""
    return int(mine.a > theirs.b) - int(mine.b < theirs.a)


def ranks_of_times(schedule: Phases, counts: Sequence[int]) -> tuple[int, ...]:
    """Return the rank of each coordinate's effective time, 0 for the smallest; equal times share a rank.

    Args:
        schedule: Pairs (rate, number of steps), rates exact: rational, or made of rationals and cosines of
            rational parts of a half turn.
        counts: How often each coordinate was drawn; all positive.

    tau_i < tau_j exactly when |prod rho_i|^(n_j) > |prod rho_j|^(n_i). Intervals decide where the times
    differ, integer powers where they are equal or as good as equal.

    Raises:
        ValueError: If there is no coordinate, or one was never drawn: that has no effective time; if a number
            of steps is negative.
        TypeError: If a rate is not exact.

    Source: derived here (`comparison.prove_criterion`), from `effective_time` multiplied by 2 n_i n_j/n and
        exponentiated.

    Example:
        >>> ranks_of_times([(S(3) / 2, 1)], (2, 1))
        (0, 1)
    """
    if min(counts, default=0) <= 0:
        raise ValueError(
            f"counts = {tuple(counts)}: every coordinate must have been drawn, and there must be one"
        )
    phases = [(exact(rate), steps) for rate, steps in schedule]
    if any(steps < 0 for _, steps in phases):
        raise ValueError(f"schedule = {phases}: a number of steps must not be negative")
    rational = [(rate, steps) for rate, steps in phases if rate.is_Rational]
    others = [(rate, int(steps)) for rate, steps in phases if not rate.is_Rational]
    times = [
        _Time(
            Abs(schedule_factor(rational, weight)),
            count,
            tuple((descent.contraction_factor(rate, weight), steps) for rate, steps in others),
        )
        for weight, count in zip(losses.train_weights(counts), counts, strict=True)
    ]

    def compare(i: int, j: int) -> int:
        return times[i].compared(times[j])

    ordered = sorted(range(len(counts)), key=cmp_to_key(compare))
    ranks = dict.fromkeys(ordered, 0)
    for before, after in pairwise(ordered):
        ranks[after] = ranks[before] + (compare(before, after) < 0)
    return tuple(ranks[i] for i in range(len(counts)))


def derive_effective_time() -> Derivation:
    """Derive the effective time of one step and the universal curve.

    Example:
        >>> len(derive_effective_time().lines)
        4
    """
    tau = Symbol("tau")
    return (
        Derivation("effective time")
        .define(tau, effective_time([(eta, 1)], p), "the effective time of one step")
        .equal(
            flow.flow_factor(p, tau), Abs(descent.contraction_factor(eta, p)), "the flow contracts as much"
        )
        .define(x, eta * p, "the one variable that matters")
        .equal(tau, eta * universal_curve(x), "per unit of learning rate")
    )


def derive_score() -> Derivation:
    """Derive the score of one step from the effective times.

    Example:
        >>> len(derive_score().lines)
        4
    """
    tau_1, tau_2 = Symbol("tau_1"), Symbol("tau_2")
    later = Symbol("eta_2", positive=True)
    both = [effective_time([(eta, 1), (later, 1)], weight) for weight in (p_1, p_2)]
    return (
        Derivation("score")
        .define(tau_1, effective_time([(eta, 1)], p_1), "the effective time on the first coordinate")
        .define(tau_2, effective_time([(eta, 1)], p_2), "and on the second")
        .equal(2 * p_1 * p_2 * (tau_2 - tau_1), score(eta, p_1, p_2), "the score of one step")
        .equal(
            2 * p_1 * p_2 * (both[1] - both[0]),
            score(eta, p_1, p_2) + score(later, p_1, p_2),
            "the scores of two steps add up",
        )
    )


def prove_effective_time() -> Proof:
    """Prove that tau is the time in which the flow contracts as much as one step, and the only one.

    The flow's factor is an exponential, and two exponentials are equal only if their exponents are.

    Example:
        >>> prove_effective_time().check()
        3
    """
    tau, other = effective_time([(eta, 1)], p), Symbol("t'", real=True)
    exponents = [log(flow.flow_factor(p, time)) for time in (t, other)]
    name = Symbol("tau")
    kept, per_rate = Abs(descent.contraction_factor(eta, p)), eta * universal_curve(eta * p)
    parts = (
        Identity("the flow's factor", flow.flow_factor(p, tau), kept, reads=Function("flow_factor")(p, name)),
        Deduction(Implication("at two times there are two factors", (Eq(*exponents),), Eq(t, other))),
        Identity("per unit of rate", tau, per_rate, reads=name),
    )
    return Proof((together("the effective time", *parts),))


def prove_universal_curve() -> Proof:
    """Prove: g rises on (0, 1/2), is infinite at 1/2, falls on (1/2, 1], is zero at 1 and negative beyond.

    2x^2 g'(x) = N(x) = 2x/(1-2x) + log|1-2x| rises on both sides of its pole,
    from N(0) = 0 and to N(1) = -2.
    Beyond 1 it is 2x g that falls, from zero.

    Example:
        >>> prove_universal_curve().check()
        16
    """
    curve, scaled = universal_curve(x), 2 * x * universal_curve(x)
    slope = 2 * x / (1 - 2 * x) + log(Abs(1 - 2 * x))  # N
    before, after, beyond = (Interval(x, *map(S, ends)) for ends in ((0, S.Half), (S.Half, 1), (1, None)))
    rises = MonotoneAs(curve, 2 * x**2, SignFrom(Monotone(slope, before, 1), Value(slope, x, S.Zero, 0)))
    falls = MonotoneAs(curve, 2 * x**2, SignFrom(Monotone(slope, after, 1), Value(slope, x, S.One, -1)))
    zero = Identity("at 1", universal_curve(S.One), S.Zero, reads=Function("g")(1))
    negative = SignFrom(Monotone(scaled, beyond, -1), Value(scaled, x, S.One, 0))
    pole = Pole(scaled, x, S.Half, 1)
    return Proof((together("the universal curve", rises, pole, falls, zero, negative),))
