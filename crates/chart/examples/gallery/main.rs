//! Writes every chart as SVG in both themes and two widths into a folder, to be looked at:
//! `cargo run -p glasshouse-chart --features svg --example gallery -- FOLDER`.

mod column;
mod model;
mod relation;

use glasshouse_chart::{Theme, height_for, summary, svg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    std::fs::create_dir_all(&folder)?;
    for (name, chart) in [model::charts(), column::charts(), relation::charts()].concat() {
        for (mode, theme) in [("light", Theme::light()), ("dark", Theme::dark())] {
            for width in [350, 700] {
                let text = svg(&chart, &theme, (width, height_for(&chart, width)))?;
                std::fs::write(format!("{folder}/{name}-{mode}-{width}.svg"), text)?;
            }
        }
        println!("{name}: {}", summary(&chart));
    }
    Ok(())
}
