"""The assumptions that more than one claim makes, each executable on its own.

Knows cases and no formula but the definitions of heavy, seen and distortion.
"""

from etalon.case import Case
from etalon.claim import Assumption
from etalon.experiment import large_losses
from numerics.problem import train_loss
from theory.losses import train_weights


def _first_less_distorted(case: Case) -> bool:
    if len(case.counts) < 2:
        return False
    return bool(case.q[0] * case.p[1] < case.q[1] * case.p[0])  # an undrawn coordinate is distorted most


def _something_to_learn(case: Case) -> bool:
    return any(truth and count for truth, count in zip(case.beta, case.counts, strict=True))


def _something_tested(case: Case) -> bool:
    return any(truth and weight for truth, weight in zip(case.beta, case.q, strict=True))


def _stays_above(case: Case) -> bool:
    *before, last = large_losses(case)
    return all(loss > case.stop for loss in before) and last >= case.stop


heavier_first = Assumption(
    "heavier-first", "p_1 > p_2", lambda case: case.counts[0] > max(case.counts[1:2], default=0)
)
every_seen = Assumption("every-seen", "every coordinate was drawn", lambda case: all(case.counts))
off_minimum = Assumption(
    "off-minimum",
    "L_train is not zero at the points",
    lambda case: all(train_loss(case.problem, point) for point in case.points),
    why_no_witness="at eps = 0 the level set is a point and L_test/eps is not defined",
)
second_nonzero = Assumption("second-nonzero", "beta*_2 is nonzero", lambda case: any(case.beta[1:2]))
first_nonzero = Assumption("first-nonzero", "beta*_1 is nonzero", lambda case: case.beta[0] != 0)
single_rate = Assumption(
    "single-rate",
    "there are large steps, all at one rate",
    lambda case: len({rate for rate, _ in case.schedule}) == 1,
)
reachable = Assumption(
    "reachable",
    "eps <= L_train(0)",
    lambda case: case.stop <= large_losses(case)[0],
    why_no_witness="above L_train(0) there is no training, and nothing to compare with",
)
has_to_train = Assumption("has-to-train", "eps < L_train(0)", lambda case: case.stop < large_losses(case)[0])
one_step = Assumption(
    "one-step", "there is one large step", lambda case: [steps for _, steps in case.schedule] == [1]
)
large_step = Assumption(
    "large-step",
    "there is a large step",
    lambda case: bool(case.schedule),
    why_no_witness="without one there is no learning rate of which anything could be said",
)
two_coordinates = Assumption("two-coordinates", "d = 2", lambda case: len(case.counts) == 2)
two_to_one = Assumption("two-to-one", "the counts are 2:1", lambda case: case.p == train_weights((2, 1)))
something_to_learn = Assumption(
    "something-to-learn", "some coordinate that was drawn has beta*_i nonzero", _something_to_learn
)
something_tested = Assumption(
    "something-tested", "some coordinate with q_i > 0 has beta*_i nonzero", _something_tested
)
still_training = Assumption(
    "still-training", "L_train > eps until the last large step, and >= eps after it", _stays_above
)
heavy_less_distorted = Assumption("heavy-less-distorted", "kappa_1 < kappa_2", _first_less_distorted)
uniform_population = Assumption(
    "uniform-population", "the population is uniform", lambda case: len(set(case.q)) == 1
)
