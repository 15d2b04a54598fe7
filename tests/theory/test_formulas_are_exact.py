"""A formula of plain integers is an exact number, or refuses them in one line: never a float, never nan."""

import inspect
from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules

import pytest
from sympy import Expr, Float, Matrix, Rational, S, Symbol, nan, zoo

import theory
from theory.descent import crossing_rate, deadbeat_rate, stability_limit
from theory.level_sets import axis_point, largest_gain, share
from theory.losses import distortion, train_weights
from theory.momentum import momentum_limit, underdamped_ends
from theory.sampling import unequal_split_probability
from theory.small_rate import small_steps
from theory.symbols import argument, divisor, exact
from theory.talk_flow import talk_clock

MACHINERY = {"logic", "symbols", "latex", "score_shape", "critical_rate", "pairs", "cosines"}
# An argument of each name, as a user would type it.
ARGUMENTS = {
    "counts": (3, 2),
    "schedule": [(1, 2), (3, 1)],
    "kappa": (3, 4),
    "shares": (2, 5),
    "weights": (3, 2),
    "ranks": (0, 1),
    "digits": 12,
    "repeats": True,
    "steps": 3,
}
SPECIAL = {  # where small different integers are outside the domain
    "critical_square_rates": {"c": S.Half},
    "talk_square_rates": {"c": 0},
    "small_steps": {"small": Rational(1, 9), "p": 1},
    "noise_coefficient": {"b": 3, "n": 5},
    "matters_probability": {"q_1": Rational(1, 3)},
}
IN_SEQUENCES = {
    "train_loss",
    "test_loss",
    "train_loss_along",
    "test_per_train_unseen",
}  # of weights p or q, and of residuals


def _formulas():
    for module in iter_modules(theory.__path__):
        if module.name in MACHINERY:
            continue
        room = import_module(f"theory.{module.name}")
        for name, formula in vars(room).items():
            own = getattr(formula, "__module__", "") == room.__name__ and not inspect.isclass(formula)
            if own and callable(formula) and not name.startswith(("_", "derive_", "prove_")):
                yield formula


def _typed(formula):
    """Return small different integers for the formula's arguments, the first one the largest."""
    names = list(inspect.signature(formula).parameters)
    plain = {name: len(names) + 2 - place for place, name in enumerate(names)}
    sequences = {name: (value, value + 1) for name, value in plain.items() if name in {"p", "q", "r", "r_0"}}
    return (
        plain
        | (sequences if formula.__name__ in IN_SEQUENCES else {})
        | {name: ARGUMENTS[name] for name in names if name in ARGUMENTS}
    )


def _numbers(value):
    if isinstance(value, tuple | list):
        return [number for part in value for number in _numbers(part)]
    return list(value) if isinstance(value, Matrix) else [value]


FORMULAS = list(_formulas())


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__)
def test_integers_give_exact_numbers(formula):
    typed = _typed(formula)
    typed |= SPECIAL.get(formula.__name__, {})
    for number in _numbers(formula(**typed)):
        if number is None or not isinstance(number, int | float | complex | Expr):
            continue  # a rate that is isolated, an outcome that is not decided
        assert not isinstance(number, float | complex), number
        assert not S(number).has(Float, nan, zoo), number


def test_enough_formulas_are_tried():
    assert len(FORMULAS) > 45


def test_an_integer_is_divided_exactly():
    assert axis_point(1, 3) == 3
    assert axis_point(3, 1) == distortion(1, 3) == Rational(1, 3)
    assert distortion(Fraction(1, 2), Fraction(2, 3)) == Rational(3, 4)
    assert underdamped_ends(1, 1, 1) == (S.Half, Rational(8, 3))
    assert momentum_limit(3, 1) == Rational(2, 3)
    assert talk_clock(1, 1, 1) == 1
    assert talk_clock(0, 1, Rational(1, 3)) == 1
    assert talk_clock(1, 0, Rational(2, 3)) == 1


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: distortion(1, 0), "p = 0: must not be zero"),
        (lambda: axis_point(0, 1), "p = 0: must not be zero"),
        (lambda: share(1, 1, 0), "epsilon = 0: must not be zero"),
        (lambda: largest_gain((0, 1)), "min kappa = 0: must not be zero"),
        (lambda: stability_limit(0), "max p = 0: must not be zero"),
        (lambda: deadbeat_rate(0), "p = 0: must not be zero"),
        (lambda: crossing_rate(0, 0), r"p_i \+ p_j = 0: must not be zero"),
        (lambda: momentum_limit(0, S.Half), "max p = 0: must not be zero"),
        (lambda: underdamped_ends(1, 0, 1), "beta_m = 0: must not be zero"),
        (lambda: underdamped_ends(2, 1, 1), r"1 - a\^2/\(4 beta_m\) = 0: must not be zero"),
        (lambda: talk_clock(0, 0, 1), r"b \+ sqrt\(.*\) = 0: must not be zero"),
        (lambda: train_weights((0, 0)), r"counts = \(0, 0\): must hold at least one sample"),
        (lambda: train_weights(()), r"counts = \(\): must hold at least one sample"),
        (lambda: train_weights((2, -1)), r"counts = \(2, -1\): .* no negative count"),
        (lambda: small_steps([(1, 1)], 1, 1), "eta_s = 1: its contraction factor -1 must lie"),
        (lambda: unequal_split_probability(0), "n = 0: a sample needs at least one draw"),
        (lambda: unequal_split_probability(Rational(5, 2)), "n = 5/2: must be an integer"),
    ],
)
def test_what_has_no_value_is_refused_in_one_line(call, complaint):
    with pytest.raises(ValueError, match=f"^{complaint}[^\n]*$"):
        call()


@pytest.mark.parametrize("inexact", [0.5, Float("0.5"), Symbol("x") + 0.5, True, 1j, nan, "1", None])
def test_a_float_or_what_is_no_number_is_refused_at_the_door(inexact):
    for door in (argument, exact, lambda value: divisor("p", value), lambda value: distortion(value, 1)):
        with pytest.raises(TypeError, match="not exact"):
            door(inexact)
    with pytest.raises(TypeError, match="not exact"):
        train_weights((1, inexact))
