"""Known answers for forecasts: statsmodels' exponential smoothing (ETSModel) and STL, pandas' shifts for
the seasonal naive forecast and the lags, scikit-learn's ridge on those lags.

Run it with the versions of requirements.txt; it writes forecast.json beside itself.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.linear_model import Ridge
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.seasonal import STL

HERE = Path(__file__).parent
STEPS = 12


def series():
    """Real series that statsmodels ships, in the public domain, and one with a trend made by a formula."""
    sea = sm.datasets.elnino.load_pandas().data.iloc[:, 1:].to_numpy().ravel()[:240]
    nile = sm.datasets.nile.load_pandas().data["volume"].to_numpy()
    at = np.arange(120)
    sales = (100 + 2 * at) * (1 + 0.3 * np.sin(2 * np.pi * at / 12)) + 5 * np.cos(at * at)
    return {"sea": sea, "nile": nile, "sales": sales.round(6)}


def described(model, values, params):
    """The parameters of a fit, its likelihood and forecasts."""
    # The initial states are read from the series (heuristic) and not among what is fitted.
    names = dict(zip(model.param_names, params))
    result = model.smooth(params)
    return {
        "alpha": names["smoothing_level"],
        "beta": names.get("smoothing_trend"),
        "gamma": names.get("smoothing_seasonal"),
        "phi": names.get("damping_trend"),
        "llf": float(result.llf),
        "forecast": result.forecast(STEPS).tolist(),
    }


def model_of(values, error, trend, damped, seasonal, season):
    return ETSModel(
        values,
        error=error,
        trend=trend,
        damped_trend=damped,
        seasonal=seasonal,
        seasonal_periods=season if seasonal else None,
        initialization_method="heuristic",
    )


def smoothing(all_series):
    cases = []
    seasons = {"sea": 12, "nile": 1, "sales": 12}
    forms = [
        ("ANN", "add", None, False, None),
        ("AAN", "add", "add", False, None),
        ("AAdN", "add", "add", True, None),
        ("MAN", "mul", "add", False, None),
        ("ANA", "add", None, False, "add"),
        ("AAA", "add", "add", False, "add"),
        ("MAdM", "mul", "add", True, "mul"),
        ("MAM", "mul", "add", False, "mul"),
        ("MNA", "mul", None, False, "add"),
    ]
    for name, values in all_series.items():
        for form, error, trend, damped, seasonal in forms:
            if seasonal and seasons[name] == 1:
                continue
            model = model_of(values, error, trend, damped, seasonal, seasons[name])
            params = model.fit(disp=False, maxiter=2000).params
            cases.append(
                {
                    "series": name,
                    "name": form,
                    "error": error,
                    "trend": trend,
                    "damped": damped,
                    "seasonal": seasonal,
                    "season": seasons[name],
                    **described(model, values, params),
                }
            )
    return cases


def plain(all_series):
    cases = []
    for name in ["sea", "sales"]:
        values, season, steps = all_series[name], 12, 18
        last = values[-season:]
        naive = [float(last[step % season]) for step in range(steps)]
        scale = float(pd.Series(values).diff(season).abs().mean())
        # Knots a tenth of each smoother's window apart: seasonal 7, trend 23, low pass 13.
        parts = STL(values, period=season, seasonal_jump=1, trend_jump=3, low_pass_jump=2).fit()
        rest = values - parts.seasonal
        model = model_of(rest, "add", "add", True, None, 1)
        fit = described(model, rest, model.fit(disp=False, maxiter=2000).params)
        carried = np.array(model.smooth(model.fit(disp=False, maxiter=2000).params).forecast(steps))
        seasonal = parts.seasonal[-season:]
        again = np.array([seasonal[step % season] for step in range(steps)])
        cases.append(
            {
                "series": name,
                "season": season,
                "naive": naive,
                "scale": scale,
                "rest": {"error": "add", "trend": "add", "damped": True, "seasonal": None, **fit},
                "decomposed": (carried + again).tolist(),
            }
        )
    return cases


def features(values, season, difference):
    """Lags up to a season and the mean of the last season, at each time that has all of them."""
    s = pd.Series(values)
    base = s.shift(1) if difference else 0.0
    lags = {f"lag{k}": s.shift(k) - base for k in range(1, season + 1) if not (difference and k == 1)}
    mean = s.shift(1).rolling(season).mean() - base
    return pd.DataFrame({**lags, "mean": mean})


def lagged(all_series):
    cases = []
    for name in ["sea", "sales"]:
        season = 12
        values = all_series[name].astype(float)
        for strategy in ["recursive", "direct"]:
            for difference in [False, True]:
                told = []
                known = list(values)
                x = features(values, season, difference).to_numpy().astype(np.float32)
                # A row more than there are values: the features at the end of the series.
                ahead = lambda v: features(np.append(v, np.nan), season, difference).to_numpy()[-1:].astype(np.float32)
                for step in range(1, STEPS + 1):
                    lead = step if strategy == "direct" else 1
                    base = np.roll(values, 1) if difference else np.zeros(len(values))
                    rows = np.arange(season, len(values) - lead + 1)
                    y = values[rows + lead - 1] - base[rows]
                    fit = Ridge(alpha=1.0).fit(x[rows].astype(np.float64), y)
                    now = known if strategy == "recursive" else list(values)
                    answer = fit.predict(ahead(np.array(now)).astype(np.float64))[0]
                    answer += now[-1] if difference else 0.0
                    told.append(float(answer))
                    known.append(float(answer))
                cases.append(
                    {
                        "series": name,
                        "season": season,
                        "strategy": strategy,
                        "difference": difference,
                        "forecast": told,
                    }
                )
    return cases


def main():
    all_series = series()
    answers = {
        "series": {name: values.tolist() for name, values in all_series.items()},
        "smoothing": smoothing(all_series),
        "plain": plain(all_series),
        "lagged": lagged(all_series),
    }
    (HERE / "forecast.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
