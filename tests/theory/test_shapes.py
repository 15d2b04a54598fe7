"""Rules about the shape of a function: a pole, a corner, a wrong sign or a wrong end is no proof."""

from dataclasses import replace

import pytest
from sympy import Abs, Rational, S, Symbol, log

from theory import score_shape
from theory.logic.derivation import DoesNotFollow
from theory.logic.ends import AtInfinity, EqualLogs, Pole, Value, domain
from theory.logic.rules import WrongForm
from theory.logic.shapes import Interval, Monotone, MonotoneAs, SignFrom
from theory.logic.zeros import Beyond, OneZero, SignPattern

x, z = Symbol("x", positive=True), Symbol("z", positive=True)
c = Symbol("c", real=True)
# log|1-x| - log|2-x|/2: -oo at 1, oo at 2, oo far away; zero somewhere between 1 and 2, and beyond 2.
GAIN = log(Abs(1 - x)) - log(Abs(2 - x)) / 2
RISES = Monotone(GAIN, Interval(x, S(1), S(2)), 1)
LEFT, RIGHT = Pole(GAIN, x, S(1), -1), Pole(GAIN, x, S(2), 1)


def test_a_function_is_monotone_where_its_derivative_has_one_sign():
    RISES.discharge()
    with pytest.raises(DoesNotFollow, match="is false at"):
        replace(RISES, sign=-1).discharge()


def test_a_pole_inside_the_interval_is_found_though_the_derivative_has_one_sign_on_both_sides():
    falls = Monotone(1 / (1 - x) ** 2 * (1 - x), Interval(x, S(0), S(3)), 1)
    with pytest.raises(DoesNotFollow, match="the function is smooth"):
        falls.discharge()


def test_what_is_given_of_other_symbols_is_used():
    line = Monotone(c * x, Interval(x, S(0), None), 1, (c > 1,))
    line.discharge()
    with pytest.raises(DoesNotFollow):
        replace(line, given=(c > -1,)).discharge()


@pytest.mark.parametrize("function", [Abs(1 - x), x + Abs(x - 1) * log(Abs(1 - x)), log(1 + Abs(1 - x))])
def test_corners_are_refused(function):
    with pytest.raises(WrongForm, match="absolute values are read in logarithms"):
        domain(function)


def test_a_logarithm_is_of_positive_numbers():
    falls = Monotone(log(1 - x), Interval(x, S(0), S(1)), -1)
    falls.discharge()
    with pytest.raises(DoesNotFollow, match="the function is smooth"):
        replace(falls, on=Interval(x, S(0), S(2))).discharge()
    for end in (
        Value(log(2 - x) - 1, x, S(3), -1),
        EqualLogs(log(c - x), x, S(2), -1, (c < 2, c > S(3) / 2)),
        Pole(log(Abs(1 - x)) + log(x - 2), x, S(1), -1),
        AtInfinity(log(2 - x), x, None, 1),
    ):
        with pytest.raises(DoesNotFollow):
            end.discharge()


@pytest.mark.parametrize(
    ("end", "failing"),
    [
        (Pole(GAIN, x, S(1), 1), "its coefficient"),
        (Pole(GAIN, x, S(2), -1), "its coefficient"),
        (Value(GAIN, x, S(1), -1), "smooth there"),
        (Value(x - 1, x, S(2), -1), "its sign"),
        (Value(x - 1, x, S(2), 0), "its value"),
        (AtInfinity(GAIN, x, None, -1), "the sum of the coefficients"),
        (AtInfinity(log(Abs(1 - c * x)), x, None, 1, (c > -1,)), "what the logarithms are of grows"),
        (AtInfinity(log(Abs(1 - c * x**2)), x, None, 1, (c > -1,)), "what the logarithms are of grows"),
        (AtInfinity(log(x**3 + 1) - 3 * log(x + 1), x, None, 1), "the sum of the coefficients"),
        (EqualLogs(GAIN, x, Rational(3, 2), 1), "the sum of the coefficients"),
        (EqualLogs(GAIN, x, Rational(4, 3), -1), "it is the first logarithm"),
        (EqualLogs(log(Abs(1 - x)) + log(Abs(5 - x)), x, S(3), -1), "and of less than one"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_sign_at_an_end_is_not_discharged(end, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        end.discharge()


@pytest.mark.parametrize(
    ("end", "complaint"),
    [
        (Pole(GAIN, x, S(3), 1), "0 logarithms are of zero at 3"),
        (Pole(log(Abs(1 - x)) - log(Abs(1 - x**2)), x, S(1), 1), "2 logarithms are of zero at 1"),
        (Pole(x * log(Abs(1 - x)), x, S(1), -1), "not a sum of logarithms"),
        (Pole(log(Abs(1 - x)) + x, x, S(1), -1), "not a sum of logarithms"),
        (Pole(x * log(Abs(1 - x)) - x * log(Abs(2 - x)), x, S(1), -1), "not a sum of logarithms"),
        (
            AtInfinity(log(Abs(c - x**2)) + log(Abs(x + 1 / x + c)), x, None, 1),
            "not all logarithms are of polynomials",
        ),
        (AtInfinity(log(Abs(2**x - x**2)), x, None, 1), "not all logarithms are of polynomials"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_end_that_the_rule_does_not_know_is_refused(end, complaint):
    with pytest.raises(WrongForm, match=complaint):
        end.discharge()


def test_one_zero_lies_between_ends_of_opposite_signs():
    found = OneZero(RISES, LEFT, RIGHT, z)
    found.discharge()
    assert found.positive == ((z, 2),)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"left": replace(LEFT, sign=1)}, "no zero follows"),
        ({"right": replace(RIGHT, sign=-1)}, "no zero follows"),
        ({"right": LEFT}, "both ends"),
        ({"left": replace(LEFT, at=S(0))}, "that is no end"),
        ({"left": replace(LEFT, function=GAIN + 1)}, "another function"),
        ({"left": replace(LEFT, given=(c > 1,))}, "other hypotheses"),
        ({"monotone": replace(RISES, sign=-1)}, "no zero follows"),
    ],
)
def test_one_zero_needs_the_right_ends(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(OneZero(RISES, LEFT, RIGHT, z), **changes)


def test_a_sign_from_an_end_needs_the_function_to_go_away_from_zero():
    square = Monotone(x**2 - 1, Interval(x, S(1), S(2)), 1)
    assert SignFrom(square, Value(x**2 - 1, x, S(1), 0)).sign == 1
    for end in (Value(x**2 - 1, x, S(1), -1), Value(x**2 - 1, x, S(2), 1)):
        with pytest.raises(WrongForm, match="it may be zero in between"):
            SignFrom(square, end)


def test_a_slope_is_that_of_the_function_and_its_factor_is_positive():
    slope = SignFrom(Monotone(x, Interval(x, S(0), None), 1), Value(x, x, S(0), 0))
    MonotoneAs(x**2, S.Half, slope).discharge()
    with pytest.raises(DoesNotFollow, match="the derivative"):
        MonotoneAs(x**3, S.Half, slope).discharge()
    with pytest.raises(WrongForm, match="not known to be positive"):
        MonotoneAs(-(x**2), -S.Half, slope)


def _pieces() -> tuple[SignFrom | OneZero, ...]:
    """Return the pieces of the critical rates."""
    (chain,) = score_shape.prove_critical_rates().obligations
    return chain.links[0].pieces


def test_pieces_join_end_to_end():
    first, second, third = _pieces()
    for wrong in ((first, third), (second, first), (third, second)):
        with pytest.raises(WrongForm, match="there is a gap"):
            SignPattern("", wrong)
    falls = Monotone(first.function, second.on, -1, first.given)
    alone = SignFrom(falls, replace(second.left, sign=-1))
    with pytest.raises(WrongForm, match="nothing is said of"):
        SignPattern("", (first, alone))


def test_a_pattern_without_its_last_piece_says_less():
    whole, part = SignPattern("", _pieces()), SignPattern("", _pieces()[:2])
    assert "eta_max" in str(whole.shows)
    assert "eta_max" not in str(part.shows)


def test_a_place_beyond_the_zero_has_the_sign_of_the_right_end_and_lies_inside():
    zero = OneZero(RISES, LEFT, RIGHT, z)
    inside = Value(GAIN, x, Rational(3, 2), 1)
    with pytest.raises(WrongForm, match="before the zero"):
        Beyond(zero, replace(inside, sign=-1))
    for other in ({"function": GAIN + 1}, {"variable": z}, {"given": (c > 1,)}):
        with pytest.raises(WrongForm, match="another function, or under other hypotheses"):
            Beyond(zero, replace(inside, **other))
    with pytest.raises(DoesNotFollow, match="it lies in the interval"):
        Beyond(replace(zero), replace(EqualLogs(GAIN, x, S(3), 1))).roles["inside"].discharge()
