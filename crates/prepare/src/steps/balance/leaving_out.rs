//! `tomek_links` and `edited_nearest_neighbours`: rows that stand among rows of other classes are left out
//! (Tomek, *Two modifications of CNN*, 1976; Wilson, *Asymptotic properties of nearest neighbor rules using
//! edited data*, 1972). The rows that are left are those of imbalanced-learn.

use super::near::{Points, nearest};
use super::strategy::{CLEANED, Classes, Strategy};
use crate::paused::{Pauses, paused};
use crate::step::Fitting;
use crate::steps::changed::{Columns, Row, taken};
use crate::{Context, PrepareError, Step, StepKind};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

static LINKS_PARAMS: [ParamSpec; 1] = [CLEANED];
static EDITED_PARAMS: [ParamSpec; 3] = [
    CLEANED,
    ParamSpec::int("n_neighbors", 3, 1, 1000, "Rows nearest to a row that say whether it stays."),
    ParamSpec::choice(
        "kind_sel",
        "all",
        &[Cow::Borrowed("all"), Cow::Borrowed("mode")],
        "Whether a row stays only when all of them are of its class, or when no class is more frequent among them.",
    ),
];

/// The kind.
pub(super) static TOMEK_LINKS: StepKind = StepKind {
    id: "tomek_links",
    title: "Leave out rows that touch another class",
    help: "Looks for pairs of training rows of different classes that are each other's nearest, and leaves out those of the larger classes. It takes no missing cells. Scores are measured on rows as they are.",
    when: "Classes overlap a little, and the border should be clearer.",
    beware: "It makes classes hardly more equal: few rows go. Columns in large units decide what is near: standardise first.",
    example: "\"yes\" at 1.0 and \"no\" at 1.1, each other's nearest → \"no\" goes",
    params: &LINKS_PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| {
        check_params(&LINKS_PARAMS, values)?;
        Ok(Box::new(Links { strategy: strategy(&LINKS_PARAMS, values) }))
    },
};

/// The kind.
pub(super) static EDITED_NEAREST_NEIGHBOURS: StepKind = StepKind {
    id: "edited_nearest_neighbours",
    title: "Leave out rows among other classes",
    help: "Leaves out training rows of the larger classes whose nearest rows are not of their class. It takes no missing cells. Scores are measured on rows as they are.",
    when: "Some rows are wrongly labelled or lie deep in another class.",
    beware: "Where classes overlap by nature it leaves out what is true. Standardise first.",
    example: "\"no\" whose three nearest are \"yes\" → goes",
    params: &EDITED_PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| {
        check_params(&EDITED_PARAMS, values)?;
        Ok(Box::new(Edited {
            strategy: strategy(&EDITED_PARAMS, values),
            near: param(&EDITED_PARAMS, values, "n_neighbors").as_i64().unwrap_or(3) as usize,
            all: param(&EDITED_PARAMS, values, "kind_sel").as_str() != Some("mode"),
        }))
    },
};

fn strategy(specs: &[ParamSpec], values: &ParamValues) -> Strategy {
    Strategy::of(&param(specs, values, "sampling_strategy"), Strategy::NotMinority)
}

/// Leaves out rows of pairs of different classes that are each other's nearest.
#[derive(Debug, Clone)]
pub(super) struct Links {
    pub strategy: Strategy,
}

/// Leaves out rows whose nearest are of other classes.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    pub strategy: Strategy,
    pub near: usize,
    /// Whether all of the nearest have to be of its class.
    pub all: bool,
}

/// What says which rows stay.
pub(super) trait LeavesOut: Clone + 'static {
    /// The step's name.
    const STEP: &'static str;

    /// Whether each row stays.
    async fn stays(&self, points: &Points, classes: &Classes, part: [f64; 2], pauses: &Pauses) -> Vec<bool>;
}

impl LeavesOut for Links {
    const STEP: &'static str = "tomek_links";

    async fn stays(&self, points: &Points, classes: &Classes, part: [f64; 2], pauses: &Pauses) -> Vec<bool> {
        let (class, cleaned) = (classes.of_rows(), classes.cleaned(&self.strategy));
        let all: Vec<u32> = (0..class.len() as u32).collect();
        let near = nearest(points, &all, &all, 1, part, pauses).await;
        let nearest = |row: u32| near[row as usize].first().copied();
        let linked = |row: u32| {
            let other = nearest(row).filter(|other| nearest(*other) == Some(row));
            other.is_some_and(|other| class[other as usize] != class[row as usize])
        };
        all.iter().map(|row| !(cleaned[class[*row as usize] as usize] && linked(*row))).collect()
    }
}

impl LeavesOut for Edited {
    const STEP: &'static str = "edited_nearest_neighbours";

    async fn stays(&self, points: &Points, classes: &Classes, part: [f64; 2], pauses: &Pauses) -> Vec<bool> {
        let (class, cleaned) = (classes.of_rows(), classes.cleaned(&self.strategy));
        let all: Vec<u32> = (0..class.len() as u32).collect();
        let asked: Vec<u32> =
            all.iter().copied().filter(|row| cleaned[class[*row as usize] as usize]).collect();
        let near = nearest(points, &asked, &all, self.near, part, pauses).await;
        let mut stays = vec![true; class.len()];
        for (row, near) in asked.iter().zip(near) {
            let own = class[*row as usize];
            let mut counts = vec![0_usize; classes.rows.len()];
            near.iter().for_each(|other| counts[class[*other as usize] as usize] += 1);
            stays[*row as usize] = match self.all {
                true => counts[own as usize] == near.len(),
                false => first_of_most(&counts) == own as usize,
            };
        }
        stays
    }
}

/// The first of the largest.
fn first_of_most(counts: &[usize]) -> usize {
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).unwrap_or_default()
}

impl<T: LeavesOut> Step for T {
    fn reads_together(&self) -> bool {
        true
    }

    fn changes_rows(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let classes = Classes::of(context, T::STEP)?;
        let points = Points::of(train, columns, T::STEP)?;
        let (own, train, context) = (self.clone(), train.clone(), context.clone());
        Ok(paused(async move |pauses| {
            let stays = own.stays(&points, &classes, [0.0, 0.8], &pauses).await;
            let rows: Vec<Row> =
                (0..).zip(stays).filter(|(_, stays)| *stays).map(|(row, _)| Row::Old(row)).collect();
            let none = Columns::default();
            match rows.is_empty() {
                true => Err(nothing_left(T::STEP)),
                false => Ok(taken(&train, &context, &rows, &none, &pauses).await),
            }
        }))
    }
}

/// That every row would be left out.
pub(super) fn nothing_left(step: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.sampling",
        column: None,
        row: None,
        message: format!("{step} would leave out every training row"),
        remedy: "Lower n_neighbors, choose another sampling_strategy, or switch the step off.".into(),
    }
}
