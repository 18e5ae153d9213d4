"""Blocks of the city in plain Python: whole numbers, fractions, one bill after another.

The words are those of `city_persons`, by address, so each block stands alone; what is made of them is written anew
from the scenario. `python city_plain.py scenario.resolved.json` holds a few blocks of each kind to it, to the fen.
"""

import math
import sys
from fractions import Fraction

import numpy as np

import city_peer
import city_persons as twin

LEVELS = ("primary", "secondary", "tertiary")
MASK, GOLDEN = 2**64 - 1, 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def key(of, part):
    return mix(((of ^ mix((int(part) + GOLDEN) & MASK)) * GOLDEN + 1) & MASK)


def word(of, i):
    return mix((of + i * GOLDEN) & MASK)


def survival(word):
    return 1 - (2 * (word >> 12) + 1) / 2**53


def half_up(x):
    return math.floor(x + Fraction(1, 2))


class Plain:
    """One future of the city."""

    def __init__(self, city, seed, trial, frequency, severity):
        self.city, self.payers, self.severity = city, city.doc["payers"], severity
        self.key = key(seed, trial)
        self.laws = np.zeros_like(city.laws)
        for y, level in enumerate(frequency):
            for cell, rate in enumerate(city.rate):
                city_peer.survivals(rate * level, city.frailty, self.laws[y, cell])

    def block(self, b, y):
        """Admissions, BMI, CII and the two liabilities of a block's year, in fen."""
        people = self.city.people
        self.y, self.cell, heads = y, int(people.cell[b, y]), int(people.heads[b, y])
        self.status = int(self.city.status[self.cell])
        of_block = key(self.key, people.address[b])
        of_year = key(of_block, 1_000 + y)
        at_least = self.numbers(key(of_year, twin.COUNTS), heads)
        begins = np.concatenate(([0], np.cumsum(at_least))).astype(int)
        out = [int(begins[-1]), 0, 0, 0, 0]
        for j in range(at_least[0] if at_least else 0):
            bmi, self_pay, outside = self.patient([int(begins[r]) + j for r, n in enumerate(at_least) if j < n], of_year)
            cii = self.yearly("cii", self_pay)
            out[1] += bmi
            out[2] += cii
            slot = self.slot(key(of_year, twin.ORDER), j, heads)
            if word(key(of_block, twin.INCLINATION), slot + 1) < int(self.city.participation * 2**64):
                out[3] += self.yearly("hmb-l1", self_pay - cii)
                out[4] += self.yearly("hmb-l2", outside)
        return out

    def numbers(self, of, heads):
        out = []
        for r in range(twin.ROUNDS):
            heads = city_peer.binomial(heads, *self.laws[self.y, self.cell, r], 1 - survival(word(of, r)))
            if heads == 0:
                break
            out.append(int(heads))
        return out

    def patient(self, admissions, of_year):
        """What BMI pays of a patient's year, the rest of the policy range, and what is outside of it."""
        bmi = self.payers["bmi"]
        own_terms = bmi["groups"]["employee"] if self.status < 2 else bmi
        used = self_pay = outside = 0
        for nth, place in enumerate(admissions):
            level, total, parts = self.bill(word(key(of_year, twin.COST), place + 1), word(key(of_year, twin.SPLIT), place + 1))
            deductible = bmi["deductible_yuan_by_level"][LEVELS[level]] * 100
            if nth > 0:
                deductible *= Fraction(str(bmi["repeat_deductible_ratio"]))
            policy = total - sum(parts)
            pays = half_up(max(policy - deductible, 0) * Fraction(str(own_terms["ratio_by_level"][LEVELS[level]])))
            pays = min(pays, own_terms["cap_yuan_per_year"] * 100 - used)
            used, self_pay, outside = used + pays, self_pay + policy - pays, outside + sum(parts)
        return used, self_pay, outside

    def bill(self, cost_word, split_word):
        """Level, bill, and own expense, cost over the limit and first self-pay in it."""
        illness, s = self.city.illness, self.status
        level = sum(((cost_word & 4095) << 16 | split_word & 65535) >= end for end in illness.levels[s])
        v = survival(cost_word)
        if v < 2.0**-city_peer.OCTAVES:
            relative = illness.power[0] + illness.power[1] * v**-illness.tail
        else:
            octave = math.floor(math.log2(v))
            line = illness.bins[(octave + city_peer.OCTAVES) * 64 + int((v / 2.0**octave - 1) * 64)]
            relative = line[0] + line[1] * v
        mean = illness.cost[self.cell] * self.severity[self.y]
        total = math.floor(relative * (mean * illness.level_cost[s, level]) + 0.5)
        share = [Fraction(float(illness.shares[illness.which[s, k], split_word >> 52 - 12 * k & 4095])) for k in range(4)]
        own = half_up(total * share[0])
        over = half_up((total - own) * share[1])
        class_b = half_up((total - own - over) * share[2])
        return level, total, (own, over, half_up(class_b * share[3]))

    def slot(self, of, j, heads):
        width = max(2 ** (heads - 1).bit_length(), 128)
        while True:
            for k in (word(of, step // 2) >> 32 * (step % 2) for step in range(6)):
                j ^= j >> 5
                j = (j * (k << 1 | 1) + (k >> 12)) % width
            j ^= j >> 5
            if j < heads:
                return j

    def yearly(self, name, eligible):
        payer = self.payers[name]
        begin, paid = payer["deductible_yuan"] * 100, Fraction(0)
        for tier in payer["tiers"].values():
            end = min(eligible, tier["up_to_yuan"] * 100) if "up_to_yuan" in tier else eligible
            if end > begin:
                paid, begin = paid + Fraction(str(tier["ratio"])) * (end - begin), end
        return min(half_up(paid), payer["cap_yuan"] * 100)


def disagreements(path, seed=7, every=37):
    """A line for every year of some blocks that the twin settles otherwise."""
    city = twin.Persons(path)
    world = [levels[-1] for levels in city.world(np.random.default_rng(seed), 2)]
    plain, people, wrong = Plain(city, seed, 1, *world), city.people, []
    for b in range(0, len(people.address), every):
        alone, rows = twin.People(*(column[b : b + 1] for column in people)), np.zeros((len(city.elapsed), 5))
        twin.settle(city, seed, 1, world, alone, rows)
        for y, row in enumerate(rows.astype(int).tolist()):
            expected = plain.block(b, y)
            if row != expected:
                wrong.append(f"  city, numba persons, block {b}, year {y}: {row} in place of {expected}")
    return wrong


if __name__ == "__main__":
    found = disagreements(sys.argv[1])
    print("\n".join(found) or "Every block agrees to the fen.")
    sys.exit(bool(found))
