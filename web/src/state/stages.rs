//! How each stage stands, told from the slices.

use super::{Data, JobKind, JobState, Jobs, RecipeState, Session, Spot};
use crate::route::Stage;

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageState {
    /// Something before it is missing.
    Todo,
    /// Its turn.
    Ready,
    /// The worker is at it.
    Running,
    /// It has what it can have.
    Done,
    /// Something is wrong or out of date.
    Attention,
}

impl StageState {
    /// Name in the catalogue and in classes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Done => "done",
            Self::Attention => "attention",
        }
    }
}

/// How a stage stands.
pub fn stage_state(
    stage: Stage,
    session: &Session,
    data: &Data,
    recipe: &RecipeState,
    jobs: &Jobs,
) -> StageState {
    let faulty = |spot: Spot| !session.faults_at(spot).is_empty();
    let loaded = data.loaded.is_some();
    let targeted = loaded && recipe.is_asked();
    match stage {
        Stage::Data | Stage::Start => match () {
            () if data.reading.is_some() => StageState::Running,
            () if faulty(Spot::Data) => StageState::Attention,
            () if loaded => StageState::Done,
            () => StageState::Ready,
        },
        Stage::Explore => after(loaded, StageState::Done),
        Stage::Prepare => match () {
            () if faulty(Spot::Prepare) || recipe.faults.iter().any(about_steps) => StageState::Attention,
            () => after(targeted, StageState::Done),
        },
        Stage::Train => train(targeted, loaded, faulty(Spot::Train), recipe, jobs),
        Stage::Evaluate | Stage::Explain => match jobs.state(recipe.recipe()) {
            JobState::None => StageState::Todo,
            JobState::Fresh => StageState::Done,
            JobState::Stale => StageState::Attention,
        },
        Stage::Export => match (&jobs.trained, &jobs.receipt) {
            (None, _) => StageState::Todo,
            (Some(_), _) if faulty(Spot::Export) || faulty(Spot::Apply) => StageState::Attention,
            (Some(_), Some(receipt)) if receipt.equal || receipt.has_no_onnx() => StageState::Done,
            (Some(_), _) if jobs.running(JobKind::Verify).is_some() => StageState::Running,
            (Some(_), Some(_)) => StageState::Attention,
            (Some(_), None) => StageState::Ready,
        },
    }
}

fn train(targeted: bool, loaded: bool, faulty: bool, recipe: &RecipeState, jobs: &Jobs) -> StageState {
    match jobs.state(recipe.recipe()) {
        _ if jobs.running(JobKind::Train).is_some() => StageState::Running,
        _ if faulty || (targeted && !recipe.faults.is_empty()) => StageState::Attention,
        JobState::Fresh => StageState::Done,
        _ if loaded => StageState::Ready,
        _ => StageState::Todo,
    }
}

fn about_steps(fault: &glasshouse_spec::Fault) -> bool {
    fault.at.parameter.as_deref().is_some_and(|path| path.starts_with("prepare") || path.starts_with("clean"))
}

fn after(reached: bool, then: StageState) -> StageState {
    if reached { then } else { StageState::Todo }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{RecipeAction, Slice};

    #[test]
    fn at_first_only_the_data_are_ready() {
        let (session, data, recipe, jobs) = Default::default();
        let states: Vec<_> =
            Stage::ALL.iter().map(|s| stage_state(*s, &session, &data, &recipe, &jobs).name()).collect();
        assert_eq!(states, ["ready", "todo", "todo", "todo", "todo", "todo", "todo"]);
    }

    #[test]
    fn a_fault_about_a_step_shows_at_prepare() {
        let fault = glasshouse_spec::Fault::new("recipe.parameter", "C must be above 0")
            .with_place(glasshouse_spec::Place::parameter("prepare[0].strategy"));
        let recipe = RecipeState::default().reduce(RecipeAction::Checked(vec![fault], Vec::new(), None));
        let (session, data, jobs) = Default::default();
        assert_eq!(stage_state(Stage::Prepare, &session, &data, &recipe, &jobs), StageState::Attention);
    }
}
