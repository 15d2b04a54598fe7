"""What each proof shows, written out a second time, from its sentence and in plain symbols.

An obligation that is true stays true if it is weakened, and no solver complains. So a proof has to show
exactly what stands here - no obligation less, no hypothesis more, no relation weaker, no symbol in a
narrower domain.
"""

import inspect
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from sympy import Eq, Indexed, Ne, O, Symbol, symbols
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.parsing.sympy_parser import parse_expr

from theory import (
    batch_rates,
    descent,
    extremes,
    flow,
    level_sets,
    loss_falls,
    momentum,
    momentum_crossing,
    momentum_times,
    rate_shapes,
    talk_flow,
    unseen,
)
from theory import symbols as known
from theory.logic.families import Family, family, size
from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, leaves
from theory.logic.sums import k
from theory.minibatch import c
from theory.momentum import beta_m
from theory.symbols import eps

# The symbols by what they are called below: p, p_1, p_2 are positive, w, w_1, w_2 may be zero.
NAMES = {name: symbol for name, symbol in vars(known).items() if isinstance(symbol, Symbol)}
NAMES |= {"beta_m": beta_m, "c": c}
NAMES |= {name: getattr(rate_shapes, name) for name in ("init", "end", "gamma", "power", "place", "total")}
for domain, names in {
    "nonnegative": "kappa low high kappa_min kappa_max p_other q_other p_unseen q_unseen m M R R_i R_j l",
    "positive": "p_max R_1 R_2 A_1 A_2 E E_1 E_2",
    "real": "x_1 x_2 rho rho_1 rho_2 f r_before D y z u v g r_other r_unseen L L_here L_there A B X Y mean "
    "rest r_0_1 r_0_2 K U V X_n Y_n",
}.items():
    NAMES |= {symbol.name: symbol for symbol in symbols(names, **{domain: True})}
NAMES |= {
    "P": family(known.w),
    "Q": family(known.q),
    "START": family(known.r_0),
    "k": k,
    "N": size,
    "part": Symbol("u", nonnegative=True),
    "part_there": Symbol("u'", nonnegative=True),
    "r_there": Symbol("r'", real=True),
    "sum_u": Symbol("x", real=True),
    "k_1": Symbol("kappa_1", nonnegative=True),
    "k_2": Symbol("kappa_2", nonnegative=True),
    "seen_1": Symbol("kappa_1", positive=True),
    "seen_2": Symbol("kappa_2", positive=True),
    "log_f": Symbol("log(f)", real=True),
    "beta_1": Symbol("beta*_1", real=True),
    "beta_2": Symbol("beta*_2", real=True),
    "trace": Symbol("a", real=True),
    "same": Symbol("m", positive=True),
    "sq_1": Symbol("R_1", real=True),
    "sq_2": Symbol("R_2", real=True),
    "t_0": Symbol("t", integer=True, nonnegative=True),
    "above": Symbol("x", real=True),
    "made": Symbol("t", nonnegative=True),
    "steps": Symbol("T", positive=True),
    "far": Symbol("u", positive=True),
    "root_m": Symbol("s", nonnegative=True),
    "size_1": Symbol("A_1", nonnegative=True),
    "size_2": Symbol("A_2", nonnegative=True),
    "radius_1": Symbol("R_1", nonnegative=True),
    "radius_2": Symbol("R_2", nonnegative=True),
    "moment": Symbol("beta_m", positive=True),
    "mixed": Symbol("m", real=True),
    "decayed": Symbol("D", nonnegative=True),
    "now": Symbol("R", real=True),
    "prior": Symbol("R'", real=True),
    "prior_1": Symbol("R_1'", real=True),
    "prior_2": Symbol("R_2'", real=True),
}
_RHO_1, _RHO_2 = "(1 - 2*eta*p_1)", "(1 - 2*eta*w_2)"


def _identity(u="part", r="r"):
    """Return what the mean of the distortions rests on, in the shares u and the residuals r."""
    return [
        f"Eq(kappa, q/p); Eq({u}, p*{r}**2/eps) |- Eq(q*{r}**2/eps, kappa*{u})",
        f"Eq({u}, p*{r}**2/eps) |- Eq({u}, p*{r}**2/eps)",
        "Eq(y, z/eps); Eq(z, eps) |- Eq(y, 1)",
        "q_1*r_1**2 + q_2*r_2**2 ==",
    ]


def _band(u="part", r="r"):
    """Return what the band rests on."""
    return [
        *_identity(u, r),
        f"Eq(kappa_min, Min(kappa, low)) |- kappa_min*{u} <= kappa*{u}",
        f"Eq(kappa_max, Max(kappa, high)) |- kappa*{u} <= kappa_max*{u}",
        "Eq(sum_u, 1); Eq(z/eps, y); kappa_min*sum_u <= y; y <= kappa_max*sum_u"
        "|- (kappa_min <= z/eps) & (z/eps <= kappa_max)",
    ]


_SQUARES = "r_0_1**2*E_1*r_0_2**2*E_2"
_PAIR_SLOPE = f"4*{_SQUARES}*(w_1 - w_2)*(q_2*w_1 - q_1*w_2)"
_UNIFORM_SLOPE = f"4*q*{_SQUARES}*(w_1 - w_2)**2"
_MOVING = "Ne(r_0_1, 0); Ne(r_0_2, 0)"
_LEFT = "w_1*r_0_1**2*E_1 <= L; w_2*r_0_2**2*E_2 <= L"
_ALONG = "Sum({}*START[k]**2*exp(-4*P[k]*t), (k, 1, N))"  # over the squared residuals on the path
_P0, _P1, _P2 = (_ALONG.format(f"P[k]**{n}") for n in range(3))
_Q0, _Q1 = (_ALONG.format(f"Q[k]*P[k]**{n}") for n in range(2))
_FLOW = ["-2*w*r_0*exp(-2*w*t) ==", "r_0 =="]
_TRACE = "(1 + beta_m - 2*eta*{})"
_FORM = "trace**2 < 4*beta_m; Eq(D, r**2 - trace*r*r_before + beta_m*r_before**2)"
_CASORATIAN = [
    *["2*eta*w*r_0**2 =="] * 2,
    "2*eta*w*beta_m**(t_0 + 1)*r_0**2 ==",
    f"beta_m*(r**2 - r_before*({_TRACE.format('w')}*r - beta_m*r_before)) ==",
]
_SQUARE = "(1 - 4*eta*{0}*(1 - eta*({0} + c*(1 - {0}))))"
_LIMIT = "1/({0} + c*(1 - {0}))"
_SQUARE_CROSSING = (
    "w_2 < p_1; p_1 <= 1; c <= 1 |- "
    f"Equivalent({_SQUARE.format('p_1')} > {_SQUARE.format('w_2')}, eta > 1/((1 - c)*(p_1 + w_2) + c))"
)

_TURN = "pi*place/total"
_TURNED = (
    f"cos({_TURN})*cos(pi/total) - sin({_TURN})*sin(pi/total)",
    f"cos({_TURN})*sin(pi/total) + sin({_TURN})*cos(pi/total)",
)
_LINE = "init + (end - init)*{}/total"

_UNDERDAMPED = (
    "Eq(D, now**2 - trace*now*prior + moment*prior**2); moment <= 1; trace**2 < 4*moment; "
    "Eq(Y, 4*D/(4*moment - trace**2))"
)


def _keeps_its_form(weight, now, prior):
    """Return what shows that the quadratic form of two states is 2 eta p beta_m^t."""
    form = f"{now}**2 - (1 + moment - 2*eta*{weight})*{now}*{prior} + moment*{prior}**2"
    return [
        f"2*eta*{weight} ==",
        f"2*eta*{weight}*moment**(t_0 + 1) ==",
        f"2*eta*{weight} ==",
        f"moment*({form}) ==",
    ]


_STEP = "(1 - 2*eta*w)*{now} + beta_m*({now} - {before})"
_REAL = (
    "(size_{0} >= 2*root_m) & Eq(radius_{0}**2, size_{0}*radius_{0} - root_m**2) & (2*radius_{0} >= size_{0})"
)
_PAIR = "(size_{0} < 2*root_m) & Eq(radius_{0}, root_m)"
_MORE = "Equivalent(radius_1 > radius_2, (size_1 > size_2) & (size_1 > 2*root_m))"
_SIZE = "Abs(1 + root_m**2 - 2*eta*{})"
_MIDDLE, _DAMPED = "(1 + root_m**2)/(p_1 + {})", "(1 + root_m)**2/(2*p_1)"
_RECURSION = [
    f"{_STEP.format(now='r', before='r_before')} ==",
    "r ==",
    "1 - 2*eta*w ==",
    f"{_STEP.format(now='(1 - 2*eta*w)', before='1')} ==",
    _STEP.format(now=f"({_STEP.format(now='(1 - 2*eta*w)', before='1')})", before="(1 - 2*eta*w)") + " ==",
]
_KINDS = f"({_REAL.format(1)}) | ({_PAIR.format(1)})".replace("size_1", _SIZE.format("w"))
_CROSSES = [
    "z**2 - (1 + root_m**2 - 2*eta*w)*z + root_m**2 ==",
    "Eq(y + z, 1 + root_m**2 - 2*eta*w); Eq(y*z, root_m**2); Eq(radius_1, Abs(y)); Abs(z) <= radius_1 |- "
    + _KINDS,
    "Eq(2*u, 1 + root_m**2 - 2*eta*w); Eq(u**2 + v**2, root_m**2); Eq(radius_1**2, u**2 + v**2); v > 0 |- "
    + _KINDS,
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
    f"p_1 > w_2 |- Equivalent(({_SIZE.format('p_1')} > {_SIZE.format('w_2')}) & "
    f"({_SIZE.format('p_1')} > 2*root_m), (eta > {_MIDDLE.format('w_2')}) & (eta > {_DAMPED}))",
    "|- Equivalent(eta > Max(x_1, x_2), (eta > x_1) & (eta > x_2))",
    "4*root_m**2 ==",
]
_WINDOW = [
    "p_1 > p_2; root_m < 1 |- "
    f"({_MIDDLE.format('p_2')} < (1 + root_m**2)/p_1) & ({_DAMPED} < (1 + root_m**2)/p_1)",
    "x_1 < above; x_2 < above |- Max(x_1, x_2) < above",
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
    descent.prove_curvature: ["2*w =="],
    descent.prove_contraction: ["2*w*r ==", "Eq(g, 2*w*r) |- Eq(r - eta*g, (1 - 2*eta*w)*r)"],
    descent.prove_stability: [
        "Eq(p, p_max); Abs(1 - 2*eta*p) < 1 |- eta < 1/p_max",
        "p <= p_max; eta < 1/p_max |- Abs(1 - 2*eta*p) < 1",
    ],
    loss_falls.prove_loss_falls: [
        "(rho**2 <= m) | Eq(w, 0) |- w*rho**2*r**2 <= m*w*r**2",
        "Eq(rho, 1 - 2*eta*w); w <= p_max; eta < 1/p_max; w > 0; Eq(rho**2, m) |- m < 1",
        "|- w*r**2 >= 0",
        "w > 0; Ne(r, 0) |- w*r**2 > 0",
        "u <= m*y; m < 1; y > 0 |- u < y",
    ],
    descent.prove_deadbeat: ["|- Equivalent(Eq(1 - 2*eta*p, 0), Eq(eta, 1/(2*p)))"],
    descent.prove_crossing: [f"p_1 > w_2 |- Equivalent(Abs({_RHO_1}) > Abs({_RHO_2}), eta > 1/(p_1 + w_2))"],
    descent.prove_crossing_at_one: [
        f"p_1 > w_2; Eq(p_1 + w_2, 1) |- Equivalent(Abs({_RHO_1}) > Abs({_RHO_2}), eta > 1)"
    ],
    level_sets.prove_identity: _identity(),
    unseen.prove_unseen_band: [
        *_band(),
        "Eq(p_unseen, 0) |- Eq(p_unseen*r_unseen**2, 0)",
        "Eq(X + Y, eps); Eq(Y, 0) |- Eq(X, eps)",
        "Eq(kappa, q/p); Eq(part, p*r**2/eps) |- Eq(q*r**2/eps, kappa*part)",
        "q_unseen*r_unseen**2/eps ==",
        "Eq(A/eps, mean); Eq(B/eps, rest) |- Eq((A + B)/eps, mean + rest)",
        "|- q_unseen*r_unseen**2 >= 0",
        "kappa_min <= A/eps; B >= 0 |- kappa_min <= (A + B)/eps",
        "q_unseen > 0; Eq(r_unseen, 1 + M*eps/q_unseen); q_unseen*r_unseen**2 <= B |- B > M*eps",
        "kappa_min <= A/eps; B > M*eps |- (A + B)/eps > M",
        "Eq(q_unseen, 0) |- Eq(q_unseen*r_unseen**2, 0)",
        "A/eps <= kappa_max; Eq(B, 0) |- (A + B)/eps <= kappa_max",
    ],
    level_sets.prove_two_to_one: [
        "Eq(2*r_1**2/3 + r_2**2/3, eps) |- Eq((r_1**2 + r_2**2)/2, 3*eps/4 + r_2**2/4)",
        "Eq(2*r_1**2/3 + r_2**2/3, eps) |- Eq((r_1**2 + r_2**2)/2, 3*eps/2 - r_1**2/2)",
    ],
    extremes.prove_band: _band(),
    extremes.prove_attained: [
        "Eq(r_other, 0) |- Eq(p_other*r_other**2, 0)",
        "Eq(r_other, 0) |- Eq(q_other*r_other**2, 0)",
        "Eq(r**2, eps/p); Eq(y, 0); Eq(z, 0) |- Eq(p*r**2 + y, eps) & Eq(q*r**2 + z, q/p*eps)",
    ],
    extremes.prove_largest_gain: [
        *sorted({*_band(), *_band("part_there", "r_there")}),
        "kappa_min > 0; kappa_min <= L_there/eps; L_there/eps <= kappa_max; L_here/eps <= kappa_max"
        "|- And(L_there > 0, kappa_min <= kappa_max, L_here/L_there <= "
        "Max(kappa_min, kappa_max)/Min(kappa_min, kappa_max))",
        "kappa_min > 0; kappa_min <= kappa_max; Eq(L_here, kappa_max*eps); Eq(L_there, kappa_min*eps)"
        "|- Eq(L_here/L_there, Max(kappa_min, kappa_max)/Min(kappa_min, kappa_max))",
    ],
    level_sets.prove_gain_of_counts: [
        "p_1 > p_2; Eq(seen_1, q/p_1); Eq(seen_2, q/p_2)"
        "|- Eq(Max(seen_1, seen_2)/Min(seen_1, seen_2), p_1/p_2)"
    ],
    level_sets.prove_unique_minimiser: [
        "|- p*r**2 >= 0",
        "p*r**2 <= L; Eq(L, 0) |- Eq(r, 0)",
        "Eq(r, 0) |- Eq(p*r**2, 0)",
    ],
    flow.prove_flow: _FLOW,
    flow.prove_train_loss_along: [*_FLOW, "w*r_0**2*exp(-4*w*t) =="],
    flow.prove_stops_once: [
        "|- -4*w**2*r_0**2*E <= 0",
        "w > 0; Ne(r_0, 0) |- -4*w**2*r_0**2*E < 0",
        *["0 =="] * 2,
    ],
    flow.prove_distortion_rises: [
        "|- Equivalent(q_1/p_1 < q_2/p_2, q_1*p_2 < q_2*p_1)",
        f"(w_1 - w_2)*(q_2*w_1 - q_1*w_2) >= 0 |- {_PAIR_SLOPE} >= 0",
        f"w_1 > w_2; q_1*w_2 < q_2*w_1; {_MOVING} |- {_PAIR_SLOPE} > 0",
        "0 ==",
        f"8*({_P2}*{_Q0} - {_Q1}*{_P1}) ==",
        "|- w*r_0**2*E >= 0",
        f"w_1 > w_2; q_1*w_2 < q_2*w_1; {_MOVING}; {_LEFT} |- L > 0",
    ],
    flow.prove_distortion_rises_uniform: [
        f"|- {_UNIFORM_SLOPE} >= 0",
        f"Ne(w_1, w_2); {_MOVING}; q > 0 |- {_UNIFORM_SLOPE} > 0",
        "0 ==",
        f"8*q*({_P2}*{_P0} - {_P1}**2) ==",
        "|- w*r_0**2*E >= 0",
        f"Ne(w_1, w_2); {_MOVING}; {_LEFT} |- L > 0",
    ],
    momentum.prove_recursion: _RECURSION,
    momentum.prove_momentum_stability: [
        "z**2 - {}*z + beta_m ==".format(_TRACE.format("p")),
        "beta_m < 1; Eq(y + z, {}); Eq(y*z, beta_m); Eq(R, Abs(y)); Abs(z) <= R"
        "|- Equivalent(R < 1, eta < (1 + beta_m)/p)".format(_TRACE.format("p")),
        "beta_m < 1; Eq(2*u, {}); Eq(u**2 + v**2, beta_m); Eq(R**2, u**2 + v**2); v > 0"
        "|- Equivalent(R < 1, eta < (1 + beta_m)/p)".format(_TRACE.format("p")),
        "beta_m < 1; p <= p_max; eta < (1 + beta_m)/p_max |- eta < (1 + beta_m)/p",
    ],
    momentum.prove_casoratian: _CASORATIAN,
    momentum.prove_equal_rates: [
        *_CASORATIAN,
        f"{_FORM} |- (D/2 <= r**2 + beta_m*r_before**2) & "
        "(r**2 + beta_m*r_before**2 <= 2*D/(1 - trace**2/(4*beta_m)))",
    ],
    momentum_crossing.prove_momentum_crossing: [*_CROSSES, *_WINDOW],
    momentum_times.prove_larger_time: [
        *_keeps_its_form("w_1", "sq_1", "prior_1"),
        *_keeps_its_form("w_2", "sq_2", "prior_2"),
        "Eq(X, decayed/(1 + moment + Abs(trace))) |- X >= 0",
        "|- now**2 >= 0",
        "|- -trace*now*prior <= Abs(trace)*(now**2 + prior**2)/2",
        "Eq(D, u - mixed + moment*v); -mixed <= Abs(trace)*(u + v)/2; Eq(X, D/(1 + moment + Abs(trace)))"
        "|- Max(u, v) >= X",
        *[f"{_UNDERDAMPED} |- {side}**2 <= Y" for side in ("now", "prior")],
        "U >= X_n; X_n > Y_n; Y_n >= V |- U - V > 0",
    ],
    momentum_crossing.prove_damping_decides: [
        *[*_CROSSES, *_WINDOW],
        f"root_m < 1; p_1/p_2 <= ((1 + root_m)/(1 - root_m))**2 |- {_MIDDLE.format('p_2')} <= {_DAMPED}",
        "x_1 <= x_2 |- Equivalent(eta > Max(x_1, x_2), eta > x_2)",
        "9 ==",
        "root_m < 1; Eq(far**2, 2) |- "
        "Equivalent(2 <= ((1 + root_m)/(1 - root_m))**2, root_m**2 >= 17 - 12*far)",
    ],
    batch_rates.prove_square_stability: [
        f"c <= 1; p <= 1 |- Equivalent({_SQUARE.format('p')} < 1, eta < {_LIMIT.format('p')})",
        "c <= 1; p <= 1; p_max <= 1; p <= p_max; "
        f"eta < {_LIMIT.format('p_max')} |- eta < {_LIMIT.format('p')}",
    ],
    batch_rates.prove_square_crossing: [_SQUARE_CROSSING],
    batch_rates.prove_square_crossing_at_one: [
        _SQUARE_CROSSING,
        "w_2 < p_1; Eq(p_1 + w_2, 1); c <= 1 |- "
        "(p_1 <= 1) & Equivalent(eta > 1/((1 - c)*(p_1 + w_2) + c), eta > 1)",
    ],
}


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
    kept = {"Eq": partial(Eq, evaluate=False), "Ne": partial(Ne, evaluate=False)}  # also where it is plain
    formula = parse_expr(text, local_dict=NAMES | kept, evaluate=False)
    free = {symbol for symbol in formula.free_symbols if not isinstance(symbol, Family | Indexed)}
    assert free <= set(NAMES.values()), f"{text}: a name has no symbol"
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
        loss_falls,
        level_sets,
        extremes,
        flow,
        momentum,
        momentum_crossing,
        momentum_times,
        rate_shapes,
    )
    proofs = {
        proof
        for room in rooms
        for name, proof in inspect.getmembers(room, inspect.isfunction)
        if name.startswith("prove_") and proof.__module__ == room.__name__
    }
    assert proofs == {p for p in SHOWN if p.__module__ in {room.__name__ for room in rooms}}


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
