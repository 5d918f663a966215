"""What is asked of models, as scikit-learn, Optuna and the shap package answer it: from a file to the figures.

usage: judging.py folds|search|permutation|shap TABLE.csv
The table is one of data.py's, of two classes. `folds` scores five folds; `search` tries fifty settings of three
parameters, each by three folds of three quarters of the rows; `permutation` moves each column five times among the
other quarter, `shap` tells what each column contributes to 10,000 answers there; the model of both is trained before the clock
runs. Boosting is of 100 trees of 31 leaves. Prints `{"version", "seconds", "score"}`: the score is the mean area
under the curve of the folds, the best of the search, the importance of the first column, or its mean size.
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split

warnings.filterwarnings("ignore")
FIXED = {"max_iter": 100, "early_stopping": False, "random_state": 1}


def read(path):
    table = pd.read_csv(path)
    return table.drop(columns="y"), table["y"] == "yes"


def parted(path):
    return train_test_split(*read(path), test_size=0.25, random_state=1)


def folds(path):
    start = time.perf_counter()
    x, y = read(path)
    parts = StratifiedKFold(5, shuffle=True, random_state=1)
    scores = cross_val_score(HistGradientBoostingClassifier(**FIXED), x, y, cv=parts, scoring="roc_auc")
    return sklearn, start, scores.mean()


def search(path):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    start = time.perf_counter()
    x, _, y, _ = parted(path)
    parts = StratifiedKFold(3, shuffle=True, random_state=1)

    def tried(trial):
        params = {
            "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.5, log=True),
            "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 64),
            "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 100),
        }
        model = HistGradientBoostingClassifier(**FIXED, **params)
        return cross_val_score(model, x, y, cv=parts, scoring="roc_auc").mean()

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(tried, n_trials=50)
    return optuna, start, study.best_value


def permutation(path):
    x, _, y, _ = parted(path)
    model = HistGradientBoostingClassifier(**FIXED).fit(x, y)
    start = time.perf_counter()
    _, x, _, y = parted(path)
    found = permutation_importance(model, x, y, scoring="roc_auc", n_repeats=5, random_state=1)
    return sklearn, start, found.importances_mean[0]


def shap(path):
    import shap as package

    x, _, y, _ = parted(path)
    model = HistGradientBoostingClassifier(**FIXED).fit(x, y)
    start = time.perf_counter()
    _, x, _, y = parted(path)
    explainer = package.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = explainer.shap_values(x.iloc[:10_000])
    return package, start, np.abs(values[:, 0]).mean()


if __name__ == "__main__":
    work, path = sys.argv[1:]
    package, start, score = globals()[work](path)
    seconds = time.perf_counter() - start
    print(json.dumps({"version": package.__version__, "seconds": seconds, "score": float(score)}))
