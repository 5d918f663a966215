"""Known answers for formulas over columns, from pandas and numpy. Columns are pandas' nullable ones, whose logic
knows three values."""

import json
import math
import pathlib

import numpy as np
import pandas as pd

TABLE = {
    "a": [1.5, None, -2.0, 4.25, 0.0, 7.0, 1e-12, -7.5, 2.5, 3.5, None, 1e6],
    "b": [2.0, 3.0, None, -0.5, 4.0, -3.0, 1.0, 2.0, 0.5, -2.0, None, 10.0],
    "unit price": [10.0, 12.5, 3.0, None, 1.0, 8.0, 2.0, 5.0, 4.0, 6.0, 7.0, 9.0],
    "flag": [True, False, None, True, False, None, True, False, None, True, True, False],
    "other": [True, True, True, False, False, False, None, None, None, True, False, None],
    "word": ["Oslo", "bergen ", None, "Ålesund", "", "  Tromsø", "Oslo", "naïve", "OSLO", "a-b-c", None, "ß"],
    "tail": ["lo", "gen", "x", None, "", "sø", "Os", "ï", "slo", "-", None, "s"],
    "when": [
        "2024-02-29T23:59:58", None, "1999-12-31", "2023-01-01T00:00:01", "1970-01-01", "1969-12-31T12:30:00",
        "2024-03-31T06:07:08", "2100-02-28", "1900-03-01", "2024-12-30", "2026-05-17T18:00:00", "2000-02-29",
    ],
    "since": [
        "2024-02-28", "2024-01-01", "2000-01-01", None, "1970-01-01T06:00:00", "1969-12-31", "2024-03-30",
        "2099-02-28", "1899-03-01", "2023-12-30", "2026-05-17", "1999-02-28",
    ],
}
FRAME = pd.DataFrame({
    name: pd.to_datetime(pd.Series(cells), format="ISO8601") if name in ("when", "since")
    else pd.Series(cells, dtype={"flag": "boolean", "other": "boolean", "word": "string", "tail": "string"}.get(name, "Float64"))
    for name, cells in TABLE.items()
})
A, B, PRICE, FLAG, OTHER, WORD, TAIL, WHEN, SINCE = (FRAME[name] for name in FRAME)
DAY = pd.Timedelta(days=1)


def chosen(condition, a, b):
    a, b = (x if isinstance(x, pd.Series) else pd.Series([x] * len(FRAME)) for x in (a, b))
    return a.where(condition.fillna(False), b).mask(condition.isna())


def plain(function, *columns):
    """A function of numpy on each row, missing where a cell is."""
    with np.errstate(all="ignore"):
        return pd.Series(function(*(c.to_numpy(dtype=float, na_value=np.nan) if isinstance(c, pd.Series) else c for c in columns)))


def texts(function, *columns):
    rows = zip(*(c if isinstance(c, pd.Series) else [c] * len(FRAME) for c in columns))
    return pd.Series([None if any(pd.isna(x) for x in row) else function(*row) for row in rows], dtype=object)


CASES = {
    "a + b": A + B,
    "a-b*2": A - B * 2,
    "(a - b) * 2": (A - B) * 2,
    "a / b": plain(np.divide, A, B),
    "a % b": plain(np.mod, A, B),
    "7.5 % a": plain(np.mod, 7.5, A),
    "-a ^ 2": -(plain(np.power, A, 2)),
    "2 ^ -1 ^ 2": pd.Series([2.0 ** -(1.0**2)] * len(FRAME)),
    "2 ^ 3 ^ b": plain(lambda b: 2.0 ** (3.0**b), B),
    "b ^ 0": plain(lambda b: np.where(np.isnan(b), np.nan, 1.0), B),
    "1 ^ b": plain(lambda b: np.where(np.isnan(b), np.nan, 1.0), B),
    "abs(a)": A.abs(),
    "round(a)": plain(np.round, A),
    "floor(a)": plain(np.floor, A),
    "ceil(a)": plain(np.ceil, A),
    "sqrt(a)": plain(np.sqrt, A),
    "exp(a / 1000)": plain(lambda a: np.exp(a / 1000), A),
    "log(a)": plain(np.log, A),
    "log2(abs(b))": plain(lambda b: np.log2(np.abs(b)), B),
    "log10(`unit price`)": plain(np.log10, PRICE),
    "log1p(a)": plain(np.log1p, A),
    "sin(a) + cos(b)": plain(lambda a, b: np.sin(a) + np.cos(b), A, B),
    "min(a, b, 1)": plain(lambda a, b: np.minimum(np.minimum(a, b), 1.0), A, B),
    "max(a, b)": plain(np.maximum, A, B),
    "clip(a, -1, 3)": plain(lambda a: np.clip(a, -1, 3), A),
    "coalesce(a, b, `unit price`)": A.fillna(B).fillna(PRICE),
    "coalesce(a, 0) + 1": A.fillna(0) + 1,
    "is_missing(a)": A.isna(),
    "is_missing(word) or is_missing(flag)": WORD.isna() | FLAG.isna(),
    "a < b": A < B,
    "a <= 1.5": A <= 1.5,
    "a > b": A > B,
    "a >= b": A >= B,
    "a = 1.5": A == 1.5,
    "a != b": A != B,
    "a <> b": A != B,
    "flag and other": FLAG & OTHER,
    "flag or other": FLAG | OTHER,
    "not flag": ~FLAG,
    "not flag or other": ~FLAG | OTHER,
    "not (flag or other)": ~(FLAG | OTHER),
    "flag or other and a > 0": FLAG | (OTHER & (A > 0)),
    "flag = other": FLAG == OTHER,
    "flag != true": FLAG != True,  # noqa: E712
    "if(flag, a, b)": chosen(FLAG, A, B),
    "if(a > 0, 1, -1)": chosen(A > 0, 1.0, -1.0),
    "if(a > b and flag, 'yes', tail)": chosen((A > B) & FLAG, "yes", TAIL.astype(object)),
    "if(is_missing(flag), false, flag)": FLAG.fillna(False),
    "lower(word)": texts(str.lower, WORD),
    "upper(word)": texts(str.upper, WORD),
    "trim(word)": texts(str.strip, WORD),
    "length(word)": texts(lambda w: float(len(w)), WORD),
    "contains(word, tail)": texts(lambda w, t: t in w, WORD, TAIL),
    'contains(lower(word), "slo")': texts(lambda w: "slo" in w.lower(), WORD),
    "starts_with(word, 'O')": texts(lambda w: w.startswith("O"), WORD),
    "ends_with(trim(word), tail)": texts(lambda w, t: w.strip().endswith(t), WORD, TAIL),
    "replace(word, '-', '')": texts(lambda w: w.replace("-", ""), WORD),
    "replace(word, tail, \"\"\"\")": texts(lambda w, t: w.replace(t, '"'), WORD, TAIL),
    "substring(word, 2, 3)": texts(lambda w: w[1:4], WORD),
    "substring(word, 1, length(tail))": texts(lambda w, t: w[: len(t)], WORD, TAIL),
    "substring(word, 0, 2)": texts(lambda w: w[:1], WORD),
    "concat(word, ' ', tail)": texts(lambda w, t: f"{w} {t}", WORD, TAIL),
    "word = 'Oslo'": texts(lambda w: w == "Oslo", WORD),
    "word != tail": texts(lambda w, t: w != t, WORD, TAIL),
    "word < tail": texts(lambda w, t: w < t, WORD, TAIL),
    "coalesce(tail, word, 'none')": texts(lambda w: w, TAIL.fillna(WORD).fillna("none")),
    "year(when)": WHEN.dt.year,
    "month(when)": WHEN.dt.month,
    "day(when)": WHEN.dt.day,
    "weekday(when)": WHEN.dt.day_of_week,
    "hour(when) * 3600 + minute(when) * 60 + second(when)": WHEN.dt.hour * 3600 + WHEN.dt.minute * 60 + WHEN.dt.second,
    "days_between(since, when)": (WHEN - SINCE) / DAY,
    'days_between(date("2000-01-01"), when)': (WHEN - pd.Timestamp("2000-01-01")) / DAY,
    'when >= date("2000-02-29")': texts(lambda w: w >= pd.Timestamp("2000-02-29"), WHEN),
    "if(year(when) < 2000, 'old', 'new')": texts(lambda w: "old" if w.year < 2000 else "new", WHEN),
    "1e3 + .5 + 2. - `a`": 1002.5 - A,
    "flag AND Not other": FLAG & ~OTHER,
}


def cell(value):
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, str):
        return value
    value = float(value)
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def main():
    answers = {
        "pandas": pd.__version__,
        "numpy": np.__version__,
        "table": TABLE,
        "cases": [{"formula": formula, "cells": [cell(x) for x in cells]} for formula, cells in CASES.items()],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, ensure_ascii=False, indent=None) + "\n")


if __name__ == "__main__":
    main()
