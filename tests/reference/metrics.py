"""Scores by scikit-learn for tests of glasshouse-metrics: random answers with ties, missing
classes and a single class. Writes metrics.json next to itself."""

import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240607)


def number(f):
    """A score, or null where scikit-learn gives NaN or refuses."""
    try:
        value = float(f())
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def classification(name, truth, index, probabilities):
    truth, index, p = np.asarray(truth), np.asarray(index), np.asarray(probabilities)
    classes = p.shape[1]
    labels = list(range(classes))
    zero = {"zero_division": 0}
    scores = {
        "accuracy": number(lambda: m.accuracy_score(truth, index)),
        "balanced_accuracy": number(lambda: m.balanced_accuracy_score(truth, index)),
        "log_loss": number(lambda: m.log_loss(truth, p, labels=labels)),
        "matthews_corrcoef": number(lambda: m.matthews_corrcoef(truth, index)),
        "cohen_kappa": number(lambda: m.cohen_kappa_score(truth, index)),
    }
    for average in ("macro", "weighted"):
        scores["precision_" + average] = number(lambda: m.precision_score(truth, index, average=average, **zero))
        scores["recall_" + average] = number(lambda: m.recall_score(truth, index, average=average, **zero))
        scores["f1_" + average] = number(lambda: m.f1_score(truth, index, average=average, **zero))
    roc = []
    if classes == 2:
        scores["precision"] = number(lambda: m.precision_score(truth, index, labels=labels, pos_label=1, **zero))
        scores["recall"] = number(lambda: m.recall_score(truth, index, labels=labels, pos_label=1, **zero))
        scores["f1"] = number(lambda: m.f1_score(truth, index, labels=labels, pos_label=1, **zero))
        scores["specificity"] = (
            number(lambda: m.recall_score(truth, index, labels=labels, pos_label=0)) if (truth == 0).any() else None
        )
        scores["brier_score"] = number(lambda: m.brier_score_loss(truth, p[:, 1], pos_label=1, labels=labels))
        if len(set(truth)) == 2:
            scores["roc_auc"] = number(lambda: m.roc_auc_score(truth, p[:, 1]))
            points = m.roc_curve(truth, p[:, 1])
            # The first threshold is infinite.
            roc = [list(map(float, row)) for row in zip(points[0], points[1], [finite_threshold(t) for t in points[2]])]
        else:
            scores["roc_auc"] = None
        scores["average_precision"] = (
            number(lambda: m.average_precision_score(truth, p[:, 1])) if (truth == 1).any() else None
        )
    else:
        every = len(set(truth)) == classes
        scores["roc_auc_ovr"] = number(lambda: m.roc_auc_score(truth, p, multi_class="ovr")) if every else None
        scores["average_precision"] = number(lambda: m.average_precision_score(truth, p)) if every else None
    return {
        "name": name,
        "truth": truth.tolist(),
        "index": index.tolist(),
        "probabilities": p.ravel().tolist(),
        "classes": classes,
        "scores": scores,
        "confusion": m.confusion_matrix(truth, index, labels=labels).tolist(),
        "roc": roc,
    }


def finite_threshold(threshold):
    return 1e300 if np.isinf(threshold) else threshold


def answers(rows, classes, ties=False, sharp=1.0):
    p = rng.dirichlet(np.full(classes, sharp), rows)
    if ties:
        p = np.round(p * 8) / 8
        p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    truth = [int(rng.choice(classes, p=np.clip(row, 0.02, None) / np.clip(row, 0.02, None).sum())) for row in p]
    return truth, p.argmax(axis=1), p


def regression(name, truth, predicted, features):
    truth, predicted = np.asarray(truth, float), np.asarray(predicted, float)
    r2 = number(lambda: m.r2_score(truth, predicted))
    rows = len(truth)
    adjusted = None
    if r2 is not None and rows > features + 1:
        adjusted = 1 - (1 - r2) * (rows - 1) / (rows - features - 1)
    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "features": features,
        "scores": {
            "r2": r2,
            "adjusted_r2": adjusted,
            "mean_squared_error": number(lambda: m.mean_squared_error(truth, predicted)),
            "root_mean_squared_error": number(lambda: m.root_mean_squared_error(truth, predicted)),
            "mean_absolute_error": number(lambda: m.mean_absolute_error(truth, predicted)),
            "median_absolute_error": number(lambda: m.median_absolute_error(truth, predicted)),
            "mean_absolute_percentage_error": number(lambda: m.mean_absolute_percentage_error(truth, predicted)),
            "max_error": number(lambda: m.max_error(truth, predicted)),
            "explained_variance": number(lambda: m.explained_variance_score(truth, predicted)),
        },
    }


def main():
    classed = [
        classification("two classes", *answers(120, 2)),
        classification("two classes with ties", *answers(200, 2, ties=True)),
        classification("three classes", *answers(150, 3)),
        classification("three classes with ties", *answers(150, 3, ties=True)),
        classification("five classes", *answers(300, 5, sharp=0.3)),
    ]
    truth, index, p = answers(60, 2)
    classed.append(classification("never called positive", truth, np.zeros(60, int), p))
    classed.append(classification("no positive row", np.zeros(60, int), index, p))
    classed.append(classification("every row positive", np.ones(60, int), index, p))
    classed.append(classification("one class, all right", np.ones(60, int), np.ones(60, int), p))
    sure = np.tile([1.0, 0.0], (60, 1))
    classed.append(classification("sure and wrong", truth, np.zeros(60, int), sure))
    truth, index, p = answers(90, 4)
    truth = [t if t != 2 else 0 for t in truth]
    classed.append(classification("a class without rows", truth, index, p))
    index = np.where(index == 2, 1, index)
    classed.append(classification("a class that does not occur", truth, index, p))
    y = rng.normal(size=101) * 10 + 3
    regressed = [
        regression("noise", y, y + rng.normal(size=101), 4),
        regression("even number of rows", y[:100], y[:100] * 0.5, 99),
        regression("constant truth", np.full(9, 2.5), rng.normal(size=9), 2),
        regression("constant and right", np.full(9, 2.5), np.full(9, 2.5), 2),
        regression("one row", [1.5], [2.0], 1),
        regression("zeros in the truth", [0.0, 1.0, -2.0, 0.0], [0.5, 1.5, -2.5, 0.0], 1),
        regression("large offset", y + 1e6, y + 1e6 + rng.normal(size=101), 3),
    ]
    out = {"classification": classed, "regression": regressed}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
