"""Known answers for the step `target_encoder`, from scikit-learn. Folds are not shuffled, so that both sides
have the same."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import TargetEncoder

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(11)
ROWS = 60
WORDS = np.array(["rare", "Oslo", "Bergen", "Ålesund", "Tromsø", ""])[[0] + list(RNG.integers(1, 6, ROWS - 1))]
GAPS = RNG.random(ROWS) < 0.15
TRAIN = [None if gap else str(word) for word, gap in zip(WORDS, GAPS)]
NEW = ["Oslo", "unseen", None, "rare", "Bergen", "", "Ålesund", "Tromsø"]
TARGETS = {
    "numbers": np.round(RNG.normal(size=ROWS) * 1e3 + 10 * np.array([len(word) for word in WORDS]), 3),
    "constant": np.full(ROWS, 2.5),
    "two": np.where(RNG.random(ROWS) < 0.3, "yes", "no"),
    "three": RNG.choice(["a", "b", "c"], ROWS),
}
TABLES = {
    "words": (TRAIN, NEW),
    "whole": (["x", "y"] * (ROWS // 2), ["y", None, "z", "x"]),
    "one": (["x"] * ROWS, ["x", None, "z"]),
}
CASES = [
    ("words", "numbers", {}),
    ("words", "numbers", {"smooth": 2.5}),
    ("words", "numbers", {"smooth": 0.0, "cv": 3}),
    ("words", "constant", {}),
    ("words", "two", {}),
    ("words", "two", {"smooth": 10.0}),
    ("words", "three", {}),
    ("words", "three", {"smooth": 1.0, "cv": 4}),
    ("whole", "numbers", {}),
    ("whole", "two", {}),
    ("one", "numbers", {}),
]


def answer(table, target, params):
    train, new = (np.array(cells, dtype=object)[:, None] for cells in TABLES[table])
    target_type = {"two": "binary", "three": "multiclass"}.get(target, "continuous")
    folds = (KFold if target_type == "continuous" else StratifiedKFold)(params.get("cv", 5))
    encoder = TargetEncoder(cv=folds, target_type=target_type, smooth=params.get("smooth", "auto"))
    crossed = encoder.fit_transform(train, TARGETS[target])
    return {
        "table": table,
        "target": target,
        "params": params | {"shuffle": False},
        "crossed": crossed.T.tolist(),
        "new": encoder.transform(new).T.tolist(),
    }


def main():
    answers = {
        "scikit-learn": sklearn.__version__,
        "tables": {name: {"train": train, "new": new} for name, (train, new) in TABLES.items()},
        "targets": {name: target.tolist() for name, target in TARGETS.items()},
        "cases": [answer(*case) for case in CASES],
    }
    (HERE / "target_encoder.json").write_text(json.dumps(answers, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
