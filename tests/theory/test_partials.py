"""Derivatives of sums over a family: what has none, or would need another one, is refused."""

from dataclasses import replace

import pytest
from sympy import Abs, Derivative, Eq, Function, Sum, Symbol, Tuple, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.families import Every, family, i, j, members, pair, size
from theory.logic.partials import Gradient, Hessian
from theory.logic.rules import WrongForm
from theory.logic.sums import k

p = Symbol("p", positive=True)
r, g, c = symbols("r g c", real=True)
P, R, G = map(family, (p, r, g))
TERM = c * p * r**2
GRADIENT = Gradient("gradient", g, TERM, r, members(p, r), 2 * c * p * r)
HESSIAN = Hessian("Hessian", TERM, r, members(p, r), 2 * c * p)


def test_a_component_is_the_derivative_of_the_own_term():
    summed = c * Sum(P[k] * R[k] ** 2, (k, 1, size))
    assert GRADIENT.given == (Every(Eq(G[i], Derivative(summed, R[i])), Tuple(i, size)),)
    assert GRADIENT.shows == Every(Eq(G[i], 2 * c * P[i] * R[i]), Tuple(i, size))
    diagonal = Every(Eq(Derivative(summed, (R[i], 2)), 2 * c * P[i]), Tuple(i, size))
    others = Every(Eq(Derivative(summed, R[i], R[j]), 0), Tuple(i, size), Tuple(j, size))
    assert HESSIAN.shows == diagonal & others
    GRADIENT.discharge()
    HESSIAN.discharge()


def test_a_wrong_derivative_is_not_discharged():
    for wrong in (replace(GRADIENT, slope=c * p * r), replace(HESSIAN, curvature=c * p)):
        with pytest.raises(DoesNotFollow):
            wrong.discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"term": Abs(r)}, "a polynomial in r"),
        ({"term": p / r}, "a polynomial in r"),
        ({"variable": c}, "a polynomial in c, of one member"),
        ({"variable": p}, "p has a domain"),
        ({"members": {**members(p), r: R[j]}}, "of one member"),
        ({"members": pair(p, r)}, "a polynomial in r, of one member"),
        ({"term": p * r * R[i]}, "i occurs already"),
        ({"term": p * r * R[k]}, "depends on other members"),
        ({"term": p * r * Sum(R[c], (c, 1, size))}, "depends on other members"),
        ({"term": p * r * Function("f")(c)}, r"f\(c\) may be another one of every member"),
    ],
)
def test_a_term_that_need_not_have_such_a_derivative_is_refused(changes, complaint):
    for made in (GRADIENT, HESSIAN):
        with pytest.raises(WrongForm, match=complaint):
            replace(made, **changes)


@pytest.mark.parametrize("name", [r, p, c, Symbol("h", positive=True)])
def test_a_component_has_a_name_of_its_own(name):
    with pytest.raises(WrongForm, match="is no name for a component"):
        replace(GRADIENT, name=name)
