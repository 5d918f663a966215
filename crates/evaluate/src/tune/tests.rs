//! Searches of functions that are known, beside Optuna's; and what each method must keep to.

use super::space::Scale;
use super::*;
use glasshouse_spec::{ParamValue, Recipe, Searched, TaskKind};
use libm::{cos, exp, log, log10, sqrt};
use serde_json::Value;
use std::f64::consts::{E, PI};

const TRIALS: u32 = 50;
const SEEDS: u64 = 100;
/// A process takes longer to choose.
const SEEDS_OF_PROCESSES: u64 = 10;

/// Trials of a function until there are no more.
fn search(
    space: &Space,
    method: SearchMethod,
    budget: u32,
    seed: u64,
    of: &dyn Fn(&[f64]) -> f64,
) -> Vec<Told> {
    let mut told = Vec::new();
    while let Some(Proposal { point, share }) = propose(space, method, budget, seed, &told) {
        let loss = Some(of(&point));
        told.push(Told { point, share, loss });
    }
    told
}

fn best(told: &[Told]) -> f64 {
    told.iter().filter_map(|trial| trial.loss).fold(f64::INFINITY, f64::min)
}

fn branin(x: &[f64]) -> f64 {
    let a = x[1] - 5.1 / (4.0 * PI * PI) * x[0] * x[0] + 5.0 / PI * x[0] - 6.0;
    a * a + 10.0 * (1.0 - 1.0 / (8.0 * PI)) * cos(x[0]) + 10.0
}

fn ackley(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let squares = x.iter().map(|v| v * v).sum::<f64>() / n;
    let waves = x.iter().map(|v| cos(2.0 * PI * v)).sum::<f64>() / n;
    -20.0 * exp(-0.2 * sqrt(squares)) - exp(waves) + 20.0 + E
}

fn hartmann(x: &[f64]) -> f64 {
    const A: [[f64; 3]; 4] = [[3.0, 10.0, 30.0], [0.1, 10.0, 35.0], [3.0, 10.0, 30.0], [0.1, 10.0, 35.0]];
    const P: [[f64; 3]; 4] = [
        [0.3689, 0.117, 0.2673],
        [0.4699, 0.4387, 0.747],
        [0.1091, 0.8732, 0.5547],
        [0.0381, 0.5743, 0.8828],
    ];
    const C: [f64; 4] = [1.0, 1.2, 3.0, 3.2];
    let row = |i: usize| C[i] * exp(-(0..3).map(|j| A[i][j] * (x[j] - P[i][j]).powi(2)).sum::<f64>());
    -(0..4).map(row).sum::<f64>()
}

fn problem(name: &str) -> fn(&[f64]) -> f64 {
    match name {
        "sphere" => |x| x.iter().map(|v| (v - 1.0).powi(2)).sum(),
        "branin" => branin,
        "rosenbrock" => |x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2),
        "ackley" => ackley,
        "hartmann" => hartmann,
        "ratios" => |x| (log10(x[0]) + 2.0).powi(2) + log10(x[1]).powi(2),
        "counts" => |x| (log(x[0]) - 3.0).powi(2) + ((x[1] - 11.0) / 10.0).powi(2),
        "choices" => |x| (x[0] - 4.0).abs() + 2.0 * (x[1] - 1.0).abs() + (x[2] - 0.3).powi(2),
        "mixed" => |x| {
            let choice = [0.6, 0.0, 0.3][x[2] as usize];
            (log10(x[0]) + 1.5).powi(2) + ((x[1] - 7.0) / 6.0).powi(2) + choice + (x[3] - 0.8).abs()
        },
        "few_matter" => |x| (x[0] - 0.7).powi(2) + 0.5 * (x[3] - 0.2).abs(),
        other => panic!("there is no problem {other}"),
    }
}

fn scale(axis: &Value) -> Scale {
    match axis["choices"].as_u64() {
        Some(count) => Scale::Choices(count as usize),
        None => Scale::Numbers {
            low: axis["low"].as_f64().unwrap(),
            high: axis["high"].as_f64().unwrap(),
            log: axis["log"].as_bool().unwrap(),
            whole: axis["whole"].as_bool().unwrap(),
        },
    }
}

/// How often one of ours is larger than one of theirs, ties counted half, and the standard error of that share were
/// both of one distribution. H. B. Mann, D. R. Whitney, 1947.
fn share_larger(ours: &[f64], theirs: &[f64]) -> (f64, f64) {
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    let larger = |one: &f64| {
        let at = |other: &f64| f64::from(u8::from(one > other)) + 0.5 * f64::from(u8::from(one == other));
        theirs.iter().map(at).sum::<f64>()
    };
    (ours.iter().map(larger).sum::<f64>() / (n * m), sqrt((n + m + 1.0) / (12.0 * n * m)))
}

/// The share of our best values after 50 trials that are worse than Optuna's TPE's, by problem, with the standard
/// error of one. Each problem is searched on a thread of its own.
fn shares_worse(method: SearchMethod, seeds: u64) -> Vec<(String, f64, f64)> {
    let known: Value = serde_json::from_str(include_str!("../../../../tests/reference/tune.json")).unwrap();
    let one = |(name, known): (&String, &Value)| {
        let scales: Vec<Scale> = known["axes"].as_array().unwrap().iter().map(scale).collect();
        let (space, of) = (Space::of_scales(&scales), problem(name));
        // As many digits as theirs are written with, for what is level to be level.
        let level = |best: f64| format!("{best:.6e}").parse::<f64>().unwrap();
        let ours: Vec<f64> =
            (0..seeds).map(|seed| level(best(&search(&space, method, TRIALS, seed, &of)))).collect();
        let bests = known["bests"].as_array().unwrap();
        let theirs: Vec<f64> = bests.iter().map(|best| best.as_f64().unwrap()).collect();
        let (share, error) = share_larger(&ours, &theirs);
        (name.clone(), share, error)
    };
    let problems = known["problems"].as_object().unwrap();
    std::thread::scope(|scope| {
        let each: Vec<_> = problems.iter().map(|problem| scope.spawn(move || one(problem))).collect();
        each.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// On none of ten problems the best after 50 trials tends to be worse than that of Optuna's TPE, and over all of
/// them it is not either.
fn comes_as_far(method: SearchMethod, seeds: u64) {
    let shares = shares_worse(method, seeds);
    assert_eq!(shares.len(), 10);
    for (name, share, error) in &shares {
        assert!(*share <= 0.5 + 3.0 * error, "{name}: {share} of ours are worse, of {shares:?}");
    }
    let mean = shares.iter().map(|(_, share, _)| share).sum::<f64>() / shares.len() as f64;
    let room = shares[0].2 / sqrt(shares.len() as f64);
    assert!(mean <= 0.5 + 3.0 * room, "{mean} of ours are worse");
}

#[test]
fn tpe_comes_as_far_as_optunas() {
    comes_as_far(SearchMethod::Tpe, SEEDS);
}

#[test]
fn a_gaussian_process_comes_as_far_as_optunas_tpe() {
    comes_as_far(SearchMethod::Gp, SEEDS_OF_PROCESSES);
}

fn ranges() -> Space {
    Space::of_scales(&[
        Scale::Numbers { low: 1e-3, high: 10.0, log: true, whole: false },
        Scale::Numbers { low: 2.0, high: 9.0, log: false, whole: true },
        Scale::Choices(3),
    ])
}

#[test]
fn every_method_stays_inside_and_goes_on_as_if_it_had_not_been_interrupted() {
    let of = |x: &[f64]| (log10(x[0]) + 1.0).powi(2) + (x[1] - 4.0).abs() + x[2];
    for method in SearchMethod::ALL {
        let told = search(&ranges(), method, 40, 7, &of);
        assert!(told.len() <= 40 && told.len() > 20, "{method:?}: {}", told.len());
        for Told { point, share, .. } in &told {
            assert!((1e-3..=10.0).contains(&point[0]), "{method:?}: {point:?}");
            assert!((2.0..=9.0).contains(&point[1]) && point[1].fract() == 0.0, "{method:?}: {point:?}");
            assert!([0.0, 1.0, 2.0].contains(&point[2]), "{method:?}: {point:?}");
            assert!(*share > 0.0 && *share <= 1.0);
        }
        let next = propose(&ranges(), method, 40, 7, &told[..17]).unwrap();
        assert_eq!((next.point, next.share), (told[17].point.clone(), told[17].share), "{method:?}");
    }
}

#[test]
fn a_grid_has_every_combination_once() {
    let told = search(&ranges(), SearchMethod::Grid, 60, 0, &|_| 0.0);
    let mut points: Vec<Vec<u64>> =
        told[1..].iter().map(|trial| trial.point.iter().map(|at| at.to_bits()).collect()).collect();
    let count = points.len();
    points.sort();
    points.dedup();
    // 4 × 4 × 3 combinations are the most of equal numbers that fit into 59.
    assert_eq!((count, points.len()), (48, 48));
    let ends = |axis: usize| {
        told[1..]
            .iter()
            .map(|trial| trial.point[axis])
            .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)))
    };
    assert!((ends(0).0 - 1e-3).abs() < 1e-12 && (ends(0).1 - 10.0).abs() < 1e-12);
    assert_eq!(ends(1), (2.0, 9.0));
}

#[test]
fn halving_trains_the_best_third_on_three_times_as_many_rows() {
    let of = |x: &[f64]| x[1];
    let told = search(&ranges(), SearchMethod::SuccessiveHalving, 40, 3, &of);
    let shares: Vec<f64> = told[1..].iter().map(|trial| trial.share).collect();
    let rung = |share: f64| told[1..].iter().filter(move |trial| (trial.share - share).abs() < 1e-12);
    let whole = rung(1.0).count();
    assert!(whole >= 1 && shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
    let third = 1.0 / 3.0;
    let (before, after): (Vec<_>, Vec<_>) = (rung(third).collect(), rung(1.0).collect());
    let worst_kept = after.iter().map(|trial| trial.point[1]).fold(f64::MIN, f64::max);
    let better = before.iter().filter(|trial| trial.point[1] < worst_kept).count();
    assert!(better < after.len().max(1), "{better} of {} that were left behind are better", before.len());
}

#[test]
fn a_failed_trial_is_worse_than_all_others() {
    let space = ranges();
    let mut told: Vec<Told> = Vec::new();
    for _ in 0..30 {
        let Proposal { point, share } = propose(&space, SearchMethod::Tpe, 200, 5, &told).unwrap();
        // The first choice cannot be trained at all.
        let loss = (point[2] != 0.0).then_some(point[2]);
        told.push(Told { point, share, loss });
    }
    let late = told[20..].iter().filter(|trial| trial.point[2] == 0.0).count();
    assert!(late <= 3, "{late} of the last ten were tried in vain");
}

fn recipe(extra: &str) -> Recipe {
    let text = format!(
        r#"{{"version": 1, "task": {{"kind": "classification", "target": "y"}},
            "prepare": [{{"op": "simple_imputer", "columns": ["@numeric"]}}],
            "model": {{"kind": "hist_gradient_boosting", "params": {{"max_iter": 40}}}}, "tune": {{"space": {extra}}}}}"#
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_space_follows_from_the_recipe_and_is_checked() {
    let of = |extra: &str| Space::of(&recipe(extra), TaskKind::Classification);
    let usual = of("{}").unwrap().searched();
    assert!(usual.contains_key("model.learning_rate") && usual.contains_key("model.max_iter"));
    let space =
        of(r#"{"prepare[0].strategy": ["mean", "median"], "model.max_iter": {"low": 10, "high": 90}}"#)
            .unwrap();
    let point = space.now();
    assert_eq!(space.values(&point)["model.max_iter"], ParamValue::Int(40));
    let with = space.recipe(&recipe("{}"), &[70.0, 1.0]);
    assert_eq!(with.model.params["max_iter"], ParamValue::Int(70));
    assert_eq!(with.prepare[0].params["strategy"], ParamValue::Text("median".into()));
    for (extra, what) in [
        (r#"{"model.max_itr": {"low": 1, "high": 9}}"#, "did you mean \"model.max_iter\"?"),
        (r#"{"model.max_iter": {"low": 9, "high": 1}}"#, "which is no range"),
        (r#"{"model.max_iter": {"low": -5, "high": 9}}"#, "max_iter must be"),
        (r#"{"model.learning_rate": {"low": 0.0, "high": 1.0, "log": true}}"#, "which is no range"),
        (r#"{"prepare[0].strategy": ["mode"]}"#, "strategy must be"),
        (r#"{"prepare[0].strategy": []}"#, "no value to try"),
        (r#"{"prepare[7].strategy": ["mean"]}"#, "nothing to search"),
    ] {
        let fault = of(extra).unwrap_err().fault();
        assert!(fault.message.contains(what), "{extra}: {}", fault.message);
        assert!(fault.at.parameter.is_some_and(|at| at.starts_with("tune.space")) && fault.remedy.is_some());
    }
}

#[test]
fn what_matters_is_told_from_the_trials() {
    let space = ranges();
    let told = search(&space, SearchMethod::Random, 60, 1, &|x| 10.0 * (x[1] - 4.0).abs() + 0.1 * x[2]);
    let shares = importance(&space, &told, 0);
    assert_eq!(shares.len(), 3);
    assert!(shares[0].1 > 0.8 && shares[0].0.ends_with('1'), "{shares:?}");
    assert!((shares.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(importance(&space, &told[..5], 0).is_empty());
}

#[test]
fn a_range_is_written_with_or_without_a_scale() {
    let read = |text: &str| serde_json::from_str::<Searched>(text).unwrap();
    assert_eq!(read(r#"{"low": 1, "high": 2}"#), Searched::Range { low: 1.0, high: 2.0, log: false });
    assert_eq!(read(r#"[1, "a"]"#), Searched::Values(vec![ParamValue::Int(1), ParamValue::Text("a".into())]));
}

#[test]
fn kinds_of_models_are_searched_with_the_parameters_of_each() {
    let of = |extra: &str| Space::of(&recipe(extra), TaskKind::Classification);
    let space = of(r#"{"model.kind": ["k_neighbors", "gaussian_nb"],
                       "k_neighbors.n_neighbors": {"low": 1, "high": 30},
                       "hist_gradient_boosting.learning_rate": {"low": 0.01, "high": 0.5, "log": true}}"#)
    .unwrap();
    // That of the recipe is always among them, and stands first.
    let kinds = [ParamValue::Text("hist_gradient_boosting".into())];
    assert!(
        matches!(&space.searched()["model.kind"], Searched::Values(values) if values.len() == 3 && values[..1] == kinds)
    );
    assert_eq!(space.values_now()["model.kind"], kinds[0]);
    let now = space.recipe(&recipe("{}"), &space.now());
    assert_eq!(now.model.params["max_iter"], ParamValue::Int(40), "the recipe's own parameters stay");
    let best = |x: &[f64]| {
        let tried = space.recipe(&recipe("{}"), x).model;
        match tried.kind.as_str() {
            "k_neighbors" => (tried.params["n_neighbors"].as_f64().unwrap() - 9.0).abs(),
            "gaussian_nb" => 20.0,
            _ => 12.0 + tried.params["learning_rate"].as_f64().unwrap(),
        }
    };
    for method in SearchMethod::ALL {
        let told = search(&space, method, 60, 11, &best);
        for trial in &told {
            let values = space.values(&trial.point);
            let kind = values["model.kind"].as_str().unwrap().to_owned();
            let owners = values.keys().filter(|path| !path.starts_with("model."));
            assert!(owners.into_iter().all(|path| path.starts_with(&kind)), "{method:?}: {values:?}");
            assert_eq!(space.point(&values), trial.point);
        }
        let most = if matches!(method, SearchMethod::Tpe | SearchMethod::Gp) { 0.0 } else { 5.0 };
        assert!(super::tests::best(&told) <= most, "{method:?}: {}", super::tests::best(&told));
    }
}

#[test]
fn a_kind_of_which_no_parameter_is_named_brings_those_that_are_worth_it() {
    let space = Space::of(
        &recipe(
            r#"{"model.kind": ["random_forest", "gaussian_nb"], "hist_gradient_boosting.max_iter": [30, 60]}"#,
        ),
        TaskKind::Classification,
    );
    let searched = space.unwrap().searched();
    let of = |owner: &str| searched.keys().filter(|path| path.starts_with(owner)).count();
    assert!(of("random_forest.") > 1 && of("hist_gradient_boosting.") == 1 && of("model.") == 1);
    for (extra, what) in [
        (r#"{"model.kind": ["k_means"]}"#, "no kind of model for this question"),
        (r#"{"model.kind": {"low": 1, "high": 2}}"#, "no range"),
        (r#"{"model.kind": ["k_neighbors"], "model.max_iter": [30]}"#, "nothing to search"),
    ] {
        let fault = Space::of(&recipe(extra), TaskKind::Classification).unwrap_err().fault();
        assert!(fault.message.contains(what), "{extra}: {}", fault.message);
    }
}
