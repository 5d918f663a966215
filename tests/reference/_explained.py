"""The rows and the settings of the models of `shap_values.py` and `explain.py`."""

import numpy as np

ROWS = 240

small = {"n_estimators": 6, "random_state": 3}
boosting = {"max_iter": 8, "min_samples_leaf": 5, "max_leaf_nodes": 12, "early_stopping": False, "random_state": 1}


def data(gaps):
    """Cells on a grid of 1/64, so that thresholds are exact in 32 bits; and a number to predict."""
    rng = np.random.default_rng(7)
    x = np.round(rng.normal(size=(ROWS, 5)) * 64) / 64
    score = x[:, 0] * x[:, 1] + np.abs(x[:, 2]) - 0.5 * x[:, 3]
    if gaps:
        x[rng.random(x.shape) < 0.12] = np.nan
    return x, score
