"""Two points of one level set: who wins, from the effective times. Knows annealing and level sets.

Annealing takes its large steps, then follows the flow to the level eps; the other run follows the flow all
the way. On the level set, x_i is the flow's share of the train loss on coordinate i, m_i the annealed square
of residual i over the flow's, and d_i = tau_i + (time in the second flow) - (time of the flow alone), so that
m_i = exp(-4 p_i d_i).
"""

from collections.abc import Sequence
from itertools import combinations, product

from sympy import (
    Abs,
    Add,
    And,
    Eq,
    Equivalent,
    Expr,
    Function,
    Ge,
    Integer,
    Le,
    Mul,
    Or,
    Symbol,
    expand_log,
    log,
    sign,
    sqrt,
    symbols,
)
from sympy.logic.boolalg import Boolean

from theory import descent, flow, level_sets, losses
from theory.effective_time import effective_time, order_of_times, score
from theory.logic.families import ForEvery, members
from theory.logic.formulas import lemma
from theory.logic.proof import Identity, Implication, Obligation, Premise, Proof
from theory.logic.rules import Chain, Deduction, Instance, conjunction, together
from theory.logic.single_crossing import Exponential
from theory.logic.sums import TermInTotal, total
from theory.losses import train_weights
from theory.symbols import T, eta, n_1, n_2, p, p_1, p_2, q_1, q_2, t, unended, w_2

_x_1, _x_2 = (Symbol(f"x_{i}", positive=True) for i in (1, 2))
_m_1, _m_2 = (Symbol(f"m_{i}", nonnegative=True) for i in (1, 2))
_d_1, _d_2 = (Symbol(f"d_{i}", real=True) for i in (1, 2))
_k_1, _k_2 = (Symbol(f"kappa_{i}", nonnegative=True) for i in (1, 2))
_phases = ((eta, T), (Symbol("eta_2", positive=True), Symbol("T_2", integer=True, nonnegative=True)))
_on_level = Eq(_x_1 * _m_1 + _x_2 * _m_2, _x_1 + _x_2)


def outcome(kappa: Sequence[Expr], ranks: Sequence[int]) -> int | None:
    """Return the sign of L_test(flow) - L_test(annealed) that the pairs of coordinates decide.

    A pair is concordant if the more distorted coordinate has the larger effective time, discordant if it has
    the smaller one, and neither if the two agree in distortion or in time. Pairs of one kind decide; without
    any it is a tie; None if there are both, as there may be with more than two coordinates.

    Args:
        kappa: Distortions of the coordinates with beta*_i nonzero.
        ranks: Ranks of their effective times, as `effective_time.ranks_of_times` gives them.

    Source: derived here (`prove_criterion`, `pairs.prove_ordered_times`, `pairs.prove_no_ordered_pair`).

    Example:
        >>> from sympy import Rational
        >>> outcome((Rational(3, 4), Rational(3, 2)), (0, 1)), outcome((1, 2, 3), (0, 2, 1))
        (1, None)
    """
    pairs = combinations(zip(kappa, ranks, strict=True), 2)
    signs = {
        int(sign((kappa_j - kappa_i) * (rank_j - rank_i))) for (kappa_i, rank_i), (kappa_j, rank_j) in pairs
    }
    signs -= {0}
    return None if len(signs) > 1 else next(iter(signs), 0)


def _exponential(m: Expr, d: Expr) -> tuple[Equivalent, Equivalent]:
    """Return what is used of m = exp(-4 p d)."""
    return Equivalent(m < 1, d > 0), Equivalent(Eq(m, 1), Eq(d, 0))


def _test_losses() -> tuple[Expr, Expr]:
    """Return the test losses of the annealed run and of the flow."""
    kappa = (_k_1, _k_2)
    return level_sets.test_per_train(kappa, (_x_1 * _m_1, _x_2 * _m_2)), level_sets.test_per_train(
        kappa, (_x_1, _x_2)
    )


def prove_ratio_of_squares(m: Symbol, d: Symbol) -> Chain:
    """Prove m_i = exp(-4 p_i d_i), for two phases of any lengths, or 0 if a step ended the coordinate.

    That d_i may be infinite then. So the number d is not d_i but d_i/(1 + |d_i|), or 1 if that is infinite:
    it has the sign of d_i, and is ordered as that (`prove_order_is_kept`).

    Args:
        m: What to call the ratio.
        d: What to call the number.

    Example:
        >>> prove_ratio_of_squares(_m_1, _d_1).discharge()
    """
    s, kept = Symbol("s", nonnegative=True), symbols("rho rho'", positive=True)  # |rho_i| in the two phases
    absolute = [Abs(descent.contraction_factor(rate, p)) for rate, _ in _phases]
    tau = effective_time(_phases, p).subs(dict(zip(absolute, kept, strict=True)))
    kept_of_all = Mul(*[factor**steps for factor, (_, steps) in zip(kept, _phases, strict=True)])
    squares = (kept_of_all * flow.flow_factor(p, t)) ** 2 / flow.flow_factor(p, s) ** 2
    return prove_kept_or_ended(Exponential(*unended(m, d), 4 * p, squares, tau + t - s), m, d)


def prove_kept_or_ended(contracts: Premise, m: Symbol, d: Symbol) -> Chain:
    """Prove that m and d compare with one and zero as they do where no step has ended the coordinate.

    Args:
        contracts: How that compares, named as `unended` has it.
        m: What to call the ratio.
        d: What to call the number.

    Example:
        >>> flows = Exponential(*unended(_m_1, _d_1), 2 * p, flow.flow_factor(p, t), t)
        >>> prove_kept_or_ended(flows, _m_1, _d_1).discharge()
    """
    ratio, time = unended(m, d)
    either = Or(And(Eq(m, ratio), _bounded(d, time)), And(Eq(m, 0), Eq(d, 1)))
    facts = And.make_args(contracts.shows)
    shown = Implication("ended or not", (*facts, either), And(*_exponential(m, d)))
    given = (*contracts.given, either)
    return Chain("how much is kept, and how long it takes", given, shown.shows, (contracts, shown))


def _bounded(d: Symbol, time: Symbol) -> Boolean:
    return Eq(d, time / (1 + Abs(time)))


def prove_order_is_kept() -> Premise:
    """Prove that d/(1 + |d|) orders as d does, and stays below 1, which is for an infinite d.

    Example:
        >>> prove_order_is_kept().discharge()
    """
    (_, first), (_, last) = unended(_m_1, _d_1), unended(_m_2, _d_2)
    given = (_bounded(_d_1, first), _bounded(_d_2, last))
    shown = Equivalent(first < last, _d_1 < _d_2) & (_d_1 < 1)
    return Deduction(Implication("the order of the times", given, shown))


def _order_of_times() -> tuple[Obligation, ...]:
    """Return the obligations that scores and integer powers order the effective times as they are.

    log(kept_j^(n_i)/kept_i^(n_j)) = 2 n_i n_j/n (tau_i - tau_j); the logarithm increases.
    """
    first, last = train_weights((n_1, n_2))
    times = [effective_time(_phases, weight) for weight in (first, last)]
    logs = (-2 * first * times[0], -2 * last * times[1])  # of what the phases keep
    kept = symbols("kept_1 kept_2", positive=True)
    powers = order_of_times(kept[0], kept[1], n_1, n_2)
    left, right = powers.subs(kept[0], 0), -powers.subs(kept[1], 0)
    in_logs = expand_log(log(left / right)).subs(dict(zip(map(log, kept), logs, strict=True)))
    parts = [2 * p_1 * p_2 * (effective_time([step], p_2) - effective_time([step], p_1)) for step in _phases]
    scores = [steps * score(rate, p_1, p_2) for rate, steps in _phases]
    return (
        Identity("what is compared is a difference", powers, left - right),
        Identity("integer powers", in_logs, 2 * n_1 * n_2 / (n_1 + n_2) * (times[0] - times[1])),
        *[Identity("score", mine, part) for mine, part in zip(scores, parts, strict=True)],
        Identity(
            "the times of phases add up",
            effective_time(_phases, p),
            Add(*[effective_time([step], p) for step in _phases]),
        ),
    )


def _decision() -> tuple[Identity, ...]:
    """Return the obligations that `outcome` is the sign of the criterion, for every order of its numbers."""
    orders = list(product((1, 2), (1, 2)))  # (1, 2) rises, (2, 1) falls, (1, 1) and (2, 2) are equal
    return tuple(
        Identity(
            f"decision at {kappa}, {ranks}",
            Integer(outcome(tuple(map(Integer, kappa)), ranks)),
            sign(Integer((kappa[1] - kappa[0]) * (ranks[1] - ranks[0]))),
            reads=Function("outcome")(*kappa, *ranks),
        )
        for kappa in orders
        for ranks in orders
    )


def _facts() -> tuple[Boolean, ...]:
    return (*_exponential(_m_1, _d_1), *_exponential(_m_2, _d_2))


def _later_keeps_less() -> Chain:
    """Return that the advantage has the sign of (kappa_2 - kappa_1)(d_2 - d_1).

    It is minus (kappa_2 - kappa_1) times what coordinate 2 gains; that gains exactly if d_2 < d_1.
    """
    annealed, alone = _test_losses()
    order, gain, later = _k_2 - _k_1, _x_2 * (_m_2 - 1), _d_2 - _d_1
    u, v, w = symbols("u v w", real=True)
    opposite = And.make_args(_same_sign(-v, w))
    turned = Implication("times the order", opposite, _same_sign(-u * v, u * w))
    moved = Implication("which is the advantage", (Eq(u, v), *opposite), _same_sign(-u, w))
    given, shown = (_on_level, *_facts()), _same_sign(alone - annealed, order * later)
    links = (
        Implication("the later one keeps less", given, _same_sign(-gain, later)),
        Instance(turned, {u: order, v: gain, w: later}),
        Implication("on the level set", (_on_level,), Eq(annealed - alone, order * gain)),
        Instance(moved, {u: annealed - alone, v: order * gain, w: order * later}),
    )
    return Chain("the advantage has the sign of the orders", given, shown, links)


def prove_order_decides() -> Proof:
    """Prove: on a level set of two coordinates the advantage has the sign of (kappa_2 - kappa_1)(d_2 - d_1).

    All that is used of m_i: m_i < 1 exactly when d_i > 0, and m_i = 1 exactly when d_i = 0; or one m_i is 0.

    Example:
        >>> prove_order_decides().check()
        6
    """
    annealed, alone = _test_losses()
    order, ended = _k_2 - _k_1, ((_on_level, Eq(_m_2, 0)), (_on_level, Eq(_m_1, 0)))
    ends = (
        Implication("a step ends coordinate 2", ended[0], _same_sign(alone - annealed, order)),
        Implication("a step ends coordinate 1", ended[1], _same_sign(annealed - alone, order)),
    )
    both = together("the orders decide", _later_keeps_less(), *[Deduction(end, keep=1) for end in ends])
    return Proof((both,))


def prove_criterion() -> Proof:
    """Prove: on two coordinates the advantage has the sign of (kappa_2 - kappa_1)(tau_2 - tau_1).

    Where a step ended a coordinate, tau is infinite and m is zero: the numbers that order as the times do
    take that in, and what decides then is shown besides.

    Example:
        >>> prove_criterion().check()
        31
    """
    (decides,) = lemma(prove_order_decides).obligations
    ratios = [prove_ratio_of_squares(m, d) for m, d in ((_m_1, _d_1), (_m_2, _d_2))]
    others: tuple[Premise, ...] = (prove_order_is_kept(), *_order_of_times(), *_decision())
    shown = conjunction(part for link in (decides, *others) for part in And.make_args(link.shows))
    given = (_on_level, *(formula for ratio in ratios for formula in ratio.given))
    return Proof((Chain("the criterion", given, shown, (*ratios, decides, *others)),))


def _same_sign(left: Expr, right: Expr) -> Boolean:
    return Equivalent(left > 0, right > 0) & Equivalent(Eq(left, 0), Eq(right, 0))


def prove_heavy_keeps_more() -> Proof:
    """Prove: annealing wins exactly when the heavy coordinate keeps the larger share of eps.

    The light coordinate may never have been drawn: then both runs leave it where it was.

    Example:
        >>> len(prove_heavy_keeps_more().conclusion.given)
        3
    """
    R, S = symbols("R_1 R_2", nonnegative=True), symbols("S_1 S_2", nonnegative=True)  # annealed, the flow's
    runs = [tuple(map(sqrt, squares)) for squares in (R, S)]
    shares = [losses.train_loss((p_1, w_2), run) for run in runs]
    annealed, alone = (losses.test_loss((q_1, q_2), run) for run in runs)
    given = (q_1 * w_2 < q_2 * p_1, Eq(*shares), Or(w_2 > 0, Eq(R[1], S[1])))
    statement = Equivalent(annealed < alone, p_1 * R[0] > p_1 * S[0])
    return Proof((Implication("two points of a level set", given, statement),))


def prove_equal_times() -> Proof:
    """Prove: in any dimension, equal effective times give exactly the flow's stopping point.

    With d_i = d for all i, no term of sum d x_i (1 - m_i) = 0 is negative: each is zero.

    Example:
        >>> print(prove_equal_times().conclusion.shows)
        (Eq(m[i], 1) for every i to N)
    """
    x, m = Symbol("x", positive=True), Symbol("m", nonnegative=True)
    d, u, v = symbols("d u v", real=True)
    facts, gap = _exponential(m, d), d * x - d * x * m
    one = members(x, m)
    terms = TermInTotal(Implication("no term is negative", facts, Ge(gap, 0, evaluate=False)), one)
    none_left = Implication(
        "it is zero", (*facts, Eq(v, u), Le(gap, d * u - d * v, evaluate=False)), Eq(m, 1)
    )
    sums = {u: total(x, one), v: total(x * m, one)}
    every = ForEvery(Instance(none_left, sums), one)
    given = tuple(formula for formula in every.given if formula != terms.shows)
    return Proof((Chain("the same point", given, every.shows, (terms, every)),))
