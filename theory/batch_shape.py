"""The shape of the score in mean square, in proofs: where it falls, rises and is zero. Knows that score."""

from collections.abc import Iterator, Sequence

from sympy import Eq, Equivalent, Expr, Function, Ge, Gt, Ne, Rational, S, Symbol, log, sqrt, symbols
from sympy.logic.boolalg import Boolean

from theory.batch_rates import (
    square_crossing_rate,
    square_score,
    square_stability_limit,
    talk_square_rates,
)
from theory.critical import talk_critical_rates
from theory.descent import contraction_factor
from theory.effective_time import score
from theory.logic.comparisons import AtPlace, Detached, Multiple, Weaker
from theory.logic.derivation import Derivation
from theory.logic.ends import AtInfinity, EqualLogs, Value
from theory.logic.equations import FromEquations
from theory.logic.equivalence import Equivalences, OneWay
from theory.logic.families import members
from theory.logic.formulas import lemma
from theory.logic.logs import LogOfSquare, SignOfLog
from theory.logic.normal_form import derivative
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import ByCases, Chain, Deduction, Instance, conjunction, together
from theory.logic.shapes import Interval, Monotone, MonotoneAs, SignFrom
from theory.logic.sums import Totals
from theory.logic.turns import OneTurn
from theory.logic.zeros import SignPattern
from theory.losses import train_weights
from theory.minibatch import c, noise_coefficient, size, square_factor
from theory.score_shape import prove_critical_rates
from theory.symbols import eta, n, p, p_1, p_2

_weights = (p_2 < p_1, p_1 + p_2 <= 1)
_crossing = Symbol("eta_x", positive=True)  # where both coordinates keep the same in mean square
_ends = symbols("eta_low eta_high", positive=True)  # the critical rates of a batch
_places = symbols("u v", positive=True)
_quadratic = symbols("A B C", real=True)


def _rise(rate: Expr, parts: tuple[Expr, Expr, Expr]) -> Expr:
    """Return A + B eta - C eta^2."""
    return parts[0] + parts[1] * rate - parts[2] * rate**2


def _parts() -> tuple[Expr, Expr, Expr]:
    """Return the coefficients of the quadratic with which the score rises: it opens downward."""
    a_1, a_2 = (weight + c * (1 - weight) for weight in (p_1, p_2))
    return -(1 + c), 2 * (3 * c + (1 - c) * (p_1 + p_2)), 4 * a_1 * a_2


def _noisy() -> tuple[Boolean, ...]:
    """Return what is given for a batch that is neither a single sample nor all samples."""
    crossing = Eq(_crossing, square_crossing_rate(p_1, p_2, c), evaluate=False)
    return (*_weights, c > 0, c < 1, crossing)


def _factors() -> tuple[Expr, Expr]:
    """Return m_1 and m_2."""
    return square_factor(eta, p_1, c), square_factor(eta, p_2, c)


def _slope(rise: Expr, m_1: Expr, m_2: Expr) -> Expr:
    return 8 * p_1 * p_2 * (p_1 - p_2) * eta * rise / (m_1 * m_2)


def derive_square_score() -> Derivation:
    """Derive the slope of the score, and for counts 2:1 the critical rates of every batch.

    Example:
        >>> len(derive_square_score().lines)
        4
    """
    m_1, m_2 = Symbol("m_1", positive=True), Symbol("m_2", positive=True)
    factors = _factors()
    heavy, light = (square_factor(eta, weight, c) for weight in train_weights((2, 1)))
    lower, upper = talk_square_rates(c)
    slope = _slope(_rise(eta, _parts()), m_1, m_2)
    quadratic = (1 + 2 * c) ** 2 * (eta - lower) * (upper - eta)
    return (
        Derivation("critical rates in mean square")
        .define(m_1, factors[0], "the factor of the heavier coordinate, p_1 > p_2")
        .define(m_2, factors[1], "and of the lighter")
        .equal(derivative(square_score(eta, p_1, p_2, c), eta), slope, "the score falls, rises, falls")
        .equal(heavy - light**2, Rational(16, 81) * eta**2 * quadratic, "2:1: zero where m_1 = m_2^2")
    )


def prove_single_samples() -> Proof:
    """Prove: for c = 1 the score is negative at every rate but 1, and zero there.

    m = 1 - s p, s = 4 eta (1 - eta) <= 1, and the score is p_1 p_2 (f(p_1) - f(p_2)) with f = log(1-sp)/p.
    p^2 f' = N(p) = -sp/(1-sp) - log(1-sp) falls from N(0) = 0 unless s = 0, and so does f. The scores of
    several steps add up, so that they are negative together if one of them is.

    Example:
        >>> prove_single_samples().check()
        14
    """
    score, weights = square_score(eta, p_1, p_2, S.One), (p_2 < p_1, p_1 < 1)
    s, heavier = Symbol("s", real=True), {p: p_2, Symbol("p'", positive=True): p_1}
    less = Detached(Instance(_falls_with_weight(s), {**heavier, s: 4 * eta * (1 - eta)}))
    below = Multiple("the score", less, score, -p_1 * p_2)
    unlike = Implication("s, zero at 1 alone", (Ne(eta, 1),), conjunction(less.given[:2]))
    lighter = Implication("the lighter one", weights, p_2 < 1)
    loses = Chain("the score is negative", (*weights, Ne(eta, 1)), below.shows, (unlike, lighter, below))
    below_or_at = Weaker(loses)
    tie = AtPlace("at the rate 1 it is zero", score, eta, S.One, S.Zero)
    apart = [Implication("another rate", (side,), Ne(eta, 1)) for side in (eta < 1, eta > 1)]
    cases = [
        *[
            Chain(loses.says, (*weights, *side.given), below_or_at.shows, (side, below_or_at))
            for side in apart
        ],
        Chain(tie.says, (*weights, *tie.given), Weaker(tie).shows, (Weaker(tie),)),
    ]
    never = ByCases("it is never positive", weights, tuple(cases))
    several = Totals(never, members(eta), loses, (Ne(eta, 1),))
    parts = (Deduction(loses, keep=2), Deduction(tie), never, Deduction(several, keep=2))
    return Proof((together("single samples", *parts),))


def _falls_with_weight(s: Symbol) -> MonotoneAs:
    """Return that log(1 - sp)/p falls as p grows, for s <= 1 other than 0."""
    given = (s <= 1, Ne(s, 0))
    slope = -s * p / (1 - s * p) - log(1 - s * p)
    falls = Monotone(slope, Interval(p, S.Zero, S.One), -1, given)
    return MonotoneAs(log(1 - s * p) / p, p**2, SignFrom(falls, Value(slope, p, S.Zero, 0, given)))


def _turn(sign: int) -> Chain:
    """Return that the quadratic, positive at the crossing, changes its sign once on either side of it."""
    earlier, later = _places
    order = later < _crossing if sign > 0 else earlier > _crossing
    at_crossing, once, then = (_rise(rate, _quadratic) for rate in (_crossing, earlier, later))
    once = Ge(sign * once, 0, evaluate=False)
    given = (_quadratic[2] > 0, at_crossing > 0, once, earlier < later, order)
    turns = Implication("it turns once", given, Gt(sign * then, 0, evaluate=False))
    of_batch = Instance(turns, dict(zip(_quadratic, _parts(), strict=True)))
    known = Implication("it opens downward, and is positive", _noisy(), conjunction(of_batch.given[:2]))
    return Chain("it turns", (*_noisy(), *of_batch.given[2:]), of_batch.shows, (known, of_batch))


def _noisy_pattern() -> SignPattern:
    """Return where the score is positive for 0 < c < 1: it falls and rises, and falls behind the crossing."""
    value, given, (low, high) = square_score(eta, p_1, p_2, c), _noisy(), _ends
    rise, factor = _rise(eta, _parts()), _slope(S.One, *_factors())
    first, last = Value(value, eta, S.Zero, 0, given), AtInfinity(value, eta, None, -1, given)
    middle = EqualLogs(value, eta, _crossing, 1, given)
    start = Value(rise, eta, S.Zero, -1, given)
    before, behind = Interval(eta, S.Zero, _crossing), Interval(eta, _crossing, None)
    pieces = (
        OneTurn(value, before, rise, factor, _turn(1), _places, (first, middle), low, start, given),
        OneTurn(value, behind, rise, factor, _turn(-1), _places, (middle, last), high, None, given),
    )
    return SignPattern("positive between two rates", pieces)


def _full_batch() -> FromEquations:
    """Return that for c = 0 the score is twice that of a full-batch step, unless one ends a coordinate."""
    kept = [contraction_factor(eta, weight) for weight in (p_1, p_2)]
    squares = [
        LogOfSquare("the full batch", square_factor(eta, weight, S.Zero), rho)
        for weight, rho in zip((p_1, p_2), kept, strict=True)
    ]
    twice = 2 * score(eta, p_1, p_2)
    return FromEquations(
        "twice the score", together("logarithms", *squares), square_score(eta, p_1, p_2, S.Zero), twice
    )


def prove_critical_square_rates() -> Proof:
    """Prove: for 0 <= c < 1 the score is positive exactly between two rates, with the crossing between them.

    For c > 0 no factor vanishes. The score starts at 0 and its slope has the sign of a quadratic in eta that
    is negative at 0, positive at the crossing and opens downward: up to there it falls, then rises, and
    behind it rises, then falls to -oo. At the crossing it is positive: it has one zero on either side. For
    c = 0, the full batch, it is twice the score of `score_shape`, as m = rho^2. Of two coordinates that are
    all there are the crossing is at 1.

    Example:
        >>> prove_critical_square_rates().check()
        39
    """
    pattern, full = _noisy_pattern(), _full_batch()
    two = Implication("two coordinates", (*_noisy(), Eq(p_1 + p_2, 1)), Eq(_crossing, 1))
    parts = (Deduction(pattern), Deduction(two), Deduction(full))
    known = map(Deduction, lemma(prove_critical_rates).obligations)
    return Proof((together("the critical rates of a batch", *parts, *known),))


def prove_talk_square_rates() -> Proof:
    """Prove, for counts 2:1: m_1 > m_2^2 exactly for 3 (1 - w)/(1 + 2c) < eta < 3 (1 + w)/(1 + 2c).

    w = sqrt((1-c)/2) is a number of which 2 w^2 = 1 - c is known. For c = 1 there is no such rate, for c = 0
    they are those of the full batch; batches of two of the talk's three samples have c = 1/2, or 1/4 without
    repetition; for every c < 1 it is so from the crossing to the stability limit.

    Example:
        >>> prove_talk_square_rates().check()
        10
    """
    w, given = Symbol("w", nonnegative=True), (Eq(2 * Symbol("w", nonnegative=True) ** 2, 1 - c),)
    heavy, light = (square_factor(eta, weight, c) for weight in train_weights((2, 1)))
    lower, upper = (3 * (1 + side * w) / (1 + 2 * c) for side in (-1, 1))
    lengths = symbols("m_1 m_2", positive=True)
    named = tuple(Eq(*each) for each in zip(lengths, (heavy, light), strict=True))
    value = square_score(eta, Rational(2, 3), Rational(1, 3), c).subs({heavy: lengths[0], light: lengths[1]})
    above = lengths[0] > lengths[1] ** 2
    sign = SignOfLog("the score", value, Rational(1, 3), lengths[0], lengths[1] ** 2)
    between = Implication(
        "between two rates", (*named, *given), Equivalent(above, (lower < eta) & (eta < upper))
    )
    wins = Equivalences("where it is positive", value > 0, (sign, between))
    window = (*named, c < 1, eta >= 1, eta < square_stability_limit(Rational(2, 3), c))
    inside = OneWay(sign, above)
    stable = Implication("it is so from the crossing to the limit", window, above)
    ends = [rate.subs(w, sqrt((1 - c) / 2)) for rate in (lower, upper)]
    all_of_them = noise_coefficient(size, n, False).subs(size, n)
    limits = (
        Identity("the noise of all samples", all_of_them, S.Zero, reads=Function("c")(n)),
        *_rates("talk_square_rates", ends, talk_square_rates(c), c),
        *_rates("of the full batch", talk_square_rates(S.Zero), talk_critical_rates(), S.Zero),
        *_rates("of single samples", talk_square_rates(S.One), (S.One, S.One), S.One),
    )
    there = Chain("in the window", window, inside.shows, (stable, inside))
    return Proof((together("counts 2:1", Deduction(wins), Deduction(there), *limits),))


def _rates(says: str, found: Sequence[Expr], rates: Sequence[Expr], noise: Expr) -> Iterator[Identity]:
    """Yield that two critical rates are as stated, by the name of each and the noise."""
    for name, rate, stated in zip(("lower", "upper"), found, rates, strict=True):
        yield Identity(says, rate, stated, reads=Function(f"eta_{name}")(noise))
