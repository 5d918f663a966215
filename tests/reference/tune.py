"""How far Optuna's TPE comes in 50 trials on ten problems, for tests of glasshouse-evaluate. Writes tune.json next
to itself. Needs the packages of more.txt.

Each problem is a function of named parameters that is to become small. The test has the same functions; what it
is held to is the best values over many seeds: they may not tend to be larger than these (a rank test, which ties
of functions of whole numbers do not upset).
"""

import json
import math
import pathlib

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
SEEDS, TRIALS = 100, 50

HARTMANN_A = [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
HARTMANN_P = [[0.3689, 0.117, 0.2673], [0.4699, 0.4387, 0.747], [0.1091, 0.8732, 0.5547], [0.0381, 0.5743, 0.8828]]
HARTMANN_C = [1.0, 1.2, 3.0, 3.2]


def real(low, high, log=False):
    return {"low": low, "high": high, "log": log, "whole": False}


def whole(low, high, log=False):
    return {"low": low, "high": high, "log": log, "whole": True}


def choice(count):
    return {"choices": count}


def branin(x, y):
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def ackley(*x):
    squares = sum(v * v for v in x) / len(x)
    waves = sum(math.cos(2 * math.pi * v) for v in x) / len(x)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def hartmann(*x):
    rows = zip(HARTMANN_A, HARTMANN_P, HARTMANN_C)
    return -sum(c * math.exp(-sum(a * (v - p) ** 2 for a, p, v in zip(A, P, x))) for A, P, c in rows)


PROBLEMS = {
    "sphere": ([real(-5, 5)] * 3, lambda *x: sum((v - 1) ** 2 for v in x)),
    "branin": ([real(-5, 10), real(0, 15)], branin),
    "rosenbrock": ([real(-2, 2)] * 2, lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2),
    "ackley": ([real(-10, 10)] * 4, ackley),
    "hartmann": ([real(0, 1)] * 3, hartmann),
    "ratios": ([real(1e-5, 1e3, True), real(1e-4, 1e1, True)], lambda x, y: (math.log10(x) + 2) ** 2 + math.log10(y) ** 2),
    "counts": ([whole(1, 200, True), whole(2, 40)], lambda x, y: (math.log(x) - 3) ** 2 + ((y - 11) / 10) ** 2),
    "choices": ([choice(6), choice(4), real(0, 1)], lambda a, b, x: abs(a - 4) + 2 * abs(b - 1) + (x - 0.3) ** 2),
    "mixed": (
        [real(1e-3, 1, True), whole(1, 20), choice(3), real(0, 1)],
        lambda x, n, c, y: (math.log10(x) + 1.5) ** 2 + ((n - 7) / 6) ** 2 + [0.6, 0.0, 0.3][int(c)] + abs(y - 0.8),
    ),
    "few_matter": ([real(0, 1)] * 8, lambda *x: (x[0] - 0.7) ** 2 + 0.5 * abs(x[3] - 0.2)),
}


def suggest(trial, name, axis):
    if "choices" in axis:
        return trial.suggest_categorical(name, list(range(axis["choices"])))
    kind = trial.suggest_int if axis["whole"] else trial.suggest_float
    return kind(name, axis["low"], axis["high"], log=axis["log"])


def best(axes, function, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(lambda t: function(*[suggest(t, f"x{i}", axis) for i, axis in enumerate(axes)]), n_trials=TRIALS)
    return study.best_value


def main():
    problems = {}
    for name, (axes, function) in PROBLEMS.items():
        bests = sorted(float(f"{best(axes, function, seed):.7g}") for seed in range(SEEDS))
        problems[name] = {"axes": axes, "bests": bests}
    out = {"optuna": optuna.__version__, "trials": TRIALS, "seeds": SEEDS, "problems": problems}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")


main()
