"""Coordinates that were never drawn: the train loss does not know them, and their distortion is infinite."""

from collections.abc import Sequence

from sympy import Add, Eq, Expr, Ge, Symbol, symbols
from sympy.logic.boolalg import Boolean

from theory import extremes, losses
from theory.extremes import least, most
from theory.level_sets import kappa, share, test_per_train, u
from theory.logic.derivation import Derivation
from theory.logic.families import OfSome, members
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction
from theory.logic.sums import TermInTotal, Totals, total
from theory.symbols import eps, p, p_1, q, q_1, q_2, r, r_1, r_2

_drawn, _others = symbols("N_drawn N_unseen", integer=True, nonnegative=True)  # how many coordinates
_p, _q = symbols("p_unseen q_unseen", nonnegative=True)  # of a coordinate that was never drawn
_r, _bound = Symbol("r_unseen", real=True), Symbol("M", nonnegative=True)
_seen, _unseen = members(kappa, u, p, q, r, of=_drawn), members(_p, _q, _r, of=_others)
_A, _B, _X, _Y, _mean, _rest = symbols("A B X Y mean rest", real=True)  # losses of all drawn, of all others


@shown_by("unseen.prove_unseen_band")
def test_per_train_unseen(
    kappa: Sequence[Expr], shares: Sequence[Expr], q: Sequence[Expr], r: Sequence[Expr], eps: Expr
) -> Expr:
    """Return L_test/eps = sum over drawn coordinates of kappa_i u_i + sum over all others of q_j r_j^2/eps.

    Args:
        kappa: Distortions of the coordinates that were drawn.
        shares: Their shares of the train loss, which sum to one.
        q: Population weights of the others.
        r: Their residuals.
        eps: The train loss, positive.

    Source: derived here (`derive_unseen_band`).

    Example:
        >>> test_per_train_unseen((3,), (1,), (2,), (5,), 10)
        8
    """
    return (
        test_per_train(kappa, shares)
        + Add(*[weight * residual**2 for weight, residual in zip(q, r, strict=True)]) / eps
    )


test_per_train_unseen.__test__ = False  # type: ignore[attr-defined]  # a formula, not a test


def _drawn_and_not() -> tuple[Expr, Expr, Expr]:
    """Return L_train and L_test where coordinate 1 was drawn and 2 was not, and the formula."""
    train, test = losses.train_loss((p_1,), (r_1,)), losses.test_loss((q_1, q_2), (r_1, r_2))
    ratio = test_per_train_unseen(
        (losses.distortion(q_1, p_1),), (share(p_1, r_1, train),), (q_2,), (r_2,), train
    )
    return train, test, ratio


def derive_unseen_band() -> Derivation:
    """Derive L_test/L_train where one coordinate was drawn and another was not.

    Example:
        >>> len(derive_unseen_band().lines)
        3
    """
    level = Symbol("L_train", positive=True)
    train, test, _ = _drawn_and_not()
    ratio = test_per_train_unseen(
        (losses.distortion(q_1, p_1),), (share(p_1, r_1, level),), (q_2,), (r_2,), level
    )
    return (
        Derivation("level set with a coordinate that was never drawn")
        .define(level, train, "it does not know r_2")
        .equal(test / level, ratio, "the test loss does")
        .equal(
            ratio, losses.distortion(q_1, p_1) + q_2 * r_2**2 / level, "the drawn one has all of the share"
        )
    )


def _unseen_losses() -> tuple[Expr, Expr]:
    """Return the terms of both losses of a coordinate that was never drawn."""
    return losses.train_loss((_p,), (_r,)), losses.test_loss((_q,), (_r,))


def _no_loss() -> Implication:
    """Return the obligation that such a test loss is not negative."""
    return Implication("no loss is negative", (), Ge(_unseen_losses()[1], 0, evaluate=False))


def prove_unseen_band() -> Proof:
    """Prove the formula, its lower bound, and that it is unbounded exactly where an unseen q_j is positive.

    The train loss does not know the residuals of coordinates that were never drawn. Where one of them, with
    q_j > 0, is 1 + M eps/q_j, the ratio is above M; where all q_j are zero, it is at most the largest kappa.

    Example:
        >>> len(prove_unseen_band().conclusion.shows.args)
        4
    """
    (band,) = extremes.prove_band(of=_drawn).obligations
    nothing = Totals(Implication("no train loss", (Eq(_p, 0),), Eq(_unseen_losses()[0], 0)), _unseen)
    level = _of_sums("of those drawn", (Eq(_X + _Y, eps), Eq(_Y, 0)), Eq(_X, eps))
    lower = _of_sums("not below", (least <= _A / eps, _B >= 0), least <= (_A + _B) / eps)
    ends = (_far_out(), _nothing_unseen())
    terms, ratio = _formula()
    links: tuple[Premise, ...] = (
        nothing,
        level,
        band,
        *terms,
        ratio,
        Totals(_no_loss(), _unseen),
        lower,
        *ends,
    )
    given = (*nothing.given, level.given[0], *(known for known in band.given if known != level.shows))
    shows = conjunction([ratio.shows, lower.shows, *[end.shows for end in ends]])
    return Proof((Chain("a level set with coordinates never drawn", given, shows, links),))


def _of_sums(says: str, given: tuple[Boolean, ...], shows: Boolean) -> Instance:
    """Return a relation of the losses of those drawn and of the others, in their sums."""
    at = {
        _X: total(losses.train_loss((p,), (r,)), _seen),
        _Y: total(_unseen_losses()[0], _unseen),
        _A: total(losses.test_loss((q,), (r,)), _seen),
        _B: total(_unseen_losses()[1], _unseen),
        _mean: total(test_per_train_unseen((kappa,), (u,), (), (), eps), _seen),
        _rest: total(test_per_train_unseen((), (), (_q,), (_r,), eps), _unseen),
    }
    return Instance(Implication(says, given, shows), at)


def _formula() -> tuple[tuple[Totals, Totals], Instance]:
    """Return L_test/eps of those drawn and of the others, term by term, and of both together."""
    means = Eq(kappa, losses.distortion(q, p)), Eq(u, share(p, r, eps))
    mine = Eq(losses.test_loss((q,), (r,)) / eps, test_per_train_unseen((kappa,), (u,), (), (), eps))
    theirs = _unseen_losses()[1] / eps, test_per_train_unseen((), (), (_q,), (_r,), eps)
    both = (Eq(_A / eps, _mean), Eq(_B / eps, _rest))
    terms = (
        Totals(Implication("a coordinate that was drawn", means, mine), _seen),
        Totals(Identity("one that was not", *theirs), _unseen),
    )
    return terms, _of_sums("all together", both, Eq((_A + _B) / eps, _mean + _rest))


def _far_out() -> Premise:
    """Return that far out along a coordinate with q_j > 0 the ratio is above any bound."""
    it_is = (_q > 0, Eq(_r, 1 + _bound * eps / _q))
    far = Implication("its term alone", (*it_is, _unseen_losses()[1] <= _B), _bound * eps < _B)
    beyond = Instance(OfSome(far, _unseen, it_is), {_B: total(_unseen_losses()[1], _unseen)})
    given = (least <= _A / eps, _bound * eps < _B)
    above = _of_sums("above the bound", given, (_A + _B) / eps > _bound)
    links = (TermInTotal(_no_loss(), _unseen), beyond, above)
    known = (above.given[0], beyond.given[0])
    return Deduction(Chain("above any bound", known, above.shows, links), keep=1)


def _nothing_unseen() -> Premise:
    """Return that with all q_j zero the ratio is not above the largest distortion."""
    none = Totals(Implication("of no weight", (Eq(_q, 0),), Eq(_unseen_losses()[1], 0)), _unseen)
    last = _of_sums("not above", (_A / eps <= most, Eq(_B, 0)), (_A + _B) / eps <= most)
    return Deduction(Chain("bounded", (last.given[0], *none.given), last.shows, (none, last)), keep=1)
