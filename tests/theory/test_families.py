"""From one member to every member, and to some: what would say too much is refused."""

import pytest
from sympy import Eq, Function, IndexedBase, Ne, Sum, Symbol, Tuple, exp, symbols

from theory.logic.families import Every, ForEvery, OfSome, Some, family, i, j, members, of_members, pair, size
from theory.logic.induction import ClosedForm, Induction
from theory.logic.proof import Identity, Implication
from theory.logic.rules import Chain, Instance, WrongForm, together
from theory.logic.single_crossing import Exponential
from theory.logic.substitution import bound, replaced

p, m = symbols("p m", positive=True)
p_1, p_2 = symbols("p_1 p_2", positive=True)
x, y = symbols("x y", real=True)
P, X = family(p), family(x)
BELOW = Implication("squares keep order", (p <= m, m < 1), p**2 <= m**2)
LARGER = Implication("of two", (p_1 > p_2,), p_1**2 > p_2**2)


def every(relation, *indices):
    return Every(relation, *[Tuple(index, size) for index in indices])


def test_hypotheses_of_a_member_are_of_every_member_and_others_stay():
    all_of_them = ForEvery(BELOW, members(p))
    assert all_of_them.given == (every(P[i] <= m, i), m < 1)
    assert all_of_them.shows == every(P[i] ** 2 <= m**2, i)
    assert all_of_them.obligations == (BELOW,)


def test_every_part_of_a_conclusion_is_of_every_member():
    both = together("both", BELOW, Implication("", (p <= m, m < 1), p < 1))
    assert ForEvery(both, members(p)).shows == every(P[i] ** 2 <= m**2, i) & every(P[i] < 1, i)
    with pytest.raises(WrongForm, match="m < 2 is not of every member"):
        ForEvery(together("", BELOW, Implication("", (m < 1,), m < 2)), members(p))


def test_every_two_are_two_that_are_not_the_same():
    assert ForEvery(LARGER, pair(p)).given == (every(P[i] > P[j], i, j),)
    one = Implication("", (p_1 > 1, p_2 > 1), p_1 * p_2 > 1)
    assert ForEvery(one, pair(p)).given == (every(P[i] > 1, i),)  # said of both, it is said of every one
    with pytest.raises(WrongForm, match="p_1 < 1 is not of every member that is spoken of"):
        ForEvery(Implication("there may be no other", (p_1 + p_2 < 1,), p_1 < 1), pair(p))


def test_some_member_is_one_that_is_said_to_be_there():
    larger = OfSome(Implication("", (p > m, p < 1), p**2 > m**2), members(p), (p > m,))
    assert larger.given == (Some(P[i] > m, Tuple(i, size)), every(P[i] < 1, i))
    assert larger.shows == Some(P[i] ** 2 > m**2, Tuple(i, size))
    for some in ((), (p > 2,), (m < 1,)):
        with pytest.raises(WrongForm, match="must say that there are such members"):
            OfSome(BELOW, members(p), some)
    with pytest.raises(WrongForm, match="must say that there are such members"):
        OfSome(Implication("", (p_1 > 1, p_2 > 1), p_1 * p_2 > 1), pair(p), (p_1 > 1,))


def test_what_follows_from_some_member_may_be_of_no_member():
    found = OfSome(Implication("", (Eq(p, m), p < 1), m < 1), members(p), (Eq(p, m),))
    assert found.given == (Some(Eq(P[i], m), Tuple(i, size)), every(P[i] < 1, i))
    assert found.shows == (m < 1)


@pytest.mark.parametrize(
    ("of", "complaint"),
    [
        ({}, "members i, or i and j"),
        ({p: family(x)[i]}, "another domain"),
        ({p: family(Symbol("p", nonnegative=True))[i]}, "another domain"),
        ({p: P[Symbol("l")]}, "members i, or i and j"),
        ({p: P[i], m: family(m, Symbol("M", integer=True))[i]}, "of one size each"),
        ({p: P[i], m: P[i]}, "two symbols stand for the same"),
        ({p: IndexedBase(p)[i]}, "must be a symbol and that of a member of a family"),
        ({p**2: family(p**2)[i]}, "must be a symbol and that of a member of a family"),
        ({p: P[i], size: family(size)[i]}, "how many there are"),
    ],
)
def test_members_that_are_not_fresh_are_refused(of, complaint):
    with pytest.raises(WrongForm, match=complaint):
        ForEvery(BELOW, of)


def test_what_is_one_thing_for_all_cannot_be_said_of_every_member():
    """A zero, a solution, the state of an induction: it is what it is for the symbols of one member."""
    T, d, t = Symbol("T", integer=True, nonnegative=True), Symbol("d", real=True), Symbol("t", real=True)
    solved = ClosedForm("r", x * p**T, T, y, x, p * y)
    kept = Induction("y", y >= p, {y: p}, {y: 2 * y})
    ratio = Exponential(m, d, 4 * p, exp(-4 * p * t), t)
    written = Identity("", p + p, 2 * p, reads=y)
    for premise, loose in ((solved, r"y\(T\)"), (kept, "y"), (ratio, "d"), (together("", written), "y")):
        with pytest.raises(WrongForm, match=f"{loose} may be another one of every member"):
            ForEvery(premise, members(p, x) if premise is solved else members(p))
    at_T = members(p, x, Function("y")(T))
    assert str(ForEvery(solved, at_T).shows) == "(Eq(y(T)[i], p[i]**T*x[i]) for every i to N)"
    with pytest.raises(WrongForm, match="d stands for something already"):
        Instance(Exponential(m, d, p, exp(-p * t), t), {d: x})


def test_an_index_is_not_caught():
    about_i = Implication("", (p < P[i],), p**2 < P[i] ** 2)
    with pytest.raises(WrongForm, match="i occurs already"):
        ForEvery(about_i, members(p))
    inner = every(P[i] < m, i)
    assert of_members(inner, {m: family(m)[j]}).args[0] == every(P[i] < family(m)[j], i)
    assert bound(inner) == {i}
    with pytest.raises(WrongForm, match="i is bound there"):
        Instance(ForEvery(Implication("", (x < y,), x < y + 1), members(x)), {y: X[i]})


def test_a_sum_may_take_the_place_of_a_real_symbol_that_is_of_no_member():
    bounded = ForEvery(Implication("", (x < y,), x < y + 1), members(x))
    k = Symbol("k", integer=True)
    whole = Instance(bounded, {y: Sum(X[k] ** 2, (k, 1, size))})
    assert whole.shows == every(X[i] < Sum(X[k] ** 2, (k, 1, size)) + 1, i)


def test_statements_about_families_are_links_of_a_chain():
    first = ForEvery(BELOW, members(p))
    second = ForEvery(Implication("", (p**2 <= m**2,), p**2 <= m**2 + 1), members(p))
    Chain("", first.given, second.shows, (first, second)).discharge()
    with pytest.raises(WrongForm, match="is not shown"):
        Chain("", first.given, second.shows, (second,))


def test_nothing_is_evaluated_when_it_becomes_of_a_member():
    """Of a family of positive numbers sympy would see that it is positive, and drop the statement."""
    shown = ForEvery(Implication("", (Ne(p, 0, evaluate=False),), p**2 > m), members(p))
    assert str(shown.given) == "((Ne(p[i], 0) for every i to N),)"
    assert replaced(x > 0, {x: p}).args == (p, 0)
