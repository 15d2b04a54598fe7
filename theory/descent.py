"""Full-batch gradient descent: what one step does to a coordinate. Knows only the losses."""

from sympy import Abs, Derivative, Eq, Equivalent, Expr, S, Symbol

from theory import losses
from theory.logic.derivation import Derivation
from theory.logic.families import ForEvery, OfSome, members
from theory.logic.formulas import shown_by
from theory.logic.partials import Gradient, Hessian
from theory.logic.proof import Implication, Proof
from theory.logic.rules import BothWays, Chain
from theory.symbols import divisor, eta, p, p_1, r, w, w_2

_g = Symbol("g", real=True)  # a component of the gradient
p_max = Symbol("p_max", positive=True)  # the largest train weight
_rest = Symbol("R", real=True)  # the part of the train loss that does not depend on this coordinate


@shown_by("descent.prove_gradient")
def gradient(p: Expr, r: Expr) -> Expr:
    """Return dL_train/dr_i = 2 p_i r_i.

    Source: derived here (`derive_contraction`) from the train loss.

    Example:
        >>> gradient(p, r)
        2*p*r
    """
    return 2 * p * r


@shown_by("descent.prove_curvature")
def curvature(p: Expr) -> Expr:
    """Return the i-th diagonal entry 2 p_i of the Hessian of L_train; the others are zero.

    Source: derived here (`derive_contraction`) from the train loss.

    Example:
        >>> curvature(p)
        2*p
    """
    return 2 * p


@shown_by("descent.prove_contraction")
def contraction_factor(eta: Expr, p: Expr) -> Expr:
    """Return rho_i = 1 - 2 eta p_i, by which one step multiplies residual i.

    Source: derived here (`derive_contraction`) from the train loss.

    Example:
        >>> contraction_factor(eta, p)
        -2*eta*p + 1
    """
    return 1 - 2 * eta * p


@shown_by("descent.prove_stability")
def stability_limit(p_max: Expr) -> Expr:
    """Return 1/max p: below this learning rate, and only there, every coordinate contracts.

    Raises:
        ValueError: If max p = 0.

    Source: derived here (`prove_stability`).

    Example:
        >>> stability_limit(p)
        1/p
    """
    return S.One / divisor("max p", p_max)


@shown_by("descent.prove_deadbeat")
def deadbeat_rate(p: Expr) -> Expr:
    """Return 1/(2 p_i), the learning rate that ends coordinate i in one step.

    Raises:
        ValueError: If p_i = 0: what was never drawn does not move.

    Source: derived here (`prove_deadbeat`).

    Example:
        >>> deadbeat_rate(p)
        1/(2*p)
    """
    return S.Half / divisor("p", p)


@shown_by("descent.prove_crossing")
def crossing_rate(p_i: Expr, p_j: Expr) -> Expr:
    """Return 1/(p_i + p_j): above it, and only there, the heavier coordinate contracts less.

    Raises:
        ValueError: If p_i + p_j = 0.

    Source: derived here (`prove_crossing`).

    Example:
        >>> crossing_rate(p_1, w_2)
        1/(p_1 + p_2)
    """
    return S.One / divisor("p_i + p_j", p_i + p_j)


def derive_contraction() -> Derivation:
    """Derive gradient, Hessian and contraction factor of one coordinate.

    Example:
        >>> str(derive_contraction().lines[-1].statement)
        'Eq(-2*eta*p*r + r, r*(-2*eta*p + 1))'
    """
    loss = losses.train_loss((w,), (r,)) + _rest
    return (
        Derivation("contraction factor")
        .equal(
            Derivative(loss, r), gradient(w, r), "differentiate the train loss; R holds the other coordinates"
        )
        .equal(Derivative(loss, (r, 2)), curvature(w), "differentiate again")
        .equal(r - eta * gradient(w, r), contraction_factor(eta, w) * r, "one step r - eta dL/dr")
    )


def derive_stability() -> Derivation:
    """Derive the stability limit and the deadbeat rate of one coordinate.

    Example:
        >>> len(derive_stability().lines)
        6
    """
    rho, deadbeat = Symbol("rho", real=True), Symbol("eta_deadbeat")
    kept = contraction_factor(eta, p)
    return (
        Derivation("stability and deadbeat")
        .define(rho, kept, "the contraction factor")
        .equal(1 - rho**2, 4 * eta * p * (1 - eta * p), "the coordinate contracts where this is positive")
        .implies(Equivalent(Abs(kept) < 1, eta < stability_limit(p)), "its sign")
        .define(deadbeat, deadbeat_rate(p), "the deadbeat rate")
        .equal(contraction_factor(deadbeat, p), S.Zero, "one step at it leaves nothing")
        .implies(Equivalent(Eq(kept, 0), Eq(eta, deadbeat_rate(p))), "and no other rate does")
    )


def derive_crossing() -> Derivation:
    """Derive the rate above which the heavier of two coordinates contracts less.

    Example:
        >>> len(derive_crossing().lines)
        4
    """
    rho_1, rho_2 = Symbol("rho_1", real=True), Symbol("rho_2", real=True)
    kept_1, kept_2 = contraction_factor(eta, p_1), contraction_factor(eta, w_2)
    gap = 4 * eta * (p_1 - w_2) * (eta * (p_1 + w_2) - 1)
    statement = Equivalent(Abs(kept_1) > Abs(kept_2), eta > crossing_rate(p_1, w_2))
    return (
        Derivation("crossing")
        .define(rho_1, kept_1, "the factor of the heavier coordinate, p_1 > p_2")
        .define(rho_2, kept_2, "and of the lighter")
        .equal(rho_1**2 - rho_2**2, gap, "the heavier contracts less where this is positive")
        .implies(statement, "its sign", (p_1 > w_2,))
    )


def _gradient_of_loss() -> Gradient:
    """Return that a component g_i of the gradient of L_train is 2 p_i r_i, in any dimension."""
    term = losses.train_loss((w,), (r,))
    return Gradient("of the train loss", _g, term, r, members(w, r), gradient(w, r))


def prove_contraction() -> Proof:
    """Prove that one step r - eta dL/dr multiplies each residual by rho_i.

    Example:
        >>> print(prove_contraction().conclusion.shows)
        (Eq(-eta*g[i] + r[i], (-2*eta*p[i] + 1)*r[i]) for every i to N)
    """
    kept = Eq(r - eta * _g, contraction_factor(eta, w) * r)
    step = Implication("one step", (Eq(_g, gradient(w, r)),), kept)
    slope, every = _gradient_of_loss(), ForEvery(step, members(w, r, _g))
    return Proof((Chain("one step, of every coordinate", slope.given, every.shows, (slope, every)),))


def prove_gradient() -> Proof:
    """Prove dL_train/dr_i = 2 p_i r_i.

    Example:
        >>> print(prove_gradient().conclusion.shows)
        (Eq(g[i], 2*p[i]*r[i]) for every i to N)
    """
    return Proof((_gradient_of_loss(),))


def prove_curvature() -> Proof:
    """Prove that the Hessian of the train loss is diagonal with entries 2 p_i.

    Example:
        >>> prove_curvature().check()
        1
    """
    term = losses.train_loss((w,), (r,))
    return Proof((Hessian("of the train loss", term, r, members(w, r), curvature(w)),))


def prove_stability() -> Proof:
    """Prove |rho_i| < 1 for all i iff eta < 1/max p: p_max is one of the weights, and none is larger.

    Example:
        >>> prove_stability().check()
        2
    """
    kept, stable = Abs(contraction_factor(eta, p)) < 1, eta < stability_limit(p_max)
    heaviest = Implication("the heaviest coordinate", (Eq(p, p_max), kept), stable)
    each = Implication("no other one is heavier", (p <= p_max, stable), kept)
    forward = OfSome(heaviest, members(p), heaviest.given[:1])
    backward = ForEvery(each, members(p))
    given = (*forward.given, *backward.given[:1])
    return Proof(
        (
            BothWays(
                "all coordinates",
                Chain("from all to the rate", given, forward.shows, (forward,)),
                Chain("from the rate to all", (given[0], *backward.given), backward.shows, (backward,)),
            ),
        )
    )


def prove_deadbeat() -> Proof:
    """Prove rho_i = 0 iff eta = 1/(2 p_i).

    Example:
        >>> prove_deadbeat().check()
        1
    """
    statement = Equivalent(Eq(contraction_factor(eta, p), 0), Eq(eta, deadbeat_rate(p)))
    return Proof((Implication("one coordinate", (), statement),))


def prove_crossing() -> Proof:
    """Prove |rho_1| > |rho_2| iff eta > 1/(p_1 + p_2), for p_1 > p_2, where p_2 may be zero.

    Example:
        >>> prove_crossing().check()
        1
    """
    slower = Abs(contraction_factor(eta, p_1)) > Abs(contraction_factor(eta, w_2))
    statement = Equivalent(slower, eta > crossing_rate(p_1, w_2))
    return Proof((Implication("the heavier coordinate contracts less", (p_1 > w_2,), statement),))


def prove_crossing_at_one() -> Proof:
    """Prove |rho_1| > |rho_2| iff eta > 1, for two coordinates, p_1 + p_2 = 1 and p_1 > p_2.

    Example:
        >>> prove_crossing_at_one().check()
        1
    """
    slower = Abs(contraction_factor(eta, p_1)) > Abs(contraction_factor(eta, w_2))
    weights = (p_1 > w_2, Eq(p_1 + w_2, 1))
    return Proof((Implication("with weights that sum to one", weights, Equivalent(slower, eta > 1)),))
