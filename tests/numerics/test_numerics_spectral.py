"""Spectral radii compared exactly: against what is known of them, against numpy's, and where they tie."""

from random import Random

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from numerics.spectral import compare_radii

TURN = fmpq_mat([[0, -1], [1, 0]])  # +-i
GOLDEN = fmpq_mat([[1, 1], [1, 0]])  # (1 +- sqrt 5)/2


@pytest.mark.parametrize(
    ("A", "B", "sign"),
    [
        (TURN, fmpq_mat([[1]]), 0),
        (TURN, fmpq_mat([[-1]]), 0),
        (TURN, fmpq_mat([[1 + fmpq(1, 10**30)]]), -1),
        (fmpq_mat([[0, -2], [1, 0]]), fmpq_mat([[0, 2], [1, 0]]), 0),  # +-i sqrt 2 and +-sqrt 2
        (GOLDEN, -1 * GOLDEN, 0),
        (GOLDEN, fmpq_mat([[fmpq(1618033988749894848204586834365638117720, 10**39)]]), 1),
        (GOLDEN, fmpq_mat([[fmpq(1618033988749894848204586834365638117721, 10**39)]]), -1),
        (fmpq_mat([[0, 1], [0, 0]]), fmpq_mat([[0]]), 0),
        (fmpq_mat([[0, 1], [0, 0]]), fmpq_mat([[fmpq(1, 10**50)]]), -1),
        (fmpq_mat([[1, 5], [0, 1]]), fmpq_mat([[0, 0, 1], [1, 0, 0], [0, 1, 0]]), 0),  # roots of one
    ],
)
def test_radii_that_are_known(A, B, sign):
    assert compare_radii(A, B) == sign
    assert compare_radii(B, A) == -sign


def test_where_a_float_is_certain_it_says_the_same():
    random = Random("radii")
    decided = 0
    for _ in range(100):
        A, B = (
            [[random.randint(-9, 9) for _ in range(n)] for _ in range(n)] for n in (2, random.choice((2, 3)))
        )
        radii = [max(abs(np.linalg.eigvals(np.array(each, dtype=float)))) for each in (A, B)]
        if abs(radii[0] - radii[1]) > 1e-4:  # double roots are only half as certain
            decided += 1
            assert compare_radii(fmpq_mat(A), fmpq_mat(B)) == (1 if radii[0] > radii[1] else -1)
    assert decided > 80


def test_a_matrix_that_is_not_square_has_none():
    with pytest.raises(ValueError, match="2 rows and 1 columns"):
        compare_radii(fmpq_mat(2, 1), TURN)
