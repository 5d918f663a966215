"""Writes the tables of the benchmark: the same bytes for the same pinned NumPy.

usage: data.py FOLDER ROWS...
For each number of rows, `classes-ROWS.csv` (target `y`, two classes) and `amounts-ROWS.csv`
(target `y`, a number). Twenty features, half of which matter; the answer is not linear alone.
"""

import pathlib
import sys

import numpy as np

FEATURES = 20


def features(rows, random):
    x = random.standard_normal((rows, FEATURES))
    x[:, 0] *= 40.0
    x[:, 1] = np.exp(x[:, 1])
    return x


def signal(x, random):
    weights = np.linspace(1.0, 0.1, FEATURES // 2) * np.array([0.025] + [1.0] * 9)
    linear = x[:, : FEATURES // 2] @ weights
    return linear + np.sin(2.0 * x[:, 2]) + 0.5 * x[:, 3] * x[:, 4] + 0.5 * random.standard_normal(len(x))


def write(path, x, target):
    names = [f"x{number:02d}" for number in range(FEATURES)]
    with path.open("w", encoding="ascii", newline="\n") as out:
        out.write(",".join([*names, "y"]) + "\n")
        for row, answer in zip(x, target):
            out.write(",".join(f"{value:.6g}" for value in row) + f",{answer}\n")


def main(folder, sizes):
    folder.mkdir(parents=True, exist_ok=True)
    for rows in sizes:
        random = np.random.default_rng(rows)
        x = features(rows, random)
        y = signal(x, random)
        write(folder / f"amounts-{rows}.csv", x, [f"{value:.6g}" for value in y])
        write(folder / f"classes-{rows}.csv", x, np.where(y > np.median(y), "yes", "no"))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [int(rows) for rows in sys.argv[2:]])
