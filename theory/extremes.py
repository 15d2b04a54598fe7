"""The least and the largest test loss on a level set of the train loss. Knows the losses and level sets."""

from sympy import Eq, Expr, Gt, Le, Symbol, symbols

from theory import level_sets, losses
from theory.level_sets import kappa, u
from theory.logic.families import distinct, members, size
from theory.logic.proof import Implication, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction
from theory.logic.sums import Totals, total
from theory.symbols import eps, p, q, r

least, most = symbols("kappa_min kappa_max", nonnegative=True)  # the least and the largest distortion
_low, _high = symbols("low high", nonnegative=True)  # the least and the largest of all others, by coordinate
_here, _there = symbols("L_here L_there", real=True)  # the test losses of two points


def prove_band(residual: Symbol = r, part: Symbol = u, of: Expr = size) -> Proof:
    """Prove min kappa <= L_test/eps <= max kappa: each term lies between, and the shares sum to one.

    Args:
        residual: What to call a residual.
        part: What to call a share.
        of: How many coordinates there are.

    Example:
        >>> for part in prove_band().conclusion.shows.args:
        ...     print(part)
        kappa_min <= Sum(q[k]*r[k]**2, (k, 1, N))/epsilon
        Sum(q[k]*r[k]**2, (k, 1, N))/epsilon <= kappa_max
    """
    (identity,) = level_sets.prove_identity(residual, part, of).obligations
    below, above = _terms(part, of)
    shares, mean, test = symbols("x y z", real=True)
    means = (Eq(shares, 1), Eq(test / eps, mean), least * shares <= mean, mean <= most * shares)
    between = Implication("the mean lies between", means, (least <= test / eps) & (test / eps <= most))
    one = members(kappa, part, q, residual, of=of)
    loss = losses.test_loss((q,), (residual,))
    sums = {shares: total(part, one), mean: total(kappa * part, one), test: total(loss, one)}
    last = Instance(between, sums)
    given = (*identity.given, *below.given, *above.given)
    return Proof((Chain("the band", given, last.shows, (identity, below, above, last)),))


def _terms(part: Symbol, of: Expr) -> tuple[Totals, Totals]:
    """Return that a mean is not below the least and not above the largest, times what the shares sum to."""
    one, term = members(kappa, part, _low, _high, of=of), level_sets.test_per_train((kappa,), (part,))
    lowest, highest = level_sets.band((kappa, _low))[0], level_sets.band((kappa, _high))[1]
    below = Implication("from below", (Eq(least, lowest),), Le(least * part, term, evaluate=False))
    above = Implication("from above", (Eq(most, highest),), Le(term, most * part, evaluate=False))
    return Totals(below, one), Totals(above, one)


def prove_attained() -> Proof:
    """Prove that the band's ends are attained at the axes: there L_test = kappa_i eps, L_train = eps.

    On axis i all other coordinates are at rest.

    Example:
        >>> for part in prove_attained().conclusion.shows.args:
        ...     print(part)
        Eq(p*r**2 + Sum(p_other[k]*r_other[k]**2, (k, 1, N)), epsilon)
        Eq(q*r**2 + Sum(q_other[k]*r_other[k]**2, (k, 1, N)), epsilon*q/p)
    """
    weight, likely = symbols("p_other q_other", nonnegative=True)
    resting = Symbol("r_other", real=True)
    one, terms = members(weight, likely, resting), _losses(weight, likely, resting)
    rest = [Totals(Implication("at rest", (Eq(resting, 0),), Eq(term, 0)), one) for term in terms]
    train, test = _losses(p, q, r)
    y, z = symbols("y z", real=True)
    there = Eq(r**2, level_sets.axis_point(p, eps))
    ends = Eq(train + y, eps) & Eq(test + z, losses.distortion(q, p) * eps)
    end = Implication("on the axis", (there, Eq(y, 0), Eq(z, 0)), ends)
    on_axis = Instance(end, {y: total(terms[0], one), z: total(terms[1], one)})
    given = (there, *rest[0].given)
    return Proof((Chain("an end of the band", given, on_axis.shows, (*rest, on_axis)),))


def _losses(weight: Expr, likely: Expr, residual: Expr) -> tuple[Expr, Expr]:
    """Return a term of the train loss and of the test loss."""
    return losses.train_loss((weight,), (residual,)), losses.test_loss((likely,), (residual,))


def prove_largest_gain() -> Proof:
    """Prove that test losses on one level set differ by at most max kappa/min kappa, which is attained.

    What is divided by is positive: no test loss on the level set is below min kappa eps.

    Example:
        >>> prove_largest_gain().check()
        13
    """
    elsewhere, other_share = Symbol("r'", real=True), Symbol("u'", nonnegative=True)
    (here,), (there,) = prove_band().obligations, prove_band(elsewhere, other_share).obligations
    at = {
        symbol: total(losses.test_loss((q,), (residual,)), members(q, residual))
        for symbol, residual in ((_here, r), (_there, elsewhere))
    }
    bounded, ends = Instance(_two_points(), at), Deduction(_two_ends(), keep=2)
    given = distinct([*here.given, *there.given, ends.given[0]])
    shows = conjunction([*bounded.shows.args, ends.shows])
    return Proof((Chain("the largest gain", given, shows, (here, there, bounded, ends)),))


def _two_points() -> Premise:
    """Return that two test losses within the band are positive below, and how far they are apart."""
    band = (least <= _there / eps, _there / eps <= most, _here / eps <= most)
    gain = level_sets.largest_gain((least, most))
    apart = (_there > 0) & (least <= most) & (_here / _there <= gain)
    return Implication("two points of the band", (Gt(least, 0), *band), apart)


def _two_ends() -> Premise:
    """Return that the ends of the band differ by exactly the gain."""
    ends = (Eq(_here, most * eps), Eq(_there, least * eps))
    gain = Eq(_here / _there, level_sets.largest_gain((least, most)))
    return Implication("the band's ends", (Gt(least, 0), least <= most, *ends), gain)
