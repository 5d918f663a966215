"""Intervals of the figures of forecasts for tests of glasshouse-evaluate: the moving block bootstrap of `arch` 8.0.0,
which more.txt pins, over errors that last. Writes blocks.json next to itself."""

import json
import pathlib

import numpy as np
from arch.bootstrap import MovingBlockBootstrap

rng = np.random.default_rng(20261123)
errors = [0.0]
for shock in rng.normal(size=59):
    errors.append(0.9 * errors[-1] + shock)
errors = np.round(np.array(errors) + 0.5, 6)


def between(block):
    drawn = MovingBlockBootstrap(block, errors, seed=7)
    figures = {
        "mean_absolute_error": lambda e: np.abs(e).mean(),
        "root_mean_squared_error": lambda e: np.sqrt((e**2).mean()),
    }
    return {name: drawn.conf_int(of, reps=50_000, method="percentile").ravel().tolist() for name, of in figures.items()}


found = {"errors": errors.tolist(), "block": 4, "blocks": between(4), "alone": between(1)}
out = pathlib.Path(__file__).with_name("blocks.json")
out.write_text(json.dumps(found) + "\n")
