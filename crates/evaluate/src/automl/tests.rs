//! Searches without training: trials that take made-up times and come to made-up scores.

use super::*;
use glasshouse_spec::{
    AutomlPhase, AutomlReport, AutomlTrial, ColumnProfile, ColumnType, Fault, NumberSummary, ParamValue,
    Recipe, TableProfile, TaskKind, TaskReport, TrialReport, TrialState, leaderboard,
};
use std::collections::BTreeSet;

const SECONDS: f64 = 100.0;

fn recipe() -> Recipe {
    serde_json::from_str(
        r#"{"version": 1, "task": {"kind": "classification", "target": "y"},
            "model": {"kind": "random_forest", "params": {"n_estimators": 40}}}"#,
    )
    .unwrap()
}

fn profile() -> TableProfile {
    let column = |name: &str, kind: ColumnType| ColumnProfile {
        name: name.into(),
        kind,
        missing: 3,
        unique: 9,
        integer: false,
        numbers: NumberSummary::default(),
        top: Vec::new(),
        bins: Vec::new(),
    };
    let columns = vec![
        column("x", ColumnType::Numeric),
        column("c", ColumnType::Categorical),
        column("y", ColumnType::Categorical),
    ];
    TableProfile { rows: 900, columns, duplicates: 0, warnings: Vec::new() }
}

fn lineup(rows: usize) -> Lineup {
    let task = TaskReport { kind: TaskKind::Classification, target: "y".into(), ..TaskReport::default() };
    Lineup::of(&recipe(), &profile(), &task, rows, true)
}

/// Seconds and score of an attempt.
type Outcome = (f64, Result<f64, &'static str>);

/// Trials of a made-up world until nothing is left or the time is up; with the time that was used.
fn run(lineup: &Lineup, world: impl Fn(&Attempt) -> Outcome) -> (Vec<AutomlTrial>, f64) {
    let (mut trials, mut used) = (Vec::new(), 0.0);
    while let Some(next) = lineup.next(&trials, Clock { used, seconds: SECONDS }) {
        assert!(next.until > used, "{next:?} has no time at all");
        let (seconds, score) = world(&next);
        let end = used + seconds / SECONDS;
        let late = end > next.until.min(if trials.is_empty() { f64::MAX } else { 1.0 });
        let seconds = if late { (next.until - used) * SECONDS } else { seconds };
        used += seconds / SECONDS;
        let score = score.ok().filter(|_| !late);
        let state = if score.is_some() { TrialState::Done } else { TrialState::Failed };
        let trial = TrialReport {
            number: trials.len() as u32 + 1,
            state,
            params: next.params,
            score,
            folds: score.map(|score| vec![score - 0.01, score + 0.01, score]).unwrap_or_default(),
            share: next.share,
            seconds,
            fault: score.is_none().then(|| Fault::new("x", "it has no heart")),
            ..TrialReport::default()
        };
        let (model, prepare) = (next.model, next.prepare);
        let one = AutomlTrial {
            contender: next.contender,
            phase: next.phase,
            model,
            prepare,
            trial,
            ..AutomlTrial::default()
        };
        trials.push(one);
    }
    (trials, used)
}

/// A world in which boosting is best, deep trees help it, and ensembles are better still.
fn usual(of: &Attempt) -> Outcome {
    let depth = of.params.get("model.max_leaf_nodes").and_then(ParamValue::as_f64).unwrap_or(31.0);
    let score = match of.model.kind.as_str() {
        "dummy" => 0.5,
        "hist_gradient_boosting" => 0.9 + 0.0001 * depth,
        "random_forest" => 0.89,
        "extra_trees" => 0.88,
        "svm" => 0.87,
        "gaussian_nb" => 0.6,
        "voting" | "stacking" => 0.95,
        _ => 0.7,
    };
    (of.share * 0.5, Ok(score))
}

fn names(trials: &[AutomlTrial], phase: AutomlPhase) -> Vec<&str> {
    trials.iter().filter(|one| one.phase == phase).map(|one| one.contender.as_str()).collect()
}

#[test]
fn all_kinds_are_tried_then_the_best_are_searched_and_put_together() {
    let (trials, used) = run(&lineup(800), usual);
    let survey = names(&trials, AutomlPhase::Survey);
    assert_eq!(survey[..2], ["dummy", "recipe"]);
    for kind in
        ["gaussian_nb", "logistic_regression", "hist_gradient_boosting", "random_forest", "svm", "mlp"]
    {
        assert!(survey.contains(&kind), "{kind} of {survey:?}");
    }
    assert!(names(&trials, AutomlPhase::Whole).is_empty(), "with few rows the survey is on all of them");
    let searched: BTreeSet<&str> = names(&trials, AutomlPhase::Tuning).into_iter().collect();
    assert!(searched.len() >= 4 && !searched.contains("dummy"), "{searched:?}");
    let boosting = |one: &&AutomlTrial| one.contender == "hist_gradient_boosting";
    assert!(trials.iter().filter(boosting).count() > 20, "most of the time goes to the best");
    let together = names(&trials, AutomlPhase::Together);
    let each: BTreeSet<&str> = together.iter().copied().collect();
    assert_eq!(
        each.len(),
        4,
        "{together:?} of {:?}",
        trials.iter().map(|one| &one.contender).collect::<Vec<_>>()
    );
    assert!(used > 0.85 && used <= 1.01, "{used}");
    let ensembles = trials.iter().filter(|one| one.phase == AutomlPhase::Together);
    let kinds = ensembles.map(|one| one.model.params["estimators"].estimators());
    for members in kinds {
        let each: BTreeSet<&str> = members.iter().map(|member| member.kind).collect();
        assert!(each.len() == members.len() && !each.contains("dummy"), "{each:?}");
    }
    let number = leaderboard(&trials, true, true)[0];
    assert_eq!(trials[number as usize - 1].phase, AutomlPhase::Together);
}

#[test]
fn of_many_rows_some_are_surveyed_and_the_better_half_goes_on() {
    let (trials, _) = run(&lineup(60_000), usual);
    let shares = trials.iter().filter(|one| one.phase == AutomlPhase::Survey).map(|one| one.trial.share);
    assert_eq!(shares.clone().next(), Some(1.0), "what costs nothing is there on all rows");
    assert!(shares.skip(1).all(|share| (share - 0.1).abs() < 1e-12));
    let whole = names(&trials, AutomlPhase::Whole);
    assert!(whole.contains(&"hist_gradient_boosting") && !whole.contains(&"gaussian_nb"), "{whole:?}");
    assert!(
        !names(&trials, AutomlPhase::Survey).contains(&"svm"),
        "its time grows with the square of the rows"
    );
}

#[test]
fn what_is_slow_or_fails_is_recorded_and_the_others_go_on() {
    let (trials, used) = run(&lineup(800), |of| match of.model.kind.as_str() {
        "k_neighbors" => (0.1, Err("it has no heart")),
        "extra_trees" | "mlp" => (1e6, Ok(0.99)),
        _ => usual(of),
    });
    let failed: BTreeSet<&str> = trials
        .iter()
        .filter(|one| one.trial.state == TrialState::Failed)
        .map(|one| one.contender.as_str())
        .collect();
    assert!(failed.contains("k_neighbors") && failed.contains("extra_trees"), "{failed:?}");
    assert!(names(&trials, AutomlPhase::Tuning).len() > 5 && used <= 1.01);
    assert!(trials.len() > 20);
}

#[test]
fn the_same_trials_lead_to_the_same_next_one() {
    let (trials, _) = run(&lineup(800), usual);
    let lineup = lineup(800);
    for count in [0, 3, 14, trials.len() / 2] {
        let clock = Clock { used: 0.55, seconds: SECONDS };
        let [one, other] = [(); 2].map(|()| lineup.next(&trials[..count], clock));
        assert_eq!(one, other);
    }
}

#[test]
fn numbers_get_machines_that_learn_them_on_one_scale() {
    let task = TaskReport { kind: TaskKind::Regression, target: "y".into(), ..TaskReport::default() };
    let mut recipe = recipe();
    recipe.task.kind = Some(TaskKind::Regression);
    let lineup = Lineup::of(&recipe, &profile(), &task, 800, false);
    let (trials, _) =
        run(&lineup, |of| (0.5, Ok(if of.model.kind == "transformed_target" { 1.0 } else { 2.0 })));
    let svm = trials.iter().rfind(|one| one.contender == "svm").unwrap();
    assert_eq!(svm.model.kind, "transformed_target");
    let inner = svm.model.params["regressor"].estimator().unwrap();
    assert!(inner.kind == "svm" && inner.params.contains_key("C"), "{inner:?}");
    // Estimators of estimators do not stand inside others.
    let ensembles = trials.iter().filter(|one| one.phase == AutomlPhase::Together);
    let members: Vec<String> = ensembles
        .flat_map(|one| {
            one.model.params["estimators"]
                .estimators()
                .into_iter()
                .map(|m| m.kind.to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!members.is_empty() && !members.iter().any(|kind| kind == "transformed_target"));
}

#[test]
fn own_steps_are_kept_and_usual_ones_proposed() {
    let mut own = recipe();
    own.prepare = serde_json::from_str(r#"[{"op": "target_encoder", "columns": ["c"]}]"#).unwrap();
    let task = TaskReport { kind: TaskKind::Classification, target: "y".into(), ..TaskReport::default() };
    let of = |recipe: &Recipe, name: &str| {
        let lineup = Lineup::of(recipe, &profile(), &task, 800, true);
        let steps = lineup.contender(name).unwrap().prepare.clone();
        steps.into_iter().map(|step| step.op).collect::<Vec<_>>()
    };
    assert_eq!(of(&own, "logistic_regression"), ["target_encoder"]);
    let usual = of(&recipe(), "logistic_regression");
    assert!(
        usual.contains(&"one_hot_encoder".into()) && usual.contains(&"standard_scaler".into()),
        "{usual:?}"
    );
    assert!(of(&recipe(), "hist_gradient_boosting").is_empty(), "it takes categories and gaps as they are");
}

#[test]
fn the_story_tells_who_won_by_how_much_and_what_failed() {
    let (trials, _) = run(&lineup(800), |of| match of.model.kind.as_str() {
        "k_neighbors" => (0.1, Err("it has no heart")),
        _ => usual(of),
    });
    let report = AutomlReport {
        task: TaskReport::default(),
        metric: "roc_auc".into(),
        greater_is_better: true,
        folds: 3,
        rows: 800,
        minutes: 1.0,
        leaderboard: leaderboard(&trials, true, true),
        trials,
        recipe: recipe(),
        story: Vec::new(),
        data_sha256: String::new(),
        stopped_early: false,
        seconds: 60.0,
        warnings: Vec::new(),
    };
    let told = story(&report).join("\n");
    for words in [
        "over 3 folds of the 800 rows",
        "The best is Voting (",
        "roc_auc 0.9500",
        "looks at no column has 0.5000; the best is 0.4500 better",
        "came from 0.9031 to",
        "1 trial came to nothing, the first of Nearest neighbours: it has no heart.",
        "trains to the same model anywhere",
    ] {
        assert!(told.contains(words), "\"{words}\" is not in:\n{told}");
    }
}
