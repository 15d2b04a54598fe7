"""Rules that join premises: a wrong one is not discharged, without one of them there is no proof."""

import pytest
from sympy import Eq, Ge, Gt, Ne, S, Symbol, exp

from theory.logic.derivation import DoesNotFollow
from theory.logic.induction import ClosedForm, Induction
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import BothWays, ByCases, Chain, Deduction, Instance, WrongForm, together

T = Symbol("T", integer=True, nonnegative=True)
a = Symbol("a", positive=True)
x, y, r, f = (Symbol(name, real=True) for name in "xyrf")


def grows(**changes):
    """Return that r >= a is kept when a step multiplies by f >= 1."""
    parts = {"says": "r >= a", "holds": r >= a, "start": {r: a}, "step": {r: f * r}, "each": (f >= 1,)}
    return Induction(**(parts | changes))


def test_an_induction_makes_its_base_and_its_step():
    base, step = grows().obligations
    assert (base.given, base.shows) == ((), Ge(a, a, evaluate=False))
    assert (step.given, step.shows) == ((f >= 1, r >= a), f * r >= a)
    grows().discharge()
    assert grows().shows == (r >= a)


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"start": {r: a / 2}}, "at the start"),
        ({"step": {r: r / 2}, "each": ()}, "after one more step"),
        ({"each": (f >= 0,)}, "after one more step"),
        ({"each": (f > 2, f < 1)}, "after one more step: the hypotheses alone"),
    ],
)
def test_an_induction_without_base_or_step_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        grows(**changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"step": {}}, "the same symbols"),
        ({"given": (r >= 1,)}, "something is given of r"),
        ({"each": (f * r >= 1,)}, "something is given of r"),
        ({"holds": r >= f}, "f is of one step only"),
        ({"start": {r: a * f}}, "f is of one step only"),
        ({"holds": a >= 1, "start": {a: a}, "step": {a: a * f}}, "a has a domain"),
    ],
)
def test_an_induction_that_would_prove_too_much_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        grows(**changes)


def test_a_closed_form_needs_start_and_recursion():
    doubling = {"says": "", "solution": 3 * 2**T, "index": T, "state": x, "start": S(3), "step": 2 * x}
    ClosedForm(**doubling).discharge()
    for wrong in ({"solution": 2**T}, {"step": 3 * x}, {"start": S(4)}):
        with pytest.raises(DoesNotFollow):
            ClosedForm(**(doubling | wrong)).discharge()
    for unfit in ({"index": x}, {"step": T * x}, {"start": x}, {"solution": x * 2**T}):
        with pytest.raises(WrongForm):
            ClosedForm(**(doubling | unfit))


FIRST, SECOND = Implication("first", (x > 1,), x**2 > 1), Implication("second", (x**2 > 1,), x**4 > 1)


def test_a_chain_may_use_what_an_earlier_link_shows():
    Chain("x^4 > 1", (x > 1,), x**4 > 1, (FIRST, SECOND)).discharge()


@pytest.mark.parametrize(
    ("links", "complaint"),
    [
        ((SECOND,), "second uses x\\*\\*2 > 1, which is not shown"),
        ((SECOND, FIRST), "second uses x\\*\\*2 > 1, which is not shown"),
        ((FIRST,), "nothing shows x\\*\\*4 > 1"),
        ((), "nothing shows x\\*\\*4 > 1"),
        ((FIRST, SECOND, Implication("third", (x > 1,), x > 0)), "third is of no use"),
    ],
)
def test_a_chain_with_a_gap_or_an_idle_link_is_refused(links, complaint):
    with pytest.raises(WrongForm, match=complaint):
        Chain("x^4 > 1", (x > 1,), x**4 > 1, links)


def test_a_chain_with_a_wrong_link_is_not_discharged():
    wrong = Implication("first", (x > 1,), x**2 > 2)
    with pytest.raises(DoesNotFollow, match=r"first: .* is false at"):
        Chain("no", (x > 1,), x**4 > 2, (wrong, Implication("second", (x**2 > 2,), x**4 > 2))).discharge()


def test_a_conclusion_of_several_parts_needs_a_link_for_each():
    parts = Implication("above", (x > 1,), x > 0), Implication("square", (x > 1,), x**2 > 1)
    assert together("both", *parts).given == (x > 1,)
    with pytest.raises(WrongForm, match="nothing shows"):
        Chain("both", (x > 1,), together("both", *parts).shows, parts[:1])


def square(*conditions):
    cases = tuple(Implication(f"case {side}", (side,), x**2 > 0) for side in conditions)
    return ByCases("a square", (Ne(x, 0),), cases)


def test_cases_that_are_all_there_are_prove():
    square(x > 0, x < 0).discharge()
    square(x > 0, x > 1, x < 0).discharge()


def test_a_case_that_is_not_treated_is_found():
    with pytest.raises(DoesNotFollow, match=r"no other case: .* is false at x ="):
        square(x > 0, x < -1).discharge()


def test_cases_that_do_not_fit_together_are_refused():
    with pytest.raises(WrongForm, match="several cases"):
        square(x > 0)
    with pytest.raises(WrongForm, match="show the same"):
        ByCases("", (), (Implication("", (x > 0,), x**2 > 0), Implication("", (x <= 0,), x**2 > 1)))
    with pytest.raises(WrongForm, match="without a condition"):
        square(x > 0, Ne(x, 0))


def test_an_equivalence_needs_both_ways():
    forward, backward = Implication("", (a > 1,), a**2 > 1), Implication("", (a**2 > 1,), a > 1)
    BothWays("", forward, backward).discharge()
    for other in (forward, Implication("", (a**2 > 1,), 2 * a > 1), Implication("", (x > 1,), a > 1)):
        with pytest.raises(WrongForm, match="must begin where the other one ends"):
            BothWays("", forward, other)
    with pytest.raises(WrongForm, match="other hypotheses"):
        BothWays("", forward, Implication("", (a**2 > 1, x > 1), a > 1))


def test_a_deduction_takes_hypotheses_into_its_conclusion():
    premise = Implication("", (x > 1, y > x), y > 1)
    assert Deduction(premise, keep=1).given == (x > 1,)
    assert not Deduction(premise).given
    with pytest.raises(WrongForm, match="no hypothesis"):
        Deduction(premise, keep=2)


def test_an_instance_puts_real_values_in_the_place_of_real_symbols():
    premise = Implication("squares", (x > 1,), x**2 > 1)
    assert Instance(premise, {x: y**2 + 2}).given == (Gt(y**2 + 2, 1, evaluate=False),)
    Instance(premise, {x: y**2 + 2}).discharge()
    positive = Implication("", (), Gt(a, 0, evaluate=False))
    assert Instance(positive, {a: exp(y)}).shows == Gt(exp(y), 0, evaluate=False)
    for at in ({x: Symbol("c")}, {x: S.ImaginaryUnit}, {a: y}, {a: y**2}, {T: x}):
        with pytest.raises(WrongForm, match="may not be in the domain"):
            Instance(premise, at)


def test_what_a_side_reads_is_in_the_conclusion_but_what_it_is_decides():
    assert Identity("", S(2), S(2), reads=y).shows == Eq(y, 2)
    with pytest.raises(DoesNotFollow):
        Identity("", S(1), S(2), reads=y).discharge()


@pytest.mark.parametrize(("left", "reads"), [(S(2), S(3)), (x**2, x), (x**2, x + y), (x, a), (1 / x, y)])
def test_a_side_reads_only_as_a_name_that_is_free_and_whose_domain_it_is_in(left, reads):
    with pytest.raises(ValueError, match=r"is no name that is free|may not be in the domain"):
        Identity("", left, left, reads=reads)


def test_a_proof_is_its_single_premise():
    chain = Chain("x^4 > 1", (x > 1,), x**4 > 1, (FIRST, SECOND))
    assert Proof((chain,)).conclusion is chain
    assert Proof((chain,)).check() == 2
    for premises in ((), (FIRST, SECOND)):
        with pytest.raises(ValueError, match=f"a proof has one premise, not {len(premises)}"):
            Proof(premises)


def test_a_proof_is_printed_with_its_conclusions_and_what_they_rest_on():
    assert str(Proof((square(x > 0, x < 0),))).splitlines() == [
        "a square (ByCases)",
        "    x**2 > 0, if Ne(x, 0)",
        "  no other case: no other case (Implication)",
        "      (x > 0) | (x < 0), if Ne(x, 0)",
        "  case 1: case x > 0 (Implication)",
        "      x**2 > 0, if x > 0",
        "  case 2: case x < 0 (Implication)",
        "      x**2 > 0, if x < 0",
    ]
