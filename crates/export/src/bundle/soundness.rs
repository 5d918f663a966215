//! Whether a pipeline from a file can predict without reaching outside itself: hashes vouch for
//! the bytes, not for the hand that wrote them.

use glasshouse_learn::ModelState;
use glasshouse_prepare::{OneHotColumn, PipelineState, StepState};
use glasshouse_spec::TaskKind;

/// Checks what the pipeline's own restoration does not: the outputs that encoders point to, and
/// the number of classes. Answers what is wrong.
pub fn check(state: &PipelineState) -> Result<(), String> {
    for step in &state.steps {
        match step {
            StepState::OneHotEncoder(encoder) => encoder.columns.iter().try_for_each(one_hot)?,
            StepState::Pca(projection)
            | StepState::TruncatedSvd(projection)
            | StepState::LinearDiscriminantAnalysis(projection)
            | StepState::GaussianRandomProjection(projection)
            | StepState::SparseRandomProjection(projection)
                if !projection.is_sound() =>
            {
                return Err(apart(step));
            }
            StepState::KMeansClusters(state) if !state.is_sound() => return Err(apart(step)),
            StepState::IsolationForest(state)
            | StepState::LocalOutlierFactor(state)
            | StepState::Dbscan(state)
                if !state.is_sound() =>
            {
                return Err(apart(step));
            }
            StepState::HashingVectorizer(state) if !state.is_sound() => return Err(apart(step)),
            StepState::HashingEncoder(state) if state.columns.is_empty() != state.outputs.is_empty() => {
                return Err(apart(step));
            }
            StepState::DatetimeFeatures(state) if !state.is_sound() => return Err(apart(step)),
            StepState::GroupAggregate(state) if !state.is_sound() => return Err(apart(step)),
            StepState::RelativeFeatures(state) if !state.is_sound() => return Err(apart(step)),
            StepState::PolynomialFeatures(state) if !state.is_sound() => return Err(apart(step)),
            StepState::LagFeatures(state) | StepState::DifferenceFeatures(state) if !state.is_sound() => {
                return Err(apart(step));
            }
            StepState::WindowFeatures(state) | StepState::ExpandingWindowFeatures(state)
                if !state.is_sound() =>
            {
                return Err(apart(step));
            }
            _ => {}
        }
    }
    if matches!(state.model, ModelState::Forecast(_)) && state.task != TaskKind::Forecast {
        return Err("its model forecasts, and its task is another".into());
    }
    let (models, tasks) = (state.model.each(), state.task_report().each());
    if models.len() != tasks.len() {
        return Err(format!("its model has {} targets and its task {}", models.len(), tasks.len()));
    }
    for (model, task) in models.iter().zip(&tasks) {
        let classes = model.classes().unwrap_or(0);
        if classes != task.classes.len() {
            return Err(format!("its model has {classes} classes and its task {}", task.classes.len()));
        }
    }
    Ok(())
}

fn apart(step: &StepState) -> String {
    format!("the parts of its step {} do not fit together", step.op())
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
