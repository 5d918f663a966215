//! Why the model answers as it does: on the rows that were held out, or on those of a file.

mod counterfactual;
mod dropped;
mod similar;
mod surrogate;
mod what_if;

use super::verify::held_out;
use super::{Answer, Bench, Faults, apply, load, refit, rules};
use crate::control::Control;
use crate::fault::internal;
use crate::recipe::sha256;
use crate::state::{Others, Trained};
use glasshouse_evaluate::explain::{
    Attribution, Ground, Outputs, Scored, attribute, column_groups, curve, interacting, interaction, orders,
    permutation, spread,
};
use glasshouse_evaluate::{arrange_in_pieces, known_target, metric_names};
use glasshouse_learn::Target;
use glasshouse_metrics::metric;
use glasshouse_spec::{
    CurvesReport, CurvesRequest, Event, Explain, Explanation, Fault, InteractionReport, InteractionRequest,
    PermutationReport, PermutationRequest, Place, ShapReport, ShapRequest, ShapRow, Warning,
};
use glasshouse_table::Table;
use std::rc::Rc;

/// Rows that are looked at where nothing is said: of SHAP values and curves, and of interactions.
const ROWS: u32 = 200;
const PAIRED: u32 = 60;
/// How often cells change places, and at most.
const REPEATS: u32 = 10;
const MOST_REPEATS: u32 = 1000;
/// Values of a curve of numbers.
const POINTS: u32 = 30;

/// The rows that an explanation stands on.
struct Looked {
    /// Raw rows.
    table: Table,
    /// Those that are looked at.
    rows: Vec<u32>,
    /// Their targets, where they are known, and which of `table` has one.
    target: Option<(Vec<u32>, Target)>,
    /// Those that they are compared with, and their targets, where all are known.
    background: Vec<u32>,
    compared: Option<Target>,
    /// Position of each row of `table` in the file; its own where there is none.
    in_file: Option<Vec<u32>>,
    part: &'static str,
    warnings: Vec<Warning>,
}

pub(super) async fn run(
    bench: Bench,
    ask: Explain,
    file: Option<(String, Vec<u8>)>,
) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let others = bench.state.borrow().others.clone();
    let control = &bench.control;
    control.checkpoint("Taking the rows", 0.0).await;
    if let Explain::DropColumn(ask) = &ask {
        let ruled = refit::trained_beside(control, &model, &others, file).await?;
        let report = dropped::run(control, &model, &ruled, ask).await?;
        return Ok(Event::Explained { explanation: Box::new(Explanation::DropColumn(report)) }.into());
    }
    let looked = match file {
        Some((name, bytes)) => of_file(control, &model, &others, &name, bytes).await?,
        None => of_model(control, &model).await?.ok_or_else(no_rows)?,
    };
    let explanation = match ask {
        Explain::Permutation(ask) => {
            Explanation::Permutation(permuted(control, &model, &looked, &ask).await?)
        }
        Explain::Shap(ask) => Explanation::Shap(contributions(control, &model, &looked, &ask).await?),
        Explain::Curves(ask) => Explanation::Curves(curves(control, &model, &looked, &ask).await?),
        Explain::Interaction(ask) => Explanation::Interaction(together(control, &model, &looked, ask).await?),
        Explain::WhatIf(ask) => {
            Explanation::WhatIf(Box::new(what_if::run(control, &model, &looked, &ask).await?))
        }
        Explain::Counterfactual(ask) => {
            Explanation::Counterfactual(counterfactual::run(control, &model, &looked, &ask).await?)
        }
        Explain::Surrogate(ask) => {
            Explanation::Surrogate(surrogate::run(control, &model, &looked, &ask).await?)
        }
        Explain::Similar(ask) => Explanation::Similar(similar::run(control, &model, &looked, &ask).await?),
        Explain::DropColumn(_) => return Err(internal("columns are dropped before rows are taken").into()),
    };
    Ok(Event::Explained { explanation: Box::new(explanation) }.into())
}

/// What a model goes by on some of its held-out rows; `None` where its data are not at hand.
pub(super) async fn goes_by(
    control: &Control,
    model: &Trained,
    ask: &PermutationRequest,
) -> Result<Option<PermutationReport>, Faults> {
    match of_model(control, model).await? {
        Some(looked) => Ok(Some(permuted(control, model, &looked, ask).await?)),
        None => Ok(None),
    }
}

/// The held-out rows of a model, where its data are at hand.
async fn of_model(control: &Control, model: &Trained) -> Result<Option<Looked>, Faults> {
    let Some(held_out) = held_out(control, model).await? else { return Ok(None) };
    let (part, rows) = (held_out.part, held_out.rows().to_vec());
    let arranged = held_out.arranged;
    let known = !arranged.task.kind.without_target();
    let target = known.then(|| (rows.clone(), arranged.target.take(&rows)));
    Ok(Some(Looked {
        compared: known.then(|| arranged.target.take(&arranged.parts.train)),
        table: arranged.table,
        target,
        rows,
        background: arranged.parts.train,
        in_file: Some(arranged.rows),
        part,
        warnings: Vec::new(),
    }))
}

/// The rows of a file: of the one that the model was trained on, those that were held out; of another, all.
async fn of_file(
    control: &Control,
    model: &Rc<Trained>,
    others: &Others,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Looked, Faults> {
    let recipe = &model.recipe;
    let alone = recipe.combine.iter().all(|entry| !entry.enabled);
    if alone && sha256(&bytes) == model.report.data_sha256 {
        let (data, columns) = (recipe.data.clone(), recipe.columns.clone());
        let data = load::read(control, name.into(), bytes.into(), data, columns).await?;
        let ruled = rules::as_recipe_reads(control, others, Rc::new(data), recipe).await?;
        let pause = async |what, _| control.checkpoint(what, 0.0).await;
        let arranged = arrange_in_pieces(ruled.given(), recipe, &pause).await?;
        let parts = &arranged.parts;
        let held = [("test", &parts.test), ("validation", &parts.validation), ("train", &parts.train)];
        let found = held.into_iter().find(|(_, rows)| !rows.is_empty());
        let (part, rows) = found.map(|(part, rows)| (part, rows.clone())).ok_or_else(no_rows)?;
        let known = !arranged.task.kind.without_target();
        let target = known.then(|| (rows.clone(), arranged.target.take(&rows)));
        return Ok(Looked {
            compared: known.then(|| arranged.target.take(&arranged.parts.train)),
            target,
            background: arranged.parts.train,
            table: arranged.table,
            rows,
            in_file: Some(arranged.rows),
            part,
            warnings: Vec::new(),
        });
    }
    let new = apply::read(control, model, others, name, bytes.into()).await?;
    let table = new.read.loaded.table;
    let task = &model.report.task;
    let has = |name: &str| table.column(name).is_some_and(|column| column.missing() < column.len());
    let labelled = match !task.kind.without_target() && task.each().iter().all(|one| has(&one.target)) {
        true => Some(known_target(&table, task)?),
        false => None,
    };
    let all: Vec<u32> = (0..table.rows() as u32).collect();
    if all.is_empty() {
        return Err(no_rows().into());
    }
    Ok(Looked {
        compared: labelled
            .as_ref()
            .filter(|known| known.rows.len() == all.len())
            .map(|known| known.target.clone()),
        target: labelled.map(|labelled| (labelled.rows, labelled.target)),
        rows: all.clone(),
        background: all,
        in_file: None,
        part: "data",
        warnings: new.warnings,
        table,
    })
}

impl Looked {
    fn ground<'a>(&'a self, model: &'a Trained, rows: &'a [u32]) -> Ground<'a> {
        let (pipeline, seed) = (&model.pipeline, model.recipe.seed);
        Ground { pipeline, table: &self.table, rows, background: &self.background, seed }
    }

    /// The number of a row in the file.
    fn number(&self, row: u32) -> u64 {
        let in_file = self.in_file.as_ref().and_then(|rows| rows.get(row as usize));
        u64::from(in_file.copied().unwrap_or(row))
    }

    /// A row by its number in the file.
    fn find(&self, number: u64) -> Result<u32, Faults> {
        let missing = || {
            Fault::new(
                "explain.no_row",
                format!("row {number} is not among the rows that the model was given"),
            )
            .with_place(Place { row: Some(number), ..Place::default() })
            .with_remedy(
                "name a row of the file, counted from 0, that was neither dropped nor without a target",
            )
        };
        let row = u32::try_from(number).map_err(|_| missing())?;
        match &self.in_file {
            Some(rows) => Ok(rows.binary_search(&row).map_err(|_| missing())? as u32),
            None if (row as usize) < self.table.rows() => Ok(row),
            None => Err(missing().into()),
        }
    }

    /// The row that is asked about; the first that is shown where none is named.
    fn asked(&self, number: Option<u64>) -> Result<u32, Faults> {
        match number {
            Some(number) => self.find(number),
            None => Ok(self.rows.first().copied().ok_or_else(no_rows)?),
        }
    }

    fn some(&self, rows: Option<u32>, usual: u32) -> Vec<u32> {
        spread(&self.rows, rows.unwrap_or(usual).max(1) as usize)
    }
}

/// The metric by which answers are worse: the one that is asked for, else the first that suits.
fn metric_of(model: &Trained, asked: Option<&str>) -> String {
    let suits = metric_names(&model.report.task);
    let usual = || {
        let wanted = model.recipe.evaluate.metrics.iter().flatten();
        wanted.map(String::as_str).find(|name| suits.contains(name)).or(suits.first().copied())
    };
    asked.or_else(usual).unwrap_or_default().to_string()
}

async fn permuted(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &PermutationRequest,
) -> Result<PermutationReport, Faults> {
    let (known, target) = looked.target.as_ref().ok_or_else(|| {
        Fault::new(
            "explain.no_target",
            "the rows have no target, so that nothing tells how good an answer is",
        )
        .with_remedy("give rows with their target, or ask for SHAP values")
    })?;
    let places: Vec<u32> = (0..known.len() as u32).collect();
    let places = spread(&places, ask.rows.map_or(usize::MAX, |rows| rows.max(1) as usize));
    let rows: Vec<u32> = places.iter().map(|place| known[*place as usize]).collect();
    let target = target.take(&places);
    let task = &model.report.task;
    let metric_name = metric_of(model, ask.metric.as_deref());
    let scored = Scored { target: &target, task, metric: &metric_name, part: looked.part };
    let ground = looked.ground(model, &rows);
    let groups = column_groups(&ground, ask.correlated);
    let repeats = ask.repeats.unwrap_or(REPEATS).clamp(1, MOST_REPEATS);
    let order = |group: usize| orders(rows.len(), repeats, model.recipe.seed.wrapping_add(group as u64));
    let pause = async |done: f64| control.checkpoint("Changing the places of cells", done).await;
    let permuted = permutation(&ground, scored, &groups, order, &pause).await?;
    let mut importances = permuted.importances;
    importances.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.columns.cmp(&b.columns)));
    Ok(PermutationReport {
        greater_is_better: metric(&metric_name).is_none_or(|metric| metric.greater_is_better),
        metric: metric_name,
        score: permuted.score,
        part: looked.part.into(),
        rows: rows.len() as u64,
        repeats,
        importances,
        warnings: looked.warnings.clone(),
    })
}

async fn contributions(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &ShapRequest,
) -> Result<ShapReport, Faults> {
    let rows = match ask.row {
        Some(number) => vec![looked.find(number)?],
        None => looked.some(ask.rows, ROWS),
    };
    let pause = async |done: f64| control.checkpoint("Computing SHAP values", done).await;
    let background = ask.background.map(|rows| rows.max(1) as usize);
    let ground = looked.ground(model, &rows);
    let found = attribute(&ground, ask.approach, background, &pause).await?;
    let numbers: Vec<Option<u64>> = rows.iter().map(|row| Some(looked.number(*row))).collect();
    let still = async || control.checkpoint("Computing SHAP values", 1.0).await;
    let interacts = interacting(&ground, &found, &still).await;
    Ok(ShapReport { interacts, ..report(&ground, found, &numbers, &looked.rows, looked) })
}

/// SHAP values as they are told; `among` are the rows among which the places of cells are.
fn report(
    ground: &Ground<'_>,
    found: Attribution,
    numbers: &[Option<u64>],
    among: &[u32],
    looked: &Looked,
) -> ShapReport {
    let inputs = &ground.pipeline.state().inputs;
    let names = |group: &Vec<u32>| group.iter().map(|at| inputs[*at as usize].name.clone()).collect();
    let groups: Vec<Vec<String>> = found.groups.iter().map(names).collect();
    let (outputs, width) = (found.outputs.len(), found.groups.len() * found.outputs.len());
    let sorted: Vec<Vec<f64>> = groups.iter().map(|columns| values(ground.table, columns, among)).collect();
    let row = |(at, row): (usize, &u32)| {
        let own = &found.values[at * width..(at + 1) * width];
        let of = |output: usize| own.iter().skip(output).step_by(outputs.max(1)).copied().collect();
        let cell = |columns: &Vec<String>| {
            let cells = columns.iter().map(|name| ground.table.column(name)?.label(*row as usize));
            let known: Option<Vec<String>> = cells.collect();
            known.map(|cells| cells.join(", "))
        };
        let place = |(columns, sorted): (&Vec<String>, &Vec<f64>)| {
            let [only] = columns.as_slice() else { return None };
            let value = ground.table.column(only)?.number(*row as usize)?;
            let below = sorted.partition_point(|other| *other < value);
            let same = sorted.partition_point(|other| *other <= value) - below;
            (!sorted.is_empty()).then(|| (below as f64 + 0.5 * same as f64) / sorted.len() as f64)
        };
        ShapRow {
            row: numbers.get(at).copied().flatten(),
            answer: found.answers[at * outputs..(at + 1) * outputs].to_vec(),
            values: (0..outputs).map(of).collect(),
            cells: groups.iter().map(cell).collect(),
            places: groups.iter().zip(&sorted).map(place).collect(),
        }
    };
    let rows: Vec<ShapRow> = ground.rows.iter().enumerate().map(row).collect();
    let size = |output: usize| {
        let mean = |group: usize| {
            rows.iter().map(|row| row.values[output][group].abs()).sum::<f64>() / rows.len().max(1) as f64
        };
        (0..groups.len()).map(mean).collect()
    };
    ShapReport {
        method: found.method.into(),
        unit: found.unit,
        outputs: found.outputs,
        mean_size: (0..outputs).map(size).collect(),
        groups,
        base: found.base,
        rows,
        interacts: Vec::new(),
        part: looked.part.into(),
        background: found.background as u64,
        warnings: looked.warnings.clone(),
    }
}

/// The numbers of a column alone in some rows, ascending.
fn values(table: &Table, columns: &[String], rows: &[u32]) -> Vec<f64> {
    let [only] = columns else { return Vec::new() };
    let Some(column) = table.column(only) else { return Vec::new() };
    let mut values: Vec<f64> = rows.iter().filter_map(|row| column.number(*row as usize)).collect();
    values.sort_by(f64::total_cmp);
    values
}

async fn curves(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &CurvesRequest,
) -> Result<CurvesReport, Faults> {
    let rows = looked.some(ask.rows, ROWS);
    let ground = looked.ground(model, &rows);
    let outputs = Outputs::of(&model.pipeline)?;
    let columns: Vec<String> = match ask.columns.is_empty() {
        true => model.pipeline.state().inputs.iter().map(|input| input.name.clone()).collect(),
        false => ask.columns.clone(),
    };
    let points = ask.points.unwrap_or(POINTS).clamp(2, 500) as usize;
    let mut curves = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let pause = async |done: f64| {
            let done = (at as f64 + done) / columns.len() as f64;
            control.checkpoint("Following the answers", done).await;
        };
        curves.push(curve(&ground, column, points, &pause).await?);
    }
    Ok(CurvesReport {
        unit: outputs.unit,
        outputs: outputs.names,
        curves,
        part: looked.part.into(),
        rows: rows.len() as u64,
        warnings: looked.warnings.clone(),
    })
}

async fn together(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: InteractionRequest,
) -> Result<InteractionReport, Faults> {
    let rows = looked.some(ask.rows, PAIRED);
    let ground = looked.ground(model, &rows);
    let outputs = Outputs::of(&model.pipeline)?;
    let pause = async |done: f64| control.checkpoint("Looking at both columns", done).await;
    let h2 = interaction(&ground, [&ask.columns[0], &ask.columns[1]], &pause).await?;
    Ok(InteractionReport {
        columns: ask.columns,
        unit: outputs.unit,
        outputs: outputs.names,
        h: h2.iter().map(|h2| h2.map(f64::sqrt)).collect(),
        h2,
        part: looked.part.into(),
        rows: rows.len() as u64,
    })
}

fn no_rows() -> Fault {
    Fault::new("model.no_rows", "the rows that the model was trained on are not at hand").with_remedy(
        "load its data and train again, or explain it on a file: glasshouse explain BUNDLE --data FILE",
    )
}
