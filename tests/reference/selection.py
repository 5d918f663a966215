"""Known answers for the steps that choose columns, from scikit-learn. Cells are exact in single precision, which
models are trained in."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.feature_selection import (
    RFE,
    RFECV,
    SelectFdr,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    SequentialFeatureSelector,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.inspection import permutation_importance
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(5)
ROWS = 240
SEEDS = range(10)


def exact(values):
    return np.asarray(values, dtype=np.float32).astype(float)


HIDDEN = RNG.normal(size=ROWS)
TABLE = {
    "strong": exact(HIDDEN + 0.3 * RNG.normal(size=ROWS)),
    "noise": exact(RNG.normal(size=ROWS)),
    "constant": np.full(ROWS, 0.5),
    "weak": exact(0.4 * HIDDEN + RNG.normal(size=ROWS)),
    "twice": exact(2 * HIDDEN + 0.5 * RNG.normal(size=ROWS)),
    "flag": (RNG.random(ROWS) < 1 / (1 + np.exp(-HIDDEN))).astype(float),
    "count": RNG.poisson(np.exp(0.4 * HIDDEN)).astype(float),
    "square": exact(HIDDEN**2 + 0.1 * RNG.normal(size=ROWS)),
    "zero": np.zeros(ROWS),
    "tail": exact(np.exp(2 * RNG.normal(size=ROWS))),
}
NAMES = list(TABLE)
NUMBERS = exact(3 * HIDDEN + 0.7 * TABLE["noise"] + 0.2 * RNG.normal(size=ROWS))
TARGETS = {
    "numbers": NUMBERS,
    "two": np.where(NUMBERS > 0.5, "yes", "no"),
    "three": np.array(["low", "mid", "top"])[np.digitize(NUMBERS, [-1.5, 2.0])],
}
VARYING = [name for name in NAMES if name not in ("constant", "zero")]
POSITIVE = ["constant", "flag", "count", "zero", "tail"]
GAPPY = {
    "gaps": [None if row % 7 == 0 else float(TABLE["strong"][row]) for row in range(40)],
    "same": [None if row % 3 == 0 else 4.25 for row in range(40)],
    "empty": [None] * 40,
    "tenth": [0.1] * 40,
    "small": (1e-3 * TABLE["noise"][:40]).tolist(),
}


def matrix(names):
    return np.column_stack([TABLE[name] for name in names])


def number(value):
    value = float(value)
    return None if np.isnan(value) else min(value, np.finfo(float).max)


def case(op, columns, target, params, selector, scores=None, p_values=None):
    return {
        "op": op,
        "columns": columns,
        "target": target,
        "params": params,
        "kept": [name for name, kept in zip(columns, selector.get_support()) if kept],
        "scores": None if scores is None else [number(score) for score in scores],
        "p_values": None if p_values is None else [number(p) for p in p_values],
    }


def fitted(selector, columns, target):
    return selector.fit(matrix(columns), TARGETS[target])


def univariate():
    kinds = [
        (f_classif, "three", NAMES),
        (f_classif, "two", NAMES),
        (chi2, "three", POSITIVE),
        (chi2, "two", POSITIVE),
        (f_regression, "numbers", NAMES),
    ]
    for score, target, columns in kinds:
        named = {"score_func": score.__name__}
        for op, selector, params in [
            ("select_k_best", SelectKBest(score, k=3), {"k": 3} | named),
            ("select_k_best", SelectKBest(score, k=4), {"k": 4} | (named if score is chi2 else {})),
            ("select_percentile", SelectPercentile(score, percentile=35), {"percentile": 35.0} | named),
            ("select_percentile", SelectPercentile(score, percentile=100), {"percentile": 100.0} | named),
            ("select_fdr", SelectFdr(score), named),
            ("select_fdr", SelectFdr(score, alpha=1e-6), {"alpha": 1e-6} | named),
        ]:
            one = fitted(selector, columns, target)
            yield case(op, columns, target, params, one, one.scores_, one.pvalues_)


def mutual():
    for score, target, more in [
        (mutual_info_classif, "two", {}),
        (mutual_info_classif, "three", {"n_neighbors": 7}),
        (mutual_info_regression, "numbers", {}),
        (mutual_info_classif, "three", {"discrete_features": True}),
        (mutual_info_regression, "numbers", {"discrete_features": True}),
    ]:
        columns = ["flag", "count", "zero"] if more.get("discrete_features") else VARYING + ["constant"]
        each = [score(matrix(columns), TARGETS[target], random_state=seed, **more) for seed in SEEDS]
        selector = SelectKBest(lambda x, y: np.mean(each, axis=0), k=2)
        one = fitted(selector, columns, target)
        params = {"k": 2, "score_func": score.__name__} | more
        # Of columns with many equal numbers the noise decides a part, here as there.
        spread = {"spread": np.std(each, axis=0).tolist()}
        yield case("select_k_best", columns, target, params, one, one.scores_) | spread


def nested(kind, **params):
    return {"estimator": {"kind": kind, "params": params}}


RIDGE = (Ridge(alpha=1.0), nested("ridge", alpha=1.0))
LOGISTIC = (
    LogisticRegression(C=0.5, tol=1e-10, max_iter=10000),
    nested("logistic_regression", C=0.5, tol=1e-10, max_iter=10000),
)
NEAREST = (KNeighborsClassifier(7), nested("k_neighbors", n_neighbors=7))


def by_models():
    lasso = (Lasso(alpha=0.1, tol=1e-12, max_iter=100000), nested("lasso", alpha=0.1, tol=1e-12, max_iter=100000))
    line = (LinearRegression(), nested("linear_regression"))
    for (model, inside), target, columns, params in [
        (RIDGE, "numbers", NAMES, {}),
        (RIDGE, "numbers", NAMES, {"threshold": "median"}),
        (RIDGE, "numbers", NAMES, {"threshold": 0.3, "max_features": 2}),
        (LOGISTIC, "three", NAMES, {}),
        (LOGISTIC, "two", NAMES, {"threshold": "median"}),
        (lasso, "numbers", NAMES, {}),
        (line, "numbers", VARYING, {"max_features": 3}),
    ]:
        one = fitted(SelectFromModel(model, **params), columns, target)
        weights = np.abs(one.estimator_.coef_)
        scores = weights.sum(axis=0) if weights.ndim > 1 else weights
        yield case("select_from_model", columns, target, inside | params, one, scores)
    for (model, inside), target, params in [
        (RIDGE, "numbers", {}),
        (RIDGE, "numbers", {"n_features_to_select": 1, "step": 2}),
        (LOGISTIC, "three", {"n_features_to_select": 0.4, "step": 0.25}),
        (LOGISTIC, "two", {"n_features_to_select": 3}),
    ]:
        # What a constant column weighs in a logistic regression is what rounding left.
        columns = VARYING if model is LOGISTIC[0] else NAMES
        one = fitted(RFE(model, **params), columns, target)
        yield case("rfe", columns, target, inside | params, one, one.ranking_)
    for (model, inside), target, params, scoring in [
        (RIDGE, "numbers", {}, None),
        (RIDGE, "numbers", {"cv": 3, "step": 2, "min_features_to_select": 2}, "neg_mean_absolute_error"),
        (LOGISTIC, "three", {"cv": 4}, None),
    ]:
        columns = VARYING if model is LOGISTIC[0] else NAMES
        one = fitted(RFECV(model, scoring=scoring, **params), columns, target)
        named = {"scoring": "mean_absolute_error"} if scoring else {}
        yield case("rfecv", columns, target, inside | params | named, one, one.ranking_)


def one_at_a_time():
    regressor = (KNeighborsRegressor(5), nested("k_neighbors", n_neighbors=5))
    for (model, inside), target, params, scoring in [
        (RIDGE, "numbers", {}, None),
        (RIDGE, "numbers", {"direction": "backward", "n_features_to_select": 3, "cv": 3}, None),
        (RIDGE, "numbers", {"n_features_to_select": "auto", "tol": 1e-3}, "neg_root_mean_squared_error"),
        (RIDGE, "numbers", {"n_features_to_select": "auto", "tol": -1e-3, "direction": "backward"}, None),
        (regressor, "numbers", {"n_features_to_select": 0.4}, None),
        (NEAREST, "three", {"n_features_to_select": 2, "cv": 4}, "neg_log_loss"),
    ]:
        one = fitted(SequentialFeatureSelector(model, scoring=scoring, **params), VARYING, target)
        named = {"scoring": scoring.removeprefix("neg_")} if scoring else {}
        yield case("sequential_feature_selector", VARYING, target, inside | params | named, one)


def shuffled():
    x, y = matrix(VARYING), TARGETS["numbers"]
    folds = [
        permutation_importance(RIDGE[0].fit(x[train], y[train]), x[test], y[test], n_repeats=400, random_state=1)
        for train, test in KFold(3).split(x)
    ]
    scores = np.mean([fold.importances_mean for fold in folds], axis=0)
    limit = 0.02
    return {
        "op": "permutation_selector",
        "columns": VARYING,
        "target": "numbers",
        "params": RIDGE[1] | {"cv": 3, "n_repeats": 400, "threshold": limit},
        "kept": [name for name, score in zip(VARYING, scores) if score > limit],
        "scores": scores.tolist(),
        "p_values": None,
    }


def gappy():
    x = np.column_stack([np.array(cells, dtype=float) for cells in GAPPY.values()])
    for threshold in (0.0, 0.1):
        one = VarianceThreshold(threshold).fit(x)
        kept = [name for name, kept in zip(GAPPY, one.get_support()) if kept]
        yield {"threshold": threshold, "kept": kept, "scores": [number(v) for v in one.variances_]}


def main():
    answers = {
        "scikit-learn": sklearn.__version__,
        "table": {name: cells.tolist() for name, cells in TABLE.items()},
        "targets": {name: target.tolist() for name, target in TARGETS.items()},
        "gappy": {"table": GAPPY, "cases": list(gappy())},
        "cases": [*univariate(), *by_models(), *one_at_a_time()],
        "mutual": list(mutual()),
        "shuffled": shuffled(),
    }
    (HERE / "selection.json").write_text(json.dumps(answers) + "\n")


if __name__ == "__main__":
    main()
