"""Heavy-ball momentum: what a step does to a coordinate, when it is stable, and how fast it decays.

Knows the losses and the gradient. beta_m is the momentum; a coordinate starts at rest, r(-1) = r(0).
"""

from sympy import Eq, Equivalent, Expr, Function, ImmutableMatrix, Le, Matrix, Symbol, diff, symbols

from theory import losses
from theory.logic.families import members
from theory.logic.formulas import lemma, shown_by
from theory.logic.iteration import MatrixSteps, Quantity
from theory.logic.largest import OfLargest
from theory.logic.proof import Identity, Implication, Proof
from theory.logic.recursions import ClosedForms
from theory.logic.rules import Chain, Instance, together
from theory.logic.spectra import OfRoots
from theory.symbols import T, argument, divisor, eta, p, r, r_0, w

beta_m = Symbol("beta_m", nonnegative=True)  # momentum, below 1
_before, _rest = symbols("r_before R", real=True)  # residual a step earlier; loss of the other coordinates
_t = Symbol("t", integer=True, nonnegative=True)  # how many steps were made


def trace(eta: Expr, p: Expr, beta_m: Expr) -> Expr:
    """Return a = 1 + beta_m - 2 eta p, the trace of the transition: r(t+1) = a r(t) - beta_m r(t-1).

    Source: derived here (`prove_recursion`) from the train loss and the heavy ball's step.

    Example:
        >>> trace(eta, p, beta_m)
        beta_m - 2*eta*p + 1
    """
    return 1 + beta_m - 2 * eta * p


@shown_by("momentum.prove_recursion")
def transition(eta: Expr, p: Expr, beta_m: Expr) -> Matrix:
    """Return the 2x2 matrix that maps (r(t), r(t-1)) to (r(t+1), r(t)).

    Source: derived here (`prove_recursion`).

    Example:
        >>> transition(eta, p, beta_m)
        Matrix([
        [beta_m - 2*eta*p + 1, -beta_m],
        [                   1,       0]])
    """
    return Matrix([[trace(eta, p, beta_m), -beta_m], [1, 0]])


@shown_by("momentum.prove_recursion")
def residual_after(eta: Expr, p: Expr, beta_m: Expr, steps: int) -> Expr:
    """Return r(T)/r(0), the first component of transition^T (1, 1).

    Args:
        eta: Learning rate.
        p: Train weight.
        beta_m: Momentum.
        steps: T >= 0, a number.

    Source: derived here (`prove_recursion`).

    Example:
        >>> residual_after(eta, p, beta_m, 1).expand()
        -2*eta*p + 1
    """
    return (transition(eta, p, beta_m) ** steps * Matrix([1, 1]))[0]


@shown_by("momentum.prove_momentum_stability")
def momentum_limit(p_max: Expr, beta_m: Expr) -> Expr:
    """Return (1 + beta_m)/max p: below this learning rate, and only there, heavy-ball steps contract.

    Raises:
        ValueError: If max p = 0.

    Source: derived here (`prove_momentum_stability`).

    Example:
        >>> momentum_limit(p, beta_m)
        (beta_m + 1)/p
    """
    return (1 + argument(beta_m)) / divisor("max p", p_max)


@shown_by("momentum.prove_casoratian")
def casoratian(eta: Expr, p: Expr, beta_m: Expr, t: Expr | int) -> Expr:
    """Return (r(t)^2 - r(t-1) r(t+1))/r(0)^2 = 2 eta p beta_m^t, at every learning rate.

    Source: derived here (`prove_casoratian`).

    Example:
        >>> casoratian(eta, p, beta_m, 3)
        2*beta_m**3*eta*p
    """
    return 2 * eta * p * beta_m**t


@shown_by("momentum.prove_equal_rates")
def underdamped_ends(a: Expr, beta_m: Expr, decayed: Expr) -> tuple[Expr, Expr]:
    """Return D/2 and 2 D/(1 - a^2/(4 beta_m)), between which r(t)^2 + beta_m r(t-1)^2 lies if underdamped.

    With D = 2 eta p beta_m^t r(0)^2 both fall like beta_m^t, whatever eta and p.

    Args:
        a: The trace, a^2 < 4 beta_m.
        beta_m: Momentum, positive.
        decayed: D, the `casoratian` times r(0)^2.

    Raises:
        ValueError: If beta_m = 0, or if a^2 = 4 beta_m, at critical damping.

    Source: derived here (`prove_equal_rates`).

    Example:
        >>> underdamped_ends(argument(1), argument(1), argument(1))
        (1/2, 8/3)
    """
    part = divisor("1 - a^2/(4 beta_m)", 1 - argument(a) ** 2 / (4 * divisor("beta_m", beta_m)))
    return argument(decayed) / 2, 2 * argument(decayed) / part


def prove_recursion() -> Proof:
    """Prove that a heavy-ball step is the transition, so that T steps from rest are its T-th power.

    Example:
        >>> prove_recursion().check()
        5
    """
    state, matrix = (r, _before), ImmutableMatrix(transition(eta, w, beta_m))
    path = MatrixSteps(
        "steps from rest", "(r(T), r(T-1))", T, dict.fromkeys(state, r_0), _heavy_ball_step(), matrix
    )
    after = [residual_after(eta, w, beta_m, steps) for steps in range(4)]
    moved = [_heavy_ball_step()[r].subs({r: after[t], _before: after[max(t - 1, 0)]}) for t in range(3)]
    first = [
        Identity(f"its first component, T = {t + 1}", after[t + 1], moved[t], reads=_component(t + 1))
        for t in range(3)
    ]
    return Proof((together("the path", path, *first),))


def _component(steps: int) -> Expr:
    return Function("residual_after")(steps)


def _heavy_ball_step() -> dict[Symbol, Expr]:
    """Return one step on the train loss: r(t+1) and r(t), from r(t) and r(t-1)."""
    loss = losses.train_loss((w,), (r,)) + _rest
    return {r: r - eta * diff(loss, r) + beta_m * (r - _before), _before: r}


def prove_momentum_stability() -> Proof:
    """Prove: all spectral radii are below 1 iff eta < (1 + beta_m)/p at p = max p.

    Example:
        >>> prove_momentum_stability().check()
        4
    """
    radius, largest = Symbol("R", nonnegative=True), Symbol("p_max", positive=True)
    stable = eta < momentum_limit(p, beta_m)
    one = OfRoots(
        "stability", transition(eta, p, beta_m), radius, Equivalent(radius < 1, stable), (beta_m < 1,)
    )
    return Proof((OfLargest(one, stable, members(p), p, largest),))


def prove_casoratian() -> Proof:
    """Prove r(t)^2 - r(t-1) r(t+1) = 2 eta p beta_m^t r(0)^2: every step multiplies it by beta_m.

    Example:
        >>> prove_casoratian().check()
        4
    """
    decayed, state = Symbol("D", real=True), (r, _before)
    start, _, said = (casoratian(eta, w, beta_m, steps) * r_0**2 for steps in (0, 1, _t))
    after = transition(eta, w, beta_m) * Matrix(state)
    return Proof(
        (
            Quantity(
                "the Casoratian",
                _form(after[0]),
                dict.fromkeys(state, r_0),
                dict(zip(state, after, strict=True)),
                ClosedForms("it decays", _t, {decayed: start}, {decayed: beta_m * decayed}, {decayed: said}),
            ),
        )
    )


def _form(after: Expr) -> Expr:
    return r**2 - _before * after


def prove_equal_rates() -> Proof:
    """Prove the ends of r(t)^2 + beta_m r(t-1)^2 where a^2 < 4 beta_m.

    The Casoratian D is then a definite form in (r(t), r(t-1)): r^2 - a r r' + beta_m r'^2.

    Example:
        >>> prove_equal_rates().check()
        5
    """
    a, decayed = symbols("a D", real=True)
    size = r**2 + beta_m * _before**2
    form = Eq(_form(a * r - beta_m * _before), decayed, evaluate=False)
    least, most = underdamped_ends(a, beta_m, decayed)
    between = Le(least, size, evaluate=False) & Le(size, most, evaluate=False)
    bounds = Implication("between its ends", (a**2 < 4 * beta_m, form), between)
    now, before = (Function(str(part), real=True)(_t) for part in (r, _before))
    path = {r: now, _before: before, decayed: casoratian(eta, w, beta_m, _t) * r_0**2}
    at = Instance(bounds, {**path, a: trace(eta, w, beta_m)})
    underdamped = at.given[:1]
    (known,) = lemma(prove_casoratian).obligations
    return Proof((Chain("equal rates", underdamped, at.shows, (known, at)),))
