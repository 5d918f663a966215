//! How long every picture of a million rows takes: to make, and to draw at the width of a page.
//! `cargo run --profile native -p glasshouse-explore --example picture_speed [FOLDER]`; the charts are
//! written to the folder as JSON, for a browser to draw them.

#[path = "../tests/million/mod.rs"]
mod million;

use glasshouse_chart::{ChartSpec, ChartView, Drawing, Theme, height_for, summary};
use glasshouse_explore::Picturing;
use million::{ROWS, WIDTH, requests, table};
use std::time::Instant;

/// Times that each chart is drawn; the median counts.
const ROUNDS: usize = 9;

/// The median of several times, in milliseconds.
fn median(mut act: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS).map(|_| timed(&mut act)).collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn timed(mut act: impl FnMut()) -> f64 {
    let start = Instant::now();
    act();
    start.elapsed().as_secs_f64() * 1e3
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1);
    folder.iter().try_for_each(std::fs::create_dir_all)?;
    let (table, theme, whole) = (table(), Theme::light(), ChartView::default());
    println!(
        "{ROWS} rows, drawn {WIDTH} pixels wide\n\n| picture | made, ms | longest piece, ms | JSON, kB | strokes | drawn, ms |"
    );
    println!("|---|---|---|---|---|---|");
    for (at, request) in requests().into_iter().enumerate() {
        let kind = format!("{:?}", request.kind);
        let (mut all, mut longest, mut done) = (0.0, 0.0_f64, false);
        let mut picturing = Picturing::new(&table, None, request)?;
        while !done {
            let mut step = Ok(None);
            let took = timed(|| step = picturing.advance());
            done = step?.is_none();
            (all, longest) = (all + took, longest.max(took));
        }
        let chart: ChartSpec = picturing.finish()?;
        let json = serde_json::to_string(&chart)?;
        let size = (WIDTH, height_for(&chart, WIDTH));
        let strokes = Drawing::new(&chart, &theme, &whole, size)?.strokes();
        let drawn = median(|| drop(Drawing::new(&chart, &theme, &whole, size)));
        let kilobytes = json.len() / 1000;
        println!("| {kind} | {all:.0} | {longest:.0} | {kilobytes} | {strokes} | {drawn:.2} |");
        eprintln!("{kind}: {}", summary(&chart));
        if let Some(folder) = &folder {
            std::fs::write(format!("{folder}/{at:02}-{kind}.json"), json)?;
        }
    }
    Ok(())
}
