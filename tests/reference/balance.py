"""Known answers for the steps that balance classes, from imbalanced-learn (pinned in `more.txt`): which rows
stay, how many there are of each class, and, of rows that are drawn at random, their means and deviations over
many seeds with the errors of these."""

import json
import pathlib

import imblearn
import numpy as np
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours, RandomUnderSampler, TomekLinks
from sklearn.datasets import load_iris, load_wine

SEEDS = 120


def overlapping():
    """Two classes that overlap, 140 and 24 rows."""
    rng = np.random.default_rng(11)
    x = np.vstack([rng.normal(size=(140, 3)), rng.normal(loc=1.2, size=(24, 3))])
    order = rng.permutation(len(x))
    return np.round(x, 3)[order], np.repeat([0, 1], [140, 24])[order]


def fewer(data, sizes):
    """The first rows of each class, mixed by a fixed step."""
    rows = np.concatenate([np.flatnonzero(data.target == label)[:size] for label, size in enumerate(sizes)])
    rows = rows[np.arange(len(rows)) * 37 % len(rows)]
    return data.data[rows], data.target[rows]


def mixed():
    """Two numbers and two columns of categories, given by their places."""
    x, y = overlapping()
    words = np.stack([np.digitize(x[:, 2], [-0.6, 0.4, 1.4]), (x[:, 0] + x[:, 1] > 1).astype(int)], axis=1)
    return np.hstack([x[:, :2], words]), y


TABLES = {
    "overlapping": overlapping(),
    "iris": fewer(load_iris(), (50, 17, 29)),
    "wine": fewer(load_wine(), (20, 71, 48)),
    "mixed": mixed(),
}
KINDS = {
    "tomek_links": TomekLinks,
    "edited_nearest_neighbours": EditedNearestNeighbours,
    "random_over_sampler": RandomOverSampler,
    "random_under_sampler": RandomUnderSampler,
    "smote": SMOTE,
    "smote_nc": lambda **params: SMOTENC(categorical_features=[2, 3], **params),
    "borderline_smote": BorderlineSMOTE,
    "adasyn": ADASYN,
    "smote_tomek": SMOTETomek,
    "smote_enn": SMOTEENN,
}
EXACT = [
    ("tomek_links", {}),
    ("tomek_links", {"sampling_strategy": "all"}),
    ("tomek_links", {"sampling_strategy": "majority"}),
    ("edited_nearest_neighbours", {}),
    ("edited_nearest_neighbours", {"kind_sel": "mode"}),
    ("edited_nearest_neighbours", {"n_neighbors": 5, "sampling_strategy": "all"}),
    ("edited_nearest_neighbours", {"sampling_strategy": "not majority", "kind_sel": "mode"}),
]
DRAWN = [
    ("random_over_sampler", "wine", {}),
    ("random_under_sampler", "wine", {}),
    ("smote", "overlapping", {}),
    ("smote", "overlapping", {"sampling_strategy": 0.5, "k_neighbors": 3}),
    ("smote", "wine", {}),
    ("smote", "iris", {"sampling_strategy": "minority"}),
    ("smote_nc", "mixed", {}),
    ("borderline_smote", "overlapping", {}),
    ("adasyn", "overlapping", {}),
    ("adasyn", "wine", {"n_neighbors": 8}),
    ("smote_tomek", "overlapping", {}),
    ("smote_enn", "overlapping", {}),
    ("smote_enn", "iris", {}),
]


def exact(op, params, table):
    sampler = KINDS[op](**params)
    x, y = TABLES[table]
    sampler.fit_resample(x, y)
    return {"op": op, "params": params, "table": table, "rows": sorted(sampler.sample_indices_.tolist())}


def spread(values):
    values = np.array(values, dtype=float)
    return {"mean": values.mean(axis=0).tolist(), "error": (values.std(axis=0, ddof=1) / len(values) ** 0.5).tolist()}


def drawn(op, table, params):
    """Sizes of the classes, and of each class's rows the mean and deviation of each column."""
    x, y = TABLES[table]
    labels = np.unique(y)
    sizes, means, deviations = [], [], []
    for seed in range(SEEDS):
        rows, classes = KINDS[op](random_state=seed, **params).fit_resample(x, y)
        own = [rows[classes == label] for label in labels]
        sizes.append([len(rows) for rows in own])
        means.append([rows.mean(axis=0) for rows in own])
        deviations.append([rows.std(axis=0) for rows in own])
    return {
        "op": op,
        "params": params,
        "table": table,
        "sizes": spread(sizes),
        "means": spread(means),
        "deviations": spread(deviations),
    }


tables = {name: {"x": x.T.tolist(), "y": y.tolist()} for name, (x, y) in TABLES.items()}
answers = {
    "versions": {"imbalanced-learn": imblearn.__version__},
    "tables": tables,
    "exact": [exact(op, params, table) for op, params in EXACT for table in ("overlapping", "iris", "wine")],
    "drawn": [drawn(op, table, params) for op, table, params in DRAWN],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(answers) + "\n")
