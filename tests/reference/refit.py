"""What is learnt by training again, for tests of glasshouse-evaluate and glasshouse-engine. Conformalised quantile
regression by MAPIE, bias and variance by mlxtend's bias_variance_decomp, importances by dropping columns with a loop
over scikit-learn's models, the likeness of clusterings by scikit-learn: Jaccard's coefficient of every two clusters,
and the adjusted Rand index. Needs MAPIE and mlxtend (see more.txt). Writes refit.json next to itself."""

import json
import pathlib
import warnings

import numpy as np
from mapie.regression import ConformalizedQuantileRegressor
from mlxtend.evaluate import bias_variance_decomp
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression
from sklearn.metrics import adjusted_rand_score, jaccard_score, mean_absolute_error, r2_score
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261125)


class Told(RegressorMixin, BaseEstimator):
    """Answers what stands in a column."""

    def __init__(self, column=0):
        self.column = column

    def fit(self, x, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict(self, x):
        return np.asarray(x)[:, self.column]


def quantiles(rows, level, shift):
    """Bands that are too narrow or too wide by `shift`; no two scores are equal. Ends that
    are moved beyond each other are an interval without width."""
    middle, spread = rng.normal(size=rows), rng.uniform(0.3, 3, rows)
    truth = middle + spread * rng.normal(size=rows)
    low, high = middle - spread * (1 + shift), middle + spread * (1 + shift)
    x = np.round(np.column_stack([low, high, middle]), 6)
    truth, half = np.round(truth, 6), rows // 2
    told = ConformalizedQuantileRegressor([Told(0), Told(1), Told(2)], confidence_level=level, prefit=True)
    told.conformalize(x[:half], truth[:half])
    _, ends = told.predict_interval(x[half:], symmetric_correction=True)
    ends = ends[:, :, 0]
    held = (ends[:, 0] <= truth[half:]) & (truth[half:] <= ends[:, 1])
    return {
        "level": level, "half": half, "low": x[:, 0].tolist(), "high": x[:, 1].tolist(), "truth": truth.tolist(),
        "ends": ends.tolist(), "coverage": held.mean(), "width": np.maximum(ends[:, 1] - ends[:, 0], 0).mean(),
    }


class Turns(BaseEstimator):
    """Answers in turn what it was given."""

    def __init__(self, answers):
        self.answers, self.turn = answers, -1

    def fit(self, x, y):
        self.turn += 1
        return self

    def predict(self, x):
        return self.answers[self.turn]


def decomposed(loss, answers, truth):
    rounds = len(answers)
    found = bias_variance_decomp(Turns(answers), np.zeros((5, 1)), np.zeros(5), np.zeros((len(truth), 1)), truth,
                                 loss=loss, num_rounds=rounds, random_seed=1)
    return {"loss": loss, "answers": answers.tolist(), "truth": truth.tolist(), "found": [float(f) for f in found]}


def decompositions():
    truth = rng.integers(0, 4, 60)
    flips = rng.random((7, 60)) < 0.4
    classes = np.where(flips, rng.integers(0, 4, (7, 60)), (truth + (rng.random(60) < 0.2)) % 4)
    numbers = np.round(rng.normal(size=60), 4)
    told = np.round(numbers * 0.7 + 0.2 + 0.5 * rng.normal(size=(9, 60)), 4)
    return [decomposed("0-1_loss", classes, truth), decomposed("mse", told, numbers)]


def likeness(rows, clusters, found, noise):
    """Of each cluster that has rows, its likeness to the cluster that is most like it."""
    one, other = rng.integers(0, clusters, rows), rng.integers(0, found, rows)
    other = np.where(rng.random(rows) < 0.6, one % found, other)
    if noise:
        one[rng.random(rows) < 0.1] = -1
        other[rng.random(rows) < 0.1] = -1
    one[one == clusters - 1] = 0 if clusters > 4 else one[one == clusters - 1]
    best = [
        max([jaccard_score(one == k, other == j) for j in range(found)]) if (one == k).any() else None
        for k in range(clusters)
    ]
    return {"one": one.tolist(), "other": other.tolist(), "clusters": clusters, "best": best,
            "rand": adjusted_rand_score(one, other)}


def dropped():
    """Importances of columns by training without each. The last rows are the test rows."""
    x = np.round(rng.normal(size=(300, 4)), 3)
    x[:, 3] = np.round(x[:, 0] + 0.3 * rng.normal(size=300), 3)
    y = np.round(2 * x[:, 0] - x[:, 1] + 0.5 * x[:, 3] + 0.4 * rng.normal(size=300), 3)
    kind = (x[:, 0] + x[:, 1] * (x[:, 2] > 0) > 0).astype(int)

    def loop(model, y, score, better):
        def without(kept):
            return score(y[200:], model().fit(x[:200, kept], y[:200]).predict(x[200:][:, kept]))

        whole = without([0, 1, 2, 3])
        return {"score": whole, "importances": [better * (whole - without([k for k in range(4) if k != j])) for j in range(4)]}

    tree = lambda: DecisionTreeClassifier(max_depth=3, random_state=0)
    return {
        "x": x.tolist(), "y": y.tolist(), "kind": kind.tolist(),
        "r2": loop(LinearRegression, y, r2_score, 1),
        "mean_absolute_error": loop(LinearRegression, y, mean_absolute_error, -1),
        "accuracy": loop(tree, kind, lambda truth, told: float((truth == told).mean()), 1),
    }


path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({
    "quantiles": [quantiles(240, 0.9, 0.2), quantiles(120, 0.8, 1.5), quantiles(150, 0.95, -0.4)],
    "decompositions": decompositions(),
    "likeness": [likeness(80, 3, 3, False), likeness(120, 5, 4, True), likeness(50, 4, 6, False)],
    "dropped": dropped(),
}, separators=(",", ":")) + "\n")
