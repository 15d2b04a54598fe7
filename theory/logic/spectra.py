"""The spectral radius of a 2x2 matrix, from the two kinds of roots that its polynomial may have.

Knows no formula. Of a real quadratic z^2 - trace z + determinant both roots are real, or they are conjugate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Abs, Eq, Function, Gt, Le, Matrix, Symbol, eye, symbols
from sympy.logic.boolalg import Boolean

from theory.logic.proof import Identity, Implication, Join, Premise
from theory.logic.rules import WrongForm
from theory.logic.substitution import replaced

_y, _z, _u, _v = symbols("y z u v", real=True)  # real roots y and z, |y| the larger; or u + iv and u - iv
_RADIUS = Symbol("R", nonnegative=True).assumptions0


class SpectralRadius(Function):  # type: ignore[misc]
    """The larger modulus of the roots of z^2 - trace z + determinant.

    Example:
        >>> SpectralRadius(Symbol("a", real=True), 1).is_nonnegative
        True
    """

    nargs = 2
    is_real = True
    is_nonnegative = True


@dataclass(frozen=True)
class OfRoots(Join):
    """What holds of the larger modulus of two real roots, and of a pair's, holds of the spectral radius.

    Args:
        says: The conclusion in words.
        matrix: Two rows and columns, of real numbers.
        radius: What to call the spectral radius in what is shown.
        shown: The statement about it.
        given: What is known of the other symbols.

    Raises:
        WrongForm: If the matrix has another size or is not known to be real, the radius has another domain
            than the nonnegative numbers or is something else already, or a root's name occurs already.

    Example:
        >>> a, R = Symbol("a", real=True), Symbol("R", nonnegative=True)
        >>> turned = OfRoots("kept", Matrix([[a, -1], [1, 0]]), R, R >= 1)
        >>> turned.discharge()
        >>> turned.shows
        SpectralRadius(a, 1) >= 1
    """

    says: str
    matrix: Matrix
    radius: Symbol
    shown: Boolean
    given: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no spectral radius of a real 2x2 matrix."""
        if self.matrix.shape != (2, 2) or not all(entry.is_real for entry in self.matrix):
            raise WrongForm(f"{self.says}: a real matrix of two rows and columns is needed")
        known = set().union(self.matrix.free_symbols, *[part.free_symbols for part in self.given])
        if self.radius.assumptions0 != _RADIUS or self.radius in known:
            raise WrongForm(f"{self.says}: {self.radius} must be new, and nonnegative")
        if taken := {_y, _z, _u, _v} & (known | self.shown.free_symbols):
            raise WrongForm(f"{self.says}: {min(map(str, taken))} is the name of a root")

    @property
    def radius_of_matrix(self) -> SpectralRadius:
        """Return the spectral radius."""
        return SpectralRadius(self.matrix.trace(), self.matrix.det())

    @property
    def shows(self) -> Boolean:
        """Return the statement, about the spectral radius."""
        return replaced(self.shown, {self.radius: self.radius_of_matrix})

    @cached_property
    def roles(self) -> Mapping[str, Premise]:
        """Return the polynomial, and the statement for both kinds of roots."""
        trace, determinant = self.matrix.trace(), self.matrix.det()
        larger = (Eq(self.radius, Abs(_y), evaluate=False), Le(Abs(_z), self.radius, evaluate=False))
        real = (Eq(_y + _z, trace, evaluate=False), Eq(_y * _z, determinant, evaluate=False), *larger)
        modulus = Eq(self.radius**2, _u**2 + _v**2, evaluate=False), Gt(_v, 0, evaluate=False)
        pair = Eq(2 * _u, trace, evaluate=False), Eq(_u**2 + _v**2, determinant, evaluate=False), *modulus
        polynomial = (_z * eye(2) - self.matrix).det()
        return {
            "polynomial": Identity("its polynomial", polynomial, _z**2 - trace * _z + determinant),
            "real roots": Implication("two real roots", (*self.given, *real), self.shown),
            "a pair": Implication("a conjugate pair", (*self.given, *pair), self.shown),
        }
