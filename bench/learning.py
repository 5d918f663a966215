"""scikit-learn at a table of 32-bit floats, in whatever Python runs this: also one in a browser.

usage: learning.py CONSTRUCTOR SCORE; the table is /tmp/table.x and /tmp/table.y, little-endian, row after row.
Trains on the first three quarters of the rows and prints `{"version", "seconds", "score"}`, the score being
of the rest. Without a target there is none: what makes components makes them of the rows as well.
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.cluster import *  # noqa: F403
from sklearn.decomposition import *  # noqa: F403
from sklearn.ensemble import *  # noqa: F403
from sklearn.linear_model import *  # noqa: F403
from sklearn.neural_network import *  # noqa: F403

warnings.filterwarnings("ignore")
constructor, score = sys.argv[1:]
x, y = (np.frombuffer(pathlib.Path(f"/tmp/table.{part}").read_bytes(), "<f4") for part in "xy")
x = x.reshape(len(y), -1)
train = len(y) * 3 // 4
model = eval(constructor)
start = time.perf_counter()
if score:
    model.fit(x[:train], y[:train])
elif hasattr(model, "predict"):
    model.fit(x[:train])
else:
    model.fit_transform(x[:train])
seconds = time.perf_counter() - start
if not score:
    print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": None}))
    sys.exit()
rest = model.predict_proba(x[train:])[:, 1] if score == "roc_auc" else model.predict(x[train:])
measures = {
    "roc_auc": metrics.roc_auc_score,
    "accuracy": metrics.accuracy_score,
    "root_mean_squared_error": metrics.root_mean_squared_error,
}
print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": measures[score](y[train:], rest)}))
