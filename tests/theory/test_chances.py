"""Events and means over a number of hits: another event, another value or another sum is no proof."""

from dataclasses import replace

import pytest
from sympy import (
    And,
    Eq,
    Function,
    Ge,
    Gt,
    Lt,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    S,
    Sum,
    Symbol,
    binomial,
    symbols,
)

from theory.logic.chances import MeanOverHits, SameEvent
from theory.logic.counting import Chance, Excluded, Hits
from theory.logic.derivation import DoesNotFollow
from theory.logic.proof import Identity, Implication
from theory.logic.rules import Instance, WrongForm
from theory.logic.shares import NoneOfShares

n, k = (Symbol(name, integer=True, nonnegative=True) for name in "nk")
m, N, d = (Symbol(name, integer=True, positive=True) for name in "mnd")
K, M = symbols("K M", positive=True)
COINS = Hits("coins", binomial(n, k) / 2**n, n, k, S.Half, S.Half)
ODD = 2 * m - 1
MIXED = Excluded("mixed", COINS, ODD, (S.Zero, ODD), 1 - 2 / 2**ODD, (Ge(m, 1, evaluate=False),))
BOTH = And(Gt(k, 0, evaluate=False), Lt(k, ODD))
UNEQUAL = SameEvent(MIXED, BOTH & Ne(k, ODD - k, evaluate=False), (ODD / 2,))


def test_a_probability_binds_the_number_of_hits():
    shown = UNEQUAL.shows.lhs
    assert (shown.free_symbols, shown.hits, shown.draws, shown.hit) == ({m}, k, ODD, S.Half)
    at_three = Instance(UNEQUAL, {m: S(2)}).shows
    assert at_three == Eq(Chance(And(k > 0, k < 3), k, S(3), S.Half), S(3) / 4)


def test_an_event_may_be_put_otherwise():
    UNEQUAL.discharge()
    replace(UNEQUAL, event=BOTH, never=()).discharge()


@pytest.mark.parametrize(
    "changes",
    [
        {"never": ()},
        {"event": And(Gt(k, 0, evaluate=False), Lt(k, ODD - 1))},
        {"event": Gt(k, 0, evaluate=False)},
        {"event": Ne(k, 1)},
    ],
)
def test_another_event_is_not_the_same(changes):
    with pytest.raises(DoesNotFollow, match="it is the same event"):
        replace(UNEQUAL, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"never": (m,)}, "m may be an integer"),
        ({"never": (Symbol("x", real=True),)}, "x may be an integer"),
        ({"chance": COINS}, "an equation of a probability is needed"),
        ({"chance": Identity("", S.One, S.One)}, "an equation of a probability is needed"),
    ],
)
def test_what_is_no_equation_of_a_probability_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(UNEQUAL, **changes)


def test_nothing_may_be_given_of_the_number_of_hits():
    with pytest.raises(WrongForm, match="something is given of k"):
        SameEvent(replace(MIXED, given=(*MIXED.given, k > 1)), BOTH)


GAIN = MeanOverHits(
    "a mean",
    law=COINS,
    draws=N,
    inside=Identity("gain", Max(K, M) / Min(K, M), Max(K, M) / Min(K, M)),
    place=(K, M),
    ends=Identity("alone", S.One, S.One),
    mean=Function("E")(N),
    formula=2 ** (1 - N) + Sum(binomial(N, k) / 2**N * Max(k, N - k) / Min(k, N - k), (k, 1, N - 1)),
)


def test_a_mean_takes_every_number_of_hits_as_often_as_it_occurs():
    GAIN.discharge()
    assert GAIN.shows.rhs.subs(N, 3).doit() == S(7) / 4


@pytest.mark.parametrize(
    "changes",
    [
        {"formula": GAIN.formula - 2 ** (1 - N)},
        {"ends": Identity("alone", S(2), S(2))},
        {"inside": Identity("gain", K, K)},
        {"law": Hits("one way", S.One + 0 * n, n, k, S.Half, S.Half)},
    ],
)
def test_another_sum_is_not_the_mean(changes):
    with pytest.raises(DoesNotFollow):
        replace(GAIN, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"law": replace(COINS, hit=S.One)}, "must be probabilities"),
        ({"law": replace(COINS, hit=S(2), miss=-S.One)}, "must be probabilities"),
        ({"draws": n}, "n must be a positive integer"),
        ({"place": (K, K)}, "hits and misses must be two positive numbers"),
        ({"place": (K, n)}, "hits and misses must be two positive numbers"),
        ({"inside": Implication("gain", (K > M,), Eq(Max(K, M) / Min(K, M), K / M))}, "nothing given"),
        ({"inside": Implication("gain", (), K + M > 1)}, "must be an equation"),
        ({"inside": Identity("gain", K * k, k * K)}, "must depend on hits and misses alone"),
        ({"ends": Identity("alone", K, K)}, "must be the same for none and for all"),
    ],
)
def test_values_that_are_not_known_everywhere_are_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(GAIN, **changes)


p, t = symbols("p t", integer=True, positive=True)
EACH = Identity("each", 1 / d ** (p * t) * p, p * d ** (-p * t))
OTHERS = 1 - Sum(Piecewise((p * d**-N, Eq(Mod(N, p), 0)), (0, True)), (p, 1, d))
LEFT = NoneOfShares("others", EACH, (p, t), N, d, Function("P")(N, d), OTHERS)


def test_what_all_shares_leave_is_the_rest():
    LEFT.discharge()
    for wrong in (OTHERS + 1, 1 - Sum(p * d**-N, (p, 1, d))):
        with pytest.raises(DoesNotFollow, match="what they leave"):
            replace(LEFT, formula=wrong).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"parts": (p, p)}, "must be four positive integers"),
        ({"draws": n}, "must be four positive integers"),
        ({"most": p}, "must be four positive integers"),
        ({"each": Identity("each", p * N, p * N)}, "must be an equation for all"),
        ({"each": Implication("each", (p > 1,), Eq(p, p, evaluate=False))}, "must be an equation for all"),
        ({"each": Implication("each", (), p + t > 3)}, "must be an equation for all"),
    ],
)
def test_shares_that_are_not_known_for_all_numbers_are_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(LEFT, **changes)
