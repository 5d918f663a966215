"""Known answers for what a model goes by: partial dependence and individual curves, and permutation importance,
from scikit-learn; permuted scores by given orders, accumulated local effects and the H statistic by their
formulas in numpy. All of the models of `shap_values.json`, a boosted regression and a forest of three classes. It asks
models of few rows very often: with `OMP_NUM_THREADS=1` it takes seconds."""

import json
import pathlib

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.metrics import accuracy_score, r2_score

from _explained import boosting, data, small

ROWS = 60


def local_effects(predict, x, column, ends):
    """Apley and Zhu (2020), as in the package ALEPlot: intervals closed above, centred by counts."""
    values = x[:, column]
    place = np.clip(np.searchsorted(ends, values, side="left"), 1, len(ends) - 1) - 1
    low, high = x.copy(), x.copy()
    low[:, column], high[:, column] = ends[place], ends[place + 1]
    change = predict(high) - predict(low)
    count = np.bincount(place, minlength=len(ends) - 1)
    mean = np.bincount(place, weights=change, minlength=len(ends) - 1) / np.maximum(count, 1)
    effect = np.concatenate([[0], np.cumsum(mean)])
    return effect - np.sum((effect[:-1] + effect[1:]) / 2 * count) / count.sum()


def h_squared(predict, x, a, b):
    """Friedman and Popescu (2008), equation 44, over the rows."""

    def dependence(columns):
        found = []
        for row in x:
            mixed = x.copy()
            mixed[:, columns] = row[columns]
            found.append(predict(mixed).mean())
        return np.array(found) - np.mean(found)

    both, first, second = dependence([a, b]), dependence([a]), dependence([b])
    return float(np.sum((both - first - second) ** 2) / np.sum(both**2))


def main():
    x, score = data(False)
    number = HistGradientBoostingRegressor(**boosting).fit(x, score)
    label = np.digitize(score, np.quantile(score, [1 / 3, 2 / 3]))
    classes = RandomForestClassifier(**small).fit(x, label)
    rows = x[:ROWS]
    curves = []
    for column in range(3):
        found = partial_dependence(number, rows, [column], kind="both", method="brute", grid_resolution=12)
        ends = np.unique(np.quantile(rows[:, column], np.arange(21) / 20))
        curves.append({
            "column": column,
            "at": found["grid_values"][0].tolist(),
            "mean": found["average"][0].tolist(),
            "each": found["individual"][0].tolist(),
            "ale_at": ends.tolist(),
            "ale": local_effects(number.predict, rows, column, ends).tolist(),
        })
    rng = np.random.default_rng(5)
    orders = [[rng.permutation(ROWS).tolist() for _ in range(3)] for _ in range(x.shape[1])]

    def losses(model, metric, truth):
        score = metric(truth, model.predict(rows))
        found = []
        for column in range(x.shape[1]):
            of = []
            for order in orders[column]:
                mixed = rows.copy()
                mixed[:, column] = rows[order, column]
                of.append(score - metric(truth, model.predict(mixed)))
            found.append(of)
        return {"score": score, "mean": np.mean(found, axis=1).tolist(), "std": np.std(found, axis=1).tolist()}

    drawn = permutation_importance(number, rows, score[:ROWS], scoring="r2", n_repeats=400, random_state=0)
    answers = {
        "rows": ROWS,
        "target": score[:ROWS].tolist(),
        "label": label[:ROWS].tolist(),
        "curves": curves,
        "probability": partial_dependence(
            classes, rows, [1], method="brute", grid_resolution=12, response_method="predict_proba"
        )["average"].tolist(),
        "h2": {f"{a},{b}": h_squared(number.predict, rows, a, b) for a, b in [(0, 1), (2, 3), (1, 4)]},
        "orders": orders,
        "r2": losses(number, r2_score, score[:ROWS]),
        "accuracy": losses(classes, accuracy_score, label[:ROWS]),
        "drawn": {"mean": drawn.importances_mean.tolist(), "std": drawn.importances_std.tolist(), "repeats": 400},
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
