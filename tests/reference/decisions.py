"""Scores that decide classes (`decision_function`), and what is made of them, by scikit-learn for tests of
glasshouse-learn. Writes decisions.json next to itself, in the form of learn.json, over the tables of kernels.json
and, for trees, of ensembles.json: where classes come apart cleanly, many divisions are equally good, and which of them
is taken is a matter of taste.

Folds are dealt out in turn, class after class, as glasshouse-learn deals them.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, StackingClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.model_selection import PredefinedSplit
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC, LinearSVC

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__)
TABLES = ("iris", "wine", "cancer")
NOISY = ("two", "three")
DATA = {
    name: json.loads((HERE.parent / file).read_text())["data"][name]
    for file, names in (("kernels.json", TABLES), ("ensembles.json", NOISY))
    for name in names
}
CASES = []
KINDS = {
    "svm": lambda **p: SVC(cache_size=500, **p),
    "linear_svm": lambda **p: LinearSVC(dual=False, **{**p, "tol": 1e-11, "max_iter": 1_000_000}),
    "ridge": RidgeClassifier,
    "sgd": SGDClassifier,
    "hist_gradient_boosting": HistGradientBoostingClassifier,
    "logistic_regression": lambda **p: LogisticRegression(
        **{**p, "tol": 1e-12, "max_iter": 10_000, "solver": "newton-cholesky"}
    ),
    "gaussian_nb": GaussianNB,
}
EPOCHS = {"shuffle": False, "max_iter": 7, "n_iter_no_change": 1000, "alpha": 0.1}
SVM = {"tol": 1e-9, "gamma": 0.1}
TREES = {"max_iter": 8, "min_samples_leaf": 20, "max_leaf_nodes": 6}


def table(name):
    d = DATA[name]
    rows = slice(0, d["train"])
    return np.asarray(d["x"], np.float32).astype(float).reshape(-1, d["features"])[rows], np.array(d["y"])[rows]


def nested(kind, **params):
    return {"kind": kind, "params": params}


def of(value):
    return KINDS[value["kind"]](**value["params"])


def split(y, k):
    fold = np.empty(len(y), int)
    fold[np.lexsort((np.arange(len(y)), y))] = np.arange(len(y)) % k
    return PredefinedSplit(fold)


def short(values):
    return [float(f"{value:.10g}") for value in np.ravel(values)]


def case(kind, data, params, **answers):
    CASES.append({"kind": kind, "data": data, "params": params, "weights": None, **answers})


def decisions(data, value):
    x, y = table(data)
    model = of(value).fit(x, y)
    case(value["kind"], data, value["params"], decisions=short(model.decision_function(x * 1.25)))


def calibrated(data, inner, **params):
    x, y = table(data)
    model = CalibratedClassifierCV(of(inner), cv=split(y, 5), **{"ensemble": True, **params}).fit(x, y)
    case("calibrated_classifier_cv", data, {"estimator": inner, **params}, predictions=short(model.predict_proba(x * 1.25)))


def one_vs_rest(data, inner):
    x, y = table(data)
    model = OneVsRestClassifier(of(inner)).fit(x, y)
    case("one_vs_rest", data, {"estimator": inner}, labels=model.predict(x * 1.25).tolist())


def stacking(data, first):
    x, y = table(data)
    members = [(f"e{at}", of(value)) for at, value in enumerate(first)]
    model = StackingClassifier(members, KINDS["logistic_regression"](), cv=split(y, 5)).fit(x, y)
    case("stacking", data, {"estimators": first}, predictions=short(model.predict_proba(x * 1.25)))


def made_of(data, inner):
    one_vs_rest(data, inner)
    for together in (True, False):
        calibrated(data, inner, ensemble=together)


def main():
    for data in TABLES:
        for kernel in ("rbf", "linear", "poly"):
            decisions(data, nested("svm", kernel=kernel, **SVM))
        for loss in ("hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"):
            decisions(data, nested("sgd", loss=loss, **EPOCHS))
        decisions(data, nested("linear_svm", C=0.1))
        decisions(data, nested("ridge"))
        made_of(data, nested("svm", **SVM))
        made_of(data, nested("linear_svm", C=0.1))
        made_of(data, nested("sgd", loss="hinge", **EPOCHS))
        made_of(data, nested("sgd", loss="modified_huber", **EPOCHS))
        stacking(data, [nested("svm", **SVM), nested("gaussian_nb")])
    for data in NOISY:
        for leaf in (15, 25):
            decisions(data, nested("hist_gradient_boosting", **{**TREES, "min_samples_leaf": leaf}))
        made_of(data, nested("hist_gradient_boosting", **TREES))
    HERE.with_suffix(".json").write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
