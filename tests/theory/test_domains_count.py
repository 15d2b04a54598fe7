"""What sympy assumes of a symbol is a hypothesis for both solvers, or the symbol is refused."""

import pytest
from sympy import Dummy, Eq, Gt, Lt, Ne, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.proof import Implication
from theory.logic.solvers import DOMAINS, ask
from theory.symbols import T, n_1

x = Symbol("x", real=True)
below = Symbol("w", negative=True)


@pytest.mark.parametrize(
    ("domain", "zero", "one", "minus_one"),
    [
        ("real", "sat", "sat", "sat"),
        ("positive", "unsat", "sat", "unsat"),
        ("nonnegative", "sat", "sat", "unsat"),
        ("negative", "unsat", "unsat", "sat"),
        ("nonpositive", "sat", "unsat", "sat"),
        ("nonzero", "unsat", "sat", "sat"),
    ],
)
def test_each_domain_is_what_its_name_says(domain, zero, one, minus_one):
    for named in (Symbol("v", **{"real": True, domain: True}), Dummy("v", **{"real": True, domain: True})):
        for value, wanted in ((0, zero), (1, one), (-1, minus_one)):
            assert ask([Eq(named, value, evaluate=False)]).both(wanted)


def test_every_domain_is_tried():
    assert len(DOMAINS) == 6


def test_a_symbol_may_be_named_without_a_formula():
    answer = ask([], [Symbol("only", positive=True)])
    assert answer.both("sat")
    assert "only = " in answer.model
    assert "v0" not in answer.model


def test_hypotheses_that_a_domain_excludes_prove_nothing():
    with pytest.raises(DoesNotFollow, match="hypotheses alone"):
        Implication("vacuous", (below + x > 5, x < 1), Gt(below, 4, evaluate=False)).discharge()


def test_the_domain_of_a_symbol_in_the_conclusion_only_counts():
    Implication("negative", (), Lt(below**3, 1, evaluate=False)).discharge()
    Implication("nonzero", (), 1 / Symbol("u", real=True, nonzero=True) ** 2 > x - x**2 - 1).discharge()


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol("tau"),  # complex for sympy
        Symbol("tau", commutative=True),
        Symbol("tau", nonzero=False),
        Symbol("tau", rational=True),
        Symbol("tau", prime=True),
        Symbol("tau", extended_real=True),
        n_1,
        T,
    ],
)
def test_a_symbol_whose_domain_is_not_encoded_is_refused(symbol):
    for formulas in ([Ne(symbol, 2)], [Eq(2 * symbol, 1, evaluate=False)]):
        with pytest.raises(TypeError, match=f"not the domain of {symbol}"):
            ask(formulas)
    with pytest.raises(TypeError, match="not the domain"):
        ask([], [symbol])
    with pytest.raises(TypeError, match="not the domain"):
        Implication("unknown domain", (x > 1,), Ne(symbol, x)).discharge()


def test_a_count_between_one_and_two_is_no_model():
    """A real number would be one, and make hypotheses pass that no count satisfies."""
    with pytest.raises(TypeError, match="not the domain of n_1"):
        Implication("no such count", (3 * n_1 > 4, 3 * n_1 < 5), Gt(n_1, x)).discharge()
