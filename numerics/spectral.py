"""Spectral radii of rational matrices, compared exactly. It must not know where the matrices come from.

With an eigenvalue z of a real matrix A its conjugate is one too, so the square of the spectral radius is a
real eigenvalue of A x A (Kronecker), and none is larger: it is the largest real root of a polynomial over Q.
Two such numbers are equal only as roots of the same irreducible factor; else some precision tells them apart.
"""

from functools import cmp_to_key

from flint import arb, ctx, fmpq_mat, fmpq_poly, fmpz_poly

_BITS = 64


def compare_radii(A: fmpq_mat, B: fmpq_mat) -> int:
    """Return the sign of the spectral radius of A minus that of B.

    Formula: rho(A)^2 is the largest real root of det(z - A x A).

    Args:
        A: A square matrix.
        B: A square matrix, perhaps of another size.

    Returns:
        1, 0 or -1.

    Raises:
        ValueError: if a matrix is not square.

    Source: derived here; Kronecker products are in any textbook on matrices.

    >>> from flint import fmpq
    >>> turn, shrink = fmpq_mat([[0, -1], [1, 0]]), fmpq_mat([[fmpq(1, 2), 7], [0, fmpq(-2, 3)]])
    >>> compare_radii(turn, shrink), compare_radii(turn, fmpq_mat([[-1]]))
    (1, 0)
    """
    return _compare(_largest(A), _largest(B))


def _largest(A: fmpq_mat) -> fmpz_poly:
    """Return the irreducible polynomial whose largest real root is the square of the spectral radius."""
    n = A.nrows()
    if n != A.ncols():
        raise ValueError(f"a matrix of {n} rows and {A.ncols()} columns has no spectral radius")
    pairs = [(i, j) for i in range(n) for j in range(n)]
    squares = fmpq_mat([[A[i, k] * A[j, m] for k, m in pairs] for i, j in pairs])
    factors = [factor for factor, _ in fmpq_poly(squares.charpoly()).numer().factor()[1]]
    return max((f for f in factors if _real_roots(f)), key=cmp_to_key(_compare))


def _compare(f: fmpz_poly, g: fmpz_poly) -> int:
    """Return the sign of the largest real root of f minus that of g; both are irreducible."""
    if f in (g, -g):
        return 0
    bits = _BITS
    while True:
        with ctx.workprec(bits):
            first, second = (max(_real_roots(each), key=arb.mid) for each in (f, g))
            if first > second or first < second:
                return 1 if first > second else -1
        bits *= 2


def _real_roots(f: fmpz_poly) -> list[arb]:
    """Return the real roots: flint isolates all roots, and of a real one the imaginary part is exactly 0."""
    return [root.real for root, _ in f.complex_roots() if root.imag == 0]  # type: ignore[misc, has-type]
