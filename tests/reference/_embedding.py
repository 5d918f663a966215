"""Known answers for maps of neighbours, from umap-learn 0.5.12 (with numba 0.68.1, beside the packages of
requirements.txt): how trustworthy its maps are, and how alike it takes rows to be."""

import json
import pathlib
import warnings

import numpy as np
import umap
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.manifold import trustworthiness
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
SEEDS = range(3)


def digits():
    """Columns that vary enough, of not too many rows."""
    x = load_digits().data[:400]
    return x[:, (x > 0).mean(0) > 0.1][:, :40]


def of(x):
    scaled = StandardScaler().fit_transform(x)
    maps = [umap.UMAP(random_state=seed).fit_transform(scaled) for seed in SEEDS]
    means = {str(k): float(np.mean([trustworthiness(scaled, m, n_neighbors=k) for m in maps])) for k in (5, 15)}
    return {"rows": x.tolist(), "trustworthiness": means}


def graph(x):
    scaled = StandardScaler().fit_transform(x)
    state = np.random.RandomState(0)
    likeness, _, _ = umap.umap_.fuzzy_simplicial_set(scaled, 15, state, "euclidean")
    return {"rows": x.tolist(), "likeness": np.round(likeness.toarray().ravel(), 7).tolist()}


def main():
    out = {
        "versions": {"umap-learn": umap.__version__},
        "tables": {"iris": of(load_iris().data), "wine": of(load_wine().data), "digits": of(digits())},
        "graph": graph(load_wine().data[:60]),
    }
    path = pathlib.Path(__file__).with_name("embedding.json")
    path.write_text(json.dumps(out, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
