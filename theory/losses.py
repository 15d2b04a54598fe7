"""The two losses, from the definition: mean of squares over the samples, expectation over the population.

x is a unit vector e_i, y = <beta*, x>, and r = beta - beta* is the residual. The sample holds n_i copies
of e_i. Knows nothing of how beta is found.
"""

from collections.abc import Sequence

from sympy import Add, Eq, Expr, Integer, Matrix, Rational, Symbol, symbols
from sympy.logic.boolalg import Boolean

from theory.logic.derivation import Derivation
from theory.logic.families import members
from theory.logic.formulas import shown_by
from theory.logic.proof import Implication, Proof
from theory.logic.rules import together
from theory.logic.sums import Totals
from theory.symbols import argument, divisor, n_1, n_2, q, q_1, q_2, r, r_1, r_2, w

_beta, _truth, _error = symbols("beta beta* e", real=True)  # of one coordinate; e is its squared error


@shown_by("losses.prove_train_loss")
def train_weights(counts: Sequence[Expr | int]) -> tuple[Expr, ...]:
    """Return p_i = n_i/n, the share of the samples that lie on coordinate i.

    Args:
        counts: How often each e_i was drawn, at least one sample in all; numbers or symbols.

    Raises:
        TypeError: If a count is a float or no number at all.
        ValueError: If there is no sample, or a negative count.

    Source: definition (talk, slide "Convex Setting").

    Example:
        >>> train_weights((2, 1))
        (2/3, 1/3)
    """
    drawn = tuple(map(argument, counts))
    total = Add(*drawn)
    if total.is_zero or any(count.is_negative for count in drawn):
        raise ValueError(f"counts = {drawn}: must hold at least one sample, and no negative count")
    return tuple(count / total for count in drawn)


@shown_by("losses.prove_train_loss")
def train_loss(p: Sequence[Expr], r: Sequence[Expr]) -> Expr:
    """Return L_train = sum_i p_i r_i^2, the empirical loss at residual r (no factor 1/2).

    Source: talk, slide "Empirical Loss", for counts 2:1; derived here for any counts
    (`derive_train_loss`).

    Example:
        >>> train_loss(train_weights((2, 1)), (r_1, r_2))
        2*r_1**2/3 + r_2**2/3
    """
    return Add(*[weight * residual**2 for weight, residual in zip(p, r, strict=True)])


@shown_by("losses.prove_test_loss")
def test_loss(q: Sequence[Expr], r: Sequence[Expr]) -> Expr:
    """Return L_test = sum_i q_i r_i^2, the population loss at residual r.

    Source: talk, slide "Population Loss", for q_i = 1/2; derived here for any population weights.

    Example:
        >>> test_loss((Rational(1, 2), Rational(1, 2)), (r_1, r_2))
        r_1**2/2 + r_2**2/2
    """
    return Add(*[weight * residual**2 for weight, residual in zip(q, r, strict=True)])


# pytest collects functions whose name begins with "test"; this one is a formula.
test_loss.__test__ = False  # type: ignore[attr-defined]


def distortion(q: Expr, p: Expr) -> Expr:
    """Return kappa_i = q_i/p_i, the test loss per unit of train loss on coordinate i.

    Args:
        q: Population weight, perhaps zero.
        p: Train weight, not zero: a coordinate that was never drawn has no distortion.

    Raises:
        TypeError: If one of them is a float.
        ValueError: If p = 0.

    Source: definition, derived here from the two losses.

    Example:
        >>> distortion(Rational(1, 2), Rational(2, 3))
        3/4
    """
    return argument(q) / divisor("p", p)


def _squared_error(coordinate: int, beta: Matrix, truth: Matrix) -> Expr:
    """Return (<x, beta> - y)^2 for x = e_i and y = <x, beta*>, from the definition."""
    sample = Matrix([Integer(i == coordinate) for i in range(2)])
    return (sample.dot(beta) - sample.dot(truth)) ** 2


def derive_losses() -> Derivation:
    """Derive both losses of the two-coordinate problem from samples and population.

    Example:
        >>> len(derive_losses().lines)
        6
    """
    beta = Matrix(symbols("beta_1 beta_2", real=True))
    truth = Matrix(symbols("beta*_1 beta*_2", real=True))
    errors = [_squared_error(i, beta, truth) for i in range(2)]
    talk = (errors[0] + errors[0] + errors[1]) / 3
    return (
        Derivation("the two losses")
        .define(r_1, beta[0] - truth[0], "the residual of the first coordinate")
        .define(r_2, beta[1] - truth[1], "and of the second")
        .equal(errors[0], r_1**2, "a sample on e_1 sees only the first residual")
        .equal(
            (n_1 * errors[0] + n_2 * errors[1]) / (n_1 + n_2),
            train_loss(train_weights((n_1, n_2)), (r_1, r_2)),
            "mean over the sample",
        )
        .equal(talk, train_loss(train_weights((2, 1)), (r_1, r_2)), "the talk's sample, written out")
        .equal(
            q_1 * errors[0] + q_2 * errors[1], test_loss((q_1, q_2), (r_1, r_2)), "mean over the population"
        )
    )


def prove_train_loss() -> Proof:
    """Prove L_train = sum p_i r_i^2, p_i = n_i/n: the mean over n samples, n_i of them with the error of e_i.

    Example:
        >>> print(prove_train_loss().conclusion.shows)
        Eq(Sum(drawn[k]*e[k], (k, 1, N))/n, Sum(p[k]*r[k]**2, (k, 1, N)))
    """
    drawn, samples = Symbol("drawn", nonnegative=True), Symbol("n", positive=True)
    (share, _) = train_weights((drawn, samples - drawn))
    term = Implication(
        "the samples on one coordinate, a part of the mean",
        (*_definitions(), Eq(w, share)),
        Eq(drawn * _error / samples, train_loss((w,), (r,))),
    )
    return Proof((Totals(term, members(drawn, w, _beta, _truth, r, _error)),))


def prove_test_loss() -> Proof:
    """Prove L_test = sum q_i r_i^2: the error of e_i has probability q_i.

    Example:
        >>> print(prove_test_loss().conclusion.shows)
        Eq(Sum(e[k]*q[k], (k, 1, N)), Sum(q[k]*r[k]**2, (k, 1, N)))
    """
    term = Implication("a part of the mean", _definitions(), Eq(q * _error, test_loss((q,), (r,))))
    return Proof((Totals(term, members(q, _beta, _truth, r, _error)),))


def _definitions() -> tuple[Boolean, ...]:
    """Return what the squared error of e_i is, where <e_i, beta> = beta_i, and the residual."""
    return Eq(_error, (_beta - _truth) ** 2), Eq(r, _beta - _truth)


def prove_talk_losses() -> Proof:
    """Prove the talk's two losses from its three samples e_1, e_1, e_2 and the two equally likely x.

    Example:
        >>> print(prove_talk_losses().conclusion.shows.args[1])
        Eq(2*e_1/3 + e_2/3, 2*r_1**2/3 + r_2**2/3)
    """
    errors, residuals = symbols("e_1 e_2", real=True), (r_1, r_2)
    given = tuple(Eq(error, residual**2) for error, residual in zip(errors, residuals, strict=True))
    train = train_loss(train_weights((2, 1)), residuals)
    test = test_loss((Rational(1, 2), Rational(1, 2)), residuals)
    samples = Add(errors[0], errors[0], errors[1]) / 3
    return Proof(
        (
            together(
                "the talk's losses",
                Implication("the mean over the samples", given, Eq(samples, train)),
                Implication("the mean over the population", given, Eq(Add(*errors) / 2, test)),
            ),
        )
    )
