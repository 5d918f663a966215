"""Estimators made of estimators by scikit-learn for tests of glasshouse-learn. Writes ensembles.json next to
itself, in the form of learn.json.

Features are rounded to float32 first, because that is what both sides learn from. Folds are dealt out in turn,
class after class, as glasshouse-learn deals them.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import make_classification, make_friedman1
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier
from sklearn.model_selection import PredefinedSplit
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import PowerTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
DATA, CASES = {}, []
SEEDS = 40

CLASSIFIERS = {
    "logistic_regression": lambda **p: LogisticRegression(
        **{**p, "tol": 1e-12, "max_iter": 10_000, "solver": "newton-cholesky"}
    ),
    "gaussian_nb": GaussianNB,
    "ridge": RidgeClassifier,
    "k_neighbors": KNeighborsClassifier,
    "decision_tree": lambda **p: DecisionTreeClassifier(random_state=0, **p),
}
REGRESSORS = {
    "linear_regression": LinearRegression,
    "ridge": Ridge,
    "k_neighbors": KNeighborsRegressor,
    "decision_tree": lambda **p: DecisionTreeRegressor(random_state=0, **p),
}


def f32(x):
    return np.asarray(x, np.float32).astype(float)


def dataset(name, x, y, train):
    x = f32(np.round(x, 4))
    classes = int(y.max()) + 1 if y.dtype.kind == "i" else None
    written = [float(np.format_float_positional(np.float32(v), unique=True)) for v in x.ravel()]
    y = y if classes else np.round(y, 4)
    DATA[name] = {"features": x.shape[1], "train": train, "classes": classes, "x": written, "y": y.tolist()}


def parts(name):
    d = DATA[name]
    x, y, n = f32(np.array(d["x"]).reshape(-1, d["features"])), np.array(d["y"]), d["train"]
    return x, x[:n], y[:n], y


def short(values):
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def nested(value, data):
    value = {"kind": value} if isinstance(value, str) else value
    return (CLASSIFIERS if DATA[data]["classes"] else REGRESSORS)[value["kind"]](**value.get("params", {}))


def split(y, k, classes):
    order = np.lexsort((np.arange(len(y)), y)) if classes else np.arange(len(y))
    fold = np.empty(len(y), int)
    fold[order] = np.arange(len(y)) % k
    return PredefinedSplit(fold)


def build(kind, data, params, seed=0):
    """The ensemble with the parameters as glasshouse names them."""
    classes = DATA[data]["classes"]
    p = dict(params)
    _, _, y, _ = parts(data)
    if "estimators" in p:
        listed = p.pop("estimators")
        members = [(f"e{at}", nested(value, data)) for at, value in enumerate(listed)]
        weights = [value.get("weight", 1) if isinstance(value, dict) else 1 for value in listed]
    if kind == "voting":
        of = VotingClassifier if classes else VotingRegressor
        how = {"voting": p.get("voting", "soft")} if classes else {}
        return of(members, weights=weights, **how)
    if kind == "stacking":
        of = StackingClassifier if classes else StackingRegressor
        last = nested(p.pop("final_estimator", "logistic_regression" if classes else "ridge"), data)
        return of(members, last, cv=split(y, p.pop("cv", 5), classes), **p)
    if kind == "transformed_target":
        return transformed(nested(p["regressor"], data), p["transformer"])
    one = nested(p.pop("estimator"), data)
    if kind == "calibrated_classifier_cv":
        return CalibratedClassifierCV(one, cv=split(y, p.pop("cv", 5), classes), **{"ensemble": True, **p})
    if kind == "one_vs_rest":
        return OneVsRestClassifier(one)
    of = {
        "bagging": BaggingClassifier if classes else BaggingRegressor,
        "ada_boost": AdaBoostClassifier if classes else AdaBoostRegressor,
    }[kind]
    return of(one, random_state=seed, **p)


def answers(model, x):
    return model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)


def case(kind, data, params, weights=None):
    """What the ensemble answers to all rows, those included that it was not trained on."""
    x, train, y, _ = parts(data)
    fitted = build(kind, data, params).fit(train, y, **({} if weights is None else {"sample_weight": weights}))
    found = {"predictions": short(answers(fitted, x))}
    if DATA[data]["classes"]:
        found["labels"] = fitted.predict(x).tolist()
    CASES.append({"kind": kind, "data": data, "params": params, "weights": weights} | found)


def score(kind, data, params, judged=False):
    """The mean score over some seeds on rows that were not trained on, and out of bag."""
    x, train, y, truth = parts(data)
    rest = slice(len(train), None)
    scores, own = [], []
    for seed in range(SEEDS):
        model = build(kind, data, params, seed)
        if judged:
            model.set_params(oob_score=True)
        model.fit(train, y)
        scores.append(model.score(x[rest], truth[rest]))
        own.append(model.oob_score_ if judged else 0.0)
    found = {"score": short([np.mean(scores)])[0]}
    if judged:
        found["out_of_bag"] = short([np.mean(own)])[0]
    CASES.append({"kind": kind, "data": data, "params": params, "weights": None} | found)


def of(kind, weight=None, **params):
    value = {"kind": kind}
    if params:
        value["params"] = params
    if weight is not None:
        value["weight"] = weight
    return value


def voting():
    rng = np.random.default_rng(3)
    three = [of("logistic_regression"), of("gaussian_nb"), of("decision_tree", max_depth=3, min_samples_leaf=8)]
    weighed = [of("logistic_regression", 2.0, C=0.1), of("k_neighbors", 0.5), of("gaussian_nb")]
    for data in ["two", "three"]:
        case("voting", data, {"estimators": three})
        case("voting", data, {"estimators": weighed})
        case("voting", data, {"estimators": [*three, of("ridge")], "voting": "hard"})
        weights = np.round(rng.uniform(0.2, 3, DATA[data]["train"]), 2).tolist()
        case("voting", data, {"estimators": three[:2]}, weights)
    lines = ["linear_regression", of("k_neighbors", 2.0), of("decision_tree", max_depth=3, min_samples_leaf=8)]
    case("voting", "numbers", {"estimators": lines})
    case("voting", "numbers", {"estimators": [of("ridge", 3.0, alpha=7.0), of("linear_regression", 1.0)]})


def bagging():
    # In small leaves many divisions are equal, and which of them is taken is a matter of taste.
    tree = of("decision_tree", min_samples_leaf=4)
    for data in ["more of two", "more of three", "more numbers"]:
        score("bagging", data, {"estimator": tree, "n_estimators": 30}, judged=True)
        score("bagging", data, {"estimator": tree, "n_estimators": 100, "max_samples": 0.5, "max_features": 0.7})
    score("bagging", "more of two", {"estimator": of("ridge"), "n_estimators": 15, "bootstrap_features": True})
    score("bagging", "more of three", {"estimator": of("k_neighbors"), "n_estimators": 15, "bootstrap": False, "max_samples": 0.6})


def calibration():
    rng = np.random.default_rng(4)
    for data in ["two", "three"]:
        weights = np.round(rng.uniform(0.2, 3, DATA[data]["train"]), 2).tolist()
        for together in [True, False]:
            for inner in ["gaussian_nb", "logistic_regression", "ridge"]:
                params = {"estimator": of(inner), "method": "sigmoid", "ensemble": together}
                case("calibrated_classifier_cv", data, params)
            isotonic = {"method": "isotonic", "ensemble": together, "cv": 3}
            case("calibrated_classifier_cv", data, {"estimator": of("logistic_regression"), **isotonic})
            case("calibrated_classifier_cv", data, {"estimator": of("ridge"), **isotonic}, weights)
            neighbours = of("k_neighbors", n_neighbors=11)
            case("calibrated_classifier_cv", data, {"estimator": neighbours, **isotonic})
        case("calibrated_classifier_cv", data, {"estimator": of("ridge"), "ensemble": True}, weights)


def stacking():
    rng = np.random.default_rng(5)
    two = [of("logistic_regression"), of("gaussian_nb")]
    for data in ["two", "three"]:
        case("stacking", data, {"estimators": two})
        case("stacking", data, {"estimators": [*two, of("ridge")], "cv": 3, "passthrough": True})
        case("stacking", data, {"estimators": [of("k_neighbors"), of("ridge")], "final_estimator": of("gaussian_nb")})
        weights = np.round(rng.uniform(0.2, 3, DATA[data]["train"]), 2).tolist()
        case("stacking", data, {"estimators": two}, weights)
    lines = [of("linear_regression"), of("k_neighbors")]
    case("stacking", "numbers", {"estimators": lines})
    case("stacking", "numbers", {"estimators": lines, "final_estimator": of("linear_regression"), "passthrough": True})
    case("stacking", "numbers", {"estimators": [of("ridge", alpha=9.0), of("k_neighbors")], "cv": 3})


def boosting():
    rng = np.random.default_rng(6)
    for data in ["two", "three"]:
        stump = of("decision_tree", max_depth=1)
        case("ada_boost", data, {"estimator": stump, "n_estimators": 20})
        case("ada_boost", data, {"estimator": stump, "n_estimators": 15, "learning_rate": 0.3})
        case("ada_boost", data, {"estimator": of("gaussian_nb"), "n_estimators": 5})
        weights = np.round(rng.uniform(0.2, 3, DATA[data]["train"]), 2).tolist()
        case("ada_boost", data, {"estimator": stump, "n_estimators": 10}, weights)
    for loss in ["linear", "square", "exponential"]:
        tree = of("decision_tree", max_depth=3)
        score("ada_boost", "more numbers", {"estimator": tree, "n_estimators": 30, "loss": loss, "learning_rate": 0.5})
    score("ada_boost", "more numbers", {"estimator": of("linear_regression"), "n_estimators": 10})


def rest():
    for data in ["two", "three"]:
        for inner in [of("logistic_regression", C=0.2), of("gaussian_nb"), of("k_neighbors", n_neighbors=15)]:
            case("one_vs_rest", data, {"estimator": inner})
        case("one_vs_rest", data, {"estimator": of("ridge", alpha=2.0)})


def transformed(regressor, name):
    functions = {
        "log": (np.log, np.exp),
        "log1p": (np.log1p, np.expm1),
        "sqrt": (np.sqrt, lambda root: np.square(np.maximum(root, 0))),
    }
    if name in functions:
        there, back = functions[name]
        return TransformedTargetRegressor(regressor, func=there, inverse_func=back, check_inverse=False)
    shape = StandardScaler() if name == "standard" else PowerTransformer(name)
    return TransformedTargetRegressor(regressor, transformer=shape)


def targets():
    rng = np.random.default_rng(7)
    inner = [of("linear_regression"), of("k_neighbors")]
    weights = np.round(rng.uniform(0.2, 3, 300), 2).tolist()
    for data, shapes in {
        "skewed": ["yeo-johnson", "box-cox", "log", "log1p", "sqrt", "standard"],
        "both sides": ["yeo-johnson", "standard"],
    }.items():
        for shape in shapes:
            for regressor in inner:
                case("transformed_target", data, {"regressor": regressor, "transformer": shape})
            # PowerTransformer knows no weights; ours weighs the likelihood.
            if shape not in ["yeo-johnson", "box-cox"]:
                case("transformed_target", data, {"regressor": of("ridge"), "transformer": shape}, weights)


def main():
    options = {"n_features": 6, "n_informative": 4, "n_redundant": 0, "flip_y": 0.12, "class_sep": 0.8}
    dataset("two", *make_classification(n_samples=420, n_classes=2, random_state=1, **options), train=300)
    dataset("three", *make_classification(n_samples=470, n_classes=3, random_state=2, **options), train=350)
    dataset("numbers", *make_friedman1(n_samples=400, n_features=6, noise=1.0, random_state=3), train=300)
    x, y = make_friedman1(n_samples=400, n_features=6, noise=1.0, random_state=4)
    dataset("skewed", x, np.exp(y / 4), train=300)
    dataset("both sides", x, np.sinh((y - 13) / 3), train=300)
    # What is drawn differs from seed to seed: the less, the more rows are judged.
    dataset("more of two", *make_classification(n_samples=1800, n_classes=2, random_state=1, **options), train=300)
    dataset("more of three", *make_classification(n_samples=1800, n_classes=3, random_state=2, **options), train=300)
    dataset("more numbers", *make_friedman1(n_samples=1300, n_features=6, noise=1.0, random_state=3), train=300)
    voting()
    bagging()
    calibration()
    stacking()
    boosting()
    rest()
    targets()
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"data": DATA, "cases": CASES}, separators=(",", ":")) + "\n")


main()
