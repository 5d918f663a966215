"""Logistic regression that leaves features out, by scikit-learn, for tests of glasshouse-learn. Writes
logistic.json next to itself, in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from. `objective` is the sum that
is made small: C times the losses, the sizes and half the squares of the coefficients as they are penalised.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
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


def case(data, params):
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    ratio = 1.0 if params["penalty"] == "l1" else params.get("l1_ratio", 0.5)
    c = params.get("C", 1.0)
    options = {"fit_intercept": params.get("fit_intercept", True), "C": c, "l1_ratio": ratio}
    model = LogisticRegression(solver="saga", tol=1e-9, max_iter=100_000, random_state=0, **options).fit(x, y)
    p, w = model.predict_proba(x), model.coef_
    objective = c * len(y) * log_loss(y, p) + ratio * np.abs(w).sum() + 0.5 * (1 - ratio) * (w**2).sum()
    CASES.append(
        {
            "kind": "logistic_regression",
            "data": data,
            "params": params,
            "weights": None,
            "objective": float(objective),
            "zeros": int((w == 0).sum()),
            "predictions": [float(f"{v:.7g}") for v in p.ravel()],
        }
    )
    print(data, params, model.n_iter_, objective)


def main():
    rng = np.random.default_rng(4)
    x, y = load_iris(return_X_y=True)
    dataset("iris", StandardScaler().fit_transform(x), y)
    x, y = load_breast_cancer(return_X_y=True)
    dataset("cancer", StandardScaler().fit_transform(x)[:250], y[:250])
    x, y = load_digits(return_X_y=True)
    rows = rng.permutation(len(y))[:200]
    dataset("digits", x[rows] / 16, y[rows])
    case("iris", {"penalty": "l1"})
    case("iris", {"penalty": "l1", "C": 0.1, "fit_intercept": False})
    case("iris", {"penalty": "elasticnet", "l1_ratio": 0.7})
    case("cancer", {"penalty": "l1", "C": 0.2})
    case("cancer", {"penalty": "elasticnet", "C": 0.1})
    case("digits", {"penalty": "l1", "C": 0.5})
    case("digits", {"penalty": "elasticnet", "C": 0.2, "l1_ratio": 0.3})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
