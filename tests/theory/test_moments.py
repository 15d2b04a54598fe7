"""Means over draws: a wrong chance, a missing moment or a step that does not multiply gives none."""

from dataclasses import replace

import pytest
from sympy import Eq, S, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.equations import FromEquations
from theory.logic.moments import MeanOfPower, MomentsOfHits
from theory.logic.orders import WithIdleSteps
from theory.logic.proof import Identity, Implication
from theory.logic.recursions import ClosedForms
from theory.logic.rules import WrongForm, together

b, T, m = (Symbol(name, integer=True, nonnegative=True) for name in "bTm")
K, r, k, x, y = (Symbol(name, real=True) for name in "Krkxy")
p, n = Symbol("p", positive=True), Symbol("n", integer=True, positive=True)
COINS = MomentsOfHits("coins", K, b, p, (b * p, b * p + b * (b - 1) * p**2))
URN = MomentsOfHits(
    "an urn",
    *(K, b, (n * p - K) / (n - b)),
    (b * p, b * p + b * (b - 1) * p * (n * p - 1) / (n - 1)),
    last=n,
    constants=(n > 1,),
)
MEANS = Symbol("E k"), Symbol("E k^2")
SHARE = together(
    "a share", Identity("", p + 0 * p, p, reads=MEANS[0]), Identity("", p**2 + p, p + p**2, reads=MEANS[1])
)
SQUARE = MeanOfPower("squares", r, k, r - x * k * r, 2, SHARE, MEANS, T, y, 1 - 2 * x * p + x**2 * (p + p**2))


@pytest.mark.parametrize("draws", [COINS, URN])
def test_the_moments_of_hits_follow_from_the_chance_of_one_more(draws):
    draws.discharge()
    values = {part.rhs.subs({b: 2, n: 4, p: S.Half}) for part in draws.shows.args}
    assert values == ({S(1), S(3) / 2} if draws is COINS else {S(1), S(4) / 3})


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"chance": (n * p - K) / n}, "after one more step"),
        ({"chance": (n * p - K) / (n - b - 1)}, "after one more step|divided by zero"),
        ({"moments": COINS.moments}, "after one more step"),
        ({"moments": (b * p + 1, URN.moments[1])}, "at the start"),
        ({"last": None}, "nothing is divided by zero"),
        ({"constants": ()}, "nothing is divided by zero"),
    ],
)
def test_another_chance_has_other_moments(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(URN, **changes).discharge()


@pytest.mark.parametrize("chance", [p * K**2, p / (1 + K)])
def test_a_chance_that_takes_more_than_two_moments_is_refused(chance):
    with pytest.raises(WrongForm, match="must be linear in K"):
        replace(COINS, chance=chance)


def test_a_mean_square_is_multiplied_by_that_of_the_factor():
    SQUARE.discharge()
    assert str(SQUARE.shows.lhs) == "E r^2(T)"


@pytest.mark.parametrize(
    "changes",
    [
        {"factor": (1 - x * p) ** 2},
        {"step": r + x * k * r},
        {"power": 1},
        {"moments": together("", SHARE.links[0], Identity("", p**2, p**2, reads=MEANS[1]))},
    ],
)
def test_another_factor_is_not_the_mean(changes):
    with pytest.raises(DoesNotFollow, match="after one more step"):
        replace(SQUARE, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"step": r - x * k}, "must multiply r"),
        ({"step": r**2 * k}, "must multiply r"),
        ({"step": r / (1 + k**2)}, "must multiply r"),
        ({"moments": SHARE.links[0]}, "the mean of power 2 of k is needed"),
        ({"power": 3}, "the mean of power 3 of k is needed"),
        ({"means": MEANS[:1]}, "the mean of power 2 of k is needed"),
        ({"means": MEANS[:1] * 2}, "the means of two powers are two"),
        ({"start": k}, "must not depend on k"),
        ({"start": r}, "must not depend on r"),
        ({"step": r * (1 - T * k)}, "must not depend on T"),
        ({"moments": together("", SHARE, Implication("", (T < 5, Eq(x, T)), x < 5))}, "must not depend on T"),
        (
            {"moments": together("", SHARE.links[1], Identity("", k + r, r + k, MEANS[0]))},
            "not depend on [kr]",
        ),
    ],
)
def test_a_mean_that_is_not_there_or_not_the_same_at_every_step_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(SQUARE, **changes)


def test_equations_are_put_in():
    known = Identity("known", (y + 1) ** 2, y**2 + 2 * y + 1, reads=x)
    FromEquations("then", known, x - 1, y * (y + 2)).discharge()
    with pytest.raises(DoesNotFollow, match="then"):
        FromEquations("then", known, x + 1, y * (y + 2)).discharge()
    for left in (y + 1, S.One):
        with pytest.raises(WrongForm, match="one equation of a part"):
            FromEquations("then", known, left, left)
    twice = together("", known, Identity("", y + y, 2 * y, reads=x))
    with pytest.raises(WrongForm, match="one equation of a part"):
        FromEquations("then", twice, x, y)


DOUBLES = ClosedForms("doubling", T, {x: S(3)}, {x: 2 * x}, {x: 3 * 2**T})


def test_steps_that_do_nothing_may_stand_anywhere():
    paused = WithIdleSteps("with pauses", DOUBLES, x + 0 * y, m)
    paused.discharge()
    assert str(paused.shows) == "Eq(x(T, m), 3*2**T)"
    with pytest.raises(DoesNotFollow, match="the other kind does nothing"):
        replace(paused, idle=-x).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"others": x}, "must be new, and a nonnegative integer"),
        ({"others": T}, "T must be new"),
        ({"idle": x + m}, "m must be new"),
        ({"moving": replace(DOUBLES, last=n)}, "any number of steps must move one symbol"),
        ({"moving": ClosedForms("", T, {x: p, y: p}, {x: x, y: y}, {x: p, y: p})}, "must move one symbol"),
    ],
)
def test_steps_whose_order_would_matter_are_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(WithIdleSteps("with pauses", DOUBLES, x, m), **changes)
