"""scikit-learn's principal components and k-means on a table that boosting.py or mlp.py wrote.

usage: unlabelled.py pca|k_means COUNT THREADS FOLDER TABLE
Prints `{"version", "seconds", "score", "iterations"}`: fits on the first three quarters of the rows, in memory;
one for components, and the rows along them; for clusters one from each of several beginnings, because how many
iterations one takes is chance. The score is the share of the variance that the components hold, or the mean
squared distance of the rows from their cluster's centre.
"""

import json
import os
import pathlib
import sys
import time

kind, count, threads, folder, table = sys.argv[1:]
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = threads

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.decomposition import PCA  # noqa: E402

folder = pathlib.Path(folder)
rows = len(np.fromfile(folder / f"{table}.y", "<f4"))
x = np.fromfile(folder / f"{table}.x", "<f4").reshape(rows, -1)[: rows * 3 // 4]
seconds, scores, iterations = 0.0, [], 0
if kind == "pca":
    x = x.astype(np.float64)
    models = [PCA(int(count), random_state=1)]
else:
    models = [KMeans(int(count), random_state=seed) for seed in range(1, 6)]
for model in models:
    start = time.perf_counter()
    if kind == "pca":
        model.fit_transform(x)
    else:
        model.fit(x)
    seconds += time.perf_counter() - start
    if kind == "pca":
        scores.append(model.explained_variance_ratio_.sum())
    else:
        scores.append(model.inertia_ / len(x))
        iterations += model.n_iter_
score = float(np.mean(scores))
print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": score, "iterations": int(iterations)}))
