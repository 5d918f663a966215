"""Known answers for the steps that give numbers another shape, from scikit-learn: scalers, powers, ranks, bins
and splines. Steps that learn a column by itself are asked with gaps, the others without."""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    Normalizer,
    PowerTransformer,
    QuantileTransformer,
    SplineTransformer,
)

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)


def rounded(values, digits=4):
    return [round(float(v), digits) for v in values]


def gappy(values, every=6):
    return [None if i % every == 2 else v for i, v in enumerate(values)]


# Training rows and new ones; None is missing.
TABLES = {
    "gaps": {
        "train": {
            "plain": gappy(rounded(rng.normal(3, 2, 40))),
            "skewed": gappy(rounded(np.exp(rng.normal(0, 1.5, 40)))),
            "ties": gappy([float(i * i % 5) for i in range(40)]),
            "far": gappy(rounded(1e6 + rng.normal(0, 1, 40))),
            "below": gappy(rounded(-np.exp(rng.normal(1, 1, 40)))),
        },
        "new": {
            "plain": [None, 0.0, -50.0, 3.25, 99.0],
            "skewed": [0.5, None, 1e5, 1e-4, 2.0],
            "ties": [0.0, 4.0, 2.5, 5.0, -1.0],
            "far": [1e6, 0.0, 1e6 + 0.25, None, 2e6],
            "below": [-1.0, -2000.0, 0.0, 5.0, None],
        },
    },
    "whole": {
        "train": {
            "plain": rounded(rng.normal(3, 2, 50)),
            "skewed": rounded(np.exp(rng.normal(0, 1.5, 50))),
            "ties": [float(i * i % 7) for i in range(50)],
            "heaps": rounded(np.concatenate([rng.normal(0, 0.1, 20), rng.normal(50, 0.1, 25), [1000, 1010, -900, 51, 52]])),
            "constant": [7.0] * 50,
        },
        "new": {
            "plain": [2.0, -50.0, 3.25, 99.0],
            "skewed": [0.5, 1e5, 1e-4, 2.0],
            "ties": [0.0, 6.0, 2.5, -1.0],
            "heaps": [0.0, 25.0, 50.0, 5000.0],
            "constant": [7.0, 8.0, 6.0, 7.0],
        },
    },
    "positive": {
        "train": {
            "skewed": gappy(rounded(np.exp(rng.normal(0, 1.5, 40)))),
            "narrow": gappy(rounded(rng.uniform(10, 14, 40))),
            "heavy": gappy(rounded(1 / rng.uniform(0.01, 1, 40))),
        },
        "new": {
            "skewed": [None, 1.0, 1e4, 1e-4],
            "narrow": [10.5, None, 9.0, 16.0],
            "heavy": [1.0, 2.0, 1e3, None],
        },
    },
    "extreme": {
        "train": {
            "wide": [1e150, -1e150, 3e149, 5e-300, 0.0, -7e148, 2e100],
            "zero": [0.0] * 7,
            "tiny": [1e-17, -2e-17, 0.0, 0.0, 1e-18, 0.0, 0.0],
        },
        "new": {"wide": [1e150, -1e155, 0.5], "zero": [0.0, 1.0, -2.0], "tiny": [0.0, 1.0, -1e-17]},
    },
    "one_row": {"train": {"x": [4.0]}, "new": {"x": [4.0, 6.5, 1.0]}},
    "two_rows": {"train": {"x": [4.0, 5.0]}, "new": {"x": [4.0, 6.5, 4.25]}},
}


def matrix(columns):
    return np.array([[np.nan if v is None else v for v in c] for c in columns.values()], dtype=float).T


def cell(value):
    return None if math.isnan(value) else float(value)


CASES = []


def case(op, table, transformer, columns=None, own=None):
    """`own` are parameters of ours that the transformer does not have under that name."""
    names = columns or list(TABLES[table]["train"])
    train, new = (matrix({n: TABLES[table][part][n] for n in names}) for part in ["train", "new"])
    fitted = transformer.fit(train)
    params = own if own is not None else {k: v for k, v in transformer.get_params().items() if k in KEPT[op]}
    record = {"op": op, "table": table, "columns": names, "params": params}
    out = fitted.get_feature_names_out(names) if hasattr(fitted, "get_feature_names_out") else names
    record["names"] = [str(n) for n in out]
    for part, rows in [("train", train), ("new", new)]:
        try:
            made = fitted.transform(rows)
            made = made.toarray() if hasattr(made, "toarray") else made
            record[part] = [[cell(v) for v in made[:, j]] for j in range(made.shape[1])]
        except ValueError:
            record[part] = None
    if op == "power_transformer":
        record["lambdas"] = fitted.lambdas_.tolist()
    CASES.append(record)


KEPT = {
    "max_abs_scaler": [],
    "normalizer": ["norm"],
    "power_transformer": ["method", "standardize"],
    "quantile_transformer": ["n_quantiles", "output_distribution"],
    "k_bins_discretizer": ["n_bins", "encode", "strategy", "quantile_method"],
    "spline_transformer": ["n_knots", "degree", "knots", "extrapolation", "include_bias", "handle_missing"],
}


def scalers():
    for table in ["gaps", "whole", "extreme", "one_row"]:
        case("max_abs_scaler", table, MaxAbsScaler())
    for norm in ["l1", "l2", "max"]:
        for table in ["whole", "one_row"]:
            case("normalizer", table, Normalizer(norm=norm))
    for norm in ["l1", "max"]:
        case("normalizer", "extreme", Normalizer(norm=norm))
    for op, function in [("sqrt", np.sqrt), ("reciprocal", np.reciprocal)]:
        made = FunctionTransformer(function, feature_names_out="one-to-one")
        case(op, "positive", made, own={})


def powers():
    for standardize in [True, False]:
        params = {"standardize": standardize}
        # Not `far`: its likelihood is so flat that scikit-learn's own power is decided by rounding.
        case("power_transformer", "gaps", PowerTransformer(**params), ["plain", "skewed", "ties", "below"])
        case("power_transformer", "whole", PowerTransformer(**params))
        case("power_transformer", "positive", PowerTransformer(method="box-cox", **params))
    case("power_transformer", "one_row", PowerTransformer())


def ranks():
    for distribution in ["uniform", "normal"]:
        for count in [1000, 10, 2, 1]:
            made = QuantileTransformer(n_quantiles=count, output_distribution=distribution)
            for table in ["gaps", "whole", "one_row"]:
                case("quantile_transformer", table, made)


def bins():
    for encode in ["onehot", "ordinal"]:
        for strategy in ["uniform", "quantile", "kmeans"]:
            for count in [2, 5, 12]:
                made = KBinsDiscretizer(n_bins=count, encode=encode, strategy=strategy)
                case("k_bins_discretizer", "whole", made)
    for method in ["linear", "inverted_cdf"]:
        made = KBinsDiscretizer(n_bins=7, encode="ordinal", strategy="quantile", quantile_method=method)
        case("k_bins_discretizer", "whole", made)
    case("k_bins_discretizer", "one_row", KBinsDiscretizer(quantile_method="averaged_inverted_cdf"))
    cut = FunctionTransformer(lambda x: np.digitize(x, [-1.0, 0.5, 3.0]).astype(float), feature_names_out="one-to-one")
    case("k_bins_discretizer", "whole", cut, own={"edges": "-1, 0.5, 3", "encode": "ordinal"})


def splines():
    for extrapolation in ["constant", "linear", "continue", "error", "periodic"]:
        for knots in ["uniform", "quantile"]:
            for degree, count in [(3, 5), (1, 2), (2, 6)]:
                if extrapolation == "periodic" and count <= degree:
                    continue
                made = SplineTransformer(
                    n_knots=count,
                    degree=degree,
                    knots=knots,
                    extrapolation=extrapolation,
                    include_bias=degree != 2,
                    handle_missing="error" if degree == 1 else "zeros",
                )
                tied = ["plain", "skewed", "ties"] if knots == "uniform" or extrapolation != "periodic" else ["plain", "skewed"]
                case("spline_transformer", "whole" if degree == 1 else "gaps", made, tied)
    case("spline_transformer", "whole", SplineTransformer(), ["constant"])
    case("spline_transformer", "two_rows", SplineTransformer(degree=0, extrapolation="linear"))


def main():
    for make in [scalers, powers, ranks, bins, splines]:
        make()
    path = pathlib.Path(__file__).with_suffix(".json")
    out = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "tables": TABLES,
        "cases": CASES,
    }
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
