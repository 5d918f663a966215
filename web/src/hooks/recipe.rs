//! Choosing a target, changing the recipe, keeping it, checking it.

use super::Studio;
use super::data::unreadable;
use crate::route::{Stage, go};
use crate::services::{files, keep};
use crate::state::{BenchAction, Edit, JobsAction, RecipeAction, SessionAction, Spot};
use glasshouse_spec::{Event, Request, TaskKind};
use gloo::timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::Blob;

/// Rest after a change before the recipe is kept and checked.
const REST_MS: u32 = 350;

/// What waits until the person rests.
#[derive(Default)]
pub struct Later {
    work: RefCell<Option<Timeout>>,
    /// Whether the newest recipe is not known to be kept.
    unkept: Cell<bool>,
    /// Whether the person knows that this browser keeps nothing.
    told: Cell<bool>,
}

impl Later {
    fn put(&self, work: impl FnOnce() + 'static) {
        self.unkept.set(true);
        *self.work.borrow_mut() = Some(Timeout::new(REST_MS, work));
    }

    /// Nothing waits any longer.
    pub fn stop(&self) {
        *self.work.borrow_mut() = None;
    }

    /// Nothing is to be kept any longer, either.
    pub fn forget(&self) {
        self.stop();
        self.unkept.set(false);
    }
}

impl Studio {
    /// Has a recipe proposed for a target; the question stays where further columns are predicted with it.
    pub fn choose_target(&self, target: &str) {
        let recipe = self.recipe.get();
        let targets: Vec<String> =
            recipe.targets().into_iter().skip(1).filter(|name| *name != target).map(Into::into).collect();
        let kind = recipe.recipe().and_then(|recipe| recipe.task.kind).filter(|_| !targets.is_empty());
        self.suggest(target.to_owned(), kind, targets);
    }

    /// Has the recipe proposed anew for another kind of question.
    pub fn choose_task(&self, kind: TaskKind) {
        let recipe = self.recipe.get();
        let target = recipe.target().or(recipe.earlier_target()).unwrap_or_default().to_owned();
        if target.is_empty() && !kind.without_target() {
            return self.edit(Edit::Target(target));
        }
        self.suggest(target, Some(kind), Vec::new());
    }

    fn suggest(&self, target: String, kind: Option<TaskKind>, targets: Vec<String>) {
        let studio = self.clone();
        self.recipe.dispatch(RecipeAction::Suggesting(true));
        let wanted = target.clone();
        self.port.send(Request::Suggest { target, kind, targets }, &[], move |(event, _)| {
            studio.recipe.dispatch(RecipeAction::Suggesting(false));
            match event {
                Event::Suggested { suggestion } => {
                    studio.session.dispatch(SessionAction::Mended(Spot::Train));
                    studio.recipe.dispatch(RecipeAction::Suggested(*suggestion));
                    studio.recipe_changed();
                }
                Event::Failed { faults } => {
                    // The choice stays, beside the reason why it does not work.
                    studio.edit(Edit::Target(wanted.clone()));
                    studio.fail(Spot::Train, faults);
                }
                _ => {}
            }
        });
    }

    /// Changes the recipe.
    pub fn edit(&self, edit: Edit) {
        self.bench.dispatch(BenchAction::Edited(Box::new(edit.clone())));
        self.recipe.dispatch(RecipeAction::Edit(edit));
        self.recipe_changed();
    }

    /// Takes the last change back.
    pub fn undo(&self) {
        self.recipe.dispatch(RecipeAction::Undo);
        self.recipe_changed();
    }

    /// Makes it again.
    pub fn redo(&self) {
        self.recipe.dispatch(RecipeAction::Redo);
        self.recipe_changed();
    }

    /// After any change: the table is read as the recipe says, and soon the recipe is kept and checked.
    pub(super) fn recipe_changed(&self) {
        self.follow_reading();
        self.check_soon();
    }

    pub(super) fn check_soon(&self) {
        let studio = self.clone();
        self.later.put(move || studio.keep_and_check());
    }

    /// At once: a training must not be kept without the recipe that it came from.
    pub(super) fn keep_now(&self) {
        self.later.stop();
        self.keep_and_check();
    }

    /// The page goes away, or out of sight: what the worker has not kept yet is held at once.
    pub(super) fn hold_recipe(&self) {
        let (data, recipe) = (self.data.get(), self.recipe.get());
        if let (Some(loaded), Some(recipe), true) = (&data.loaded, recipe.recipe(), self.later.unkept.get()) {
            keep::hold_recipe(&loaded.read.file, recipe);
        }
    }

    fn keep_and_check(&self) {
        let recipe = self.recipe.get().recipe().cloned();
        let boxed = recipe.as_ref().map(|recipe| Box::new((**recipe).clone()));
        let studio = self.clone();
        let kept = recipe.clone();
        self.port.send(Request::SaveRecipe { recipe: boxed.clone() }, &[], move |(event, _)| match event {
            // A browser that keeps nothing (a private window) is worth telling, once.
            Event::Failed { faults } if !studio.later.told.replace(true) => studio.fail(Spot::Studio, faults),
            Event::Done if studio.recipe.get().recipe() == kept.as_ref() => {
                studio.later.unkept.set(false);
                keep::drop_recipe();
            }
            _ => {}
        });
        let (Some(recipe), Some(boxed)) = (recipe, boxed) else { return };
        if !self.recipe.get().is_asked() || self.data.get().loaded.is_none() {
            return;
        }
        let studio = self.clone();
        self.port.send(Request::Check { recipe: boxed }, &[], move |(event, _)| {
            let newest = studio.recipe.get().recipe().is_some_and(|now| Rc::ptr_eq(now, &recipe));
            if let (Event::Checked { faults, warnings, steps }, true) = (event, newest) {
                studio.recipe.dispatch(RecipeAction::Checked(faults, warnings, steps));
            }
        });
    }

    /// Reads a recipe file that a person gave.
    pub fn open_recipe(&self, file: web_sys::File) {
        let name = file.name();
        match files::handle(file) {
            Ok(file) => self.read_recipe(&name, file),
            Err(why) => self.fail(Spot::Train, vec![unreadable(&name, why)]),
        }
    }

    pub(super) fn read_recipe(&self, name: &str, file: Blob) {
        let studio = self.clone();
        self.port.send(
            Request::ReadRecipe { name: name.to_owned() },
            &[file],
            move |(event, _)| match event {
                Event::RecipeRead { recipe } => {
                    studio.session.dispatch(SessionAction::Mended(Spot::Train));
                    studio.take_recipe(*recipe, false);
                    go(Stage::Train);
                }
                Event::Failed { faults } => studio.fail(Spot::Train, faults),
                _ => {}
            },
        );
    }

    pub(super) fn open_bundle(&self, name: &str, file: Blob) {
        let studio = self.clone();
        self.port.send(Request::Open { name: name.to_owned() }, &[file], move |(event, _)| match event {
            Event::Opened { recipe, model } => {
                studio.session.dispatch(SessionAction::Mended(Spot::Data));
                studio.jobs.dispatch(JobsAction::Forget);
                studio.recipe.dispatch(RecipeAction::Replace((*recipe).clone()));
                let of = studio.recipe.get().recipe().cloned();
                studio.model_opened(*model, of.unwrap_or_else(|| Rc::new(*recipe)));
                go(Stage::Evaluate);
            }
            Event::Failed { faults } => studio.fail(Spot::Data, faults),
            _ => {}
        });
    }
}
