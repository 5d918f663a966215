"""Known answers for encoders of categories, from category_encoders and feature-engine: needs the packages of
`more.txt`."""

import json
import pathlib
import warnings

import category_encoders
import feature_engine
import numpy as np
import pandas as pd
from category_encoders import BinaryEncoder, CountEncoder, LeaveOneOutEncoder, WOEEncoder
from feature_engine.encoding import RareLabelEncoder

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(21)
ROWS = 80
WORDS = np.array(["rare", "Oslo", "Bergen", "Ålesund", "Tromsø", "", "Rare"])
PICKED = WORDS[[0] + list(RNG.choice([1, 1, 1, 2, 2, 3, 4, 5, 6], ROWS - 1))]
TABLES = {
    "words": (
        [None if gap else str(word) for word, gap in zip(PICKED, RNG.random(ROWS) < 0.15)],
        ["Oslo", "unseen", None, "rare", "Bergen", "", "Ålesund", "Tromsø", "Rare"],
    ),
    "whole": (["y", "x"] * (ROWS // 2), ["y", None, "z", "x"]),
    "one": (["x"] * ROWS, ["x", None, "z"]),
    "row": (["x"], ["x", "z", None]),
}
NUMBERS = np.round(RNG.normal(size=ROWS) * 10, 3)
TWO = (RNG.random(ROWS) < 0.4).astype(int)


def frame(cells):
    return pd.DataFrame({"word": pd.Series([np.nan if cell is None else cell for cell in cells], dtype=object)})


def plain(values):
    return [None if value is None or value != value else value for value in values]


def answer(op, table, params, encoder, target=None, numbers=None):
    train, new = TABLES[table]
    y = None if numbers is None else pd.Series(numbers[: len(train)])
    crossed = encoder.fit_transform(frame(train), y)
    made = encoder.transform(frame(new))
    return {
        "op": op,
        "table": table,
        "target": target,
        "params": params,
        "names": list(made.columns),
        "train": [plain(crossed[name].tolist()) for name in made.columns],
        "new": [plain(made[name].tolist()) for name in made.columns],
    }


def cases():
    for table in TABLES:
        yield answer("count_encoder", table, {}, CountEncoder(cols=["word"]))
        yield answer("count_encoder", table, {"normalize": True}, CountEncoder(cols=["word"], normalize=True))
        yield answer("binary_encoder", table, {}, BinaryEncoder(cols=["word"]))
        rare = {"tol": 0.1, "n_categories": 2}
        for params in ({}, rare, rare | {"max_n_categories": 2}, rare | {"replace_with": "other"}):
            yield answer("rare_label_encoder", table, params, RareLabelEncoder(missing_values="ignore", **params))
    for table in ("words", "whole", "one"):
        for target, y in (("numbers", NUMBERS), ("two", TWO)):
            yield answer("leave_one_out_encoder", table, {}, LeaveOneOutEncoder(cols=["word"]), target, y)
        for params in ({}, {"regularization": 0.3}):
            yield answer("woe_encoder", table, params, WOEEncoder(cols=["word"], **params), "two", TWO)


def main():
    warnings.simplefilter("ignore")
    answers = {
        "category_encoders": category_encoders.__version__,
        "feature-engine": feature_engine.__version__,
        "tables": {name: {"train": train, "new": new} for name, (train, new) in TABLES.items()},
        "targets": {"numbers": NUMBERS.tolist(), "two": TWO.tolist()},
        "cases": list(cases()),
    }
    (HERE / "encoding.json").write_text(json.dumps(answers, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
