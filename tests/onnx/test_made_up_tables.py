"""Exported files, scored by onnxruntime, answer as `glasshouse predict` does on fresh rows.

Run by `cargo xtask test`, or by itself: `python -m unittest discover -s tests/onnx` with
`GLASSHOUSE_BIN` naming the binary.
"""

import json
import re
import tempfile
import unittest

import numpy as np
import onnx
import onnxruntime

from studio import Trained, check_each
from tables import mixed

CLASSIFIERS = {
    "dummy": {},
    "logistic_regression": {"C": 0.5},
    "gaussian_nb": {},
    "bernoulli_nb": {"binarize": 0.1},
    "ridge": {"alpha": 3.0},
    "linear_svm": {"loss": "hinge"},
    "svm": {"probability": True},
    "gaussian_process": {"kernel": "rational_quadratic"},
    "sgd": {"loss": "log_loss"},
    "k_neighbors": {"weights": "distance"},
    "decision_tree": {"max_depth": 6},
    "random_forest": {"n_estimators": 30},
    "mlp": {"max_iter": 30, "hidden_layer_sizes": [30, 10], "activation": "gelu"},
    "extra_trees": {"n_estimators": 30},
    "hist_gradient_boosting": {"max_iter": 30},
}
CLASSIFIERS |= {
    "voting": {"estimators": ["logistic_regression", {"kind": "decision_tree", "weight": 0.5}, "gaussian_nb"]},
    "stacking": {"estimators": ["k_neighbors", "ridge"], "cv": 3, "passthrough": True},
    "bagging": {"n_estimators": 5, "max_features": 0.6},
    "ada_boost": {"n_estimators": 10},
    "calibrated_classifier_cv": {"estimator": "ridge", "method": "isotonic", "cv": 3},
    "one_vs_rest": {"estimator": {"kind": "logistic_regression", "params": {"C": 0.5}}},
}
REGRESSORS = {
    "dummy": {},
    "linear_regression": {},
    "ridge": {},
    "lasso": {"alpha": 0.1},
    "elastic_net": {"alpha": 0.1},
    "huber": {},
    "linear_svm": {"epsilon": 0.5},
    "gaussian_process": {"kernel": "matern", "nu": "2.5"},
    "sgd": {"loss": "huber", "epsilon": 2.0},
    "svm": {"kernel": "poly", "coef0": 1.0, "degree": 2},
    "k_neighbors": {"n_neighbors": 9, "metric": "manhattan"},
    "decision_tree": {"max_depth": 6},
    "random_forest": {"n_estimators": 30},
    "mlp": {"max_iter": 30, "batch_norm": True},
    "extra_trees": {"n_estimators": 30},
    "hist_gradient_boosting": {"max_iter": 30},
}
REGRESSORS |= {
    "voting": {"estimators": ["ridge", {"kind": "k_neighbors", "weight": 2.0}]},
    "stacking": {"cv": 3},
    "bagging": {"n_estimators": 5, "max_samples": 0.5},
    "ada_boost": {"n_estimators": 10, "loss": "square"},
}
# What takes missing cells and categories as they are.
TAKES_ALL = {"hist_gradient_boosting"}
USUAL = [
    {"op": "simple_imputer", "columns": ["@numeric"], "strategy": "median"},
    {"op": "simple_imputer", "columns": ["@categorical", "@boolean"], "strategy": "most_frequent"},
    {"op": "one_hot_encoder", "columns": ["@categorical"], "handle_unknown": "ignore"},
    {"op": "standard_scaler", "columns": ["@numeric"]},
]
UNSCALED = [
    {"op": "missing_indicator", "columns": ["@numeric"], "features": "all"},
    {"op": "simple_imputer", "columns": ["@numeric"], "strategy": "mean"},
    {"op": "one_hot_encoder", "columns": ["@categorical", "@boolean"], "handle_unknown": "ignore"},
]
LOGARITHMS = [
    {"op": "simple_imputer", "columns": ["@numeric", "@boolean"], "strategy": "most_frequent"},
    {"op": "min_max_scaler", "columns": ["@numeric"]},
    {"op": "log1p"},
    {"op": "standard_scaler", "columns": ["@numeric"]},
    {"op": "one_hot_encoder", "columns": ["@categorical"], "handle_unknown": "ignore"},
]
AVERAGES = [
    {"op": "target_encoder", "columns": ["@categorical", "@boolean"]},
    {"op": "simple_imputer", "columns": ["@numeric"]},
    {"op": "standard_scaler"},
]
OTHERS = [
    {"op": "simple_imputer", "columns": ["@numeric", "@boolean"], "strategy": "most_frequent"},
    {"op": "simple_imputer", "columns": ["@categorical"], "strategy": "constant", "fill_value": "none"},
    {"op": "min_max_scaler", "columns": ["height"], "clip": True},
    {"op": "robust_scaler", "columns": ["probabilities"]},
    {
        "op": "one_hot_encoder",
        "columns": ["farbe.ü"],
        "handle_unknown": "infrequent_if_exist",
        "max_categories": 3,
        "drop": "first",
    },
    {
        "op": "ordinal_encoder",
        "columns": ["size"],
        "handle_unknown": "use_encoded_value",
        "unknown_value": -1,
    },
]
COMPONENTS = [
    *USUAL,
    {"op": "pca", "columns": ["height", "probabilities"], "whiten": True},
    {"op": "truncated_svd", "columns": ["@numeric"], "n_components": 4},
]
PREPARATIONS = {"usual": USUAL, "components": COMPONENTS, "unscaled": UNSCALED, "logarithms": LOGARITHMS, "others": OTHERS}
PREPARATIONS |= {"averages": AVERAGES}
TOLERANCE = 1e-5


def recipe(target, kind, params, prepare):
    """A recipe for the made-up tables."""
    task = "regression" if target == "price" else "classification"
    return {
        "version": 1,
        "name": f"{target} by {kind}",
        "task": {"kind": task, "target": target},
        "prepare": prepare,
        "model": {"kind": kind, "params": params},
    }


# Further targets beside the first, and the models of them all.
TOGETHER = {
    ("grade", "bought"): {
        "logistic_regression": {},
        "random_forest": {"n_estimators": 20},
        "hist_gradient_boosting": {"max_iter": 20},
        "classifier_chain": {"order": "random"},
    },
    ("bought", "grade", "signed"): {
        "ridge": {},
        "k_neighbors": {},
        "classifier_chain": {"estimator": {"kind": "decision_tree", "params": {"max_depth": 5}}, "cv": 3},
    },
    ("price", "weight"): {
        "linear_regression": {},
        "mlp": {"max_iter": 20},
        "decision_tree": {"max_depth": 6},
        "regressor_chain": {},
    },
    ("weight", "price"): {"regressor_chain": {"estimator": {"kind": "random_forest", "params": {"n_estimators": 20}}}},
}


class Together(unittest.TestCase):
    """Several targets of one recipe, each with outputs of its own."""

    def test_every_target_agrees(self):
        cases = (
            (f"{kind} of {targets}", targets, kind, params)
            for targets, models in TOGETHER.items()
            for kind, params in models.items()
        )
        check_each(self, self.check, cases)

    def check(self, targets, kind, params):
        wanted = recipe(targets[0], kind, params, USUAL)
        wanted["task"] |= {"targets": list(targets[1:]), "kind": "regression" if "price" in targets else "classification"}
        with tempfile.TemporaryDirectory() as folder:
            trained = Trained(folder, wanted, mixed(500, 1, *targets))
            onnx.checker.check_model(onnx.load(trained.onnx), full_check=True)
            fresh = mixed(1500, 2, *targets, later=True)
            for target in targets:
                del fresh[target]
            ours = trained.predicted(fresh)
            session = onnxruntime.InferenceSession(trained.onnx, providers=["CPUExecutionProvider"])
            names = [output.name for output in session.get_outputs()]
            theirs = dict(zip(names, session.run(names, trained.inputs(fresh))))
            task = trained.report["task"]
            classes = {task["target"]: task["classes"]} | {also["name"]: also["classes"] for also in task["also"]}
            self.assertEqual(list(classes), list(targets))
            for target in targets:
                self.agrees(target, classes[target], ours, theirs)
            self.assertFalse(theirs, "outputs that nobody asked for")
            receipt = json.loads(trained.entry("receipt.json"))
            self.assertTrue(receipt["equal"], receipt)
            self.card_tells(trained, targets, names)

    def agrees(self, target, classes, ours, theirs):
        answers = ours[f"prediction_{target}"]
        if not classes:
            expected = np.array(answers, dtype=float).reshape(-1, 1)
            numbers = theirs.pop(f"prediction_{target}")
            self.assertEqual(numbers.shape, expected.shape)
            scale = np.maximum(np.abs(expected), np.sqrt(np.mean(expected**2)))
            self.assertLessEqual((np.abs(numbers - expected) / scale).max(), TOLERANCE)
            return
        self.assertEqual(theirs.pop(f"label_{target}").tolist(), answers)
        self.assertGreater(len(set(answers)), 1)
        columns = [ours[f"probability_{target}_{name}"] for name in classes if f"probability_{target}_{name}" in ours]
        shares = theirs.pop(f"probabilities_{target}", None)
        self.assertEqual(shares is None, not columns)
        if columns:
            self.assertLessEqual(np.abs(shares - np.array(columns, dtype=float).T).max(), TOLERANCE)

    def card_tells(self, trained, targets, names):
        """The scores of each target, and an example that asks for every output."""
        card = trained.entry("card.md").decode()
        for told in [*(f"\nOf `{target}`:\n" for target in targets), *map(json.dumps, names)]:
            self.assertIn(told, card)


class Agreement(unittest.TestCase):
    """Every estimator with every kind of preparation."""

    def test_classifiers(self):
        cases = (
            (f"{target} by {kind}, {name}", recipe(target, kind, params, prepare))
            for target in ("bought", "signed", "grade")
            for kind, params in CLASSIFIERS.items()
            for name, prepare in PREPARATIONS.items()
        )
        check_each(self, self.check, cases)

    def test_regressors(self):
        cases = (
            (f"price by {kind}, {name}", recipe("price", kind, params, prepare))
            for kind, params in REGRESSORS.items()
            for name, prepare in PREPARATIONS.items()
        )
        check_each(self, self.check, cases)

    def test_columns_as_they_are(self):
        for target in ("bought", "grade", "price"):
            for kind in TAKES_ALL:
                with self.subTest(target=target, kind=kind):
                    self.check(recipe(target, kind, {"max_iter": 30, "min_samples_leaf": 8}, []))

    def check(self, wanted):
        target = wanted["task"]["target"]
        with tempfile.TemporaryDirectory() as folder:
            trained = Trained(folder, wanted, mixed(500, 1, target))
            model = onnx.load(trained.onnx)
            self.is_plain(model, trained)
            fresh = mixed(1500, 2, target, later=True)
            del fresh[target]
            answers, probabilities = trained.predict(fresh)
            session = onnxruntime.InferenceSession(trained.onnx, providers=["CPUExecutionProvider"])
            inputs = trained.inputs(fresh)
            self.assertEqual({i.name for i in session.get_inputs()}, set(inputs))
            outputs = session.run(None, inputs)
            if target == "price":
                self.numbers_agree(outputs[0], answers)
            else:
                self.classes_agree(outputs, answers, probabilities, trained.report["task"]["classes"])
            one = {name: cells[:1] for name, cells in inputs.items()}
            for all_rows, first_row in zip(outputs, session.run(None, one), strict=True):
                np.testing.assert_array_equal(first_row, all_rows[:1])
            self.receipt_says_so(trained)

    def classes_agree(self, outputs, answers, probabilities, classes):
        labels, *shares = outputs
        self.assertEqual(len({name.lower() for name in classes}), len(classes))
        self.assertEqual(labels.shape, (len(answers),))
        self.assertEqual(labels.tolist(), answers)
        self.assertTrue(set(answers) <= set(classes))
        if not shares:
            self.assertEqual(probabilities.shape, (len(answers), 0))
            return
        [shares] = shares
        self.assertEqual(shares.shape, (len(answers), len(classes)))
        self.assertEqual(shares.dtype, np.float32)
        self.assertLessEqual(np.abs(shares - probabilities).max(), TOLERANCE)
        self.assertLessEqual(np.abs(shares.sum(axis=1) - 1).max(), 1e-6)

    def numbers_agree(self, numbers, answers):
        expected = np.array(answers, dtype=float).reshape(-1, 1)
        self.assertEqual(numbers.shape, expected.shape)
        usual = np.sqrt(np.mean(expected**2))
        scale = np.maximum(np.abs(expected), usual)
        self.assertLessEqual((np.abs(numbers - expected) / scale).max(), TOLERANCE)

    def is_plain(self, model, trained):
        """The file is valid ONNX within the promises of the contract."""
        onnx.checker.check_model(model, full_check=True)
        versions = {opset.domain: opset.version for opset in model.opset_import}
        self.assertLessEqual(set(versions), {"", "ai.onnx.ml"})
        self.assertLessEqual(versions[""], 22)
        self.assertEqual(versions["ai.onnx.ml"], 3)
        self.assertNotIn("ZipMap", {node.op_type for node in model.graph.node})
        facts = {entry.key: entry.value for entry in model.metadata_props}
        self.assertEqual(facts["model_sha256"], trained.report["model_sha256"])
        for value in model.graph.input:
            rows, width = value.type.tensor_type.shape.dim
            self.assertTrue(rows.dim_param)
            self.assertEqual(width.dim_value, 1)

    def receipt_says_so(self, trained):
        receipt = json.loads(trained.entry("receipt.json"))
        self.assertTrue(receipt["equal"], receipt)
        self.assertEqual(receipt["labels_differ"], 0)
        self.assertGreater(receipt["rows"], 0)


class Card(unittest.TestCase):
    """The example of the model card runs as it is printed."""

    def test_the_example_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            trained = Trained(folder, recipe("grade", "logistic_regression", {}, USUAL), mixed(300, 1, "grade"))
            example = re.search(r"```python\n(.*?)```", trained.entry("card.md").decode(), re.S)
            self.assertIsNotNone(example)
            code = example.group(1).replace('"model.onnx"', repr(str(trained.onnx)))
            said = []
            exec(compile(code, "card.md", "exec"), {"print": said.append})  # our own card
            labels, shares = said[0]
            self.assertIn(labels[0], trained.report["task"]["classes"])
            self.assertEqual(shares.shape, (1, len(trained.report["task"]["classes"])))


if __name__ == "__main__":
    unittest.main()
