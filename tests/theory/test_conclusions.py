"""What proofs conclude, written out a second time from their sentences: one premise, and what it is given.

A join makes its conclusion itself; that this is what the claim says, and not less, nobody else would tell.
"""

import pytest
from sympy import And

from theory import losses

# given |- shows, as they are printed
CONCLUDES = {
    losses.prove_train_loss: (
        "(Eq(e[i], (-beta*[i] + beta[i])**2) for every i to N)",
        "(Eq(r[i], -beta*[i] + beta[i]) for every i to N)",
        "(Eq(p[i], drawn[i]/n) for every i to N)",
        "|- Eq(Sum(drawn[k]*e[k], (k, 1, N))/n, Sum(p[k]*r[k]**2, (k, 1, N)))",
    ),
    losses.prove_test_loss: (
        "(Eq(e[i], (-beta*[i] + beta[i])**2) for every i to N)",
        "(Eq(r[i], -beta*[i] + beta[i]) for every i to N)",
        "|- Eq(Sum(e[k]*q[k], (k, 1, N)), Sum(q[k]*r[k]**2, (k, 1, N)))",
    ),
    losses.prove_talk_losses: (
        "Eq(e_1, r_1**2)",
        "Eq(e_2, r_2**2)",
        "|- Eq(e_1/2 + e_2/2, r_1**2/2 + r_2**2/2)",
        "Eq(2*e_1/3 + e_2/3, 2*r_1**2/3 + r_2**2/3)",
    ),
}


@pytest.mark.parametrize("prove", CONCLUDES, ids=lambda prove: prove.__name__)
def test_a_proof_concludes_this(prove):
    conclusion, wanted = prove().conclusion, CONCLUDES[prove]
    turn = next(place for place, line in enumerate(wanted) if line.startswith("|-"))
    assert set(map(str, conclusion.given)) == set(wanted[:turn])
    assert set(map(str, And.make_args(conclusion.shows))) == {
        line.removeprefix("|- ") for line in wanted[turn:]
    }
