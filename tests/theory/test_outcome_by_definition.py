"""What pairs of coordinates decide, against the definition written out: for every order of three numbers."""

from itertools import permutations, product

import pytest
from sympy import S

from theory.comparison import outcome

ORDERS = list(product(range(3), repeat=3))


def _by_definition(kappa, ranks):
    pairs = list(permutations(zip(kappa, ranks, strict=True), 2))
    concordant = any(kappa_i < kappa_j and tau_i < tau_j for (kappa_i, tau_i), (kappa_j, tau_j) in pairs)
    discordant = any(kappa_i < kappa_j and tau_i > tau_j for (kappa_i, tau_i), (kappa_j, tau_j) in pairs)
    return None if concordant and discordant else concordant - discordant


@pytest.mark.parametrize("kappa", ORDERS, ids=str)
def test_the_outcome_is_that_of_the_definition(kappa):
    for ranks in ORDERS:
        assert outcome(tuple(map(S, kappa)), ranks) == _by_definition(kappa, ranks), ranks


def test_a_single_coordinate_ties():
    assert outcome((S.One,), (0,)) == 0
