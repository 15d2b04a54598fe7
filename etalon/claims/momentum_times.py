"""Momentum against the flow: the effective times of coordinates that decay at one rate. Knows both sides."""

from dataclasses import replace
from fractions import Fraction

from sympy import Expr, Gt, Integer, symbols

from etalon import strategies
from etalon.case import to_sympy
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from etalon.experiment import later
from etalon.heavy_ball import HeavyBall
from numerics.momentum import heavy_ball
from theory import momentum_times
from theory.effective_time import order_of_times
from theory.momentum import casoratian, trace
from theory.symbols import n_1, n_2

_one = Fraction(1)


def _trace(case: HeavyBall, place: int) -> Expr:
    return trace(*case.parameters[place])


def _is_underdamped(case: HeavyBall) -> bool:
    return len(case.counts) > 1 and bool(_trace(case, 1) ** 2 < 4 * to_sympy(case.momentum))


def _are_enough(case: HeavyBall) -> bool:
    """Return whether X^(n_2) > Y^(n_1); at critical damping Y is infinite."""
    beta_m = to_sympy(case.momentum)
    if len(case.counts) < 2 or _trace(case, 1) ** 2 == 4 * beta_m:
        return False
    first, second = (casoratian(*each, case.steps) for each in case.parameters[:2])
    least = momentum_times.least_of_two(_trace(case, 0), beta_m, first)
    most = momentum_times.most_of_both(_trace(case, 1), beta_m, second)
    n_1, n_2 = case.counts[:2]
    return bool(least**n_2 > most**n_1)


def _has_larger_time(case: HeavyBall) -> bool:
    """Return whether tau_2 > tau_1 after t or t - 1 steps, whichever keeps more of coordinate 1.

    What is kept shows in a run that starts with every r_i = -1.
    """
    problem = replace(case, beta=(_one,) * len(case.beta)).problem
    ends = heavy_ball(problem, case.rate, case.momentum, case.steps)[-2:]
    kept = max(tuple(abs(b - 1) for b in end) for end in ends)
    return later(kept, case.counts) > 0


_underdamped = Assumption("second-underdamped", "(1 + beta_m - 2 eta p_2)^2 < 4 beta_m", _is_underdamped)
_enough = Assumption("enough-steps", "there are steps enough: X^(n_2) > Y^(n_1)", _are_enough)
_kept, _others = symbols("R_1 R_2", positive=True)

larger_time = Claim(
    id="momentum-larger-time",
    says="With momentum an underdamped coordinate 2 has a larger effective time than coordinate 1 after t or "
    "t - 1 steps, whichever keeps more of coordinate 1, if X^(n_2) > Y^(n_1), where X = 2 eta p_1 beta_m^t/"
    "(1 + beta_m + |a_1|), Y = 8 eta p_2 beta_m^t/(4 beta_m - a_2^2) and a_i = 1 + beta_m - 2 eta p_i.",
    source="derived here, from momentum-path and criterion",
    declared=Verdict.PROVED,
    relation=lambda: Gt(order_of_times(_others**2, _kept**2, n_2, n_1), Integer(0)),
    given=(
        _underdamped.fails_without(HeavyBall((3, 1), (_one, _one), Fraction(49, 100), Fraction(1, 4), 2)),
        _enough.fails_without(HeavyBall((3, 1), (_one, _one), _one, Fraction(1, 2), 1)),
    ),
    cases=strategies.long_underdamped(),
    predict=lambda case: True,
    observe=_has_larger_time,
    proof=momentum_times.prove_larger_time,
)
