"""Known answers for `count_vectorizer` and `tfidf_vectorizer`, from scikit-learn: terms, and cells by rows."""

import json
import pathlib

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

TRAIN = [
    "The cat sat on the mat; the CAT purred.",
    "A dog, a cat and 2 birds!",
    "",
    "Straße ÉCOLE naïve café İstanbul ΣΊΣΥΦΟΣ",
    "don't stop_me now -- well-known e-mail: me@mail.example",
    "Zürich 2024-01-31, 12.5 % 3rd x y z ab",
    "tabs\tand\n\nlines   and blanks",
    "日本語 テキスト 日本語",
    "cat",
    "!!! ???",
    "the the the dog",
    " leading and trailing ",
]
NEW = ["the unknown cat and the dog", "", "CAFÉ café", "日本語", "a b c", "stop_me mail  mail\tnow"]
STOP = ["the", "and", "now"]

PLAIN = [
    {},
    {"lowercase": False},
    {"ngram_range": [1, 2]},
    {"ngram_range": [2, 3], "stop_words": STOP},
    {"analyzer": "char", "ngram_range": [1, 3]},
    {"analyzer": "char", "ngram_range": [2, 2], "lowercase": False},
    {"analyzer": "char_wb", "ngram_range": [2, 5]},
    {"min_df": 2},
    {"min_df": 0.2},
    {"max_df": 0.2},
    {"max_df": 2},
    {"stop_words": STOP, "max_features": 4},
    {"binary": True, "ngram_range": [1, 2]},
]
WEIGHED = [
    {"norm": "l1"},
    {"norm": None},
    {"use_idf": False},
    {"smooth_idf": False},
    {"sublinear_tf": True},
    {"sublinear_tf": True, "norm": None, "smooth_idf": False},
]


def rows(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return [
        [[int(at), float(x)] for at, x in zip(row.indices, row.data)] for row in (matrix[i] for i in range(matrix.shape[0]))
    ]


def answer(kind, op, params):
    vectorizer = kind(**{**params, **({"ngram_range": tuple(params["ngram_range"])} if "ngram_range" in params else {})})
    train = rows(vectorizer.fit_transform(TRAIN))
    told = {**params}
    if "stop_words" in told:
        told["stop_words"] = ", ".join(told["stop_words"])
    if "norm" in told and told["norm"] is None:
        told["norm"] = "none"
    terms = vectorizer.get_feature_names_out().tolist()
    return {"op": op, "params": told, "terms": terms, "train": train, "new": rows(vectorizer.transform(NEW))}


cases = [answer(CountVectorizer, "count_vectorizer", params) for params in PLAIN]
cases += [answer(TfidfVectorizer, "tfidf_vectorizer", params) for params in PLAIN + WEIGHED]
answers = {"versions": {"scikit-learn": sklearn.__version__}, "train": TRAIN, "new": NEW, "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(answers) + "\n")
