//! How long reading a file takes, from the disk to typed columns, and how much memory it needs.
//!
//! `cargo run --profile native -p glasshouse-table --example reading --features parallel -- FILE [TIMES]` prints
//! `{"seconds", "rows", "columns", "memory", "peak", "bare"}`: the best of some times, bytes of the table and
//! of the whole program at its peak, and the seconds that it takes to bring the bytes into memory and look at
//! each once, on `RAYON_NUM_THREADS` threads.

use glasshouse_spec::DataOptions;
use glasshouse_table::{Loaded, TableReader, read_file};
use std::path::Path;
use std::time::Instant;

fn read(file: &str) -> Loaded {
    let bytes = match read_file(Path::new(file)) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{file}: {error}"),
    };
    let reader = TableReader::new(file, bytes.into(), &DataOptions::default(), &Default::default());
    match reader.and_then(TableReader::finish) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error}"),
    }
}

/// Seconds to bring the bytes into memory and to look at each once, which no reader can do without.
fn bare(file: &str) -> f64 {
    let began = Instant::now();
    let bytes = read_file(Path::new(file)).unwrap_or_default();
    let words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
    std::hint::black_box(words.fold(0, u64::wrapping_add));
    began.elapsed().as_secs_f64()
}

/// Bytes that this program held at most, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else { panic!("which file?") };
    let times = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let bare = (0..times).map(|_| bare(&file)).fold(f64::INFINITY, f64::min);
    let mut best = f64::INFINITY;
    let mut shape = (0, 0, 0);
    for _ in 0..times {
        let began = Instant::now();
        let loaded = read(&file);
        best = best.min(began.elapsed().as_secs_f64());
        shape = (loaded.table.rows(), loaded.table.columns().len(), loaded.report.memory);
    }
    let (rows, columns, memory) = shape;
    let peak = peak();
    println!(
        r#"{{"seconds": {best}, "rows": {rows}, "columns": {columns}, "memory": {memory}, "peak": {peak}, "bare": {bare}}}"#
    );
}
