"""Known answers for SHAP values, from the shap package (pinned in `more.txt`): of trees with the rows that pass
through each node and against rows, of linear models, and of any function, exactly."""

import json
import pathlib

import numpy as np
import shap
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from _explained import boosting, data, small

EXPLAINED, BACKGROUND = 12, 20


def forest_tree(tree):
    """A tree of a forest as ours: LEAF as the feature of a leaf, whose `left` is the row of its answers."""
    leaf = tree.children_left < 0
    order = np.cumsum(leaf) - 1
    thresholds = np.where(leaf, 0, tree.threshold)
    # The largest 32-bit number that still goes left.
    narrow = thresholds.astype(np.float32)
    narrow = np.where(narrow > thresholds, np.nextafter(narrow, np.float32(-np.inf)), narrow)
    return {
        "feature": [4294967295 if is_leaf else int(f) for f, is_leaf in zip(tree.feature, leaf)],
        "threshold": [float(t) for t in narrow],
        "left": [int(o) if is_leaf else int(c) for o, c, is_leaf in zip(order, tree.children_left, leaf)],
        "right": [0 if is_leaf else int(c) for c, is_leaf in zip(tree.children_right, leaf)],
        "values": [float(v) for v in tree.value[leaf, 0, :].ravel()],
        "covers": [float(c) for c in tree.weighted_n_node_samples],
        "gaps": [bool(g) for g in tree.missing_go_to_left],
    }


def boosted_tree(predictor):
    nodes = predictor.nodes
    leaf = nodes["is_leaf"] == 1
    order = np.cumsum(leaf) - 1
    assert not nodes["is_categorical"].any()
    return {
        "feature": [4294967295 if is_leaf else int(f) for f, is_leaf in zip(nodes["feature_idx"], leaf)],
        "threshold": [0.0 if is_leaf else float(np.float32(t)) for t, is_leaf in zip(nodes["num_threshold"], leaf)],
        "left": [int(o) if is_leaf else int(c) for o, c, is_leaf in zip(order, nodes["left"], leaf)],
        "right": [0 if is_leaf else int(c) for c, is_leaf in zip(nodes["right"], leaf)],
        "values": [float(v) for v in nodes["value"][leaf]],
        "covers": [float(c) for c in nodes["count"]],
        "gaps": [bool(g) for g in nodes["missing_go_to_left"]],
    }


def values(explainer, x):
    """Row after row, in each feature after feature, in each output after output; and the base of each output."""
    found = np.asarray(explainer.shap_values(x, check_additivity=False))
    base = np.atleast_1d(np.asarray(explainer.expected_value, dtype=float))
    if found.ndim == 2:
        found = found[:, :, None]
    return found, base.ravel()


def of_trees(name, model, gaps=False):
    x, score = data(gaps)
    classes = 3 if "three" in name else 2
    y = score if "number" in name else np.digitize(score, np.quantile(score, np.arange(1, classes) / classes))
    model.fit(x, y)
    case = {"name": name, "classes": None if "number" in name else classes}
    if hasattr(model, "_predictors"):
        case["kind"] = "boosted"
        case["trees"] = [boosted_tree(tree) for round in model._predictors for tree in round]
        case["base"] = np.ravel(model._baseline_prediction).tolist()
    else:
        case["kind"] = "forest"
        case["trees"] = [forest_tree(e.tree_) for e in getattr(model, "estimators_", [model])]
    shown = x[:EXPLAINED]
    ways = {"paths": shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")}
    if not gaps:
        ways["rows"] = shap.TreeExplainer(
            model, data=x[-BACKGROUND:], feature_perturbation="interventional", model_output="raw"
        )
    for way, explainer in ways.items():
        found, base = values(explainer, shown)
        if case["kind"] == "forest" and classes == 2 and "number" not in name:
            found, base = found[:, :, 1:], base[1:]
        case[way] = {"values": found.tolist(), "base": base.tolist()}
    return case


def of_lines(name, model):
    x, score = data(False)
    y = score if name == "ridge" else (score > np.median(score)).astype(int)
    model.fit(x, y)
    explainer = shap.LinearExplainer(model, shap.maskers.Independent(x, max_samples=len(x)))
    return {
        "name": name,
        "coefficients": np.ravel(model.coef_).tolist(),
        "intercept": float(np.ravel(model.intercept_)[0]),
        "values": np.asarray(explainer.shap_values(x[:EXPLAINED])).tolist(),
        "base": float(np.ravel(explainer.expected_value)[0]),
    }


def of_beside():
    """The order in which columns go with the values of each of two, of columns without ties; one has gaps."""
    rng = np.random.default_rng(11)
    x = np.column_stack([rng.permutation(137) / 8, rng.normal(size=137), rng.integers(0, 3, 137), rng.normal(size=137)])
    x[::10, 3] = np.nan
    of = np.column_stack([x[:, 0] * x[:, 2], x[:, 1] * x[:, 0], x[:, 2] + x[:, 1], np.nan_to_num(x[:, 3]) * x[:, 1]])
    told = []
    for at in range(2):
        order = shap.utils.approximate_interactions(at, of, x)
        told.append([int(place) for place in order])
    return {"x": [[None if np.isnan(c) else c for c in row] for row in x.tolist()], "values": of.tolist(), "order": told}


def asked(x):
    return x[:, 0] * x[:, 1] + x[:, 2] ** 2 - x[:, 0] * x[:, 3] * x[:, 2]


def of_any():
    x = data(False)[0][:, :4]
    explainer = shap.explainers.Exact(asked, shap.maskers.Independent(x[-8:], max_samples=8))
    found = explainer(x[:EXPLAINED])
    return {"values": found.values.tolist(), "base": float(np.ravel(found.base_values)[0])}


def main():
    cells = lambda x: [[None if np.isnan(c) else float(c) for c in row] for row in x]
    cases = [
        of_trees("tree_three", DecisionTreeClassifier(random_state=0)),
        of_trees("tree_number", DecisionTreeRegressor(max_depth=6, random_state=0)),
        of_trees("forest_two", RandomForestClassifier(**small)),
        of_trees("forest_three", RandomForestClassifier(**small)),
        of_trees("forest_number", RandomForestRegressor(**small)),
        of_trees("extra_three", ExtraTreesClassifier(max_depth=9, **small)),
        of_trees("boosted_two", HistGradientBoostingClassifier(**boosting)),
        of_trees("boosted_three", HistGradientBoostingClassifier(**boosting)),
        of_trees("boosted_number", HistGradientBoostingRegressor(**boosting)),
        of_trees("boosted_number_gaps", HistGradientBoostingRegressor(**boosting), gaps=True),
        of_trees("boosted_two_gaps", HistGradientBoostingClassifier(**boosting), gaps=True),
    ]
    answers = {
        "x": cells(data(False)[0]),
        "x_gaps": cells(data(True)[0]),
        "explained": EXPLAINED,
        "background": BACKGROUND,
        "trees": cases,
        "lines": [of_lines("ridge", Ridge()), of_lines("logistic", LogisticRegression())],
        "any": of_any(),
        "beside": of_beside(),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
