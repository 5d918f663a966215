//! Whether a pipeline from a file can predict without reaching outside itself: hashes vouch for
//! the bytes, not for the hand that wrote them.

use glasshouse_learn::ModelState;
use glasshouse_learn::dummy::DummyState;
use glasshouse_prepare::{OneHotColumn, PipelineState, StepState};
use glasshouse_spec::TaskKind;

/// Checks what the pipeline's own restoration does not: the outputs that encoders point to, and
/// the number of classes. Answers what is wrong.
pub fn check(state: &PipelineState) -> Result<(), String> {
    for step in &state.steps {
        match step {
            StepState::OneHotEncoder(encoder) => encoder.columns.iter().try_for_each(one_hot)?,
            StepState::Pca(projection) | StepState::TruncatedSvd(projection) if !projection.is_sound() => {
                return Err(format!("the parts of its step {} do not fit together", step.op()));
            }
            _ => {}
        }
    }
    let classes = match &state.model {
        ModelState::Dummy(DummyState::Classes(shares)) => shares.len(),
        ModelState::Dummy(DummyState::Number(_)) | ModelState::Linear(_) | ModelState::Penalised(_) => 0,
        ModelState::Logistic(model) => model.classes as usize,
        ModelState::GaussianNb(model) => model.classes(),
        ModelState::Neighbors(model) => model.classes(),
        ModelState::Huber(_) | ModelState::SvmLine(_) => 0,
        ModelState::Svm(model) => model.classes(),
        ModelState::Forecast(_) if state.task != TaskKind::Forecast => {
            return Err("its model forecasts, and its task is another".into());
        }
        ModelState::Forecast(_) => 0,
        ModelState::Sgd(model) => model.classes.unwrap_or(0) as usize,
        ModelState::Margin(model) => model.classes as usize,
        ModelState::DiscreteNb(model) => model.classes(),
        ModelState::Gappy(model) => model.forest.classes.unwrap_or(0) as usize,
        ModelState::Tree(tree) => tree.classes.unwrap_or(0) as usize,
        ModelState::Forest(forest) => forest.classes.unwrap_or(0) as usize,
        ModelState::ExtraTrees(extra) => extra.0.classes.unwrap_or(0) as usize,
        ModelState::Boosted(boosted) => boosted.classes.unwrap_or(0) as usize,
        ModelState::Mlp(model) => model.classes.unwrap_or(0) as usize,
        ModelState::Branched(model) => model.boosted.classes.unwrap_or(0) as usize,
        ModelState::Centers(_)
        | ModelState::Isolation(_)
        | ModelState::OneClass(_)
        | ModelState::Mixture(_)
        | ModelState::OutlierFactor(_)
        | ModelState::Hdbscan(_)
        | ModelState::Anchors(_) => state.model.groups().len(),
    };
    if classes == state.classes.len() {
        return Ok(());
    }
    Err(format!("its model has {classes} classes and its task {}", state.classes.len()))
}

fn one_hot(column: &OneHotColumn) -> Result<(), String> {
    let categories = column.categories.len() + usize::from(column.missing);
    let inside = |output: &u32| (*output as usize) < column.outputs.len();
    let sound = column.output_of.len() == categories
        && column.output_of.iter().chain([&column.unknown]).flatten().all(inside);
    if sound {
        Ok(())
    } else {
        Err(format!("the encoder of column \"{}\" points outside itself", column.name))
    }
}
