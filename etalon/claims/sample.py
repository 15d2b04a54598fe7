"""Which sample was drawn: when can annealing matter at all? Knows both sides; computes nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from sympy import And, Eq, Rational, Symbol

from etalon import assumptions, experiment, strategies
from etalon.case import Case, Vector, to_sympy
from etalon.claim import Assumption, Claim
from etalon.evidence import Verdict
from numerics.problem import Problem, test_loss, train_loss
from theory import sample_matters, sampling
from theory.symbols import eps, n, q_1, q_2

_zero, _one = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Draws:
    """A number of draws from the uniform population on e_1, e_2."""

    n: int

    def __str__(self) -> str:
        """Return the number as it would be typed."""
        return f"n={self.n}"


def _enumerated(case: Draws) -> Fraction:
    """Return the share of the 2^n samples that are split unequally with both coordinates seen."""
    samples = product((0, 1), repeat=case.n)
    counts = [Problem.from_samples(sample, (_one, _one)).counts for sample in samples]
    return Fraction(sum(n_1 != n_2 and n_1 > 0 and n_2 > 0 for n_1, n_2 in counts), 2**case.n)


unequal_split = Claim(
    id="unequal-split-probability",
    says="n draws from two equally likely coordinates are split unequally, both seen, with probability "
    "1 - 2^(1-n) - [n even] C(n, n/2) 2^(-n); for the talk's n = 3 this is 3/4.",
    source="derived here; Nakkiran 2020 speaks of 'some probability over the sample'",
    declared=Verdict.PROVED,
    relation=lambda: And(
        Eq(Symbol("P(2n-1)"), sampling.unequal_split_probability(2 * n - 1)),
        Eq(Symbol("P(2n)"), sampling.unequal_split_probability(2 * n)),
        Eq(Symbol("P(3)"), Rational(3, 4)),
    ),
    exhaustive=lambda: [Draws(n) for n in range(1, 11)],
    predict=lambda case: sampling.unequal_split_probability(case.n),
    observe=_enumerated,
    derivation=sampling.derive_unequal_split,
    proof=sampling.prove_unequal_split,
)


@dataclass(frozen=True)
class Population:
    """A number of draws from a population of weights q_i on e_1, ..., e_d."""

    n: int
    q: Vector

    def __str__(self) -> str:
        """Return the numbers as they would be typed."""
        return f"n={self.n} q={','.join(map(str, self.q))}"


def _samples(case: Population) -> Iterator[tuple[Fraction, Problem]]:
    """Yield the probability of each sample, and the sample."""
    truth = (_one,) * len(case.q)
    for sample in product(range(len(case.q)), repeat=case.n):
        yield prod((case.q[i] for i in sample), start=_one), Problem.from_samples(sample, truth, case.q)


def _distortions(problem: Problem) -> dict[int, Fraction]:
    """Return L_test/L_train of an error in one coordinate only, for each that was drawn."""
    ones = {i: tuple(truth + (i == j) for j, truth in enumerate(problem.beta_star)) for i in range(problem.d)}
    return {
        i: test_loss(problem, beta) / train_loss(problem, beta)
        for i, beta in ones.items()
        if problem.counts[i]
    }


def _matters(problem: Problem) -> bool:
    """Return whether two coordinates were drawn that differ both in count and in distortion."""
    kappa = _distortions(problem)
    return any(problem.counts[i] != problem.counts[j] and kappa[i] != kappa[j] for i in kappa for j in kappa)


def _chance(case: Population) -> Fraction:
    return sum((weight for weight, problem in _samples(case) if _matters(problem)), _zero)


def _mean_gain(case: Population) -> Fraction:
    """Return the mean over all samples of the largest ratio of test losses on one level set."""
    found = ((weight, _distortions(problem).values()) for weight, problem in _samples(case))
    return sum((weight * max(kappa) / min(kappa) for weight, kappa in found), _zero)


def _two(weight: str) -> Vector:
    return (Fraction(weight), 1 - Fraction(weight))


matters = Claim(
    id="sample-matters-two-coordinates",
    says="Of two coordinates both are drawn, with other counts and other distortions, with probability "
    "1 - q_1^n - q_2^n - [n even] P(n/2) - [n q_1 a split of its own] P(n q_1), P the binomial distribution.",
    source="derived here, by counting",
    declared=Verdict.PROVED,
    exhaustive=lambda: [
        Population(n, _two(weight))
        for weight in ("1/2", "1/3", "3/4", "2/5", "1/7", "1")
        for n in range(1, 7)
    ],
    predict=lambda case: sample_matters.matters_probability(case.n, to_sympy(case.q[0])),
    observe=_chance,
    proof=sample_matters.prove_matters,
)

matters_uniform = Claim(
    id="sample-matters-uniform",
    says="Of d equally likely coordinates two are drawn, and not equally often, with probability 1 - sum "
    "over k | n, k <= d, of C(d, k) n!/((n/k)!)^k d^(-n).",
    source="derived here, by counting",
    declared=Verdict.PROVED,
    exhaustive=lambda: [
        Population(n, (Fraction(1, d),) * d)
        for d, most in ((1, 3), (2, 6), (3, 6), (4, 4))
        for n in range(1, most + 1)
    ],
    predict=lambda case: sample_matters.uniform_matters_probability(case.n, len(case.q)),
    observe=_chance,
    proof=sample_matters.prove_uniform_matters,
)

mean_gain = Claim(
    id="expected-largest-gain",
    says="Over the draw of n samples of two equally likely coordinates the largest gain, max kappa/min "
    "kappa, is on average 2^(1-n) + sum over 0 < k < n of C(n, k) 2^(-n) max(k, n-k)/min(k, n-k); for the "
    "talk's n = 3 this is 7/4.",
    source="derived here: largest-gain-of-counts, summed over all samples",
    declared=Verdict.PROVED,
    exhaustive=lambda: [Population(n, _two("1/2")) for n in range(1, 9)],
    predict=lambda case: sample_matters.expected_largest_gain(case.n),
    observe=_mean_gain,
    proof=sample_matters.prove_expected_gain,
)

_faithful = Assumption("faithful", "q_i = p_i for every coordinate", lambda case: case.q == case.p)


def _both(case: Case) -> tuple[object, object]:
    """Return the test losses at which the flow and the annealed run stop."""
    return experiment.flow_stop(case).test_loss, experiment.annealed_test_loss(case)


equal_split = Claim(
    id="equal-split-ties",
    says="If the sample is faithful, q_i = p_i (with a uniform population: every coordinate drawn equally "
    "often), both methods stop at the same test loss, eps.",
    source="derived here, from train-loss and test-loss",
    declared=Verdict.PROVED,
    relation=lambda: Eq(Symbol("L_test(annealed)"), eps) & Eq(Symbol("L_test(flow)"), eps),
    given=(
        _faithful.fails_without(Case((21, 20), (_one, _one), ((Fraction(1, 2), 1),), Fraction(1, 100))),
        assumptions.still_training.fails_without(
            Case((1, 1), (_one, _one), ((Fraction(1, 4), 1),), Fraction(57, 100))
        ),
    ),
    cases=strategies.faithful_samples(),
    predict=lambda case: (case.level,) * 2,
    observe=_both,
    proof=sampling.prove_equal_split,
)

_only_second = Assumption(
    "only-second", "d = 2 and only e_2 was drawn", lambda case: len(case.counts) == 2 and not case.counts[0]
)

unseen_coordinate = Claim(
    id="unseen-coordinate-ties",
    says="If only e_2 was drawn, both methods stop at L_test = q_1 beta*_1^2 + q_2 eps: beta_1 stays at zero "
    "and r_2 ends at +-sqrt(eps).",
    source="derived here, from train-loss and test-loss",
    declared=Verdict.PROVED,
    relation=lambda: (
        Eq(Symbol("L_test(annealed)"), sampling.unseen_test_loss(q_1, Symbol("beta*_1"), q_2, eps))
        & Eq(Symbol("L_test(flow)"), sampling.unseen_test_loss(q_1, Symbol("beta*_1"), q_2, eps))
    ),
    given=(
        _only_second.fails_without(Case((1, 9), (_one, _one), ((_one, 1),), Fraction(1, 100))),
        assumptions.still_training.fails_without(
            Case((0, 1), (_one, _one), ((Fraction(1, 4), 1),), Fraction(26, 100))
        ),
    ),
    cases=strategies.one_seen(),
    predict=lambda case: (sampling.unseen_test_loss(case.q[0], case.truth[0], case.q[1], case.level),) * 2,
    observe=_both,
    proof=sampling.prove_unseen,
)
