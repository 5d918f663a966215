//! Checkpoints of a training that takes long: what is needed to go on with it where the page was
//! closed or the worker fell.

use crate::Host;
use crate::control::Control;
use crate::jobs::fit::{Earlier, Order};
use crate::jobs::{Answer, Faults};
use glasshouse_learn::{EstimatorKind, ModelState, Progress, Training};
use glasshouse_spec::{Event, Fault, Unfinished};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const TRAINING: &str = "training.bin";
/// Seconds between two checkpoints, at least.
const EVERY: f64 = 3.0;
/// Share of the time that making them may take.
const SHARE: f64 = 0.03;

/// A checkpoint as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The release that wrote it: another one may train otherwise.
    release: String,
    /// [`Unfinished`] as JSON, which unlike the state is not of a fixed shape.
    about: String,
    state: ModelState,
}

/// The checkpoints of one training.
pub(in crate::jobs) struct Checkpoints<'a> {
    control: &'a Control,
    order: &'a Order<'a>,
    began: f64,
    /// When the next is due; never where nothing is kept or the training cannot be gone on with.
    due: f64,
}

impl<'a> Checkpoints<'a> {
    /// Of a training that took `before` seconds in an earlier session.
    pub fn new(control: &'a Control, kind: &dyn EstimatorKind, order: &'a Order<'a>, before: f64) -> Self {
        let now = control.now();
        let wanted = kind.steps().is_some() && control.host().keeps();
        let due = if wanted { now + EVERY } else { f64::INFINITY };
        Self { control, order, began: now - before, due }
    }

    /// Makes one if it is due. A host that refuses is not asked again: the model's own keeping will tell.
    pub async fn look(&mut self, training: &dyn Training, progress: &Progress) {
        let now = self.control.now();
        if now < self.due {
            return;
        }
        // A forest is large: the model goes before its state is written, and that is written once.
        let Some(state) = training.best().map(|model| model.state()) else { return };
        let about = self.about(progress, now - self.began);
        let written = match written(Kept { release: env!("CARGO_PKG_VERSION").into(), about, state }) {
            Ok(bytes) => self.control.host().keep(TRAINING, &bytes).await.is_ok(),
            Err(_) => false,
        };
        let after = self.control.now();
        let wait = EVERY.max((after - now) / SHARE);
        self.due = if written { after + wait } else { f64::INFINITY };
    }

    fn about(&self, progress: &Progress, seconds: f64) -> String {
        let unfinished = Unfinished {
            recipe: self.order.recipe.clone(),
            data_sha256: self.order.data_sha256.into(),
            done: progress.done,
            total: progress.total,
            unit: progress.unit.into(),
            seconds,
            saved_at: self.control.host().date(),
        };
        serde_json::to_string(&unfinished).unwrap_or_default()
    }
}

/// The training that was interrupted, with what it came to. What cannot be read was cut off while it
/// was written, or is of another release: there is nothing to go on from.
pub(in crate::jobs) async fn unfinished(host: &dyn Host) -> Option<(Unfinished, Earlier)> {
    let bytes = host.kept(TRAINING).await.ok()??;
    let (digest_of_all, bytes) = bytes.split_first_chunk()?;
    let kept: Kept = postcard::from_bytes(bytes).ok().filter(|_| digest(bytes) == *digest_of_all)?;
    let about: Unfinished = serde_json::from_str(&kept.about).ok()?;
    let seconds = about.seconds;
    (kept.release == env!("CARGO_PKG_VERSION")).then_some((about, Earlier { state: kept.state, seconds }))
}

/// A checkpoint as a file: what tells whether it was cut off, and its bytes.
fn written(kept: Kept) -> postcard::Result<Vec<u8>> {
    let mut bytes = postcard::to_extend(&kept, vec![0; 32])?;
    let (head, rest) = bytes.split_at_mut(32);
    head.copy_from_slice(&digest(rest));
    Ok(bytes)
}

/// What tells a file that was cut off.
fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Removes the checkpoint: the training ended, or nobody wants it.
pub(crate) async fn drop_unfinished(host: &dyn Host) -> Result<Answer, Faults> {
    let fault = |cause: String| {
        Fault::new("storage.not_removed", "what was kept of the training could not be removed")
            .with_cause(cause)
            .with_remedy("train anew: the next training takes its place")
    };
    host.drop_kept(TRAINING).await.map(|()| Event::Done.into()).map_err(|cause| fault(cause).into())
}
