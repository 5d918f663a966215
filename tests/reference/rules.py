"""Known answers for rules and for rows that are nearly equal: pandas, the standard library and
rapidfuzz. Writes rules.json beside this file.
"""

import io
import json
import random
import re
import unicodedata
from pathlib import Path

import pandas as pd
from rapidfuzz.distance import Levenshtein

random.seed(11)

TABLE = pd.DataFrame(
    {
        "id": [1, 2, 3, 3, 5, 6, None, 8, 9, 10, 2, 12],
        "age": ["34", "-1", "120", "121", "abc", "", "0", "55.5", "1e2", "7", "200", "18"],
        "mail": ["a@b.c", "no", "x@y.org", "", "é@ü.de", "a b@c.d", "q@r", "Z@Z.ZZ", "@", "m@n.o", "a@b.c", "p"],
        "size": ["S", "M", "L", "XL", "", "s", "M", "L", "S", "M", "XXL", "L"],
        "start": ["2024-01-05", "2024-02-01", "", "2024-03-01", "2023-12-31", "2024-01-01", "2024-06-30",
                  "2024-07-01", "2024-05-05", "2024-04-04", "2024-01-31", "2024-02-29"],
        "end": ["2024-01-06", "2024-01-31", "2024-01-01", "2024-03-01", "2024-01-01", "2024-01-01", "",
                "2024-08-01", "2024-05-04", "2024-04-05", "2024-02-01", "2024-03-01"],
    }
)
OTHER = "code,name\nS,small\nM,medium\nL,large\n"


def rules():
    text = TABLE.to_csv(index=False)
    read = pd.read_csv(io.StringIO(text), dtype={"age": str})
    raw = pd.read_csv(io.StringIO(text), dtype=str)
    number = pd.to_numeric(read["age"], errors="coerce")
    there = raw.notna()
    start, end = pd.to_datetime(read["start"]), pd.to_datetime(read["end"])
    codes = pd.read_csv(io.StringIO(OTHER))["code"]

    def broken(rule, mask, checked):
        return {"rule": rule, "rows": [int(i) for i in read.index[mask]], "checked": int(checked)}

    def each(columns, mask_of):
        mask = pd.Series(False, index=read.index)
        for column in columns:
            mask |= there[column] & ~mask_of(column)
        return mask

    both = there["start"] & there["end"]
    keyed = there["id"]
    cases = [
        broken({"kind": "type", "columns": ["age"], "type": "numeric"}, there["age"] & number.isna(), there["age"].sum()),
        broken({"kind": "range", "columns": ["age"], "min": 0, "max": 120},
               there["age"] & ~number.between(0, 120), there["age"].sum()),
        broken({"kind": "range", "columns": ["start"], "min": "2024-01-01", "max": "2024-06-30"},
               there["start"] & ~start.between("2024-01-01", "2024-06-30"), there["start"].sum()),
        broken({"kind": "set", "columns": ["size"], "values": ["S", "M", "L", "XL"]},
               there["size"] & ~raw["size"].isin(["S", "M", "L", "XL"]), there["size"].sum()),
        broken({"kind": "set", "columns": ["id"], "values": [1, 2.0, "3", 5, 6, 8]},
               keyed & ~read["id"].isin([1, 2, 3, 5, 6, 8]), keyed.sum()),
        broken({"kind": "pattern", "columns": ["mail"], "pattern": r"^[^@\s]+@[^@\s]+\.\w+$"},
               each(["mail"], lambda c: raw[c].str.contains(r"^[^@\s]+@[^@\s]+\.\w+$").eq(True)), there["mail"].sum()),
        broken({"kind": "not_null", "columns": ["age", "size"]}, ~there["age"] | ~there["size"], 2 * len(read)),
        broken({"kind": "unique", "columns": ["id"]}, keyed & read["id"].duplicated(), keyed.sum()),
        broken({"kind": "unique", "columns": ["id", "mail"]},
               keyed & there["mail"] & read.duplicated(["id", "mail"]), (keyed & there["mail"]).sum()),
        broken({"kind": "references", "columns": ["size"], "table": "codes.csv", "table_column": "code"},
               there["size"] & ~raw["size"].isin(codes), there["size"].sum()),
    ]
    for op, holds in [("<", start < end), ("<=", start <= end), ("==", start == end), ("!=", start != end),
                      (">=", start >= end), (">", start > end)]:
        cases.append(broken({"kind": "compare", "columns": ["start"], "op": op, "other": "end"}, both & ~holds, both.sum()))
    return {"table": text, "other": OTHER, "cases": cases}


def normal(text):
    """Lower case, no accents, punctuation and space as one space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain.lower()))


def typo(text):
    i = random.randrange(len(text)) if text else 0
    return random.choice([
        text[:i] + text[i + 1:],
        text[:i] + random.choice("aeinrstü-") + text[i:],
        text[:i] + random.choice("aeinrst") + text[i + 1:],
        text.upper(),
        text + ".",
        text.replace("e", "é"),
    ])


def people(n):
    first = ["Anna", "Jürgen", "José María", "Seán", "Zoë", "Łukasz", "Chloé", "Bo", "Wei", "Amina", "Oleksandr"]
    last = ["Müller", "O'Brien", "García-López", "Nowak", "Smith", "Schmidt", "Nguyễn", "Li", "Andersson", "Østergaard"]
    street = ["Rue de l'Église", "Hauptstraße", "Main Street", "ul. Długa", "Via Roma", "Calle Mayor"]
    rows = []
    while len(rows) < n:
        row = [f"{random.choice(first)} {random.choice(last)}", f"{random.choice(street)} {random.randrange(1, 60)}",
               random.choice([10, 20.5, 30, None])]
        rows.append(row)
        while random.random() < 0.45 and len(rows) < n:
            copy = list(row)
            for _ in range(random.randrange(0, 4)):
                column = random.randrange(2)
                copy[column] = typo(copy[column])
            rows.append(copy)
    random.shuffle(rows)
    return pd.DataFrame(rows, columns=["name", "street", "amount"])


def alike(a, b):
    edits = letters = 0
    for x, y in zip(a, b):
        is_text = x[1]
        longer = max(len(x[0]), len(y[0]))
        letters += longer
        edits += Levenshtein.distance(x[0], y[0]) if is_text else (0 if x[0] == y[0] else longer)
    return 1.0 if letters == 0 else 1.0 - edits / letters


def near():
    cases = []
    for n, threshold, keep, columns in [
        (150, 0.75, "first", []), (150, 0.85, "last", []), (150, 0.95, "first", []), (90, 0.6, "first", ["name"]),
        (150, 0.8, "most_complete", ["name", "street"]),
    ]:
        table = people(n)
        text = table.to_csv(index=False)
        read = pd.read_csv(io.StringIO(text))
        used = columns or list(read.columns)
        cell = lambda v, c: ("" if pd.isna(v) else normal(v), True) if c != "amount" else ("" if pd.isna(v) else f"{v:g}", False)
        rows = [[cell(read.at[i, c], c) for c in used] for i in range(n)]
        order = list(range(n))
        if keep == "last":
            order.reverse()
        if keep == "most_complete":
            order.sort(key=lambda i: (int(read.loc[i].isna().sum()), i))
        taken, groups = set(), []
        for i in order:
            if i in taken:
                continue
            members = [(j, alike(rows[i], rows[j])) for j in range(n) if j not in taken]
            members = [(j, s) for j, s in members if s >= threshold]
            taken.update(j for j, _ in members)
            if len(members) > 1:
                groups.append({"stays": i, "rows": members})
        groups.sort(key=lambda g: g["rows"][0][0])
        cases.append({"table": text, "similarity": threshold, "keep": keep, "columns": columns, "groups": groups})
    return cases


if __name__ == "__main__":
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"rules": rules(), "near": near()}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
