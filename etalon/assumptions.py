"""The assumptions that more than one claim makes, each executable on its own.

Knows cases and no formula but the definitions of heavy, seen and distortion.
"""

from etalon.case import Case
from etalon.claim import Assumption
from numerics.exact import train_losses
from theory.losses import train_weights


def _first_less_distorted(case: Case) -> bool:
    return bool(case.q[0] / case.p[0] < case.q[1] / case.p[1])


def _stays_above(case: Case) -> bool:
    *before, last = train_losses(case.problem, case.phases)
    return all(loss > case.stop for loss in before) and last >= case.stop


heavier_first = Assumption("heavier-first", "p_1 > p_2", lambda case: case.counts[0] > case.counts[1])
every_seen = Assumption("every-seen", "every coordinate was drawn", lambda case: all(case.counts))
every_nonzero = Assumption("every-nonzero", "every beta*_i is nonzero", lambda case: all(case.beta))
second_nonzero = Assumption("second-nonzero", "beta*_2 is nonzero", lambda case: case.beta[1] != 0)
first_nonzero = Assumption("first-nonzero", "beta*_1 is nonzero", lambda case: case.beta[0] != 0)
two_coordinates = Assumption("two-coordinates", "d = 2", lambda case: len(case.counts) == 2)
two_to_one = Assumption("two-to-one", "the counts are 2:1", lambda case: case.p == train_weights((2, 1)))
still_training = Assumption(
    "still-training", "L_train > eps until the last large step, and >= eps after it", _stays_above
)
heavy_less_distorted = Assumption("heavy-less-distorted", "kappa_1 < kappa_2", _first_less_distorted)
uniform_population = Assumption(
    "uniform-population", "the population is uniform", lambda case: len(set(case.q)) == 1
)
