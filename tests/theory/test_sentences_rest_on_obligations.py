"""What each proof shows, written out a second time, from its sentence and in plain symbols.

An obligation that is true stays true if it is weakened, and no solver complains if one is dropped where the
rule that joins them is not executed. So a proof has to show exactly what stands here - no obligation less, no
hypothesis more, no relation weaker, no symbol in a narrower domain.
"""

import inspect
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import combinations, product

import pytest
from sympy import Ne, O, Symbol, symbols
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.parsing.sympy_parser import parse_expr

from theory import (
    annealing,
    batch_rates,
    batch_shape,
    descent,
    flow,
    level_sets,
    momentum,
    momentum_crossing,
    rate_shapes,
    sample_matters,
    sampling,
    talk_flow,
    unseen,
)
from theory import symbols as known
from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, leaves
from theory.minibatch import c
from theory.momentum import beta_m
from theory.symbols import eps

# The symbols by what they are called below: p, p_1, p_2 are positive, w, w_1, w_2 may be zero.
NAMES = {name: symbol for name, symbol in vars(known).items() if isinstance(symbol, Symbol)}
NAMES |= {"beta_m": beta_m, "c": c}
NAMES |= {name: getattr(rate_shapes, name) for name in ("init", "end", "gamma", "power", "place", "total")}
for domain, names in {
    "nonnegative": "m M kappa_least R R_i R_j kappa_i kappa_j u_i u_j l",
    "positive": "R_1 R_2 kappa_min kappa_max L_here L_there A_1 A_2",
    "real": "rho_1 rho_2 f r_before D y z u v",
}.items():
    NAMES |= {symbol.name: symbol for symbol in symbols(names, **{domain: True})}
NAMES |= {
    "k_1": Symbol("kappa_1", nonnegative=True),
    "k_2": Symbol("kappa_2", nonnegative=True),
    "seen_1": Symbol("kappa_1", positive=True),
    "seen_2": Symbol("kappa_2", positive=True),
    "log_f": Symbol("log(f)", real=True),
    "beta_1": Symbol("beta*_1", real=True),
    "beta_2": Symbol("beta*_2", real=True),
    "later": Symbol("v", positive=True),
    "root": Symbol("w", nonnegative=True),
    "trace": Symbol("a", real=True),
    "same": Symbol("m", positive=True),
    "sq_1": Symbol("R_1", real=True),
    "sq_2": Symbol("R_2", real=True),
    "t_0": Symbol("t", integer=True, nonnegative=True),
    "made": Symbol("t", nonnegative=True),
    "steps": Symbol("T", positive=True),
    "far": Symbol("u", positive=True),
    "miss": Symbol("u", positive=True),
    "draws": Symbol("n", integer=True, nonnegative=True),
    "hits": Symbol("k", integer=True, nonnegative=True),
    "half": Symbol("m", integer=True, positive=True),
    "own": Symbol("x", integer=True, positive=True),
    "other": Symbol("x", integer=False, positive=True),
    "many": Symbol("n", positive=True),
    "drawn": Symbol("k", positive=True),
    "seen": Symbol("k", integer=True, positive=True),
    "d": Symbol("d", integer=True, positive=True),
    "n_i": Symbol("n_i", positive=True),
    "n_j": Symbol("n_j", positive=True),
    "root_m": Symbol("s", nonnegative=True),
    "size_1": Symbol("A_1", nonnegative=True),
    "size_2": Symbol("A_2", nonnegative=True),
    "radius_1": Symbol("R_1", nonnegative=True),
    "radius_2": Symbol("R_2", nonnegative=True),
}
_RHO_1, _RHO_2 = "(1 - 2*eta*p_1)", "(1 - 2*eta*w_2)"
_STABILITY = [
    "|- Equivalent(Abs(1 - 2*eta*p) < 1, eta < 1/p)",
    "p_2 <= p_1 |- 1/p_1 <= 1/p_2",
]
_SHARES = "1 =="  # the shares of two coordinates
_FLOW = ["-2*w*r_0*exp(-2*w*t) ==", "r_0 =="]
_CLOCK = ["(2*a*s**2 + b*s)/3 ==", "(a*s**2 + b*s)/2 =="]
_EPS = "((2*a*s**2 + b*s)/3)"  # the level at which the clock is s
_TEST = "((a*s**2 + b*s)/2)"
_ERROR = f"({_TEST} - 3*{_EPS}/2 + 9*a*{_EPS}**2/(2*b**2))"
_RATIO, _DEFICIT = f"({_TEST}/(3*{_EPS}/4))", f"(6*a*{_EPS}/b**2)"
_TRACE = "(1 + beta_m - 2*eta*{})"
_FORM = "trace**2 < 4*beta_m; Eq(D, r**2 - trace*r*r_before + beta_m*r_before**2)"
_CASORATIAN = [
    "2*eta*w*r**2 ==",
    f"beta_m*(r**2 - r_before*({_TRACE.format('w')}*r - beta_m*r_before)) ==",
    "2*eta*w*beta_m**(t_0 + 1) ==",
]
_SQUARE = "(1 - 4*eta*{0}*(1 - eta*({0} + c*(1 - {0}))))"
_LIMIT = "1/({0} + c*(1 - {0}))"
_BOUND = "k_1*eps + (k_2 - k_1)*p_2*beta_2**2*rho_2**2"

_TURN = "pi*place/total"
_TURNED = (
    f"cos({_TURN})*cos(pi/total) - sin({_TURN})*sin(pi/total)",
    f"cos({_TURN})*sin(pi/total) + sin({_TURN})*cos(pi/total)",
)
_LINE = "init + (end - init)*{}/total"


def _hits(law, hit, miss):
    """Return what shows that a formula in draws and hits is how many of independent draws hit."""
    one_more = [
        f"({factor})*({law.format(n='draws', k=k)})" for factor, k in ((hit, "hits"), (miss, "(hits + 1)"))
    ]
    return [
        "1 ==",
        f"({miss})*({law.format(n='draws', k='0')}) ==",
        f"({hit})*({law.format(n='draws', k='draws')}) ==",
        f"{' + '.join(one_more)} ==",
    ]


def _excluded(law, n, splits, given, weight="1/2", own="own"):
    """Return what shows that a formula is the probability of all splits but some, e_1 of a given weight.

    Where a solver is asked the integers m and x are real numbers.
    """
    of_integers, of_reals = {"m": "half", "x": own}, {"m": "same", "x": "x"}
    known, most, q = (text.format(**of_reals) for text in (given, n, weight))
    places = [split.format(**of_reals) for split in splits]
    different = [f"({k} >= 0) & ({k} <= {most})" for k in places]
    different += [f"Ne({i}, {j})" for i, j in combinations(places, 2)]
    parts = [law.format(n=f"({n})", k=f"({k})").replace("miss", f"(1 - {weight})") for k in splits]
    return [
        *([f"{known} |- 1 - {q} > 0"] if "miss" in law else []),
        f"{known} |- {' & '.join(different)}",
        f"{known} |- {q} >= 0" if q == "1/2" else f"{known} |- ({q} >= 0) & (1 - {q} >= 0)",
        f"1 - {' - '.join(parts)} ==".format(**of_integers),
    ]


def _alike(n, d):
    """Return the probability that no two of d coordinates were drawn, or all that were equally often."""
    samples = list(product(range(d), repeat=n))
    return sum(len({sample.count(i) for i in sample}) == 1 for sample in samples), len(samples)


def _mean_gain(n):
    """Return the mean over all samples of two coordinates of counts' ratio, 1 if one was drawn."""
    counts = [(sample.count(0), sample.count(1)) for sample in product((0, 1), repeat=n)]
    return sum(Fraction(max(c), min(c)) if all(c) else Fraction(1) for c in counts) / 2**n


_COIN, _DRAW = "binomial({n}, {k})/2**{n}", "binomial({n}, {k})*(1 - miss)**{k}*miss**({n} - {k})"
_ODD, _EVEN = "2*{m} - 1", "2*{m}"
_ORDERS = "factorial({0}*half)/factorial(half)**{0}"


_STEP = "(1 - 2*eta*w)*{now} + beta_m*({now} - {before})"
_REAL = (
    "(size_{0} >= 2*root_m) & Eq(radius_{0}**2, size_{0}*radius_{0} - root_m**2) & (2*radius_{0} >= size_{0})"
)
_PAIR = "(size_{0} < 2*root_m) & Eq(radius_{0}, root_m)"
_MORE = "Equivalent(radius_1 > radius_2, (size_1 > size_2) & (size_1 > 2*root_m))"
_SIZE = "Eq(size_{0}, Abs(1 + root_m**2 - 2*eta*{1}))"
_MIDDLE, _DAMPED = "(1 + root_m**2)/(p_1 + {})", "(1 + root_m)**2/(2*p_1)"
_RECURSION = [
    f"{_STEP.format(now='r', before='r_before')} ==",
    "r ==",
    "1 ==",
    "1 - 2*eta*w ==",
    f"{_STEP.format(now='(1 - 2*eta*w)', before='1')} ==",
    _STEP.format(now=f"({_STEP.format(now='(1 - 2*eta*w)', before='1')})", before="(1 - 2*eta*w)") + " ==",
]
_CROSSES = [
    *_RECURSION,
    "Eq(size_1, Abs(y + z)); Eq(radius_1, Abs(y)); Abs(z) <= radius_1; Eq(y*z, root_m**2) |- "
    + _REAL.format(1),
    "Eq(size_1, Abs(2*u)); Eq(radius_1**2, u**2 + v**2); v > 0; Eq(u**2 + v**2, root_m**2) |- "
    + _PAIR.format(1),
    *[
        f"{first.format(1)}; {second.format(2)} |- {_MORE}"
        for first in (_REAL, _PAIR)
        for second in (_REAL, _PAIR)
    ],
    "{}; {} |- {}".format(
        *[f"({_REAL.format(i)}) | ({_PAIR.format(i)})" for i in (1, 2)],
        " | ".join(
            f"({first.format(1)} & {second.format(2)})"
            for first in (_REAL, _PAIR)
            for second in (_REAL, _PAIR)
        ),
    ),
    f"p_1 > w_2; {_SIZE.format(1, 'p_1')}; {_SIZE.format(2, 'w_2')} |- Equivalent("
    f"(size_1 > size_2) & (size_1 > 2*root_m), (eta > {_MIDDLE.format('w_2')}) & (eta > {_DAMPED}))",
    "4*root_m**2 ==",
    "p_1 > p_2; root_m < 1 |- "
    f"({_MIDDLE.format('p_2')} < (1 + root_m**2)/p_1) & ({_DAMPED} < (1 + root_m**2)/p_1)",
]


# What is assumed |- what is shown, or the value of both sides of an identity.
SHOWN = {
    rate_shapes.prove_rational_rates: [
        *["init ==", f"{_LINE.format('(place + 1)')} =="],
        "init*gamma**(place + 1) ==",
        "end + (init - end)*(1 - (place + 1)/total)**power ==",
        "made + 1 <= steps |- Ne(steps - made, 0)",
    ],
    rate_shapes.prove_cosine_rate: [
        *["1 ==", "0 ==", "init =="],
        *[f"{_TURNED[0]} ==", f"{_TURNED[1]} ==", f"(init + end)/2 + (init - end)*({_TURNED[0]})/2 =="],
    ],
    descent.prove_gradient: ["2*w*r =="],
    descent.prove_curvature: ["2*w ==", "0 =="],
    descent.prove_contraction: ["(1 - 2*eta*w)*r =="],
    descent.prove_stability: _STABILITY,
    descent.prove_loss_falls: [
        *_STABILITY,
        "rho_1**2 <= m; (rho_2**2 <= m) | Eq(w_2, 0)"
        "|- p_1*rho_1**2*r_1**2 + w_2*rho_2**2*r_2**2 <= m*(p_1*r_1**2 + w_2*r_2**2)",
        "m < 1; Ne(r_1, 0) |- m*(p_1*r_1**2 + w_2*r_2**2) < p_1*r_1**2 + w_2*r_2**2",
        "0 ==",
    ],
    descent.prove_deadbeat: ["|- Equivalent(Eq(1 - 2*eta*p, 0), Eq(eta, 1/(2*p)))"],
    descent.prove_crossing: [f"p_1 > w_2 |- Equivalent(Abs({_RHO_1}) > Abs({_RHO_2}), eta > 1/(p_1 + w_2))"],
    descent.prove_crossing_at_one: [
        f"p_1 > w_2; Eq(p_1 + w_2, 1) |- Equivalent(Abs({_RHO_1}) > Abs({_RHO_2}), eta > 1)"
    ],
    level_sets.prove_identity: ["q*r**2/eps ==", _SHARES, "q_1*r_1**2 + q_2*r_2**2 =="],
    unseen.prove_unseen_band: [
        "(q_1*r_1**2 + q_2*r_2**2)/(p_1*r_1**2) ==",
        "m >= kappa_least |- m + q_2*r_2**2/eps >= kappa_least",
        "q_2*r_2**2 > M*eps |- m + q_2*r_2**2/eps > M",
    ],
    level_sets.prove_two_to_one: ["(r_1**2 + r_2**2)/2 =="] * 2,
    level_sets.prove_band: [
        "|- Min(kappa_i, kappa_j)*u_i <= kappa_i*u_i",
        "|- kappa_i*u_i <= Max(kappa_i, kappa_j)*u_i",
        "Eq(u_i + u_j, 1) |- (Min(kappa_i, kappa_j) <= kappa_i*u_i + kappa_j*u_j)"
        "& (kappa_i*u_i + kappa_j*u_j <= Max(kappa_i, kappa_j))",
        _SHARES,
    ],
    level_sets.prove_attained: ["eps ==", "eps*q/p =="],
    level_sets.prove_largest_gain: [
        "kappa_min <= kappa_max; kappa_min*eps <= L_there; L_here <= kappa_max*eps"
        "|- L_here/L_there <= Max(kappa_min, kappa_max)/Min(kappa_min, kappa_max)",
        "kappa_min <= kappa_max"
        "|- Eq(kappa_max*eps/(kappa_min*eps), Max(kappa_min, kappa_max)/Min(kappa_min, kappa_max))",
    ],
    level_sets.prove_gain_of_counts: [
        "p_1 > p_2; Eq(seen_1, q/p_1); Eq(seen_2, q/p_2)"
        "|- Eq(Max(seen_1, seen_2)/Min(seen_1, seen_2), p_1/p_2)"
    ],
    level_sets.prove_unique_minimiser: [
        "|- Equivalent(p*r**2 > 0, Ne(r, 0))",
        "|- Equivalent(Eq(p_1*r_1**2 + p_2*r_2**2, 0), Eq(r_1, 0) & Eq(r_2, 0))",
    ],
    flow.prove_flow: _FLOW,
    flow.prove_train_loss_along: [*_FLOW, "w*r_0**2*exp(-4*w*t) =="],
    flow.prove_stops_once: ["|- -4*p**2*R_1 < 0", "|- -4*w**2*R <= 0", "w*r_0**2 ==", "0 =="],
    flow.prove_distortion_rises: [
        "|- Equivalent(q_1/p_1 < q_2/p_2, q_1*p_2 < q_2*p_1)",
        "w_1 > w_2; q_1*w_2 < q_2*w_1 |- 4*R_1*R_2*(w_1 - w_2)*(q_2*w_1 - q_1*w_2) > 0",
    ],
    flow.prove_distortion_rises_uniform: [
        "4*q_1*(w_1 - w_2)**2*R_1*R_2 ==",
        "Ne(w_1, w_2); q_1 > 0 |- 4*q_1*(w_1 - w_2)**2*R_1*R_2 > 0",
        "|- 4*q_1*(w_1 - w_2)**2*R_i*R_j >= 0",
    ],
    talk_flow.prove_talk_stop: [
        *_CLOCK,
        "3*eps ==",
        "a + b > 0; Eq(root**2, b**2 + 24*a*eps) |- 6*eps/(b + root) > 0",
        "a + b > 0; s < later |- 2*a*s**2 + b*s < 2*a*later**2 + b*later",
        "a + b > 0; 2*a*s**2 + b*s <= 2*a + b |- s <= 1",
        "3*eps/2 - a*(6*eps/(b + sqrt(b**2 + 24*a*eps)))**2/2 ==",
    ],
    talk_flow.prove_talk_expansion: [
        *_CLOCK,
        f"b > 0 |- {_ERROR} >= 0",
        f"b > 0 |- {_ERROR} <= 54*a**2*{_EPS}**3/b**4",
        f"b > 0 |- {_ERROR} >= (1 - 15*a*{_EPS}/b**2)*54*a**2*{_EPS}**3/b**4",
    ],
    talk_flow.prove_talk_twice: [
        *_CLOCK,
        f"a > 0; b > 0 |- {_RATIO} < 2",
        f"a > 0; b > 0 |- {_RATIO} > 2 - {_DEFICIT}",
        f"a > 0; b > 0 |- {_RATIO} < 2 - {_DEFICIT} + 2*{_DEFICIT}**2",
        "0 ==",
    ],
    talk_flow.prove_talk_figure: ["-1 ==", "3/400 ==", "3/200 - (sqrt(31) - 5)**2/800 =="],
    annealing.prove_bound: [
        "Eq(log_f, -2*p_2*t) |- log_f <= 0",
        f"k_1 < k_2; f > 0; f <= 1|- k_1*eps + (k_2 - k_1)*p_2*beta_2**2*rho_2**2*f**2 <= {_BOUND}",
        "k_1 < k_2; f > 0; f <= 1|- k_1*eps <= k_1*eps + (k_2 - k_1)*p_2*beta_2**2*rho_2**2*f**2",
        f"{_BOUND} ==",
    ],
    annealing.prove_bottom: ["0 ==", "eps*q_1/p_1 =="],
    annealing.prove_talk_rate: [
        "|- And(a >= a, b >= 0)",
        "eta >= 3/2; And(sq_1 >= a, sq_2 >= 0) |- "
        "And(sq_1*(1 - 4*eta/3)**2 >= a, sq_2*(1 - 2*eta/3)**2 >= 0)",
        "sq_1 >= a; sq_2 >= 0 |- 2*sq_1/3 + sq_2/3 >= 2*a/3",
    ],
    annealing.prove_talk_rate_keeps_more: [
        "|- And(1 >= 1, 1 >= 0, 1 > 3/4)",
        "And(sq_1 >= 1, sq_2 >= 0, 2*sq_1/3 + sq_2/3 > 3/4) |- "
        "And(25*sq_1/9 >= 1, sq_2/9 >= 0, 50*sq_1/27 + sq_2/27 > 3/4)",
        "|- 3/4 > 2/3",
    ],
    annealing.prove_talk_aim: [
        "0 ==",
        "-1 ==",
        "1 ==",
        "k_1 < k_2; r_2**2 > 0; l <= eps |- k_1*eps + (k_2 - k_1)*r_2**2/3 > k_1*l",
    ],
    momentum.prove_momentum_stability: [
        "z**2 - {}*z + beta_m ==".format(_TRACE.format("p")),
        "beta_m < 1; Eq(y + z, {}); Eq(y*z, beta_m)"
        "|- Equivalent((Abs(y) < 1) & (Abs(z) < 1), eta < (1 + beta_m)/p)".format(_TRACE.format("p")),
        "beta_m < 1; Eq(2*u, {}); Eq(u**2 + v**2, beta_m); Ne(v, 0)"
        "|- (u**2 + v**2 < 1) & (eta < (1 + beta_m)/p)".format(_TRACE.format("p")),
        "p_2 <= p_1 |- (1 + beta_m)/p_1 <= (1 + beta_m)/p_2",
    ],
    momentum.prove_casoratian: _CASORATIAN,
    momentum.prove_equal_rates: [
        *_CASORATIAN,
        f"{_FORM}; Ne(r, 0) |- D > 0",
        f"{_FORM} |- D/2 <= r**2 + beta_m*r_before**2",
        f"{_FORM} |- r**2 + beta_m*r_before**2 <= 2*D/(1 - trace**2/(4*beta_m))",
    ],
    momentum_crossing.prove_momentum_crossing: _CROSSES,
    momentum_crossing.prove_damping_decides: [
        *_CROSSES,
        "root_m < 1 |- Equivalent(p_1/p_2 <= ((1 + root_m)/(1 - root_m))**2, "
        f"({_MIDDLE.format('p_2')} <= {_DAMPED}) & ({_DAMPED} <= {_DAMPED}))",
        "9 ==",
        "root_m < 1; Eq(far**2, 2) |- "
        "Equivalent(2 <= ((1 + root_m)/(1 - root_m))**2, root_m**2 >= 17 - 12*far)",
    ],
    sampling.prove_equal_split: ["w*r**2 =="],
    sampling.prove_unequal_split: [
        *_hits(_COIN, "1/2", "1/2") * 2,
        *_excluded(_COIN, "2*{m} - 1", ["0", "2*{m} - 1"], "{m} >= 1"),
        *_excluded(_COIN, "2*{m}", ["0", "2*{m}", "{m}"], "{m} >= 1"),
    ],
    sample_matters.prove_matters: [
        "drawn < many; q <= 1 |- "
        "Equivalent(Eq(q/(drawn/many), (1 - q)/((many - drawn)/many)), Eq(drawn, many*q))",
        "drawn < many |- Equivalent(Eq(drawn, many - drawn), Eq(drawn, many/2))",
        *_hits(_DRAW, "1 - miss", "miss") * 5,
        *_excluded(_DRAW, _ODD, ["0", _ODD, "{x}"], "{m} >= 1; {x} < 2*{m} - 1", "{x}/(2*{m} - 1)"),
        *_excluded(_DRAW, _ODD, ["0", _ODD], "{m} >= 1; {x} < 2*{m} - 1", "{x}/(2*{m} - 1)", "other"),
        *_excluded(
            *(_DRAW, _EVEN, ["0", _EVEN, "{m}", "{x}"]),
            "{m} >= 1; {x} < 2*{m}; Ne({x}, {m})",
            "{x}/(2*{m})",
        ),
        *_excluded(_DRAW, _EVEN, ["0", _EVEN, "{m}"], "{m} >= 1; {x} < 2*{m}", "{x}/(2*{m})", "other"),
        *_excluded(_DRAW, _EVEN, ["0", _EVEN, "{m}"], "{m} >= 1", "1/2"),
        *["0 =="] * 4,
    ],
    sample_matters.prove_uniform_matters: [
        "q_1 > 0 |- Equivalent(Eq(q_1/(n_i/many), q_1/(n_j/many)), Eq(n_i, n_j))",
        *_hits("binomial({n}, {k})", "1", "1"),
        "1 ==",
        f"binomial((seen + 1)*half, half)*{_ORDERS.format('seen')} ==",
        f"binomial(d, seen)*{_ORDERS.format('seen')}/d**(seen*half) ==",
        *["1 - {}/{} ==".format(*_alike(n, d)) for n in range(1, 7) for d in range(1, 5)],
    ],
    sample_matters.prove_expected_gain: [
        *_hits(_COIN, "1/2", "1/2"),
        "drawn < many; Eq(seen_1, (1/2)/(drawn/many)); Eq(seen_2, (1/2)/((many - drawn)/many)) |- "
        "Eq(Max(seen_1, seen_2)/Min(seen_1, seen_2), Max(drawn, many - drawn)/Min(drawn, many - drawn))",
        "1 ==",
        "2**(1 - n) ==",
        *[f"{_mean_gain(n)} ==" for n in range(1, 7)],
    ],
    sampling.prove_unseen: ["1 ==", "1 ==", "eps ==", "q_1*beta_1**2 + q_2*eps =="],
    batch_rates.prove_square_stability: [
        f"c <= 1; p <= 1 |- Equivalent({_SQUARE.format('p')} < 1, eta < {_LIMIT.format('p')})",
        f"c <= 1; p_2 <= p_1; p_1 <= 1 |- {_LIMIT.format('p_1')} <= {_LIMIT.format('p_2')}",
    ],
    batch_rates.prove_square_crossing: [
        "w_2 < p_1; p_1 <= 1; c <= 1 |- "
        f"Equivalent({_SQUARE.format('p_1')} > {_SQUARE.format('w_2')}, eta > 1/((1 - c)*(p_1 + w_2) + c))",
        "1 ==",
    ],
}
# Of the rooms above: proofs by steps of an induction, whose sums and powers would only be copied here.
NOT_WRITTEN_OUT = {momentum.prove_recursion}


def _canonical(formula):
    """Return a formula in a form that does not depend on how it is written, but on what it says."""
    if isinstance(formula, Relational):
        left, right = (formula.gts, formula.lts) if formula.rel_op in "<=>=" else (formula.lhs, formula.rhs)
        difference = normal_form(left - right)
        if formula.rel_op in ("==", "!="):
            return formula.rel_op, min(difference, normal_form(-difference), key=str)
        return formula.rel_op.replace("<", ">"), difference
    assert isinstance(formula, Boolean)
    return formula.func.__name__, frozenset(map(_canonical, formula.args))


def _obligation(obligation):
    if isinstance(obligation, Identity):
        return "==", normal_form(obligation.right)
    return frozenset(map(_canonical, obligation.given)), _canonical(obligation.shows)


def _read(text):
    formula = parse_expr(text, local_dict=NAMES | {"Ne": partial(Ne, evaluate=False)}, evaluate=False)
    assert formula.free_symbols <= set(NAMES.values()), f"{text}: a name has no symbol"
    return formula


def _expected(line):
    if line.endswith("=="):
        return "==", normal_form(_read(line.removesuffix("==")))
    given, shows = line.split("|-")
    hypotheses = [_read(part) for part in given.split(";") if part.strip()]
    return frozenset(map(_canonical, hypotheses)), _canonical(_read(shows))


@pytest.mark.parametrize("prove", SHOWN, ids=lambda prove: prove.__name__)
def test_a_proof_shows_what_its_sentence_needs(prove):
    shown = [leaf for obligation in prove().obligations for leaf in leaves(obligation)]
    found, wanted = Counter(map(_obligation, shown)), Counter(map(_expected, SHOWN[prove]))
    assert found == wanted, f"not shown: {wanted - found}; shown instead: {found - wanted}"


def test_every_proof_of_these_rooms_is_written_out():
    rooms = (
        descent,
        level_sets,
        flow,
        talk_flow,
        annealing,
        momentum,
        momentum_crossing,
        sampling,
        sample_matters,
        rate_shapes,
    )
    proofs = {
        proof
        for room in rooms
        for name, proof in inspect.getmembers(room, inspect.isfunction)
        if name.startswith("prove_") and proof.__module__ == room.__name__
    }
    assert proofs == {p for p in SHOWN if p.__module__ in {room.__name__ for room in rooms}} | NOT_WRITTEN_OUT


_STRONGER = Implication("crossing", (known.p_1 > known.w_2, known.eta > 1), known.eta > known.p_1)


@pytest.mark.parametrize(
    "other",
    [
        replace(_STRONGER, given=_STRONGER.given[:1]),
        replace(_STRONGER, shows=known.eta >= known.p_1),
        replace(_STRONGER, shows=known.eta > known.p_2),
        replace(_STRONGER, given=(known.p_1 > known.p_2, known.eta > 1)),
        replace(_STRONGER, given=(known.p_1 >= known.w_2, known.eta > 1)),
    ],
)
def test_a_weaker_or_stronger_obligation_is_another_one(other):
    assert _obligation(other) != _obligation(_STRONGER)


def test_an_obligation_may_be_written_in_another_way():
    assert _obligation(_STRONGER) == _expected("eta > 1; -w_2 + p_1 > 0 |- p_1 < eta")


def test_the_expansion_of_the_flows_stop_reaches_the_third_order():
    assert talk_flow.derive_talk_stop().lines[-1].statement.rhs.getO() == O(eps**3)


def test_the_shape_of_the_mean_squares_score():
    """At the crossing it is positive for every 0 <= c < 1, and far away it tends to -oo."""
    at, (far_1, far_2) = batch_shape._at_the_crossing(), batch_shape._far_away()[:2]
    given, shows = _obligation(at[0])
    assert _canonical(_read("c < 1")) in given
    assert (shows[0], len(shows[1])) == ("And", 2)
    assert _obligation(at[1]) == _expected("(p_2 - p_1)*log(same) ==")
    assert {_obligation(far_1), _obligation(far_2)} == {
        _expected("far**2 - 4*{0}*far + 4*{0}*({0} + c*(1 - {0})) ==".format(f"p_{i}")) for i in (1, 2)
    }
