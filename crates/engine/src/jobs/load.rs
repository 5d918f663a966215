//! Reading files, chunk by chunk.

use super::{Answer, Bench, Faults, keep};
use crate::control::Control;
use crate::state::{Columns, Data};
use bytes::Bytes;
use glasshouse_spec::{DataOptions, Event, Recipe};
use glasshouse_table::{Digest, Loaded, Profiler, ReadStatus, TableReader};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// Share of the progress at which the profile begins.
const PROFILE: f64 = 0.8;
/// Bytes that are hashed between two checkpoints.
const HASHED: usize = 4 * 1024 * 1024;

pub(super) async fn load(
    bench: Bench,
    name: String,
    bytes: Vec<u8>,
    options: DataOptions,
    columns: Columns,
) -> Result<Answer, Faults> {
    let data = read(&bench.control, name, bytes.into(), options, columns).await?;
    replace(bench, data, true).await
}

/// Reads the bytes at hand again with other options or types.
pub(super) async fn reread(bench: Bench, options: DataOptions, columns: Columns) -> Result<Answer, Faults> {
    let old = bench.state.borrow().data()?;
    let data = read(&bench.control, old.read.file.clone(), old.bytes.clone(), options, columns).await?;
    replace(bench, data, false).await
}

/// The table as a recipe reads its file: the one at hand, or the same bytes read again where
/// options or types differ. So a recipe gives the same model wherever it is trained.
pub(super) async fn as_recipe_reads(
    control: &Control,
    data: Rc<Data>,
    recipe: &Recipe,
) -> Result<Rc<Data>, Faults> {
    let types = |columns: &Columns| -> Vec<_> {
        columns.iter().filter_map(|(name, column)| Some((name.clone(), column.kind?))).collect()
    };
    if data.options == recipe.data && types(&data.columns) == types(&recipe.columns) {
        return Ok(data);
    }
    let (name, bytes) = (data.read.file.clone(), data.bytes.clone());
    let mut again = read(control, name, bytes, recipe.data.clone(), recipe.columns.clone()).await?;
    again.read_at.clone_from(&data.read_at);
    Ok(Rc::new(again))
}

/// Reads a file to its end, with its profile.
pub(super) async fn read(
    control: &Control,
    name: String,
    bytes: Bytes,
    options: DataOptions,
    columns: Columns,
) -> Result<Data, Faults> {
    let began = control.now();
    let mut digest = control.host().sha256(bytes.clone());
    let reader = TableReader::new(&name, bytes.clone(), &options, &columns)?;
    let mut loaded = run(control, reader, 0.0..PROFILE).await?;
    let early = poll_fn(|context| Poll::Ready(digest.as_mut().poll(context))).await;
    let mut profiler = Profiler::new(&loaded);
    while !profiler.advance() {
        control.checkpoint("Describing the columns", PROFILE + (1.0 - PROFILE) * profiler.done()).await;
    }
    let profile = profiler.finish();
    let digest = match early {
        Poll::Ready(digest) => digest,
        Poll::Pending => digest.await,
    };
    loaded.report.sha256 = match digest {
        Some(digest) => digest,
        None => hashed(control, &bytes).await,
    };
    let Loaded { table, source, report, .. } = loaded;
    let seconds = control.now() - began;
    let read_at = control.host().date();
    let combined = None;
    Ok(Data { bytes, table, source, read: report, profile, options, columns, seconds, read_at, combined })
}

/// Reads a file that was kept, and makes sure that it is the one that was.
pub(super) async fn kept(
    control: &Control,
    name: String,
    bytes: Vec<u8>,
    sha256: &str,
    options: DataOptions,
    columns: Columns,
) -> Result<Data, String> {
    let read = read(control, name, bytes.into(), options, columns).await;
    match read {
        Ok(data) if data.read.sha256 == sha256 => Ok(data),
        Ok(_) => Err("its bytes are not those that were kept".into()),
        Err(faults) => Err(faults.message()),
    }
}

/// SHA-256 of bytes, for a host that hashes nothing beside the reading.
async fn hashed(control: &Control, bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    for piece in bytes.chunks(HASHED) {
        digest.update(piece);
        control.checkpoint("Describing the columns", 1.0).await;
    }
    digest.finish()
}

/// Lets a reader read to its end; `share` is the part of the whole job's progress that this takes.
pub(super) async fn run(
    control: &Control,
    mut reader: TableReader,
    share: std::ops::Range<f64>,
) -> Result<Loaded, Faults> {
    loop {
        match reader.advance()? {
            ReadStatus::Done(loaded) => return Ok(*loaded),
            ReadStatus::Running { done } => {
                control.checkpoint("Reading", share.start + (share.end - share.start) * done).await;
            }
        }
    }
}

async fn replace(bench: Bench, data: Data, bytes_too: bool) -> Result<Answer, Faults> {
    let data = Rc::new(data);
    bench.control.commit();
    bench.state.borrow_mut().data = Some(data.clone());
    let mut profile = data.profile.clone();
    profile.warnings.extend(keep::data(bench.control.host(), &data, bytes_too).await);
    Ok(Event::Loaded { read: data.read.clone(), profile }.into())
}
