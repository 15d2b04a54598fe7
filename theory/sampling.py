"""Which sample was drawn: with what probability was it split unequally, and what if one was never drawn?

Knows losses and level sets. What more than that a sample decides is in `sample_matters`.
"""

from sympy import Expr, Ge, Rational, S, Sum, Symbol, binomial, symbols

from theory import level_sets, losses
from theory.descent import contraction_factor
from theory.flow import flow_factor
from theory.logic.counting import Excluded, Hits
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Proof, Rule
from theory.symbols import argument, eps, eta, n, q, q_1, q_2, r, t, w

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
    """Prove the probability, for odd n = 2m - 1 and for even n = 2m with m >= 1.

    The excluded splits are k = 0, k = n and, for even n only, k = n/2; they are different since n >= 1.

    Example:
        >>> prove_unequal_split().check()
        14
    """
    coins = Hits("as many draws of each", split_probability(_draws, _count), _draws, _count, S.Half, S.Half)
    odd, even = (unequal_split_probability(number) for number in (_odd, _even))
    return Proof(
        (
            Excluded("odd n", coins, _odd, (S.Zero, _odd), odd, (_some,)),
            Excluded("even n", coins, _even, (S.Zero, _even, _m), even, (_some,)),
        ),
        (Rule.COUNTING,),
    )


def prove_equal_split() -> Proof:
    """Prove: if q_i = p_i for every coordinate, L_test = L_train, which is eps wherever training stops.

    Example:
        >>> prove_equal_split().check()
        1
    """
    one = Identity("one term", losses.test_loss((q,), (r,)).subs(q, w), losses.train_loss((w,), (r,)))
    return Proof((one,), (Rule.SUM,))


def prove_unseen() -> Proof:
    """Prove: if one coordinate was never seen, L_test is the same wherever L_train = eps.

    Example:
        >>> prove_unseen().check()
        4
    """
    truth = Symbol("beta*_1", real=True)
    stopped = level_sets.axis_point(S.One, eps)
    level = losses.train_loss((S.Zero, S.One), (truth, r)).subs(r**2, stopped)
    test = losses.test_loss((q_1, q_2), (truth, r)).subs(r**2, stopped)
    at_rest = (contraction_factor(eta, S.Zero), flow_factor(S.Zero, t))
    return Proof(
        (
            Identity("no step moves what was never drawn", at_rest[0], S.One),
            Identity("nor does the flow", at_rest[1], S.One),
            Identity("on the level set", level, eps),
            Identity("the test loss there", test, unseen_test_loss(q_1, truth, q_2, eps)),
        ),
        (Rule.DIRECT,),
    )
