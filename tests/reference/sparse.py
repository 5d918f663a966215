"""Models of sparse rows by scikit-learn for tests of glasshouse-learn. Writes sparse.json next to itself.

Three columns of 120 categories each as 0 and 1, a number that is rarely there and one that is far from
zero: 362 columns, five cells a row. All but least squares learn from scipy's sparse matrix. Cells are
float32, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import sparse
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Ridge,
    RidgeClassifier,
)
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC, LinearSVR

warnings.filterwarnings("ignore")
ROWS, LEVELS = 240, 120
CASES = []


def table():
    rng = np.random.default_rng(29)
    skewed = 1 / np.arange(1, LEVELS + 1)
    codes = np.stack([rng.choice(LEVELS, ROWS, p=skewed / skewed.sum()) for _ in range(3)], axis=1)
    cells = np.zeros((ROWS, 3 * LEVELS + 2), np.float32)
    for at in range(3):
        cells[np.arange(ROWS), at * LEVELS + codes[:, at]] = 1
    cells[:, -2] = np.where(rng.random(ROWS) < 0.2, np.round(rng.normal(size=ROWS), 2), 0)
    cells[:, -1] = np.round(20 + 5 * rng.normal(size=ROWS), 1)
    effects = rng.normal(size=(3, LEVELS))
    score = sum(effects[at, codes[:, at]] for at in range(3)) + 2 * cells[:, -2] + 0.2 * (cells[:, -1] - 20)
    numbers = np.round(score + 0.3 * rng.normal(size=ROWS), 3)
    classes = (numbers > -0.5).astype(int) + (numbers > 1.5)
    weights = rng.integers(0, 4, ROWS)
    return cells, numbers, classes, weights


X, NUMBERS, CLASSES, WEIGHTS = table()
TARGETS = {"numbers": NUMBERS, "two": (CLASSES > 0).astype(int), "three": CLASSES}


def short(values):
    return [float(f"{value:.12g}") for value in np.asarray(values, float).ravel()]


def case(kind, target, model, params, weighted=False, counts=False, dense=False):
    """`counts` leaves out the columns that are no counts."""
    x = X[:, :-2] if counts else X
    x = x.astype(float) if dense else sparse.csr_array(x.astype(float))
    y = TARGETS[target]
    model.fit(x, y, sample_weight=WEIGHTS.astype(float) if weighted else None)
    answers = model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)
    entry = {"kind": kind, "target": target, "params": params, "weighted": weighted, "counts": counts}
    if hasattr(model, "coef_"):
        entry["coefficients"] = short(model.coef_)
        entry["intercepts"] = short(np.atleast_1d(model.intercept_))
    if hasattr(model, "scale_"):
        entry["sum"] = huber_sum(model, x, y)
    CASES.append({**entry, "predictions": short(answers)})


def huber_sum(model, x, y):
    """What HuberRegressor minimises: its own search ends some way from the least."""
    off, scale = np.abs(y - model.predict(x)), model.scale_
    near = off <= model.epsilon * scale
    beyond = 2 * model.epsilon * off[~near] - scale * model.epsilon**2
    return float(len(y) * scale + (off[near] ** 2).sum() / scale + beyond.sum() + model.alpha * (model.coef_**2).sum())


case("linear_regression", "numbers", LinearRegression(), {}, dense=True)
case("linear_regression", "numbers", LinearRegression(fit_intercept=False), {"fit_intercept": False}, dense=True)
for alpha in [0.1, 10.0]:
    for weighted in [False, True]:
        exact = Ridge(alpha=alpha, solver="sparse_cg", tol=1e-14, max_iter=100_000)
        case("ridge", "numbers", exact, {"alpha": alpha}, weighted)
case("ridge", "two", RidgeClassifier(solver="sparse_cg", tol=1e-14), {})
case("ridge", "three", RidgeClassifier(solver="sparse_cg", tol=1e-14), {}, True)
for weighted in [False, True]:
    exact = {"tol": 1e-10, "max_iter": 100_000}
    case("lasso", "numbers", Lasso(alpha=0.01, **exact), {"alpha": 0.01}, weighted)
    case("lasso", "numbers", Lasso(alpha=0.02, positive=True, **exact), {"alpha": 0.02, "positive": True}, weighted)
    case("elastic_net", "numbers", ElasticNet(alpha=0.05, **exact), {"alpha": 0.05}, weighted)
    case("logistic_regression", "two", LogisticRegression(solver="newton-cg", tol=1e-9, max_iter=1000), {}, weighted)
    case("logistic_regression", "three", LogisticRegression(solver="newton-cg", tol=1e-9, max_iter=1000), {}, weighted)
    case("linear_svm", "two", LinearSVC(dual=False, tol=1e-8, max_iter=10_000), {}, weighted)
    for kind, made in [("multinomial_nb", MultinomialNB), ("complement_nb", ComplementNB), ("bernoulli_nb", BernoulliNB)]:
        case(kind, "three", made(), {}, weighted, counts=True)
squared = {"loss": "squared_epsilon_insensitive", "epsilon": 0.1, "C": 0.5}
case("linear_svm", "numbers", LinearSVR(dual=False, tol=1e-8, max_iter=10_000, **squared), squared)
scaled = {"alpha": 0.01, "max_iter": 10_000}
case("huber", "numbers", HuberRegressor(alpha=0.01, max_iter=1000), scaled)

CELLS = [[[int(at), float(str(row[at]))] for at in np.flatnonzero(row)] for row in X]
WRITTEN = {
    "width": X.shape[1],
    "cells": CELLS,
    "numbers": NUMBERS.tolist(),
    "two": TARGETS["two"].tolist(),
    "three": CLASSES.tolist(),
    "weights": WEIGHTS.tolist(),
    "cases": CASES,
}
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(WRITTEN, separators=(",", ":")) + "\n")
