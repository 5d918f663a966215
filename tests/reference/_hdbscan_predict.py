"""New rows put to the clusters of others by `approximate_predict` of the library hdbscan, for tests of
glasshouse-learn. Writes hdbscan_predict.json next to itself.

Needs hdbscan==0.8.44 beside what requirements.txt names; nothing else does. There a row is not its
own neighbour: its `min_samples` is one less than scikit-learn's.
"""

import json
import pathlib
import warnings

import hdbscan
import numpy as np
from sklearn.datasets import make_blobs, make_moons

warnings.filterwarnings("ignore")
DATA, CASES = {}, []


def numbers(x):
    return [float(str(v)) for v in np.asarray(x, np.float32).ravel()]


def case(data, x, least, samples, method, epsilon=0.0):
    x = np.asarray(x, np.float32).astype(float)
    DATA[data] = {"features": x.shape[1], "x": numbers(x)}
    def fit(x):
        return hdbscan.HDBSCAN(
            min_cluster_size=least,
            min_samples=samples - 1,
            cluster_selection_method=method,
            cluster_selection_epsilon=epsilon,
            prediction_data=True,
            approx_min_span_tree=False,
            algorithm="prims_kdtree",
        ).fit(x)

    model = fit(x)
    for seed in range(6):
        # Equal distances leave some rows to chance: such cases prove nothing.
        order = np.random.default_rng(seed).permutation(len(x))
        labels = fit(x[order]).labels_[np.argsort(order)]
        pairs = set(zip(model.labels_.tolist(), labels.tolist()))
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}), (data, least, samples)
        assert ((model.labels_ == -1) == (labels == -1)).all(), (data, least, samples)
    rng = np.random.default_rng(7)
    span = x.max(axis=0) - x.min(axis=0)
    fresh = rng.uniform(x.min(axis=0) - 0.1 * span, x.max(axis=0) + 0.1 * span, (150, x.shape[1]))
    near = x[rng.integers(0, len(x), 150)] + rng.normal(size=(150, x.shape[1])) * span * 0.02
    # Predicting, the library does not know which clusters epsilon has joined.
    fresh = np.concatenate([fresh, near] if epsilon == 0 else [fresh[:0]]).astype(np.float32)
    # The library clusters by the distance of the `min_samples`-th other row, and predicts by that of the one
    # before: new rows are put by what clustered the others.
    tree = model.prediction_data_.tree
    model.prediction_data_.core_distances = tree.query(x, k=samples)[0][:, -1]
    labels, strengths = np.array([]), []
    if epsilon == 0:
        labels, strengths = hdbscan.approximate_predict(model, fresh.astype(float))
        assert model.labels_.max() > 0 and (labels == -1).any() and (labels >= 0).any(), data
    CASES.append(
        {
            "kind": "hdbscan_predict",
            "data": data,
            "params": {
                "min_cluster_size": least,
                "min_samples": samples,
                "cluster_selection_method": method,
                "cluster_selection_epsilon": epsilon,
            },
            "weights": None,
            "labels": model.labels_.tolist(),
            "fresh": numbers(fresh),
            "fresh_labels": labels.tolist(),
            "strengths": [float(f"{v:.12g}") for v in strengths],
        }
    )


def main():
    blobs = make_blobs([120, 80, 60, 50], 3, cluster_std=[0.5, 1.0, 1.5, 0.8], random_state=2)[0]
    moons = make_moons(240, noise=0.07, random_state=3)[0]
    case("blobs", blobs, 8, 5, "eom")
    case("blobs", blobs, 5, 2, "leaf")
    case("blobs", blobs, 5, 2, "leaf", 0.8)
    case("blobs", blobs, 12, 4, "leaf")
    case("moons", moons, 8, 2, "eom")
    case("moons", moons, 8, 2, "leaf")
    case("moons", moons, 8, 2, "eom", 0.25)
    case("moons", moons, 12, 4, "leaf", 0.25)
    path = pathlib.Path(__file__).with_name("hdbscan_predict.json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
