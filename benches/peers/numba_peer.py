"""W1 and W2 in Numba: as one writes it down, tuned, and with kernels of our own.

Rows as in `numpy_peer`. One thread, float64 yuan, no rounding to the fen, no `fastmath` but for sums.
"""

import math

import numpy as np
from numba import njit

import workload as w
from numpy_peer import _reach

#: Claims drawn at a time: 32 KiB an array.
BLOCK = 4_096

DEDUCTIBLE, RATIO, CAP = w.BMI
INSIDE = 1 - w.OUTSIDE
STEP, CII_DEDUCTIBLE, CII_CAP = w.CII_STEP, w.CII_DEDUCTIBLE, w.CII_CAP
LOW_RATIO, HIGH_RATIO = w.CII_RATIOS


@njit
def _plain(rng, rows, designs):
    for t in range(rows.shape[0]):
        n = rng.binomial(w.MEMBERS, w.PROBABILITY)
        for _ in range(n):
            if rng.random() < w.BODY:
                x = math.exp(w.MU + w.SIGMA * rng.standard_normal())
            else:
                x = w.TAIL_SCALE * math.exp(rng.standard_exponential() / w.TAIL_SHAPE)
            inside = INSIDE * x
            bmi = min(CAP, RATIO * max(inside - DEDUCTIBLE, 0.0))
            left = inside - bmi
            cii = LOW_RATIO * min(max(left - CII_DEDUCTIBLE, 0.0), STEP - CII_DEDUCTIBLE)
            cii = min(CII_CAP, cii + HIGH_RATIO * max(left - STEP, 0.0))
            rest = x - bmi - cii
            rows[t, 0] += bmi
            rows[t, 1] += cii
            for i in range(designs.shape[0]):
                paid = designs[i, 1] * max(rest - designs[i, 0], 0.0)
                rows[t, 2 + i] += min(designs[i, 2], paid)


def plain(trials, seed, designs):
    """A trial in a dozen lines: NumPy's generator, a loop over claims, and one over designs inside."""
    rows = np.zeros((trials, 2 + len(designs)))
    _plain(np.random.default_rng(seed), rows, np.array(designs))
    return rows


# --- tuned: blocks, NumPy's ziggurat, the library's exponential ----------------------------------------
# --- own: the same with a generator, a ziggurat and an exponential written for it -----------------------

LAYERS = 256  # of the ziggurat


def _ziggurat():
    """Marsaglia and Tsang's tables for the half normal, 256 layers (52-bit words)."""
    r, v = 3.6541528853610088, 0.00492867323399
    x = np.empty(LAYERS + 1)
    x[0], x[1], x[LAYERS] = v / math.exp(-r * r / 2), r, 0.0
    for i in range(2, LAYERS):
        x[i] = math.sqrt(-2 * math.log(v / x[i - 1] + math.exp(-x[i - 1] * x[i - 1] / 2)))
    return x, np.exp(-x * x / 2)


ZX, ZF = _ziggurat()
#: A word's high 52 bits times this lie in [0, 1).
UNIT = 2.0**-52


@njit(inline="always")
def _next(s):
    """sfc64."""
    out = s[0] + s[1] + s[3]
    s[3] += np.uint64(1)
    s[0] = s[1] ^ (s[1] >> np.uint64(11))
    s[1] = s[2] + (s[2] << np.uint64(3))
    s[2] = ((s[2] << np.uint64(24)) | (s[2] >> np.uint64(40))) + out
    return out


@njit(inline="always")
def _uniform(s):
    """In (0, 1)."""
    return (float(_next(s) >> np.uint64(12)) + 0.5) * UNIT


@njit
def _unlikely(s, layer, z):
    """The one normal in a hundred that its layer does not settle: (accepted, value of the half normal)."""
    if layer == 0:
        while True:
            a = -math.log(_uniform(s)) / ZX[1]
            b = -math.log(_uniform(s))
            if b + b > a * a:
                return True, ZX[1] + a
    fine = ZF[layer + 1] + (ZF[layer] - ZF[layer + 1]) * _uniform(s)
    return fine < math.exp(-z * z / 2), z


@njit
def _normals(s, out, n):
    for i in range(n):
        while True:
            word = _next(s)
            layer = np.int64(word & np.uint64(255))
            z = float(word >> np.uint64(12)) * UNIT * ZX[layer]
            good = z < ZX[layer + 1]
            if not good:
                good, z = _unlikely(s, layer, z)
            if good:
                out[i] = -z if word & np.uint64(256) else z
                break


@njit
def _exp(x, k, n, shift, scale):
    """x[i] = exp(shift + scale x[i]) to the last few bits, in a form that the compiler makes vectors of:
    2^k from the bits of k + 1023, times a polynomial of the rest (Cody and Waite)."""
    bits = k.view(np.int64)
    for i in range(n):
        y = shift + scale * x[i]
        # y * log2(e) rounded to the nearest whole number by the magic of 1.5 * 2^52
        magic = y * 1.4426950408889634 + 6755399441055744.0
        whole = magic - 6755399441055744.0
        r = (y - whole * 0.6931471803691238) - whole * 1.9082149292705877e-10
        p = 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        p = p * r + 1.0
        p = p * r + 1.0
        x[i] = p
        k[i] = magic
    for i in range(n):
        # the low bits of `magic` hold the whole number
        bits[i] = (bits[i] + 1023) << 52
    for i in range(n):
        x[i] *= k[i]


@njit(fastmath={"reassoc", "nsz"})
def _layers(x, n, out, rest):
    """Adds what BMI and CII pay to `out`, and writes what they leave."""
    bmi_sum = cii_sum = 0.0
    for i in range(n):
        inside = INSIDE * x[i]
        bmi = min(CAP, max(RATIO * inside - RATIO * DEDUCTIBLE, 0.0))
        left = inside - bmi
        cii = LOW_RATIO * max(min(left, STEP) - CII_DEDUCTIBLE, 0.0)
        cii = min(CII_CAP, cii + HIGH_RATIO * max(left - STEP, 0.0))
        bmi_sum += bmi
        cii_sum += cii
        rest[i] = x[i] - bmi - cii
    out[0] += bmi_sum
    out[1] += cii_sum


@njit(fastmath={"reassoc", "nsz"})
def _one_design(rest, n, design):
    total = 0.0
    for i in range(n):
        total += min(design[2], design[1] * max(rest[i] - design[0], 0.0))
    return total


@njit
def _buckets(rest, n, least, at, first, width, counts, sums):
    """Counts and sums of what is left between the breakpoints `at`; `first` says where a cell begins."""
    last = first.shape[0] - 1
    for i in range(n):
        h = rest[i]
        if h > least:
            cell = min(int(h * width), last)
            k = first[cell]
            while k < at.shape[0] and h > at[k]:
                k += 1
            counts[k] += 1
            sums[k] += h


@njit
def _blocks(own, s, rng, rows, designs, at, first, width, low, high):
    x, k, rest = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    for t in range(rows.shape[0]):
        counts, sums = np.zeros(at.shape[0] + 1), np.zeros(at.shape[0] + 1)
        n = rng.binomial(w.MEMBERS, w.PROBABILITY)
        in_tail = rng.binomial(n, 1 - w.BODY)
        for tail in range(2):
            todo = in_tail if tail else n - in_tail
            while todo > 0:
                m = min(todo, BLOCK)
                todo -= m
                if own:
                    if tail:
                        for i in range(m):
                            x[i] = -math.log(_uniform(s))
                        _exp(x, k, m, math.log(w.TAIL_SCALE), 1 / w.TAIL_SHAPE)
                    else:
                        _normals(s, x, m)
                        _exp(x, k, m, w.MU, w.SIGMA)
                elif tail:
                    for i in range(m):
                        x[i] = w.TAIL_SCALE * math.exp(rng.standard_exponential() / w.TAIL_SHAPE)
                else:
                    for i in range(m):
                        x[i] = math.exp(w.MU + w.SIGMA * rng.standard_normal())
                _layers(x, m, rows[t], rest)
                if designs.shape[0] == 1:
                    rows[t, 2] += _one_design(rest, m, designs[0])
                else:
                    _buckets(rest, m, at[0], at, first, width, counts, sums)
        if designs.shape[0] > 1:
            # L(a) = sum of min(H, a); a design pays ratio (L(deductible + cap / ratio) - L(deductible))
            level, below, above = np.empty(at.shape[0]), 0.0, counts.sum()
            for j in range(at.shape[0]):
                below += sums[j]
                above -= counts[j]
                level[j] = below + above * at[j]
            for i in range(designs.shape[0]):
                rows[t, 2 + i] = designs[i, 1] * (level[high[i]] - level[low[i]])


def _run(own, trials, seed, designs):
    at = sorted({d for d, _, _ in designs} | {d + c / r for d, r, c in designs})
    index = {a: i for i, a in enumerate(at)}
    low = np.array([index[d] for d, _, _ in designs])
    high = np.array([index[d + c / r] for d, r, c in designs])
    # the first breakpoint above the lower end of each cell of 500 yuan
    first = np.searchsorted(at, np.arange(0, at[-1] + 500, 500.0))
    rows = np.zeros((trials, 2 + len(designs)))
    state = np.random.SeedSequence(seed).generate_state(4, np.uint64)
    rng = np.random.Generator(np.random.SFC64(seed + 1))
    _blocks(own, state, rng, rows, np.array(designs), np.array(at), first, 1 / 500.0, low, high)
    return rows


def tuned(trials, seed, designs):
    """Blocks in the first cache; SFC64 and the ziggurat of NumPy; layers that the compiler makes vectors of;
    counts of the tail instead of a choice a claim; many designs by counts and sums between their
    breakpoints."""
    return _run(False, trials, seed, designs)


def own(trials, seed, designs):
    """The same with a generator and a ziggurat that are compiled into the loop, and an exponential that the
    compiler makes vectors of: more than a user of Numba will write, less than a quantile table."""
    return _run(True, trials, seed, designs)


PEERS = {"plain": plain, "tuned": tuned, "own": own}
