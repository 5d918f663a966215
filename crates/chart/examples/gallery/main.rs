//! Writes every chart as SVG in both themes and three widths into a folder, with the names it has and with
//! long ones, to be looked at:
//! `cargo run -p glasshouse-chart --features svg --example gallery -- FOLDER`.

mod column;
mod model;
mod names;
mod relation;

use glasshouse_chart::{Theme, height_for, summary, svg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    std::fs::create_dir_all(&folder)?;
    let charts = [model::charts(), column::charts(), relation::charts()].concat();
    let stretched = names::stretched(&charts)?;
    let charts = charts.into_iter().map(|(name, chart)| (name.to_string(), chart));
    for (name, chart) in charts.chain(stretched) {
        for (mode, theme) in [("light", Theme::light()), ("dark", Theme::dark())] {
            for width in [340, 700, 1100] {
                let text = svg(&chart, &theme, (width, height_for(&chart, width)))?;
                std::fs::write(format!("{folder}/{name}-{mode}-{width}.svg"), text)?;
            }
        }
        println!("{name}: {}", summary(&chart));
    }
    Ok(())
}
