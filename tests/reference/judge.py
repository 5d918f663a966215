"""Figures of a judgement for tests of glasshouse-metrics, glasshouse-stats and glasshouse-evaluate: intervals,
curves, calibration, class reports, conformal quantiles. By scikit-learn and scipy; DeLong's variance from its
definition by all pairs, the parts of the Brier score and conformal coverage by numpy. Writes judge.json next to
itself."""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import calibration, metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261123)


def delong_variance(truth, score):
    """All pairs, as in the paper: no ranks."""
    x, y = score[truth == 1], score[truth == 0]
    pairs = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    return pairs.mean(1).var(ddof=1) / len(x) + pairs.mean(0).var(ddof=1) / len(y)


def brier(truth, p, bins):
    """Murphy's parts over the bins of `bins` quantiles, bin by bin."""
    edges = np.percentile(p, np.linspace(0, 1, bins + 1) * 100)
    where = np.searchsorted(edges[1:-1], p)
    share, reliability, resolution = truth.mean(), 0.0, 0.0
    for bin in np.unique(where):
        own = where == bin
        reliability += own.sum() * (p[own].mean() - truth[own].mean()) ** 2
        resolution += own.sum() * (truth[own].mean() - share) ** 2
    n = len(p)
    parts = [m.brier_score_loss(truth, p), reliability / n, resolution / n, share * (1 - share)]
    return parts + [parts[0] - (parts[1] - parts[2] + parts[3])]


def binary(name, truth, p):
    precision, recall, thresholds = m.precision_recall_curve(truth, p)
    curves = {}
    for strategy in ("uniform", "quantile"):
        true, predicted = calibration.calibration_curve(truth, p, n_bins=10, strategy=strategy)
        curves[strategy] = [list(pair) for pair in zip(predicted.tolist(), true.tolist())]
    return {
        "name": name,
        "truth": truth.tolist(),
        "p": p.tolist(),
        "delong": delong_variance(truth, p),
        # From the highest threshold down, without the point that scikit-learn adds at the end.
        "precision_recall": [
            [float(t), float(a), float(b)] for t, a, b in list(zip(thresholds, precision, recall))[::-1]
        ],
        "calibration": curves,
        "brier": brier(truth, p, 10),
    }


def report(name, truth, index, classes):
    labels = list(range(classes))
    found = m.classification_report(truth, index, labels=labels, output_dict=True, zero_division=0)
    line = lambda of: [of["precision"], of["recall"], of["f1-score"], int(of["support"])]
    micro = m.precision_recall_fscore_support(truth, index, labels=labels, average="micro", zero_division=0)
    return {
        "name": name,
        "truth": truth.tolist(),
        "index": index.tolist(),
        "classes": classes,
        "lines": [line(found[str(c)]) for c in labels],
        "macro": line(found["macro avg"]),
        "weighted": line(found["weighted avg"]),
        "micro": [float(v) for v in micro[:3]] + [len(truth)],
    }


def conformal(name, calibration_scores, level):
    """The quantile of split conformal prediction, as numpy's "higher" at the corrected level."""
    n = len(calibration_scores)
    corrected = np.ceil((n + 1) * level) / n
    quantile = None if corrected > 1 else float(np.quantile(calibration_scores, corrected, method="inverted_cdf"))
    return {"name": name, "scores": calibration_scores.tolist(), "level": level, "quantile": quantile}


def bootstrap(name, statistic, truth, answer):
    """scipy's percentile interval of many more resamples than we draw."""
    found = stats.bootstrap(
        (truth, answer), statistic, paired=True, vectorized=False, n_resamples=20000, method="percentile", rng=rng
    )
    low, high = found.confidence_interval
    return {"name": name, "truth": truth.tolist(), "answer": answer.tolist(), "low": float(low), "high": float(high)}


def answers(rows, share, sharp, digits=None):
    truth = (rng.random(rows) < share).astype(int)
    p = 1 / (1 + np.exp(-(sharp * (truth - 0.5) + rng.normal(size=rows))))
    return truth, p if digits is None else p.round(digits)


y = rng.normal(10, 3, 150)
t, p = answers(200, 0.4, 2.0)
cases = {
    "binary": [
        binary("plain", *answers(300, 0.4, 2.0)),
        binary("ties", *answers(200, 0.5, 1.0, 1)),
        binary("one in a hundred", *answers(1500, 0.01, 3.0, 3)),
        binary("worse than chance", *answers(60, 0.3, -2.0)),
    ],
    "report": [
        report("three", rng.integers(0, 3, 200), rng.integers(0, 3, 200), 3),
        report("a class that is not there", rng.integers(0, 3, 90), rng.integers(0, 3, 90), 5),
        report("twelve", rng.integers(0, 12, 400), rng.integers(0, 12, 400), 12),
    ],
    "wilson": [
        [k, n, level, *map(float, stats.binomtest(k, n).proportion_ci(level, method="wilson"))]
        for k, n in [(0, 5), (5, 5), (3, 10), (80, 100), (1, 1000), (999, 1000)]
        for level in (0.9, 0.95)
    ],
    "conformal": [
        conformal("twenty", rng.gamma(2, size=20), 0.9),
        conformal("nineteen, the largest", rng.gamma(2, size=19), 0.95),
        conformal("too few", rng.gamma(2, size=8), 0.9),
        conformal("ties", rng.integers(0, 5, 200) / 4, 0.8),
    ],
    "bootstrap": [
        bootstrap("mean_absolute_error", lambda a, b: m.mean_absolute_error(a, b), y, y + rng.normal(size=150)),
        bootstrap("r2", lambda a, b: m.r2_score(a, b), y, y + rng.normal(size=150)),
        bootstrap("log_loss", lambda a, b: m.log_loss(a, b, labels=[0, 1]), t, p),
        bootstrap("f1", lambda a, b: m.f1_score(a, b > 0.5), t, p),
    ],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, indent=None, separators=(",", ":")) + "\n")
