"""What a proof concludes is what its claim says, and a proof from which something is left out is none."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sympy import And, Function, Gt, Lt, Max, Sum, Symbol, exp, expand, symbols

from etalon.claims import load
from theory import momentum, rate_shapes
from theory.effective_time import score
from theory.logic.families import family, members, of_members, size
from theory.logic.proof import Join, Premise
from theory.logic.rules import Chain, WrongForm
from theory.logic.spectra import SpectralRadius
from theory.logic.sums import k
from theory.momentum import beta_m
from theory.symbols import eps, eta, p, p_1, p_2, r, r_0, t, w, w_2

ANNEALED, FLOW = Symbol("L_test(annealed)"), Symbol("L_test(flow)")
_kappa, _m, _x = (
    family(Symbol(name, **{domain: True}))
    for name, domain in (("kappa", "real"), ("m", "nonnegative"), ("x", "positive"))
)
_weight, _residual, _rho = family(w), family(r), family(Symbol("rho", real=True))
_LOSSES = {
    ANNEALED: Sum(_kappa[k] * _m[k] * _x[k], (k, 1, size)),
    FLOW: Sum(_kappa[k] * _x[k], (k, 1, size)),
}
# What a claim says of losses, in the words of its proof; for two coordinates `criterion` translates.
_m_1, _m_2 = symbols("m_1 m_2", nonnegative=True)
_x_1, _x_2 = symbols("x_1 x_2", positive=True)
_R_1, _R_2 = symbols("R_1 R_2", real=True)  # squared residuals after any number of steps
_kappas = symbols("kappa_1 kappa_2", nonnegative=True)
_advantage = _kappas[0] * (_x_1 - _m_1 * _x_1) + _kappas[1] * (_x_2 - _m_2 * _x_2)
_light = {Symbol("b", nonnegative=True): Symbol("b", positive=True)}
_unlike_zero = {**_light, Symbol("a", nonnegative=True): Symbol("a", positive=True)}
_start, _kept, _f = Symbol("beta*_2", real=True), Symbol("rho_2", real=True), Symbol("f", positive=True)
_q, _R, _S = (symbols(f"{name}_1 {name}_2", nonnegative=True) for name in "qRS")
_distortions = dict(zip(symbols("kappa_1 kappa_2"), _kappas, strict=True))
_level = _kappas[0] * eps
_stopped = {ANNEALED: Symbol("L_test(annealed)", real=True)}
_L_test = {Symbol("L_test"): Symbol("L_test", real=True)}
# After t steps, for what is shown of every number of them.
_t = Symbol("t", integer=True, nonnegative=True)
_now, _before = (Function(name, real=True)(_t) for name in ("r", "r_before"))
_root = Symbol("s", nonnegative=True)  # of the momentum
_trace = momentum.trace(eta, w, beta_m)


def _radii(lighter):
    """Return what is said of the spectral radii, if the second coordinate has such a weight."""
    radii = [SpectralRadius(momentum.trace(eta, p, _root**2), _root**2) for p in (p_1, lighter)]
    named = dict(zip(symbols("spectral_radius_1 spectral_radius_2"), radii, strict=True))
    return {beta_m: _root**2, p_2: lighter, **named}


WORDS = {
    "flow-stop-two-to-one": _L_test,
    "flow-expansion": _L_test | _light,
    "flow-twice-is-a-limit": _L_test | _unlike_zero,
    "talk-figure": {},
    "effective-time": {},
    "talk-rate-keeps-training": {Symbol("L_train(T)"): (2 * _R_1 + _R_2) / 3},
    "criterion": {
        ANNEALED < FLOW: Gt(expand(_advantage), 0),
        **dict(zip(symbols("tau_1 tau_2"), symbols("d_1 d_2", real=True), strict=True)),
        **dict(zip(symbols("kappa_1 kappa_2"), _kappas, strict=True)),
    },
    "heavy-coordinate-keeps-more": {
        ANNEALED: _q[0] * _R[0] + _q[1] * _R[1],
        FLOW: _q[0] * _S[0] + _q[1] * _S[1],
        Symbol("u_1(annealed)"): p_1 * _R[0],
        Symbol("u_1(flow)"): p_1 * _S[0],
    },
    "equal-effective-times-tie": _LOSSES,
    "annealed-bound": {
        **_distortions,
        Symbol("beta*_2^2"): _start**2,
        Symbol("prod_rho_2"): _kept,
        ANNEALED: _level + (_kappas[1] - _kappas[0]) * p_2 * (_kept * _start * _f) ** 2,
    },
    "light-deadbeat-reaches-the-bottom": _distortions,
    "large-rate-can-regularise": {
        **_stopped,
        FLOW: _level + (_kappas[1] - _kappas[0]) / 3 * exp(-4 * t / 3) * _start**2,
    },
    "small-rate-criterion": {
        Lt(ANNEALED, Symbol("L_test(small)")): Gt(expand(_advantage), 0),
        **dict(zip(symbols("N_1 N_2"), symbols("d_1 d_2", real=True), strict=True)),
        **_distortions,
    },
    "overshoot": {
        Symbol("m"): Symbol("m", nonnegative=True),
        Symbol("L_train"): Sum(_weight[k] * _residual[k] ** 2 * _rho[k] ** 2, (k, 1, size)),
    },
    "crossing-already-wins": {},
    "critical-rates-two-to-one": {Lt(ANNEALED, FLOW): Gt(Symbol("score", real=True), 0)},
    "critical-rates": {ANNEALED < FLOW: Gt(score(eta, p_1, p_2), 0)},
    "ordered-effective-times-win": _LOSSES,
    "falling-effective-times-lose": _LOSSES,
    "momentum-path": {},
    "single-samples-never-win": {},
    "momentum-stability": {
        Symbol("spectral_radius") < 1: of_members(
            SpectralRadius(momentum.trace(eta, p, beta_m), beta_m) < 1, members(p)
        ),
        Max(p_1, p_2): Symbol("p_max", positive=True),
    },
    "momentum-crossing": _radii(w_2),
    "momentum-crossing-at-critical-damping": _radii(p_2),
    "momentum-casoratian": {Symbol("D(t)"): _now**2 - _before * (_trace * _now - beta_m * _before)},
    "momentum-equal-rates": {
        Symbol("r(t)^2 + beta_m r(t-1)^2"): _now**2 + beta_m * _before**2,
        Symbol("D"): momentum.casoratian(eta, w, beta_m, _t) * r_0**2,
        **dict(zip(symbols("a_i beta_m"), (_trace, beta_m), strict=True)),
    },
    "rational-shapes": {
        Symbol(f"eta_{shape}"): Function(f"eta_{shape}", real=True)(rate_shapes.place)
        for shape in ("linear", "exponential", "polynomial")
    },
    "cosine-shape": {Symbol("eta_t"): Function("eta", real=True)(rate_shapes.place)},
}
PROOFS = {
    claim.id: make().conclusion
    for claim in load().values()
    for make in (claim.proof, claim.disproof)
    if make is not None
}


def _chains(premise: Premise | None) -> Iterator[Chain]:
    if isinstance(premise, Chain):
        yield premise
    for part in premise.roles.values() if isinstance(premise, Join) else ():
        yield from _chains(part)


CHAINS = [(name, chain) for name, conclusion in PROOFS.items() for chain in _chains(conclusion)]


@pytest.mark.parametrize("name", WORDS)
def test_a_proof_concludes_what_its_claim_says(name):
    said = load()[name].relation().xreplace(WORDS[name])
    assert set(And.make_args(said)) <= set(And.make_args(PROOFS[name].shows))


@pytest.mark.parametrize(("name", "chain"), CHAINS, ids=[f"{name}: {chain.says}" for name, chain in CHAINS])
def test_a_chain_without_one_of_its_links_is_none(name, chain):
    for place in range(len(chain.links)):
        with pytest.raises(WrongForm):
            replace(chain, links=chain.links[:place] + chain.links[place + 1 :])


def test_there_are_chains_to_leave_links_out_of():
    assert {name for name, _ in CHAINS} >= {
        "criterion",
        "effective-time",
        "universal-curve",
        "critical-rates",
    }
