"""Rules that count: a wrong law is not discharged, a split that is forgotten or counted twice is found."""

import pytest
from sympy import Ge, Rational, S, Symbol, binomial, factorial

from theory.logic.counting import Excluded, Hits
from theory.logic.derivation import DoesNotFollow
from theory.logic.normal_form import equal
from theory.logic.rules import WrongForm
from theory.sample_matters import matters_probability

n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
m = Symbol("m", integer=True, positive=True)
u = Symbol("u", positive=True)
SOME = Ge(m, 1, evaluate=False)


def law(formula=None, hit=1 - u, miss=u):
    right = binomial(n, k) * (1 - u) ** k * u ** (n - k)
    return Hits("draws", right if formula is None else formula, n, k, hit, miss)


def test_the_binomial_distribution_is_that_of_independent_draws():
    law().discharge()
    law(binomial(n, k), S.One, S.One).discharge()


@pytest.mark.parametrize(
    ("formula", "failing"),
    [
        (binomial(n, k) * (1 - u) ** k, "none hit"),
        (2 * binomial(n, k) * (1 - u) ** k * u ** (n - k), "no draw, no hit"),
        ((1 - u) ** k * u ** (n - k), "some hit"),
        (binomial(n, k) * u**k * (1 - u) ** (n - k), "none hit"),
        (binomial(n + 1, k) * (1 - u) ** k * u ** (n - k), "all hit"),
        (binomial(n, k) * (1 - u) ** k * u ** (n - k) + k * (n - k), "some hit"),
        (binomial(n, k) ** 2 * (1 - u) ** k * u ** (n - k), "some hit"),
        (binomial(n, k) * (1 - u) ** k * u ** (n - k) * (1 + k), "all hit"),
    ],
)
def test_a_wrong_law_is_not_discharged(formula, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        law(formula).discharge()


def test_a_draw_that_depends_on_those_before_is_refused():
    with pytest.raises(WrongForm, match="must not depend on k"):
        law(hit=S.One / (k + 1))
    with pytest.raises(WrongForm, match="must be a nonnegative integer"):
        Hits("", u**n, u, k, S.One, S.One)


def splits(*excluded, left, given=(SOME,), draws=2 * m, at=None):
    return Excluded("splits", law(), draws, excluded, left, given, at or {u: S.Half})


COINS = 1 - 2 * S(2) ** (-2 * m) - binomial(2 * m, m) * S(2) ** (-2 * m)


def test_what_is_left_is_the_rest():
    splits(S.Zero, 2 * m, m, left=COINS).discharge()


@pytest.mark.parametrize(
    ("wrong", "failing"),
    [
        ({"left": COINS + S(2) ** (-2 * m)}, "the rest"),
        ({"left": COINS, "at": {u: Rational(1, 3)}}, "the rest"),
        ({"left": COINS, "at": {u: S.NegativeOne}}, "positive"),
    ],
)
def test_a_wrong_rest_is_not_discharged(wrong, failing):
    join = splits(S.Zero, 2 * m, m, **wrong)
    with pytest.raises(DoesNotFollow, match=failing):
        join.discharge()


@pytest.mark.parametrize(
    "excluded",
    [
        (S.Zero, 2 * m, S.Zero),  # counted twice
        (S.Zero, 2 * m, m, S.One),  # m may be 1
        (S.Zero, 2 * m, 2 * m + 1),  # there is no such split
        (S.Zero, -m),
    ],
)
def test_splits_that_may_coincide_or_do_not_exist_are_found(excluded):
    coins = law().at(2 * m, k).subs(u, S.Half)
    left = 1 - sum(coins.subs(k, split) for split in excluded)
    with pytest.raises(DoesNotFollow, match="different ones of those there are"):
        splits(*excluded, left=left).discharge()


def test_weights_that_are_no_probabilities_have_no_rest():
    counting = law(binomial(n, k), S.One, S.One)
    with pytest.raises(WrongForm, match="must sum to one"):
        Excluded("", counting, n, (S.Zero,), S.Zero)
    with pytest.raises(WrongForm, match="nothing is excluded"):
        splits(left=S.One)
    with pytest.raises(WrongForm, match="k has another domain"):
        splits(S.Zero, left=S.One, at={k: S.One})


def test_negative_weights_are_no_probabilities_though_they_sum_to_one():
    signed = law(binomial(n, k) * S(2) ** k * (-1) ** (n - k), S(2), S.NegativeOne)
    with pytest.raises(DoesNotFollow, match="no weight is negative"):
        Excluded("", signed, n, (n,), 1 - S(2) ** n).discharge()
    with pytest.raises(DoesNotFollow, match="no weight is negative"):
        splits(2 * m, left=1 - S.One, at={u: S(2)}).discharge()
    with pytest.raises(DoesNotFollow, match="no weight is negative"):  # u is positive, and may be above 1
        Excluded("", law(), n, (n,), 1 - (1 - u) ** n).discharge()


@pytest.mark.parametrize("excluded", [n / 2, S.Half, u])
def test_numbers_that_are_no_number_of_hits_cannot_be_excluded(excluded):
    """Their "probability" would be subtracted although no sample has it: of odd n none is split in half."""
    coins = law(binomial(n, k) / 2**n, S.Half, S.Half)
    left = 1 - coins.at(n, excluded)
    with pytest.raises(WrongForm, match=f"{excluded} must be an integer"):
        Excluded("", coins, n, (excluded,), left, (excluded <= n,) if excluded == u else ())
    with pytest.raises(WrongForm, match="1/2 must be an integer"):
        Excluded("", coins, S.Half, (S.Zero,), 1 - coins.at(S.Half, S.Zero))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (binomial(n + 1, k + 1), binomial(n, k) + binomial(n, k + 1), True),
        (binomial(n + 1, k + 1), binomial(n, k) + binomial(n, k + 2), False),
        (factorial(n + 2), (n + 1) * (n + 2) * factorial(n), True),
        (factorial(n + 2), (n + 2) * factorial(n), False),
        (factorial(2 * n), 2 * factorial(n), False),
        (factorial(n + S.Half), (n + S.Half) * factorial(n - S.Half), True),
        (factorial(n + S.Half), factorial(n), False),
    ],
)
def test_the_normal_form_reduces_factorials(left, right, same):
    assert equal(left, right) is same


def test_a_binomial_whose_upper_number_may_be_negative_is_not_reduced():
    z = Symbol("z", integer=True)
    assert not equal(binomial(z + 1, k + 1), binomial(z, k) + binomial(z, k + 1))


@pytest.mark.parametrize(
    ("number", "weight"),
    [(n, S.Half), (m, S.Half), (2 * m, u), (S(0), S.Half), (S(3), S(2)), (S(3), S(-1)), (S.Half, S.Half)],
)
def test_what_must_be_known_of_a_sample_is_asked_for(number, weight):
    with pytest.raises(ValueError, match="needs an integer n >= 1 and 0 <= q_1 <= 1"):
        matters_probability(number, weight)
