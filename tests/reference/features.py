"""Known answers for the steps that make columns of others, from scikit-learn, feature-engine and pandas. Needs
the packages of `more.txt`."""

import json
import math
import pathlib

import feature_engine
import numpy as np
import pandas as pd
import sklearn
from feature_engine.creation import RelativeFeatures
from sklearn.preprocessing import PolynomialFeatures

NUMBERS = {
    "a": [1.5, -2.0, 4.25, 0.0, 7.0, -7.5],
    "b c": [2.0, 3.0, -0.5, 4.0, -3.0, 2.0],
    "d": [10.0, 12.5, 3.0, 1.0, 8.0, 0.25],
}
GAPS = {
    "x": [3.0, None, 5.0, -4.0, 2.5],
    "y": [2.0, 1.0, None, 3.0, 0.5],
    "z": [-2.0, 0.7, 1.0, None, 4.0],
}
DATES = {
    "when": [
        "2024-02-29T23:59:58", None, "1999-12-31", "2023-01-01T00:00:01", "1970-01-01", "1969-12-31T12:30:00",
        "2024-03-31T06:07:08", "2100-02-28", "1900-03-01", "2024-12-30", "2024-06-30T18:00:00", "2000-10-01",
    ],
    "since": [
        "2024-02-28", "2024-01-01", "2000-01-01", None, "1970-01-01T06:00:00", "1969-12-31", "2024-03-30",
        "2099-02-28", "1899-03-01", "2023-12-30", "2026-05-17", "1999-02-28",
    ],
}
GROUPS = {
    "city": ["Oslo", "Rome", "Oslo", None, "Rome", "Oslo", "Bonn", "Ürgüp", "Rome", "Ürgüp"],
    "year": [2020.0, 2020.0, 2021.0, 2020.0, None, 2020.0, 2021.0, 2020.0, 2020.0, 2020.0],
    "x": [1.0, 2.0, None, 4.0, 5.0, 1e9, 7.0, None, 2.0, None],
    "y": [0.1, -3.5, 2.25, 0.1, 0.3, 0.7, -1.0, 2.0, 2.0, 2.0],
}
NEW_GROUPS = {
    "city": ["Oslo", "Paris", None, "Rome", "Ürgüp"],
    "year": [2020.0, 2020.0, 2021.0, 2021.0, 2020.0],
    "x": [None, 0.0, 0.0, 0.0, 0.0],
    "y": [0.0, 0.0, 0.0, 0.0, 0.0],
}


def frame(table):
    return pd.DataFrame({name: [math.nan if x is None else x for x in cells] for name, cells in table.items()})


def cells(column):
    plain = [float(x) for x in column]
    return [None if math.isnan(x) else x if math.isfinite(x) else str(x) for x in plain]


def case(op, table, columns, params, made):
    made = {name: cells(column) for name, column in made.items()}
    return {"op": op, "table": table, "columns": columns, "params": params, "made": made}


def polynomials():
    for columns, params in [
        (["a", "b c", "d"], {}),
        (["a", "b c", "d"], {"degree": 3, "include_bias": True}),
        (["a", "b c"], {"degree": [2, 4]}),
        (["a", "b c", "d"], {"degree": [2, 3], "interaction_only": True}),
        (["a", "b c", "d"], {"degree": 5, "interaction_only": True, "include_bias": True}),
        (["d"], {"degree": 1, "include_bias": True}),
    ]:
        given = {"include_bias": False} | params
        given["degree"] = tuple(given["degree"]) if isinstance(given.get("degree"), list) else given.get("degree", 2)
        made = PolynomialFeatures(**given).set_output(transform="pandas").fit_transform(frame(NUMBERS)[columns])
        yield case("polynomial_features", "numbers", columns, params | {"keep": False}, made)
    chosen = PolynomialFeatures(interaction_only=True, include_bias=False).set_output(transform="pandas")
    made = chosen.fit_transform(frame(NUMBERS))[["a b c", "b c d"]]
    params = {"interactions": ["b c * a", "b c * d"], "keep": False}
    yield case("polynomial_features", "numbers", ["a", "b c", "d"], params, made)


def relatives():
    for table, name, variables, reference, func, more in [
        (NUMBERS, "numbers", ["a", "b c"], ["d"], ["div"], {}),
        (NUMBERS, "numbers", ["a"], ["b c", "d"], ["add", "sub", "mul", "div", "mod", "floordiv"], {}),
        (NUMBERS, "numbers", ["d"], ["b c", "a"], ["div", "floordiv", "mod"], {"fill_value": -1.0}),
        (NUMBERS, "numbers", ["d"], ["b c", "a"], ["pow"], {}),
        (GAPS, "gaps", ["x", "y"], ["z"], ["sub", "div", "pow"], {}),
    ]:
        given = frame(table)
        step = RelativeFeatures(variables, reference, func, missing_values="ignore", **more)
        made = step.fit_transform(given)
        made = made[[column for column in made if column not in given]]
        yield case("relative_features", name, variables, {"reference": reference, "func": func} | more, made)


def dates(name):
    return pd.to_datetime(pd.Series(DATES[name]), format="ISO8601")


PARTS = {
    "year": lambda at: at.year,
    "quarter": lambda at: at.quarter,
    "month": lambda at: at.month,
    "week": lambda at: at.isocalendar().week,
    "day": lambda at: at.day,
    "weekday": lambda at: at.day_of_week,
    "dayofyear": lambda at: at.day_of_year,
    "hour": lambda at: at.hour,
    "minute": lambda at: at.minute,
    "second": lambda at: at.second,
    "weekend": lambda at: at.day_of_week >= 5,
    "month_start": lambda at: at.is_month_start,
    "month_end": lambda at: at.is_month_end,
    "quarter_start": lambda at: at.is_quarter_start,
    "quarter_end": lambda at: at.is_quarter_end,
}
PERIODS = {"quarter": 4, "month": 12, "weekday": 7, "hour": 24, "minute": 60, "second": 60}


def of_dates():
    def part(column, what):
        return [math.nan if pd.isna(at) else float(PARTS[what](at)) for at in dates(column)]

    every = {f"when_{what}": part("when", what) for what in PARTS}
    yield case("datetime_features", "dates", ["when"], {"features": list(PARTS)}, every)
    usual = ["year", "month", "day", "weekday"]
    made = {f"{column}_{what}": part(column, what) for column in ("when", "since") for what in usual}
    yield case("datetime_features", "dates", ["when", "since"], {}, made)
    around = {}
    for what, period in PERIODS.items():
        turn = 2 * np.pi * np.array(part("when", what)) / period
        around |= {f"when_{what}_sin": np.sin(turn), f"when_{what}_cos": np.cos(turn)}
    around["when_year"] = part("when", "year")
    params = {"features": [*PERIODS, "year"], "cyclical": True}
    yield case("datetime_features", "dates", ["when"], params, around)
    for since, unit, length in [("since", "D", "1D"), ("2000-01-01", "h", "1h"), ("since", "m", "1min"), ("1970-01-01", "s", "1s")]:
        start = dates("since") if since == "since" else pd.Timestamp(since)
        made = {"when_since": (dates("when") - start) / pd.Timedelta(length)}
        params = {"features": [], "since": since, "unit": unit}
        yield case("datetime_features", "dates", ["when"], params, made)


def of_groups():
    functions = ["mean", "sum", "std", "count", "nunique", "min", "max", "median"]
    train, new = frame(GROUPS), frame(NEW_GROUPS)
    for by, columns, unknown in [
        (["city"], ["x", "y"], "all"),
        (["city"], ["x"], "missing"),
        (["year"], ["y"], "all"),
        (["city", "year"], ["x", "y"], "all"),
        (["year", "city"], ["y"], "missing"),
    ]:
        made, later = {}, {}
        for column in columns:
            for function in functions:
                found = train.groupby(by)[column].agg(function)
                of_all = getattr(train[column], function)() if unknown == "all" else math.nan

                def look_up(rows):
                    keys = [tuple(row) if len(by) > 1 else row[0] for row in rows[by].itertuples(index=False)]
                    return [float(found[key]) if key in found.index else of_all for key in keys]

                name = f"{column}_{function}_by_{'_'.join(by)}"
                made[name], later[name] = look_up(train), look_up(new)
        params = {"by": by, "func": functions, "unknown": unknown}
        yield case("group_aggregate", "groups", columns, params, made) | {
            "new": {name: cells(column) for name, column in later.items()}
        }


def main():
    answers = {
        "feature_engine": feature_engine.__version__,
        "pandas": pd.__version__,
        "scikit-learn": sklearn.__version__,
        "tables": {"numbers": NUMBERS, "gaps": GAPS, "dates": DATES, "groups": GROUPS, "new groups": NEW_GROUPS},
        "cases": [*polynomials(), *relatives(), *of_dates(), *of_groups()],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
