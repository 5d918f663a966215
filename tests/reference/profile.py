"""Known answers for reading and profiling: pandas over a small messy CSV (profile.csv) and over
drawn numbers. Dressed numbers are undressed here by hand, as pandas leaves them text."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

here = Path(__file__).parent


def number(value):
    value = float(value)
    return value if np.isfinite(value) else None


def summary(s):
    s = pd.Series(s, dtype="float64").dropna()
    q = s.quantile([0.25, 0.5, 0.75]).tolist() if len(s) else [float("nan")] * 3
    return {
        "mean": number(s.mean()),
        "std": number(s.std()),
        "min": number(s.min()),
        "q25": number(q[0]),
        "median": number(q[1]),
        "q75": number(q[2]),
        "max": number(s.max()),
        "skew": number(s.skew()),
        "kurtosis": number(s.kurt()),
    }


def bins(s):
    """Counts in twenty intervals of equal width, by numpy."""
    s = pd.Series(s, dtype="float64").dropna()
    return np.histogram(s, bins=20)[0].tolist() if s.nunique() > 1 else []


frame = pd.read_csv(here / "profile.csv", na_values=["?"], skipinitialspace=False)
raw = pd.read_csv(here / "profile.csv", dtype=str, na_values=["?"])
for name in raw.columns:
    raw[name] = raw[name].str.strip()
frame["city"] = frame["city"].str.strip()
frame["share"] = frame["share"].str.rstrip("%").astype(float)
frame["price"] = frame["price"].str.replace(r"[$,]", "", regex=True).astype(float)

columns = []
for name in frame.columns:
    s = frame[name]
    numeric = pd.api.types.is_numeric_dtype(s)
    columns.append(
        {
            "name": name,
            "missing": int(s.isna().sum()),
            "unique": int(s.nunique()),
            "numbers": summary(s) if numeric else None,
            "bins": bins(s) if numeric else None,
            "top": sorted(int(n) for n in s.value_counts().tolist())[::-1][:10],
            "first": str(raw[name][s == s.mode().iloc[0]].iloc[0]) if s.notna().any() and (s.value_counts() == s.value_counts().max()).sum() == 1 else None,
        }
    )

rng = np.random.default_rng(7)
series = {
    "normal": rng.normal(size=101),
    "skewed": np.exp(rng.normal(size=500) * 1.5),
    "shifted": 1e6 + rng.integers(0, 10, size=64).astype(float),
    "two": np.array([1.5, -2.0]),
    "three": np.array([1.0, 2.0, 4.0]),
    "four": np.array([1.0, 2.0, 4.0, 9.0]),
    "one": np.array([3.25]),
    "constant": np.full(12, 0.1),
    "tiny": rng.normal(size=50) * 1e-9,
}
answer = {
    "pandas": pd.__version__,
    "rows": len(frame),
    "duplicates": int(frame.duplicated().sum()),
    "columns": columns,
    "series": {k: {"values": v.tolist(), **summary(v)} for k, v in series.items()},
}
(here / "profile.json").write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
