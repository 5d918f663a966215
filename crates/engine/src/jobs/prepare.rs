//! Every kept row as the model sees it, as CSV: `__row` (position in the file), `__part`, the
//! features by name in double precision, the targets where there are some.

use super::{Answer, Bench, Faults, rules};
use crate::fault::internal;
use glasshouse_evaluate::{Arranged, arrange_in_pieces};
use glasshouse_learn::{Target, find};
use glasshouse_prepare::{Preparation, Prepared, take};
use glasshouse_spec::{Event, Fault, Place, Recipe};
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
    if arranged.timed.is_some() {
        let message = "a forecast reads times and values as they are: there is nothing to prepare";
        let fault = Fault::new("prepare.forecast", message).with_place(Place::parameter("task.kind"));
        return Err(fault.with_remedy("train the recipe, or choose another kind of question").into());
    }
    let pause = async |what, done: f64| control.checkpoint(what, 0.2 + 0.2 * done).await;
    let still = async |_| pause("Fitting the steps", 0.0).await;
    let train = take(&arranged.table, &arranged.parts.train, &still).await;
    let takes = find(&recipe.model.kind)
        .map(|kind| kind.takes_with(arranged.task.kind, &recipe.model.params))
        .unwrap_or_default();
    let (features, context) = (&arranged.features, arranged.context(recipe.seed));
    let fitted = Preparation::fit_in_pieces(&train, features, &recipe.prepare, takes, &context, &pause);
    let (preparation, _) = fitted.await.map_err(|error| arranged.refused(error, &arranged.parts.train))?;
    control.checkpoint("Preparing the rows", 0.4).await;
    let mut parts = Vec::new();
    for (name, rows) in [
        ("train", &arranged.parts.train),
        ("validation", &arranged.parts.validation),
        ("test", &arranged.parts.test),
    ] {
        let done = 0.4 + 0.03 * parts.len() as f64;
        let pause = async |part: f64| control.checkpoint("Preparing the rows", done + 0.03 * part).await;
        let prepared = arranged.prepare_rows(&preparation, rows, false, &pause).await?;
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
