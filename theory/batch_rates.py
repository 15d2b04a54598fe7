"""Learning rates of mini-batches in mean square: stability, crossing, critical rates. Knows the mean squares.

E r_i^2 takes the place of r_i^2: the large steps are taken on batches, the flow that follows is deterministic
and stops where E L_train = eps. Its effective time is tau_i = -log(m_i)/(4 p_i), m_i the factor of E r_i^2.
"""

from functools import lru_cache
from math import gcd

from sympy import And, Eq, Equivalent, Expr, LessThan, Rational, S, Symbol, expand_log, log, sqrt, symbols
from sympy.logic.boolalg import Boolean

from theory import comparison, flow
from theory.critical import critical_rates
from theory.critical_rate import Balance, CriticalRate
from theory.effective_time import order_of_times
from theory.logic.derivation import Derivation
from theory.logic.equivalence import Equivalences, OneWay
from theory.logic.families import members
from theory.logic.formulas import lemma, shown_by
from theory.logic.largest import OfLargest
from theory.logic.proof import Identity, Implication, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction, together
from theory.logic.single_crossing import Exponential
from theory.losses import train_weights
from theory.minibatch import c, prove_noise, prove_square_factor, square_factor
from theory.symbols import argument, eta, n_1, n_2, p, p_1, p_2, t, w_2


@shown_by("batch_rates.prove_square_stability")
def square_stability_limit(p_max: Expr, c: Expr) -> Expr:
    """Return 1/(p + c(1-p)) at p = max p: below it, and only there, every E r_i^2 shrinks.

    Source: derived here (`prove_square_stability`).

    Example:
        >>> square_stability_limit(S(2) / 3, S.Half)
        6/5
    """
    return S.One / (p_max + c * (1 - p_max))


@shown_by("batch_rates.prove_square_crossing")
def square_crossing_rate(p_i: Expr, p_j: Expr, c: Expr) -> Expr:
    """Return 1/((1-c)(p_i+p_j) + c): above it the heavier coordinate keeps more in mean square.

    Source: derived here (`prove_square_crossing`).

    Example:
        >>> square_crossing_rate(S(2) / 3, S(1) / 3, c)
        1
    """
    return S.One / ((1 - c) * (p_i + p_j) + c)


@shown_by("batch_rates.prove_square_criterion")
def square_score(eta: Expr, p_1: Expr, p_2: Expr, c: Expr) -> Expr:
    """Return p_2 log(m_1) - p_1 log(m_2) of one step: annealing wins in mean square iff it is positive.

    Source: derived here (`prove_square_criterion`): it is 4 p_1 p_2 (tau_2 - tau_1).

    Example:
        >>> square_score(S.One, p_1, p_2, S.One)
        0
    """
    return p_2 * log(square_factor(eta, p_1, c)) - p_1 * log(square_factor(eta, p_2, c))


@lru_cache(maxsize=256)
def critical_square_rates(
    n_1: int, n_2: int, c: Rational, digits: int = 40
) -> tuple[CriticalRate, CriticalRate]:
    """Return the two rates between which, and only there, one step on a batch wins in mean square.

    They are the two positive roots of m_1^(n_2) = m_2^(n_1), one below 1 and one above.

    Args:
        n_1: Samples on the heavy coordinate.
        n_2: Samples on the light coordinate, 0 < n_2 < n_1.
        c: Noise coefficient, 0 <= c < 1; at 1 there is no such rate.
        digits: The isolating intervals are narrow enough for so many significant digits.

    Raises:
        ValueError: If the counts or c are out of their range.

    Source: derived here (`batch_shape.prove_critical_square_rates`).

    Example:
        >>> [rate.closed_form for rate in critical_square_rates(2, 1, S.Half)]
        [3/4, 9/4]
    """
    if not (n_1 > n_2 > 0 and 0 <= c < 1):
        raise ValueError(f"counts {n_1}:{n_2}, c = {c}: critical rates need n_1 > n_2 > 0 and 0 <= c < 1")
    if c == 0:
        return critical_rates(n_1, n_2, digits)  # the full batch, and m_i = rho_i^2
    common = gcd(n_1, n_2)
    first, second = (square_factor(eta, weight, c) for weight in train_weights((n_1, n_2)))
    balance = Balance((first, second), (n_2 // common, n_1 // common))
    low, high = S.Half, S(2)
    while balance.sign(low, digits) >= 0:
        low /= 2
    while balance.sign(high, digits) >= 0:
        high *= 2
    return balance.root((low, S.One), digits), balance.root((S.One, high), digits)


@shown_by("batch_shape.prove_talk_square_rates")
def talk_square_rates(c: Expr) -> tuple[Expr, Expr]:
    """Return 3 (1 -+ sqrt((1-c)/2))/(1+2c), the critical rates in mean square for counts 2:1.

    Source: derived here (`batch_shape.prove_talk_square_rates`).

    Example:
        >>> talk_square_rates(S.Half), talk_square_rates(S.One / 4)
        ((3/4, 9/4), (2 - sqrt(6)/2, sqrt(6)/2 + 2))
    """
    width = sqrt((1 - argument(c)) / 2)
    lower, upper = (3 * (1 + side * width) / (1 + 2 * c) for side in (-1, 1))
    return lower.expand(), upper.expand()


def prove_square_stability() -> Proof:
    """Prove m_i < 1 for all i iff eta < 1/(p + c(1-p)) at p = max p.

    Example:
        >>> prove_square_stability().check()
        2
    """
    below, largest = eta < square_stability_limit(p, c), Symbol("p_max", positive=True)
    one = Equivalent(square_factor(eta, p, c) < 1, below)
    shrinks = Implication("one coordinate", (c <= 1, p <= 1), one)
    return Proof((OfLargest(shrinks, below, members(p), p, largest),))


def derive_square_rates() -> Derivation:
    """Derive the stability limit and the crossing of mean squares.

    Example:
        >>> len(derive_square_rates().lines)
        6
    """
    m_1, m_2 = symbols("m_1 m_2", real=True)
    kept_1, kept_2 = (square_factor(eta, weight, c) for weight in (p_1, w_2))
    crossing, limit = square_crossing_rate(p_1, w_2, c), square_stability_limit(p_1, c)
    weights = (w_2 < p_1, p_1 <= 1, c <= 1)
    return (
        Derivation("rates in mean square")
        .define(m_1, kept_1, "the factor of the heavier coordinate, p_1 > p_2")
        .define(m_2, kept_2, "and of the lighter")
        .equal(1 - m_1, 4 * eta * p_1 * (1 - eta / limit), "the heavier one shrinks where this is positive")
        .implies(Equivalent(kept_1 < 1, eta < limit), "its sign", weights)
        .equal(m_1 - m_2, 4 * eta * (p_1 - w_2) * (eta / crossing - 1), "what the heavier one keeps more")
        .implies(Equivalent(kept_1 > kept_2, eta > crossing), "its sign", weights)
    )


def prove_square_crossing() -> Proof:
    """Prove m_1 > m_2 iff eta > 1/((1-c)(p_1+p_2) + c), for p_1 > p_2 >= 0.

    Example:
        >>> prove_square_crossing().check()
        1
    """
    weights, above = (w_2 < p_1, p_1 <= 1, c <= 1), eta > square_crossing_rate(p_1, w_2, c)
    return Proof((Implication("the heavier one keeps more", weights, Equivalent(_keeps_more(w_2), above)),))


def _keeps_more(light: Expr) -> Boolean:
    return square_factor(eta, p_1, c) > square_factor(eta, light, c)


def prove_square_crossing_at_one() -> Proof:
    """Prove m_1 > m_2 iff eta > 1, for p_1 > p_2 and p_1 + p_2 = 1, whatever c.

    Example:
        >>> prove_square_crossing_at_one().check()
        2
    """
    crossing, two = square_crossing_rate(p_1, w_2, c), (w_2 < p_1, Eq(p_1 + w_2, 1), c <= 1)
    (known,) = lemma(prove_square_crossing).obligations
    same = Implication("for two weights the rate is 1", two, (p_1 <= 1) & Equivalent(eta > crossing, eta > 1))
    at_one = Equivalences("the crossing is at 1", _keeps_more(w_2), (known, _part(same, Equivalent)))
    return Proof((Chain(at_one.says, two, at_one.shows, (_part(same, LessThan), at_one)),))


def _part(premise: Premise, kind: type[Boolean]) -> Chain:
    """Return the one part of what a premise shows that is of a kind."""
    (part,) = (part for part in And.make_args(premise.shows) if isinstance(part, kind))
    return Chain(premise.says, premise.given, part, (premise,))


def prove_window() -> Proof:
    """Prove: for c < 1 the rate half way from crossing to stability is in the window; for c = 1 none is.

    Coordinate 1 is the heaviest of all, and coordinate 2 a lighter one. And c < 1 iff b > 1.

    Example:
        >>> prove_window().check()
        19
    """
    (shrink,) = lemma(prove_square_stability).obligations
    (crosses,) = lemma(prove_square_crossing).obligations
    stable, keeps = Instance(shrink, {Symbol("p_max", positive=True): p_1}), Instance(crosses, {w_2: p_2})
    crossing, limit = square_crossing_rate(p_1, p_2, c), square_stability_limit(p_1, c)
    above, below, more = eta > crossing, eta < limit, _keeps_more(p_2)
    (all_shrink,) = set(stable.shows.args) - {below}
    weights = (p_2 < p_1, p_1 <= 1, c <= 1)
    known = tuple(dict.fromkeys((*stable.given, *weights)))

    half_way = Eq(eta, (crossing + limit) / 2, evaluate=False)
    between = Implication("half way is between", (*weights, half_way, c < 1), above & below)
    to = (between, OneWay(stable, below), OneWay(keeps, above))
    there = Chain("half way is in the window", (*known, half_way, c < 1), And(all_shrink, more), to)
    nothing = Implication("nothing is between", (*weights, above, below), c < 1)
    back = (OneWay(stable, all_shrink), OneWay(keeps, more), nothing)
    only = Chain("a window needs c < 1", (*known, all_shrink, more), c < 1, back)
    parts = (Deduction(there, keep=len(known)), Deduction(only, keep=len(known)))
    return Proof((together("the window", *parts, *lemma(prove_noise).obligations),))


def prove_square_criterion() -> Proof:
    """Prove: on two coordinates annealing wins in mean square iff (kappa_2 - kappa_1)(tau_2 - tau_1) > 0.

    The criterion is about the squares of the residuals: with their expectations, M_i = m_i^T after T steps,
    nothing changes, as the flow multiplies every square by the same number.

    Example:
        >>> prove_square_criterion().check() > 20
        True
    """
    (decides,) = lemma(comparison.prove_order_decides).obligations
    (squares,) = lemma(prove_square_factor).obligations
    ratios = [_ratio_of_mean_squares(i) for i in (1, 2)]
    steps = [-log(square_factor(eta, weight, c)) / (4 * weight) for weight in (p_1, p_2)]
    score = Identity("the score", square_score(eta, p_1, p_2, c), 4 * p_1 * p_2 * (steps[1] - steps[0]))
    others = (squares, decides, score, *_integer_powers())
    shown = conjunction(part for link in others for part in And.make_args(link.shows))
    on_level = decides.given[:1]
    return Proof((Chain("the criterion in mean square", on_level, shown, (*ratios, *others)),))


def _ratio_of_mean_squares(number: int) -> Exponential:
    """Return m_i = exp(-4 p_i d_i): E of the square after steps and flow, over that of the flow alone."""
    m, d = Symbol(f"m_{number}", nonnegative=True), Symbol(f"d_{number}", real=True)
    kept, alone = Symbol("M", positive=True), Symbol("s", nonnegative=True)
    squares = kept * flow.flow_factor(p, t) ** 2 / flow.flow_factor(p, alone) ** 2
    return Exponential(m, d, 4 * p, squares, -log(kept) / (4 * p) + t - alone)


def _integer_powers() -> tuple[Identity, Identity]:
    """Return that integer powers of what is kept order the effective times as they are."""
    kept, other = (Symbol(f"M_{i}", positive=True) for i in (1, 2))
    weights = train_weights((n_1, n_2))
    times = [-log(square) / (4 * weight) for square, weight in zip((kept, other), weights, strict=True)]
    powers = order_of_times(kept, other, n_1, n_2)
    left, right = powers.subs(kept, 0), -powers.subs(other, 0)
    gap = 4 * n_1 * n_2 / (n_1 + n_2) * (times[0] - times[1])
    return (
        Identity("what is compared is a difference", powers, left - right),
        Identity("integer powers", expand_log(log(left / right)), gap),
    )
