"""Known answers for associations, bins, densities, ranks, Q-Q points, autocorrelation and
decomposition: scipy, statsmodels, numpy, pandas and scikit-learn over drawn numbers with ties,
missing cells, outliers and other scales. Writes stats_explore.json next to itself."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import sklearn
import statsmodels
from sklearn.metrics import mutual_info_score
from statsmodels.tsa.seasonal import STL
from statsmodels.tsa.stattools import acf, pacf

rng = np.random.default_rng(20240611)


def plain(values):
    """Numbers as JSON: null where there is none."""
    if np.ndim(values) == 0:
        return None if values is None or not np.isfinite(values) else float(values)
    return [plain(v) for v in values]


def holes(values, share):
    values = np.array(values, dtype=float)
    values[rng.random(len(values)) < share] = np.nan
    return values


n = 60
base = rng.normal(size=n)
PAIRS = {
    "close": (base, base + rng.normal(size=n) * 0.3),
    "far": (base, rng.normal(size=n)),
    "falling_curve": (base, -np.exp(base)),
    "ties": (rng.integers(0, 4, n).astype(float), rng.integers(0, 3, n).astype(float)),
    "missing": (holes(base, 0.2), holes(base * 2 + rng.normal(size=n), 0.2)),
    "shifted": (base + 1e9, base * 1e-6 + rng.normal(size=n) * 1e-6 - 3e3),
    "three": (np.array([1.0, 2.0, 4.0]), np.array([3.0, 3.0, 1.0])),
    "two": (np.array([1.0, 2.0]), np.array([5.0, 3.0])),
    "constant": (np.full(5, 0.1), np.arange(5.0)),
    "constant_where_both": (np.array([1.0, 1.0, 1.0, np.nan, 2.0]), np.array([1.0, 2.0, 3.0, 4.0, np.nan])),
    "one_left": (np.array([1.0, np.nan]), np.array([2.0, 3.0])),
}


def pair(x, y):
    kept = ~(np.isnan(x) | np.isnan(y))
    a, b = x[kept], y[kept]
    defined = len(a) > 1 and np.ptp(a) > 0 and np.ptp(b) > 0
    of = lambda f: plain(f(a, b)[0]) if defined else None
    return {
        "x": plain(x),
        "y": plain(y),
        "pearson": of(st.pearsonr),
        "spearman": of(st.spearmanr),
        "kendall": of(st.kendalltau),
    }


def bergsma(table):
    """Cramér's V corrected for bias: W. Bergsma, 2013, equations (5) to (8)."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (r, c) = table.sum(), table.shape
    if min(r, c) < 2:
        return None
    phi2 = st.chi2_contingency(table, correction=False)[0] / n
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / (min(r, c) - 1))) if min(r, c) > 1 else None


def crossed(a, b, kinds):
    table = np.zeros(kinds, dtype=int)
    for i, j in zip(a, b):
        if i >= 0 and j >= 0:
            table[i, j] += 1
    kept = (a >= 0) & (b >= 0)
    return {
        "rows": kinds[0],
        "columns": kinds[1],
        "a": a.tolist(),
        "b": b.tolist(),
        "cramers_v": bergsma(table),
        "mutual_information": plain(mutual_info_score(a[kept], b[kept])) if kept.any() else None,
    }


def related(codes, values):
    """Eta as the root of the share of variance that group means explain, by least squares."""
    kept = (codes >= 0) & ~np.isnan(values)
    g, v = codes[kept], values[kept]
    eta = None
    if len(v) > 1 and np.ptp(v) > 0:
        dummies = pd.get_dummies(g).to_numpy(float)
        centred = v - v.mean()
        fitted = dummies @ np.linalg.lstsq(dummies, centred, rcond=None)[0]
        eta = float(np.sqrt((fitted @ fitted) / (centred @ centred)))
    return {"codes": codes.tolist(), "values": plain(values), "eta": eta}


def coded(kinds, share, n=80):
    codes = rng.integers(0, kinds, n)
    codes[rng.random(n) < share] = -1
    return codes


codes = coded(4, 0.0)
dependent = np.where(rng.random(80) < 0.7, codes % 3, rng.integers(0, 3, 80))
CROSSED = [
    crossed(codes, dependent, (4, 3)),
    crossed(coded(5, 0.2), coded(3, 0.1), (5, 4)),
    crossed(codes, codes, (4, 4)),
    crossed(np.zeros(9, int), rng.integers(0, 3, 9), (1, 3)),
    crossed(np.array([0, 1, 0, 1]), np.array([0, 1, 0, 1]), (2, 2)),
    crossed(np.full(4, -1), rng.integers(0, 2, 4), (2, 2)),
]
RELATED = [
    related(codes, codes * 0.8 + rng.normal(size=80)),
    related(coded(6, 0.3), holes(rng.normal(size=80) + 1e6, 0.2)),
    related(codes, codes.astype(float)),
    related(codes, np.full(80, 0.3)),
    related(np.array([0, 1]), np.array([1.0, 1.0])),
]

frame = pd.DataFrame(
    {
        "a": rng.normal(size=90),
        "b": holes(rng.normal(size=90) * 1e4, 0.1),
        "c": holes(rng.lognormal(size=90), 0.4),
        "d": np.full(90, 2.5),
        "e": rng.integers(0, 3, 90).astype(float),
        "f": np.where(np.arange(90) < 2, np.arange(90.0), np.nan),
    }
)
frame["b"] += frame["a"] * 8e3
matrix = {
    "columns": [plain(frame[c].to_numpy()) for c in frame],
    "pearson": [plain(row) for row in frame.corr(min_periods=2).to_numpy()],
}

SAMPLES = {
    "normal": rng.normal(10, 3, 200).round(6),
    "skewed": rng.lognormal(0, 1, 150).round(6),
    "tied": rng.integers(0, 6, 100).astype(float),
    "two_heaps": np.concatenate([rng.normal(0, 1, 80), rng.normal(8, 0.5, 40)]).round(6),
    "edges": np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9, 1.0, 0.4, 0.5, 0.6, 0.1 + 0.2]),
    "far_away": (1e9 + rng.random(60)).round(6),
    "small": np.array([3.0, 1.0, 2.0]),
    "two": np.array([-1.0, 4.0]),
    "outlier": np.concatenate([rng.normal(size=70).round(6), [1e4]]),
}
SAMPLES["many"] = np.concatenate([rng.normal(0, 1, 2000), rng.normal(9, 2, 1000)]).round(4)


def bins(values):
    made = {}
    for rule in ("auto", "fd", "sturges", 7):
        edges = np.histogram_bin_edges(values, rule)
        if len(edges) <= 401:
            made[str(rule)] = {"edges": plain(edges), "counts": np.histogram(values, edges)[0].tolist()}
    return made


def density(values):
    made = {}
    for name in ("scott", "silverman", 0.25):
        kde = st.gaussian_kde(values, name)
        width = float(np.sqrt(kde.covariance[0, 0]))
        x = np.linspace(values.min() - 3 * width, values.max() + 3 * width, 40)
        made[str(name)] = {"width": width, "x": plain(x), "density": plain(kde(x))}
    return made


def sample(values):
    (theoretical, ordered), (slope, intercept, r) = st.probplot(values)
    return {
        "values": plain(values),
        "bins": bins(values),
        "density": density(values),
        "probplot": {
            "theoretical": plain(theoretical),
            "ordered": plain(ordered),
            "slope": slope,
            "intercept": intercept,
            "r": r,
        },
    }


t = np.arange(96)
SERIES = {
    "seasonal": (0.05 * t + 2 * np.sin(t * np.pi / 6) + rng.normal(size=96) * 0.4).round(6),
    "walk": np.cumsum(rng.normal(size=120)).round(6),
    "noise": rng.normal(size=50).round(6),
    "short": np.array([1.0, 3.0, 2.0, 5.0]),
    "alternating": np.tile([1.0, -1.0], 10) + np.arange(20) * 0.01,
}
SERIES["with_outliers"] = SERIES["seasonal"].copy()
SERIES["with_outliers"][[17, 50]] += 15
# Five years of weeks, and one more that is not whole: windows are long enough for knots to lie apart.
weeks = np.arange(5 * 52 + 17)
weekly = np.random.default_rng(52).normal(0, 0.5, len(weeks))
SERIES["weeks"] = 20 + 0.05 * weeks + (3 + 0.01 * weeks) * np.sin(weeks * 2 * np.pi / 52) + weekly
SERIES["weeks"][[30, 31, 144]] += 25


def series(values, lags):
    r, band = acf(values, nlags=lags, alpha=0.05, fft=False, result_object=False)
    few = min(lags, len(values) // 2 - 1)
    p, partial = pacf(values, nlags=few, alpha=0.05, method="ywm", result_object=False)
    return {
        "values": plain(values),
        "lags": lags,
        "acf": plain(r),
        "acf_bands": plain(band[:, 1] - r),
        "pacf": plain(p),
        "pacf_bands": plain(partial[:, 1] - p),
    }


def jumps(model):
    """A tenth of each window, as Cleveland and others recommend and R's stl has it."""
    lengths = {name: model.config[name] for name in ("seasonal", "trend", "low_pass")}
    return {f"{name}_jump": -(-length // 10) for name, length in lengths.items()}


def decomposed(name, period, robust):
    values = SERIES[name]
    apart = jumps(STL(values, period=period))
    fit = STL(values, period=period, robust=robust, **apart).fit()
    parts = {part: plain(getattr(fit, part)) for part in ("seasonal", "trend", "resid", "weights")}
    return {"name": name, "period": period, "robust": robust, **parts}


TAILS = {
    "student_t": [(t, df, st.t.sf(t, df)) for df in (1, 2.5, 7, 30, 1e4, 1e7) for t in (-40, -1.5, 0, 1e-3, 0.7, 2, 9, 60)],
    "student_t_quantile": [(p, df, st.t.ppf(p, df)) for df in (1, 2.5, 7, 30, 1e4) for p in (1e-9, 0.01, 0.3, 0.5, 0.9, 0.975)],
    "fisher_f": [((f, a), b, st.f.sf(f, a, b)) for a in (1, 4, 250) for b in (1, 9, 1e5) for f in (1e-3, 0.6, 1, 2.5, 30)],
    "chi_squared": [(x, df, st.chi2.sf(x, df)) for df in (1, 2, 5, 40, 1000) for x in (1e-4, 0.5, 3, 20, 150, 900, 1200)],
    "normal_sf": [(z, 0, st.norm.sf(z)) for z in (-9, -2, 0, 0.3, 1.96, 6, 20, 37)],
    "normal_quantile": [(p, 0, st.norm.ppf(p)) for p in (1e-300, 1e-12, 0.02, 0.1, 0.5, 0.6, 0.95, 0.999999)],
}


def row(arguments, df, value):
    return [plain(np.atleast_1d(arguments)) + [float(df)], float(value)]


ranked = holes(rng.integers(0, 9, 40), 0.1)
answers = {
    "versions": {m.__name__: m.__version__ for m in (np, pd, scipy, sklearn, statsmodels)},
    "pairs": {name: pair(*both) for name, both in PAIRS.items()},
    "crossed": CROSSED,
    "related": RELATED,
    "matrix": matrix,
    "samples": {name: sample(values) for name, values in SAMPLES.items()},
    "ranks": {"values": plain(ranked), "ranks": plain(st.rankdata(ranked, nan_policy="omit"))},
    "series": {name: series(values, 3 if name == "short" else 15) for name, values in SERIES.items()},
    "stl": [
        decomposed("seasonal", 12, False),
        decomposed("with_outliers", 12, True),
        decomposed("walk", 7, False),
        decomposed("noise", 5, True),
        decomposed("weeks", 52, False),
        decomposed("weeks", 52, True),
        decomposed("weeks", 138, True),
    ],
    "distributions": {name: [row(*r) for r in rows] for name, rows in TAILS.items()},
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answers, allow_nan=False, separators=(",", ":")) + "\n")
