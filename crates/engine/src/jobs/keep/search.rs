//! The trials of a search that is under way, kept so that it can be gone on with where the page was closed or
//! the worker fell.

use crate::Host;
use crate::control::Control;
use glasshouse_spec::{Recipe, UnfinishedSearch};
use serde::{Deserialize, Serialize};

const SEARCH: &str = "search.json";
/// Seconds between two writings, at least.
const EVERY: f64 = 2.0;

/// As it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The release that wrote it: another one may choose otherwise.
    release: String,
    search: UnfinishedSearch,
}

/// Keeps the trials every few seconds.
pub(in crate::jobs) struct Trials<'a> {
    control: &'a Control,
    due: f64,
}

impl<'a> Trials<'a> {
    pub fn new(control: &'a Control) -> Self {
        let due = if control.host().keeps() { control.now() } else { f64::INFINITY };
        Self { control, due }
    }

    /// Keeps them if it is time. A host that refuses is not asked again.
    pub async fn look(&mut self, search: impl FnOnce() -> UnfinishedSearch) {
        if self.control.now() < self.due {
            return;
        }
        let kept = Kept { release: env!("CARGO_PKG_VERSION").into(), search: search() };
        let written = match serde_json::to_vec(&kept) {
            Ok(bytes) => self.control.host().keep(SEARCH, &bytes).await.is_ok(),
            Err(_) => false,
        };
        self.due = if written { self.control.now() + EVERY } else { f64::INFINITY };
    }
}

/// The search that was interrupted. What cannot be read was cut off while it was written, or is of another
/// release: there is nothing to go on from.
pub(in crate::jobs) async fn search(host: &dyn Host) -> Option<UnfinishedSearch> {
    let bytes = host.kept(SEARCH).await.ok()??;
    let kept: Kept = serde_json::from_slice(&bytes).ok()?;
    (kept.release == env!("CARGO_PKG_VERSION")).then_some(kept.search)
}

/// The same, where it is of a recipe and of data.
pub(in crate::jobs) async fn search_of(
    host: &dyn Host,
    recipe: &Recipe,
    data_sha256: &str,
) -> Option<UnfinishedSearch> {
    search(host).await.filter(|kept| kept.recipe == *recipe && kept.data_sha256 == data_sha256)
}

/// Removes what was kept: the search ended, or nobody wants it. What stays is offered again, and does no harm.
pub(in crate::jobs) async fn drop_search(host: &dyn Host) {
    let _ = host.drop_kept(SEARCH).await;
}
