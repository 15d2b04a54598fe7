"""Where on a level set of the train loss training stops decides the test loss. Knows only the losses."""

from collections.abc import Sequence

from sympy import Add, Eq, Equivalent, Expr, Le, Max, Min, Ne, Rational, Symbol, symbols

from theory import losses
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import argument, divisor, eps, p, p_1, p_2, q, q_1, q_2, r, r_1, r_2

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


@shown_by("level_sets.prove_band")
def band(kappa: Sequence[Expr]) -> tuple[Expr, Expr]:
    """Return (min kappa, max kappa), between which L_test/eps lies on every level set.

    Source: derived here (`prove_band`).

    Example:
        >>> band((Rational(3, 4), Rational(3, 2)))
        (3/4, 3/2)
    """
    return Min(*kappa), Max(*kappa)


@shown_by("level_sets.prove_largest_gain")
def largest_gain(kappa: Sequence[Expr]) -> Expr:
    """Return max kappa/min kappa, the largest ratio of test losses on one level set.

    Raises:
        ValueError: If min kappa = 0: then a test loss of the level set is zero.

    Source: derived here (`prove_largest_gain`); Nakkiran 2020 reports the factor two for the talk's counts.

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


@shown_by("level_sets.prove_attained")
def axis_point(p: Expr, eps: Expr) -> Expr:
    """Return r_i^2 = eps/p_i, the end of the level set on axis i.

    Raises:
        ValueError: If p_i = 0: the level set does not meet the axis of a coordinate that was never drawn.

    Source: derived here (`prove_attained`).

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


def prove_identity() -> Proof:
    """Prove L_test/eps = sum kappa_i u_i, term by term, for any number of coordinates; the u_i sum to one.

    Example:
        >>> prove_identity().check()
        3
    """
    one = test_per_train((losses.distortion(q, p),), (share(p, r, eps),))
    kappa = (losses.distortion(q_1, p_1), losses.distortion(q_2, p_2))
    level = losses.train_loss((p_1, p_2), (r_1, r_2))
    return Proof(
        (
            Identity("one term", losses.test_loss((q,), (r,)) / eps, one),
            _all_shares(),
            Identity(
                "of two coordinates, by the second residual",
                losses.test_loss((q_1, q_2), (r_1, r_2)),
                test_loss_by_light(*kappa, p_2, r_2, level),
            ),
        ),
        (Rule.SUM,),
    )


def _all_shares() -> Identity:
    """Return the obligation that the shares sum to one, of two coordinates."""
    level = losses.train_loss((p_1, p_2), (r_1, r_2))
    return Identity("the shares sum to one", share(p_1, r_1, level) + share(p_2, r_2, level), Rational(1))


def prove_two_to_one() -> Proof:
    """Prove L_test = 3/2 eps - r_1^2/2 = 3/4 eps + r_2^2/4 on L_train = eps, for counts 2:1.

    Example:
        >>> prove_two_to_one().check()
        2
    """
    train = losses.train_loss((p_1, p_2), (r_1, r_2)).subs(_two_to_one)
    test = losses.test_loss((q_1, q_2), (r_1, r_2)).subs(_two_to_one)
    heavy, light = (losses.distortion(*pair).subs(_two_to_one) for pair in ((q_1, p_1), (q_2, p_2)))
    return Proof(
        (
            Identity(
                "by the light residual", test, test_loss_by_light(heavy, light, _two_to_one[p_2], r_2, train)
            ),
            Identity(
                "by the heavy residual", test, test_loss_by_light(light, heavy, _two_to_one[p_1], r_1, train)
            ),
        ),
        (Rule.DIRECT,),
    )


def prove_band() -> Proof:
    """Prove min kappa <= L_test/eps <= max kappa: each term lies between, and the shares sum to one.

    Example:
        >>> prove_band().check()
        4
    """
    kappa = symbols("kappa_i kappa_j", nonnegative=True)
    u, v = symbols("u_i u_j", nonnegative=True)
    term, (least, most) = test_per_train(kappa[:1], (u,)), band(kappa)
    both = test_per_train(kappa, (u, v))
    return Proof(
        (
            Implication("from below", (), Le(least * u, term, evaluate=False)),
            Implication("from above", (), Le(term, most * u, evaluate=False)),
            Implication("both of two", (Eq(u + v, 1),), (least <= both) & (both <= most)),
            _all_shares(),
        ),
        (Rule.SUM,),
    )


def prove_attained() -> Proof:
    """Prove that the band's ends are attained at the axes: there L_test = kappa_i eps, L_train = eps.

    Example:
        >>> prove_attained().check()
        2
    """
    on_axis = r**2
    train = losses.train_loss((p,), (r,)).subs(on_axis, axis_point(p, eps))
    test = losses.test_loss((q,), (r,)).subs(on_axis, axis_point(p, eps))
    return Proof(
        (
            Identity("on the level set", train, eps),
            Identity("test loss there", test, losses.distortion(q, p) * eps),
        ),
        (Rule.EACH_COORDINATE,),
    )


def prove_largest_gain() -> Proof:
    """Prove that test losses on one level set differ by at most max kappa/min kappa, which is attained.

    Example:
        >>> prove_largest_gain().check()
        2
    """
    names = ("kappa_min", "kappa_max", "L_here", "L_there")
    least, most, here, there = (Symbol(name, positive=True) for name in names)
    gain = largest_gain((least, most))
    inside = (least <= most, least * eps <= there, here <= most * eps)
    return Proof(
        (
            Implication("two points of the band", inside, here / there <= gain),
            Implication(
                "the band's ends differ by it", (least <= most,), Eq((most * eps) / (least * eps), gain)
            ),
        ),
        (Rule.DIRECT,),
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
    return Proof((Implication("the ratio of the distortions", uniform, ratio),), (Rule.DIRECT,))


def prove_unique_minimiser() -> Proof:
    """Prove that r = 0 is the only minimiser: a coordinate that was seen and is not at rest has a loss.

    Example:
        >>> prove_unique_minimiser().check()
        2
    """
    one, two = losses.train_loss((p,), (r,)), losses.train_loss((p_1, p_2), (r_1, r_2))
    return Proof(
        (
            Implication("one term", (), Equivalent(one > 0, Ne(r, 0))),
            Implication("both of two", (), Equivalent(Eq(two, 0), Eq(r_1, 0) & Eq(r_2, 0))),
        ),
        (Rule.SUM,),
    )
