"""Mini-batches: what a step on b drawn samples does to a coordinate, on average and in mean square.

K_i of the b samples of a batch lie on coordinate i, so that the step multiplies r_i by 1 - 2 eta K_i/b. Each
batch is drawn independently of the others: with repetition, or as a subset, which is what b draws from an urn
leave in the hand. Knows the losses, one full-batch step and when two points of a level set tie.
"""

from sympy import Abs, Derivative, Equivalent, Expr, Poly, S, Subs, Symbol, diff, expand_log, log, symbols

from theory import comparison, descent, losses
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Obligation, Proof, Rule
from theory.symbols import T, eta, n, n_1, n_2, p_1, p_2, r, w

c = Symbol("c", nonnegative=True)  # noise coefficient of a batch, at most 1
size = Symbol("b", integer=True, positive=True)  # number of samples in a batch

_rest = Symbol("R", real=True)  # the part of the batch's loss that does not depend on this coordinate
_share = Symbol("k", nonnegative=True)  # K/b, the share of the batch that lies on the coordinate
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
    """Prove Var K/b = c p(1-p), by induction on b from the empty batch, and 0 <= c <= 1.

    A further draw hits the coordinate with probability p, or (n p - K)/(n - b) without repetition.

    Example:
        >>> prove_noise().check()
        13
    """
    again, once = _drawn_again(), _drawn_once()
    left = n * w - once[0]
    gains = {
        "with": (again, (w, (2 * again[0] + 1) * w)),
        "without": (once, (left / (n - size), (2 * (n * w * once[0] - once[1]) + left) / (n - size))),
    }
    obligations: list[Obligation] = []
    for way, (moments, gain) in gains.items():
        for power, (moment, more) in enumerate(zip(moments, gain, strict=True), start=1):
            obligations += [
                Identity(f"{way} repetition: E K^{power} of no draw", moment.subs(size, 0), S.Zero),
                Identity(f"E K^{power} of one more", moment.subs(size, size + 1), moment + more),
            ]
        noise = noise_coefficient(size, n, way == "with")
        obligations.append(Identity(f"the variance {way}", _variance(moments), noise * w * (1 - w)))
    square = Identity("E (K/b)^2 = (E K/b)^2 + Var K/b", second_moment(w, c), w**2 + c * w * (1 - w))
    return Proof((*obligations, square, *_bounds_of_noise()), (Rule.INDUCTION,))


def _bounds_of_noise() -> tuple[Obligation, ...]:
    """Return the obligations that 0 <= c <= 1, and that c is 1 for single samples alone."""
    b, all_of = symbols("b n", positive=True)
    again, once = noise_coefficient(b, all_of, True), noise_coefficient(b, all_of, False)
    drawn = (all_of >= 2, b >= 1, b <= all_of)
    return (
        Implication("with", drawn, (again > 0) & (again <= 1) & Equivalent(again < 1, b > 1)),
        Implication("without", drawn, (once >= 0) & (once <= 1) & Equivalent(once < 1, b > 1)),
    )


def _expectation(polynomial: Expr) -> Expr:
    """Return E of a polynomial of degree two in k, from E k = p and E k^2."""
    square, linear, constant = Poly(polynomial, _share).all_coeffs()
    return square * second_moment(w, c) + linear * w + constant


def prove_mean() -> Proof:
    """Prove E r_i <- rho_i E r_i for each batch, drawn independently of those before.

    Example:
        >>> prove_mean().check()
        15
    """
    linear, constant = Poly(descent.contraction_factor(eta, _share), _share).all_coeffs()
    mean = Identity("E of it", linear * w + constant, descent.contraction_factor(eta, w))
    return Proof((_one_step(), mean, *lemma(prove_noise).obligations), (Rule.EACH_COORDINATE, Rule.INDUCTION))


def _one_step() -> Identity:
    """Return the obligation that a step on a batch multiplies r by 1 - 2 eta k."""
    step = r - eta * diff(losses.train_loss((_share,), (r,)) + _rest, r)
    return Identity("one step on the batch's own loss", step, descent.contraction_factor(eta, _share) * r)


def prove_square_factor() -> Proof:
    """Prove E r_i^2 <- m_i E r_i^2 for each batch, drawn independently; E L_train is their weighted sum.

    Example:
        >>> prove_square_factor().check()
        16
    """
    mean = _expectation(descent.contraction_factor(eta, _share) ** 2)
    factor = square_factor(eta, w, c)
    return Proof(
        (
            _one_step(),
            *lemma(prove_noise).obligations,
            Identity("E of its square", mean, factor),
            Identity("one more batch", factor ** (T + 1), factor**T * mean),
        ),
        (Rule.EACH_COORDINATE, Rule.INDUCTION, Rule.SUM),
    )


def prove_epoch() -> Proof:
    """Prove: one epoch multiplies r_i by (1-2 eta)^(n_i) in every order, and all effective times are equal.

    A sample on the coordinate is a batch with the share k = 1, any other one with k = 0. With equal times the
    flow that follows stops where the flow alone stops.

    Example:
        >>> prove_epoch().check()
        8
    """
    step, kept = _one_step(), Symbol("kept", positive=True)  # |1 - 2 eta|
    mine, other = (step.left.subs(_share, share) for share in (1, 0))
    start, longer = epoch_factor(eta, S.Zero), epoch_factor(eta, n_1 + 1)
    absolute = [epoch_factor(eta, count).subs(1 - 2 * eta, kept) for count in (n_1, n_2)]
    times = [
        -expand_log(log(part)) / (2 * weight)
        for part, weight in zip(absolute, losses.train_weights((n_1, n_2)), strict=True)
    ]
    return Proof(
        (
            Identity("a sample on the coordinate", mine, epoch_factor(eta, S.One) * r),
            Identity("a sample elsewhere", other, r),
            Identity("no sample", start, S.One),
            Identity("one more sample", longer, epoch_factor(eta, n_1) * epoch_factor(eta, S.One)),
            Identity("the effective times", times[0], times[1]),
            *lemma(comparison.prove_equal_times).obligations,
        ),
        (Rule.INDUCTION, Rule.EACH_COORDINATE, Rule.EXPONENTIAL),
    )


def prove_typical_rate() -> Proof:
    """Prove: single samples have E log|factor| = p_i log|1-2 eta|, so that typical effective times are equal.

    Of the n equally likely samples n_i multiply |r_i| by |1-2 eta| and the others by 1.

    Example:
        >>> prove_typical_rate().check()
        4
    """
    kept = Abs(descent.contraction_factor(eta, S.One))
    hit, miss = (log(Abs(descent.contraction_factor(eta, share))) for share in (S.One, S.Zero))
    means = [weight * hit + (1 - weight) * miss for weight in (p_1, p_2)]
    length, first = Symbol("kept", positive=True), losses.train_weights((n_1, n_2))[0]
    product = expand_log(log(Abs(epoch_factor(eta, n_1)).subs(Abs(1 - 2 * eta), length)))
    return Proof(
        (
            _one_step(),
            Identity("E log|factor|", means[0], p_1 * log(kept)),
            Identity("n times it is that of an epoch", (n_1 + n_2) * first * log(length), product),
            Identity("the effective times", -means[0] / (2 * p_1), -means[1] / (2 * p_2)),
        ),
        (Rule.EACH_COORDINATE, Rule.DIRECT),
    )
