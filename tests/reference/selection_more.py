"""Known answers for the steps that choose columns, from feature-engine, BorutaPy and scipy: needs the packages of
`more.txt`."""

import json
import pathlib

import feature_engine
import numpy as np
import pandas as pd
from boruta import BorutaPy
from feature_engine.selection import DropCorrelatedFeatures
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(8)
ROWS = 200


def gaps(cells, share):
    return [None if gap else float(x) for x, gap in zip(cells, RNG.random(len(cells)) < share)]


def correlated():
    base, other = RNG.normal(size=(2, ROWS))
    # In the order of the alphabet, in which feature-engine goes through them.
    table = {
        "a": gaps(base, 0.1),
        "b": gaps(base + 0.5 * RNG.normal(size=ROWS), 0.05),
        "c": gaps(other, 0.0),
        "d": gaps(-base + 0.6 * RNG.normal(size=ROWS), 0.1),
        "e": [3.5] * ROWS,
        "f": gaps(np.exp(other), 0.2),
        "g": gaps(base + 0.9 * other, 0.0),
        "h": gaps(np.round(other), 0.0),
    }
    cases = []
    frame = pd.DataFrame({name: pd.Series(cells, dtype=float) for name, cells in table.items()})
    for method in ("pearson", "spearman", "kendall"):
        for threshold in (0.5, 0.7, 0.85):
            step = DropCorrelatedFeatures(threshold=threshold, method=method, missing_values="ignore").fit(frame)
            kept = [name for name in table if name not in step.features_to_drop_]
            cases.append({"method": method, "threshold": threshold, "kept": kept})
    return {"table": table, "cases": cases}


def chosen():
    x = RNG.normal(size=(300, 10)).astype(np.float32).astype(float)
    numbers = 2 * x[:, 0] + x[:, 3] ** 2 + x[:, 6]
    classes = np.where(x[:, 0] + x[:, 3] * x[:, 6] > 0.2, "b", "a")
    cases = []
    for name, y, forest in [
        ("numbers", numbers, RandomForestRegressor),
        ("classes", classes, RandomForestClassifier),
    ]:
        model = forest(n_estimators=100, max_depth=5, random_state=0, n_jobs=1)
        selector = BorutaPy(model, n_estimators=100, max_iter=60, random_state=0)
        selector.fit(x, y)
        cases.append({"target": name, "kept": np.flatnonzero(selector.support_).tolist()})
    return {"table": x.T.tolist(), "targets": {"numbers": numbers.tolist(), "classes": classes.tolist()}, "cases": cases}


def decisions():
    cases = []
    for number in range(24):
        columns, rounds = int(RNG.integers(1, 12)), int(RNG.integers(1, 100))
        wins = RNG.choice([0, rounds // 10, rounds // 3, rounds // 2, rounds], columns)
        before = RNG.choice([0, 0, 0, 1, -1], columns)
        alpha, two_step = float(RNG.choice([0.05, 0.01, 0.2])), bool(number % 2)
        selector = BorutaPy(None, alpha=alpha, two_step=two_step)
        after = selector._do_tests(before.copy(), wins, rounds)
        cases.append(
            {
                "wins": wins.tolist(),
                "rounds": rounds,
                "alpha": alpha,
                "two_step": two_step,
                "before": before.tolist(),
                "after": after.tolist(),
            }
        )
    return cases


def main():
    answers = {
        "feature-engine": feature_engine.__version__,
        "boruta": "0.4.3",
        "correlated": correlated(),
        "boruta_cases": chosen(),
        "decisions": decisions(),
    }
    (HERE / "selection_more.json").write_text(json.dumps(answers) + "\n")


if __name__ == "__main__":
    main()
