"""The talk's example, counts 2:1: where the gradient flow stops, in closed form. Knows flow and losses.

Throughout a = beta*_1^2 and b = beta*_2^2, one of them perhaps zero, and s = exp(-4t/3) is the flow's clock.
"""

from sympy import Eq, Expr, Ge, Gt, Le, Lt, Rational, Symbol, limit, log, sqrt

from theory import descent, level_sets, losses
from theory.flow import flow_factor
from theory.logic.derivation import Derivation
from theory.logic.formulas import lemma, shown_by
from theory.logic.normal_form import normal_form
from theory.logic.proof import Identity, Implication, Proof, Rule
from theory.symbols import a, b, divisor, eps, s


@shown_by("talk_flow.prove_talk_stop")
def talk_clock(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return s = exp(-4t/3) at the flow's stop for counts 2:1, s = 6 eps/(b + sqrt(b^2 + 24 a eps)).

    For a > 0 it is (sqrt(b^2 + 24 a eps) - b)/(4a); written so it holds for a = 0 too.

    Args:
        a: beta*_1^2 >= 0, the heavy coordinate.
        b: beta*_2^2 >= 0, the light coordinate; not both zero.
        eps: Train loss at which training stops, at most (2a + b)/3.

    Raises:
        ValueError: If a = b = 0: then there is nothing to learn.

    Source: derived here (`derive_talk_stop`).

    Example:
        >>> talk_clock(1, 1, 1)
        1
    """
    return 6 * eps / divisor("b + sqrt(b^2 + 24 a epsilon)", b + sqrt(b**2 + 24 * a * eps))


@shown_by("talk_flow.prove_talk_stop")
def talk_test_loss(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return L_test = 3/2 eps - a s^2/2 where the flow stops, for counts 2:1 and s = `talk_clock`.

    Source: derived here (`derive_talk_stop`).

    Example:
        >>> talk_test_loss(1, 1, 1)
        1
    """
    return Rational(3, 2) * eps - a * talk_clock(a, b, eps) ** 2 / 2


@shown_by("talk_flow.prove_talk_expansion")
def talk_expansion(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return 3/2 eps - 9a/(2 b^2) eps^2, the expansion of `talk_test_loss` up to O(eps^3).

    Source: derived here (`derive_talk_stop`).

    Example:
        >>> talk_expansion(1, 1, Rational(1, 9))
        1/9
    """
    return Rational(3, 2) * eps - Rational(9, 2) * a / b**2 * eps**2


@shown_by("talk_flow.prove_talk_expansion")
def talk_expansion_error(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return 54 a^2 eps^3/b^4, the next term of `talk_expansion`; its error is never more, nor negative.

    `talk_expansion_slack` says how little less it can be, so that no smaller constant would do.

    Source: derived here (`prove_talk_expansion`).

    Example:
        >>> talk_expansion_error(1, 1, Rational(1, 9))
        2/27
    """
    return Rational(54) * a**2 * eps**3 / b**4


@shown_by("talk_flow.prove_talk_expansion")
def talk_expansion_slack(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return 15 a eps/b^2: the error of `talk_expansion` is at least (1 - this) `talk_expansion_error`.

    Source: derived here (`prove_talk_expansion`).

    Example:
        >>> talk_expansion_slack(1, 1, Rational(1, 100))
        3/20
    """
    return Rational(15) * a * eps / b**2


@shown_by("talk_flow.prove_talk_twice")
def talk_ratio_deficit(a: Expr, b: Expr, eps: Expr) -> Expr:
    """Return 6 a eps/b^2: the flow's test loss over the best, 3/4 eps, lies between 2 - this and 2.

    `talk_ratio_excess` says how little more it can be, so that no smaller constant would do.

    Source: derived here (`prove_talk_twice`).

    Example:
        >>> talk_ratio_deficit(1, 1, Rational(1, 100))
        3/50
    """
    return Rational(6) * a * eps / b**2


@shown_by("talk_flow.prove_talk_twice")
def talk_ratio_excess(deficit: Expr) -> Expr:
    """Return 2 v^2: the flow's test loss over the best is below 2 - v + this, v = `talk_ratio_deficit`.

    Source: derived here (`prove_talk_twice`).

    Example:
        >>> talk_ratio_excess(Rational(3, 50))
        9/1250
    """
    return 2 * deficit**2


def _losses_in_clock() -> tuple[Expr, Expr]:
    """Return train and test loss along the flow in the clock s, for counts 2:1."""
    p, q = losses.train_weights((2, 1)), losses.train_weights((1, 1))
    clock = Rational(-3, 4) * log(s)  # the time at which exp(-4t/3) = s
    residuals = (sqrt(a) * flow_factor(p[0], clock), sqrt(b) * flow_factor(p[1], clock))
    return losses.train_loss(p, residuals), losses.test_loss(q, residuals)


def derive_talk_stop() -> Derivation:
    """Derive where the flow stops for counts 2:1, and its expansion in eps.

    Example:
        >>> len(derive_talk_stop().lines)
        9
    """
    train, test, stop = Symbol("L_train"), Symbol("L_test"), Symbol("s_epsilon", nonnegative=True)
    usual = (sqrt(b**2 + 24 * a * eps) - b) / (4 * a)
    along = _losses_in_clock()
    return (
        Derivation("the flow's stop for counts 2:1")
        .define(train, along[0], "the train loss in the clock s = exp(-4t/3)")
        .define(test, along[1], "the test loss")
        .equal(train, (2 * a * s**2 + b * s) / 3, "over a common denominator")
        .equal(test, Rational(3, 2) * train - a * s**2 / 2, "eliminate b s")
        .define(stop, talk_clock(a, b, eps), "the positive root of L_train = eps")
        .equal(stop, usual, "which is this, if a is not zero")
        .equal((2 * a * stop**2 + b * stop) / 3, eps, "it is one")
        .equal((a * stop**2 + b * stop) / 2, talk_test_loss(a, b, eps), "the test loss there")
        .expands(talk_test_loss(a, b, eps), talk_expansion(a, b, eps), eps, 3, "expand the root")
    )


# On the stop of 2:1 the clock satisfies 2 a s^2 + b s = 3 eps; the solvers see the clock only through this.
_level = 2 * a * s**2 + b * s
_something = a + b > 0  # to learn


def prove_talk_stop() -> Proof:
    """Prove the closed form of the flow's stop for counts 2:1.

    Example:
        >>> prove_talk_stop().check()
        7
    """
    stop, other, root = talk_clock(a, b, eps), Symbol("v", positive=True), Symbol("w", nonnegative=True)
    later, square = _level.subs(s, other), b**2 + 24 * a * eps
    train, test = _losses_in_clock()
    positive = Gt(stop.subs(sqrt(square), root), 0, evaluate=False)
    return Proof(
        (
            Identity("the train loss in the clock", train, _level / 3),
            Identity("the test loss in the clock", test, (a * s**2 + b * s) / 2),
            Identity("the clock is a root", _level.subs(s, stop), 3 * eps),
            Implication("it is positive", (_something, Eq(root**2, square)), positive),
            Implication("there is no other positive root", (_something, s < other), _level < later),
            Implication("it is reached, s <= 1", (_something, _level <= 2 * a + b), s <= 1),
            Identity("the test loss there", (a * stop**2 + b * stop) / 2, talk_test_loss(a, b, eps)),
        ),
        (Rule.DIRECT,),
    )


def _at_the_stop(expression: Expr) -> Expr:
    """Return an expression with eps replaced by the train loss at the clock s."""
    return normal_form(expression.subs(eps, _level / 3))


def prove_talk_expansion() -> Proof:
    """Prove max(0, 1 - 15 u) 54 a^2 eps^3/b^4 <= L_test - (3/2 eps - 9a/(2b^2) eps^2) <= 54 a^2 eps^3/b^4.

    At the flow's stop for 2:1, with u = a eps/b^2; a may be zero, and then the error is.

    Example:
        >>> prove_talk_expansion().check()
        5
    """
    error = normal_form(_losses_in_clock()[1]) - _at_the_stop(talk_expansion(a, b, eps))
    bound, slack = (_at_the_stop(f(a, b, eps)) for f in (talk_expansion_error, talk_expansion_slack))
    light = (b > 0,)
    return Proof(
        (
            *lemma(prove_talk_stop).obligations[:2],
            Implication("from below", light, Ge(error, 0, evaluate=False)),
            Implication("from above", light, Le(error, bound, evaluate=False)),
            Implication("close to it", light, Ge(error, bound * (1 - slack), evaluate=False)),
        ),
        (Rule.SQUEEZE,),
    )


def prove_talk_twice() -> Proof:
    """Prove 2 - v <= L_test/(3/4 eps) < min(2, 2 - v + 2 v^2) at the flow's stop for 2:1; so the limit is 2.

    Here v = 6 a eps/b^2, and neither a nor b is zero.

    Example:
        >>> prove_talk_twice().check()
        6
    """
    best = level_sets.band((Rational(3, 4), Rational(3, 2)))[0] * eps
    ratio = normal_form(_losses_in_clock()[1] / _at_the_stop(best))
    deficit = _at_the_stop(talk_ratio_deficit(a, b, eps))
    excess, both = talk_ratio_excess(deficit), (a > 0, b > 0)
    return Proof(
        (
            *lemma(prove_talk_stop).obligations[:2],
            Implication("below two", both, Lt(ratio, 2, evaluate=False)),
            Implication("close to two", both, Gt(ratio, 2 - deficit, evaluate=False)),
            Implication("but not closer", both, Lt(ratio, 2 - deficit + excess, evaluate=False)),
            Identity("the deficit vanishes", limit(talk_ratio_deficit(a, b, eps), eps, 0), Rational(0)),
        ),
        (Rule.SQUEEZE,),
    )


def prove_talk_figure() -> Proof:
    """Prove the two test losses of the talk's figure: beta* = (1,1), eps = 1/100, one step at 3/2.

    Example:
        >>> prove_talk_figure().check()
        3
    """
    level, rate, heavy, light = Rational(1, 100), Rational(3, 2), Rational(2, 3), Rational(1, 3)
    bottom = level_sets.band((Rational(3, 4), Rational(3, 2)))[0] * level
    alone = talk_test_loss(Rational(1), Rational(1), level)
    stopped = level_sets.test_loss_by_light(
        Rational(3, 4), Rational(3, 2), light, descent.contraction_factor(rate, light), level
    )
    return Proof(
        (
            Identity("the heavy residual is mirrored", descent.contraction_factor(rate, heavy), Rational(-1)),
            Identity("annealing stops at the bottom", stopped, bottom),
            Identity("the flow stops higher", alone, Rational(3, 200) - (sqrt(31) - 5) ** 2 / 800),
        ),
        (Rule.DIRECT,),
    )
