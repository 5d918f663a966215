"""Known answers for the steps `knn_imputer` and `iterative_imputer`, from scikit-learn."""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer

warnings.simplefilter("ignore")
rng = np.random.default_rng(5)


def with_gaps(x, share):
    x = np.round(x, 5)
    x[rng.random(x.shape) < share] = np.nan
    return x


def together(rows, units, offsets):
    """Columns that tell of each other."""
    first = rng.normal(size=(rows, 2))
    x = first @ rng.normal(size=(2, 5)) + 0.2 * rng.normal(size=(rows, 5))
    return x * units + offsets


ALIKE = with_gaps(together(70, [1, 20, 0.1, 5, 1], [0, 10, 1, -3, 0]), 0.15)
APART = with_gaps(rng.normal(size=(40, 4)), 0.3)
CONSTANT = with_gaps(np.column_stack([np.full(20, 4.0), rng.normal(size=20), np.arange(20.0)]), 0.2)
EMPTY = np.column_stack([rng.normal(size=12), np.full(12, np.nan), rng.normal(size=12)]).round(4)
EMPTY[3, 0] = EMPTY[5, 2] = np.nan
LARGE = with_gaps(together(60, [1e6, 1e9, 1e4, 5, 1], [0, 1e10, 1e6, -3e6, 0]), 0.1)
# Fewer rows than columns, and one row.
WIDE = with_gaps(rng.normal(size=(5, 7)), 0.1)
ONE = np.array([[1.0, 2.0, np.nan]])
SINGLE = np.array([[1.0], [np.nan], [4.0]])

TABLES = {
    "alike": (ALIKE[:60], ALIKE[60:]),
    "apart": (APART[:32], APART[32:]),
    "constant": (CONSTANT[:16], CONSTANT[16:]),
    "empty": (EMPTY, np.array([[np.nan, 1.0, 2.0], [np.nan, np.nan, np.nan]])),
    "large": (LARGE[:50], LARGE[50:]),
    "wide": (WIDE, np.array([[0.5] + [np.nan] * 6, [np.nan] * 7])),
    "one": (ONE, np.array([[np.nan, 3.0, 1.0], [np.nan] * 3])),
    "single": (SINGLE, np.array([[np.nan], [2.0]])),
}


def cells(x):
    return [[None if math.isnan(v) else float(v) for v in column] for column in np.asarray(x).T]


CASES = []


def case(op, table, transformer, params):
    train, new = TABLES[table]
    names = [f"x{j}" for j in range(train.shape[1])]
    fitted = transformer.fit(train)
    CASES.append(
        {
            "op": op,
            "table": table,
            "params": params,
            "names": [str(n) for n in fitted.get_feature_names_out(names)],
            "train": cells(fitted.transform(train)),
            "new": cells(fitted.transform(new)),
        }
    )


def main():
    for table in TABLES:
        # scikit-learn's distances lose their last digits among large numbers and near 0, ours do not. And which of
        # equally near rows count is not settled: among constants all of them do.
        for weights in {"large": [], "constant": ["uniform"]}.get(table, ["uniform", "distance"]):
            for count in [40] if table == "constant" else [1, 5, 40]:
                params = {"n_neighbors": count, "weights": weights}
                case("knn_imputer", table, KNNImputer(**params), params)
        for order in ["ascending", "descending", "roman", "arabic"]:
            params = {"imputation_order": order}
            case("iterative_imputer", table, IterativeImputer(**params), params)
        for params in [
            {"initial_strategy": "median", "max_iter": 2},
            {"initial_strategy": "most_frequent", "tol": 1e-6, "max_iter": 30},
            {"max_iter": 0},
            {"initial_strategy": "constant"},
            {"initial_strategy": "constant", "fill_value": 2.5, "max_iter": 3},
            {"min_value": 0.0, "max_value": 1.5},
            {"min_value": -0.25, "imputation_order": "roman"},
        ]:
            case("iterative_imputer", table, IterativeImputer(**params), params)
    path = pathlib.Path(__file__).with_suffix(".json")
    out = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "tables": {name: {"train": cells(train), "new": cells(new)} for name, (train, new) in TABLES.items()},
        "cases": CASES,
    }
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
