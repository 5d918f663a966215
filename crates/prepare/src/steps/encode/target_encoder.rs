//! `target_encoder`: a category becomes what the target is on average among its rows, drawn towards the mean
//! of all rows the fewer they are (Micci-Barreca, *A preprocessing scheme for high-cardinality categorical
//! attributes*, 2001). The training rows themselves are encoded by folds, each from the rows of the others,
//! so that no row sees its own target.

use super::looked_up::places;
use super::one_hot_encoder::categories;
use crate::cells::Coded;
use crate::step::{Fit, Fitted, Fitting, TrainRows};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_learn::Target;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{k_fold, stratified_k_fold, sum};
use glasshouse_table::{Column, Table};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::new(
        "smooth",
        ParamKind::ChoiceOrFloat {
            options: Cow::Borrowed(&[Cow::Borrowed("auto")]),
            min: 0.0,
            max: f64::MAX,
        },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "How strongly a category is drawn towards the mean of all rows: as if so many rows of that mean were added to it; auto weighs how much the target varies within the category against how much it varies at all.",
    ),
    ParamSpec::int(
        "cv",
        5,
        2,
        1000,
        "Folds in which the training rows are encoded, each from the others. More folds are closer to what new rows get, and take longer.",
    ),
    ParamSpec::bool("shuffle", true, "Whether rows are shuffled before they are dealt out to folds."),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "The seed of the shuffling; the recipe's when there is no value.",
    ),
];

/// The kind.
pub(super) static TARGET_ENCODER: StepKind = StepKind {
    id: "target_encoder",
    title: "Encode categories by the target",
    help: "Replaces a category by the average of the target among its rows, drawn towards the mean of all where it is rare: one column comes of each, or one for each of more than two classes. The training rows are encoded by folds, so that none sees its own target; unknown categories get the mean.",
    when: "Columns with many categories, such as postcodes or products.",
    beware: "With few rows a category the averages are mostly chance.",
    example: "city: Bern, Rome → 0.8, 0.3, the share that bought there",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

/// What `target_encoder` learnt, and other encoders that look a category up in a table of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetEncoderState {
    /// Columns in the order of the fit.
    pub columns: Vec<TargetColumn>,
    /// For each output of a column what unknown categories get, such as the mean of the target in all rows; as
    /// many as the column with the most outputs has.
    pub means: Vec<f64>,
}

/// A column and what becomes of its categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetColumn {
    /// Column.
    pub name: String,
    /// Categories of the training rows, sorted by code points.
    pub categories: Vec<String>,
    /// Whether a missing cell is a category too, which comes after the others.
    pub missing: bool,
    /// Names of the numeric columns that replace it: its own, or `column_class` of more than two classes.
    pub outputs: Vec<String>,
    /// For each output the number of each category.
    pub encodings: Vec<Vec<f64>>,
}

struct TargetEncoder {
    /// Rows of the mean that are added to a category; weighed by the variances when `None`.
    smooth: Option<f64>,
    folds: usize,
    shuffle: bool,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(TargetEncoder {
        smooth: of("smooth").as_f64(),
        folds: of("cv").as_i64().unwrap_or(5) as usize,
        shuffle: of("shuffle").as_bool().unwrap_or(true),
        seed: of("random_state").as_i64().and_then(|seed| u64::try_from(seed).ok()),
    }))
}

impl Step for TargetEncoder {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let answers = Answers::of(context, "target_encoder")?;
        let order = order(train.rows(), self.shuffle.then_some(self.seed.unwrap_or(context.seed)));
        let folds = match &*context.target {
            Target::Classes { index, .. } => stratified_k_fold(index, &order, self.folds),
            _ => k_fold(&order, self.folds),
        };
        Ok(Box::new(Encoding {
            smooth: self.smooth,
            folds,
            names: columns.to_vec(),
            answers,
            train: train.clone(),
            state: TargetEncoderState { columns: Vec::new(), means: Vec::new() },
            made: BTreeMap::new(),
        }))
    }
}

/// Rows in their order, or shuffled.
fn order(rows: usize, seed: Option<u64>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows as u32).collect();
    if let Some(seed) = seed {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for last in (1..order.len()).rev() {
            order.swap(last, (rng.next_u64() % (last as u64 + 1)) as usize);
        }
    }
    order
}

/// What is averaged: the target's numbers, or for each class whether a row is of it; of two only the later.
pub(super) struct Answers {
    pub values: Vec<Vec<f64>>,
    /// Ends of the names of outputs; none where there is one output.
    classes: Option<Vec<String>>,
}

impl Answers {
    pub fn of(context: &Context, step: &str) -> Result<Self, PrepareError> {
        match &*context.target {
            Target::Numbers(y) => Ok(Self { values: vec![y.clone()], classes: None }),
            Target::Classes { labels, index } => {
                let is = |class: u32| index.iter().map(|c| f64::from(u8::from(*c == class))).collect();
                let many = labels.len() > 2;
                let classes = if many { 0..labels.len() as u32 } else { 1..2 };
                Ok(Self { values: classes.map(is).collect(), classes: many.then(|| labels.to_vec()) })
            }
            _ => Err(PrepareError::needs_target(step)),
        }
    }

    pub fn outputs(&self, column: &str) -> Vec<String> {
        match &self.classes {
            None => vec![column.into()],
            Some(classes) => classes.iter().map(|class| format!("{column}_{class}")).collect(),
        }
    }
}

/// A fit, a column at a time.
struct Encoding {
    smooth: Option<f64>,
    folds: Vec<Vec<u32>>,
    /// Columns that are encoded, in the order of the fit.
    names: Vec<String>,
    answers: Answers,
    train: Table,
    state: TargetEncoderState,
    /// The training rows by folds.
    made: BTreeMap<String, Vec<Arc<Column>>>,
}

impl Fitting for Encoding {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        if self.state.means.is_empty() {
            self.state.means = self.answers.values.iter().map(|y| mean(y)).collect();
        }
        let Some(name) = self.names.get(self.state.columns.len()).cloned() else {
            let table = cells::replace(&self.train, std::mem::take(&mut self.made));
            let state = std::mem::replace(
                &mut self.state,
                TargetEncoderState { columns: Vec::new(), means: Vec::new() },
            );
            let train = Some(TrainRows { table, changed: None });
            return Ok(Fit::Done(Fitted { state: Some(StepState::TargetEncoder(state)), train }));
        };
        let coded = categories(cells::column(&self.train, &name)?, "target_encoder")?;
        let column = self.column(&name, &coded);
        let made = self.by_folds(&column, &coded);
        self.state.columns.push(column);
        self.made.insert(name, made);
        Ok(Fit::Running(self.state.columns.len() as f64 / self.names.len() as f64))
    }
}

impl Encoding {
    /// What all training rows say of a column.
    fn column(&self, name: &str, coded: &Coded) -> TargetColumn {
        let categories: Vec<String> = coded.sorted_counts().keys().map(ToString::to_string).collect();
        let missing = coded.missing() > 0;
        let places = places(coded, &categories);
        let count = categories.len() + usize::from(missing);
        let all = |_: usize| true;
        let encodings =
            self.answers.values.iter().map(|y| encode(&places, count, y, self.smooth, &all)).collect();
        TargetColumn {
            name: name.into(),
            categories,
            missing,
            outputs: self.answers.outputs(name),
            encodings,
        }
    }

    /// Each fold as the other folds encode it.
    fn by_folds(&self, column: &TargetColumn, coded: &Coded) -> Vec<Arc<Column>> {
        let places = places(coded, &column.categories);
        let count = column.categories.len() + usize::from(column.missing);
        let mut fold_of = vec![0_usize; places.len()];
        for (fold, rows) in self.folds.iter().enumerate() {
            rows.iter().for_each(|row| fold_of[*row as usize] = fold);
        }
        let output = |(name, y): (&String, &Vec<f64>)| {
            let mut cells = vec![0.0; places.len()];
            for (fold, rows) in self.folds.iter().enumerate() {
                let encoding = encode(&places, count, y, self.smooth, &|row| fold_of[row] != fold);
                rows.iter().for_each(|row| cells[*row as usize] = encoding[places[*row as usize]]);
            }
            cells::numeric(name, cells.into())
        };
        column.outputs.iter().zip(&self.answers.values).map(output).collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    glasshouse_stats::mean(values).unwrap_or_default()
}

/// The number of each category by the rows that count; one without any gets the mean of all.
fn encode(
    places: &[usize],
    count: usize,
    y: &[f64],
    smooth: Option<f64>,
    counts: &dyn Fn(usize) -> bool,
) -> Vec<f64> {
    let used: Vec<f64> = y.iter().enumerate().filter(|(row, _)| counts(*row)).map(|(_, y)| *y).collect();
    let all = mean(&used);
    let (mut sums, mut sizes) = (vec![0.0; count], vec![0.0; count]);
    for (row, place) in places.iter().enumerate().filter(|(row, _)| counts(*row)) {
        sums[*place] += y[row];
        sizes[*place] += 1.0;
    }
    if let Some(smooth) = smooth {
        let drawn = |(sum, size): (&f64, &f64)| match size + smooth {
            0.0 => all,
            size => (sum + smooth * all) / size,
        };
        return sums.iter().zip(&sizes).map(drawn).collect();
    }
    let means: Vec<f64> =
        sums.iter().zip(&sizes).map(|(sum, size)| if *size > 0.0 { sum / size } else { all }).collect();
    let mut spreads = vec![0.0; count];
    for (row, place) in places.iter().enumerate().filter(|(row, _)| counts(*row)) {
        spreads[*place] += (y[row] - means[*place]) * (y[row] - means[*place]);
    }
    let squares: Vec<f64> = used.iter().map(|y| (y - all) * (y - all)).collect();
    let variance = sum(&squares) / used.len() as f64;
    let drawn = |place: usize| {
        let between = variance * sizes[place];
        let share = between / (between + spreads[place] / sizes[place]);
        if share.is_nan() { all } else { share * means[place] + (1.0 - share) * all }
    };
    (0..count).map(drawn).collect()
}

impl FittedStep for TargetEncoderState {
    fn is_sound(&self) -> bool {
        let sound = |column: &TargetColumn| {
            let categories = column.categories.len() + usize::from(column.missing);
            column.outputs.len() == column.encodings.len()
                && column.outputs.len() <= self.means.len()
                && column.encodings.iter().all(|encoding| encoding.len() == categories)
        };
        self.columns.iter().all(sound)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let outputs = self.columns.iter().map(|c| c.outputs.iter().map(String::as_str).collect());
        self.columns.iter().map(|c| vec![c.name.as_str()]).zip(outputs).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
        if more.means.len() > self.means.len() {
            self.means = more.means;
        }
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let TargetColumn { name, categories: known, missing, outputs, encodings } = &self.columns[at];
        let coded = categories(&column, "an encoder")?;
        let of_value: Vec<Option<usize>> =
            coded.values.iter().map(|value| known.binary_search(value).ok()).collect();
        let gap = missing.then_some(known.len());
        let place = |code: &Option<u32>| code.map_or(gap, |code| of_value[code as usize]);
        let strange = coded.codes.iter().filter(|code| place(code).is_none()).count();
        notes.add_unseen(name, strange as u64);
        let output = |((name, encoding), mean): ((&String, &Vec<f64>), &f64)| {
            let cell = |code: &Option<u32>| place(code).map_or(*mean, |place| encoding[place]);
            cells::numeric(name, coded.codes.iter().map(cell).collect::<Vec<f64>>().into())
        };
        Ok(outputs.iter().zip(encodings).zip(&self.means).map(output).collect())
    }
}
