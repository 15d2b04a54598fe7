"""Below the stability limit the train loss falls at every step, and vanishes. Knows one step of descent."""

from sympy import And, Eq, Expr, Ge, Gt, Le, Ne, Symbol, symbols

from theory import descent, losses
from theory.descent import p_max
from theory.logic.decay import Vanishing
from theory.logic.families import OfSome, distinct, members
from theory.logic.proof import Implication, Proof
from theory.logic.rules import Chain, Instance, conjunction
from theory.logic.sums import Totals, total
from theory.symbols import eta, r, w

_rho, _m = Symbol("rho", real=True), Symbol("m", nonnegative=True)  # a contraction factor, the largest square


def prove_loss_falls() -> Proof:
    """Prove: below 1/max p a step multiplies L_train by at most m = max rho_i^2 < 1, so that it vanishes.

    m is the largest of the coordinates that were drawn; one of these is not at rest. After T steps at the
    same rate L_train is at most m^T times what it was.

    Example:
        >>> prove_loss_falls().check()
        5
    """
    before, after = (losses.train_loss((w,), (at,)) for at in (r, _rho * r))
    of_one = members(w, r, _rho)
    now, later = total(before, of_one), total(after, of_one)
    less = _each_is_less(before, after)
    sign, some = _never_negative(before)
    below = _largest_factor()
    u, y = symbols("u y", real=True)
    strictly = Implication("is less", (u <= _m * y, _m < 1, y > 0), u < y)
    links = (
        less,
        below,
        Vanishing("L_train", before, of_one, {r: _rho * r}, _m, less, sign, below),
        some,
        Instance(strictly, {u: later, y: now}),
    )
    shows = conjunction([less.shows, links[-1].shows, *And.make_args(links[2].shows)])
    given = distinct([*less.given, *below.given, *some.given])
    return Proof((Chain("below the limit the train loss vanishes", given, shows, links),))


def _each_is_less(before: Expr, after: Expr) -> Totals:
    """Return that a step leaves at most m times the loss, if of what was drawn no rho^2 is larger."""
    largest = (_rho**2 <= _m) | Eq(w, 0)
    term = Implication("the loss of one coordinate", (largest,), Le(after, _m * before, evaluate=False))
    return Totals(term, members(w, r, _rho))


def _never_negative(loss: Expr) -> tuple[Totals, Totals]:
    """Return that the loss is not negative, and that it is positive if something drawn is not at rest."""
    term = Implication("the loss of one coordinate", (), Ge(loss, 0, evaluate=False))
    moved = Implication("of one not at rest", (w > 0, Ne(r, 0)), Gt(loss, 0, evaluate=False))
    return Totals(term, members(w, r)), Totals(term, members(w, r), moved, moved.given)


def _largest_factor() -> OfSome:
    """Return that below 1/max p the largest rho_i^2 of a coordinate that was drawn is below 1."""
    it_is = (w > 0, Eq(_rho**2, _m))
    given = (
        Eq(_rho, descent.contraction_factor(eta, w)),
        w <= p_max,
        eta < descent.stability_limit(p_max),
        *it_is,
    )
    return OfSome(Implication("the largest factor", given, _m < 1), members(w, _rho), it_is)
