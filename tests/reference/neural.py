"""Networks by scikit-learn for tests of glasshouse-learn. Writes neural.json next to itself.

`steps`: some epochs from known weights on, rows in their order: losses and weights afterwards. scikit-learn
computes them in double precision. `scores`: what five trainings come to on rows that they did not see;
features and numbers are rounded, and images are written as a letter for each grey, because that is
what both sides learn from.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_digits, make_classification, make_friedman1
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore")
SEEDS = range(5)


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def short(values):
    return [float(f"{value:.9g}") for value in np.ravel(values)]


def known(kind):
    """A network that remembers the weights it began with."""

    class Known(kind):
        def _init_coef(self, fan_in, fan_out, dtype):
            weights, biases = super()._init_coef(fan_in, fan_out, dtype)
            weights, biases = f32(weights), f32(biases)
            self.began = [*getattr(self, "began", []), (weights.copy(), biases.copy())]
            return weights, biases

    return Known


def tables():
    rng = np.random.default_rng(5)
    x, three = make_classification(70, 6, n_informative=4, n_classes=3, random_state=1)
    x = f32((x - x.mean(0)) / x.std(0))
    number = np.sin(x[:, 0]) + x[:, 1] * x[:, 2] + 0.1 * rng.normal(size=70)
    number = (number - number.mean()) / number.std()
    return x, {"three": three, "two": (three == 1).astype(int), "number": number}


def steps():
    x, targets = tables()
    cases = []
    usual = {"hidden_layer_sizes": [8, 5], "max_iter": 6, "shuffle": False, "alpha": 0.0}
    for target, more in [
        ("three", {"activation": "relu"}),
        ("three", {"activation": "tanh", "batch_size": 16, "alpha": 0.5}),
        ("three", {"activation": "logistic", "solver": "sgd", "learning_rate_init": 0.1, "batch_size": 25}),
        ("two", {"activation": "tanh", "learning_rate_init": 0.01}),
        ("two", {"activation": "identity", "solver": "sgd", "nesterovs_momentum": False, "batch_size": 30}),
        ("two", {"activation": "relu", "hidden_layer_sizes": [], "alpha": 1.0}),
        ("number", {"activation": "relu", "batch_size": 32, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-6}),
        ("number", {"activation": "logistic", "alpha": 2.0, "batch_size": 7}),
        ("number", {"activation": "tanh", "solver": "sgd", "learning_rate": "invscaling", "power_t": 0.2}),
        ("three weighted", {"activation": "relu", "batch_size": 20, "alpha": 0.1}),
    ]:
        params = usual | more
        weights = np.arange(len(x)) % 4 + 0.5 if target.endswith("weighted") else None
        y = targets[target.split()[0]]
        kind = known(MLPRegressor if target == "number" else MLPClassifier)
        model = kind(**params, random_state=3).fit(x, y, sample_weight=weights)
        cases.append(
            {
                "target": target.split()[0],
                "params": params,
                "weights": None if weights is None else weights.tolist(),
                "first": [[short(w), short(b)] for w, b in model.began],
                "last": [[short(w), short(b)] for w, b in zip(model.coefs_, model.intercepts_)],
                "losses": short(model.loss_curve_),
            }
        )
    return {"x": short(x), "rows": len(x), "targets": {k: v.tolist() for k, v in targets.items()}, "cases": cases}


def scores():
    """Means over the seeds of what the rows from `train` on are predicted with."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(1).permutation(len(y))
    x, y = x[order], y[order]
    params = {"max_iter": 60}
    found = [MLPClassifier(**params, random_state=s).fit(x[:1300] / 16, y[:1300]) for s in SEEDS]
    digits = {
        "rows": ["".join(chr(97 + int(v)) for v in row) for row in x],
        "y": y.tolist(),
        "train": 1300,
        "params": params,
        "score": float(np.mean([m.score(x[1300:] / 16, y[1300:]) for m in found])),
    }
    x, y = make_friedman1(1000, 8, noise=0.5, random_state=2)
    x, y = f32(np.round((x - 0.5) * np.sqrt(12), 3)), np.round((y - y.mean()) / y.std(), 4)
    params = {"hidden_layer_sizes": [60, 30], "max_iter": 120, "learning_rate_init": 0.005}
    found = [MLPRegressor(**params, random_state=s).fit(x[:700], y[:700]) for s in SEEDS]
    friedman = {
        "x": [round(float(v), 3) for v in x.ravel()],
        "y": y.tolist(),
        "train": 700,
        "params": params,
        "score": float(np.mean([m.score(x[700:], y[700:]) for m in found])),
    }
    return {"digits": digits, "friedman": friedman}


if __name__ == "__main__":
    answers = {"steps": steps(), "scores": scores()}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, separators=(",", ":")) + "\n")
