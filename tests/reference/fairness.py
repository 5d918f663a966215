"""Figures of groups for tests of glasshouse-metrics and glasshouse-evaluate: rates, differences, ratios and thresholds
by group by fairlearn, intervals by scipy, the weights of Kamiran and Calders by numpy from their definition. Needs
fairlearn (see more.txt). Writes fairness.json next to itself."""

import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from fairlearn import metrics as f
from fairlearn.postprocessing import ThresholdOptimizer
from scipy import stats
from sklearn import metrics as m
from sklearn.base import BaseEstimator, ClassifierMixin

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261124)

RATES = {
    "selection_rate": f.selection_rate,
    "true_positive_rate": f.true_positive_rate,
    "false_positive_rate": f.false_positive_rate,
    "accuracy": m.accuracy_score,
}
DISPARITIES = {
    "demographic_parity": (f.demographic_parity_difference, f.demographic_parity_ratio),
    "equal_opportunity": (f.equal_opportunity_difference, f.equal_opportunity_ratio),
    "equalized_odds": (f.equalized_odds_difference, f.equalized_odds_ratio),
}


class Told(ClassifierMixin, BaseEstimator):
    """Says the score that it is given."""

    fitted_ = True
    classes_ = np.array([0, 1])

    def fit(self, x, y):
        return self

    def predict(self, x):
        return np.asarray(x)[:, 0]


def people(rows, groups, rare):
    group = rng.choice(groups, rows, p=np.array(range(1, groups + 1)) / (groups * (groups + 1) / 2))
    p = 1 / (1 + np.exp(-(rng.normal(0, 1.5, rows) + 0.8 * group - rare)))
    truth = (rng.random(rows) < np.clip(p + 0.05 * group, 0, 1)).astype(int)
    return group, truth, np.round(p, 3)


def binary(name, rows, groups, rare):
    group, truth, p = people(rows, groups, rare)
    called = (p > 0.5).astype(int)
    frame = f.MetricFrame(metrics=RATES, y_true=truth, y_pred=called, sensitive_features=group)
    interval = lambda hits, of: list(stats.binomtest(int(hits), int(of)).proportion_ci(method="wilson"))
    selected = [interval(called[group == g].sum(), (group == g).sum()) for g in range(groups)]
    case = {
        "name": name,
        "group": group.tolist(),
        "truth": truth.tolist(),
        "p": p.tolist(),
        "called": called.tolist(),
        "by_group": {key: frame.by_group[key].tolist() for key in RATES},
        "selection_interval": selected,
        "disparities": {
            key: [of(truth, called, sensitive_features=group) for of in both] for key, both in DISPARITIES.items()
        },
        "accuracy": [frame.difference()["accuracy"], frame.ratio()["accuracy"]],
        "thresholds": [],
    }
    case["disparities"]["accuracy"] = case["accuracy"]
    for constraints in ["demographic_parity", "true_positive_rate_parity", "equalized_odds"]:
        for objective in ["accuracy_score", "balanced_accuracy_score"]:
            told = ThresholdOptimizer(
                estimator=Told(), constraints=constraints, objective=objective, prefit=True, predict_method="predict"
            )
            told.fit(p.reshape(-1, 1), truth, sensitive_features=group)
            pmf = told._pmf_predict(p.reshape(-1, 1), sensitive_features=group)[:, 1]
            case["thresholds"].append({"constraints": constraints, "objective": objective, "called": pmf.tolist()})
    return case


def weights():
    group, truth = rng.integers(0, 3, 200), rng.integers(0, 4, 200)
    own = np.round(rng.random(200) + 0.5, 3)
    share = lambda of: own[of].sum() / own.sum()
    table = [[share(group == g) * share(truth == c) / share((group == g) & (truth == c)) for c in range(4)] for g in range(3)]
    return {"group": group.tolist(), "class": truth.tolist(), "own": own.tolist(), "weights": table}


def numbers():
    group = rng.choice(3, 120, p=[0.6, 0.35, 0.05])
    truth = np.round(rng.normal(10, 3, 120) + group, 3)
    predicted = np.round(truth + rng.normal(0.3 * group, 1), 3)
    metrics = {
        "mean_prediction": f.mean_prediction,
        "mean_error": lambda t, p: np.mean(p - t),
        "mean_absolute_error": m.mean_absolute_error,
    }
    frame = f.MetricFrame(metrics=metrics, y_true=truth, y_pred=predicted, sensitive_features=group)
    t = lambda v: list(stats.t.interval(0.95, len(v) - 1, v.mean(), stats.sem(v)))
    return {
        "group": group.tolist(),
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "by_group": {key: frame.by_group[key].tolist() for key in metrics},
        "difference": {key: frame.difference()[key] for key in metrics},
        "ratio": {key: frame.ratio()[key] for key in ["mean_prediction", "mean_absolute_error"]},
        "error_interval": [t((predicted - truth)[group == g]) for g in range(3)],
    }


cases = {
    "binary": [binary("two groups", 300, 2, 0.0), binary("four groups", 500, 4, 1.0), binary("rare", 600, 3, 3.0)],
    "weights": weights(),
    "numbers": numbers(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
