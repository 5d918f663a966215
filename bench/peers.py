"""Times pandas and scikit-learn at what the studio is timed at.

usage: peers.py FOLDER ROWS...
Prints `{"versions": {...}, "times": [{"rows", "work", "seconds", "score"}]}`. Reading is the best of
three; fitting is one run, on 70 % of the rows, and its score is that of the last 15 %. Steps and
parameters are those of the recipes that the studio is given; the forest may use every core.
"""

import json
import pathlib
import sys
import time

import numpy
import pandas
import sklearn
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

SEED = 42
ESTIMATORS = {
    ("classes", "logistic_regression"): lambda: LogisticRegression(),
    ("classes", "decision_tree"): lambda: DecisionTreeClassifier(random_state=SEED),
    ("classes", "random_forest"): lambda: RandomForestClassifier(random_state=SEED, n_jobs=-1),
    ("classes", "hist_gradient_boosting"): lambda: HistGradientBoostingClassifier(random_state=SEED),
    ("amounts", "linear_regression"): lambda: LinearRegression(),
    ("amounts", "decision_tree"): lambda: DecisionTreeRegressor(random_state=SEED),
    ("amounts", "random_forest"): lambda: RandomForestRegressor(random_state=SEED, n_jobs=-1),
    ("amounts", "hist_gradient_boosting"): lambda: HistGradientBoostingRegressor(random_state=SEED),
}


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def time_reading(path, rows):
    runs = [timed(lambda: pandas.read_csv(path)) for _ in range(3)]
    return {"rows": rows, "work": "read", "seconds": min(seconds for seconds, _ in runs)}, runs[0][1]


def time_fitting(table, rows, name, estimator):
    train, test = table[: int(rows * 0.7)], table[int(rows * 0.85) :]
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), estimator)
    seconds, _ = timed(lambda: model.fit(train.drop(columns="y"), train["y"]))
    score = model.score(test.drop(columns="y"), test["y"])
    return {"rows": rows, "work": name, "seconds": seconds, "score": score}


def main(folder, sizes):
    times = []
    for rows in sizes:
        reading, _ = time_reading(folder / f"classes-{rows}.csv", rows)
        times.append(reading)
        for (data, kind), build in ESTIMATORS.items():
            table = pandas.read_csv(folder / f"{data}-{rows}.csv")
            times.append(time_fitting(table, rows, f"{data}/{kind}", build()))
    versions = {"pandas": pandas.__version__, "scikit-learn": sklearn.__version__, "NumPy": numpy.__version__}
    print(json.dumps({"versions": versions, "times": times}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [int(rows) for rows in sys.argv[2:]])
