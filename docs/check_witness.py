"""Check counterexamples, by Python 3.11 without the project: python3 check_witness.py witness.json ..."""

import json
import re
import signal
import sys
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partialmethod, reduce
from itertools import accumulate, combinations, count, cycle, permutations, product, starmap
from math import ceil, floor, inf, isqrt, lcm, prod
from operator import add, mul, sub, truediv

KNOWN = "counts beta schedule eps population points times batching rate momentum steps parts small shapes"
SIGNS = {"positive": (0, None, True), "negative": (None, 0, True), "zero": (0, 0, False)}
SHAPES = {  # the rate after t of all steps, v being t/steps
    "Phase": lambda t, v, rate: rate,
    "Linear": lambda t, v, init, end: init + (end - init) * v,
    "Exponential": lambda t, v, init, gamma: init * gamma**t,
    "Polynomial": lambda t, v, init, end, power: end + (init - end) * (1 - v) ** power,
    "Cosine": lambda t, v, init, end: (init + end + (init - end) * _cos_pi(v)) / 2,
}


class _Interval(namedtuple("_Interval", "low high")):  # around a number; rounded outward to 1/unit
    def _with(self, operation, other):  # monotone in either number: extreme at their ends
        others = other if isinstance(other, _Interval) else (other,)
        low, *_, high = sorted(operation(a, b) for a in self for b in others)
        ends = Fraction(floor(low * self.unit), self.unit), Fraction(ceil(high * self.unit), self.unit)
        return _Interval(*ends) if low != high else low

    __add__ = __radd__ = partialmethod(_with, add)
    __mul__ = __rmul__ = partialmethod(_with, mul)
    __sub__, __rsub__ = partialmethod(_with, sub), partialmethod(_with, lambda a, b: b - a)
    __truediv__ = partialmethod(_with, truediv)  # by something > 0
    __pow__ = partialmethod(lambda self, power: prod([self] * power))


def _ends(x):  # of what is enclosed; a fraction is both
    return x if isinstance(x, _Interval) else (x, x)


def _sign(x):
    (sign,) = {(end > 0) - (end < 0) for end in _ends(x)}  # two of them need more bits
    return sign


def _order(one, other):  # the sign of |a|^(1/n) - |b|^(1/m) for (a, n) and (b, m): integer powers decide
    whole = lcm(one[1].denominator, other[1].denominator)
    return _sign(abs(one[0]) ** int(other[1] * whole) - abs(other[0]) ** int(one[1] * whole))


def _series(x, divisors):  # 1 - x/d_1 + x^2/(d_1 d_2) - ..., x >= 0, whose terms fall where they are small
    total = term = _Interval(1, 1 + Fraction(1, _Interval.unit))
    while max(map(abs, _ends(term))) * _Interval.unit > 2:
        total += (term := term * x / next(divisors) * -1)
    return total + term * _Interval(-1, 1)  # signs alternate: what is left out is less than the last term


def _exp_of_minus(x):  # x >= 0: halve x until it is below 1/2, sum the series, square as often
    halvings = int(x).bit_length() + 1
    return reduce(lambda found, _: found**2, range(halvings), _series(x / 2**halvings, count(1)))


def _cos_pi(x):  # cos(pi x), 0 <= x < 1, where pi = 16 arctan(1/5) - 4 arctan(1/239)
    if x.denominator < 4:  # elsewhere it is irrational (Niven)
        return Fraction(3 - 6 * x, 2) if x else Fraction(1)
    a, b = [_series(Fraction(1, n * n), (Fraction(k + 2, k) for k in count(1, 2))) / n for n in (5, 239)]
    return _series(((a * 16 - b * 4) * x) ** 2, (k * (k + 1) for k in count(1, 2)))


def _root(x):  # the square root of x >= 0
    low, high = [isqrt(int(end * _Interval.unit**2)) for end in _ends(x)]
    return _Interval(Fraction(low, _Interval.unit), Fraction(high + 1, _Interval.unit))


class _Case:  # what happens there; samples are e_i, targets beta*_i, r is beta - beta*, and squares are r_i^2
    def __init__(self, numbers):  # their names, and their signs, are those of a case
        if {*numbers} - {"kind", *KNOWN.split()} or "-" in str({**numbers, "beta": 0, "points": 0}):
            raise ValueError(f"of a case only {KNOWN} are known, and beta and points alone are negative")
        vars(self).update(dict.fromkeys(KNOWN.split(), ()) | numbers)
        self.d, n = range(len(self.counts)), sum(self.counts)
        self.p, self.ones = [Fraction(number, n) for number in self.counts], [Fraction(1)] * len(self.counts)
        self.q = [w / sum(self.population or self.ones) for w in self.population or self.ones]
        self.start, self.squares = [-b for b in self.beta], [b**2 for b in self.beta]
        self.only = [s * (not i) for i, s in enumerate(self.squares)]  # the first
        self.points = [list(map(sub, point, self.beta)) for point in self.points]
        self.kinds = [j for j in self.d for _ in range(self.counts[j])]
        self.rates = [rate for rate, steps in self.schedule for _ in range(steps)]
        for shape in map(dict, self.shapes):
            rate, steps = SHAPES[shape.pop("kind")], shape.pop("steps")
            self.rates += [rate(t, Fraction(t, steps), **shape) for t in range(steps)]
        self.path = list(accumulate(self.rates, self.step, initial=self.start))  # of gradient descent

    def losses(self, r, power=2):  # L_train and L_test: means of (<x, beta> - y)^2; of squares with power 1
        return [sum(w * v**power for w, v in zip(weights, r, strict=True)) for weights in (self.p, self.q)]

    def step(self, r, rate, batch=None):  # r - rate * the gradient of that mean over a batch, or all samples
        drawn = self.counts if batch is None else [batch.count(j) for j in self.d]
        return [v * (1 - rate * Fraction(2 * n, sum(drawn))) for n, v in zip(drawn, r, strict=True)]

    def until(self, stop, rates):  # the path up to L_train <= stop, at the small rate in the end
        path, rates = [self.start], iter([*rates, *[self.small] * 10_000])
        while self.losses(path[-1])[0] > stop:
            path.append(self.step(path[-1], next(rates)))
        return path

    def ends(self, start, rates=None, epoch=False):  # of r_i by paths of batches, or all orders of samples
        rates, size, repeats = rates or self.rates, self.batching["size"], self.batching["repeats"]
        draws = product(self.kinds, repeat=size) if repeats else combinations(self.kinds, size)
        paths = permutations([(j,) for j in self.kinds]) if epoch else product(draws, repeat=len(rates))
        ends = [reduce(lambda r, t: self.step(r, *t), zip(cycle(rates), path), start) for path in paths]
        return list(zip(*ends, strict=True))

    def kept(self, start, epoch=False):  # E r_i^2 after steps on independent batches, else after the first
        if not self.batching:
            return [r**2 for r in self.step(start, self.rates[0])]
        turns = [self.ends(self.ones, [rate], epoch) for rate in self.rates]
        means = [[sum(r**2 for r in end) / len(end) for end in ends] for ends in turns]
        return [r**2 * prod(each) for r, *each in zip(start, *means, strict=True)]

    def flow(self, time, squares):  # these squares a time later
        return [s * _exp_of_minus(4 * p * time) for p, s in zip(self.p, squares, strict=True)]

    def meet(self, squares, kept, stop):  # for which part L_train is the stop at squares kept^part, and these
        if self.losses(squares, 1)[0] == stop:
            return 0, squares
        alone, now, part, size = sum(map(bool, map(mul, self.p, squares))) == 1, squares, 0, Fraction(1)
        while size * _Interval.unit > 1:
            middle = list(map(mul, now, half := list(map(_root, kept))))
            low, high = _ends(sum(map(mul, self.p, middle)) - stop)
            if low <= 0 <= high:
                break
            kept, size = half, size / 2
            now, part = (middle, part + size) if low > 0 else (now, part)
        there = [s * _Interval(min(1, *_ends(k)), max(1, *_ends(k))) for s, k in zip(now, kept, strict=True)]
        if alone:  # the train loss tells the one residual that moves
            there = [stop / p if p and s else s for p, s in zip(self.p, squares, strict=True)]
        return _Interval(part, part + size), there

    def parted(self, stop, rates):  # the steps to L_train = stop, a part of the last, and L_test there
        *path, after = self.until(stop, rates)
        kept = [1 / (b / a * abs(b / a)) if b else 1 for b, a in zip(path[-1], after, strict=True)]
        part, squares = self.meet([b**2 for b in path[-1]], kept, stop)
        return part + (len(path) - 1), self.losses(squares, 1)[1]

    def stop(self, squares=None, stop=None):  # when L_train of the flow is the stop, and the squares there
        squares, stop, time = squares or self.squares, stop or self.eps, 1
        if stop <= 0 or _sign(self.losses(squares, 1)[0] - stop) < 0:
            raise ValueError(f"a flow that starts below the train loss {stop} does not stop there")
        while _ends(left := self.losses(self.flow(time, squares), 1)[0])[1] >= stop:
            time, more = (time, 2) if _ends(left)[0] <= 0 else (time * 2, 1)  # what rounds to 0 needs bits
            _Interval.unit **= more
        part, there = self.meet(squares, self.flow(time, self.ones), stop)
        return part * time, there

    def annealed(self, squares=None):  # the squares where large steps, then the flow, stop
        first = next((r for r in self.path if _sign(self.losses(r)[0] - self.eps) <= 0), self.path[-1])
        squares = squares or [v**2 for v in first]
        return squares if _sign(self.losses(squares, 1)[0] - self.eps) <= 0 else self.stop(squares)[1]

    def advantage(self, squares=None):  # (L_test(flow) - L_test(large steps, then flow))/eps
        return (self.losses(self.stop()[1], 1)[1] - self.losses(self.annealed(squares), 1)[1]) / self.eps

    def distortion(self, time):  # L_test/L_train of the flow; of one residual it does not depend on its size
        alone = sum(map(bool, self.squares)) == 1
        return truediv(*self.losses(self.squares if alone else self.flow(time, self.squares), 1)[::-1])

    def momentum_sizes(self):  # r_i(t)^2 + m r_i(t-1)^2 for the heavy ball from rest
        m, here, last = self.momentum, self.start, self.start
        for _ in range(self.steps):
            here, last = [*map(lambda v, h, b: v + m * (h - b), self.step(here, self.rate), here, last)], here
        return [h**2 + m * b**2 for h, b in zip(here, last, strict=True)]


OBSERVE = {  # what a claim may observe, by its name: a truth, a number, an interval, or several numbers
    "advantage": lambda c: c.advantage(c.kept(c.start) if c.batching else None),
    "advantage-at-whole-steps": lambda c: sub(*[c.losses(c.until(c.eps, r)[-1])[1] for r in ([], c.rates)]),
    "advantage-between-steps": lambda c: sub(*[c.parted(c.eps, r)[1] / c.eps for r in ([], c.rates)]),
    "annealed-test-loss": lambda c: c.losses(c.annealed(), 1)[1],
    "epoch-advantage": lambda c: c.advantage(c.kept(c.start, epoch=True)),
    "change-of-ratio": lambda c: truediv(  # of the test losses, at whole steps over between them
        *[c.parted(c.eps, a)[1] * c.losses(c.until(c.eps, b)[-1])[1] for a, b in permutations(([], c.rates))]
    ),
    "every-order-ends-there": lambda c: all(len(set(end)) == 1 for end in c.ends(c.start, epoch=True)),
    "every-residual-shrinks": lambda c: max(c.kept(c.ones)) < 1,
    "fall-of-train-loss": lambda c: sub(*[c.losses(c.flow(t, c.squares), 1)[0] for t in c.times]),
    "first-keeps-more": lambda c: sub(*c.kept(c.ones)[:2]) > 0,
    "first-keeps-more-with-momentum": lambda c: (  # the larger of two traces, and its eigenvalues are real
        max(4 * c.momentum, (t := [(1 + c.momentum - 2 * c.rate * p) ** 2 for p in c.p])[1]) < t[0]
    ),
    "first-keeps-most-and-shrinks": lambda c: (k := c.kept(c.ones))[1] < k[0] == max(k) < 1,
    "first-residual-ends": lambda c: c.path[-1][0] == 0,
    "flow-test-loss": lambda c: c.losses(c.stop()[1], 1)[1],
    "gain": lambda c: truediv(*[truediv(*c.losses(r)[::-1]) for r in c.points]),
    "is-minimiser": lambda c: c.losses(c.points[0])[0] == 0,
    "largest-gain": lambda c: max(k := [q / p for q, p in zip(c.q, c.p, strict=True) if p]) / min(k),
    "lowest-train-loss": lambda c: min(c.losses(r)[0] for r in c.path),
    "more-than-one-sample": lambda c: c.batching["size"] > 1,
    "only-steps-end-first": lambda c: c.path[-1][0] == 0 != c.start[0],
    "order-of-times": lambda c: _order(*zip(c.kept(c.ones)[:2], c.counts[:2], strict=True)),
    "order-of-times-per-rate": lambda c: _order(*[(1 - 2 * x * c.p[0], x) for x in c.rates]),
    "overshoot": lambda c: c.losses(c.until(c.eps, c.rates)[-1])[0] / c.eps,
    "overshoots-by-less-than-a-step": lambda c: (
        not (m := min(map(abs, c.step(c.ones, c.small)))) or OBSERVE["overshoot"](c) > m**2
    ),
    "products-of-factors": lambda c: [abs(prod(end)) for end in c.ends(c.ones)],
    "residual": lambda c: c.path[-1],
    "residual-after-an-epoch": lambda c: [sum(end) / len(end) for end in c.ends(c.start, epoch=True)],
    "rise-of-test-per-train-loss": lambda c: sub(*[c.distortion(t) for t in reversed(c.times)]),
    "size-with-momentum": lambda c: c.momentum_sizes(),
    "small-steps-to-match": lambda c: c.parted(c.losses(c.path[-1])[0], [])[0],
    "steps-contract": lambda c: all(0 < 2 * c.rate * p < 2 * (1 + c.momentum) for p in c.p),  # Jury
    "stays-above-the-stop": lambda c: min(c.losses(r)[0] for r in c.path) > c.eps,
    "sum-of-parts": lambda c: sum(c.parts),
    "test-loss": lambda c: c.losses(c.points[0])[1],
    "test-per-train-loss": lambda c: truediv(*c.losses(c.points[0])[::-1]),
    "time-to-match": lambda c: c.start[0] and c.stop(c.only, c.p[0] * c.path[-1][0] ** 2)[0],
    "train-loss": lambda c: c.losses(c.points[0])[0],
    "train-loss-after-a-step": lambda c: c.losses(c.path[1])[0],
    "train-loss-falls": lambda c: c.losses(c.path[1])[0] < c.losses(c.start)[0],
    "typical-times-agree": lambda c: (
        not any(starmap(_order, combinations(zip(map(prod, c.ends(c.ones)), c.counts, strict=True), 2)))
    ),
    "wins-as-it-keeps": lambda c: _sign(c.advantage()) == _sign(c.annealed()[0] - c.stop()[1][0]),
}


def _told(part):  # an object of JSON: what has a decimal is a number, which rounds to it
    if "decimal" not in part:
        return Fraction(part["fraction"]) if "fraction" in part else part
    low, high = (Fraction(part.get(end, part.get("exact"))) for end in ("lower", "upper"))
    text = str(part["decimal"])  # none if not even one digit is certain: then the ends are far apart
    half = Fraction(10) ** Decimal(text).as_tuple().exponent / 2 if text else 200 * (high - low) or -1
    if not Fraction(text or 0) - half <= low <= high <= Fraction(text or 0) + half:
        raise ValueError(f"what is between {low} and {high} does not round to {text or 'nothing'}")
    return _Interval(low, high) if low < high else low


def _gaps(seen, told, found=False):  # how far it is beyond what is told, and if that is certain, possible
    if isinstance(told, list):  # what is not observed is None
        return [gap for s, t in zip(seen, told, strict=True) if s is not None for gap in _gaps(s, t, found)]
    if isinstance(told, bool) or (isinstance(told, dict) and "undefined" in told):  # there is no distance
        return [(inf, seen is not told, seen is not told)]
    low, high, excluded = (*_ends(told), False) if found else (told, told, False)
    if isinstance(told, dict):
        low, high, excluded = SIGNS.get(told.get("sign")) or (told["from"], told["to"], told["to_excluded"])
    gaps = [] if high is None else [(seen - high, excluded)]
    gaps += [] if low is None else [(low - seen, excluded and high is None)]
    return [(gap, *[end > 0 or (end == 0 and excluded) for end in _ends(gap)]) for gap, excluded in gaps]


def check(text):
    """Return why a witness is denied, nothing if it is confirmed, None if nothing could be observed."""
    text = re.sub(r'"(-?\d+(/\d+)?)"', r'{"fraction": "\1"}', text)
    witness = json.loads(text, parse_float=Fraction, object_hook=_told)  # it says what a claim expects
    if witness["schema"] != 1:
        return f"schema {witness['schema']} is not known"
    parts, names = [witness, witness.get("worst")], witness["observe"]
    return None if names is None else next(filter(None, (_denial(part, names) for part in parts if part)), "")


def _denial(told, names, bits=192):  # why a case is denied with what is told of it, nothing if it is not
    _Interval.unit, case, said = 1 << bits, _Case(told["case"]), told["violation"]
    seen = [n and OBSERVE[n](case) for n in names] if isinstance(names, list) else OBSERVE[names](case)
    found, expected = _gaps(seen, told["found"], True), _gaps(seen, told["expected"])
    if not found or any(certain for _, certain, _ in found):
        return "something else is observed than was found"
    if not any(possible for _, _, possible in expected):
        return "what is observed is what the claim expects"
    beyond = [gap for gap, certain, _ in expected if certain]
    if beyond and not any(possible for _, _, possible in found):
        size = next((gap for gap in beyond if gap != inf), None)
        agrees = size is said is None or _ends(size - said)[0] <= 0 <= _ends(size - said)[1]
        return "" if agrees else "the violation is of another size"
    return _denial(told, names, bits * 4) if bits < 3000 else f"{bits} bits do not suffice"


def _main(files):  # 0 if all are confirmed, 2 if none is a witness, else 1
    codes = set()
    for file in files:
        kind, reason = "NO WITNESS", "nothing was found"
        try:
            with open(file, encoding="utf-8") as opened:
                text = opened.read()
            kind = "DENIED" if json.loads(text)["case"] else kind
            reason = check(text) if kind == "DENIED" else reason
        except Exception as error:  # a file may hold anything
            reason = f"it cannot be checked, {type(error).__name__}: {error}"
        told = {"": "confirmed", None: "NOT CHECKED: its claim has no name for what it observes"}
        print(f"{file}: {told.get(reason) or f'{kind}: {reason}'}".translate({10: " ", 13: " "}))
        codes.add(0 if reason == "" else 2 - (kind == "DENIED"))
    return codes.pop() if len(codes) == 1 else 2 - bool(codes)


if __name__ == "__main__":
    sys.set_int_max_str_digits(0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_main(sys.argv[1:]))
