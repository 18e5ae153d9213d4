"""Exact means and deviations of W1 and W2 by quadrature.

A claim pays Y; the number of claims is Binomial(N, p), so for a year's sum

    mean = N p E[Y],    variance = N (p E[Y^2] - (p E[Y])^2).

Both moments are integrals over the cost's density, taken piece by piece between the kinks of the layers
with Gauss-Legendre nodes, in ln x for the body and in the survival's power for the tail. `python exact.py`
prints W1 beside the figures of the design page, with the 99.5% quantile of the city product by FFT.
"""

import math

import numpy as np

import workload as w

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def _pieces(points):
    """Nodes and weights over intervals between rising points."""
    a, b = np.asarray(points[:-1])[:, None], np.asarray(points[1:])[:, None]
    return ((b - a) / 2 * NODES + (a + b) / 2).ravel(), ((b - a) / 2 * WEIGHTS).ravel()


def _crossings(f, low=1.0, high=1e12):
    """Where a rising function of the cost changes sign, by bisection in ln x."""
    lo, hi = math.log(low), math.log(high)
    for _ in range(200):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if f(math.exp(mid)) < 0 else (lo, mid)
    return math.exp(hi)


def _kinks():
    """Costs at which a layer of any design bends."""
    left = lambda x: (lambda b: x * (1 - w.OUTSIDE) - b)(w.layers(np.array([x]))[0][0])
    paid = lambda x: w.layers(np.array([x]))[1][0]
    rest = lambda x: w.layers(np.array([x]))[2][0]
    inside = 1 - w.OUTSIDE
    kinks = {w.BMI[0] / inside, (w.BMI[0] + w.BMI[2] / w.BMI[1]) / inside, w.TAIL_SCALE}
    kinks |= {_crossings(lambda x, s=s: left(x) - s) for s in (w.CII_DEDUCTIBLE, w.CII_STEP)}
    kinks.add(_crossings(lambda x: paid(x) - w.CII_CAP * (1 - 1e-15)))
    for d, r, c in w.DESIGNS + [w.HMB]:
        kinks |= {_crossings(lambda x: rest(x) - d), _crossings(lambda x: rest(x) - d - c / r)}
    return sorted(kinks)


class Cost:
    """The cost of an admission as nodes with their probabilities."""

    def __init__(self):
        kinks = _kinks()
        # the body in z = (ln x - mu) / sigma, between -9 and 9
        z = [-9.0 + i * 0.25 for i in range(73)] + [(math.log(k) - w.MU) / w.SIGMA for k in kinks]
        z, weight = _pieces(sorted(p for p in z if -9 <= p <= 9))
        body = w.BODY * weight * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        # the tail in ln (x / scale), whose density is shape exp(-shape t)
        t = [0.25 * i for i in range(200)] + [math.log(k / w.TAIL_SCALE) for k in kinks]
        t, weight = _pieces(sorted(p for p in t if p >= 0))
        tail = (1 - w.BODY) * weight * w.TAIL_SHAPE * np.exp(-w.TAIL_SHAPE * t)
        self.x = np.concatenate([np.exp(w.MU + w.SIGMA * z), w.TAIL_SCALE * np.exp(t)])
        self.probability = np.concatenate([body, tail])

    def year(self, paid):
        """Mean and deviation of a year's sum of what is paid at each node."""
        first, second = (float(self.probability @ paid**k) for k in (1, 2))
        n, p = w.MEMBERS, w.PROBABILITY
        return n * p * first, math.sqrt(n * (p * second - (p * first) ** 2))


def w1(cost=None):
    """Mean and deviation of BMI, CII and HMB in a year of W1."""
    cost = cost or Cost()
    bmi, cii, rest = w.layers(cost.x)
    d, r, c = w.HMB
    return {
        "bmi": cost.year(bmi),
        "cii": cost.year(cii),
        "hmb": cost.year(np.minimum(c, r * np.maximum(rest - d, 0))),
    }


def w2(cost=None):
    """Mean and deviation of HMB in a year under each design of W2, in their order."""
    cost = cost or Cost()
    rest = w.layers(cost.x)[2]
    return [cost.year(np.minimum(c, r * np.maximum(rest - d, 0))) for d, r, c in w.DESIGNS]


def answers(many):
    """Mean and deviation of BMI, CII, and HMB under each design: the columns of a peer's rows."""
    cost = Cost()
    bmi, cii, hmb = w1(cost).values()
    return [bmi, cii, *(w2(cost) if many else [hmb])]


def quantile(level, cost=None, step=400.0, length=1 << 20):
    """Quantile of a year's HMB in W1: the compound binomial on a grid of `step` yuan, by FFT.

    What a claim pays is spread over the two grid points beside it so that its mean is kept.
    """
    cost = cost or Cost()
    d, r, c = w.HMB
    at = np.minimum(c, r * np.maximum(w.layers(cost.x)[2] - d, 0)) / step
    below = np.floor(at).astype(int)
    mass = np.bincount(below, cost.probability * (1 - (at - below)), length)
    mass += np.bincount(below + 1, cost.probability * (at - below), length)
    mass /= mass.sum()
    claim = 1 + w.PROBABILITY * (np.fft.fft(mass) - 1)
    year = np.cumsum(np.fft.ifft(claim**w.MEMBERS).real)
    return float(np.searchsorted(year, level)) * step


if __name__ == "__main__":
    cost = Cost()
    print(f"probability {cost.probability.sum():.12f}")
    for name, (mean, sd) in w1(cost).items():
        print(f"{name}: mean {mean:,.0f}, SD {sd:,.0f}")
    print(f"hmb: 99.5% quantile {quantile(0.995, cost):,.0f}")
