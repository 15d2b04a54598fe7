#!/usr/bin/env python3
"""Check counterexamples without trusting Etalon: python3 check_witness.py witness.json ...

Needs only Python 3.11, and shares no code with the project. From the case's numbers it observes again, in
fractions, what the file says was found, and that it is not what the claim expects (which it takes from there,
and what is violated). Samples are e_i, targets beta*_i; the flow r_i(0) exp(-2 p_i t) is enclosed by series.
"""

import json
import sys
from collections import Counter
from fractions import Fraction
from itertools import accumulate, chain, combinations, permutations, product, repeat
from math import lcm, prod

VERDICTS = {"": "confirmed", None: "NOT CHECKED: its claim has no name for what it observes"}
KNOWN = " counts beta schedule eps population points times batching rate momentum steps parts small "


def _interval(x):  # a pair of fractions around a number, twice the same one if it is known
    if isinstance(x, dict):
        x = x["exact"] if "exact" in x else (Fraction(x["lower"]), Fraction(x["upper"]))
    return x if isinstance(x, tuple) else (Fraction(x), Fraction(x))


def _minus(a, b):  # the interval of all differences
    return (a[0] - b[1], a[1] - b[0])


def _sign(x):  # of an enclosed number
    if x[0] <= 0 <= x[1] and x[0] != x[1]:
        raise ArithmeticError("more bits are needed")
    return (x[0] > 0) - (x[1] < 0)


def _order(one, other):  # the sign of a^(1/n) - b^(1/m) for (a, n) and (b, m): integer powers decide
    whole = lcm(one[1].denominator, other[1].denominator)
    return _sign(_interval(one[0] ** int(other[1] * whole) - other[0] ** int(one[1] * whole)))


def _dot(u, v):  # the sum of products
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))


def exp_of_minus(x, bits):
    """Enclose exp(-x), x >= 0: halve x until it is below 1/2, sum the series, square as often."""
    halvings = int(x).bit_length() + 1
    one = 1 << (bits + 2 * halvings + 16)  # the unit of the integers that follow
    y = x.numerator * one // (x.denominator << halvings)
    total, term, terms = one, one, 0
    while term:  # alternating and falling: what is left out is less than the first term left out
        terms += 1
        term = term * y // (one * terms)
        total += (-1) ** terms * term
    low, high = total - 2 * terms - 2, total + 2 * terms + 2  # y and each term: rounded by a unit at most
    for _ in range(halvings):
        low, high = max(low, 0) ** 2 // one, -(-(high**2) // one)
    return (Fraction(low, one), Fraction(high, one))


def _fractions(value):  # JSON with its texts read
    if isinstance(value, list):
        return [_fractions(part) for part in value]
    return Fraction(value) if isinstance(value, str) else value


class _Case:
    """The numbers of a case, and what happens there."""

    def __init__(self, numbers, bits):  # every text is read as a fraction, what is not known refused
        read = {name: _fractions(value) for name, value in numbers.items() if name != "kind"}
        if any(value and f" {name} " not in KNOWN for name, value in read.items()):
            raise ValueError(f"of a case only{KNOWN} is known")
        vars(self).update({"counts": [], **read}, numbers=read, bits=bits)
        self.d, n = range(len(self.counts)), sum(self.counts)
        self.p = [Fraction(count, n) for count in self.counts]
        self.q = read.get("population") or [Fraction(1, len(self.d)) for _ in self.d]
        self.samples = [([int(i == j) for i in self.d], self.beta[j]) for j in self.d]  # each n_j times
        self.origin = (Fraction(0),) * len(self.d)
        self.kinds = [j for j in self.d for _ in range(self.counts[j])]
        self.rates = [rate for rate, steps in read.get("schedule", []) for _ in range(steps)]

    def _ones(self):  # the case with beta* = (1, ..., 1): its residuals show what part is kept
        return _Case({**self.numbers, "beta": [Fraction(1)] * len(self.d)}, self.bits)

    def _mean(self, weights, b):  # the mean of (<x, b> - y)^2 with weights
        return _dot(weights, [(_dot(x, b) - y) ** 2 for x, y in self.samples])

    def step(self, b, rate, batch=None):
        """Return b - rate * the gradient of the mean of (<x, b> - y)^2 over a batch, or over all samples."""
        drawn = self.counts if batch is None else [batch.count(j) for j in self.d]
        errors = [2 * n * (_dot(x, b) - y) for n, (x, y) in zip(drawn, self.samples, strict=True)]
        slope = [_dot(errors, [x[i] for x, _ in self.samples]) / sum(drawn) for i in self.d]
        return tuple(v - rate * g for v, g in zip(b, slope, strict=True))

    def _path(self):  # the points of gradient descent from zero
        return list(accumulate(self.rates, self.step, initial=self.origin))

    def _residual(self, b):  # b - beta*
        return [u - v for u, v in zip(b, self.beta, strict=True)]

    def _ratio(self, place=0):  # L_test/L_train at one of the points
        return self._mean(self.q, self.points[place]) / self._mean(self.p, self.points[place])

    def whole(self, rates):
        """Return the first point of descent, at the small rate in the end, with L_train <= eps."""
        points = accumulate(chain(rates, repeat(self.small)), self.step, initial=self.origin)
        return next(b for b in points if self._mean(self.p, b) <= self.eps)

    def paths(self):
        """Return where all paths of steps on batches end, and how many do there: each batch is drawn anew."""
        size, repeats = self.batching["size"], self.batching["repeats"]
        draws = product(self.kinds, repeat=size) if repeats else combinations(self.kinds, size)
        batches, reached = Counter(tuple(sorted(draw)) for draw in draws), Counter([self.origin])
        for rate in self.rates:
            after = Counter()
            for (b, number), (batch, times) in product(reached.items(), batches.items()):
                after[self.step(b, rate, batch)] += number * times
            reached = after
        return reached

    def _epoch(self):  # where single samples lead, each taken once, in every order
        orders, rate = permutations(self.kinds), self.rates[0]
        runs = (accumulate(o, lambda b, j: self.step(b, rate, (j,)), initial=self.origin) for o in orders)
        return Counter(list(run)[-1] for run in runs)

    def _moments(self, ends, power):  # E r_i^power over the ends of paths
        found = [(number, self._residual(b)) for b, number in ends.items()]
        return [sum(m * r[i] ** power for m, r in found) / Fraction(sum(ends.values())) for i in self.d]

    def _products(self):  # the product over all paths of what is kept of |r_i|
        ends = [(number, self._ones()._residual(b)) for b, number in self._ones().paths().items()]
        return [prod(abs(r[i]) ** number for number, r in ends) for i in self.d]

    def _kept(self):  # what of r_i^2, or of E r_i^2, is left after the first step, or after steps on batches
        ends = self._ones().paths() if "batching" in self.numbers else {self._ones()._path()[1]: 1}
        return self._ones()._moments(ends, 2)

    def flow(self, start, time):
        """Enclose L_train, L_test and p_1 r_1^2 of the flow at a time, from E r_i^2 at its start."""
        parts = zip(*[exp_of_minus(4 * p * time, self.bits) for p in self.p], strict=True)  # low, and high
        now = [[s * part for s, part in zip(start, ends, strict=True)] for ends in parts]
        return [tuple(_dot(w, s) for s in now) for w in (self.p, self.q, [self.p[0], *self.origin[1:]])]

    def stop(self, start=None, stop=None):
        """Enclose when the train loss of the flow is the stop, and L_test and p_1 r_1^2 there."""
        start, stop = start or self._moments({self.origin: 1}, 2), stop or self.eps
        highest = _dot(self.p, start)
        if not 0 < stop <= highest:
            raise ValueError(f"a flow that starts at the train loss {highest} does not stop at {stop}")
        low, high = Fraction(0), Fraction(stop < highest)
        while stop < highest and self.flow(start, high)[0][1] >= stop:
            high *= 2
        while high - low > Fraction(1, 2**self.bits):
            train = self.flow(start, middle := (low + high) / 2)[0]
            if train[0] <= stop <= train[1]:
                break
            low, high = (middle, high) if train[0] > stop else (low, middle)
        moving = [bool(p * s) for p, s in zip(self.p, start, strict=True)]
        if stop == highest or sum(moving) == 1:  # the train loss tells the one residual that moves
            end = [s * stop / highest if moves else s for s, moves in zip(start, moving, strict=True)]
            return (low, high), _interval(_dot(self.q, end)), _interval(self.p[0] * end[0])
        late, early = self.flow(start, high), self.flow(start, low)
        return (low, high), (late[1][0], early[1][1]), (late[2][0], early[2][1])

    def annealed(self, ends=None):
        """Enclose L_test and p_1 r_1^2 where large steps, then the flow, stop; on average over many ends."""
        first = next((b for b in self._path() if self._mean(self.p, b) <= self.eps), self._path()[-1])
        start = self._moments(ends or {first: 1}, 2)
        if _dot(self.p, start) <= self.eps:  # training is over before the flow
            return _interval(_dot(self.q, start)), _interval(self.p[0] * start[0])
        return self.stop(start)[1:]

    def advantage(self, ends=None):
        """Enclose (L_test(flow) - L_test(large steps, then flow))/eps."""
        return tuple(gap / self.eps for gap in _minus(self.stop()[1], self.annealed(ends)[0]))

    def distortion(self, time):
        """Enclose L_test/L_train of the flow from zero: of one residual it does not depend on its size."""
        start = self._moments({self.origin: 1}, 2)
        left = [i for i in self.d if start[i]]
        if len(left) == 1 and self.p[left[0]]:
            return _interval(self.q[left[0]] / self.p[left[0]])
        train, test, _ = self.flow(start, time)
        return (test[0] / train[1], test[1] / train[0])

    def momentum_sizes(self):
        """Return r_i(t)^2 + m r_i(t-1)^2 for the heavy ball from rest."""
        here = before = self.origin
        for _ in range(self.steps):
            inertia = [self.momentum * (h - b) for h, b in zip(here, before, strict=True)]
            here, before = [u + v for u, v in zip(self.step(here, self.rate), inertia, strict=True)], here
        now, then = map(self._residual, (here, before))
        return [r**2 + self.momentum * b**2 for r, b in zip(now, then, strict=True)]


OBSERVE = {  # what a claim may observe, by its name: a truth, a number, an interval, or several numbers
    "advantage": lambda c: c.advantage(c.paths() if hasattr(c, "batching") else None),
    "advantage-at-whole-steps": lambda c: c._mean(c.q, c.whole([])) - c._mean(c.q, c.whole(c.rates)),
    "annealed-test-loss": lambda c: c.annealed()[0],
    "epoch-advantage": lambda c: c.advantage(c._epoch()),
    "every-order-ends-there": lambda c: len(c._epoch()) == 1,
    "every-residual-shrinks": lambda c: max(c._kept()) < 1,
    "fall-of-train-loss": lambda c: _minus(*[c.flow(c._moments({c.origin: 1}, 2), t)[0] for t in c.times]),
    "first-keeps-more": lambda c: c._kept()[0] > c._kept()[1],
    "first-keeps-more-with-momentum": lambda c: (
        max(4 * c.momentum, (t := [(1 + c.momentum - 2 * c.rate * p) ** 2 for p in c.p])[1]) < t[0]
    ),
    "first-keeps-most-and-shrinks": lambda c: c._kept()[1] < c._kept()[0] == max(c._kept()) < 1,
    "first-residual-ends": lambda c: c._residual(c._path()[-1])[0] == 0,
    "flow-test-loss": lambda c: c.stop()[1],
    "gain": lambda c: c._ratio(0) / c._ratio(1),
    "is-minimiser": lambda c: c._mean(c.p, c.points[0]) == 0,
    "largest-gain": lambda c: max(k := [q / p for q, p in zip(c.q, c.p, strict=True) if p]) / min(k),
    "lowest-train-loss": lambda c: min(c._mean(c.p, b) for b in c._path()),
    "more-than-one-sample": lambda c: c.batching["size"] > 1,
    "order-of-times": lambda c: _order(*zip(c._kept()[:2], c.counts[:2], strict=True)),
    "order-of-times-per-rate": lambda c: _order(*[(abs(1 - 2 * x), x) for x in c.rates]),
    "overshoot": lambda c: c._mean(c.p, c.whole(c.rates)) / c.eps,
    "overshoots-by-less-than-a-step": lambda c: (
        c._mean(c.p, c.whole(c.rates)) > c.eps * min(least := [(1 - 2 * c.small * p) ** 2 for p in c.p])
        or min(least) == 0
    ),
    "products-of-factors": lambda c: c._products(),
    "residual": lambda c: c._residual(c._path()[-1]),
    "residual-after-an-epoch": lambda c: c._moments(c._epoch(), 1),
    "rise-of-test-per-train-loss": lambda c: _minus(*[c.distortion(t) for t in reversed(c.times)]),
    "size-with-momentum": lambda c: c.momentum_sizes(),
    "steps-contract": lambda c: all(0 < 2 * c.rate * p < 2 * (1 + c.momentum) for p in c.p),  # Jury
    "stays-above-the-stop": lambda c: min(c._mean(c.p, b) for b in c._path()) > c.eps,
    "sum-of-parts": lambda c: sum(c.parts),
    "test-loss": lambda c: c._mean(c.q, c.points[0]),
    "test-per-train-loss": lambda c: c._ratio(),
    "time-to-match": lambda c: c.stop(
        [c.beta[0] ** 2, *c.origin[1:]], c.p[0] * c._residual(c._path()[-1])[0] ** 2
    )[0],
    "train-loss": lambda c: c._mean(c.p, c.points[0]),
    "train-loss-after-a-step": lambda c: c._mean(c.p, c._path()[1]),
    "train-loss-falls": lambda c: c._mean(c.p, c._path()[1]) < c._mean(c.p, c.origin),
    "typical-times-agree": lambda c: (
        not any(_order(*two) for two in combinations(zip(c._products(), c.counts, strict=True), 2))
    ),
    "wins-as-it-keeps": lambda c: _sign(c.advantage()) == _sign(_minus(c.annealed()[1], c.stop()[2])),
}


def _gaps(seen, told, found=False):  # how far each thing seen is outside of what is told, is 0 so too
    if seen is None:  # it is not observed here
        return []
    if isinstance(told, list):
        return [gap for pair in zip(seen, told, strict=True) for gap in _gaps(*pair, found)]
    if isinstance(told, bool) or "undefined" in told:
        return [(0, 0, seen is not told)]
    seen, sided = _interval(seen), told.get("sign")
    if sided in ("positive", "negative"):
        return [(*(_minus(_interval(0), seen) if sided == "positive" else seen), True)]
    ends = [told["from"], told["to"]] if "from" in told else [{"exact": 0} if sided else told] * 2
    low, high = (end and _interval(end) for end in ends)
    if found:  # the file's enclosure must hold all that is seen here
        low, high = _interval(low[0]), _interval(high[1])
    above = [(*_minus(seen, high), told.get("to_excluded", False))] if high else []
    return above + ([(*_minus(low, seen), False)] if low else [])


def check(witness):
    """Return why a witness is denied, nothing if it is confirmed, None if nothing could be observed."""
    names, told = witness["observe"], witness["violation"]
    if names is None:
        return None
    for bits in (160, 640):  # until they suffice
        case = _Case(witness["case"], bits)
        seen = [n and OBSERVE[n](case) for n in names] if isinstance(names, list) else OBSERVE[names](case)
        found, expected = _gaps(seen, witness["found"], True), _gaps(seen, witness["expected"])
        if any(low > 0 or (strict and low == 0) for low, _, strict in found):
            return "something else is observed than was found"
        if all(high < 0 or (high == 0 and not strict) for _, high, strict in expected):
            return "what is observed is what the claim expects"
        outside = [gap for gap in expected if gap[0] > 0 or (gap[2] and gap[0] == 0)]
        worst = max(outside, key=lambda gap: gap[0] > 0, default=None)  # the first with a distance
        if worst and all(high <= 0 for _, high, _ in found):
            agrees = not told or (_interval(told)[0] <= worst[1] and worst[0] <= _interval(told)[1])
            return "" if agrees else "the violation is of another size"
    return f"{bits} bits do not suffice"


def _main(files):  # 0 if all are confirmed
    others = 0
    for file in files:
        try:
            with open(file, encoding="utf-8") as opened:
                reason = check(json.load(opened, parse_float=Fraction))
        except (OSError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            reason = f"it cannot be checked, {type(error).__name__}: {error}"
        print(f"{file}: {VERDICTS.get(reason, f'DENIED: {reason}')}")
        others += reason != ""
    return int(others > 0 or not files)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
