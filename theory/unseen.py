"""Coordinates that were never drawn: the train loss does not know them, and their distortion is infinite."""

from collections.abc import Sequence

from sympy import Add, Expr, Gt, Symbol, symbols

from theory import losses
from theory.level_sets import share, test_per_train
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import eps, p_1, q_1, q_2, r_1, r_2


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


def prove_unseen_band() -> Proof:
    """Prove the formula, its lower bound, and that it has no upper one: r_2 is free on the level set.

    For every bound M, where q_2 r_2^2 > M eps the ratio is above M, whatever the drawn coordinates do.

    Example:
        >>> prove_unseen_band().check()
        3
    """
    train, test, ratio = _drawn_and_not()
    seen = Symbol("m", nonnegative=True)  # the mean of the distortions that were drawn
    least, bound = symbols("kappa_least M", nonnegative=True)
    level_ratio = test_per_train_unseen((seen,), (1,), (q_2,), (r_2,), eps)
    return Proof(
        (
            Identity("one drawn, one not", test / train, ratio),
            Implication("not below the band", (seen >= least,), level_ratio >= least),
            Implication(
                "and above any bound", (Gt(q_2 * r_2**2, bound * eps, evaluate=False),), level_ratio > bound
            ),
        ),
        (Rule.SUM,),
    )
