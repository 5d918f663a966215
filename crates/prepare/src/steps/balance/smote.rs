//! `smote`, `borderline_smote` and `adasyn`: rows of small classes are made between a row and a near one of
//! the same class (Chawla et al., *SMOTE*, 2002; Han, Wang and Mao, *Borderline-SMOTE*, 2005; He et al.,
//! *ADASYN*, 2008), with the parameters and defaults of imbalanced-learn. `smote_nc` is SMOTE where columns of
//! categories are among the features.

use super::near::{Points, nearest};
use super::nominal::Nominal;
use super::strategy::{Classes, STRATEGY, Strategy};
use crate::paused::{Pauses, paused};
use crate::step::Fitting;
use crate::steps::changed::{Columns, Made, Row, taken};
use crate::steps::draws::{Draws, RANDOM_STATE};
use crate::{Built, Context, PrepareError, Step, StepKind};
use glasshouse_spec::{ParamSpec, ParamValues, Place, Warning, check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

const NEIGHBOURS: &str = "Rows of the same class, nearest to a row, of which one is drawn to go towards.";
const K_NEIGHBORS: ParamSpec = ParamSpec::int("k_neighbors", 5, 1, 1000, NEIGHBOURS);

static SMOTE_PARAMS: [ParamSpec; 3] = [STRATEGY, K_NEIGHBORS, RANDOM_STATE];
static BORDERLINE_PARAMS: [ParamSpec; 5] = [
    STRATEGY,
    K_NEIGHBORS,
    ParamSpec::int(
        "m_neighbors",
        10,
        1,
        1000,
        "Rows of any class, nearest to a row, that decide whether it lies at the border: half of them or more, but not all, are of other classes.",
    ),
    ParamSpec::choice(
        "kind",
        "borderline-1",
        &[Cow::Borrowed("borderline-1"), Cow::Borrowed("borderline-2")],
        "borderline-1 makes rows towards the own class; borderline-2 half of them, and the others up to half the way towards other classes.",
    ),
    RANDOM_STATE,
];
static ADASYN_PARAMS: [ParamSpec; 3] = [
    STRATEGY,
    ParamSpec::int(
        "n_neighbors",
        5,
        1,
        1000,
        "Rows nearest to a row: those of other classes decide how many are made of it, those of its own towards which.",
    ),
    RANDOM_STATE,
];

/// The kind.
pub(super) static SMOTE: StepKind = StepKind {
    id: "smote",
    title: "Make rows of rare classes (SMOTE)",
    help: "Makes training rows of the smaller classes, each at a random place between a row and one of its nearest of the same class, until the classes are equally large. Cells of columns that are not named are those of the row. It takes no missing cells. Scores are measured on rows as they are.",
    when: "A class is rare, and the features are numbers on a like scale.",
    beware: "Probabilities come out too high for rare classes. Columns in large units decide what is near: standardise first. With categories take smote_nc, as what lies between two codes is no category.",
    example: "rare rows (1, 2) and (3, 4) → also (1.8, 2.8)",
    params: &SMOTE_PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, Way::Plain),
};

/// The kind.
pub(super) static SMOTE_NC: StepKind = StepKind {
    id: "smote_nc",
    title: "Make rows of rare classes, with categories (SMOTE-NC)",
    help: "Makes training rows of the smaller classes: numbers lie at a random place between a row and one of its nearest of the same class, categories are the most frequent ones among the nearest. It takes no missing numbers; a missing category counts as one. Scores are measured on rows as they are.",
    when: "A class is rare, and there are categories among the features: before they are encoded.",
    beware: "Probabilities come out too high for rare classes, and rare categories become rarer still.",
    example: "rare rows (1, red), (3, red), (2, blue) → also (1.8, red)",
    params: &SMOTE_PARAMS,
    columns: &["@numeric", "@categorical", "@boolean"],
    onnx: true,
    build: |values| build(values, Way::Nominal),
};

/// The kind.
pub(super) static BORDERLINE_SMOTE: StepKind = StepKind {
    id: "borderline_smote",
    title: "Make rows of rare classes at the border",
    help: "As smote, but only of rows that lie at the border: half of their nearest rows or more, and not all, are of other classes. It takes no missing cells. Scores are measured on rows as they are.",
    when: "Most rows of the rare class are easy to tell, and those at the border are what is mistaken.",
    beware: "Where classes overlap by nature it makes noise. A class without a row at the border stays as it is. Standardise first.",
    example: "a rare row with 3 of 5 neighbours of another class is at the border",
    params: &BORDERLINE_PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, Way::Border),
};

/// The kind.
pub(super) static ADASYN: StepKind = StepKind {
    id: "adasyn",
    title: "Make rows of rare classes where they are hard",
    help: "As smote, but the more of a row the more of its nearest rows are of other classes. It takes no missing cells. Scores are measured on rows as they are.",
    when: "The rare class lies among others, and is mistaken there.",
    beware: "Rows that are wrongly labelled have many neighbours of other classes, and so have most made of them. Standardise first.",
    example: "a rare row with 4 of 5 neighbours of another class has four times as many made of it as one with 1",
    params: &ADASYN_PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, Way::Adaptive),
};

/// Which rows are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Way {
    Plain,
    Nominal,
    Border,
    Adaptive,
}

impl Way {
    fn step(self) -> &'static str {
        match self {
            Self::Plain => "smote",
            Self::Nominal => "smote_nc",
            Self::Border => "borderline_smote",
            Self::Adaptive => "adasyn",
        }
    }

    fn params(self) -> &'static [ParamSpec] {
        match self {
            Self::Plain | Self::Nominal => &SMOTE_PARAMS,
            Self::Border => &BORDERLINE_PARAMS,
            Self::Adaptive => &ADASYN_PARAMS,
        }
    }
}

/// What makes rows of small classes.
#[derive(Debug, Clone)]
pub(super) struct Smote {
    pub way: Way,
    pub strategy: Strategy,
    /// Rows of the same class, one of which is drawn.
    pub near: usize,
    /// Rows of any class that decide where the border is.
    pub around: usize,
    /// Whether half of the rows go towards other classes.
    pub outwards: bool,
    pub seed: Option<u64>,
}

fn build(values: &ParamValues, way: Way) -> Built {
    check_params(way.params(), values)?;
    let of = |name| param(way.params(), values, name);
    let count = |name| of(name).as_i64().unwrap_or_default() as usize;
    let near = if way == Way::Adaptive { count("n_neighbors") } else { count("k_neighbors") };
    Ok(Box::new(Smote {
        way,
        strategy: Strategy::of(&of("sampling_strategy"), Strategy::NotMajority),
        near,
        around: if way == Way::Border { count("m_neighbors") } else { near },
        outwards: way == Way::Border && of("kind").as_str() == Some("borderline-2"),
        seed: Draws::seed(&of("random_state")),
    }))
}

impl Step for Smote {
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
        let classes = Classes::of(context, self.way.step())?;
        let sizes = classes.grown(&self.strategy)?;
        let (points, nominal) = match self.way {
            Way::Nominal => Nominal::of(train, columns, self.way.step())?,
            _ => (Points::of(train, columns, self.way.step())?, Nominal::default()),
        };
        let (smote, train, context) = (self.clone(), train.clone(), context.clone());
        let categories = nominal.names();
        let numbers = columns.iter().filter(|name| !categories.contains(name)).cloned().collect();
        Ok(paused(async move |pauses| {
            let mut draws = Draws::new(smote.seed, context.seed);
            let mut rows = old(train.rows());
            rows.extend(smote.made(&points, &nominal, &classes, &sizes, &mut draws, &pauses).await?);
            Ok(taken(&train, &context, &rows, &Columns { numbers, categories }, &pauses).await)
        }))
    }
}

/// All rows of the training part.
pub(super) fn old(rows: usize) -> Vec<Row> {
    (0..rows as u32).map(Row::Old).collect()
}

/// A class that is to grow.
struct Growing<'a> {
    /// Its rows.
    own: &'a [u32],
    /// The rows of the others.
    others: Vec<u32>,
    /// Rows that are to be made.
    count: usize,
    name: String,
    /// Where its work stands in the whole.
    part: [f64; 2],
}

impl Smote {
    /// The rows that are made, class after class.
    pub async fn made(
        &self,
        points: &Points,
        nominal: &Nominal,
        classes: &Classes,
        sizes: &[usize],
        draws: &mut Draws,
        pauses: &Pauses,
    ) -> Result<Vec<Row>, PrepareError> {
        let grows = |class: &usize| sizes[*class] > classes.rows[*class].len();
        let growing: Vec<usize> = (0..sizes.len()).filter(grows).collect();
        let all = growing.len() as f64;
        let mut made = Vec::new();
        for (at, &class) in growing.iter().enumerate() {
            let own = &classes.rows[class];
            let class = Growing {
                own,
                others: classes.others(class),
                count: sizes[class] - own.len(),
                name: classes.labels[class].clone(),
                part: [0.8 * at as f64 / all, 0.8 * (at + 1) as f64 / all],
            };
            self.enough(&class)?;
            let rows = match self.way {
                Way::Plain | Way::Nominal => self.anywhere(points, nominal, &class, draws, pauses).await,
                Way::Border => self.at_the_border(points, &class, draws, pauses).await,
                Way::Adaptive => self.where_hard(points, &class, draws, pauses).await?,
            };
            made.extend(rows.into_iter().map(Row::Made));
        }
        Ok(made)
    }

    /// Refuses a class that has too few rows to have so many neighbours.
    fn enough(&self, class: &Growing) -> Result<(), PrepareError> {
        if class.own.len() > self.near {
            return Ok(());
        }
        let (step, rows, near) = (self.way.step(), class.own.len(), self.near);
        let name = if self.way == Way::Adaptive { "n_neighbors" } else { "k_neighbors" };
        Err(PrepareError::Refused {
            code: "prepare.sampling",
            column: None,
            row: None,
            message: format!(
                "class \"{}\" has {rows} training rows, and {step} looks for {near} others near each",
                class.name
            ),
            remedy: format!("Lower {name}, or take random_over_sampler."),
        })
    }

    async fn anywhere(
        &self,
        points: &Points,
        nominal: &Nominal,
        class: &Growing<'_>,
        draws: &mut Draws,
        pauses: &Pauses,
    ) -> Vec<Made> {
        let points = nominal.points_for(points, class.own);
        let near = nearest(&points, class.own, class.own, self.near, class.part, pauses).await;
        let mut made = between(class.own, &near, class.count, 1.0, draws);
        for row in &mut made {
            let place = class.own.binary_search(&row.base).unwrap_or_default();
            row.categories = nominal.modes(&near[place], draws);
        }
        made
    }

    async fn at_the_border(
        &self,
        points: &Points,
        class: &Growing<'_>,
        draws: &mut Draws,
        pauses: &Pauses,
    ) -> Vec<Made> {
        let [from, to] = class.part;
        let (third, two) = (from + (to - from) / 3.0, from + (to - from) / 1.5);
        let strangers = self.strangers(points, class, [from, third], pauses).await;
        let border = |(row, strange): (&u32, usize)| {
            (2 * strange >= self.around && strange < self.around).then_some(*row)
        };
        let border: Vec<u32> = class.own.iter().zip(strangers).filter_map(border).collect();
        if border.is_empty() {
            let message = format!(
                "borderline_smote: no row of class \"{}\" lies at the border, so none was made of it",
                class.name
            );
            pauses.warn(Warning::new("prepare.no_border", message, Place::parameter("prepare")));
            return Vec::new();
        }
        let near = nearest(points, &border, class.own, self.near, [third, two], pauses).await;
        let outwards = if self.outwards { class.count / 2 } else { 0 };
        let mut made = between(&border, &near, class.count - outwards, 1.0, draws);
        if outwards > 0 {
            let near = nearest(points, &border, &class.others, self.near, [two, to], pauses).await;
            made.extend(between(&border, &near, outwards, 0.5, draws));
        }
        made
    }

    async fn where_hard(
        &self,
        points: &Points,
        class: &Growing<'_>,
        draws: &mut Draws,
        pauses: &Pauses,
    ) -> Result<Vec<Made>, PrepareError> {
        let [from, to] = class.part;
        let half = f64::midpoint(from, to);
        let strangers = self.strangers(points, class, [from, half], pauses).await;
        let all: usize = strangers.iter().sum();
        // As many of each as its share of all strangers says, rounded to even.
        let share = |strange: usize| strange as f64 / all as f64 * class.count as f64;
        let many = strangers.into_iter().map(|strange| share(strange).round_ties_even() as usize);
        let many: Vec<usize> = if all == 0 { Vec::new() } else { many.collect() };
        if many.iter().all(|many| *many == 0) {
            return Err(nothing_hard(class, all == 0));
        }
        let near = nearest(points, class.own, class.own, self.near, [half, to], pauses).await;
        let mut made = Vec::new();
        for ((own, near), many) in class.own.iter().zip(&near).zip(many) {
            made.extend((0..many).map(|_| one(*own, near, 1.0, draws)));
        }
        Ok(made)
    }

    /// Of each row of a class how many of those around it are of others.
    async fn strangers(
        &self,
        points: &Points,
        class: &Growing<'_>,
        part: [f64; 2],
        pauses: &Pauses,
    ) -> Vec<usize> {
        let all: Vec<u32> = (0..(points.cells.len() / points.width) as u32).collect();
        let around = nearest(points, class.own, &all, self.around, part, pauses).await;
        let strange = |row: &&u32| class.own.binary_search(row).is_err();
        around.iter().map(|near| near.iter().filter(strange).count()).collect()
    }
}

/// That `adasyn` has nothing to make of a class.
fn nothing_hard(class: &Growing, apart: bool) -> PrepareError {
    let (name, count) = (&class.name, class.count);
    let (message, remedy) = match apart {
        true => (
            format!("adasyn: no row of class \"{name}\" is near another class"),
            "Take smote, or raise n_neighbors.",
        ),
        false => (
            format!("adasyn: class \"{name}\" lacks {count} rows, too few to share out among its rows"),
            "Switch the step off, or take smote.",
        ),
    };
    PrepareError::Refused {
        code: "prepare.sampling",
        column: None,
        row: None,
        message,
        remedy: remedy.into(),
    }
}

/// Rows between some rows and near ones of each, both drawn.
fn between(rows: &[u32], near: &[Vec<u32>], count: usize, far: f64, draws: &mut Draws) -> Vec<Made> {
    let drawn = (0..count).map(|_| {
        let at = draws.below(rows.len());
        one(rows[at], &near[at], far, draws)
    });
    drawn.collect()
}

/// A row between a row and one of those near it, up to `far` of the way.
fn one(base: u32, near: &[u32], far: f64, draws: &mut Draws) -> Made {
    let toward = near[draws.below(near.len())];
    Made { base, toward, gap: far * draws.share(), categories: Vec::new() }
}
