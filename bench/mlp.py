"""Images that a network is timed on, and scikit-learn at it.

usage: mlp.py tables FOLDER
       mlp.py time THREADS FOLDER
The first writes `images.x` (32-bit floats from 0 to 1, row after row) and `images.y`, little-endian: 5,000
images of 28 × 28 to learn from and a third as many more, made of scikit-learn's digits of 8 × 8 by
enlarging, moving and noise. The second prints `{"version", "seconds", "score"}`: ten epochs of a network
784-128-10 in batches of 128 on the first three quarters of the rows, in memory; its accuracy on the rest.
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np

NETWORK = {"hidden_layer_sizes": (128,), "max_iter": 10, "batch_size": 128}


def tables(folder):
    from sklearn.datasets import load_digits

    folder.mkdir(parents=True, exist_ok=True)
    x, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(1)
    rows = rng.integers(0, len(y), 6667)
    images = np.zeros((len(rows), 28, 28), np.float32)
    for image, row in zip(images, rows, strict=True):
        down, right = rng.integers(0, 5, 2)
        image[down : down + 24, right : right + 24] = np.kron(x[row].reshape(8, 8) / 16, np.ones((3, 3)))
    images *= rng.uniform(0.5, 1, images.shape) * (rng.random(images.shape) > 0.1)
    images.reshape(len(rows), -1).astype("<f4").tofile(folder / "images.x")
    y[rows].astype("<f4").tofile(folder / "images.y")


def timed(threads, folder):
    import sklearn
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    warnings.filterwarnings("ignore")
    y = np.fromfile(folder / "images.y", "<f4")
    x = np.fromfile(folder / "images.x", "<f4").reshape(len(y), -1)
    train = len(y) * 3 // 4
    model = MLPClassifier(**NETWORK, random_state=1)
    with threadpool_limits(threads):
        start = time.perf_counter()
        model.fit(x[:train], y[:train])
        seconds = time.perf_counter() - start
    print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "score": model.score(x[train:], y[train:])}))


if __name__ == "__main__":
    if sys.argv[1] == "tables":
        tables(pathlib.Path(sys.argv[2]))
    else:
        timed(int(sys.argv[2]), pathlib.Path(sys.argv[3]))
