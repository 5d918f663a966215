//! Whether a pipeline from a file can predict without reaching outside itself: hashes vouch for
//! the bytes, not for the hand that wrote them.

use glasshouse_learn::ModelState;
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Checks what the pipeline's own restoration does not: the parts of the steps, and the number of classes. Answers what
/// is wrong.
pub fn check(state: &PipelineState) -> Result<(), String> {
    if let Some(step) = state.steps.iter().find(|step| !step.is_sound()) {
        return Err(format!("the parts of its step {} do not fit together", step.op()));
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
