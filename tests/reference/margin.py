"""Linear classifiers without probabilities by scikit-learn for tests of glasshouse-learn. Writes margin.json
next to itself, in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.linear_model import RidgeClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y):
    x = f32(np.round(x, 3))
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    classes = int(y.max()) + 1
    DATA[name] = {"features": x.shape[1], "train": len(y), "classes": classes, "x": written, "y": y.tolist()}


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def case(kind, data, params, weights=None):
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    options = {key: None if value == "none" else value for key, value in params.items()}
    model = KINDS[kind](options).fit(x, y, sample_weight=weights)
    CASES.append(
        {
            "kind": kind,
            "data": data,
            "params": params,
            "weights": weights,
            "coefficients": short(model.coef_),
            "intercepts": short(np.zeros(len(np.atleast_2d(model.coef_))) + model.intercept_),
            "labels": model.predict(x).tolist(),
        }
    )


KINDS = {"ridge": lambda options: RidgeClassifier(solver="cholesky", **options)}


def main():
    rng = np.random.default_rng(6)
    for name, load in (("iris", load_iris), ("wine", load_wine), ("cancer", load_breast_cancer)):
        x, y = load(return_X_y=True)
        order = rng.permutation(len(y))[:200]
        dataset(name, StandardScaler().fit_transform(x)[order], y[order])
    for data in DATA:
        case("ridge", data, {})
        case("ridge", data, {"alpha": 20.0, "class_weight": "balanced"})
    case("ridge", "iris", {"fit_intercept": False}, np.round(rng.uniform(0.2, 3, 150), 2).tolist())
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
