//! The files beside the data: a list of what they are, and the bytes of each under its hash, so
//! that a file is written once however often the list changes.

use crate::Host;
use crate::control::Control;
use crate::jobs::load;
use crate::state::{Columns, Others};
use glasshouse_spec::{DataOptions, Warning};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Name of the list.
const LIST: &str = "others.json";

/// A file of the list.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    sha256: String,
    options: DataOptions,
    read_at: String,
}

fn file_of(sha256: &str) -> String {
    format!("other-{sha256}.bin")
}

/// Keeps the files beside the data, and removes those that were kept before and are gone.
pub(in crate::jobs) async fn others(host: &dyn Host, others: &Others) -> Vec<Warning> {
    let written = async {
        let before = list(host).await?;
        for other in others.values().filter(|o| before.iter().all(|k| k.sha256 != o.read.sha256)) {
            host.keep(&file_of(&other.read.sha256), &other.bytes).await?;
        }
        let now: Vec<Kept> = others
            .values()
            .map(|other| Kept {
                name: other.read.file.clone(),
                sha256: other.read.sha256.clone(),
                options: other.options.clone(),
                read_at: other.read_at.clone(),
            })
            .collect();
        if now.is_empty() {
            host.drop_kept(LIST).await?;
        } else {
            host.keep(LIST, &serde_json::to_vec(&now).map_err(|error| error.to_string())?).await?;
        }
        for gone in before.iter().filter(|k| now.iter().all(|n| n.sha256 != k.sha256)) {
            host.drop_kept(&file_of(&gone.sha256)).await?;
        }
        Ok(())
    };
    let told = |cause: String| super::not_kept("the second file", &cause);
    written.await.err().map(told).into_iter().collect()
}

/// Removes the files and their list.
pub(super) async fn forget(host: &dyn Host) -> Result<(), String> {
    for kept in list(host).await? {
        host.drop_kept(&file_of(&kept.sha256)).await?;
    }
    host.drop_kept(LIST).await
}

/// Whether the list is there.
pub(super) async fn any(host: &dyn Host) -> bool {
    matches!(host.kept(LIST).await, Ok(Some(_)))
}

/// The files again, each read as it was, with the reasons why others could not be.
pub(super) async fn kept(control: &Control) -> (Others, Vec<String>) {
    let (mut others, mut causes) = (Others::new(), Vec::new());
    let list = list(control.host()).await.unwrap_or_else(|cause| {
        causes.push(cause);
        Vec::new()
    });
    for kept in list {
        let name = kept.name.clone();
        match again(control, kept).await {
            Ok(other) => drop(others.insert(name, Rc::new(other))),
            Err(cause) => causes.push(format!("{name}: {cause}")),
        }
    }
    (others, causes)
}

async fn again(control: &Control, kept: Kept) -> Result<crate::state::Data, String> {
    let bytes = control.host().kept(&file_of(&kept.sha256)).await?.ok_or("it is no longer there")?;
    let mut data = load::kept(control, kept.name, bytes, &kept.sha256, kept.options, Columns::new()).await?;
    data.read_at = kept.read_at;
    Ok(data)
}

async fn list(host: &dyn Host) -> Result<Vec<Kept>, String> {
    let bytes = host.kept(LIST).await?;
    let read = |bytes: Vec<u8>| serde_json::from_slice(&bytes).map_err(|error| error.to_string());
    bytes.map_or(Ok(Vec::new()), read)
}
