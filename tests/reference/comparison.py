"""Tests of whether one model is better than another, by mlxtend and baycomp, for tests of glasshouse-stats. Writes
comparison.json next to itself. Needs the packages of more.txt.

mlxtend's 5x2 tests train models themselves; here they are given ones whose scores are drawn beforehand.
"""

import json
import math
import pathlib

import baycomp
import numpy as np
from mlxtend.evaluate import combined_ftest_5x2cv, mcnemar, paired_ttest_5x2cv
from scipy import stats


class Drawn:
    """A model whose scores are a list; mlxtend reads `_estimator_type` and calls `fit` and the scorer."""

    _estimator_type = "regressor"

    def __init__(self, scores):
        self.scores = list(scores)

    def fit(self, x, y):
        return self


def next_score(model, x, y):
    return model.scores.pop(0)


def five_by_two(test, one, other):
    x, y = np.zeros((8, 1)), np.zeros(8)
    statistic, p = test(Drawn(one), Drawn(other), x, y, scoring=next_score, random_seed=1)
    return {"statistic": float(statistic), "p_value": float(p)}


def corrected(differences, ratio):
    """Nadeau and Bengio's formula; scipy's distribution."""
    n = len(differences)
    error = math.sqrt(np.var(differences, ddof=1) * (1 / n + ratio))
    statistic = float(np.mean(differences) / error)
    return {"statistic": statistic, "p_value": float(2 * stats.t.sf(abs(statistic), n - 1))}


def main():
    rng = np.random.default_rng(5)
    out = {"folds": [], "five_by_two": [], "mcnemar": []}
    for count, runs, shift in [(5, 1, 0.0), (10, 1, 0.01), (10, 10, 0.004), (5, 2, -0.03), (3, 1, 0.2)]:
        one = rng.normal(0.8, 0.02, count * runs)
        other = one - rng.normal(shift, 0.01, count * runs)
        differences = one - other
        case = {"differences": differences.tolist(), "folds": count}
        case |= {"corrected": corrected(differences, 1 / (count - 1))}
        for rope in [0.0, 0.01]:
            # baycomp's difference is the second less the first.
            found = baycomp.two_on_single(other, one, rope=rope, runs=runs)
            found = found if rope else (found[0], 0.0, found[1])
            case[f"rope {rope}"] = [float(part) for part in found]
        out["folds"].append(case)
    for shift in [0.0, 0.02, 0.1]:
        one = rng.normal(0.8, 0.02, 10)
        other = one - rng.normal(shift, 0.02, 10)
        case = {"differences": (one - other).reshape(5, 2).tolist()}
        case["t"] = five_by_two(paired_ttest_5x2cv, one, other)
        case["f"] = five_by_two(combined_ftest_5x2cv, one, other)
        out["five_by_two"].append(case)
    for first, second in [(0, 0), (3, 0), (1, 7), (12, 12), (10, 15), (40, 22), (300, 411), (25, 0)]:
        exact = first + second < 25
        table = np.array([[100, first], [second, 50]])
        statistic, p = mcnemar(table, exact=exact)
        case = {"only_first": first, "only_second": second, "p_value": float(p)}
        if not exact:
            case["statistic"] = float(statistic)
        out["mcnemar"].append(case)
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")


main()
