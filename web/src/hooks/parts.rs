//! What the parts of the split hold: asked for while somebody looks, again when the recipe parts the rows otherwise,
//! and given up when nobody looks any more.

use super::Studio;
use crate::state::{PartingAction, PartsOf, Spot};
use glasshouse_spec::{Event, Request};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// Rest before the parts are looked at.
const REST_MS: u32 = 300;

impl Studio {
    fn look_at_parts(&self, of: &PartsOf) {
        let (studio, id) = (self.clone(), self.port.next_number());
        self.parting.dispatch(PartingAction::Began(id, of.clone()));
        let request = Request::Parts { recipe: Box::new((*of.recipe).clone()) };
        self.port.send(request, &[], move |(event, _)| {
            studio.parting.dispatch(match event {
                Event::Progress(progress) => PartingAction::At(id, progress),
                Event::Parts { report } => PartingAction::Came(id, Rc::from(report)),
                Event::Failed { faults } => PartingAction::Refused(id, faults),
                _ => PartingAction::Stopped(id),
            });
        });
    }

    /// Gives up what is being looked at.
    fn stop_parting(&self) {
        if let Some((id, ..)) = self.parting.get().running {
            self.parting.dispatch(PartingAction::Stopped(id));
            self.ask(Request::Cancel { job: id }, Spot::Studio, |_| {});
        }
    }
}

/// Looks at the parts for as long as they are wanted and not known.
#[hook]
pub fn use_parts(studio: &Studio, of: Option<PartsOf>) {
    let parting = super::use_slice(&studio.parting);
    let wanted = of.filter(|of| !parting.knows(of));
    use_effect_with(wanted, {
        let studio = studio.clone();
        move |wanted| {
            let timer = wanted.clone().map(|of| {
                let studio = studio.clone();
                Timeout::new(REST_MS, move || studio.look_at_parts(&of))
            });
            let (studio, wanted) = (studio.clone(), wanted.clone());
            move || {
                drop(timer);
                let running = studio.parting.get().running.as_ref().map(|(_, of, _)| of.clone());
                if running.is_some() && running == wanted {
                    studio.stop_parting();
                }
            }
        }
    });
}
