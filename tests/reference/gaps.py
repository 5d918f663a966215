"""Known answers for trees and forests on rows with missing cells, from scikit-learn."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ROWS, NEW = 500, 300


def table():
    """A gap says something in the first column, the second has one value beside its gaps, the fourth has
    gaps in new rows alone."""
    rng = np.random.default_rng(11)
    x = np.round(rng.normal(size=(ROWS + NEW, 6)), 4)
    x[:, 1] = 2.5
    missing = rng.random(x.shape) < [0.3, 0.25, 0.1, 0.0, 0.0, 0.5]
    late = np.arange(ROWS + NEW) >= ROWS
    missing[:, 3] |= late & (rng.random(ROWS + NEW) < 0.3)
    signal = np.where(missing[:, 0], 1.5, x[:, 0]) + 0.8 * x[:, 2] - x[:, 3] + 0.9 * missing[:, 1]
    amount = np.round(signal + 0.5 * rng.normal(size=ROWS + NEW), 3)
    group = np.digitize(amount, [-0.5, 1.0])
    x[missing] = np.nan
    return x.astype(np.float32), amount, group


X, AMOUNT, GROUP = table()
# With these no two divisions of a node are equal, between which scikit-learn would draw lots.
TREES = [
    {"max_depth": 4, "min_samples_leaf": 12},
    {"max_depth": 7, "min_samples_leaf": 15, "criterion": "entropy"},
    {"max_leaf_nodes": 12, "min_samples_leaf": 5},
    {"max_depth": 2},
]


def single(task, params):
    if task == "regression":
        params = {k: v for k, v in params.items() if k != "criterion"}
        kind, y, answer = DecisionTreeRegressor, AMOUNT, "predict"
    else:
        kind, y, answer = DecisionTreeClassifier, GROUP, "predict_proba"
    models = [kind(**params, random_state=seed).fit(X[:ROWS], y[:ROWS]) for seed in range(10)]
    answers = [getattr(model, answer)(X) for model in models]
    assert all(np.allclose(other, answers[0], atol=1e-12) for other in answers), (task, params)
    return {"kind": "decision_tree", "task": task, "params": params, "answers": np.round(answers[0], 12).tolist()}


def many(kind, task):
    """Mean and spread of the score on the new rows over seeds."""
    kinds = {
        ("random_forest", "classification"): RandomForestClassifier,
        ("random_forest", "regression"): RandomForestRegressor,
        ("extra_trees", "classification"): ExtraTreesClassifier,
        ("extra_trees", "regression"): ExtraTreesRegressor,
    }
    y = AMOUNT if task == "regression" else GROUP
    scores = []
    for seed in range(5):
        model = kinds[kind, task](n_estimators=100, min_samples_leaf=3, random_state=seed).fit(X[:ROWS], y[:ROWS])
        scores.append(model.score(X[ROWS:], y[ROWS:]))
    return {"kind": kind, "task": task, "score": float(np.mean(scores)), "spread": float(np.std(scores))}


def main():
    cells = [[None if np.isnan(v) else round(float(v), 4) for v in row] for row in X]
    tasks = ("classification", "regression")
    out = {
        "versions": {"scikit-learn": sklearn.__version__},
        "rows": ROWS,
        "x": cells,
        "amount": AMOUNT.tolist(),
        "group": GROUP.tolist(),
        "trees": [single(task, params) for task in tasks for params in TREES],
        "forests": [many(kind, task) for kind in ("random_forest", "extra_trees") for task in tasks],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
