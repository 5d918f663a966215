"""scikit-learn's principal components and k-means on a table that boosting.py or mlp.py wrote.

usage: unlabelled.py pca|k_means COUNT THREADS FOLDER TABLE
Prints `{"version", "seconds", "score"}`: one fit on the first three quarters of the rows, in memory, and with
components the rows along them; the share of the variance that the components hold, or the mean squared distance
of the rows from their cluster's centre.
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
pca = kind == "pca"
if pca:
    x = x.astype(np.float64)
model = PCA(int(count), random_state=1) if pca else KMeans(int(count), random_state=1)
start = time.perf_counter()
if pca:
    model.fit_transform(x)
else:
    model.fit(x)
seconds = time.perf_counter() - start
score = model.explained_variance_ratio_.sum() if pca else model.inertia_ / len(x)
print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": float(score)}))
