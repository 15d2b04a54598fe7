"""A sum over a family that falls to zero as time passes meets every level once. Knows no formula."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Dummy, Eq, Equivalent, Expr, Gt, Le, Limit, Lt, Symbol, diff, exp, oo
from sympy.logic.boolalg import And, Boolean, Implies

from theory.logic.ends import domain
from theory.logic.families import Members, distinct, indices_of, of_members, require_fresh
from theory.logic.proof import Identity, Join, Premise, names
from theory.logic.rules import WrongForm, conjunction
from theory.logic.sums import k, total

_TIME = Symbol("t", nonnegative=True).assumptions0


def require_smooth(says: str, term: Expr, time: Symbol, members: Members) -> None:
    """Refuse a term that need not be smooth in a time, or depends on other members.

    Raises:
        WrongForm: If it is no polynomial in the time and in exponentials of such; if something is divided by;
            if it holds a sum, or the time has another domain or is a member's own; as `require_fresh`.

    Example:
        >>> from theory.logic.families import members
        >>> t, x = Symbol("t", nonnegative=True), Symbol("x", real=True)
        >>> require_smooth("", x * exp(-t), t, members(x))
    """
    require_fresh(says, Identity(says, term, term), members)
    if time.assumptions0 != _TIME or time in members or len(indices_of(members)) != 1 or term.has(k):
        raise WrongForm(f"{says}: {term} must be of one member, and {time} a time, the same for all")
    powers = term.atoms(exp)
    rest = term.xreplace({power: Dummy() for power in powers})
    smooth = all(part.is_polynomial(time) for part in (rest, *(power.exp for power in powers)))
    if not smooth or domain(term):
        raise WrongForm(f"{says}: {term} need not be smooth in {time}")


def require_timeless(says: str, *premises: Premise) -> None:
    """Refuse premises that have named something: it may be another one at another time.

    Raises:
        WrongForm: If one has.
    """
    if made := {name for premise in premises for name in names(premise)}:
        raise WrongForm(f"{says}: {min(map(str, made))} may be another one at another time")


@dataclass(frozen=True)
class MetOnce(Join):
    """A sum whose derivative is negative at all times, and whose terms tend to zero, meets each level once.

    Args:
        says: The conclusion in words.
        term: Of one member, in the time.
        time: From zero on.
        members: What the symbols of the one member are of member i.
        falls: That the sum of the terms' derivatives is negative, at all times.
        vanishes: That a term, of any member, tends to zero.
        level: What to call a level.
        stop: What to call the time at which it is met.

    Raises:
        WrongForm: As `require_smooth`; if a premise is of another form or another term, is given something of
            the time, or has named something, which may be another one at another time; if the names are of
            something already, or of another domain.

    Example:
        >>> from sympy import Ge
        >>> from theory.logic.families import members
        >>> from theory.logic.proof import Implication
        >>> from theory.logic.rules import Instance
        >>> from theory.logic.sums import Totals
        >>> t, stop = Symbol("t", nonnegative=True), Symbol("t_eps", nonnegative=True)
        >>> level, y, e = (Symbol(name, positive=True) for name in ("eps", "y", "e"))
        >>> each = Instance(Implication("", (), Le(-y * e, 0, evaluate=False)), {e: exp(-t)})
        >>> some = Instance(Implication("", (y >= 1,), Lt(-y * e, 0, evaluate=False)), {e: exp(-t)})
        >>> falls = Totals(each, members(y), some, some.given)
        >>> term = y * exp(-t)
        >>> vanishes = Identity("it vanishes", Limit(term, t, oo), 0 * t)
        >>> met = MetOnce("met", term, t, members(y), falls, vanishes, level, stop)
        >>> met.discharge()
    """

    says: str
    term: Expr
    time: Symbol
    members: Members
    falls: Premise
    vanishes: Premise
    level: Symbol
    stop: Symbol

    def __post_init__(self) -> None:
        """Refuse what need not fall to zero, and names that are taken."""
        require_smooth(self.says, self.term, self.time, self.members)
        speed = total(diff(self.term, self.time), self.members)
        wanted = {
            "falls": Lt(speed, 0, evaluate=False),
            "vanishes": Eq(Limit(self.term, self.time, oo), 0, evaluate=False),
        }
        for role, formula in wanted.items():
            if self.roles[role].shows != formula:
                raise WrongForm(f"{self.says}: {formula} is needed, not {self.roles[role].shows}")
        require_fresh(self.says, self.vanishes, self.members)
        known = (*self.falls.given, *self.vanishes.given)
        if any(self.time in formula.free_symbols for formula in known):
            raise WrongForm(f"{self.says}: something is given of {self.time}, which passes")
        require_timeless(self.says, self.falls, self.vanishes)
        taken = {symbol for formula in (self.term, *known) for symbol in formula.free_symbols}
        right = self.stop.assumptions0 == _TIME and self.level.is_positive
        if not right or {self.level, self.stop} & taken or self.stop in (self.time, self.level):
            raise WrongForm(f"{self.says}: {self.level} and {self.stop} must be names of a level and a time")

    @property
    def names(self) -> frozenset[Symbol]:
        """Return the time at which the level is met, and what the premises have made."""
        return super().names | {self.stop}

    @property
    def given(self) -> tuple[Boolean, ...]:
        """Return the hypotheses, those of a member of every member."""
        every = (of_members(formula, self.members) for formula in self.vanishes.given)
        return distinct([*self.falls.given, *every])

    @property
    def shows(self) -> Boolean:
        """Return that it falls, to zero, and when it is at a level, which is not above where it starts."""
        now, later = (self._at(time) for time in (self.time, Symbol(f"{self.time}'", nonnegative=True)))
        later_time = Symbol(f"{self.time}'", nonnegative=True)
        falls = Implies(self.time < later_time, Gt(now, later, evaluate=False), evaluate=False)
        reached = And(self.level > 0, Le(self.level, self._at(0 * self.time), evaluate=False), evaluate=False)
        once = Equivalent(Eq(now, self.level), Eq(self.time, self.stop), evaluate=False)
        vanishes = Eq(Limit(now, self.time, oo), 0, evaluate=False)
        return conjunction([falls, vanishes, Implies(reached, once, evaluate=False)])

    def _at(self, time: Expr) -> Expr:
        return total(self.term.subs(self.time, time), self.members)

    @property
    def roles(self) -> Mapping[str, Premise]:
        """Return that the sum falls, and that its terms vanish."""
        return {"falls": self.falls, "vanishes": self.vanishes}
