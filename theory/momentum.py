"""Heavy-ball momentum: what a step does to a coordinate, when it is stable, and how fast it decays.

Knows the losses and the gradient. beta_m is the momentum; a coordinate starts at rest, r(-1) = r(0).
"""

from sympy import Abs, Eq, Equivalent, Expr, Gt, Le, Matrix, Ne, S, Symbol, diff, eye, symbols

from theory import losses
from theory.logic.formulas import lemma, shown_by
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import argument, divisor, eta, p, p_1, p_2, r, w

beta_m = Symbol("beta_m", nonnegative=True)  # momentum, below 1
_before, _rest = symbols("r_before R", real=True)  # residual a step earlier; loss of the other coordinates
_below_one = (beta_m < 1,)


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
        >>> underdamped_ends(S.One, S.One, S.One)
        (1/2, 8/3)
    """
    part = divisor("1 - a^2/(4 beta_m)", 1 - argument(a) ** 2 / (4 * divisor("beta_m", beta_m)))
    return argument(decayed) / 2, 2 * argument(decayed) / part


def prove_recursion() -> Proof:
    """Prove that a heavy-ball step is the transition, and that T steps are its T-th power.

    Example:
        >>> prove_recursion().check()
        6
    """
    loss = losses.train_loss((w,), (r,)) + _rest
    step = r - eta * diff(loss, r) + beta_m * (r - _before)
    moved = transition(eta, w, beta_m) * Matrix([r, _before])
    after = [residual_after(eta, w, beta_m, steps) for steps in range(4)]
    return Proof(
        (
            Identity("one step", step, moved[0]),
            Identity("what was now is before", moved[1], r),
            Identity("no step", after[0], S.One),
            Identity("the first step, from rest", after[1], step.subs({r: 1, _before: 1})),
            *[
                Identity(f"step {t + 1}", after[t + 1], step.subs({r: after[t], _before: after[t - 1]}))
                for t in (1, 2)
            ],
        ),
        (Rule.INDUCTION, Rule.EACH_COORDINATE),
    )


def prove_momentum_stability() -> Proof:
    """Prove: both roots of z^2 - a z + beta_m are inside the unit circle iff eta < (1 + beta_m)/p.

    The two roots are real, z and y, or a conjugate pair, u + iv and u - iv.

    Example:
        >>> prove_momentum_stability().check()
        4
    """
    z, y, u, v = symbols("z y u v", real=True)
    a = trace(eta, p, beta_m)
    stable = eta < momentum_limit(p, beta_m)
    polynomial = (z * eye(2) - transition(eta, p, beta_m)).det()
    real = (*_below_one, Eq(z + y, a), Eq(z * y, beta_m))
    pair = (*_below_one, Eq(2 * u, a), Eq(u**2 + v**2, beta_m), Ne(v, 0))
    limit_1, limit_2 = (momentum_limit(weight, beta_m) for weight in (p_1, p_2))
    return Proof(
        (
            Identity("the characteristic polynomial", polynomial, z**2 - a * z + beta_m),
            Implication("real roots", real, Equivalent((Abs(z) < 1) & (Abs(y) < 1), stable)),
            Implication("a conjugate pair", pair, (u**2 + v**2 < 1) & stable),
            Implication("the heavier of two has the lower limit", (p_2 <= p_1,), limit_1 <= limit_2),
        ),
        (Rule.ROOTS, Rule.EACH_COORDINATE),
    )


def prove_casoratian() -> Proof:
    """Prove r(t)^2 - r(t-1) r(t+1) = 2 eta p beta_m^t r(0)^2 by induction on t.

    Example:
        >>> prove_casoratian().check()
        3
    """
    t = Symbol("t", integer=True, nonnegative=True)
    a = trace(eta, w, beta_m)
    after = a * r - beta_m * _before
    now, then = r**2 - _before * after, after**2 - r * (a * after - beta_m * r)
    first = r**2 - r * (transition(eta, w, beta_m) * Matrix([r, r]))[0]
    said = [casoratian(eta, w, beta_m, steps) for steps in (0, t, t + 1)]
    return Proof(
        (
            Identity("at the start", first, said[0] * r**2),
            Identity("one more step multiplies it by beta_m", then, beta_m * now),
            Identity("and so does the formula", said[2], beta_m * said[1]),
        ),
        (Rule.INDUCTION, Rule.EACH_COORDINATE),
    )


def prove_equal_rates() -> Proof:
    """Prove the ends of r(t)^2 + beta_m r(t-1)^2 where a^2 < 4 beta_m.

    The Casoratian D is then a definite form in (r(t), r(t-1)): r^2 - a r r' + beta_m r'^2.

    Example:
        >>> prove_equal_rates().check()
        6
    """
    a, decayed = symbols("a D", real=True)
    form = r**2 - a * r * _before + beta_m * _before**2
    size = r**2 + beta_m * _before**2
    underdamped = (a**2 < 4 * beta_m, Eq(decayed, form))
    least, most = underdamped_ends(a, beta_m, decayed)
    return Proof(
        (
            *lemma(prove_casoratian).obligations,
            Implication("the form is definite", (*underdamped, Ne(r, 0)), Gt(decayed, 0, evaluate=False)),
            Implication("from below", underdamped, Le(least, size, evaluate=False)),
            Implication("from above", underdamped, Le(size, most, evaluate=False)),
        ),
        (Rule.INDUCTION, Rule.DIRECT),
    )
