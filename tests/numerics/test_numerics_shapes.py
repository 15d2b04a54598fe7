"""The shapes of schedules: their rates against closed forms in fractions, and what is no such shape."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.enclosure import Enclosure
from numerics.rational import InvalidArgument
from numerics.shapes import MOST_POWER, Cosine, Exponential, Linear, Polynomial, Shape

SETTINGS = settings(max_examples=60, deadline=None)
RATES = st.builds(Fraction, st.integers(1, 50), st.integers(1, 20))
LENGTHS = st.integers(1, 30)


@SETTINGS
@given(RATES, RATES, LENGTHS)
def test_a_linear_rate_is_on_the_line_between_its_ends(init, end, steps):
    found = list(Linear(init, end, steps).rates())
    assert found == [init + (end - init) * Fraction(t, steps) for t in range(steps)]


@SETTINGS
@given(RATES, RATES, st.integers(1, 6), LENGTHS)
def test_a_polynomial_rate_falls_as_a_power_of_the_steps_left(init, end, power, steps):
    found = list(Polynomial(init, end, power, steps).rates())
    assert found == [end + (init - end) * (1 - Fraction(t, steps)) ** power for t in range(steps)]


@SETTINGS
@given(RATES, RATES, LENGTHS)
def test_an_exponential_rate_is_a_power(init, gamma, steps):
    assert list(Exponential(init, gamma, steps).rates()) == [init * gamma**t for t in range(steps)]


@SETTINGS
@given(RATES, RATES, LENGTHS)
def test_a_cosine_rate_is_enclosed_and_exact_where_it_is_rational(init, end, steps):
    shape = Cosine(init, end, steps)
    with ctx.workprec(200):
        for t, (ball, exact) in enumerate(zip(shape.balls(), shape.rates(), strict=True)):
            middle, swing = (init + end) / 2, (init - end) / 2
            direct = arb(_fmpq(middle)) + arb(_fmpq(swing)) * arb.cos_pi_fmpq(fmpq(t, steps))
            assert ball.overlaps(direct)
            assert ball.rel_accuracy_bits() > 150
            assert exact is None or exact in Enclosure.of_ball(direct)
            known = Fraction(t, steps) in (0, Fraction(1, 3), Fraction(1, 2), Fraction(2, 3))
            assert (exact is not None) is (known or init == end)


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize(
    "shape",
    [
        Linear(Fraction(3), Fraction(0), 7),
        Exponential(Fraction(3), Fraction(9, 7), 7),
        Polynomial(Fraction(0), Fraction(3), 3, 7),
    ],
    ids=str,
)
def test_balls_enclose_rational_rates(shape):
    pairs = zip(shape.balls(), shape.rates(), strict=True)
    assert all(rate in Enclosure.of_ball(ball) for ball, rate in pairs)


@pytest.mark.parametrize("kind", [Linear, Cosine, lambda *ends: Polynomial(*ends[:2], 3, ends[2])])
def test_one_step_has_the_first_rate_and_the_end_is_not_reached(kind):
    assert list(kind(Fraction(3, 2), Fraction(1, 10), 1).rates()) == [Fraction(3, 2)]
    first, last = kind(Fraction(3, 2), Fraction(0), 2).rates()
    assert first == Fraction(3, 2)
    assert 0 < last < first


@pytest.mark.parametrize("kind", [Linear, Cosine])
def test_a_warm_up_from_zero_begins_with_a_step_that_changes_nothing(kind):
    assert list(kind(Fraction(0), Fraction(1), 2).rates()) == [0, Fraction(1, 2)]


@pytest.mark.parametrize("kind", [Linear, Cosine])
def test_equal_ends_are_a_constant_rate(kind):
    assert list(kind(Fraction(2, 7), Fraction(2, 7), 9).rates()) == [Fraction(2, 7)] * 9


def test_a_factor_of_one_is_a_constant_rate_and_one_above_it_a_growing_one():
    assert list(Exponential(Fraction(2), Fraction(1), 3).rates()) == [2, 2, 2]
    assert list(Exponential(Fraction(2), Fraction(3), 3).rates()) == [2, 6, 18]


REFUSED = [
    (Linear, (-1, 0, 1)), (Linear, (1, -1, 1)), (Linear, (0, 0, 1)), (Linear, (1, 0, 0)),
    (Linear, (1, 0, True)), (Linear, (0.5, 0, 1)), (Linear, (1, "x", 1)), (Linear, (1, 0, 1.0)),
    (Cosine, (-1, 0, 1)),
    (Cosine, (0, 0, 3)), (Cosine, (1, 0, -1)), (Exponential, (0, 1, 1)), (Exponential, (1, 0, 1)),
    (Exponential, (1, -1, 1)), (Polynomial, (1, 0, 0, 1)), (Polynomial, (1, 0, Fraction(1, 2), 1)),
    (Polynomial, (1, 0, -1, 1)), (Polynomial, (1, 0, MOST_POWER + 1, 1)), (Polynomial, (0, 0, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "numbers"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_what_is_no_shape_is_refused_in_one_line(kind: type[Shape], numbers: tuple[object, ...]):
    with pytest.raises(InvalidArgument) as refusal:
        kind(*numbers)
    assert len(str(refusal.value).splitlines()) == 1


def test_the_largest_power_is_allowed():
    assert list(Polynomial(Fraction(1), Fraction(0), MOST_POWER, 2).rates())[1] == Fraction(1, 2**MOST_POWER)
