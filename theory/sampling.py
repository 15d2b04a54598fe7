"""Which sample was drawn: with what probability was it split unequally, and what if one was never drawn?

Knows losses and level sets. What more than that a sample decides is in `sample_matters`.
"""

from sympy import (
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Integer,
    Lt,
    Ne,
    Rational,
    S,
    Sum,
    Symbol,
    binomial,
    sqrt,
    symbols,
)

from theory import losses
from theory.descent import contraction_factor
from theory.flow import flow_factor
from theory.logic.chances import SameEvent
from theory.logic.counting import Excluded, Hits
from theory.logic.derivation import Derivation
from theory.logic.families import members
from theory.logic.formulas import shown_by
from theory.logic.insertion import Inserted
from theory.logic.proof import Implication, Proof
from theory.logic.recursions import ClosedForms
from theory.logic.rules import Chain, Instance, conjunction, together
from theory.logic.sums import Totals
from theory.symbols import T, argument, eps, eta, n, q, q_1, q_2, r, t, w

_draws, _count = symbols("n k", integer=True, nonnegative=True)
_m = Symbol("m", integer=True, positive=True)
_odd, _even = 2 * _m - 1, 2 * _m
_some = Ge(_m, 1, evaluate=False)


@shown_by("sampling.prove_unequal_split")
def split_probability(n: Expr, k: Expr) -> Expr:
    """Return C(n, k) 2^(-n), the probability that e_1 was drawn k times in n.

    Source: definition (binomial distribution).

    Example:
        >>> split_probability(S(3), S(2))
        3/8
    """
    return binomial(n, k) * Rational(1, 2) ** n


@shown_by("sampling.prove_unequal_split")
def unequal_split_probability(n: Expr | int) -> Expr:
    """Return P(unequal split, both seen) = 1 - 2^(1-n) - [n even] C(n, n/2) 2^(-n).

    Args:
        n: Number of samples, at least 1; a number, or an expression known to be odd or known to be even.

    Raises:
        TypeError: If n is a float.
        ValueError: If n < 1, or if it is not known to be odd or even.

    Source: derived here (`derive_unequal_split`).

    Example:
        >>> unequal_split_probability(3)
        3/4
    """
    number = argument(n)
    if number < 1:
        raise ValueError(f"n = {n}: a sample needs at least one draw")
    if (number % 2) not in (0, 1):
        raise ValueError(f"n = {n}: must be an integer known to be odd or known to be even")
    equal = split_probability(number, number / 2) if number % 2 == 0 else S.Zero
    return 1 - Rational(2) ** (1 - number) - equal


@shown_by("sampling.prove_unseen")
def unseen_test_loss(q_unseen: Expr, truth: Expr, q_seen: Expr, eps: Expr) -> Expr:
    """Return L_test = q_unseen beta*^2 + q_seen eps where only one coordinate was seen.

    The unseen coordinate keeps its start; the seen one, with train weight 1, ends at r = +-sqrt(eps).

    Source: derived here (`prove_unseen`).

    Example:
        >>> unseen_test_loss(Rational(1, 2), S.One, Rational(1, 2), Rational(1, 100))
        101/200
    """
    return q_unseen * truth**2 + q_seen * eps


def derive_unequal_split() -> Derivation:
    """Derive the probability of an unequal split with both coordinates seen.

    Example:
        >>> len(derive_unequal_split().lines)
        3
    """
    everything = Sum(split_probability(n, _count), (_count, 0, n))
    one_sided = Symbol("P_one")
    return (
        Derivation("unequal split")
        .equal(everything, S.One, "the splits of n draws are all there is")
        .define(
            one_sided, split_probability(n, S.Zero) + split_probability(n, n), "one coordinate never drawn"
        )
        .equal(1 - one_sided, 1 - 2 ** (1 - n), "what remains; for even n, C(n, n/2)/2^n is equal splits")
    )


def prove_unequal_split() -> Proof:
    """Prove the probability, for odd n = 2m - 1 and for even n = 2m with m >= 1, and for the talk's n = 3.

    The excluded splits are k = 0, k = n and, for even n only, k = n/2; they are different since n >= 1.

    Example:
        >>> prove_unequal_split().check()
        12
    """
    odd, even = _split_unequally(_odd, (S.Zero, _odd)), _split_unequally(_even, (S.Zero, _even, _m))
    talk = Instance(odd, {_m: Integer(2)})
    there = Implication("n = 3", (), talk.given[0])
    three = Chain("the talk's n = 3", (), talk.shows, (there, talk))
    return Proof((together("unequal splits", odd, even, three),))


def _split_unequally(number: Expr, excluded: tuple[Expr, ...]) -> SameEvent:
    """Return the probability that both were drawn, and not equally often: no excluded split."""
    coins = Hits("as many draws of each", split_probability(_draws, _count), _draws, _count, S.Half, S.Half)
    left = Excluded(f"n = {number}", coins, number, excluded, unequal_split_probability(number), (_some,))
    both = (Gt(_count, 0, evaluate=False), Lt(_count, number, evaluate=False))
    unequal = Ne(_count, number - _count, evaluate=False)
    return SameEvent(left, conjunction((*both, unequal)), () if _m in excluded else (number / 2,))


def prove_equal_split() -> Proof:
    """Prove: if q_i = p_i for every coordinate, L_test = L_train, which is eps wherever training stops.

    Example:
        >>> prove_equal_split().check()
        2
    """
    one = Eq(losses.test_loss((q,), (r,)), losses.train_loss((w,), (r,)))
    alike = Totals(Implication("one term", (Eq(q, w),), one), members(q, w, r))
    tested, trained = symbols("L_test L_train", real=True)
    stops = Implication("where training stops", (Eq(tested, trained), Eq(trained, eps)), Eq(tested, eps))
    at = Instance(stops, dict(zip((tested, trained), alike.shows.args, strict=True)))
    return Proof((Chain("a faithful sample", (*alike.given, at.given[1]), at.shows, (alike, at)),))


def prove_unseen() -> Proof:
    """Prove: if one coordinate was never seen, L_test is the same wherever L_train = eps.

    Neither steps nor the flow move what was never drawn, and the other coordinate has the train weight 1.

    Example:
        >>> prove_unseen().check()
        4
    """
    truth, resting = Symbol("beta*_1", real=True), Symbol("r_1", real=True)
    step = resting * contraction_factor(eta, S.Zero)
    rests = ClosedForms("no step moves it", T, {resting: -truth}, {resting: step}, {resting: -truth})
    root, both = Symbol("u", nonnegative=True), (resting, r)
    level = Eq(losses.train_loss((S.Zero, S.One), both), eps)
    loss = Eq(losses.test_loss((q_1, q_2), both), unseen_test_loss(q_1, truth, q_2, eps))
    given = (Eq(resting, -truth), level, Eq(root**2, eps))
    stops = Implication("where training stops", given, loss & (Eq(r, root) | Eq(r, -root)))
    path = {resting: Function("r_1", real=True)(T) * flow_factor(S.Zero, t)}
    stopped = Inserted(Instance(stops, path), {root: sqrt(eps)})
    return Proof((Chain("one was never seen", stopped.given[1:], stopped.shows, (rests, stopped)),))
