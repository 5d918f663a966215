//! One engine behind the commands: a request in, its answer out, its progress on the terminal.

use crate::failure::{Failure, internal};
use crate::host::Terminal;
use glasshouse_engine::Engine;
use glasshouse_spec::{Envelope, Event, PROTOCOL_VERSION, Progress, Request};
use indicatif::{ProgressBar, ProgressStyle};
use std::rc::Rc;
use std::time::Duration;

/// Units of the progress bar.
const WHOLE: u64 = 1000;

/// What ended a request: the event, and the bytes beside it.
pub type Answer = (Event, Vec<Vec<u8>>);

/// An engine for the length of a command.
pub struct Session {
    engine: Engine,
    asked: u64,
}

impl Session {
    /// A session without data or model.
    pub fn new() -> Self {
        Self { engine: Engine::new(Rc::new(Terminal::new())), asked: 0 }
    }

    /// Carries out a request.
    ///
    /// # Errors
    /// The faults that the engine answers with.
    pub fn ask(&mut self, request: Request, buffers: Vec<Vec<u8>>) -> Result<Answer, Failure> {
        self.asked += 1;
        let envelope = Envelope { v: PROTOCOL_VERSION, id: self.asked, body: request };
        self.engine.start(envelope, buffers);
        let bar = bar();
        let mut answer = None;
        while self.engine.busy() {
            for output in pollster::block_on(self.engine.advance()) {
                match output.event.body {
                    Event::Progress(progress) => show(&bar, &progress),
                    event => answer = Some((event, output.buffers)),
                }
            }
        }
        bar.finish_and_clear();
        match answer {
            Some((Event::Failed { faults }, _)) => Err(Failure::Faults(faults)),
            Some(answer) => Ok(answer),
            None => Err(internal("the engine gave no answer")),
        }
    }
}

/// On standard error, and only where that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(WHOLE);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_position((progress.done * WHOLE as f64) as u64);
    let left = progress.left.map(|s| {
        let left = Duration::from_secs_f64(s.clamp(0.0, 1e6));
        let most = if progress.at_most { "at most " } else { "" };
        format!(", {most}{} left", indicatif::HumanDuration(left))
    });
    bar.set_message(format!("{}{}", progress.stage, left.unwrap_or_default()));
}
