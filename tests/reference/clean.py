"""Known answers for cleaning and for the steps that clean up cells, from pandas and Python's str and unicodedata."""

import json
import math
import pathlib
import unicodedata

import pandas as pd

NUMBERS = {
    "a": [1.0, None, 3.0, -999.0, None, 6.5, 0.1, None],
    "b": [None, None, 2.0, 2.0, None, 1.0, 0.1, 99.0],
    "c": [5.0, None, None, 0.0, 1.0, -999.0, None, 7.0],
    "d": [1.0, 2.0, 3.0, 4.0, None, 6.0, 7.0, 8.0],
}
WORDS = [
    " Rome", "rome ", "ROME", "new  york", "New\tYork", None, "Café", "Cafe\u0301", "café", "  ", "Straße", "STRASSE",
    "①", "ﬁsh", "Ωmega", "Ω", "İzmir", "ΟΔΟΣ", "naïve  résumé ", "ñandú", "\u00a0Oslo\u3000", "ｗｉｄｅ", "x\n y", "ΐ",
]
CODES = ["M", "F", "m", None, "?", "n/a", "N/A", "F", "male", "f"]
AMOUNTS = ["12", "1200", " 7.5", "unknown", None, "1e3", "-4", "", "0.25", "12,5"]
DATES = ["2024-01-31", "2024-02-30", None, "2023-12-01 10:30:00", "soon", "1999-07-04T23:59:59"]


def frame(table=None):
    return pd.DataFrame({name: pd.Series(cells, dtype=float) for name, cells in (table or NUMBERS).items()})


def numbers(column):
    return [None if math.isnan(x) else float(x) for x in column]


def words(column):
    return [None if x is None or x is pd.NA or (isinstance(x, float) and math.isnan(x)) else str(x) for x in column]


def thresholds():
    """Rows and columns that stay when more than a share missing is too much."""
    data, cases = frame(), []
    for columns in [["a", "b", "c", "d"], ["a", "b"], ["a", "b", "c"]]:
        some = data[columns]
        for share in [0.0, 0.25, 1 / 3, 0.4, 0.5, 0.75, 1.0]:
            # pandas counts what is there: at least so many.
            least = math.ceil(len(columns) * (1 - share) - 1e-9)
            rows = [int(row) for row in some.dropna(thresh=least).index]
            least = math.ceil(len(some) * (1 - share) - 1e-9)
            kept = list(some.dropna(axis=1, thresh=least).columns)
            cases.append({"columns": columns, "threshold": share, "rows": rows, "kept": kept})
    return cases


def written(cell, params):
    form = params.get("unicode", "NFKC")
    code = (lambda text: text) if form == "none" else (lambda text: unicodedata.normalize(form, text))
    text = code(cell)
    if params.get("strip_accents"):
        parts = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.category(c).startswith("M")))
    text = {"none": str, "lower": str.lower, "upper": str.upper}[params.get("case", "none")](text)
    text = code(text)
    if params.get("strip", True):
        text = text.strip()
    if params.get("squeeze", True):
        begin, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        text = (" " if begin else "") + " ".join(text.split()) + (" " if end and text.split() else "")
    return text or None


def spellings():
    cases = []
    for params in [
        {},
        {"case": "lower"},
        {"case": "upper"},
        {"case": "lower", "strip_accents": True},
        {"unicode": "none", "squeeze": False},
        {"unicode": "none", "strip": False},
        {"unicode": "NFC"},
        {"unicode": "NFC", "case": "upper", "strip_accents": True},
    ]:
        made = [None if cell is None else written(cell, params) for cell in WORDS]
        cases.append({"params": params, "made": made})
    return cases


def replaced():
    cases = []
    for old, new in [
        (["M", "F"], ["male", "female"]),
        (["?", "n/a"], [None, None]),
        (["M", "F"], ["F", "M"]),
        (["M", "?"], ["x", None]),
        (["nothing of it"], ["y"]),
    ]:
        made = pd.Series(CODES, dtype=object).replace(dict(zip(old, new)))
        params = {"to_replace": old, "value": ["" if x is None else x for x in new]}
        cases.append({"table": "codes", "params": params, "made": words(made)})
    for old, new in [([-999.0], [None]), ([0.1, 99.0], [1.0, 2.0]), ([1.0, 2.0], [2.0, 1.0]), ([-999.0, 0.1], [0.0, None])]:
        table = frame().replace(dict(zip(old, [math.nan if x is None else x for x in new])))
        params = {"to_replace": [str(x) for x in old], "value": ["" if x is None else str(x) for x in new]}
        cases.append({"table": "numbers", "params": params, "made": {name: numbers(table[name]) for name in table}})
    return cases


def clipped():
    cases = []
    for lower, upper in [(0, 5), (None, 2.5), (1, None), (0.5, 0.5)]:
        for action in ["clip", "blank"]:
            table = frame()
            low = -math.inf if lower is None else lower
            high = math.inf if upper is None else upper
            table = table.clip(lower, upper) if action == "clip" else table.mask((table < low) | (table > high))
            params = {"lower": lower, "upper": upper, "action": action}
            params = {name: value for name, value in params.items() if value is not None}
            cases.append({"params": params, "made": {name: numbers(table[name]) for name in table}})
    return cases


def parsed():
    amounts = pd.to_numeric(pd.Series(AMOUNTS, dtype=object), errors="coerce")
    dates = pd.to_datetime(pd.Series(DATES, dtype=object), errors="coerce", format="mixed")
    micros = [None if pd.isna(at) else int(at.timestamp() * 1_000_000) for at in dates]
    return {"numbers": numbers(amounts), "dates": micros}


def main():
    out = {
        "versions": {"pandas": pd.__version__, "unicode": unicodedata.unidata_version},
        "tables": {"numbers": NUMBERS, "words": WORDS, "codes": CODES, "amounts": AMOUNTS, "dates": DATES},
        "thresholds": thresholds(),
        "spellings": spellings(),
        "replaced": replaced(),
        "clipped": clipped(),
        "parsed": parsed(),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
