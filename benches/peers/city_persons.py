"""The city in Numba once more, person by person: huimin's work, addresses and whole fen included.

Persons stand in blocks of at most 4,096 of one year of birth, sex and scheme. Each draws his inclination to join
once for all years. In each year a block draws how many have at least r admissions, by inverse distribution; all
its admissions then stand in columns, the first of everybody, then second ones and so on, so that the r-th
admissions are those of the first patients. Short loops make words to costs, and costs to whole fen of bill, parts
and basic insurance; the rounds are added up by patient; the few whom a later payer can reach learn their slots and
are settled.

A word is a hash of seed, trial, year, block, purpose and its place, and a patient's slot is his place in a keyed
order of the block's: any draw can be repeated alone, and the slot of a patient at whom no payer looks is not worked
out.

Whole fen are float64, exact below 2^53. Shares of a bill are whole 2^-20ths and ratios of payers whole thousandths,
so that products are exact (bills below 86 million yuan) and every half is rounded up.
"""

from typing import NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions
from numba.extending import intrinsic

from city_peer import OCTAVES, ROUNDS, SHARES, City, binomial, survivals

SLOTS = 4_096  # of a block
ROOM = 8 * SLOTS  # admissions of a block and year
SHARE_UNIT = 2.0**-20
THOUSAND = 1_000
OLDEST = 100
#: What a word is for.
INCLINATION, COUNTS, COST, SPLIT, ORDER = (np.uint64(k) for k in range(1, 6))
FIRST_YEAR = np.uint64(1_000)
ONE = np.uint64(1)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
TWELVE = np.uint64(SHARES - 1)

# Numba knows how to say that arrays do not overlap, and has no word for it; without it LLVM does not dare to make
# vectors of most loops here. Nothing here allocates, so nothing is counted (`_nrt`): a tenth of the time.
CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")
_plain = njit(_nrt=False, forceinline=True)
_vectors = njit(_nrt=False, forceinline=True, noalias=True)
#: Sums of whole fen are exact in any order.
_sums = njit(_nrt=False, forceinline=True, fastmath={"reassoc"})


# --- the scenario as arrays ------------------------------------------------------------------------


class People(NamedTuple):
    """By block; heads and cell also by year of the term."""

    address: np.ndarray
    heads: np.ndarray
    cell: np.ndarray


class Illness(NamedTuple):
    """By cell: status, mean of admissions and of cost (fen); by status: levels, shares; the table of severity."""

    status: np.ndarray
    rate: np.ndarray
    cost: np.ndarray
    frailty: float
    levels: np.ndarray  # in 2^-28ths, cumulative
    level_cost: np.ndarray
    bins: np.ndarray  # intercept and slope over survival
    power: np.ndarray  # and beyond the bins
    tail: float
    shares: np.ndarray  # tables, each once
    which: np.ndarray  # of them, by status and part


class Terms(NamedTuple):
    """In fen and thousandths."""

    deductible: np.ndarray  # by first or later admission, level
    ratio: np.ndarray  # by status, level
    cap: np.ndarray  # by status
    scales: np.ndarray  # CII and the two liabilities: deductible, bend, two ratios, cap
    joins: np.uint64  # inclinations below this


class Columns(NamedTuple):
    """Memory of one block: a place a slot, an admission, or (in the first places) a patient."""

    member: np.ndarray
    words: np.ndarray
    more_words: np.ndarray
    places: np.ndarray  # in the table of severity
    relative: np.ndarray  # survival, then relative cost
    own: np.ndarray  # shares
    over: np.ndarray
    class_b: np.ndarray
    first: np.ndarray
    left: np.ndarray  # of the policy range, after the basic insurance
    paid: np.ndarray
    outside: np.ndarray
    far: np.ndarray
    entrants: np.ndarray
    at_least: np.ndarray


class Persons(City):
    """The city, its blocks, and memory for one of them."""

    def __init__(self, path):
        super().__init__(path)
        self.people = self._people()
        shares = np.rint(self.shares / SHARE_UNIT) * SHARE_UNIT
        tables, which = np.unique(shares.reshape(-1, SHARES), axis=0, return_inverse=True)
        levels = np.rint(self.levels * 2**28).astype(np.int64)
        self.illness = Illness(self.status, self.rate, 100 * self.cost, self.frailty, levels, self.level_cost,
                               self.severity.octaves(), self.power, self.tail, tables.astype(np.float32),
                               which.reshape(shares.shape[:2]))
        scales = _whole(self.scales, [100, 100, THOUSAND, THOUSAND, 100]).astype(np.int64)
        joins = np.uint64(min(round(self.participation * 2**64), 2**64 - 1))
        self.terms = Terms(_whole(self.deductible, 100), _whole(self.ratio, THOUSAND), _whole(self.cap, 100), scales, joins)
        self.columns = _columns()
        self.laws = np.zeros((len(self.elapsed), len(self.rate), ROUNDS, 2))

    def _people(self):
        """Blocks of every cohort, and how many of their slots are covered in each year."""
        doc = self.doc
        heads = np.zeros((2, 2, OLDEST + 1), np.int64)
        for band in doc["city"]["heads"].values():
            ages = np.arange(band["from_age"], band["to_age"] + 1)
            for scheme, member in enumerate(("employee", "resident")):
                for sex, name in enumerate(("male", "female")):
                    # the youngest take the remainder
                    n = band[f"{member}_{name}"]
                    heads[scheme, sex, ages] += n // len(ages) + (np.arange(len(ages)) < n % len(ages))
        retirement = [doc["city"]["retirement_age"][name] for name in ("male", "female")]
        first, years = doc["term"]["first_year"], doc["term"]["years"]
        blocks = []
        for birth in range(first - OLDEST, first + years):
            ages = first + np.arange(years) - birth
            alive, known = (ages >= 0) & (ages <= OLDEST), ages.clip(0, OLDEST)
            step = np.searchsorted(self.starts, known, "right") - 1
            for sex, scheme in ((0, 0), (0, 1), (1, 0), (1, 1)):
                n = np.where(alive, heads[scheme, sex, known], 0)
                cell = self.cell[2 if scheme else (ages >= retirement[sex]).astype(int), step]
                for part in range(-(-n.max() // SLOTS)):
                    address = ((birth << 2 | sex << 1 | scheme) << 32) | part
                    blocks.append((address, (n - part * SLOTS).clip(0, SLOTS), cell))
        address, n, cell = zip(*blocks)
        return People(np.array(address, np.uint64), np.array(n), np.array(cell))


def _whole(amounts, unit):
    """In units, of which they must be whole numbers."""
    amounts = np.minimum(amounts, 1e12) * unit
    assert np.allclose(amounts, np.rint(amounts), rtol=0, atol=1e-6)
    return np.rint(amounts)


def _columns():
    # each some cache lines further into its page than the last, lest they all fall on the same places of the cache
    pitch = ROOM + 104
    memory = np.zeros(len(Columns._fields) * pitch)
    kinds = {"member": np.bool_, "words": np.uint64, "more_words": np.uint64, "far": np.uint8}
    kinds |= dict.fromkeys(("places", "entrants", "at_least"), np.int64)
    kinds |= dict.fromkeys(("own", "over", "class_b", "first"), np.float32)
    rows = (memory[k * pitch :][:ROOM] for k in range(len(Columns._fields)))
    return Columns(*(row.view(kinds.get(name, float)) for name, row in zip(Columns._fields, rows)))


# --- numbers by address ----------------------------------------------------------------------------


@njit(inline="always")
def _mix(z):
    """The finaliser of splitmix64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(inline="always")
def _key(key, part):
    """The key of a part of what another key is of: a year of a trial, a block of a year, a purpose."""
    return _mix((key ^ _mix(part + GOLDEN)) * GOLDEN + ONE)


@njit(inline="always")
def _word(key, i):
    """The `i`-th word of a key: splitmix64 from there on."""
    return _mix(key + np.uint64(i) * GOLDEN)


@intrinsic
def _bits(_, x):
    return types.uint64(types.float64), lambda _, builder, __, args: builder.bitcast(args[0], ir.IntType(64))


@intrinsic
def _double(_, x):
    return types.float64(types.uint64), lambda _, builder, __, args: builder.bitcast(args[0], ir.DoubleType())


@njit(inline="always")
def _survival(word):
    """In (0, 1) from the high 52 bits: between 1 and 2 by its bits, subtracted from 2."""
    return 2.0 - _double((word >> np.uint64(12)) | np.uint64(0x3FF0000000000001))


@njit(inline="always")
def _half_up(x):
    return np.floor(x + 0.5)


# --- columns ---------------------------------------------------------------------------------------
# Loops over `_vectors` become vectors. Those that look up tables stay plain: single loads are faster than gathers.


@_vectors
def _inclinations(key, n, joins, member):
    """Who is inclined to join: those whose word is low enough."""
    for i in range(n):
        key += GOLDEN
        member[i] = _mix(key) < joins


@_vectors
def _draw(key, n, words):
    for i in range(n):
        key += GOLDEN
        words[i] = _mix(key)


@_vectors
def _draw_survivals(key, n, words, places, survivals):
    """Words, the survivals that they stand for, and their places in the table; how many lie beyond it."""
    beyond = 0
    for i in range(n):
        key += GOLDEN
        word = _mix(key)
        v = _survival(word)
        place = np.int64(_bits(v) >> np.uint64(46)) - ((1023 - OCTAVES) << 6)
        words[i], places[i], survivals[i] = word, max(place, 0), v
        beyond += place < 0
    return beyond


@_plain
def _costs(n, bins, places, relative):
    """Survivals to relative costs."""
    for i in range(n):
        place = np.uint64(places[i])
        relative[i] = bins[place, 0] + bins[place, 1] * relative[i]


@_plain
def _beyond_bins(n, power, tail, words, relative):
    """The exact quantiles of those beyond the table."""
    for i in range(n):
        v = _survival(words[i])
        if v < 2.0**-OCTAVES:
            relative[i] = power[0] + power[1] * v**-tail


@_plain
def _shares(n, tables, which, c):
    of_own, of_over, of_b, of_first = which
    for i in range(n):
        word = c.words[i]
        c.own[i] = tables[of_own, word >> np.uint64(52)]
        c.over[i] = tables[of_over, (word >> np.uint64(40)) & TWELVE]
        c.class_b[i] = tables[of_b, (word >> np.uint64(28)) & TWELVE]
        c.first[i] = tables[of_first, (word >> np.uint64(16)) & TWELVE]


@_vectors
def _bills(n, patients, c, cost, levels, first, later, ratio):
    """Costs to whole fen: what the basic insurance pays before its cap, what it leaves of the policy range, and
    what is outside of that. The bills up to `patients` are the first of their year."""
    for i in range(n):
        # 12 bits of the one word and 16 of the other are left
        at = np.int64((c.more_words[i] & TWELVE) << np.uint64(16) | (c.words[i] & np.uint64(0xFFFF)))
        low, middle = at < levels[0], at < levels[1]
        total = _half_up(c.relative[i] * (cost[0] if low else (cost[1] if middle else cost[2])))
        own = _half_up(total * c.own[i])
        rest = total - own
        over = _half_up(rest * c.over[i])
        rest -= over
        by_patient = _half_up(_half_up(rest * c.class_b[i]) * c.first[i])
        rest -= by_patient
        of_first = first[0] if low else (first[1] if middle else first[2])
        of_later = later[0] if low else (later[1] if middle else later[2])
        above = max(rest - (of_first if i < patients else of_later), 0.0)
        # half a thousandth more, so that an exact half is rounded up whatever the last bit of 0.001 does
        paid = np.floor(above * (ratio[0] if low else (ratio[1] if middle else ratio[2])) * 0.001 + 0.5005)
        c.left[i], c.paid[i], c.outside[i] = rest - paid, paid, own + over + by_patient


@_sums
def _sum(column, n):
    total = 0.0
    for i in range(n):
        total += column[i]
    return total


@_vectors
def _add(begin, n, left, paid, outside):
    """Adds a later round to the patients' sums."""
    for j in range(n):
        left[j] += left[begin + j]
        paid[j] += paid[begin + j]
        outside[j] += outside[begin + j]


@_vectors
def _reach(n, c, least, cap, least_outside):
    """Whom a later payer, or the cap, can reach."""
    for j in range(n):
        c.far[j] = (c.left[j] > least) | (c.paid[j] > cap) | (c.outside[j] > least_outside)


@_plain
def _entrants(n, far, entrants):
    found = 0
    for j in range(n):
        entrants[found] = j
        found += far[j]
    return found


@njit(inline="always")
def _order(key, heads):
    """Of the keyed order of the slots below `heads`: three words, and all ones that hold a slot (seven at least)."""
    width = np.uint64(heads - 1) | np.uint64(127)
    for shift in (1, 2, 4):
        width |= width >> np.uint64(shift)
    return _word(key, 0), _word(key, 1), _word(key, 2), width


@njit(inline="always")
def _slot(order, j, heads):
    """The `j`-th slot in a keyed order: six affine steps by 22 bits of key each, stirred in between, which is as good as
    random for pairs (seven bits and more); from a slot that stands empty on by the same steps."""
    one, other, third, width = order
    x = np.uint64(j)
    while True:
        for key in (one, one >> np.uint64(32), other, other >> np.uint64(32), third, third >> np.uint64(32)):
            x ^= x >> np.uint64(5)
            x = (x * ((key << ONE) | ONE) + (key >> np.uint64(12))) & width
        x ^= x >> np.uint64(5)
        if x < np.uint64(heads):
            return x


# --- a block's year --------------------------------------------------------------------------------


@njit(inline="always")
def _scale(h, scales, k):
    """Tiers above a deductible up to a cap, half up to the fen."""
    low = max(min(h, scales[k, 1]) - scales[k, 0], 0)
    high = max(h - max(scales[k, 1], scales[k, 0]), 0)
    return min((scales[k, 2] * low + scales[k, 3] * high + THOUSAND // 2) // THOUSAND, scales[k, 4])


@_plain
def _at_least(key, heads, laws, y, cell, at_least):
    """Numbers of those with at least one admission, two, ...; how many rounds, and admissions."""
    n, rounds, total = heads, 0, 0
    while rounds < ROUNDS:
        n = binomial(n, laws[y, cell, rounds, 0], laws[y, cell, rounds, 1], 1.0 - _survival(_word(key, rounds)))
        if n == 0:
            break
        at_least[rounds] = n
        total += n
        rounds += 1
    return rounds, total


@_plain
def _three(table, s):
    return table[s, 0], table[s, 1], table[s, 2]


@_plain
def _block_year(key, heads, y, cell, severity, laws, illness, terms, c, rows):
    """One block in one year: draws, settles, adds to `rows`."""
    rounds, n = _at_least(_key(key, COUNTS), heads, laws, y, cell, c.at_least)
    if rounds == 0:
        return
    assert n + 32 <= ROOM
    # whole vectors: a few bills too many are drawn and not looked at
    whole = (n + 31) & ~31
    s, patients = illness.status[cell], c.at_least[0]
    beyond = _draw_survivals(_key(key, COST), whole, c.more_words, c.places, c.relative)
    _costs(whole, illness.bins, c.places, c.relative)
    if beyond > 0:
        _beyond_bins(n, illness.power, illness.tail, c.more_words, c.relative)
    _draw(_key(key, SPLIT), whole, c.words)
    _shares(whole, illness.shares, _three(illness.which, s) + (illness.which[s, 3],), c)
    mean, (low, middle, high) = illness.cost[cell] * severity, _three(illness.level_cost, s)
    _bills(whole, patients, c, (mean * low, mean * middle, mean * high), (illness.levels[s, 0], illness.levels[s, 1]),
           _three(terms.deductible, 0), _three(terms.deductible, 1), _three(terms.ratio, s))
    paid = _sum(c.paid, n)
    begin = patients
    for r in range(1, rounds):
        _add(begin, c.at_least[r], c.left, c.paid, c.outside)
        begin += c.at_least[r]
    cap, scales = terms.cap[s], terms.scales
    _reach(patients, c, min(scales[0, 0], scales[1, 0]), cap, scales[2, 0])
    order = _order(_key(key, ORDER), heads)
    cii = l1 = l2 = 0
    for k in range(_entrants(patients, c.far, c.entrants)):
        j = c.entrants[k]
        # what the cap keeps back is the patient's, and counts as his self-pay does
        above = max(c.paid[j] - cap, 0.0)
        paid -= above
        self_pay = np.int64(c.left[j] + above)
        by_cii = _scale(self_pay, scales, 0)
        member = np.int64(c.member[_slot(order, j, heads)])
        cii += by_cii
        l1 += member * _scale(self_pay - by_cii, scales, 1)
        l2 += member * _scale(np.int64(c.outside[j]), scales, 2)
    rows[y, 0] += n
    rows[y, 1] += paid
    rows[y, 2] += cii
    rows[y, 3] += l1
    rows[y, 4] += l2


@njit(_nrt=False)
def _trial(seed, trial, frequency, severity, people, illness, terms, columns, laws, rows):
    key, years = _key(seed, trial), rows.shape[0]
    for y in range(years):
        for cell in range(illness.rate.shape[0]):
            survivals(illness.rate[cell] * frequency[y], illness.frailty, laws[y, cell])
    for b in range(people.address.shape[0]):
        block = _key(key, people.address[b])
        most = 0
        for y in range(years):
            most = max(most, people.heads[b, y])
        _inclinations(_key(block, INCLINATION), most, terms.joins, columns.member)
        for y in range(years):
            if people.heads[b, y] > 0:
                _block_year(_key(block, FIRST_YEAR + np.uint64(y)), people.heads[b, y], y, people.cell[b, y],
                            severity[y], laws, illness, terms, columns, rows)


def settle(city, seed, trial, world, people, rows):
    """A trial of some blocks, added to `rows`, in fen."""
    _trial(np.uint64(seed), np.uint64(trial), *world, people, city.illness, city.terms, city.columns, city.laws, rows)


def persons(city, trials, seed):
    """By trial and year: admissions, then what BMI, CII and the two liabilities of HMB paid, in yuan."""
    rows = np.zeros((trials, len(city.elapsed), 5))
    for t, world in enumerate(zip(*city.world(np.random.default_rng(seed), trials))):
        settle(city, seed, t, world, city.people, rows[t])
    return rows / [1, 100, 100, 100, 100]
