//! What the errors of a recipe are made of: models of bootstrap samples of the training rows answer rows that were held
//! out.

use super::super::{Answer, Bench, Faults, rules, trial};
use super::refuse;
use glasshouse_evaluate::explain::draw;
use glasshouse_evaluate::{Decomposing, arrange_in_pieces, read_decomposition};
use glasshouse_spec::{DecompositionReport, Event, Fault, Place, Recipe};

/// Models when nothing is said, and at least and at most.
const ROUNDS: u32 = 50;
const BOUNDS: (u32, u32) = (2, 1000);
/// Share of the progress at which the first is trained.
const BEGIN: f64 = 0.03;

/// Parts the errors of a recipe into bias and variance.
pub(in crate::jobs) async fn run(
    bench: Bench,
    recipe: Recipe,
    rounds: Option<u32>,
) -> Result<Answer, Faults> {
    let control = &bench.control;
    let began = control.now();
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let share = async |what, done: f64| control.checkpoint(what, BEGIN * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &recipe, &share).await?;
    refuse(&arranged)?;
    let parts = &arranged.parts;
    let held = [("test", &parts.test), ("validation", &parts.validation)];
    let (part, rows) = held.into_iter().find(|(_, rows)| !rows.is_empty()).ok_or_else(no_held_out)?;
    let mut found = Decomposing::new(&arranged.target.take(rows)).ok_or_else(several)?;
    let rounds = rounds.unwrap_or(ROUNDS).clamp(BOUNDS.0, BOUNDS.1);
    for round in 0..rounds {
        let mut train: Vec<u32> = draw(parts.train.len(), recipe.seed, round)
            .into_iter()
            .map(|place| parts.train[place as usize])
            .collect();
        train.sort_unstable();
        let pause = async |what: String, done: f64| {
            let done = BEGIN + (1.0 - BEGIN) * (f64::from(round) + done) / f64::from(rounds);
            control.checkpoint(format!("Sample {} of {rounds}: {what}", round + 1), done).await;
        };
        found.add(&trial::answers(&recipe, &arranged, [&train, rows], &pause).await?);
    }
    let (loss, [expected_loss, bias, variance]) = found.finish().ok_or_else(no_held_out)?;
    let report = DecompositionReport {
        task: arranged.task.clone(),
        loss: loss.into(),
        expected_loss,
        bias,
        variance,
        rounds,
        train: parts.train.len() as u64,
        part: part.into(),
        rows: rows.len() as u64,
        reading: read_decomposition(bias, variance),
        seconds: control.now() - began,
        warnings: arranged.warnings.clone(),
    };
    Ok(Event::Decomposed { report: Box::new(report) }.into())
}

fn no_held_out() -> Fault {
    Fault::new("evaluate.no_held_out", "no rows were held out that the models could be asked")
        .with_place(Place::parameter("split"))
        .with_remedy("let the split hold out test rows")
}

fn several() -> Fault {
    Fault::new("evaluate.targets", "the errors of several targets together are not parted")
        .with_place(Place::parameter("task.also"))
        .with_remedy("predict one of them")
}
