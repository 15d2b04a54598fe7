"""What falls to zero, and ratios that rise: a premise at some times only, or of other sums, is refused."""

from dataclasses import replace

import pytest
from sympy import Gt, Integer, Le, Limit, Lt, Rational, Sum, Symbol, diff, exp, log, oo, symbols

from theory.logic.derivation import DoesNotFollow
from theory.logic.falling import MetOnce
from theory.logic.families import family, members
from theory.logic.proof import Identity, Implication
from theory.logic.ratios import RatioRises
from theory.logic.rules import Chain, Instance, WrongForm
from theory.logic.sums import Totals, k, total

t, stop, far = symbols("t t_eps far", nonnegative=True)
y, e, eps = symbols("y e eps", positive=True)
z = Symbol("z", real=True)
OF_ONE, TERM = members(y), y * exp(-2 * t)
SOME = (y >= 1,)


def falling(relation, given, rate=2):
    premise = Implication("it falls", given, relation(-2 * y * e, 0, evaluate=False))
    return Instance(premise, {e: exp(-rate * t)})


FALLS = Totals(falling(Le, ()), OF_ONE, falling(Lt, SOME), SOME)
VANISHES = Identity("it vanishes", Limit(TERM, t, oo), Integer(0))


def known(relation, given=()):
    """Return a premise for what only the shape matters of."""
    return Implication("known", given, relation)


def named(relation, given=()):
    """Return one that rests on what z is called, of a time perhaps."""
    name = Identity("z is a name", t + t, 2 * t, reads=z)
    return Chain("named", given, relation, (name, known(relation, (*given, name.shows))))


MET = MetOnce("met", TERM, t, OF_ONE, FALLS, VANISHES, eps, stop)


def test_every_level_is_met_once():
    MET.discharge()
    assert MET.given == FALLS.given
    assert len(MET.shows.args) == 3
    assert stop in MET.names


def test_a_term_that_does_not_vanish_is_not_discharged():
    stays = y * (1 + exp(-2 * t))
    with pytest.raises(DoesNotFollow, match="it vanishes"):
        replace(MET, term=stays, vanishes=replace(VANISHES, left=Limit(stays, t, oo))).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"falls": Totals(falling(Le, ()), OF_ONE)}, "is needed, not"),
        (
            {"falls": Totals(falling(Le, (), exp(-t)), OF_ONE, falling(Lt, SOME, exp(-t)), SOME)},
            "is needed, not",
        ),
        ({"vanishes": Identity("", Limit(exp(-t), t, oo), Integer(0))}, "is needed, not"),
        ({"falls": replace(FALLS, each=falling(Le, (t <= 1,)))}, "something is given of t"),
        ({"falls": named(FALLS.shows, FALLS.given)}, "z may be another one at another time"),
        ({"term": y * exp(-2 * t) + log(y)}, "need not be smooth"),
        ({"term": y * exp(-2 * t) / t}, "need not be smooth"),
        ({"term": y * exp(-(t ** Rational(1, 2)))}, "need not be smooth"),
        ({"term": TERM * family(y)[k]}, "must be of one member"),
        ({"time": Symbol("t", real=True)}, "a time, the same for all"),
        ({"members": {**OF_ONE, **members(t)}}, "a time, the same for all"),
        ({"level": y}, "must be names of a level and a time"),
        ({"level": z}, "must be names of a level and a time"),
        ({"stop": t}, "must be names of a level and a time"),
        ({"stop": eps}, "must be names of a level and a time"),
    ],
)
def test_what_need_not_meet_every_level_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(MET, **changes)


TERMS = (y**2 * exp(-t), y * exp(-2 * t))
TOP, BOTTOM = (total(term, OF_ONE) for term in TERMS)
RISE, FALL = (total(diff(term, t), OF_ONE) for term in TERMS)


RATIO = RatioRises(
    "it rises",
    TERMS,
    t,
    OF_ONE,
    known(Gt(3 * TOP * BOTTOM, 0, evaluate=False)),
    Integer(3),
    known(Gt(BOTTOM, 0, evaluate=False)),
)


def test_the_derivative_of_a_ratio_is_computed_from_its_sums():
    assert RATIO.roles["numerator"].left == 3 * (RISE * BOTTOM - TOP * FALL)
    RATIO.roles["numerator"].discharge()
    for wrong in (Integer(2), Rational(1, 3)):
        with pytest.raises(DoesNotFollow, match="N' D - N D'"):
            replace(RATIO, multiple=wrong).roles["numerator"].discharge()
    compared = next(
        part for part in RATIO.shows.args if part.args[0] == Lt(t, Symbol("t'", nonnegative=True))
    )
    assert compared.args[1].lhs == TOP / BOTTOM


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"multiple": Integer(-3)}, "a positive multiple is needed"),
        ({"multiple": z}, "a positive multiple is needed"),
        ({"slope": known(Lt(TOP, 0, evaluate=False))}, "a positive multiple is needed"),
        ({"slope": known(Gt(TOP, 1, evaluate=False))}, "a positive multiple is needed"),
        ({"slope": known(Gt(TOP, 0, evaluate=False), (t < 1,))}, "something is given of t"),
        ({"slope": named(Gt(TOP, 0, evaluate=False))}, "z may be another one at another time"),
        ({"below": known(Gt(TOP, 0, evaluate=False))}, "> 0 is needed"),
        ({"below": known(Gt(BOTTOM, 0, evaluate=False), (t < 1,))}, "something is given of t"),
        ({"terms": (y / (1 + t), TERMS[1])}, "need not be smooth"),
        ({"terms": (Sum(family(y)[k], (k, 1, 2)) * exp(t), TERMS[1])}, "must be of one member"),
    ],
)
def test_a_ratio_that_need_not_rise_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(RATIO, **changes)
