"""Clusters and outliers by scikit-learn for tests of glasshouse-learn: mixtures and what goes by density
or by merging. Writes clusters.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import load_breast_cancer, load_iris, load_wine, make_blobs, make_moons
from sklearn.metrics import pairwise_distances
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
DATA, CASES = {}, []
# Rows, place and spread of clusters of different densities.
GRADES = ((120, (0, 0), 0.2), (80, (2, 0), 0.2), (100, (8, 3), 1.2), (60, (-6, 4), 0.6), (40, (-6, 7), 0.4))


def dataset(name, x):
    x = np.asarray(x, np.float32)
    DATA[name] = {"features": x.shape[1], "x": [float(str(v)) for v in x.ravel()]}


def rows(name):
    d = DATA[name]
    return np.asarray(d["x"], np.float32).astype(float).reshape(-1, d["features"])


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def case(kind, data, params, **found):
    CASES.append({"kind": kind, "data": data, "params": params, "weights": None, **found})


def gaussian_mixture():
    for data, components, shapes in (
        ("iris", 3, ("full", "tied", "diag", "spherical")),
        ("blobs", 5, ("full", "tied", "diag", "spherical")),
        ("wine", 3, ("tied", "diag")),
    ):
        for shape in shapes:
            x = rows(data)
            params = {"n_components": components, "covariance_type": shape, "tol": 1e-11, "max_iter": 1000}
            model = GaussianMixture(n_init=10, random_state=0, **params).fit(x)
            assert model.converged_, (data, shape)
            order = np.argsort(-model.weights_)
            case(
                "gaussian_mixture",
                data,
                {**params, "n_init": 10},
                score=float(model.score(x)),
                bic=float(model.bic(x)),
                aic=float(model.aic(x)),
                weights_=short(model.weights_[order]),
                means=short(model.means_[order]),
                probabilities=short(model.predict_proba(x).max(axis=1)),
                labels=model.predict(x).tolist(),
            )


def mini_batch_k_means():
    """What k-means comes to, which is what small samples come near to."""
    for data, k, batch in (("apart", 4, 100), ("far", 6, 256), ("far", 6, 1024)):
        model = KMeans(k, n_init=10, tol=0, random_state=0).fit(rows(data))
        params = {"n_clusters": k, "n_init": 5, "batch_size": batch, "max_no_improvement": 50}
        inertia, labels = float(model.inertia_), model.labels_.tolist()
        case("mini_batch_k_means", data, params, inertia=inertia, labels=labels)


def dbscan():
    for data, eps, least, metric in (
        ("iris", 0.5, 5, "euclidean"),
        ("iris", 0.8, 9, "manhattan"),
        ("moons", 0.2, 5, "euclidean"),
        ("moons", 0.1, 4, "chebyshev"),
        ("blobs", 2.2, 4, "euclidean"),
        ("wine", 0.1, 6, "cosine"),
        ("far", 0.4, 10, "euclidean"),
    ):
        x = rows(data)
        model = DBSCAN(eps=eps, min_samples=least, metric=metric).fit(x)
        labels, core = model.labels_, model.core_sample_indices_
        # A row between clusters goes to the nearest core sample, not to the first cluster that reaches it.
        away = pairwise_distances(x, x[core], metric=metric)
        nearest = labels[core][away.argmin(axis=1)]
        moved = (labels != -1) & (nearest != labels)
        assert moved.sum() <= 3, (data, eps, moved.sum())
        labels = np.where(moved, nearest, labels)
        params = {"eps": eps, "min_samples": least, "metric": metric}
        case("dbscan", data, params, labels=labels.tolist(), core=core.tolist())


def agglomerative():
    for data, clusters in (("blobs", 5), ("wine", 3), ("moons", 2), ("cancer", 4)):
        for linkage in ("ward", "complete", "average", "single"):
            x = rows(data)
            model = AgglomerativeClustering(n_clusters=clusters, linkage=linkage, compute_distances=True).fit(x)
            heights = np.sort(model.distances_)
            params = {"n_clusters": clusters, "linkage": linkage}
            case("agglomerative", data, params, labels=model.labels_.tolist(), heights=short(heights[-30:]))
            threshold = float((heights[-4] + heights[-3]) / 2)
            model = AgglomerativeClustering(n_clusters=None, distance_threshold=threshold, linkage=linkage).fit(x)
            params = {"distance_threshold": threshold, "linkage": linkage}
            case("agglomerative", data, params, labels=model.labels_.tolist(), heights=short(heights[-30:]))


def settled(x, model, fit):
    """Whether rows in another order come to the same: equal distances leave some rows to chance."""
    for seed in range(8):
        order = np.random.default_rng(seed).permutation(len(x))
        other = fit(x[order])
        back = np.argsort(order)
        labels, strengths = other.labels_[back], other.probabilities_[back]
        pairs = set(zip(model.labels_.tolist(), labels.tolist()))
        same = len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
        if not same or ((model.labels_ == -1) != (labels == -1)).any() or abs(strengths - model.probabilities_).max() > 1e-9:
            return False
    return True


def hdbscan():
    for data, least, samples, method in (
        ("iris", 5, None, "eom"),
        ("iris", 15, 4, "leaf"),
        ("blobs", 8, 5, "eom"),
        ("blobs", 8, 2, "leaf"),
        ("moons", 8, 2, "eom"),
        ("moons", 30, 3, "leaf"),
        ("far", 4, 2, "leaf"),
        ("far", 10, None, "eom"),
        ("cancer", 5, 3, "eom"),
        ("cancer", 5, 3, "leaf"),
        ("grades", 10, 4, "eom"),
        ("grades", 10, 3, "leaf"),
    ):
        params = {"min_cluster_size": least, "cluster_selection_method": method}
        if samples:
            params["min_samples"] = samples
        x = rows(data)
        model = HDBSCAN(**params).fit(x)
        assert model.labels_.max() > 0 and settled(x, model, HDBSCAN(**params).fit), (data, params)
        found = {"labels": model.labels_.tolist(), "probabilities": short(model.probabilities_)}
        case("hdbscan", data, params, **found)


def local_outlier_factor():
    """Scores of the training rows without novelty, and of rows between them with it."""
    for data, neighbours, contamination, metric in (
        ("moons", 20, "auto", "euclidean"),
        ("wine", 10, 0.1, "euclidean"),
        ("cancer", 20, 0.05, "manhattan"),
        ("blobs", 35, "auto", "chebyshev"),
        ("wine", 15, "auto", "cosine"),
        ("far", 20, 0.02, "euclidean"),
        ("apart", 500, "auto", "euclidean"),
    ):
        x = rows(data)
        params = {"n_neighbors": neighbours, "contamination": contamination, "metric": metric}
        model = LocalOutlierFactor(**params).fit(x)
        labels, scores = model.fit_predict(x), model.negative_outlier_factor_ - model.offset_
        fresh = ((x + np.roll(x, 1, axis=0)) / 2 + np.float32(0.03)).astype(np.float32)
        novel = LocalOutlierFactor(novelty=True, **params).fit(x).decision_function(fresh.astype(float))
        fresh = [float(str(v)) for v in fresh.ravel()]
        found = {"labels": labels.tolist(), "scores": short(scores), "fresh": fresh, "novel": short(novel)}
        case("local_outlier_factor", data, params, offset=[float(model.offset_)], **found)


def main():
    scaled = StandardScaler().fit_transform
    dataset("iris", load_iris().data)
    dataset("wine", scaled(load_wine().data))
    dataset("blobs", make_blobs([90, 75, 60, 45, 30], 5, cluster_std=1.5, random_state=1)[0])
    dataset("apart", make_blobs(400, 4, centers=4, cluster_std=0.7, random_state=2)[0])
    dataset("far", make_blobs(1000, 3, centers=6, cluster_std=0.5, random_state=4)[0])
    dataset("moons", make_moons(240, noise=0.07, random_state=3)[0])
    dataset("cancer", scaled(load_breast_cancer().data)[:250, :10])
    mini_batch_k_means()
    dbscan()
    agglomerative()
    grades = [make_blobs(count, 2, centers=[at], cluster_std=std, random_state=8)[0] for count, at, std in GRADES]
    dataset("grades", np.concatenate(grades))
    hdbscan()
    local_outlier_factor()
    gaussian_mixture()
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
