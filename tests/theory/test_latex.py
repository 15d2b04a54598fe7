"""LaTeX: words are upright, and a line that is too long for a page is broken without losing a term."""

import re

import pytest
from sympy import Add, Symbol
from sympy.logic.boolalg import Boolean

from etalon.claims import load
from theory.latex import _ROW, _columns, _side, derivation_as_latex, latex

DERIVATIONS = {claim.id: claim.derivation for claim in load().values() if claim.derivation}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("L_train", r"L_{\mathrm{train}}"),
        ("eta_deadbeat", r"\eta_{\mathrm{deadbeat}}"),
        ("kept_1", r"\mathrm{kept}_{1}"),
        ("beta*_2", r"\beta^{*}_{2}"),
        ("s_epsilon", r"s_{\epsilon}"),
        ("r_i", "r_{i}"),
        ("p", "p"),
    ],
)
def test_words_are_upright_and_symbols_are_not(name, written):
    assert latex(Symbol(name)) == written


@pytest.mark.parametrize("claim", DERIVATIONS)
def test_no_term_is_lost_between_the_rows(claim):
    derivation = DERIVATIONS[claim]()
    written = derivation_as_latex(derivation)
    for environment, body in re.findall(r"\\begin{(\w+)}\n(.*?)\n\\end", written, re.DOTALL):
        assert all(("&&" in row) == (environment == "align") for row in body.split("\\\\\n"))
    for line in derivation.lines:
        for side in line.statement.args:
            if isinstance(side, Boolean):
                continue
            rows = _side(side)
            assert " ".join(rows) == latex(side)
            assert len(rows) == 1 or all(f"{row}" in written for row in rows)


def test_a_long_sum_is_broken_between_its_terms():
    terms = [Symbol(f"x_{i}") ** 2 for i in range(60)]
    rows = _side(Add(*terms))
    assert " ".join(rows) == latex(Add(*terms))
    assert all(row.startswith("+ ") for row in rows[1:])
    for row in rows:
        names = re.findall(r"x_{(\d+)}", row)
        assert _columns(Add(*(Symbol(f"x_{i}") ** 2 for i in names))) <= _ROW
    assert len(rows) == 5
