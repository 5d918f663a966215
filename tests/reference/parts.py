"""Known answers for parts that are held against one another: population stability indices by numpy, and the widest
half of Wilson's 95 % interval by scipy.

The index is the textbook's, sum (p - q) ln(p / q), over ten bins of equally many training values (equal edges
counted once) or over categories, missing cells being a bin, with half a row added to each bin of either part."""

import json
import pathlib

import numpy as np
import scipy
from scipy.stats import binomtest


def index_of(train, test, numeric):
    """The index of two lists of cells; None is missing."""
    if numeric:
        known = np.sort([x for x in train if x is not None])
        edges = np.unique([known[b * len(known) // 10] for b in range(1, 10)])
        place = lambda cell: "missing" if cell is None else int(np.digitize(cell, edges))
    else:
        place = lambda cell: "missing" if cell is None else cell
    a, b = [place(cell) for cell in train], [place(cell) for cell in test]
    bins = sorted(set(a) | set(b), key=str)
    share = lambda cells: np.array([cells.count(one) + 0.5 for one in bins]) / (len(cells) + 0.5 * len(bins))
    p, q = share(a), share(b)
    free, rows = len(bins) - 1, 1 / len(a) + 1 / len(b)
    return {
        "index": float(np.sum((p - q) * np.log(p / q))),
        "expected": float(free * rows),
        "chance": float((free + 4 * np.sqrt(2 * free)) * rows),
    }


def cases():
    draw = np.random.default_rng(11)
    gaps = lambda values, share: [None if draw.random() < share else float(x) for x in values]
    words = lambda shares, n: [["red", "green", "blue"][i] for i in draw.choice(3, n, p=shares)]
    tables = [
        ("same numbers", draw.normal(size=140), draw.normal(size=60), True),
        ("shifted numbers", draw.normal(size=140), draw.normal(1.5, 1, 60), True),
        ("few different numbers", draw.integers(0, 3, 140), draw.integers(1, 4, 60), True),
        ("one number", np.ones(140), np.ones(60), True),
        ("gaps in one part", gaps(draw.normal(size=140), 0.02), gaps(draw.normal(size=60), 0.5), True),
        ("same words", words([0.5, 0.3, 0.2], 140), words([0.5, 0.3, 0.2], 60), False),
        ("a word that training lacks", words([0.6, 0.4, 0.0], 140), words([0.2, 0.3, 0.5], 60), False),
    ]
    plain = lambda cells, numeric: [None if c is None else float(c) if numeric else str(c) for c in cells]
    for name, train, test, numeric in tables:
        train, test = plain(train, numeric), plain(test, numeric)
        yield {"name": name, "numeric": numeric, "train": train, "test": test, **index_of(train, test, numeric)}


def half_width(n):
    interval = binomtest(n // 2, n).proportion_ci(0.95, method="wilson")
    return float((interval.high - interval.low) / 2)


def main():
    answer = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "indices": list(cases()),
        "half_widths": [{"n": n, "half_width": half_width(n)} for n in [2, 30, 52, 86, 1000, 15000, 200000]],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answer, indent=1) + "\n")


main()
