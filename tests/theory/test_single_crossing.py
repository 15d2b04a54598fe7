"""The single-crossing argument: with one of its premises weakened it is not discharged."""

from dataclasses import replace

import pytest
from sympy import Implies, S, Symbol, exp, symbols

from theory import pairs
from theory.logic.derivation import DoesNotFollow
from theory.logic.proof import Implication
from theory.logic.rules import Deduction, WrongForm
from theory.logic.single_crossing import Exponential, ForEveryPair, SingleCrossing

d_1, d_2, kappa_1, kappa_2 = symbols("d_1 d_2 kappa_1 kappa_2", real=True)
p, t = symbols("p t", positive=True)
m, d = Symbol("m", nonnegative=True), Symbol("d", real=True)


def crossing() -> SingleCrossing:
    """Return the step of the proof that ordered times win."""
    (step,) = pairs.prove_ordered_times().obligations
    assert isinstance(step, SingleCrossing)
    return step


def test_it_concludes_an_inequality_of_sums_under_what_every_pair_and_some_pair_satisfies():
    assert str(crossing().shows) == "Sum(kappa[i]*m[i]*x[i], (i, 1, N)) < Sum(kappa[i]*x[i], (i, 1, N))"
    assert sum(isinstance(formula, ForEveryPair) for formula in crossing().given) == 2


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"ordered": Implies(kappa_1 < kappa_2, d_1 <= d_2 + 1)}, "more share, no more weight"),
        ({"ordered": Implies(kappa_1 < kappa_2, d_1 >= d_2)}, "more share, no more weight"),
        ({"ordered": Implies((d_1 < 0) & (d_2 > 0), kappa_1 <= kappa_2)}, "what rests is between"),
        ({"somewhere": kappa_1 < kappa_2}, "unlike these two"),
        ({"somewhere": d_1 < d_2}, "unlike these two"),
        ({"sign": -1}, "a term of the sum"),
        ({"weight": 2 * Symbol("kappa", real=True)}, "a term of the sum"),
        ({"facts": Exponential(m, d, p, exp(-2 * p * t), t)}, "its logarithm"),
    ],
)
def test_what_is_weakened_or_wrong_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(crossing(), **changes).discharge()


def test_a_premise_cannot_be_left_out():
    for name in ("facts", "ordered", "somewhere", "shares"):
        parts = {
            field: getattr(crossing(), field) for field in crossing().__dataclass_fields__ if field != name
        }
        with pytest.raises(TypeError, match=name):
            SingleCrossing(**parts)


def test_facts_must_hold_for_every_member():
    partly = Implication("some", (d > 0,), m < 1)
    with pytest.raises(WrongForm, match="must hold for every member"):
        replace(crossing(), facts=partly)
    assert replace(crossing(), facts=Deduction(partly)).given


def test_an_exponential_needs_its_logarithm_and_a_positive_rate():
    Exponential(m, d, p, exp(-p * t), t).discharge()
    with pytest.raises(DoesNotFollow, match="its logarithm"):
        Exponential(m, d, p, exp(p * t), t).discharge()
    for rate in (-p, S.Zero, Symbol("c", real=True)):
        with pytest.raises(WrongForm, match="not known to be positive"):
            Exponential(m, d, rate, exp(-rate * t), t)
