"""W1 and W2 as numbers: one year of a million members, at most one admission each.

    claimants ~ Binomial(1,000,000, 0.17)
    cost X    ~ 0.98 lognormal(8.9, 1.25) + 0.02 Pareto(100,000; 1.8)
    outside the catalogue O = 0.15 X, inside E = X - O
    basic insurance   B = min(250,000, 0.70 (E - 800)+)
    critical illness  C = min(150,000, 0.60 clip(S - 20,000, 0, 100,000) + 0.65 (S - 120,000)+), S = E - B
    city product      min(cap, ratio (H - deductible)+), H = S - C + O

The same numbers stand in scenarios/benches/w1.json and w2.json.
"""

import numpy as np

MEMBERS, PROBABILITY = 1_000_000, 0.17
BODY, MU, SIGMA = 0.98, 8.9, 1.25
TAIL_SCALE, TAIL_SHAPE = 100_000.0, 1.8
OUTSIDE = 0.15
BMI = (800.0, 0.70, 250_000.0)
CII_DEDUCTIBLE, CII_STEP, CII_RATIOS, CII_CAP = 20_000.0, 120_000.0, (0.60, 0.65), 150_000.0
HMB = (20_000.0, 0.60, 1_000_000.0)

#: The 256 designs of W2 in the order of the grid: the last axis moves first.
DEDUCTIBLES = (8_000, 10_000, 12_000, 15_000, 18_000, 20_000, 25_000, 30_000)
RATIOS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.80)
CAPS = (300_000, 500_000, 1_000_000, 2_000_000)
DESIGNS = [(float(d), r, float(c)) for d in DEDUCTIBLES for r in RATIOS for c in CAPS]


def layers(x):
    """What BMI and CII pay of costs `x` (an array), and what is left for the city product."""
    inside = x * (1 - OUTSIDE)
    deductible, ratio, cap = BMI
    bmi = np.minimum(cap, ratio * np.maximum(inside - deductible, 0))
    left = inside - bmi
    cii = CII_RATIOS[0] * np.clip(left - CII_DEDUCTIBLE, 0, CII_STEP - CII_DEDUCTIBLE)
    cii = np.minimum(CII_CAP, cii + CII_RATIOS[1] * np.maximum(left - CII_STEP, 0))
    return bmi, cii, x - bmi - cii
