"""Mini-batches: what a step on b drawn samples does to a coordinate, on average and in mean square.

K_i of the b samples of a batch lie on coordinate i, so that the step multiplies r_i by 1 - 2 eta K_i/b. Each
batch is drawn independently of the others: with repetition, or as a subset, which is what b draws from an urn
leave in the hand. Knows the losses, one full-batch step and when two points of a level set tie.
"""

from sympy import Abs, Derivative, Equivalent, Expr, Function, S, Subs, Symbol, diff, expand_log, log, symbols

from theory import comparison, descent, losses
from theory.logic.derivation import Derivation
from theory.logic.equations import FromEquations
from theory.logic.families import members
from theory.logic.formulas import lemma, shown_by
from theory.logic.moments import MeanOfPower, MomentsOfHits
from theory.logic.orders import WithIdleSteps
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.recursions import ClosedForms
from theory.logic.rules import Chain, Deduction, Instance, together
from theory.logic.sums import Totals
from theory.symbols import T, eta, n, n_1, n_2, p_1, r, r_0, w

c = Symbol("c", nonnegative=True)  # noise coefficient of a batch, at most 1
size = Symbol("b", integer=True, positive=True)  # number of samples in a batch

WAYS = (True, False)  # whether a sample may be drawn again into a batch
_rest = Symbol("R", real=True)  # the part of the batch's loss that does not depend on this coordinate
_share = Symbol("k", nonnegative=True)  # K/b, the share of the batch that lies on the coordinate
_drawn = Symbol("b", integer=True, nonnegative=True)  # number of samples drawn into a batch so far
_z = Symbol("z", positive=True)  # argument of a generating function


@shown_by("minibatch.prove_noise")
def noise_coefficient(b: Expr | int, n: Expr | int, repeats: bool) -> Expr:
    """Return c, which is 1/b with repetition and (n-b)/(b(n-1)) without: K/b has the variance c p(1-p).

    It is 1 for single samples, and 0 for a batch of all n samples without repetition.

    Args:
        b: Number of samples in a batch, at least 1; without repetition at most n.
        n: Number of samples.
        repeats: Whether a sample may be drawn more than once into a batch.

    Source: derived here (`derive_noise`).

    Example:
        >>> noise_coefficient(2, 3, True), noise_coefficient(2, 3, False)
        (1/2, 1/4)
    """
    if repeats:
        return S.One / b
    return S.Zero if b == n else S(n - b) / (b * (n - 1))


@shown_by("minibatch.prove_noise")
def second_moment(p: Expr, c: Expr) -> Expr:
    """Return E (K/b)^2 = p (p + c(1-p)).

    Source: derived here (`derive_noise`).

    Example:
        >>> second_moment(w, c)
        p*(c*(1 - p) + p)
    """
    return p * (p + c * (1 - p))


@shown_by("minibatch.prove_square_factor")
def square_factor(eta: Expr, p: Expr, c: Expr) -> Expr:
    """Return 1 - 4 eta p [1 - eta (p + c(1-p))], by which one step multiplies E r_i^2.

    Source: derived here (`derive_square_factor`).

    Example:
        >>> square_factor(S.One, w, S.One)
        1
    """
    return 1 - 4 * eta * p * (1 - eta * (p + c * (1 - p)))


@shown_by("minibatch.prove_epoch")
def epoch_factor(eta: Expr, n_i: Expr | int) -> Expr:
    """Return (1 - 2 eta)^(n_i), by which an epoch of single samples without repetition multiplies r_i.

    Source: derived here (`prove_epoch`).

    Example:
        >>> epoch_factor(eta, n_1)
        (1 - 2*eta)**n_1
    """
    return descent.contraction_factor(eta, S.One) ** n_i


def _drawn_again() -> tuple[Expr, Expr]:
    """Return E K and E K^2 of a batch with repetition: the moments of b independent draws."""
    return size * w, size * w + size * (size - 1) * w**2


def _drawn_once() -> tuple[Expr, Expr]:
    """Return E K and E K^2 of a batch without repetition: two of its samples are a pair of different ones."""
    return size * w, size * w + size * (size - 1) * w * (n * w - 1) / (n - 1)


def _variance(moments: tuple[Expr, Expr]) -> Expr:
    return moments[1] / size**2 - (moments[0] / size) ** 2


def derive_noise() -> Derivation:
    """Derive the noise coefficient: by the generating function, and by one more draw from an urn.

    Example:
        >>> len(derive_noise().lines)
        7
    """
    generating = (1 - w + w * _z) ** size  # E z^K: each draw contributes z with probability p, else 1
    again, once = _drawn_again(), _drawn_once()
    more = [moment.subs(size, size + 1) - moment for moment in once]
    left = n * w - once[0]  # E of what the urn still holds of the coordinate, among n - b samples
    doubled = 2 * (n * w * once[0] - once[1]) + left  # E (2K + 1)(n p - K), as (K+1)^2 = K^2 + 2K + 1
    return (
        Derivation("noise of a batch")
        .equal(Subs(Derivative(generating, _z), _z, 1), again[0], "with repetition: E K, from E z^K")
        .equal(Subs(Derivative(generating, (_z, 2)), _z, 1), again[1] - again[0], "and E K(K-1)")
        .equal(_variance(again), noise_coefficient(size, n, True) * w * (1 - w), "the variance of K/b")
        .equal(more[0], left / (n - size), "without: one more draw adds to E K what the urn holds")
        .equal(more[1], doubled / (n - size), "and to E K^2")
        .equal(_variance(once), noise_coefficient(size, n, False) * w * (1 - w), "the variance of K/b")
        .equal(second_moment(w, c), w**2 + c * w * (1 - w), "E (K/b)^2 for either c")
    )


def derive_square_factor() -> Derivation:
    """Derive the factor of E r^2 from the step on a batch with the share k = K/b.

    Example:
        >>> len(derive_square_factor().lines)
        3
    """
    step = r - eta * Derivative(losses.train_loss((_share,), (r,)) + _rest, r)
    kept = descent.contraction_factor(eta, _share)
    moments = 1 - 4 * eta * w + 4 * eta**2 * second_moment(w, c)
    return (
        Derivation("mean square of a step")
        .equal(step, kept * r, "one step on the batch's own loss")
        .equal(kept**2, 1 - 4 * eta * _share + 4 * eta**2 * _share**2, "its square")
        .equal(moments, square_factor(eta, w, c), "insert E k = p and E k^2")
    )


def prove_noise() -> Proof:
    """Prove E K/b = p and Var K/b = c p(1-p), draw by draw from the empty batch, and 0 <= c <= 1.

    A further draw hits the coordinate with probability p, or (n p - K)/(n - b) without repetition.

    Example:
        >>> prove_noise().check()
        14
    """
    again, once = (together("the share of a batch", *_share_moments(way), _bounds(way)) for way in WAYS)
    return _either_way("the noise of a batch", again, once)


def _either_way(says: str, again: Chain, once: Chain) -> Proof:
    """Return that something holds with repetition and, if there are so many samples, without."""
    return Proof((together(says, again, Deduction(once)),))


def _mean_hits(repeats: bool) -> tuple[Symbol, tuple[Expr, Expr]]:
    """Return the number of hits in a batch, by name, and its mean and mean square."""
    hits = Symbol("K" if repeats else "K'", real=True)
    first, second = (Function(f"E {hits}{power}", real=True)(size) for power in ("", "^2"))
    return hits, (first, second)


def _share_moments(repeats: bool) -> tuple[FromEquations, FromEquations, FromEquations]:
    """Return E K/b, E (K/b)^2 and the variance of a batch with or without repetition."""
    hits, (first, second) = _mean_hits(repeats)
    moments = tuple(moment.subs(size, _drawn) for moment in (_drawn_again() if repeats else _drawn_once()))
    chance, last, known = (w, None, ()) if repeats else ((n * w - hits) / (n - _drawn), n, (n > 1,))
    draws = MomentsOfHits("draw by draw", hits, _drawn, chance, moments, last, known)
    batch, noise = Instance(draws, {_drawn: size}), noise_coefficient(size, n, repeats)
    return (
        FromEquations("the mean of K/b", batch, first / size, w),
        FromEquations("its mean square", batch, second / size**2, second_moment(w, noise)),
        FromEquations("its variance", batch, second / size**2 - (first / size) ** 2, noise * w * (1 - w)),
    )


def _bounds(repeats: bool) -> Instance:
    """Return that 0 <= c <= 1, and that c is 1 for single samples alone."""
    more, all_of = Symbol("m", nonnegative=True), Symbol("n", positive=True)  # b = 1 + m
    noise = noise_coefficient(1 + more, all_of, repeats)
    bounded = (noise >= 0) & (noise <= 1) & Equivalent(noise < 1, 1 + more > 1)
    drawn = () if repeats else (all_of > 1, 1 + more <= all_of)
    at = {more: size - 1} if repeats else {more: size - 1, all_of: n}
    return Instance(Implication("the bounds of c", drawn, bounded), at)


def _step(residual: Symbol = r) -> Expr:
    """Return one step on a batch's own loss, of which a share lies on the coordinate."""
    return residual - eta * diff(losses.train_loss((_share,), (residual,)) + _rest, residual)


def _average(power: int, factor: Expr, repeats: bool) -> MeanOfPower:
    """Return the mean of a power of the residual after any number of steps on batches."""
    _, (first, second) = _mean_hits(repeats)
    residual = r if repeats else Symbol("r'", real=True)
    return MeanOfPower(
        "steps on batches",
        state=residual,
        drawn=_share,
        step=_step(residual),
        power=power,
        moments=together("the share of a batch", *_share_moments(repeats)[:2]),
        means=(first / size, second / size**2),
        steps=T,
        start=r_0,
        factor=factor,
    )


def prove_mean() -> Proof:
    """Prove E r_i <- rho_i E r_i for each batch, drawn independently of those before.

    Example:
        >>> prove_mean().check()
        12
    """
    lemma(prove_noise)
    kept = descent.contraction_factor(eta, w)
    return _either_way("the mean", *[together("a way", _average(1, kept, way)) for way in WAYS])


def prove_square_factor() -> Proof:
    """Prove E r_i^2 <- m_i E r_i^2 for each batch, drawn independently; E L_train is their weighted sum.

    Example:
        >>> prove_square_factor().check()
        16
    """
    lemma(prove_noise)
    return _either_way("the mean square", *[_squares_and_loss(way) for way in WAYS])


def _squares_and_loss(repeats: bool) -> Chain:
    """Return E r_i^2 after any number of steps, and E L_train, the sum of its weighted parts."""
    square = _average(2, square_factor(eta, w, noise_coefficient(size, n, repeats)), repeats)
    mean, value = square.shows.args
    part, parts = (losses.train_loss((w,), (r,)).subs(r**2, each) for each in (mean, value))
    loss = Totals(FromEquations("a part of the loss", square, part, parts), members(w, r_0, mean))
    return together("the mean squares and the loss", square, loss)


def prove_epoch() -> Proof:
    """Prove: one epoch multiplies r_i by (1-2 eta)^(n_i) in every order, and all effective times are equal.

    A sample on the coordinate is a batch with the share k = 1, any other one with k = 0. With equal times the
    flow that follows stops where the flow alone stops.

    Example:
        >>> prove_epoch().check()
        6
    """
    hits, misses = symbols("n_i m", integer=True, nonnegative=True)
    mine, other = (_step().subs(_share, share) for share in (1, 0))
    residual = epoch_factor(eta, hits) * r_0
    alone = ClosedForms("the samples on it", hits, {r: r_0}, {r: mine}, {r: residual})
    kept = Symbol("kept", positive=True)  # |1 - 2 eta|
    product, weight = epoch_factor(eta, n_1).subs(1 - 2 * eta, kept), losses.train_weights((n_1, n_2))[0]
    of_all = -(n_1 + n_2) * log(kept) / 2
    time = Identity("its effective time", -expand_log(log(product)) / (2 * weight), of_all, _tau(n_1))
    (tie,) = lemma(comparison.prove_equal_times).obligations
    return Proof(
        (together("an epoch", WithIdleSteps("in any order", alone, other, misses), time, Deduction(tie)),)
    )


def _tau(of: Expr) -> Expr:
    """Return the effective time of a coordinate, by name."""
    return Function("tau")(of)


def prove_typical_rate() -> Proof:
    """Prove: single samples have E log|factor| = p_i log|1-2 eta|, so that typical effective times are equal.

    Of the n equally likely samples n_i multiply |r_i| by |1-2 eta| and the others by 1.

    Example:
        >>> prove_typical_rate().check()
        4
    """
    kept = Abs(descent.contraction_factor(eta, S.One))
    hit, miss = (log(Abs(descent.contraction_factor(eta, share))) for share in (S.One, S.Zero))
    mean, length = p_1 * hit + (1 - p_1) * miss, Symbol("kept", positive=True)
    product = expand_log(log(Abs(epoch_factor(eta, n_1)).subs(Abs(1 - 2 * eta), length)))
    whole = (n_1 + n_2) * losses.train_weights((n_1, n_2))[0] * log(length)
    parts = (
        Identity("a step on a batch", _step(), descent.contraction_factor(eta, _share) * r),
        Identity("its mean", mean, p_1 * log(kept), reads=Function("E log|factor|")(p_1)),
        Identity("over the n samples", whole, product),
        Identity("the effective time", -mean / (2 * p_1), -log(kept) / 2, reads=_tau(p_1)),
    )
    return Proof((together("single samples", *parts),))
