"""Known answers for the steps `pca` and `truncated_svd`, from scikit-learn."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.decomposition import PCA, TruncatedSVD


def wide():
    """More columns than rows, with a spectrum that falls."""
    rng = np.random.default_rng(3)
    return np.round(rng.normal(size=(12, 6)) * 3.0 ** -np.arange(6) @ rng.normal(size=(6, 40)) + rng.normal(size=40), 4)


def large():
    """More than 500 rows and columns: where few directions are looked for. Its numbers are exact, so that
    others can make it anew, and its spectrum falls fast enough for every solver to find the same."""
    k = np.arange(8)
    left = np.arange(530)[:, None] * (k * 7 + 3) * 37 % 101 - 50.0
    right = (k * 11 + 5)[:, None] * 41 * np.arange(510) % 97 - 48.0
    return left * 2.0**-k @ right + 0.5


TABLES = {
    "iris": load_iris().data,
    "wine": load_wine().data,
    "digits": load_digits().data[:300],
    "wide": wide(),
    "constant": np.column_stack([np.full(9, 4.0), np.arange(9.0), np.arange(9.0) ** 2, np.full(9, -1.0)]),
    "large": large(),
}
CASES = [
    ("pca", "iris", {}),
    ("pca", "iris", {"n_components": 2, "whiten": True}),
    ("pca", "iris", {"n_components": 0.95}),
    ("pca", "iris", {"n_components": 0.999}),
    ("pca", "wine", {}),
    ("pca", "wine", {"whiten": True, "svd_solver": "covariance_eigh"}),
    ("pca", "digits", {"n_components": 10}),
    ("pca", "digits", {"n_components": 0.9, "whiten": True}),
    ("pca", "wide", {"n_components": 5}),
    ("pca", "wide", {"n_components": 0.99}),
    ("pca", "constant", {"n_components": 2}),
    ("pca", "large", {"n_components": 6}),
    ("truncated_svd", "iris", {}),
    ("truncated_svd", "wine", {"n_components": 4}),
    ("truncated_svd", "digits", {"n_components": 10}),
    ("truncated_svd", "wide", {"n_components": 6}),
    ("truncated_svd", "large", {"n_components": 7}),
]


def answer(op, name, params):
    x = TABLES[name]
    train, new = x[:-2], x[-2:]
    if op == "pca":
        exact = {"svd_solver": "full"} if "svd_solver" not in params else {}
        model = PCA(**{**params, **exact}).fit(train)
    else:
        model = TruncatedSVD(algorithm="arpack" if name == "large" else "randomized", n_iter=20, random_state=0, **params)
        model = model.fit(train)
    return {
        "op": op,
        "table": name,
        "params": params,
        "names": [str(n) for n in model.get_feature_names_out()],
        "new": model.transform(new).tolist(),
        "variance": model.explained_variance_.tolist(),
        "share": model.explained_variance_ratio_.tolist(),
        "first": model.components_[0].tolist(),
    }


def main():
    path = pathlib.Path(__file__).with_suffix(".json")
    tables = {name: x.tolist() for name, x in TABLES.items() if name != "large"}
    out = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "tables": tables,
        "cases": [answer(*case) for case in CASES],
    }
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
