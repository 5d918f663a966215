"""Several targets by scikit-learn for tests of glasshouse-learn and glasshouse-metrics: a model for each
(MultiOutputClassifier, MultiOutputRegressor, and what linear models answer of many targets at once), chains,
and the scores of several targets together. Writes several.json next to itself.

Features are rounded to float32 first, because that is what both sides learn from. So are targets of numbers,
which a chain hands on in 32 bits; its predictions are rounded between the links as well.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn import config_context
from sklearn import metrics as m
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261122)
ROWS, FEATURES = 120, 5
EXACT = {"tol": 1e-12, "max_iter": 100_000}


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def short(values):
    return [float(f"{value:.12g}") for value in np.asarray(values, float).ravel()]


def single(values):
    return [float(np.format_float_positional(np.float32(v), unique=True)) for v in np.asarray(values).ravel()]


x = f32(rng.normal(size=(ROWS, FEATURES)))
noise = rng.normal(size=(ROWS, 4))
first = x[:, 0] - 0.5 * x[:, 1] + 0.3 * noise[:, 0]
labels = np.column_stack(
    [
        (first > 0).astype(int),
        (first + x[:, 2] + 0.4 * noise[:, 1] > 0.3).astype(int),
        # Three classes, in the middle of the chain.
        np.digitize(first - x[:, 3] + 0.5 * noise[:, 2], [-0.6, 0.7]),
        (0.8 * first * x[:, 4] + 0.3 * noise[:, 3] > 0.1).astype(int),
    ]
)
numbers = f32(
    np.column_stack(
        [
            3 * first + 1,
            first + 2 * x[:, 2] + noise[:, 1],
            x[:, 3] ** 2 + 0.7 * first + 0.2 * noise[:, 2],
        ]
    )
)
weights = np.round(rng.uniform(0.2, 3.0, ROWS), 2)


class Dealt:
    """Rows dealt out to the parts in turn, class after class, as glasshouse-learn does."""

    def __init__(self, parts, classes):
        self.parts, self.classes = parts, classes

    def get_n_splits(self, *_):
        return self.parts

    def split(self, x, y=None, groups=None):
        order = np.argsort(y, kind="stable") if self.classes else np.arange(len(x))
        for part in range(self.parts):
            held = np.sort(order[part :: self.parts])
            yield np.setdiff1d(np.arange(len(x)), held), held


def of_classes(kind, model, params=None, fit=None):
    model.fit(x, labels, **(fit or {}))
    told = model.predict(x).astype(int)
    if isinstance(model, MultiOutputClassifier):
        shares = [short(p) for p in model.predict_proba(x)]
    else:
        # Probabilities along the chain, each link told the classes that were predicted before.
        seen, shares = x, []
        for at, link in enumerate(model.estimators_):
            shares.append(short(link.predict_proba(seen)))
            seen = np.column_stack([seen, told[:, at]])
    return {
        "kind": kind,
        "params": params or {},
        "weighted": bool(fit),
        "classes": [told[:, at].tolist() for at in range(told.shape[1])],
        "probabilities": shares,
    }


def of_numbers(kind, model, params=None, fit=None):
    model.fit(x, numbers, **(fit or {}))
    return {
        "kind": kind,
        "params": params or {},
        "weighted": bool(fit),
        "numbers": [short(column) for column in model.predict(x).T],
    }


def weighed_chain():
    """A chain hands weights on only by metadata routing."""
    with config_context(enable_metadata_routing=True):
        link = LogisticRegression(**EXACT).set_fit_request(sample_weight=True)
        return of_classes("classifier_chain", ClassifierChain(link), fit=weigh)


LOGISTIC = LogisticRegression(**EXACT)
weigh = {"sample_weight": weights}
classification = [
    of_classes("logistic_regression", MultiOutputClassifier(LOGISTIC)),
    of_classes("logistic_regression", MultiOutputClassifier(LOGISTIC), fit=weigh),
    of_classes("gaussian_nb", MultiOutputClassifier(GaussianNB())),
    of_classes(
        "decision_tree",
        MultiOutputClassifier(DecisionTreeClassifier(max_depth=3)),
        {"max_depth": 3},
    ),
    of_classes("classifier_chain", ClassifierChain(LOGISTIC)),
    weighed_chain(),
    of_classes(
        "classifier_chain",
        ClassifierChain(GaussianNB(), cv=Dealt(4, True)),
        {"estimator": "gaussian_nb", "cv": 4},
    ),
]
regression = [
    # Ridge and linear regression know many targets themselves: the same as one by one.
    of_numbers("linear_regression", LinearRegression()),
    of_numbers("ridge", Ridge(solver="cholesky")),
    of_numbers("ridge", MultiOutputRegressor(Ridge(solver="cholesky")), fit=weigh),
    of_numbers("regressor_chain", RegressorChain(Ridge(solver="cholesky"))),
    of_numbers(
        "regressor_chain",
        RegressorChain(LinearRegression(), cv=Dealt(5, False)),
        {"estimator": "linear_regression", "cv": 5},
    ),
]


def scores_of_labels():
    """Columns of two classes: those that scikit-learn scores together."""
    truth = rng.integers(0, 2, (57, 3))
    told = np.where(rng.random((57, 3)) < 0.8, truth, 1 - truth)
    return {
        "truth": truth.T.tolist(),
        "told": told.T.tolist(),
        "subset_accuracy": m.accuracy_score(truth, told),
        "hamming_loss": m.hamming_loss(truth, told),
        "f1": m.f1_score(truth, told, average="macro"),
        "precision": m.precision_score(truth, told, average="macro"),
        "recall": m.recall_score(truth, told, average="macro"),
    }


def scores_of_numbers():
    truth = np.round(rng.normal(5, 2, (48, 3)), 3)
    told = np.round(truth + rng.normal(0, [0.1, 1, 3], (48, 3)), 3)
    by = {
        "r2": m.r2_score,
        "explained_variance": m.explained_variance_score,
        "mean_squared_error": m.mean_squared_error,
        "root_mean_squared_error": m.root_mean_squared_error,
        "mean_absolute_error": m.mean_absolute_error,
        "median_absolute_error": m.median_absolute_error,
        "mean_absolute_percentage_error": m.mean_absolute_percentage_error,
    }
    return {
        "truth": truth.T.tolist(),
        "told": told.T.tolist(),
        "means": {name: f(truth, told, multioutput="uniform_average") for name, f in by.items()},
        "each": {name: f(truth, told, multioutput="raw_values").tolist() for name, f in by.items()},
    }


path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(
    json.dumps(
        {
            "features": FEATURES,
            "x": single(x),
            "weights": weights.tolist(),
            "labels": labels.T.tolist(),
            "numbers": [single(column) for column in numbers.T],
            "classification": classification,
            "regression": regression,
            "scores": {"labels": scores_of_labels(), "numbers": scores_of_numbers()},
        }
    )
    + "\n"
)
