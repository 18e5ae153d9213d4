"""The city of scenarios/benches/city.json in Numba, whole cells at a time (`city_persons` does it person by person).

Read from the scenario that huimin itself writes out (`scenario.resolved.json` of a run). A trial draws the
world's levels of three years; in each year and each cell (status, age step) the number of members with at
least r admissions, by the inverse distribution of one uniform a round; then for each admission a hospital
level, a cost by quantile table, four shares of the bill by tables, and the basic insurance; then for each
patient whether he has the city product, critical-illness insurance and its two liabilities.

What it does not do, and huimin does: whole fen with a rounding a payment, addresses for every draw, the
ledgers of the funds, place of care and causes, the counts of the other columns. Cells of the same rates
are one (huimin draws by single year of age and sex).
"""

import functools
import json
import math
from statistics import NormalDist

import numpy as np
from numba import njit

SHARES = 4096  # entries of a share table, equally likely
COARSE, FINE = 4096, 4096  # bins of the severity table, and of its dearest bin again
OCTAVES = 16  # of survival in the other table of severity, 64 bins each
GAUSS = np.polynomial.legendre.leggauss(6)
ROUNDS = 64  # of admissions of a patient
INVERSE = 1 / np.maximum(np.arange(ROUNDS), 1)


class Severity:
    """Lognormal body with a generalised Pareto tail from the quantile of its probability on; mean 1."""

    def __init__(self, doc):
        self.sigma, self.mu = doc["law"]["sigma"], doc["law"].get("mu", 0.0)
        tail = doc["tail"]
        self.probability, self.shape = tail["probability"], tail["shape"]
        self.threshold = self._body(self.probability)
        self.scale = tail["scale"] * self.threshold
        # E[X; body] in closed form, and the tail's mean
        z = (math.log(self.threshold) - self.mu) / self.sigma
        body = math.exp(self.mu + self.sigma**2 / 2) * 0.5 * math.erfc((self.sigma - z) / math.sqrt(2))
        self.mean = body + self.probability * (self.threshold + self.scale / (1 - self.shape))

    def quantile(self, survival):
        if survival > self.probability:
            return self._body(survival) / self.mean
        rest = (survival / self.probability) ** -self.shape
        return (self.threshold + self.scale / self.shape * (rest - 1)) / self.mean

    def _body(self, survival):
        return math.exp(self.mu - self.sigma * NormalDist().inv_cdf(survival))

    def tables(self):
        """Start and slope of equally likely bins, each with its exact mean; the dearest bin has a table of
        its own, of which the dearest bin is inverted exactly: `power[0] + power[1] survival^-shape`."""
        bins = [self._bin(i / COARSE, 1 / COARSE) for i in range(1, COARSE)]
        fine = [self._bin(i / (COARSE * FINE), 1 / (COARSE * FINE)) for i in range(1, FINE)]
        power = self.scale / self.shape
        powers = [(self.threshold - power) / self.mean, power * self.probability**self.shape / self.mean]
        return np.array([(0, 0), *bins], float), np.array([(0, 0), *fine], float), np.array(powers)

    def octaves(self):
        """Intercept and slope over survival, in 64 bins of each octave of survival from 2^-16 to 1."""
        v = [2.0**k * (1 + i / 64) for k in range(-OCTAVES, 0) for i in range(64)]
        width = [2.0 ** math.floor(math.log2(low)) / 64 for low in v]
        lines = np.array([self._bin(low, by) for low, by in zip(v, width)])
        slope = lines[:, 1] / width
        return np.stack([lines[:, 0] - slope * v, slope], axis=1)

    def _bin(self, survival, width):
        high, low = self.quantile(survival), self.quantile(min(survival + width, 1 - 1e-12))
        nodes, weights = GAUSS
        mean = sum(w * self.quantile(survival + width * (z + 1) / 2) for z, w in zip(nodes, weights)) / 2
        return mean - (low - high) / 2, low - high


@functools.cache
def _share_table(mean, concentration):
    """Means of a beta law over equally likely bins, by a fine grid of its density."""
    if mean == 0:
        return np.zeros(SHARES)
    a, b = mean * concentration, (1 - mean) * concentration
    # in log-odds, where the density of any shape is smooth: x^a (1 - x)^b
    t = np.linspace(-60 / min(a, 1), 60 / min(b, 1), 400_001)
    log_x, log_rest = -np.logaddexp(0, -t), -np.logaddexp(0, t)
    mass = np.exp(a * log_x + b * log_rest - (a * math.log(mean) + b * math.log(1 - mean)))
    cdf = np.concatenate(([0.0], np.cumsum((mass[1:] + mass[:-1]) / 2)))
    part = mass * np.exp(log_x)
    moment = np.concatenate(([0.0], np.cumsum((part[1:] + part[:-1]) / 2)))
    ends = np.interp(np.arange(SHARES + 1) / SHARES, cdf / cdf[-1], moment / cdf[-1])
    return np.diff(ends) * SHARES


class City:
    """Everything that a trial needs, as arrays."""

    STATUSES = ("in_service", "retired", "resident")

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            doc = json.load(file)
        self.doc, illness = doc, doc["illness"]
        years = doc["term"]["years"]
        self.elapsed = np.arange(doc["term"]["first_year"], doc["term"]["first_year"] + years) - doc["world"]["base_year"]
        steps = sorted(illness["ages"].values(), key=lambda step: step["from_age"])
        self.starts = starts = [step["from_age"] for step in steps]
        retirement = doc["city"]["retirement_age"]
        heads = np.zeros((3, len(steps)))
        for band in doc["city"]["heads"].values():
            step = np.searchsorted(starts, band["from_age"], "right") - 1
            for sex in ("male", "female"):
                retired = band["from_age"] >= retirement[sex]
                heads[1 if retired else 0, step] += band[f"employee_{sex}"]
                heads[2, step] += band[f"resident_{sex}"]
        often = np.array([step["frequency"] for step in steps])
        dear = np.array([step["cost"] for step in steps])
        rate, cost, self.levels, self.level_cost = (np.empty((3, n)) for n in (len(steps), len(steps), 2, 3))
        self.shares = np.empty((3, 4, SHARES))
        for s, name in enumerate(self.STATUSES):
            status = illness["statuses"][name]
            weight = heads[s] @ often
            rate[s] = status["admissions_per_1000_years"] / 1000 * often * heads[s].sum() / weight
            cost[s] = status["cost_per_admission_yuan"] * dear * weight / (heads[s] @ (often * dear))
            level = [status["levels"][key] for key in ("primary", "secondary", "tertiary")]
            share = np.array([it["share"] for it in level])
            relative = np.array([it["cost_relativity"] for it in level])
            self.levels[s] = np.cumsum(share)[:2]
            self.level_cost[s] = relative / (share @ relative)
            split = status["split"]
            assert split["own_expense_elasticity"] == 0
            means = ("own_expense_share", "over_limit_share", "class_b_share", "first_self_pay_share")
            self.shares[s] = [_share_table(split[key], split["concentration"]) for key in means]
        s, step = np.nonzero(heads)
        self.cell = np.full(heads.shape, -1)
        self.cell[s, step] = np.arange(len(s))
        self.status, self.heads = s, heads[s, step].astype(np.int64)
        self.rate, self.cost = rate[s, step], cost[s, step]
        self.frailty = illness["repeats"]["shape"]
        self.severity = Severity(illness["severity"])
        self.coarse, self.fine, self.power = self.severity.tables()
        self.tail = illness["severity"]["tail"]["shape"]
        self._terms(doc["payers"], doc["funds"])

    def _terms(self, payers, funds):
        levels = ("primary", "secondary", "tertiary")
        bmi = payers["bmi"]
        first = [bmi["deductible_yuan_by_level"][key] for key in levels]
        self.deductible = np.array([first, [bmi["repeat_deductible_ratio"] * d for d in first]], float)
        own = [bmi["groups"]["employee"]] * 2 + [bmi]
        self.ratio = np.array([[terms["ratio_by_level"][key] for key in levels] for terms in own])
        self.cap = np.array([terms["cap_yuan_per_year"] for terms in own], float)
        self.scales = np.zeros((3, 5))
        for row, name in zip(self.scales, ("cii", "hmb-l1", "hmb-l2")):
            payer = payers[name]
            tiers = list(payer["tiers"].values())
            last = tiers[-1]["ratio"]
            bend = tiers[0]["up_to_yuan"] if len(tiers) == 2 else math.inf
            row[:] = payer["deductible_yuan"], bend, tiers[0]["ratio"], last, payer["cap_yuan"]
        self.participation = funds["hmb"]["participation"]

    def world(self, rng, trials):
        """Levels of frequency and severity by trial and year, as in docs/model.md."""
        out = []
        for key in ("frequency", "severity"):
            m = self.doc["world"][key]
            rho, sd, parameter = m["autocorrelation"], m["year_sd"], m["parameter_sd"]
            z = rng.standard_normal((trials, 2 + len(self.elapsed)))
            e = np.empty((trials, len(self.elapsed)))
            e[:, 0] = sd * z[:, 2]
            for y in range(1, len(self.elapsed)):
                e[:, y] = rho * e[:, y - 1] + sd * math.sqrt(1 - rho * rho) * z[:, 2 + y]
            drift = math.log1p(m["trend_per_year"]) + m["trend_sd"] * z[:, 1:2]
            fixed = parameter * z[:, :1] - parameter**2 / 2
            out.append(np.exp(drift * self.elapsed + fixed + e - sd * sd / 2))
        return out


@njit(inline="always")
def _next(s):
    """sfc64."""
    out = s[0] + s[1] + s[3]
    s[3] += np.uint64(1)
    s[0] = s[1] ^ (s[1] >> np.uint64(11))
    s[1] = s[2] + (s[2] << np.uint64(3))
    s[2] = ((s[2] << np.uint64(24)) | (s[2] >> np.uint64(40))) + out
    return out


@njit
def _upper_normal(p):
    """Normal quantile of a lower probability (Acklam's rational approximation, 1e-9)."""
    if p < 0.02425:
        q = math.sqrt(-2 * math.log(p))
        top = ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        return top / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    if p > 1 - 0.02425:
        return -_upper_normal(1 - p)
    q = p - 0.5
    r = q * q
    top = (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q
    return top / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)


@njit
def survivals(mean, shape, law):
    """Of a negative binomial number of admissions, for each r: the probability of r + 1 given at least r, and the
    logarithm of the larger of it and its rest, as `binomial` asks."""
    q = mean / (mean + shape)
    mass = (1 - q) ** shape
    survival = 1.0
    for r in range(law.shape[0]):
        above = max(survival - mass, 0.0)
        p = above / survival if above > 1e-14 else 0.0
        law[r, 0], law[r, 1] = p, math.log1p(-min(p, 1 - p))
        if p == 0.0:
            break
        survival = above
        mass *= q * (shape + r) / (r + 1)


@njit
def binomial(n, p, log_rest, u):
    """The number that a uniform stands for, `log_rest` being log(1 - min(p, 1 - p)): exact by a walk from zero where
    few are expected, by the expansion of the quantile where many are (distribution function within 2e-4)."""
    if n == 0 or p <= 0.0:
        return 0
    turned = p > 0.5
    if turned:
        p, u = 1 - p, 1 - u
    variance = n * p * (1 - p)
    if variance > 8.0:
        # Cornish and Fisher to the fourth cumulant, of what becomes this number when rounded (Sheppard)
        z = _upper_normal(min(max(u, 1e-12), 1 - 1e-12))
        sd = math.sqrt(variance - 1 / 12)
        skew, excess = (1 - 2 * p) * variance / sd**3, (variance * (1 - 6 * p * (1 - p)) + 1 / 120) / sd**4
        w = z + skew * (z * z - 1) / 6 + (excess / 24 * (z * z - 3) - skew * skew / 36 * (2 * z * z - 5)) * z
        k = int(min(max(n * p + sd * w + 0.5, 0.0), float(n)))
    else:
        odds = p / (1 - p)
        mass = math.exp(n * log_rest)
        below, k = mass, 0
        while below < u and k < n and k < ROUNDS - 1:
            mass *= odds * (n - k) * INVERSE[k + 1]
            below += mass
            k += 1
    return n - k if turned else k


@njit(inline="always")
def _scale(h, terms):
    """Tiers above a deductible up to a cap: `terms` are deductible, bend, two ratios, cap."""
    paid = terms[2] * max(min(h, terms[1]) - terms[0], 0.0) + terms[3] * max(h - max(terms[1], terms[0]), 0.0)
    return min(paid, terms[4])


@njit
def _cost(word, coarse, fine, power, shape):
    """A relative cost from the high 52 bits: linear within a bin, exact in the last 2^-24 of the tail."""
    nth = word >> np.uint64(52)
    if nth > 0:
        rest = float(word & np.uint64((1 << 52) - 1)) * 2.0**-52
        return coarse[nth, 0] + rest * coarse[nth, 1]
    nth = word >> np.uint64(40)
    rest = float(word & np.uint64((1 << 40) - 1)) * 2.0**-40
    if nth > 0:
        return fine[nth, 0] + rest * fine[nth, 1]
    return power[0] + power[1] * (max(rest, 1e-9) * 2.0**-24) ** -shape


@njit
def _year(s, frequency, severity, status, heads, rate, cost, frailty, levels, level_cost, coarse, fine, power, tail,
          shares, deductible, ratio, cap, scales, participation, out):
    at_least, law = np.empty(ROUNDS, np.int64), np.empty((ROUNDS, 2))
    for c in range(heads.shape[0]):
        st = status[c]
        survivals(rate[c] * frequency, frailty, law)
        n, rounds = heads[c], 0
        while n > 0 and rounds < ROUNDS:
            u = float(_next(s) >> np.uint64(12)) * 2.0**-52
            n = binomial(n, law[rounds, 0], law[rounds, 1], u)
            at_least[rounds] = n
            rounds += 1
        mean_cost = cost[c] * severity
        for j in range(at_least[0]):
            used = self_pay = outside = 0.0
            r = 0
            while r < rounds and j < at_least[r]:
                word = _next(s)
                u = float(word >> np.uint64(12)) * 2.0**-52
                level = (1 if u >= levels[st, 0] else 0) + (1 if u >= levels[st, 1] else 0)
                total = mean_cost * level_cost[st, level] * _cost(_next(s), coarse, fine, power, tail)
                word = _next(s)
                own = total * shares[st, 0, word & np.uint64(4095)]
                over = (total - own) * shares[st, 1, (word >> np.uint64(16)) & np.uint64(4095)]
                catalogue = total - own - over
                first = catalogue * shares[st, 2, (word >> np.uint64(32)) & np.uint64(4095)]
                first *= shares[st, 3, (word >> np.uint64(48)) & np.uint64(4095)]
                policy = catalogue - first
                paid = ratio[st, level] * max(policy - deductible[min(r, 1), level], 0.0)
                paid = min(paid, cap[st] - used)
                used += paid
                self_pay += policy - paid
                outside += own + over + first
                r += 1
            out[0] += r
            out[1] += used
            cii = _scale(self_pay, scales[0])
            out[2] += cii
            # no branch, which half of the patients would mispredict
            member = 1.0 if float(_next(s) >> np.uint64(12)) * 2.0**-52 < participation else 0.0
            out[3] += member * _scale(self_pay - cii, scales[1])
            out[4] += member * _scale(outside, scales[2])


def tuned(city, trials, seed):
    """By trial and year: admissions, then what BMI, CII and the two liabilities of HMB paid."""
    frequency, severity = city.world(np.random.default_rng(seed), trials)
    state = np.random.SeedSequence(seed).generate_state(4, np.uint64)
    rows = np.zeros((trials, len(city.elapsed), 5))
    for t in range(trials):
        for y in range(len(city.elapsed)):
            _year(state, frequency[t, y], severity[t, y], city.status, city.heads, city.rate, city.cost, city.frailty,
                  city.levels, city.level_cost, city.coarse, city.fine, city.power, city.tail, city.shares, city.deductible,
                  city.ratio, city.cap, city.scales, city.participation, rows[t, y])
    return rows
