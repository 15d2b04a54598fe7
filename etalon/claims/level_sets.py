"""Level sets of the train loss: where training stops decides the test loss. Knows both sides."""

from fractions import Fraction

from sympy import Eq, IndexedBase, Le, Rational, Sum, Symbol, symbols

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between
from etalon.case import Case
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from numerics.problem import train_loss
from theory import extremes, level_sets, losses
from theory.symbols import eps, p, p_1, p_2, q, r_1, r_2

_zero, _one = Fraction(0), Fraction(1)
_just_not_uniform = (Fraction(51, 100), Fraction(49, 100))
_L_test, _k_1, _k_2 = Symbol("L_test"), Symbol("kappa_1"), Symbol("kappa_2")
_i, _d = symbols("i d", integer=True, positive=True)
_kappa_i, _u_i = ((IndexedBase(name)[_i],) for name in ("kappa", "u"))
_least, _most = level_sets.band((_k_1, _k_2))
# The first coordinate was never drawn, and its residual is not zero: the least that a zero count can do.
_unseen = Case((0, 1), (_zero, _zero), points=((_one, _one),))


def _kappa(case: Case) -> list:  # type: ignore[type-arg]  # of sympy expressions
    """Return the distortions of the coordinates that were seen; that of an unseen one is infinite."""
    return [losses.distortion(q, p) for q, p in zip(case.q, case.p, strict=True) if p]


def _shares(case: Case) -> list:  # type: ignore[type-arg]  # of sympy expressions
    """Return the shares of the coordinates that were seen in the train loss at the first point."""
    residual = case.residual_at(0)
    train = losses.train_loss(case.p, residual)
    return [level_sets.share(p, r, train) for p, r in zip(case.p, residual, strict=True) if p]


def _ends(case: Case) -> Case:
    """Return the case with the ends of a level set as its points, one for each coordinate."""
    units = [[Fraction(int(i == j)) for i in range(len(case.beta))] for j in range(len(case.beta))]
    return Case(
        case.counts,
        case.beta,
        population=case.population,
        points=tuple(tuple(t + u for t, u in zip(case.beta, unit, strict=True)) for unit in units),
    )


def _at_ends(case: Case) -> tuple[Fraction, ...]:
    """Return L_test/L_train at the ends of a level set, for the coordinates that were drawn."""
    ends = _ends(case)
    return tuple(experiment.distortion_at(ends, i) for i, count in enumerate(case.counts) if count)


def _ends_and_band(case: Case) -> tuple[tuple[Fraction, ...], tuple[Fraction, Fraction]]:
    at_ends = _at_ends(case)
    return at_ends, (min(at_ends), max(at_ends))


level_set_identity = Claim(
    id="level-set-identity",
    says="On L_train = eps, L_test/eps is the mean of the distortions kappa_i = q_i/p_i, weighted by u_i.",
    source="derived here, from train-loss and test-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_L_test / eps, Sum(level_sets.test_per_train(_kappa_i, _u_i), (_i, 1, _d))),
    given=(assumptions.every_seen.fails_without(_unseen), assumptions.off_minimum),
    cases=strategies.on_level_sets(),
    predict=lambda case: level_sets.test_per_train(_kappa(case), _shares(case)),
    observe=experiment.distortion_at,
    derivation=level_sets.derive_two_coordinates,
    proof=level_sets.prove_identity,
)

band = Claim(
    id="level-set-band",
    says="On L_train = eps, L_test/eps lies between the least and the largest distortion kappa_i.",
    source="derived here, from level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: Le(_least, _L_test / eps) & Le(_L_test / eps, _most),
    given=(assumptions.every_seen.fails_without(_unseen), assumptions.off_minimum),
    cases=strategies.on_level_sets(),
    predict=lambda case: Between(*level_sets.band(_kappa(case))),
    observe=experiment.distortion_at,
    derivation=level_sets.derive_two_coordinates,
    proof=extremes.prove_band,
)

band_attained = Claim(
    id="level-set-band-attained",
    says="Where the level set meets axis i, of a coordinate that was drawn, L_test/eps is kappa_i; so the "
    "least and the largest distortion of those that were drawn are attained.",
    source="derived here, from train-loss and test-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(_L_test, losses.distortion(q, p) * eps),
    cases=strategies.evaluations(),
    predict=lambda case: (tuple(_kappa(case)), level_sets.band(_kappa(case))),
    observe=_ends_and_band,
    proof=extremes.prove_attained,
)


def _gain(case: Case) -> Fraction:
    """Return the ratio of the test losses of two points, each scaled to train loss one."""
    return experiment.distortion_at(case, 0) / experiment.distortion_at(case, 1)


def _largest_gain(case: Case) -> Fraction:
    """Return the largest ratio of the test losses at the ends of one level set."""
    least, most = _ends_and_band(case)[1]
    return most / least


largest_gain = Claim(
    id="largest-gain",
    says="Two points of one level set differ in test loss by a factor of at most max kappa/min kappa, and "
    "two of its ends do by exactly that.",
    source="derived here, from level-set-band; level-set-band-attained says that it is attained",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("max L_test/L_test'"), level_sets.largest_gain((_k_1, _k_2)), evaluate=False),
    given=(
        assumptions.every_seen.fails_without(
            Case((0, 1), (_zero, _zero), points=((_one, _one), (_zero, _one)))
        ),
        assumptions.off_minimum,
        Assumption(
            "every-likely",
            "every q_i is positive",
            lambda case: all(case.q),
            why_no_witness="without it a test loss may be zero, and the factor is not defined",
        ),
    ),
    cases=strategies.on_level_sets(points=2, likely=True),
    predict=lambda case: (
        Between(1 / level_sets.largest_gain(_kappa(case)), level_sets.largest_gain(_kappa(case))),
        level_sets.largest_gain(_kappa(case)),
    ),
    observe=lambda case: (_gain(case), _largest_gain(case)),
    proof=extremes.prove_largest_gain,
)


gain_of_counts = Claim(
    id="largest-gain-of-counts",
    says="With two coordinates and a uniform population the largest gain is n_1/n_2 (2:1: exactly 2).",
    source="Nakkiran 2020 reports the factor 2; derived here for any counts, from largest-gain",
    declared=Verdict.PROVED,
    relation=lambda: Eq(
        level_sets.largest_gain((losses.distortion(q, p_1), losses.distortion(q, p_2))),
        p_1 / p_2,
        evaluate=False,
    ),
    given=(
        assumptions.two_coordinates.fails_without(Case((3, 2, 1), (_one,) * 3)),
        assumptions.every_seen.fails_without(Case((1, 0), (_one, _one))),
        assumptions.uniform_population.fails_without(
            Case((2, 1), (_one, _one), population=_just_not_uniform)
        ),
        assumptions.heavier_first.fails_without(Case((1, 2), (_one, _one))),
    ),
    cases=strategies.heavier_first().map(lambda counts: Case(counts, (_one, _one))),
    predict=lambda case: case.p[0] / case.p[1],
    observe=_largest_gain,
    proof=level_sets.prove_gain_of_counts,
)


talk_level_set = Claim(
    id="talk-level-set",
    says="For counts 2:1, L_test = 3/2 eps - r_1^2/2 = 3/4 eps + r_2^2/4 on L_train = eps.",
    source="derived here, from level-set-identity",
    declared=Verdict.PROVED,
    relation=lambda: (
        Eq(_L_test, Rational(3, 2) * eps - r_1**2 / 2) & Eq(_L_test, Rational(3, 4) * eps + r_2**2 / 4)
    ),
    given=(
        assumptions.two_to_one.fails_without(Case((21, 10), (_zero, _zero), points=((2 * _one, _one),))),
        assumptions.uniform_population.fails_without(
            Case((2, 1), (_zero, _zero), population=_just_not_uniform, points=((2 * _one, _one),))
        ),
    ),
    cases=strategies.evaluations(strategies.two_to_one, population=False),
    predict=lambda case: _talk_forms(case),
    observe=lambda case: (experiment.losses_at(case)[1],) * 2,
    derivation=level_sets.derive_two_coordinates,
    proof=level_sets.prove_two_to_one,
)


def _talk_forms(case: Case) -> tuple:  # type: ignore[type-arg]  # of sympy expressions
    """Return the talk's two forms; their numbers are those of counts 2:1, whatever the case's counts."""
    weights, half = losses.train_weights((2, 1)), losses.train_weights((1, 1))
    heavy, light = map(losses.distortion, half, weights)
    r_1, r_2 = case.residual_at(0)
    level = losses.train_loss(case.p, (r_1, r_2))
    return (
        level_sets.test_loss_by_light(light, heavy, weights[0], r_1, level),
        level_sets.test_loss_by_light(heavy, light, weights[1], r_2, level),
    )


unique_minimiser = Claim(
    id="unique-minimiser",
    says="If every coordinate was drawn, beta* is the only minimiser of the train loss.",
    source="the premise of the talk's Claim 3 (slide 'Non-Convex Setting E'); derived here, from train-loss",
    declared=Verdict.PROVED,
    given=(assumptions.every_seen.fails_without(Case((0, 1), (_zero, _zero), points=((_one, _zero),))),),
    cases=strategies.on_level_sets() | strategies.at_truth(),
    predict=lambda case: case.points[0] == case.beta,
    observe=lambda case: train_loss(case.problem, case.points[0]) == 0,
    proof=level_sets.prove_unique_minimiser,
)
