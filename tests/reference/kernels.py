"""Support vector machines, stochastic descent and Gaussian processes by scikit-learn for tests of
glasshouse-learn. Writes kernels.json next to itself, in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from. Both sides go to the
optimum: scikit-learn's own tolerance would leave the last digits to chance.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, RationalQuadratic, WhiteKernel
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, OneClassSVM

warnings.filterwarnings("ignore")
DATA, CASES = {}, []


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y, classes=True):
    x = f32(np.round(x, 3))
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    count = int(y.max()) + 1 if classes else None
    DATA[name] = {"features": x.shape[1], "train": len(y), "classes": count, "x": written, "y": y.tolist()}


def short(values):
    return [float(f"{value:.10g}") for value in np.ravel(values)]


def table(name):
    d = DATA[name]
    return f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"])


def options(params):
    return {key: None if value == "none" else value for key, value in params.items()}


def case(kind, data, params, weights, **answers):
    CASES.append({"kind": kind, "data": data, "params": params, "weights": weights, **answers})


def linear_svm(data, params, weights=None):
    x, y = table(data)
    exact = {"tol": 1e-11, "max_iter": 20_000_000, "random_state": 0}
    if DATA[data]["classes"]:
        hinge = params.get("loss") == "hinge"
        model = LinearSVC(dual=hinge, **exact, **options(params)).fit(x, y, sample_weight=weights)
        answers = {"labels": model.predict(x).tolist(), "decisions": short(model.decision_function(x))}
    else:
        squared = params.get("loss", "").startswith("squared")
        model = LinearSVR(dual=not squared, **exact, **options(params)).fit(x, y, sample_weight=weights)
        answers = {"predictions": short(model.predict(x))}
    rows = len(np.atleast_2d(model.coef_))
    intercepts = short(np.zeros(rows) + model.intercept_)
    case("linear_svm", data, params, weights, coefficients=short(model.coef_), intercepts=intercepts, **answers)


def linear_svms(rng):
    fraction = np.round(rng.uniform(0.2, 3, 150), 2).tolist()
    whole = (rng.integers(0, 4, 150) + 0.0).tolist()
    for data in ("iris", "wine", "cancer"):
        linear_svm(data, {})
        linear_svm(data, {"loss": "hinge"})
        linear_svm(data, {"C": 0.05, "penalty": "l1"})
        linear_svm(data, {"C": 0.3, "loss": "hinge", "class_weight": "balanced"})
    linear_svm("cancer", {"C": 20.0, "class_weight": "balanced", "intercept_scaling": 5.0})
    linear_svm("iris", {"fit_intercept": False}, fraction)
    linear_svm("iris", {"loss": "hinge", "intercept_scaling": 10.0}, whole)
    linear_svm("diabetes", {})
    linear_svm("diabetes", {"C": 0.1, "epsilon": 10.0, "intercept_scaling": 30.0})
    linear_svm("diabetes", {"loss": "squared_epsilon_insensitive", "epsilon": 5.0})
    linear_svm("diabetes", {"C": 3.0, "fit_intercept": False}, fraction)
    linear_svm("diabetes", {"epsilon": 3.0, "loss": "squared_epsilon_insensitive"}, whole)


def svm(data, params, weights=None):
    x, y = table(data)
    exact = {"tol": 1e-10, "cache_size": 500}
    if DATA[data]["classes"] is None:
        model = SVR(**exact, **options(params)).fit(x, y, sample_weight=weights)
        answers = {"predictions": short(model.predict(x))}
        sign = 1
    else:
        chances = params.get("probability")
        plain = {key: value for key, value in params.items() if key != "probability"}
        model = SVC(**exact, **options(plain)).fit(x, y, sample_weight=weights)
        answers = {"labels": model.predict(x).tolist()}
        # scikit-learn turns the sign of two classes.
        sign = -1 if len(model.classes_) == 2 else 1
        if chances:
            shares = [
                SVC(**exact, **options(params), random_state=seed).fit(x, y).predict_proba(x) for seed in range(20)
            ]
            answers = {"probabilities": short(np.mean(shares, axis=0))}
    case(
        "svm",
        data,
        params,
        weights,
        support=len(model.support_),
        weights_of_rows=short(sign * model.dual_coef_),
        intercepts=short(sign * model.intercept_),
        **answers,
    )


def one_class_svm(data, params, weights=None):
    x, _ = table(data)
    model = OneClassSVM(tol=1e-10, **params).fit(x, sample_weight=weights)
    case("one_class_svm", data, params, weights, decisions=short(model.decision_function(x)))


def svms(rng):
    fraction = np.round(rng.uniform(0.2, 3, 150), 2).tolist()
    whole = (rng.integers(0, 4, 150) + 0.0).tolist()
    for data in ("iris", "wine", "cancer"):
        svm(data, {})
        svm(data, {"C": 0.2, "kernel": "linear"})
        svm(data, {"C": 10.0, "gamma": "auto", "class_weight": "balanced"})
        svm(data, {"C": 2.0, "gamma": 0.1, "kernel": "poly", "coef0": 1.0, "degree": 2})
        svm(data, {"C": 0.5, "gamma": 0.01, "kernel": "sigmoid", "coef0": 0.3})
        svm(data, {"probability": True})
    svm("wine", {"C": 3.0, "gamma": 0.05}, fraction)
    svm("iris", {"C": 3.0, "gamma": 0.05}, whole)
    svm("diabetes", {})
    svm("diabetes", {"C": 100.0, "epsilon": 5.0, "gamma": "auto"})
    svm("diabetes", {"C": 0.5, "kernel": "linear"})
    svm("diabetes", {"C": 5.0, "kernel": "poly", "coef0": 1.0})
    svm("diabetes", {"C": 30.0, "gamma": 0.05}, fraction)
    for nu in (0.1, 0.5):
        one_class_svm("iris", {"nu": nu})
        one_class_svm("cancer", {"nu": nu, "gamma": 0.05})
        one_class_svm("wine", {"nu": nu, "kernel": "poly", "coef0": 1.0, "degree": 2})
    one_class_svm("iris", {"nu": 0.2, "gamma": 0.3}, fraction)


def sgd(data, params, weights=None):
    """In the order of the rows: the draws of the two sides are not the same."""
    x, y = table(data)
    kind = SGDClassifier if DATA[data]["classes"] else SGDRegressor
    model = kind(**options(params)).fit(x, y, sample_weight=weights)
    answers = {}
    if hasattr(model, "predict_proba"):
        answers = {"probabilities": short(model.predict_proba(x))}
    answers["predictions"] = short(model.predict(x))
    case(
        "sgd",
        data,
        params,
        weights,
        coefficients=short(model.coef_),
        intercepts=short(model.intercept_),
        epochs=model.n_iter_,
        **answers,
    )


def sgds(rng):
    fraction = np.round(rng.uniform(0.2, 3, 150), 2).tolist()
    few = {"shuffle": False, "max_iter": 7, "n_iter_no_change": 1000}
    for data in ("iris", "cancer"):
        for loss in ("hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"):
            sgd(data, {**few, "loss": loss, "alpha": 0.1})
            sgd(data, {"shuffle": False, "loss": loss, "learning_rate": "adaptive"})
        sgd(data, {**few, "penalty": "l1", "alpha": 0.003, "learning_rate": "constant"})
        sgd(data, {**few, "penalty": "elasticnet", "alpha": 0.01, "learning_rate": "invscaling"})
        sgd(data, {**few, "alpha": 0.01, "learning_rate": "invscaling", "average": True})
        sgd(data, {**few, "loss": "log_loss", "class_weight": "balanced", "penalty": "none", "alpha": 1.0})
        sgd(data, {**few, "loss": "log_loss", "fit_intercept": False, "average": True, "alpha": 0.2}, fraction)
        sgd(data, {"shuffle": False})
    for loss in ("squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"):
        sgd("diabetes", {**few, "loss": loss, "epsilon": 20.0})
        sgd("diabetes", {"shuffle": False, "loss": loss, "tol": 1.0, "learning_rate": "adaptive"})
    sgd("diabetes", {**few, "penalty": "elasticnet", "alpha": 0.1}, fraction)
    sgd("diabetes", {"shuffle": False, "penalty": "l1", "learning_rate": "constant", "eta0": 0.001})


def shape_of(params):
    shape = {
        "rbf": lambda: RBF(params.get("length_scale", 1.0)),
        "matern": lambda: Matern(params.get("length_scale", 1.0), nu=float(params.get("nu", 1.5))),
        "rational_quadratic": lambda: RationalQuadratic(params.get("length_scale", 1.0), params.get("scale_mixture", 1.0)),
    }[params.get("kernel", "rbf")]()
    return ConstantKernel(params.get("constant_value", 1.0)) * shape


def gaussian_process(data, params):
    x, y = table(data)
    kernel = shape_of(params) + WhiteKernel(params.get("noise_level", 1.0))
    optimizer = None if params.get("optimizer") == "none" else "fmin_l_bfgs_b"
    model = GaussianProcessRegressor(
        kernel, alpha=1e-10, optimizer=optimizer, normalize_y=params.get("normalize_y", True)
    ).fit(x, y)
    rows = x * 1.25
    case(
        "gaussian_process",
        data,
        params,
        None,
        likelihood=float(model.log_marginal_likelihood_value_),
        predictions=short(model.predict(rows)),
    )


def process_of_classes(data, params):
    """On the rows and between them, where the variance of the function matters."""
    x, y = table(data)
    optimizer = None if params.get("optimizer") == "none" else "fmin_l_bfgs_b"
    most = params.get("max_iter_predict", 100)
    model = GaussianProcessClassifier(shape_of(params), optimizer=optimizer, max_iter_predict=most).fit(x, y)
    machines = getattr(model.base_estimator_, "estimators_", [model.base_estimator_])
    rows = x * 1.25
    case(
        "gaussian_process",
        data,
        params,
        None,
        likelihoods=[float(machine.log_marginal_likelihood_value_) for machine in machines],
        labels=model.predict(rows).tolist(),
        probabilities=short(model.predict_proba(rows)),
    )


def processes_of_classes():
    for data in ("cancer", "iris", "wine"):
        for kernel in ("rbf", "matern", "rational_quadratic"):
            process_of_classes(data, {"kernel": kernel, "optimizer": "none", "length_scale": 3.0, "constant_value": 20.0})
            process_of_classes(data, {"kernel": kernel, "length_scale": 2.0})
        process_of_classes(data, {"kernel": "matern", "nu": "0.5", "optimizer": "none", "max_iter_predict": 2})
    process_of_classes("cancer", {"optimizer": "none", "constant_value": 5e4, "length_scale": 10.0})
    process_of_classes("cancer", {"kernel": "matern", "nu": "2.5"})


def processes():
    for kernel in ("rbf", "matern", "rational_quadratic"):
        gaussian_process("diabetes", {"kernel": kernel, "optimizer": "none", "length_scale": 3.0, "noise_level": 0.3})
        gaussian_process("diabetes", {"kernel": kernel, "length_scale": 2.0})
        gaussian_process("waves", {"kernel": kernel, "noise_level": 0.1})
    for nu in ("0.5", "2.5"):
        gaussian_process("waves", {"kernel": "matern", "nu": nu})
        gaussian_process("diabetes", {"kernel": "matern", "nu": nu, "optimizer": "none", "constant_value": 4.0})
    gaussian_process("waves", {"normalize_y": False})


def main():
    rng = np.random.default_rng(6)
    for name, load in (("iris", load_iris), ("wine", load_wine), ("cancer", load_breast_cancer)):
        x, y = load(return_X_y=True)
        order = rng.permutation(len(y))[:150]
        dataset(name, StandardScaler().fit_transform(x)[order], y[order])
    x, y = load_diabetes(return_X_y=True)
    order = rng.permutation(len(y))[:150]
    dataset("diabetes", StandardScaler().fit_transform(x)[order], y[order], classes=False)
    linear_svms(rng)
    svms(rng)
    sgds(rng)
    x = rng.uniform(-3, 3, (120, 2))
    waves = np.sin(1.5 * x[:, 0]) + 0.3 * x[:, 1] ** 2 + rng.normal(0, 0.1, 120)
    dataset("waves", x, np.round(waves, 3), classes=False)
    processes()
    processes_of_classes()
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
