"""Where on a level set of the train loss training stops decides the test loss. Knows only the losses."""

from collections.abc import Sequence

from sympy import Add, Eq, Expr, Ge, Max, Min, Rational, Symbol, symbols

from theory import losses
from theory.logic.derivation import Derivation
from theory.logic.families import ForEvery, members, size
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.rules import BothWays, Chain, Instance, conjunction, together
from theory.logic.sums import TermInTotal, Totals, total
from theory.symbols import argument, divisor, eps, p, p_1, p_2, q, q_1, q_2, r, r_1, r_2

kappa, u = symbols("kappa u", nonnegative=True)  # the distortion of a coordinate, and its share
_half = Rational(1, 2)
_two_to_one = {p_1: Rational(2, 3), p_2: Rational(1, 3), q_1: _half, q_2: _half}


@shown_by("level_sets.prove_identity")
def share(p: Expr, r: Expr, eps: Expr) -> Expr:
    """Return u_i = p_i r_i^2/eps, the share of coordinate i in the train loss eps; the shares sum to one.

    Raises:
        ValueError: If eps = 0.

    Source: definition, derived here.

    Example:
        >>> share(p, r, eps)
        p*r**2/epsilon
    """
    return p * r**2 / divisor("epsilon", eps)


@shown_by("level_sets.prove_identity")
def test_per_train(kappa: Sequence[Expr], shares: Sequence[Expr]) -> Expr:
    """Return L_test/eps = sum_i kappa_i u_i on the level set L_train = eps.

    Source: derived here (`prove_identity`).

    Example:
        >>> test_per_train((Rational(3, 4), Rational(3, 2)), (1, 0))
        3/4
    """
    return Add(*[distortion * part for distortion, part in zip(kappa, shares, strict=True)])


test_per_train.__test__ = False  # type: ignore[attr-defined]  # a formula, not a test


@shown_by("extremes.prove_band")
def band(kappa: Sequence[Expr]) -> tuple[Expr, Expr]:
    """Return (min kappa, max kappa), between which L_test/eps lies on every level set.

    Source: derived here (`extremes.prove_band`).

    Example:
        >>> band((Rational(3, 4), Rational(3, 2)))
        (3/4, 3/2)
    """
    return Min(*kappa), Max(*kappa)


@shown_by("extremes.prove_largest_gain")
def largest_gain(kappa: Sequence[Expr]) -> Expr:
    """Return max kappa/min kappa, the largest ratio of test losses on one level set.

    Raises:
        ValueError: If min kappa = 0: then a test loss of the level set is zero.

    Source: derived here (`extremes.prove_largest_gain`); Nakkiran 2020 reports the factor two for counts 2:1.

    Example:
        >>> largest_gain((Rational(3, 4), Rational(3, 2)))
        2
    """
    lowest, highest = band(kappa)
    return highest / divisor("min kappa", lowest)


@shown_by("level_sets.prove_identity")
def test_loss_by_light(kappa_1: Expr, kappa_2: Expr, p_2: Expr, r_2: Expr, eps: Expr) -> Expr:
    """Return L_test = kappa_1 eps + (kappa_2 - kappa_1) p_2 r_2^2 on L_train = eps, two coordinates.

    Source: derived here (`derive_two_coordinates`).

    Example:
        >>> test_loss_by_light(Rational(3, 4), Rational(3, 2), Rational(1, 3), r_2, eps)
        3*epsilon/4 + r_2**2/4
    """
    return kappa_1 * eps + (kappa_2 - kappa_1) * p_2 * r_2**2


test_loss_by_light.__test__ = False  # type: ignore[attr-defined]  # a formula, not a test


@shown_by("extremes.prove_attained")
def axis_point(p: Expr, eps: Expr) -> Expr:
    """Return r_i^2 = eps/p_i, the end of the level set on axis i.

    Raises:
        ValueError: If p_i = 0: the level set does not meet the axis of a coordinate that was never drawn.

    Source: derived here (`extremes.prove_attained`).

    Example:
        >>> axis_point(p, eps)
        epsilon/p
    """
    return argument(eps) / divisor("p", p)


def derive_two_coordinates() -> Derivation:
    """Derive the test loss on a level set of two coordinates, and the talk's two forms for counts 2:1.

    Example:
        >>> len(derive_two_coordinates().lines)
        10
    """
    train, test, special = Symbol("L_train", positive=True), Symbol("L_test"), Symbol("L_2:1")
    u_1, u_2 = Symbol("u_1"), Symbol("u_2")
    kappa = (losses.distortion(q_1, p_1), losses.distortion(q_2, p_2))
    residuals = (r_1, r_2)
    talk_test = losses.test_loss((_half, _half), residuals)
    return (
        Derivation("level set of two coordinates")
        .define(train, losses.train_loss((p_1, p_2), residuals), "the level eps that training stops at")
        .define(test, losses.test_loss((q_1, q_2), residuals), "the test loss there")
        .define(u_1, share(p_1, r_1, train), "the share of the first coordinate")
        .define(u_2, share(p_2, r_2, train), "and of the second")
        .equal(u_1 + u_2, Rational(1), "the shares sum to one")
        .equal(test / train, test_per_train(kappa, (u_1, u_2)), "the mean of kappa under the shares")
        .equal(test, test_loss_by_light(*kappa, p_2, r_2, train), "eliminate the heavy residual")
        .define(special, losses.train_loss(losses.train_weights((2, 1)), residuals), "for counts 2:1")
        .equal(talk_test, Rational(3, 2) * special - r_1**2 / 2, "the light residual eliminated")
        .equal(talk_test, Rational(3, 4) * special + r_2**2 / 4, "the heavy residual eliminated")
    )


def prove_identity(residual: Symbol = r, part: Symbol = u, of: Expr = size) -> Proof:
    """Prove L_test/eps = sum kappa_i u_i for any number of coordinates; the u_i sum to one.

    Args:
        residual: What to call a residual.
        part: What to call a share.
        of: How many coordinates there are.

    Example:
        >>> print(prove_identity().conclusion.shows.args[1])
        Eq(Sum(q[k]*r[k]**2, (k, 1, N))/epsilon, Sum(kappa[k]*u[k], (k, 1, N)))
    """
    of_one, loss = members(p, q, residual, kappa, part, of=of), losses.train_loss((p,), (residual,))
    means = Eq(kappa, losses.distortion(q, p)), Eq(part, share(p, residual, eps))
    test = Eq(losses.test_loss((q,), (residual,)) / eps, test_per_train((kappa,), (part,)))
    mean = Totals(Implication("a term of the test loss", means, test), of_one)
    parts = Totals(Implication("a share of the train loss", means[1:], Eq(part, loss / eps)), of_one)
    y, z = symbols("y z", real=True)
    one = Implication("the shares sum to one", (Eq(y, z / eps), Eq(z, eps)), Eq(y, 1))
    all_shares = Instance(one, {y: total(part, of_one), z: total(loss, of_one)})
    links = (mean, parts, all_shares, _of_two())
    shows = conjunction([mean.shows, all_shares.shows, links[-1].shows])
    given = (*mean.given, Eq(total(loss, of_one), eps, evaluate=False))
    return Proof((Chain("the mean of the distortions", given, shows, links),))


def _of_two() -> Identity:
    """Return the test loss of two coordinates by the second residual, on the level of their train loss."""
    distortions = (losses.distortion(q_1, p_1), losses.distortion(q_2, p_2))
    level, test = losses.train_loss((p_1, p_2), (r_1, r_2)), losses.test_loss((q_1, q_2), (r_1, r_2))
    return Identity(
        "of two coordinates, by the second residual",
        test,
        test_loss_by_light(*distortions, p_2, r_2, level),
    )


def prove_two_to_one() -> Proof:
    """Prove L_test = 3/2 eps - r_1^2/2 = 3/4 eps + r_2^2/4 on L_train = eps, for counts 2:1.

    Example:
        >>> print(prove_two_to_one().conclusion.shows.args[1])
        Eq(r_1**2/2 + r_2**2/2, 3*epsilon/2 - r_1**2/2)
    """
    given = (Eq(losses.train_loss((p_1, p_2), (r_1, r_2)).subs(_two_to_one), eps),)
    test = losses.test_loss((q_1, q_2), (r_1, r_2)).subs(_two_to_one)
    heavy, light = (losses.distortion(*pair).subs(_two_to_one) for pair in ((q_1, p_1), (q_2, p_2)))
    by_light = test_loss_by_light(heavy, light, _two_to_one[p_2], r_2, eps)
    by_heavy = test_loss_by_light(light, heavy, _two_to_one[p_1], r_1, eps)
    return Proof(
        (
            together(
                "the talk's two forms",
                Implication("by the light residual", given, Eq(test, by_light)),
                Implication("by the heavy residual", given, Eq(test, by_heavy)),
            ),
        )
    )


def prove_gain_of_counts() -> Proof:
    """Prove that with two coordinates and a uniform population the largest gain is p_1/p_2 = n_1/n_2.

    Example:
        >>> prove_gain_of_counts().check()
        1
    """
    kappa_1, kappa_2 = (Symbol(f"kappa_{i}", positive=True) for i in (1, 2))
    uniform = (p_1 > p_2, Eq(kappa_1, losses.distortion(q, p_1)), Eq(kappa_2, losses.distortion(q, p_2)))
    ratio = Eq(largest_gain((kappa_1, kappa_2)), p_1 / p_2)
    return Proof((Implication("the ratio of the distortions", uniform, ratio),))


def prove_unique_minimiser() -> Proof:
    """Prove that r = 0 is the only minimiser, of any number of coordinates that were all drawn.

    The loss is never negative, so where it is zero it is least; no term is more than it.

    Example:
        >>> print(prove_unique_minimiser().conclusion.shows.args[1])
        Equivalent((Eq(r[i], 0) for every i to N), Eq(Sum(p[k]*r[k]**2, (k, 1, N)), 0))
    """
    of_one, loss, level = members(p, r), losses.train_loss((p,), (r,)), Symbol("L", real=True)
    sign = Implication("no loss is negative", (), Ge(loss, 0, evaluate=False))
    rests = Implication("without loss it is at rest", (loss <= level, Eq(level, 0)), Eq(r, 0))
    loses = Implication("at rest it is without loss", (Eq(r, 0),), Eq(loss, 0))
    all_rest = Instance(ForEvery(rests, of_one), {level: total(loss, of_one)})
    alone = (TermInTotal(sign, of_one), all_rest)
    forward = Chain("without loss all are at rest", all_rest.given[1:], all_rest.shows, alone)
    both = BothWays("the loss is zero at one point", forward, Totals(loses, of_one))
    return Proof((together("the only minimiser", Totals(sign, of_one), both),))
