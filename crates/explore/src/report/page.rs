//! The page of a report: its sections in HTML.

use super::paint::Paint;
use super::{Place, names_persons};
use crate::cells::type_words;
use crate::findings::measure_words;
use crate::words::{count, grouped, names, number, percent, share};
use glasshouse_spec::{ColumnFigures, Exploration, Finding, ReadReport, Severity, TargetFigures, TaskKind};
use std::fmt::Write;

/// Bytes after which columns are told in a line each, and after which they are only counted.
const ROOM: (usize, usize) = (780_000, 930_000);
/// Rows of the tables of pairs, patterns and features.
const LISTED: usize = 20;
/// Characters of a value.
const VALUE: usize = 60;
/// Columns that the contents list.
const CONTENTS: usize = 200;
/// Columns up to which the contents list them without being asked.
const OPEN: usize = 30;

pub(super) fn page(
    read: &ReadReport,
    found: &Exploration,
    values: bool,
    drawn: &[(Place, String)],
    paint: &Paint,
) -> String {
    let title = format!("Report of {}", text(&read.file));
    let style = include_str!("style.css");
    let (light, dark) = (paint.values(false), paint.values(true));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>\n{style}:root{{{light}}}\n\
         @media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n@media print{{:root{{{light}}}}}\n</style></head>\n\
         <body><main><h1>{title}</h1>\n"
    );
    facts(&mut out, read, found);
    contents(&mut out, found);
    findings(&mut out, found);
    if let Some(figures) = &found.target {
        target(&mut out, figures, drawn);
    }
    missing(&mut out, found, drawn);
    relations(&mut out, found, drawn);
    columns(&mut out, found, values, drawn);
    out.push_str(
        "<p class=\"soft\">Made by Glasshouse. The report holds counts and figures of columns, and no rows.</p>\n\
         </main></body></html>\n",
    );
    out
}

/// For text and attributes; characters that no page may hold are left out.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for letter in raw.chars().filter(|c| !c.is_control() || *c == '\t') {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    // A sign stays with its number.
    out.replace(" %", "\u{a0}%")
}

/// A value, cut where it is long.
fn value(raw: &str) -> String {
    match raw.char_indices().nth(VALUE) {
        Some((end, _)) => text(&format!("{}…", &raw[..end])),
        None => text(raw),
    }
}

fn put(out: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(piece);
}

fn facts(out: &mut String, read: &ReadReport, found: &Exploration) {
    let mut facts = vec![
        ("Rows", grouped(found.rows)),
        ("Columns", grouped(found.columns.len() as u64)),
        ("Missing cells", share(found.missing.share)),
        ("Rows without a gap", percent(found.missing.complete_rows, found.rows)),
        ("Size of the file", size(read.bytes)),
    ];
    if let Some(duplicates) = found.duplicates {
        facts.insert(2, ("Repeated rows", grouped(duplicates)));
    }
    out.push_str("<dl class=\"facts\">");
    for (name, value) in facts {
        put(out, format_args!("<div><dt>{name}</dt><dd>{value}</dd></div>"));
    }
    put(
        out,
        format_args!(
            "</dl>\n<p class=\"soft\">SHA-256 of the file: <code>{}</code></p>\n",
            text(&read.sha256)
        ),
    );
    if let Some(n) = found.sampled {
        let rows = count(n, "row", "rows");
        put(
            out,
            format_args!(
                "<p class=\"soft\">Rank correlations and mutual information are of a sample of {rows}.</p>\n"
            ),
        );
    }
}

/// Bytes in words.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", number(bytes as f64 / 1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", number(bytes as f64 / 1e6)),
        _ => format!("{} GB", number(bytes as f64 / 1e9)),
    }
}

fn contents(out: &mut String, found: &Exploration) {
    out.push_str(
        "<nav aria-label=\"Contents\"><ul class=\"parts\"><li><a href=\"#findings\">Findings</a></li>",
    );
    if found.target.is_some() {
        out.push_str("<li><a href=\"#target\">Target</a></li>");
    }
    let open = if found.columns.len() <= OPEN { " open" } else { "" };
    put(
        out,
        format_args!(
            "<li><a href=\"#missing\">Missing cells</a></li><li><a href=\"#relations\">Relations</a></li>\
             <li><a href=\"#columns\">Columns</a></li></ul><details{open}><summary>Go to a column</summary>\
             <ul class=\"names\">"
        ),
    );
    for (i, c) in found.columns.iter().enumerate().take(CONTENTS) {
        put(out, format_args!("<li><a href=\"#column-{i}\">{}</a></li>", value(&c.name)));
    }
    out.push_str("</ul></details></nav>\n");
}

fn findings(out: &mut String, found: &Exploration) {
    out.push_str("<section id=\"findings\"><h2>Findings</h2>\n");
    if found.findings.is_empty() {
        out.push_str("<p>Nothing stands out.</p>");
    }
    for finding in &found.findings {
        one_finding(out, finding);
    }
    out.push_str("</section>\n");
}

fn one_finding(out: &mut String, finding: &Finding) {
    let (class, word) = match finding.severity {
        Severity::Problem => ("problem", "Problem"),
        Severity::Attention => ("attention", "Attention"),
        Severity::Info => ("info", "Worth knowing"),
    };
    put(
        out,
        format_args!(
            "<article class=\"finding\"><p class=\"badge {class}\">{word}</p><div><p>{}</p><p class=\"soft\">{}</p></div>\
             </article>\n",
            text(&finding.message),
            text(&finding.advice)
        ),
    );
}

/// Begins a table that may be wider than the window, and that keys can then move.
fn begin(out: &mut String, what: &str, heads: &str) {
    put(
        out,
        format_args!(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{what}\"><table><tr>{heads}</tr>\n"
        ),
    );
}

fn pictures(out: &mut String, place: Place, drawn: &[(Place, String)]) {
    // Broad ones are wider than a phone, and keys must be able to move them.
    let broad = matches!(place, Place::Missing | Place::Relations);
    let (broad, keys) = if broad { (" broad", " tabindex=\"0\"") } else { ("", "") };
    put(out, format_args!("<div class=\"pictures{broad}\">"));
    for (_, svg) in drawn.iter().filter(|(at, _)| *at == place) {
        put(out, format_args!("<figure{keys}>{svg}</figure>"));
    }
    out.push_str("</div>\n");
}

fn target(out: &mut String, figures: &TargetFigures, drawn: &[(Place, String)]) {
    let score = match figures.kind {
        TaskKind::Regression => "R² (0 is the mean, 1 is exact)",
        _ => "balanced accuracy over chance (0 is guessing, 1 is always right)",
    };
    put(
        out,
        format_args!(
            "<section id=\"target\"><h2>What predicts {}</h2>\n<p class=\"soft\">The score of a column is how well it \
             alone predicts rows that were held out: {score}.</p>\n",
            text(&figures.column)
        ),
    );
    begin(
        out,
        "What predicts the target",
        "<th>Column</th><th class=\"n\">Score</th><th class=\"n\">Association</th><th>Measure</th>",
    );
    for feature in figures.features.iter().take(LISTED) {
        let (how, by) = match &feature.association {
            Some(pair) => (number(pair.value), measure_words(pair.measure)),
            None => ("–".into(), ""),
        };
        let score = feature.score.map_or_else(|| "–".into(), number);
        put(
            out,
            format_args!(
                "<tr><td>{}</td><td class=\"n\">{score}</td><td class=\"n\">{how}</td><td>{by}</td></tr>\n",
                text(&feature.column)
            ),
        );
    }
    out.push_str("</table></div>\n");
    pictures(out, Place::Target, drawn);
    out.push_str("</section>\n");
}

fn missing(out: &mut String, found: &Exploration, drawn: &[(Place, String)]) {
    let gaps = &found.missing;
    out.push_str("<section id=\"missing\"><h2>Missing cells</h2>\n");
    if gaps.cells == 0 {
        out.push_str("<p>No cell is missing.</p></section>\n");
        return;
    }
    put(
        out,
        format_args!(
            "<p>{} ({}) in {}.</p>",
            count(gaps.cells, "cell is missing", "cells are missing"),
            share(gaps.share),
            count(gaps.combinations, "combination of columns", "combinations of columns")
        ),
    );
    pictures(out, Place::Missing, drawn);
    begin(out, "Missing together", "<th>Missing together</th><th class=\"n\">Rows</th>");
    for pattern in gaps.patterns.iter().take(LISTED) {
        let columns = if pattern.columns.is_empty() { "Nothing".into() } else { names(&pattern.columns, 8) };
        let rows = grouped(pattern.rows);
        put(out, format_args!("<tr><td>{}</td><td class=\"n\">{rows}</td></tr>\n", text(&columns)));
    }
    out.push_str("</table></div></section>\n");
}

fn relations(out: &mut String, found: &Exploration, drawn: &[(Place, String)]) {
    let all = &found.associations;
    out.push_str("<section id=\"relations\"><h2>Relations</h2>\n");
    if let Some(note) = &all.note {
        put(out, format_args!("<p class=\"soft\">{}</p>", text(note)));
    }
    if all.pairs.is_empty() {
        out.push_str("<p>No two columns go together.</p></section>\n");
        return;
    }
    pictures(out, Place::Relations, drawn);
    let heads = "<th>Columns</th><th>Measure</th><th class=\"n\">Value</th><th class=\"n\">Rows</th>";
    begin(out, "Columns that go together", heads);
    for pair in all.pairs.iter().take(LISTED) {
        put(
            out,
            format_args!(
                "<tr><td>{} and {}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                text(&pair.a),
                text(&pair.b),
                measure_words(pair.measure),
                number(pair.value),
                grouped(pair.n)
            ),
        );
    }
    out.push_str("</table></div></section>\n");
}

fn columns(out: &mut String, found: &Exploration, values: bool, drawn: &[(Place, String)]) {
    out.push_str("<section id=\"columns\"><h2>Columns</h2>\n");
    for (i, c) in found.columns.iter().enumerate() {
        if out.len() > ROOM.1 {
            let left = count((found.columns.len() - i) as u64, "column is", "columns are");
            put(
                out,
                format_args!("<p>{left} not listed: there is no room. The figures as JSON have them.</p>"),
            );
            break;
        }
        let svg = drawn.iter().find(|(at, _)| *at == Place::Column(i)).map_or("", |(_, svg)| svg.as_str());
        if out.len() + svg.len() > ROOM.0 { line(out, i, c) } else { column(out, i, c, values, svg) }
    }
    out.push_str("</section>\n");
}

/// A column in one line.
fn line(out: &mut String, i: usize, c: &ColumnFigures) {
    put(
        out,
        format_args!(
            "<p id=\"column-{i}\"><b>{}</b>, {}: {} missing, {} different.</p>\n",
            value(&c.name),
            type_words(c.kind),
            percent(c.missing, c.missing + c.present),
            grouped(c.unique)
        ),
    );
}

fn column(out: &mut String, i: usize, c: &ColumnFigures, values: bool, svg: &str) {
    put(
        out,
        format_args!(
            "<article class=\"column\" id=\"column-{i}\"><h3>{} <span class=\"soft\">{}</span></h3><table>",
            text(&c.name),
            type_words(c.kind)
        ),
    );
    for (name, figure) in figures(c) {
        put(out, format_args!("<tr><th>{name}</th><td class=\"n\">{}</td></tr>", text(&figure)));
    }
    out.push_str("</table>");
    if svg.is_empty() {
        frequent(out, c, values);
    } else {
        put(out, format_args!("<figure>{svg}</figure>"));
    }
    if let Some(note) = c.numbers.as_ref().and_then(|n| n.note.as_ref()) {
        put(out, format_args!("<p class=\"soft\">{}</p>", text(note)));
    }
    out.push_str("</article>\n");
}

fn figures(c: &ColumnFigures) -> Vec<(&'static str, String)> {
    let all = c.missing + c.present;
    let mut figures = vec![
        ("Missing", format!("{} ({})", grouped(c.missing), percent(c.missing, all))),
        ("Different values", grouped(c.unique)),
    ];
    if let Some(n) = &c.numbers {
        let s = &n.summary;
        let defined = [
            ("Mean", s.mean),
            ("Standard deviation", s.std),
            ("Smallest", s.min),
            ("Lower quartile", s.q25),
            ("Median", s.median),
            ("Upper quartile", s.q75),
            ("Largest", s.max),
            ("Skewness", s.skew),
            ("Kurtosis", s.kurtosis),
        ];
        figures.extend(defined.into_iter().filter_map(|(name, v)| Some((name, number(v?)))));
        figures.push(("Zeros", format!("{} ({})", grouped(n.zeros), percent(n.zeros, c.present))));
        if n.infinite > 0 {
            figures
                .push(("Infinite", format!("{} ({})", grouped(n.infinite), percent(n.infinite, c.present))));
        }
        let outside = [
            ("Beyond 3 standard deviations", n.z_outliers),
            ("Beyond 1.5 interquartile ranges", n.iqr_outliers),
        ];
        figures.extend(outside.into_iter().filter_map(|(name, o)| Some((name, o?))).map(|(name, o)| {
            (name, format!("{} ({})", grouped(o.below + o.above), percent(o.below + o.above, c.present)))
        }));
    }
    if let Some(d) = &c.dates {
        figures.extend([
            ("Earliest", d.min.clone()),
            ("Middle", d.median.clone()),
            ("Latest", d.max.clone()),
        ]);
    }
    if let Some(t) = &c.text {
        figures.push((
            "Characters",
            format!("{} to {}, mean {}", t.chars.min, t.chars.max, number(t.chars.mean)),
        ));
    }
    figures
}

fn frequent(out: &mut String, c: &ColumnFigures, values: bool) {
    if names_persons(c.kind) && !values {
        out.push_str("<p class=\"soft\">Values are not shown: they may name persons.</p>");
        return;
    }
    out.push_str("<table><tr><th>Frequent values</th><th class=\"n\">Rows</th></tr>");
    for (label, rows) in &c.top {
        put(out, format_args!("<tr><td>{}</td><td class=\"n\">{}</td></tr>", value(label), grouped(*rows)));
    }
    out.push_str("</table>");
}
