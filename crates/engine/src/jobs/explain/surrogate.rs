//! A shallow tree that answers as the model does, as far as it can.

use super::Looked;
use crate::control::Control;
use crate::jobs::Faults;
use crate::state::Trained;
use glasshouse_evaluate::explain::{Ground, spread, surrogate};
use glasshouse_spec::{SurrogateReport, SurrogateRequest, TaskKind};

/// Rows that it is grown on at most, and compared on.
const ROWS: u32 = 5000;
const COMPARED: usize = 5000;
/// Questions one after the other, and at most.
const DEPTH: u32 = 3;
const DEEPEST: u32 = 8;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &SurrogateRequest,
) -> Result<SurrogateReport, Faults> {
    let most = ask.rows.unwrap_or(ROWS).max(1) as usize;
    // Rows of another file are all both: every second one is grown on.
    let (grown, compared): (Vec<u32>, Vec<u32>) = match looked.part {
        "data" | "train" => {
            let half = |odd: usize| looked.rows.iter().skip(odd).step_by(2).copied().collect();
            (half(0), half(1))
        }
        _ => (looked.background.clone(), looked.rows.clone()),
    };
    let (grown, compared) = (spread(&grown, most), spread(&compared, COMPARED));
    let (pipeline, seed) = (&model.pipeline, model.recipe.seed);
    let ground = Ground { pipeline, table: &looked.table, rows: &compared, background: &grown, seed };
    let depth = ask.depth.unwrap_or(DEPTH).clamp(1, DEEPEST);
    let pause = async |done: f64| control.checkpoint("Growing a tree of its answers", done).await;
    let found = surrogate(&ground, depth, &pause).await?;
    let task = &model.report.task;
    let classes = task.kind == TaskKind::Classification;
    Ok(SurrogateReport {
        target: task.target.clone(),
        classes: task.classes.clone(),
        metric: if classes { "accuracy" } else { "r2" }.into(),
        fidelity: found.fidelity,
        constant: found.constant,
        depth,
        grown_on: grown.len() as u64,
        part: looked.part.into(),
        rows: compared.len() as u64,
        nodes: found.nodes,
        rules: found.rules,
        not_asked: found.not_asked,
        warnings: looked.warnings.clone(),
    })
}
