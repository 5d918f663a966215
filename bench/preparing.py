"""A table of mixed columns, and scikit-learn's preparation of it.

usage: preparing.py table FOLDER ROWS
       preparing.py fit [STEM [MATRIX]]
The first writes `preparing-ROWS.numbers` (12 columns of `f64`, NaN where there is a gap), `.codes` (5 columns of
categories as `i8`, -1 where there is a gap) and `.truths` (3 columns of 0 and 1 as `u8`), little-endian and column
after column, and the same table as `.csv`, with a number to predict and one more row, the test part.
The second prepares the table STEM, /tmp/table when none is named, in whatever Python runs this, also one in a browser:
the median and the standard scale, the most frequent category and a column for each, 0 and 1 as they are. It prints
`{"version", "seconds", "again", "memory", "matrix"}`: the seconds of the fit with what it makes of the rows, and of
making that of them once more; the most memory in MB that the former took beyond the table, where the system tells;
the size of the matrix in MB. MATRIX is where it is written to, as `f32`, row after row.
"""

import json
import os
import pathlib
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402

LEVELS = [3, 5, 8, 12, 20]
TRUTHS = 3
NUMBERS = 12


def table(folder, rows):
    import pandas

    rng = np.random.default_rng(5)
    numbers = [number(rng, rows, at) for at in range(NUMBERS)]
    codes = [(levels * rng.random(rows) ** 2).astype("i1") for levels in LEVELS]
    for cells in codes:
        cells[rng.random(rows) < 0.05] = -1
    truths = [(rng.random(rows) < share).astype("u1") for share in (0.2, 0.5, 0.9)]
    stem = pathlib.Path(folder) / f"preparing-{rows}"
    stem.parent.mkdir(parents=True, exist_ok=True)
    for end, columns in ((".numbers", numbers), (".codes", codes), (".truths", truths)):
        np.concatenate(columns).tofile(stem.with_suffix(end))
    frame = read(stem).assign(y=rng.integers(0, 9, rows), part="train")
    pandas.concat([frame, frame[:1].assign(part="test")]).to_csv(stem.with_suffix(".csv"), index=False)


def number(rng, rows, at):
    """A third each bell-shaped, with a long tail, and whole; two of three with gaps."""
    made = [lambda: rng.normal(40, 9, rows), lambda: rng.lognormal(3, 1, rows), lambda: rng.integers(0, 90, rows)]
    cells = np.round(made[at % 3]().astype("<f8"), 3)
    if at % 4 != 3:
        cells[rng.random(rows) < 0.02 * (at + 1)] = np.nan
    return cells


def read(stem):
    import pandas

    def columns_of(end, kind, count):
        return np.frombuffer(stem.with_suffix(end).read_bytes(), kind).reshape(count, -1)

    numbers, truths = columns_of(".numbers", "<f8", NUMBERS), columns_of(".truths", "u1", TRUTHS)
    codes = columns_of(".codes", "i1", len(LEVELS))
    columns = {f"n{at}": cells for at, cells in enumerate(numbers)}
    for at, (levels, cells) in enumerate(zip(LEVELS, codes)):
        words = np.array([f"level {code:02}" for code in range(levels)] + [np.nan], dtype=object)
        columns[f"c{at}"] = words[cells]
    columns |= {f"b{at}": cells.astype(bool) for at, cells in enumerate(truths)}
    return pandas.DataFrame({name: pandas.Series(cells, dtype=cells.dtype) for name, cells in columns.items()})


def pipeline():
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    steps = [("n", numbers, NUMBERS), ("c", words, len(LEVELS)), ("b", "passthrough", TRUTHS)]
    return ColumnTransformer([(name, step, [f"{name}{at}" for at in range(count)]) for name, step, count in steps])


def memory(which):
    """What the process holds (`VmRSS`) or held at most (`VmHWM`), in MB."""
    try:
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(which))


def fit(stem, matrix):
    import sklearn

    frame, steps = read(stem), pipeline()
    pipeline().fit_transform(frame[:1000])
    before = memory("VmRSS")
    if before is not None:
        pathlib.Path("/proc/self/clear_refs").write_text("5")
    start = time.perf_counter()
    made = steps.fit_transform(frame)
    seconds = time.perf_counter() - start
    most = before and memory("VmHWM") - before
    start = time.perf_counter()
    steps.transform(frame)
    again = time.perf_counter() - start
    if matrix:
        made.astype("<f4").tofile(matrix)
    told = {"version": sklearn.__version__, "seconds": seconds, "again": again, "memory": most}
    print(json.dumps({**told, "matrix": made.nbytes / 1e6}))


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    if what == "table":
        table(words[0], int(words[1]))
    else:
        fit(pathlib.Path(words[0] if words else "/tmp/table"), words[1] if len(words) > 1 else None)
