"""A solver that does not know in one way is asked in the next; what it says last counts."""

import pytest
from sympy import Eq, Or, Symbol, symbols

from theory.logic import solvers

rho_1, rho_2, r_1, r_2 = symbols("rho_1 rho_2 r_1 r_2", real=True)
m, p_2 = symbols("m p_2", nonnegative=True)
p_1 = Symbol("p_1", positive=True)

# That the loss of two terms falls if each of them does: coverings alone do not tell.
BOTH_FALL = (
    rho_1**2 <= m,
    Or(Eq(p_2, 0), rho_2**2 <= m),
    p_1 * r_1**2 * rho_1**2 + p_2 * r_2**2 * rho_2**2 > m * (p_1 * r_1**2 + p_2 * r_2**2),
)


@pytest.fixture
def said(monkeypatch):
    """Return what was said in each way, as it is said."""
    heard, ask_one = [], solvers._ask_one

    def listening(*question):
        heard.append(ask_one(*question)[0])
        return heard[-1], None

    monkeypatch.setattr(solvers, "_ask_one", listening)
    return heard


def test_an_unknown_answer_is_followed_by_another_way(said):
    free = (m, p_1, p_2, r_1, r_2, rho_1, rho_2)
    assert solvers._until_known("cvc5", BOTH_FALL, free) == ("unsat", None)
    assert said == ["unknown", "unsat"]


def test_an_answer_ends_the_asking(said):
    assert solvers._until_known("cvc5", (m < 0,), (m,)) == ("unsat", None)
    assert said == ["unsat"]


def test_unknown_in_every_way_stays_unknown(monkeypatch):
    monkeypatch.setattr(solvers, "_ask_one", lambda *question: ("unknown", None))
    assert solvers._until_known("cvc5", (m < 0,), (m,)) == ("unknown", None)
