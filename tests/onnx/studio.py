"""The real binary, and what it exports, as Python sees them."""

import csv
import io
import json
import os
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tables import MISSING, write

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("GLASSHOUSE_BIN", str(ROOT / "target/debug/glasshouse"))


def glasshouse(*arguments):
    """Runs the binary and answers its standard output."""
    run = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, check=False)
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace")
        raise AssertionError(f"glasshouse {arguments[0]} ended with {run.returncode}: {said}")
    return run.stdout


def check_each(test, check, cases):
    """Checks every case, given as the arguments of `check`, several at a time: the binary works in processes of
    its own. Each is told of as a subtest by what it is called."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [(name, pool.submit(check, *arguments)) for name, *arguments in cases]
    for name, future in waiting:
        with test.subTest(case=name):
            future.result()


class Trained:
    """A model that the binary trained, with its ONNX file."""

    def __init__(self, folder, recipe, columns):
        folder = Path(folder)
        data = folder / "train.csv"
        write(data, columns)
        (folder / "recipe.json").write_text(json.dumps(recipe), encoding="utf-8")
        self.folder = folder
        self.bundle = folder / "model.glasshouse"
        out = glasshouse("train", folder / "recipe.json", "--data", data, "--out", self.bundle, "--json")
        self.report = json.loads(out)
        self.onnx = folder / "model.onnx"
        glasshouse("export", self.bundle, "--to", "onnx", "--out", self.onnx)

    def entry(self, name):
        """An entry of the bundle."""
        with zipfile.ZipFile(self.bundle) as archive:
            return archive.read(name)

    def predict(self, columns):
        """What `glasshouse predict` says of fresh rows: the labels or numbers, and the probabilities."""
        answers, *shares = self.predicted(columns).values()
        return answers, np.array([[float(cell) for cell in row] for row in zip(*shares)]).reshape(len(answers), -1)

    def predicted(self, columns):
        """The columns that `glasshouse predict` adds to fresh rows, by name."""
        fresh = self.folder / "fresh.csv"
        write(fresh, columns)
        text = glasshouse("predict", self.bundle, "--data", fresh).decode()
        header, *rows = csv.reader(io.StringIO(text))
        first = len(columns)
        assert header[:first] == list(columns), "the input's columns come first"
        assert [row[:first] for row in rows] == [list(row) for row in zip(*columns.values())]
        return {name: list(cells) for name, *cells in zip(header[first:], *(row[first:] for row in rows))}

    def inputs(self, columns):
        """Fresh rows as the ONNX file takes them."""
        schema = json.loads(self.entry("schema.json"))
        return {column["name"]: cells(column["type"], columns[column["name"]]) for column in schema["inputs"]}


def cells(kind, column):
    """A column as a tensor `[N,1]`."""
    if kind == "numeric":
        numbers = [np.nan if cell in MISSING else float(cell) for cell in column]
        return np.array(numbers, dtype=np.float32).reshape(-1, 1)
    texts = ["" if cell in MISSING else cell for cell in column]
    return np.array(texts, dtype=object).reshape(-1, 1)
