//! Folds that scikit-learn makes, what every way of making them keeps to, and intervals.

use super::*;
use crate::{Arranged, arrange};
use glasshouse_learn::Target;
use glasshouse_spec::{ColumnType, FoldMethod, Recipe};
use glasshouse_table::{Column, Table};
use proptest::prelude::*;

fn arranged(rows: usize, classes: usize) -> (Arranged, Recipe) {
    let numbers: Vec<Option<f64>> = (0..rows).map(|row| Some(row as f64)).collect();
    let labels: Vec<Option<String>> =
        (0..rows).map(|row| Some(format!("c{}", row * row % classes))).collect();
    let groups: Vec<Option<String>> = (0..rows).map(|row| Some(format!("g{}", row % 7))).collect();
    let times: Vec<Option<f64>> = (0..rows).map(|row| Some(((row * 37) % rows) as f64)).collect();
    let table = Table::new(
        vec![
            Column::from_numbers("x", numbers).into(),
            Column::from_labels("y", ColumnType::Categorical, labels).into(),
            Column::from_labels("group", ColumnType::Categorical, groups).into(),
            Column::from_numbers("time", times).into(),
        ],
        rows,
    );
    let recipe: Recipe = serde_json::from_str(
        r#"{"version": 1, "task": {"kind": "classification", "target": "y"},
            "columns": {"group": {"role": "group"}, "time": {"role": "time"}}}"#,
    )
    .unwrap();
    (arrange(&table, &recipe).unwrap(), recipe)
}

fn plan(method: FoldMethod, rows: usize, count: u32, repeats: u32, seed: u64) -> (Arranged, FoldPlan) {
    let (arranged, mut recipe) = arranged(rows, 3);
    recipe.seed = seed;
    recipe.evaluate.cv = Some(count);
    recipe.evaluate.cv_method = Some(method);
    recipe.evaluate.cv_repeats = Some(repeats);
    let all: Vec<u32> = (0..rows as u32).collect();
    let plan = folds(&arranged, &all, &recipe).unwrap();
    (arranged, plan)
}

proptest! {
    #[test]
    fn every_row_is_held_out_once_a_repeat(rows in 30_usize..80, count in 2_u32..7, seed in 0_u64..9) {
        for method in [FoldMethod::KFold, FoldMethod::StratifiedKFold, FoldMethod::GroupKFold] {
            let (arranged, plan) = plan(method, rows, count, 2, seed);
            for repeat in 0..2 {
                let of: Vec<&Fold> = plan.folds.iter().filter(|fold| fold.repeat == repeat).collect();
                prop_assert_eq!(of.len(), count as usize);
                let mut held: Vec<u32> = of.iter().flat_map(|fold| fold.test.clone()).collect();
                held.sort_unstable();
                prop_assert_eq!(held, (0..rows as u32).collect::<Vec<_>>());
                for fold in of {
                    let mut all = [fold.train.clone(), fold.test.clone()].concat();
                    all.sort_unstable();
                    prop_assert_eq!(all.len(), rows);
                    prop_assert!(fold.train.is_sorted() && fold.test.is_sorted());
                    prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
                    if method == FoldMethod::GroupKFold {
                        prop_assert!(fold.train.iter().all(|row| fold.test.iter().all(|other| row % 7 != other % 7)));
                    }
                }
            }
            if method == FoldMethod::StratifiedKFold {
                let Target::Classes { index, labels } = &arranged.target else { panic!("classes") };
                for class in 0..labels.len() as u32 {
                    let counts = plan.folds.iter().map(|fold| fold.test.iter().filter(|row| index[**row as usize] == class).count());
                    let counts: Vec<usize> = counts.collect();
                    prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{:?}", counts);
                }
            }
        }
    }
}

#[test]
fn repeats_part_the_rows_otherwise_and_a_seed_in_the_same_way() {
    let of = |seed| plan(FoldMethod::KFold, 40, 4, 2, seed).1.folds;
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
    assert_ne!(of(1)[0].test, of(1)[4].test);
}

/// scikit-learn 1.9.1: `TimeSeriesSplit(3).split(x)` of ten rows, in the order of their times.
#[test]
fn later_rows_are_scored_after_training_on_earlier_ones() {
    let (arranged, plan) = plan(FoldMethod::TimeSeriesSplit, 10, 3, 1, 0);
    let time =
        |row: &u32| arranged.table.column("time").unwrap().numbers().unwrap().value(*row as usize) as u32;
    let times = |rows: &[u32]| {
        let mut times: Vec<u32> = rows.iter().map(time).collect();
        times.sort_unstable();
        times
    };
    let told: Vec<(Vec<u32>, Vec<u32>)> =
        plan.folds.iter().map(|fold| (times(&fold.train), times(&fold.test))).collect();
    assert_eq!(
        told,
        [
            ((0..4).collect(), vec![4, 5]),
            ((0..6).collect(), vec![6, 7]),
            ((0..8).collect::<Vec<u32>>(), vec![8, 9])
        ]
    );
}

#[test]
fn what_cannot_be_parted_is_refused_with_a_place() {
    let (arranged, recipe) = arranged(20, 3);
    let all: Vec<u32> = (0..20).collect();
    let refused = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = recipe.clone();
        change(&mut recipe);
        folds(&arranged, &all, &recipe).unwrap_err().fault()
    };
    type Change<'a> = &'a dyn Fn(&mut Recipe);
    let cases: [(Change<'_>, &str); 6] = [
        (&|r| r.evaluate.cv = Some(1), "part nothing"),
        (&|r| r.evaluate.cv = Some(21), "more than the 20 rows"),
        (&|r| r.evaluate.cv_repeats = Some(0), "not between 1 and"),
        (
            &|r| {
                r.evaluate.cv_method = Some(FoldMethod::LeaveOneOut);
                r.evaluate.cv_repeats = Some(2);
            },
            "one way only",
        ),
        (
            &|r| {
                r.evaluate.cv_method = Some(FoldMethod::GroupKFold);
                r.evaluate.cv = Some(8);
            },
            "more than the 7 groups",
        ),
        (
            &|r| {
                r.evaluate.cv_method = Some(FoldMethod::TimeSeriesSplit);
                r.columns.remove("time");
            },
            "needs a column with the role time",
        ),
    ];
    for (change, what) in cases {
        let fault = refused(change);
        assert!(fault.message.contains(what), "{}", fault.message);
        assert_eq!(fault.code, "evaluate.folds");
        assert!(fault.at.parameter.is_some() && fault.remedy.is_some());
    }
}

#[test]
fn a_rare_class_is_told_of() {
    let (arranged, mut recipe) = arranged(20, 3);
    recipe.evaluate.cv = Some(15);
    let all: Vec<u32> = (0..20).collect();
    let plan = folds(&arranged, &all, &recipe).unwrap();
    assert!(plan.warnings.iter().any(|warning| warning.code == "cv.rare_class"));
}

/// By hand: mean 2, deviation 1; t(0.975, 2) = 4.302652729911275; the variance is 1/3 + 1/2.
#[test]
fn intervals_allow_for_rows_that_folds_share() {
    let found = mean_score("of no known range", &[1.0, 2.0, 3.0], 0.5).unwrap();
    let half = 4.302_652_729_911_275 * (1.0_f64 / 3.0 + 0.5).sqrt();
    assert!((found.mean, found.std) == (2.0, Some(1.0)));
    assert!(
        (found.high.unwrap() - (2.0 + half)).abs() < 1e-9 && (found.low.unwrap() - (2.0 - half)).abs() < 1e-9
    );
    let never_negative = mean_score("log_loss", &[1.0, 2.0, 3.0], 0.5).unwrap();
    assert_eq!((never_negative.low, never_negative.high), (Some(0.0), found.high));
    let one = mean_score("accuracy", &[0.5], 0.5).unwrap();
    assert_eq!((one.mean, one.std, one.low, one.folds), (0.5, None, None, 1));
    assert_eq!(mean_score("accuracy", &[], 0.5), None);
}
