"""A case of symbols, for theory alone: what is predicted of it is predicted of every case."""

from dataclasses import dataclass

from sympy import Expr, Symbol, symbols

from theory.symbols import eps, eta


@dataclass(frozen=True)
class AnyCase:
    """A case of symbols, for theory: any numbers that a claim allows, or more.

    Args:
        d: The number of coordinates.
        needs: The names of what the claim assumes.
    """

    d: int
    needs: frozenset[str]

    eta = eta
    level = eps
    small_rate = Symbol("eta_s", positive=True)

    def _each(self, name: str, **domain: bool) -> tuple[Expr, ...]:
        return tuple(symbols([f"{name}_{i + 1}" for i in range(self.d)], **domain))

    @property
    def p(self) -> tuple[Expr, ...]:
        """Return train weights, of which some may be zero unless every coordinate was drawn."""
        return self._each("p", **{"positive" if "every-seen" in self.needs else "nonnegative": True})

    @property
    def q(self) -> tuple[Expr, ...]:
        """Return population weights."""
        return self._each("q", **{"positive" if "every-likely" in self.needs else "nonnegative": True})

    @property
    def squares(self) -> tuple[Expr, ...]:
        """Return the squares of beta*, of which some may be zero unless the claim says otherwise."""
        nonzero = [f"{place}-nonzero" in self.needs for place in ("first", "second", "third")]
        return tuple(
            Symbol(f"a_{i + 1}", **{"positive" if nonzero[i] else "nonnegative": True}) for i in range(self.d)
        )

    @property
    def truth(self) -> tuple[Expr, ...]:
        """Return beta*."""
        return self._each("beta*", real=True)

    @property
    def residual(self) -> tuple[Expr, ...]:
        """Return r(0)."""
        return self._each("r", real=True)
