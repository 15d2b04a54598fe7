"""What the proofs about annealing conclude, written out a second time from their sentences.

A join makes its conclusion itself; that this is what the claim says, and not less, nobody else would tell.
"""

import inspect

import pytest
from sympy import And

from theory import annealing, comparison, pairs, score_shape, small_rate, talk_flow, whole_steps

_ROOT = "sqrt(24*a*epsilon + b**2)"
_STOPPED = "beta*_2**2*f**2*p_2*rho_2**2*(-kappa_1 + kappa_2) + epsilon*kappa_1"
_BOUND = "beta*_2**2*p_2*rho_2**2*(-kappa_1 + kappa_2) + epsilon*kappa_1"
_EITHER = "(Eq({d}, 1) & Eq({m}, 0)) | (Eq({m}, {e}) & Eq({d}, {t}/(Abs({t}) + 1)))"
_OF_EACH = "(" + _EITHER.format(d="d[i]", m="m[i]", e="m'[i]", t="d'[i]") + " for every i to N)"
_OF_TWO = tuple(_EITHER.format(d=f"d_{n}", m=f"m_{n}", e=f"m_{n}'", t=f"d_{n}'") for n in (1, 2))
_ORDERED = (
    "Implies(Eq(d_1, d_1'/(Abs(d_1') + 1)) & Eq(d_2, d_2'/(Abs(d_2') + 1)), "
    "(d_1 < 1) & (Equivalent(d_1 < d_2, d_1' < d_2')))"
)
_ON_LEVEL = "Eq(Sum(m[k]*x[k], (k, 1, N)), Sum(x[k], (k, 1, N)))"
_TEST_LOSSES = "Sum(kappa[k]*m[k]*x[k], (k, 1, N))", "Sum(kappa[k]*x[k], (k, 1, N))"
_WORSE = "-kappa_1*m_1*x_1 + kappa_1*x_1 - kappa_2*m_2*x_2 + kappa_2*x_2"
_BETTER = "kappa_1*m_1*x_1 - kappa_1*x_1 + kappa_2*m_2*x_2 - kappa_2*x_2"


def _signs(left, right):
    return f"Equivalent({left} > 0, {right} > 0)", f"Equivalent(Eq({left}, 0), Eq({right}, 0))"


_ORDER = "-kappa_1 + kappa_2"
_ENDED = tuple(
    f"Implies(Eq({m}, 0), ({equal}) & ({more}))"
    for m, loss in (("m_2", _WORSE), ("m_1", _BETTER))
    for more, equal in [_signs(_ORDER, loss)]
)
_DECIDED = (*_signs(f"(-d_1 + d_2)*({_ORDER})", _WORSE), *_ENDED)
_LAST_STEP = (
    "(2*eta_s*p[i] < 1 for every i to N)",
    "(Eq(p[i], 0) | (m <= (-2*eta_s*p[i] + 1)**2) for every i to N)",
    *("m < 1", "s_1 > 0", "s_1 <= 1", "s_2 > 0", "s_2 <= 1"),
)
_BETWEEN = "Sum(q[k]*r[k]**2, (k, 1, N))", "Sum(beta*[k]**2*kept[k]**2*q[k], (k, 1, N))"
_WHOLE = "Sum(f_1[k]*q[k]*r[k]**2, (k, 1, N))", "Sum(beta*[k]**2*f_2[k]*kept[k]**2*q[k], (k, 1, N))"
_FACTOR = f"{_BETWEEN[1]}*{_WHOLE[0]}/({_BETWEEN[0]}*{_WHOLE[1]})"
_SCORE = "-p_1*log(Abs(2*eta*p_2 - 1)) + p_2*log(Abs(2*eta*p_1 - 1))"
_BETWEEN_RATES = "(eta < 3*sqrt(2)/2 + 3) & (3 - 3*sqrt(2)/2 < eta)"
_AFTER = "Sum(p[k]*r[k]**2*rho[k]**2, (k, 1, N))"
_CLOCK = f"6*epsilon/(b + {_ROOT})"

# given |- shows, as they are printed
CONCLUDES = {
    talk_flow.prove_talk_stop: (
        "a + b > 0",
        "epsilon <= 2*a/3 + b/3",
        "Eq(L_train, epsilon)",
        f"|- Eq(s, {_CLOCK})",
        f"{_CLOCK} > 0",
        f"{_CLOCK} <= 1",
        f"Eq(24*a*epsilon**2/(b + {_ROOT})**2 + 2*b*epsilon/(b + {_ROOT}), epsilon)",
        f"Eq(L_test, -18*a*epsilon**2/(b + {_ROOT})**2 + 3*epsilon/2)",
    ),
    talk_flow.prove_talk_expansion: (
        "Eq(L_train, epsilon)",
        "|- L_test + 9*a*epsilon**2/(2*b**2) - 3*epsilon/2 <= 54*a**2*epsilon**3/b**4",
        "54*a**2*epsilon**3*Max(0, -15*a*epsilon/b**2 + 1)/b**4 "
        "<= L_test + 9*a*epsilon**2/(2*b**2) - 3*epsilon/2",
    ),
    talk_flow.prove_talk_twice: (
        "Eq(L_train, epsilon)",
        "|- -6*a*epsilon/b**2 + 2 <= 4*L_test/(3*epsilon)",
        "4*L_test/(3*epsilon) < Min(2, 72*a**2*epsilon**2/b**4 - 6*a*epsilon/b**2 + 2)",
        "Implies(epsilon < b**2*delta/(6*a), 4*L_test/(3*epsilon) > 2 - delta)",
    ),
    talk_flow.prove_talk_figure: (
        "|- 2/3 > 1/100",
        "Eq(L_test(annealed), 3/400)",
        "Eq(L_test(flow), 3/200 - (-5 + sqrt(31))**2/800)",
    ),
    annealing.prove_bound: (
        "kappa_1 < kappa_2",
        f"|- {_STOPPED} <= {_BOUND}",
        f"epsilon*kappa_1 <= {_STOPPED}",
        f"Implies(Eq(t, 0), Eq({_STOPPED}, {_BOUND}))",
    ),
    annealing.prove_bottom: ("|- Eq(L_test(annealed), epsilon*kappa_1)",),
    annealing.prove_talk_rate: ("|- 2*R_1/3 + R_2/3 >= 2*a/3",),
    annealing.prove_talk_rate_keeps_more: (
        "|- 2*R_1/3 + R_2/3 > 3/4",
        *("3/4 > 2/3", "R_1 >= 1", "R_2 >= 0"),
    ),
    annealing.prove_talk_aim: (
        *("kappa_1 < kappa_2", "Ne(beta*_2, 0)", "l <= epsilon"),
        "|- L_test(annealed) < beta*_2**2*(-kappa_1/3 + kappa_2/3)*exp(-4*t/3) + epsilon*kappa_1",
    ),
    comparison.prove_heavy_keeps_more: (
        "p_2*q_1 < p_1*q_2",
        "Eq(R_1*p_1 + R_2*p_2, S_1*p_1 + S_2*p_2)",
        "Eq(R_2, S_2) | (p_2 > 0)",
        "|- Equivalent(R_1*p_1 > S_1*p_1, R_1*q_1 + R_2*q_2 < S_1*q_1 + S_2*q_2)",
    ),
    comparison.prove_equal_times: (
        "(Equivalent(d > 0, m[i] < 1) for every i to N)",
        "(Equivalent(Eq(d, 0), Eq(m[i], 1)) for every i to N)",
        _ON_LEVEL,
        "|- (Eq(m[i], 1) for every i to N)",
    ),
    comparison.prove_order_decides: (
        "Eq(m_1*x_1 + m_2*x_2, x_1 + x_2)",
        *(line for n in "12" for line in (f"Equivalent(d_{n} > 0, m_{n} < 1)",)),
        *(line for n in "12" for line in (f"Equivalent(Eq(d_{n}, 0), Eq(m_{n}, 1))",)),
        f"|- {_DECIDED[0]}",
        *_DECIDED[1:],
    ),
    pairs.prove_ordered_times: (
        *(_ON_LEVEL, _OF_EACH),
        "(Implies(kappa[i] < kappa[j], d[i] <= d[j]) for every i, j to N)",
        "((d[i] < d[j]) & (kappa[i] < kappa[j]) for some i, j to N)",
        f"|- {_TEST_LOSSES[0]} < {_TEST_LOSSES[1]}",
        _ORDERED,
    ),
    pairs.prove_falling_times: (
        *(_ON_LEVEL, _OF_EACH),
        "(Implies(-kappa[i] < -kappa[j], d[i] <= d[j]) for every i, j to N)",
        "((d[i] < d[j]) & (-kappa[i] < -kappa[j]) for some i, j to N)",
        f"|- {_TEST_LOSSES[0]} > {_TEST_LOSSES[1]}",
        _ORDERED,
    ),
    pairs.prove_no_ordered_pair: (
        *(_ON_LEVEL, _OF_EACH),
        "(Eq(d[i], d[j]) | Eq(kappa[i], kappa[j]) for every i, j to N)",
        f"|- Eq({_TEST_LOSSES[0]}, {_TEST_LOSSES[1]})",
        _ORDERED,
    ),
    small_rate.prove_small_steps: (
        *("eta_s < 1/(2*p)", "Eq(d, N - u)"),
        "|- Equivalent(Eq(N, u), Eq(m, 1))",
    ),
    small_rate.prove_criterion: (
        "Eq(m_1*x_1 + m_2*x_2, x_1 + x_2)",
        *("eta_s < 1/(2*p_1)", "eta_s < 1/(2*p_2)", *_OF_TWO),
        f"|- {_ORDERED}",
        *_DECIDED,
    ),
    score_shape.prove_critical_rates: (
        "p_1 > p_2",
        f"|- Equivalent(Eq(eta, eta_c) | Eq(eta, eta_max), Eq({_SCORE}, 0))",
        f"Equivalent((eta > eta_c) & (eta < eta_max), {_SCORE} > 0)",
        *("eta_c > 1/(2*p_1)", "eta_c < 1/(p_1 + p_2)", "eta_c < 1/(2*p_2)", "eta_max > 1/(2*p_2)"),
    ),
    score_shape.prove_half_measures: (
        "p_1 > p_2",
        "(eta[i] < eta_c for every i to N)",
        "(T[i] > 0 for some i to N)",
        "|- -p_1*Sum(log(Abs(2*p_2*eta[k] - 1))*T[k], (k, 1, N)) "
        "+ p_2*Sum(log(Abs(2*p_1*eta[k] - 1))*T[k], (k, 1, N)) < 0",
    ),
    score_shape.prove_below_crossing: (
        "p_1 > p_2",
        "|- eta_c < 1/(p_1 + p_2)",
        "-p_1*log(Abs(2*p_2/(p_1 + p_2) - 1)) + p_2*log(Abs(2*p_1/(p_1 + p_2) - 1)) > 0",
        "Eq((-2*p_1/(p_1 + p_2) + 1)**2, (-2*p_2/(p_1 + p_2) + 1)**2)",
        "Implies((t > 0) & (p_2*q_1 < p_1*q_2) & (R_1*c*p_1 + R_2*c*p_2 <= R_1*g*m*p_1 + R_2*g*p_2), "
        "R_1*c*q_1 + R_2*c*q_2 < R_1*g*m*q_1 + R_2*g*q_2)",
    ),
    score_shape.prove_talk_critical_rates: (
        *("Eq(kept_1, Abs(4*eta/3 - 1))", "Eq(kept_2, Abs(2*eta/3 - 1))"),
        f"|- Equivalent(Abs(4*eta/3 - 1) > (2*eta/3 - 1)**2, {_BETWEEN_RATES})",
        f"Equivalent(score > 0, {_BETWEEN_RATES})",
        *("Eq(eta_c, 3 - 3*sqrt(2)/2)", "Eq(eta_max, 3*sqrt(2)/2 + 3)"),
    ),
    whole_steps.prove_overshoot: (
        "(Eq(rho[i], -2*eta_s*p[i] + 1) for every i to N)",
        "(Eq(p[i], 0) | (m <= rho[i]**2) for every i to N)",
        "Sum(p[k]*r[k]**2, (k, 1, N)) > epsilon",
        f"{_AFTER} <= epsilon",
        f"|- epsilon*m <= {_AFTER}",
        f"{_AFTER} <= epsilon",
        f"Implies(m > 0, epsilon*m < {_AFTER})",
    ),
    whole_steps.prove_sandwich: (
        *_LAST_STEP,
        *(f"{loss} > 0" for loss in _BETWEEN),
        f"|- m <= {_FACTOR}",
        f"{_FACTOR} <= 1/m",
    ),
    whole_steps.prove_margin: (
        *_LAST_STEP,
        "((q[i] > 0) & Ne(beta*[i], 0) for some i to N)",
        f"{_BETWEEN[0]} <= m*{_BETWEEN[1]}",
        f"|- {_WHOLE[0]} < {_WHOLE[1]}",
    ),
}


@pytest.mark.parametrize("prove", CONCLUDES, ids=lambda prove: prove.__name__)
def test_a_proof_concludes_this(prove):
    conclusion, wanted = prove().conclusion, CONCLUDES[prove]
    turn = next(place for place, line in enumerate(wanted) if line.startswith("|-"))
    assert set(map(str, conclusion.given)) == set(wanted[:turn])
    shown = {line.removeprefix("|- ") for line in wanted[turn:]}
    assert set(map(str, And.make_args(conclusion.shows))) == shown


def test_every_proof_of_these_rooms_is_written_out():
    rooms = (annealing, comparison, pairs, score_shape, small_rate, talk_flow, whole_steps)
    proofs = {
        proof
        for room in rooms
        for name, proof in inspect.getmembers(room, inspect.isfunction)
        if name.startswith("prove_") and proof.__module__ == room.__name__
    }
    assert proofs == set(CONCLUDES) | {
        comparison.prove_criterion,  # below
        comparison.prove_ratio_of_squares,  # a part of proofs
        comparison.prove_kept_or_ended,
        comparison.prove_order_is_kept,
    }


def test_the_criterion_concludes_what_decides():
    conclusion = comparison.prove_criterion().conclusion
    shown = set(map(str, conclusion.shows.args))
    assert set(map(str, conclusion.given)) == {"Eq(m_1*x_1 + m_2*x_2, x_1 + x_2)", *_OF_TWO}
    assert shown >= {*_DECIDED, _ORDERED, "Eq(outcome(1, 2, 1, 2), 1)", "Eq(outcome(1, 2, 2, 1), -1)"}
    assert sum(line.startswith("Eq(outcome(") for line in shown) == 16
    assert len(shown) == 4 + 1 + 16 + 5
