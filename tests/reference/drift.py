"""Known answers for columns that drift: population stability indices by numpy, Pearson's test by scipy over the same
bins, those that expect fewer than five rows put together, and Holm's correction by statsmodels.
Writes drift.json next to itself."""

import json
import pathlib

import numpy as np
from scipy.stats import chi2_contingency
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261123)
BEFORE, NOW = 400, 250


def gappy(values, share):
    return [None if gone else value for value, gone in zip(values.tolist(), rng.random(len(values)) < share)]


def drawn(names, shares, rows):
    return rng.choice(names, size=rows, p=shares).tolist()


COLUMNS = {
    "alike": (gappy(rng.normal(3, 2, BEFORE).round(3), 0.05), gappy(rng.normal(3, 2, NOW).round(3), 0.05)),
    "higher": (gappy(rng.normal(0, 1, BEFORE).round(3), 0.0), gappy(rng.normal(1.2, 1, NOW).round(3), 0.0)),
    "gaps": (gappy(rng.normal(0, 1, BEFORE).round(3), 0.01), gappy(rng.normal(0, 1, NOW).round(3), 0.3)),
    "few": (rng.integers(0, 4, BEFORE).tolist(), rng.integers(0, 5, NOW).tolist()),
    "same": ([7] * BEFORE, [7] * NOW),
    "kind": (drawn(["a", "b", "c"], [0.6, 0.3, 0.1], BEFORE), drawn(["a", "b", "c"], [0.45, 0.4, 0.15], NOW)),
    "rare": (
        drawn(list("abcdefgh"), [0.5, 0.45, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005], BEFORE),
        drawn(list("abxyz"), [0.5, 0.46, 0.02, 0.01, 0.01], NOW),
    ),
}


def counts(before, now):
    """Rows of both by bin: ten of equally many rows before, or categories, and missing cells."""
    if isinstance(next(cell for cell in before if cell is not None), str):
        bins = sorted(set(before) | set(now))
        return [[side.count(name) for side in (before, now)] for name in bins]
    known = sorted(cell for cell in before if cell is not None)
    edges = np.unique([known[bin * len(known) // 10] for bin in range(1, 10)])
    found = []
    for side in (before, now):
        cells = [cell for cell in side if cell is not None]
        held = np.bincount(np.searchsorted(edges, cells, side="right"), minlength=len(edges) + 1)
        found.append([*held.tolist(), len(side) - len(cells)])
    return [list(pair) for pair in zip(*found) if sum(pair) > 0]


def index(table):
    shares = (np.array(table) + 0.5) / (np.array([BEFORE, NOW]) + 0.5 * len(table))
    p, q = shares.T
    return float(((p - q) * np.log(p / q)).sum())


def p_value(table):
    expects = lambda bin: sum(bin) * min(BEFORE, NOW) / (BEFORE + NOW) >= 5
    kept = [bin for bin in table if expects(bin)]
    rest = [sum(side) for side in zip(*[bin for bin in table if not expects(bin)])]
    if rest and not expects(rest):
        smallest = min(range(len(kept)), key=lambda at: sum(kept[at]))
        kept[smallest] = [a + b for a, b in zip(kept[smallest], rest)]
    elif rest:
        kept.append(rest)
    return chi2_contingency(np.array(kept).T, correction=False).pvalue if len(kept) > 1 else 1.0


def main():
    told = {}
    for name, (before, now) in COLUMNS.items():
        table = counts(before, now)
        told[name] = {"before": before, "now": now, "index": index(table), "p_value": float(p_value(table))}
    corrected = multipletests([one["p_value"] for one in told.values()], method="holm")[1]
    for one, p in zip(told.values(), corrected):
        one["p_corrected"] = float(p)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
