"""scikit-learn at a table of 32-bit floats, in whatever Python runs this: also one in a browser.

usage: learning.py CONSTRUCTOR SCORE OPTIONS [TABLE]; the table is TABLE.x and TABLE.y, /tmp/table when none is named,
little-endian, row after row.
Trains on the first three quarters of the rows and prints `{"version", "seconds", "score"}`, the score being
of the rest. Without a target there is none: what makes components makes them of the rows as well.
Of the options, in JSON, `folds` scores every fold of all rows by a training on the others, `seeds` trains as often,
each time from another seed, and `queries` scores so many of the rest and tells the seconds of that alone.
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn import metrics, model_selection
from sklearn.cluster import *  # noqa: F403
from sklearn.decomposition import *  # noqa: F403
from sklearn.ensemble import *  # noqa: F403
from sklearn.linear_model import *  # noqa: F403
from sklearn.neighbors import *  # noqa: F403
from sklearn.neural_network import *  # noqa: F403

warnings.filterwarnings("ignore")
constructor, score, options, table = [*sys.argv[1:], "/tmp/table"][:4]
options = json.loads(options)
x, y = (np.frombuffer(pathlib.Path(f"{table}.{part}").read_bytes(), "<f4") for part in "xy")
x = x.reshape(len(y), -1)
train = len(y) * 3 // 4
model = eval(constructor)


def tell(seconds, score):
    print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": score}))
    sys.exit()


start = time.perf_counter()
if folds := options.get("folds"):
    scores = model_selection.cross_val_score(model, x, y, cv=model_selection.KFold(folds), scoring=score)
    tell(time.perf_counter() - start, scores.mean())
if seeds := options.get("seeds"):
    for seed in range(1, seeds + 1):
        model.set_params(random_state=seed).fit(x[:train])
    tell(time.perf_counter() - start, None)
if score:
    model.fit(x[:train], y[:train])
elif hasattr(model, "predict"):
    model.fit(x[:train])
else:
    model.fit_transform(x[:train])
seconds = time.perf_counter() - start
if queries := options.get("queries"):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        model.predict_proba(x[train : train + queries])
        times.append(time.perf_counter() - start)
    tell(min(times), None)
if not score:
    tell(seconds, None)
rest = model.predict_proba(x[train:])[:, 1] if score == "roc_auc" else model.predict(x[train:])
measures = {
    "roc_auc": metrics.roc_auc_score,
    "accuracy": metrics.accuracy_score,
    "root_mean_squared_error": metrics.root_mean_squared_error,
}
tell(seconds, measures[score](y[train:], rest))
