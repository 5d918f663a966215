//! Charts whose names are as long as names get, or of letters as wide as they are high.

use glasshouse_chart::ChartSpec;
use serde_json::Value;

/// Keys whose texts are words of the format and no names.
const KINDS: [&str; 7] = ["chart", "scale", "shade", "format", "together", "distribution", "share_of"];
const LONG: &str = "of the households in the district before taxes";
const WIDE: &str = "世帯当たり平均所得（税引前・推計値）の";

/// The charts with every name made long, and with every name made wide.
pub fn stretched(charts: &[(&'static str, ChartSpec)]) -> serde_json::Result<Vec<(String, ChartSpec)>> {
    let mut all = Vec::new();
    for (name, chart) in charts {
        for (how, more) in [("long", LONG), ("wide", WIDE)] {
            let mut value = serde_json::to_value(chart)?;
            stretch(&mut value, more);
            all.push((format!("{name}-{how}"), serde_json::from_value(value)?));
        }
    }
    Ok(all)
}

fn stretch(value: &mut Value, more: &str) {
    match value {
        Value::String(name) if !name.is_empty() && more == LONG => *name = format!("{name} {more} ({name})"),
        Value::String(name) if !name.is_empty() => *name = format!("{more}{name}"),
        Value::Array(items) => items.iter_mut().for_each(|item| stretch(item, more)),
        Value::Object(items) => {
            let named = items.iter_mut().filter(|(key, _)| !KINDS.contains(&key.as_str()));
            named.for_each(|(_, item)| stretch(item, more));
        }
        _ => {}
    }
}
