//! The dummy that every model is compared with, of forecasts the seasonal naive one.

use glasshouse_learn::{Dataset, Features, LearnError, Model, Status, Target, find};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// A model that never looks at the features: the most frequent class with the shares of the
/// classes as probabilities, or the mean; of series the last season again. O(rows).
///
/// # Errors
/// Rows that nothing can be learnt from.
pub fn baseline(train: Arc<Dataset>, task: TaskKind) -> Result<Box<dyn Model>, LearnError> {
    let name = if task == TaskKind::Forecast { "seasonal_naive" } else { "dummy" };
    let kind = find(name).expect("the registry has the baselines");
    let estimator = kind
        .build(task, &ParamValues::new())
        .map_err(|_| LearnError::Task { kind: name, task: "this task" })?;
    let mut training = estimator.start(without_features(train), 0)?;
    loop {
        let mut chunk = training.advance();
        // The dummy waits for nothing, so it is ready whenever it is asked.
        match chunk.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(Status::Done(model))) => return Ok(model),
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Ready(Ok(Status::Running(_))) | Poll::Pending => {}
        }
    }
}

/// Of several targets the targets alone: features that are not looked at need not be held twice.
fn without_features(train: Arc<Dataset>) -> Arc<Dataset> {
    if !matches!(train.y, Target::Several(_)) {
        return train;
    }
    let x = Features::new(vec![String::new()], Array2::zeros((train.x.data.nrows(), 1)));
    Arc::new(Dataset { x, y: train.y.clone(), weights: train.weights.clone() })
}
