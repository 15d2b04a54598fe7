"""What the effective times decide, against the definition written out: for every order of three numbers."""

from itertools import permutations, product

import pytest
from sympy import S

from theory.comparison import outcome

ORDERS = list(product(range(3), repeat=3))


def _rises(kappa, ranks):
    """Return whether tau is a non-decreasing function of kappa: no pair is out of order, equals are equal."""
    pairs = permutations(zip(kappa, ranks, strict=True), 2)
    return all(tau_i <= tau_j for (kappa_i, tau_i), (kappa_j, tau_j) in pairs if kappa_i <= kappa_j)


def _by_definition(kappa, ranks):
    if len(set(kappa)) == 1 or len(set(ranks)) == 1:
        return 0
    falling = [-rank for rank in ranks]
    return 1 if _rises(kappa, ranks) else -1 if _rises(kappa, falling) else None


@pytest.mark.parametrize("kappa", ORDERS, ids=str)
def test_the_outcome_is_that_of_the_definition(kappa):
    for ranks in ORDERS:
        assert outcome(tuple(map(S, kappa)), ranks) == _by_definition(kappa, ranks), ranks
