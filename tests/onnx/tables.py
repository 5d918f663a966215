"""Made-up tables with everything that real ones have: gaps, odd names, unseen categories."""

import csv

import numpy as np

MISSING = ("", "NA")


def mixed(rows, seed, *targets, later=False):
    """Rows of numbers, categories and booleans; `later` rows hold what the training rows lack."""
    rng = np.random.default_rng(seed)

    def numbers(scale, digits, gaps):
        cells = [f"{x:.{digits}f}" for x in rng.normal(0.3, scale, rows)]
        return [rng.choice(MISSING) if rng.random() < gaps else cell for cell in cells]

    def levels(known, unseen):
        cells = [str(rng.choice(known)) for _ in range(rows)]
        gaps = [rng.choice(MISSING) if rng.random() < 0.05 else cell for cell in cells]
        strange = [later and unseen and rng.random() < 0.05 for _ in range(rows)]
        return ["never seen" if is_strange else cell for is_strange, cell in zip(strange, gaps)]

    columns = {
        "height": numbers(1.0, 3, 0.1),
        "label": numbers(1e4, 1, 0.0),
        'breite, "cm"': numbers(1e-3, 7, 0.2),
        "farbe.ü": levels(["red", "green", "dunkelblau", "weiß"], True),
        "size": levels(["S", "M"], True),
        "paid": levels(["yes", "No", "YES", "no"], False),
        "probabilities": numbers(30.0, 0, 0.0),
    }
    made = {target: TARGETS[target](columns, rng) for target in targets}
    return columns | made


def _signal(columns, rng):
    known = [float(x) if x not in MISSING else 0.0 for x in columns["height"]]
    red = np.array([cell == "red" for cell in columns["farbe.ü"]], dtype=float)
    noise = rng.normal(0.0, 0.7, len(known))
    return np.array(known) + red + np.array(columns["label"], dtype=float) / 2e4 + noise


def _binary(columns, rng):
    return ["ja, wirklich" if x > 0.5 else "nein" for x in _signal(columns, rng)]


def _spelt(columns, rng):
    spellings = {True: ["yes", "YES", "Yes"], False: ["No", "no"]}
    return [str(rng.choice(spellings[bool(x > 0.5)])) for x in _signal(columns, rng)]


def _digits(columns, rng):
    return [str(d) for d in np.digitize(_signal(columns, rng), [-0.3, 0.6, 1.4]) * 5]


def _amount(columns, rng):
    return [f"{x:.4f}" for x in 40.0 * _signal(columns, rng) - 20.0]


def _weight(columns, rng):
    paid = np.array([cell.lower() == "yes" for cell in columns["paid"]], dtype=float)
    return [f"{x:.3f}" for x in _signal(columns, rng) ** 2 + 3.0 * paid]


TARGETS = {"weight": _weight, "bought": _binary, "signed": _spelt, "grade": _digits, "price": _amount}


def write(path, columns):
    """Writes columns of text as CSV."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
