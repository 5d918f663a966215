"""onnxruntime and scikit-learn at scoring the last rows of a table of boosting.py.

usage: scoring.py csv FOLDER TABLE
       scoring.py onnx THREADS FOLDER TABLE MODEL
       scoring.py neighbours THREADS FOLDER TABLE ROWS
The first writes `TABLE.csv` with a column `part`, so that a recipe parts the rows as the others do. The
second scores the last quarter of the rows by an ONNX file that has a raw column for each input, the third
so many rows by their neighbours among the first three quarters. Both print `{"version", "seconds"}`, the
best of five.
"""

import json
import os
import pathlib
import sys
import time

import numpy as np
from boosting import load


def csv(folder, table):
    import pandas as pd

    x, y = load(folder, table)
    made = pd.DataFrame(x, columns=[f"x{at}" for at in range(x.shape[1])])
    made["y"] = y.astype(int)
    made["part"] = np.where(np.arange(len(y)) < len(y) * 3 // 4, "train", "test")
    made.to_csv(folder / f"{table}.csv", index=False)


def best(work):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def onnx(threads, folder, table, model):
    import onnxruntime

    x, y = load(folder, table)
    rest = x[len(y) * 3 // 4 :]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    inputs = {f"x{at}": np.ascontiguousarray(rest[:, at : at + 1]) for at in range(x.shape[1])}
    return onnxruntime.__version__, best(lambda: session.run(None, inputs))


def neighbours(threads, folder, table, rows):
    import sklearn
    from sklearn.neighbors import KNeighborsClassifier
    from threadpoolctl import threadpool_limits

    x, y = load(folder, table)
    train = len(y) * 3 // 4
    model = KNeighborsClassifier(algorithm="brute").fit(x[:train], y[:train])
    with threadpool_limits(threads):
        return sklearn.__version__, best(lambda: model.predict_proba(x[train : train + rows]))


if __name__ == "__main__":
    what, words = sys.argv[1], sys.argv[2:]
    if what == "csv":
        csv(pathlib.Path(words[0]), words[1])
    else:
        threads, folder, table, last = int(words[0]), pathlib.Path(words[1]), words[2], words[3]
        os.environ["OMP_NUM_THREADS"] = str(threads)
        version, seconds = onnx(threads, folder, table, last) if what == "onnx" else neighbours(threads, folder, table, int(last))
        print(json.dumps({"version": version, "seconds": seconds}))
