"""Huber's regression by scikit-learn for tests of glasshouse-learn. Writes huber.json next to itself, in the
form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import HuberRegressor

warnings.filterwarnings("ignore")
DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y):
    x, y = f32(np.round(x, 3)), np.round(y, 3)
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    DATA[name] = {"features": x.shape[1], "train": len(y), "classes": None, "x": written, "y": y.tolist()}


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def case(data, params, weights=None):
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    model = HuberRegressor(**{"tol": 1e-12, "max_iter": 100_000, "warm_start": True, **params})
    model.fit(x, y, sample_weight=weights)
    # Its search ends when the sum hardly falls any more: beginning again goes on, until it can no more.
    # Without an intercept it would begin with one.
    for _ in range(50 if model.fit_intercept else 0):
        try:
            model.fit(x, y, sample_weight=weights)
        except ValueError:
            break
    CASES.append(
        {
            "kind": "huber",
            "data": data,
            "params": params,
            "weights": weights,
            "coefficients": short(model.coef_),
            "intercepts": short([model.intercept_]),
            "scale": short([model.scale_]),
        }
    )


def main():
    rng = np.random.default_rng(12)
    x, y = load_diabetes(return_X_y=True)
    dataset("diabetes", (x * 20)[:250], y[:250] / 50)
    x = rng.normal(size=(200, 4))
    y = x @ [1.0, -2.0, 0.5, 0.0] + 3 + rng.normal(scale=0.3, size=200)
    y[::9] += rng.normal(scale=40, size=len(y[::9]))
    dataset("gross errors", x, y)
    for data in DATA:
        case(data, {})
        case(data, {"epsilon": 1.05})
        case(data, {"alpha": 5.0, "epsilon": 2.5})
    case("gross errors", {"fit_intercept": False})
    case("gross errors", {}, np.round(rng.uniform(0, 3, 200), 1).tolist())
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
