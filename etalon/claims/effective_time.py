"""Effective time: how long the flow takes to contract a coordinate as much as steps do. Knows both sides."""

from fractions import Fraction
from typing import Any

from sympy import Eq, Symbol, oo

from etalon import assumptions, experiment, strategies
from etalon.agreement import HasSign
from etalon.case import Case
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import effective_time as times
from theory.symbols import eta, p, x

_zero, _one = Fraction(0), Fraction(1)

_contracts = Assumption(
    "contracts",
    "|rho_1| <= 1",
    lambda case: experiment.kept(case)[0] <= 1,
    why_no_witness="beyond it the time is negative, and the flow is run forward",
)


def _time(case: Case) -> tuple[Any, ...]:
    """Return whether the flow would need for ever, and else the predicted time, by both its forms."""
    tau = times.effective_time([(case.eta, 1)], case.p[0])
    by_curve = case.eta * times.universal_curve(case.eta * case.p[0])
    return (True,) if tau == oo else (False, tau, by_curve)


effective_time = Claim(
    id="effective-time",
    says="The flow takes the time tau = -log|rho|/(2p) = eta g(eta p) to contract a coordinate as much as "
    "one step does, whatever the others do; to end it, as a step may, it would need for ever.",
    source="derived here, from contraction and flow",
    declared=Verdict.PROVED,
    relation=lambda: (
        Eq(Symbol("tau"), times.effective_time([(eta, 1)], p))
        & Eq(Symbol("tau"), eta * times.universal_curve(eta * p))
    ),
    given=(
        _contracts,
        assumptions.first_nonzero.fails_without(Case((2, 1), (_zero, _one), ((Fraction(1, 4), 1),))),
        assumptions.one_step.fails_without(Case((1,), (_one,), ((Fraction(1, 4), 2),))),
    ),
    cases=strategies.contracting_steps(),
    predict=_time,
    observe=experiment.time_to_match_step_or_never,
    derivation=times.derive_effective_time,
    proof=times.prove_effective_time,
)


def _curve(case: Case) -> tuple[HasSign, HasSign]:
    """Return the sign of g(x_2) - g(x_1) by the sentence, and by the universal curve itself."""
    first, second = (times.universal_curve(rate) for rate, _ in case.rates)
    rises = case.schedule[1][0] <= Fraction(1, 2)
    larger = second == oo or (second - first).is_positive
    return HasSign(1 if rises else -1), HasSign(1 if larger else -1)


def _shares_a_part(case: Case) -> bool:
    half = Fraction(1, 2)
    first, second = (rate for rate, _ in case.schedule)
    return first < second and (second <= half or half <= first < second <= 1 or first == 1)


_on_one_part = Assumption(
    "on-one-part", "x_1 < x_2, both in (0, 1/2], both in [1/2, 1], or x_1 = 1", _shares_a_part
)

universal_curve = Claim(
    id="universal-curve",
    says="The effective time of a step per unit of learning rate, g(x) = -log|1-2x|/(2x), x = eta p, rises "
    "on (0, 1/2) to infinity at 1/2, falls from there to 0 at 1, and is negative beyond.",
    source="derived here, from contraction and flow",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("g"), times.universal_curve(x)),
    given=(
        _on_one_part.fails_without(Case((1,), (_one,), ((Fraction(49, 100), 1), (Fraction(101, 200), 1)))),
        Assumption(
            "one-coordinate",
            "p = 1, so that x is the learning rate",
            lambda case: len(case.counts) == 1,
            # On either side of a pole there: the rates are 1/2 and 51/100, x is below 1/2 at both.
            beyond=Case((10, 1), (_one, _one), ((Fraction(1, 2), 1), (Fraction(51, 100), 1))),
        ),
    ),
    cases=strategies.points_of_the_curve(),
    predict=_curve,
    observe=lambda case: (experiment.compare_effective_times_per_rate(case),) * 2,
    derivation=times.derive_effective_time,
    proof=times.prove_universal_curve,
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
