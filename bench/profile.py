"""Times what people profile a table with: Polars' and pandas' `describe`, ydata-profiling (minimal).

usage: profile.py FOLDER ROWS...
For each number of rows it writes `profile-ROWS.csv` (twenty mixed columns: those of mixed.py, drawn
twice) unless it is there, and prints `{"versions": {...}, "times": [{"rows", "work", "seconds"}]}`.
Each time is from the file to the figures, one run. It needs what profile.txt pins, in an environment of
its own: ydata-profiling wants an older pandas than the other scripts.
"""

import json
import pathlib
import sys
import time
import warnings
from importlib.metadata import version

import mixed
import numpy
import pandas
import polars

NAMES = ["id", "ordered", "delivery", "city", "product", "price", "count", "measure", "member", "note"]


def write(path, rows):
    random = numpy.random.default_rng(rows)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(NAMES + [f"{name}_2" for name in NAMES]) + "\n")
        for start in range(0, rows, mixed.BLOCK):
            size = min(mixed.BLOCK, rows - start)
            columns = mixed.block(random, start, size) + mixed.block(random, start, size)
            out.writelines(",".join(cells) + "\n" for cells in zip(*columns))
    part.rename(path)


def with_polars(path):
    return polars.read_csv(path, try_parse_dates=True).describe()


def with_pandas(path):
    dates = ["ordered", "delivery", "ordered_2", "delivery_2"]
    return pandas.read_csv(path, parse_dates=dates).describe(include="all")


def with_ydata(path):
    # Its import alone takes seconds, which are not the table's.
    from ydata_profiling import ProfileReport

    start = time.perf_counter()
    report = ProfileReport(pandas.read_csv(path), minimal=True, progress_bar=False)
    report.to_json()
    return time.perf_counter() - start


def timed(work, path):
    start = time.perf_counter()
    result = work(path)
    return result if isinstance(result, float) else time.perf_counter() - start


WORKS = {"Polars describe": with_polars, "pandas describe": with_pandas, "ydata-profiling minimal": with_ydata}


def main(folder, sizes):
    warnings.simplefilter("ignore")
    folder.mkdir(parents=True, exist_ok=True)
    times = []
    for rows in sizes:
        path = folder / f"profile-{rows}.csv"
        if not path.exists():
            write(path, rows)
        for name, work in WORKS.items():
            times.append({"rows": rows, "work": name, "seconds": timed(work, path)})
    versions = {name: version(name) for name in ("polars", "pandas", "numpy", "ydata-profiling")}
    print(json.dumps({"versions": versions, "times": times}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [int(rows) for rows in sys.argv[2:]])
