"""The talk, sentence by sentence, where its convex half can be decided. Knows both sides.

What the talk says of neural networks is empirical and not decided here; `docs/talk.md` lists every sentence.
"""

from dataclasses import dataclass
from fractions import Fraction

from sympy import Eq, Integer, Rational, Symbol, sqrt

from etalon import assumptions, experiment, strategies
from etalon.agreement import Always, HasSign
from etalon.case import Case, one_step
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from theory import annealing, talk_flow

_zero, _one = Fraction(0), Fraction(1)


_eps = Fraction(1, 100)
_example = one_step((2, 1), Fraction(3, 2), _eps)
_at_three_halves = Assumption(
    "at-3/2",
    "there are large steps, all at the rate 3/2",
    lambda case: {rate for rate, _ in case.schedule} == {Fraction(3, 2)},
)

aim = Claim(
    id="large-rate-can-regularise",
    says="For counts 2:1, steps at the rate 3/2 before the flow lead to less test loss than the flow alone.",
    source="talk, slide 'Aim'; derived here in this sense, from light-deadbeat-reaches-the-bottom",
    declared=Verdict.PROVED,
    relation=lambda: Symbol("L_test(annealed)") < Symbol("L_test(flow)"),
    given=(
        # Beside either the light coordinate does not end; alone in training, it stops where the flow does.
        _at_three_halves.fails_without(one_step((2, 1), Fraction(149, 100), _eps / 1000, (_zero, _one))),
        assumptions.two_to_one.fails_without(one_step((21, 10), Fraction(3, 2), _eps / 100, (_zero, _one))),
        assumptions.heavy_less_distorted.fails_without(
            one_step((2, 1), Fraction(3, 2), _eps, population=(Fraction(67, 100), Fraction(33, 100)))
        ),
        assumptions.second_nonzero.fails_without(
            Case((2, 1), (_one, _zero), ((Fraction(3, 2), 1),), Fraction(1, 100))
        ),
        assumptions.has_to_train.fails_without(one_step((2, 1), Fraction(3, 2), _one)),
    ),
    cases=strategies.talk_runs(),
    predict=Always(HasSign(1)),
    observe=experiment.advantage,
    proof=annealing.prove_talk_aim,
)

convex = Claim(
    id="convex-problems-cannot-show-it",
    says="A convex problem has a unique minimum, so the schedule of the learning rate cannot change the test "
    "loss at which training stops.",
    source="talk, slide 'Non-Convex Setting E', Claim 3; refuted here by the talk's own example",
    declared=Verdict.REFUTED,
    relation=lambda: Eq(Symbol("L_test(annealed)"), Symbol("L_test(flow)")),
    predict=lambda case: HasSign(0),
    observe=experiment.advantage,
    disproof=annealing.prove_talk_aim,
    witness=_example,
)

_annealed_stop = Rational(3, 400)
_flow_stop = Rational(3, 200) - (sqrt(31) - 5) ** 2 / 800

figure = Claim(
    id="talk-figure",
    says="In the talk's example with beta* = (1,1), eps = 1/100 and one step at 3/2, annealing stops at "
    "L_test = 3/400 and the flow at 3/200 - (sqrt(31) - 5)^2/800.",
    source="talk, figures (a), (b), (c); the numbers are derived here, from flow-stop-two-to-one",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("L_test(annealed)"), _annealed_stop) & Eq(Symbol("L_test(flow)"), _flow_stop),
    given=(
        _at_three_halves.fails_without(one_step((2, 1), Fraction(149, 100), _eps)),
        assumptions.two_to_one.fails_without(one_step((21, 10), Fraction(3, 2), _eps)),
        assumptions.uniform_population.fails_without(
            one_step((2, 1), Fraction(3, 2), _eps, population=(Fraction(51, 100), Fraction(49, 100)))
        ),
        Assumption("beta-ones", "beta* = (1,1)", lambda case: set(case.beta) == {_one}).fails_without(
            one_step((2, 1), Fraction(3, 2), _eps, beta=(_one, Fraction(11, 10)))
        ),
        Assumption("eps-1/100", "eps = 1/100", lambda case: case.stop == _eps).fails_without(
            one_step((2, 1), Fraction(3, 2), Fraction(1, 99))
        ),
    ),
    exhaustive=lambda: [_example],
    predict=lambda case: (_annealed_stop, _flow_stop),
    observe=lambda case: (experiment.annealed_test_loss(case), experiment.flow_stop(case).test_loss),
    derivation=talk_flow.derive_talk_stop,
    proof=talk_flow.prove_talk_figure,
)


@dataclass(frozen=True)
class Percentages:
    """The percentages of a slide."""

    parts: tuple[int, ...]

    def __str__(self) -> str:
        """Return them as they are printed."""
        return " + ".join(f"{part}%" for part in self.parts)


patches = Claim(
    id="patch-percentages",
    says="20% of the images without patch, 16% patch only and 60% with patch are all images.",
    source="talk, slide 'Non-Convex Setting C'; refuted as printed (the published code of Li, Wei, Ma 2019 "
    "draws 20, 16 and 64)",
    declared=Verdict.REFUTED,
    relation=lambda: Eq(Symbol("total"), 100),
    predict=lambda case: Integer(100),
    observe=lambda case: sum(case.parts),
    witness=Percentages((20, 16, 60)),
)
