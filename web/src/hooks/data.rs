//! Reading files, looking at rows, bringing back what was kept, forgetting it.

use super::Studio;
use crate::numbers;
use crate::route::{Stage, go};
use crate::services::files::{self, MOST_BYTES, MOST_PARTED, Unread};
use crate::services::{keep, pictures, samples::Sample};
use crate::state::{
    BenchAction, DataAction, JobKind, JobsAction, Loaded, ReadWith, RecipeAction, SessionAction, Spot,
    Trained,
};
use glasshouse_spec::{
    DataOptions, Event, Fault, Place, RECIPE_VERSION, Recipe, Request, RestoredData, RestoredModel,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// Bytes from which a file may have been too much for the engine.
const LARGE: f64 = 50e6;

impl Studio {
    /// Reads the first of the files that a person gave together; the others stay at hand.
    pub fn open_files(&self, files: Vec<web_sys::File>) {
        let first = files.iter().find(|file| kind_of(&file.name()) == Opens::Table).or(files.first());
        let Some(first) = first.cloned() else { return };
        self.data.dispatch(DataAction::Given(files));
        self.open_beside(&first);
    }

    /// Reads a file that a person gave: a table, a recipe or a bundle, told by its name.
    pub fn open_file(&self, file: web_sys::File) {
        self.open_files(vec![file]);
    }

    /// Reads one of the files that are at hand.
    pub fn open_beside(&self, file: &web_sys::File) {
        let file = file.clone();
        let name = file.name();
        let opens = kind_of(&name);
        if opens == Opens::Table {
            self.data.dispatch(DataAction::Reading(name.clone()));
        }
        match (files::handle(file.clone()), opens) {
            (Ok(file), Opens::Table) => self.load(&name, file, None),
            (Err(Unread::TooLarge(size)), Opens::Table) if size <= MOST_PARTED => {
                self.data.dispatch(DataAction::TooLarge(file));
                self.unread(&name, Unread::TooLarge(size));
            }
            (Ok(file), Opens::Bundle) => self.open_bundle(&name, file),
            (Ok(file), Opens::Recipe) => self.read_recipe(&name, file),
            (Err(why), _) => self.unread(&name, why),
        }
    }

    /// Reads a part of a file that is too large to be read whole.
    pub fn open_part(&self, file: &web_sys::File, part: &DataOptions) {
        let name = file.name();
        let blob = match files::parted(file.clone()) {
            Ok(blob) => blob,
            Err(why) => return self.unread(&name, why),
        };
        // The recipe says what was read, or the whole would be read again to follow it.
        let waits = self.recipe.get().recipe().filter(|_| self.data.get().loaded.is_none()).cloned();
        let mut recipe = waits.map_or_else(|| new_recipe(&stem(&name)), |recipe| (*recipe).clone());
        (recipe.data.sample, recipe.data.columns) = (part.sample.clone(), part.columns.clone());
        self.read_as(&name, blob, ReadWith::of(&recipe), Some(recipe));
    }

    /// Reads a table that was pasted as text.
    pub fn open_text(&self, text: &str) {
        let name = say!("data-pasted-name");
        match files::of_text(text) {
            Ok(file) => self.load(&name, file, None),
            Err(why) => self.unread(&name, why),
        }
    }

    fn unread(&self, name: &str, why: Unread) {
        self.data.dispatch(DataAction::NotRead);
        self.fail(Spot::Data, vec![unreadable(name, why)]);
    }

    /// Fetches a sample from the page's own folder and reads it.
    pub fn open_sample(&self, sample: &Sample) {
        let (studio, sample) = (self.clone(), sample.clone());
        self.data.dispatch(DataAction::Reading(sample.file.clone()));
        spawn_local(async move {
            match files::own_file(&format!("./datasets/{}", sample.file)).await {
                Ok(file) => studio.load(&sample.file, file, Some(sample.name)),
                Err(why) => studio.unread(&sample.file, why),
            }
        });
    }

    fn load(&self, name: &str, table: Blob, project: Option<String>) {
        // A recipe that was opened before there was a table waits for this one.
        let waits = if self.data.get().loaded.is_none() { self.recipe.get().recipe().cloned() } else { None };
        let with = waits.as_ref().map(|recipe| ReadWith::of(recipe)).unwrap_or_default();
        let begin = waits.is_none().then(|| new_recipe(&project.unwrap_or_else(|| stem(name))));
        self.read_as(name, table, with, begin);
    }

    /// Reads a file; where a recipe is to begin with it, it does once the file is read.
    fn read_as(&self, name: &str, table: Blob, with: ReadWith, begin: Option<Recipe>) {
        let (studio, name) = (self.clone(), name.to_owned());
        self.data.dispatch(DataAction::Reading(name.clone()));
        let request = Request::Load { name, options: with.options.clone(), columns: with.columns.clone() };
        *self.refused.borrow_mut() = None;
        let with = ReadWith { combine: Vec::new(), ..with };
        self.work(JobKind::Read, request, &[table], move |(event, _)| {
            studio.loaded(event, with.clone(), begin.as_ref());
        });
    }

    /// Reads the same bytes again when the recipe says of reading what the table was not read with, and
    /// combines them as it says. One move after the other: each ends here again.
    pub(super) fn follow_reading(&self) {
        let (data, recipe) = (self.data.get(), self.recipe.get());
        let (Some(recipe), Some(_), None) = (recipe.recipe(), &data.loaded, &data.reading) else { return };
        let (now, wanted) = (&data.read_with, ReadWith::of(recipe));
        if wanted == *now || self.refused.borrow().as_ref() == Some(&wanted) {
            return;
        }
        if wanted.options == now.options && wanted.columns == now.columns {
            return self.follow_combining(now, &wanted);
        }
        let request = Request::Reread { options: wanted.options.clone(), columns: wanted.columns.clone() };
        self.reread(request, ReadWith { combine: now.combine.clone(), ..wanted.clone() }, wanted);
    }

    /// Has the table made anew; `reached` is what it is read with then, on the way to `wanted`.
    pub(super) fn reread(&self, request: Request, reached: ReadWith, wanted: ReadWith) {
        self.data.dispatch(DataAction::Rereading);
        let studio = self.clone();
        self.work(JobKind::Read, request, &[], move |(event, _)| {
            if let Event::Failed { .. } = event {
                *studio.refused.borrow_mut() = Some(wanted.clone());
            }
            studio.loaded(event, reached.clone(), None);
        });
    }

    fn loaded(&self, event: Event, with: ReadWith, begin: Option<&Recipe>) {
        match event {
            Event::Loaded { read, profile } => {
                // There will be something to draw soon. A failure is told where a picture is missing.
                spawn_local(async { drop(pictures::fetch().await) });
                let words = say!("data-read", rows = profile.rows, columns = profile.columns.len());
                let loaded = Rc::new(Loaded { read, profile });
                self.data.dispatch(DataAction::Loaded(loaded, Box::new(with)));
                self.session.dispatch(SessionAction::Mended(Spot::Data));
                self.session.dispatch(SessionAction::Announce(words));
                if let Some(recipe) = begin {
                    self.session.dispatch(SessionAction::Dismiss);
                    self.jobs.dispatch(JobsAction::Forget);
                    self.forget_found();
                    self.recipe.dispatch(RecipeAction::Begin(recipe.clone()));
                }
                self.recipe_changed();
            }
            Event::Failed { faults } => {
                self.offer_part(&faults);
                self.data.dispatch(DataAction::NotRead);
                self.fail(Spot::Data, faults);
            }
            _ => self.data.dispatch(DataAction::NotRead),
        }
    }

    /// Where the engine ended over a large file, a part of it may still have room.
    fn offer_part(&self, faults: &[Fault]) {
        let data = self.data.get();
        let ended = faults.iter().any(|fault| fault.code == "studio.worker");
        let read = |file: &&web_sys::File| data.reading == Some(file.name()) && file.size() >= LARGE;
        if let Some(file) = data.besides.iter().find(read).filter(|_| ended) {
            self.data.dispatch(DataAction::TooLarge(file.clone()));
        }
    }

    /// Brings back what an earlier visit, or a worker that fell, left behind.
    pub(super) fn restore(&self) {
        let studio = self.clone();
        self.port.send(Request::Restore, &[], move |(event, _)| {
            match event {
                Event::Restored { unfinished, search, data, recipe, model, .. } => {
                    studio.restored(data, recipe, model);
                    studio.jobs.dispatch(JobsAction::Unfinished(unfinished.map(|u| Rc::new(*u))));
                    studio.interrupted(search.map(|search| Rc::new(*search)));
                    studio.list_models();
                }
                Event::Failed { faults } => studio.fail(Spot::Studio, faults),
                _ => {}
            }
            studio.session.dispatch(SessionAction::Restored);
        });
    }

    fn restored(
        &self,
        data: Option<Box<RestoredData>>,
        recipe: Option<Box<Recipe>>,
        model: Option<Box<RestoredModel>>,
    ) {
        // A file that was given while the worker was waking is newer than what was kept.
        if self.data.get().reading.is_some() {
            return;
        }
        let here = self.recipe.get().recipe().cloned();
        let Some(data) = data else { return self.nothing_restored() };
        // What the page held when it went away is newer than what the worker kept.
        let held = keep::held_recipe(&data.read.file).map(Rc::new);
        let recipe = here.clone().or(held).or(recipe.map(|r| Rc::new(*r)));
        let recipe = recipe.unwrap_or_else(|| Rc::new(new_recipe(&stem(&data.read.file))));
        let loaded = Loaded { read: data.read, profile: data.profile };
        let large = self.data.get().large.clone();
        self.data.dispatch(DataAction::Loaded(Rc::new(loaded), Box::new(ReadWith::of(&recipe))));
        large.into_iter().for_each(|file| self.data.dispatch(DataAction::TooLarge(file)));
        if here.is_none() {
            self.recipe.dispatch(RecipeAction::Begin((*recipe).clone()));
        }
        self.check_soon();
        if let Some(model) = model {
            self.model_restored(*model, here.is_none().then_some(recipe));
        }
    }

    /// After a fall without anything kept, what the page shows is no longer behind it.
    fn nothing_restored(&self) {
        if self.data.get().loaded.is_some() {
            self.data.dispatch(DataAction::Forget);
            self.jobs.dispatch(JobsAction::Forget);
            let fault = Fault::new("studio.lost", say!("fault-data-lost"))
                .with_remedy(say!("fault-data-lost.remedy"));
            self.fail(Spot::Data, vec![fault]);
        }
    }

    pub(super) fn model_restored(&self, model: RestoredModel, recipe: Option<Rc<Recipe>>) {
        let same = recipe.filter(|recipe| {
            model.report.model.kind == recipe.model.kind && model.report.seed == recipe.seed
        });
        let trained = Trained { report: model.report, diagnostics: model.diagnostics, recipe: same };
        self.jobs.dispatch(JobsAction::Restored(Rc::new(trained), model.receipt));
    }

    /// Shows a model with the recipe that it was trained by.
    pub(super) fn model_opened(&self, model: RestoredModel, recipe: Rc<Recipe>) {
        let RestoredModel { report, diagnostics, receipt } = model;
        let trained = Trained { report, diagnostics, recipe: Some(recipe) };
        self.jobs.dispatch(JobsAction::Restored(Rc::new(trained), receipt));
        self.list_models();
    }

    /// Removes everything that was kept here and in the worker.
    pub fn forget(&self) {
        let studio = self.clone();
        self.later.forget();
        self.ask(Request::Forget, Spot::Studio, move |_| {
            studio.data.dispatch(DataAction::Forget);
            studio.recipe.dispatch(RecipeAction::Forget);
            studio.bench.dispatch(BenchAction::Forget);
            studio.jobs.dispatch(JobsAction::Forget);
            studio.forget_found();
            studio.list_models();
            studio.session.dispatch(SessionAction::Dismiss);
            studio.session.dispatch(SessionAction::Announce(say!("forget-done")));
            keep::forget();
            go(Stage::Data);
        });
    }
}

/// What a file is opened as.
#[derive(Clone, Copy, PartialEq)]
enum Opens {
    Table,
    Bundle,
    Recipe,
}

/// What a file is opened as, told by its name.
fn kind_of(name: &str) -> Opens {
    let name = name.to_lowercase();
    if name.ends_with(".glasshouse") {
        Opens::Bundle
    } else if name.ends_with(".toml") || (name.ends_with(".json") && name.contains("recipe")) {
        Opens::Recipe
    } else {
        Opens::Table
    }
}

/// A recipe in which nothing is decided yet.
fn new_recipe(name: &str) -> Recipe {
    Recipe {
        version: RECIPE_VERSION,
        name: name.to_owned(),
        seed: 42,
        data: Default::default(),
        columns: Default::default(),
        combine: Vec::new(),
        rules: Vec::new(),
        task: Default::default(),
        clean: Vec::new(),
        split: Default::default(),
        prepare: Vec::new(),
        model: Default::default(),
        evaluate: Default::default(),
        tune: Default::default(),
        card: Default::default(),
    }
}

fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { say!("project-untitled") } else { stem.to_owned() }
}

pub(super) fn unreadable(name: &str, why: Unread) -> Fault {
    match why {
        Unread::Refused(why) => Fault::new("file.unreadable", say!("fault-unreadable", file = name))
            .with_cause(why)
            .with_remedy(say!("fault-unreadable.remedy")),
        Unread::TooLarge(size) => {
            let (size, most) = (numbers::bytes(size), numbers::bytes(MOST_BYTES));
            Fault::new("data.too_large", say!("fault-too-large", file = name, size = size, most = most))
                .with_remedy(say!("fault-too-large.remedy"))
        }
    }
    .with_place(Place { file: Some(name.to_owned()), ..Place::default() })
}
