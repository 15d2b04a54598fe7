"""The two losses: what the drawn samples make of them. Knows both sides; computes nothing itself."""

from fractions import Fraction
from itertools import product

from sympy import Eq, Rational, Symbol

from etalon import assumptions, experiment, strategies
from etalon.case import Case
from etalon.claim import Claim
from etalon.evidence import Verdict
from theory import losses
from theory.symbols import q_1, q_2, r_1, r_2, w_1, w_2

_one = Fraction(1)
_HEIGHT = range(-3, 4)

train_loss = Claim(
    id="train-loss",
    says="The empirical loss of the drawn samples is the sum of p_i r_i^2 with p_i = n_i/n.",
    source="talk, slide 'Empirical Loss', for counts 2:1; derived here for any counts",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("L_train"), losses.train_loss((w_1, w_2), (r_1, r_2))),
    cases=strategies.evaluations(),
    predict=lambda case: losses.train_loss(case.p, case.residual_at(0)),
    observe=lambda case: experiment.losses_at(case)[0],
    derivation=losses.derive_losses,
    proof=losses.prove_train_loss,
)

test_loss = Claim(
    id="test-loss",
    says="The population loss is the sum of q_i r_i^2, whatever was drawn.",
    source="talk, slide 'Population Loss', for q_i = 1/2; derived here for any population",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("L_test"), losses.test_loss((q_1, q_2), (r_1, r_2))),
    cases=strategies.evaluations(),
    predict=lambda case: losses.test_loss(case.q, case.residual_at(0)),
    observe=lambda case: experiment.losses_at(case)[1],
    derivation=losses.derive_losses,
    proof=losses.prove_test_loss,
)


def _grid() -> list[Case]:
    """Return the talk's sample with every residual of small height."""
    points = product(_HEIGHT, _HEIGHT)
    return [Case((2, 1), (_one, _one), points=((_one + u, _one + v),)) for u, v in points]


_tilted = (Fraction(51, 100), Fraction(49, 100))

talk_losses = Claim(
    id="talk-losses",
    says="For the talk's three samples L_train = 2/3 r_1^2 + 1/3 r_2^2 and L_test = 1/2 r_1^2 + 1/2 r_2^2.",
    source="talk, slides 'Empirical Loss' and 'Population Loss'",
    declared=Verdict.PROVED,
    relation=lambda: (
        Eq(Symbol("L_train"), losses.train_loss((Rational(2, 3), Rational(1, 3)), (r_1, r_2)))
        & Eq(Symbol("L_test"), losses.test_loss((Rational(1, 2), Rational(1, 2)), (r_1, r_2)))
    ),
    given=(
        assumptions.two_to_one.fails_without(Case((21, 10), (_one, _one), points=((_one, 2 * _one),))),
        assumptions.uniform_population.fails_without(
            Case((2, 1), (_one, _one), population=_tilted, points=((_one, 2 * _one),))
        ),
    ),
    exhaustive=_grid,
    predict=lambda case: (
        losses.train_loss((Rational(2, 3), Rational(1, 3)), case.residual_at(0)),
        losses.test_loss((Rational(1, 2), Rational(1, 2)), case.residual_at(0)),
    ),
    observe=experiment.losses_at,
    derivation=losses.derive_losses,
    proof=losses.prove_talk_losses,
)
