//! The proof that nothing leaves the tab: the browser's own record of every request since the
//! page was loaded. The page cannot edit that record.

use wasm_bindgen::JsCast;
use web_sys::PerformanceResourceTiming;

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its address, as written from the page's own folder where it lies there.
    pub address: String,
    /// What asked for it: `script`, `fetch`, `css`.
    pub by: String,
    /// Seconds after the page began to load.
    pub at: f64,
    /// Bytes that came in, headers included; 0 where the browser's own store had it.
    pub received: f64,
    /// Whether it went to the page's own origin.
    pub own: bool,
}

/// Every request that the browser recorded for this page, oldest first.
pub fn requests() -> Vec<Request> {
    let Some(performance) = gloo::utils::window().performance() else { return Vec::new() };
    let entries = performance.get_entries_by_type("resource");
    entries.iter().filter_map(|entry| entry.dyn_into().ok()).map(|entry| request(&entry)).collect()
}

fn request(entry: &PerformanceResourceTiming) -> Request {
    let location = gloo::utils::window().location();
    let (origin, href) = (location.origin().unwrap_or_default(), location.href().unwrap_or_default());
    let folder = href.split('#').next().and_then(|page| page.rfind('/').map(|end| page[..=end].to_owned()));
    let name = entry.name();
    let address = folder.and_then(|folder| name.strip_prefix(&folder).map(str::to_owned));
    let own =
        name.starts_with(&format!("{origin}/")) || name.starts_with("blob:") || name.starts_with("data:");
    Request {
        own,
        by: entry.initiator_type(),
        at: entry.start_time() / 1e3,
        received: entry.transfer_size(),
        address: address.unwrap_or(name),
    }
}
