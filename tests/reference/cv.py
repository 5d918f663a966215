"""Cross-validation by scikit-learn of two recipes that the tests run, and the corrected interval of the mean by
scipy's quantile. Writes cv.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
from scipy import stats
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GroupKFold, TimeSeriesSplit, cross_validate

HOME = pathlib.Path(__file__).parent
DATA = HOME.parent.parent / "assets" / "datasets"
METRICS = {"r2": "r2", "mean_absolute_error": "neg_mean_absolute_error"}
RANGES = {"r2": [-np.inf, 1.0], "mean_absolute_error": [0.0, np.inf]}


def interval(name, scores, ratio):
    """The 95 % interval of Nadeau and Bengio, as far as the metric goes."""
    n = len(scores)
    half = stats.t.ppf(0.975, n - 1) * np.sqrt(scores.var(ddof=1) * (1 / n + ratio))
    return np.clip([scores.mean() - half, scores.mean() + half], *RANGES[name]).tolist()


def case(x, y, cv, groups=None):
    x = x.to_numpy().astype(np.float32).astype(float)
    folds = list(cv.split(x, y, groups))
    found = cross_validate(LinearRegression(), x, y, cv=folds, scoring=METRICS)
    ratio = sum(len(test) for _, test in folds) / sum(len(train) for train, _ in folds)
    metrics = {}
    for name in METRICS:
        scores = np.abs(found[f"test_{name}"]) if name != "r2" else found["test_r2"]
        metrics[name] = {
            "folds": scores.tolist(),
            "mean": scores.mean(),
            "std": scores.std(ddof=1),
            "interval": interval(name, scores, ratio),
        }
    return {"sizes": [[len(train), len(test)] for train, test in folds], "metrics": metrics}


def main():
    columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]
    penguins = pd.read_csv(DATA / "penguins.csv", na_values=["NA"]).dropna(subset=[*columns, "body_mass_g"])
    weather = pd.read_csv(DATA / "weather.csv")
    of_groups = case(penguins[columns], penguins["body_mass_g"], GroupKFold(3), penguins["island"])
    weather = weather.sort_values("date", kind="stable")
    of_times = case(weather[["precipitation", "wind"]], weather["temp_max"], TimeSeriesSplit(4))
    out = {"scikit-learn": sklearn.__version__, "group_k_fold": of_groups, "time_series_split": of_times}
    (HOME / "cv.json").write_text(json.dumps(out, indent=1) + "\n")


main()
