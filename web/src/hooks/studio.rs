//! The studio: the slices and the line to the worker, in one handle that every view can have.

use crate::services::keep;
use crate::services::pictures::Chart;
use crate::services::port::{Answer, Health, Port};
use crate::state::{
    Automl, Bench, Combining, Comparison, Curves, Data, Decomposition, Explaining, Explore, Fairness, Folds,
    Grid, Inspect, Job, JobKind, Jobs, JobsAction, Judging, Look, Parting, Prefs, PrefsAction, ReadWith,
    RecipeState, Refits, RunningStep, Search, Session, SessionAction, Shelf, Slice, Spot, StepAction, Store,
    Traces, Trials, Windows,
};
use glasshouse_spec::{Event, Fault, Request};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::Blob;
use yew::prelude::*;

/// The slices and the line to the worker.
#[derive(Clone)]
pub struct Studio {
    /// The visit.
    pub session: Store<Session>,
    /// The table.
    pub data: Store<Data>,
    /// The recipe.
    pub recipe: Store<RecipeState>,
    /// Work and results.
    pub jobs: Store<Jobs>,
    /// How far the running work is.
    pub step: Store<RunningStep>,
    /// Preferences.
    pub prefs: Store<Prefs>,
    /// Which rows the grid and the pictures show.
    pub look: Store<Look>,
    /// How the model was judged.
    pub judging: Store<Judging>,
    /// What training its recipe again told of it.
    pub refits: Store<Refits>,
    /// For whom the model works.
    pub fairness: Store<Fairness>,
    /// What a person does in the grid.
    pub grid: Store<Grid>,
    /// The cells that are here.
    pub windows: Store<Windows>,
    /// Another file, to be combined with the table.
    pub combining: Store<Combining>,
    /// What was found when the table was checked.
    pub inspect: Store<Inspect>,
    /// What was explored.
    pub explore: Store<Explore>,
    /// Pictures of the table.
    pub pictures: Store<Shelf<Chart>>,
    /// Statistical tests.
    pub trials: Store<Trials>,
    /// The cross-validation.
    pub folds: Store<Folds>,
    /// A curve of scores.
    pub curves: Store<Curves>,
    /// What the recipe's errors are made of.
    pub decomposition: Store<Decomposition>,
    /// Whether one model of the list is better than another.
    pub comparison: Store<Comparison>,
    /// The search for better parameters.
    pub search: Store<Search>,
    /// The search for a good model of any kind.
    pub automl: Store<Automl>,
    /// The Prepare stage.
    pub bench: Store<Bench>,
    /// What the open step does.
    pub traces: Store<Traces<Chart>>,
    /// What the parts of the split hold.
    pub parting: Store<Parting>,
    /// Why the model answers as it does.
    pub explaining: Store<Explaining>,
    pub(super) port: Rc<Port>,
    pub(super) wanted: Rc<RefCell<Option<super::grid::Wanted>>>,
    /// What the table could not be made to follow.
    pub(super) refused: Rc<RefCell<Option<ReadWith>>>,
    pub(super) later: Rc<super::recipe::Later>,
}

impl PartialEq for Studio {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.port, &other.port)
    }
}

impl Studio {
    /// A studio at the start of a visit.
    pub fn new() -> Self {
        let prefs = keep::read();
        keep::show(&prefs);
        Self {
            session: Store::default(),
            data: Store::default(),
            recipe: Store::default(),
            jobs: Store::default(),
            step: Store::default(),
            prefs: Store::new(prefs),
            look: Store::default(),
            judging: Store::default(),
            fairness: Store::default(),
            refits: Store::default(),
            grid: Store::default(),
            windows: Store::default(),
            combining: Store::default(),
            inspect: Store::default(),
            explore: Store::default(),
            pictures: Store::default(),
            trials: Store::default(),
            folds: Store::default(),
            curves: Store::default(),
            decomposition: Store::default(),
            comparison: Store::default(),
            search: Store::default(),
            automl: Store::default(),
            bench: Store::default(),
            traces: Store::default(),
            parting: Store::default(),
            explaining: Store::default(),
            port: Port::new(),
            wanted: Rc::default(),
            refused: Rc::default(),
            later: Rc::default(),
        }
    }

    /// Starts the worker and brings back what was kept.
    pub fn start(&self) {
        let studio = self.clone();
        self.port.start(move |health| match health {
            Health::Answers => studio.session.dispatch(SessionAction::Ready),
            Health::Restarted => studio.restart(),
            Health::Lost => studio.session.dispatch(SessionAction::Lost),
        });
        self.follow_leaving();
        self.follow_look();
        self.follow_grid();
        self.follow_inspecting();
        self.follow_exploring();
        self.greet();
        self.follow_address();
    }

    /// Whoever leaves in the middle of a change finds it again.
    fn follow_leaving(&self) {
        for (target, name) in [
            (web_sys::EventTarget::from(gloo::utils::window()), "pagehide"),
            (gloo::utils::document().into(), "visibilitychange"),
        ] {
            let studio = self.clone();
            // The listener lasts as long as the page.
            gloo::events::EventListener::new(&target, name, move |_| studio.hold_recipe()).forget();
        }
    }

    fn restart(&self) {
        self.session.dispatch(SessionAction::Restarting);
        self.step.dispatch(StepAction::Over);
        self.greet();
    }

    fn greet(&self) {
        let studio = self.clone();
        self.ask(Request::Kinds, Spot::Studio, move |event| {
            if let Event::Kinds { kinds } = event {
                studio.session.dispatch(SessionAction::Kinds(kinds));
            }
        });
        self.restore();
    }

    /// Asks something that is quickly answered. Faults go to their place; other events to `then`.
    pub(super) fn ask(&self, request: Request, spot: Spot, then: impl Fn(Event) + 'static) {
        let studio = self.clone();
        self.port.send(request, &[], move |(event, _)| match event {
            Event::Failed { faults } => studio.fail(spot, faults),
            event => then(event),
        });
    }

    /// Has work done that takes its time: with progress, and with what can be cancelled.
    /// `then` hears the event that ends it, whatever it is.
    pub(super) fn work(
        &self,
        kind: JobKind,
        request: Request,
        files: &[Blob],
        then: impl Fn(Answer) + 'static,
    ) {
        let studio = self.clone();
        let (number, over) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let (own, ended) = (Rc::clone(&number), Rc::clone(&over));
        let id = self.port.send(request, files, move |answer| match answer {
            (Event::Progress(mut progress), _) => {
                progress.so_far.take().into_iter().for_each(|so_far| studio.found(*so_far));
                studio.step.dispatch(StepAction::At(progress));
            }
            answer => {
                ended.set(true);
                if studio.jobs.get().running.is_some_and(|job| job.id == own.get()) {
                    studio.step.dispatch(StepAction::Over);
                }
                studio.jobs.dispatch(JobsAction::Ended(own.get()));
                then(answer);
            }
        });
        number.set(id);
        // A request that could not even be sent has failed by now.
        if over.get() {
            return;
        }
        self.jobs.dispatch(JobsAction::Began(Job { id, kind, stopping: false }));
    }

    /// Shows faults where they belong.
    pub(super) fn fail(&self, spot: Spot, faults: Vec<Fault>) {
        let words = faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
        self.session.dispatch(SessionAction::Failed(spot, faults));
        self.session.dispatch(SessionAction::Announce(words));
    }

    /// Asks the running work to stop.
    pub fn cancel(&self) {
        if let Some(job) = self.jobs.get().running {
            self.jobs.dispatch(JobsAction::Stopping);
            self.ask(Request::Cancel { job: job.id }, Spot::Studio, |_| {});
        }
    }

    /// Changes and keeps the preferences.
    pub fn prefer(&self, action: PrefsAction) {
        self.prefs.dispatch(action);
        keep::write(&self.prefs.get());
    }
}

/// The studio of this page.
#[hook]
pub fn use_studio() -> Studio {
    use_context::<Studio>().expect("the app provides the studio around every view")
}

/// The newest state of a slice; the component is drawn again when it changes.
#[hook]
pub fn use_slice<S: Slice>(store: &Store<S>) -> Rc<S> {
    use_chosen(store, Rc::clone)
}

/// Something told from a slice; the component is drawn again only when that changes.
#[hook]
pub fn use_chosen<S: Slice, T: PartialEq + Clone + 'static>(store: &Store<S>, choose: fn(&Rc<S>) -> T) -> T {
    let seen = use_mut_ref(|| None::<T>);
    let redraw = use_force_update();
    use_effect_with(store.clone(), {
        let seen = Rc::clone(&seen);
        move |store| {
            let watched = store.clone();
            let check = move || {
                let now = choose(&watched.get());
                if seen.borrow().as_ref() != Some(&now) {
                    redraw.force_update();
                }
            };
            // Something may have changed between the drawing and this watch.
            check();
            store.watch(check)
        }
    });
    let now = choose(&store.get());
    *seen.borrow_mut() = Some(now.clone());
    now
}
