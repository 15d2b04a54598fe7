"""What holds of the spectral radius has to hold for real roots and for a conjugate pair."""

from dataclasses import replace

import pytest
from sympy import Matrix, S, Symbol

from theory.logic.derivation import DoesNotFollow
from theory.logic.rules import WrongForm
from theory.logic.spectra import OfRoots, SpectralRadius

a, y = Symbol("a", real=True), Symbol("y", real=True)
radius, b = Symbol("R", nonnegative=True), Symbol("b", nonnegative=True)
# The product of the roots is b, so that one of them is at least as large as its root.
KEPT = OfRoots("kept", Matrix([[a, -b], [1, 0]]), radius, radius**2 >= b)


def test_it_holds_of_the_spectral_radius_if_it_does_for_both_kinds_of_roots():
    KEPT.discharge()
    assert KEPT.shows == (SpectralRadius(a, b) ** 2 >= b)
    assert SpectralRadius(a, b).is_nonnegative


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"shown": radius**2 <= b}, "two real roots"),
        ({"shown": (radius**2 > b) | (a**2 >= 4 * b)}, "a conjugate pair"),
        ({"given": (a**2 < 4 * b,)}, "two real roots: the hypotheses alone"),
        ({"given": (a**2 > 4 * b,)}, "a conjugate pair: the hypotheses alone"),
    ],
)
def test_what_fails_for_one_kind_is_not_discharged(changes, failing):
    with pytest.raises(DoesNotFollow, match=failing):
        replace(KEPT, **changes).discharge()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"matrix": Matrix([[a]])}, "two rows and columns"),
        ({"matrix": Matrix([[Symbol("z"), 1], [1, 0]])}, "a real matrix"),
        ({"radius": Symbol("R", positive=True)}, "R must be new, and nonnegative"),
        ({"radius": b}, "b must be new"),
        ({"given": (radius > 1,)}, "R must be new"),
        ({"given": (y > 1,)}, "y is the name of a root"),
        ({"shown": radius >= y}, "y is the name of a root"),
        ({"matrix": Matrix([[y, S.Zero], [S.Zero, y]])}, "y is the name of a root"),
    ],
)
def test_what_is_no_spectral_radius_is_refused(changes, complaint):
    with pytest.raises(WrongForm, match=complaint):
        replace(KEPT, **changes)
