"""What numpy and pymcdm take for the work of the benchmarks, in milliseconds of processor time.

    python3 scoring/testdata/baseline.py

It is a yardstick, not the same work: numpy keeps no states, reasons, evidence or
contributions, and knows no missing values here.
"""
import time

import numpy as np


def best(f, n=5):
    times = []
    for _ in range(n):
        t = time.process_time()
        f()
        times.append(time.process_time() - t)
    return min(times) * 1e3


def level3(units, indicators):
    """Min-max, then arithmetic means of groups of 5, of 2 groups, of all."""
    x = np.random.default_rng(1).uniform(1, 100, (units, indicators))

    def run():
        low, high = x.min(axis=0), x.max(axis=0)
        n = (x - low) / (high - low)
        groups = n.reshape(units, indicators // 5, 5).mean(axis=2)
        pairs = groups.reshape(units, -1, 2).mean(axis=2)
        s = pairs.mean(axis=1)
        return (-s).argsort().argsort()

    return run


def monte_carlo(units, indicators, runs):
    rng = np.random.default_rng(1)
    x = rng.uniform(1, 100, (units, indicators))

    def run():
        ranks = np.empty((runs, units))
        for r in range(runs):
            w = 1 + 0.25 * rng.uniform(-1, 1, indicators)
            n = (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
            s = n @ (w / w.sum())
            ranks[r] = (-s).argsort().argsort()
        return np.quantile(ranks, [0.05, 0.5, 0.95], axis=0)

    return run


print("Evaluate 10000 x 40", round(best(level3(10_000, 40)), 2))
print("MonteCarlo 50 x 50 x 1000", round(best(monte_carlo(50, 50, 1000)), 2))
try:
    from pymcdm.methods import TOPSIS

    x = np.random.default_rng(1).uniform(1, 100, (10_000, 40))
    w, kinds = np.full(40, 1 / 40), np.ones(40)
    print("TOPSIS 10000 x 40", round(best(lambda: TOPSIS()(x, w, kinds)), 2))
except ImportError:
    print("no pymcdm")
