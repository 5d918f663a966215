"""What `glasshouse convert` writes, as pandas reads it: the same cells, whatever the format they came in.

Run by `cargo xtask test`, or by itself: `python -m unittest discover -s tests/onnx` with
`GLASSHOUSE_BIN` naming the binary.
"""

import json
import tempfile
import unittest
from pathlib import Path

import pandas as pd

from studio import ROOT, glasshouse

FILES = ROOT / "tests/reference/formats"
TEXTS = ["city", "grade", "code"]
NUMBERS = ["no", "weight", "price"]
TIMES = ["joined", "born"]
READ = {
    "csv": lambda path: pd.read_csv(
        path, dtype=dict.fromkeys(TEXTS, object), keep_default_na=False, na_values=[""], float_precision="round_trip"
    ),
    "json": lambda path: pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))),
    "ndjson": lambda path: pd.DataFrame(map(json.loads, path.read_text(encoding="utf-8").splitlines())),
    "parquet": pd.read_parquet,
    "arrow": pd.read_feather,
}


def table(source, ending):
    """A file of the reference, converted, as pandas reads it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"out.{ending}"
        glasshouse("convert", FILES / source, "--out", out)
        return READ[ending](out)


def people(source):
    """The cells of a reference file by Python's own readers."""
    cells = pd.read_parquet(FILES / "people.parquet")
    if source.endswith(".json"):
        # pandas wrote these numbers with 15 digits.
        rows = json.loads((FILES / source).read_text(encoding="utf-8"))
        cells["weight"] = [row["weight"] for row in rows]
    return cells


def numbers(column):
    return [None if pd.isna(cell) else float(cell) for cell in column]


def instants(column):
    texts = [None if pd.isna(cell) else str(cell) for cell in column]
    return list(pd.to_datetime(pd.Series(texts, dtype=object), utc=True, format="ISO8601").astype("string").fillna(""))


def texts(column):
    return [None if pd.isna(cell) else str(cell) for cell in column]


class Converted(unittest.TestCase):
    """Files of every format that is read in parts of its own, to every format that is written."""

    def test_every_format_keeps_the_cells(self):
        for source in ["people.parquet", "people.feather", "people.arrows", "people_records.json"]:
            for ending in READ:
                with self.subTest(source=source, ending=ending):
                    self.check(people(source), table(source, ending))

    def check(self, wanted, found):
        self.assertEqual(list(found), list(wanted))
        for names, cells in [(NUMBERS, numbers), (TIMES, instants), (TEXTS, texts)]:
            for name in names:
                self.assertEqual(cells(found[name]), cells(wanted[name]), name)
        truths = [None if cell is None else cell.lower() == "true" for cell in texts(found["member"])]
        self.assertEqual(truths, [None if pd.isna(cell) else bool(cell) for cell in wanted["member"]])

    def test_columns_keep_their_types(self):
        for source in ["people.parquet", "people_records.json"]:
            for ending in ["parquet", "arrow"]:
                types = table(source, ending).dtypes
                self.assertEqual([str(types[name]) for name in ["weight", "price"]], ["float64"] * 2)
                self.assertEqual(str(types["joined"]), "datetime64[us, UTC]")
                self.assertEqual(str(types["grade"]), "category")


if __name__ == "__main__":
    unittest.main()
