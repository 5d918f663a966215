//! One module a request that takes time. A job reads what it needs of the state when it begins,
//! computes beside it, and changes the state in one move at its end: a job that fails or is given
//! up leaves everything as it was.

mod apply;
mod automl;
mod check;
mod combine;
mod drift;
mod duplicates;
mod explain;
mod explore;
mod export;
mod fairness;
mod fit;
mod forecast;
mod judge;
mod judgement;
mod keep;
mod load;
mod model_report;
mod numbers;
mod open;
mod parted;
mod parts;
mod prepare;
mod refit;
mod resample;
mod rules;
mod suggest;
mod test;
mod trace;
mod train;
mod trial;
mod tune;
mod verify;

use crate::control::Control;
pub(crate) use crate::fault::Faults;
use crate::fault::internal;
use crate::share::{read_shared, share};
use crate::state::Shared;
use crate::{read_recipe, rows};
use glasshouse_spec::{Event, Fault, Kinds, Request};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

pub(crate) use keep::{drop_unfinished, save_recipe};
pub use parts::{fetch_exploring, fetch_judging, fetch_learning};
pub(crate) use trace::Sampled;

/// What ends a request.
pub(crate) struct Answer {
    /// The event.
    pub event: Event,
    /// Bytes beside it.
    pub buffers: Vec<Vec<u8>>,
}

/// A request that is being carried out.
pub(crate) type Job = Pin<Box<dyn Future<Output = Result<Answer, Faults>>>>;

/// What a job works with.
pub(crate) struct Bench {
    /// Data and model.
    pub state: Shared,
    /// The engine that runs the job, and its host.
    pub control: Rc<Control>,
}

impl From<Event> for Answer {
    fn from(event: Event) -> Self {
        Self { event, buffers: Vec::new() }
    }
}

/// What can be named in a recipe.
pub(crate) async fn kinds() -> Result<Answer, Faults> {
    let kinds = (parts::learning().await?.kinds)();
    Ok(Event::Kinds { kinds }.into())
}

fn all_kinds() -> Kinds {
    Kinds {
        estimators: glasshouse_learn::registry().iter().map(|k| glasshouse_learn::kind_info(*k)).collect(),
        steps: glasshouse_prepare::steps().iter().map(|kind| kind.info()).collect(),
        clean: glasshouse_prepare::clean_ops(),
        tests: glasshouse_explore::test_infos(),
    }
}

/// Begins to carry out a request, by the part of the engine that it is for.
pub(crate) fn begin(request: Request, buffers: Vec<Vec<u8>>, bench: Bench) -> Job {
    use Request::{
        Apply, Automl, Check, Compare, CrossValidate, Curve, Decompose, Drift, Explain, Explore, Export,
        Fairness, Judge, Open, Parts, Picture, Prepare, ReadShared, Refit, Report, Resume, Share, Suggest,
        Sureness, Test, TestEach, Trace, Train, Tune, UseModel, Verify,
    };
    Box::pin(async move {
        let part = match &request {
            Explore { .. } | Picture { .. } | Report { .. } | Test { .. } | TestEach { .. } => {
                parts::exploring().await?.begin
            }
            Suggest { .. }
            | Check { .. }
            | Train { .. }
            | Resume
            | UseModel { .. }
            | Export { .. }
            | Verify
            | Apply { .. }
            | Open { .. }
            | Share { .. }
            | ReadShared { .. }
            | Trace { .. }
            | Parts { .. }
            | Prepare { .. } => parts::learning().await?.begin,
            CrossValidate { .. }
            | Compare { .. }
            | Curve { .. }
            | Decompose { .. }
            | Tune { .. }
            | Automl { .. }
            | Judge { .. }
            | Drift { .. }
            | Sureness
            | Explain { .. }
            | Refit { .. }
            | Fairness { .. } => parts::judging().await?.begin,
            _ => with_table,
        };
        part(request, buffers, bench).await
    })
}

/// What is done with the table alone, or with what the host keeps.
fn with_table(request: Request, buffers: Vec<Vec<u8>>, bench: Bench) -> Job {
    Box::pin(async move {
        let bytes = || buffers.into_iter().next().ok_or_else(no_bytes);
        match request {
            Request::Load { name, options, columns } => {
                combine::load_first(bench, name, bytes()?, options, columns).await
            }
            Request::Reread { options, columns } => combine::reread(bench, options, columns).await,
            Request::Find { text, view } => rows::find(bench, &text, &view).await,
            Request::DropUnfinished => keep::drop_unfinished(bench.control.host()).await,
            Request::DropSearch => {
                keep::drop_search(bench.control.host()).await;
                Ok(Event::Done.into())
            }
            Request::Models => Ok(keep::models(&bench)),
            Request::RenameModel { id, name } => keep::rename_model(bench, id, &name).await,
            Request::RemoveModel { id } => keep::remove_model(bench, id).await,
            Request::ReadRecipe { name } => {
                let recipe = Box::new(read_recipe(&name, &bytes()?)?);
                Ok(Event::RecipeRead { recipe }.into())
            }
            Request::LoadOther { name, options } => combine::load_other(bench, name, bytes()?, options).await,
            Request::PlanCombine { combine } => combine::plan(bench, *combine).await,
            Request::Combine { combine } => combine::combine(bench, *combine).await,
            Request::Separate => combine::separate(bench).await,
            Request::Duplicates { columns, similarity, keep } => {
                duplicates::run(bench, &columns, similarity, &keep).await
            }
            Request::Validate { rules } => rules::validate(bench, &rules).await,
            Request::TryType { column, kind } => rules::try_type(bench, &column, kind).await,
            Request::Restore => keep::restore(bench).await,
            Request::Forget => keep::forget(bench).await,
            Request::SaveRecipe { recipe } => save_recipe(bench.control.host(), recipe.as_deref()).await,
            _ => Err(misled()),
        }
    })
}

/// What is in the table: figures, pictures, the report, tests.
fn to_explore(request: Request, _: Vec<Vec<u8>>, bench: Bench) -> Job {
    Box::pin(async move {
        match request {
            Request::Explore { target, view } => explore::run(bench, target.as_deref(), &view).await,
            Request::Picture { picture } => explore::picture(bench, *picture).await,
            Request::Report { target, format, values } => {
                explore::report(bench, target.as_deref(), format, values).await
            }
            Request::Test { test } => test::once(bench, *test).await,
            Request::TestEach { test, correction } => test::each(bench, *test, correction).await,
            _ => Err(misled()),
        }
    })
}

/// Recipes, and the model of one.
fn to_learn(request: Request, buffers: Vec<Vec<u8>>, bench: Bench) -> Job {
    Box::pin(async move {
        let bytes = || buffers.into_iter().next().ok_or_else(no_bytes);
        match request {
            Request::Suggest { target, kind, targets } => suggest::run(bench, &target, kind, &targets).await,
            Request::Check { recipe } => check::run(bench, &recipe).await,
            Request::Train { recipe } => train::run(bench, *recipe).await,
            Request::Resume => train::resume(bench).await,
            Request::UseModel { id } => keep::use_model(bench, id).await,
            Request::Export { artefact, card } => export::run(bench, artefact, card).await,
            Request::Verify => verify::run(bench).await,
            Request::Apply { name } => apply::run(bench, &name, bytes()?).await,
            Request::Open { name } => open::run(bench, &name, &bytes()?).await,
            Request::Prepare { recipe } => prepare::run(bench, &recipe).await,
            Request::Trace { recipe, phase, step, rows } => {
                trace::run(bench, &recipe, phase, step as usize, rows).await
            }
            Request::Parts { recipe } => parted::run(bench, &recipe).await,
            Request::Share { recipe } => Ok(Event::Shared { text: share(&recipe)? }.into()),
            Request::ReadShared { text } => {
                let recipe = Box::new(read_shared(&text)?);
                Ok(Event::RecipeRead { recipe }.into())
            }
            _ => Err(misled()),
        }
    })
}

/// What compares, searches, judges and explains models.
fn to_judge(request: Request, buffers: Vec<Vec<u8>>, bench: Bench) -> Job {
    Box::pin(async move {
        let bytes = || buffers.into_iter().next().ok_or_else(no_bytes);
        match request {
            Request::CrossValidate { recipe, nested } => resample::run(bench, *recipe, nested).await,
            Request::Compare { ask } => resample::compare(bench, *ask).await,
            Request::Curve { recipe, over } => resample::curve(bench, *recipe, over).await,
            Request::Decompose { recipe, rounds } => resample::decompose(bench, *recipe, rounds).await,
            Request::Tune { recipe, go_on } => tune::run(bench, *recipe, go_on).await,
            Request::Automl { ask } => automl::run(bench, *ask).await,
            Request::Drift { name, against } => drift::run(bench, &name, bytes()?, against).await,
            Request::Sureness => judgement::sureness(bench).await,
            Request::Judge { target } => judgement::run(bench, target).await,
            Request::Explain { ask, file } => {
                let file = file.map(|name| bytes().map(|bytes| (name, bytes))).transpose()?;
                explain::run(bench, *ask, file).await
            }
            Request::Fairness { ask, file } => {
                let file = file.map(|name| bytes().map(|bytes| (name, bytes))).transpose()?;
                fairness::run(bench, *ask, file).await
            }
            Request::Refit { ask, file } => {
                let file = file.map(|name| bytes().map(|bytes| (name, bytes))).transpose()?;
                refit::run(bench, ask, file).await
            }
            _ => Err(misled()),
        }
    })
}

fn misled() -> Faults {
    internal("a request came to a part of the engine that does not carry it out").into()
}

fn no_bytes() -> Faults {
    Fault::new("protocol.no_bytes", "the request came without the bytes of its file")
        .with_remedy("choose the file again")
        .into()
}
