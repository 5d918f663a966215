"""Python's ONNX Runtime agrees with `glasshouse predict`, raw cells in, for every golden recipe.

GLASSHOUSE_BIN names the binary; without it, target/debug/glasshouse of this checkout is taken.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import tomllib
import unittest

import numpy as np
import onnx
import onnxruntime

from studio import check_each

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("GLASSHOUSE_BIN", ROOT / "target/debug/glasshouse")
CASES = sorted(folder for folder in (ROOT / "tests/recipes").iterdir() if (folder / "recipe.toml").is_file())

# The studio's default spellings of a missing cell that the sample tables use.
MISSING = {"", "NA"}
NEVER_SEEN = "a category that no table holds"
TOLERANCE = 1e-5


def glasshouse(*arguments, may_end_with=(0,)):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in may_end_with:
        raise AssertionError(f"glasshouse {arguments}: {done.stderr}")
    return done.stdout


def table_of(case):
    named = case / "data.path"
    return ROOT / named.read_text().strip() if named.is_file() else case / "data.csv"


def read(text):
    return list(csv.DictReader(text.splitlines()))


def recipe_of(case):
    return tomllib.loads((case / "recipe.toml").read_text(encoding="utf-8"))


def joined(case, rows):
    """The rows with the columns that the recipe joins: the file that is exported reads those."""
    for entry in recipe_of(case).get("combine", []):
        text = (case / entry["table"]).read_text(encoding="utf-8")
        dialect = csv.Sniffer().sniff(text, ",;\t")
        decimal = entry.get("data", {}).get("decimal", ".")
        others = {}
        for other in csv.DictReader(text.splitlines(), dialect=dialect):
            key = tuple(other.pop(name) for name in entry["right_on"])
            others[key] = {name: cell.replace(decimal, ".") for name, cell in other.items()}
        gaps = dict.fromkeys(next(iter(others.values())), "")
        rows = [row | others.get(tuple(row[name] for name in entry["left_on"]), gaps) for row in rows]
    return rows


def blanked(case, table, rows, listed):
    """The rows without the cells that rules blank, which the file that is exported knows nothing of."""
    rules = recipe_of(case).get("rules", [])
    if not any(rule.get("action") == "blank" for rule in rules):
        return rows
    # Status 1: a rule is broken.
    recipe = case / "recipe.toml"
    glasshouse("validate", recipe, "--data", table, "--out", listed, may_end_with=(0, 1))
    rows = [dict(row) for row in rows]
    for broken in read(listed.read_text(encoding="utf-8")):
        rule = rules[int(broken["rule"])]
        if rule.get("action") == "blank" and broken["column"] in rule["columns"]:
            rows[int(broken["row"])][broken["column"]] = ""
    return rows


def cells_of(rows, wanted):
    cells = ["" if row[wanted.name] in MISSING else row[wanted.name] for row in rows]
    if wanted.type == "tensor(string)":
        return np.array(cells, dtype=object).reshape(-1, 1)
    return np.array([float(cell or "nan") for cell in cells], dtype=np.float32).reshape(-1, 1)


def score(session, rows):
    """The outputs by name, for all rows."""
    inputs = {wanted.name: cells_of(rows, wanted) for wanted in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs)))


def expected_of(case):
    return json.loads((case / "expected.json").read_text(encoding="utf-8"))


def is_in_onnx(case):
    """The warnings of the others say that there is no file."""
    return all(warning["code"] not in ("model.no_onnx", "prepare.no_onnx") for warning in expected_of(case)["warnings"])


def endings_of(case):
    """What names of columns and outputs end in: nothing, or the target, of several for each."""
    task = expected_of(case)["task"]
    further = [target["name"] for target in task.get("also", [])]
    return [f"_{name}" for name in (task["target"], *further)] if further else [""]


def takes_new_categories(case):
    """Other recipes refuse a category that the training rows did not have."""
    return any(step.get("handle_unknown") == "ignore" for step in recipe_of(case).get("prepare", []))


def spoil(rows, inputs):
    """Every third row with a missing cell, every fifth with a category that is new."""
    texts = [wanted.name for wanted in inputs if wanted.type == "tensor(string)"]
    names = [wanted.name for wanted in inputs]
    for number, row in enumerate(rows):
        if number % 3 == 0:
            row[names[number % len(names)]] = "NA"
        if number % 5 == 0 and texts:
            row[texts[number % len(texts)]] = NEVER_SEEN
    return rows


class Agreement(unittest.TestCase):
    @staticmethod
    def exported(case, folder):
        bundle, model = folder / "model.glasshouse", folder / "model.onnx"
        glasshouse("train", case / "recipe.toml", "--data", table_of(case), "--out", bundle)
        glasshouse("export", bundle, "--to", "onnx", "--out", model)
        return bundle, model

    def compare(self, case, bundle, session, rows):
        table = bundle.with_name("table.csv")
        with table.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        ours = read(glasshouse("predict", bundle, "--data", table))
        theirs = score(session, blanked(case, table, rows, bundle.with_name("listed.csv")))
        self.assertEqual(len(ours), len(rows))
        for ending in endings_of(case):
            if f"label{ending}" in theirs:
                self.compare_classes(ours, theirs, ending)
            else:
                self.compare_numbers(ours, theirs.pop(f"prediction{ending}"), f"prediction{ending}")
        # What is left stands beside groups.
        for beside in theirs:
            self.compare_numbers(ours, theirs[beside], beside)

    def compare_classes(self, ours, theirs, ending):
        labels, shares = theirs.pop(f"label{ending}"), theirs.pop(f"probabilities{ending}", None)
        self.assertEqual([row[f"prediction{ending}"] for row in ours], [str(label) for label in labels.ravel()])
        columns = [name for name in ours[0] if name.startswith(f"probability{ending}_")]
        self.assertEqual(shares is not None, bool(columns))
        if columns:
            self.compare_probabilities(ours, shares, columns)

    def compare_probabilities(self, ours, theirs, columns):
        self.assertEqual(theirs.shape, (len(ours), len(columns)))
        numbers = np.array([[float(row[name]) for name in columns] for row in ours])
        self.assertLessEqual(np.abs(numbers - theirs).max(), TOLERANCE)
        np.testing.assert_allclose(theirs.sum(axis=1), 1.0, atol=TOLERANCE)

    def compare_numbers(self, ours, theirs, column):
        self.assertEqual(theirs.shape, (len(ours), 1))
        numbers = np.array([[float(row[column])] for row in ours])
        np.testing.assert_allclose(theirs, numbers, rtol=TOLERANCE, atol=TOLERANCE)

    def test_there_are_recipes(self):
        self.assertGreaterEqual(len(CASES), 3)
        self.assertTrue(any(map(takes_new_categories, CASES)))

    def test_a_model_that_cannot_be_written_says_so(self):
        others = [case for case in CASES if not is_in_onnx(case)]
        self.assertTrue(others)
        check_each(self, self.says_so, ((case.name, case) for case in others))

    def says_so(self, case):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(AssertionError, "onnx.not_supported"):
            self.exported(case, pathlib.Path(folder))

    def test_every_golden_recipe_agrees(self):
        check_each(self, self.agrees, ((case.name, case) for case in filter(is_in_onnx, CASES)))

    def agrees(self, case):
        with tempfile.TemporaryDirectory() as folder:
            bundle, model = self.exported(case, pathlib.Path(folder))
            self.is_sound(onnx.load(model))
            session = onnxruntime.InferenceSession(model)
            rows = joined(case, read(table_of(case).read_text(encoding="utf-8-sig")))
            self.compare(case, bundle, session, rows)
            if takes_new_categories(case):
                self.compare(case, bundle, session, spoil(rows, session.get_inputs()))

    def is_sound(self, model):
        """It is valid, and holds only standard operators."""
        onnx.checker.check_model(model, full_check=True)
        versions = {entry.domain: entry.version for entry in model.opset_import}
        self.assertLessEqual(set(versions), {"", "ai.onnx.ml"})
        self.assertLessEqual(versions[""], 22)
        self.assertLessEqual(versions.get("ai.onnx.ml", 3), 3)
        self.assertNotIn("ZipMap", [node.op_type for node in model.graph.node])


if __name__ == "__main__":
    unittest.main()
