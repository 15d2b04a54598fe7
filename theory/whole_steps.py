"""Training that stops at a whole step: by how much it goes beyond the level. Knows losses and descent.

m is the least square of what a step at the small rate keeps of a coordinate that was drawn: all that is used
of it is that no such coordinate keeps less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import And, Eq, Expr, Le, Lt, Ne, Or, Symbol, symbols
from sympy.logic.boolalg import Boolean, Implies

from theory import descent, losses
from theory.logic.families import Members, members
from theory.logic.powers import ComparedPower
from theory.logic.proof import Implication, Proof
from theory.logic.rules import Chain, Instance, conjunction
from theory.logic.sums import Totals, total
from theory.small_rate import eta_s
from theory.symbols import eps, q, r, w

_m = Symbol("m", positive=True)


def prove_overshoot() -> Proof:
    """Prove m eps <= L_train <= eps where training stops at the first step with L_train <= eps.

    Before the last step L_train > eps, and no coordinate keeps less than m of its loss; m eps < L_train where
    the small rate ends no coordinate.

    Example:
        >>> len(prove_overshoot().conclusion.given)
        4
    """
    least, rho = Symbol("m", nonnegative=True), Symbol("rho", real=True)
    one, terms = members(w, r, rho), [losses.train_loss((w,), (residual,)) for residual in (r, rho * r)]
    kept = (Eq(rho, descent.contraction_factor(eta_s, w)), Or(least <= rho**2, Eq(w, 0)))
    each = Totals(Implication("no less is kept", kept, Le(least * terms[0], terms[1])), one)
    before, after = symbols("L_before L_after", real=True)
    last = (before > eps, least * before <= after)
    most = Le(least * eps, after, evaluate=False) & Implies(least > 0, Lt(least * eps, after, evaluate=False))
    sums = [total(term, one) for term in terms]
    beyond = Instance(
        Implication("not much is left out", last, most), dict(zip((before, after), sums, strict=True))
    )
    stops = Le(sums[1], eps)
    given = (*each.given, beyond.given[0], stops)
    shown = conjunction((*And.make_args(beyond.shows), stops))
    return Proof((Chain("beyond the stop", given, shown, (each, beyond)),))


@dataclass(frozen=True)
class _Run:
    """A run that stops: what is left of one coordinate between two steps, and what the whole step keeps.

    Between the steps the run takes a part s of the last one, which multiplies r_i by rho_i^s; the whole step
    multiplies the square by f_i = rho_i^(2 (1 - s)) more.
    """

    left: Expr
    factor: Symbol
    part: Symbol

    @property
    def members(self) -> Members:
        """Return the symbols of a coordinate."""
        return members(w, q, self.factor, *self.left.free_symbols)

    @property
    def terms(self) -> tuple[Expr, Expr]:
        """Return the coordinate's test loss between steps and at the whole step."""
        between = losses.test_loss((q,), (self.left,))
        return between, self.factor * between

    @property
    def losses(self) -> tuple[Expr, Expr]:
        """Return the test losses between steps and at the whole step."""
        between, whole = (total(term, self.members) for term in self.terms)
        return between, whole

    @property
    def last_step(self) -> tuple[Boolean, ...]:
        """Return that a part of the step is taken: some, or all."""
        return self.part > 0, self.part <= 1

    def _kept(self) -> Chain:
        """Return that the whole step keeps more than m of a coordinate, and no more than all."""
        rho = descent.contraction_factor(eta_s, w)
        base = Implication("it turns nothing", (_contracts,), (rho > 0) & Le(rho, 1, evaluate=False))
        power = ComparedPower(self.factor, base, 2 * (1 - self.part), (0, 2))
        given = (_contracts, Or(_m <= rho**2, Eq(w, 0)), _m < 1, *self.last_step)
        within = (_m < self.factor) & (self.factor <= 1)
        bounded = Implication("more than m, no more than all", (*power.shows.args, *given), within)
        return Chain("the whole step", given, within, (power, bounded))

    def _of_one(self, relation: Boolean, *given: Boolean) -> Chain:
        """Return a relation between a coordinate's terms, which follows from what the whole step keeps."""
        kept = self._kept()
        term = Implication("a term", (*kept.shows.args, *given), relation)
        return Chain("a term", (*kept.given, *given), relation, (kept, term))

    def falls(self) -> Totals:
        """Return that the whole step enlarges no test loss."""
        between, whole = self.terms
        return Totals(self._of_one(Le(whole, between, evaluate=False)), self.members)

    def keeps(self, *tested: Boolean) -> Totals:
        """Return that it keeps m of the test loss at least, and more if some coordinate is tested."""
        between, whole = self.terms
        least, more = (relation(_m * between, whole, evaluate=False) for relation in (Le, Lt))
        strict = self._of_one(more, *tested) if tested else None
        return Totals(self._of_one(least), self.members, strict, tested)


_contracts = 2 * eta_s * w < 1
_annealed = _Run(r, Symbol("f_1", positive=True), Symbol("s_1", real=True))
_truth, _left = Symbol("beta*", real=True), Symbol("kept", positive=True)  # r_i = -beta*_i times what is kept
_alone = _Run(_truth * _left, Symbol("f_2", positive=True), Symbol("s_2", real=True))
_LOSSES = symbols("A A' S S'", real=True)


def _over_sums(says: str, given: Sequence[Boolean], shows: Boolean) -> Instance:
    """Return an implication between test losses A, S and, at whole steps, A', S', in place of the symbols."""
    sums = (*_annealed.losses, *_alone.losses)
    return Instance(Implication(says, tuple(given), shows), dict(zip(_LOSSES, sums, strict=True)))


def _concluded(says: str, totals: Sequence[Totals], last: Instance) -> Proof:
    """Return the proof that ends with a link between sums, given what the sums are and what they rest on."""
    shown = {each.shows for each in totals}
    own = (formula for formula in last.given if formula not in shown)
    given = tuple(dict.fromkeys([*(formula for each in totals for formula in each.given), *own]))
    return Proof((Chain(says, given, last.shows, (*totals, last)),))


def prove_sandwich() -> Proof:
    """Prove that stopping at whole steps changes the ratio of the two test losses by a factor in [m, 1/m].

    Neither test loss is zero: the factor is a ratio of ratios.

    Example:
        >>> prove_sandwich().check()
        8
    """
    annealed, annealed_whole, small, small_whole = _LOSSES
    totals = (_annealed.keeps(), _annealed.falls(), _alone.keeps(), _alone.falls())
    inside = (
        _m * annealed <= annealed_whole,
        annealed_whole <= annealed,
        _m * small <= small_whole,
        small_whole <= small,
    )
    factor = annealed_whole / small_whole / (annealed / small)
    within = _over_sums(
        "by a factor", (*inside, annealed > 0, small > 0), (_m <= factor) & (factor <= 1 / _m)
    )
    return _concluded("the ratio of the test losses", totals, within)


def prove_margin() -> Proof:
    """Prove: if the ratio of test losses between steps is at most m, annealing wins at whole steps too.

    Some coordinate is tested and has something to learn. What was taken of the last step is more than
    nothing, so that the rest of it keeps more than rho_i^2.

    Example:
        >>> prove_margin().check()
        7
    """
    annealed, annealed_whole, small, small_whole = _LOSSES
    totals = (_annealed.falls(), _alone.keeps(q > 0, Ne(_truth, 0)))
    inside = (annealed_whole <= annealed, _m * small < small_whole, annealed <= _m * small)
    return _concluded("within the margin", totals, _over_sums("less", inside, annealed_whole < small_whole))
