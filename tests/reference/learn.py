"""Models by scikit-learn for tests of glasshouse-learn. Writes learn.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, make_classification, make_friedman1
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)
DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y, test=0, shuffle=True):
    """Keeps a data set; the last `test` rows are not trained on."""
    x, y = f32(x), np.asarray(y)
    y = np.round(y, 3) if y.dtype.kind == "f" else y
    if shuffle:
        order = rng.permutation(len(y))
        x, y = x[order], y[order]
    DATA[name] = {
        "features": x.shape[1],
        "train": len(y) - test,
        "classes": int(y.max()) + 1 if y.dtype.kind == "i" else None,
        "x": [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()],
        "y": y.tolist(),
    }
    return name


def parts(name):
    d = DATA[name]
    x, y, n = np.array(d["x"]).reshape(-1, d["features"]), np.array(d["y"]), d["train"]
    return f32(x[:n]), y[:n], f32(x[n:]), y[n:]


def short(value):
    """Twelve digits are more than any test looks at."""
    if isinstance(value, list):
        return [short(v) for v in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


def case(kind, data, params, **expected):
    expected = {key: short(value) for key, value in expected.items()}
    CASES.append({"kind": kind, "data": data, "params": params} | expected)


def linear(data, params, weights=None):
    x, y, _, _ = parts(data)
    # float32 carries no more than a few 1e-7 of each column: directions below are noise.
    model = LinearRegression(tol=1e-6, **params).fit(x, y, sample_weight=weights)
    case(
        "linear_regression", data, params,
        weights=weights, coefficients=model.coef_.tolist(), intercepts=[float(model.intercept_)],
        predictions=model.predict(x).tolist(),
    )


def logistic(data, params, weights=None):
    x, y, _, _ = parts(data)
    options = {k: v for k, v in params.items() if v != "none" and k != "penalty"}
    if params.get("penalty") == "none":
        options["C"] = np.inf
    solver = "newton-cholesky"
    model = LogisticRegression(**{**options, "tol": 1e-12, "max_iter": 10000, "solver": solver})
    model.fit(x, y, sample_weight=weights)
    p = model.predict_proba(x)
    case(
        "logistic_regression", data, params,
        weights=weights, coefficients=model.coef_.ravel().tolist(), intercepts=model.intercept_.tolist(),
        loss=float(log_loss(y, p)), predictions=p.ravel().tolist(),
    )


def tree(data, params, weights=None):
    """Rows on which a hundred random tie-breaks agree. Leaves are kept large where rounding decides
    between divisions that are equal: which of them scikit-learn takes is then a matter of noise."""
    x, y, more, _ = parts(data)
    rows = np.vstack([x, more])
    options = {k: None if v == "none" else v for k, v in params.items()}
    kind = DecisionTreeRegressor if DATA[data]["classes"] is None else DecisionTreeClassifier
    fits = [kind(random_state=s, **options).fit(x, y, sample_weight=weights) for s in range(100)]
    answer = (lambda m: m.predict(rows)[:, None]) if DATA[data]["classes"] is None else (lambda m: m.predict_proba(rows))
    answers = np.array([answer(m) for m in fits])
    agreed = np.ptp(answers, axis=0).max(axis=1) < 1e-9
    importances = np.array([m.feature_importances_ for m in fits])
    same = np.ptp(importances, axis=0).max() < 1e-9
    assert agreed.mean() > 0.3, (data, params, agreed.mean())
    case(
        "decision_tree", data, params,
        weights=weights, agreed=np.flatnonzero(agreed).tolist(), predictions=answers[0][agreed].ravel().tolist(),
        importances=importances[0].tolist() if same else None,
        leaves=int(fits[0].get_n_leaves()) if same else None,
    )


def forest(data, params, name="random_forest"):
    """The mean score over twenty seeds on the rows that were not trained on, and out of bag."""
    x, y, more, truth = parts(data)
    numbers, classes = {
        "random_forest": (RandomForestRegressor, RandomForestClassifier),
        "extra_trees": (ExtraTreesRegressor, ExtraTreesClassifier),
    }[name]
    kind = numbers if DATA[data]["classes"] is None else classes
    drawn = params.get("bootstrap", name == "random_forest")
    options = {k: None if v == "none" else v for k, v in params.items()} | {"oob_score": drawn}
    fits = [kind(random_state=s, **options).fit(x, y) for s in range(20)]
    case(
        name, data, params,
        score=float(np.mean([m.score(more, truth) for m in fits])),
        out_of_bag=float(np.mean([m.oob_score_ for m in fits])) if drawn else None,
        importances=np.mean([m.feature_importances_ for m in fits], axis=0).tolist(),
    )


def main():
    iris, cancer, diabetes = (f(return_X_y=True) for f in (load_iris, load_breast_cancer, load_diabetes))
    dataset("iris", *iris, test=30)
    dataset("cancer", *cancer, test=269)
    scaled = np.round(StandardScaler().fit_transform(cancer[0]), 3)
    dataset("cancer, scaled", scaled[:200], cancer[1][:200])
    dataset("diabetes", diabetes[0], diabetes[1].astype(float), test=142)
    n = 80
    a, b = rng.normal(size=(2, n)) * [[3], [50]]
    group = rng.integers(0, 3, n)
    onehot = np.eye(3)[group]
    target = a - 0.1 * b + group + rng.normal(size=n)
    dependent = np.column_stack([a, b, onehot, a, np.full(n, 7.25), f32(a) * 2])
    dataset("dependent columns", dependent, target, shuffle=False)
    dataset("sum of columns", np.column_stack([a, b, f32(a) + f32(b)]), target, shuffle=False)
    dataset("more columns than rows", rng.normal(size=(12, 30)), rng.normal(size=12), shuffle=False)
    dataset("years", np.column_stack([2000 + rng.integers(0, 20, n), a]), target, shuffle=False)
    dataset("dependent classes", dependent, (target > np.median(target)).astype(int), shuffle=False)
    many = make_classification(150, 110, n_informative=20, n_classes=3, random_state=3)
    dataset("many unknowns", np.round(many[0], 2), many[1])
    x, y = make_friedman1(600, 8, noise=0.5, random_state=2)
    dataset("friedman", np.round(x, 3), y, test=300)
    hard = make_classification(1200, 10, n_informative=6, n_redundant=0, n_classes=4, flip_y=0.05, random_state=5)
    dataset("four classes", np.round(hard[0], 3), hard[1], test=800)

    weight = (rng.integers(0, 4, 2000) + 0.0).tolist()
    fraction = np.round(rng.uniform(0.2, 3, 2000), 2).tolist()
    linear("diabetes", {})
    linear("diabetes", {"fit_intercept": False})
    linear("diabetes", {}, fraction[:300])
    linear("dependent columns", {})
    linear("dependent columns", {"fit_intercept": False})
    linear("dependent columns", {}, weight[:n])
    linear("sum of columns", {})
    linear("more columns than rows", {})
    linear("more columns than rows", {"fit_intercept": False})
    linear("years", {})

    logistic("iris", {})
    logistic("iris", {"C": 0.01})
    logistic("iris", {"fit_intercept": False})
    logistic("iris", {"class_weight": "balanced"}, fraction[:120])
    logistic("cancer, scaled", {})
    logistic("cancer, scaled", {"C": 100.0})
    logistic("cancer, scaled", {"class_weight": "balanced"})
    logistic("cancer", {})
    logistic("cancer", {}, weight[:300])
    logistic("dependent classes", {})
    logistic("four classes", {"penalty": "none"})
    logistic("many unknowns", {})
    logistic("many unknowns", {"C": 0.01})

    for data in ("iris", "cancer", "four classes"):
        for criterion in ("gini", "entropy"):
            tree(data, {"criterion": criterion, "max_depth": 3})
    tree("four classes", {})
    tree("four classes", {"min_samples_leaf": 7})
    tree("four classes", {"min_samples_split": 20})
    tree("four classes", {"max_leaf_nodes": 12})
    tree("four classes", {"min_impurity_decrease": 0.01})
    tree("four classes", {"class_weight": "balanced", "max_depth": 4})
    tree("four classes", {"max_depth": 5}, weight[:400])
    tree("cancer", {"min_samples_leaf": 4, "criterion": "log_loss"})
    tree("friedman", {"max_depth": 4})
    tree("friedman", {"min_samples_leaf": 12})
    tree("friedman", {"max_leaf_nodes": 15})
    tree("friedman", {"min_impurity_decrease": 0.1})
    tree("friedman", {"max_depth": 5}, fraction[:300])
    tree("diabetes", {"min_samples_leaf": 20})

    forest("cancer", {})
    forest("four classes", {})
    forest("four classes", {"criterion": "entropy", "max_features": "log2"})
    forest("four classes", {"min_samples_leaf": 5, "class_weight": "balanced_subsample"})
    forest("four classes", {"max_samples": 0.3, "max_features": 0.5})
    forest("four classes", {"bootstrap": False, "max_leaf_nodes": 30})
    forest("friedman", {})
    forest("friedman", {"max_features": "sqrt", "max_depth": 8})
    forest("diabetes", {"min_samples_leaf": 3})
    extra = "extra_trees"
    forest("iris", {}, extra)
    forest("cancer", {"bootstrap": True, "min_samples_leaf": 3}, extra)
    forest("four classes", {"criterion": "entropy", "max_features": "none"}, extra)
    forest("four classes", {"bootstrap": True, "class_weight": "balanced_subsample"}, extra)
    forest("friedman", {}, extra)
    forest("friedman", {"max_leaf_nodes": 40, "bootstrap": True, "max_samples": 0.7}, extra)
    forest("diabetes", {"max_features": 0.4, "min_samples_leaf": 5}, extra)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
