"""Known answers for the whole exploration of a table: pandas, numpy, scipy and scikit-learn over a
messy CSV that this script draws (explore.csv) and reads back by pandas alone. Writes explore.json
next to itself. A statistic that is not defined is null; where ours differs from a library's on
purpose, the line that says so tells why.

stats_explore.py proves the formulas one by one; this one proves that each is asked of the right
cells: by type, by row, with what is missing or infinite left out pair by pair."""

import json
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import sklearn
from sklearn.metrics import mutual_info_score, roc_auc_score

here = Path(__file__).parent
rng = np.random.default_rng(20240915)
TARGET = "member"

# ---- the table -------------------------------------------------------------------------------

TOWNS = ["Zürich", "São Paulo", "Reggio, Emilia", "東京", 'The "Hague"', "Graz"]
PLANS = ["basic", "plus", "pro"]
WORDS = "tall häuser by the river – naïve café, 東 side; two dogs ☂ and a cat".split()


def holes(cells, share):
    return ["" if rng.random() < share else cell for cell in cells]


def drawn(n):
    """Cells as a file has them, by column."""
    height = rng.normal(171, 9, n).round(1)
    town = rng.integers(0, len(TOWNS), n)
    plan = np.where(rng.random(n) < 0.5, town % 3, rng.integers(0, 3, n))
    member = (height - 171) / 9 + rng.normal(0, 1.2, n) + plan > 0.8
    gone = rng.random(n) < 0.15
    days = rng.integers(0, 1400, n)
    seen = [pd.Timestamp("2021-03-28") + pd.Timedelta(int(s), "s") for s in rng.integers(0, 9e7, n)]
    income = [f"{v:.2f}" for v in rng.lognormal(7.5, 0.9, n)]
    for place, word in ((3, "inf"), (90, "-inf"), (91, "Infinity"), (200, "inf")):
        income[place] = word
    spelling = {True: ["yes", "Yes", "YES"], False: ["no", "No"]}
    cells = {
        "code": [f"AB-{i * 7919 % 100003:06d}" for i in range(n)],
        "height": holes([f"{v:.1f}" for v in height], 0.07),
        "weight": [f"{v:.2f}" for v in 0.9 * height - 80 + rng.normal(0, 8, n)],
        "income": income,
        "visits": [str(v) for v in rng.poisson(1.3, n)],
        "stars": holes([str(v) for v in rng.integers(1, 6, n)], 0.2),
        "balance": [f"{v:+.1f}" for v in (rng.normal(0, 3, n) * (rng.random(n) < 0.7)).round(0)],
        "far away": [f"{v:.3f}" for v in 1e9 + rng.random(n) * 50],
        "tiny": [f"{v:.6e}" for v in rng.normal(0, 1e-7, n)],
        "same number": ["0.1"] * n,
        "same or nothing": holes(["7"] * n, 0.3),
        "nothing": ["", "NA", "?", "null"] * (n // 4) + [""] * (n % 4),
        "one number": ["" if i != 40 else "-2.5" for i in range(n)],
        "few numbers": [f"{i / 8}" if i in (5, 60, 61) else "" for i in range(n)],
        "rising": [str(v) for v in np.sort(rng.integers(-50, 300, n))],
        "falling": [f"{v:.2f}" for v in -np.sort(-rng.normal(0, 20, n))],
        "town": holes([TOWNS[t] for t in town], 0.1),
        "plan": [PLANS[p] for p in plan],
        "same word": ["IT"] * n,
        TARGET: holes(["yes" if m else "no" for m in member], 0.04),
        "asked again": [spelling[bool(m)][rng.integers(0, 2 + bool(m))] for m in member ^ (rng.random(n) < 0.2)],
        "joined": [(pd.Timestamp("2019-12-30") + pd.Timedelta(int(d), "D")).strftime("%Y-%m-%d") for d in days],
        "last seen": holes([s.strftime("%Y-%m-%d %H:%M:%S") for s in seen], 0.3),
        "remark": [" ".join(rng.choice(WORDS, rng.integers(2, 9))) + f" {i}" for i in range(n)],
    }
    for name in ("street", "postcode"):
        cells[name] = ["" if out else str(rng.integers(10, 99)) for out in gone]
    cells["remark"] = holes(cells["remark"], 0.5)
    return cells


raw = pd.DataFrame(drawn(360))
# The same numbers in another spelling: still the same row.
again = raw.iloc[[30]].assign(**{"weight": raw["weight"][30] + "0", "same number": "1e-1"})
# Repeated rows stand below their first, so that ordered columns stay so.
raw = pd.concat([raw, raw.iloc[[2, 2, 17, 200, 359]], again]).sort_index(kind="stable")
raw.to_csv(here / "explore.csv", index=False)

# ---- the same table as pandas reads it ---------------------------------------------------------

frame = pd.read_csv(here / "explore.csv", na_values=["?"], dtype={"postcode": float})
raw = pd.read_csv(here / "explore.csv", na_values=["?"], dtype=str)
TRUTH = {name: raw[name].str.lower().map({"yes": 1.0, "no": 0.0}) for name in (TARGET, "asked again")}
truth = TRUTH[TARGET]
for name in ("joined", "last seen"):
    frame[name] = pd.to_datetime(frame[name])
TYPES = {
    "code": "id",
    "remark": "text",
    "joined": "datetime",
    "last seen": "datetime",
    "town": "categorical",
    "plan": "categorical",
    "same word": "categorical",
    TARGET: "boolean",
    "asked again": "boolean",
}
TYPES = {name: TYPES.get(name, "numeric") for name in frame.columns}
NUMBERS = [name for name, kind in TYPES.items() if kind == "numeric"]
CATEGORIES = [name for name, kind in TYPES.items() if kind in ("categorical", "boolean")]
finite = frame[NUMBERS].where(np.isfinite(frame[NUMBERS]))


def plain(value):
    """Numbers as JSON: null where there is none."""
    if value is None or not np.isfinite(value):
        return None
    return float(value)


# ---- columns -----------------------------------------------------------------------------------


def near(s):
    """Less their middle where that is exact (P. H. Sterbenz, 1974): shapes far from zero lose their
    digits in pandas otherwise."""
    return s - s.median() if len(s) and 0 < s.max() < 2 * s.min() else s


def moments(s, shape):
    q = s.quantile([0.25, 0.5, 0.75]).tolist() if len(s) else [math.nan] * 3
    return {
        "mean": plain(s.mean()),
        # pandas rounds: equal values have no spread.
        "std": plain(near(s).std()) if shape or len(s) < 2 else 0.0,
        "min": plain(s.min()),
        "q25": plain(q[0]),
        "median": plain(q[1]),
        "q75": plain(q[2]),
        "max": plain(s.max()),
        # pandas says 0 where all values are equal; a column without spread has no shape.
        "skew": plain(near(s).skew()) if shape else None,
        "kurtosis": plain(near(s).kurt()) if shape else None,
    }


def summary(name):
    """Of all numbers, infinite ones too, as pandas counts them: what is infinite then is null."""
    s = frame[name].dropna()
    with np.errstate(invalid="ignore"):
        return moments(s, s.nunique() > 1)


def outside(v, low, high):
    return {"low": low, "high": high, "below": int((v < low).sum()), "above": int((v > high).sum())}


def edges(v):
    """numpy's `auto`, sixty at most; whole numbers of a narrow range have an interval each."""
    low, high = v.min(), v.max()
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    if (v == np.floor(v)).all() and high - low < 60:
        return np.arange(low - 0.5, high + 1)
    auto = np.histogram_bin_edges(v, "auto")
    return auto if len(auto) <= 61 else np.linspace(low, high, 61)


def numbers(name):
    """Of finite numbers only."""
    s = finite[name].dropna()
    v = s.to_numpy()
    spread = len(v) > 1 and v.min() < v.max()
    figures = moments(s, spread)
    mean, std = figures["mean"], figures["std"]
    q25, q75 = figures["q25"], figures["q75"]
    every = frame[name].dropna()
    ordered = len(every) == len(frame) and every.iloc[0] != every.iloc[-1]
    return figures | {
        "zeros": int((v == 0).sum()),
        "negative": int((every < 0).sum()),
        "infinite": int(np.isinf(every).sum()),
        "sum": math.fsum(v) if len(v) else None,
        "range": plain(np.ptp(v)) if len(v) else None,
        "iqr": plain(st.iqr(v)) if len(v) else None,
        "mad": plain(st.median_abs_deviation(v)) if len(v) else None,
        "variation": plain(std / abs(mean)) if len(v) > 1 else None,
        "quantiles": [[q, plain(np.quantile(v, q))] for q in (0.01, 0.05, 0.1, 0.9, 0.95, 0.99) if len(v)],
        "bins": {"edges": edges(v).tolist(), "counts": np.histogram(v, edges(v))[0].tolist()}
        if len(v)
        else {"edges": [], "counts": []},
        "z_outliers": outside(v, mean - 3 * std, mean + 3 * std) if spread else None,
        "iqr_outliers": outside(v, q25 - 1.5 * (q75 - q25), q75 + 1.5 * (q75 - q25)) if len(v) else None,
        "order": "increasing"
        if ordered and every.is_monotonic_increasing
        else "decreasing"
        if ordered and every.is_monotonic_decreasing
        else None,
    }


def lengths(s):
    return {"min": int(s.min()), "mean": float(s.mean()), "max": int(s.max())}


def texts(name):
    s = raw[name].dropna()
    return {"chars": lengths(s.str.len()), "words": lengths(s.str.split().str.len())}


def iso(t):
    return t.strftime("%Y-%m-%d" if t == t.normalize() else "%Y-%m-%dT%H:%M:%S")


def dates(name):
    s = frame[name].dropna().sort_values()
    micro = s.to_numpy().astype("datetime64[us]").astype("int64").astype(float)
    bounds = np.linspace(micro[0], micro[-1], min(60, math.ceil(math.sqrt(len(s)))) + 1)
    return {
        "min": iso(s.iloc[0]),
        # The lower of two middle ones: a date that stands in the file.
        "median": iso(s.quantile(0.5, interpolation="lower")),
        "max": iso(s.iloc[-1]),
        "span_days": (s.iloc[-1] - s.iloc[0]) / pd.Timedelta(1, "D"),
        "bins": {"edges": bounds.tolist(), "counts": np.histogram(micro, bounds)[0].tolist()},
    }


def top(name):
    """The most frequent values as the file writes them first; of equal count, the first to appear."""
    values = pd.DataFrame({"value": frame[name], "raw": raw[name], "row": range(len(raw))}).dropna()
    groups = values.groupby("value").agg(raw=("raw", "first"), n=("raw", "size"), row=("row", "first"))
    best = groups.sort_values(["n", "row"], ascending=[False, True]).head(10)
    return [[text, int(n)] for text, n in zip(best["raw"], best["n"])]


def column(name):
    s, kind = frame[name], TYPES[name]
    present, unique = int(s.notna().sum()), int(s.nunique())
    return {
        "name": name,
        "type": kind,
        "present": present,
        "missing": len(s) - present,
        "unique": unique,
        "distinct_share": unique / present if present else None,
        "top": top(name),
        "summary": summary(name) if kind == "numeric" else None,
        "numbers": numbers(name) if kind == "numeric" else None,
        "text": texts(name) if kind in ("categorical", "text", "id") else None,
        "dates": dates(name) if kind == "datetime" else None,
    }


# ---- gaps --------------------------------------------------------------------------------------


def gaps():
    out = frame.isna()
    named = out.apply(lambda row: tuple(out.columns[row]), axis=1).value_counts()
    some = [name for name in out if out[name].any()]
    pairs = []
    for a, b in combinations(some, 2):
        varies = out[a].nunique() > 1 and out[b].nunique() > 1
        pairs.append(
            {
                "a": a,
                "b": b,
                "both": int((out[a] & out[b]).sum()),
                "either": int((out[a] | out[b]).sum()),
                "correlation": plain(st.pearsonr(out[a].astype(float), out[b].astype(float))[0]) if varies else None,
            }
        )
    starts = np.arange(0, len(out), math.ceil(len(out) / 100))
    return {
        "cells": int(out.to_numpy().sum()),
        "share": float(out.to_numpy().mean()),
        "complete_rows": int((~out.any(axis=1)).sum()),
        "combinations": len(named),
        "patterns": [{"columns": list(names), "rows": int(n)} for names, n in named.items()],
        "pairs": pairs,
        "matrix": np.add.reduceat(out.to_numpy().astype(int), starts, axis=0).tolist(),
        "starts": starts.tolist(),
    }


# ---- associations ------------------------------------------------------------------------------

# However true and false are spelt.
codes = {name: TRUTH.get(name, frame[name]) for name in CATEGORIES}


def both(a, b):
    kept = a.notna() & b.notna()
    return a[kept], b[kept]


def correlated(f):
    def of(a, b):
        x, y = both(finite[a], finite[b])
        return plain(f(x, y)[0]) if len(x) > 1 and x.nunique() > 1 and y.nunique() > 1 else None

    return of


def bergsma(a, b):
    """Cramér's V corrected for bias: W. Bergsma, 2013, equations (5) to (8)."""
    table = pd.crosstab(*both(codes[a], codes[b])).to_numpy()
    n, (r, c) = table.sum(), table.shape
    if min(r, c) < 2:
        return None
    phi2 = max(0.0, st.chi2_contingency(table, correction=False)[0] / n - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / (min(r, c) - 1)))


def ratio(a, b, numbers=finite):
    """The correlation ratio: the root of the share of the spread that lies between the groups."""
    g, v = both(codes[a], near(numbers[b]))
    if len(v) < 2 or v.nunique() < 2:
        return None
    means = v.groupby(g).transform("mean")
    return float(np.sqrt(((means - v.mean()) ** 2).sum() / ((v - v.mean()) ** 2).sum()))


def interval(name):
    """A number's place among ten intervals of equal count, by quantiles that differ."""
    s = finite[name]
    v = s.dropna()
    if v.empty:
        return s
    bounds = np.unique(np.quantile(v, np.arange(1, 10) / 10))
    bounds = bounds[bounds < v.max()]
    return s.map(lambda x: np.searchsorted(bounds, x, side="left"), na_action="ignore")


kinds = {name: interval(name) if name in NUMBERS else codes[name] for name in NUMBERS + CATEGORIES}


def information(a, b):
    x, y = both(kinds[a], kinds[b])
    return plain(mutual_info_score(x.astype(str), y.astype(str))) if len(x) else None


def matrix(rows, columns, f):
    return {"rows": rows, "columns": columns, "values": [[f(a, b) for b in columns] for a in rows]}


MATRICES = {
    "pearson": matrix(NUMBERS, NUMBERS, correlated(st.pearsonr)),
    "spearman": matrix(NUMBERS, NUMBERS, correlated(st.spearmanr)),
    "kendall": matrix(NUMBERS, NUMBERS, correlated(st.kendalltau)),
    "cramers_v": matrix(CATEGORIES, CATEGORIES, bergsma),
    "correlation_ratio": matrix(CATEGORIES, NUMBERS, ratio),
    "mutual_information": matrix(NUMBERS + CATEGORIES, NUMBERS + CATEGORIES, information),
}


def strongest():
    """Every pair by the measure that suits its types: ranks where they agree better by a tenth. Pairs
    of fewer than ten rows are left out: any two columns go together in very few rows."""
    place = list(frame.columns).index
    found = []

    def add(a, b, measure, value):
        if value is not None and abs(value) >= 0.1:
            a, b = sorted((a, b), key=place)
            n = len(both(*(codes[c] if c in codes else finite[c] for c in (a, b)))[0])
            if n >= 10:
                found.append({"a": a, "b": b, "measure": measure, "value": value, "n": n})

    for i, j in combinations(range(len(NUMBERS)), 2):
        r, rho = (MATRICES[m]["values"][i][j] for m in ("pearson", "spearman"))
        ranks = rho is not None and abs(rho) > abs(r or 0.0) + 0.1
        add(NUMBERS[i], NUMBERS[j], "spearman" if ranks else "pearson", rho if ranks else r)
    for a, b in combinations(CATEGORIES, 2):
        add(a, b, "cramers_v", bergsma(a, b))
    for a in CATEGORIES:
        for b in NUMBERS:
            add(a, b, "correlation_ratio", ratio(a, b))
    return sorted(found, key=lambda pair: -abs(pair["value"]))[:60]


# ---- the target --------------------------------------------------------------------------------


amounts = finite.assign(**{n: frame[n].astype("int64").where(frame[n].notna()) for n in ("joined", "last seen")})


def area(name):
    """Area under the curve of a number's or a date's order, in the better direction."""
    x, y = both(amounts[name], truth)
    if y.nunique() < 2:
        return None
    auc = roc_auc_score(y, x)
    return max(auc, 1 - auc)


classes = truth.map({1.0: "yes", 0.0: "no"}).value_counts()
target = {
    "column": TARGET,
    "rows": sorted(classes.tolist(), reverse=True),
    "imbalance": float(classes.max() / classes.min()),
    "auc": {name: area(name) for name in amounts},
    "association": {name: ratio(TARGET, name, amounts) for name in amounts}
    | {name: bergsma(name, TARGET) for name in CATEGORIES if name != TARGET},
}

answer = {
    "versions": {m.__name__: m.__version__ for m in (np, pd, scipy, sklearn)},
    "rows": len(frame),
    "duplicates": int(frame.duplicated().sum()),
    "columns": [column(name) for name in frame.columns],
    "missing": gaps(),
    "matrices": MATRICES,
    "pairs": strongest(),
    "target": target,
}
text = json.dumps(answer, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
(here / "explore.json").write_text(text + "\n", encoding="utf-8")
