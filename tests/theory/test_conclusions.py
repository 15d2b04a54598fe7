"""What proofs conclude, written out a second time from their sentences: one premise, and what it is given.

A join makes its conclusion itself; that this is what the claim says, and not less, nobody else would tell.
"""

import pytest
from sympy import And, Eq, Sum
from sympy.logic.boolalg import Implies

from theory import (
    batch_rates,
    batch_shape,
    descent,
    extremes,
    flow,
    level_sets,
    loss_falls,
    losses,
    minibatch,
    sample_matters,
    sampling,
    schedules,
    unseen,
)

_MEAN, _NOISE = "(-2*eta*p + 1)**T", "(-b + n)/(b*(n - 1))"
_SQUARE = "r_0**2*(-4*eta*p*(-eta*(p + (1 - p)*{}) + 1) + 1)**T"
_SHARE = (
    "Eq(E {0}(b)/b, p)",
    "Eq(E {0}^2(b)/b**2, p*(p + (1 - p)*{1}))",
    "Eq(-E {0}(b)**2/b**2 + E {0}^2(b)/b**2, p*(1 - p)*{1})",
)
# With repetition, and what is said of batches without.
BATCHES = {
    minibatch.prove_noise: (
        *[part.format("K", "1/b").replace("*1/b", "/b") for part in _SHARE],
        "1/b <= 1",
        "Equivalent(b > 1, 1/b < 1)",
        *[part.format("K'", _NOISE) for part in _SHARE],
        *[f"{_NOISE} >= 0", f"{_NOISE} <= 1", f"Equivalent(b > 1, {_NOISE} < 1)"],
    ),
    minibatch.prove_mean: (f"Eq(E r(T), r_0*{_MEAN})", f"Eq(E r'(T), r_0*{_MEAN})"),
    minibatch.prove_square_factor: (
        f"Eq(E r^2(T), {_SQUARE.format('1/b').replace('*1/b', '/b')})",
        f"Eq(E r'^2(T), {_SQUARE.format(_NOISE)})",
        "Sum(E r^2(T)[k]*p[k], (k, 1, N))",
        "Sum(E r'^2(T)[k]*p[k], (k, 1, N))",
    ),
}

_M = "-4*eta*{0}*(-eta*(c*(1 - {0}) + {0}) + 1) + 1"
_M_i = "-4*eta*(-eta*(c*(1 - p[i]) + p[i]) + 1)*p[i] + 1"
_MORE = f"{_M.format('p_1')} > {_M.format('p_2')}"
_STABLE = (
    "c <= 1",
    "(p[i] <= 1 for every i to N)",
    "(p[i] <= {0} for every i to N)",
    "(Eq(p[i], {0}) for some i to N)",
)
_IN_WINDOW = f"({_M_i} < 1 for every i to N) & ({_MORE})"
_SINGLE = "-p_1*log(-4*eta*p_2*(1 - eta) + 1) + p_2*log(-4*eta*p_1*(1 - eta) + 1)"
_NOISY = "(c > 0) & (c < 1) & (p_2 < p_1) & (p_1 + p_2 <= 1) & Eq(eta_x, 1/(c + (1 - c)*(p_1 + p_2)))"
_SCORE = f"-p_1*log({_M.format('p_2')}) + p_2*log({_M.format('p_1')})"
_TALK = "Eq(m_1, -8*eta*(-eta*(c/3 + 2/3) + 1)/3 + 1) & Eq(m_2, -4*eta*(-eta*(2*c/3 + 1/3) + 1)/3 + 1)"
_OF_TALK = "log(m_1)/3 - 2*log(m_2)/3"
# Where one of several things that are shown is the claim.
AMONG_OTHERS = {
    batch_rates.prove_window: (
        *[part.format("p_1") for part in _STABLE],
        "p_2 < p_1",
        "p_1 <= 1",
        f"|- Implies({_IN_WINDOW}, c < 1)",
        "Implies((c < 1) & Eq(eta, 1/(2*(c*(1 - p_1) + p_1)) + 1/(2*(c + (1 - c)*(p_1 + p_2)))), "
        f"{_IN_WINDOW})",
    ),
    batch_shape.prove_single_samples: (
        *("p_2 < p_1", "p_1 < 1"),
        f"|- {_SINGLE} <= 0",
        f"Implies(Eq(eta, 1), Eq({_SINGLE}, 0))",
        f"Implies(Ne(eta, 1), {_SINGLE} < 0)",
        "Implies((Ne(eta[i], 1) for some i to N), "
        "-p_1*Sum(log(4*p_2*eta[k]**2 - 4*p_2*eta[k] + 1), (k, 1, N)) "
        "+ p_2*Sum(log(4*p_1*eta[k]**2 - 4*p_1*eta[k] + 1), (k, 1, N)) < 0)",
    ),
    batch_shape.prove_critical_square_rates: (
        f"|- Implies({_NOISY}, (eta_high > eta_x) & (eta_low < eta_x) "
        f"& (Equivalent((eta > eta_low) & (eta < eta_high), {_SCORE} > 0)) "
        f"& (Equivalent(Eq(eta, eta_high) | Eq(eta, eta_low), Eq({_SCORE}, 0))))",
        f"Implies({_NOISY.replace('(p_1 +', 'Eq(p_1 + p_2, 1) & (p_1 +', 1)}, Eq(eta_x, 1))",
        "Implies(Ne(-2*eta*p_1 + 1, 0) & Ne(-2*eta*p_2 + 1, 0), "
        "Eq(-p_1*log(-4*eta*p_2*(-eta*p_2 + 1) + 1) + p_2*log(-4*eta*p_1*(-eta*p_1 + 1) + 1), "
        "-2*p_1*log(Abs(2*eta*p_2 - 1)) + 2*p_2*log(Abs(2*eta*p_1 - 1))))",
    ),
    batch_shape.prove_talk_square_rates: (
        "|- Eq(c(n), 0)",
        "Eq(eta_lower(1), 1)",
        "Eq(eta_upper(1), 1)",
        "Eq(eta_lower(0), 3 - 3*sqrt(2)/2)",
        "Eq(eta_upper(0), 3*sqrt(2)/2 + 3)",
        "Eq(eta_lower(c), -3*sqrt(1/2 - c/2)/(2*c + 1) + 3/(2*c + 1))",
        "Eq(eta_upper(c), 3*sqrt(1/2 - c/2)/(2*c + 1) + 3/(2*c + 1))",
        f"Implies((eta >= 1) & (c < 1) & (eta < 1/(c/3 + 2/3)) & {_TALK}, {_OF_TALK} > 0)",
        f"Implies(Eq(2*w**2, 1 - c) & {_TALK}, Equivalent({_OF_TALK} > 0, "
        "(eta < (3*w + 3)/(2*c + 1)) & ((3 - 3*w)/(2*c + 1) < eta)))",
    ),
    batch_rates.prove_square_criterion: (
        "Eq(m_1*x_1 + m_2*x_2, x_1 + x_2)",
        "|- Equivalent((-d_1 + d_2)*(-kappa_1 + kappa_2) > 0, "
        "-kappa_1*m_1*x_1 + kappa_1*x_1 - kappa_2*m_2*x_2 + kappa_2*x_2 > 0)",
        "Equivalent(Eq((-d_1 + d_2)*(-kappa_1 + kappa_2), 0), "
        "Eq(-kappa_1*m_1*x_1 + kappa_1*x_1 - kappa_2*m_2*x_2 + kappa_2*x_2, 0))",
    ),
}

_DIFFER = "(k > 0) & (k < {n}) & Ne(k, -k + {n})"
_ODD, _EVEN = "2*m - 1", "2*m"
_Q_ODD, _Q_EVEN = "(-x/(2*m - 1) + 1)", "(1 - x/(2*m))"
_OTHER_ODD = f"{_DIFFER.format(n=_ODD)} & Ne(x*(-k + 2*m - 1)/(2*m - 1), k*{_Q_ODD}); {_ODD}, x/(2*m - 1)"
_OTHER_EVEN = f"{_DIFFER.format(n=_EVEN)} & Ne(x*(-k + 2*m)/(2*m), k*{_Q_EVEN}); {_EVEN}, x/(2*m)"
_ALL_ODD = f"(x/(2*m - 1))**(2*m - 1) - {_Q_ODD}**(2*m - 1) + 1"
_ALL_EVEN, _HALF = f"{_Q_EVEN}**(2*m) + 1", f"(x/(2*m))**m*{_Q_EVEN}**m*binomial(2*m, m)"
_CERTAIN = "Implies(m >= 1, Eq(P(({k} > 0) & Ne(0, {k}) & ({k} < {n}) & Ne({k}, -{k} + {n}); {n}, 0), 0))"
MATTERS = (
    "|- Implies((q <= 1) & (k < n), Equivalent(Eq(q*(-k + n), k*(1 - q)), Eq(n*q/k, n*(1 - q)/(-k + n))))",
    f"Implies((m >= 1) & (x < {_ODD}), Eq(P({_OTHER_ODD}), -{_ALL_ODD}))",
    f"Implies((m >= 1) & (x < {_ODD}), Eq(P({_OTHER_ODD}), "
    f"-(x/(2*m - 1))**x*{_Q_ODD}**(2*m - x - 1)*binomial(2*m - 1, x) - {_ALL_ODD}))",
    f"Implies((m >= 1) & (x < {_EVEN}), Eq(P({_OTHER_EVEN}), -(x/(2*m))**(2*m) - {_HALF} - {_ALL_EVEN}))",
    f"Implies((m >= 1) & Ne(x, m) & (x < {_EVEN}), Eq(P({_OTHER_EVEN}), -(x/(2*m))**(2*m) - {_HALF} "
    f"- (x/(2*m))**x*{_Q_EVEN}**(2*m - x)*binomial(2*m, x) - {_ALL_EVEN}))",
    f"Implies(m >= 1, Eq(P({_DIFFER.format(n=_EVEN)} & Ne(-k/2 + m, k/2); {_EVEN}, 1/2), "
    "1 - binomial(2*m, m)/2**(2*m) - 2/2**(2*m)))",
    *[_CERTAIN.format(n=number, k=k) for number in (_ODD, _EVEN) for k in ("k", "k_2")],
)

# given |- shows, as they are printed
CONCLUDES = {
    sample_matters.prove_matters: MATTERS,
    sample_matters.prove_uniform_matters: (
        "|- Implies(q_1 > 0, Equivalent(Eq(n_i, n_j), Eq(n*q_1/n_i, n*q_1/n_j)))",
        "Eq(P_differ(n, d), 1 - Sum(Piecewise((binomial(d, k)*factorial(n)/(d**n*factorial(n/k)**k), "
        "Eq(Mod(n, k), 0)), (0, True)), (k, 1, d)))",
    ),
    sample_matters.prove_expected_gain: (
        "|- Eq(E gain(n), 2**(1 - n) "
        "+ Sum(binomial(n, k)*Max(k, -k + n)/(2**n*Min(k, -k + n)), (k, 1, n - 1)))",
    ),
    sampling.prove_unequal_split: (
        "m >= 1",
        f"|- Eq(P({_DIFFER.format(n=_ODD)}; {_ODD}, 1/2), 1 - 2**(2 - 2*m))",
        f"Eq(P({_DIFFER.format(n=_EVEN)}; {_EVEN}, 1/2), -2**(1 - 2*m) + 1 - binomial(2*m, m)/2**(2*m))",
        "Eq(P((k > 0) & (k < 3); 3, 1/2), 3/4)",
    ),
    sampling.prove_equal_split: (
        "(Eq(q[i], p[i]) for every i to N)",
        "Eq(Sum(p[k]*r[k]**2, (k, 1, N)), epsilon)",
        "|- Eq(Sum(q[k]*r[k]**2, (k, 1, N)), epsilon)",
    ),
    sampling.prove_unseen: (
        "Eq(r**2, epsilon)",
        "|- Eq(q_1*r_1(T)**2 + q_2*r**2, beta*_1**2*q_1 + epsilon*q_2)",
        "Eq(r, sqrt(epsilon)) | Eq(r, -sqrt(epsilon))",
    ),
    batch_rates.prove_square_stability: (
        *[part.format("p_max") for part in _STABLE],
        f"|- Equivalent(eta < 1/(c*(1 - p_max) + p_max), ({_M_i} < 1 for every i to N))",
    ),
    batch_rates.prove_square_crossing: (
        *("p_2 < p_1", "p_1 <= 1", "c <= 1"),
        f"|- Equivalent(eta > 1/(c + (1 - c)*(p_1 + p_2)), {_MORE})",
    ),
    batch_rates.prove_square_crossing_at_one: (
        *("p_2 < p_1", "Eq(p_1 + p_2, 1)", "c <= 1"),
        f"|- Equivalent(eta > 1, {_MORE})",
    ),
    losses.prove_train_loss: (
        "(Eq(e[i], (-beta*[i] + beta[i])**2) for every i to N)",
        "(Eq(r[i], -beta*[i] + beta[i]) for every i to N)",
        "(Eq(p[i], drawn[i]/n) for every i to N)",
        "|- Eq(Sum(drawn[k]*e[k], (k, 1, N))/n, Sum(p[k]*r[k]**2, (k, 1, N)))",
    ),
    losses.prove_test_loss: (
        "(Eq(e[i], (-beta*[i] + beta[i])**2) for every i to N)",
        "(Eq(r[i], -beta*[i] + beta[i]) for every i to N)",
        "|- Eq(Sum(e[k]*q[k], (k, 1, N)), Sum(q[k]*r[k]**2, (k, 1, N)))",
    ),
    losses.prove_talk_losses: (
        "Eq(e_1, r_1**2)",
        "Eq(e_2, r_2**2)",
        "|- Eq(e_1/2 + e_2/2, r_1**2/2 + r_2**2/2)",
        "Eq(2*e_1/3 + e_2/3, 2*r_1**2/3 + r_2**2/3)",
    ),
    descent.prove_gradient: (
        "(Eq(g[i], Derivative(Sum(p[k]*r[k]**2, (k, 1, N)), r[i])) for every i to N)",
        "|- (Eq(g[i], 2*p[i]*r[i]) for every i to N)",
    ),
    descent.prove_curvature: (
        "|- (Eq(Derivative(Sum(p[k]*r[k]**2, (k, 1, N)), (r[i], 2)), 2*p[i]) for every i to N)",
        "(Eq(Derivative(Sum(p[k]*r[k]**2, (k, 1, N)), r[i], r[j]), 0) for every i, j to N)",
    ),
    descent.prove_contraction: (
        "(Eq(g[i], Derivative(Sum(p[k]*r[k]**2, (k, 1, N)), r[i])) for every i to N)",
        "|- (Eq(-eta*g[i] + r[i], (-2*eta*p[i] + 1)*r[i]) for every i to N)",
    ),
    descent.prove_stability: (
        "(Eq(p[i], p_max) for some i to N)",
        "(p[i] <= p_max for every i to N)",
        "|- Equivalent(eta < 1/p_max, (Abs(2*eta*p[i] - 1) < 1 for every i to N))",
    ),
    loss_falls.prove_loss_falls: (
        "(Eq(p[i], 0) | (rho[i]**2 <= m) for every i to N)",
        "((p[i] > 0) & Eq(rho[i]**2, m) for some i to N)",
        "(Eq(rho[i], -2*eta*p[i] + 1) for every i to N)",
        "(p[i] <= p_max for every i to N)",
        "eta < 1/p_max",
        "((p[i] > 0) & Ne(r[i], 0) for some i to N)",
        "|- L_train(T) <= m**T*Sum(p[k]*r[k]**2, (k, 1, N))",
        "Sum(p[k]*r[k]**2*rho[k]**2, (k, 1, N)) <= m*Sum(p[k]*r[k]**2, (k, 1, N))",
        "Sum(p[k]*r[k]**2*rho[k]**2, (k, 1, N)) < Sum(p[k]*r[k]**2, (k, 1, N))",
        "Eq(Limit(L_train(T), T, oo, dir='-'), 0)",
    ),
    level_sets.prove_identity: (
        "(Eq(kappa[i], q[i]/p[i]) for every i to N)",
        "(Eq(u[i], p[i]*r[i]**2/epsilon) for every i to N)",
        "Eq(Sum(p[k]*r[k]**2, (k, 1, N)), epsilon)",
        "|- Eq(Sum(u[k], (k, 1, N)), 1)",
        "Eq(Sum(q[k]*r[k]**2, (k, 1, N))/epsilon, Sum(kappa[k]*u[k], (k, 1, N)))",
        "Eq(q_1*r_1**2 + q_2*r_2**2, p_2*r_2**2*(q_2/p_2 - q_1/p_1) + q_1*(p_1*r_1**2 + p_2*r_2**2)/p_1)",
    ),
    level_sets.prove_two_to_one: (
        "Eq(2*r_1**2/3 + r_2**2/3, epsilon)",
        "|- Eq(r_1**2/2 + r_2**2/2, 3*epsilon/2 - r_1**2/2)",
        "Eq(r_1**2/2 + r_2**2/2, 3*epsilon/4 + r_2**2/4)",
    ),
    extremes.prove_band: (
        "(Eq(kappa[i], q[i]/p[i]) for every i to N)",
        "(Eq(u[i], p[i]*r[i]**2/epsilon) for every i to N)",
        "Eq(Sum(p[k]*r[k]**2, (k, 1, N)), epsilon)",
        "(Eq(kappa_min, Min(kappa[i], low[i])) for every i to N)",
        "(Eq(kappa_max, Max(high[i], kappa[i])) for every i to N)",
        "|- kappa_min <= Sum(q[k]*r[k]**2, (k, 1, N))/epsilon",
        "Sum(q[k]*r[k]**2, (k, 1, N))/epsilon <= kappa_max",
    ),
    extremes.prove_attained: (
        "Eq(r**2, epsilon/p)",
        "(Eq(r_other[i], 0) for every i to N)",
        "|- Eq(p*r**2 + Sum(p_other[k]*r_other[k]**2, (k, 1, N)), epsilon)",
        "Eq(q*r**2 + Sum(q_other[k]*r_other[k]**2, (k, 1, N)), epsilon*q/p)",
    ),
    extremes.prove_largest_gain: (
        "(Eq(kappa[i], q[i]/p[i]) for every i to N)",
        "(Eq(u[i], p[i]*r[i]**2/epsilon) for every i to N)",
        "Eq(Sum(p[k]*r[k]**2, (k, 1, N)), epsilon)",
        "(Eq(kappa_min, Min(kappa[i], low[i])) for every i to N)",
        "(Eq(kappa_max, Max(high[i], kappa[i])) for every i to N)",
        "(Eq(u'[i], p[i]*r'[i]**2/epsilon) for every i to N)",
        "Eq(Sum(p[k]*r'[k]**2, (k, 1, N)), epsilon)",
        "kappa_min > 0",
        "|- Implies(Eq(L_here, epsilon*kappa_max) & Eq(L_there, epsilon*kappa_min), "
        "Eq(L_here/L_there, Max(kappa_max, kappa_min)/Min(kappa_max, kappa_min)))",
        "kappa_min <= kappa_max",
        "Sum(q[k]*r'[k]**2, (k, 1, N)) > 0",
        "Sum(q[k]*r[k]**2, (k, 1, N))/Sum(q[k]*r'[k]**2, (k, 1, N)) <= Max(kappa_max, "
        "kappa_min)/Min(kappa_max, kappa_min)",
    ),
    level_sets.prove_unique_minimiser: (
        "|- Equivalent((Eq(r[i], 0) for every i to N), Eq(Sum(p[k]*r[k]**2, (k, 1, N)), 0))",
        "Sum(p[k]*r[k]**2, (k, 1, N)) >= 0",
    ),
    unseen.prove_unseen_band: (
        "(Eq(p_unseen[i], 0) for every i to N_unseen)",
        "Eq(Sum(p[k]*r[k]**2, (k, 1, N_drawn)) + Sum(p_unseen[k]*r_unseen[k]**2, (k, 1, N_unseen)), epsilon)",
        "(Eq(kappa[i], q[i]/p[i]) for every i to N_drawn)",
        "(Eq(u[i], p[i]*r[i]**2/epsilon) for every i to N_drawn)",
        "(Eq(kappa_min, Min(kappa[i], low[i])) for every i to N_drawn)",
        "(Eq(kappa_max, Max(high[i], kappa[i])) for every i to N_drawn)",
        "|- Implies(((q_unseen[i] > 0) & Eq(r_unseen[i], M*epsilon/q_unseen[i] + 1) for some i to "
        "N_unseen), (Sum(q[k]*r[k]**2, (k, 1, N_drawn)) + Sum(q_unseen[k]*r_unseen[k]**2, (k, 1, "
        "N_unseen)))/epsilon > M)",
        "Eq((Sum(q[k]*r[k]**2, (k, 1, N_drawn)) + Sum(q_unseen[k]*r_unseen[k]**2, (k, 1, "
        "N_unseen)))/epsilon, Sum(kappa[k]*u[k], (k, 1, N_drawn)) + Sum(q_unseen[k]*r_unseen[k]**2, (k, "
        "1, N_unseen))/epsilon)",
        "Implies((Eq(q_unseen[i], 0) for every i to N_unseen), (Sum(q[k]*r[k]**2, (k, 1, N_drawn)) + "
        "Sum(q_unseen[k]*r_unseen[k]**2, (k, 1, N_unseen)))/epsilon <= kappa_max)",
        "kappa_min <= (Sum(q[k]*r[k]**2, (k, 1, N_drawn)) + Sum(q_unseen[k]*r_unseen[k]**2, (k, 1, "
        "N_unseen)))/epsilon",
    ),
    schedules.prove_iterate: (
        "|- (Eq(r_all(K)[i], r_0[i]*Product((-2*eta[k]*p[i] + 1)**T[k], (k, 1, K))) for every i to N)",
    ),
    schedules.prove_order: ("|- (Eq(r(reordered)[i], r(phases)[i]) for every i to N)",),
    flow.prove_flow: ("|- (Eq(r(t)[i], exp(-2*t*p[i])*r_0[i]) for every i to N)",),
    flow.prove_train_loss_along: (
        "|- Eq(Sum(p[k]*r(t)[k]**2, (k, 1, N)), Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)))",
    ),
    flow.prove_stops_once: (
        "((p[i] > 0) & Ne(r_0[i], 0) for some i to N)",
        "|- Implies(epsilon <= Sum(p[k]*r_0[k]**2, (k, 1, N)), Equivalent(Eq(t, t_eps), "
        "Eq(Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)), epsilon)))",
        "Eq(Limit(Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)), t, oo, dir='-'), 0)",
        "Implies(t < t', Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)) > "
        "Sum(exp(-4*t'*p[k])*p[k]*r_0[k]**2, (k, 1, N)))",
    ),
    flow.prove_distortion_rises: (
        "((p[i]*q[j] - p[j]*q[i])*(p[i] - p[j]) >= 0 for every i, j to N)",
        "(Ne(r_0[i], 0) & Ne(r_0[j], 0) & (p[i] > p[j]) & (p[j]*q[i] < p[i]*q[j]) for some i, j to N)",
        "|- Implies(t < t', Sum(exp(-4*t*p[k])*q[k]*r_0[k]**2, (k, 1, "
        "N))/Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)) < Sum(exp(-4*t'*p[k])*q[k]*r_0[k]**2, (k, 1, "
        "N))/Sum(exp(-4*t'*p[k])*p[k]*r_0[k]**2, (k, 1, N)))",
        "(-4*Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N))*Sum(exp(-4*t*p[k])*p[k]*q[k]*r_0[k]**2, (k, "
        "1, N)) + 4*Sum(exp(-4*t*p[k])*p[k]**2*r_0[k]**2, (k, 1, N))*Sum(exp(-4*t*p[k])*q[k]*r_0[k]**2, "
        "(k, 1, N)))/Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N))**2 > 0",
        "Equivalent(p_2*q_1 < p_1*q_2, q_1/p_1 < q_2/p_2)",
    ),
    flow.prove_distortion_rises_uniform: (
        "(Ne(r_0[i], 0) & Ne(r_0[j], 0) & Ne(p[i], p[j]) for some i, j to N)",
        "q > 0",
        "|- Implies(t < t', q*Sum(exp(-4*t*p[k])*r_0[k]**2, (k, 1, "
        "N))/Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N)) < q*Sum(exp(-4*t'*p[k])*r_0[k]**2, (k, 1, "
        "N))/Sum(exp(-4*t'*p[k])*p[k]*r_0[k]**2, (k, 1, N)))",
        "(4*q*Sum(exp(-4*t*p[k])*r_0[k]**2, (k, 1, N))*Sum(exp(-4*t*p[k])*p[k]**2*r_0[k]**2, (k, 1, N)) "
        "- 4*q*Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, 1, N))**2)/Sum(exp(-4*t*p[k])*p[k]*r_0[k]**2, (k, "
        "1, N))**2 > 0",
    ),
}


@pytest.mark.parametrize("prove", CONCLUDES | AMONG_OTHERS, ids=lambda prove: prove.__name__)
def test_a_proof_concludes_this(prove):
    conclusion, wanted = prove().conclusion, (CONCLUDES | AMONG_OTHERS)[prove]
    turn = next(place for place, line in enumerate(wanted) if line.startswith("|-"))
    assert set(map(str, conclusion.given)) == set(wanted[:turn])
    shown, said = (
        set(map(str, And.make_args(conclusion.shows))),
        {w.removeprefix("|- ") for w in wanted[turn:]},
    )
    assert said <= shown if prove in AMONG_OTHERS else said == shown


@pytest.mark.parametrize("prove", BATCHES, ids=lambda prove: prove.__name__)
def test_a_proof_concludes_this_of_batches(prove):
    conclusion, wanted = prove().conclusion, BATCHES[prove]
    assert conclusion.given == ()
    parts = And.make_args(conclusion.shows)
    (without,) = (part for part in parts if isinstance(part, Implies))
    assert str(without.args[0]) == "(b <= n) & (n > 1)"
    shown = [part for part in parts if part is not without] + [*And.make_args(without.args[1])]
    of_loss = [part for part in shown if isinstance(part, Eq) and isinstance(part.lhs, Sum)]
    assert {str(part) for part in shown if part not in of_loss} | {str(part.lhs) for part in of_loss} == set(
        wanted
    )
