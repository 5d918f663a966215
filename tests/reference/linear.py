"""Linear models with a penalty by scikit-learn for tests of glasshouse-learn. Writes linear.json next to
itself, in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_diabetes, make_regression
from sklearn.linear_model import ElasticNet, Lasso, Ridge

warnings.filterwarnings("ignore")
DATA, CASES = {}, []
KINDS = {"ridge": Ridge, "lasso": Lasso, "elastic_net": ElasticNet}


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y):
    x, y = f32(x), np.round(y, 3)
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    DATA[name] = {"features": x.shape[1], "train": len(y), "classes": None, "x": written, "y": y.tolist()}


def short(values):
    return [float(f"{value:.12g}") for value in values]


def case(kind, data, params, weights=None):
    """At the optimum: scikit-learn's own tolerance would leave the last digits to chance."""
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    exact = {"solver": "cholesky"} if kind == "ridge" else {"tol": 1e-14, "max_iter": 1_000_000}
    model = KINDS[kind](**{**exact, **params}).fit(x, y, sample_weight=weights)
    CASES.append(
        {
            "kind": kind,
            "data": data,
            "params": params,
            "weights": weights,
            "coefficients": short(model.coef_),
            "intercepts": short([model.intercept_]),
            "predictions": short(model.predict(x)),
        }
    )


def main():
    rng = np.random.default_rng(11)
    x, y = load_diabetes(return_X_y=True)
    dataset("diabetes", x, y)
    dataset("diabetes, in tens", np.round(x * 200, 2), y)
    wide = make_regression(40, 90, n_informative=8, noise=2.0, random_state=3)
    dataset("more columns than rows", np.round(wide[0], 2), wide[1])
    a, b = rng.normal(size=(2, 120)) * [[3], [50]]
    onehot = np.eye(3)[rng.integers(0, 3, 120)]
    dependent = np.column_stack([a, b, onehot, a, np.full(120, 7.25)])
    dataset("dependent columns", dependent, a - 0.1 * b + onehot @ [1, 2, 3] + rng.normal(size=120))
    dataset("years", np.column_stack([2000 + rng.integers(0, 20, 120), a]), 3 * a + rng.normal(size=120))

    fraction = np.round(rng.uniform(0.2, 3, 442), 2).tolist()
    whole = (rng.integers(0, 4, 442) + 0.0).tolist()
    for data in DATA:
        case("ridge", data, {})
        case("ridge", data, {"alpha": 25.0, "fit_intercept": False})
    case("ridge", "diabetes", {"alpha": 0.01}, fraction)
    case("ridge", "diabetes, in tens", {"alpha": 300.0}, whole)
    for kind in ("lasso", "elastic_net"):
        for data in ("diabetes", "diabetes, in tens", "more columns than rows", "years"):
            case(kind, data, {})
            case(kind, data, {"alpha": 0.1, "fit_intercept": False, "max_iter": 1_000_000})
        case(kind, "diabetes, in tens", {"alpha": 0.5}, fraction)
        case(kind, "diabetes, in tens", {"alpha": 2.0, "positive": True}, whole)
        case(kind, "diabetes, in tens", {"alpha": 1000.0})
    case("elastic_net", "dependent columns", {"alpha": 0.3})
    case("elastic_net", "diabetes, in tens", {"alpha": 0.2, "l1_ratio": 0.9})
    case("elastic_net", "diabetes, in tens", {"alpha": 0.2, "l1_ratio": 1.0})
    case("elastic_net", "diabetes, in tens", {"alpha": 0.002, "l1_ratio": 0.0, "tol": 1e-10})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
