"""Clustering and anomaly detection by scikit-learn for tests of glasshouse-learn and glasshouse-metrics.
Writes groups.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_iris, load_wine, make_blobs, make_moons
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
DATA, SCORES, CASES = {}, [], []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x):
    x = f32(x)
    DATA[name] = {"features": x.shape[1], "x": [float(str(np.float32(v))) for v in x.ravel()]}


def rows(name):
    d = DATA[name]
    return f32(np.array(d["x"]).reshape(-1, d["features"]))


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def number(f):
    try:
        return float(f())
    except ValueError:
        return None


def score(data, index):
    x = rows(data)
    names = ("silhouette_score", "davies_bouldin_score", "calinski_harabasz_score")
    found = {name: number(lambda name=name: getattr(metrics, name)(x, index)) for name in names}
    SCORES.append({"data": data, "index": [int(i) for i in index], "scores": found})


def k_means():
    for data, clusters in (("iris", (2, 3, 5)), ("wine", (2, 3)), ("cancer", (2,)), ("blobs", (4, 5)), ("moons", (2,))):
        for k in clusters:
            x = rows(data)
            weights = None
            for weighed in (False, True):
                if weighed:
                    weights = np.round(np.random.default_rng(k).uniform(0.1, 3, len(x)), 2)
                # Of so many beginnings the best is the same, whoever draws them.
                model = KMeans(k, n_init=300, tol=0, random_state=0).fit(x, sample_weight=weights)
                own = np.linalg.norm(x - model.cluster_centers_[model.labels_], axis=1)
                CASES.append(
                    {
                        "kind": "k_means",
                        "data": data,
                        "params": {"n_clusters": k, "n_init": 100, "tol": 0.0},
                        "weights": None if weights is None else weights.tolist(),
                        "inertia": float(model.inertia_),
                        "distances": short(own),
                        "labels": model.labels_.tolist(),
                    }
                )


def isolation_forest():
    for data in ("cancer", "wine", "blobs"):
        for contamination in ("auto", 0.1):
            x = rows(data)
            model = IsolationForest(n_estimators=1000, contamination=contamination, random_state=0).fit(x)
            CASES.append(
                {
                    "kind": "isolation_forest",
                    "data": data,
                    "params": {"n_estimators": 1000, "contamination": contamination},
                    "scores": short(model.decision_function(x)),
                    "labels": model.predict(x).tolist(),
                    "offset": float(model.offset_),
                }
            )


def main():
    rng = np.random.default_rng(5)
    scaled = StandardScaler().fit_transform
    dataset("iris", load_iris().data)
    dataset("wine", scaled(load_wine().data))
    dataset("cancer", scaled(load_breast_cancer().data)[:250, :10])
    dataset("blobs", make_blobs(300, 5, centers=5, cluster_std=1.5, random_state=1)[0])
    dataset("moons", make_moons(240, noise=0.07, random_state=3)[0])
    dataset("twice", np.repeat(rng.normal(size=(6, 2)), 3, axis=0))
    for data in DATA:
        count = len(rows(data))
        for groups in (2, 3, 7):
            score(data, rng.integers(0, groups, count))
    score("iris", load_iris().target)
    score("iris", np.zeros(150))
    score("iris", np.arange(150))
    # A group of one row, and one without rows.
    score("iris", np.where(np.arange(150) == 17, 4, load_iris().target))
    score("twice", np.repeat(np.arange(6), 3))
    k_means()
    isolation_forest()
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "scores": SCORES, "cases": CASES}, separators=(",", ":")) + "\n")


main()
