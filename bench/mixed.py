"""Writes the mixed table that reading is timed on: the same bytes for the same pinned NumPy.

usage: mixed.py FOLDER ROWS...
For each number of rows `mixed-ROWS.csv`, about 105 bytes a row: a number of the row, an instant, a
day, a city (some in quotes, for their comma), a product of 5000, a price (some missing), a count, a
measurement with all its digits, true or false, and a note of a few words (some in quotes, some
missing).
"""

import pathlib
import sys

import numpy as np

BLOCK = 100_000
CITIES = np.array(
    ["Paris", "Rome", "Berlin", "Madrid", "Vienna", "Prague", "Lisbon", "Dublin", "Oslo", "Helsinki"]
    + ["São Paulo", "Zürich", '"Washington, D.C."', "Cairo", "Lagos", "Nairobi", "Lima", "Quito"]
    + ["Hanoi", "Seoul", "Osaka", "Perth", "Auckland", "Toronto"]
)
WORDS = np.array(
    ["late", "early", "paid", "returned", "damaged", "gift", "urgent", "repeat", "online", "store"]
    + ["promised", "partial", "checked", "called", "waiting", "priority", "bulk", "sample", "closed", "open"]
)


def notes(random, rows):
    first, second, third = (WORDS[random.integers(0, len(WORDS), rows)] for _ in range(3))
    number = random.integers(0, 1000, rows).astype(str)
    plain = np.char.add(np.char.add(np.char.add(first, " "), np.char.add(second, " ")), number)
    listed = np.char.add(np.char.add('"', np.char.add(first, ", ")), np.char.add(third, '"'))
    kind = random.random(rows)
    return np.where(kind < 0.02, "", np.where(kind < 0.15, listed, plain))


def block(random, start, rows):
    second = np.datetime64("2021-01-01T00:00:00") + random.integers(0, 126_000_000, rows).astype("timedelta64[s]")
    day = (second + random.integers(0, 90, rows).astype("timedelta64[D]")).astype("datetime64[D]")
    product = np.char.add("P-", np.char.zfill(random.integers(0, 5000, rows).astype(str), 5))
    price = np.char.mod("%.2f", random.lognormal(3.5, 1.0, rows))
    return [
        np.arange(start, start + rows).astype(str),
        np.datetime_as_string(second),
        np.datetime_as_string(day),
        CITIES[np.minimum(random.geometric(0.12, rows) - 1, len(CITIES) - 1)],
        product,
        np.where(random.random(rows) < 0.02, "", price),
        random.integers(1, 40, rows).astype(str),
        [repr(value) for value in random.standard_normal(rows).tolist()],
        np.where(random.random(rows) < 0.7, "true", "false"),
        notes(random, rows),
    ]


def main(folder, sizes):
    folder.mkdir(parents=True, exist_ok=True)
    for rows in sizes:
        random = np.random.default_rng(rows)
        with (folder / f"mixed-{rows}.csv").open("w", encoding="utf-8", newline="\n") as out:
            out.write("id,ordered,delivery,city,product,price,count,measure,member,note\n")
            for start in range(0, rows, BLOCK):
                columns = block(random, start, min(BLOCK, rows - start))
                out.writelines(",".join(cells) + "\n" for cells in zip(*columns))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [int(rows) for rows in sys.argv[2:]])
