"""What large steps on batches do on average over every draw, from numerics. Knows cases and no theory."""

from dataclasses import replace
from fractions import Fraction

from etalon.case import Vector
from etalon.experiment import TIE_BITS, later
from etalon.strategies.batches import BatchCase
from numerics.batches import Ensemble, after_batches, flow_on_average
from numerics.enclosure import Enclosure
from numerics.flow import flow_until

_FEW_BITS = 128  # show most differences


def drawn(case: BatchCase) -> Ensemble:
    """Return where all the paths are after the large steps."""
    return after_batches(case.problem, case.batching, case.phases)


def kept(case: BatchCase) -> Vector:
    """Return E r_i^2 after the large steps, over r_i^2 before; the run starts with every r_i = -1."""
    return drawn(replace(case, beta=(Fraction(1),) * len(case.counts))).mean_squares


def order_of_times_on_average(case: BatchCase) -> int:
    """Return the sign of tau_2 - tau_1 in mean square, E r_i^2 ~ exp(-4 p_i tau_i), from integer powers."""
    return later(kept(case), case.counts)


def advantage(case: BatchCase, after: Ensemble, bits: tuple[int, ...] = (_FEW_BITS, TIE_BITS)) -> Enclosure:
    """Return (L_test(flow) - E L_test(large steps, then flow))/eps, each where the train loss is eps."""
    for precision in bits:
        gap = _gap(case, after, precision)
        if not gap.lower <= 0 <= gap.upper:
            break
    return Enclosure(gap.lower / case.stop, gap.upper / case.stop)


def _gap(case: BatchCase, after: Ensemble, bits: int) -> Enclosure:
    alone = flow_until(case.problem, case.stop, bits=bits).test_loss
    if after.mean_train_loss < case.stop:  # training was over before the flow
        return alone - after.mean_test_loss
    return alone - flow_on_average(after, case.stop, bits).test_loss
