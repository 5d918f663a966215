"""Known answers for stratified splits and the order of classes, from scikit-learn and numpy."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.utils.extmath import _approximate_mode

# Class sizes and a training share that gives a whole number of training rows.
SIZES = [
    ([50, 50, 50], 0.7),
    ([152, 68, 124, 6], 0.7),
    ([990, 10], 0.7),
    ([37, 13, 200, 50], 0.6),
    ([1, 2, 3, 94], 0.75),
    ([7, 11, 13, 17, 19, 23, 10], 0.8),
    ([123457, 76543], 0.7),
    ([12, 88], 0.5),
]
LABELS = [
    ["b", "a", "Z", "é", "aa", "10", "9"],
    ["10", "9", "-1", "2.5"],
    ["yes", "no"],
    ["1e3", "999", "0.5"],
]


def allotments():
    """Training rows of each class; only cases in which no two remainders tie (all seeds agree)."""
    cases = []
    for sizes, share in SIZES:
        n_train = round(sum(sizes) * share)
        answers = {
            tuple(int(v) for v in _approximate_mode(np.array(sizes), n_train, np.random.RandomState(seed)))
            for seed in range(50)
        }
        if len(answers) == 1:
            cases.append({"sizes": sizes, "train": share, "expected": list(answers.pop())})
    return cases


def orders():
    """Labels in the order of their text, or of their value where all are numbers."""
    cases = []
    for labels in LABELS:
        try:
            keys = np.array([float(v) for v in labels])
        except ValueError:
            keys = np.array(labels)
        cases.append({"labels": labels, "expected": [labels[i] for i in np.argsort(keys)]})
    return cases


def main():
    answer = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "allotments": allotments(),
        "orders": orders(),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
