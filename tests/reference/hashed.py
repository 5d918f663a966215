"""Known answers for `hashing_encoder`, from category_encoders, and for `hashing_vectorizer` and the order of
`ordinal_encoder`, from scikit-learn: needs the packages of `more.txt`."""

import json
import pathlib

import category_encoders
import numpy as np
import pandas as pd
import sklearn
from category_encoders import HashingEncoder
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import OrdinalEncoder

CITIES = ["Oslo", "Bergen", None, "Ålesund", "", "Oslo", "東京", "a longer name of a place", "Tromsø", "x"]
COLOURS = ["red", None, "blue", "Oslo", "red", "green", "x", "", "ü", "blue"]
NEW = [["unseen", "Oslo", None], ["red", None, "another"]]

TEXTS = [
    "The cat sat on the mat; the CAT purred.",
    "A dog, a cat and 2 birds!",
    "",
    "Straße ÉCOLE naïve café ΣΊΣΥΦΟΣ",
    "don't stop_me now -- well-known e-mail: me@mail.example",
    "日本語 テキスト 日本語",
    "the the the dog",
    "tabs\tand\n\nlines   and blanks",
]
VECTORS = [
    {},
    {"n_features": 16},
    {"n_features": 7, "norm": None},
    {"n_features": 7, "alternate_sign": False, "norm": "l1"},
    {"n_features": 5, "binary": True, "norm": None},
    {"n_features": 100, "ngram_range": [1, 2], "lowercase": False},
    {"n_features": 64, "analyzer": "char", "ngram_range": [1, 3]},
    {"n_features": 1000, "analyzer": "char_wb", "ngram_range": [2, 4]},
    {"n_features": 1 << 18, "stop_words": ["the", "and"]},
]


def frame(columns):
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in zip(["city", "colour"], columns)})


def encoded(columns, params):
    params = {"max_process": 1, **params}
    # A gap is None to the last: the frame as numpy has it.
    encoder = HashingEncoder(cols=["city", "colour"], **params)
    train = encoder.hash_chunk(encoder.hash_method, frame(columns).to_numpy(), params.get("n_components", 8))
    whole = frame([[cell or "-" for cell in column] for column in columns])
    made = encoder.fit_transform(whole)
    assert list(made.columns) == [f"col_{at}" for at in range(params.get("n_components", 8))]
    return train.tolist()


def vectors(params):
    told = dict(params)
    given = dict(params)
    if "ngram_range" in given:
        given["ngram_range"] = tuple(given["ngram_range"])
    if "stop_words" in told:
        told["stop_words"] = ", ".join(told["stop_words"])
    if "norm" in told and told["norm"] is None:
        told["norm"] = "none"
    matrix = HashingVectorizer(**{"n_features": 4096, **given}).transform(TEXTS).tocsr()
    rows = [matrix[row] for row in range(len(TEXTS))]
    cells = [sorted((int(at), float(x)) for at, x in zip(row.indices, row.data) if x != 0) for row in rows]
    return {"params": told, "cells": cells}


def ordered(order, train, new, unknown):
    more = {} if unknown is None else {"handle_unknown": "use_encoded_value", "unknown_value": unknown}
    encoder = OrdinalEncoder(categories=[order], **more).fit(np.array(train, dtype=object)[:, None])
    made = [encoder.transform(np.array(cells, dtype=object)[:, None])[:, 0].tolist() for cells in (train, new)]
    return {"params": {"categories": order, **more}, "train": train, "new": new, "made": made}


def main():
    hashes = [{}, {"n_components": 3}, {"n_components": 1000}, {"hash_method": "sha256"}]
    answers = {
        "versions": {"scikit-learn": sklearn.__version__, "category_encoders": category_encoders.__version__},
        "train": [CITIES, COLOURS],
        "new": NEW,
        "hashed": [
            {"params": params, "train": encoded([CITIES, COLOURS], params), "new": encoded(NEW, params)}
            for params in hashes
        ],
        "texts": TEXTS,
        "vectors": [vectors(params) for params in VECTORS],
        "ordered": [
            ordered(["low", "mid", "high"], ["mid", "low", "low", "mid"], ["high", "low", "mid"], None),
            ordered(["low", "mid", "high"], ["mid", "low", "odd"], ["high", "none", "mid"], -1),
            ordered(["z", "a", "m"], ["a", "z", "m"], ["m", "a"], 7),
        ],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
