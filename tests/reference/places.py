"""Known answers for `linear_discriminant_analysis`, `haversine`, `k_means_clusters`, `local_outlier_factor`, `dbscan`
and `isolation_forest` as steps, and for the number of random directions, from scikit-learn. Random projections
themselves are other draws: the distributions of their weights are compared."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import IsolationForest
from sklearn.metrics.pairwise import haversine_distances
from sklearn.neighbors import LocalOutlierFactor
from sklearn.random_projection import (
    GaussianRandomProjection,
    SparseRandomProjection,
    johnson_lindenstrauss_min_dim,
)

RNG = np.random.default_rng(33)


def follows():
    """A column that follows from two others, one that never changes, and one class of a single row."""
    x = np.round(RNG.normal(size=(40, 3)), 3)
    y = np.arange(40) % 3
    y[0] = 3
    x[y == 1] += [1, 0, 2]
    return np.column_stack([x, x[:, 0] - 2 * x[:, 1], np.full(40, 5.0)]), y


TABLES = {
    "iris": load_iris(return_X_y=True),
    "wine": load_wine(return_X_y=True),
    "digits": tuple(part[:300] for part in load_digits(return_X_y=True)),
    "follows": follows(),
}


def discriminant(name, params):
    x, y = TABLES[name]
    model = LinearDiscriminantAnalysis(**params).fit(x, y)
    made = model.transform(x)
    weights = model.scalings_[:, : made.shape[1]]
    signs = np.sign(weights[np.argmax(np.abs(weights), axis=0), range(made.shape[1])])
    return {
        "table": name,
        "params": params,
        "made": (made * signs)[:30].tolist(),
        "weights": (weights * signs).T.tolist(),
        "share": model.explained_variance_ratio_.tolist(),
    }


# Names, and pairs of places: near, far, at the poles, over the date line, facing each other, the same.
PLACES = [
    [46.948, 7.447, 47.377, 8.541],
    [0.0, 0.0, 0.0, 180.0],
    [90.0, 0.0, -90.0, 0.0],
    [35.0, 179.9, 35.0, -179.9],
    [51.5, -0.1, -33.9, 151.2],
    [10.0, 20.0, 10.0, 20.0],
    [10.0, 20.0, 10.0000001, 20.0],
    [-45.5, 100.25, 45.5, -79.75],
]


def kilometres(pairs):
    pairs = np.radians(np.array(pairs))
    return [float(haversine_distances(pair[None, :2], pair[None, 2:])[0, 0] * 6371.0088) for pair in pairs]


def moments(model, width):
    weights = model.fit(np.zeros((10, width))).components_
    weights = weights.toarray() if hasattr(weights, "toarray") else weights
    return {
        "mean square": float((weights**2).mean()),
        "fourth": float((weights**4).mean() / (weights**2).mean() ** 2),
        "zeros": float((weights == 0).mean()),
        "values": np.unique(np.round(weights, 12)).tolist() if (weights == 0).any() else [],
    }


BLOBS = np.round(np.concatenate([RNG.normal(at, 0.5, (30, 2)) for at in ([0, 0], [6, 1], [2, 7])]), 2)
ODD = np.array([[20.0, 20.0], [-15.0, 3.0], [3.0, 3.0]])
ROWS = np.concatenate([BLOBS, ODD])
NEW = np.array([[0.1, 0.1], [6.0, 1.2], [30.0, -30.0], [2.0, 6.5], [-20.0, 4.0]])


def clusters():
    model = KMeans(3, n_init=10, random_state=0).fit(BLOBS)
    return {"centers": model.cluster_centers_.tolist(), "distances": model.transform(NEW).tolist()}


def outliers():
    for params in ({}, {"n_neighbors": 5}, {"n_neighbors": 10, "contamination": 0.1, "metric": "manhattan"}):
        train = LocalOutlierFactor(**params).fit_predict(ROWS) < 0
        new = LocalOutlierFactor(novelty=True, **params).fit(ROWS).predict(NEW) < 0
        yield {"op": "local_outlier_factor", "params": params, "train": train.tolist(), "new": new.tolist()}
    for params in ({}, {"eps": 0.3, "min_samples": 4}, {"eps": 0.9, "metric": "chebyshev"}):
        model = DBSCAN(**params).fit(ROWS)
        core = DBSCAN(**params).fit(ROWS).components_
        metric = params.get("metric", "euclidean")
        order = np.inf if metric == "chebyshev" else 2
        apart = np.linalg.norm(NEW[:, None] - core[None], ord=order, axis=2)
        new = (apart.min(axis=1) > params.get("eps", 0.5)) if len(core) else np.full(len(NEW), True)
        yield {"op": "dbscan", "params": params, "train": (model.labels_ < 0).tolist(), "new": new.tolist()}
    # Trees are other draws there: what stands out in any forest.
    params = {"contamination": 2 / len(ROWS), "n_estimators": 200}
    forests = [IsolationForest(random_state=seed, **params).fit(ROWS) for seed in range(5)]
    for seed in range(1, 5):
        assert (forests[seed].predict(ROWS) == forests[0].predict(ROWS)).all()
        assert (forests[seed].predict(NEW) == forests[0].predict(NEW)).all()
    train, new = ((forests[0].predict(x) < 0).tolist() for x in (ROWS, NEW))
    yield {"op": "isolation_forest", "params": params, "train": train, "new": new}


def main():
    cases = [
        ("iris", {}),
        ("iris", {"n_components": 1}),
        ("wine", {}),
        ("wine", {"tol": 0.01}),
        ("digits", {}),
        ("digits", {"n_components": 4}),
        ("follows", {}),
    ]
    answers = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "tables": {name: {"x": x.tolist(), "y": y.tolist()} for name, (x, y) in TABLES.items()},
        "discriminants": [discriminant(*case) for case in cases],
        "places": PLACES,
        "kilometres": kilometres(PLACES),
        "to": [48.8566, 2.3522],
        "to kilometres": kilometres([[*place[:2], 48.8566, 2.3522] for place in PLACES]),
        "enough": [
            {"rows": rows, "eps": eps, "directions": int(johnson_lindenstrauss_min_dim(rows, eps=eps))}
            for rows, eps in [(50, 0.5), (60, 0.9), (20, 0.7)]
        ],
        "weights": [
            {"op": op, "params": params, "width": width, **moments(model(random_state=0, **params), width)}
            for op, model, params, width in [
                ("gaussian_random_projection", GaussianRandomProjection, {"n_components": 200}, 400),
                ("sparse_random_projection", SparseRandomProjection, {"n_components": 200}, 400),
                ("sparse_random_projection", SparseRandomProjection, {"n_components": 100, "density": 0.3}, 300),
            ]
        ],
        "blobs": BLOBS.tolist(),
        "clusters": clusters(),
        "rows": ROWS.tolist(),
        "new": NEW.tolist(),
        "outliers": list(outliers()),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
