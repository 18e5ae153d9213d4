"""W1 and W2 in NumPy: as one writes it down, and tuned.

Every function returns one row a trial: what BMI and CII paid, then HMB under each design. Amounts are
float64 yuan and are not rounded to the fen, which is less work than huimin does.
"""

import numpy as np

import workload as w

#: Claims drawn at a time by the tuned version: 64 KiB an array, so that all of them stay in the second cache.
BLOCK = 8_192


def plain(trials, seed, designs):
    """A trial in a dozen lines: default generator, one array a quantity."""
    rng = np.random.default_rng(seed)
    rows = np.empty((trials, 2 + len(designs)))
    for row in rows:
        n = rng.binomial(w.MEMBERS, w.PROBABILITY)
        body = rng.lognormal(w.MU, w.SIGMA, n)
        tail = w.TAIL_SCALE * (1 + rng.pareto(w.TAIL_SHAPE, n))
        cost = np.where(rng.random(n) < w.BODY, body, tail)
        bmi, cii, rest = w.layers(cost)
        row[0], row[1] = bmi.sum(), cii.sum()
        for i, (d, r, c) in enumerate(designs):
            row[2 + i] = np.minimum(c, r * np.maximum(rest - d, 0)).sum()
    return rows


class Tuned:
    """Blocks that fit the cache, SFC64, no temporary arrays, counts of the tail instead of a choice a claim,
    the upper layers only for the costs that can reach them, and many designs by counts and sums between
    their breakpoints."""

    def __init__(self, designs):
        self.designs = designs
        self.x, self.y, self.z = (np.empty(BLOCK) for _ in range(3))
        self.mask = np.empty(BLOCK, bool)
        self.kept = np.empty(w.MEMBERS)
        # the least costs of which anything above BMI can pay, and of which CII can
        self.reach = _reach(min(d for d, _, _ in designs))
        self.cii_reach = _reach(np.inf)
        at = sorted({d for d, _, _ in designs} | {d + c / r for d, r, c in designs})
        self.at = np.array(at)
        index = {a: i for i, a in enumerate(at)}
        self.low = np.array([index[d] for d, _, _ in designs])
        self.high = np.array([index[d + c / r] for d, r, c in designs])
        self.ratio = np.array([r for _, r, _ in designs])

    def run(self, trials, seed):
        rng = np.random.Generator(np.random.SFC64(seed))
        rows = np.empty((trials, 2 + len(self.designs)))
        for row in rows:
            self.trial(rng, row)
        return rows

    def trial(self, rng, row):
        n = rng.binomial(w.MEMBERS, w.PROBABILITY)
        in_tail = rng.binomial(n, 1 - w.BODY)
        self.level, self.n_kept = np.zeros(len(self.at)), 0
        bmi = cii = 0.0
        for tail, left in ((False, n - in_tail), (True, in_tail)):
            while left > 0:
                m = min(left, BLOCK)
                left -= m
                x = self.x[:m]
                if tail:
                    rng.standard_exponential(out=x)
                    x *= 1 / w.TAIL_SHAPE
                    np.exp(x, out=x)
                    x *= w.TAIL_SCALE
                else:
                    rng.standard_normal(out=x)
                    x *= w.SIGMA
                    x += w.MU
                    np.exp(x, out=x)
                more = self.block(x)
                bmi += more[0]
                cii += more[1]
        row[0], row[1] = bmi, cii
        if self.n_kept:
            self.level = self.levels(self.kept[: self.n_kept])
        row[2:] = self.ratio * (self.level[self.high] - self.level[self.low])

    def block(self, x):
        deductible, ratio, cap = w.BMI
        m = len(x)
        y, mask = self.y[:m], self.mask[:m]
        # BMI = clip(0.70 (0.85 x - 800), 0, cap)
        np.multiply(x, ratio * (1 - w.OUTSIDE), out=y)
        y -= ratio * deductible
        np.maximum(y, 0, out=y)
        np.minimum(y, cap, out=y)
        bmi = y.sum()
        # what is left for the city product; critical illness takes its part of the dearest alone
        np.greater(x, self.reach, out=mask)
        kept = np.flatnonzero(mask)
        x, y = x.take(kept), y.take(kept)
        dear = np.flatnonzero(x > self.cii_reach)
        left = (1 - w.OUTSIDE) * x[dear] - y[dear]
        cii = np.minimum(left, w.CII_STEP) - w.CII_DEDUCTIBLE
        cii *= w.CII_RATIOS[0]
        left -= w.CII_STEP
        np.maximum(left, 0, out=left)
        left *= w.CII_RATIOS[1]
        cii += left
        np.minimum(cii, w.CII_CAP, out=cii)
        x -= y
        x[dear] -= cii
        if len(self.at) == 2:
            # one design: the two sums at once
            self.level += [np.minimum(x, at).sum() for at in self.at]
        else:
            self.kept[self.n_kept : self.n_kept + len(x)] = x
            self.n_kept += len(x)
        return bmi, cii.sum()

    def levels(self, x):
        """L(a) = sum of min(H, a) at every breakpoint: sorting beats a search a claim."""
        x.sort()
        index = np.searchsorted(x, self.at)
        below = np.concatenate(([0.0], np.cumsum(x)))[index]
        return below + (len(x) - index) * self.at


def _reach(deductible):
    """The least cost of which CII, or a city product above this deductible, pays; neither pays below it."""
    lo, hi = 0.0, 1e6
    for _ in range(60):
        x = (lo + hi) / 2
        _, cii, rest = w.layers(np.array([x]))
        lo, hi = (lo, x) if cii[0] > 0 or rest[0] > deductible else (x, hi)
    return lo


PEERS = {"plain": plain, "tuned": lambda trials, seed, designs: Tuned(designs).run(trials, seed)}
