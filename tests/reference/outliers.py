"""Known answers for the steps `z_score`, `iqr` and `winsorizer`, from scipy, numpy and pandas."""

import json
import math
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy import stats

rng = np.random.default_rng(21)


def gappy(values):
    return [None if i % 7 == 3 else round(float(v), 4) for i, v in enumerate(values)]


TRAIN = {
    "bell": gappy(np.append(rng.normal(10, 2, 38), [60, -45])),
    "skewed": gappy(np.exp(rng.normal(0, 1.5, 40))),
    "far": gappy(1e6 + np.append(rng.normal(0, 1, 39), [300])),
    "ties": gappy([i % 3 for i in range(39)] + [50]),
    "constant": [0.1] * 40,
    "mostly": gappy([5.0] * 36 + [1, 2, 900, 1000]),
}
NEW = {
    "bell": [None, 10.0, 1e6, -1e6],
    "skewed": [0.5, None, 400.0, -1.0],
    "far": [1e6, 0.0, 1e6 + 4, None],
    "ties": [1.0, 7.0, None, -5.0],
    "constant": [0.1, 5.0, -5.0, None],
    "mostly": [5.0, 6.0, None, 4.0],
}


def bounds(op, x, params):
    x = np.array([np.nan if v is None else v for v in x])
    amount = params.get("threshold", params.get("factor", params.get("fold")))
    if op == "z_score":
        # Where scipy's score is the threshold.
        scores = stats.zscore(x, nan_policy="omit")
        low, high = np.nanargmin(x), np.nanargmax(x)
        if x[low] == x[high]:
            return None
        unit = (x[high] - x[low]) / (scores[high] - scores[low])
        mean = x[high] - scores[high] * unit
        return mean - amount * unit, mean + amount * unit
    if op == "iqr":
        low, high = np.nanquantile(x, [0.25, 0.75])
        return None if low == high else (low - amount * (high - low), high + amount * (high - low))
    column = pd.Series(x)
    return column.quantile(amount), column.quantile(1 - amount)


def treated(x, ends, params):
    low, high = ends or (-math.inf, math.inf)
    low = -math.inf if params.get("tail") == "right" else low
    high = math.inf if params.get("tail") == "left" else high
    column = pd.Series([np.nan if v is None else v for v in x], dtype=float)
    out = (column < low) | (column > high)
    made = {
        "cap": column.clip(low, high),
        "blank": column.mask(out),
        "flag": out.astype(float),
        "drop": out.astype(float),
    }[params.get("action", "cap")]
    return [None if math.isnan(v) else float(v) for v in made]


def main():
    cases = []
    for op, name, amounts in [("z_score", "threshold", [3.0, 1.0]), ("iqr", "factor", [1.5, 3.0]), ("winsorizer", "fold", [0.05, 0.2, 0.5, 0.0])]:
        for amount in amounts:
            for action in ["cap"] if op == "winsorizer" else ["cap", "blank", "flag", "drop"]:
                for tail in ["both", "left", "right"]:
                    params = {name: amount, "tail": tail} | ({} if op == "winsorizer" else {"action": action})
                    ends = {column: bounds(op, x, params) for column, x in TRAIN.items()}
                    made = {
                        part: {column: treated(x, ends[column], params) for column, x in rows.items()}
                        for part, rows in [("train", TRAIN), ("new", NEW)]
                    }
                    cases.append({"op": op, "params": params, **made})
    path = pathlib.Path(__file__).with_suffix(".json")
    out = {
        "versions": {"scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__},
        "tables": {"train": TRAIN, "new": NEW},
        "cases": cases,
    }
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
