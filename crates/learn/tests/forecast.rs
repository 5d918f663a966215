//! Laws of forecasts, and known answers of statsmodels and pandas (`tests/reference/forecast.py`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod training;

use glasshouse_learn::forecast::{Column, ForecastState, Form, Grid, Line, Panel, Smoothing, Trend, Way};
use glasshouse_learn::{
    Dataset, FeatureKind, Features, LearnError, Model, ModelState, Status, Target, find, registry,
};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use serde_json::Value;
use std::sync::Arc;
use training::{Value as Set, bytes, params};

const DAY: i64 = 86_400_000_000;

fn line(name: &str, first: i64, values: &[f64], season: u32) -> Line {
    Line::new(name.into(), first, &values.iter().copied().map(Some).collect::<Vec<_>>(), season)
}

fn panel(series: Vec<Line>, season: u32, horizon: u32) -> Panel {
    let grid = Grid::Fixed { origin: 0, step: DAY };
    Panel { grid, season, horizon, interval: 90, columns: Vec::new(), series }
}

/// A season of seven on a slow rise, with something like chance.
fn weekly(count: usize, level: f64) -> Vec<f64> {
    let chance = |i: usize| f64::from(((i as u32).wrapping_mul(2_654_435_761) >> 20) % 17) / 17.0;
    let season = [3.0, 1.0, 0.0, 2.0, 5.0, 9.0, 7.0];
    (0..count).map(|i| level + 0.05 * i as f64 + season[i % 7] + chance(i)).collect()
}

fn two_shops(count: usize) -> Panel {
    let shops = [("north", 20.0, 0), ("south", 60.0, 5)];
    let of = |(name, level, first)| line(name, first, &weekly(count, level), 7);
    panel(shops.into_iter().map(of).collect(), 7, 5)
}

fn data(panel: Panel) -> Arc<Dataset> {
    let x = Features::new(Vec::new(), Array2::zeros((0, 0)));
    Arc::new(Dataset { x, y: Target::Series(Arc::new(panel)), weights: None })
}

fn train(id: &str, panel: &Panel, values: &ParamValues) -> Result<Box<dyn Model>, LearnError> {
    let estimator = find(id).unwrap().build(TaskKind::Forecast, values).unwrap();
    let mut training = estimator.start(data(panel.clone()), 3)?;
    loop {
        if let Status::Done(model) = pollster::block_on(training.advance())? {
            return Ok(model);
        }
    }
}

fn state(model: &dyn Model) -> ForecastState {
    match model.state() {
        ModelState::Forecast(state) => state,
        _ => panic!("not a forecast"),
    }
}

/// Every estimator that forecasts. Networks and forests are kept small.
fn each(mut law: impl FnMut(&'static str, ParamValues)) {
    let mut count = 0;
    for kind in registry().iter().filter(|kind| kind.tasks().contains(&TaskKind::Forecast)) {
        let small: &[(&str, Set)] = match kind.id() {
            "random_forest" | "extra_trees" => &[("n_estimators", Set::from(5))],
            "hist_gradient_boosting" => &[("max_iter", Set::from(10))],
            "mlp" => &[("max_iter", Set::from(5))],
            _ => &[],
        };
        law(kind.id(), params(small));
        count += 1;
    }
    assert!(count >= 10, "only {count} estimators forecast");
}

#[test]
fn same_panel_same_bytes_and_they_survive_the_bundle() {
    each(|id, values| {
        let panel = two_shops(90);
        let (a, b) = (train(id, &panel, &values).unwrap(), train(id, &panel, &values).unwrap());
        assert_eq!(bytes(&*a), bytes(&*b), "{id}");
        let stored: ModelState = postcard::from_bytes(&bytes(&*a)).unwrap();
        assert_eq!((stored.kind(), &stored), (id, &a.state()));
        let features = state(&*a).features("sales").len();
        assert_eq!(stored.check(features), Ok(()), "{id}");
        assert!(stored.check(features + 1).is_err(), "{id}");
    });
}

#[test]
fn forecasts_are_finite_and_near_a_plain_series() {
    each(|id, values| {
        let panel = two_shops(120);
        let model = state(&*train(id, &panel, &values).unwrap());
        let told = model.forecast(&panel, 9).unwrap();
        let come = [weekly(129, 20.0), weekly(129, 60.0)];
        for (told, come) in told.iter().zip(&come) {
            assert_eq!(told.len(), 9, "{id}");
            let error = told.iter().zip(&come[120..]).map(|(a, b)| (a - b).abs()).sum::<f64>() / 9.0;
            assert!(error < 4.0, "{id} is {error} off: {told:?}");
        }
    });
}

#[test]
fn nothing_of_the_future_is_known() {
    each(|id, values| {
        let panel = two_shops(120);
        let model = state(&*train(id, &panel.until(80), &values).unwrap());
        let mut changed = panel.clone();
        changed.series.iter_mut().for_each(|line| line.values[100..].iter_mut().for_each(|v| *v = -1e6));
        let of = |panel: &Panel| model.forecast(&panel.until(100), 5).unwrap();
        assert_eq!(of(&panel), of(&changed), "{id}");
        let early = |panel: &Panel| bytes(&*train(id, &panel.until(80), &values).unwrap());
        assert_eq!(early(&panel), early(&changed), "{id}");
    });
}

#[test]
fn odd_series_are_forecast_or_refused() {
    let odd: [(&str, Vec<f64>); 6] = [
        ("one value", vec![3.0]),
        ("two values", vec![3.0, 4.0]),
        ("constant", vec![5.0; 60]),
        ("zero", vec![0.0; 60]),
        ("huge", weekly(60, 1e30)),
        ("tiny", weekly(60, 0.0).into_iter().map(|v| v * 1e-12).collect()),
    ];
    each(|id, values| {
        for (what, series) in &odd {
            let panel = panel(vec![line("", 0, series, 7)], 7, 4);
            match train(id, &panel, &values) {
                Err(LearnError::ShortSeries { needs, has, .. }) => assert!(has < needs, "{id} {what}"),
                Err(other) => panic!("{id} {what}: {other}"),
                Ok(model) => {
                    let told = state(&*model).forecast(&panel, 4).unwrap();
                    assert!(told[0].iter().all(|v| v.is_finite()), "{id} {what} {told:?}");
                }
            }
        }
    });
}

#[test]
fn damaged_states_are_refused_or_answer() {
    each(|id, values| {
        let model = train(id, &two_shops(60), &values).unwrap();
        let features = state(&*model).features("y").len();
        let whole = bytes(&*model);
        for at in (0..whole.len()).step_by((whole.len() / 150).max(1)) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x15;
            let Ok(ModelState::Forecast(state)) = postcard::from_bytes(&damaged) else { continue };
            if ModelState::Forecast(state.clone()).check(features).is_ok() && state.horizon < 100 {
                let _ = state.forecast(&two_shops(60), 3);
            }
        }
    });
}

#[test]
fn direct_and_recursive_agree_on_the_first_step() {
    let panel = two_shops(100);
    let of = |strategy: &str| {
        let values = params(&[("strategy", Set::from(strategy))]);
        state(&*train("ridge", &panel, &values).unwrap()).forecast(&panel, 7).unwrap()
    };
    let (direct, recursive) = (of("direct"), of("recursive"));
    assert_eq!(direct[0][0], recursive[0][0]);
    assert_ne!(direct[0][1], recursive[0][1]);
    assert_eq!(direct[0].len(), 7, "two more than there are models");
}

#[test]
fn a_model_of_each_series_does_not_know_another() {
    let panel = two_shops(60);
    let model = state(&*train("exponential_smoothing", &panel, &ParamValues::new()).unwrap());
    let mut other = panel.clone();
    other.series[0].name = "east".into();
    assert_eq!(model.forecast(&other, 3), Err(LearnError::UnknownSeries("east".into())));
    let lagged = state(&*train("ridge", &panel, &ParamValues::new()).unwrap());
    assert!(lagged.forecast(&other, 3).is_ok(), "a regressor of lags is one for all");
}

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/forecast.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn close(ours: &[f64], theirs: &[f64], tolerance: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}: {a} {b}");
    }
}

fn form(case: &Value) -> Form {
    let way = |name: &Value| match name.as_str() {
        Some("add") => Some(Way::Additive),
        Some("mul") => Some(Way::Multiplicative),
        _ => None,
    };
    let trend = match (case["trend"].as_str(), case["damped"].as_bool()) {
        (None, _) => Trend::Without,
        (_, Some(true)) => Trend::Damped,
        _ => Trend::Additive,
    };
    Form { error: way(&case["error"]).unwrap(), trend, season: way(&case["seasonal"]) }
}

/// With statsmodels' parameters, its likelihood and forecasts; with our own, a likelihood no smaller.
#[test]
fn exponential_smoothing_is_that_of_statsmodels() {
    let reference = reference();
    for case in reference["smoothing"].as_array().unwrap() {
        let what = format!("{} {}", case["series"], case["name"]);
        let values = numbers(&reference["series"][case["series"].as_str().unwrap()]);
        let season = case["season"].as_u64().unwrap() as u32;
        let of = |name: &str| case[name].as_f64().unwrap_or(if name == "phi" { 1.0 } else { 0.0 });
        let form = form(case);
        let (alpha, beta, gamma, phi) = (of("alpha"), of("beta"), of("gamma"), of("phi"));
        let theirs = Smoothing { form, alpha, beta, gamma, phi, log_likelihood: 0.0 };
        let llf = of("llf");
        close(&[theirs.likelihood_of(&values, season)], &[llf], 1e-9, &what);
        let told = theirs.forecast("", &values, season, 12).unwrap();
        close(&told, &numbers(&case["forecast"]), 1e-9, &what);
        let ours = form.fit(&values, season).unwrap();
        assert!(ours.log_likelihood >= llf - 1e-6 * llf.abs(), "{what}: {} {llf}", ours.log_likelihood);
    }
}

#[test]
fn seasonal_naive_and_decomposition_are_those_of_pandas_and_statsmodels() {
    let reference = reference();
    for case in reference["plain"].as_array().unwrap() {
        let name = case["series"].as_str().unwrap();
        let season = case["season"].as_u64().unwrap() as u32;
        let line = line("", 0, &numbers(&reference["series"][name]), season);
        close(&[line.scale(season)], &[case["scale"].as_f64().unwrap()], 1e-12, name);
        let panel = panel(vec![line], season, 18);
        let naive = state(&*train("seasonal_naive", &panel, &ParamValues::new()).unwrap());
        close(&naive.forecast(&panel, 18).unwrap()[0], &numbers(&case["naive"]), 0.0, name);
        // The rest by statsmodels' parameters of the same form.
        let ModelState::Forecast(mut taken) =
            train("seasonal_decomposition", &panel, &ParamValues::new()).unwrap().state()
        else {
            panic!("not a forecast")
        };
        let of = |name: &str| case["rest"][name].as_f64().unwrap_or(if name == "phi" { 1.0 } else { 0.0 });
        let rest = Smoothing {
            form: form(&case["rest"]),
            alpha: of("alpha"),
            beta: of("beta"),
            gamma: 0.0,
            phi: of("phi"),
            log_likelihood: 0.0,
        };
        taken.method = glasshouse_learn::forecast::Method::Decomposed { robust: false, rest: vec![rest] };
        close(&taken.forecast(&panel, 18).unwrap()[0], &numbers(&case["decomposed"]), 1e-7, name);
    }
}

/// Lags of pandas and a ridge of scikit-learn, one step after the other.
#[test]
fn a_regressor_of_lags_is_that_of_scikit_learn() {
    let reference = reference();
    for case in reference["lagged"].as_array().unwrap() {
        let name = case["series"].as_str().unwrap();
        let season = case["season"].as_u64().unwrap() as u32;
        let panel = panel(vec![line("", 0, &numbers(&reference["series"][name]), season)], season, 12);
        let (strategy, difference) =
            (case["strategy"].as_str().unwrap(), case["difference"].as_bool().unwrap());
        let values = params(&[
            ("strategy", Set::from(strategy)),
            ("difference", Set::from(difference)),
            ("calendar", Set::from(false)),
        ]);
        let model = state(&*train("ridge", &panel, &values).unwrap());
        close(
            &model.forecast(&panel, 12).unwrap()[0],
            &numbers(&case["forecast"]),
            1e-4,
            &format!("{name} {strategy} {difference}"),
        );
    }
}

/// Something like chance, from 0 to 1: SplitMix64.
fn chance(i: usize) -> f64 {
    let mut z = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A series that follows nothing but chance, and a column that equals it.
fn with_its_own_answer(count: usize, known: bool) -> Panel {
    let values: Vec<f64> = (0..count).map(|i| 10.0 * chance(i)).collect();
    let mut line = line("", 0, &values, 1);
    line.told = vec![values.iter().map(|v| *v as f32).collect()];
    let columns = vec![Column { name: "same".into(), kind: FeatureKind::Number, known }];
    Panel { columns, ..panel(vec![line], 1, 4) }
}

/// Mean error of a model trained on what is before 200, from there on.
fn error_of(id: &str, panel: &Panel, values: &[(&str, Set)]) -> f64 {
    let model = state(&*train(id, &panel.until(200), &params(values)).unwrap());
    let mut errors = Vec::new();
    for origin in (200..panel.series[0].end() - 4).step_by(4) {
        let told = model.forecast(&panel.until(origin), 4).unwrap();
        errors
            .extend(told[0].iter().zip(origin..).map(|(t, at)| (t - panel.series[0].at(at).unwrap()).abs()));
    }
    errors.iter().sum::<f64>() / errors.len() as f64
}

#[test]
fn a_column_that_equals_the_target_helps_only_where_it_is_known_beforehand() {
    for id in ["ridge", "hist_gradient_boosting", "extra_trees"] {
        let [direct, recursive] = ["direct", "recursive"].map(|strategy| ("strategy", Set::from(strategy)));
        let plain = ("difference", Set::from(false));
        let without = Panel { columns: Vec::new(), ..with_its_own_answer(400, false) };
        let without = Panel {
            series: without.series.into_iter().map(|line| Line { told: Vec::new(), ..line }).collect(),
            ..panel(Vec::new(), 1, 4)
        };
        let blind = error_of(id, &without, &[direct.clone(), plain.clone()]);
        let hidden = error_of(id, &with_its_own_answer(400, false), &[direct.clone(), plain.clone()]);
        assert!(hidden > 0.9 * blind && hidden > 2.0, "{id}: {hidden} beside {blind}");
        for strategy in [direct, recursive] {
            let known = error_of(id, &with_its_own_answer(400, true), &[strategy, plain.clone()]);
            assert!(known < 0.2 * blind, "{id}: {known} beside {blind}");
        }
    }
}

#[test]
fn nothing_of_the_future_is_told_but_what_is_known_beforehand() {
    for known in [false, true] {
        let panel = with_its_own_answer(120, known);
        let mut changed = panel.clone();
        changed.series[0].told[0][100..].iter_mut().for_each(|cell| *cell = -50.0);
        let direct = params(&[("strategy", Set::from("direct"))]);
        let model = state(&*train("ridge", &panel.until(100), &direct).unwrap());
        assert_eq!(bytes(&*train("ridge", &changed.until(100), &direct).unwrap()), bytes(&model));
        let of = |panel: &Panel| model.forecast(&panel.until(100), 4).unwrap();
        assert_eq!(of(&panel) == of(&changed), !known);
    }
}

#[test]
fn what_is_known_beforehand_has_to_be_told() {
    let panel = with_its_own_answer(120, true);
    let model = state(&*train("ridge", &panel, &ParamValues::new()).unwrap());
    assert_eq!(model.forecast(&panel, 3), Err(LearnError::NotTold { told: 0, steps: 3 }));
    assert!(model.forecast(&panel.until(118), 2).is_ok());
    let other = Panel { columns: Vec::new(), ..panel.clone() };
    assert!(matches!(model.forecast(&other, 1), Err(LearnError::Shape { .. })));
    let unknown = with_its_own_answer(120, false);
    let refused = train("ridge", &unknown, &ParamValues::new()).err();
    assert!(matches!(refused, Some(LearnError::Parameter { name: "strategy", .. })), "{refused:?}");
}

#[test]
fn a_forecast_goes_on_for_more_trees() {
    for (strategy, known) in [("recursive", true), ("direct", false), ("direct", true)] {
        let panel = with_its_own_answer(150, known).until(140);
        let of = |trees: i64| params(&[("strategy", Set::from(strategy)), ("max_iter", Set::from(trees))]);
        let build =
            |trees| find("hist_gradient_boosting").unwrap().build(TaskKind::Forecast, &of(trees)).unwrap();
        let whole = train("hist_gradient_boosting", &panel, &of(30)).unwrap();
        let half = train("hist_gradient_boosting", &panel, &of(12)).unwrap();
        let mut training = build(30).resume(&half.state(), data(panel.clone()), 3).unwrap();
        let (on, curve) = loop {
            if let Status::Done(model) = pollster::block_on(training.advance()).unwrap() {
                break (model, training.curve());
            }
        };
        assert_eq!(bytes(&*on), bytes(&*whole), "{strategy}");
        assert!(curve.is_some(), "{strategy}");
        let shorter = data(Panel { season: 2, ..panel.clone() });
        assert!(matches!(build(30).resume(&half.state(), shorter, 3), Err(LearnError::Resume(_))));
    }
}

#[test]
fn the_values_to_come_are_looked_at_and_change_nothing() {
    let panel = two_shops(120);
    let build =
        || find("hist_gradient_boosting").unwrap().build(TaskKind::Forecast, &ParamValues::new()).unwrap();
    let mut training = build().start(data(panel.until(90)), 3).unwrap();
    training.watch(&data(panel.until(110)));
    let model = loop {
        if let Status::Done(model) = pollster::block_on(training.advance()).unwrap() {
            break model;
        }
    };
    let plain = train("hist_gradient_boosting", &panel.until(90), &ParamValues::new()).unwrap();
    assert_eq!(bytes(&*model), bytes(&*plain));
    let curve = training.curve().unwrap();
    assert!(
        curve.validation.iter().all(|loss| loss.is_finite()) && !curve.validation.is_empty(),
        "{curve:?}"
    );
}
