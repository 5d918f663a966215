"""Boosted trees by scikit-learn and LightGBM for tests of glasshouse-learn. Writes boosting.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from. Predictions are
scikit-learn's on rows that were trained on and on others, and ours must be the same. Cases are
such that the answers do not depend on the order of the features: between divisions that are equal
rounding decides, which is a matter of noise. Of LightGBM, whose leaves and bins differ a little, only
the score on other rows is kept. The large data sets are not stored but computed again by the test:
see `recipe` below and its twin there. On a busy machine OMP_NUM_THREADS=1 makes it quick.
"""

import json
import pathlib
import warnings

import lightgbm
import numpy as np
from sklearn.datasets import load_diabetes, make_classification
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import accuracy_score, root_mean_squared_error, roc_auc_score

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)
DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y, test=0):
    """Keeps a data set; the last `test` rows are not trained on."""
    x, y = f32(x), np.asarray(y)
    y = np.round(y, 3) if y.dtype.kind == "f" else y
    order = rng.permutation(len(y))
    x, y = x[order], y[order]
    DATA[name] = {
        "features": x.shape[1],
        "train": len(y) - test,
        "classes": int(y.max()) + 1 if y.dtype.kind == "i" else None,
        "x": [shortest(v) for v in x.ravel()],
        "y": y.tolist(),
    }


def shortest(v):
    """The number with as few digits as tell it apart; nothing for a missing one."""
    return None if np.isnan(v) else float(np.format_float_positional(np.float32(v), unique=True))


def gappy(name, y, x, kinds, test):
    """Keeps a data set whose features have gaps and categories. `kinds` says of each feature 0 for a
    number, -1 for one that may be missing, or the number of its categories, all of which are trained on."""
    order = rng.permutation(len(y))
    while any(set(range(k)) - set(x[order][:-test, j]) for j, k in enumerate(kinds) if k > 0):
        order = rng.permutation(len(y))
    x, y = f32(x)[order], y[order]
    # What training never saw: gaps in a feature without any, and categories.
    x[-test::3, kinds.index(-1)] = np.nan
    for j, levels in enumerate(kinds):
        if levels > 0:
            x[-test::5, j] = levels + 2
    DATA[name] = {
        "features": x.shape[1],
        "kinds": kinds,
        "train": len(y) - test,
        "classes": int(y.max()) + 1 if y.dtype.kind == "i" else None,
        "x": [shortest(v) for v in x.ravel()],
        "y": y.tolist(),
    }


def lattice(rows, columns):
    """Numbers from 0 to 1 that look random and need no generator: multiples of an irrational in
    64-bit whole numbers (a Weyl sequence, mixed once), the top 24 bits of each."""
    n = np.arange(rows * columns, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = n * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(float) / 2**24).reshape(rows, columns)


def recipe(kind, rows):
    """A large data set that is computed again by the test: the last column is noise."""
    x = lattice(rows, 13)
    x, noise = x[:, :12], x[:, 12]
    signal = 10 * x[:, 0] * x[:, 1] + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    if kind == "number":
        return x, f32(signal + 4 * noise)
    return x, (signal + 8 * noise > 16).astype(int)


def parts(name):
    d = DATA[name]
    if "recipe" in d:
        x, y = recipe(d["recipe"], d["rows"])
    else:
        x, y = f32(np.array(d["x"], float)).reshape(-1, d["features"]), np.array(d["y"])
    n = d["train"]
    return x[:n], y[:n], x[n:], y[n:]


def short(values):
    return [float(f"{v:.9g}") for v in np.ravel(values)]


def options(params):
    changed = {k: None if v == "none" else v for k, v in params.items()}
    if "monotonic_cst" in changed:
        changed["monotonic_cst"] = [int(v) for v in changed["monotonic_cst"].split(",")]
    changed.pop("class_weight", None)
    return {"early_stopping": False} | changed


def peer(data, params, weights):
    """LightGBM's score on the rows that were not trained on, same parameters."""
    x, y, more, truth = parts(data)
    names = {
        "max_iter": "n_estimators", "max_leaf_nodes": "num_leaves", "learning_rate": "learning_rate",
        "min_samples_leaf": "min_child_samples", "l2_regularization": "reg_lambda", "max_depth": "max_depth",
    }
    same = {names[k]: v for k, v in params.items() if k in names and v != "none"}
    regression = y.dtype.kind == "f"
    kind = lightgbm.LGBMRegressor if regression else lightgbm.LGBMClassifier
    model = kind(verbose=-1, deterministic=True, n_jobs=1, force_col_wise=True, **same)
    return score(model.fit(x, y, sample_weight=weights), more, truth)


def score(model, x, y):
    if y.dtype.kind == "f":
        return float(root_mean_squared_error(y, model.predict(x)))
    p = model.predict_proba(x)
    return float(roc_auc_score(y, p[:, 1]) if p.shape[1] == 2 else accuracy_score(y, model.predict(x)))


def case(data, params, weights=None, beside=False, rows=None):
    x, y, more, truth = parts(data)
    regression = y.dtype.kind == "f"
    kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
    asked = np.vstack([x, more])[: rows or len(x) + len(more)]
    own = {"monotonic_cst": None} | options(params)
    category = np.array([k > 0 for k in DATA[data].get("kinds", [0] * x.shape[1])])

    def answers(order):
        turned = own | {"monotonic_cst": own["monotonic_cst"] and [own["monotonic_cst"][j] for j in order]}
        turned["categorical_features"] = category[order]
        model = kind(random_state=0, **turned).fit(x[:, order], y, sample_weight=weighed)
        return model, model.predict(asked[:, order])[:, None] if regression else model.predict_proba(asked[:, order])

    # Ours makes the sums of the weights even, scikit-learn the numbers of rows.
    weighed = weights
    if "class_weight" in params:
        totals = np.bincount(y, weights)
        weighed = np.array(weights) * (totals.sum() / len(totals) / totals)[y]
    model, first = answers(np.arange(x.shape[1]))
    turned = [answers(rng.permutation(x.shape[1]))[1] for _ in range(4)]
    agreed = np.max(np.abs(turned - first)) < 1e-9 * np.abs(first).max()
    gains = np.concatenate([t.nodes["gain"][t.nodes["is_leaf"] == 0] for i in model._predictors for t in i])
    agreed = agreed and gains.min() > 1e-9 * gains.max()
    assert agreed, (data, params)
    found = {"data": data, "params": params, "weights": weights, "predictions": short(first)}
    if beside:
        found["score"] = score(model, more, truth)
        found["lightgbm"] = peer(data, params, weights)
    CASES.append(found)


def holes():
    """Data with gaps and categories. What is missing says something, and so do some categories."""
    rows, test = 900, 200
    x = np.round(rng.normal(size=(rows, 7)), 3)
    x[:, 5] = rng.integers(0, 12, rows)
    x[:, 6] = np.minimum(rng.geometric(0.08, rows) - 1, 29)
    asked = rng.normal(size=12), rng.normal(size=30)
    signal = x[:, 0] * (x[:, 1] > 0) + np.sin(2 * x[:, 2]) + asked[0][x[:, 5].astype(int)]
    signal += 0.7 * asked[1][x[:, 6].astype(int)] * (x[:, 3] > -0.5)
    kinds = [-1, -1, -1, -1, 0, 12, 30]
    gaps = rng.random((rows, 7)) < [0.0, 0.3, 0.1, 0.02, 0.0, 0.15, 0.0]
    signal += 1.5 * gaps[:, 1] - gaps[:, 5]
    x[gaps] = np.nan
    x[rng.random(rows) < 0.6, 1] = np.nan
    y = np.round(signal + 0.3 * rng.normal(size=rows), 3)
    gappy("gaps, a number", y, x, kinds, test)
    gappy("gaps, two classes", (signal + rng.normal(size=rows) > 0.5).astype(int), x, kinds, test)
    noisy = signal + 0.5 * rng.normal(size=rows)
    gappy("gaps, three classes", (noisy > 0).astype(int) + (noisy > 1.5), x, kinds, test)
    weights = np.round(rng.uniform(0.2, 3, rows - test), 6).tolist()
    # Where a node had no gaps, which way they go is for rounding to say: rows that were trained on.
    case("gaps, a number", {"max_iter": 30}, rows=rows - test)
    case("gaps, a number", {"max_iter": 20, "max_bins": 32, "l2_regularization": 2.0}, weights)
    case("gaps, a number", {"max_iter": 20, "monotonic_cst": "1,-1,0,1,0,0,0", "max_leaf_nodes": 12})
    case("gaps, a number", {"max_iter": 2, "loss": "absolute_error", "max_leaf_nodes": 8})
    case("gaps, two classes", {"max_iter": 30, "min_samples_leaf": 25}, weights)
    case("gaps, two classes", {"max_iter": 20, "max_depth": 3}, weights)
    case("gaps, three classes", {"max_iter": 8, "min_samples_leaf": 40, "max_leaf_nodes": 6}, weights)


def main():
    diabetes = load_diabetes(return_X_y=True)
    two = make_classification(700, 10, n_informative=6, n_redundant=0, flip_y=0.15, class_sep=0.7, random_state=5)
    dataset("two classes", np.round(two[0], 3), two[1], test=200)
    three = make_classification(700, 8, n_informative=5, n_redundant=0, n_classes=3, flip_y=0.2, class_sep=0.6, random_state=6)
    dataset("three classes", np.round(three[0], 3), three[1], test=200)
    dataset("diabetes", diabetes[0], diabetes[1].astype(float), test=112)
    x = rng.normal(size=(700, 5))
    x[:, 4] = rng.integers(0, 4, 700)
    rate = np.exp(0.5 * x[:, 0] - 0.3 * x[:, 1] * (x[:, 4] > 1) + 0.4)
    dataset("counts", x, rng.poisson(rate).astype(float), test=200)
    dataset("amounts", x, np.maximum(np.round(rng.gamma(2.0, rate), 3), 0.001), test=200)
    for name, kind, rows in (("many rows, a number", "number", 12_000), ("many rows, two classes", "class", 12_000)):
        DATA[name] = {"recipe": kind, "rows": rows, "train": rows * 3 // 4}

    # Weights of all kinds keep divisions of classes from being equal.
    weight = (rng.integers(1, 4, 700) + 0.0).tolist()
    fraction = np.round(rng.uniform(0.2, 3, 700), 6).tolist()
    case("two classes", {"max_iter": 30, "max_leaf_nodes": 7, "l2_regularization": 1.5}, fraction[:500])
    case("two classes", {"max_iter": 30, "max_depth": 2, "learning_rate": 0.3}, fraction[:500])
    case("two classes", {"max_iter": 20, "class_weight": "balanced", "min_samples_leaf": 30}, fraction[:500])
    case("three classes", {"max_iter": 30, "min_samples_leaf": 30}, fraction[:500])
    case("three classes", {"max_iter": 20, "min_samples_leaf": 5, "max_leaf_nodes": 4}, fraction[:500])
    case("diabetes", {}, beside=True)
    case("diabetes", {"max_iter": 30, "max_leaf_nodes": "none", "min_samples_leaf": 15})
    case("diabetes", {"max_iter": 8, "monotonic_cst": "0,0,0,0,0,0,-1,0,1,0", "max_leaf_nodes": 6})
    case("two classes", {"max_iter": 20, "max_bins": 16, "min_samples_leaf": 30}, fraction[:500])
    case("two classes", {"max_iter": 60, "min_samples_leaf": 30}, fraction[:500])
    case("many rows, two classes", {"max_iter": 10, "monotonic_cst": "1,0,0,-1,0,0,0,0,0,0,0,0"}, rows=300)
    case("many rows, a number", {"loss": "absolute_error", "max_iter": 10}, rows=300)
    case("many rows, a number", {"loss": "quantile", "quantile": 0.8, "max_iter": 10}, rows=300)
    case("many rows, a number", {"loss": "absolute_error", "max_iter": 10, "max_leaf_nodes": 8, "min_samples_leaf": 200}, rows=300)
    case("diabetes", {"loss": "absolute_error", "max_iter": 5, "max_leaf_nodes": 4, "min_samples_leaf": 40}, fraction[:330])
    case("diabetes", {"loss": "quantile", "quantile": 0.8, "max_iter": 5, "max_leaf_nodes": 4}, fraction[:330])
    case("diabetes", {"max_iter": 40}, fraction[:330])
    case("counts", {"max_iter": 40, "loss": "poisson"})
    case("counts", {"max_iter": 40, "loss": "poisson"}, weight[:500])
    case("amounts", {"max_iter": 40, "loss": "gamma"})
    case("many rows, a number", {}, beside=True, rows=300)
    case("many rows, two classes", {}, beside=True, rows=300)
    case("many rows, two classes", {"max_leaf_nodes": 63, "max_iter": 150, "learning_rate": 0.05}, beside=True, rows=300)
    holes()
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
