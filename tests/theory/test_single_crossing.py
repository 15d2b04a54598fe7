"""The single-crossing argument: with one of its premises weakened it is not discharged."""

from dataclasses import replace

import pytest
from sympy import Eq, Equality, Implies, S, Symbol, exp, log, symbols

from theory import pairs
from theory.logic.derivation import DoesNotFollow
from theory.logic.families import Every, Some
from theory.logic.proof import Implication
from theory.logic.rules import Chain, WrongForm
from theory.logic.single_crossing import Exponential, SingleCrossing

d_1, d_2, kappa_1, kappa_2 = symbols("d_1 d_2 kappa_1 kappa_2", real=True)
p, t = symbols("p t", positive=True)
m, d = Symbol("m", nonnegative=True), Symbol("d", real=True)


def crossing() -> SingleCrossing:
    """Return the step of the proof that ordered times win."""
    (proof,) = pairs.prove_ordered_times().obligations
    assert isinstance(proof, Chain)
    step = proof.links[0]
    assert isinstance(step, SingleCrossing)
    return step


def test_it_concludes_an_inequality_of_sums_under_what_every_pair_and_some_pair_satisfies():
    assert str(crossing().shows) == "Sum(kappa[k]*m[k]*x[k], (k, 1, N)) < Sum(kappa[k]*x[k], (k, 1, N))"
    assert [type(formula) for formula in crossing().given] == [Equality, Every, Some, Every]


def test_without_two_members_that_are_known_it_concludes_no_strict_inequality():
    weak = replace(crossing(), somewhere=None)
    weak.discharge()
    assert str(weak.shows) == "Sum(kappa[k]*m[k]*x[k], (k, 1, N)) <= Sum(kappa[k]*x[k], (k, 1, N))"
    assert [type(formula) for formula in weak.given] == [Equality, Every, Every]
    with pytest.raises(DoesNotFollow, match="more share, no more weight"):
        replace(weak, ordered=Implies(kappa_1 < kappa_2, d_1 >= d_2)).discharge()


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"ordered": Implies(kappa_1 < kappa_2, d_1 <= d_2 + 1)}, "more share, no more weight"),
        ({"ordered": Implies(kappa_1 < kappa_2, d_1 >= d_2)}, "more share, no more weight"),
        ({"ordered": Implies((d_1 < 0) & (d_2 > 0), kappa_1 <= kappa_2)}, "what rests is between"),
        ({"somewhere": kappa_1 < kappa_2}, "unlike these two"),
        ({"somewhere": d_1 < d_2}, "unlike these two"),
        ({"sign": -1}, "a term of the sum"),
        ({"weight": 2 * Symbol("kappa", real=True)}, "a term of the sum"),
        ({"facts": Exponential(m, d, p, exp(-2 * p * t), t)}, "its logarithm"),
    ],
)
def test_what_is_weakened_or_wrong_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(crossing(), **changes).discharge()


def test_a_premise_cannot_be_left_out():
    for name in ("facts", "ordered", "shares"):
        parts = {
            field: getattr(crossing(), field) for field in crossing().__dataclass_fields__ if field != name
        }
        with pytest.raises(TypeError, match=name):
            SingleCrossing(**parts)


def test_what_the_facts_are_given_is_given_of_every_member():
    known = Implication("known", (Eq(d, 1),), m < 1)
    assert "(Eq(d[i], 1) for every i to N)" in map(str, replace(crossing(), facts=known).given)


def test_what_the_facts_name_must_be_of_a_member():
    with pytest.raises(WrongForm, match="m' may be another one of every member"):
        replace(crossing(), member=tuple(s for s in crossing().member if s.name != "m'"))


def test_a_member_is_not_called_like_one_with_a_number():
    with pytest.raises(WrongForm, match="d_1 is of a member and of one with a number"):
        replace(crossing(), member=(*crossing().member, d_1))


def test_an_exponential_needs_its_logarithm_and_a_positive_rate():
    Exponential(m, d, p, exp(-p * t), t).discharge()
    with pytest.raises(DoesNotFollow, match="its logarithm"):
        Exponential(m, d, p, exp(p * t), t).discharge()
    for rate in (-p, S.Zero, Symbol("c", real=True)):
        with pytest.raises(WrongForm, match="not known to be positive"):
            Exponential(m, d, rate, exp(-rate * t), t)


@pytest.mark.parametrize(
    ("name", "of", "time"),
    [
        (p, d, t),  # p is the rate
        (m, t, 2 * t),
        (m, p, t),
        (m * t, d, t),
        (m, d**2, t),
        (m, d, log(t - 1)),
        (d, d, t),
        (Symbol("m", negative=True), d, t),
        (Symbol("m", integer=True), d, t),
        (m, Symbol("d", positive=True), t - 1),
        (m, Symbol("d", integer=True), t),
    ],
)
def test_an_exponential_is_named_by_what_is_free(name, of, time):
    with pytest.raises(WrongForm, match=r"already|its domain|two things"):
        Exponential(name, of, p, exp(-p * time), time)


def test_an_exponential_may_go_without_names():
    later = Symbol("t", nonnegative=True)
    plain = Exponential(exp(-p * later), later, p, exp(-p * later), later)
    plain.discharge()
    assert not plain.names
    assert {str(part) for part in plain.shows.args} == {
        "Equivalent(t > 0, exp(-p*t) < 1)",
        "Equivalent(Eq(t, 0), Eq(exp(-p*t), 1))",
    }


def test_a_rate_may_be_shown_to_be_positive():
    a, b = symbols("a b", positive=True)
    steeper = Implication("steeper", (a > b,), a - b > 0)
    falls = Exponential(m, d, a - b, exp((b - a) * t), t, steeper)
    falls.discharge()
    assert falls.given == (a > b,)
    with pytest.raises(WrongForm, match="not known to be positive"):
        replace(falls, rate=b - a)
    with pytest.raises(WrongForm, match="not known to be positive"):
        replace(falls, rate=a, meaning=exp(-a * t))  # something else is shown
    with pytest.raises(DoesNotFollow, match="steeper"):
        replace(falls, positive=replace(steeper, given=())).discharge()
    with pytest.raises(WrongForm, match="stands for something already"):
        replace(falls, name=b)


def test_what_is_of_no_member_is_not_called_like_that_of_one():
    """With x >= x_1 of every x and a constant x_1, what gains would weigh no more than what loses."""
    a, b, x, x_1, x_2, x_3 = symbols("a b x x_1 x_2 x_3", real=True)
    parts = {"member": (a, b, x), "weight": x, "shares": (a, b), "values": (x * a, x * b)}
    for facts, ordered in (
        (Implication("", (x >= x_1,), x >= x_1), x_1 * x_2 > -5),
        (Implication("", (x >= 0,), x >= 0), x_1 * x_2 > x_3),
    ):
        with pytest.raises(WrongForm, match="is of one with a number already"):
            SingleCrossing("", **parts, facts=facts, ordered=ordered)
