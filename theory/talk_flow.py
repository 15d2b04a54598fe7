"""The talk's example, counts 2:1: where the gradient flow stops, in closed form. Knows flow and losses.

Throughout a = beta*_1^2 and b = beta*_2^2, one of them perhaps zero, and s = exp(-4t/3) is the flow's clock.
"""

from sympy import Eq, Expr, Ge, Gt, Le, Lt, Max, Min, Rational, Symbol, log, sqrt, symbols

from theory import descent, level_sets, losses
from theory.flow import flow_factor
from theory.logic.derivation import Derivation
from theory.logic.formulas import shown_by
from theory.logic.insertion import Inserted
from theory.logic.proof import Identity, Implication, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction, together
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


(_L_train, _L_test), _root = symbols("L_train L_test", real=True), Symbol("w", nonnegative=True)
_heavy, _light = symbols("a b", positive=True)  # squares of a ground truth without a zero
_something = a + b > 0  # to learn


def _along_the_flow() -> tuple[Premise, Premise]:
    """Return what both losses are at the clock s, by name."""
    train, test = _losses_in_clock()
    return (
        Identity("the train loss in the clock", train, (2 * a * s**2 + b * s) / 3, reads=_L_train),
        Identity("the test loss in the clock", test, (a * s**2 + b * s) / 2, reads=_L_test),
    )


def prove_talk_stop() -> Proof:
    """Prove the closed form of the flow's stop for counts 2:1.

    Where the train loss is eps the clock is `talk_clock`; there it is eps, and there the clock is reached.
    The solvers see its root as a number of which they know the square.

    Example:
        >>> prove_talk_stop().conclusion.given
        (a + b > 0, epsilon <= 2*a/3 + b/3, Eq(L_train, epsilon))
    """
    square, clock = b**2 + 24 * a * eps, talk_clock(a, b, eps)
    train, test = _along_the_flow()
    given = (_something, Le(eps, (2 * a + b) / 3), Eq(_root**2, square))
    named, stops = clock.subs(sqrt(square), _root), Eq(_L_train, eps)
    at_the_stop = (*given, stops)
    links = (
        train,
        test,
        Implication("the clock there", (*at_the_stop, train.shows), Eq(s, named)),
        Implication("it is positive", (_something, given[2]), Gt(named, 0, evaluate=False)),
        Implication("it is reached", given, Le(named, 1, evaluate=False)),
        Identity("it is a root", train.shows.rhs.subs(s, clock), eps),
        Implication(
            "the test loss there",
            (*given[::2], test.shows, Eq(s, named)),
            Eq(_L_test, talk_test_loss(a, b, eps).subs(sqrt(square), _root)),
        ),
    )
    shown = conjunction(link.shows for link in links[2:])
    stop = Chain("where the flow stops", at_the_stop, shown, links)
    return Proof((Inserted(stop, {_root: sqrt(square)}),))


def prove_talk_expansion() -> Proof:
    """Prove max(0, 1 - 15 u) 54 a^2 eps^3/b^4 <= L_test - (3/2 eps - 9a/(2b^2) eps^2) <= 54 a^2 eps^3/b^4.

    At the flow's stop for 2:1, with u = a eps/b^2; a may be zero, and then the error is. So the error is
    O(eps^3), and no smaller constant would do.

    Example:
        >>> prove_talk_expansion().conclusion.given
        (Eq(L_train, epsilon),)
    """
    light = {b: _light}
    train, test = (Inserted(loss, light) for loss in _along_the_flow())
    error = _L_test - talk_expansion(a, _light, eps)
    bound, slack = talk_expansion_error(a, _light, eps), talk_expansion_slack(a, _light, eps)
    there = (Eq(_L_train, eps), train.shows, test.shows)
    u, v, k = symbols("u v k", real=True)
    both = Implication("the larger of both", (v >= 0, v >= (1 - k) * u, u >= 0), Max(0, 1 - k) * u <= v)
    links = (
        train,
        test,
        Implication("from above", there, Le(error, bound, evaluate=False)),
        Implication("from below", there, Ge(error, 0, evaluate=False)),
        Implication("close to it", there, Ge(error, (1 - slack) * bound, evaluate=False)),
        Implication("which is not negative", (), Ge(bound, 0, evaluate=False)),
        Instance(both, {u: bound, v: error, k: slack}),
    )
    return Proof((Chain("the expansion", there[:1], links[2].shows & links[-1].shows, links),))


def prove_talk_twice() -> Proof:
    """Prove 2 - v <= L_test/(3/4 eps) < min(2, 2 - v + 2 v^2) at the flow's stop for 2:1; so the limit is 2.

    Here v = 6 a eps/b^2, and neither a nor b is zero. For every delta > 0 the ratio is above 2 - delta as
    soon as eps < delta b^2/(6 a).

    Example:
        >>> prove_talk_twice().conclusion.given
        (Eq(L_train, epsilon),)
    """
    numbers = {a: _heavy, b: _light}
    train, test = (Inserted(loss, numbers) for loss in _along_the_flow())
    ratio = _L_test / (level_sets.band((Rational(3, 4), Rational(3, 2)))[0] * eps)
    deficit, delta = talk_ratio_deficit(_heavy, _light, eps), Symbol("delta", positive=True)
    there = (Eq(_L_train, eps), train.shows, test.shows)
    u, v = symbols("u v", real=True)
    both = Implication("less than both", (u < 2, u < v), u < Min(2, v))
    least = Le(2 - deficit, ratio, evaluate=False)
    close = Implication("close to two", (least, eps < delta / (deficit / eps)), Gt(ratio, 2 - delta))
    links = (
        train,
        test,
        Implication("as close as that", there, least),
        Implication("below two", there, Lt(ratio, 2, evaluate=False)),
        Implication(
            "but not closer", there, Lt(ratio, 2 - deficit + talk_ratio_excess(deficit), evaluate=False)
        ),
        Instance(both, {u: ratio, v: 2 - deficit + talk_ratio_excess(deficit)}),
        Deduction(close, keep=1),
    )
    shown = conjunction((least, links[-2].shows, links[-1].shows))
    return Proof((Chain("below two, and near it", there[:1], shown, links),))


def prove_talk_figure() -> Proof:
    """Prove the two test losses of the talk's figure: beta* = (1,1), eps = 1/100, one step at 3/2.

    The step leaves the train loss 2/3, above eps, and nothing on the light coordinate.

    Example:
        >>> prove_talk_figure().check()
        3
    """
    level, rate, weights = Rational(1, 100), Rational(3, 2), losses.train_weights((2, 1))
    kept = tuple(descent.contraction_factor(rate, weight) for weight in weights)
    alone = talk_test_loss(Rational(1), Rational(1), level)
    stopped = level_sets.test_loss_by_light(Rational(3, 4), Rational(3, 2), weights[1], kept[1], level)
    annealed, flow = Symbol("L_test(annealed)"), Symbol("L_test(flow)")
    figures = (
        Implication(
            "the step does not stop", (), Gt(losses.train_loss(weights, kept), level, evaluate=False)
        ),
        Identity("annealing stops at the bottom", stopped, Rational(3, 400), reads=annealed),
        Identity("the flow stops higher", alone, Rational(3, 200) - (sqrt(31) - 5) ** 2 / 800, reads=flow),
    )
    return Proof((together("the talk's figure", *figures),))
