"""Mistakes of people: what was printed and is false, and what is easily written for the right formula.

The first are the refuted claims, each put in the place of the true claim that it is mistaken for. Of the
others the formula, and what it is said to return.
"""

from dataclasses import dataclass

from benchmarks.planted.operators import Kind


@dataclass(frozen=True)
class Restated:
    """A refuted claim, run in the cases of a true one.

    Args:
        refuted: The id of the claim that is false.
        instead_of: The id of the claim whose cases it is run in.
    """

    refuted: str
    instead_of: str

    kind = Kind.ERRATUM

    @property
    def name(self) -> str:
        """Return both."""
        return f"{self.refuted} for {self.instead_of}"

    @property
    def says(self) -> str:
        """Return what is claimed."""
        return f"claimed: {self.refuted}"


RESTATED = (
    Restated("convex-problems-cannot-show-it", "critical-rates-two-to-one"),
    Restated("flow-is-exactly-twice", "flow-stop-two-to-one"),
    Restated("talk-sgd-single-sample", "talk-sgd-window"),
    Restated("universal-curve-falls-for-ever", "universal-curve"),
    Restated("small-rate-criterion-at-whole-steps", "small-rate-criterion"),
)

REWRITTEN = (
    # A loss with the factor 1/2, as most texts have it, and what follows from it.
    ("losses.train_loss", "Add(*[weight * residual**2 for weight, residual in zip(p, r, strict=True)]) / 2"),
    ("losses.test_loss", "Add(*[weight * residual**2 for weight, residual in zip(q, r, strict=True)]) / 2"),
    ("descent.gradient", "p * r"),
    ("descent.curvature", "p"),
    ("descent.contraction_factor", "1 - eta * p"),
    ("descent.stability_limit", "2 * S.One / p_max"),
    ("descent.deadbeat_rate", "S.One / p"),
    ("descent.crossing_rate", "2 * S.One / (p_i + p_j)"),
    ("flow.flow_factor", "exp(-p * t)"),
    # The loss of the path decays twice as fast as the path.
    (
        "flow.train_loss_along",
        "Add(*[weight * start**2 * exp(-2 * weight * t) for weight, start in zip(p, r_0, strict=True)])",
    ),
    ("minibatch.second_moment", "p * (p + c)"),
    ("minibatch.second_moment", "p**2"),
    ("minibatch.square_factor", "(1 - 2 * eta * p) ** 2"),
    # Without repetition the variance is not that of independent draws, nor is it (n - b)/(b n).
    ("minibatch.noise_coefficient", "S.One / b"),
    ("minibatch.noise_coefficient", "S(n - b) / (b * n)"),
    ("batch_rates.square_stability_limit", "S.One / p_max"),
    ("batch_rates.square_crossing_rate", "S.One / (p_i + p_j)"),
    # The limit of the heavy ball is that of gradient descent times 1 + beta, not over 1 - beta.
    ("momentum.momentum_limit", "1 / ((1 - argument(beta_m)) * p_max)"),
    ("momentum.casoratian", "2 * eta * p * beta_m ** (2 * t)"),
    ("momentum.trace", "1 + beta_m - 2 * eta * p * (1 - beta_m)"),
    # The share of a coordinate, and the distortion, upside down.
    ("level_sets.share", "p * r / divisor('epsilon', eps)"),
    ("losses.distortion", "argument(p) / q if q != 0 else argument(p)"),
    ("level_sets.band", "(Add(*kappa) / len(kappa), Max(*kappa))"),
    ("level_sets.largest_gain", "Max(*kappa)"),
    # The first term of the expansion alone, and the wrong root of the quadratic.
    ("talk_flow.talk_expansion", "Rational(3, 2) * eps"),
    ("talk_flow.talk_clock", "(b + sqrt(b**2 + 24 * a * eps)) / (4 * a) if a != 0 else 3 * eps / b"),
    ("talk_flow.talk_test_loss", "2 * Rational(3, 4) * eps"),
    # An even number of draws may be split equally.
    ("sampling.unequal_split_probability", "1 - Rational(2) ** (1 - number)"),
    ("sampling.unseen_test_loss", "q_unseen * truth**2 + eps"),
    ("annealing.annealed_bound", "kappa_1 * eps + (kappa_2 - kappa_1) * p_2 * b * factor"),
    ("schedules.schedule_factor", "Mul(*[contraction_factor(rate, p) for rate, steps in schedule])"),
    ("small_rate.least_square", "max(*[descent.contraction_factor(small, w) ** 2 for w in weights if w])"),
    ("critical.talk_critical_rates", "(Rational(7, 8), Rational(5))"),
)
