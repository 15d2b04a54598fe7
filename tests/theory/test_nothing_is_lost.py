"""What sympy has evaluated on the way, or what says nothing, is no line, no hypothesis and no conclusion."""

import pytest
from sympy import Eq, Gt, Lt, S, Symbol, sin

from theory.logic.derivation import Derivation, DoesNotFollow, check_implication
from theory.logic.proof import Implication

x = Symbol("x", real=True)
y = Symbol("y", positive=True)
name = Symbol("name", real=True)


@pytest.mark.parametrize("lost", [y > 0, y < 0, S.true, S.false, True, False])
def test_a_hypothesis_that_was_evaluated_is_refused(lost):
    with pytest.raises(ValueError, match=f"hypothesis 2 is only {lost}"):
        Implication("lost", (x > 1, lost), x > 0)
    with pytest.raises(DoesNotFollow, match=f"hypothesis 2 is only {lost}"):
        check_implication("lost", (x > 1, lost), x > 0)


@pytest.mark.parametrize("lost", [y > 0, S.true, True])
def test_a_conclusion_that_was_evaluated_to_true_is_refused(lost):
    with pytest.raises(ValueError, match="nothing is left to ask"):
        Implication("lost", (x > 1,), lost)
    with pytest.raises(DoesNotFollow, match="nothing is left to ask"):
        Derivation("lost").implies(lost, "of course")


def test_a_conclusion_that_was_evaluated_to_false_does_not_follow():
    with pytest.raises(DoesNotFollow, match="is false at"):
        Implication("never", (x > 1,), y < 0).discharge()


def test_an_expansion_that_says_nothing_is_refused():
    with pytest.raises(DoesNotFollow, match="says nothing"):
        Derivation("idle").expands(sin(y), sin(y), y, 3, "of course")


def test_names_are_unfolded_before_the_solvers_are_asked():
    named = Derivation("named").define(name, 1 + x**2, "a name")
    assert named.implies(name > 0, "a square and one").lines[1].statement == Gt(name, 0)
    assert named.implies(Lt(x, name), "the same", (name > 2,)).lines
    with pytest.raises(DoesNotFollow, match="is false at"):
        named.implies(name > 1, "not at zero")


def test_the_domain_of_a_name_is_no_hypothesis_about_its_meaning():
    with pytest.raises(DoesNotFollow, match="is false at"):
        Derivation("named").define(y, x, "a positive name for any number").implies(y + x > -1, "no")


@pytest.mark.parametrize(
    ("what", "meaning", "complaint"),
    [
        (2 * x, S.One, "is no symbol"),
        (sin(x), S.One, "is no symbol"),
        (y, S.NegativeOne, "y is .* and -1 is not"),
        (Symbol("k", integer=True), S.Half, "k is .* and 1/2 is not"),
    ],
)
def test_a_condition_is_no_definition(what, meaning, complaint):
    with pytest.raises(DoesNotFollow, match=complaint):
        Derivation("wrong").define(what, meaning, "no")


def test_a_hypothesis_built_with_evaluate_false_is_kept():
    Implication("kept", (Gt(y, 0, evaluate=False), Eq(x, y)), Gt(x + y, 0, evaluate=False)).discharge()
