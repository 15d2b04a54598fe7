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
    Function,
    Ge,
    Gt,
    Lt,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    binomial,
    factorial,
    symbols,
)

from theory import level_sets, losses
from theory.logic.chances import MeanOverHits, SameEvent
from theory.logic.counting import Excluded, Hits
from theory.logic.equations import FromEquations
from theory.logic.formulas import shown_by
from theory.logic.insertion import Inserted
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.recursions import ClosedForms
from theory.logic.rules import Deduction, Instance, conjunction, together
from theory.logic.shares import NoneOfShares
from theory.sampling import split_probability
from theory.symbols import argument, n, q, q_1

_draws, _count = symbols("n k", integer=True, nonnegative=True)
_m = Symbol("m", integer=True, positive=True)
_among, _parts, _times = symbols("d k m", integer=True, positive=True)
_miss = Symbol("u", positive=True)  # the probability that e_1 is not drawn
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
def uniform_matters_probability(n: Expr | int, d: Expr | int) -> Expr:
    """Return the probability that of d equally likely coordinates two were drawn, and not equally often.

    1 - sum over the divisors k <= d of n of C(d, k) n!/((n/k)!)^k d^(-n): k coordinates, n/k draws of each.
    With a uniform population other counts are other distortions.

    Args:
        n: Number of samples, at least 1; a number, or an expression known to be a positive integer.
        d: Number of coordinates, likewise.

    Raises:
        ValueError: If an argument is out of its range.

    Source: derived here (`prove_uniform_matters`).

    Example:
        >>> uniform_matters_probability(3, 2), uniform_matters_probability(3, 3)
        (3/4, 2/3)
    """
    numbers = S(n), S(d)
    if not all(number.is_integer and number.is_positive for number in numbers):
        raise ValueError(f"n = {n}, d = {d}: must be integers >= 1")
    alike = Piecewise((equally_often(n / _parts, _parts, d), Eq(Mod(n, _parts), 0)), (0, True))
    return 1 - _written_out(Sum(alike, (_parts, 1, d)), *numbers)


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
def expected_largest_gain(n: Expr | int) -> Expr:
    """Return E max kappa/min kappa over the draw of n samples of two equally likely coordinates.

    2^(1-n) + sum over 0 < k < n of C(n, k) 2^(-n) max(k, n-k)/min(k, n-k): without a second coordinate there
    is one test loss on a level set, and the gain is 1.

    Args:
        n: Number of samples, at least 1; a number, or an expression known to be a positive integer.

    Raises:
        ValueError: If n is no integer >= 1.

    Source: derived here (`prove_expected_gain`).

    Example:
        >>> expected_largest_gain(3)
        7/4
    """
    number = S(n)
    if not (number.is_integer and number.is_positive):
        raise ValueError(f"n = {n}: must be an integer >= 1")
    both = split_probability(number, _count) * gain_of_split(number, _count)
    return Rational(2) ** (1 - number) + _written_out(Sum(both, (_count, 1, number - 1)), number)


def _written_out(total: Sum, *numbers: Expr) -> Expr:
    """Return a sum term by term, if it is known how many there are."""
    return total.doit() if all(number.is_number for number in numbers) else total


def prove_matters() -> Proof:
    """Prove the probability that two coordinates were drawn with other counts and other distortions.

    Counts are equal in the split n/2, distortions in the split n q_1; q_1 = x/n, x an integer or not.

    Example:
        >>> prove_matters().check()
        37
    """
    splits = [Deduction(each) for each in (*_splits_by_parity(), *_certain_draws())]
    return Proof((together("the sample matters", Deduction(_other_distortions()), *splits),))


def _other_distortions() -> Implication:
    """Return that for a split of n draws, 0 < k < n, the distortions are equal as they are multiplied out."""
    k, total = symbols("k n", positive=True)
    kappa = [losses.distortion(*each) for each in ((q, k / total), (1 - q, (total - k) / total))]
    alike = Equivalent(Eq(*kappa), Eq(q * (total - k), (1 - q) * k))
    return Implication("the distortions", (k < total, q <= 1), alike)


def _differing(left: Excluded) -> SameEvent:
    """Return that what is left are the splits in which both were drawn, and count and distortion differ."""
    number, weight, mine = left.draws, left.shows.lhs.hit, left.law.hits
    both = (Gt(mine, 0, evaluate=False), Lt(mine, number, evaluate=False))
    counts = Ne(mine, number - mine, evaluate=False)
    distortions = Ne(weight * (number - mine), (1 - weight) * mine, evaluate=False)
    known_not = [place for place in (number / 2, number * weight) if place.is_integer is False]
    return SameEvent(left, conjunction((*both, counts, distortions)), tuple(known_not))


def _splits_by_parity() -> Iterator[SameEvent]:
    """Yield what is left without the excluded splits: n odd or even, n q_1 a split of its own or none."""
    split, between = Symbol("x", integer=True, positive=True), Symbol("x", integer=False, positive=True)
    for number, half in ((_odd, ()), (_even, (_m,))):
        fixed = (S.Zero, number, *half)
        for own in (split, between):
            excluded = (*fixed, own) if own is split else fixed
            given = (_some, own < number, *[Ne(own, m) for m in half if own is split])
            left = matters_probability(number, own / number)
            says = f"n = {number}, n q_1 {'a split of its own' if own is split else 'no split'}"
            yield _differing(Excluded(says, _law(), number, excluded, left, given, {_miss: 1 - own / number}))
    coincide, fixed = matters_probability(_even, S.Half), (S.Zero, _even, _m)
    yield _differing(Excluded("n q_1 = n/2", _law(), _even, fixed, coincide, (_some,), {_miss: S.Half}))


def _law(count: Symbol = _count) -> Hits:
    probability = split_probability_of(_draws, count, 1 - _miss)
    return Hits("a draw with probability 1-u", probability, _draws, count, 1 - _miss, _miss)


def _certain_draws() -> Iterator[SameEvent]:
    """Yield that with only one coordinate to be drawn, and no draw of the other, it never matters."""
    for number, half in ((_odd, ()), (_even, (_m,))):
        for weight, count in ((S.Zero, "k"), (S.One, "k_2")):
            left, law = matters_probability(number, weight), _law(Symbol(count, **_count.assumptions0))
            excluded, says = (S.Zero, number, *half), f"n = {number}, q_1 = {weight}"
            yield _differing(Excluded(says, law, number, excluded, left, (_some,), {_miss: S.One}))


def prove_uniform_matters() -> Proof:
    """Prove the probability that of d equally likely coordinates two were drawn, and not equally often.

    Those k that were drawn are a subset of the d; if they were drawn m times each, k m = n, and the samples
    number (k m)!/(m!)^k: one coordinate more has to be given its m places among (k+1) m. All n samples of d
    coordinates are equally likely, d^(-n) each.

    Example:
        >>> prove_uniform_matters().check()
        9
    """
    n_i, n_j, total = symbols("n_i n_j n", positive=True)
    kappa = [losses.distortion(q_1, count / total) for count in (n_i, n_j)]
    counts = Implication("other counts", (q_1 > 0,), Equivalent(Eq(*kappa), Eq(n_i, n_j)))
    left, others = uniform_matters_probability(n, _among), Function("P_differ")(n, _among)
    matters = NoneOfShares("two differ", _alike(), (_parts, _times), n, _among, others, left)
    return Proof((together("a uniform population", Deduction(counts), matters),))


def _alike() -> FromEquations:
    """Return the probability that k of d were drawn, m times each: subsets, orders, that of each sample."""
    k, m, d = _parts, _times, _among
    drawn, orders = Symbol("k", integer=True, nonnegative=True), Symbol("orders", real=True)
    subsets = Hits("subsets", binomial(_draws, _count), _draws, _count, S.One, S.One)
    solution, places = factorial(drawn * m) / factorial(m) ** drawn, binomial((drawn + 1) * m, m)
    step = {orders: places * orders}
    ordered = ClosedForms("one coordinate more", drawn, {orders: S.One}, step, {orders: solution})
    chosen = Instance(subsets, {_draws: d, _count: k})
    counted = together("subsets and orders", chosen, Instance(ordered, {drawn: k}))
    of_one = chosen.shows.lhs * Function("orders", real=True)(k) / d ** (k * m)
    return FromEquations("k of d, m times each", counted, of_one, equally_often(m, k, d))


def prove_expected_gain() -> Proof:
    """Prove E of the largest gain: each split has its probability and its gain, the one-sided ones gain 1.

    Example:
        >>> prove_expected_gain().check()
        9
    """
    k, m = symbols("k m", positive=True)  # draws of each
    kappa = symbols("kappa_1 kappa_2", positive=True)
    shares = [losses.distortion(S.Half, count / (k + m)) for count in (k, m)]
    named = tuple(Eq(*each) for each in zip(kappa, shares, strict=True))
    gain = Eq(level_sets.largest_gain(kappa), gain_of_split(k + m, k), evaluate=False)
    alone = level_sets.largest_gain((losses.distortion(S.Half, S.One),))
    mean = MeanOverHits(
        "the mean of the largest gain",
        law=Hits("coins", split_probability(_draws, _count), _draws, _count, S.Half, S.Half),
        draws=n,
        inside=Inserted(Implication("both drawn", named, gain), dict(zip(kappa, shares, strict=True))),
        place=(k, m),
        ends=Identity("one drawn", alone, S.One),
        mean=Function("E gain")(n),
        formula=expected_largest_gain(n),
    )
    return Proof((mean,))
