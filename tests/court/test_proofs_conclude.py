"""What a proof concludes is what its claim says, and a proof from which something is left out is none."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sympy import And, Function, Gt, IndexedBase, Sum, Symbol, expand, symbols

from etalon.claims import load
from theory import rate_shapes
from theory.effective_time import score
from theory.logic.proof import Join, Premise
from theory.logic.rules import Chain, WrongForm
from theory.symbols import eta, p_1, p_2

ANNEALED, FLOW = Symbol("L_test(annealed)"), Symbol("L_test(flow)")
_kappa, _m, _x = (IndexedBase(name) for name in ("kappa", "m", "x"))
_i, _N = symbols("i N", integer=True, positive=True)
_LOSSES = {
    ANNEALED: Sum(_kappa[_i] * _m[_i] * _x[_i], (_i, 1, _N)),
    FLOW: Sum(_kappa[_i] * _x[_i], (_i, 1, _N)),
}
# What a claim says of losses, in the words of its proof; for two coordinates `criterion` translates.
_m_1, _m_2 = symbols("m_1 m_2", nonnegative=True)
_x_1, _x_2 = symbols("x_1 x_2", positive=True)
_R_1, _R_2 = symbols("R_1 R_2", real=True)  # squared residuals after any number of steps
_kappas = symbols("kappa_1 kappa_2", nonnegative=True)
_advantage = _kappas[0] * (_x_1 - _m_1 * _x_1) + _kappas[1] * (_x_2 - _m_2 * _x_2)
WORDS = {
    "effective-time": {},
    "talk-rate-keeps-training": {Symbol("L_train(T)"): (2 * _R_1 + _R_2) / 3},
    "criterion": {
        ANNEALED < FLOW: Gt(expand(_advantage), 0),
        **dict(zip(symbols("tau_1 tau_2"), symbols("d_1 d_2", real=True), strict=True)),
        **dict(zip(symbols("kappa_1 kappa_2"), _kappas, strict=True)),
    },
    "critical-rates": {ANNEALED < FLOW: Gt(score(eta, p_1, p_2), 0)},
    "ordered-effective-times-win": _LOSSES,
    "falling-effective-times-lose": _LOSSES,
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
