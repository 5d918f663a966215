"""Known answers for combining tables and for duplicates: pandas' merge, concat and drop_duplicates.

pandas matches missing keys with missing keys; here a missing key matches nothing, so rows with
one are set aside before the merge and put back where the kind of join keeps them.
Writes combine.json beside this file.
"""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd

RNG = np.random.default_rng(20)


def cell(value):
    """A cell as the table labels it."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (int, float, np.integer, np.floating)):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def rows(frame):
    return [[cell(v) for v in row] for row in frame.astype(object).itertuples(index=False)]


def read(text, **options):
    return pd.read_csv(io.StringIO(text), **options)


def merge(left, right, how, left_on, right_on):
    """pandas' merge, but a missing key meets nothing."""
    left, right = left.assign(_l=range(len(left))), right.assign(_r=range(len(right)))
    l_key, r_key = left[left_on].notna().all(axis=1), right[right_on].notna().all(axis=1)
    keys = {"on": left_on} if left_on == right_on else {"left_on": left_on, "right_on": right_on}
    both = left[l_key].merge(right[r_key], how=how, suffixes=("", "_right"), **keys)
    extra = [both]
    if how in ("left", "outer"):
        extra.append(left[~l_key].reindex(columns=both.columns))
    if how == "outer":
        names = {n: n if n in left_on or n not in left.columns else f"{n}_right" for n in right.columns}
        if left_on != right_on:
            names = {n: n if n not in left.columns else f"{n}_right" for n in right.columns}
        extra.append(right[~r_key].rename(columns=names).reindex(columns=both.columns))
    whole = pd.concat([e.astype(object) for e in extra])
    # The first table's order, then the other's, and what only the other has at the end.
    whole = whole.sort_values(["_l", "_r"], na_position="last", kind="stable")
    return whole.drop(columns=["_l", "_r"])


def frame(n, seed):
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, max(2, n // 2), n).astype(object)
    codes = rng.choice(["a", "b", "c", "Ä", "x y"], n).astype(object)
    ids[rng.random(n) < 0.08] = None
    codes[rng.random(n) < 0.08] = None
    value = np.round(rng.normal(size=n) * 100, 3).astype(object)
    value[rng.random(n) < 0.1] = None
    return pd.DataFrame({"id": ids, "code": codes, "value": value.astype(float)})


def joins():
    cases = []
    for seed, (n, m) in enumerate([(30, 30), (60, 40), (17, 50), (200, 150)]):
        left, right = frame(n, seed), frame(m, seed + 100)
        right = right.assign(note=[f"note {i}" for i in range(m)])
        for how in ("inner", "left", "outer"):
            for names in (["id"], ["id", "code"]):
                texts = left.to_csv(index=False), right.to_csv(index=False)
                whole = merge(read(texts[0]), read(texts[1]), how, names, names)
                assert len(whole), "a join without rows is refused and has no answer"
                cases.append(
                    {"left": texts[0], "right": texts[1], "how": how, "left_on": names, "right_on": names,
                     "columns": list(whole.columns), "rows": rows(whole)}
                )
            # Keys of other names; the other file with semicolons and decimal commas.
            other = right.rename(columns={"id": "number", "value": "weight"}).drop(columns=["code"])
            texts = left.to_csv(index=False), other.to_csv(index=False, sep=";", decimal=",")
            whole = merge(read(texts[0]), read(texts[1], sep=";", decimal=","), how, ["id"], ["number"])
            cases.append(
                {"left": texts[0], "right": texts[1], "how": how, "left_on": ["id"], "right_on": ["number"],
                 "columns": list(whole.columns), "rows": rows(whole)}
            )
    return cases


def appends():
    cases = []
    for seed, (n, m) in enumerate([(10, 5), (40, 60)]):
        left = frame(n, seed + 200)
        right = frame(m, seed + 300).assign(note=[f"n{i % 4}" for i in range(m)]).drop(columns=["code"])
        for how, join in (("outer", "outer"), ("inner", "inner")):
            texts = left.to_csv(index=False), right.to_csv(index=False, sep=";", decimal=",")
            whole = pd.concat([read(texts[0]), read(texts[1], sep=";", decimal=",")], join=join)
            cases.append(
                {"left": texts[0], "right": texts[1], "how": how,
                 "columns": list(whole.columns), "rows": rows(whole)}
            )
    return cases


def duplicates():
    cases = []
    for seed, columns in [(1, None), (2, ["id"]), (3, ["id", "code"]), (4, ["code"])]:
        table = frame(50, seed + 400)[["id", "code"]]
        text = table.to_csv(index=False)
        for keep in ("first", "last", False):
            kept = read(text).drop_duplicates(subset=columns, keep=keep).index.tolist()
            cases.append({"table": text, "columns": columns or [], "keep": keep or "none", "rows": kept})
    return cases


if __name__ == "__main__":
    answers = {
        "joins": joins(),
        "appends": appends(),
        "duplicates": duplicates(),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
