"""Which sample was drawn: with what probability can annealing matter at all, and how much on average?

It can only if two coordinates that were drawn differ in count (or large steps keep the same part of both) and
in distortion (or it does not matter which keeps more). In all other cases both methods stop at the same test
loss. Knows losses and level sets.
"""

from collections.abc import Iterator

from sympy import (
    Add,
    Eq,
    Equivalent,
    Expr,
    Ge,
    Max,
    Min,
    Ne,
    Rational,
    S,
    Symbol,
    binomial,
    divisors,
    factorial,
    symbols,
)

from theory import level_sets, losses
from theory.logic.counting import Excluded, Hits
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.sampling import split_probability
from theory.symbols import argument, n, q, q_1

_draws, _count = symbols("n k", integer=True, nonnegative=True)
_m = Symbol("m", integer=True, positive=True)
_odd, _even = 2 * _m - 1, 2 * _m
_some = Ge(_m, 1, evaluate=False)


@shown_by("sample_matters.prove_matters")
def split_probability_of(n: Expr, k: Expr, q: Expr) -> Expr:
    """Return C(n, k) q^k (1-q)^(n-k), the probability that e_1, of population weight q, was drawn k times.

    Source: derived here (`prove_matters`), the binomial distribution.

    Example:
        >>> split_probability_of(S(3), S(2), S.One / 3)
        2/9
    """
    return binomial(n, k) * q**k * (1 - q) ** (n - k)


@shown_by("sample_matters.prove_matters")
def matters_probability(n: Expr | int, q_1: Expr) -> Expr:
    """Return the probability that of two coordinates both were drawn, with other counts and distortions.

    1 - q_1^n - q_2^n - [n even] P(n/2) - [n q_1 a split of its own] P(n q_1), P(k) the probability of k draws
    of e_1: not drawn, equal counts, and the faithful sample p = q.

    Args:
        n: Number of samples, at least 1; a number, or an expression known to be odd or known to be even.
        q_1: Population weight of e_1, from 0 to 1; it must be known whether n q_1 is an integer.

    Raises:
        TypeError: If an argument is a float.
        ValueError: If an argument is out of its range, or what must be known is not.

    Source: derived here (`prove_matters`).

    Example:
        >>> matters_probability(3, S.Half), matters_probability(3, S.One / 3)
        (3/4, 2/9)
    """
    number, weight = argument(n), argument(q_1)
    splits = {S.Zero, number, number / 2, number * weight}
    wrong = S.true in (number < 1, weight < 0, weight > 1)
    if wrong or not number.is_integer or None in {k.is_integer for k in splits}:
        raise ValueError(f"n = {n}, q_1 = {q_1}: needs an integer n >= 1 and 0 <= q_1 <= 1")
    return 1 - Add(*[split_probability_of(number, k, weight) for k in splits if k.is_integer])


@shown_by("sample_matters.prove_uniform_matters")
def equally_often(m: Expr | int, k: Expr | int, d: Expr | int) -> Expr:
    """Return C(d, k) (k m)!/(m!)^k d^(-k m), the probability that k of d were drawn, m times each.

    Args:
        m: How often each of them was drawn, at least 1.
        k: How many coordinates were drawn, at least 1.
        d: Number of coordinates, all equally likely.

    Source: derived here (`prove_uniform_matters`).

    Example:
        >>> equally_often(1, 3, 3)
        2/9
    """
    drawn, times, among = map(S, (k, m, d))
    return (
        binomial(among, drawn)
        * factorial(drawn * times)
        / factorial(times) ** drawn
        / among ** (drawn * times)
    )


@shown_by("sample_matters.prove_uniform_matters")
def uniform_matters_probability(n: int, d: int) -> Expr:
    """Return the probability that of d equally likely coordinates two were drawn, and not equally often.

    1 - sum over the divisors k <= d of n of C(d, k) n!/((n/k)!)^k d^(-n): k coordinates, n/k draws of each.
    With a uniform population other counts are other distortions.

    Args:
        n: Number of samples, at least 1.
        d: Number of coordinates, at least 1.

    Raises:
        ValueError: If an argument is out of its range.

    Source: derived here (`prove_uniform_matters`).

    Example:
        >>> uniform_matters_probability(3, 2), uniform_matters_probability(3, 3)
        (3/4, 2/3)
    """
    if not (isinstance(n, int) and isinstance(d, int) and n >= 1 and d >= 1):
        raise ValueError(f"n = {n}, d = {d}: must be integers >= 1")
    return 1 - Add(*[equally_often(n // k, k, d) for k in divisors(n) if k <= d])


@shown_by("sample_matters.prove_expected_gain")
def gain_of_split(n: Expr, k: Expr) -> Expr:
    """Return max(k, n-k)/min(k, n-k), the largest gain if e_1 was drawn k times in n, 0 < k < n.

    Source: derived here (`prove_expected_gain`), from `level_sets.largest_gain`.

    Example:
        >>> gain_of_split(S(3), S.One)
        2
    """
    return Max(k, n - k) / Min(k, n - k)


@shown_by("sample_matters.prove_expected_gain")
def expected_largest_gain(n: int) -> Expr:
    """Return E max kappa/min kappa over the draw of n samples of two equally likely coordinates.

    2^(1-n) + sum over 0 < k < n of C(n, k) 2^(-n) max(k, n-k)/min(k, n-k): without a second coordinate there
    is one test loss on a level set, and the gain is 1.

    Args:
        n: Number of samples, at least 1.

    Raises:
        ValueError: If n is no integer >= 1.

    Source: derived here (`prove_expected_gain`).

    Example:
        >>> expected_largest_gain(3)
        7/4
    """
    if not (isinstance(n, int) and n >= 1):
        raise ValueError(f"n = {n}: must be an integer >= 1")
    both = [split_probability(S(n), S(k)) * gain_of_split(S(n), S(k)) for k in range(1, n)]
    return Add(Rational(2) ** (1 - n), *both)


def prove_matters() -> Proof:
    """Prove the probability that two coordinates were drawn with other counts and other distortions.

    Counts are equal in the split n/2, distortions in the split n q_1; q_1 = x/n, x an integer or not.

    Example:
        >>> prove_matters().check() > 40
        True
    """
    return Proof((*_ties_of_a_split(), *_splits_by_parity(), *_certain_draws()), (Rule.COUNTING,))


def _ties_of_a_split() -> tuple[Implication, ...]:
    """Return for which split of n draws, 0 < k < n, the distortions are equal, and for which the counts."""
    k, total = symbols("k n", positive=True)
    kappa = [losses.distortion(*each) for each in ((q, k / total), (1 - q, (total - k) / total))]
    return (
        Implication("distortions", (k < total, q <= 1), Equivalent(Eq(*kappa), Eq(k, total * q))),
        Implication("counts", (k < total,), Equivalent(Eq(k, total - k), Eq(k, total / 2))),
    )


def _splits_by_parity() -> Iterator[Excluded]:
    """Yield what is left without the excluded splits: n odd or even, n q_1 a split of its own or none."""
    split, miss = Symbol("x", integer=True, positive=True), Symbol("u", positive=True)
    between = Symbol("x", integer=False, positive=True)
    law = Hits(
        "a draw of e_1 with probability 1-u",
        split_probability_of(_draws, _count, 1 - miss),
        *(_draws, _count, 1 - miss, miss),
    )
    for number, half in ((_odd, ()), (_even, (_m,))):
        fixed = (S.Zero, number, *half)
        for own in (split, between):
            excluded = (*fixed, own) if own is split else fixed
            given = (_some, own < number, *[Ne(own, m) for m in half if own is split])
            left = matters_probability(number, own / number)
            says = f"n = {number}, n q_1 {'a split of its own' if own is split else 'no split'}"
            yield Excluded(says, law, number, excluded, left, given, {miss: 1 - own / number})
    coincide = matters_probability(_even, S.Half)
    yield Excluded("n q_1 = n/2", law, _even, (S.Zero, _even, _m), coincide, (_some,), {miss: S.Half})


def _certain_draws() -> Iterator[Identity]:
    """Yield that with only one coordinate to be drawn it never matters."""
    for number in (_odd, _even):
        for weight in (S.Zero, S.One):
            yield Identity(f"n = {number}, q_1 = {weight}", matters_probability(number, weight), S.Zero)


def prove_uniform_matters() -> Proof:
    """Prove the probability that of d equally likely coordinates two were drawn, and not equally often.

    Those k that were drawn are a subset of the d; if they were drawn m times each, k m = n, and the samples
    number (k m)!/(m!)^k: one coordinate more has to be given its m places among (k+1) m. All n samples of d
    coordinates are equally likely, d^(-n) each.

    Example:
        >>> prove_uniform_matters().check() > 10
        True
    """
    m, k = symbols("m k", integer=True, positive=True)
    d = Symbol("d", integer=True, positive=True)
    n_i, n_j, total = symbols("n_i n_j n", positive=True)
    kappa = [losses.distortion(q_1, count / total) for count in (n_i, n_j)]

    def orders(k: Expr) -> Expr:
        return factorial(k * m) / factorial(m) ** k

    places = binomial((k + 1) * m, m)
    return Proof(
        (
            Implication("other counts", (q_1 > 0,), Equivalent(Eq(*kappa), Eq(n_i, n_j))),
            Hits("subsets", binomial(_draws, _count), _draws, _count, S.One, S.One),
            Identity("one coordinate, one order", orders(S.One), S.One),
            Identity("one coordinate more", orders(k + 1), places * orders(k)),
            Identity("k of d", equally_often(m, k, d), binomial(d, k) * orders(k) * d ** (-k * m)),
            *[_all_alike(n, d) for n in range(1, 7) for d in range(1, 5)],
        ),
        (Rule.INDUCTION, Rule.COUNTING),
    )


def _all_alike(n: int, d: int) -> Identity:
    """Return that the formula takes all k and m with k m = n, k <= d, each once."""
    factors = [(m, k) for m in range(1, n + 1) for k in range(1, d + 1) if k * m == n]
    alike = Add(*[equally_often(m, k, d) for m, k in factors])
    return Identity(f"{n} draws of {d}", uniform_matters_probability(n, d), 1 - alike)


def prove_expected_gain() -> Proof:
    """Prove E of the largest gain: each split has its probability and its gain, the one-sided ones gain 1.

    Example:
        >>> prove_expected_gain().check() > 10
        True
    """
    k, total = symbols("k n", positive=True)
    kappa = symbols("kappa_1 kappa_2", positive=True)
    shares = [losses.distortion(S.Half, count / total) for count in (k, total - k)]
    split = (k < total, *[Eq(*each) for each in zip(kappa, shares, strict=True)])
    gain = Eq(level_sets.largest_gain(kappa), gain_of_split(total, k), evaluate=False)
    one_sided = split_probability(n, S.Zero) + split_probability(n, n)
    coins = Hits("as many draws of each", split_probability(_draws, _count), _draws, _count, S.Half, S.Half)
    return Proof(
        (
            coins,
            Implication("both drawn", split, gain),
            Identity("one drawn", level_sets.largest_gain((losses.distortion(S.Half, S.One),)), S.One),
            Identity("the splits in which only one is drawn", one_sided, 2 ** (1 - n)),
            *[_mean_gain(number) for number in range(1, 7)],
        ),
        (Rule.COUNTING, Rule.SUM),
    )


def _mean_gain(n: int) -> Identity:
    """Return that the formula takes every split once, at its probability."""
    gains = [gain_of_split(S(n), S(k)) if 0 < k < n else S.One for k in range(n + 1)]
    mean = Add(*[split_probability(S(n), S(k)) * gain for k, gain in enumerate(gains)])
    return Identity(f"n = {n}", expected_largest_gain(n), mean)
