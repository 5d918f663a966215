"""Nearest neighbours by scikit-learn for tests of glasshouse-learn. Writes neighbours.json next to itself,
in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from. Where rows at the same
distance compete for the last place, which of them scikit-learn takes is chance: only the other rows, those
in `agreed`, are compared.
"""

import json
import pathlib

import numpy as np
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y, test):
    x = f32(x)
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    classes = int(y.max()) + 1 if y.dtype.kind == "i" else None
    DATA[name] = {
        "features": x.shape[1],
        "train": len(y) - test,
        "classes": classes,
        "x": written,
        "y": y.tolist(),
    }


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def case(data, params):
    d = DATA[data]
    x, y, n = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"]), d["train"]
    kind = KNeighborsRegressor if d["classes"] is None else KNeighborsClassifier
    model = kind(**params).fit(x[:n], y[:n])
    away, _ = model.kneighbors(x, model.n_neighbors + 1)
    last, next_one = away[:, -2], away[:, -1]
    agreed = np.flatnonzero(next_one - last > 1e-6 * (1 + last))
    assert len(agreed) > len(x) // 2, (data, params, len(agreed))
    agreed = agreed[-250:]
    answers = model.predict(x) if d["classes"] is None else model.predict_proba(x)
    CASES.append(
        {
            "kind": "k_neighbors",
            "data": data,
            "params": params,
            "weights": None,
            "agreed": agreed.tolist(),
            "predictions": short(answers[agreed]),
            "labels": short(model.predict(x)[agreed]),
        }
    )


def main():
    rng = np.random.default_rng(8)
    for name, load, test in (("iris", load_iris, 50), ("wine", load_wine, 60), ("diabetes", load_diabetes, 150)):
        x, y = load(return_X_y=True)
        order = rng.permutation(len(y))
        # Measured in tenths, too many rows are equally far.
        x = x + rng.normal(scale=0.02, size=x.shape) if name == "iris" else x
        dataset(name, x[order], np.round(y[order], 3) if y.dtype.kind == "f" else y[order], test)
    # Many rows of few features, far from the origin: found in a tree, and by products of matrices.
    x = rng.normal(size=(5200, 3)) * [1, 5, 0.01] + [1000, -5, 30]
    dataset("many rows", x, (x[:, 0] + 0.1 * x[:, 1] > 1000).astype(int) + (x[:, 2] > 30), 200)
    for data in DATA:
        case(data, {})
        case(data, {"n_neighbors": 1})
        case(data, {"n_neighbors": 15, "weights": "distance"})
        case(data, {"algorithm": "kd_tree", "metric": "manhattan"})
        case(data, {"algorithm": "brute", "metric": "chebyshev", "n_neighbors": 8})
        if data != "many rows":
            case(data, {"metric": "cosine", "weights": "distance"})
        case(data, {"algorithm": "brute", "metric": "manhattan", "weights": "distance"})
        case(data, {"algorithm": "brute", "n_neighbors": 4})
        case(data, {"p": 3.5, "weights": "distance"})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
