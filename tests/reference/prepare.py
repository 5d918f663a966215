"""Known answers for the steps of `prepare`, from scikit-learn and pandas."""

import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)

warnings.simplefilter("ignore")
NAN = float("nan")

# Training and new rows; None is missing. `far` is huge beside its spread, `tiny` nearly constant,
# `extreme` spans the range of doubles that scalers can square.
TRAIN_NUMBERS = {
    "plain": [1.5, None, -2.0, 4.25, 4.25, 0.0, None, 9.5],
    "constant": [7.0] * 8,
    "gaps_constant": [None, 3.0, None, 3.0, 3.0, None, None, 3.0],
    "far": [1e9 + 1, 1e9 + 2, 1e9 + 4, None, 1e9 + 7, 1e9 - 3, 1e9, 1e9 + 0.5],
    "tiny": [0.1, 0.1 + 2e-17, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    "extreme": [1e150, -1e150, 3e149, None, 5e-300, 0.0, -7e148, 2e150],
    "ties": [2.0, 2.0, 1.0, 1.0, 5.0, None, 7.0, -3.0],
    "empty": [None] * 8,
}
NEW_NUMBERS = {
    "plain": [None, 100.0, -3.5],
    "constant": [7.0, 8.0, None],
    "gaps_constant": [3.0, None, -1.0],
    "far": [1e9, None, 0.0],
    "tiny": [0.1, 0.2, None],
    "extreme": [1e150, -1e155, 0.5],
    "ties": [1.0, 6.0, None],
    "empty": [None, 1.0, 2.0],
}
TRAIN_WORDS = {
    "city": ["Rome", "Oslo", None, "Rome", "Ürgüp", "Oslo", "rome", "Bonn"],
    "flag": ["yes", "no", "no", None, "yes", "no", "no", "yes"],
    "one": ["same"] * 8,
    "many": ["a", "b", "c", "a", "b", "a", "d", "e"],
    "empty": [None] * 8,
}
NEW_WORDS = {
    "city": ["Paris", None, "Oslo"],
    "flag": ["maybe", "yes", None],
    "one": ["same", "other", None],
    "many": ["c", "z", "a"],
    "empty": [None, "x", "y"],
}


def numbers(table):
    return pd.DataFrame({k: [NAN if v is None else v for v in c] for k, c in table.items()}, dtype=float)


def words(table):
    return pd.DataFrame({k: [np.nan if v is None else v for v in c] for k, c in table.items()}, dtype=object)


def plain(value):
    """JSON: text and numbers as they are, truth as 0 and 1, missing as null."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if isinstance(value, str) else float(value)


def columns(names, matrix):
    matrix = matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)
    return [{"name": str(n), "cells": [plain(v) for v in matrix[:, i]]} for i, n in enumerate(names)]


CASES = []


def case(op, params, transformer, train, new, only=None):
    """One step on one table; each error is said instead of the cells."""
    frame = words if train is TRAIN_WORDS else numbers
    names = only or list(train)
    x, z = frame(train)[names], frame(new)[names]
    record = {"op": op, "params": params, "table": "words" if train is TRAIN_WORDS else "numbers", "columns": names}
    fitted = transformer.fit(x)
    record["train"] = columns(fitted.get_feature_names_out(), fitted.transform(x))
    try:
        record["new"] = columns(fitted.get_feature_names_out(), fitted.transform(z))
    except ValueError:
        record["new"] = None
    CASES.append(record)


def imputers():
    for strategy in ["mean", "median", "most_frequent"]:
        case("simple_imputer", {"strategy": strategy}, SimpleImputer(strategy=strategy), TRAIN_NUMBERS, NEW_NUMBERS)
    case("simple_imputer", {"strategy": "constant"}, SimpleImputer(strategy="constant"), TRAIN_NUMBERS, NEW_NUMBERS)
    case(
        "simple_imputer",
        {"strategy": "constant", "fill_value": -1.5},
        SimpleImputer(strategy="constant", fill_value=-1.5),
        TRAIN_NUMBERS,
        NEW_NUMBERS,
    )
    for params in [{"strategy": "most_frequent"}, {"strategy": "constant"}, {"strategy": "constant", "fill_value": "??"}]:
        case("simple_imputer", params, SimpleImputer(**params), TRAIN_WORDS, NEW_WORDS)


def encoders():
    kept = ["city", "flag", "one", "many"]
    full = [
        {"handle_unknown": "ignore"},
        {"handle_unknown": "error"},
        {"handle_unknown": "ignore", "drop": "first"},
        {"handle_unknown": "ignore", "drop": "if_binary"},
        {"handle_unknown": "infrequent_if_exist", "min_frequency": 2},
        {"handle_unknown": "infrequent_if_exist", "max_categories": 3},
        {"handle_unknown": "infrequent_if_exist", "max_categories": 1},
        {"handle_unknown": "ignore", "min_frequency": 0.3},
        {"handle_unknown": "infrequent_if_exist", "min_frequency": 2, "max_categories": 2},
        {"handle_unknown": "infrequent_if_exist", "min_frequency": 2, "drop": "first"},
        {"handle_unknown": "ignore", "max_categories": 5},
        {"handle_unknown": "infrequent_if_exist", "min_frequency": 2, "drop": "if_binary"},
    ]
    for params in full:
        case("one_hot_encoder", params, OneHotEncoder(**params), TRAIN_WORDS, NEW_WORDS, kept)
    encoded = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    case("ordinal_encoder", encoded, OrdinalEncoder(**encoded), TRAIN_WORDS, NEW_WORDS, kept)
    case("ordinal_encoder", {}, OrdinalEncoder(), TRAIN_WORDS, NEW_WORDS, kept)


def scalers():
    kept = [name for name in TRAIN_NUMBERS if name != "empty"]
    for params in [{}, {"with_mean": False}, {"with_std": False}]:
        case("standard_scaler", params, StandardScaler(**params), TRAIN_NUMBERS, NEW_NUMBERS, kept)
    for params in [{}, {"clip": True}]:
        case("min_max_scaler", params, MinMaxScaler(**params), TRAIN_NUMBERS, NEW_NUMBERS, kept)
    for params in [{}, {"with_centering": False}, {"with_scaling": False}]:
        case("robust_scaler", params, RobustScaler(**params), TRAIN_NUMBERS, NEW_NUMBERS, kept)


def indicators():
    for params in [{}, {"error_on_new": False}, {"features": "all"}]:
        case("missing_indicator", params, MissingIndicator(**params), TRAIN_NUMBERS, NEW_NUMBERS)


def one_row():
    """A single training row: nothing varies."""
    row, new = {"x": [4.0]}, {"x": [4.0, 6.5, None]}
    for op, transformer in [
        ("standard_scaler", StandardScaler()),
        ("min_max_scaler", MinMaxScaler()),
        ("robust_scaler", RobustScaler()),
        ("simple_imputer", SimpleImputer()),
    ]:
        fitted = transformer.fit(numbers(row))
        CASES.append(
            {
                "op": op,
                "params": {},
                "table": "one_row",
                "columns": ["x"],
                "train": columns(["x"], fitted.transform(numbers(row))),
                "new": columns(["x"], fitted.transform(numbers(new))),
            }
        )
    return {"train": row, "new": new}


def logarithms():
    """Numbers from 0 up, as small and as large as doubles are."""
    table = {
        "train": {"wage": [0.0, 1.0, 12.5, None, 1e6, 3e-9], "wide": [5e-324, 1e-300, 1e-17, 1e-8, 1e300, -0.0]},
        "new": {"wage": [None, 7.0, 2e9], "wide": [1.7e308, 0.1, 2.5e-16]},
    }
    log = FunctionTransformer(np.log1p, feature_names_out="one-to-one").fit(numbers(table["train"]))
    record = {"op": "log1p", "params": {}, "table": "amounts", "columns": list(table["train"])}
    for part, rows in table.items():
        record[part] = columns(log.get_feature_names_out(), log.transform(numbers(rows)))
    CASES.append(record)
    return table


def cleaning():
    """pandas: which rows of a table stay."""
    table = {
        "a": [1.0, 1.0, None, None, 2.0, 1.0, -0.0, 0.0],
        "b": ["x", "x", "x", "x", None, "y", "z", "z"],
    }
    frame = pd.DataFrame({"a": numbers({"a": table["a"]})["a"], "b": words({"b": table["b"]})["b"]})
    cases = []
    for keep in ["first", "last", False]:
        for subset in [[], ["a"], ["b"]]:
            left = frame.drop_duplicates(subset=subset or None, keep=keep).index.tolist()
            params = {"keep": keep or "none"}
            cases.append({"op": "drop_duplicates", "params": params, "columns": subset, "rows": left})
    for how in ["any", "all"]:
        for subset in [[], ["a"], ["b"]]:
            left = frame.dropna(subset=subset or None, how=how).index.tolist()
            cases.append({"op": "drop_missing", "params": {"how": how}, "columns": subset, "rows": left})
    return {"table": table, "cases": cases}


def main():
    imputers()
    encoders()
    scalers()
    indicators()
    single = one_row()
    amounts = logarithms()
    answer = {
        "versions": {"scikit-learn": sklearn.__version__, "pandas": pd.__version__, "numpy": np.__version__},
        "tables": {
            "numbers": {"train": TRAIN_NUMBERS, "new": NEW_NUMBERS},
            "words": {"train": TRAIN_WORDS, "new": NEW_WORDS},
            "one_row": single,
            "amounts": amounts,
        },
        "cases": CASES,
        "clean": cleaning(),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
