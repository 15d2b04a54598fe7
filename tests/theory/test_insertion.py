"""What is put in a symbol's place lies in its domain, and a hypothesis that is dropped is an identity."""

import pytest
from sympy import Eq, Limit, Sum, exp, log, oo, sqrt, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.insertion import Inserted
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import WrongForm, together
from theory.logic.substitution import in_domain

x, y = symbols("x y", real=True)
p, w = symbols("p w", positive=True)
u = symbols("u", nonnegative=True)
k = symbols("k", integer=True, positive=True)
GROWS = Implication("grows", (Eq(w, p**2), p > 1), w > 1)


def test_what_only_names_something_is_a_hypothesis_no_more():
    inserted = Inserted(GROWS, {w: p**2})
    assert (inserted.given, inserted.shows) == ((p > 1,), p**2 > 1)
    assert Proof((inserted,)).check() == 2


def test_an_equation_that_is_no_identity_is_not_dropped_unseen():
    wrong = Inserted(GROWS, {w: p**2 + 1})
    assert wrong.given == (p > 1,)
    with pytest.raises(DoesNotFollow, match="Eq\\(w, p\\*\\*2\\)"):
        wrong.discharge()


def test_a_hypothesis_that_says_something_stays():
    positive = Inserted(Implication("", (x > 1,), x**2 > 1), {x: y + 2})
    assert positive.given == (y + 2 > 1,)
    other = Inserted(Implication("", (Eq(y, 3), x > 0), x + y > 3), {x: y})
    assert other.given == (Eq(y, 3), y > 0)


@pytest.mark.parametrize(
    ("symbol", "value", "inside"),
    [
        (x, 1 / p, True),
        (x, 1 / u, False),  # u may be zero
        (x, log(u), False),
        (w, exp(x), True),
        (w, u, False),
        (w, x**2, False),
        (u, x**2, True),
        (u, sqrt(u), True),
        (u, sqrt(x), False),
        (k, p, False),
        (k, k + 1, True),
        (symbols("z"), p, True),
        (symbols("z"), oo, False),
    ],
)
def test_the_domain_decides(symbol, value, inside):
    assert in_domain(symbol, value) is inside


@pytest.mark.parametrize(
    ("premise", "at"),
    [
        (GROWS, {}),
        (GROWS, {w: x}),
        (GROWS, {u: p}),  # of something else
        (Identity("named", p**2, p * p, reads=w), {w: p}),  # w is what the premise says it is
        (together("", GROWS, Identity("named", y**2, y * y, reads=x)), {p: exp(x)}),
        (Identity("", Sum(p * k, (k, 1, 3)), 6 * p), {p: exp(k)}),
        (Identity("", k * Sum(p * k, (k, 1, 3)), 6 * p * k), {k: k + 1}),
        (together("", GROWS, Identity("", Limit(w, w, p), p)), {w: p**2}),
    ],
)
def test_what_does_not_fit_is_refused(premise, at):
    with pytest.raises(WrongForm):
        Inserted(premise, at)
