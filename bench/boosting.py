"""Tables that boosting is timed on, and LightGBM and scikit-learn at it.

usage: boosting.py tables FOLDER
       boosting.py time lightgbm|scikit-learn THREADS FOLDER TABLE
The first writes for each table `TABLE.x` (32-bit floats, row after row) and `TABLE.y`, little-endian,
the same bytes for the same pinned packages. The second prints `{"version", "seconds", "score"}`: one
training of 100 trees with 31 leaves on the first three quarters of the rows, in memory; the area under
the curve, or the root of the mean squared error, on the rest.
"""

import json
import os
import pathlib
import sys
import time

import numpy as np

def synthetic(scale):
    from sklearn.datasets import make_classification

    shape = {"n_informative": 14, "n_redundant": 6, "n_clusters_per_class": 4, "class_sep": 0.7, "flip_y": 0.05}
    return make_classification(100_000 * scale, 28, random_state=1, **shape)


def friedman(scale):
    from sklearn.datasets import make_friedman1

    return make_friedman1(50_000 * scale, 20, noise=1.0, random_state=2)


def adult(scale):
    """Columns of the kinds and sizes of the census data called Adult: ages, hours, mostly zero gains,
    and categories as numbers; made up, because nothing is fetched."""
    rows, random = 48_842 * scale, np.random.default_rng(3)
    age = random.integers(17, 91, rows)
    weight = np.exp(random.normal(12, 0.5, rows)).round()
    shares = np.array([1, 2, 2, 3, 3, 4, 4, 1, 32, 22, 4, 4, 14, 3, 0.5, 0.5])
    education = random.choice(16, rows, p=shares / shares.sum())
    gain = np.where(random.random(rows) < 0.08, np.exp(random.normal(8.5, 1, rows)).round(), 0)
    loss = np.where(random.random(rows) < 0.045, random.choice(90, rows) * 20 + 155, 0)
    hours = np.clip(np.where(random.random(rows) < 0.47, 40, random.normal(40, 13, rows).round()), 1, 99)
    kinds = [random.choice(k, rows, p=random.dirichlet(np.full(k, 0.6))) for k in (9, 7, 15, 6, 5, 2, 42)]
    score = 0.06 * (age - 38) - 0.0011 * (age - 45) ** 2 + 0.35 * (education - 9) + 0.0003 * gain + 0.0006 * loss
    score += 0.03 * (hours - 40) + 0.8 * (kinds[1] == 2) + 0.3 * kinds[5] + 0.1 * (kinds[2] % 5) - 2
    columns = [age, kinds[0], weight, education, education, *kinds[1:6], gain, loss, hours, kinds[6]]
    return np.column_stack(columns), (score + random.logistic(0, 1, rows) > 0).astype(int)


def tables(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for make in (synthetic, adult, friedman):
        for scale, suffix in ((1, ""), (10, "-10x")):
            x, y = make(scale)
            for part, values in (("x", x), ("y", y)):
                values.astype("<f4").tofile(folder / f"{make.__name__}{suffix}.{part}")


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
        timed(sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4]), sys.argv[5])
