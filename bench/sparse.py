"""Tables of many categories, and scikit-learn's models of them as scipy's sparse rows.

usage: sparse.py table FOLDER ROWS COLUMNS
       sparse.py fit FOLDER ROWS COLUMNS KIND
The first writes `sparse-ROWS-COLUMNS.codes` (four categories a row as `u32`, each of COLUMNS / 4 values, rare
ones many), `.numbers` (one number a row) and `.y` (two numbers a row: a class and a number), all little-endian.
The second prints `{"version", "seconds", "score", "memory"}`: one fit with one thread on the first three
quarters of the rows, in memory; the accuracy or R² on the rest; the most memory that the process had, in MB.
"""

import json
import os
import pathlib
import resource
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402

CATEGORIES = 4


def paths(folder, rows, columns):
    stem = pathlib.Path(folder) / f"sparse-{rows}-{columns}"
    return [stem.with_suffix(end) for end in (".codes", ".numbers", ".y")]


def table(folder, rows, columns):
    rng = np.random.default_rng(3)
    levels = columns // CATEGORIES
    codes = (levels * rng.random((rows, CATEGORIES)) ** 2).astype("<u4")
    numbers = rng.normal(size=rows).astype("<f4")
    effects = rng.normal(size=(CATEGORIES, levels))
    score = sum(effects[at, codes[:, at]] for at in range(CATEGORIES)) + numbers
    score += rng.normal(size=rows)
    y = np.stack([score > 0, score], axis=1).astype("<f4")
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for path, cells in zip(paths(folder, rows, columns), (codes, numbers, y)):
        cells.tofile(path)


def fit(folder, rows, columns, kind):
    import sklearn
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.naive_bayes import MultinomialNB

    files = paths(folder, rows, columns)
    codes = np.fromfile(files[0], "<u4").reshape(rows, CATEGORIES).astype(np.int32)
    numbers = np.fromfile(files[1], "<f4")
    y = np.fromfile(files[2], "<f4").reshape(rows, 2)
    codes += np.arange(CATEGORIES, dtype=np.int32) * (columns // CATEGORIES)
    counts = kind == "multinomial_nb"
    place = np.column_stack([codes, np.full(rows, columns, np.int32)])[:, : CATEGORIES + (not counts)]
    cells = np.column_stack([np.ones((rows, CATEGORIES)), numbers])[:, : place.shape[1]]
    starts = np.arange(rows + 1, dtype=np.int32) * place.shape[1]
    x = sparse.csr_matrix((cells.ravel(), place.ravel(), starts), shape=(rows, columns + 1))
    target = y[:, 1] if kind == "ridge" else y[:, 0].astype(int)
    models = {
        "logistic_regression": lambda: LogisticRegression(max_iter=1000, tol=1e-6),
        "ridge": lambda: Ridge(solver="sparse_cg", tol=1e-10),
        "multinomial_nb": MultinomialNB,
    }
    model, train = models[kind](), rows * 3 // 4
    start = time.perf_counter()
    model.fit(x[:train], target[:train])
    seconds = time.perf_counter() - start
    score = float(model.score(x[train:], target[train:]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": score, "memory": memory}))


if __name__ == "__main__":
    what, folder, rows, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    table(folder, rows, columns) if what == "table" else fit(folder, rows, columns, sys.argv[5])
