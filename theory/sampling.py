"""Which sample was drawn: with what probability can annealing matter at all? Knows losses and level sets.

It can only if two coordinates that were drawn differ in count (or large steps keep the same part of both) and
in distortion (or it does not matter which keeps more). In all other cases both methods stop at the same test
loss.
"""

from sympy import Add, Expr, Rational, S, Sum, Symbol, binomial, divisors, factorial

from theory import level_sets, losses
from theory.descent import contraction_factor
from theory.flow import flow_factor
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import argument, eps, eta, n, q, q_1, q_2, r, t, w

_count = Symbol("k", integer=True, nonnegative=True)


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


def split_probability_of(n: Expr, k: Expr, q: Expr) -> Expr:
    """Return C(n, k) q^k (1-q)^(n-k), the probability that e_1, of population weight q, was drawn k times.

    Source: definition (binomial distribution).

    Example:
        >>> split_probability_of(S(3), S(2), S.One / 3)
        2/9
    """
    return binomial(n, k) * q**k * (1 - q) ** (n - k)


def matters_probability(n: int, q_1: Expr) -> Expr:
    """Return the probability that of two coordinates both were drawn, with other counts and distortions.

    1 - q_1^n - q_2^n - [n even] P(n/2) - [n q_1 a split of its own] P(n q_1), P(k) the probability of k draws
    of e_1: not drawn, equal counts, and the faithful sample p = q.

    Args:
        n: Number of samples, at least 1.
        q_1: Population weight of e_1, from 0 to 1.

    Raises:
        TypeError: If q_1 is a float.
        ValueError: If an argument is out of its range.

    Source: derived here, by counting.

    Example:
        >>> matters_probability(3, S.Half), matters_probability(3, S.One / 3)
        (3/4, 2/9)
    """
    weight = argument(q_1)
    if not (isinstance(n, int) and n >= 1 and 0 <= weight <= 1):
        raise ValueError(f"n = {n}, q_1 = {q_1}: needs an integer n >= 1 and 0 <= q_1 <= 1")
    splits = {S.Zero, S(n), S(n) / 2, n * weight}
    return 1 - Add(*[split_probability_of(S(n), k, weight) for k in splits if k.is_integer])


def uniform_matters_probability(n: int, d: int) -> Expr:
    """Return the probability that of d equally likely coordinates two were drawn, and not equally often.

    1 - sum over the divisors k <= d of n of C(d, k) n!/((n/k)!)^k d^(-n): k coordinates, n/k draws of each.
    With a uniform population other counts are other distortions.

    Args:
        n: Number of samples, at least 1.
        d: Number of coordinates, at least 1.

    Raises:
        ValueError: If an argument is out of its range.

    Source: derived here, by counting.

    Example:
        >>> uniform_matters_probability(3, 2), uniform_matters_probability(3, 3)
        (3/4, 2/3)
    """
    if not (isinstance(n, int) and isinstance(d, int) and n >= 1 and d >= 1):
        raise ValueError(f"n = {n}, d = {d}: must be integers >= 1")
    # C(d, k) is zero for the divisors above d.
    alike = [binomial(d, k) * factorial(n) / factorial(S(n) / k) ** k / S(d) ** n for k in divisors(n)]
    return 1 - Add(*alike)


def expected_largest_gain(n: int) -> Expr:
    """Return E max kappa/min kappa over the draw of n samples of two equally likely coordinates.

    2^(1-n) + sum over 0 < k < n of C(n, k) 2^(-n) max(k, n-k)/min(k, n-k): without a second coordinate there
    is one test loss on a level set, and the gain is 1.

    Args:
        n: Number of samples, at least 1.

    Raises:
        ValueError: If n is no integer >= 1.

    Source: derived here, from `level_sets.largest_gain`.

    Example:
        >>> expected_largest_gain(3)
        7/4
    """
    if not (isinstance(n, int) and n >= 1):
        raise ValueError(f"n = {n}: must be an integer >= 1")
    gains = []
    for k in range(1, n):
        kappa = [losses.distortion(S.Half, Rational(count, n)) for count in (k, n - k)]
        gains.append(split_probability(S(n), S(k)) * level_sets.largest_gain(kappa))
    return Add(split_probability(S(n), S.Zero), split_probability(S(n), S(n)), *gains)


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
        4
    """
    m = Symbol("m", integer=True, positive=True)
    everything = Sum(split_probability(n, _count), (_count, 0, n))
    half = Symbol("h", real=True)  # n/2
    return Proof(
        (
            Identity("all splits", everything, S.One),
            Identity("odd n", _without(2 * m - 1), unequal_split_probability(2 * m - 1)),
            Identity("even n", _without(2 * m, m), unequal_split_probability(2 * m)),
            Implication("the excluded splits differ", (half >= S.Half,), (half > 0) & (half < 2 * half)),
        ),
        (Rule.COUNTING,),
    )


def _without(n: Expr, *equal: Expr) -> Expr:
    """Return the probability that is left without the one-sided splits and the equal one, if there is one."""
    return 1 - Add(*[split_probability(n, k) for k in (S.Zero, n, *equal)])


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
