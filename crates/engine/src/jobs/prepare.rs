//! Every kept row as the model sees it, as CSV: `__row` (position in the file), `__part`, the
//! features by name in double precision, the targets where there are some.

use super::trace::nothing_told;
use super::{Answer, Bench, Faults, rules};
use crate::fault::internal;
use glasshouse_evaluate::{Arranged, EvaluateError, Timed, arrange_in_pieces};
use glasshouse_learn::{Target, find};
use glasshouse_prepare::{Preparation, Prepared, take};
use glasshouse_spec::{Event, Recipe};
use glasshouse_table::number_label;

/// Rows that are written between two checkpoints.
const BLOCK: usize = 4096;

pub(super) async fn run(bench: Bench, recipe: &Recipe) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, recipe).await?;
    control.checkpoint("Splitting the rows", 0.1).await;
    let pause = async |what, done: f64| control.checkpoint(what, 0.1 + 0.1 * done).await;
    let arranged = arrange_in_pieces(ruled.given(), recipe, &pause).await?;
    let pause = async |what, done: f64| control.checkpoint(what, 0.2 + 0.2 * done).await;
    let preparation = fit(recipe, &arranged, &pause).await?;
    control.checkpoint("Preparing the rows", 0.4).await;
    let pause = async |done: f64| control.checkpoint("Preparing the rows", 0.4 + 0.01 * done).await;
    let told = match &arranged.timed {
        Some(timed) => Some(beside_series(timed, &preparation, &pause).await?),
        None => None,
    };
    let mut parts = Vec::new();
    for (name, rows) in [
        ("train", &arranged.parts.train),
        ("validation", &arranged.parts.validation),
        ("test", &arranged.parts.test),
    ] {
        let done = 0.41 + 0.03 * parts.len() as f64;
        let pause = async |part: f64| control.checkpoint("Preparing the rows", done + 0.03 * part).await;
        let prepared = match &told {
            Some(told) => told.rows(&arranged, rows, &pause).await,
            None => arranged.prepare_rows(&preparation, rows, false, &pause).await?,
        };
        parts.push(Part { name, rows, prepared });
    }
    let mut rows = Rows::new(&arranged, &preparation, &parts).map_err(|error| unwritten(&error))?;
    for start in (0..arranged.rows.len()).step_by(BLOCK) {
        let end = (start + BLOCK).min(arranged.rows.len());
        rows.write(start..end).map_err(|error| unwritten(&error))?;
        control.checkpoint("Writing the rows", 0.5 + 0.5 * end as f64 / arranged.rows.len() as f64).await;
    }
    let bytes = rows.csv.into_inner().map_err(|error| internal(error.to_string()))?;
    let name = format!("{}_prepared.csv", recipe.name);
    Ok(Answer { event: Event::File { name, media_type: "text/csv".into() }, buffers: vec![bytes] })
}

/// Fits the steps on the training rows; those of a forecast prepare what it is told beside times and values.
async fn fit(
    recipe: &Recipe,
    arranged: &Arranged,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Preparation, Faults> {
    let features = match &arranged.timed {
        Some(timed) if timed.told.is_empty() => return Err(nothing_told().into()),
        Some(timed) => &timed.told,
        None => &arranged.features,
    };
    let train = &arranged.parts.train;
    let table = take(&arranged.table, train, &async |_| pause("Fitting the steps", 0.0).await).await;
    let takes = find(&recipe.model.kind)
        .map(|kind| kind.takes_with(arranged.task.kind, &recipe.model.params))
        .unwrap_or_default();
    let context = arranged.context(recipe.seed);
    let fitted = Preparation::fit_in_pieces(&table, features, &recipe.prepare, takes, &context, pause).await;
    Ok(fitted.map_err(|error| arranged.refused(error, train))?.0)
}

/// All rows that tell a forecast other columns, prepared, and the position of each in the file.
struct Told<'a> {
    prepared: Prepared,
    at: &'a [u32],
}

/// Prepares what a forecast is told as it is trained: rows without a target stand among the others.
async fn beside_series<'a>(
    timed: &'a Timed,
    preparation: &Preparation,
    pause: &impl AsyncFn(f64),
) -> Result<Told<'a>, Faults> {
    let at = &timed.rows_at;
    let prepared = preparation.apply_with_gaps(&timed.rows, pause).await;
    Ok(Told { prepared: prepared.map_err(|error| EvaluateError::from(error.in_rows(at)))?, at })
}

impl Told<'_> {
    /// Some rows of the table.
    async fn rows(&self, arranged: &Arranged, rows: &[u32], pause: &impl AsyncFn(f64)) -> Prepared {
        let told = |row: &u32| self.at.binary_search(&arranged.rows[*row as usize]).ok();
        let places: Vec<u32> = rows.iter().filter_map(told).map(|at| at as u32).collect();
        self.prepared.take(&places, pause).await
    }
}

/// A part as the model sees it.
struct Part<'a> {
    name: &'static str,
    rows: &'a [u32],
    prepared: Prepared,
}

/// The rows while they are written.
struct Rows<'a> {
    arranged: &'a Arranged,
    parts: &'a [Part<'a>],
    /// The part of each row, and its place there.
    places: Vec<(u8, u32)>,
    csv: csv::Writer<Vec<u8>>,
}

impl<'a> Rows<'a> {
    fn new(
        arranged: &'a Arranged,
        preparation: &'a Preparation,
        parts: &'a [Part<'a>],
    ) -> Result<Self, csv::Error> {
        let mut places = vec![(0, 0); arranged.rows.len()];
        for (part, of) in (0_u8..).zip(parts) {
            (0_u32..).zip(of.rows).for_each(|(at, row)| places[*row as usize] = (part, at));
        }
        let mut csv = csv::Writer::from_writer(Vec::new());
        let features = preparation.features.iter().map(String::as_str);
        let tasks = arranged.task.each();
        let targets = tasks.iter().map(|task| task.target.as_str());
        let targets = targets.filter(|_| !matches!(arranged.target, Target::None));
        csv.write_record(["__row", "__part"].into_iter().chain(features).chain(targets))?;
        Ok(Self { arranged, parts, places, csv })
    }

    fn write(&mut self, rows: std::ops::Range<usize>) -> Result<(), csv::Error> {
        for row in rows {
            self.csv.write_field(self.arranged.rows[row].to_string())?;
            let (part, at) = self.places[row];
            let Part { name, prepared, .. } = &self.parts[part as usize];
            self.csv.write_field(name)?;
            for feature in 0..prepared.table.columns().len() {
                let number = prepared.number(at as usize, feature);
                self.csv.write_field(number.map(number_label).unwrap_or_default())?;
            }
            match &self.arranged.target {
                Target::Several(targets) => {
                    targets.iter().try_for_each(|target| write_target(&mut self.csv, target, row))?;
                }
                one => write_target(&mut self.csv, one, row)?,
            }
            self.csv.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }
}

fn write_target(csv: &mut csv::Writer<Vec<u8>>, target: &Target, row: usize) -> Result<(), csv::Error> {
    match target {
        Target::Classes { labels, index } => csv.write_field(&labels[index[row] as usize]),
        Target::Numbers(numbers) => csv.write_field(number_label(numbers[row])),
        Target::None | Target::Series(_) | Target::Several(_) => Ok(()),
    }
}

fn unwritten(error: &csv::Error) -> Faults {
    internal(format!("the rows cannot be written: {error}")).into()
}
