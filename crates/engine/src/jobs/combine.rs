//! Files beside the data, and one table made of several.
//!
//! A combined table is built anew from its files whenever it is needed, in the order of the
//! entries, each on top of what came before. So the page's data and a recipe that is replayed
//! elsewhere are the same table, and taking it apart again costs nothing.

use super::{Answer, Bench, Faults, keep, load};
use crate::control::Control;
use crate::recipe::sha256;
use crate::state::{Columns, Combined, Data, Others};
use glasshouse_spec::{CombineSpec, DataOptions, Event, Fault, FileRecord, Place, Recipe, Warning};
use glasshouse_table::{CombinedText, Loaded, Planned, Planner, Profiler, Side, TableReader};
use std::rc::Rc;

/// Share of the progress at which the profile of the result begins.
const PROFILE: f64 = 0.85;

/// Reads the first file; those beside the data that were there before go with it.
pub(super) async fn load_first(
    bench: Bench,
    name: String,
    bytes: Vec<u8>,
    options: DataOptions,
    columns: Columns,
) -> Result<Answer, Faults> {
    let (state, control) = (bench.state.clone(), bench.control.clone());
    let loaded = load::load(bench, name, bytes, options, columns).await?;
    let had = std::mem::take(&mut state.borrow_mut().others);
    if !had.is_empty() {
        keep::others(control.host(), &Others::new()).await;
    }
    Ok(loaded)
}

/// Reads a file beside the data.
pub(super) async fn load_other(
    bench: Bench,
    name: String,
    bytes: Vec<u8>,
    options: DataOptions,
) -> Result<Answer, Faults> {
    let other = load::read(&bench.control, name.clone(), bytes.into(), options, Columns::new()).await?;
    bench.control.commit();
    let (read, mut profile) = (other.read.clone(), other.profile.clone());
    let others = {
        let mut state = bench.state.borrow_mut();
        state.others.insert(name, Rc::new(other));
        state.others.clone()
    };
    profile.warnings.extend(keep::others(bench.control.host(), &others).await);
    Ok(Event::OtherLoaded { read, profile }.into())
}

/// What would come of combining the data with another file.
pub(super) async fn plan(bench: Bench, spec: CombineSpec) -> Result<Answer, Faults> {
    let (data, others) = at_hand(&bench)?;
    let index = data.combined.as_ref().map_or(0, |combined| combined.entries.len());
    let other = other(&bench.control, &others, &spec, index).await?;
    let planned = planned(&bench.control, data.side(), other.side(), &spec, 0.0..1.0).await;
    let planned = planned.map_err(|fault| in_entry(fault, index))?;
    Ok(Event::CombinePlanned { plan: Box::new(planned.plan) }.into())
}

/// Makes the data and another file one table.
pub(super) async fn combine(bench: Bench, spec: CombineSpec) -> Result<Answer, Faults> {
    let (data, others) = at_hand(&bench)?;
    let mut entries = data.combined.as_ref().map(|c| c.entries.clone()).unwrap_or_default();
    entries.push(spec);
    let built = build(&bench.control, first(&data), entries, &others).await?;
    replace(bench, Rc::new(built)).await
}

/// The first file alone.
pub(super) async fn separate(bench: Bench) -> Result<Answer, Faults> {
    let (data, _) = at_hand(&bench)?;
    replace(bench, first(&data)).await
}

/// Reads the first file again with other options or types, and combines it as before.
pub(super) async fn reread(bench: Bench, options: DataOptions, columns: Columns) -> Result<Answer, Faults> {
    let (data, others) = at_hand(&bench)?;
    let Some(combined) = &data.combined else { return load::reread(bench, options, columns).await };
    let (name, bytes) = (combined.first.read.file.clone(), combined.first.bytes.clone());
    let first = Rc::new(load::read(&bench.control, name, bytes, options, columns).await?);
    let built = build(&bench.control, first, combined.entries.clone(), &others).await?;
    replace(bench, Rc::new(built)).await
}

/// The table as a recipe reads and combines its files: the one at hand where it is that already.
///
/// # Errors
/// A file that the recipe names and that was not given, and what combining refuses.
pub(super) async fn as_recipe_reads(
    control: &Control,
    others: &Others,
    data: Rc<Data>,
    recipe: &Recipe,
) -> Result<Rc<Data>, Faults> {
    let at_hand = first(&data);
    let base = load::as_recipe_reads(control, at_hand.clone(), recipe).await?;
    if !recipe.combine.iter().any(|entry| entry.enabled) {
        return Ok(base);
    }
    let done = data.combined.as_ref().is_some_and(|c| same(&c.entries, &recipe.combine) && c.made_of(others));
    if done && Rc::ptr_eq(&base, &at_hand) {
        return Ok(data);
    }
    Ok(Rc::new(build(control, base, recipe.combine.clone(), others).await?))
}

/// Combines a file with others, entry by entry.
pub(super) async fn build(
    control: &Control,
    first: Rc<Data>,
    entries: Vec<CombineSpec>,
    others: &Others,
) -> Result<Data, Faults> {
    let began = control.now();
    let chained = chain(control, first.side(), &first.columns, &entries, others).await?;
    let loaded = read(control, &first.read.file, &first.columns, chained.text).await?;
    let mut profiler = Profiler::new(&loaded);
    while !profiler.advance() {
        control.checkpoint("Describing the columns", PROFILE + (1.0 - PROFILE) * profiler.done()).await;
    }
    let mut profile = profiler.finish();
    profile.warnings.splice(0..0, chained.warnings);
    let mut files = first.files();
    files.extend(chained.files);
    let Loaded { table, source, report: mut read, .. } = loaded;
    read.bytes = files.iter().map(|file| file.bytes).sum();
    read.sha256 = hash_of(&files);
    Ok(Data {
        bytes: first.bytes.clone(),
        table,
        source,
        read,
        profile,
        options: first.options.clone(),
        columns: first.columns.clone(),
        seconds: first.seconds + control.now() - began,
        read_at: first.read_at.clone(),
        combined: Some(Combined { first, entries, files }),
    })
}

/// What the entries of a recipe make of a table.
pub(super) struct Chained {
    /// The document, which is still to be read.
    pub text: CombinedText,
    /// What to look at.
    pub warnings: Vec<Warning>,
    /// The other files.
    pub files: Vec<FileRecord>,
}

/// Carries out the entries that are switched on, each on top of what came before; `columns` has
/// the types that were asked for.
pub(super) async fn chain(
    control: &Control,
    first: Side<'_>,
    columns: &Columns,
    entries: &[CombineSpec],
    others: &Others,
) -> Result<Chained, Faults> {
    let on: Vec<_> = entries.iter().enumerate().filter(|(_, entry)| entry.enabled).collect();
    let (mut warnings, mut files) = (Vec::new(), Vec::new());
    let mut made: Option<CombinedText> = None;
    for (step, (index, spec)) in on.iter().enumerate() {
        let other = other(control, others, spec, *index).await?;
        let before = match made.take() {
            Some(text) => Some(read(control, &first.report.file, columns, text).await?),
            None => None,
        };
        let left = before.as_ref().map_or(first, Side::from);
        let share = |steps: usize| PROFILE * steps as f64 / on.len() as f64;
        let text = text(control, left, other.side(), spec, share(step)..share(step + 1)).await;
        let text = text.map_err(|fault| in_entry(fault, *index))?;
        warnings.extend(text.plan.warnings.clone());
        files.extend(other.files());
        made = Some(text);
    }
    let text = made.ok_or_else(|| crate::fault::internal("there is nothing to combine"))?;
    Ok(Chained { text, warnings, files })
}

/// The combined document of two tables.
async fn text(
    control: &Control,
    left: Side<'_>,
    right: Side<'_>,
    spec: &CombineSpec,
    share: std::ops::Range<f64>,
) -> Result<CombinedText, Fault> {
    let half = f64::midpoint(share.start, share.end);
    let planned = planned(control, left, right, spec, share.start..half).await?;
    let mut joiner = planned.joiner().map_err(|error| error.fault())?;
    while !joiner.advance() {
        let done = half + (share.end - half) * joiner.done();
        control.checkpoint(format!("Combining with {}", spec.table), done).await;
    }
    Ok(joiner.finish())
}

async fn planned<'a>(
    control: &Control,
    left: Side<'a>,
    right: Side<'a>,
    spec: &CombineSpec,
    share: std::ops::Range<f64>,
) -> Result<Planned<'a>, Fault> {
    let mut planner = Planner::new(left, right, spec).map_err(|error| error.fault())?;
    while !planner.advance() {
        let done = share.start + (share.end - share.start) * planner.done();
        control.checkpoint(format!("Comparing the keys with {}", spec.table), done).await;
    }
    Ok(planner.finish())
}

/// Reads a combined document: types that were asked for stand over those that the files agree on.
pub(super) async fn read(
    control: &Control,
    file: &str,
    columns: &Columns,
    text: CombinedText,
) -> Result<Loaded, Faults> {
    let mut types = text.columns;
    for name in &text.plan.columns {
        if let Some(kind) = columns.get(name).and_then(|column| column.kind) {
            types.entry(name.clone()).or_default().kind = Some(kind);
        }
    }
    let reader = TableReader::new(file, text.bytes.into(), &text.options, &types)?;
    load::run(control, reader, PROFILE..PROFILE).await
}

/// The other file of an entry, read as the entry says.
async fn other(
    control: &Control,
    others: &Others,
    spec: &CombineSpec,
    index: usize,
) -> Result<Rc<Data>, Faults> {
    let Some(found) = others.get(&spec.table) else { return Err(not_given(others, spec, index).into()) };
    if found.options == spec.data {
        return Ok(found.clone());
    }
    let (name, bytes) = (found.read.file.clone(), found.bytes.clone());
    let mut again = load::read(control, name, bytes, spec.data.clone(), Columns::new()).await?;
    again.read_at.clone_from(&found.read_at);
    Ok(Rc::new(again))
}

/// The data without what was combined with them.
pub(super) fn first(data: &Rc<Data>) -> Rc<Data> {
    data.combined.as_ref().map_or_else(|| data.clone(), |combined| combined.first.clone())
}

fn at_hand(bench: &Bench) -> Result<(Rc<Data>, Others), Faults> {
    let state = bench.state.borrow();
    Ok((state.data()?, state.others.clone()))
}

async fn replace(bench: Bench, data: Rc<Data>) -> Result<Answer, Faults> {
    bench.control.commit();
    bench.state.borrow_mut().data = Some(data.clone());
    let mut profile = data.profile.clone();
    profile.warnings.extend(keep::data(bench.control.host(), &data, false).await);
    Ok(Event::Loaded { read: data.read.clone(), profile }.into())
}

/// Whether two lists do the same, whatever the comments and what is switched off.
fn same(a: &[CombineSpec], b: &[CombineSpec]) -> bool {
    let bare = |entry: &CombineSpec| CombineSpec { comment: None, ..entry.clone() };
    let on = |list: &[CombineSpec]| list.iter().filter(|entry| entry.enabled).map(bare).collect::<Vec<_>>();
    on(a) == on(b)
}

/// SHA-256 over the files' hashes in order, in hexadecimal, a line each.
fn hash_of(files: &[FileRecord]) -> String {
    let lines: String = files.iter().map(|file| format!("{}\n", file.sha256)).collect();
    sha256(lines.as_bytes())
}

fn in_entry(mut fault: Fault, index: usize) -> Fault {
    fault.at.parameter = Some(match fault.at.parameter.take() {
        Some(field) => format!("combine[{index}].{field}"),
        None => format!("combine[{index}]"),
    });
    fault
}

fn not_given(others: &Others, spec: &CombineSpec, index: usize) -> Fault {
    let given: Vec<&str> = others.keys().map(String::as_str).collect();
    let given = match given.as_slice() {
        [] => String::new(),
        names => format!("; beside the data there are {}", names.join(", ")),
    };
    Fault::new("combine.no_table", format!("the file {} was not given{given}", spec.table))
        .with_place(Place {
            file: Some(spec.table.clone()),
            ..Place::parameter(format!("combine[{index}].table"))
        })
        .with_remedy("load it beside the data (on the command line: --with FILE)")
}
