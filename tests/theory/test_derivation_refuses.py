"""A line that does not follow, an obligation or a hypothesis that cannot hold: all are refused."""

import pytest
from sympy import Abs, Eq, Equivalent, Float, Symbol, exp, log, sqrt

from theory.logic.derivation import Derivation, DoesNotFollow
from theory.logic.normal_form import derivative, equal
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import together
from theory.logic.solvers import ask
from theory.symbols import T, eta, evaluate, exact, p, p_1, p_2, r

x = Symbol("x", real=True)
y = Symbol("y", positive=True)


def test_a_wrong_equality_is_refused_and_shows_both_numbers():
    with pytest.raises(DoesNotFollow, match=r"line 1: .* at x = 1/3 the left is 1/9, the right 2/3"):
        Derivation("wrong").equal(x**2, 2 * x, "no")


def test_a_line_that_says_nothing_is_refused():
    with pytest.raises(DoesNotFollow, match="says nothing"):
        Derivation("idle").equal(x, x, "of course")


def test_a_name_keeps_its_meaning():
    started = Derivation("names").define(x, y + 1, "once")
    with pytest.raises(DoesNotFollow, match="already has a meaning"):
        started.define(x, y + 2, "twice")


def test_names_are_unfolded_before_the_check():
    with pytest.raises(DoesNotFollow):
        Derivation("names").define(x, y + 1, "once").equal(x**2, y**2 + 1, "no")


def test_a_wrong_coefficient_of_an_expansion_is_refused():
    right = Derivation("series").expands(sqrt(1 + y), 1 + y / 2, y, 2, "binomial")
    assert right.lines[0].checked == "series"
    with pytest.raises(DoesNotFollow, match="differ by"):
        Derivation("series").expands(sqrt(1 + y), 1 + y / 3, y, 2, "binomial")


@pytest.mark.parametrize(
    ("given", "shows"),
    [
        ((), x**2 > 0),  # false at zero only
        ((), Abs(1 - 2 * eta * p) < 1),
        ((p_1 > p_2,), Equivalent(Abs(1 - 2 * eta * p_1) > Abs(1 - 2 * eta * p_2), eta > 1 / p_1)),
        ((p_1 >= p_2,), eta / p_1 < eta / p_2),  # false at the edge only
    ],
)
def test_a_wrong_implication_is_refused_with_a_counterexample(given, shows):
    with pytest.raises(DoesNotFollow, match="is false at"):
        Implication("wrong", given, shows).discharge()


def test_hypotheses_that_cannot_hold_prove_nothing():
    with pytest.raises(DoesNotFollow, match="hypotheses alone"):
        Implication("vacuous", (x > 1, x < 0), Eq(x, 5)).discharge()


def test_the_domain_of_a_symbol_is_a_hypothesis():
    Implication("positive", (), y + 1 > 1 / (y + 2)).discharge()
    with pytest.raises(DoesNotFollow):
        Implication("not positive", (), x + 1 > 0).discharge()


def test_a_wrong_identity_fails_the_whole_proof():
    good, bad = Identity("good", (x + 1) ** 2, x**2 + 2 * x + 1), Identity("bad", x, x + 1)
    with pytest.raises(DoesNotFollow, match="bad"):
        Proof((together("both", good, bad),)).check()


def test_a_conclusion_already_evaluated_is_refused():
    with pytest.raises(ValueError, match="nothing is left to ask"):
        Implication("idle", (), y > 0)


def test_the_solvers_refuse_what_is_not_polynomial():
    with pytest.raises(TypeError, match="not a polynomial"):
        ask([exp(x) > 2])


def test_both_solvers_answer():
    answer = ask([x**2 > 2, x < 0])
    assert answer.both("sat")
    assert answer.model


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sqrt(x**2 + 1) ** 3, (x**2 + 1) * sqrt(x**2 + 1)),
        (1 / (sqrt(y) + 1), (sqrt(y) - 1) / (y - 1)),
        (sqrt(y + sqrt(3)) ** 4, y**2 + 2 * y * sqrt(3) + 3),
        (exp(-2 * y) ** 2, exp(-4 * y)),
        (r * y**T * y, r * y ** (T + 1)),
    ],
)
def test_the_normal_form_sees_through_radicals_and_powers(left, right):
    assert equal(left, right)


def test_the_normal_form_never_calls_different_things_equal():
    assert not equal(sqrt(y), -sqrt(y))
    assert not equal(sqrt(x**2), x)
    assert not equal(log(Abs(x)), log(Abs(x + 1)))


def test_the_derivative_of_a_logarithm_keeps_the_other_factors():
    assert equal(derivative(log(Abs(x)) / x, x), (1 - log(Abs(x))) / x**2)


def test_a_point_outside_the_domain_is_refused():
    with pytest.raises(ValueError, match="not positive"):
        evaluate(eta * p, {eta: -1, p: 1})
    with pytest.raises(ValueError, match="no value given"):
        evaluate(eta * p, {eta: 1})


@pytest.mark.parametrize("inexact", [0.5, Float("0.5"), True, 1j])
def test_theory_takes_no_float(inexact):
    with pytest.raises(TypeError):
        exact(inexact)
