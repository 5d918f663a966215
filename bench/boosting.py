"""Tables that boosting is timed on, and LightGBM and scikit-learn at it.

usage: boosting.py tables FOLDER
       boosting.py time lightgbm|scikit-learn THREADS FOLDER TABLE
       boosting.py folds lightgbm|scikit-learn THREADS FOLDER TABLE
The first writes for each table `TABLE.x` (32-bit floats, row after row) and `TABLE.y`, little-endian,
the same bytes for the same pinned packages. The second prints `{"version", "seconds", "score"}`: one
training of 100 trees with 31 leaves on the first three quarters of the rows, in memory; the area under
the curve, or the root of the mean squared error, on the rest. The third does so five times, each time on four
fifths of all rows: the seconds are those of all five with their scores, the score is the mean.
"""

import json
import os
import pathlib
import sys
import time

import numpy as np

ADULT = pathlib.Path(__file__).parents[1] / "assets/datasets/adult.csv"


def synthetic(scale):
    from sklearn.datasets import make_classification

    shape = {"n_informative": 14, "n_redundant": 6, "n_clusters_per_class": 4, "class_sep": 0.7, "flip_y": 0.05}
    return make_classification(100_000 * scale, 28, random_state=1, **shape)


def friedman(scale):
    from sklearn.datasets import make_friedman1

    return make_friedman1(50_000 * scale, 20, noise=1.0, random_state=2)


def adult():
    """The sample of the studio that holds the census data called Adult: categories as numbers, a missing
    one a number of its own; in a random order, because the last rows were drawn by themselves."""
    import pandas as pd

    table = pd.read_csv(ADULT, keep_default_na=False).sample(frac=1, random_state=3)
    y = (table.pop("income") == ">50K").astype(int)
    codes = [table[name] if table[name].dtype.kind in "iuf" else pd.factorize(table[name], sort=True)[0] for name in table]
    return np.column_stack(codes), y.to_numpy()


def tables(folder):
    folder.mkdir(parents=True, exist_ok=True)
    made = {"adult": adult()}
    for make in (synthetic, friedman):
        made |= {make.__name__: make(1), f"{make.__name__}-10x": make(10)}
    for name, (x, y) in made.items():
        for part, values in (("x", x), ("y", y)):
            values.astype("<f4").tofile(folder / f"{name}.{part}")


def load(folder, table):
    y = np.fromfile(folder / f"{table}.y", "<f4")
    return np.fromfile(folder / f"{table}.x", "<f4").reshape(len(y), -1), y


def model(program, classes, threads):
    if program == "lightgbm":
        import lightgbm

        kind = lightgbm.LGBMClassifier if classes else lightgbm.LGBMRegressor
        return lightgbm.__version__, kind(n_estimators=100, num_leaves=31, n_jobs=threads, verbose=-1)
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    return sklearn.__version__, kind(early_stopping=False)


def folds(program, threads, folder, table):
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from sklearn.model_selection import KFold, cross_val_score

    x, y = load(folder, table)
    classes = set(np.unique(y)) <= {0, 1}
    version, fitted = model(program, classes, threads)
    start = time.perf_counter()
    scores = cross_val_score(fitted, x, y, cv=KFold(5), scoring="roc_auc" if classes else "neg_root_mean_squared_error")
    seconds = time.perf_counter() - start
    print(json.dumps({"version": version, "seconds": seconds, "score": abs(float(scores.mean()))}))


def timed(program, threads, folder, table):
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from sklearn.metrics import roc_auc_score, root_mean_squared_error

    x, y = load(folder, table)
    train, classes = len(y) * 3 // 4, set(np.unique(y)) <= {0, 1}
    version, fitted = model(program, classes, threads)
    start = time.perf_counter()
    fitted.fit(x[:train], y[:train])
    seconds = time.perf_counter() - start
    if classes:
        score = roc_auc_score(y[train:], fitted.predict_proba(x[train:])[:, 1])
    else:
        score = root_mean_squared_error(y[train:], fitted.predict(x[train:]))
    print(json.dumps({"version": version, "seconds": seconds, "score": float(score)}))


if __name__ == "__main__":
    if sys.argv[1] == "tables":
        tables(pathlib.Path(sys.argv[2]))
    else:
        work = folds if sys.argv[1] == "folds" else timed
        work(sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4]), sys.argv[5])
