"""Naive Bayes by scikit-learn for tests of glasshouse-learn. Writes bayes.json next to itself,
in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB

DATA, CASES = {}, []
DISCRETE = {"multinomial_nb": MultinomialNB, "complement_nb": ComplementNB, "bernoulli_nb": BernoulliNB}


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y):
    x = f32(x)
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    classes = int(y.max()) + 1
    DATA[name] = {"features": x.shape[1], "train": len(y), "classes": classes, "x": written, "y": y.tolist()}


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def case(data, params, weights=None):
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    model = GaussianNB(**params).fit(x, y, sample_weight=weights)
    CASES.append(
        {
            "kind": "gaussian_nb",
            "data": data,
            "params": params,
            "weights": weights,
            "means": short(model.theta_),
            "variances": short(model.var_),
            "predictions": short(model.predict_proba(x)),
        }
    )


def discrete(kind, data, params, weights=None):
    d = DATA[data]
    x, y = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])
    model = DISCRETE[kind](**params).fit(x, y, sample_weight=weights)
    CASES.append(
        {
            "kind": kind,
            "data": data,
            "params": params,
            "weights": weights,
            "predictions": short(model.predict_proba(x)),
        }
    )


def main():
    rng = np.random.default_rng(5)
    for name, load, rows in (("iris", load_iris, 150), ("wine", load_wine, 178), ("cancer", load_breast_cancer, 200)):
        x, y = load(return_X_y=True)
        order = rng.permutation(len(y))[:rows]
        dataset(name, x[order], y[order])
    group = rng.integers(0, 3, 90)
    # In the first class the year is always the same.
    years = np.where(group == 0, 2000, 2000 + rng.integers(0, 9, 90))
    dataset("years", np.column_stack([years, rng.normal(size=90) + group, np.full(90, 7.25)]), group)
    for data in DATA:
        case(data, {})
        case(data, {"var_smoothing": 0.01})
    # Of weighted rows only the variances within the classes are: the largest of all is not.
    case("iris", {"var_smoothing": 0.0}, np.round(rng.uniform(0.2, 3, 150), 2).tolist())
    # Words of texts: many kinds of them, few in each text, some classes longer than others.
    words = rng.dirichlet(np.full(30, 0.5), size=3)
    group = rng.choice(3, 120, p=[0.6, 0.3, 0.1])
    dataset("words", np.array([rng.multinomial(6 + 4 * g, words[g]) for g in group]), group)
    fraction = np.round(rng.uniform(0.2, 3, 120), 2).tolist()
    for kind in DISCRETE:
        for data in ("words", "wine", "cancer"):
            discrete(kind, data, {"binarize": 1.5} if kind == "bernoulli_nb" else {})
        discrete(kind, "words", {"alpha": 0.01}, fraction)
        discrete(kind, "words", {"alpha": 1e-12, "force_alpha": False})
        discrete(kind, "words", {"norm": True} if kind == "complement_nb" else {"fit_prior": False})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
