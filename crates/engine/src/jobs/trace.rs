//! What one step of a recipe does: the steps are fitted on training rows, all of them or some spread over all,
//! and the rows before the step are held against those after it.

mod cells;
mod effect;
mod pictures;

use super::{Answer, Bench, Faults, rules};
use crate::control::Control;
use crate::state::{Data, Ruled};
use effect::{Around, effect_of};
use glasshouse_evaluate::arrange_in_pieces;
use glasshouse_prepare::{
    Context, Snapshot, Tracing, clean_in_pieces, looks_along, spared_columns, take, trace_in_pieces,
};
use glasshouse_spec::{Event, Fault, Phase, Place, Recipe, StepSpec, StepTrace, TaskKind, Told};
use glasshouse_table::Table;
use std::rc::{Rc, Weak};

/// Share of the progress that fitting ends at.
const FITTED: f64 = 0.8;

/// Training rows that steps are tried on.
struct Training {
    table: Table,
    features: Vec<String>,
    context: Context,
    /// The place of each row in the file.
    places: Vec<u32>,
    /// Training rows in all.
    of: u64,
    /// What a forecast is told beside its series.
    told: Option<Told>,
}

/// The training rows that steps were last tried on: few, and kept, since one step after the other is looked at.
pub(crate) struct Sampled {
    data: Weak<Data>,
    /// What decides on them, and their number.
    key: (Recipe, u32),
    training: Rc<Training>,
}

pub(super) async fn run(
    bench: Bench,
    recipe: &Recipe,
    phase: Phase,
    step: usize,
    rows: Option<u32>,
) -> Result<Answer, Faults> {
    let control = &bench.control;
    let (trace, pictures) = match phase {
        Phase::Clean => cleaned(&bench, recipe, step).await?,
        Phase::Prepare => {
            let training = training(&bench, recipe, rows).await?;
            let share = async |done: f64| control.checkpoint("Fitting the steps", 0.2 + 0.6 * done).await;
            let (context, features) = (&training.context, &training.features);
            let whole = (step, rows.is_some());
            let fits =
                trace_in_pieces(&training.table, features, &recipe.prepare, whole, context, &share).await;
            let Tracing { traced, failed } = fits;
            let faults = failed.map(|error| error.in_rows(&training.places).faults()).unwrap_or_default();
            let used = training.table.rows() as u64;
            let told = training.told.clone();
            let mut trace = StepTrace { used, of: training.of, faults, told, effect: None };
            let mut pictures = Vec::new();
            if let Some(traced) = traced {
                let around = Around::of(&traced, &training.places);
                let (effect, drawn) = effect_of(control, &around, traced.warnings.clone()).await?;
                (trace.effect, pictures) = (Some(Box::new(effect)), drawn);
            }
            (trace, pictures)
        }
    };
    Ok(Answer { event: Event::Traced { trace: Box::new(trace) }, buffers: pictures })
}

/// The training rows, or so many of them.
async fn training(bench: &Bench, recipe: &Recipe, rows: Option<u32>) -> Result<Rc<Training>, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    // Between rows of a sample there would be others: steps that look along rows are tried on all of them.
    let along = looks_along(&recipe.prepare);
    let rows = rows.filter(|_| !along);
    let key = rows.filter(|_| recipe.other_tables().is_empty()).map(|rows| (what_decides(recipe), rows));
    if let (Some(key), Some(kept)) = (&key, &*bench.state.borrow().sampled.borrow())
        && kept.key == *key
        && Weak::as_ptr(&kept.data) == Rc::as_ptr(&data)
    {
        return Ok(kept.training.clone());
    }
    let ruled = as_read(bench, &data, recipe).await?;
    let pause = async |what, done: f64| control.checkpoint(what, 0.15 * done).await;
    let mut arranged = arrange_in_pieces(ruled.given(), recipe, &pause).await?;
    let told =
        arranged.timed.as_ref().map(|timed| Told { columns: timed.told.clone(), known: timed.known.clone() });
    if told.as_ref().is_some_and(|told| told.columns.is_empty()) {
        return Err(nothing_told().into());
    }
    let of = arranged.parts.train.len();
    arranged.parts.train = spread(&arranged.parts.train, rows.map_or(of, |rows| rows as usize));
    let still = async |_| control.checkpoint("Taking the training rows", 0.15).await;
    let table = take(&arranged.table, &arranged.parts.train, &still).await;
    let context = arranged.context(recipe.seed);
    let context = Context { among: context.among.filter(|_| along), ..context };
    let places = arranged.parts.train.iter().map(|row| arranged.rows[*row as usize]).collect();
    // The times and values of a forecast are read as they are: its steps prepare what it is told beside them.
    let features = told.as_ref().map_or(arranged.features, |told| told.columns.clone());
    let training = Training { table, features, context, places, of: of as u64, told };
    let training = Rc::new(training);
    if let Some(key) = key {
        let sampled = Sampled { data: Rc::downgrade(&data), key, training: training.clone() };
        *bench.state.borrow().sampled.borrow_mut() = Some(sampled);
    }
    Ok(training)
}

/// A forecast that reads times and values alone.
pub(super) fn nothing_told() -> Fault {
    let message = "this forecast reads times and values as they are and is told no other columns: a step has nothing to \
                   prepare";
    Fault::new("prepare.forecast", message).with_place(Place::parameter("task.kind")).with_remedy(
        "Name columns that are known beforehand (task.known), and choose a model that learns from them.",
    )
}

/// What of a recipe decides which rows train; of a forecast the model decides which columns it is told.
fn what_decides(recipe: &Recipe) -> Recipe {
    let told = recipe.task.kind == Some(TaskKind::Forecast);
    Recipe {
        name: String::new(),
        prepare: Vec::new(),
        model: if told { recipe.model.clone() } else { Default::default() },
        evaluate: Default::default(),
        tune: Default::default(),
        card: Default::default(),
        ..recipe.clone()
    }
}

/// So many of the rows at most, at equal distances.
fn spread(rows: &[u32], most: usize) -> Vec<u32> {
    if rows.len() <= most {
        return rows.to_vec();
    }
    let (all, most) = (rows.len() as u64, most as u64);
    (0..most).map(|at| rows[(at * all / most) as usize]).collect()
}

async fn as_read(bench: &Bench, data: &Rc<Data>, recipe: &Recipe) -> Result<Rc<Ruled>, Faults> {
    let others = bench.state.borrow().others.clone();
    rules::as_recipe_reads(&bench.control, &others, data.clone(), recipe).await
}

/// What a cleaning step does to all rows.
async fn cleaned(bench: &Bench, recipe: &Recipe, step: usize) -> Result<(StepTrace, Vec<Vec<u8>>), Faults> {
    let control: &Control = &bench.control;
    let data = bench.state.borrow().data()?;
    let ruled = as_read(bench, &data, recipe).await?;
    let mut left_out = ruled.left_out.iter().copied().peekable();
    let rows = (0..ruled.table.rows() as u32).filter(|row| left_out.next_if_eq(row).is_none()).collect();
    let pause = async |what, done: f64| control.checkpoint(what, 0.5 * FITTED * done).await;
    let only = |wanted: &dyn Fn(usize) -> bool| -> Vec<StepSpec> {
        let steps = recipe.clean.iter().enumerate();
        steps.map(|(at, op)| StepSpec { enabled: op.enabled && wanted(at), ..op.clone() }).collect()
    };
    let failed = |error: glasshouse_prepare::PrepareError, of: u64| {
        (StepTrace { used: of, of, faults: error.faults(), ..StepTrace::default() }, Vec::new())
    };
    let spared = spared_columns(recipe);
    let before = match clean_in_pieces(&ruled.table, rows, &only(&|at| at < step), &spared, &pause).await {
        Ok(before) => before,
        Err(error) => return Ok(failed(error, ruled.table.rows() as u64)),
    };
    let of = before.rows.len() as u64;
    if !recipe.clean.get(step).is_some_and(|op| op.enabled) {
        return Ok((StepTrace { used: of, of, ..StepTrace::default() }, Vec::new()));
    }
    let all = (0..before.rows.len() as u32).collect();
    let after = match clean_in_pieces(&before.table, all, &only(&|at| at == step), &spared, &pause).await {
        Ok(after) => after,
        Err(error) => return Ok(failed(error.in_rows(&before.rows), of)),
    };
    let from: Vec<Option<u32>> = after.rows.iter().copied().map(Some).collect();
    let (old, new) = (Snapshot::from(before.table), Snapshot::from(after.table));
    let same = from.len() == old.table().rows();
    let around = Around {
        before: &old,
        after: &new,
        from: (!same).then_some(&from),
        made: &[],
        rows: None,
        places: &before.rows,
    };
    let (effect, pictures) = effect_of(control, &around, after.warnings).await?;
    Ok((StepTrace { used: of, of, effect: Some(Box::new(effect)), ..StepTrace::default() }, pictures))
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn a_sample_is_spread_over_all_rows_and_takes_none_twice() {
        let rows: Vec<u32> = (10..1010).collect();
        let few = spread(&rows, 300);
        assert_eq!((few.len(), few[0]), (300, 10));
        assert!(few.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 4));
        assert_eq!(spread(&rows, 1000), rows);
        assert_eq!(spread(&[], 5), [] as [u32; 0]);
    }
}
