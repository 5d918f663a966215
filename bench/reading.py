"""Times one program at reading one CSV file, types inferred, from the disk to a table in memory.

usage: reading.py pandas|duckdb|polars THREADS FILE TIMES
Prints `{"version", "seconds", "rows", "peak"}`: the best of some times, and the most bytes that this
process held, from a process of its own for each program so that neither disturbs the other.
"""

import json
import os
import resource
import sys
import time


def pandas(path, threads):
    """Its C engine has one thread and leaves dates as text."""
    import pandas

    return pandas.__version__, lambda: len(pandas.read_csv(path))


def duckdb(path, threads):
    import duckdb

    def read():
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [path])
            return connection.execute("SELECT count(*) FROM t").fetchone()[0]

    return duckdb.__version__, read


def polars(path, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    return polars.__version__, lambda: polars.read_csv(path, try_parse_dates=True).height


def main(program, threads, path, times):
    version, read = {"pandas": pandas, "duckdb": duckdb, "polars": polars}[program](path, int(threads))
    best, rows = float("inf"), 0
    for _ in range(int(times)):
        start = time.perf_counter()
        rows = read()
        best = min(best, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"version": version, "seconds": best, "rows": rows, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
