//! Whether a file fits into memory, asked before it is read: a system that runs out of memory ends a
//! program without a word.

use crate::failure::Failure;
use glasshouse_spec::{DataOptions, Fault, Place};
use std::fs;
use std::path::Path;
use sysinfo::System;

/// What a table takes for each byte of its file: the bytes, and columns of numbers, which take up to
/// half as much again. Reading 198 MB of delimited text took 400 to 510 MB.
const WHOLE: f64 = 2.6;
/// The same where only a part of it becomes columns.
const PART: f64 = 1.4;

/// Refuses a file that the free memory cannot hold as a table. Without options, no part of it can be
/// asked for.
///
/// # Errors
/// `data.too_large`. A file that cannot be asked for its size is left to who reads it.
pub fn check(path: &Path, options: Option<&DataOptions>) -> Result<(), Failure> {
    let Ok(size) = fs::metadata(path).map(|about| about.len()) else { return Ok(()) };
    let parted = options.is_some_and(|options| options.sample.is_some() || options.columns.is_some());
    let needed = size as f64 * if parted { PART } else { WHOLE };
    let free = free();
    if needed <= free as f64 {
        return Ok(());
    }
    let gigabytes = |bytes: f64| format!("{:.1} GB", bytes / 1e9);
    let words = format!(
        "{} has {}; as a table it takes about {} of memory, and {} are free",
        path.display(),
        gigabytes(size as f64),
        gigabytes(needed),
        gigabytes(free as f64)
    );
    let remedy = match parted || options.is_none() {
        true => "split the file, or use a machine with more memory",
        false => {
            "read some of its rows or columns: sample or columns under [data] of the recipe, or --sample or --only; or use a machine with more memory"
        }
    };
    let place = Place { file: Some(path.display().to_string()), ..Place::default() };
    Err(Fault::new("data.too_large", words).with_place(place).with_remedy(remedy).into())
}

/// Bytes that can be had without pushing anything out: what the system has, or the limit that is set
/// for this program's group, whichever is less.
fn free() -> u64 {
    let mut system = System::new();
    system.refresh_memory();
    let group = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    system.available_memory().min(group)
}
