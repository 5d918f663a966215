"""Known answers for the steps that look along the rows, from feature-engine and pandas. Needs the packages of
`more.txt`."""

import json
import math
import pathlib

import feature_engine
import pandas as pd
from feature_engine.timeseries.forecasting import ExpandingWindowFeatures, LagFeatures, WindowFeatures

FUNCTIONS = ["mean", "std", "min", "max", "sum", "median", "count"]
# Rows in their order.
PLAIN = {
    "x": [3.0, -1.5, 4.0, 4.0, 100.25, 0.0, 7.5, -2.0, 6.0, 6.0, 1e6, 0.1],
    "y": [0.5, 0.25, 8.0, -3.0, 2.0, 2.0, 2.0, 9.0, -7.0, 1.0, 0.0, 4.0],
}
# Gaps at both ends, one after the other, and a column of nothing else.
GAPS = {
    "x": [None, None, 2.0, None, 5.0, 7.0, None, None, None, 1.0, 4.0, None],
    "y": [1.0, 2.0, None, 4.0, None, 0.5, 0.25, -3.0, None, None, 8.0, 9.0],
    "z": [None] * 12,
}
# Rows of three shops, mixed, out of order, with days that are the same; a row without a day and one without a shop.
SHOPS = {
    "shop": ["b", "a", "a", "b", "c", "a", None, "b", "a", "b", "a", "b", "a"],
    "day": [5.0, 3.0, 1.0, 2.0, 7.0, 3.0, 2.0, 2.0, 9.0, None, 4.0, 1.0, -2.5],
    "x": [1.0, 2.0, None, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, None, 12.0, 13.0],
    "y": [0.1, -2.0, 3.5, None, 5.0, None, 0.7, 8.0, None, 1.0, 1.1, None, 1.3],
    "word": ["m", None, "n", "m", None, "o", "n", None, None, "p", "m", "n", None],
}
ONE = {"x": [4.5], "y": [None]}
TABLES = {"plain": PLAIN, "gaps": GAPS, "shops": SHOPS, "one": ONE}
ORDERED = {"group_by": ["shop"], "sort_by": "day"}


def frame(name):
    table = pd.DataFrame(TABLES[name])
    return table.astype({column: float for column in table if column not in ("shop", "word")})


def cells(column):
    return [None if pd.isna(x) else x if isinstance(x, str) else float(x) for x in column]


def case(op, table, columns, params, made):
    made = {name: cells(column) for name, column in made.items()}
    return {"op": op, "table": table, "columns": columns, "params": params, "made": made}


def new(step, table, columns):
    made = step.fit_transform(frame(table)[columns])
    return {name: made[name] for name in made if name not in columns}


def libraries():
    """feature-engine, on rows that stand in their order."""
    quiet = {"missing_values": "ignore"}
    for table, columns in [("plain", ["x", "y"]), ("gaps", ["x", "y", "z"]), ("one", ["x", "y"])]:
        for periods in (1, [1, 2], [3, 1, 20]):
            made = new(LagFeatures(periods=periods, **quiet), table, columns)
            yield case("lag_features", table, columns, {"periods": periods}, made)
        for params in ({}, {"window": [2, 4], "functions": FUNCTIONS}, {"window": 1, "functions": ["max", "count"]}):
            made = new(WindowFeatures(**params, **quiet), table, columns)
            yield case("window_features", table, columns, params, made)
        # feature-engine does not pass min_periods on, and never shows a row to itself; pandas does both.
        for window, least, periods in ((4, 1, 1), (3, 2, 2), (5, 1, 0), (30, 1, 1), (3, 3, 4), (30, None, 1)):
            windows = frame(table)[columns].rolling(window, min_periods=least)
            told = {name: getattr(windows, name)().shift(periods) for name in FUNCTIONS}
            made = {f"{column}_window_{window}_{name}": told[name][column] for column in columns for name in told}
            params = {"window": window, "min_periods": least, "periods": periods, "functions": FUNCTIONS}
            yield case("window_features", table, columns, params, made)
        for params in (
            {"min_periods": 1},
            {"functions": FUNCTIONS, "min_periods": 1},
            {"functions": FUNCTIONS, "min_periods": 3, "periods": 2},
            {"functions": ["mean", "count"], "min_periods": 1, "periods": 0},
        ):
            made = new(ExpandingWindowFeatures(**params, **quiet), table, columns)
            yield case("expanding_window_features", table, columns, params, made)


def along(table, columns, work):
    """What pandas makes of each group in the order of its days; rows without either have nothing."""
    rows = frame(table)
    placed = rows.dropna(subset=["day", "shop"]).sort_values("day", kind="stable")
    made = {column: work(placed.groupby("shop")[column]) for column in columns}
    return {column: cells.reindex(rows.index) for column, cells in made.items()}


def groups():
    """pandas, by groups and days."""
    for periods in (1, 2):
        made = along("shops", ["x", "word"], lambda group: group.shift(periods))
        made = {f"{name}_lag_{periods}": cells for name, cells in made.items()}
        yield case("lag_features", "shops", ["x", "word"], {"periods": periods} | ORDERED, made)
    for window, least in ((2, 1), (3, 2), (3, None)):
        for name in FUNCTIONS:
            made = along(
                "shops",
                ["x", "y"],
                lambda group: group.transform(lambda x: x.rolling(window, min_periods=least).agg(name).shift(1)),
            )
            made = {f"{column}_window_{window}_{name}": cells for column, cells in made.items()}
            params = {"window": window, "min_periods": least, "functions": name} | ORDERED
            yield case("window_features", "shops", ["x", "y"], params, made)
    for name in FUNCTIONS:
        made = along("shops", ["x", "y"], lambda group: group.transform(lambda x: x.expanding(1).agg(name).shift(1)))
        made = {f"{column}_expanding_{name}": cells for column, cells in made.items()}
        params = {"min_periods": 1, "functions": name} | ORDERED
        yield case("expanding_window_features", "shops", ["x", "y"], params, made)


def differences():
    for table, columns in [("plain", ["x", "y"]), ("gaps", ["x", "y", "z"]), ("one", ["x", "y"])]:
        rows = frame(table)
        made = {f"{name}_diff_{n}": rows[name].diff(n) for n in (2, 1, 13) for name in columns}
        yield case("difference_features", table, columns, {"periods": [2, 1, 13]}, made)
    made = along("shops", ["x", "y"], lambda group: group.diff(1))
    made = {f"{name}_diff_1": cells for name, cells in made.items()}
    yield case("difference_features", "shops", ["x", "y"], ORDERED, made)


def fills():
    for op, of in (("forward_fill", "ffill"), ("backward_fill", "bfill")):
        for limit in (None, 1, 2):
            for table, columns in [("plain", ["x"]), ("gaps", ["x", "y", "z"]), ("one", ["x", "y"])]:
                rows = frame(table)
                made = {name: getattr(rows[name], of)(limit=limit) for name in columns}
                yield case(op, table, columns, {"limit": limit}, made)
            made = along("shops", ["x", "y", "word"], lambda group: getattr(group, of)(limit=limit))
            # A row without a place keeps its cell.
            rows = frame("shops")
            placed = rows["day"].notna() & rows["shop"].notna()
            made = {name: column.where(placed, rows[name]) for name, column in made.items()}
            yield case(op, "shops", ["x", "y", "word"], {"limit": limit} | ORDERED, made)


def main():
    answers = {
        "feature_engine": feature_engine.__version__,
        "pandas": pd.__version__,
        "tables": TABLES,
        "cases": [*libraries(), *groups(), *differences(), *fills()],
    }
    assert all(not isinstance(x, float) or math.isfinite(x) for c in answers["cases"] for m in c["made"].values() for x in m)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
