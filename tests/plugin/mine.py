"""Three claims that are false, each of another kind, as a user writes them; MENDED makes them true."""

from sympy import S, oo

from etalon import assumptions, experiment, strategies
from etalon.agreement import Between
from etalon.claim import Claim
from etalon.claims import load
from etalon.evidence import Verdict

MENDED = False
TWO = 2 if MENDED else 1

# Numbers: the factor of the gradient 2 p_i r_i is forgotten.
half_a_gradient = Claim(
    id="half-a-gradient",
    says="One step multiplies residual i by 1 - eta p_i.",
    source="a user",
    declared=Verdict.TESTED,
    given=(assumptions.one_step,),
    cases=strategies.single_steps(),
    predict=lambda case: tuple(
        (1 - TWO * case.eta * weight) * start for weight, start in zip(case.p, case.residual, strict=True)
    ),
    observe=experiment.after_schedule,
)

# True or false: the stability limit is twice as large as it is.
twice_the_limit = Claim(
    id="twice-the-limit",
    says="Every residual shrinks if, and only if, eta < 2/max p.",
    source="a user",
    declared=Verdict.TESTED,
    given=(assumptions.every_seen,),
    cases=strategies.single_steps(strategies.counts_of_any(least=1)),
    predict=lambda case: bool(case.eta * TWO < 2 / max(case.p)),
    observe=lambda case: all(kept < 1 for kept in experiment.kept(case)),
)

# Bounds: small steps hurt.
large_steps_never_hurt = Claim(
    id="large-steps-never-hurt",
    says="Where it stops, training with large steps first has no larger test loss than the flow alone.",
    source="a user",
    declared=Verdict.TESTED,
    given=(assumptions.two_coordinates, assumptions.still_training),
    cases=strategies.annealings(),
    predict=load()["criterion"].predict if MENDED else lambda case: Between(S.Zero, oo),
    observe=experiment.advantage,
)
