//! What the measurements were made on.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

/// Processor, cores, system and the versions of what was compared, as lines of a list.
pub fn describe(versions: &BTreeMap<String, String>) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let compared: Vec<String> = versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!(
        "- Processor: {}, {cores} cores{}\n- System: {}\n- Compared: {}\n",
        field("/proc/cpuinfo", "model name", ':').unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        busy(cores),
        field("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_else(|| std::env::consts::OS.to_owned()),
        compared.join(", "),
    )
}

/// That other work had a part of the machine, where the load says so: times are then longer than they would
/// be, and ratios rougher.
fn busy(cores: usize) -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = text.split_whitespace().nth(1).and_then(|word| word.parse::<f64>().ok());
    match load.filter(|load| *load > cores as f64) {
        Some(load) => format!(", shared with other work (load {load:.0} over five minutes)"),
        None => String::new(),
    }
}

/// The value of the first line that begins with this name.
fn field(file: &str, name: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let (_, value) = line.split_once(separator)?;
    Some(value.trim().trim_matches('"').to_owned())
}
