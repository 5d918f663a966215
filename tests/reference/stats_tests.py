"""Known answers for hypothesis tests: scipy and statsmodels over drawn numbers with ties, missing
values, small and large samples, far tails, and data that have no answer. Effect sizes are written
out from their definitions. Writes stats_tests.json next to itself."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import statsmodels
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.stattools import adfuller, kpss

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240612)
cases = []


def plain(value):
    """JSON numbers: null for NaN, words for infinite ones."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if np.ndim(value):
        return [plain(v) for v in value]
    value = float(value)
    if np.isnan(value):
        return None
    return value if np.isfinite(value) else ("inf" if value > 0 else "-inf")


def add(test, data, options=None, **expect):
    options = options or {}
    kind = "table" if test in ("chi2_contingency", "fisher_exact") else "samples"
    expect = {key: plain(value) for key, value in expect.items()}
    defined = expect.get("p_value") is not None and expect.get("statistic") is not None
    data = np.asarray(data).tolist() if kind == "table" else [plain(s) for s in data]
    case = {"test": test, kind: data, "options": options, "expect": expect if defined else None}
    cases.append(case)


def clean(*samples):
    return [np.asarray(s, float)[~np.isnan(s)] for s in samples]


def clean_rows(*samples):
    rows = np.column_stack(samples).astype(float)
    return list(rows[~np.isnan(rows).any(axis=1)].T)


def holes(values, share=0.15):
    values = np.array(values, float)
    values[rng.random(len(values)) < share] = np.nan
    return values


SIDES = ("two-sided", "less", "greater")


def cohen(a, b):
    na, nb = len(a), len(b)
    pooled = ((na - 1) * np.var(a, ddof=1) + (nb - 1) * np.var(b, ddof=1)) / (na + nb - 2)
    return (a.mean() - b.mean()) / np.sqrt(pooled)


def two_samples(a, b):
    x, y = clean(a, b)
    for side in SIDES:
        for equal in (True, False):
            r = st.ttest_ind(x, y, equal_var=equal, alternative=side)
            ci = r.confidence_interval()
            d = cohen(x, y) if min(len(x), len(y)) > 1 else None
            extra = {} if d is None else {"effect": d}
            add("ttest_ind", (a, b), {"equal_var": equal, "alternative": side}, statistic=r.statistic,
                p_value=r.pvalue, df=r.df, interval=(ci.low, ci.high), **extra)
        r = st.mannwhitneyu(x, y, alternative=side)
        add("mannwhitneyu", (a, b), {"alternative": side}, statistic=r.statistic, p_value=r.pvalue,
            effect=2 * r.statistic / (len(x) * len(y)) - 1)
        r = st.ks_2samp(x, y, alternative=side)
        add("ks_2samp", (a, b), {"alternative": side}, statistic=r.statistic, p_value=r.pvalue,
            effect=r.statistic)


def signed_rank_effect(d):
    d = d[d != 0]
    ranks = st.rankdata(np.abs(d))
    return ((ranks * np.sign(d)).sum()) / ranks.sum()


def paired(a, b):
    x, y = clean_rows(a, b)
    d = x - y
    for side in SIDES:
        r = st.ttest_rel(x, y, alternative=side)
        ci = r.confidence_interval()
        add("ttest_rel", (a, b), {"alternative": side}, statistic=r.statistic, p_value=r.pvalue,
            df=r.df, interval=(ci.low, ci.high), effect=d.mean() / d.std(ddof=1))
        for correction in (False, True):
            r = st.wilcoxon(x, y, alternative=side, correction=correction)
            add("wilcoxon", (a, b), {"alternative": side, "correction": correction},
                statistic=r.statistic, p_value=r.pvalue, effect=signed_rank_effect(d))
    add_differences(a - b)


def add_differences(d):
    x = clean(d)[0]
    r = st.wilcoxon(x)
    add("wilcoxon", (d,), statistic=r.statistic, p_value=r.pvalue, effect=signed_rank_effect(x))


def related(a, b):
    x, y = clean_rows(a, b)
    for side in SIDES:
        r = st.pearsonr(x, y, alternative=side)
        ci = r.confidence_interval()
        add("pearsonr", (a, b), {"alternative": side}, statistic=r.statistic, p_value=r.pvalue,
            effect=r.statistic, interval=(ci.low, ci.high))
        for name in ("spearmanr", "kendalltau"):
            r = getattr(st, name)(x, y, alternative=side)
            add(name, (a, b), {"alternative": side}, statistic=r.statistic, p_value=r.pvalue,
                effect=r.statistic)


def groups(*samples):
    g = clean(*samples)
    whole = np.concatenate(g)
    within = sum(((s - s.mean()) ** 2).sum() for s in g)
    between = sum(len(s) * (s.mean() - whole.mean()) ** 2 for s in g)
    r = st.f_oneway(*g)
    add("f_oneway", samples, statistic=r.statistic, p_value=r.pvalue, effect=between / (between + within))
    r = st.kruskal(*g)
    add("kruskal", samples, statistic=r.statistic, p_value=r.pvalue, effect=r.statistic / (len(whole) - 1))
    if min(len(s) for s in g) > 1:
        spreads = [s.std(ddof=1) for s in g]
        ratio = {"effect": max(spreads) / min(spreads)} if min(spreads) > 0 else {}
        for center in ("median", "mean", "trimmed"):
            r = st.levene(*g, center=center)
            add("levene", samples, {"center": center}, statistic=r.statistic, p_value=r.pvalue, **ratio)
        r = st.bartlett(*g)
        add("bartlett", samples, statistic=r.statistic, p_value=r.pvalue, **ratio)


def blocks(*samples):
    rows = clean_rows(*samples)
    r = st.friedmanchisquare(*rows)
    add("friedmanchisquare", samples, statistic=r.statistic, p_value=r.pvalue,
        effect=r.statistic / (len(rows[0]) * (len(rows) - 1)))


def crossed(table):
    table = np.array(table)
    for correction in (True, False):
        r = st.chi2_contingency(table, correction=correction)
        add("chi2_contingency", table, {"correction": correction}, statistic=r.statistic,
            p_value=r.pvalue, df=r.dof, effect=st.contingency.association(table, correction=False))
    if table.shape == (2, 2):
        for side in SIDES:
            r = st.fisher_exact(table, alternative=side)
            add("fisher_exact", table, {"alternative": side}, statistic=r.statistic, p_value=r.pvalue)


def one_sample(a, popmean=0.0):
    x = clean(a)[0]
    for side in SIDES:
        r = st.ttest_1samp(x, popmean, alternative=side)
        ci = r.confidence_interval()
        add("ttest_1samp", (a,), {"popmean": popmean, "alternative": side}, statistic=r.statistic,
            p_value=r.pvalue, df=r.df, interval=(ci.low, ci.high),
            effect=(x.mean() - popmean) / x.std(ddof=1))
    shape(a)


def shape(a):
    x = clean(a)[0]
    if len(x) > 2:
        r = st.shapiro(x)
        add("shapiro", (a,), statistic=r.statistic, p_value=r.pvalue)
        r = st.anderson(x, "norm", method="interpolate")
        critical = st.anderson(x, "norm").critical_values
        add("anderson", (a,), statistic=r.statistic, p_value=r.pvalue, critical=critical)
    if len(x) > 7:
        r = st.normaltest(x)
        add("normaltest", (a,), statistic=r.statistic, p_value=r.pvalue)


def series(a):
    x = clean(a)[0]
    for regression in ("c", "ct", "ctt", "n"):
        statistic, p_value, lags, rows, critical, _ = adfuller(x, regression=regression)
        if rows <= lags + 1 + len(regression.strip("n")):
            statistic = None  # As many coefficients as rows: nothing is left to estimate an error from.
        add("adfuller", (a,), {"regression": regression}, statistic=statistic, p_value=p_value,
            lags=lags, rows=rows, critical=[critical[k] for k in ("10%", "5%", "1%")])
    for regression in ("c", "ct"):
        statistic, p_value, lags, critical = kpss(x, regression=regression, nlags="auto")
        add("kpss", (a,), {"regression": regression}, statistic=statistic, p_value=p_value, lags=lags,
            critical=[critical[k] for k in ("10%", "5%", "2.5%", "1%")])


normal = lambda n, mean=0.0, sd=1.0: rng.normal(mean, sd, n).round(5)
whole = lambda n, top: rng.integers(0, top, n).astype(float)

two_samples(normal(30), normal(40, 0.4, 2))
two_samples(holes(normal(25, 5)), holes(normal(25, 7)))
two_samples(whole(40, 5), whole(35, 6))
two_samples(normal(5), normal(7, 1))
two_samples(normal(8), normal(60, 0.5))
two_samples(normal(3), normal(3))
two_samples(normal(2), np.array([0.5]))
two_samples(normal(300), normal(280, 3))
two_samples(normal(50) * 1e-3 + 1, normal(50) * 1e-3 + 1)
two_samples(normal(20) * 1e6 + 1e9, normal(22) * 1e6 + 1.0005e9)
two_samples(rng.lognormal(0, 1, 120).round(4), rng.lognormal(0.3, 1, 90).round(4))
two_samples(np.arange(1.0, 8), np.arange(101.0, 108))
two_samples(np.arange(9.0), np.arange(0.5, 60))
two_samples(whole(64, 30), whole(48, 30))
# Too many values to write down: k % modulus * factor for every k below a count. The second pair is small
# enough for the exact two-sided probability and too large for scipy's exact one-sided one.
ks_many = []
for recipes in (((10001, 997, 1.001), (400, 400, 2.3)), ((600, 601, 1.0), (590, 593, 1.013))):
    x, y = (np.arange(float(count)) % modulus * factor for count, modulus, factor in recipes)
    results = [st.ks_2samp(x, y, alternative=side) for side in SIDES]
    expect = [{"statistic": plain(r.statistic), "p_value": plain(r.pvalue)} for r in results]
    ks_many.append({"samples": recipes, "expect": expect})

base = normal(24, 2)
paired(base, (base + normal(24, 0.3, 0.5)).round(5))
paired(base[:6], (base[:6] + normal(6, 0.3, 0.5)).round(5))
paired(holes(base), holes((base + normal(24, 0.2, 0.5)).round(5)))
paired(whole(12, 4), whole(12, 4))
paired(whole(40, 6), whole(40, 6))
paired(normal(50), normal(50, 0.3))
paired(normal(51), normal(51, 0.3))
paired(normal(200), normal(200, 0.3))
paired(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 4, 6, 8, 10]))
paired(np.array([1.0, 2, 3, 4, 5, 6, 7]), np.array([1.0, 2, 4, 3, 7, 9, 6]))
paired(np.array([1.0, 5.0]), np.array([2.0, 3.0]))

related(base, (base + normal(24)).round(5))
related(holes(base), holes(normal(24)))
related(whole(30, 4), whole(30, 5))
related(whole(60, 40), whole(60, 40))
related(normal(33), normal(33))
related(normal(34), normal(34))
related(np.arange(5.0), np.array([1.0, 0, 2, 3, 4]))
related(np.arange(40.0), np.append(np.arange(39.0), -1.0)[::-1])
related(np.arange(50.0), np.arange(50.0) ** 3)
related(np.arange(50.0), np.r_[1.0, 0.0, np.arange(2, 50.0)])
related(np.arange(4.0), np.array([2.0, 1.0, 4.0, 3.0]))
related(normal(400), normal(400))
related(base * 1e-4 + 1e3, base + normal(24, 0, 0.1))
related(np.array([1.0, 2, 3]), np.array([3.0, 1, 2]))
related(np.array([1.0, 2]), np.array([3.0, 1]))
related(np.arange(34.0), np.arange(34.0)[::-1])
related(np.arange(20.0), np.r_[3.0, np.arange(19.0)])

groups(normal(20), normal(25, 0.5), normal(15, 1))
groups(holes(normal(20)), holes(normal(20, 0.2, 3)), holes(normal(20)), normal(5))
groups(whole(15, 4), whole(12, 4), whole(20, 5))
groups(normal(3), normal(2), normal(4))
groups(normal(200, 0), normal(200, 5))
groups(*[normal(20) + 1e5 for _ in range(3)])
groups(np.array([1.0, 2.0]), np.array([5.0]), np.array([3.0, 4.5]))
groups(*[normal(7, i / 10) for i in range(12)])

blocks(normal(10), normal(10, 1), normal(10))
blocks(holes(normal(30)), holes(normal(30)), holes(normal(30, 0.5)), normal(30))
blocks(whole(15, 3), whole(15, 3), whole(15, 4))
blocks(normal(3), normal(3), normal(3))

crossed([[12, 5], [3, 9]])
crossed([[1, 0], [0, 1]])
crossed([[8, 2], [1, 5]])
crossed([[0, 10], [12, 3]])
crossed([[3, 0], [4, 7]])
crossed([[250, 200], [100, 150]])
crossed([[12000, 11800], [9000, 9500]])
crossed([[50, 50], [50, 50]])
crossed([[5, 6], [7, 9]])
crossed([[10, 20, 30], [6, 9, 17]])
crossed([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])
crossed(rng.integers(1, 200, (6, 7)))
crossed([[1000, 1], [1, 1000]])

one_sample(normal(30), 0.1)
one_sample(holes(normal(40, 3)), 2.5)
one_sample(normal(3))
one_sample(np.array([1.0, 4.0]), 1.0)
one_sample(whole(50, 4), 1)
one_sample(normal(100) + 1e7, 1e7)
one_sample(rng.exponential(1, 60).round(5), 1)
shape(normal(4))
shape(normal(5))
shape(normal(8))
shape(normal(11))
shape(normal(12))
shape(normal(19))
shape(np.array([1.0, 2.0, 3.0]))
shape(np.array([1.0, 1.0, 5.0]))
shape(np.array([-2.0, -1, 0, 1, 2, -3, 3, 0, 4, -4]))
shape(rng.standard_t(2, 300).round(5))
shape(rng.uniform(0, 1, 500).round(6))
shape(np.concatenate([normal(40), [40.0]]))
shape(rng.lognormal(0, 2, 80).round(5))
shape(normal(1500))

steps = normal(120)
series(np.cumsum(steps).round(5))
series(steps)
series((0.05 * np.arange(120) + steps).round(5))
series(np.cumsum(normal(30)).round(5))
series(holes(np.cumsum(normal(90)).round(5), 0.1))
series((10 + np.sin(np.arange(80) / 3) + normal(80, 0, 0.1)).round(5))
series(normal(16))

p_values = [
    [0.01, 0.04, 0.03, 0.005],
    [0.2],
    [0.9, 0.8, 0.7],
    [0.05, 0.05, 0.05, 0.01, 1.0, 0.0],
    rng.random(25).round(4).tolist(),
    [],
]
corrections = [
    {
        "p_values": p,
        "holm": plain(multipletests(p, method="holm")[1]) if p else [],
        "bh": plain(multipletests(p, method="fdr_bh")[1]) if p else [],
    }
    for p in p_values
]

# The same through the command line: columns of the table that comes with the studio.
penguins = pd.read_csv(Path(__file__).parents[2] / "assets/datasets/penguins.csv")
commands = []


def command(arguments, statistic, p_value, n, df=None, effect=None):
    expect = {"statistic": statistic, "p_value": p_value, "df": df, "n": n, "effect": effect}
    commands.append({"arguments": arguments, "expect": {k: plain(v) for k, v in expect.items()}})


def by(column, group):
    kept = penguins.dropna(subset=[column, group])
    return [g[column].to_numpy() for _, g in kept.groupby(group)]


MASS, BILL, FLIPPER, DEPTH, SEX, SPECIES, ISLAND = (
    "body_mass_g", "bill_length_mm", "flipper_length_mm", "bill_depth_mm", "sex", "species", "island",
)
a, b = by(MASS, SEX)
r = st.ttest_ind(a, b)
command(["ttest_ind", "--columns", MASS, "--by", SEX], r.statistic, r.pvalue, len(a) + len(b), r.df, cohen(a, b))
r = st.ttest_ind(a, b, equal_var=False)
command(["ttest_ind", "--columns", MASS, "--by", SEX, "--set", "equal_var=false"], r.statistic, r.pvalue,
        len(a) + len(b), r.df, cohen(a, b))
r = st.mannwhitneyu(a, b)
command(["mannwhitneyu", "--columns", MASS, "--by", SEX], r.statistic, r.pvalue, len(a) + len(b))
g = by(FLIPPER, SPECIES)
r = st.f_oneway(*g)
command(["f_oneway", "--columns", FLIPPER, "--by", SPECIES], r.statistic, r.pvalue, sum(map(len, g)))
r = st.kruskal(*g)
command(["kruskal", "--columns", FLIPPER, "--by", SPECIES], r.statistic, r.pvalue, sum(map(len, g)))
x, y = penguins[[BILL, DEPTH]].dropna().to_numpy().T
for name in ("pearsonr", "spearmanr", "kendalltau"):
    r = getattr(st, name)(x, y)
    command([name, "--columns", f"{BILL},{DEPTH}"], r.statistic, r.pvalue, len(x), effect=r.statistic)
    r = getattr(st, name)(x, y, alternative="less")
    command([name, "--columns", f"{BILL},{DEPTH}", "--alternative", "less"], r.statistic, r.pvalue, len(x),
            effect=r.statistic)
r = st.ks_2samp(a, b, alternative="greater")
command(["ks_2samp", "--columns", MASS, "--by", SEX, "--alternative", "greater"], r.statistic, r.pvalue,
        len(a) + len(b), effect=r.statistic)
crossed_table = pd.crosstab(penguins[SPECIES], penguins[ISLAND])
r = st.chi2_contingency(crossed_table)
command(["chi2_contingency", "--columns", f"{SPECIES},{ISLAND}"], r.statistic, r.pvalue,
        int(crossed_table.to_numpy().sum()), r.dof)
r = st.shapiro(penguins[MASS].dropna())
command(["shapiro", "--columns", MASS], r.statistic, r.pvalue, int(penguins[MASS].notna().sum()))
pairwise = [(i, j) for i in range(3) for j in range(i + 1, 3)]
results = [st.ttest_ind(g[i], g[j]) for i, j in pairwise]
each = {
    "arguments": ["ttest_ind", "--columns", FLIPPER, "--by", SPECIES, "--correct", "holm"],
    "p_values": [plain(r.pvalue) for r in results],
    "corrected": plain(multipletests([r.pvalue for r in results], method="holm")[1]),
}

answers = {
    "versions": {m.__name__: m.__version__ for m in (np, scipy, statsmodels)},
    "cases": cases,
    "ks_many": ks_many,
    "corrections": corrections,
    "commands": commands,
    "each": each,
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answers, allow_nan=False, separators=(",", ":")) + "\n")
